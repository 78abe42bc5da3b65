/**
 * Fewer candidates for goals of coverage, with a proof of what leaving out the others may cost, where there are more pairs
 * than can be held:
 *
 *   1. a part of the candidates, evenly over the ground, and whoever is needed beside them so that nobody gets out of reach
 *   2. prices of people, from the bound of that part (coverage-bound.ts)
 *   3. all candidates, some homes at a time, so that no pair is kept: what each earns at these prices
 *
 * The bound holds for any prices, wherever they come from, and so does what it says of one candidate: an answer with it
 * covers at most bound(prices) less what it earns below the last of the best. So candidates that earn least go first (one
 * that covers the same as or less than another never earns more than it), and the best of those that go says what an
 * answer with any of them may cover. Spacing, floors and capacities are left out of it, which only raises it.
 */

import { askCoverage, metBy, pairsOf, type Setup } from "./ask.ts";
import { construct } from "./construct.ts";
import { coverageOracle, fractional } from "./coverage-bound.ts";
import { evenPart } from "./even-part.ts";
import { swap } from "./improve.ts";
import { startingPrices } from "./max-coverage.ts";
import { areWhole, type CoverageQuestion, EQUAL_SHARE, safeBound, sumOf, UNWATCHED, type Watch } from "./question.ts";
import { reduce } from "./reduce.ts";
import { StoppedTooEarly } from "./refused.ts";
import type { Rows } from "./rows.ts";
import { descend } from "./subgradient.ts";
import type { WeightClass } from "./weights.ts";

/** Some of the sites. */
export interface Narrowed {
  /** Their rows, ascending. */
  readonly rows: Int32Array;
  /** What an answer with any other site may be worth at best, in the unit of the goal: weight, or a number of sites. */
  readonly best: number;
  /** What any answer may be worth. */
  readonly any: number;
  /** Weight that so many sites cover at most when one of them is another. */
  bestOf(sites: number): number;
}

/** Evaluations of the bound for the prices. */
const EVALUATIONS = 200;
/** Homes that are looked at together at first, and pairs that those after them should come to. */
const FIRST_HOMES = 256;
const PAIRS_AT_ONCE = 4e6;

/**
 * Looks at all candidates once; the sites that may be kept then fill a share (0–1) of the pairs that can be held.
 * @param told share of the homes that have been looked at
 * @throws SitingRefused, StoppedTooEarly; TooManyPairs where even a single site has too many
 */
export function narrowCoverage(
  setup: Setup,
  classes: readonly WeightClass[],
  { watch, told }: { watch: Watch; told: (share: number) => void },
): (share: number) => Narrowed {
  const { sites, mostPairs } = setup;
  const first = evenPart(setup, (part) => askCoverage(part, classes, watch).question);
  const kept = new Set([...first.rows, ...neededBeside(first, setup, classes, watch)]);
  const limits = limitsOf(setup, first.question);
  const prices = pricesOf(first.question, limits, watch);
  const all = earnings(setup, classes, { weight: first.question.weight, prices }, { watch, told });
  const bounds = boundsOf(all, limits, areWhole(first.question.weight));
  const order = Int32Array.from({ length: sites.count }, (_, row) => row)
    .filter((row) => !kept.has(row))
    .sort((a, b) => bounds.rank[b] - bounds.rank[a] || a - b);
  return (share) => {
    let pairs = 0;
    for (const row of kept) pairs += all.pairs[row];
    let more = 0;
    while (more < order.length && pairs + all.pairs[order[more]] <= share * mostPairs)
      pairs += all.pairs[order[more++]];
    const others = order.subarray(more);
    return {
      rows: Int32Array.from([...kept, ...order.subarray(0, more)]).sort(),
      best: bounds.best(others),
      any: bounds.best(null),
      bestOf: (count) => bounds.bestOf(count, others),
    };
  };
}

interface Part {
  readonly rows: Int32Array;
  /** With pairs that say at least what is possible. */
  readonly question: CoverageQuestion;
}

/** Rows of sites for those whom none of a part reaches, but another site does. */
function neededBeside({ question }: Part, setup: Setup, classes: readonly WeightClass[], watch: Watch): Set<number> {
  const { demand } = setup.ground.territory;
  const { first } = question.reach.byPoint;
  const isLeft = (point: number) => question.weight[point] > 0 && first[point + 1] === first[point];
  const homes = Int32Array.from({ length: demand.count }, (_, p) => p).filter((p) =>
    classes.some((_, c) => isLeft(c * demand.count + p)),
  );
  const needed = new Set<number>();
  for (const { rows, pointOf } of homesInTurn(setup, classes, homes)) {
    if (watch.isStopped()) throw new StoppedTooEarly();
    for (let r = 0; r < rows.count; r++) {
      const theirs = rows.items.subarray(rows.first[r], rows.first[r + 1]);
      if (!isLeft(pointOf(r)) || theirs.some((j) => needed.has(j - 1))) continue;
      // Movable facilities are there anyway.
      const site = theirs.find((j) => j <= setup.sites.count);
      if (site !== undefined) needed.add(site - 1);
    }
  }
  return needed;
}

interface Turn {
  /** Candidates by point. */
  readonly rows: Rows;
  /** Number of a row's point in the whole question. */
  pointOf(row: number): number;
}

/** The pairs of some homes after the other, with those that say at least what is possible. */
function* homesInTurn(setup: Setup, classes: readonly WeightClass[], homes: Int32Array): Generator<Turn> {
  const { count } = setup.ground.territory.demand;
  const met = metBy(setup, classes);
  const unlimited = { ...setup, mostPairs: Number.POSITIVE_INFINITY };
  let size = FIRST_HOMES;
  for (let from = 0; from < homes.length; ) {
    const some = homes.subarray(from, from + size);
    const rows = pairsOf(unlimited, classes, met, { homes: some, watch: UNWATCHED });
    yield { rows, pointOf: (r) => Math.floor(r / some.length) * count + some[r % some.length] };
    from += some.length;
    const fitting = (some.length * PAIRS_AT_ONCE) / Math.max(1, rows.items.length);
    size = Math.max(1, Math.min(8 * size, Math.floor(fitting)));
  }
}

/** What the request allows, without what is left out of the bound. */
interface Limits {
  /** New sites, and movable ones that stay: each that is closed allows one more new site. Infinity where only money limits them. */
  readonly sites: number;
  readonly money: { readonly amount: number; readonly cost: Float64Array } | null;
  /** Weight that has to be covered by the fewest sites; null for other goals. */
  readonly target: number | null;
  /** Facilities that may move: each that does allows one more new site. */
  readonly moves: number;
}

function limitsOf({ request, sites, movable }: Setup, { weight, budget, mostSites }: CoverageQuestion): Limits {
  const { goal, second } = request;
  // What moves cost is left out.
  const cost = Float64Array.from({ length: sites.count + movable.length }, (_, row) => sites.cost[row] ?? 0);
  return {
    sites:
      goal.type === "fewest-sites"
        ? sites.count
        : (mostSites ?? Number.POSITIVE_INFINITY) + movable.length + mostOf(second),
    money: budget && { amount: budget.amount, cost },
    moves: movable.length,
    target: goal.type === "fewest-sites" ? goal.share * sumOf(weight) * (1 - EQUAL_SHARE) : null,
  };
}

/** Sites of a second kind at most. */
function mostOf(second: Setup["request"]["second"]): number {
  return second === undefined ? 0 : (second.sites ?? Number.POSITIVE_INFINITY);
}

/** Prices of all points: those that descend lowest for the part; whom the part cannot cover pays in full. */
function pricesOf(asked: CoverageQuestion, { sites, target }: Limits, watch: Watch): Float64Array {
  const standing = Int32Array.from([...asked.existing, ...(asked.movable?.sites ?? [])]);
  const free = { existing: standing, movable: null, conflicts: null };
  const mostSites = Number.isFinite(sites) ? sites : null;
  const { question: small, covered, pointTo } = reduce({ ...asked, ...free, mostSites });
  const state = construct(small);
  const enough = target === null ? small.mostSites : numberFor(small, state.sites, target - covered);
  const question = { ...small, mostSites: enough };
  if (target === null) swap(state, watch.isStopped);
  const prices = startingPrices(question);
  descend(coverageOracle(question), {
    prices,
    most: question.weight,
    iterations: EVALUATIONS,
    target: () => (target === null ? state.covered : 0),
    isDone: () => watch.isStopped(),
  });
  // Points that the same candidates of the part cover are one there; each takes its part of the price.
  return asked.weight.map((weight, i) => {
    const to = pointTo[i];
    return to < 0 ? weight : Math.min(weight, (prices[to] * weight) / question.weight[to]);
  });
}

/** How many of these sites, in this order, it takes to cover so much. */
function numberFor({ reach, weight }: CoverageQuestion, sites: readonly number[], target: number): number {
  const { first, items } = reach.byCandidate;
  const isCovered = new Uint8Array(weight.length);
  let [covered, count] = [0, 0];
  for (; count < sites.length && covered < target; count++) {
    for (let k = first[sites[count]]; k < first[sites[count] + 1]; k++) {
      if (isCovered[items[k]] === 0) covered += weight[items[k]];
      isCovered[items[k]] = 1;
    }
  }
  return count;
}

interface Earnings {
  /** Weight of all who are covered already or can be. */
  readonly most: number;
  /** Of that what no price was paid for: whoever is covered already, or pays less than the full weight. */
  readonly unpaid: number;
  /** Of each site, then of each movable facility. */
  readonly earned: Float64Array;
  /** Of each likewise: how many points it covers. */
  readonly pairs: Int32Array;
}

/** What all candidates earn. Stopped early, those who were not looked at pay nothing, which gives a bound as well. */
function earnings(
  setup: Setup,
  classes: readonly WeightClass[],
  { weight, prices }: { weight: Float64Array; prices: Float64Array },
  { watch, told }: { watch: Watch; told: (share: number) => void },
): Earnings {
  const { count } = setup.ground.territory.demand;
  const earned = new Float64Array(setup.sites.count + setup.movable.length);
  const pairs = new Int32Array(earned.length);
  let most = sumOf(weight);
  let unpaid = most;
  let done = 0;
  for (const { rows, pointOf } of homesInTurn(
    setup,
    classes,
    Int32Array.from({ length: count }, (_, p) => p),
  )) {
    for (let r = 0; r < rows.count; r++) {
      const end = rows.first[r + 1];
      if (end === rows.first[r]) {
        // Nobody covers them, whatever is chosen.
        most -= weight[pointOf(r)];
        unpaid -= weight[pointOf(r)];
        continue;
      }
      // Candidate 0 stands for all that stay.
      if (rows.items[rows.first[r]] === 0) continue;
      const price = prices[pointOf(r)];
      unpaid -= price;
      for (let k = rows.first[r]; k < end; k++) {
        earned[rows.items[k] - 1] += price;
        pairs[rows.items[k] - 1]++;
      }
    }
    done += rows.count;
    told(done / prices.length);
    if (watch.isStopped()) break;
  }
  return { most, unpaid, earned, pairs };
}

interface Bounds {
  /** Of each row: what it earns less what its place in an answer is worth. */
  readonly rank: Float64Array;
  /** Of an answer with one of these rows, or of any answer (null); in the unit of the goal. */
  best(others: Int32Array | null): number;
  /** The same in weight, of so many sites. */
  bestOf(sites: number, others: Int32Array | null): number;
}

function boundsOf({ most, unpaid, earned }: Earnings, { sites, money, target, moves }: Limits, whole: boolean): Bounds {
  const falling = earned.slice().sort().reverse();
  const bought = money && fractional(earned, money.cost, money.amount);
  const rank = earned.map((each, row) => each - (bought?.price ?? 0) * (money?.cost[row] ?? 0));
  /** What the bound has to give up for one of these rows to be among the sites: nothing where it is anyway. */
  const given = (others: Int32Array | null, values: Float64Array, last: number): number => {
    if (others === null) return 0;
    return Math.min(0, others.reduce((best, row) => Math.max(best, values[row]), Number.NEGATIVE_INFINITY) - last);
  };
  const safe = (bound: number) => safeBound(Math.min(most, bound), whole);
  const bestOf = (count: number, others: Int32Array | null): number => {
    const places = Math.min(count, falling.length);
    const last = count > falling.length || places === 0 ? 0 : falling[places - 1];
    return safe(unpaid + sumOf(falling.subarray(0, places)) + given(others, earned, last));
  };
  const best = (others: Int32Array | null): number => {
    if (target !== null) {
      if (others?.length === 0 || safe(most) < target) return Number.POSITIVE_INFINITY;
      let count = 0;
      while (count <= sites && bestOf(count + moves, others) < target) count++;
      return count > sites ? Number.POSITIVE_INFINITY : count;
    }
    const byPlaces = Number.isFinite(sites) ? bestOf(sites, others) : Number.POSITIVE_INFINITY;
    if (bought === null) return byPlaces;
    return Math.min(byPlaces, safe(unpaid + bought.value + given(others, rank, 0)));
  };
  return { rank, best, bestOf };
}
