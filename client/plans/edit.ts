/**
 * Steps of a scenario as the planner edits them: pure functions from a list of changes to the next. A change keeps its key for as
 * long as it lives, and no key is given twice: a facility that a change adds is known by −key, also to later changes.
 */
import type { Facility } from "../../server/api/messages.ts";
import type { Change } from "../../server/api/scenario-messages.ts";

type Of = Extract<Change, { type: "move-facility" }>["of"];
type Added = Extract<Change, { type: "add-facility" }>["facility"];
/** A change before it has its key. */
export type NewChange = Change extends infer One ? (One extends Change ? Omit<One, "key"> : never) : never;

/** What can be changed about a facility's service; undefined stays as it is, null is unknown. */
export type Service = Pick<Added, "openingHours" | "staff" | "yearlyCapacity">;

export interface Place {
  readonly lon: number;
  readonly lat: number;
}

/** A facility as a change names it. */
type Named = Pick<Facility, "id" | "name" | "lon" | "lat">;

/** One more than the highest key that was given or is referred to. `seen` is the highest of changes that are gone. */
export function nextKey(changes: readonly Change[], seen = 0): number {
  return 1 + Math.max(seen, highestKey(changes));
}

export function highestKey(changes: readonly Change[]): number {
  return Math.max(0, ...changes.map((change) => Math.max(change.key, "of" in change ? -change.of.id : 0)));
}

/** With the change in place of the one of its key, else after all others. */
export function withChange(changes: readonly Change[], change: Change): Change[] {
  return changes.some(({ key }) => key === change.key)
    ? changes.map((one) => (one.key === change.key ? change : one))
    : [...changes, change];
}

/** Without the change, and without those about a facility that it added. */
export function withoutChange(changes: readonly Change[], key: number): Change[] {
  return changes.filter((change) => change.key !== key && !("of" in change && change.of.id === -key));
}

/** Several new ones after the others, each with a key. References among them (−key) follow. */
export function withAppended(changes: readonly Change[], added: readonly (Change | NewChange)[], seen = 0): Change[] {
  const given = new Map<number, number>();
  const first = nextKey(changes, seen);
  const all = added.map((change, index): Change => {
    const key = first + index;
    if ("key" in change) given.set(change.key, key);
    const own = "of" in change ? { of: { ...change.of, id: -(given.get(-change.of.id) ?? -change.of.id) } } : {};
    return { ...change, ...own, key } as Change;
  });
  return [...changes, ...all];
}

/** What moving a facility is as a change: of an added one its own place, of a moved one the same move. */
export function moved(changes: readonly Change[], facility: Named, { lon, lat }: Place, seen = 0): Change {
  const before = changes.find((change) => change.key === -facility.id);
  if (before?.type === "add-facility") return { ...before, facility: { ...before.facility, lon, lat } };
  const move = changes.find((change) => change.type === "move-facility" && change.of.id === facility.id);
  if (move?.type === "move-facility") return { ...move, lon, lat };
  return { type: "move-facility", key: nextKey(changes, seen), of: ofFacility(facility), lon, lat };
}

/** Other hours, staff or capacity. An added facility is built so; a stored one is changed once, however often it is edited. */
export function serviced(changes: readonly Change[], facility: Named, service: Service, seen = 0): Change {
  const before = changes.find((change) => change.key === -facility.id);
  if (before?.type === "add-facility") return { ...before, facility: { ...before.facility, ...service } };
  const same = changes.find((change) => change.type === "change-facility" && change.of.id === facility.id);
  if (same?.type === "change-facility") return { ...same, ...service };
  return { type: "change-facility", key: nextKey(changes, seen), of: ofFacility(facility), ...service };
}

/** A planned facility as if it were built: what is known of it, added at its place. */
export function adopted(changes: readonly Change[], facility: Facility, seen = 0): Change {
  const { name, names, kind, level, openingHours, staff, yearlyCapacity, lon, lat } = facility;
  return {
    type: "add-facility",
    key: nextKey(changes, seen),
    facility: { name, names, kind, level, openingHours, staff, yearlyCapacity, lon, lat },
  };
}

/** Closes a facility; one that the scenario adds is left out instead. */
export function withClosed(changes: readonly Change[], facility: Named, seen = 0): Change[] {
  if (facility.id < 0) return withoutChange(changes, -facility.id);
  if (changes.some((change) => change.type === "close-facility" && change.of.id === facility.id)) return [...changes];
  return [...changes, { type: "close-facility", key: nextKey(changes, seen), of: ofFacility(facility) }];
}

/** Takes the closing of a facility back. */
export function withReopened(changes: readonly Change[], id: number): Change[] {
  return changes.filter((change) => !(change.type === "close-facility" && change.of.id === id));
}

function ofFacility({ id, name, lon, lat }: Named): Of {
  return { id, name, lon, lat };
}

/** The first name "Plan 1", "Plan 2" … that no scenario has; `name` makes it from the number. */
export function freeName(taken: readonly string[], name: (number: number) => string): string {
  for (let number = 1; ; number++) {
    const candidate = name(number);
    if (!taken.includes(candidate)) return candidate;
  }
}
