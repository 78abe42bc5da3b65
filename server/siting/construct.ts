/**
 * First answers: sites opened one after another, each time the one that adds most (at least 1 − 1/e of the best for a
 * number of sites; Nemhauser, Wolsey and Fisher 1978). With a budget, also the one that adds most for its cost, and the
 * better of both answers holds (Khuller, Moss and Naor 1999). The gains are always up to date (cover-state.ts), so nothing
 * needs to be evaluated lazily: the next site is one look along them.
 */
import { CoverState } from "./cover-state.ts";

/** By what the next site is chosen. */
export type Choice = "gain" | "gain-per-cost";

/** Opens sites until nothing may be opened that adds anything. */
export function fill(state: CoverState, choice: Choice = "gain"): void {
  for (let site = nextSite(state, choice); site >= 0; site = nextSite(state, choice)) state.add(site);
}

/** The state of the better construction. */
export function construct(question: CoverState["question"]): CoverState {
  const byGain = new CoverState(question);
  fill(byGain, "gain");
  if (question.budget === null) return byGain;
  const byCost = new CoverState(question);
  fill(byCost, "gain-per-cost");
  return byCost.covered > byGain.covered ? byCost : byGain;
}

/** The candidate that adds most (ties: the lower number), or -1 when none adds anything. */
function nextSite(state: CoverState, choice: Choice): number {
  const { gain, question } = state;
  const { mostSites, budget } = question;
  if (mostSites !== null && state.sites.length >= mostSites) return -1;
  const perCost = choice === "gain-per-cost" ? (budget?.cost ?? null) : null;
  // What is left of a point's weight after many changes is rounding, not people.
  let best = state.covered * 1e-12;
  let bestRank = 0;
  let site = -1;
  for (let j = 0; j < gain.length; j++) {
    if (gain[j] <= best && perCost === null) continue;
    if (gain[j] <= state.covered * 1e-12) continue;
    const rank = perCost === null ? gain[j] : perCost[j] === 0 ? Number.POSITIVE_INFINITY : gain[j] / perCost[j];
    if (rank <= bestRank || !state.mayOpen(j)) continue;
    if (perCost === null) best = gain[j];
    bestRank = rank;
    site = j;
  }
  return site;
}
