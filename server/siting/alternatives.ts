/** What could be taken in place of each chosen site when the others stay, so that a real vacant building can be used, and what that costs in people. */
import { CoverState } from "./cover-state.ts";
import { setSites } from "./improve.ts";
import type { CoverageQuestion } from "./question.ts";

export interface Alternative {
  readonly candidate: number;
  /** People that are covered less than with the chosen site; below 0 it would even be better. */
  readonly loss: number;
}

/**
 * @param sites chosen new sites
 * @param most alternatives for each
 * @returns for each site, in their order, the candidates that lose least (ties: the lower number first); limits of budget and spacing hold
 */
export function alternativesOf(question: CoverageQuestion, sites: readonly number[], most: number): Alternative[][] {
  const asked = { ...question, mostSites: sites.length };
  const state = new CoverState(asked);
  setSites(state, sites);
  return sites.map((site) => {
    const covered = state.covered;
    state.remove(site);
    const without = state.covered;
    const found: Alternative[] = [];
    for (let candidate = 0; candidate < state.gain.length; candidate++) {
      if (candidate === site || state.gain[candidate] <= 0 || !state.mayOpen(candidate)) continue;
      const loss = covered - without - state.gain[candidate];
      if (found.length === most && loss >= found[most - 1].loss) continue;
      const at = found.findIndex((other) => other.loss > loss);
      found.splice(at < 0 ? found.length : at, 0, { candidate, loss });
      if (found.length > most) found.pop();
    }
    state.add(site);
    return found;
  });
}
