/**
 * Fewer candidates for goals of walking time, with a proof of what that may cost, where there are more pairs than can be held.
 *
 * For the mean walk as narrow-coverage.ts does it: a part of the candidates gives prices (median-bound.ts), and all candidates
 * are looked at, some homes at a time, at these prices.
 *
 * For the worst walk the candidates that stay are a net on the streets: from each one that goes it is at most so far to one
 * that stays. Walks may go on through a junction, so a home's walk to that one is longer by that much at most: whoever
 * replaces the sites of any answer by those beside them makes no walk longer by more.
 */

import { NONE } from "../network/network.ts";
import { minutesOf, speedOfTotal } from "../standard.ts";
import { isPlain, peopleOf, type Setup, weightsOf, withMovable } from "./ask.ts";
import { evenPart } from "./even-part.ts";
import type { CostRows } from "./instance.ts";
import type { LeftOut } from "./left-out.ts";
import { medianPrices } from "./median.ts";
import { EQUAL_SHARE, sumOf, UNWATCHED, type Watch } from "./question.ts";
import { StoppedTooEarly } from "./refused.ts";
import { askWalks, type WalkLimits, type WalkQuestion, walkLimits, walksToSites } from "./walks.ts";

/** Some of the sites. */
export interface NarrowedWalks {
  /** Their rows, ascending. */
  readonly rows: Int32Array;
  /** In minutes. */
  readonly leftOut: LeftOut;
}

/** Evaluations of the bound for the prices. */
const EVALUATIONS = 200;
/** Homes that are looked at together. */
const HOMES_AT_ONCE = 1_024;
/** Centimetres from a candidate that goes to the one that stays: at first, and how much more after each net that is too dense. */
const FIRST_WIDTH = 2_500;
const WIDER = 1.5;
/** Searches between two looks at whether to stop. */
const SEARCHES_A_LOOK = 64;

interface Told {
  readonly watch: Watch;
  /** Share of the homes that have been looked at. */
  told(share: number): void;
}

/**
 * For the least mean walk: looks at all candidates once; the sites that may be kept then fill a share (0–1) of the pairs that can be held.
 * @throws SitingRefused, StoppedTooEarly; TooManyPairs where even a single site has too many
 */
export function narrowMean(setup: Setup, mostSites: number, { watch, told }: Told): (share: number) => NarrowedWalks {
  const classes = weightsOf(setup);
  const limits = walkLimits(setup, classes);
  const { sites } = setup;
  // Each facility that moves allows one more new site; one that stays is a site at no cost.
  const allowed = mostSites + setup.movable.length;
  const first = evenPart(setup, (part) => askWalks(part, classes, watch));
  const { weight, most, total } = first.question;
  const kept = new Set([...first.rows, ...neededBeside(first, setup, limits, watch)]);
  const existing = Int32Array.of(0);
  const { byCandidate } = first.question;
  const asked = { byCandidate, weight, unreachedCost: most, existing, mostSites: allowed };
  const prices = medianPrices(asked, EVALUATIONS, watch);
  const { paid, earned } = earnings(
    { ...setup, sites: withMovable(setup) },
    limits,
    { weight, prices },
    { watch, told },
  );
  const order = Int32Array.from({ length: sites.count }, (_, row) => row)
    .filter((row) => !kept.has(row))
    .sort((a, b) => earned[b] - earned[a] || a - b);
  const falling = earned.slice().sort().reverse();
  const pairsEach = Math.max(1, byCandidate.items.length / first.rows.length);
  const people = sumOf(weight);
  const rounding = weight.length * Number.EPSILON * most * people;
  const places = Math.min(allowed, falling.length);
  /** Of a sum of walks in centimetres, lowered by more than rounding, the mean in minutes. */
  const minutes = (bound: number): number => {
    const sure = Math.max(0, bound - Math.abs(bound) * EQUAL_SHARE - rounding);
    return minutesOf(total === 0 ? 0 : sure / total, speedOfTotal(setup.question.standard, setup.ground.territory));
  };
  const bound = paid - sumOf(falling.subarray(0, places));
  /** Proven for each answer with one of these rows, of which the first earns most. */
  const best = (others: Int32Array): number =>
    others.length === 0
      ? Number.POSITIVE_INFINITY
      : minutes(bound - Math.min(0, earned[others[0]] - falling[places - 1]));
  return (share) => {
    const more = Math.max(0, Math.floor((share * setup.mostPairs) / pairsEach) - kept.size);
    return {
      rows: Int32Array.from([...kept, ...order.subarray(0, more)]).sort(),
      leftOut: { best: best(order.subarray(more)), any: minutes(bound) },
    };
  };
}

interface Part {
  readonly rows: Int32Array;
  readonly question: WalkQuestion;
}

/** Rows of sites for those whom neither a facility nor a part reaches, but another site does. */
function neededBeside(
  { question }: Pick<Part, "question">,
  setup: Setup,
  { asked }: WalkLimits,
  watch: Watch,
): Set<number> {
  const left = asked.slice();
  for (const point of question.byCandidate.items) left[point] = NONE;
  const needed = new Set<number>();
  for (const { costs } of homesInTurn(setup, left)) {
    if (watch.isStopped()) throw new StoppedTooEarly();
    for (let p = 0; p < costs.count; p++) {
      const theirs = costs.items.subarray(costs.first[p], costs.first[p + 1]);
      if (theirs.length > 0 && !theirs.some((row) => needed.has(row))) needed.add(theirs[0]);
    }
  }
  return needed;
}

interface Turn {
  readonly homes: Int32Array;
  /** By demand point: rows of sites, and the walk to each in centimetres. */
  readonly costs: CostRows;
  /** Of the homes that have been looked at. */
  readonly share: number;
}

/** Walks of some homes after the other, within what each is asked. */
function* homesInTurn(setup: Setup, asked: Int32Array): Generator<Turn> {
  const all = Int32Array.from({ length: asked.length }, (_, p) => p).filter((p) => asked[p] !== NONE);
  for (let from = 0; from < all.length; from += HOMES_AT_ONCE) {
    const homes = all.subarray(from, from + HOMES_AT_ONCE);
    const ofHomes = new Int32Array(asked.length).fill(NONE);
    for (const p of homes) ofHomes[p] = asked[p];
    const costs = walksToSites(setup, ofHomes, { watch: UNWATCHED, mostPairs: Number.POSITIVE_INFINITY });
    yield { homes, costs, share: (from + homes.length) / all.length };
  }
}

/** What all homes pay, and what each site earns of them. Stopped early, those who were not looked at pay nothing, which is as good a bound. */
function earnings(
  setup: Setup,
  { asked }: WalkLimits,
  { weight, prices }: { weight: Float64Array; prices: Float64Array },
  { watch, told }: Told,
): { paid: number; earned: Float64Array } {
  const earned = new Float64Array(setup.sites.count);
  let paid = 0;
  // A site earns nothing of whoever walks farther than the price.
  const within = asked.map((limit, p) => (limit === NONE ? NONE : Math.min(limit, Math.floor(prices[p] / weight[p]))));
  for (const { homes, costs, share } of homesInTurn(setup, within)) {
    for (const p of homes) {
      paid += prices[p];
      for (let k = costs.first[p]; k < costs.first[p + 1]; k++)
        earned[costs.items[k]] += Math.max(0, prices[p] - weight[p] * costs.costs[k]);
    }
    told(share);
    if (watch.isStopped()) break;
  }
  return { paid, earned };
}

/**
 * For the least worst walk: fewer with each attempt. Under limits, or where no site stands at a junction, the one beside may not be
 * taken instead; then only the walks to the nearest of all sites say what no answer can undercut.
 * @throws SitingRefused, StoppedTooEarly
 */
export function narrowWorst(setup: Setup, { watch, told }: Told): (attempt: number) => NarrowedWalks {
  const { ground, question, sites, mostPairs } = setup;
  const speed = speedOfTotal(question.standard, ground.territory);
  const classes = peopleOf(setup);
  const limits = walkLimits(setup, classes);
  const isNet = isPlain(setup) && sites.node.some((node) => node !== NONE);
  const any = isNet ? 0 : minutesOf(worstOfNearest(setup, limits, { watch, told }), speed);
  return (attempt) => {
    const width = Math.round(FIRST_WIDTH * WIDER ** attempt);
    const step = 2 ** (attempt + 1);
    const rows = isNet
      ? netOf(setup, width, watch)
      : Int32Array.from({ length: Math.ceil(sites.count / step) }, (_, n) => n * step);
    const few = { ...setup, sites: sites.only(rows), mostPairs };
    const needed = neededBeside({ question: askWalks(few, classes, watch) }, setup, limits, watch);
    return {
      rows: Int32Array.from(new Set([...rows, ...needed])).sort(),
      leftOut: isNet ? { loss: minutesOf(width, speed) } : { best: any, any },
    };
  };
}

/** Centimetres of the longest of all walks to the nearest facility or site. Stopped early, of those who were looked at. */
function worstOfNearest(setup: Setup, { now, asked, most }: WalkLimits, { watch, told }: Told): number {
  let worst = 0;
  for (const { homes, costs, share } of homesInTurn({ ...setup, sites: withMovable(setup) }, asked)) {
    for (const p of homes) {
      let nearest = now[p] !== NONE && now[p] <= most ? now[p] : Number.POSITIVE_INFINITY;
      for (let k = costs.first[p]; k < costs.first[p + 1]; k++) nearest = Math.min(nearest, costs.costs[k]);
      if (Number.isFinite(nearest)) worst = Math.max(worst, nearest);
    }
    told(share);
    if (watch.isStopped()) break;
  }
  return worst;
}

/** Rows of sites, ascending: all others are at most `width` centimetres from one of them, in its district where districts count. */
function netOf({ ground, sites }: Setup, width: number, watch: Watch): Int32Array {
  const { search } = ground.tools;
  const { node, links, district, count } = sites;
  // Only through a junction may a walk go on.
  const siteAt = new Int32Array(search.network.nodeCount).fill(NONE);
  for (let row = 0; row < count; row++) if (node[row] !== NONE) siteAt[node[row]] = row;
  const isGone = new Uint8Array(count);
  const kept: number[] = [];
  for (let row = 0; row < count; row++) {
    if (isGone[row] === 1) continue;
    if (kept.push(row) % SEARCHES_A_LOOK === 0 && watch.isStopped()) throw new StoppedTooEarly();
    const { settled, settledCount, nodeCost } = search.toward(links, row, width);
    for (let s = 0; s < settledCount; s++) {
      const other = siteAt[settled[s]];
      // One that stays speaks for others and cannot go any more.
      if (other <= row || nodeCost[settled[s]] > width || district?.[other] !== district?.[row]) continue;
      isGone[other] = 1;
    }
  }
  return Int32Array.from(kept);
}
