/**
 * The least worst walk with limits (p-center, Hakimi 1964): as center.ts halves the list of all costs, but each step asks
 * joint.ts whether some choice keeps all limits and brings everybody within that cost.
 */
import { type JointAnswer, type JointSetting, solveJoint, type Unknown } from "./joint.ts";
import type { JointQuestion, Walks } from "./joint-question.ts";
import { EQUAL_SHARE, type Infeasible } from "./question.ts";
import { rowsOf, transpose } from "./rows.ts";

const NONE = -1;

export interface CenterAsked {
  /** With the aim "keep". */
  readonly question: JointQuestion;
  readonly walks: Walks;
  /** At each point of the walks: those without people may be as far as they like. */
  readonly people: Float64Array;
  /** What points pay that have nobody within reach: centimetres, above all others. */
  readonly most: number;
  /** Minutes of the longest walk that is looked at, for messages. */
  readonly longest: number;
}

/** Rounds of shaking in each step: there are many steps. */
const SHAKES = 6;

/** Value and bound are centimetres. */
export function solveJointCenter(asked: CenterAsked, setting: JointSetting): JointAnswer | Infeasible | Unknown {
  const { question, walks, longest } = asked;
  const reached = reachedBy(asked);
  const costs = costsOf(asked, reached);
  const { tell, ...quiet } = setting;
  const within = (cost: number) =>
    solveJoint(withinCost(asked, reached, cost), { ...quiet, effort: { shakes: SHAKES, ...setting.effort } });
  if (costs.length === 0) costs.push(0);
  let high = costs.length - 1;
  let best = within(costs[high]);
  if (best.kind === "infeasible" && best.constraint === "sites") return tooFew(asked, reached, setting, longest);
  if (best.kind !== "answer") return best;
  const worstOf = (answer: JointAnswer) => costs.indexOf(worstCost(walks, question, reached, answer));
  high = worstOf(best);
  // Below `low` it is proven impossible, at `high` it is possible; below `from` it is impossible or was tried in vain.
  let low = 0;
  let from = 0;
  while (from < high && !setting.watch.isStopped()) {
    tell?.({ stage: "answer", best: { ...best, value: costs[high] }, bound: costs[low] });
    const middle = (from + high) >> 1;
    const found = within(costs[middle]);
    if (found.kind === "answer") {
      best = found;
      high = Math.min(middle, worstOf(found));
      continue;
    }
    from = middle + 1;
    if (found.kind === "infeasible") low = from;
  }
  return {
    ...best,
    value: costs[high],
    bound: costs[low],
    method: "halving of costs, each by coverage",
    stoppedEarly: setting.watch.isStopped() && low < high,
  };
}

/** Points with people whom somebody reaches at all: the others are not counted. */
function reachedBy({ walks: { byCandidate, base }, people, most }: CenterAsked): number[] {
  const isReached = Uint8Array.from(base, (cost) => (cost < most ? 1 : 0));
  for (const point of byCandidate.items) isReached[point] = 1;
  return [...people.keys()].filter((i) => people[i] > 0 && isReached[i] === 1);
}

/** All costs that the worst walk may have, ascending. */
function costsOf({ walks: { byCandidate, base }, most }: CenterAsked, reached: readonly number[]): number[] {
  const isReached = new Uint8Array(base.length);
  const all = new Set<number>();
  for (const i of reached) {
    isReached[i] = 1;
    if (base[i] < most) all.add(base[i]);
  }
  byCandidate.items.forEach((point, k) => {
    if (isReached[point] === 1) all.add(byCandidate.costs[k]);
  });
  return [...all].sort((a, b) => a - b);
}

/** The question with a quota more: everybody within a cost of somebody. */
function withinCost({ question, walks, most }: CenterAsked, reached: readonly number[], cost: number): JointQuestion {
  const { reach, needs, weight, people, quotas } = question;
  const { byCandidate, base } = walks;
  const spotOf = new Int32Array(base.length).fill(NONE);
  const spots = reach.byPoint.count;
  let more = 0;
  for (const i of reached) if (base[i] > cost || base[i] >= most) spotOf[i] = spots + more++;
  const lists = Array.from({ length: byCandidate.count }, (_, j) => {
    const mine = [...reach.byCandidate.items.subarray(reach.byCandidate.first[j], reach.byCandidate.first[j + 1])];
    for (let k = byCandidate.first[j]; k < byCandidate.first[j + 1]; k++)
      if (byCandidate.costs[k] <= cost && spotOf[byCandidate.items[k]] !== NONE)
        mine.push(spotOf[byCandidate.items[k]]);
    return mine;
  });
  const rows = rowsOf(lists);
  const demands = Array.from({ length: more }, (_, n) => weight.length + n);
  return {
    ...question,
    reach: { byCandidate: rows, byPoint: transpose(rows, spots + more) },
    needs: rowsOf([
      ...Array.from(weight, (_, d) => [...needs.items.subarray(needs.first[d], needs.first[d + 1])]),
      ...demands.map((_, n) => [spots + n]),
    ]),
    weight: Float64Array.from([...weight, ...demands.map(() => 0)]),
    people: Float64Array.from([...people, ...demands.map(() => 1)]),
    quotas: [
      ...quotas,
      { demands, owed: more * (1 - EQUAL_SHARE), constraint: "sites", area: NONE, whole: reached.length },
    ],
  };
}

/** The largest cost of a point to the nearest of what is then open. */
function worstCost(
  { byCandidate, base }: Walks,
  { movable }: JointQuestion,
  reached: readonly number[],
  { sites, closed }: JointAnswer,
): number {
  const near = base.slice();
  const { first, items, costs } = byCandidate;
  for (const site of [...(movable?.sites ?? []), ...sites]) {
    if (closed.includes(site)) continue;
    for (let k = first[site]; k < first[site + 1]; k++) near[items[k]] = Math.min(near[items[k]], costs[k]);
  }
  return reached.reduce((worst, i) => Math.max(worst, near[i]), 0);
}

/** How many sites it takes before there is a worst walk at all; or that no number does. */
function tooFew(asked: CenterAsked, reached: readonly number[], setting: JointSetting, longest: number): Infeasible {
  const { question, most } = asked;
  const sites = question.mostOfKind[0] ?? 0;
  const all = withinCost(asked, reached, most);
  const needed = solveJoint(
    { ...all, aim: "fewest", mostOfKind: [null] },
    { solver: setting.solver, watch: setting.watch },
  );
  const who = `${sites} sites cannot bring everybody within ${longest} minutes of a facility`;
  if (needed.kind === "infeasible") {
    if (needed.constraint !== "sites") return needed;
    const missing = needed.missing;
    return {
      ...needed,
      constraint: "spacing",
      message: `With sites at this distance from each other nobody can bring everybody within ${longest} minutes of a facility: ${missing.toFixed(0)} inhabited places stay too far.`,
    };
  }
  // So many are too few in any case; how many more it takes may stay unknown.
  const missing = needed.kind === "unknown" ? 1 : Math.max(1, needed.bound - sites);
  const message = `${who}: with these limits it takes at least ${sites + missing}.`;
  return { kind: "infeasible", constraint: "sites", area: NONE, missing, message };
}
