/**
 * The fewest new sites that cover a share of all people, or everybody (LSCP, Toregas et al. 1971, and its partial form); with
 * costs, the least cost. Where the model fits, HiGHS proves it. Else the number is closed in from both sides by questions of
 * the most people that k sites can cover: k is enough when the answer reaches the target, too few when the bound does not.
 */

import { fill } from "./construct.ts";
import { essential } from "./cover-all.ts";
import { CoverState, coveredBy } from "./cover-state.ts";
import { coverageModel, entriesOf } from "./coverage-model.ts";
import { type Setting, solveMaxCoverage } from "./max-coverage.ts";
import { HIGHS_TOLERANCE, MOST_ENTRIES } from "./mip.ts";
import {
  type CoverageQuestion,
  EQUAL_SHARE,
  type Infeasible,
  type RankedSite,
  silent,
  sumOf,
  UNWATCHED,
} from "./question.ts";
import { ranked } from "./rank.ts";
import { reduce } from "./reduce.ts";
import { StoppedTooEarly } from "./refused.ts";

const NONE = -1;

export interface FewestAnswer {
  readonly kind: "answer";
  readonly sites: readonly RankedSite[];
  /** What they cost; without a budget the number of sites. */
  readonly cost: number;
  /** Nobody can do with less. Equal to cost when that is proven to be the least. */
  readonly lowerBound: number;
  readonly gapPercent: number;
  readonly peopleCovered: number;
  /** Weight that had to be covered. */
  readonly target: number;
  readonly method: string;
  readonly stoppedEarly: boolean;
}

/**
 * @param question its mostSites and budget amount are limits that the answer must keep, or it is infeasible; with a
 * budget the cost is least, without one the number of sites
 * @param share of all weight that has to be covered, 0–1; 1 for everybody (points without weight need not be covered)
 */
export function solveFewest(question: CoverageQuestion, share: number, setting: Setting): FewestAnswer | Infeasible {
  if (!(share >= 0 && share <= 1)) throw new Error(`The share to be covered must be between 0 and 1, not ${share}.`);
  if (question.movable !== null) throw new Error("Moves are for joint.ts.");
  const { solver, watch = UNWATCHED } = setting;
  const target = share * sumOf(question.weight) * (1 - EQUAL_SHARE);
  const small = reduce(question);
  const short = outOfSight(question, share, target);
  if (short !== null) return short;
  if (small.covered + sumOf(small.question.weight) < target) return outOfReach(question, share, target, setting);
  // Everybody asks for less than all the points.
  const all = share === 1 ? essential(question) : null;
  const tried = (all ?? small).question;
  const fits = solver !== null && entriesOf(tried) + tried.weight.length <= MOST_ENTRIES;
  if (!fits && question.budget !== null)
    throw new Error("With costs this is too large to be solved: ask for fewer candidates, or without costs.");
  const unit = question.budget;
  const isWhole = unit === null || unit.cost.every((each) => Number.isInteger(each));
  /** A bound of HiGHS made safe against its tolerances. */
  const leastOf = (bound: number): number => {
    const sure = bound - Math.abs(bound) * HIGHS_TOLERANCE;
    return Math.max(0, isWhole ? Math.ceil(sure - 1e-4) : sure);
  };
  let found: { sites: number[]; bound: number; isProven: boolean } | null;
  if (fits) {
    // With costs the number of sites is a limit beside them; without, it is what is to be the least.
    let everybody = all !== null;
    let short = 0;
    let bound = Number.NEGATIVE_INFINITY;
    for (let attempt = 0; ; attempt++) {
      const part = everybody && all !== null ? all : small;
      const asked = { ...part.question, mostSites: question.budget === null ? null : question.mostSites };
      const goal = target - small.covered + short;
      const greedy = new CoverState({ ...asked, mostSites: part.candidateOf.length, budget: null });
      fill(greedy);
      const isEnough = everybody ? greedy.covers.every((times) => times > 0) : greedy.covered >= goal;
      const { model, openIn, valuesOf } = coverageModel(solver, asked, { of: "fewest", target: goal, everybody });
      const isStart = isEnough && asked.mostSites === null;
      const result = solver.solve(model, {
        watch,
        start: isStart ? valuesOf(greedy.sites) : null,
        found: (best, least) =>
          watch.report({ stage: "HiGHS", share: 0, best: -best, bound: leastOf(attempt === 0 ? -least : bound) }),
      });
      if (result.status === "infeasible" && everybody) {
        // Who is left out may weigh less than rounding: the sum decides.
        everybody = false;
        attempt--;
        continue;
      }
      if (result.status === "infeasible") return outOfReach(question, share, target, { ...setting, solver });
      if (result.values === null && !isStart) throw new StoppedTooEarly();
      // Only the first model asks for no more than the target, so its bound is the one that holds.
      if (attempt === 0) bound = -result.bound;
      const open = result.values === null ? greedy.sites : openIn(result.values);
      const sites = open.map((j) => part.candidateOf[j]);
      const missed = target - coveredBy(question, [...question.existing, ...sites]);
      if (missed <= 0) {
        found = { sites, bound, isProven: result.status === "optimal" && attempt === 0 };
        break;
      }
      // HiGHS keeps the target within its tolerance only: asked for so much more it keeps all of it.
      if (attempt === 3)
        throw new Error(`HiGHS stays ${missed} people below the target: ask for a slightly smaller share.`);
      short += 2 * missed;
    }
  } else {
    found = closedIn(question, target, setting);
  }
  if (found === null) return outOfReach(question, share, target, setting);

  const { sites, bound, isProven } = found;
  const costOf = (all: readonly number[]) =>
    unit === null ? all.length : all.reduce((sum, j) => sum + unit.cost[j], 0);
  const order = ranked(question, sites);
  const cost = costOf(order.map(({ candidate }) => candidate));
  const lowerBound = isProven ? cost : Math.min(cost, leastOf(bound));
  const limit = unit === null ? question.mostSites : unit.amount;
  if (limit !== null && lowerBound > limit * (1 + EQUAL_SHARE)) {
    return {
      kind: "infeasible",
      constraint: unit === null ? "sites" : "budget",
      area: NONE,
      missing: lowerBound - limit,
      message: `Covering ${percent(share)} takes at least ${lowerBound} ${unit === null ? "sites" : "of money"}, ${lowerBound - limit} more than allowed.`,
    };
  }
  if (limit !== null && cost > limit * (1 + EQUAL_SHARE))
    throw new Error(
      `The best answer so far takes ${cost}, and whether the ${limit} allowed are enough is not known: give it more time.`,
    );
  return {
    kind: "answer",
    sites: order,
    cost,
    lowerBound,
    gapPercent: cost === 0 ? 0 : (100 * (cost - lowerBound)) / cost,
    peopleCovered: coveredBy(question, [...question.existing, ...sites]),
    target,
    method: fits ? "HiGHS" : "greedy + swaps + Lagrangian bound",
    stoppedEarly: watch.isStopped() && cost > lowerBound,
  };
}

/** Closes in on the number of sites; null when there may be no way to reach the target. */
function closedIn(
  question: CoverageQuestion,
  target: number,
  setting: Setting,
): { sites: number[]; bound: number; isProven: boolean } | null {
  const { watch = UNWATCHED } = setting;
  const quiet = { ...setting, watch: silent(watch) };
  let sites = enough(question, target, quiet);
  if (sites === null) return null;
  // Fewer than `low` are proven too few; from `high` on it is known, or was tried in vain.
  let low = 0;
  let high = sites.length;
  while (low < high && !watch.isStopped()) {
    const few = Math.floor((low + high) / 2);
    watch.report({ stage: "number of sites", share: 0, best: sites.length, bound: low, sites });
    const answer = solveMaxCoverage({ ...question, mostSites: few }, quiet);
    if (answer.kind !== "answer") return null;
    if (answer.upperBound < target) low = few + 1;
    else high = few;
    if (answer.peopleCovered >= target && answer.sites.length < sites.length)
      sites = answer.sites.map(({ candidate }) => candidate);
  }
  return { sites, bound: low, isProven: low >= sites.length };
}

/** Sites that reach the target, as greedy finds them; with spacing, in which greedy may get stuck, also as improved. */
function enough(question: CoverageQuestion, target: number, setting: Setting): number[] | null {
  const unlimited = { ...question, mostSites: question.reach.byCandidate.count };
  const state = new CoverState(unlimited);
  fill(state);
  let sites = [...state.sites];
  if (state.covered < target) {
    const most = solveMaxCoverage(unlimited, setting);
    if (most.kind !== "answer" || most.peopleCovered < target) return null;
    sites = most.sites.map(({ candidate }) => candidate);
  }
  const prefix = new CoverState(unlimited);
  for (const site of sites) if (prefix.covered < target) prefix.add(site);
  return [...prefix.sites];
}

/** Too many people are within reach of no candidate at all, whatever else must hold; null when there are enough candidates. */
function outOfSight(question: CoverageQuestion, share: number, target: number): Infeasible | null {
  const { covered, question: rest } = reduce({ ...question, conflicts: null });
  const missing = target - covered - sumOf(rest.weight);
  if (missing <= 0) return null;
  return {
    kind: "infeasible",
    constraint: "coverage",
    area: NONE,
    missing,
    message: `No choice covers ${percent(share)}: ${missing.toFixed(1)} people too many are within reach of no candidate.`,
  };
}

/** Spacing leaves no way to the target: says which and by how much. */
function outOfReach(question: CoverageQuestion, share: number, target: number, setting: Setting): Infeasible {
  if (question.budget !== null && question.mostSites !== null) {
    // Either so many sites are too few whatever they cost, or the target is out of reach of any number.
    const bySites = solveFewest({ ...question, budget: null }, share, setting);
    if (bySites.kind === "infeasible") return bySites;
  }
  const unlimited = { ...question, budget: null, mostSites: question.reach.byCandidate.count };
  const effort = { ...setting.effort, mostEntries: MOST_ENTRIES };
  const watch = silent(setting.watch ?? UNWATCHED);
  const most = solveMaxCoverage(unlimited, { ...setting, watch, effort });
  if (most.kind === "infeasible") return most;
  const missing = target - most.upperBound;
  if (missing <= 0) throw new Error("No answer was found, though there may be one: give it more time.");
  return {
    kind: "infeasible",
    constraint: "spacing",
    area: NONE,
    missing,
    message: `With sites at this distance from each other no choice covers ${percent(share)}: at best ${missing.toFixed(1)} people are missing.`,
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
