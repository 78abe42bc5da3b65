/**
 * Where everybody must be covered, a point whose candidates are more than all those of another needs no thought: whoever covers
 * the other covers it. Dropping such points and, turn about, candidates that cover no more than others leaves little of a
 * set-covering question (Toregas and ReVelle 1972), often so little that HiGHS answers at once.
 */

import { fill } from "./construct.ts";
import { CoverState, coveredBy } from "./cover-state.ts";
import { coverageModel, entriesOf } from "./coverage-model.ts";
import { swap } from "./improve.ts";
import { type MipSolver, MOST_ENTRIES } from "./mip.ts";
import { type CoverageQuestion, sumOf, type Watch } from "./question.ts";
import { type Reduced, reduce } from "./reduce.ts";
import { isWithin } from "./rows.ts";

/** Steps of comparing points after which the rest is kept, as in reduce.ts. */
const MOST_STEPS = 3e8;

/** What is left of a question whose points with weight must all be covered, with the same sets of sites that cover all. */
export type Essential = Pick<Reduced, "question" | "candidateOf">;

export function essential(question: CoverageQuestion): Essential {
  let { question: small, candidateOf } = reduce(question);
  for (;;) {
    const weight = small.weight.slice();
    // The last few are not worth another round.
    if (dropImplied(small, weight) <= weight.length / 50) return { question: small, candidateOf };
    const again = reduce({ ...small, weight });
    small = again.question;
    candidateOf = again.candidateOf.map((j) => candidateOf[j]);
  }
}

/** Takes the weight from points that are covered with another; returns how many. */
function dropImplied({ reach: { byPoint, byCandidate } }: CoverageQuestion, weight: Float64Array): number {
  const sizeOf = (i: number) => byPoint.first[i + 1] - byPoint.first[i];
  const work = new Float64Array(1);
  let dropped = 0;
  for (let i = 0; i < byPoint.count && work[0] < MOST_STEPS; i++) {
    if (weight[i] === 0 || sizeOf(i) === 0) continue;
    // Whoever has all its candidates is among the points of the one that covers the fewest.
    let rarest = byPoint.items[byPoint.first[i]];
    for (let k = byPoint.first[i]; k < byPoint.first[i + 1]; k++) {
      const j = byPoint.items[k];
      if (byCandidate.first[j + 1] - byCandidate.first[j] < byCandidate.first[rarest + 1] - byCandidate.first[rarest])
        rarest = j;
    }
    work[0] += sizeOf(i);
    for (let k = byCandidate.first[rarest]; k < byCandidate.first[rarest + 1]; k++) {
      const other = byCandidate.items[k];
      // Points with the same candidates are one already (reduce.ts), so a larger row is another.
      if (weight[other] === 0 || sizeOf(other) <= sizeOf(i) || !isWithin(byPoint, i, other, work)) continue;
      weight[other] = 0;
      dropped++;
    }
  }
  return dropped;
}

/**
 * At most so many new sites that cover every point with weight: their numbers, "none" when that is proven to be impossible,
 * "unknown" when it was stopped; null when the model is too large for HiGHS.
 */
export function coverAll(
  question: CoverageQuestion,
  mostSites: number,
  { solver, watch }: { solver: MipSolver; watch: Watch },
): number[] | "none" | "unknown" | null {
  /** Points that no candidate may cover dropped out: where there are any, no choice covers all. */
  const checked = (sites: readonly number[]): number[] | "none" => {
    const open = [...question.existing, ...sites.map((j) => candidateOf[j])];
    return coveredBy({ reach: question.reach, weight: one }, open) === sumOf(one)
      ? open.slice(question.existing.length)
      : "none";
  };
  const one = question.weight.map(Math.sign);
  const { question: small, candidateOf } = essential({ ...question, mostSites });
  const state = new CoverState(small);
  fill(state);
  swap(state, watch.isStopped);
  if (state.covers.every((times) => times > 0)) return checked(state.sites);
  if (entriesOf(small) > MOST_ENTRIES) return null;
  const { model, openIn } = coverageModel(solver, { ...small, mostSites: null }, { of: "fewest", everybody: true });
  let isDecided = false;
  const result = solver.solve(model, {
    watch: { ...watch, isStopped: () => isDecided || watch.isStopped() },
    isWhole: true,
    found: (best, bound) => {
      isDecided = -best <= mostSites + 0.5 || -bound > mostSites + 0.5;
    },
  });
  const open = result.values === null ? null : openIn(result.values);
  if (open !== null && open.length <= mostSites) return checked(open);
  return result.status === "infeasible" || -result.bound > mostSites + 0.5 ? "none" : "unknown";
}
