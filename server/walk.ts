/** The walk itself: from a home to its nearest facility, as a line on the map with its minutes and metres. */
import type { LineString } from "geojson";
import { finderOfLevel } from "./areas.ts";
import { countingFacilities } from "./counting.ts";
import { districtLevel } from "./nearness.ts";
import { type Links, NONE } from "./network/network.ts";
import { walkBetween } from "./network/path.ts";
import type { Search } from "./network/search.ts";
import { kindsOf, minutesOf, type Question, speedOfTotal } from "./standard.ts";
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
 * The walk from row 0 of `from` to the nearest facility that counts and may be used, however far. Where each tier is needed it is the
 * longest of the walks to the nearest of each, as in reach.ts; null when a needed one cannot be reached.
 */
export function walkToNearest(
  { territory, search }: { territory: Territory; search: Search },
  from: Links,
  { standard, circumstances }: Question,
): Walk | null {
  const { links } = territory.facilities;
  const isAllowed = circumstances.ownDistrictOnly ? ofOwnDistrict(territory, from) : () => true;
  const needed = standard.need === "all" ? standard.tiers.map(({ kinds }) => kinds) : [kindsOf(standard)];
  const nearest = needed.map((kinds) => {
    const rows = countingFacilities(territory, kinds, circumstances.hours).filter(isAllowed);
    return { rows, facility: NONE, cost: Number.POSITIVE_INFINITY };
  });
  for (const reach of REACHES) {
    const open = nearest.filter(({ facility }) => facility === NONE);
    if (open.length === 0) break;
    const labels = search.fromPoint(from, 0, reach);
    for (const one of open) {
      for (const row of one.rows) {
        const found = labels.costAt(links, row);
        if (found !== NONE && found < one.cost) Object.assign(one, { facility: row, cost: found });
      }
    }
  }
  const { facility, cost } = nearest.reduce((longest, one) => (one.cost > longest.cost ? one : longest));
  const walk = facility === NONE ? null : walkBetween(search, from, 0, links, facility, cost);
  if (walk === null) return null;
  return {
    facility,
    minutes: minutesOf(cost, speedOfTotal(standard, territory)),
    metres: walk.metres,
    line: walk.line,
  };
}

/** Tells which facilities stand in the district of row 0 of `from`; whoever is in none may use those in none. */
function ofOwnDistrict(territory: Territory, { lon, lat }: Links): (facility: number) => boolean {
  const { areas, levels, facilities } = territory;
  const level = districtLevel(territory);
  if (level === NONE) return () => true;
  const district = finderOfLevel(areas, levels[level])(lon[0], lat[0]);
  return (facility) => facilities.area[level][facility] === district;
}
