/**
 * The least mean walk (p-median, Hakimi 1964): p new sites so that the costs from all points to their nearest site, times
 * their weights, sum to the least. A point that no site reaches within the cutoff costs what is stated for it. First answer
 * by adding sites, improved by swaps (Resende and Werneck 2007 count what a swap saves in one look along the pairs),
 * bound by Lagrangian relaxation (median-bound.ts), and what is left whole to HiGHS.
 */

import { type CostRows, transposeCosts } from "./instance.ts";
import type { Effort, Setting } from "./max-coverage.ts";
import { medianOracle } from "./median-bound.ts";
import { medianModel } from "./median-model.ts";
import { HIGHS_TOLERANCE } from "./mip.ts";
import { areWhole, EQUAL_SHARE, UNWATCHED, type Watch } from "./question.ts";
import { descend } from "./subgradient.ts";

const NONE = -1;

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

/** What is left after the existing sites: each point has a cost already, and pairs that are no nearer are gone. */
export interface MedianPart {
  readonly byCandidate: CostRows;
  readonly byPoint: CostRows;
  readonly weight: Float64Array;
  /** Cost of each point as it stands, before new sites. */
  readonly base: Float64Array;
  readonly mostSites: number;
  /** Numbers in the whole question. */
  readonly candidateOf: Int32Array;
}

export const MEDIAN_EFFORT: Effort = {
  evaluations: 2_000,
  shakes: 0,
  mostEntries: 400_000,
  mostNodes: null,
  gapPercent: 0,
  mostCandidates: null,
};

const EVALUATIONS_A_ROUND = 150;
const EVALUATIONS_A_TRIAL = 25;

export function solveMedian(question: MedianQuestion, setting: Setting): MedianAnswer {
  const { solver, watch = UNWATCHED } = setting;
  const effort = { ...MEDIAN_EFFORT, ...setting.effort };
  let part = remaining(question);
  const whole = areWhole(part.weight) && areWhole(part.base);
  const costBefore = costOf(part.weight, part.base);
  let best: number[] = [];
  let cost = costBefore;
  let bound = 0;
  const gap = () => (cost - bound <= 2 * EQUAL_SHARE * Math.max(1, cost) ? 0 : (100 * (cost - bound)) / cost);
  const tell = (stage: string) => watch.report({ stage, share: 0, best: cost, bound, sites: best });
  // The bound is a difference of sums that may be as large as all that is paid before.
  const rounding = question.weight.length * Number.EPSILON * costBefore;
  const raise = (value: number): void => {
    const sure = value - Math.abs(value) * EQUAL_SHARE - rounding;
    const safe = whole ? Math.ceil(sure - 1e-6) : sure;
    if (Math.min(safe, cost) <= bound) return;
    bound = Math.min(safe, cost);
    tell("bound");
  };
  const offer = (sites: readonly number[], of: MedianPart): void => {
    const mine = new Nearest(of, sites).cost();
    if (mine >= cost) return;
    cost = mine;
    best = sites.map((j) => of.candidateOf[j]);
    tell("answer");
  };
  const improved = (sites: readonly number[], of: MedianPart): void => {
    const nearest = new Nearest(of, sites);
    nearest.fill();
    nearest.swap(watch);
    offer(nearest.sites, of);
  };
  improved([], part);
  const isGood = () => watch.isStopped() || gap() <= effort.gapPercent;
  let prices = startingPrices(part);
  let exact = false;
  let left = effort.evaluations;
  while (!isGood() && left > 0) {
    const before = bound;
    const gapBefore = cost - bound;
    const iterations = Math.min(EVALUATIONS_A_ROUND, left);
    left -= iterations;
    const oracle = medianOracle(part);
    const now = part;
    descend(oracle, {
      prices,
      most: part.base.map((base, i) => base * now.weight[i]),
      iterations,
      target: () => -cost,
      isDone: (least, n) => {
        raise(-least);
        if (n % EVALUATIONS_A_TRIAL === EVALUATIONS_A_TRIAL - 1) improved(oracle.chosen, now);
        return isGood();
      },
    });
    const value = oracle.evaluate(prices, new Float64Array(prices.length));
    raise(-value);
    if (isGood()) break;
    const needed = oracle.mayBeNeeded(-value, cost - (whole ? 1 - 1e-6 : 0));
    const smaller = restricted(part, needed);
    const shrunk = smaller.candidateOf.length <= 0.8 * part.candidateOf.length;
    part = smaller;
    if (part.candidateOf.length === 0) {
      raise(cost);
      break;
    }
    const stuck = bound - before < 0.02 * gapBefore && !shrunk;
    const fits = part.byCandidate.items.length * 4 <= effort.mostEntries;
    if (solver !== null && fits && (stuck || left === 0)) {
      exact = true;
      const { model, openIn } = medianModel(solver, part);
      const result = solver.solve(model, {
        watch,
        ...(effort.mostNodes === null ? {} : { mostNodes: effort.mostNodes }),
      });
      if (result.values !== null) offer(openIn(result.values), part);
      // What is saved is known to HiGHS's tolerance of itself, which may be large beside the cost that is left.
      const all = costOf(part.weight, part.base);
      const isProven = result.status === "optimal" && cost <= all - result.objective + all * 1e-9;
      raise(isProven ? cost : all - result.bound * (1 + HIGHS_TOLERANCE));
      if (isProven) bound = cost;
      break;
    }
    if (stuck) break;
    prices = prices.slice();
  }
  const order = rankedSavings(remaining(question), best);
  const total = costOf(question.weight, new Float64Array(question.weight.length).fill(1));
  return {
    kind: "answer",
    sites: order,
    cost,
    costBefore,
    meanCost: total === 0 ? 0 : cost / total,
    unreached: unreachedBy(question, best),
    lowerBound: gap() === 0 ? cost : bound,
    gapPercent: gap(),
    method: ["greedy", "swaps", "Lagrangian bound", ...(exact ? ["HiGHS"] : [])].join(" + "),
    stoppedEarly: watch.isStopped() && gap() > effort.gapPercent,
  };
}

function costOf(weight: Float64Array, costs: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weight.length; i++) sum += weight[i] * costs[i];
  return sum;
}

/** The question after its existing sites. */
function remaining({ byCandidate, weight, unreachedCost, existing, mostSites }: MedianQuestion): MedianPart {
  const { count, first, items, costs } = byCandidate;
  const base = new Float64Array(weight.length).fill(unreachedCost);
  if (costs.some((cost) => cost > unreachedCost))
    throw new Error(
      `A walk costs more than the ${unreachedCost} stated for points that no site reaches: state at least the cutoff.`,
    );
  for (const site of existing) {
    for (let k = first[site]; k < first[site + 1]; k++) base[items[k]] = Math.min(base[items[k]], costs[k]);
  }
  const part = {
    byCandidate,
    byPoint: byCandidate,
    weight,
    base,
    mostSites,
    candidateOf: Int32Array.from({ length: count }, (_, j) => j),
  };
  return restricted(part, new Uint8Array(count).fill(1));
}

/** The part of these candidates, and of the pairs that are nearer than what stands. */
function restricted(part: MedianPart, needed: Uint8Array): MedianPart {
  const { first, items, costs } = part.byCandidate;
  const isNearer = (k: number) => costs[k] < part.base[items[k]] && part.weight[items[k]] > 0;
  const kept: number[] = [];
  const firstOf: number[] = [0];
  for (let j = 0, size = 0; j < needed.length; j++) {
    const before = size;
    for (let k = first[j]; needed[j] === 1 && k < first[j + 1]; k++) if (isNearer(k)) size++;
    if (size === before) continue;
    kept.push(j);
    firstOf.push(size);
  }
  const size = firstOf[kept.length];
  const [points, theirs] = [new Int32Array(size), new Int32Array(size)];
  let at = 0;
  for (const j of kept) {
    for (let k = first[j]; k < first[j + 1]; k++) {
      if (!isNearer(k)) continue;
      points[at] = items[k];
      theirs[at++] = costs[k];
    }
  }
  const byCandidate = { count: kept.length, first: Int32Array.from(firstOf), items: points, costs: theirs };
  const candidateOf = Int32Array.from(kept, (j) => part.candidateOf[j]);
  return { ...part, byCandidate, byPoint: transposeCosts(byCandidate, part.weight.length), candidateOf };
}

/** For each point its nearest open new site, and the second. */
class Nearest {
  readonly part: MedianPart;
  readonly sites: number[];
  readonly #isOpen: Uint8Array;
  readonly #site: Int32Array;
  readonly #first: Float64Array;
  readonly #second: Float64Array;

  constructor(part: MedianPart, sites: readonly number[]) {
    this.part = part;
    this.sites = [...sites];
    this.#isOpen = new Uint8Array(part.candidateOf.length);
    for (const site of sites) this.#isOpen[site] = 1;
    this.#site = new Int32Array(part.weight.length).fill(NONE);
    this.#first = part.base.slice();
    this.#second = part.base.slice();
    for (let i = 0; i < part.weight.length; i++) this.#look(i);
  }

  cost(): number {
    return costOf(this.part.weight, this.#first);
  }

  /**
   * Opens what saves most (ties: the first of the candidates) until there are enough sites or nothing saves any more.
   * @returns what was opened, in that order, and the cost times weight that each saved
   */
  fill(candidates: ArrayLike<number> = Int32Array.from(this.#isOpen.keys())): { candidate: number; saving: number }[] {
    // A site saves less the more are open: what it saved when last asked is the most that it may save now.
    const most = Float64Array.from(candidates, (j) => (this.#isOpen[j] === 1 ? 0 : Number.POSITIVE_INFINITY));
    const opened: { candidate: number; saving: number }[] = [];
    let fresh = new Set<number>();
    while (this.sites.length < this.part.mostSites) {
      let best = 0;
      for (let n = 1; n < most.length; n++) if (most[n] > most[best]) best = n;
      if (!(most[best] > 0)) break;
      if (!fresh.has(best)) {
        most[best] = this.#savedBy(candidates[best]);
        fresh.add(best);
        continue;
      }
      opened.push({ candidate: candidates[best], saving: most[best] });
      this.#set(candidates[best], true);
      most[best] = 0;
      fresh = new Set();
    }
    return opened;
  }

  /** Swaps one site for another as long as that saves; each look tries all candidates in order and takes the first that saves. */
  swap(watch: Watch): void {
    const { byCandidate, weight } = this.part;
    const { first, items, costs } = byCandidate;
    const lost = new Float64Array(this.#isOpen.length);
    const back = new Float64Array(this.#isOpen.length);
    let since = 0;
    for (let j = 0; since < this.#isOpen.length; j = (j + 1) % this.#isOpen.length) {
      if (j % 256 === 0 && watch.isStopped()) return;
      if (since === 0) this.#lostBy(lost);
      since++;
      if (this.#isOpen[j] === 1 || this.sites.length === 0) continue;
      let saved = 0;
      for (const site of this.sites) back[site] = 0;
      for (let k = first[j]; k < first[j + 1]; k++) {
        const i = items[k];
        if (costs[k] < this.#first[i]) saved += weight[i] * (this.#first[i] - costs[k]);
        // Whoever comes from the closed site goes to the new one where that is nearer than the second.
        if (this.#site[i] !== NONE && costs[k] < this.#second[i])
          back[this.#site[i]] += weight[i] * (this.#second[i] - Math.max(costs[k], this.#first[i]));
      }
      let out = NONE;
      let gain = 1e-9 * this.part.weight.length;
      for (const site of this.sites) {
        const net = saved - lost[site] + back[site];
        if (net > gain) {
          gain = net;
          out = site;
        }
      }
      if (out === NONE) continue;
      this.#set(out, false);
      this.#set(j, true);
      since = 0;
    }
  }

  /** What closing each site would cost. */
  #lostBy(lost: Float64Array): void {
    for (const site of this.sites) lost[site] = 0;
    for (let i = 0; i < this.#site.length; i++) {
      if (this.#site[i] !== NONE) lost[this.#site[i]] += this.part.weight[i] * (this.#second[i] - this.#first[i]);
    }
  }

  #savedBy(j: number): number {
    const { byCandidate, weight } = this.part;
    let saved = 0;
    for (let k = byCandidate.first[j]; k < byCandidate.first[j + 1]; k++) {
      const i = byCandidate.items[k];
      const nearer = this.#first[i] - byCandidate.costs[k];
      if (nearer > 0) saved += weight[i] * nearer;
    }
    return saved;
  }

  #set(site: number, open: boolean): void {
    this.#isOpen[site] = open ? 1 : 0;
    if (open) this.sites.push(site);
    else this.sites.splice(this.sites.indexOf(site), 1);
    const { first, items } = this.part.byCandidate;
    for (let k = first[site]; k < first[site + 1]; k++) this.#look(items[k]);
  }

  /** Nearest and second of a point, afresh. */
  #look(i: number): void {
    const { byPoint, base } = this.part;
    this.#site[i] = NONE;
    this.#first[i] = base[i];
    this.#second[i] = base[i];
    for (let k = byPoint.first[i]; k < byPoint.first[i + 1]; k++) {
      if (this.#isOpen[byPoint.items[k]] === 0) continue;
      const cost = byPoint.costs[k];
      if (cost < this.#first[i]) {
        this.#second[i] = this.#first[i];
        this.#first[i] = cost;
        this.#site[i] = byPoint.items[k];
      } else if (cost < this.#second[i]) this.#second[i] = cost;
    }
  }

  /** Cost of each point. */
  get costs(): Float64Array {
    return this.#first;
  }
}

/** Prices between the nearest and what stands: greedy's costs. */
function startingPrices(part: MedianPart): Float64Array {
  const nearest = new Nearest(part, []);
  nearest.fill();
  return nearest.costs.map((cost, i) => cost * part.weight[i]);
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

/** The sites in the order in which they save most, and what each saves; those that save nothing are left out. */
function rankedSavings(part: MedianPart, sites: readonly number[]): MedianAnswer["sites"] {
  const inPart = new Map(Array.from(part.candidateOf, (whole, j) => [whole, j]));
  const mine = [...sites].sort((a, b) => a - b).flatMap((whole) => inPart.get(whole) ?? []);
  return new Nearest(part, [])
    .fill(mine)
    .map(({ candidate, saving }) => ({ candidate: part.candidateOf[candidate], saving }));
}
