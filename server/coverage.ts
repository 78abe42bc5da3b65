/**
 * Coverage: how many people have a facility within the cutoff, for the territory, for each area, for each group. Computed
 * at every demand point; whoever lies in no area of a level is counted outside, so that at each level the areas and the
 * outside make the total.
 */
import { NONE } from "./network/network.ts";
import type { Nearest, Search } from "./network/search.ts";
import {
  isWithin,
  kindsOf,
  MAX_CUTOFF_MINUTES,
  minutesOf,
  paceOf,
  SENSITIVITY_SPEEDS_KMH,
  type Standard,
} from "./standard.ts";
import type { Territory } from "./territory.ts";
import type { AreaLevel, FacilityKind } from "./words.ts";

/** People and those of them who are covered. */
export interface Count {
  readonly people: number;
  readonly peopleCovered: number;
}

export interface Figures extends Count {
  /** Existing facilities of the standard's kinds that stand here. */
  readonly facilities: number;
  /** One for each group of the territory, each with its own base. */
  readonly groups: readonly Count[];
}

export interface Coverage {
  readonly total: Figures;
  /** By index into Territory.areas. */
  readonly areas: readonly Figures[];
  readonly outside: readonly (Count & { readonly level: AreaLevel })[];
  readonly peopleWithoutStreet: number;
  readonly sensitivity: readonly { readonly walkingSpeedKmh: number; readonly peopleCovered: number }[];
  /** Entry i: people who need more than i and at most i + 1 minutes. */
  readonly peopleByMinute: readonly number[];
  /** People who need more than 60 minutes or cannot walk to any. */
  readonly peopleUnreached: number;
}

/** Rows of the facilities that count: existing ones (planned and closed ones serve nobody) of the kinds, all for null. */
export function countingFacilities({ facilities }: Territory, kinds: readonly FacilityKind[] | null): number[] {
  const rows: number[] = [];
  for (let row = 0; row < facilities.count; row++) {
    const { [row]: kind } = facilities.kind;
    if (facilities.status[row] === "existing" && (kinds === null || kinds.includes(kind))) rows.push(row);
  }
  return rows;
}

/**
 * The nearest facility of the kinds for each demand point, at any distance. Costs are centimetres and know no walking
 * speed, so one search answers for all speeds and cutoffs.
 */
export function nearestFacilities(
  territory: Territory,
  search: Search,
  kinds: readonly FacilityKind[] | null,
): Nearest {
  const { facilities, demand } = territory;
  return search.nearest(facilities.links, demand.links, Number.POSITIVE_INFINITY, countingFacilities(territory, kinds));
}

/** Counts people and covered people. */
export function coverageOf(territory: Territory, standard: Standard, nearest: Nearest): Coverage {
  const { demand, areas, levels, facilities } = territory;
  const covered = coveredPoints(nearest, standard);
  const total = new Tally(demand.groups.length);
  const byArea = Array.from({ length: areas.count }, () => new Tally(demand.groups.length));
  const outside = levels.map(() => new Tally(demand.groups.length));
  for (let point = 0; point < demand.count; point++) {
    const isCovered = covered[point] === 1;
    total.add(demand, point, isCovered);
    demand.area.forEach((column, level) => {
      const area = column[point];
      (area === NONE ? outside[level] : byArea[area]).add(demand, point, isCovered);
    });
  }
  for (const row of countingFacilities(territory, kindsOf(standard))) {
    total.facilities++;
    for (const column of facilities.area) if (column[row] !== NONE) byArea[column[row]].facilities++;
  }
  return {
    total: total.figures(),
    areas: byArea.map((tally) => tally.figures()),
    outside: outside.map(({ people, peopleCovered }, i) => ({ level: levels[i], people, peopleCovered })),
    peopleWithoutStreet: sumWhere(demand.people, (point) => demand.links.edge[point] === NONE),
    sensitivity: SENSITIVITY_SPEEDS_KMH.map((walkingSpeedKmh) => {
      return { walkingSpeedKmh, peopleCovered: peopleCovered(territory, { ...standard, walkingSpeedKmh }, nearest) };
    }),
    ...peopleByMinutes(territory, standard, nearest),
  };
}

/** 1 for each demand point that has a facility within the cutoff. */
export function coveredPoints(nearest: Nearest, standard: Standard): Uint8Array {
  return Uint8Array.from(nearest.cost, (cost) => Number(isWithin(cost, paceOf(standard))));
}

/** People of the total within the cutoff. */
export function peopleCovered({ demand }: Territory, standard: Standard, nearest: Nearest): number {
  return sumWhere(demand.people, (point) => isWithin(nearest.cost[point], paceOf(standard)));
}

function peopleByMinutes({ demand }: Territory, { walkingSpeedKmh }: Standard, nearest: Nearest) {
  const peopleByMinute = new Array<number>(MAX_CUTOFF_MINUTES).fill(0);
  let peopleUnreached = 0;
  for (let point = 0; point < demand.count; point++) {
    const minutes = minutesOf(nearest.cost[point], walkingSpeedKmh);
    if (nearest.cost[point] === NONE || minutes > MAX_CUTOFF_MINUTES) peopleUnreached += demand.people[point];
    else peopleByMinute[Math.max(0, Math.ceil(minutes) - 1)] += demand.people[point];
  }
  return { peopleByMinute, peopleUnreached };
}

function sumWhere(values: Float64Array, isCounted: (index: number) => boolean): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) if (isCounted(i)) sum += values[i];
  return sum;
}

class Tally {
  people = 0;
  peopleCovered = 0;
  facilities = 0;
  readonly #groups: { people: number; peopleCovered: number }[];

  constructor(groups: number) {
    this.#groups = Array.from({ length: groups }, () => ({ people: 0, peopleCovered: 0 }));
  }

  add({ people, groups }: Territory["demand"], point: number, isCovered: boolean): void {
    this.people += people[point];
    if (isCovered) this.peopleCovered += people[point];
    for (let g = 0; g < groups.length; g++) {
      this.#groups[g].people += groups[g][point];
      if (isCovered) this.#groups[g].peopleCovered += groups[g][point];
    }
  }

  figures(): Figures {
    const { people, peopleCovered, facilities } = this;
    return { people, peopleCovered, facilities, groups: this.#groups };
  }
}
