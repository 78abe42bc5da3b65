/**
 * Minimises a convex function of prices in a box, of which each evaluation gives a value and a subgradient: the volume
 * algorithm (Barahona and Anbil 2000). Steps follow a running mean of subgradients, which zigzags less than the last one
 * alone. Every value seen is a proven bound, so it may stop at any time.
 */

export interface Oracle {
  /** Value at the prices; writes a subgradient. */
  evaluate(prices: Float64Array, subgradient: Float64Array): number;
}

export interface Descent {
  /** Where it starts; overwritten by the best prices seen. */
  readonly prices: Float64Array;
  /** Prices stay between 0 and these. */
  readonly most: Float64Array;
  readonly iterations: number;
  /** The first step, as a share of the way to the target at the present slope; 0.5 when left out. */
  readonly step?: number;
  /** A value that cannot be undercut, or nearly: the answer at hand. */
  target(): number;
  /** Called after each evaluation with the least value so far; true ends the descent. */
  isDone(least: number, iteration: number): boolean;
}

/** @returns the least value; `prices` holds where */
export function descend(
  oracle: Oracle,
  { prices, most, iterations, step: firstStep = 0.5, target, isDone }: Descent,
): number {
  const size = prices.length;
  const slope = new Float64Array(size);
  const mean = new Float64Array(size);
  const trial = prices.slice();
  let least = oracle.evaluate(prices, mean);
  let factor = firstStep;
  let fails = 0;
  let mix = 0.1;
  let leastBefore = least;
  for (let n = 1; n <= iterations; n++) {
    if (isDone(least, n - 1)) break;
    let norm = 0;
    for (let i = 0; i < size; i++) {
      // What would leave the box moves nothing.
      const d = mean[i];
      if ((d > 0 && prices[i] <= 0) || (d < 0 && prices[i] >= most[i])) continue;
      norm += d * d;
    }
    const distance = least - target();
    if (norm < 1e-12 || distance <= 0) break;
    const step = (factor * distance) / norm;
    for (let i = 0; i < size; i++) {
      const to = prices[i] - step * mean[i];
      trial[i] = to < 0 ? 0 : Math.min(to, most[i]);
    }
    const value = oracle.evaluate(trial, slope);
    // The mix that makes the mean shortest, within limits.
    let slopes = 0;
    let means = 0;
    let both = 0;
    for (let i = 0; i < size; i++) {
      slopes += slope[i] * slope[i];
      means += mean[i] * mean[i];
      both += slope[i] * mean[i];
    }
    const shortest = (means - both) / Math.max(1e-30, slopes + means - 2 * both);
    const share = Math.min(mix, Math.max(mix / 10, shortest));
    for (let i = 0; i < size; i++) mean[i] += share * (slope[i] - mean[i]);
    if (value < least) {
      least = value;
      prices.set(trial);
      fails = 0;
      if (both > 0) factor = Math.min(2, factor * 1.1);
    } else if (++fails >= 15) {
      factor = Math.max(1e-4, factor * 0.66);
      fails = 0;
    }
    if (n % 100 === 0) {
      if (leastBefore - least < 0.01 * Math.abs(least - target())) mix = Math.max(1e-3, mix / 2);
      leastBefore = least;
    }
  }
  return least;
}
