/** What could be taken in place of each chosen site when the others stay, so that a real vacant building can be used, and what that costs in people. */
import { CoverState } from "./cover-state.ts";
import { setSites } from "./improve.ts";
import { type MedianQuestion, remaining } from "./median.ts";
import { MedianSites } from "./median-sites.ts";
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

/**
 * The same where the goal is a walk: for each site those that come nearest to what it does for the mean walk, or the worst.
 * @returns candidates only, the best first; what they cost is for the outcome to say
 */
export function walkAlternatives(
  question: Omit<MedianQuestion, "mostSites">,
  sites: readonly number[],
  { most, of, isStopped }: { most: number; of: "mean" | "worst"; isStopped: () => boolean },
): number[][] {
  const part = remaining({ ...question, mostSites: sites.length });
  const chosen = new Set(sites);
  const rows = new Map(Array.from(part.candidateOf, (candidate, j) => [candidate, j]));
  return sites.map((site) => {
    if (isStopped()) return [];
    const others = sites.flatMap((other) => (other === site ? [] : (rows.get(other) ?? [])));
    const open = new MedianSites(part, others);
    const savedBy = of === "mean" ? (j: number) => open.savedBy(j) : worstSaved(open);
    const found: { candidate: number; saved: number }[] = [];
    for (let j = 0; j < part.candidateOf.length; j++) {
      if (chosen.has(part.candidateOf[j])) continue;
      const saved = savedBy(j);
      if (saved <= 0 || (found.length === most && saved <= found[most - 1].saved)) continue;
      const at = found.findIndex((other) => other.saved < saved);
      found.splice(at < 0 ? found.length : at, 0, { candidate: part.candidateOf[j], saved });
      if (found.length > most) found.pop();
    }
    return found.map(({ candidate }) => candidate);
  });
}

/** By how much opening a candidate shortens the longest walk of a point with weight. */
function worstSaved({ costs, part: { byCandidate, weight } }: MedianSites): (j: number) => number {
  const longest = [...weight.keys()].filter((i) => weight[i] > 0).sort((a, b) => costs[b] - costs[a]);
  const mine = new Float64Array(weight.length).fill(Number.POSITIVE_INFINITY);
  return (j) => {
    for (let k = byCandidate.first[j]; k < byCandidate.first[j + 1]; k++)
      mine[byCandidate.items[k]] = byCandidate.costs[k];
    let worst = 0;
    for (const i of longest) {
      if (costs[i] <= worst) break;
      worst = Math.max(worst, Math.min(costs[i], mine[i]));
    }
    for (let k = byCandidate.first[j]; k < byCandidate.first[j + 1]; k++)
      mine[byCandidate.items[k]] = Number.POSITIVE_INFINITY;
    return longest.length === 0 ? 0 : costs[longest[0]] - worst;
  };
}
