/** The walk itself: from a home to its nearest facility, as a line on the map with its minutes and metres. */
import type { LineString } from "geojson";
import { countingFacilities } from "./counting.ts";
import { type Links, NONE } from "./network/network.ts";
import { walkBetween } from "./network/path.ts";
import type { Search } from "./network/search.ts";
import { kindsOf, minutesOf, type Question } from "./standard.ts";
import type { Territory } from "./territory.ts";

export interface Walk {
  /** Row of Territory.facilities; ties go to the lower row, as in coverage. */
  readonly facility: number;
  readonly minutes: number;
  /** On the ground, both off-street legs included. */
  readonly metres: number;
  /** From the home over the streets to the facility. */
  readonly line: LineString;
}

/**
 * How far the nearest facility is looked for, centimetres: near first, because a search takes as long as it reaches far. What is
 * found within a reach is nearer than all beyond it.
 */
const REACHES = [100_000, 400_000, 1_600_000, Number.POSITIVE_INFINITY];

/**
 * The walk from row 0 of `from` to the nearest facility that counts in any tier, however far and in whatever district; null
 * when none can be reached.
 */
export function walkToNearest(
  { territory, search }: { territory: Territory; search: Search },
  from: Links,
  { standard, circumstances }: Question,
): Walk | null {
  const { links } = territory.facilities;
  const rows = countingFacilities(territory, kindsOf(standard), circumstances.hours);
  let [facility, cost] = [NONE, Number.POSITIVE_INFINITY];
  for (const reach of REACHES) {
    const labels = search.fromPoint(from, 0, reach);
    for (const row of rows) {
      const found = labels.costAt(links, row);
      if (found !== NONE && found < cost) [facility, cost] = [row, found];
    }
    if (facility !== NONE) break;
  }
  const walk = facility === NONE ? null : walkBetween(search, from, 0, links, facility, cost);
  if (walk === null) return null;
  return { facility, minutes: minutesOf(cost, standard.walkingSpeedKmh), metres: walk.metres, line: walk.line };
}
