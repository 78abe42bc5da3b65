/**
 * More sites until each area has its floor: what the fewest sites need where the model is too large for HiGHS. Each time the
 * site opens that covers most of those whom areas below their floor are short of; at last, sites that the others can do
 * without close again.
 */
import { CoverState, coveredBy } from "./cover-state.ts";
import { setSites } from "./improve.ts";
import type { CoverageQuestion } from "./question.ts";

/** Areas that these open sites leave below their floor. */
export function areasShort({ reach, weight, floors }: CoverageQuestion, open: Iterable<number>): number[] {
  if (floors === null) return [];
  const isCovered = new Uint8Array(weight.length);
  const { first, items } = reach.byCandidate;
  for (const site of open) for (let k = first[site]; k < first[site + 1]; k++) isCovered[items[k]] = 1;
  const covered = new Float64Array(floors.share.length);
  const all = new Float64Array(floors.share.length);
  floors.area.forEach((area, i) => {
    if (area < 0) return;
    all[area] += weight[i];
    if (isCovered[i] === 1) covered[area] += weight[i];
  });
  return [...covered.keys()].filter((area) => covered[area] < floors.share[area] * all[area] * (1 - 1e-12));
}

/**
 * @param sites new sites that reach the target already
 * @returns new sites that reach it and keep the floors, however many; null when spacing leaves none to open
 */
export function keepFloors(question: CoverageQuestion, target: number, sites: readonly number[]): number[] | null {
  const { reach, weight, existing, floors } = question;
  const state = new CoverState({ ...question, mostSites: reach.byCandidate.count, budget: null });
  setSites(state, sites);
  const isKept = (open: readonly number[]): boolean =>
    coveredBy(question, [...existing, ...open]) >= target && areasShort(question, [...existing, ...open]).length === 0;
  const { first, items } = reach.byPoint;
  for (;;) {
    const short = new Set(areasShort(question, [...existing, ...state.sites]));
    if (short.size === 0) break;
    const gain = new Float64Array(reach.byCandidate.count);
    for (let i = 0; i < weight.length; i++) {
      if (state.covers[i] > 0 || floors === null || !short.has(floors.area[i])) continue;
      for (let k = first[i]; k < first[i + 1]; k++) gain[items[k]] += weight[i];
    }
    let best = -1;
    for (let j = 0; j < gain.length; j++) if (gain[j] > (best < 0 ? 0 : gain[best]) && state.mayOpen(j)) best = j;
    if (best < 0) return null;
    state.add(best);
  }
  for (const site of [...state.sites]) {
    const others = state.sites.filter((other) => other !== site);
    if (isKept(others)) state.remove(site);
  }
  return [...state.sites];
}
