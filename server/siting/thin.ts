/**
 * Fewer candidates with a stated loss: each one that goes is spoken for by one that stays, which covers all that it covered
 * but for a loss that is known. Whoever replaces the p sites of any answer by their speakers loses at most the p largest
 * losses, so that much is added to a bound of the thinned question to make it one of the whole.
 *
 * The replaced answer must keep the limits too. A speaker s may stand for j
 *
 * - under a number of sites: always, as there are never more sites;
 * - under a budget: when s costs no more. A movable site costs nothing where it is, so it speaks for everybody: if it was
 *   closed it stays instead, which saves its move, and j's place in the count makes up for the one that its closing allowed;
 * - beside existing sites: when what they cover already is left out of the loss;
 * - under spacing: when all that may not stand beside s may not stand beside j either (but for the two themselves); movable
 *   sites stand there already, so they speak for nobody.
 *
 * Existing and movable sites never go.
 */
import type { CoverageQuestion } from "./question.ts";
import { pick, type Rows, transpose } from "./rows.ts";

export interface Thinned {
  readonly question: CoverageQuestion;
  /** Number in the whole question of each candidate that is left, ascending. */
  readonly candidateOf: Int32Array;
  /** An answer of the whole question covers at most this much more than the best of the thinned one. */
  readonly loss: number;
}

/** Losses that are tried, from the whole of the best candidate downward by half each two steps; at last none. */
const STEPS = 24;

/** Looks from a candidate at another after which the loss at hand will do: some 10 s. */
const MOST_LOOKS = 2e9;

/** Thins to at most so many candidates, beside the existing and movable ones, at about the least loss that does. */
export function thin(question: CoverageQuestion, mostCandidates: number): Thinned {
  const { movable, existing } = question;
  const choice = leastLoss(question, mostCandidates + existing.length + (movable?.sites.length ?? 0));
  if (choice === null) throw new Error(`${mostCandidates} candidates are too few to thin to.`);
  const { kept, losses } = choice;
  const candidateOf = Int32Array.from(kept).sort();
  return {
    question: withCandidates(question, candidateOf),
    candidateOf,
    loss: largest(losses, mostNewSites(question)),
  };
}

interface Choice {
  readonly kept: readonly number[];
  readonly losses: Float64Array;
}

/** The choice with about the least loss that keeps at most so many; null when none does. */
function leastLoss(question: CoverageQuestion, most: number): Choice | null {
  const sides = sidesOf(question);
  const largestWorth = sides.worth.reduce((a, b) => Math.max(a, b), 0);
  const work = { looks: 0 };
  let choice: Choice | null = null;
  // Downward: while few stay, a look around each candidate is short.
  for (let step = 0; step <= STEPS; step++) {
    const allowed = step === STEPS ? 0 : largestWorth * 2 ** (-step / 2);
    const next = speakers(question, sides, { allowed, most, work });
    if (next === null) return choice;
    choice = next;
  }
  return choice;
}

/** What the rules look at. */
interface Sides {
  /** Weight that each candidate may add, and the order by it. */
  readonly worth: Float64Array;
  readonly order: Int32Array;
  /** Of each point: what covering it may add. */
  readonly weight: Float64Array;
  /** Sites that stand: kept whatever they cover. */
  readonly stands: ReadonlySet<number>;
  readonly movable: ReadonlySet<number>;
}

function sidesOf({ reach, weight, existing, movable }: CoverageQuestion): Sides {
  const { count, first, items } = reach.byCandidate;
  const open = weight.slice();
  for (const site of existing) for (let k = first[site]; k < first[site + 1]; k++) open[items[k]] = 0;
  const worth = Float64Array.from({ length: count }, (_, j) => {
    let sum = 0;
    for (let k = first[j]; k < first[j + 1]; k++) sum += open[items[k]];
    return sum;
  });
  const moves = new Set(movable?.sites ?? []);
  const stands = new Set([...existing, ...moves]);
  const rank = (j: number) => (stands.has(j) ? Number.POSITIVE_INFINITY : worth[j]);
  return {
    worth,
    order: Int32Array.from({ length: count }, (_, j) => j).sort((a, b) =>
      rank(a) === rank(b) ? a - b : rank(b) - rank(a),
    ),
    weight: open,
    stands,
    movable: moves,
  };
}

/** Candidates in the order of their worth: each is spoken for by one that stays, if that loses at most what is allowed, or stays itself; null when more stay than may, or the work is too much. */
function speakers(
  question: CoverageQuestion,
  { worth, order, weight, stands, movable }: Sides,
  { allowed, most, work }: { allowed: number; most: number; work: { looks: number } },
): Choice | null {
  const { reach, budget, conflicts } = question;
  const { byCandidate, byPoint } = reach;
  const isKept = new Uint8Array(order.length);
  const shared = new Float64Array(order.length);
  const losses = new Float64Array(order.length);
  const kept: number[] = [];
  const mayStandFor = (other: number, j: number): boolean => {
    if (movable.has(other)) return conflicts === null;
    if (budget !== null && budget.cost[other] > budget.cost[j]) return false;
    return conflicts === null || leavesRoom(conflicts, other, j);
  };
  for (const j of order) {
    const mayGo = !stands.has(j);
    const touched: number[] = [];
    for (let k = byCandidate.first[j]; mayGo && k < byCandidate.first[j + 1]; k++) {
      const point = byCandidate.items[k];
      if (weight[point] === 0) continue;
      work.looks += byPoint.first[point + 1] - byPoint.first[point];
      for (let n = byPoint.first[point]; n < byPoint.first[point + 1]; n++) {
        const other = byPoint.items[n];
        if (isKept[other] === 0) continue;
        if (shared[other] === 0) touched.push(other);
        shared[other] += weight[point];
      }
    }
    // Without a speaker all that it covers is lost.
    let loss = worth[j];
    for (const other of touched) {
      const without = worth[j] - shared[other];
      if (without < loss && mayStandFor(other, j)) loss = without;
      shared[other] = 0;
    }
    // Rounding of sums that are equal must not count as a loss, nor hide one.
    if (mayGo && loss <= allowed + worth[j] * 1e-12) losses[j] = Math.max(0, loss) + worth[j] * 1e-12;
    else {
      if (kept.length === most || work.looks > MOST_LOOKS) return null;
      isKept[j] = 1;
      kept.push(j);
    }
  }
  return { kept, losses };
}

/** Whether all that may not stand beside `other` may not stand beside j either, but for the two themselves. */
function leavesRoom({ first, items }: Rows, other: number, j: number): boolean {
  let k = first[j];
  for (let n = first[other]; n < first[other + 1]; n++) {
    const third = items[n];
    if (third === j) continue;
    while (k < first[j + 1] && items[k] < third) k++;
    if (k === first[j + 1] || items[k] !== third) return false;
  }
  return true;
}

/** New sites that an answer may have at most. */
function mostNewSites({ mostSites, movable, budget, reach }: CoverageQuestion): number {
  const bySites = mostSites === null ? reach.byCandidate.count : mostSites + (movable?.sites.length ?? 0);
  return Math.min(bySites, budget === null ? bySites : affordable(budget.cost, budget.amount));
}

/** How many sites a budget buys at most. */
function affordable(cost: Float64Array, amount: number): number {
  let left = amount * (1 + 1e-9);
  let count = 0;
  for (const each of cost.slice().sort()) {
    if (each > left) break;
    left -= each;
    count++;
  }
  return count;
}

function largest(losses: Float64Array, count: number): number {
  const sorted = losses.slice().sort().reverse();
  let sum = 0;
  for (let n = 0; n < Math.min(count, sorted.length); n++) sum += sorted[n];
  return sum;
}

/** The question about these candidates; points stay as they are. */
function withCandidates(question: CoverageQuestion, candidateOf: Int32Array): CoverageQuestion {
  const { reach, weight, existing, movable, budget, conflicts } = question;
  const to = new Int32Array(reach.byCandidate.count).fill(-1);
  candidateOf.forEach((j, n) => {
    to[j] = n;
  });
  const points = Int32Array.from({ length: weight.length }, (_, i) => i);
  const byCandidate = pick(reach.byCandidate, candidateOf, points);
  return {
    ...question,
    reach: { byCandidate, byPoint: transpose(byCandidate, weight.length) },
    existing: existing.map((site) => to[site]),
    movable: movable && { sites: movable.sites.map((site) => to[site]), cost: movable.cost },
    budget: budget && { amount: budget.amount, cost: Float64Array.from(candidateOf, (j) => budget.cost[j]) },
    conflicts: conflicts && pick(conflicts, candidateOf, to),
  };
}
