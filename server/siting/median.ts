/**
 * The least mean walk (p-median, Hakimi 1964): p new sites so that the costs from all points to their nearest site, times
 * their weights, sum to the least. A point that no site reaches within the cutoff costs what is stated for it. First answer
 * by adding sites, improved by swaps (median-sites.ts), bound by Lagrangian relaxation (median-bound.ts), which also rules
 * candidates out, and what is left decided by branching (median-branch.ts).
 */

import type { CostRows } from "./instance.ts";
import type { Effort, Setting } from "./max-coverage.ts";
import { medianOracle } from "./median-bound.ts";
import { branchAndBound, type Search } from "./median-branch.ts";
import { costOf, type MedianPart, medianPart, restricted } from "./median-part.ts";
import { MedianSites } from "./median-sites.ts";
import { areWhole, EQUAL_SHARE, UNWATCHED, type Watch } from "./question.ts";
import { descend } from "./subgradient.ts";

export interface MedianQuestion {
  /** For each candidate the points within the cutoff and what it costs to get there from each. */
  readonly byCandidate: CostRows;
  /** Of each point. */
  readonly weight: Float64Array;
  /** What a point costs that no site reaches, in the unit of the costs; not below any of them. */
  readonly unreachedCost: number;
  readonly existing: Int32Array;
  readonly mostSites: number;
}

export interface MedianAnswer {
  readonly kind: "answer";
  /** New sites in the order in which they save most, and the cost times weight that each saves. */
  readonly sites: readonly { readonly candidate: number; readonly saving: number }[];
  /** Sum of cost × weight, the unreached ones at their stated cost. */
  readonly cost: number;
  readonly costBefore: number;
  /** Per unit of weight. */
  readonly meanCost: number;
  /** Weight that no site reaches within the cutoff. */
  readonly unreached: number;
  readonly lowerBound: number;
  readonly gapPercent: number;
  readonly method: string;
  readonly stoppedEarly: boolean;
}

/** What is done unless the setting says otherwise; mostNodes counts branches, and HiGHS is not asked. */
const MEDIAN_EFFORT: Pick<Effort, "evaluations" | "mostNodes" | "gapPercent"> = {
  evaluations: 2_000,
  mostNodes: null,
  gapPercent: 0,
};

const EVALUATIONS_A_ROUND = 300;
const EVALUATIONS_A_TRIAL = 25;

/** Needs no solver: what others leave to HiGHS is decided by branching. */
export function solveMedian(question: MedianQuestion, setting: Setting): MedianAnswer {
  const { watch = UNWATCHED } = setting;
  const effort = { ...MEDIAN_EFFORT, ...setting.effort };
  const whole = remaining(question);
  const run = new Run(whole, question.weight.length, watch);
  run.improve(whole, []);
  let part = whole;
  const isGood = () => watch.isStopped() || run.gapPercent <= effort.gapPercent;
  const prices = startingPrices(part);
  const slope = new Float64Array(prices.length);
  let left = effort.evaluations;
  while (!isGood() && left > 0) {
    const gapBefore = run.cost - run.bound;
    const before = run.bound;
    const iterations = Math.min(EVALUATIONS_A_ROUND, left);
    left -= iterations;
    const oracle = medianOracle(part);
    descend(oracle, {
      prices,
      most: part.base.map((base, i) => base * part.weight[i]),
      iterations,
      target: () => -run.cost,
      isDone: (least, n) => {
        run.raise(-least);
        if (n % EVALUATIONS_A_TRIAL === EVALUATIONS_A_TRIAL - 1) run.improve(part, oracle.chosen);
        return isGood();
      },
    });
    const bound = -oracle.evaluate(prices, slope);
    run.raise(bound);
    if (isGood()) break;
    // Sites that are chosen may be missing in a better answer, but only those that are not chosen can be ruled out.
    const chosen = new Set(oracle.chosen);
    const isNeeded = Uint8Array.from(oracle.penalties(), (penalty, j) =>
      chosen.has(j) || !run.isBeaten(bound + penalty) ? 1 : 0,
    );
    part = restricted(part, isNeeded);
    if (run.bound - before < 0.02 * gapBefore) break;
  }
  let isBranched = false;
  if (!isGood() && effort.mostNodes !== 0) {
    isBranched = true;
    const from = { prices, bound: run.bound, mostBranches: effort.mostNodes };
    if (branchAndBound(part, from, run.searchIn(part, isGood))) run.prove();
  }
  const total = costOf(question.weight, new Float64Array(question.weight.length).fill(1));
  return {
    kind: "answer",
    sites: rankedBySaving(whole, run.sites),
    cost: run.cost,
    costBefore: costOf(whole.weight, whole.base),
    meanCost: total === 0 ? 0 : run.cost / total,
    unreached: unreachedBy(question, run.sites),
    lowerBound: run.gapPercent === 0 ? run.cost : run.bound,
    gapPercent: run.gapPercent,
    method: ["greedy", "swaps", "Lagrangian bound", ...(isBranched ? ["branching"] : [])].join(" + "),
    stoppedEarly: watch.isStopped() && run.gapPercent > effort.gapPercent,
  };
}

/** Best answer and largest bound of one question while it is worked on. */
class Run {
  readonly #watch: Watch;
  readonly #rounding: number;
  readonly #isWhole: boolean;
  /** Sets that were tried as answers already. */
  readonly #tried = new Set<string>();
  /** Numbers in the whole question. */
  sites: readonly number[] = [];
  cost: number;
  bound = 0;

  constructor(whole: MedianPart, pointCount: number, watch: Watch) {
    this.#watch = watch;
    this.cost = costOf(whole.weight, whole.base);
    // A bound is a difference of sums that may be as large as all that is paid before.
    this.#rounding = pointCount * Number.EPSILON * this.cost;
    this.#isWhole = areWhole(whole.weight) && areWhole(whole.base);
  }

  get gapPercent(): number {
    return this.#isClosedAt(this.bound) ? 0 : (100 * (this.cost - this.bound)) / this.cost;
  }

  /** Whether answers of at least this bound are no better than the best. */
  isBeaten(bound: number): boolean {
    return this.#isClosedAt(this.#safe(bound));
  }

  raise(bound: number): void {
    const to = Math.min(this.#safe(bound), this.cost);
    if (to <= this.bound) return;
    this.bound = to;
    this.#tell("bound");
  }

  /** Nothing is better. */
  prove(): void {
    this.bound = this.cost;
    this.#tell("bound");
  }

  /** Fills up and swaps from these sites of a part, and takes what comes of it when it is better. */
  improve(part: MedianPart, sites: readonly number[]): void {
    const key = [...sites]
      .sort((a, b) => a - b)
      .map((j) => part.candidateOf[j])
      .join();
    if (this.#tried.has(key)) return;
    this.#tried.add(key);
    const open = new MedianSites(part, sites);
    open.fill();
    open.swap(this.#watch.isStopped);
    this.#take(part, open);
  }

  searchIn(part: MedianPart, isStopped: () => boolean): Search {
    return {
      best: () => this.cost,
      isBeaten: (bound) => this.isBeaten(bound),
      raise: (bound) => this.raise(bound),
      isStopped,
      offer: (sites) => {
        this.#take(part, new MedianSites(part, sites));
        this.improve(part, sites);
      },
    };
  }

  #take(part: MedianPart, open: MedianSites): void {
    const cost = open.cost();
    if (cost >= this.cost) return;
    this.cost = cost;
    this.sites = open.sites.map((j) => part.candidateOf[j]);
    this.#tell("answer");
  }

  /** Lowered by more than its rounding; where all is whole, no answer is below the next whole number. */
  #safe(bound: number): number {
    const sure = bound - Math.abs(bound) * EQUAL_SHARE - this.#rounding;
    return this.#isWhole ? Math.ceil(sure - 1e-6) : sure;
  }

  #isClosedAt(bound: number): boolean {
    return this.cost - bound <= 2 * EQUAL_SHARE * Math.max(1, this.cost);
  }

  #tell(stage: string): void {
    this.#watch.report({ stage, share: 0, best: this.cost, bound: this.bound, sites: this.sites });
  }
}

/** The question after its existing sites. */
export function remaining({ byCandidate, weight, unreachedCost, existing, mostSites }: MedianQuestion): MedianPart {
  const { first, items, costs } = byCandidate;
  const base = new Float64Array(weight.length).fill(unreachedCost);
  if (costs.some((cost) => cost > unreachedCost))
    throw new Error(
      `A walk costs more than the ${unreachedCost} stated for points that no site reaches: state at least the cutoff.`,
    );
  for (const site of existing) {
    for (let k = first[site]; k < first[site + 1]; k++) base[items[k]] = Math.min(base[items[k]], costs[k]);
  }
  return medianPart(byCandidate, { weight, base, mostSites });
}

/** Prices between the nearest and what stands: greedy's costs. */
function startingPrices(part: MedianPart): Float64Array {
  const open = new MedianSites(part, []);
  open.fill();
  return open.costs.map((cost, i) => cost * part.weight[i]);
}

/** Prices of all points (median-bound.ts) after so many evaluations of the bound. */
export function medianPrices(question: MedianQuestion, iterations: number, { isStopped }: Watch): Float64Array {
  const part = remaining(question);
  const prices = startingPrices(part);
  // Greedy's own cost: what each point pays at first.
  let cost = 0;
  for (const price of prices) cost += price;
  const most = part.base.map((base, i) => base * part.weight[i]);
  descend(medianOracle(part), { prices, most, iterations, target: () => -cost, isDone: isStopped });
  return prices;
}

/** Weight that neither the existing sites nor these reach. */
function unreachedBy({ byCandidate, weight, existing }: MedianQuestion, sites: readonly number[]): number {
  const isReached = new Uint8Array(weight.length);
  const { first, items } = byCandidate;
  for (const site of [...existing, ...sites])
    for (let k = first[site]; k < first[site + 1]; k++) isReached[items[k]] = 1;
  let sum = 0;
  for (let i = 0; i < weight.length; i++) if (isReached[i] === 0) sum += weight[i];
  return sum;
}

/** The sites in the order in which they save most, and what each saves. */
function rankedBySaving(part: MedianPart, sites: readonly number[]): MedianAnswer["sites"][number][] {
  const open = new MedianSites(part, []);
  const chosen = new Set(sites);
  const left = new Set([...part.candidateOf.keys()].filter((j) => chosen.has(part.candidateOf[j])));
  const order: MedianAnswer["sites"][number][] = [];
  while (left.size > 0) {
    let best = -1;
    let saving = 0;
    for (const site of left) {
      const saved = open.savedBy(site);
      if (saved > saving) [best, saving] = [site, saved];
    }
    if (best < 0) break;
    left.delete(best);
    open.open(best);
    order.push({ candidate: part.candidateOf[best], saving });
  }
  return order;
}
