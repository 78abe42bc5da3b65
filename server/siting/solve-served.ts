/**
 * Siting where a facility serves no more than it can. Sites are chosen by the best assignment of people (joint.ts with
 * capacities), by who is covered if all had room, and by who is left over now; which of them is best, and whether a floor or a
 * share is reached, is told by the outcome, in which people go to the nearest facility with room. What it misses is asked
 * for in addition; an answer that misses it all the same says so. The bound is that of the best assignment.
 */
import { type Outcome, outcomeOf } from "../outcome.ts";
import { territoryWith } from "../scenario.ts";
import { areWeighted, askCoverage, isPlain, peopleOf, refuseUnknownCosts, type Setup, weightsOf } from "./ask.ts";
import { askJoint } from "./ask-joint.ts";
import { type AskedCapacity, askCapacity, roomOf, yearlyRate } from "./capacity-question.ts";
import { changesFor, type Found } from "./describe.ts";
import { JOINT_EFFORT, type JointAnswer, solveJoint, type Unknown } from "./joint.ts";
import { jointEntries } from "./joint-model.ts";
import { type JointQuestion, jointPart, shortIn } from "./joint-question.ts";
import { solveMaxCoverage } from "./max-coverage.ts";
import { type CoverageQuestion, type Infeasible, silent } from "./question.ts";
import { SitingRefused, StoppedTooEarly } from "./refused.ts";
import type { Run } from "./solve.ts";
import type { WeightClass } from "./weights.ts";

const NOTE =
  "people are counted as they go to the nearest facility with room, the bound is that of the best assignment";
/** Times that more is asked for, because the outcome serves fewer than the best assignment. */
const ATTEMPTS = 8;

/** Homes times places up to which each place is counted by the outcome: a few seconds. */
const MOST_COUNTED = 2e6;
/** And places at most: each takes its time however few the homes are, and nobody can stop the counting. */
const MOST_PLACES = 200;

type Choice = Pick<Found, "sites" | "closed">;

/** Whether the outcome counts capacity, and the goal counts people. */
export function countsCapacity({ question, request: { goal } }: Setup): boolean {
  const isWalk = goal.type === "least-mean-walk" || goal.type === "least-worst-walk";
  return question.circumstances.countCapacity && !isWalk && yearlyRate({ question }) > 0;
}

/** @throws SitingRefused */
export function solveServed(setup: Setup, run: Run): Found | Infeasible {
  const { ground, question, request } = setup;
  const { goal, floor } = request;
  if (goal.type === "most-people-in-budget") refuseUnknownCosts(setup);
  const now = outcomeOf(ground.territory, ground.tools, question);
  const classes = goal.type === "fewest-sites" ? peopleOf(setup) : weightsOf(setup);
  if (isPlain(setup) && goal.type === "most-people" && goal.sites === 1) {
    const { count } = setup.sites;
    if (count <= MOST_PLACES && count * ground.territory.demand.count <= MOST_COUNTED) return everySite(setup, run);
  }
  const asked = askCapacity(setup, classes, now, run.watch);
  const fits = run.solver !== null && jointEntries(jointPart(asked.question)) <= JOINT_EFFORT.mostEntries;
  if (!fits && (setup.movable.length > 0 || floor !== undefined || goal.type === "fewest-sites")) {
    throw new SitingRefused(
      "/candidates",
      "are too many to be solved together with capacity and these limits: name places, or an area to be inside of",
    );
  }
  return asked.question.quotas.length > 0
    ? keepingQuotas(setup, asked, run)
    : mostServed(setup, asked, { fits, now, classes }, run);
}

/** One site, of few places: the outcome counts each, so that nothing better is left to be thought of. */
function everySite(setup: Setup, run: Run): Found {
  const { sites } = setup;
  const each = Array.from({ length: sites.count }, (_, site): Choice => ({ sites: [site], closed: [] }));
  const none: Choice = { sites: [], closed: [] };
  return {
    choices: [none, ...each],
    ...none,
    used: sites.count,
    coverage: askCoverage(setup, weightsOf(setup), run.watch),
    counted: null,
    bound: "reached",
    method: "each place counted",
    isStopped: false,
    note: "",
  };
}

function mostServed(
  setup: Setup,
  asked: AskedCapacity,
  { fits, now, classes }: { fits: boolean; now: Outcome; classes: readonly WeightClass[] },
  run: Run,
): Found | Infeasible {
  const bounds: number[] = [];
  const choices: Choice[] = [];
  const methods: string[] = [];
  let isStopped = false;
  const watch = silent(run.watch);
  const { solver } = run;
  if (fits) {
    const answer = solveJoint(asked.question, { solver, watch });
    if (answer.kind === "infeasible") return answer;
    if (answer.kind === "answer") {
      bounds.push(answer.bound);
      choices.push(rowsOf(asked, answer));
      methods.push(`${answer.method} with the best assignment`);
      isStopped ||= answer.stoppedEarly;
    }
  }
  const plain = isPlain(setup) ? askCoverage(setup, classes, run.watch) : null;
  if (plain !== null) {
    const take = (coverage: CoverageQuestion): void => {
      const answer = solveMaxCoverage(coverage, { solver, watch });
      if (answer.kind !== "answer") return;
      choices.push({ sites: answer.sites.map(({ candidate }) => candidate - 1), closed: [] });
      if (coverage !== plain.question) return;
      bounds.push(answer.upperBound);
      isStopped ||= answer.stoppedEarly;
    };
    take(plain.question);
    if (!fits) {
      take(leftOver(plain.question, classes, setup, now));
      methods.push("greedy + swaps for those who are not served now");
    }
  } else {
    const free = askJoint(setup, "most", classes, run.watch);
    const answer = solveJoint(free.question, { solver, watch });
    if (answer.kind === "answer") {
      bounds.push(answer.bound);
      choices.push({ sites: answer.sites.map(free.siteOf), closed: answer.closed.map(free.facilityOf) });
      if (!fits) methods.push(answer.method);
      isStopped ||= answer.stoppedEarly;
    }
  }
  if (!fits) bounds.push(roomBound(setup, now));
  if (choices.length === 0) throw new StoppedTooEarly();
  return {
    choices,
    ...choices[0],
    used: usedIn(asked),
    coverage: plain,
    counted: null,
    bound: Math.min(...bounds),
    method: methods.join("; "),
    isStopped,
    note: NOTE,
  };
}

/** With floors or a share to be reached: the best assignment is asked for so much more as the outcome then misses. */
function keepingQuotas(setup: Setup, asked: AskedCapacity, run: Run): Found | Infeasible {
  const { question } = asked;
  const { solver, watch } = run;
  let bound: number | null = null;
  let best: { answer: JointAnswer; short: Float64Array } | null = null;
  let owed = Float64Array.from(question.quotas, (quota) => quota.owed);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const raised: JointQuestion = {
      ...question,
      quotas: question.quotas.map((quota, n) => ({ ...quota, owed: owed[n] })),
    };
    const answer: JointAnswer | Infeasible | Unknown = solveJoint(raised, { solver, watch: silent(watch) });
    if (answer.kind !== "answer") {
      if (best !== null) break;
      if (answer.kind === "infeasible") return answer;
      throw new Error("No answer that keeps all limits was found: give it more time, or name fewer places.");
    }
    bound ??= answer.bound;
    const short = missedBy(setup, asked, rowsOf(asked, answer));
    if (best === null || shortIn(short) < shortIn(best.short)) best = { answer, short };
    if (shortIn(short) === 0 || watch.isStopped()) break;
    owed = owed.map((each, n) => Math.min(question.quotas[n].whole, each + short[n]));
  }
  if (best === null || bound === null) throw new Error("There is no answer to be told.");
  const { answer, short } = best;
  const isFewest = question.aim === "fewest";
  const missing = shortIn(short);
  return {
    ...rowsOf(asked, answer),
    used: usedIn(asked),
    coverage: null,
    counted: null,
    ...(isFewest && { value: answer.value }),
    bound: isFewest && bound >= answer.value ? "reached" : bound,
    method: `${answer.method} with the best assignment`,
    isStopped: answer.stoppedEarly,
    note: NOTE,
    ...(missing > 0 && { missed: toldOf(question, short) }),
  };
}

/** The quota that misses most. */
function toldOf({ quotas }: JointQuestion, short: Float64Array): Infeasible {
  const worst = short.indexOf(short.reduce((a, b) => Math.max(a, b), 0));
  const { constraint, area, owed, whole } = quotas[worst];
  const missing = short[worst];
  const where = constraint === "floor" ? `Area ${area} ` : "The share ";
  const message = `${where}is missed by ${missing.toFixed(1)} people: enough could be served, but people go to the nearest facility with room. ${(100 * (1 - (missing + whole - owed) / whole)).toFixed(1)} % are served there.`;
  return { kind: "infeasible", constraint, area, missing, message };
}

/** People whom each quota misses as the outcome serves them. */
function missedBy(setup: Setup, { question }: AskedCapacity, choice: Choice): Float64Array {
  const { ground } = setup;
  const changes = changesFor(setup, [], choice);
  const territory = changes.length === 0 ? ground.territory : territoryWith(ground.territory, changes).territory;
  const { served } = outcomeOf(territory, ground.tools, setup.question);
  return Float64Array.from(question.quotas, ({ demands, owed }) =>
    Math.max(0, owed - demands.reduce((sum, p) => sum + served[p], 0)),
  );
}

function rowsOf({ firstSite, facilityOf }: AskedCapacity, { sites, closed }: JointAnswer): Choice {
  return {
    sites: sites.map((candidate) => candidate - firstSite),
    closed: closed.map((candidate) => facilityOf[candidate]),
  };
}

/** Sites that anybody reaches. */
function usedIn({ question: { reach }, firstSite }: AskedCapacity): number {
  const { count, first } = reach.byCandidate;
  let used = 0;
  for (let j = firstSite; j < count; j++) if (first[j + 1] > first[j]) used++;
  return used;
}

/** The question of those who are not served now, whether facilities in their reach are full or there are none. */
function leftOver(
  question: CoverageQuestion,
  classes: readonly WeightClass[],
  { ground: { territory } }: Setup,
  now: Outcome,
): CoverageQuestion {
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

/** People that no choice serves more of; Infinity where capacity is not counted. */
export function mostServedAtAll(setup: Setup): number {
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
  const { request, sites, movable } = setup;
  if (areWeighted(setup)) return Number.POSITIVE_INFINITY;
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
