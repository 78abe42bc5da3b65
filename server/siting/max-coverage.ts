/**
 * Most people covered by p new sites, or within a budget (MCLP, Church and ReVelle 1974), with existing sites kept: the
 * stages in order, each better than the one before, and stopped at any time with the best so far and its bound.
 *
 *   1. a smaller question with the same answers (reduce.ts)
 *   2. a first answer (construct.ts), improved by swaps (improve.ts)
 *   3. descending bounds (coverage-bound.ts, subgradient.ts); their sites are tried as answers, and candidates that the
 *      bounds rule out go, which makes the question smaller again
 *   4. what is left, when it fits, whole to HiGHS (coverage-model.ts), which closes the gap
 *
 * Spacing goes through all stages. Floors, capacities and moves are for joint.ts.
 */

import { construct, fill } from "./construct.ts";
import { CoverState, coveredBy } from "./cover-state.ts";
import { coverageOracle } from "./coverage-bound.ts";
import { coverageModel } from "./coverage-model.ts";
import { setSites, shake, swap } from "./improve.ts";
import { HIGHS_TOLERANCE, type MipSolver } from "./mip.ts";
import {
  areWhole,
  type CoverageAnswer,
  type CoverageQuestion,
  gapPercentOf,
  type Infeasible,
  safeBound,
  sumOf,
  UNWATCHED,
  type Watch,
} from "./question.ts";
import { ranked } from "./rank.ts";
import { reduce } from "./reduce.ts";
import { descend } from "./subgradient.ts";

/** How much work is done; not time, so that the same question has the same answer. */
export interface Effort {
  /** Evaluations of the bound in all. */
  readonly evaluations: number;
  /** Shakes without a better answer that end the search. */
  readonly shakes: number;
  /** What is left is given to HiGHS when its model has at most so many entries; 0 for never. */
  readonly mostEntries: number;
  /** HiGHS's nodes of branching; null for as many as it takes. */
  readonly mostNodes: number | null;
  /** Percent at which the gap is small enough to stop. */
  readonly gapPercent: number;
}

export const DEFAULT_EFFORT: Effort = {
  evaluations: 2_000,
  shakes: 60,
  mostEntries: 400_000,
  mostNodes: null,
  gapPercent: 0,
};

export interface Setting {
  /** Null: heuristics and bounds only. */
  readonly solver: MipSolver | null;
  readonly watch?: Watch;
  readonly effort?: Partial<Effort>;
}

/** Evaluations between two looks at which candidates are ruled out, and between two trials of the bound's sites. */
const EVALUATIONS_A_ROUND = 120;
const EVALUATIONS_A_TRIAL = 20;

export function solveMaxCoverage(question: CoverageQuestion, setting: Setting): CoverageAnswer | Infeasible {
  const { solver, watch = UNWATCHED } = setting;
  const effort = { ...DEFAULT_EFFORT, ...setting.effort };
  if (question.movable !== null) throw new Error("Moves are for joint.ts.");
  const run = new Run(question, watch);
  run.first();
  const start = reduce(question);
  let part: Part = { ...start, prices: null };
  const candidates = part.candidateOf.length;
  let evaluations = effort.evaluations;
  const isGood = () => watch.isStopped() || run.gapPercent <= effort.gapPercent;
  run.lower(start.covered + sumOf(start.question.weight));
  run.improve(part, effort.shakes);
  let exact = false;
  while (!isGood() && evaluations > 0 && part.candidateOf.length > 0) {
    const iterations = Math.min(EVALUATIONS_A_ROUND, evaluations);
    evaluations -= iterations;
    const next = run.descend(part, iterations, isGood);
    const shrunk = next.candidateOf.length <= 0.8 * part.candidateOf.length;
    part = next;
    if (part.candidateOf.length === 0) run.lower(run.covered);
    else if (shrunk && !isGood()) run.improve(part, Math.ceil(effort.shakes / 4));
    const fits = part.question.reach.byCandidate.items.length + part.question.weight.length <= effort.mostEntries;
    if (!isGood() && solver !== null && fits && (evaluations === 0 || !run.isDescending)) {
      exact = true;
      run.exact(part, solver, effort.mostNodes);
      break;
    }
    if (!run.isDescending && !shrunk) break;
  }
  const stages = ["greedy", "swaps", "Lagrangian bound", ...(exact ? ["HiGHS"] : [])];
  return run.answer(stages.join(" + "), candidates, watch.isStopped() && run.gapPercent > effort.gapPercent);
}

/** A part of the question that may still hold a better answer. */
interface Part {
  readonly question: CoverageQuestion;
  /** Covered whatever is chosen in this part. */
  readonly covered: number;
  /** Numbers in the whole question. */
  readonly candidateOf: Int32Array;
  /** Prices of the bound so far; null at first. */
  readonly prices: Float64Array | null;
}

/** Best answer and least bound of one question while it is worked on. */
class Run {
  readonly #question: CoverageQuestion;
  readonly #watch: Watch;
  readonly #whole: boolean;
  readonly #before: number;
  #sites: readonly number[] = [];
  covered: number;
  #bound = Number.POSITIVE_INFINITY;
  #share = 0;
  /** False when the last descent gained next to nothing. */
  isDescending = true;

  constructor(question: CoverageQuestion, watch: Watch) {
    this.#question = question;
    this.#watch = watch;
    this.#whole = areWhole(question.weight);
    this.#before = coveredBy(question, question.existing);
    this.covered = this.#before;
  }

  get gapPercent(): number {
    return gapPercentOf(this.covered, this.#bound);
  }

  /** A bound on all answers: better ones than the present, if any, are below it. */
  lower(bound: number): void {
    const safe = safeBound(Math.max(bound, this.covered), this.#whole);
    if (safe >= this.#bound) return;
    this.#bound = safe;
    this.#tell("bound");
  }

  /** Takes an answer of a part when it is better. */
  #offer(part: Part, sites: readonly number[]): void {
    const inWhole = sites.map((j) => part.candidateOf[j]);
    const covered = coveredBy(this.#question, [...this.#question.existing, ...inWhole]);
    if (covered <= this.covered) return;
    this.covered = covered;
    this.#sites = inWhole;
    this.#tell("answer");
  }

  /** An answer at once, of the whole question, before time goes into making it smaller. */
  first(): void {
    const { sites } = construct(this.#question);
    const identity = Int32Array.from({ length: this.#question.reach.byCandidate.count }, (_, j) => j);
    this.#offer({ question: this.#question, covered: 0, candidateOf: identity, prices: null }, sites);
  }

  /** Constructs, swaps and shakes in a part. */
  improve(part: Part, rounds: number): void {
    const state = construct(part.question);
    this.#offer(part, state.sites);
    swap(state, () => this.#watch.isStopped());
    this.#offer(part, state.sites);
    shake(state, { rounds, seed: part.candidateOf.length, watch: this.#watch }, () => this.#offer(part, state.sites));
  }

  /** Descends in the bound of a part and tries its sites; returns what is left of the part. */
  descend(part: Part, iterations: number, isGood: () => boolean): Part {
    const { question } = part;
    const oracle = coverageOracle(question);
    const state = new CoverState(question);
    const prices = part.prices?.slice() ?? startingPrices(question);
    const slope = new Float64Array(prices.length);
    const before = this.#bound;
    const gapBefore = Math.max(this.#bound - this.covered, 0);
    descend(oracle, {
      prices,
      most: question.weight,
      iterations,
      target: () => this.covered - part.covered,
      isDone: (least, n) => {
        this.lower(part.covered + least);
        if (n % EVALUATIONS_A_TRIAL === EVALUATIONS_A_TRIAL - 1) {
          setSites(state, []);
          for (const site of oracle.chosen) if (state.mayOpen(site)) state.add(site);
          fill(state);
          swap(state, () => this.#watch.isStopped());
          this.#offer(part, state.sites);
        }
        return isGood();
      },
    });
    const least = oracle.evaluate(prices, slope);
    this.lower(part.covered + least);
    this.isDescending = before === Number.POSITIVE_INFINITY || before - this.#bound > 0.02 * gapBefore;
    const needed = oracle.mayBeNeeded(least, this.#mustExceed(part));
    let count = 0;
    for (const each of needed) count += each;
    if (count > 0.8 * needed.length) return { ...part, prices };
    const smaller = reduce(question, needed);
    const merged = new Float64Array(smaller.question.weight.length);
    smaller.pointTo.forEach((to, i) => {
      if (to >= 0) merged[to] += prices[i];
    });
    return {
      question: smaller.question,
      covered: part.covered + smaller.covered,
      candidateOf: Int32Array.from(smaller.candidateOf, (j) => part.candidateOf[j]),
      prices: merged,
    };
  }

  /** What an answer of a part has to exceed to be better: with whole weights, by a whole person. */
  #mustExceed(part: Part): number {
    return this.covered - part.covered + (this.#whole ? 1 - 1e-6 : 0);
  }

  /** Gives a part to HiGHS. */
  exact(part: Part, solver: MipSolver, mostNodes: number | null): void {
    const { model, openIn, valuesOf } = coverageModel(solver, part.question, { of: "coverage" });
    const inPart = new Map(Array.from(part.candidateOf, (whole, j) => [whole, j]));
    const mine = this.#sites.map((whole) => inPart.get(whole) ?? -1);
    const start = mine.includes(-1) ? null : valuesOf(mine);
    const result = solver.solve(model, {
      watch: this.#watch,
      start,
      isWhole: this.#whole,
      ...(mostNodes === null ? {} : { mostNodes }),
      found: (_, bound) => this.lower(part.covered + bound + Math.abs(bound) * HIGHS_TOLERANCE),
    });
    if (result.values !== null) this.#offer(part, openIn(result.values));
    // HiGHS proves within its tolerances; an answer that it calls the best is taken to be it.
    if (result.status === "optimal" && result.objective + part.covered <= this.covered * (1 + HIGHS_TOLERANCE) + 1e-6)
      this.lower(this.covered);
    else this.lower(part.covered + result.bound * (1 + HIGHS_TOLERANCE));
  }

  answer(method: string, candidates: number, stoppedEarly: boolean): CoverageAnswer {
    const sites = ranked(this.#question, this.#sites);
    let cost = 0;
    for (const { candidate } of sites) cost += this.#question.budget?.cost[candidate] ?? 0;
    return {
      kind: "answer",
      sites,
      closed: [],
      cost,
      peopleCovered: this.covered,
      coveredBefore: this.#before,
      upperBound: this.gapPercent === 0 ? this.covered : this.#bound,
      gapPercent: this.gapPercent,
      method,
      candidates,
      stoppedEarly,
    };
  }

  #tell(stage: string): void {
    this.#share = Math.min(1, this.#share + 0.005);
    this.#watch.report({ stage, share: this.#share, best: this.covered, bound: this.#bound, sites: this.#sites });
  }
}

/** Prices of greedy: points that it leaves out are free to earn all, those that it covers once half, the others nothing. */
export function startingPrices(question: CoverageQuestion): Float64Array {
  const { covers } = construct(question);
  return question.weight.map((weight, i) => (covers[i] === 0 ? weight : covers[i] === 1 ? weight / 2 : 0));
}
