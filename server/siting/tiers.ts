/**
 * Most people covered by a site of each tier, where a standard asks for several at once (a station and a market): joint siting,
 * with existing sites of every tier kept, a number of sites for each tier or for all, or a budget. The stages are those of
 * max-coverage.ts: a smaller question (tier-question.ts), first answers and swaps (tier-state.ts), descending bounds that rule
 * out candidates (tier-bound.ts), and what is left, when it fits, whole to HiGHS (tier-model.ts).
 *
 * The first site of a tier may gain nobody until the other stands, so greedy by gain alone never begins: a part of those who
 * would then lack one tier less counts as well.
 */
import type { Effort } from "./max-coverage.ts";
import { HIGHS_TOLERANCE, type MipSolver } from "./mip.ts";
import { areWhole, EQUAL_SHARE, gapPercentOf, safeBound, sumOf, UNWATCHED, type Watch } from "./question.ts";
import { seeded } from "./random.ts";
import { descend } from "./subgradient.ts";
import { tierOracle } from "./tier-bound.ts";
import { tierEntries, tierModel } from "./tier-model.ts";
import {
  checkTiers,
  coveredByTiers,
  type TierPart,
  type TierQuestion,
  tierPart,
  withCandidates,
} from "./tier-question.ts";
import { TierState } from "./tier-state.ts";

export interface TierSite {
  /** Position among the tiers of the question. */
  readonly tier: number;
  readonly candidate: number;
  /** Weight that it adds to the existing sites and those before it: 0 for one that waits for its partner, which then has the gain of both. */
  readonly gain: number;
}

export interface TierAnswer {
  readonly kind: "answer";
  /** New sites of all tiers, those that gain most first; sites that the others can do without are not named. */
  readonly sites: readonly TierSite[];
  /** 0 without a budget. */
  readonly cost: number;
  readonly peopleCovered: number;
  readonly coveredBefore: number;
  /** Nobody can cover more; equal to peopleCovered when that is proven to be the best. */
  readonly upperBound: number;
  readonly gapPercent: number;
  readonly method: string;
  readonly stoppedEarly: boolean;
}

export type TierEffort = Omit<Effort, "mostCandidates">;

export const TIER_EFFORT: TierEffort = {
  evaluations: 1_200,
  shakes: 40,
  mostEntries: 400_000,
  mostNodes: null,
  gapPercent: 0,
};

export interface TierSetting {
  /** Null: heuristics and bounds only. */
  readonly solver: MipSolver | null;
  readonly watch?: Watch;
  readonly effort?: Partial<TierEffort>;
}

const EVALUATIONS_A_ROUND = 120;
const EVALUATIONS_A_TRIAL = 20;
/** How much of the hope counts as gain in the constructions that are tried. */
const HOPES = [0.5, 0.2, 1];

/** Joint siting of two or more tiers. @throws when the question makes no sense */
export function solveTiers(question: TierQuestion, setting: TierSetting): TierAnswer {
  checkTiers(question);
  const { solver, watch = UNWATCHED } = setting;
  const effort = { ...TIER_EFFORT, ...setting.effort };
  const run = new Run(question, watch);
  let part = tierPart(question);
  run.lower(part.covered + sumOf(part.weight));
  const isGood = () => watch.isStopped() || run.gapPercent <= effort.gapPercent;
  run.construct(part);
  run.shake(part, effort.shakes);
  const prices = new Float64Array(part.needs.items.length);
  for (let d = 0; d < part.weight.length; d++) {
    const { first } = part.needs;
    prices.fill(part.weight[d] / (first[d + 1] - first[d]), first[d], first[d + 1]);
  }
  let evaluations = effort.evaluations;
  let exact = false;
  while (!isGood() && evaluations > 0 && part.candidateOf.length > 0) {
    const iterations = Math.min(EVALUATIONS_A_ROUND, evaluations);
    evaluations -= iterations;
    const before = { count: part.candidateOf.length, gapPercent: run.gapPercent };
    part = run.descend(part, prices, iterations, isGood);
    if (part.candidateOf.length === 0) run.lower(run.covered);
    const shrunk = part.candidateOf.length <= 0.8 * before.count;
    const isStuck = !shrunk && run.gapPercent > 0.98 * before.gapPercent;
    if (!isGood() && solver !== null && (isStuck || evaluations === 0) && tierEntries(part) <= effort.mostEntries) {
      exact = true;
      run.exact(part, solver, effort.mostNodes);
      break;
    }
    if (isStuck) break;
    if (shrunk && !isGood()) run.shake(part, Math.ceil(effort.shakes / 4));
  }
  const stages = ["greedy", "swaps", "Lagrangian bound", ...(exact ? ["HiGHS"] : [])];
  return run.answer(stages.join(" + "), watch.isStopped() && run.gapPercent > effort.gapPercent);
}

interface Placed {
  readonly tier: number;
  readonly candidate: number;
}

/** Best answer and least bound of one question while it is worked on. */
class Run {
  readonly #question: TierQuestion;
  readonly #watch: Watch;
  readonly #whole: boolean;
  readonly #before: number;
  #sites: readonly Placed[] = [];
  covered: number;
  #bound = Number.POSITIVE_INFINITY;

  constructor(question: TierQuestion, watch: Watch) {
    this.#question = question;
    this.#watch = watch;
    this.#whole = areWhole(question.weight);
    this.#before = coveredByTiers(question, []);
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

  #offer(part: TierPart, open: readonly number[]): void {
    const sites = open.map((c) => ({ tier: part.tierOf[c], candidate: part.candidateOf[c] }));
    const covered = coveredByTiers(this.#question, sites);
    if (covered <= this.covered) return;
    this.covered = covered;
    this.#sites = sites;
    this.#tell("answer");
  }

  /** First answers, each improved by swaps. */
  construct(part: TierPart): void {
    for (const hope of HOPES) {
      const state = new TierState(part);
      fill(state, hope);
      this.#offer(part, state.sites);
      this.#swap(state, hope);
      this.#offer(part, state.sites);
      if (this.#watch.isStopped()) return;
    }
  }

  /** Closes a few sites of the best answer by seeded chance, fills up and swaps, again and again. */
  shake(part: TierPart, rounds: number): void {
    const numberOf = new Map(Array.from(part.candidateOf, (candidate, c) => [`${part.tierOf[c]} ${candidate}`, c]));
    const state = new TierState(part);
    for (const { tier, candidate } of this.#sites) {
      const c = numberOf.get(`${tier} ${candidate}`);
      if (c !== undefined && state.mayOpen(c)) state.add(c);
    }
    const random = seeded(part.candidateOf.length);
    let best = [...state.sites];
    let covered = state.covered;
    for (let round = 0; round < rounds && !this.#watch.isStopped() && this.gapPercent > 0; round++) {
      const closing = Math.min(best.length, 1 + Math.floor(random() * Math.min(5, best.length)));
      for (let k = 0; k < closing; k++) state.remove(state.sites[Math.floor(random() * state.sites.length)]);
      const some = Math.floor(random() * part.candidateOf.length);
      if (state.gain[some] + state.hope[some] > 0 && state.mayOpen(some)) state.add(some);
      const hope = HOPES[round % HOPES.length];
      fill(state, hope);
      this.#swap(state, hope);
      if (state.covered > covered * (1 + 1e-12)) {
        best = [...state.sites];
        covered = state.covered;
        round = -1;
        this.#offer(part, best);
      } else setSites(state, best);
    }
  }

  /** Closes each site in turn and fills up, as long as that gains. */
  #swap(state: TierState, hope: number): void {
    for (let isBetter = true; isBetter; ) {
      isBetter = false;
      for (const site of [...state.sites]) {
        if (this.#watch.isStopped()) return;
        if (state.isOpen[site] === 0) continue;
        const before = [...state.sites];
        const covered = state.covered;
        state.remove(site);
        fill(state, 0);
        if (state.sites.length < before.length) fill(state, hope);
        if (state.covered > covered * (1 + 1e-12)) isBetter = true;
        else setSites(state, before);
      }
    }
  }

  /** Descends in the bound, tries its sites, and drops what it rules out. */
  descend(part: TierPart, prices: Float64Array, iterations: number, isGood: () => boolean): TierPart {
    const oracle = tierOracle(part);
    const state = new TierState(part);
    const most = new Float64Array(prices.length);
    for (let d = 0; d < part.weight.length; d++)
      most.fill(part.weight[d], part.needs.first[d], part.needs.first[d + 1]);
    descend(oracle, {
      ...{ prices, most, iterations },
      target: () => this.covered - part.covered,
      isDone: (least, n) => {
        this.lower(part.covered + least);
        if (n % EVALUATIONS_A_TRIAL === EVALUATIONS_A_TRIAL - 1) {
          setSites(state, []);
          for (const site of oracle.chosen) if (state.mayOpen(site)) state.add(site);
          fill(state, HOPES[0]);
          this.#swap(state, HOPES[0]);
          this.#offer(part, state.sites);
        }
        return isGood();
      },
    });
    const least = oracle.evaluate(prices, new Float64Array(prices.length));
    this.lower(part.covered + least);
    const needed = oracle.mayBeNeeded(least, this.covered - part.covered + (this.#whole ? 1 - 1e-6 : 0));
    const count = needed.reduce((sum, each) => sum + each, 0);
    return count > 0.8 * needed.length ? part : withCandidates(part, needed);
  }

  /** Gives a part to HiGHS. */
  exact(part: TierPart, solver: MipSolver, mostNodes: number | null): void {
    const { model, openIn, valuesOf } = tierModel(solver, part);
    const inPart = new Map(Array.from(part.candidateOf, (candidate, c) => [`${part.tierOf[c]} ${candidate}`, c]));
    const mine = this.#sites.map(({ tier, candidate }) => inPart.get(`${tier} ${candidate}`) ?? -1);
    const result = solver.solve(model, {
      watch: this.#watch,
      start: mine.includes(-1) ? null : valuesOf(mine),
      isWhole: this.#whole,
      ...(mostNodes === null ? {} : { mostNodes }),
      found: (_, bound) => this.lower(part.covered + bound + Math.abs(bound) * HIGHS_TOLERANCE),
    });
    if (result.values !== null) this.#offer(part, openIn(result.values));
    const isProven =
      result.status === "optimal" &&
      result.objective + part.covered <= this.covered * (1 + HIGHS_TOLERANCE) + HIGHS_TOLERANCE;
    this.lower(isProven ? this.covered : part.covered + result.bound * (1 + HIGHS_TOLERANCE));
  }

  answer(method: string, stoppedEarly: boolean): TierAnswer {
    const sites = ranked(this.#question, this.#sites);
    const { gapPercent } = this;
    return {
      kind: "answer",
      sites,
      cost: costOf(this.#question, sites),
      peopleCovered: this.covered,
      coveredBefore: this.#before,
      upperBound: gapPercent === 0 ? this.covered : this.#bound,
      gapPercent,
      method,
      stoppedEarly,
    };
  }

  #tell(stage: string): void {
    const sites = this.#sites.map(({ candidate }) => candidate);
    const tiers = this.#sites.map(({ tier }) => tier);
    this.#watch.report({ stage, share: 0, best: this.covered, bound: this.#bound, sites, tiers });
  }
}

/** Opens sites until none that may be opened gains or, as far as `hope` counts, lets hope. */
function fill(state: TierState, hope: number): void {
  const cost = state.part.budget?.cost;
  for (;;) {
    let best = -1;
    let most = state.covered * 1e-12;
    for (let c = 0; c < state.gain.length; c++) {
      const worth = state.gain[c] + hope * state.hope[c];
      if (worth <= state.covered * 1e-12) continue;
      const rank = cost === undefined ? worth : cost[c] === 0 ? Number.MAX_VALUE : worth / cost[c];
      if (rank <= most || !state.mayOpen(c)) continue;
      most = rank;
      best = c;
    }
    if (best < 0) return;
    state.add(best);
  }
}

function setSites(state: TierState, sites: readonly number[]): void {
  const wanted = new Set(sites);
  for (const site of [...state.sites]) if (!wanted.has(site)) state.remove(site);
  for (const site of sites) if (state.isOpen[site] === 0) state.add(site);
}

/** Without those that the others can do without; that with the largest gain first, where none gains a pair, else one that waits. */
function ranked(question: TierQuestion, sites: readonly Placed[]): TierSite[] {
  let left = [...sites].sort((a, b) => a.tier - b.tier || a.candidate - b.candidate);
  const all = coveredByTiers(question, left);
  for (const site of [...left]) {
    const others = left.filter((each) => each !== site);
    if (coveredByTiers(question, others) >= all * (1 - EQUAL_SHARE * 1e-3)) left = others;
  }
  const order: TierSite[] = [];
  let before = coveredByTiers(question, []);
  while (left.length > 0) {
    const trials = left.flatMap((site) => [
      [site],
      ...left.filter((mate) => mate.tier > site.tier).map((mate) => [site, mate]),
    ]);
    let best: readonly Placed[] = left;
    let most = 0;
    for (const trial of trials) {
      const gain = (coveredByTiers(question, [...order, ...trial]) - before) / trial.length;
      if (gain > most * (1 + 1e-12)) {
        most = gain;
        best = trial;
      }
    }
    for (const site of best) {
      const now = coveredByTiers(question, [...order, site]);
      order.push({ ...site, gain: now - before });
      before = now;
    }
    left = left.filter((site) => !best.includes(site));
  }
  return order;
}

function costOf({ tiers, budget }: TierQuestion, sites: readonly Placed[]): number {
  if (budget === null) return 0;
  return sites.reduce((sum, { tier, candidate }) => sum + (tiers[tier].cost?.[candidate] ?? 0), 0);
}
