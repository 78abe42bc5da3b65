/**
 * Equity: how unequally the walk is spread over people, who is served worst, and which group or kind of place stays behind.
 * Every measure is of people, never of cells: a cell of 400 counts 400 times as much as a cell of one.
 *
 * Minutes are a burden, not an income: a Gini of 0 says that all walk equally long, also if all walk too long. That is why the
 * mean, the worst-served tenth and the share without a walk stand beside it.
 */

import { ascendingOrderOfReals } from "../access/order.ts";
import { NONE } from "../network/network.ts";

/** Walks beyond an hour, and where there is none, are counted as an hour: else one unreachable house would decide the Gini. */
export const DEFAULT_CAP_MINUTES = 60;
export const WORST_SERVED_SHARE = 0.1;
/** Points of a Lorenz curve that a chart needs, less the first. */
export const LORENZ_PARTS = 100;

/** By demand point. */
export interface Walks {
  /** To the nearest facility, ≥ 0; Infinity where there is no walk. */
  readonly minutes: Float64Array;
  /** Of the total or of one group, ≥ 0. */
  readonly people: Float64Array;
  /** Those of the people who are covered under the standard. */
  readonly peopleCovered: Float64Array;
}

export interface Equity {
  readonly people: number;
  /** Longer walks, and none, are counted as this long. */
  readonly capMinutes: number;
  /** People whose walk is longer than the cap, or who have none; and their share (null without people). */
  readonly peopleBeyondCap: number;
  readonly shareBeyondCap: number | null;
  /** Of the average person, capped. Null without people. */
  readonly meanMinutes: number | null;
  /** 0: all walk equally long; towards 1: all the walking is done by few. Null without people. */
  readonly gini: number | null;
  /** Lorenz curve from (0, 0) to (1, 1), evenly spaced in people. Empty without people. */
  readonly lorenz: readonly LorenzPoint[];
  readonly worstServed: WorstServed;
}

/** The share of people with the shortest walks, and the share of all minutes that they walk. */
export interface LorenzPoint {
  readonly peopleShare: number;
  readonly minutesShare: number;
}

/** The people with the longest walks, a tenth of all. */
export interface WorstServed {
  readonly people: number;
  /** Of their average person, capped. Null without people. */
  readonly meanMinutes: number | null;
  /** The shortest walk among them: everybody else has at most this. Null when none of them has a walk, or without people. */
  readonly leastMinutes: number | null;
  readonly peopleUncovered: number;
  readonly shareUncovered: number | null;
  readonly peopleBeyondCap: number;
  /** How many of them live at each demand point. */
  readonly peopleAt: Float64Array;
}

/**
 * Gini, Lorenz curve and the worst-served tenth of capped minutes, weighted by people.
 *
 * - Gini: C. Gini (1912), Variabilità e mutabilità: the mean difference between two people, drawn with replacement, over
 *   twice the mean. Computed as twice the covariance of minutes and rank over the mean, where the people of a cell stand at
 *   the middle of their ranks: R. I. Lerman and S. Yitzhaki (1989), Journal of Econometrics 42(1), 43–47. It is exactly that
 *   of the single persons.
 * - Lorenz curve: M. O. Lorenz (1905), Publications of the American Statistical Association 9(70), 209–219, straight
 *   between cells.
 * - Worst-served tenth: the people with the longest walks, no walk being the longest. Of the cells with the walk at the
 *   border each gives the same part of its people, so that the result does not depend on the order of the cells.
 *
 * One million cells: 0.3–0.8 s.
 * @throws {RangeError} naming the row of minutes below 0, of people below 0 or not finite, of more covered than there are;
 *   or the option that is out of range
 */
export function equityOf(
  { minutes, people, peopleCovered }: Walks,
  { capMinutes = DEFAULT_CAP_MINUTES, worstShare = WORST_SERVED_SHARE, lorenzParts = LORENZ_PARTS } = {},
): Equity {
  check({ minutes, people, peopleCovered });
  if (!(capMinutes > 0 && capMinutes < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`The cap is ${capMinutes} minutes; state a number above 0.`);
  }
  if (!(worstShare > 0 && worstShare <= 1)) {
    throw new RangeError(`The share of the worst served is ${worstShare}; state one above 0 and at most 1.`);
  }
  const order = ascendingOrderOfReals(minutes);
  const capped = minutes.map((value) => Math.min(value, capMinutes));
  let all = 0;
  let personMinutes = 0;
  let peopleBeyondCap = 0;
  for (const row of order) {
    all += people[row];
    personMinutes += people[row] * capped[row];
    if (minutes[row] > capMinutes) peopleBeyondCap += people[row];
  }
  return {
    people: all,
    capMinutes,
    peopleBeyondCap,
    shareBeyondCap: ratio(peopleBeyondCap, all),
    meanMinutes: ratio(personMinutes, all),
    gini: all > 0 ? gini(order, capped, people, all, personMinutes) : null,
    lorenz: all > 0 ? lorenz(order, capped, people, all, personMinutes, lorenzParts) : [],
    worstServed: worstServed({ minutes, people, peopleCovered }, order, capMinutes, all * worstShare),
  };
}

function gini(
  order: Uint32Array,
  minutes: Float64Array,
  people: Float64Array,
  all: number,
  personMinutes: number,
): number {
  // Nobody walks at all: all are equal.
  if (personMinutes === 0) return 0;
  let below = 0;
  let sum = 0;
  for (const row of order) {
    // Twice the middle rank of the cell's people, counted from the middle of all.
    sum += people[row] * minutes[row] * (2 * below + people[row] - all);
    below += people[row];
  }
  // Rounding must not make equal walks less than equal.
  return Math.max(0, sum / (all * personMinutes));
}

function lorenz(
  order: Uint32Array,
  minutes: Float64Array,
  people: Float64Array,
  all: number,
  personMinutes: number,
  parts: number,
): LorenzPoint[] {
  const curve = [{ peopleShare: 0, minutesShare: 0 }];
  let below = 0;
  let minutesBelow = 0;
  for (const row of order) {
    // Every part that ends within this cell.
    while (curve.length < parts && (all * curve.length) / parts <= below + people[row]) {
      const inCell = (all * curve.length) / parts - below;
      const walked = minutesBelow + inCell * minutes[row];
      // Where nobody walks at all, the curve is the straight line of equality.
      const peopleShare = curve.length / parts;
      curve.push({ peopleShare, minutesShare: personMinutes === 0 ? peopleShare : walked / personMinutes });
    }
    below += people[row];
    minutesBelow += people[row] * minutes[row];
  }
  curve.push({ peopleShare: 1, minutesShare: 1 });
  return curve;
}

function worstServed(
  { minutes, people, peopleCovered }: Walks,
  order: Uint32Array,
  capMinutes: number,
  wanted: number,
): WorstServed {
  const peopleAt = new Float64Array(people.length);
  let taken = 0;
  let personMinutes = 0;
  let peopleUncovered = 0;
  let peopleBeyondCap = 0;
  let least: number | null = null;
  // From the longest walk down, all cells with the same walk at a time: order[from] … order[end - 1].
  for (let end = order.length; end > 0 && taken < wanted; ) {
    const walk = minutes[order[end - 1]];
    let from = end;
    let here = 0;
    while (from > 0 && minutes[order[from - 1]] === walk) here += people[order[--from]];
    if (here > 0) {
      const part = Math.min(1, (wanted - taken) / here);
      for (let i = from; i < end; i++) {
        const row = order[i];
        peopleAt[row] = people[row] * part;
        peopleUncovered += (people[row] - peopleCovered[row]) * part;
      }
      const takenHere = part < 1 ? wanted - taken : here;
      personMinutes += takenHere * Math.min(walk, capMinutes);
      if (walk > capMinutes) peopleBeyondCap += takenHere;
      // The last step ends at what was wanted, whatever the sums were rounded to.
      taken = part < 1 ? wanted : taken + here;
      least = walk;
    }
    end = from;
  }
  // Parts of people add up to a rounding more than all: −0.0 % of them would be covered.
  peopleUncovered = Math.min(peopleUncovered, taken);
  return {
    people: taken,
    meanMinutes: ratio(personMinutes, taken),
    leastMinutes: least === Number.POSITIVE_INFINITY ? null : least,
    peopleUncovered,
    shareUncovered: ratio(peopleUncovered, taken),
    peopleBeyondCap,
    peopleAt,
  };
}

/** Where the worst served live: one row for each area that has any. */
export interface WorstServedArea {
  /** Index of the area, NONE outside all. */
  readonly area: number;
  readonly people: number;
  /** Of all people who live in the area; a tenth would be no worse than the whole. */
  readonly shareOfArea: number;
}

/**
 * Areas with the worst served, the most people first (ties: the lower index, those outside all areas before).
 * @param peopleAt of WorstServed
 * @param people all people by demand point
 * @param area index of the area by demand point, NONE outside all: one level of DemandPoints.area
 */
export function worstServedAreas(peopleAt: Float64Array, people: Float64Array, area: Int32Array): WorstServedArea[] {
  const worst = new Map<number, number>();
  const living = new Map<number, number>();
  for (let point = 0; point < area.length; point++) {
    const of = area[point] < 0 ? NONE : area[point];
    worst.set(of, (worst.get(of) ?? 0) + peopleAt[point]);
    living.set(of, (living.get(of) ?? 0) + people[point]);
  }
  return [...worst]
    .filter(([, count]) => count > 0)
    .map(([of, count]) => ({ area: of, people: count, shareOfArea: count / (living.get(of) ?? count) }))
    .sort((a, b) => b.people - a.people || a.area - b.area);
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

function check({ minutes, people, peopleCovered }: Walks): void {
  if (people.length !== minutes.length || peopleCovered.length !== minutes.length) {
    throw new RangeError(
      `There are ${minutes.length} minutes, ${people.length} people, ${peopleCovered.length} covered; ` +
        "give one of each by demand point.",
    );
  }
  for (let row = 0; row < people.length; row++) {
    if (!(minutes[row] >= 0)) {
      throw new RangeError(
        `The minutes in row ${row} are ${minutes[row]}; state at least 0, and Infinity for no walk.`,
      );
    }
    if (!(people[row] >= 0 && people[row] < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`The people in row ${row} are ${people[row]}; state a number of at least 0.`);
    }
    if (!(peopleCovered[row] >= 0 && peopleCovered[row] <= people[row])) {
      throw new RangeError(
        `The people covered in row ${row} are ${peopleCovered[row]} of ${people[row]}; state at most all.`,
      );
    }
  }
}
