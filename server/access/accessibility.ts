/**
 * Accessibility scores: how much service stands within reach of each demand point, shared among all who can reach it.
 *
 * Coverage says whether somebody reaches a facility; the score says how much of it is left for each person. With the supply in
 * people that a facility can serve in a year and the demand in residents, a score is *service places per resident and
 * year*: 0.078 are 78 places for 1,000 residents, to be held against a need of, say, 78. The scores of all people
 * together are the supply: Σ demand × score = Σ supply of the facilities that anybody reaches, so scores share out what
 * there is and invent nothing.
 *
 * - 2SFCA, two-step floating catchment area: W. Luo and F. Wang (2003), Environment and Planning B 30(6), 865–884. First
 *   each facility's supply is divided by the demand within the cutoff of it, then each point adds up these ratios of the
 *   facilities within the cutoff (≤).
 * - E2SFCA, enhanced: W. Luo and Y. Qi (2009), Health & Place 15(4), 1100–1107. The same with a weight in both steps that
 *   falls with distance, in half-open steps [a, b).
 * - Nearest cost, and cumulative opportunities (supply within the cutoff, ≤), as in the R package `accessibility`.
 */
import { checkPairs, type Pairs } from "./pairs.ts";

/** The weight of a walk of this cost, ≥ 0; 0 beyond reach. */
export type Weight = (cost: number) => number;

/** A half-open step of E2SFCA: costs from the end of the step before (0 for the first) up to, but not including, `below`. */
export interface Step {
  /** In the unit of the costs. */
  readonly below: number;
  readonly weight: number;
}

/** The slow decay of Luo and Qi (2009): a Gaussian over zones of 0–10, 10–20 and 20–30 minutes of driving. */
export const LUO_QI_WEIGHTS = [1, 0.68, 0.22] as const;

/**
 * The weights of Luo and Qi on three equal parts of a cutoff: [0, ⅓) 1, [⅓, ⅔) 0.68, [⅔, 1) 0.22. That they hold for a walk
 * of 15 minutes as for a drive of 30 is an assumption. A walk of exactly the cutoff has weight 0, though coverage counts it.
 */
export function stepsUpTo(cutoff: number): Step[] {
  return LUO_QI_WEIGHTS.map((weight, part) => ({ below: (cutoff * (part + 1)) / LUO_QI_WEIGHTS.length, weight }));
}

/** 2SFCA: everything at most (≤) this far counts fully. */
export function within(cutoff: number): Weight {
  return (cost) => (cost <= cutoff ? 1 : 0);
}

/**
 * E2SFCA: the weight of the step that a cost lies in, 0 from the last step's end on.
 * @throws {RangeError} when the steps do not ascend from above 0, or a weight is below 0 or not finite
 */
export function stepped(steps: readonly Step[]): Weight {
  let before = 0;
  for (const { below, weight } of steps) {
    if (!(below > before))
      throw new RangeError(`A step below ${below} follows one below ${before}; let the steps ascend.`);
    if (!isCount(weight))
      throw new RangeError(`The step below ${below} has weight ${weight}; state a number of at least 0.`);
    before = below;
  }
  const ends = Float64Array.from(steps, ({ below }) => below);
  const weights = Float64Array.from(steps, ({ weight }) => weight);
  return (cost) => {
    for (let step = 0; step < ends.length; step++) if (cost < ends[step]) return weights[step];
    return 0;
  };
}

/**
 * The score of each demand point: supply per unit of demand, shared by all who compete for it.
 *
 * A facility that nobody with demand reaches gives its supply to nobody (a point without demand that reaches only such
 * facilities scores 0). An unlimited supply has no ratio: leave facilities of unknown capacity out, and say so.
 * @param pairs within the largest cost that has a weight (more are harmless); any unit
 * @param supply by facility, for example people a year that it can serve; ≥ 0, finite
 * @param demand by point, for example residents; ≥ 0, finite
 * @param weight of a cost of the pairs; for costs in centimetres and steps in minutes `(cost) => steps(minutesOf(cost, speed))`
 * @throws {RangeError} naming the row of what is no count, or a pair out of order
 */
export function floatingCatchments(
  pairs: Pairs<Int32Array | Float64Array>,
  supply: Float64Array,
  demand: Float64Array,
  weight: Weight,
): Float64Array {
  checkPairs(pairs, demand.length, supply.length);
  checkCounts(supply, "supply");
  checkCounts(demand, "demand");
  const { first, point, cost } = pairs;
  const scores = new Float64Array(demand.length);
  for (let f = 0; f < supply.length; f++) {
    if (supply[f] === 0) continue;
    let demandInReach = 0;
    for (let k = first[f]; k < first[f + 1]; k++) demandInReach += demand[point[k]] * weight(cost[k]);
    if (demandInReach === 0) continue;
    const ratio = supply[f] / demandInReach;
    for (let k = first[f]; k < first[f + 1]; k++) scores[point[k]] += ratio * weight(cost[k]);
  }
  return scores;
}

/** Supply at most (≤) this far from each demand point, shared with nobody: for example the number of facilities. */
export function cumulativeSupply(
  pairs: Pairs<Int32Array | Float64Array>,
  supply: Float64Array,
  points: number,
  cutoff: number,
): Float64Array {
  checkPairs(pairs, points, supply.length);
  checkCounts(supply, "supply");
  const { first, point, cost } = pairs;
  const sums = new Float64Array(points);
  for (let f = 0; f < supply.length; f++) {
    for (let k = first[f]; k < first[f + 1]; k++) if (cost[k] <= cutoff) sums[point[k]] += supply[f];
  }
  return sums;
}

/** Cost from each demand point to the nearest facility with supply, Infinity where no pair leads to one. */
export function nearestCost(
  pairs: Pairs<Int32Array | Float64Array>,
  supply: Float64Array,
  points: number,
): Float64Array {
  checkPairs(pairs, points, supply.length);
  checkCounts(supply, "supply");
  const { first, point, cost } = pairs;
  const least = new Float64Array(points).fill(Number.POSITIVE_INFINITY);
  for (let f = 0; f < supply.length; f++) {
    if (supply[f] === 0) continue;
    for (let k = first[f]; k < first[f + 1]; k++) least[point[k]] = Math.min(least[point[k]], cost[k]);
  }
  return least;
}

function checkCounts(values: Float64Array, name: string): void {
  const row = values.findIndex((value) => !isCount(value));
  if (row === -1) return;
  throw new RangeError(
    `The ${name} in row ${row} is ${values[row]}; state a finite number of at least 0, or leave it out.`,
  );
}

function isCount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}
