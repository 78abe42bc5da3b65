/**
 * Siting by walking time: the least mean walk and the least worst walk to the nearest facility that counts. Walks longer than
 * the longest that is looked at count as that long. Candidate 0 stands for all existing facilities that stay: it costs each
 * home what its nearest one does. Then come the sites, and movable facilities where they stand.
 *
 * With weights of groups or resettlement areas the mean is that of weighted people, each group at its own speed.
 */
import { districtLevel } from "../nearness.ts";
import { NONE } from "../network/network.ts";
import type { Nearest } from "../network/search.ts";
import { cutoffCentimetres, MAX_CUTOFF_MINUTES, type Question, speedOfTotal } from "../standard.ts";
import type { Territory } from "../territory.ts";
import { type Setup, standingRows, withMovable } from "./ask.ts";
import { costsBy } from "./costs.ts";
import type { CostRows } from "./instance.ts";
import { sumOf, type Watch } from "./question.ts";
import { SitingRefused } from "./refused.ts";
import type { WeightClass } from "./weights.ts";

export interface WalkQuestion {
  readonly byCandidate: CostRows;
  /** People at each demand point; with weights, times how long each centimetre takes them beside somebody of the total. */
  readonly weight: Float64Array;
  /** What the sum of weighted costs is to be divided by. */
  readonly total: number;
  /** Centimetres that the longest walk counts. */
  readonly most: number;
  /** People whom neither a facility nor a site reaches within that; for the worst walk they are not counted. */
  readonly unreachable: number;
}

/** Centimetres of the longest walk that is looked at. */
export function longestWalk(territory: Territory, { standard }: Question): number {
  return cutoffCentimetres({ cutoffMinutes: MAX_CUTOFF_MINUTES, walkingSpeedKmh: speedOfTotal(standard, territory) });
}

/** Weight of each demand point in the mean of walks, and what their sum is divided by. */
export interface WalkWeights {
  readonly weight: Float64Array;
  readonly total: number;
}

export function walkWeights(
  territory: Territory,
  { standard }: Question,
  classes: readonly WeightClass[],
): WalkWeights {
  const speed = speedOfTotal(standard, territory);
  const weight = new Float64Array(territory.demand.count);
  for (const { walkingSpeedKmh, weight: theirs } of classes)
    for (let p = 0; p < weight.length; p++) weight[p] += (theirs[p] * speed) / walkingSpeedKmh;
  return { weight, total: classes.reduce((sum, each) => sum + sumOf(each.weight), 0) };
}

/** What each demand point walks to those that stay, and which walks to a new site would be shorter. */
export interface WalkLimits extends WalkWeights {
  /** Centimetres; NONE where no facility is reached at all. */
  readonly now: Float64Array;
  /** Centimetres of the longest walk to a new site that matters; NONE where nobody lives. */
  readonly asked: Int32Array;
  /** Centimetres that the longest walk counts. */
  readonly most: number;
}

/** @throws SitingRefused */
export function walkLimits({ ground, question, isNewIn, staying }: Setup, classes: readonly WeightClass[]): WalkLimits {
  const { territory, tools } = ground;
  const { demand } = territory;
  const { standard } = question;
  if (standard.need === "all" && standard.tiers.length > 1) {
    throw new SitingRefused(
      "/goal",
      "of walking time is for standards of one tier, or of which one tier is enough; this one needs each of several",
    );
  }
  if (!isNewIn.includes(true)) throw new Error("The new facility counts in no tier.");
  const rows = standingRows(staying);
  const { ownDistrictOnly } = question.circumstances;
  const { cost: now } = tools.nearest(territory, demand, { way: "foot", rows, ownDistrictOnly });
  const weights = walkWeights(territory, question, classes);
  const most = longestWalk(territory, question);
  const asked = new Int32Array(demand.count).fill(NONE);
  for (let p = 0; p < demand.count; p++) {
    if (weights.weight[p] === 0) continue;
    asked[p] = now[p] === NONE ? most : Math.min(most, now[p] - 1);
  }
  return { ...weights, now, asked, most };
}

/** Of each demand point the sites within what it is asked, and the walk to each; of its own district only, where that is asked. @throws TooManyPairs */
export function walksToSites(
  { ground, question, sites }: Pick<Setup, "ground" | "question" | "sites">,
  asked: Int32Array,
  limits: { watch: Watch; mostPairs: number },
): CostRows {
  const costs = costsBy(ground, sites, "foot", asked, limits);
  if (!question.circumstances.ownDistrictOnly) return costs;
  const { demand } = ground.territory;
  const level = districtLevel(ground.territory);
  if (level === NONE) return costs;
  const first = new Int32Array(costs.count + 1);
  let size = 0;
  for (let p = 0; p < costs.count; p++) {
    for (let k = costs.first[p]; k < costs.first[p + 1]; k++) {
      if (demand.area[level][p] !== sites.district?.[costs.items[k]]) continue;
      costs.items[size] = costs.items[k];
      costs.costs[size++] = costs.costs[k];
    }
    first[p + 1] = size;
  }
  return { count: costs.count, first, items: costs.items.subarray(0, size), costs: costs.costs.subarray(0, size) };
}

/** @throws SitingRefused, TooManyPairs */
export function askWalks(setup: Setup, classes: readonly WeightClass[], watch: Watch): WalkQuestion {
  const { demand } = setup.ground.territory;
  const { now, asked, most, weight, total } = walkLimits(setup, classes);
  const sites = withMovable(setup);
  const costs = walksToSites({ ...setup, sites }, asked, { watch, mostPairs: setup.mostPairs });
  const isServed = (p: number) => now[p] !== NONE && now[p] <= most;
  // First the row of candidate 0, then those of the sites.
  const first = new Int32Array(2 + sites.count);
  let unreachable = 0;
  for (let p = 0; p < demand.count; p++) {
    if (isServed(p)) first[1]++;
    else if (costs.first[p + 1] === costs.first[p]) unreachable += demand.people[p];
  }
  for (const site of costs.items) first[2 + site]++;
  for (let j = 0; j <= sites.count; j++) first[j + 1] += first[j];
  const [items, theirs] = [new Int32Array(first[first.length - 1]), new Int32Array(first[first.length - 1])];
  const next = first.slice();
  const put = (j: number, p: number, cost: number): void => {
    items[next[j]] = p;
    theirs[next[j]++] = cost;
  };
  for (let p = 0; p < demand.count; p++) {
    if (isServed(p)) put(0, p, now[p]);
    for (let k = costs.first[p]; k < costs.first[p + 1]; k++) put(1 + costs.items[k], p, costs.costs[k]);
  }
  return { byCandidate: { count: 1 + sites.count, first, items, costs: theirs }, weight, total, most, unreachable };
}

/**
 * Mean and worst of the walks of all people, in centimetres; in the mean longer ones, and those of whoever reaches nothing, count `most`.
 * @param weights of the mean (walkWeights)
 */
export function walksOf(
  { demand }: Territory,
  { cost }: Nearest,
  most: number,
  { weight, total }: { weight: Float64Array; total: number },
): { mean: number; worst: number } {
  let [sum, worst] = [0, 0];
  for (let p = 0; p < demand.count; p++) {
    const walk = cost[p] === NONE ? most : Math.min(most, cost[p]);
    sum += weight[p] * walk;
    if (demand.people[p] > 0 && cost[p] !== NONE && cost[p] <= most) worst = Math.max(worst, cost[p]);
  }
  return { mean: total === 0 ? 0 : sum / total, worst };
}

/** What the method has to say of those whom nobody reaches, and of weights; empty for nothing. */
export function walkNote(unreachable: number, what: string, isWeighted: boolean): string {
  const far = `${unreachable.toFixed(1)} people are over ${MAX_CUTOFF_MINUTES} minutes from every site and facility and ${what}`;
  const notes = [...(isWeighted ? ["the mean is that of weighted people"] : []), ...(unreachable > 0 ? [far] : [])];
  return notes.join("; ");
}
