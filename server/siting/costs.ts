/**
 * What it costs to get from homes to sites, in the measure of a rule: on foot, by bicycle, in a straight line. Pairs within
 * what each home is allowed, found as the stages find them, so that a cost here is the cost there to the last centimetre.
 */
import Flatbush from "flatbush";
import { reachedPoints } from "../catchments.ts";
import { distanceMetres } from "../geo.ts";
import { boxAround, type Way } from "../nearness.ts";
import { type Links, NONE } from "../network/network.ts";
import { pointsOnEdges } from "../network/on-edges.ts";
import { legCentimetres, type Search } from "../network/search.ts";
import { type CostRows, Growing } from "./instance.ts";
import type { Watch } from "./question.ts";
import type { Ground, Sites } from "./sites.ts";

/** Some 20 bytes each while they are gathered. */
export const MOST_PAIRS = 60_000_000;
/** Rows of searches between two looks at whether to stop. */
const ROWS_A_LOOK = 64;

/** More pairs than can be held. */
export class TooManyPairs extends Error {
  constructor(mostPairs: number) {
    super(`More than ${mostPairs.toLocaleString("en")} pairs of home and site are within the standard of each other.`);
  }
}

/** Stopped before there was anything to answer with. */
export class StoppedTooEarly extends Error {
  constructor() {
    super("Stopped before there was any answer: give it more time.");
  }
}

/**
 * For each demand point the sites within what it is allowed, each once and in no order, and the cost of each in centimetres.
 * @param most centimetres (≤) that each demand point is allowed; NONE for those that are not asked about
 * @throws TooManyPairs
 */
export function costsBy(
  ground: Ground,
  sites: Sites,
  way: Way,
  most: Int32Array,
  { watch, mostPairs }: { watch: Watch; mostPairs: number },
): CostRows {
  const pairs = new Pairs(watch, mostPairs);
  const { demand } = ground.territory;
  if (way === "straight") straight(ground, sites, most, pairs);
  else if (way === "foot") overStreets(ground.tools.search, demand, sites, sites.node, most, pairs);
  else {
    const { rideLinks } = demand;
    if (rideLinks === null || sites.rideLinks === null) throw new Error("Places are not linked for rides.");
    const search = ground.tools.ride();
    const homes = { ...pointsOnEdges(rideLinks, search.network.edgeCount), links: rideLinks };
    const node = new Int32Array(sites.count).fill(NONE);
    overStreets(search, homes, { count: sites.count, links: sites.rideLinks }, node, most, pairs);
  }
  return pairs.byPoint(demand.count);
}

interface Homes {
  readonly links: Links;
  readonly firstOnEdge: Int32Array;
  readonly onEdge: Int32Array;
}

/** Sites at nodes are read off searches from homes where homes are few; all others are searched towards, or found beside the streets of a search from a home. */
function overStreets(
  search: Search,
  homes: Homes,
  sites: { readonly count: number; readonly links: Links },
  node: Int32Array,
  most: Int32Array,
  pairs: Pairs,
): void {
  let asking = 0;
  for (let p = 0; p < most.length; p++) if (most[p] !== NONE && homes.links.edge[p] !== NONE) asking++;
  if (asking === 0) return;
  const rows = Int32Array.from(node.keys());
  const atNodes = rows.filter((row) => node[row] !== NONE);
  const others = rows.filter((row) => node[row] === NONE && sites.links.edge[row] !== NONE);
  // Reading nodes takes a third of the time of looking beside streets.
  const readsNodes = asking <= 3 * atNodes.length;
  const looksBeside = asking < others.length;
  const isFromHomes = readsNodes || looksBeside;
  // Searches from homes add them to their own: so all pairs come home by home, and need not be sorted.
  const found = isFromHomes ? pairs.another() : pairs;
  if (!readsNodes) toward(search, homes, sites.links, atNodes, most, found);
  if (!looksBeside) toward(search, homes, sites.links, others, most, found);
  if (!isFromHomes) return;
  const none = others.subarray(0, 0);
  fromHomes(search, homes, { links: sites.links, node, atNodes: readsNodes ? atNodes : none }, most, {
    beside: looksBeside ? others : none,
    found: found.byPoint(most.length),
    pairs,
  });
}

function fromHomes(
  search: Search,
  homes: Homes,
  { links, node, atNodes }: { links: Links; node: Int32Array; atNodes: Int32Array },
  most: Int32Array,
  { beside, found, pairs }: { beside: Int32Array; found: CostRows; pairs: Pairs },
): void {
  const { network } = search;
  const siteAt = new Int32Array(network.nodeCount).fill(NONE);
  for (const row of atNodes) siteAt[node[row]] = row;
  const isBeside = new Uint8Array(links.count);
  for (const row of beside) isBeside[row] = 1;
  const onEdges =
    beside.length === 0
      ? null
      : pointsOnEdges(
          { ...links, edge: links.edge.map((edge, row) => (isBeside[row] === 1 ? edge : NONE)) },
          network.edgeCount,
        );
  for (let p = 0; p < most.length; p++) {
    if (most[p] === NONE || homes.links.edge[p] === NONE) continue;
    pairs.look();
    for (let k = found.first[p]; k < found.first[p + 1]; k++) pairs.add(p, found.items[k], found.costs[k]);
    const labels = search.fromPoint(homes.links, p, most[p]);
    const { settled, settledCount, nodeCost } = labels;
    for (let s = 0; s < settledCount; s++) {
      const site = siteAt[settled[s]];
      const cost = nodeCost[settled[s]];
      if (site !== NONE && cost <= most[p]) pairs.add(p, site, cost);
    }
    if (onEdges === null) continue;
    for (const site of reachedPoints(network, onEdges, labels, { places: homes.links, row: p })) {
      const cost = labels.costAt(links, site);
      if (cost !== NONE) pairs.add(p, site, cost);
    }
  }
}

function toward(search: Search, homes: Homes, links: Links, rows: Int32Array, most: Int32Array, pairs: Pairs): void {
  let limit = NONE;
  for (const each of most) if (each > limit) limit = each;
  if (limit === NONE) return;
  for (const site of rows) {
    pairs.look();
    const labels = search.toward(links, site, limit);
    for (const p of reachedPoints(search.network, homes, labels, { places: links, row: site })) {
      if (most[p] === NONE) continue;
      const cost = labels.costAt(homes.links, p);
      if (cost !== NONE && cost <= most[p]) pairs.add(p, site, cost);
    }
  }
}

function straight({ territory: { demand } }: Ground, { count, lon, lat }: Sites, most: Int32Array, pairs: Pairs): void {
  if (count === 0) return;
  const index = new Flatbush(count);
  for (let site = 0; site < count; site++) index.add(lon[site], lat[site], lon[site], lat[site]);
  index.finish();
  for (let p = 0; p < most.length; p++) {
    if (most[p] === NONE) continue;
    pairs.look();
    index.search(...boxAround(demand.lon[p], demand.lat[p], most[p] / 100 + 1), (site) => {
      const cost = legCentimetres(distanceMetres(demand.lon[p], demand.lat[p], lon[site], lat[site]));
      if (cost <= most[p]) pairs.add(p, site, cost);
      return false;
    });
  }
}

/** Pairs as they come, gathered by point at the end. */
class Pairs {
  readonly #watch: Watch;
  readonly #most: number;
  readonly #point = new Growing();
  readonly #site = new Growing();
  readonly #cost = new Growing();
  #looks = 0;
  #last = 0;
  #isByPoint = true;

  constructor(watch: Watch, most: number) {
    this.#watch = watch;
    this.#most = most;
  }

  /** Empty, for a part of the work. */
  another(): Pairs {
    return new Pairs(this.#watch, this.#most);
  }

  add(point: number, site: number, cost: number): void {
    if (point < this.#last) this.#isByPoint = false;
    this.#last = point;
    this.#point.push(point);
    this.#site.push(site);
    this.#cost.push(cost);
  }

  /** To be called before each search. */
  look(): void {
    if (this.#looks++ % ROWS_A_LOOK === 0 && this.#watch.isStopped()) throw new StoppedTooEarly();
    if (this.#site.size > this.#most) throw new TooManyPairs(this.#most);
  }

  /** Row by row of points. Searches from homes find them in this order already. */
  byPoint(points: number): CostRows {
    const [point, site, cost] = [this.#point.view(), this.#site.view(), this.#cost.view()];
    const first = new Int32Array(points + 1);
    for (const p of point) first[p + 1]++;
    for (let p = 0; p < points; p++) first[p + 1] += first[p];
    if (this.#isByPoint) return { count: points, first, items: site, costs: cost };
    const next = first.slice();
    const [items, costs] = [new Int32Array(site.length), new Int32Array(site.length)];
    for (let k = 0; k < site.length; k++) {
      const at = next[point[k]]++;
      items[at] = site[k];
      costs[at] = cost[k];
    }
    return { count: points, first, items, costs };
  }
}
