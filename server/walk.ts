/** The walk itself: from a home to its nearest facility, as a line on the map with its minutes and metres. */
import type { LineString } from "geojson";
import { countingFacilities } from "./coverage.ts";
import { type Links, NONE } from "./network/network.ts";
import { walkBetween } from "./network/path.ts";
import type { Search } from "./network/search.ts";
import { kindsOf, minutesOf, type Standard } from "./standard.ts";
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

/** The walk from row 0 of `from` to the nearest facility that counts, however far; null when none can be reached. */
export function walkToNearest(
  { territory, search }: { territory: Territory; search: Search },
  from: Links,
  standard: Standard,
): Walk | null {
  const { links } = territory.facilities;
  const labels = search.fromPoint(from, 0, Number.POSITIVE_INFINITY);
  let [facility, cost] = [NONE, Number.POSITIVE_INFINITY];
  for (const row of countingFacilities(territory, kindsOf(standard))) {
    const found = labels.costAt(links, row);
    if (found !== NONE && found < cost) [facility, cost] = [row, found];
  }
  const walk = facility === NONE ? null : walkBetween(search, from, 0, links, facility);
  if (walk === null) return null;
  return { facility, minutes: minutesOf(cost, standard.walkingSpeedKmh), metres: walk.metres, line: walk.line };
}
