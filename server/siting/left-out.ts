/**
 * What candidates that were left out may cost: where more pairs of home and site are within the standard than can be held
 * (costs.ts), a kernel sees some of the candidates only, and its bound is one of all only with what the others may add.
 */

/**
 * Either what an answer with a site that was left out may be worth at best, and what any answer may be, or how much any answer
 * may lose for those left out; in the unit of the goal. Plain numbers: they are told across threads.
 */
export type LeftOut = { readonly best: number; readonly any: number } | { readonly loss: number };

/** A bound of those who were left in made one of all. @param isLess whether less is better */
export function boundOfAll(bound: number, leftOut: LeftOut | null, isLess: boolean): number {
  if (leftOut === null) return bound;
  if ("loss" in leftOut) return isLess ? Math.max(0, bound - leftOut.loss) : bound + leftOut.loss;
  const { best, any } = leftOut;
  return isLess ? Math.max(any, Math.min(bound, best)) : Math.min(any, Math.max(bound, best));
}

/** What leaving them out cost an answer of this value at most. */
export function lossOf(value: number, leftOut: LeftOut | null, isLess: boolean): number {
  if (leftOut === null) return 0;
  if ("loss" in leftOut) return leftOut.loss;
  return Math.max(0, isLess ? value - leftOut.best : leftOut.best - value);
}
