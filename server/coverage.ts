/**
 * Coverage: the outcome added up, for the territory, for the city and the countryside, for each area, for each group. Computed
 * at every demand point; whoever lies in no area of a level is counted outside, so that at each level the areas and the
 * outside make the total.
 */
import { countingFacilities } from "./counting.ts";
import type { Tools } from "./nearness.ts";
import { NONE } from "./network/network.ts";
import type { Nearest } from "./network/search.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { reachedByNeed } from "./reach.ts";
import {
  kindsOf,
  MAX_CUTOFF_MINUTES,
  minutesOf,
  type Question,
  SENSITIVITY_SPEEDS_KMH,
  type Standard,
  speedOfTotal,
} from "./standard.ts";
import type { Territory } from "./territory.ts";
import { type AreaLevel, FACILITY_KINDS, type FacilityKind, PLACE_KINDS, type PlaceKind } from "./words.ts";

/** People and those of them who are covered. */
export interface Count {
  readonly people: number;
  readonly peopleCovered: number;
}

/** served + overCapacity + outOfReach = people; peopleCovered is served. */
export interface PeopleFigures extends Count {
  readonly overCapacity: number;
  readonly outOfReach: number;
  /** One for each group of the territory, each with its own base. */
  readonly groups: readonly Count[];
}

export interface Figures extends PeopleFigures {
  /** Existing facilities of the standard's kinds that stand here, whatever their hours. */
  readonly facilities: number;
}

export interface Coverage {
  readonly total: Figures;
  /** Where people live; facilities are not of a kind of place. */
  readonly places: readonly (PeopleFigures & { readonly place: PlaceKind })[];
  /** By index into Territory.areas. */
  readonly areas: readonly Figures[];
  readonly outside: readonly (Count & { readonly level: AreaLevel })[];
  readonly peopleWithoutStreet: number;
  /** At other walking speeds; none where capacity is counted. */
  readonly sensitivity: readonly { readonly walkingSpeedKmh: number; readonly peopleCovered: number }[];
  /** Entry i: people whose walk to the nearest facility takes more than i and at most i + 1 minutes. */
  readonly peopleByMinute: readonly number[];
  /** People who need more than 60 minutes or cannot walk to any. */
  readonly peopleUnreached: number;
}

/**
 * Counts people and covered people.
 * @param nearest the walk to the nearest facility that counts, of each demand point
 */
export function coverageOf(territory: Territory, outcome: Outcome, nearest: Nearest): Coverage {
  const { demand, areas, levels, facilities } = territory;
  const { standard, circumstances } = outcome.question;
  const tally = () => new Tally(demand.groups.length);
  const total = tally();
  const byPlace = PLACE_KINDS.map(tally);
  const byArea = Array.from({ length: areas.count }, tally);
  const outside = levels.map(tally);
  for (let point = 0; point < demand.count; point++) {
    total.add(demand, outcome, point);
    byPlace[demand.place[point] === COUNTRYSIDE ? COUNTRYSIDE : 0].add(demand, outcome, point);
    for (let level = 0; level < levels.length; level++) {
      const area = demand.area[level][point];
      (area === NONE ? outside[level] : byArea[area]).add(demand, outcome, point);
    }
  }
  for (const row of countingFacilities(territory, kindsOf(standard))) {
    total.facilities++;
    for (const column of facilities.area) if (column[row] !== NONE) byArea[column[row]].facilities++;
  }
  return {
    total: total.figures(),
    places: byPlace.map((figures, place) => ({ place: PLACE_KINDS[place], ...figures.ofPeople() })),
    areas: byArea.map((figures) => figures.figures()),
    outside: outside.map(({ people, peopleCovered }, i) => ({ level: levels[i], people, peopleCovered })),
    peopleWithoutStreet: sumWhere(demand.people, (point) => demand.links.edge[point] === NONE),
    sensitivity: circumstances.countCapacity
      ? []
      : SENSITIVITY_SPEEDS_KMH.map((walkingSpeedKmh) => {
          return { walkingSpeedKmh, peopleCovered: peopleCoveredAt(territory, outcome, walkingSpeedKmh) };
        }),
    ...peopleByMinutes(territory, standard, nearest),
  };
}

const COUNTRYSIDE = PLACE_KINDS.indexOf("countryside");

/** People of the total within reach if they walked at this speed. */
function peopleCoveredAt({ demand }: Territory, outcome: Outcome, walkingSpeedKmh: number): number {
  const reached = reachedByNeed(outcome.tiers, outcome.question.standard.need, walkingSpeedKmh);
  return sumWhere(demand.people, (point) => reached[point] === 1);
}

/** Part of a whole, 0–1, or null of nothing. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? Math.min(1, Math.max(0, part / whole)) : null;
}

/** People of the total who are covered. */
export function peopleServed({ served }: Outcome): number {
  return sumOf(served);
}

/**
 * The kinds of facility that exist here and count in some tier, each as if it were the only one, before capacity. A standard
 * of one tier answers for every kind, as if its kinds were that one.
 */
export function coverageByKind(
  territory: Territory,
  tools: Tools,
  { standard, circumstances }: Question,
): readonly { readonly kind: FacilityKind; readonly facilities: number; readonly peopleCovered: number }[] {
  return FACILITY_KINDS.flatMap((kind) => {
    const facilities = countingFacilities(territory, [kind]).length;
    const tiers = tiersWith(standard, kind);
    if (facilities === 0 || tiers.length === 0) return [];
    const alone = { ...standard, tiers, need: "any" as const };
    const question = { standard: alone, circumstances: { ...circumstances, countCapacity: false } };
    return [{ kind, facilities, peopleCovered: peopleServed(outcomeOf(territory, tools, question)) }];
  });
}

function tiersWith({ tiers }: Standard, kind: FacilityKind): Standard["tiers"] {
  const holding = tiers.length === 1 ? tiers : tiers.filter(({ kinds }) => kinds === null || kinds.includes(kind));
  return holding.map((tier) => ({ ...tier, kinds: [kind] }));
}

/**
 * Covered share of people, each counted once and those of a group with a weight so many times; null where no weight is other
 * than 1, or nothing is left to count. A group that is counted apart from the total only counts when it is named.
 */
export function weightedShare({ groups, total }: Territory, standard: Standard, figures: PeopleFigures): number | null {
  if (total === NONE || standard.groups.every(({ weight }) => weight === 1)) return null;
  let [people, peopleCovered] = [figures.people, figures.peopleCovered];
  for (const { group, weight } of standard.groups) {
    const at = groups.findIndex(({ id }) => id === group);
    if (at === NONE) continue;
    const extra = groups[at].role === "apart" ? weight : weight - 1;
    people += extra * figures.groups[at].people;
    peopleCovered += extra * figures.groups[at].peopleCovered;
  }
  return shareOf(peopleCovered, people);
}

function peopleByMinutes(territory: Territory, standard: Standard, nearest: Nearest) {
  const { demand } = territory;
  const walkingSpeedKmh = speedOfTotal(standard, territory);
  const peopleByMinute = new Array<number>(MAX_CUTOFF_MINUTES).fill(0);
  let peopleUnreached = 0;
  for (let point = 0; point < demand.count; point++) {
    const minutes = minutesOf(nearest.cost[point], walkingSpeedKmh);
    if (nearest.cost[point] === NONE || minutes > MAX_CUTOFF_MINUTES) peopleUnreached += demand.people[point];
    else peopleByMinute[Math.max(0, Math.ceil(minutes) - 1)] += demand.people[point];
  }
  return { peopleByMinute, peopleUnreached };
}

/** In the order of the values. */
export function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

function sumWhere(values: Float64Array, isCounted: (index: number) => boolean): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) if (isCounted(i)) sum += values[i];
  return sum;
}

class Tally {
  people = 0;
  peopleCovered = 0;
  overCapacity = 0;
  outOfReach = 0;
  facilities = 0;
  readonly #groups: { people: number; peopleCovered: number }[];

  constructor(groups: number) {
    this.#groups = Array.from({ length: groups }, () => ({ people: 0, peopleCovered: 0 }));
  }

  add({ people, groups }: Territory["demand"], outcome: Outcome, point: number): void {
    this.people += people[point];
    this.peopleCovered += outcome.served[point];
    this.overCapacity += outcome.overCapacity[point];
    this.outOfReach += outcome.outOfReach[point];
    for (let g = 0; g < groups.length; g++) {
      this.#groups[g].people += groups[g][point];
      this.#groups[g].peopleCovered += groups[g][point] * outcome.covered[g][point];
    }
  }

  ofPeople(): PeopleFigures {
    const { people, peopleCovered, overCapacity, outOfReach } = this;
    return { people, peopleCovered, overCapacity, outOfReach, groups: this.#groups };
  }

  figures(): Figures {
    return { ...this.ofPeople(), facilities: this.facilities };
  }
}
