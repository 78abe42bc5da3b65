/**
 * Fewer candidates with a stated loss: each one that goes is spoken for by one that stays, which covers all that it covered
 * but for a loss that is known and costs no more. Whoever replaces the p sites of any answer by their speakers loses at most
 * the p largest losses, so that much is added to a bound of the thinned question to make it one of the whole.
 */
import type { CoverageQuestion } from "./question.ts";
import { type Rows, transpose } from "./rows.ts";

export interface Thinned {
  readonly question: CoverageQuestion;
  /** Number in the whole question of each candidate that is left, ascending. */
  readonly candidateOf: Int32Array;
  /** An answer of the whole question covers at most this much more than the best of the thinned one. */
  readonly loss: number;
}

/**
 * Thins to at most so many candidates; with spacing, capacities, moves or existing sites a candidate is more than what it covers, so
 * these must be settled before (reduce.ts takes existing sites out).
 */
export function thin(question: CoverageQuestion, mostCandidates: number): Thinned {
  const { conflicts, capacity, movable, existing, floors, reach, weight, budget } = question;
  if (conflicts !== null || capacity !== null || movable !== null || floors !== null || existing.length > 0)
    throw new Error(
      "Candidates can be thinned for plain coverage only, without floors, spacing, capacities and existing sites.",
    );
  const { byCandidate } = reach;
  const { count, first, items } = byCandidate;
  const worth = Float64Array.from({ length: count }, (_, j) => {
    let sum = 0;
    for (let k = first[j]; k < first[j + 1]; k++) sum += weight[items[k]];
    return sum;
  });
  const order = Int32Array.from({ length: count }, (_, j) => j).sort((a, b) => worth[b] - worth[a] || a - b);
  let allowed = 0;
  let losses: Float64Array = new Float64Array(count);
  let kept: number[] = [...order];
  const most = worth[order[0]] ?? 0;
  // The least loss, in steps, that leaves few enough.
  for (let step = 0; kept.length > mostCandidates; step++) {
    allowed = step === 0 ? 0 : (most / 1024) * 2 ** ((step - 1) / 2);
    ({ kept, losses } = speakers(question, { order, worth, allowed }));
    if (allowed > most) break;
  }
  kept.sort((a, b) => a - b);
  const places = question.mostSites ?? affordable(budget?.cost ?? new Float64Array(), budget?.amount ?? 0);
  const largest = losses.sort().reverse().subarray(0, places);
  const candidateOf = Int32Array.from(kept);
  const rows = rowsAt(byCandidate, candidateOf);
  return {
    question: {
      ...question,
      reach: { byCandidate: rows, byPoint: transpose(rows, weight.length) },
      budget: budget && { amount: budget.amount, cost: Float64Array.from(candidateOf, (j) => budget.cost[j]) },
    },
    candidateOf,
    loss: largest.reduce((a, b) => a + b, 0),
  };
}

/** Candidates in the order of their worth: each is spoken for by one that stays, if that loses at most what is allowed, or stays itself. */
function speakers(
  { reach, weight, budget }: CoverageQuestion,
  { order, worth, allowed }: { order: Int32Array; worth: Float64Array; allowed: number },
): { kept: number[]; losses: Float64Array } {
  const { byCandidate, byPoint } = reach;
  const isKept = new Uint8Array(order.length);
  const shared = new Float64Array(order.length);
  const losses = new Float64Array(order.length);
  const kept: number[] = [];
  for (const j of order) {
    const touched: number[] = [];
    for (let k = byCandidate.first[j]; k < byCandidate.first[j + 1]; k++) {
      const point = byCandidate.items[k];
      for (let n = byPoint.first[point]; n < byPoint.first[point + 1]; n++) {
        const other = byPoint.items[n];
        if (isKept[other] === 0) continue;
        if (shared[other] === 0) touched.push(other);
        shared[other] += weight[point];
      }
    }
    let loss = worth[j];
    for (const other of touched) {
      if (budget === null || budget.cost[other] <= budget.cost[j]) loss = Math.min(loss, worth[j] - shared[other]);
      shared[other] = 0;
    }
    // Rounding of sums that are equal must not count as a loss, nor hide one.
    if (loss <= allowed + worth[j] * 1e-12) losses[j] = Math.max(0, loss) + worth[j] * 1e-12;
    else {
      isKept[j] = 1;
      kept.push(j);
    }
  }
  return { kept, losses };
}

/** How many sites a budget buys at most. */
function affordable(cost: Float64Array, amount: number): number {
  let left = amount;
  let count = 0;
  for (const each of cost.slice().sort()) {
    if (each > left) break;
    left -= each;
    count++;
  }
  return count;
}

function rowsAt({ first, items }: Rows, which: Int32Array): Rows {
  const firstOf = new Int32Array(which.length + 1);
  which.forEach((j, n) => {
    firstOf[n + 1] = firstOf[n] + first[j + 1] - first[j];
  });
  const kept = new Int32Array(firstOf[which.length]);
  which.forEach((j, n) => {
    kept.set(items.subarray(first[j], first[j + 1]), firstOf[n]);
  });
  return { count: which.length, first: firstOf, items: kept };
}
