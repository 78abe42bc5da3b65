/**
 * What cannot be sited, told before any work: facilities that would never count, and wishes that do not go together. One
 * sentence each, with the field, so that a planner knows what to change.
 */
import type { SitingRequest } from "../api/siting-messages.ts";
import { hoursStates } from "../counting.ts";
import { NONE } from "../network/network.ts";
import type { Question, Standard } from "../standard.ts";
import type { Territory } from "../territory.ts";
import { SitingRefused } from "./refused.ts";
import { isWeighted } from "./weights.ts";

/** Of each tier, whether a new facility counts in it. */
export function tiersOf({ tiers }: Standard, { facility }: SitingRequest): boolean[] {
  return tiers.map(({ kinds }) => kinds === null || kinds.includes(facility.kind));
}

/** What can be asked, but not together. @throws SitingRefused */
export function refuseTogether(territory: Territory, question: Question, request: SitingRequest): void {
  const { goal, floor, movable, spacingMetres, resettlementWeight = 1 } = request;
  const { countCapacity } = question.circumstances;
  const refuse = (isRefused: boolean, pointer: string, detail: string) => {
    if (isRefused) throw new SitingRefused(pointer, detail);
  };
  refuseIdle(request, question);
  refuse(territory.total === NONE, "", "no people have been imported, so there is nobody to site for");
  const isWalk = goal.type === "least-mean-walk" || goal.type === "least-worst-walk";
  const isMost = goal.type === "most-people" || goal.type === "most-people-in-budget";
  const only = "goes with the goals of the most people only: leave it out";
  refuse(movable !== undefined && !isMost, "/movable", only);
  refuse(resettlementWeight !== 1 && !isMost, "/resettlementWeight", only);
  refuse(isWalk && floor !== undefined, "/floor", "does not go with goals of walking time: leave it out");
  refuse(
    isWalk && spacingMetres !== undefined,
    "/spacingMetres",
    "does not go with goals of walking time: leave it out",
  );
  refuse(goal.type === "fewest-sites" && countCapacity, "/countCapacity", only);
  refuse(floor !== undefined && countCapacity, "/floor", "does not go with countCapacity: leave out one of them");
  refuse(
    floor !== undefined && isMost && isWeighted(territory, question.standard, resettlementWeight),
    "/floor",
    "does not go with weights of groups or of resettlement areas, because it counts people: leave out one of them",
  );
}

/** Refuses facilities that would never count, because siting them would be no use. @throws SitingRefused */
export function refuseIdle(request: SitingRequest, { standard, circumstances }: Question): void {
  const { kind, openingHours = null } = request.facility;
  if (!tiersOf(standard, request).includes(true)) {
    const counted = [...new Set(standard.tiers.flatMap(({ kinds }) => kinds ?? []))].join(", ");
    throw new SitingRefused("/facility/kind", `would not count: the standard counts ${counted}, not ${kind}`);
  }
  const { hours } = circumstances;
  if (hours.type === "any") return;
  const [state] = hoursStates({ status: ["existing"], openingHours: [openingHours] }, hours);
  if (state === "open") return;
  throw new SitingRefused(
    "/facility/openingHours",
    openingHours === null
      ? "is missing: only facilities that are open at the asked hours count, and a new one without hours would not"
      : `would not count: a facility with the hours "${openingHours}" is ${state} at the asked hours`,
  );
}
