/**
 * Coverage with floors, capacities or moves: a bound without these limits, an answer that keeps the floors where one is found,
 * and the whole to HiGHS. Where it does not fit, the candidates are thinned until it does (thin.ts). Says which floor cannot be kept and by how much.
 */

import { fill } from "./construct.ts";
import { CoverState, coveredBy } from "./cover-state.ts";
import { coverageModel, entriesOf } from "./coverage-model.ts";
import { areasShort, keepFloors } from "./keep-floors.ts";
import { type Effort, solveMaxCoverage } from "./max-coverage.ts";
import { HIGHS_TOLERANCE, type MipSolver, MOST_ENTRIES } from "./mip.ts";
import {
  areWhole,
  type CoverageAnswer,
  type CoverageQuestion,
  EQUAL_SHARE,
  gapPercentOf,
  type Infeasible,
  type RankedSite,
  safeBound,
  silent,
  UNWATCHED,
  type Watch,
} from "./question.ts";
import { ranked } from "./rank.ts";
import { type Reduced, reduce } from "./reduce.ts";
import { thin } from "./thin.ts";

const NONE = -1;

/** An answer before it is described. */
interface Found {
  /** All open candidates, existing ones among them. */
  readonly open: ReadonlySet<number>;
  readonly covered: number;
}

export function exactCoverage(
  question: CoverageQuestion,
  { solver, watch, effort }: { solver: MipSolver | null; watch: Watch; effort: Effort },
): CoverageAnswer | Infeasible {
  const whole = areWhole(question.weight) && question.capacity === null;
  const { existing, movable } = question;
  const standing = new Set([...existing, ...(movable?.sites ?? [])]);
  let upperBound = Number.POSITIVE_INFINITY;
  let found: Found | null = question.capacity === null ? keepingFloors(question, watch) : null;
  const methods = found === null ? ["Lagrangian bound"] : ["greedy", "swaps", "Lagrangian bound"];
  const tell = (stage: string): void => {
    const best = found?.covered ?? Number.NEGATIVE_INFINITY;
    // Whoever keeps these sites has nothing to keep of what is closed.
    const isMoved = movable?.sites.some((site) => found?.open.has(site) === false);
    const sites = found === null || isMoved ? {} : { sites: [...found.open].filter((site) => !standing.has(site)) };
    watch.report({ stage, share: 0, best, bound: upperBound, ...sites });
  };
  if (found !== null) tell("answer");
  const lower = (bound: number): void => {
    if (bound >= upperBound) return;
    upperBound = Math.max(bound, found?.covered ?? bound);
    tell("bound");
  };
  lower(withoutLimits(question, { watch: { ...watch, report: ({ bound }) => lower(bound) }, effort }));
  let isProven = found !== null && upperBound <= found.covered * (1 + 1e-9);
  const small = fitting(question, solver === null ? null : effort);
  let lossBound = 0;
  if (!isProven && solver !== null) {
    methods.push("HiGHS");
    const areas = areaWeights(question, small);
    const { model, openIn, coveredIn, valuesOf } = coverageModel(solver, small.question, { of: "coverage" }, areas);
    const inSmall = new Map(Array.from(small.candidateOf, (candidate, j) => [candidate, j]));
    const mine = [...(found?.open ?? [])].map((site) => inSmall.get(site) ?? NONE);
    const start = found === null ? null : valuesOf(mine.filter((j) => j !== NONE));
    // Of the whole question, raised by HiGHS's tolerance and by what thinning may have lost.
    const boundOf = (bound: number): number =>
      safeBound(small.covered + bound + Math.abs(bound) * HIGHS_TOLERANCE + small.loss, whole);
    const result = solver.solve(model, {
      watch,
      start,
      ...(effort.mostNodes === null ? {} : { mostNodes: effort.mostNodes }),
      found: (_, bound) => {
        if (small.keepsLimits) lower(boundOf(bound));
      },
    });
    if (result.status === "infeasible" && small.keepsLimits) return shortOfFloors(question, small, { solver, watch });
    if (result.values !== null) {
      const open = new Set([...question.existing, ...openIn(result.values).map((j) => small.candidateOf[j])]);
      const covered = question.capacity === null ? coveredBy(question, open) : coveredIn(result.values);
      if (found === null || covered > found.covered) found = { open, covered };
      tell("answer");
    }
    const best = found?.covered ?? 0;
    if (small.keepsLimits) {
      const isBest = result.objective + small.covered <= best * (1 + HIGHS_TOLERANCE) + HIGHS_TOLERANCE;
      isProven = result.status === "optimal" && isBest && small.loss <= best * EQUAL_SHARE;
      lower(boundOf(result.bound));
      lossBound = small.loss;
    }
  }
  if (found === null) {
    const left = `${small.candidateOf.length} candidates that HiGHS could be given`;
    throw new Error(
      solver === null
        ? "Without HiGHS no answer was found that keeps all limits."
        : !small.keepsLimits && !watch.isStopped()
          ? `No answer that keeps all limits was found among the ${left}: ask for fewer candidates, or without floors or capacities.`
          : "Stopped before there was any answer that keeps all limits: give it more time.",
    );
  }
  const answered = describe(question, solver, found);
  const bound = isProven ? found.covered : Math.max(found.covered, upperBound);
  const gapPercent = gapPercentOf(found.covered, bound);
  return {
    ...answered,
    upperBound: gapPercent === 0 ? found.covered : bound,
    gapPercent,
    method: methods.join(" + "),
    candidates: small.candidateOf.length,
    lossBound,
    stoppedEarly: watch.isStopped() && gapPercent > 0,
  };
}

/** The reduced question as HiGHS is given it. */
interface Fitting extends Omit<Reduced, "pointTo"> {
  readonly loss: number;
  readonly keepsLimits: boolean;
}

/** Thins until HiGHS may be given it; `effort` null: it will not be. */
function fitting(question: CoverageQuestion, effort: Effort | null): Fitting {
  const small = reduce(question);
  const entries = entriesOf(small.question);
  const count = small.candidateOf.length;
  const all = { ...small, loss: 0, keepsLimits: true };
  if (effort === null) return all;
  const { mostCandidates } = effort;
  if (entries <= MOST_ENTRIES && (mostCandidates === null || count <= mostCandidates)) return all;
  let most = Math.min(mostCandidates ?? count, Math.floor((count * MOST_ENTRIES) / entries));
  for (;;) {
    const thinned = thin(small.question, most);
    // What HiGHS could be given whole is not thinned at the price of its limits.
    if (entries <= MOST_ENTRIES && !thinned.keepsLimits) return all;
    const again = reduce(thinned.question);
    if (entriesOf(again.question) <= MOST_ENTRIES)
      return {
        question: again.question,
        covered: small.covered + again.covered,
        coveredOfArea: small.coveredOfArea.map((each, area) => each + again.coveredOfArea[area]),
        candidateOf: again.candidateOf.map((j) => small.candidateOf[thinned.candidateOf[j]]),
        loss: thinned.loss,
        keepsLimits: thinned.keepsLimits,
      };
    if (most === 0) throw new Error(`${MOST_ENTRIES} entries are too few for the sites that stand, with these limits.`);
    most = Math.floor(0.7 * most);
  }
}

/** A bound without floors and capacities, and with every movable site free to be elsewhere: only more can be covered so. */
function withoutLimits(question: CoverageQuestion, { watch, effort }: { watch: Watch; effort: Effort }): number {
  const { movable, mostSites, budget, existing } = question;
  const cost = budget?.cost.slice();
  for (const site of movable?.sites ?? []) if (cost !== undefined) cost[site] = 0;
  const free: CoverageQuestion = {
    ...question,
    existing,
    movable: null,
    floors: null,
    capacity: null,
    mostSites: mostSites === null ? null : mostSites + (movable?.sites.length ?? 0),
    budget: budget === null || cost === undefined ? null : { amount: budget.amount, cost },
    conflicts: movable === null ? question.conflicts : null,
  };
  const evaluations = Math.min(effort.evaluations, 400);
  const answer = solveMaxCoverage(free, {
    solver: null,
    watch,
    effort: { ...effort, evaluations, mostCandidates: null },
  });
  return answer.kind === "answer" ? answer.upperBound : Number.POSITIVE_INFINITY;
}

/** Rounds of giving more weight to areas below their floor. */
const FLOOR_ROUNDS = 12;

/**
 * An answer with all movable sites where they are that keeps the floors; null when none is found. First the floors alone, as
 * cheaply as greedy has it, and the rest of the sites for most people; then by giving weight to areas that are short.
 */
function keepingFloors(question: CoverageQuestion, watch: Watch): Found | null {
  const { floors, movable, weight, mostSites } = question;
  const existing = Int32Array.from([...question.existing, ...(movable?.sites ?? [])]);
  const plain: CoverageQuestion = { ...question, existing, movable: null, floors: null };
  let found: Found | null = null;
  const offer = (sites: readonly number[]): number[] => {
    const open = new Set([...existing, ...sites]);
    const short = areasShort(question, open);
    const covered = coveredBy(question, open);
    if (short.length === 0 && (found === null || covered > found.covered)) found = { open, covered };
    return short;
  };
  const needed = floors === null ? null : keepFloors({ ...plain, floors }, 0, []);
  if (needed !== null && needed.length <= (mostSites ?? needed.length)) {
    const state = new CoverState(plain);
    for (const site of needed) if (state.mayOpen(site)) state.add(site);
    fill(state);
    offer(state.sites);
  }
  const boost = new Float64Array(floors?.share.length ?? 0).fill(1);
  for (let round = 0; round < FLOOR_ROUNDS; round++) {
    if (watch.isStopped() && found !== null) break;
    const boosted =
      floors === null ? weight : weight.map((each, i) => each * (floors.area[i] === NONE ? 1 : boost[floors.area[i]]));
    const effort = { evaluations: 0, shakes: 5 };
    const setting = { solver: null, watch: silent(watch), effort };
    const answer = solveMaxCoverage({ ...plain, weight: boosted }, setting);
    if (answer.kind !== "answer") break;
    const short = offer(answer.sites.map(({ candidate }) => candidate));
    if (short.length === 0) break;
    for (const area of short) boost[area] *= 2;
  }
  return found;
}

/** Sites in rank order, what is closed and what it costs. */
function describe(question: CoverageQuestion, solver: MipSolver | null, { open, covered }: Found) {
  const { existing, movable, budget, capacity } = question;
  const standing = new Set([...existing, ...(movable?.sites ?? [])]);
  const sites = [...open].filter((site) => !standing.has(site));
  const closed = [...(movable?.sites ?? [])].filter((site) => !open.has(site)).sort((a, b) => a - b);
  const stays = [...standing].filter((site) => open.has(site));
  const served = (of: Iterable<number>): number =>
    capacity === null || solver === null ? coveredBy(question, of) : servedBy(solver, question, of);
  const base = { ...question, movable: null, existing: Int32Array.from(stays) };
  const order = capacity === null ? ranked(base, sites) : rankedByService(served, stays, sites);
  let cost = 0;
  if (budget !== null) {
    for (const { candidate } of order) cost += budget.cost[candidate];
    for (const site of closed) cost += movable?.cost[movable.sites.indexOf(site)] ?? 0;
  }
  return {
    kind: "answer",
    sites: order,
    closed,
    cost,
    peopleCovered: covered,
    coveredBefore: served(standing),
  } as const;
}

/** Weight of each area of the floors: covered whatever is chosen, and all of it. */
export function areaWeights({ weight, floors }: CoverageQuestion, { coveredOfArea }: Pick<Reduced, "coveredOfArea">) {
  const wholeOfArea = new Float64Array(floors?.share.length ?? 0);
  floors?.area.forEach((area, i) => {
    if (area !== NONE) wholeOfArea[area] += weight[i];
  });
  return { coveredOfArea, wholeOfArea };
}

/** Which floor cannot be kept, and by how much: first each alone, then all together. */
function shortOfFloors(
  question: CoverageQuestion,
  small: Omit<Reduced, "pointTo">,
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
  const { values } = solver.solve(model, { watch: UNWATCHED });
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

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
