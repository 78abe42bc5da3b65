/**
 * Coverage with floors, capacities or moves, whole to HiGHS. Says which floor cannot be kept and by how much. The bound is
 * HiGHS's, or that of the question without these limits when it is stopped before it has one.
 */

import { coveredBy } from "./cover-state.ts";
import { coverageModel, entriesOf } from "./coverage-model.ts";
import type { Effort } from "./max-coverage.ts";
import { type MipSolver, MOST_ENTRIES } from "./mip.ts";
import {
  areWhole,
  type CoverageAnswer,
  type CoverageQuestion,
  gapPercentOf,
  type Infeasible,
  type RankedSite,
  safeBound,
  type Watch,
} from "./question.ts";
import { ranked } from "./rank.ts";
import { type Reduced, reduce } from "./reduce.ts";

const NONE = -1;

export function exactCoverage(
  question: CoverageQuestion,
  { solver, watch, effort }: { solver: MipSolver | null; watch: Watch; effort: Effort },
): CoverageAnswer | Infeasible {
  const small = reduce(question);
  const entries = entriesOf(small.question);
  if (solver === null) throw new Error("Floors, capacities and moves need the MIP solver.");
  if (entries > MOST_ENTRIES) {
    throw new Error(
      `With floors, capacities or moves this is too large to be solved: ${entries} entries, at most ${MOST_ENTRIES} fit. Thin the candidates, or ask without them.`,
    );
  }
  const areas = areaWeights(question, small);
  const { model, openIn, coveredIn } = coverageModel(solver, small.question, { of: "coverage" }, areas);
  const result = solver.solve(model, { watch, ...(effort.mostNodes === null ? {} : { mostNodes: effort.mostNodes }) });
  if (result.status === "infeasible") return shortOfFloors(question, small, { solver, watch });
  const whole = areWhole(question.weight) && question.capacity === null;
  if (result.values === null)
    throw new Error("Stopped before there was any answer that keeps all limits: give it more time.");
  const open = new Set(openIn(result.values).map((j) => small.candidateOf[j]));
  for (const site of question.existing) open.add(site);
  const standing = new Set([...question.existing, ...(question.movable?.sites ?? [])]);
  const sites = [...open].filter((site) => !standing.has(site));
  const closed = [...(question.movable?.sites ?? [])].filter((site) => !open.has(site)).sort((a, b) => a - b);
  const served = (of: Iterable<number>) =>
    question.capacity === null ? coveredBy(question, of) : servedBy(solver, question, of);
  const stays = [...standing].filter((site) => open.has(site));
  const covered = question.capacity === null ? served(open) : coveredIn(result.values);
  const base = question.movable === null ? question : { ...question, movable: null, existing: Int32Array.from(stays) };
  const order = question.capacity === null ? ranked(base, sites) : rankedByService(served, stays, sites);
  let cost = 0;
  for (const site of sites) cost += question.budget?.cost[site] ?? 0;
  if (question.budget !== null) {
    question.movable?.sites.forEach((site, n) => {
      if (!open.has(site)) cost += question.movable?.cost[n] ?? 0;
    });
  }
  const isProven = result.status === "optimal" && result.objective + small.covered <= covered * (1 + 1e-6) + 1e-6;
  const all = safeBound(small.covered + result.bound * (1 + 1e-6), whole);
  const upperBound = isProven ? covered : Math.max(covered, Math.min(all, wholeWeight(question)));
  return {
    kind: "answer",
    sites: order,
    closed,
    cost,
    peopleCovered: covered,
    coveredBefore: served(standing),
    upperBound,
    gapPercent: gapPercentOf(covered, upperBound),
    method: "HiGHS",
    stoppedEarly: watch.isStopped() && !isProven,
  };
}

/** Weight of each area of the floors: covered whatever is chosen, and all of it. */
export function areaWeights({ weight, floors }: CoverageQuestion, { coveredOfArea }: Reduced) {
  const wholeOfArea = new Float64Array(floors?.share.length ?? 0);
  floors?.area.forEach((area, i) => {
    if (area !== NONE) wholeOfArea[area] += weight[i];
  });
  return { coveredOfArea, wholeOfArea };
}

/** Which floor cannot be kept, and by how much: first each alone, then all together. */
function shortOfFloors(
  question: CoverageQuestion,
  small: Reduced,
  { solver, watch }: { solver: MipSolver; watch: Watch },
): Infeasible {
  const { floors } = question;
  if (floors === null) return conflicting(question);
  const areas = areaWeights(question, small);
  const shortWith = (share: Float64Array): { missing: number; open: number[] } | null => {
    const asked = { ...small.question, floors: { area: small.question.floors?.area ?? floors.area, share } };
    const { model, openIn } = coverageModel(solver, asked, { of: "floors" }, areas);
    const result = solver.solve(model, { watch });
    if (result.values === null) return null;
    return { missing: -result.objective, open: openIn(result.values).map((j) => small.candidateOf[j]) };
  };
  for (let area = 0; area < floors.share.length; area++) {
    const alone = shortWith(floors.share.map((share, a) => (a === area ? share : 0)));
    if (alone === null) return conflicting(question);
    if (alone.missing <= 1e-6) continue;
    const whole = areas.wholeOfArea[area];
    const reached = floors.share[area] * whole - alone.missing;
    return {
      kind: "infeasible",
      constraint: "floor",
      area,
      missing: alone.missing,
      message: `Area ${area} cannot have ${percent(floors.share[area])} covered: ${percent(reached / whole)} is the most that these sites or this budget can reach there, ${alone.missing.toFixed(1)} people short.`,
    };
  }
  const together = shortWith(floors.share);
  if (together === null) return conflicting(question);
  return {
    kind: "infeasible",
    constraint: "floor",
    area: NONE,
    missing: together.missing,
    message: `Each area alone can have its floor, but not all together: at best they are ${together.missing.toFixed(1)} people short in sum. Lower a floor, or allow more sites or money.`,
  };
}

/** Without floors only existing sites that stay too near to each other can contradict, which is not judged; or moves that the budget forbids. */
function conflicting(question: CoverageQuestion): Infeasible {
  return {
    kind: "infeasible",
    constraint: question.conflicts === null ? "budget" : "spacing",
    area: NONE,
    missing: 0,
    message:
      "No choice keeps all limits, even without floors: the existing sites contradict the spacing or the budget.",
  };
}

/** Most weight that these sites can serve within their capacities. */
function servedBy(solver: MipSolver, question: CoverageQuestion, open: Iterable<number>): number {
  const sites = [...open];
  if (sites.length === 0) return 0;
  const fixed: CoverageQuestion = {
    ...question,
    existing: Int32Array.from(sites),
    movable: null,
    mostSites: 0,
    budget: null,
    conflicts: null,
    floors: null,
  };
  const isCandidate = new Uint8Array(question.reach.byCandidate.count);
  const small = reduce(fixed, isCandidate);
  const none = new Float64Array();
  const { model, coveredIn } = coverageModel(
    solver,
    small.question,
    { of: "coverage" },
    { coveredOfArea: none, wholeOfArea: none },
  );
  const { values } = solver.solve(model, { watch: { isStopped: () => false, report: () => {} } });
  if (values === null) throw new Error("HiGHS found no way to serve anybody, though nobody need be served.");
  return coveredIn(values);
}

/** As rank.ts, by what is served. */
function rankedByService(
  served: (open: readonly number[]) => number,
  stays: readonly number[],
  sites: readonly number[],
): RankedSite[] {
  const order: RankedSite[] = [];
  const left = new Set([...sites].sort((a, b) => a - b));
  const open = [...stays];
  let before = served(open);
  while (left.size > 0) {
    let best = NONE;
    let most = before;
    for (const site of left) {
      const now = served([...open, site]);
      if (now > most * (1 + 1e-9)) {
        most = now;
        best = site;
      }
    }
    if (best === NONE) break;
    order.push({ candidate: best, gain: most - before });
    before = most;
    left.delete(best);
    open.push(best);
  }
  return order;
}

function wholeWeight({ weight }: CoverageQuestion): number {
  let sum = 0;
  for (const each of weight) sum += each;
  return sum;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
