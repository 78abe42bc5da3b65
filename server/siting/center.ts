/**
 * The least worst walk (p-center, Hakimi 1964): p new sites so that the largest cost from any point with people to its nearest
 * site is least. A largest cost is possible when p sites cover every point within it, so it is found by halving the list of
 * all costs (Minieka 1970), each step a question of covering everybody (cover-all.ts), or, where that is too large for HiGHS, of
 * coverage (max-coverage.ts) with one person at each point.
 */
import { coverAll } from "./cover-all.ts";
import { solveFewest } from "./fewest.ts";
import type { CostRows } from "./instance.ts";
import { type Setting, solveMaxCoverage } from "./max-coverage.ts";
import { coverageQuestion, type Infeasible, silent, sumOf, UNWATCHED } from "./question.ts";
import type { Rows } from "./rows.ts";

export interface CenterQuestion {
  readonly byCandidate: CostRows;
  /** Of each point; those without weight may be as far as they like. */
  readonly weight: Float64Array;
  readonly existing: Int32Array;
  readonly mostSites: number;
}

export interface CenterAnswer {
  readonly kind: "answer";
  /** New sites, ascending. */
  readonly sites: readonly number[];
  /** The largest cost of a point with weight; nobody can do with less than lowerBound. */
  readonly cost: number;
  readonly lowerBound: number;
  readonly gapPercent: number;
  readonly method: string;
  readonly stoppedEarly: boolean;
}

export function solveCenter(question: CenterQuestion, setting: Setting): CenterAnswer | Infeasible {
  const { byCandidate, weight, existing, mostSites } = question;
  const { solver, watch = UNWATCHED } = setting;
  const quiet = { ...setting, watch: silent(watch) };
  const one = weight.map((each) => (each > 0 ? 1 : 0));
  const everybody = one.reduce((a, b) => a + b, 0);
  const costs = Int32Array.from(new Set(byCandidate.costs)).sort();
  let stoppedEarly = false;
  /** Which sites cover everybody within a cost; "none" when that is proven impossible, "unknown" otherwise. */
  const within = (cost: number): number[] | "none" | "unknown" => {
    const asked = coverageQuestion({ byCandidate: upTo(byCandidate, cost), weight: one, existing, mostSites });
    const all = solver === null ? null : coverAll(asked, mostSites, { solver, watch: quiet.watch });
    if (all === "unknown") stoppedEarly = true;
    if (all !== null) return typeof all === "string" ? all : all.sort((a, b) => a - b);
    const answer = solveMaxCoverage(asked, quiet);
    if (answer.kind !== "answer") return "none";
    if (answer.peopleCovered >= everybody) return answer.sites.map(({ candidate }) => candidate).sort((a, b) => a - b);
    if (answer.upperBound < everybody) return "none";
    stoppedEarly = true;
    return "unknown";
  };
  if (everybody === 0)
    return { kind: "answer", sites: [], cost: 0, lowerBound: 0, gapPercent: 0, method: "no people", stoppedEarly };

  let high = costs.length - 1;
  let sites = high < 0 ? "none" : within(costs[high]);
  if (typeof sites === "string") return cannotReachAll(question, one, quiet);
  /** Position of the largest cost that these sites leave. */
  const worstOf = (open: readonly number[]): number => costs.indexOf(worstCost(question, open));
  high = worstOf(sites);
  // Below `low` it is proven impossible, at `high` it is possible; below `from` it is impossible or was tried in vain.
  let low = 0;
  let from = 0;
  while (from < high && !watch.isStopped()) {
    watch.report({
      stage: "worst walk",
      share: 1 - (high - low) / costs.length,
      best: costs[high],
      bound: costs[low],
      sites,
    });
    const middle = (from + high) >> 1;
    const found = within(costs[middle]);
    if (typeof found !== "string") {
      sites = found;
      high = worstOf(found);
      continue;
    }
    from = middle + 1;
    if (found === "none") low = from;
  }
  const lowerBound = costs[low];
  return {
    kind: "answer",
    sites,
    cost: costs[high],
    lowerBound,
    gapPercent: costs[high] === 0 ? 0 : (100 * (costs[high] - lowerBound)) / costs[high],
    method: solver === null ? "halving of costs" : "halving of costs + HiGHS",
    stoppedEarly: stoppedEarly || watch.isStopped(),
  };
}

/** Pairs of at most this cost. */
function upTo({ count, first, items, costs }: CostRows, cost: number): Rows {
  const firstOf = new Int32Array(count + 1);
  let size = 0;
  for (let j = 0; j < count; j++) {
    for (let k = first[j]; k < first[j + 1]; k++) if (costs[k] <= cost) size++;
    firstOf[j + 1] = size;
  }
  const kept = new Int32Array(size);
  size = 0;
  for (let k = 0; k < items.length; k++) if (costs[k] <= cost) kept[size++] = items[k];
  return { count, first: firstOf, items: kept };
}

/** The largest cost of a point with weight to its nearest of these and the existing sites. */
function worstCost({ byCandidate, weight, existing }: CenterQuestion, sites: readonly number[]): number {
  const { first, items, costs } = byCandidate;
  const nearest = new Float64Array(weight.length).fill(Number.POSITIVE_INFINITY);
  for (const site of [...existing, ...sites])
    for (let k = first[site]; k < first[site + 1]; k++) nearest[items[k]] = Math.min(nearest[items[k]], costs[k]);
  let worst = 0;
  for (let i = 0; i < weight.length; i++) if (weight[i] > 0 && nearest[i] > worst) worst = nearest[i];
  return worst;
}

/** Somebody is within reach of no candidate, or the sites are too few to reach everybody: the fewest that do tell by how many. */
function cannotReachAll(
  { byCandidate, weight, existing, mostSites }: CenterQuestion,
  one: Float64Array,
  setting: Setting,
): Infeasible {
  const all = coverageQuestion({ byCandidate, weight, mostSites: 0 });
  const everywhere = new Uint8Array(weight.length);
  for (const point of byCandidate.items) everywhere[point] = 1;
  if (one.some((each, i) => each > 0 && everywhere[i] === 0)) {
    const missing = sumOf(weight.map((each, i) => (everywhere[i] === 0 ? each : 0)));
    return {
      kind: "infeasible",
      constraint: "coverage",
      area: -1,
      missing,
      message: `${missing.toFixed(1)} people are within reach of no candidate, so there is no worst walk to make shorter.`,
    };
  }
  const fewest = solveFewest({ ...all, weight: one, existing, mostSites: byCandidate.count }, 1, setting);
  if (fewest.kind === "infeasible") return fewest;
  const missing = fewest.lowerBound - mostSites;
  if (missing <= 0) throw new Error("Stopped before it was known whether everybody can be reached: give it more time.");
  return {
    kind: "infeasible",
    constraint: "sites",
    area: -1,
    missing,
    message: `${mostSites} sites cannot reach everybody within the cutoff: at least ${missing} more are needed.`,
  };
}
