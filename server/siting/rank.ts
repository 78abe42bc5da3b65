/**
 * The chosen sites in the order in which they should be built: first that which alone adds most to the existing ones, then
 * that which adds most to these, and so on. The gains sum to what all of them add.
 */
import { CoverState } from "./cover-state.ts";
import type { CoverageQuestion, RankedSite } from "./question.ts";

/** @param sites new sites; those that add nothing are left out */
export function ranked(question: CoverageQuestion, sites: readonly number[]): RankedSite[] {
  const state = new CoverState({ ...question, conflicts: null, budget: null, mostSites: sites.length });
  const left = new Set([...sites].sort((a, b) => a - b));
  const order: RankedSite[] = [];
  while (left.size > 0) {
    let best = -1;
    for (const site of left) if (best < 0 || state.gain[site] > state.gain[best]) best = site;
    const gain = gainOf(question, state, best);
    if (gain <= 0) break;
    left.delete(best);
    state.add(best);
    order.push({ candidate: best, gain });
  }
  return order;
}

/** Added up afresh: the running gains carry the rounding of many changes. */
function gainOf({ reach, weight }: CoverageQuestion, { covers }: CoverState, site: number): number {
  const { first, items } = reach.byCandidate;
  let sum = 0;
  for (let k = first[site]; k < first[site + 1]; k++) if (covers[items[k]] === 0) sum += weight[items[k]];
  return sum;
}
