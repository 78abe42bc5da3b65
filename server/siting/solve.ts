/**
 * The whole way of a siting request: what is asked → a kernel → sites, which describe.ts then counts anew by the outcome. A
 * goal without further limits has a kernel of its own (ask.ts, walks.ts), all others go together in one (solve-joint.ts,
 * with capacities solve-served.ts). Pure: clocks and threads stay with whoever calls.
 */
import type { Change } from "../api/scenario-messages.ts";
import type { SitingInfeasible, SitingRequest, SitingResult } from "../api/siting-messages.ts";
import { NONE } from "../network/network.ts";
import { minutesOf, type Question, speedOfTotal } from "../standard.ts";
import { walkAlternatives } from "./alternatives.ts";
import {
  areWeighted,
  askCoverage,
  isPlain,
  peopleOf,
  refuseUnknownCosts,
  type Setup,
  setUp,
  weightsOf,
} from "./ask.ts";
import { solveCenter } from "./center.ts";
import { medianCurve } from "./curve.ts";
import { describe, type Found, inWords } from "./describe.ts";
import { solveFewest } from "./fewest.ts";
import { type Setting, solveMaxCoverage } from "./max-coverage.ts";
import { type MedianQuestion, solveMedian } from "./median.ts";
import type { MipSolver } from "./mip.ts";
import {
  type CoverageAnswer,
  coverageQuestion,
  type Infeasible,
  type Progress,
  silent,
  type Watch,
} from "./question.ts";
import { refuseTogether } from "./refusals.ts";
import type { Ground } from "./sites.ts";
import { solveLimited } from "./solve-joint.ts";
import { countsCapacity, mostServedAtAll, solveServed } from "./solve-served.ts";
import { askWalks, walkNote } from "./walks.ts";
import { withinMemory } from "./within-memory.ts";

/** How far the work is, in the unit of the result. */
export interface SitingProgress {
  readonly stage: string;
  /** 0–1; null while nobody can say. */
  readonly share: number | null;
  readonly value: number | null;
  readonly bound: number | null;
}

/** The best answer so far, kept should the work be ended by force: describe.ts makes a result of it. */
export type Best = Omit<Found, "coverage" | "choices" | "others" | "bestOf" | "byNumber">;

export interface Run {
  readonly solver: MipSolver | null;
  readonly watch: Watch;
  /** For what comes after the sites are found: the curve, and alternatives. */
  readonly afterwards: Watch;
  tell(progress: SitingProgress): void;
  keep(best: Best): void;
}

export interface SitingOrder {
  readonly ground: Ground;
  /** Of the scenario that it starts from; the territory has them already. */
  readonly changes: readonly Change[];
  readonly question: Question;
  readonly request: SitingRequest;
  /** Pairs of home and site that may be held at once; left out: MOST_PAIRS of costs.ts. */
  readonly mostPairs?: number;
}

/** A result without what the caller knows better: how the standard is named, and the time. */
export type Sited = Omit<SitingResult, "standard" | "seconds">;

/** @throws SitingRefused for a request that makes no sense; Error with a sentence where there is no answer in time */
export function solveSiting(order: SitingOrder, run: Run): Sited | SitingInfeasible {
  const { ground, question, request } = order;
  refuseTogether(ground.territory, question, request);
  run.tell({ stage: "candidates", share: null, value: null, bound: null });
  const all = setUp(ground, question, request, order.mostPairs);
  if (all.sites.count === 0) return noSites(all);
  run.tell({ stage: "pairs", share: null, value: null, bound: null });
  const { setup, found } = withinMemory(all, run, findSites, () => mostServedAtAll(all));
  if ("constraint" in found) {
    const infeasible = inWords(found, setup);
    // Nobody is out of reach of the candidates that were left in who is within reach of others; but others might do more,
    // and under limits of number or room that too is told as people who cannot be covered.
    const isReach = found.constraint === "coverage" && isPlain(setup) && !countsCapacity(setup);
    if (setup === all || isReach) return infeasible;
    throw new Error(
      `${infeasible.message} This is known of ${setup.sites.count} of the ${all.sites.count} candidates only, as there are too many to be looked at together: name places, or an area or polygon to be inside of.`,
    );
  }
  return describe(order, setup, found, run);
}

function findSites(setup: Setup, run: Run): Found | Infeasible {
  const { request } = setup;
  const { goal } = request;
  if (countsCapacity(setup)) return solveServed(setup, run);
  if (!isPlain(setup)) return solveLimited(setup, run);
  if (goal.type === "least-mean-walk") return leastMean(setup, run, goal.sites);
  if (goal.type === "least-worst-walk") return leastWorst(setup, run, goal.sites);
  if (goal.type === "fewest-sites") return fewest(setup, run, goal.share);
  if (goal.type === "most-people-in-budget") refuseUnknownCosts(setup);
  return mostCovered(setup, run);
}

/** Kernels number candidates; the rest of the program knows rows of sites. */
function inRows({ sites }: Pick<CoverageAnswer, "sites">): Pick<Found, "sites" | "closed"> {
  return { sites: sites.map(({ candidate }) => candidate - 1), closed: [] };
}

function setting(run: Run, watch: Watch): Setting {
  return { solver: run.solver, watch };
}

function mostCovered(setup: Setup, run: Run): Found | Infeasible {
  const asked = askCoverage(setup, weightsOf(setup), run.watch);
  const known = { used: asked.used, coverage: asked };
  const answer = solveMaxCoverage(
    asked.question,
    setting(
      run,
      watching(run, ({ stage, share, best, bound, sites }) => {
        run.tell({ stage, share, value: finite(best), bound: finite(bound) });
        if (!Number.isFinite(best) || sites === undefined || stage !== "answer") return;
        const rows = sites.map((candidate) => candidate - 1);
        const method = "greedy + swaps";
        run.keep({ ...known, sites: rows, closed: [], counted: best, bound, method, isStopped: true, note: "" });
      }),
    ),
  );
  if (answer.kind === "infeasible") return answer;
  return {
    ...known,
    ...inRows(answer),
    counted: answer.peopleCovered,
    bound: answer.gapPercent === 0 ? "reached" : answer.upperBound,
    method: answer.method,
    isStopped: answer.stoppedEarly,
    note: "",
  };
}

function fewest(setup: Setup, run: Run, share: number): Found | Infeasible {
  const asked = askCoverage(setup, peopleOf(setup), run.watch);
  const answer = solveFewest(
    asked.question,
    share,
    setting(
      run,
      watching(run, ({ stage, best, bound, sites }) => {
        run.tell({ stage, share: null, value: finite(best), bound: finite(bound) });
        if (sites === undefined) return;
        run.keep({
          ...inRows({ sites: sites.map((candidate) => ({ candidate, gain: 0 })) }),
          used: asked.used,
          counted: null,
          value: best,
          bound,
          method: "greedy + swaps",
          isStopped: true,
          note: "",
        });
      }),
    ),
  );
  if (answer.kind === "infeasible") return answer;
  return {
    ...inRows(answer),
    used: asked.used,
    coverage: asked,
    counted: answer.peopleCovered,
    value: answer.cost,
    bound: answer.gapPercent === 0 ? "reached" : answer.lowerBound,
    method: answer.method,
    isStopped: answer.stoppedEarly,
    note: "",
  };
}

function leastMean(setup: Setup, run: Run, mostSites: number): Found {
  const { byCandidate, weight, total, most, unreachable } = askWalks(setup, weightsOf(setup), run.watch);
  const minutes = (cost: number) => minutesOf(total === 0 ? 0 : cost / total, walkingSpeed(setup));
  const question = { byCandidate, weight, unreachedCost: most, existing: Int32Array.of(0), mostSites };
  const note = walkNote(unreachable, "count as that long", areWeighted(setup));
  const common = { used: usedIn(byCandidate.first), coverage: null, counted: null, closed: [], note };
  const answer = solveMedian(
    question,
    setting(
      run,
      watching(run, ({ stage, share, best, bound, sites }) => {
        run.tell({ stage, share, value: minutes(best), bound: minutes(bound) });
        if (sites === undefined || stage !== "answer") return;
        const rows = sites.map((candidate) => candidate - 1);
        run.keep({ ...common, sites: rows, bound: minutes(bound), method: "greedy + swaps", isStopped: true });
      }),
    ),
  );
  return {
    ...common,
    sites: answer.sites.map(({ candidate }) => candidate - 1),
    bound: answer.gapPercent === 0 ? "reached" : minutes(answer.lowerBound),
    method: answer.method,
    isStopped: answer.stoppedEarly,
    others: walkOthers(
      question,
      answer.sites.map(({ candidate }) => candidate),
      "mean",
      run,
    ),
    byNumber: (most) =>
      medianCurve(question, most, { watch: silent(run.afterwards) }).map(({ sites, bound }) => ({
        sites: sites.map((candidate) => candidate - 1),
        bound: minutes(bound),
      })),
  };
}

function leastWorst(setup: Setup, run: Run, mostSites: number): Found | Infeasible {
  const { byCandidate, weight, most, unreachable } = askWalks(setup, peopleOf(setup), run.watch);
  const isReached = new Uint8Array(weight.length);
  for (const point of byCandidate.items) isReached[point] = 1;
  const counted = weight.map((people, p) => (isReached[p] === 1 ? people : 0));
  const minutes = (cost: number) => minutesOf(cost, walkingSpeed(setup));
  const common = {
    used: usedIn(byCandidate.first),
    coverage: null,
    counted: null,
    closed: [],
    note: walkNote(unreachable, "are not counted", false),
  };
  const answer = solveCenter(
    { byCandidate, weight: counted, existing: Int32Array.of(0), mostSites },
    setting(
      run,
      watching(run, ({ stage, share, best, bound, sites }) => {
        run.tell({ stage, share, value: minutes(best), bound: minutes(bound) });
        if (sites === undefined) return;
        const rows = sites.map((candidate) => candidate - 1);
        run.keep({ ...common, sites: rows, bound: minutes(bound), method: "halving of costs", isStopped: true });
      }),
    ),
  );
  if (answer.kind === "infeasible") return tooFewForAll(setup, { byCandidate, weight: counted, mostSites, most }, run);
  return {
    ...common,
    sites: answer.sites.map((candidate) => candidate - 1),
    bound: answer.gapPercent === 0 ? "reached" : minutes(answer.lowerBound),
    method: answer.method,
    isStopped: answer.stoppedEarly,
    others: walkOthers(
      { byCandidate, weight: counted, unreachedCost: most, existing: Int32Array.of(0) },
      answer.sites,
      "worst",
      run,
    ),
  };
}

/** Rows that could be taken in place of each site. */
function walkOthers(
  question: Omit<MedianQuestion, "mostSites">,
  sites: readonly number[],
  of: "mean" | "worst",
  { afterwards }: Run,
): NonNullable<Found["others"]> {
  // What each costs is for the outcome to say.
  return (most) =>
    walkAlternatives(question, sites, { most, of, isStopped: afterwards.isStopped }).map((candidates) =>
      candidates.map((candidate) => ({ candidate: candidate - 1, loss: 0 })),
    );
}

/** How many sites it takes before there is a worst walk at all. */
function tooFewForAll(
  setup: Setup,
  {
    byCandidate,
    weight,
    mostSites,
    most,
  }: {
    byCandidate: { count: number; first: Int32Array; items: Int32Array };
    weight: Float64Array;
    mostSites: number;
    most: number;
  },
  run: Run,
): Infeasible {
  const asked = coverageQuestion({
    byCandidate,
    weight: weight.map(Math.sign),
    existing: Int32Array.of(0),
    mostSites: byCandidate.count,
  });
  const needed = solveFewest(asked, 1, setting(run, silent(run.afterwards)));
  const missing = needed.kind === "answer" ? Math.max(1, needed.lowerBound - mostSites) : 1;
  const minutes = Math.round(minutesOf(most, walkingSpeed(setup)));
  return {
    kind: "infeasible",
    constraint: "sites",
    area: NONE,
    missing,
    message: `${mostSites} sites cannot bring everybody within ${minutes} minutes of a facility: it takes at least ${mostSites + missing}.`,
  };
}

function usedIn(first: Int32Array): number {
  let used = 0;
  for (let j = 1; j + 1 < first.length; j++) if (first[j + 1] > first[j]) used++;
  return used;
}

function walkingSpeed({ ground, question }: Setup): number {
  return speedOfTotal(question.standard, ground.territory);
}

function watching(run: Run, report: (progress: Progress) => void): Watch {
  return { isStopped: run.watch.isStopped, secondsLeft: run.watch.secondsLeft, report };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function noSites(setup: Setup): SitingInfeasible {
  const { asked, request } = setup;
  const isSpacing = asked > 0;
  return {
    constraint: isSpacing ? "spacing" : "sites",
    areaCode: null,
    missing: isSpacing ? asked : 1,
    message: isSpacing
      ? `All ${asked} candidates are nearer than ${request.spacingMetres} m to a facility that stands: take a smaller spacing, or other places.`
      : "There is no candidate: no junction lies in or beside an inhabited cell, or none is where sites may be.",
  };
}
