/**
 * Siting by walking time: the least mean walk and the least worst walk to the nearest facility that counts. Walks longer than
 * the longest that is looked at count as that long. Candidate 0 stands for all existing facilities: it costs each home
 * what its nearest one does.
 */
import { districtLevel } from "../nearness.ts";
import { NONE } from "../network/network.ts";
import type { Nearest } from "../network/search.ts";
import { walkCost } from "../reach.ts";
import { cutoffCentimetres, MAX_CUTOFF_MINUTES, type Question, speedOfTotal } from "../standard.ts";
import type { Territory } from "../territory.ts";
import type { Setup } from "./ask.ts";
import { costsBy } from "./costs.ts";
import { type CostRows, Growing, transposeCosts } from "./instance.ts";
import { sumOf, type Watch } from "./question.ts";
import { SitingRefused } from "./refused.ts";

export interface WalkQuestion {
  readonly byCandidate: CostRows;
  /** People at each demand point. */
  readonly weight: Float64Array;
  /** Centimetres that the longest walk counts. */
  readonly most: number;
  /** People whom neither a facility nor a site reaches within that; for the worst walk they are not counted. */
  readonly unreachable: number;
}

/** Centimetres of the longest walk that is looked at. */
export function longestWalk(territory: Territory, { standard }: Question): number {
  return cutoffCentimetres({ cutoffMinutes: MAX_CUTOFF_MINUTES, walkingSpeedKmh: speedOfTotal(standard, territory) });
}

/** @throws SitingRefused */
export function askWalks(setup: Setup, watch: Watch): WalkQuestion {
  const { ground, question, sites, isNewIn } = setup;
  const { territory, tools } = ground;
  const { demand } = territory;
  const { standard, circumstances } = question;
  if (standard.need === "all" && standard.tiers.length > 1) {
    throw new SitingRefused(
      "/goal",
      "of walking time is for standards of one tier, or of which one tier is enough; this one needs each of several",
    );
  }
  if (!isNewIn.includes(true)) throw new Error("The new facility counts in no tier.");
  const now = walkCost(territory, tools, question, demand);
  const most = longestWalk(territory, question);
  const asked = new Int32Array(demand.count).fill(NONE);
  for (let p = 0; p < demand.count; p++) {
    if (demand.people[p] === 0) continue;
    // Only walks that are shorter than the present one matter.
    asked[p] = now.cost[p] === NONE ? most : Math.min(most, now.cost[p] - 1);
  }
  const costs = costsBy(ground, sites, "foot", asked, watch);
  const level = circumstances.ownDistrictOnly ? districtLevel(territory) : NONE;
  const first = new Int32Array(demand.count + 1);
  const [items, theirs] = [new Growing(), new Growing()];
  let unreachable = 0;
  const weight = demand.people.slice();
  for (let p = 0; p < demand.count; p++) {
    const before = items.size;
    if (now.cost[p] !== NONE && now.cost[p] <= most) {
      items.push(0);
      theirs.push(now.cost[p]);
    }
    for (let k = costs.first[p]; k < costs.first[p + 1]; k++) {
      if (level !== NONE && demand.area[level][p] !== sites.district?.[costs.items[k]]) continue;
      items.push(1 + costs.items[k]);
      theirs.push(costs.costs[k]);
    }
    if (items.size === before) unreachable += weight[p];
    first[p + 1] = items.size;
  }
  const byPoint: CostRows = { count: demand.count, first, items: items.done(), costs: theirs.done() };
  return { byCandidate: transposeCosts(byPoint, 1 + sites.count), weight, most, unreachable };
}

/** Mean and worst of the walks of all people, in centimetres; longer ones, and those of whoever reaches nothing, count `most`. */
export function walksOf({ demand }: Territory, { cost }: Nearest, most: number): { mean: number; worst: number } {
  let [sum, worst] = [0, 0];
  for (let p = 0; p < demand.count; p++) {
    if (demand.people[p] === 0) continue;
    const walk = cost[p] === NONE ? most : Math.min(most, cost[p]);
    sum += demand.people[p] * walk;
    if (cost[p] !== NONE && cost[p] <= most) worst = Math.max(worst, cost[p]);
  }
  const people = sumOf(demand.people);
  return { mean: people === 0 ? 0 : sum / people, worst };
}
