/**
 * How many people 1, 2, … n new sites cover, or how little their walks come to, each with a bound. Each answer continues from the one
 * before (one more site, then swaps), and so do the prices of the bounds, so the whole curve costs little more than its end.
 */

import { fill } from "./construct.ts";
import { CoverState } from "./cover-state.ts";
import { coverageOracle } from "./coverage-bound.ts";
import { setSites, swap } from "./improve.ts";
import { type MedianQuestion, remaining } from "./median.ts";
import { medianOracle } from "./median-bound.ts";
import { MedianSites } from "./median-sites.ts";
import { areWhole, type CoverageQuestion, EQUAL_SHARE, safeBound, sumOf, UNWATCHED, type Watch } from "./question.ts";
import { reduce } from "./reduce.ts";
import { descend } from "./subgradient.ts";

export interface CurvePoint {
  readonly sites: number;
  /** Weight covered. */
  readonly value: number;
  /** So many sites can cover no more. */
  readonly bound: number;
}

export interface Curve {
  /** Without new sites. */
  readonly coveredBefore: number;
  /** For 1, 2, … sites; shorter than asked for when no more are found that add anybody, or when it was stopped. */
  readonly points: readonly CurvePoint[];
  readonly stoppedEarly: boolean;
}

/**
 * Sites that could be moved stay where they are; spacing and the budget are kept.
 * @param evaluations of the bound for each number of sites
 */
export function coverageCurve(
  question: CoverageQuestion,
  mostSites: number,
  { evaluations = 40, watch = UNWATCHED }: { evaluations?: number; watch?: Watch } = {},
): Curve {
  const existing = Int32Array.from([...question.existing, ...(question.movable?.sites ?? [])]);
  const free = { existing, movable: null };
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
    const safe = Math.max(covered, Math.min(all, safeBound(always + bound, whole)));
    points.push({ sites: n, value: covered, bound: safe });
    watch.report({ stage: "curve", share: n / mostSites, best: covered, bound: safe });
  }
  return { coveredBefore: always, points, stoppedEarly: watch.isStopped() };
}

/** The number of sites at which most is gained above the straight line from none to the last (Satopää et al. 2011); 0 without points. */
export function bendOf(before: number, points: readonly { readonly sites: number; readonly value: number }[]): number {
  const last = points.at(-1);
  if (last === undefined) return 0;
  let bend = last.sites;
  let most = 0;
  for (const { sites, value } of points) {
    const above = (value - before) / (last.value - before) - sites / last.sites;
    if (above > most) {
      most = above;
      bend = sites;
    }
  }
  return bend;
}

/** So many sites, chosen for their number alone, and what no choice of so many costs less than. */
export interface MedianPoint {
  /** New sites in the numbers of the question. */
  readonly sites: readonly number[];
  readonly bound: number;
}

/** The same for the least mean walk: for 1, 2, … sites. */
export function medianCurve(
  question: MedianQuestion,
  mostSites: number,
  { evaluations = 40, watch = UNWATCHED }: { evaluations?: number; watch?: Watch } = {},
): MedianPoint[] {
  const whole = remaining(question);
  const most = whole.base.map((base, i) => base * whole.weight[i]);
  const rounding = whole.weight.length * Number.EPSILON * sumOf(most);
  const prices = most.slice();
  const points: MedianPoint[] = [];
  let sites: readonly number[] = [];
  for (let n = 1; n <= mostSites && !watch.isStopped(); n++) {
    const part = { ...whole, mostSites: n };
    const open = new MedianSites(part, sites);
    open.fill();
    open.swap(watch.isStopped);
    sites = [...open.sites];
    // Prices of fewer sites are higher: a point pays no more than it does now.
    open.costs.forEach((cost, i) => {
      prices[i] = Math.min(prices[i], 2 * cost * part.weight[i]);
    });
    const least = descend(medianOracle(part), {
      prices,
      most,
      iterations: evaluations,
      target: () => -open.cost(),
      isDone: () => watch.isStopped(),
    });
    const bound = Math.max(0, -least - Math.abs(least) * EQUAL_SHARE - rounding);
    points.push({ sites: sites.map((j) => whole.candidateOf[j]), bound });
  }
  return points;
}
