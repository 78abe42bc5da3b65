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
import { NONE } from "../network/network.ts";
import { ascendingOrder } from "./order.ts";
import { checkPairs, type Pairs } from "./pairs.ts";

export interface YearlyCapacity {
  /** People a year, ≥ 0, of each facility; Infinity where unknown. */
  readonly capacity: Float64Array;
  /** 1 where the capacity is unknown: the facility serves without limit, and the answer has to say so. */
  readonly isUnknown: Uint8Array;
}

/** What became of those who need the service: people a year, multiples of PEOPLE_STEP, and all sums of them are exact. */
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
  /** By demand point: row of the facility that serves most of it (ties: the nearer), NONE where nobody is served. */
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
 * People are counted in steps of about a millionth of a person. Sums and differences of such numbers below MOST_PEOPLE are
 * exact in floating point, in any order: that is why served, over capacity and out of reach add up to the demand, to the
 * last bit, for each point and for any set of points.
 */
export const PEOPLE_STEP = 2 ** -20;
/** Steps of 2⁻²⁰ up to here fit into the 53 bits of a number. */
export const MOST_PEOPLE = 2 ** 33;

/** Classes of cost. With more the facilities are gone through more often, with fewer more pairs are put in order. */
const MOST_CLASSES = 2 ** 9;
/** Fewer pairs are not worth a class. */
const PAIRS_OF_CLASS = 2 ** 10;

/**
 * People a year that each facility can serve: as given, else its staff × the standard's rate, else unknown. A capacity that is
 * given counts even where staff is known.
 * @param given people a year by facility, null where not stated
 * @param staff members of staff by facility, null where not stated
 * @param peoplePerStaff people a year that one member of staff can serve; null when the office has not stated it
 * @throws {RangeError} naming the row, or the rate, that is below 0 or not finite; when the lists differ in length
 */
export function yearlyCapacity(
  given: readonly (number | null)[],
  staff: readonly (number | null)[],
  peoplePerStaff: number | null,
): YearlyCapacity {
  if (peoplePerStaff !== null && !isCount(peoplePerStaff)) {
    throw new RangeError(`The rate of people per member of staff is ${peoplePerStaff}; state a number of at least 0.`);
  }
  if (staff.length !== given.length) {
    throw new RangeError(
      `There are ${given.length} capacities and ${staff.length} staff; give one of each by facility.`,
    );
  }
  const capacity = new Float64Array(given.length).fill(Number.POSITIVE_INFINITY);
  const isUnknown = new Uint8Array(given.length);
  for (let row = 0; row < given.length; row++) {
    const stated = given[row];
    const members = staff[row];
    if (stated !== null) capacity[row] = countOf(stated, "capacity", row);
    else if (members === null || peoplePerStaff === null) isUnknown[row] = 1;
    else capacity[row] = countOf(members, "staff", row) * peoplePerStaff;
  }
  return { capacity, isUnknown };
}

/**
 * Assigns the demand: pairs in ascending cost, ties by facility (the lower row), then by demand point (the lower index). Demand
 * may split among facilities. With costs of whole centimetres ties are true ties, so the answer is the same on every run.
 *
 * What holds, because the assignment is the stable one (comparative statics: V. Crawford, 1991, Journal of Economic Theory
 * 54(2), 389–400): more capacity, or another facility, serves at no point fewer people; more demand leaves no facility with
 * less load; a longer cutoff for all takes nothing from anybody. What does not hold: it need not serve as many people as a
 * planner who sends people around could, and a shortcut for some can leave others without room, so that fewer are served
 * in total.
 *
 * One million points, 20,000 facilities and 15 million pairs take 1–3 s (on a busy machine) and 350 MB beside the pairs.
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

/**
 * The assignment itself: lowers `left` (by point), raises `load` (by facility) and writes down who goes where.
 *
 * Pairs are taken class by class of cost, and only those that can still matter are put in order: most belong to a point that
 * a nearer facility has served. Within a class they stand by facility and point and the order is stable: those are the ties.
 */
function fill(pairs: Pairs, left: Float64Array, limit: Float64Array, load: Float64Array): Flows {
  const { first, point, cost } = pairs;
  const { pairOf, pointOf, firstOfClass } = classesOf(pairs);
  // Each flow serves the last of a point or takes the last room of a facility: there are no more than both together.
  const most = Math.min(point.length, left.length + limit.length);
  const taken = { pair: new Int32Array(most), facility: new Int32Array(most), people: new Float64Array(most) };
  let count = 0;
  // A byte for each point stays in the second-level cache where `left` does not.
  const isLeft = new Uint8Array(left.length);
  for (let p = 0; p < left.length; p++) isLeft[p] = Number(left[p] > 0);
  let open = new Int32Array(0);
  let facilityOfOpen = new Int32Array(0);
  let costOfOpen = new Int32Array(0);
  for (let c = 0; c + 1 < firstOfClass.length; c++) {
    const from = firstOfClass[c];
    const end = firstOfClass[c + 1];
    if (open.length < end - from) {
      open = new Int32Array(end - from);
      facilityOfOpen = new Int32Array(end - from);
      costOfOpen = new Int32Array(end - from);
    }
    let openCount = 0;
    let f = 0;
    for (let i = from; i < end; i++) {
      if (isLeft[pointOf[i]] === 0) continue;
      const pair = pairOf[i];
      while (pair >= first[f + 1]) f++;
      if (load[f] === limit[f]) continue;
      open[openCount] = pair;
      facilityOfOpen[openCount] = f;
      costOfOpen[openCount++] = cost[pair];
    }
    const order = ascendingOrder(costOfOpen.subarray(0, openCount));
    for (let i = 0; i < openCount; i++) {
      const pair = open[order[i]];
      const p = point[pair];
      const facility = facilityOfOpen[order[i]];
      const people = Math.min(left[p], limit[facility] - load[facility]);
      if (people === 0) continue;
      left[p] -= people;
      if (left[p] === 0) isLeft[p] = 0;
      load[facility] += people;
      taken.pair[count] = pair;
      taken.facility[count] = facility;
      taken.people[count++] = people;
    }
  }
  return flowsByPoint(pairs, taken, count, left.length);
}

/**
 * Pairs by class of cost, in ascending classes; within a class as numbered. Class c holds pairOf[firstOfClass[c]] … Their
 * points stand beside them: a look at each pair's own place would miss the cache once more.
 */
function classesOf({ point, cost }: Pairs): { pairOf: Int32Array; pointOf: Int32Array; firstOfClass: Int32Array } {
  let greatest = 0;
  for (let pair = 0; pair < cost.length; pair++) if (cost[pair] > greatest) greatest = cost[pair];
  const classes = Math.min(MOST_CLASSES, Math.ceil(cost.length / PAIRS_OF_CLASS));
  // As many of the low bits as make the class of the greatest cost fit.
  let shift = 0;
  while (greatest >>> shift >= Math.max(1, classes)) shift++;
  const firstOfClass = new Int32Array((greatest >>> shift) + 2);
  for (let pair = 0; pair < cost.length; pair++) firstOfClass[(cost[pair] >>> shift) + 1]++;
  for (let c = 0; c + 1 < firstOfClass.length; c++) firstOfClass[c + 1] += firstOfClass[c];
  const next = firstOfClass.slice();
  const pairOf = new Int32Array(cost.length);
  const pointOf = new Int32Array(cost.length);
  for (let pair = 0; pair < cost.length; pair++) {
    const at = next[cost[pair] >>> shift]++;
    pairOf[at] = pair;
    pointOf[at] = point[pair];
  }
  return { pairOf, pointOf, firstOfClass };
}

/** Sorts what was taken, in ascending cost, by demand point. */
function flowsByPoint(
  { point, cost }: Pairs,
  taken: { readonly pair: Int32Array; readonly facility: Int32Array; readonly people: Float64Array },
  count: number,
  points: number,
): Flows {
  const first = new Int32Array(points + 1);
  for (let i = 0; i < count; i++) first[point[taken.pair[i]] + 1]++;
  for (let p = 0; p < points; p++) first[p + 1] += first[p];
  const next = first.slice();
  const facility = new Int32Array(count);
  const people = new Float64Array(count);
  const costs = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const at = next[point[taken.pair[i]]]++;
    facility[at] = taken.facility[i];
    people[at] = taken.people[i];
    costs[at] = cost[taken.pair[i]];
  }
  return { first, facility, people, cost: costs };
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
