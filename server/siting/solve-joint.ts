/** The way of a request with limits beyond a number and a budget: ask-joint.ts → joint.ts or joint-center.ts → rows of sites and facilities. */
import { minutesOf, speedOfTotal } from "../standard.ts";
import type { Alternative } from "./alternatives.ts";
import { areWeighted, peopleOf, refuseUnknownCosts, type Setup, weightsOf } from "./ask.ts";
import { type AskedJoint, askJoint } from "./ask-joint.ts";
import type { Found } from "./describe.ts";
import { type JointAnswer, type JointSetting, solveJoint, type Unknown } from "./joint.ts";
import { solveJointCenter } from "./joint-center.ts";
import { type JointQuestion, jointPart, type Walks, worthOf } from "./joint-question.ts";
import { JointState } from "./joint-state.ts";
import type { Infeasible, Watch } from "./question.ts";
import type { Run } from "./solve.ts";
import { askWalks, type WalkQuestion, walkNote } from "./walks.ts";

/** How answers of a kernel are told. */
interface Counting extends Pick<Found, "used" | "note"> {
  /** From the values of the kernel to those of the result. */
  unit(value: number): number;
}

interface Chosen {
  readonly sites: readonly number[];
  readonly closed: readonly number[];
}

/** @throws SitingRefused; Error with a sentence where neither an answer was found nor proven that there is none */
export function solveLimited(setup: Setup, run: Run): Found | Infeasible {
  const { goal } = setup.request;
  if (goal.type === "most-people-in-budget") refuseUnknownCosts(setup);
  if (goal.type === "least-worst-walk") return worstWalk(setup, run);
  if (goal.type === "least-mean-walk") return meanWalk(setup, run);
  const isMost = goal.type !== "fewest-sites";
  const classes = isMost ? weightsOf(setup) : peopleOf(setup);
  const asked = askJoint(setup, isMost ? "most" : "fewest", classes, run.watch);
  const { question } = asked;
  const counting: Counting = { unit: (value) => value, used: asked.used, note: "" };
  const answer = solveJoint(question, settingOf(asked, run, counting));
  if (answer.kind !== "answer") return answered(answer);
  return {
    ...found(asked, answer, counting),
    counted: isMost ? answer.value : coveredBy(question, answer),
    ...(!isMost && { value: answer.value }),
    others: (most) => alternativesIn(asked, answer, most, run.afterwards),
  };
}

function meanWalk(setup: Setup, run: Run): Found | Infeasible {
  const walks = askWalks(setup, weightsOf(setup), run.watch);
  const asked = askJoint(setup, "mean", peopleOf(setup), run.watch);
  const speed = speedOfTotal(setup.question.standard, setup.ground.territory);
  const minutes = (cost: number) => minutesOf(walks.total === 0 ? 0 : cost / walks.total, speed);
  const question = { ...asked.question, walks: walksFrom(walks, walks.most) };
  const note = walkNote(walks.unreachable, "count as that long", areWeighted(setup));
  const counting = { unit: minutes, used: usedIn(walks), note };
  const answer = solveJoint(question, settingOf(asked, run, counting));
  return answer.kind === "answer" ? found(asked, answer, counting) : answered(answer);
}

function worstWalk(setup: Setup, run: Run): Found | Infeasible {
  const walks = askWalks(setup, peopleOf(setup), run.watch);
  const asked = askJoint(setup, "keep", peopleOf(setup), run.watch);
  const speed = speedOfTotal(setup.question.standard, setup.ground.territory);
  const minutes = (cost: number) => minutesOf(cost, speed);
  // Whoever walks just the longest that is looked at has somebody; whoever has nobody is put beyond.
  const most = walks.most + 1;
  const center = {
    question: asked.question,
    walks: walksFrom(walks, most),
    people: walks.weight,
    most,
    longest: Math.round(minutes(walks.most)),
  };
  const note = walkNote(walks.unreachable, "are not counted", false);
  const counting = { unit: minutes, used: usedIn(walks), note };
  const answer = solveJointCenter(center, settingOf(asked, run, counting));
  return answer.kind === "answer" ? found(asked, answer, counting) : answered(answer);
}

function answered(answer: Infeasible | Unknown): Infeasible {
  if (answer.kind === "infeasible") return answer;
  throw new Error(
    "No answer that keeps all limits was found, and none was proven impossible: give it more time, name places or an area to be inside of, allow more sites, or lower a floor.",
  );
}

/** Rows of what was chosen. */
function rowsOf(asked: AskedJoint, { sites, closed }: Chosen): Pick<Found, "sites" | "closed" | "built"> {
  const { question, built, siteOf, facilityOf } = asked;
  return {
    sites: sites.map(siteOf),
    closed: closed.map(facilityOf),
    ...(built.length > 1 && { built: sites.map((site) => built[question.kindOf[site]]) }),
  };
}

function found(asked: AskedJoint, answer: JointAnswer, { unit, used, note }: Counting): Found {
  return {
    ...rowsOf(asked, answer),
    used,
    coverage: null,
    counted: null,
    bound: answer.bound === answer.value ? "reached" : unit(answer.bound),
    method: answer.method,
    isStopped: answer.stoppedEarly,
    note,
  };
}

function settingOf(asked: AskedJoint, run: Run, { unit, used, note }: Counting): JointSetting {
  return {
    solver: run.solver,
    watch: run.watch,
    tell: ({ stage, best, bound }) => {
      const value = best === null ? null : unit(best.value);
      run.tell({ stage, share: null, value, bound: bound === null ? null : unit(bound) });
      if (best === null || stage !== "answer" || bound === null) return;
      const isFewest = asked.question.aim === "fewest";
      run.keep({
        ...rowsOf(asked, best),
        used,
        counted: asked.question.aim === "most" ? best.value : null,
        ...(isFewest && { value: best.value }),
        bound: unit(bound),
        method: "greedy + swaps",
        isStopped: true,
        note,
      });
    },
  };
}

/** People covered, each once. */
function coveredBy(question: JointQuestion, chosen: Chosen): number {
  return worthOf({ ...question, weight: question.people }, openIn(question, chosen)).covered;
}

function openIn({ movable }: JointQuestion, { sites, closed }: Chosen): number[] {
  return [...(movable?.sites ?? []), ...sites].filter((site) => !closed.includes(site));
}

/** The walks of the kernel: what stands and stays is what each point pays anyway, `unreached` where nothing is in reach. */
function walksFrom({ byCandidate, weight }: WalkQuestion, unreached: number): Walks {
  const { count, first, items, costs } = byCandidate;
  const base = new Float64Array(weight.length).fill(unreached);
  for (let k = 0; k < first[1]; k++) base[items[k]] = costs[k];
  const from = first[1];
  const rows = { first: first.slice(1).map((at) => at - from), items: items.slice(from), costs: costs.slice(from) };
  return { byCandidate: { count: count - 1, ...rows }, weight, base };
}

function usedIn({ byCandidate: { count, first } }: WalkQuestion): number {
  let used = 0;
  for (let j = 1; j < count; j++) if (first[j + 1] > first[j]) used++;
  return used;
}

/** Rows of sites that could be taken in place of each when all others stay and the limits hold, with the people that costs. */
function alternativesIn(
  { question, siteOf }: AskedJoint,
  chosen: JointAnswer,
  most: number,
  watch: Watch,
): Alternative[][] {
  const part = jointPart({ ...question, aim: "most", weight: question.people }, { keepsAll: true });
  const numberOf = new Map(Array.from(part.candidateOf, (whole, c) => [whole, c]));
  const numbers = (list: readonly number[]) => list.map((each) => numberOf.get(each) ?? -1);
  const mine = numbers(chosen.sites);
  const state = new JointState(part);
  state.set(mine, numbers(chosen.closed));
  const covered = state.covered;
  return mine.map((site) => {
    state.remove(site);
    const without = state.covered;
    const tried: Alternative[] = [];
    for (let c = 0; c < part.candidateOf.length && !watch.isStopped(); c++) {
      const isSame = siteOf(part.candidateOf[c]) === siteOf(part.candidateOf[site]);
      if (part.kindOf[c] !== part.kindOf[site] || part.stands[c] !== 0 || isSame || !state.mayOpen(c)) continue;
      state.add(c);
      if (state.short === 0 && state.covered > without)
        tried.push({ candidate: siteOf(part.candidateOf[c]), loss: covered - state.covered });
      state.remove(c);
    }
    state.add(site);
    return tried.sort((a, b) => a.loss - b.loss || a.candidate - b.candidate).slice(0, most);
  });
}
