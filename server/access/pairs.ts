/**
 * Pairs of facility and demand point with the cost of the walk between them: what assignment to capacity and accessibility
 * scores are made from. One row for each facility (CSR), because walks are searched towards one facility at a time.
 */

export interface Pairs<Cost extends Int32Array | Float64Array = Int32Array> {
  /** Pairs of facility f are first[f] … first[f + 1] - 1. Length facilities + 1, from 0 to point.length. */
  readonly first: Int32Array;
  /** Demand points, ascending within a facility, each once. */
  readonly point: Int32Array;
  /** Cost of the walk from the point to the facility, ≥ 0: one unit for all pairs, such as flat-equivalent centimetres. */
  readonly cost: Cost;
}

/**
 * Refuses pairs that are not as `Pairs` says: another order would decide ties differently.
 * @throws {RangeError} naming the pair
 */
export function checkPairs(
  { first, point, cost }: Pairs<Int32Array | Float64Array>,
  points: number,
  facilities: number,
): void {
  const { length: count } = point;
  if (first.length !== facilities + 1 || first[0] !== 0 || first[facilities] !== count || cost.length !== count) {
    throw new RangeError(
      `Pairs of ${facilities} facilities need ${facilities + 1} firsts, from 0 to the number of points and of costs; ` +
        `they are ${first.length} firsts, ${count} points, ${cost.length} costs.`,
    );
  }
  for (let f = 0; f < facilities; f++) {
    let before = -1;
    for (let k = first[f]; k < first[f + 1]; k++) {
      if (point[k] <= before || point[k] >= points) {
        throw new RangeError(
          `Pair ${k} of facility ${f} has demand point ${point[k]} after ${before}; ` +
            `list points below ${points}, ascending, each once.`,
        );
      }
      if (!(cost[k] >= 0)) {
        throw new RangeError(`Pair ${k} of facility ${f} costs ${cost[k]}; leave out pairs without a walk.`);
      }
      before = point[k];
    }
  }
}
