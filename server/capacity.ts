/**
 * Capacity: who finds room. People who need the service in a year go to the facilities within the standard, and a facility
 * serves as many as it can. What is left is either in reach but over capacity, or out of reach: two different gaps with two
 * different remedies (more staff, or a nearer facility).
 *
 * The rule is the plain one that can be explained to anybody: pairs of facility and demand point in ascending walking
 * time, ties by facility, then by demand point; each pair takes as many people as are left and as there is room for. It
 * is the one stable assignment (Gale and Shapley, 1962: nobody could change to a nearer facility that has room or serves
 * somebody from farther away), not the one that serves most people: see `assign`.
 */
import { NONE } from "./network/network.ts";
import { ascendingOrder } from "./order.ts";

/** Demand points in reach of each facility: only pairs within the standard. */
export interface Pairs<Cost extends Int32Array | Float64Array = Int32Array> {
  /** Pairs of facility f are first[f] … first[f + 1] - 1. Length facilities + 1, from 0 to point.length. */
  readonly first: Int32Array;
  /** Demand points, ascending within a facility, each once. */
  readonly point: Int32Array;
  /** Cost of the walk from the point to the facility, ≥ 0: one unit for all pairs, such as flat-equivalent centimetres. */
  readonly cost: Cost;
}

/** How many people need the service in a year: a field of the standard. */
export interface Need {
  /** People served in a year per 1,000 residents of all ages. */
  readonly servedPerThousandResidents: number;
  /** Residents of all ages for each person of the base: 1 when the base is all residents, more when it is a part of them. */
  readonly residentsPerPerson: number;
}

/**
 * 110 million served a year among 1.41 billion people (State Council Information Office, October 2024; it does not say
 * whether people or visits): a starting value, to be replaced by the office's own.
 */
export const DEFAULT_NEED: Need = { servedPerThousandResidents: 78, residentsPerPerson: 1 };

/**
 * People a year that one member of staff can serve: null, unknown, until the office states it. The public figures only give
 * an order of magnitude: 110 million served (2024) by 200,000 staff of the public employment services (ILO, end of 2015)
 * are about 550 a year, but year and scope of the two differ, so that it would be a guess to count with it.
 */
export const DEFAULT_PEOPLE_PER_STAFF: number | null = null;

export interface YearlyCapacity {
  /** People a year, ≥ 0, of each facility; Infinity where unknown. */
  readonly capacity: Float64Array;
  /** 1 where the capacity is unknown: the facility serves without limit, and the answer has to say so. */
  readonly isUnknown: Uint8Array;
}

/** What became of those who need the service. All figures are people a year, multiples of PEOPLE_STEP, and their sums are exact. */
export interface Assignment extends Outcome<Float64Array> {
  readonly total: Outcome<number>;
  readonly facilities: {
    /** Whom the facility serves; never above its capacity. */
    readonly load: Float64Array;
    /** Capacity, whole steps; Infinity for no limit. */
    readonly capacity: Float64Array;
    /** Load ÷ capacity, 0–1; NaN for no limit and for a capacity of 0, where it says nothing. */
    readonly share: Float64Array;
    /**
     * People over capacity at the points in its reach. Without its limit the facility would bring service to at least as
     * many more, itself or by relieving others. Those of neighbouring facilities overlap: not to be added up.
     */
    readonly overCapacityInReach: Float64Array;
  };
  readonly flows: Flows;
  /** Row of the facility that serves most people of a point (ties: the nearer), NONE where nobody is served. By demand point. */
  readonly mainFacility: Int32Array;
}

/** By demand point, or their sums: demand = served + overCapacity + outOfReach, exactly. */
export interface Outcome<Figures> {
  readonly demand: Figures;
  readonly served: Figures;
  /** In reach of a facility, but those in reach have no room left. */
  readonly overCapacity: Figures;
  /** No facility within the standard. */
  readonly outOfReach: Figures;
}

/** Who serves a demand point: flows of point p are first[p] … first[p + 1] - 1, the nearest facility first. */
export interface Flows {
  readonly first: Int32Array;
  /** Row of the facility. */
  readonly facility: Int32Array;
  /** People a year, above 0. */
  readonly people: Float64Array;
  /** The cost of the pair. */
  readonly cost: Int32Array;
}

/**
 * People are counted in steps of about a millionth of a person. Sums and differences of such numbers below MOST_PEOPLE are exact
 * in floating point, in any order: that is why served, over capacity and out of reach add up to the demand, to the last bit,
 * for each point and for any set of points.
 */
export const PEOPLE_STEP = 2 ** -20;
/** Steps of 2⁻²⁰ up to here fit into the 53 bits of a number. */
export const MOST_PEOPLE = 2 ** 33;

/**
 * People who need the service in a year at each demand point: people × residents per person × served per 1,000 residents.
 * @throws {RangeError} when a field of the need is below 0 or not finite
 */
export function yearlyDemand(people: Float64Array, need: Need): Float64Array {
  const { servedPerThousandResidents, residentsPerPerson } = need;
  for (const [name, value] of Object.entries({ servedPerThousandResidents, residentsPerPerson })) {
    if (!isCount(value)) throw new RangeError(`The need's ${name} is ${value}; state a number of at least 0.`);
  }
  // One division at the end: 500 people × 78 ÷ 1,000 are exactly 39.
  return people.map((count) => (count * residentsPerPerson * servedPerThousandResidents) / 1000);
}

/**
 * People a year that each facility can serve: as given, else its staff × the standard's rate, else unknown. A capacity that is
 * given counts even where staff is known.
 * @param given people a year by facility, null where not stated
 * @param staff members of staff by facility, null where not stated
 * @param peoplePerStaff people a year that one member of staff can serve; null when the office has not stated it
 * @throws {RangeError} naming the row, or the rate, that is below 0 or not finite
 */
export function yearlyCapacity(
  given: readonly (number | null)[],
  staff: readonly (number | null)[],
  peoplePerStaff: number | null,
): YearlyCapacity {
  if (peoplePerStaff !== null && !isCount(peoplePerStaff)) {
    throw new RangeError(`The rate of people per member of staff is ${peoplePerStaff}; state a number of at least 0.`);
  }
  const capacity = new Float64Array(given.length).fill(Number.POSITIVE_INFINITY);
  const isUnknown = new Uint8Array(given.length);
  for (let row = 0; row < given.length; row++) {
    const { [row]: stated } = given;
    const { [row]: members } = staff;
    if (stated !== null) capacity[row] = countOf(stated, "capacity", row);
    else if (members !== null && peoplePerStaff !== null)
      capacity[row] = countOf(members, "staff", row) * peoplePerStaff;
    else isUnknown[row] = 1;
  }
  return { capacity, isUnknown };
}

/**
 * Assigns the demand: pairs in ascending cost, ties by facility (the lower row), then by demand point (the lower index). Demand
 * may split among facilities. With costs of whole centimetres ties are true ties, so the answer is the same on every run.
 *
 * What holds, because the assignment is the stable one (comparative statics: Crawford, 1991): more capacity, or another facility, serves at
 * no point fewer people; more demand leaves no facility with less load; a longer cutoff for all takes nothing from anybody. What does not
 * hold: it need not serve as many people as a planner who sends people around could, and a shortcut for some can leave
 * others without room, so that fewer are served in total.
 *
 * Measured: one million points, 15 million pairs, 20,000 facilities: see test/capacity.test.ts.
 * @param pairs those within the standard
 * @param demand people a year by demand point, ≥ 0; rounded to PEOPLE_STEP
 * @param capacity people a year by facility, ≥ 0, Infinity for no limit; rounded down to PEOPLE_STEP
 * @throws {RangeError} naming the row of what is no count, the total above MOST_PEOPLE, or a pair out of order
 */
export function assign(pairs: Pairs, demand: Float64Array, capacity: Float64Array): Assignment {
  checkPairs(pairs, demand.length, capacity.length);
  const asked = demand.map((people, row) => Math.round(countOf(people, "demand", row) / PEOPLE_STEP) * PEOPLE_STEP);
  const totalAsked = sum(asked);
  if (totalAsked > MOST_PEOPLE) {
    throw new RangeError(`The demand is ${totalAsked} people a year; at most ${MOST_PEOPLE} can be counted exactly.`);
  }
  const limit = capacity.map(limitOf);
  const left = asked.slice();
  const load = new Float64Array(capacity.length);
  const flows = fill(pairs, left, limit, load);

  const isInReach = new Uint8Array(demand.length);
  for (const point of pairs.point) isInReach[point] = 1;
  const served = asked.map((people, point) => people - left[point]);
  const overCapacity = left.map((people, point) => (isInReach[point] === 1 ? people : 0));
  const outOfReach = left.map((people, point) => (isInReach[point] === 1 ? 0 : people));
  return {
    demand: asked,
    served,
    overCapacity,
    outOfReach,
    total: { demand: totalAsked, served: sum(served), overCapacity: sum(overCapacity), outOfReach: sum(outOfReach) },
    facilities: {
      load,
      capacity: limit,
      share: load.map((people, row) =>
        limit[row] > 0 && Number.isFinite(limit[row]) ? people / limit[row] : Number.NaN,
      ),
      overCapacityInReach: sumOverReach(pairs, overCapacity),
    },
    flows,
    mainFacility: mainFacilities(flows),
  };
}

/** The assignment itself: lowers `left` (by point), raises `load` (by facility) and writes down who goes where. */
function fill({ first, point, cost }: Pairs, left: Float64Array, limit: Float64Array, load: Float64Array): Flows {
  const facilityOf = new Int32Array(point.length);
  for (let f = 0; f < limit.length; f++) facilityOf.fill(f, first[f], first[f + 1]);
  // Each flow serves the last of a point or takes the last room of a facility: there are no more than both together.
  const most = Math.min(point.length, left.length + limit.length);
  const pairOfFlow = new Int32Array(most);
  const peopleOfFlow = new Float64Array(most);
  let flowCount = 0;
  // Pairs stand by facility and point, and the order is stable: those are the ties.
  for (const pair of ascendingOrder(cost)) {
    const p = point[pair];
    if (left[p] === 0) continue;
    const f = facilityOf[pair];
    const people = Math.min(left[p], limit[f] - load[f]);
    if (people === 0) continue;
    left[p] -= people;
    load[f] += people;
    pairOfFlow[flowCount] = pair;
    peopleOfFlow[flowCount++] = people;
  }

  const firstFlow = new Int32Array(left.length + 1);
  for (let i = 0; i < flowCount; i++) firstFlow[point[pairOfFlow[i]] + 1]++;
  for (let p = 0; p < left.length; p++) firstFlow[p + 1] += firstFlow[p];
  const next = firstFlow.slice();
  const flows = {
    first: firstFlow,
    facility: new Int32Array(flowCount),
    people: new Float64Array(flowCount),
    cost: new Int32Array(flowCount),
  };
  for (let i = 0; i < flowCount; i++) {
    const pair = pairOfFlow[i];
    const at = next[point[pair]]++;
    flows.facility[at] = facilityOf[pair];
    flows.people[at] = peopleOfFlow[i];
    flows.cost[at] = cost[pair];
  }
  return flows;
}

function mainFacilities({ first, facility, people }: Flows): Int32Array {
  const main = new Int32Array(first.length - 1).fill(NONE);
  for (let p = 0; p < main.length; p++) {
    let most = 0;
    for (let k = first[p]; k < first[p + 1]; k++) {
      if (people[k] <= most) continue;
      most = people[k];
      main[p] = facility[k];
    }
  }
  return main;
}

/** The sum of a figure of the points over those in reach of each facility. */
function sumOverReach({ first, point }: Pairs, ofPoint: Float64Array): Float64Array {
  const sums = new Float64Array(first.length - 1);
  for (let f = 0; f < sums.length; f++) for (let k = first[f]; k < first[f + 1]; k++) sums[f] += ofPoint[point[k]];
  return sums;
}

/** Refuses pairs that are not as `Pairs` says: a wrong order would decide ties differently. */
export function checkPairs(
  { first, point, cost }: Pairs<Int32Array | Float64Array>,
  points: number,
  facilities: number,
): void {
  if (
    first.length !== facilities + 1 ||
    first[0] !== 0 ||
    first[facilities] !== point.length ||
    cost.length !== point.length
  ) {
    throw new RangeError(
      `Pairs of ${facilities} facilities need ${facilities + 1} firsts, from 0 to the number of points and of costs; they are ` +
        `${first.length} firsts, ${point.length} points, ${cost.length} costs.`,
    );
  }
  for (let f = 0; f < facilities; f++) {
    let before = -1;
    for (let k = first[f]; k < first[f + 1]; k++) {
      if (point[k] <= before || point[k] >= points) {
        throw new RangeError(
          `Pair ${k} of facility ${f} has demand point ${point[k]} after ${before}; list points below ${points}, ascending, each once.`,
        );
      }
      if (!(cost[k] >= 0))
        throw new RangeError(`Pair ${k} of facility ${f} costs ${cost[k]}; leave out pairs without a walk.`);
      before = point[k];
    }
  }
}

/** A capacity in whole steps. From MOST_PEOPLE on it limits nothing, because the demand is less. */
function limitOf(people: number, row: number): number {
  if (people >= MOST_PEOPLE) return Number.POSITIVE_INFINITY;
  return Math.floor(countOf(people, "capacity", row) / PEOPLE_STEP) * PEOPLE_STEP;
}

function countOf(value: number, name: string, row: number): number {
  if (!isCount(value)) throw new RangeError(`The ${name} in row ${row} is ${value}; state a number of at least 0.`);
  return value;
}

function isCount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
