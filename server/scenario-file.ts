/**
 * A scenario taken from another database: its changes name facilities by an id that may be somebody else's here. A facility is
 * recognised as the nearest of its name within 100 m of the place that the file tells; one that has moved, by its id where it is the
 * only one of its name. Names such as "Service centre" come many times, so id and name alone may mean another.
 */
import type { Change } from "./api/scenario-messages.ts";
import { distanceMetres } from "./geo.ts";
import { NONE } from "./network/network.ts";
import type { Facilities, Territory } from "./territory.ts";

export const SCENARIO_FORMAT = "service-circles-scenario/1";
/** Lists of two years place the same station this far apart. */
const SAME_PLACE_METRES = 100;

export interface Recognised {
  /** With the ids of this territory. */
  readonly changes: readonly Change[];
  /** Changes (position) whose facility is not recognised, and what to do. */
  readonly unknown: readonly { readonly at: number; readonly detail: string }[];
}

export function recognised({ facilities }: Pick<Territory, "facilities">, changes: readonly Change[]): Recognised {
  const added = new Set<number>();
  const unknown: { at: number; detail: string }[] = [];
  const own = changes.map((change, at): Change => {
    if (change.type === "add-facility") added.add(-change.key);
    if (!("of" in change) || added.has(change.of.id)) return change;
    const { id, name } = change.of;
    if (id < 0) {
      const detail = `No change before this one has the key ${-id} and adds "${name}": put that change back, or leave this one out.`;
      unknown.push({ at, detail });
      return change;
    }
    const row = rowOf(facilities, change.of);
    if (row === NONE) {
      const detail = `There is no facility "${name}" here that is surely meant, neither the only one of its name under the id ${id} nor one within ${SAME_PLACE_METRES} m of ${change.of.lon}, ${change.of.lat}: import or add it first, or leave change ${change.key} out.`;
      unknown.push({ at, detail });
      return change;
    }
    return { ...change, of: { ...change.of, id: facilities.id[row] } };
  });
  return { changes: own, unknown };
}

type Of = Extract<Change, { type: "close-facility" }>["of"];

function rowOf({ count, id, name, lon, lat }: Facilities, of: Of): number {
  const namesakes = Array.from({ length: count }, (_, row) => row).filter((row) => name[row] === of.name);
  const away = (row: number) => distanceMetres(of.lon, of.lat, lon[row], lat[row]);
  const here = namesakes
    .filter((row) => away(row) <= SAME_PLACE_METRES)
    // Of two at one place that of the same id.
    .sort((a, b) => away(a) - away(b) || Number(id[b] === of.id) - Number(id[a] === of.id));
  if (here.length > 0) return here[0];
  const [only = NONE, ...others] = namesakes;
  return others.length === 0 && only !== NONE && id[only] === of.id ? only : NONE;
}
