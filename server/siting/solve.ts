/**
 * The whole way of a siting request: what is asked (ask.ts, walks.ts, capacity-question.ts) → the kernel of the goal → sites,
 * which describe.ts then counts anew by the outcome. Pure: clocks and threads stay with whoever calls.
 */
import type { Change } from "../api/scenario-messages.ts";
import type { SitingInfeasible, SitingRequest, SitingResult } from "../api/siting-messages.ts";
import { NONE } from "../network/network.ts";
import { type Outcome, outcomeOf } from "../outcome.ts";
import { minutesOf, type Question, speedOfTotal } from "../standard.ts";
import { type Asked, askCoverage, askPlainCoverage, refuseUnknownCosts, type Setup, setUp } from "./ask.ts";
import { askCapacity, roomOf, yearlyRate } from "./capacity-question.ts";
import { solveCenter } from "./center.ts";
import { coveredBy } from "./cover-state.ts";
import { entriesOf } from "./coverage-model.ts";
import { describe, type Found } from "./describe.ts";
import { solveFewest } from "./fewest.ts";
import { type Setting, solveMaxCoverage } from "./max-coverage.ts";
import { solveMedian } from "./median.ts";
import { type MipSolver, MOST_ENTRIES } from "./mip.ts";
import {
  type CoverageAnswer,
  coverageQuestion,
  type Infeasible,
  type Progress,
  silent,
  sumOf,
  type Watch,
} from "./question.ts";
import { isTogether, refuseTogether } from "./refusals.ts";
import { SitingRefused } from "./refused.ts";
import type { Ground } from "./sites.ts";
import { mostCoveredTogether } from "./solve-tiers.ts";
import { askWalks } from "./walks.ts";
import { classesOf, isWeighted, type WeightClass } from "./weights.ts";
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
export type Best = Omit<Found, "coverage" | "choices" | "others" | "bestOf">;

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
    const infeasible = named(found, setup);
    // Nobody is out of reach of the candidates that were left in who is within reach of others; but others might do more.
    if (setup === all || found.constraint === "coverage") return infeasible;
    throw new Error(
      `${infeasible.message} This is known of ${setup.sites.count} of the ${all.sites.count} candidates only, as there are too many to be looked at together: name places, or an area or polygon to be inside of.`,
    );
  }
  return describe(order, setup, found, run);
}

function findSites(setup: Setup, run: Run): Found | Infeasible {
  const { request } = setup;
  const { goal } = request;
  if (goal.type === "least-mean-walk") return leastMean(setup, run, goal.sites);
  if (goal.type === "least-worst-walk") return leastWorst(setup, run, goal.sites);
  if (goal.type === "fewest-sites") return fewest(setup, run, goal.share);
  if (isTogether(request)) return mostCoveredTogether(setup, request, run);
  if (goal.type === "most-people-in-budget") refuseUnknownCosts(setup);
  if (countsCapacity(setup)) return mostServed(setup, run);
  return mostCovered(setup, run);
}

/** Kernels number candidates; the rest of the program knows rows of sites and of facilities. */
function inRows(setup: Setup, answer: Pick<CoverageAnswer, "sites" | "closed">): Pick<Found, "sites" | "closed"> {
  return {
    sites: answer.sites.map(({ candidate }) => candidate - 1),
    closed: answer.closed.map((candidate) => setup.movable[candidate - 1 - setup.sites.count]),
  };
}

function setting(run: Run, watch: Watch): Setting {
  return { solver: run.solver, watch };
}

function mostCovered(setup: Setup, run: Run): Found | Infeasible {
  const asked = askCoverage(
    setup,
    classesOf(setup.ground.territory, setup.question.standard, setup.request.resettlementWeight ?? 1),
    run.watch,
  );
  const { question, relaxed } = asked;
  // Pairs that say less than is possible count at least; what is possible is not known until the end.
  const possible = relaxed === null ? null : reachableIn(relaxed);
  let least: number | null = null;
  const known = { used: asked.used, coverage: asked };
  const answer = solveMaxCoverage(
    question,
    setting(
      run,
      watching(run, ({ stage, share, best, bound, sites }) => {
        least = finite(best);
        run.tell({ stage, share, value: least, bound: finite(possible ?? bound) });
        if (least === null || sites === undefined || stage !== "answer") return;
        const rows = sites.map((candidate) => candidate - 1);
        run.keep({
          ...known,
          sites: rows,
          closed: [],
          counted: relaxed === null ? best : null,
          bound: possible ?? bound,
          method: "greedy + swaps",
          isStopped: true,
          note: "",
        });
      }),
    ),
  );
  if (answer.kind === "infeasible") return answer;
  let bound = answer.upperBound;
  let method = answer.method;
  if (relaxed !== null && !(answer.gapPercent === 0 && answer.peopleCovered >= reachableIn(relaxed))) {
    // Of two tiers that different sites may meet, the harder one alone bounds what is possible.
    const watch: Watch = {
      ...silent(run.afterwards),
      report: ({ stage, share, bound: above }) => {
        if (stage !== "bound") return;
        run.tell({ stage, share, value: least, bound: Math.max(above, answer.upperBound) });
      },
    };
    const more = solveMaxCoverage({ ...relaxed, floors: null }, setting(run, watch));
    bound = more.kind === "answer" ? Math.max(bound, more.upperBound) : sumOf(relaxed.weight);
    method += "; bound by the harder of the tiers alone";
  }
  return {
    ...known,
    ...inRows(setup, answer),
    ...(answer.lossBound > 0 && { used: answer.candidates, lossBound: answer.lossBound }),
    counted: relaxed === null ? answer.peopleCovered : null,
    bound: relaxed === null && answer.gapPercent === 0 ? "reached" : bound,
    method,
    isStopped: answer.stoppedEarly,
    note: "",
  };
}

function reachableIn({ reach, weight }: NonNullable<Asked["relaxed"]>): number {
  return coveredBy({ reach, weight }, Array(reach.byCandidate.count).keys());
}

/** Capacity counted: sites by the best assignment, and by who is left over now; the better by the outcome is taken. */
function mostServed(setup: Setup, run: Run): Found | Infeasible {
  const { ground, question } = setup;
  const now = outcomeOf(ground.territory, ground.tools, question);
  const classes = classesOf(setup.ground.territory, setup.question.standard, setup.request.resettlementWeight ?? 1);
  const asked = askCapacity(setup, classes, now, run.watch);
  const free = askCoverage(setup, classes, run.watch);
  const bounds: number[] = [];
  const choices: Pick<Found, "sites" | "closed">[] = [];
  const methods: string[] = [];
  let isStopped = false;
  const quiet = setting(run, silent(run.watch));
  const fits = run.solver !== null && entriesOf(asked.question) <= MOST_ENTRIES;
  if (fits) {
    const answer = solveMaxCoverage(asked.question, quiet);
    if (answer.kind === "infeasible") return answer;
    bounds.push(answer.upperBound);
    choices.push({
      sites: answer.sites.map(({ candidate }) => candidate - asked.firstSite),
      closed: answer.closed.map((candidate) => asked.facilityOf[candidate]),
    });
    methods.push(`${answer.method} with the best assignment`);
    isStopped ||= answer.stoppedEarly;
  } else if (setup.movable.length > 0) {
    throw new SitingRefused(
      "/movable",
      "is more than can be solved together with capacity for so many candidates: name places, or an area to be inside of",
    );
  }
  const unbound = solveMaxCoverage(free.relaxed ?? free.question, quiet);
  if (unbound.kind === "answer") {
    bounds.push(unbound.upperBound);
    choices.push(inRows(setup, unbound));
    isStopped ||= unbound.stoppedEarly;
  }
  if (!fits) {
    const left = leftOver(free.question, classes, setup, now);
    const answer = solveMaxCoverage(left, quiet);
    if (answer.kind === "answer") choices.push(inRows(setup, answer));
    methods.push("greedy + swaps for those who are not served now");
    bounds.push(roomBound(setup, now));
  }
  return {
    choices,
    ...choices[0],
    used: asked.used,
    coverage: free,
    counted: null,
    bound: Math.min(...bounds),
    method: methods.join("; "),
    isStopped,
    note: "people are counted as they go to the nearest facility with room, the bound is that of the best assignment",
  };
}

/** The question of those who are not served now, whether facilities in their reach are full or there are none. */
function leftOver(
  question: Asked["question"],
  classes: readonly WeightClass[],
  { ground: { territory } }: Setup,
  now: Outcome,
): Asked["question"] {
  const { demand } = territory;
  const weight = question.weight.slice();
  classes.forEach((_, c) => {
    for (let p = 0; p < demand.count; p++) {
      const isServed = demand.people[p] === 0 ? 0 : now.served[p] / demand.people[p];
      weight[c * demand.count + p] *= 1 - isServed;
    }
  });
  return { ...question, weight };
}

function countsCapacity({ question, request }: Setup): boolean {
  return question.circumstances.countCapacity && request.goal.type !== "fewest-sites" && yearlyRate({ question }) > 0;
}

/** People that no choice serves more of; Infinity where capacity is not counted. */
function mostServedAtAll(setup: Setup): number {
  const { ground, question } = setup;
  return countsCapacity(setup)
    ? roomBound(setup, outcomeOf(ground.territory, ground.tools, question))
    : Number.POSITIVE_INFINITY;
}

/**
 * Nobody serves more than there is room: what stands serves at most its room and reach, each new site at most its room.
 * Infinity where people have weights.
 */
function roomBound(setup: Setup, now: Outcome): number {
  const { ground, question, request, sites, movable } = setup;
  if (isWeighted(ground.territory, question.standard, request.resettlementWeight ?? 1)) return Number.POSITIVE_INFINITY;
  const { existing, fresh } = roomOf(setup);
  let standing = 0;
  now.facilities.reached.forEach((people, row) => {
    standing += Math.min(people, existing[row]);
  });
  let most = "sites" in request.goal ? (request.goal.sites ?? sites.count) : sites.count;
  if (request.goal.type === "most-people-in-budget") {
    let left = request.goal.budget;
    let affordable = 0;
    for (const cost of sites.cost.slice().sort()) {
      if (cost > left) break;
      left -= cost;
      affordable++;
    }
    most = Math.min(most, affordable);
  }
  return standing + (most + movable.length) * fresh;
}

function fewest(setup: Setup, run: Run, share: number): Found | Infeasible {
  const asked = askPlainCoverage(setup, run.watch);
  if (asked.relaxed !== null) {
    throw new SitingRefused(
      "/goal",
      "of fewest sites cannot be proven for a standard whose needed tiers different sites may meet: ask for the most people instead",
    );
  }
  const answer = solveFewest(
    asked.question,
    share,
    setting(
      run,
      watching(run, ({ stage, best, bound, sites }) => {
        run.tell({ stage, share: null, value: finite(best), bound: finite(bound) });
        if (sites === undefined) return;
        run.keep({
          ...inRows(setup, { sites: sites.map((candidate) => ({ candidate, gain: 0 })), closed: [] }),
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
    ...inRows(setup, { sites: answer.sites, closed: [] }),
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
  const { byCandidate, weight, most, unreachable } = askWalks(setup, run.watch);
  const people = sumOf(weight);
  const minutes = (cost: number) => minutesOf(people === 0 ? 0 : cost / people, walkingSpeed(setup));
  const question = { byCandidate, weight, unreachedCost: most, existing: Int32Array.of(0), mostSites };
  const note = walkNote(unreachable, `count as that long`);
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
  };
}

function leastWorst(setup: Setup, run: Run, mostSites: number): Found | Infeasible {
  const { byCandidate, weight, most, unreachable } = askWalks(setup, run.watch);
  const isReached = new Uint8Array(weight.length);
  for (const point of byCandidate.items) isReached[point] = 1;
  const counted = weight.map((people, p) => (isReached[p] === 1 ? people : 0));
  const minutes = (cost: number) => minutesOf(cost, walkingSpeed(setup));
  const common = {
    used: usedIn(byCandidate.first),
    coverage: null,
    counted: null,
    closed: [],
    note: walkNote(unreachable, "are not counted"),
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
  };
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

function walkNote(unreachable: number, what: string): string {
  if (unreachable === 0) return "";
  return `${unreachable.toFixed(1)} people are over 60 minutes from every site and facility and ${what}`;
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

/** The kernel numbers areas; people know them by name. */
function named({ constraint, area, missing, message }: Infeasible, { ground, request }: Setup): SitingInfeasible {
  const { areas } = ground.territory;
  if (area === NONE) return { constraint, areaCode: null, missing, message };
  const name = `${areas.name[area]} (${request.floor?.level ?? "area"} ${areas.code[area]})`;
  return { constraint, areaCode: areas.code[area], missing, message: message.replace(`Area ${area} `, `${name} `) };
}
