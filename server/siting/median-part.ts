/**
 * The p-median's question as its stages read it: what is left after the existing sites, with the pairs in the order of their
 * costs from both sides. So the nearest open site is found after a few looks, and a bound stops at the first pair that is too dear.
 */
import type { CostRows } from "./instance.ts";
import { transpose } from "./rows.ts";

export interface MedianPart {
  /** Of each candidate the points that it is nearer to than what stands; rows by ascending cost, ties by number. */
  readonly byCandidate: CostRows;
  /** The same pairs, of each point. */
  readonly byPoint: CostRows;
  readonly weight: Float64Array;
  /** Cost of each point as it stands, before new sites. */
  readonly base: Float64Array;
  readonly mostSites: number;
  /** Numbers in the whole question. */
  readonly candidateOf: Int32Array;
}

/** Sum of weight × cost. */
export function costOf(weight: Float64Array, costs: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weight.length; i++) sum += weight[i] * costs[i];
  return sum;
}

/** @param pairs of each candidate, in any order @param base what each point costs without them */
export function medianPart(
  pairs: CostRows,
  { weight, base, mostSites }: Pick<MedianPart, "weight" | "base" | "mostSites">,
): MedianPart {
  const { count, first, items, costs } = pairs;
  const isNearer = (k: number) => weight[items[k]] > 0 && costs[k] < base[items[k]];
  const kept: number[] = [];
  const size = new Int32Array(count);
  let all = 0;
  for (let j = 0; j < count; j++) {
    for (let k = first[j]; k < first[j + 1]; k++) if (isNearer(k)) size[j]++;
    if (size[j] > 0) kept.push(j);
    all += size[j];
  }
  const candidateOf = Int32Array.from(kept);
  const [candidate, point, cost] = [new Int32Array(all), new Int32Array(all), new Int32Array(all)];
  let n = 0;
  candidateOf.forEach((j, row) => {
    for (let k = first[j]; k < first[j + 1]; k++) {
      if (!isNearer(k)) continue;
      candidate[n] = row;
      point[n] = items[k];
      cost[n++] = costs[k];
    }
  });
  const order = ascending(cost);
  return {
    byCandidate: inRows(order, { row: candidate, item: point, cost }, candidateOf.length),
    byPoint: inRows(order, { row: point, item: candidate, cost }, weight.length),
    weight,
    base,
    mostSites,
    candidateOf,
  };
}

/** The part of the candidates that are marked 1. */
export function restricted(part: MedianPart, isNeeded: Uint8Array): MedianPart {
  const to = new Int32Array(isNeeded.length).fill(-1);
  let count = 0;
  for (let j = 0; j < to.length; j++) if (isNeeded[j] === 1) to[j] = count++;
  const { byPoint, byCandidate } = part;
  const points = Int32Array.from(part.weight, (_, i) => i);
  return {
    ...part,
    byCandidate: renumbered(byCandidate, to, points),
    byPoint: renumbered(byPoint, points, to),
    candidateOf: part.candidateOf.filter((_, j) => isNeeded[j] === 1),
  };
}

/** Bits of a value that are sorted by at once. */
const DIGIT = 11;

/** Positions in ascending order of whole values of 0 or more, equal ones as they come: sorted by the lowest digit first. */
function ascending(values: Int32Array): Int32Array {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  let order = Int32Array.from(values.keys());
  for (let shift = 0; shift < 31 && largest >> shift > 0; shift += DIGIT) {
    const digitOf = (n: number) => (values[n] >> shift) & ((1 << DIGIT) - 1);
    const next = new Int32Array((1 << DIGIT) + 1);
    for (let n = 0; n < values.length; n++) next[digitOf(n) + 1]++;
    for (let digit = 0; digit < 1 << DIGIT; digit++) next[digit + 1] += next[digit];
    const sorted = new Int32Array(order.length);
    for (let n = 0; n < order.length; n++) sorted[next[digitOf(order[n])]++] = order[n];
    order = sorted;
  }
  return order;
}

/** Rows of pairs that keep this order. */
function inRows(
  order: Int32Array,
  { row, item, cost }: { row: Int32Array; item: Int32Array; cost: Int32Array },
  count: number,
): CostRows {
  const { first } = transpose({ count: 1, first: Int32Array.of(0, row.length), items: row }, count);
  const next = first.slice();
  const [items, costs] = [new Int32Array(order.length), new Int32Array(order.length)];
  for (let n = 0; n < order.length; n++) {
    const k = next[row[order[n]]]++;
    items[k] = item[order[n]];
    costs[k] = cost[order[n]];
  }
  return { count, first, items, costs };
}

/** Rows and items by their new numbers, in the same order, or gone where these are -1. */
export function renumbered({ count, first, items, costs }: CostRows, rowTo: Int32Array, itemTo: Int32Array): CostRows {
  const isKept = (r: number, k: number) => rowTo[r] >= 0 && itemTo[items[k]] >= 0;
  const firstOf = [0];
  let size = 0;
  for (let r = 0; r < count; r++) {
    for (let k = first[r]; k < first[r + 1]; k++) if (isKept(r, k)) size++;
    if (rowTo[r] >= 0) firstOf.push(size);
  }
  const [keptItems, keptCosts] = [new Int32Array(size), new Int32Array(size)];
  size = 0;
  for (let r = 0; r < count; r++) {
    for (let k = first[r]; k < first[r + 1]; k++) {
      if (!isKept(r, k)) continue;
      keptItems[size] = itemTo[items[k]];
      keptCosts[size++] = costs[k];
    }
  }
  return { count: firstOf.length - 1, first: Int32Array.from(firstOf), items: keptItems, costs: keptCosts };
}
