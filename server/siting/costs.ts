/**
 * What it costs to get from homes to sites, in the measure of a rule: on foot, by bicycle, in a straight line. Pairs within
 * what each home is allowed, found as the stages find them, so that a cost here is the cost there to the last centimetre.
 */
import Flatbush from "flatbush";
import { reachedPoints } from "../catchments.ts";
import { distanceMetres } from "../geo.ts";
import { boxAround, type Way } from "../nearness.ts";
import { costFromFrom, costFromTo } from "../network/along.ts";
import { arrivingFrom, arrivingTo } from "../network/edges.ts";
import { type Links, type Network, NONE } from "../network/network.ts";
import { pointsOnEdges } from "../network/on-edges.ts";
import { legCentimetres, type Search, UNREACHED } from "../network/search.ts";
import { type CostRows, Growing, transposeCosts } from "./instance.ts";
import type { Watch } from "./question.ts";
import { StoppedTooEarly } from "./refused.ts";
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

/** What may be held, and who may stop the search. */
export interface PairLimits {
  readonly watch: Watch;
  readonly mostPairs: number;
}

/**
 * For each demand point the sites within what it is allowed, each once and in no order, and the cost of each in centimetres.
 * @param most centimetres (≤) that each demand point is allowed; NONE for those that are not asked about
 * @throws TooManyPairs
 */
export function costsBy(ground: Ground, sites: Sites, way: Way, most: Int32Array, limits: PairLimits): CostRows {
  const { demand } = ground.territory;
  if (way === "straight") return straight(ground, sites, most, limits);
  if (way === "foot") return overStreets(ground.tools.search, demand, sites, sites.node, most, limits);
  const { rideLinks } = demand;
  if (rideLinks === null || sites.rideLinks === null) throw new Error("Places are not linked for rides.");
  const search = ground.tools.ride();
  const homes = { ...pointsOnEdges(rideLinks, search.network.edgeCount), links: rideLinks };
  const node = new Int32Array(sites.count).fill(NONE);
  return overStreets(search, homes, { links: sites.rideLinks }, node, most, limits);
}

interface Homes {
  readonly links: Links;
  readonly firstOnEdge: Int32Array;
  readonly onEdge: Int32Array;
}

/** One search from each home, or one towards each site: from a home it takes a third of the time. */
function overStreets(
  search: Search,
  homes: Homes,
  { links }: { readonly links: Links },
  node: Int32Array,
  most: Int32Array,
  limits: PairLimits,
): CostRows {
  let asking = 0;
  for (let p = 0; p < most.length; p++) if (most[p] !== NONE && homes.links.edge[p] !== NONE) asking++;
  if (asking > 3 * links.count) return toward(search, homes, links, most, limits);
  return fromHomes(search, homes.links, arrivalsOf(search.network, links, node), most, limits);
}

/**
 * Where walks to sites leave the network's nodes: a walk costs what the node does and the rest of the way beyond it, along the
 * site's own edge and its off-street leg. A site at a node of its own leaves there for nothing.
 */
interface Arrivals {
  readonly links: Links;
  /** Site at each node, or NONE. */
  readonly siteAt: Int32Array;
  /** Others beside node n are site[first[n]] … site[first[n + 1] - 1], and the rest of the way to each in centimetres. */
  readonly first: Int32Array;
  readonly site: Int32Array;
  readonly rest: Int32Array;
  /** Those others by edge. */
  readonly onEdges: ReturnType<typeof pointsOnEdges>;
}

function arrivalsOf(network: Network, links: Links, node: Int32Array): Arrivals {
  const { nodeCount, edgeCount, edgeFrom, edgeTo } = network;
  const siteAt = new Int32Array(nodeCount).fill(NONE);
  for (let site = 0; site < node.length; site++) if (node[site] !== NONE) siteAt[node[site]] = site;
  const edge = links.edge.map((each, site) => (node[site] === NONE ? each : NONE));
  const ends: { at: number; site: number; rest: number }[] = [];
  for (let site = 0; site < edge.length; site++) {
    const on = edge[site];
    if (on === NONE) continue;
    const leg = legCentimetres(links.metres[site]);
    const atFrom = leg + costFromFrom(network, on, links.fraction[site]);
    const atTo = leg + costFromTo(network, on, links.fraction[site]);
    for (const at of new Set([edgeFrom[on], arrivingFrom(network, on)])) ends.push({ at, site, rest: atFrom });
    for (const at of new Set([edgeTo[on], arrivingTo(network, on)])) ends.push({ at, site, rest: atTo });
  }
  const open = ends.filter(({ rest }) => rest < UNREACHED).sort((a, b) => a.at - b.at || a.site - b.site);
  const first = new Int32Array(nodeCount + 1);
  for (const { at } of open) first[at + 1]++;
  for (let n = 0; n < nodeCount; n++) first[n + 1] += first[n];
  return {
    links,
    siteAt,
    first,
    site: Int32Array.from(open, ({ site }) => site),
    rest: Int32Array.from(open, ({ rest }) => rest),
    onEdges: pointsOnEdges({ ...links, edge }, edgeCount),
  };
}

function fromHomes(
  search: Search,
  homes: Links,
  { links, siteAt, first, site, rest, onEdges }: Arrivals,
  most: Int32Array,
  limits: PairLimits,
): CostRows {
  const pairs = new Pairs(most.length, limits);
  /** The least cost of each site that has been found from several ends, and the home that it is of. */
  const least = new Int32Array(links.count);
  const foundBy = new Int32Array(links.count).fill(NONE);
  const found: number[] = [];
  const find = (p: number, j: number, cost: number): void => {
    if (cost > most[p]) return;
    if (foundBy[j] !== p) found.push(j);
    if (foundBy[j] !== p || cost < least[j]) least[j] = cost;
    foundBy[j] = p;
  };
  for (let p = 0; p < most.length; p++) {
    if (most[p] !== NONE && homes.edge[p] !== NONE) {
      pairs.look();
      const labels = search.fromPoint(homes, p, most[p]);
      const { settled, settledCount, nodeCost } = labels;
      const limit = most[p];
      for (let s = 0; s < settledCount; s++) {
        const at = settled[s];
        const cost = nodeCost[at];
        const here = siteAt[at];
        if (here !== NONE && cost <= limit) pairs.add(here, cost);
        for (let k = first[at]; k < first[at + 1]; k++) find(p, site[k], cost + rest[k]);
      }
      // On the home's own edge the walk need not pass an end.
      const edge = homes.edge[p];
      for (let k = onEdges.firstOnEdge[edge]; k < onEdges.firstOnEdge[edge + 1]; k++) {
        const cost = labels.costAt(links, onEdges.onEdge[k]);
        if (cost !== NONE) find(p, onEdges.onEdge[k], cost);
      }
      for (const j of found) pairs.add(j, least[j]);
      found.length = 0;
    }
    pairs.end();
  }
  return pairs.rows();
}

function toward(search: Search, homes: Homes, links: Links, most: Int32Array, limits: PairLimits): CostRows {
  const pairs = new Pairs(links.count, limits);
  const limit = most.reduce((a, b) => Math.max(a, b), NONE);
  for (let site = 0; site < links.count; site++) {
    pairs.look();
    if (limit !== NONE && links.edge[site] !== NONE) {
      const labels = search.toward(links, site, limit);
      for (const p of reachedPoints(search.network, homes, labels, { places: links, row: site })) {
        if (most[p] === NONE) continue;
        const cost = labels.costAt(homes.links, p);
        if (cost !== NONE && cost <= most[p]) pairs.add(p, cost);
      }
    }
    pairs.end();
  }
  return transposeCosts(pairs.rows(), most.length);
}

function straight(
  { territory: { demand } }: Ground,
  { count, lon, lat }: Sites,
  most: Int32Array,
  limits: PairLimits,
): CostRows {
  const pairs = new Pairs(most.length, limits);
  const index = count === 0 ? null : new Flatbush(count);
  for (let site = 0; site < count; site++) index?.add(lon[site], lat[site], lon[site], lat[site]);
  index?.finish();
  for (let p = 0; p < most.length; p++) {
    if (most[p] !== NONE) {
      pairs.look();
      index?.search(...boxAround(demand.lon[p], demand.lat[p], most[p] / 100 + 1), (site) => {
        const cost = legCentimetres(distanceMetres(demand.lon[p], demand.lat[p], lon[site], lat[site]));
        if (cost <= most[p]) pairs.add(site, cost);
        return false;
      });
    }
    pairs.end();
  }
  return pairs.rows();
}

/** Rows of pairs as they come. */
class Pairs {
  readonly #limits: PairLimits;
  readonly #first: Int32Array;
  readonly #items = new Growing();
  readonly #costs = new Growing();
  #row = 0;
  #looks = 0;

  constructor(rows: number, limits: PairLimits) {
    this.#limits = limits;
    this.#first = new Int32Array(rows + 1);
  }

  add(item: number, cost: number): void {
    this.#items.push(item);
    this.#costs.push(cost);
  }

  /** Ends a row. @throws TooManyPairs */
  end(): void {
    this.#first[++this.#row] = this.#items.size;
    if (this.#items.size > this.#limits.mostPairs) throw new TooManyPairs(this.#limits.mostPairs);
  }

  /** To be called before each search. @throws StoppedTooEarly */
  look(): void {
    if (this.#looks++ % ROWS_A_LOOK === 0 && this.#limits.watch.isStopped()) throw new StoppedTooEarly();
  }

  rows(): CostRows {
    return { count: this.#row, first: this.#first, items: this.#items.view(), costs: this.#costs.view() };
  }
}
