/** Questions for reasons and remedies on drawn towns, without the stages in between: reach is read off the matrix of all walks. */
import { distanceMetres } from "../../server/geo.ts";
import { createLinker } from "../../server/network/link.ts";
import { createSearch } from "../../server/network/search.ts";
import type { ReasonQuestion, TierReach } from "../../server/reasons/reasons.ts";
import {
  type Circumstances,
  DEFAULT_SERVICE,
  DEFAULT_STANDARD,
  MEASURES,
  PLAIN_CIRCUMSTANCES,
} from "../../server/standard.ts";
import type { Territory } from "../../server/territory.ts";

export interface Asking {
  /** Facilities by row. */
  readonly closed?: readonly number[];
  readonly unknown?: readonly number[];
  readonly districts?: { readonly homes: readonly number[]; readonly facilities: readonly number[] } | null;
  /** People over capacity by demand point. */
  readonly overCapacity?: readonly number[];
  /** The tier that is full, by demand point; the first where left out. */
  readonly fullTier?: readonly number[];
  /** Metres. */
  readonly limit?: number;
  readonly by?: "walk" | "radius";
  /** Facilities of each tier; one tier of all when left out. */
  readonly tiers?: readonly (readonly number[])[];
  readonly need?: "any" | "all";
  readonly yearlyPerStaff?: number;
}

/** The question under all of these circumstances; reach from the matrix of all walks. */
export function questionOf(territory: Territory, asking: Asking = {}): ReasonQuestion {
  const { network, demand, facilities } = territory;
  const { closed = [], unknown = [], districts = null, overCapacity = null, limit = 1000, by = "walk" } = asking;
  const all = Array.from({ length: facilities.count }, (_, row) => row);
  const { tiers = [all], need = "any", yearlyPerStaff = null, fullTier = [] } = asking;
  const search = createSearch(network);
  const walks = search.times(demand.links, facilities.links).cost;
  const isOpen = (row: number) => !closed.includes(row) && !unknown.includes(row);
  const circumstances: Circumstances = {
    ...PLAIN_CIRCUMSTANCES,
    ownDistrictOnly: districts !== null,
    hours: closed.length + unknown.length > 0 ? { type: "at", time: "2026-11-28T10:00" } : { type: "any" },
  };
  const reach = (counting: readonly number[], { ownDistrictOnly, hours }: Circumstances): TierReach => {
    const cost = new Float64Array(demand.count).fill(-1);
    const facility = new Int32Array(demand.count).fill(-1);
    for (let point = 0; point < demand.count; point++) {
      for (const row of counting) {
        if (hours.type !== "any" && !isOpen(row)) continue;
        if (ownDistrictOnly && districts?.homes[point] !== districts?.facilities[row]) continue;
        const straight = distanceMetres(demand.lon[point], demand.lat[point], facilities.lon[row], facilities.lat[row]);
        const to = by === "walk" ? walks[point * facilities.count + row] : Math.round(straight * 100);
        if (to < 0 || (cost[point] >= 0 && cost[point] <= to)) continue;
        cost[point] = to;
        facility[point] = row;
      }
    }
    return {
      cost,
      facility,
      limit: new Int32Array(demand.count).fill(limit * 100),
      measure: new Uint8Array(demand.count).fill(MEASURES.indexOf(by)),
    };
  };
  return {
    question: {
      standard: { ...DEFAULT_STANDARD, need, service: { ...DEFAULT_SERVICE, yearlyPerStaff } },
      circumstances,
    },
    people: demand.people,
    overCapacity: overCapacity === null ? null : Float64Array.from(overCapacity),
    fullTier: overCapacity === null ? null : fullTier,
    reachUnder: (circumstances) => tiers.map((counting) => reach(counting, circumstances)),
    counting: tiers.map((rows) => rows.filter((row) => circumstances.hours.type === "any" || isOpen(row))),
    districts,
    hoursUnknown: all.map((row) => (unknown.includes(row) ? 1 : 0)),
    walking: { search, linker: createLinker(network), homes: demand.links, facilities: facilities.links },
    riding: null,
  };
}
