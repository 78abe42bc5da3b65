/**
 * The outcome: of the people at each demand point, how many are served, how many are in reach of facilities that are full, and
 * how many are out of reach; and which share of each group is covered, at its own walking speed.
 */
import { assign, yearlyCapacity } from "./access/capacity.ts";
import type { Pairs } from "./access/pairs.ts";
import { pairsOfTiers, unionOf } from "./access/reach-pairs.ts";
import { countingFacilities, hoursStates } from "./counting.ts";
import type { Tools } from "./nearness.ts";
import { type Reach, reachedByNeed, reachOf } from "./reach.ts";
import { type Question, type Standard, speedOf, speedOfTotal } from "./standard.ts";
import type { Territory } from "./territory.ts";
import type { HoursState } from "./words.ts";

/** By row of Territory.facilities; people of the base. */
export interface FacilityFigures {
  /** Assigned to it; NaN where capacity is not counted. Where each tier is needed, the most that any tier assigned. */
  readonly load: Float64Array;
  /** The most that it can serve; NaN where unknown. */
  readonly capacity: Float64Array;
  /** Who has it within the rule that holds where they live; 0 for one that does not count. */
  readonly reached: Float64Array;
  readonly hours: readonly HoursState[];
}

export interface Outcome {
  readonly question: Question;
  readonly tiers: readonly Reach[];
  /**
   * Share (0–1) of the people of each group at each point who are covered, in the order of Territory.groups; without
   * capacity 0 or 1. With capacity a point's served share, for the groups that are in reach at their own speed there.
   */
  readonly covered: readonly (Uint8Array | Float64Array)[];
  /** 1 for each point that is in reach at the speed of the total, before capacity. */
  readonly inReach: Uint8Array;
  /** People of the total at each point; the three add up to demand.people. */
  readonly served: Float64Array;
  readonly overCapacity: Float64Array;
  readonly outOfReach: Float64Array;
  /** Of each point the tier (index) that leaves most of its people without room; where one tier is enough all are full, and it is 0. */
  readonly fullTier: Uint8Array;
  /** Of each tier the facilities and points within the standard of each other. Found when first asked for: it takes a search for each facility. */
  readonly pairs: readonly Pairs[];
  /** Found from them. */
  readonly facilities: FacilityFigures;
}

/** @throws when a rule asks for rides and the territory has no bicycle network */
export function outcomeOf(territory: Territory, tools: Tools, question: Question): Outcome {
  const { demand, groups } = territory;
  const { standard, circumstances } = question;
  const tiers = reachOf(territory, tools, question, demand);
  const reached = remembered((speed: number) => reachedByNeed(tiers, standard.need, speed));
  const inReach = reached(speedOfTotal(standard, territory));
  let pairs: readonly Pairs[] | null = null;
  const pairsNow = () => {
    const rows = standard.tiers.map(({ kinds }) => countingFacilities(territory, kinds, circumstances.hours));
    pairs ??= pairsOfTiers(territory, tools, tiers, rows, circumstances.ownDistrictOnly);
    return pairs;
  };
  const room = circumstances.countCapacity ? assignPeople(territory, standard, inReach, pairsNow()) : null;
  const served = new Float64Array(demand.count);
  const overCapacity = new Float64Array(demand.count);
  const outOfReach = new Float64Array(demand.count);
  for (let p = 0; p < demand.count; p++) {
    if (inReach[p] === 0) outOfReach[p] = demand.people[p];
    else if (room === null) served[p] = demand.people[p];
    else {
      served[p] = demand.people[p] * room.share[p];
      overCapacity[p] = demand.people[p] - served[p];
    }
  }
  let figures: FacilityFigures | null = null;
  return {
    question,
    tiers,
    covered: groups.map(({ id }) => {
      const own = reached(speedOf(standard, id));
      return room === null ? own : room.share.map((share, p) => (own[p] === 1 ? share : 0));
    }),
    inReach,
    served,
    overCapacity,
    outOfReach,
    fullTier: room?.fullTier ?? new Uint8Array(demand.count),
    get pairs() {
      return pairsNow();
    },
    get facilities() {
      figures ??= {
        load: room?.load ?? new Float64Array(territory.facilities.count).fill(Number.NaN),
        capacity: capacityOf(territory, standard),
        reached: peopleInReach(territory, pairsNow()),
        hours: hoursStates(territory.facilities, circumstances.hours),
      };
      return figures;
    },
  };
}

/** People a year who need service for each person of the base. */
function yearlyPerPerson({ service }: Standard): number {
  return (service.yearlyPer1000 * service.residentsPerPersonOfBase) / 1000;
}

/** People of the base that each facility can serve; NaN where unknown. */
function capacityOf({ facilities }: Territory, standard: Standard): Float64Array {
  const { capacity, isUnknown } = yearlyCapacity(
    facilities.yearlyCapacity,
    facilities.staff,
    standard.service.yearlyPerStaff,
  );
  const rate = yearlyPerPerson(standard);
  return capacity.map((people, row) => (isUnknown[row] === 1 || rate === 0 ? Number.NaN : people / rate));
}

/**
 * The share of each point's people who find room, and the people of the base whom each facility serves. "any": one assignment
 * over the pairs of all tiers. "all": each tier by itself; a person is served as far as every tier serves.
 */
function assignPeople(
  territory: Territory,
  standard: Standard,
  inReach: Uint8Array,
  tiers: readonly Pairs[],
): { share: Float64Array; fullTier: Uint8Array; load: Float64Array } {
  const { demand, facilities } = territory;
  const { capacity } = yearlyCapacity(facilities.yearlyCapacity, facilities.staff, standard.service.yearlyPerStaff);
  const rate = yearlyPerPerson(standard);
  // Whoever lacks a tier that is needed needs no room in the others.
  const asking = demand.people.map((people, p) => (inReach[p] === 1 ? people * rate : 0));
  const share = Float64Array.from(inReach);
  const fullTier = new Uint8Array(demand.count);
  const load = new Float64Array(facilities.count);
  const rounds = standard.need === "any" ? [unionOf(tiers, demand.count)] : tiers;
  rounds.forEach((pairs, tier) => {
    const found = assign(pairs, asking, capacity);
    for (let p = 0; p < demand.count; p++) {
      const own = found.demand[p] > 0 ? found.served[p] / found.demand[p] : share[p];
      if (own < share[p]) [share[p], fullTier[p]] = [own, tier];
    }
    found.facilities.load.forEach((people, row) => {
      if (rate > 0) load[row] = Math.max(load[row], people / rate);
    });
  });
  return { share, fullTier, load };
}

function peopleInReach({ demand, facilities }: Territory, tiers: readonly Pairs[]): Float64Array {
  const { first, point } = unionOf(tiers, demand.count);
  const people = new Float64Array(facilities.count);
  for (let f = 0; f < facilities.count; f++) {
    for (let k = first[f]; k < first[f + 1]; k++) people[f] += demand.people[point[k]];
  }
  return people;
}

function remembered<Answer>(answer: (key: number) => Answer): (key: number) => Answer {
  const known = new Map<number, Answer>();
  return (key) => {
    const value = known.get(key) ?? answer(key);
    known.set(key, value);
    return value;
  };
}
