/**
 * How many people 1, 2, … n new sites cover, each with a bound, and where the curve bends. Each answer continues from the one
 * before (one more site, then swaps), and so do the prices of the bounds, so the whole curve costs little more than its end.
 */

import { fill } from "./construct.ts";
import { CoverState } from "./cover-state.ts";
import { coverageOracle } from "./coverage-bound.ts";
import { setSites, swap } from "./improve.ts";
import { areWhole, type CoverageQuestion, safeBound, sumOf, UNWATCHED, type Watch } from "./question.ts";
import { reduce } from "./reduce.ts";
import { descend } from "./subgradient.ts";

export interface CurvePoint {
  readonly sites: number;
  readonly peopleCovered: number;
  /** So many sites can cover no more. */
  readonly upperBound: number;
}

export interface Curve {
  /** Without new sites. */
  readonly coveredBefore: number;
  /** For 1, 2, … sites; shorter than asked for when no more are found that add anybody, or when it was stopped. */
  readonly points: readonly CurvePoint[];
  /** Number of sites at the bend: where the curve is farthest above the straight line to its end. 0 without points. */
  readonly bend: number;
  readonly stoppedEarly: boolean;
}

/**
 * Sites that could be moved stay where they are; budgets, floors and capacities are left out, spacing is kept.
 * @param evaluations of the bound for each number of sites
 */
export function coverageCurve(
  question: CoverageQuestion,
  mostSites: number,
  { evaluations = 40, watch = UNWATCHED }: { evaluations?: number; watch?: Watch } = {},
): Curve {
  const existing = Int32Array.from([...question.existing, ...(question.movable?.sites ?? [])]);
  const free = { existing, movable: null, budget: null, floors: null, capacity: null };
  const { question: small, covered: always } = reduce({ ...question, ...free });
  const whole = areWhole(question.weight);
  const points: CurvePoint[] = [];
  let sites: readonly number[] = [];
  let covered = always;
  const all = always + sumOf(small.weight);
  const prices = small.weight.map((weight) => weight);
  for (let n = 1; n <= mostSites && !watch.isStopped(); n++) {
    const asked = { ...small, mostSites: n };
    const state = new CoverState(asked);
    setSites(state, sites);
    fill(state);
    swap(state, watch.isStopped);
    const now = always + state.covered;
    if (now <= covered + covered * 1e-12) break;
    sites = [...state.sites];
    covered = now;
    const bound = descend(coverageOracle(asked), {
      prices,
      most: small.weight,
      iterations: evaluations,
      target: () => state.covered,
      isDone: () => watch.isStopped(),
    });
    const upperBound = Math.max(covered, Math.min(all, safeBound(always + bound, whole)));
    points.push({ sites: n, peopleCovered: covered, upperBound });
    watch.report({ stage: "curve", share: n / mostSites, best: covered, bound: upperBound });
  }
  return { coveredBefore: always, points, bend: bendOf(always, points), stoppedEarly: watch.isStopped() };
}

/** The number of sites at which most is gained above the straight line from none to the last (Satopää et al. 2011). */
function bendOf(before: number, points: readonly CurvePoint[]): number {
  const last = points.at(-1);
  if (last === undefined) return 0;
  let bend = last.sites;
  let most = 0;
  for (const { sites, peopleCovered } of points) {
    const above = (peopleCovered - before) / (last.peopleCovered - before) - sites / last.sites;
    if (above > most) {
      most = above;
      bend = sites;
    }
  }
  return bend;
}
