/** What of a change cannot show in the figures, because the question on the screen does not ask about it. */
import type { Change } from "../../server/api/scenario-messages.ts";
import type { FacilityKind } from "../../server/words.ts";
import type { Choice } from "../choice.ts";
import { isOfKind } from "../rules.ts";

/** Opening hours, staff or capacity, or the kind of the facility itself. */
export type Unasked = "hours" | "capacity" | "kind";

/**
 * @param kind of the facility that the change is about, as far as it is known
 * @param countedKinds kinds that count, as the answer names them; undefined until there is one
 */
export function unaskedOf(
  change: Change,
  kind: FacilityKind | undefined,
  { hours, countCapacity }: Pick<Choice, "hours" | "countCapacity">,
  countedKinds: string | undefined,
): Unasked[] {
  if (kind !== undefined && countedKinds !== undefined && !isOfKind({ kind: countedKinds }, kind)) return ["kind"];
  if (change.type !== "change-facility") return [];
  const { openingHours, staff, yearlyCapacity } = change;
  return [
    ...(openingHours !== undefined && hours === "any" ? (["hours"] as const) : []),
    ...((staff !== undefined || yearlyCapacity !== undefined) && !countCapacity ? (["capacity"] as const) : []),
  ];
}
