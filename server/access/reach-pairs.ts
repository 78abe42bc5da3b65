/**
 * Pairs within the standard: which demand points may use which facility. What capacity is assigned over, and what tells
 * how many people a facility has in reach. One bounded search for each facility.
 */
import Flatbush from "flatbush";

import { reachedPoints } from "../catchments.ts";
import { distanceMetres } from "../geo.ts";
import { boxAround, districtLevel, type Tools } from "../nearness.ts";
import { type Links, NONE } from "../network/network.ts";
import { pointsOnEdges } from "../network/on-edges.ts";
import { legCentimetres, type Search } from "../network/search.ts";
import type { Reach } from "../reach.ts";
import type { DemandPoints, Territory } from "../territory.ts";
import type { Pairs } from "./pairs.ts";

/** Parts of a limit that costs are told in where measures cannot be compared. */
export const PARTS_OF_LIMIT = 1_000_000;

/**
 * Pairs of each tier, as in capacity.ts: those of facility f (a row of Territory.facilities) are first[f] … first[f + 1] - 1,
 * points ascending. Costs are centimetres where all rules have one measure; minutes on foot and metres in a straight line
 * cannot be compared, so else they are millionths of what the rule of the point allows.
 * @param rows of each tier the facilities that count, ascending
 */
export function pairsOfTiers(
  territory: Territory,
  tools: Tools,
  tiers: readonly Reach[],
  rows: readonly (readonly number[])[],
  ownDistrictOnly: boolean,
): readonly Pairs[] {
  const isOneMeasure = hasOneMeasure(tiers);
  return tiers.map((reach, t) => pairsOf(territory, tools, reach, rows[t], { ownDistrictOnly, isOneMeasure }));
}

/** Whether the rules that hold at the points all have one measure: then costs of pairs are centimetres, else parts of the limit. */
export function hasOneMeasure(tiers: readonly Reach[]): boolean {
  return new Set(tiers.flatMap(({ measure }) => [...new Set(measure)])).size <= 1;
}

function pairsOf(
  territory: Territory,
  tools: Tools,
  reach: Reach,
  rows: readonly number[],
  { ownDistrictOnly, isOneMeasure }: { ownDistrictOnly: boolean; isOneMeasure: boolean },
): Pairs {
  const { demand, facilities } = territory;
  const level = ownDistrictOnly ? districtLevel(territory) : NONE;
  const isOwn = (point: number, row: number) =>
    level === NONE || demand.area[level][point] === facilities.area[level][row];
  const finders = findersOf(territory, tools, reach);
  const first = new Int32Array(facilities.count + 1);
  const points = new Column();
  const costs = new Column();
  for (let row = 0, next = 0; row < facilities.count; row++) {
    if (rows[next] === row) {
      next++;
      const from = points.length;
      for (const find of finders) {
        find(row, (point, cost) => {
          if (cost > reach.limit[point] || !isOwn(point, row)) return;
          points.push(point);
          costs.push(isOneMeasure ? cost : Math.round((cost / Math.max(1, reach.limit[point])) * PARTS_OF_LIMIT));
        });
      }
      if (finders.length > 1) sortByPoint(points, costs, from);
    }
    first[row + 1] = points.length;
  }
  return { first, point: points.values(), cost: costs.values() };
}

/** Pairs that any of the tiers has, each once with its least cost. */
export function unionOf(tiers: readonly Pairs[], points: number): Pairs {
  const [only] = tiers;
  if (tiers.length === 1) return only;
  const facilities = only.first.length - 1;
  const first = new Int32Array(facilities + 1);
  const point = new Column();
  const cost = new Column();
  const least = new Int32Array(points).fill(NONE);
  for (let f = 0; f < facilities; f++) {
    const from = point.length;
    for (const tier of tiers) {
      for (let k = tier.first[f]; k < tier.first[f + 1]; k++) {
        const p = tier.point[k];
        if (least[p] === NONE) point.push(p);
        least[p] = least[p] === NONE ? tier.cost[k] : Math.min(least[p], tier.cost[k]);
      }
    }
    const theirs = point.sortFrom(from);
    for (const p of theirs) {
      cost.push(least[p]);
      least[p] = NONE;
    }
    first[f + 1] = point.length;
  }
  return { first, point: point.values(), cost: cost.values() };
}

/** Tells the points near a facility and their costs; each point once, ascending, at least those within their limit. */
type Finder = (row: number, tell: (point: number, cost: number) => void) => void;

/** One finder for each way that a rule of some place goes; it tells only the points whose rule goes that way. */
function findersOf(territory: Territory, tools: Tools, { rules, rule, limit }: Reach): Finder[] {
  const { demand, facilities } = territory;
  const byWay = new Map<"foot" | "ride" | "radius", number>();
  const wayOf = rules.map(({ by }) => (by === "ride" || by === "radius" ? by : "foot"));
  for (let p = 0; p < demand.count; p++) {
    const way = wayOf[rule[p]];
    byWay.set(way, Math.max(byWay.get(way) ?? 0, limit[p]));
  }
  return [...byWay].map(([way, most]): Finder => {
    const isOf = (point: number) => wayOf[rule[point]] === way;
    if (way === "radius") return straightFinder(territory, most, isOf);
    if (way === "foot") return networkFinder(tools.search, facilities.links, demand, most, isOf);
    const { rideLinks } = demand;
    if (rideLinks === null || facilities.rideLinks === null) throw new Error("Places are not linked for rides.");
    const search = tools.ride();
    const onBicycle = { ...pointsOnEdges(rideLinks, search.network.edgeCount), links: rideLinks };
    return networkFinder(search, facilities.rideLinks, onBicycle, most, isOf);
  });
}

function networkFinder(
  search: Search,
  places: Links,
  demand: Pick<DemandPoints, "links" | "firstOnEdge" | "onEdge">,
  most: number,
  isOf: (point: number) => boolean,
): Finder {
  return (row, tell) => {
    const labels = search.toward(places, row, most);
    for (const point of reachedPoints(search.network, demand, labels, { places, row })) {
      if (!isOf(point)) continue;
      const cost = labels.costAt(demand.links, point);
      if (cost !== NONE) tell(point, cost);
    }
  };
}

function straightFinder({ demand, facilities }: Territory, most: number, isOf: (point: number) => boolean): Finder {
  if (demand.count === 0) return () => undefined;
  const index = new Flatbush(demand.count);
  for (let p = 0; p < demand.count; p++) index.add(demand.lon[p], demand.lat[p], demand.lon[p], demand.lat[p]);
  index.finish();
  return (row, tell) => {
    const lon = facilities.lon[row];
    const lat = facilities.lat[row];
    const found = index.search(...boxAround(lon, lat, most / 100 + 1), isOf);
    for (const point of Int32Array.from(found).sort()) {
      tell(point, legCentimetres(distanceMetres(demand.lon[point], demand.lat[point], lon, lat)));
    }
  };
}

/** A column that grows; millions of pairs in a list would take four times the memory. */
class Column {
  #values = new Int32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Int32Array(2 * this.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  /** The values from a position on, sorted in place. */
  sortFrom(from: number): Int32Array {
    return this.#values.subarray(from, this.length).sort();
  }

  /** A view: later pushes may not show. */
  from(at: number): Int32Array {
    return this.#values.subarray(at, this.length);
  }

  values(): Int32Array {
    return this.#values.slice(0, this.length);
  }
}

/** Sorts the pairs from a position on by point. */
function sortByPoint(points: Column, costs: Column, from: number): void {
  const [point, cost] = [points.from(from), costs.from(from)];
  const order = Int32Array.from(point, (_, k) => k).sort((a, b) => point[a] - point[b]);
  const [oldPoint, oldCost] = [point.slice(), cost.slice()];
  order.forEach((k, at) => {
    point[at] = oldPoint[k];
    cost[at] = oldCost[k];
  });
}
