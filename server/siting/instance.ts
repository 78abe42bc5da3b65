/**
 * From a territory to the pairs of siting: which demand points each candidate covers within a limit, and at what cost.
 * Walks lead from home to facility. A cost is the same whether it is searched from the home or towards the facility
 * (search.ts), so whichever side is fewer is searched from.
 */
import { reachedPoints } from "../catchments.ts";
import { isPrivate } from "../network/edges.ts";
import { degreesOf, type Links, type Network, NONE } from "../network/network.ts";
import type { Search } from "../network/search.ts";
import type { DemandPoints } from "../territory.ts";
import type { Reach } from "./question.ts";
import { type Rows, transpose } from "./rows.ts";

/** Where sites may be. */
export interface Candidates {
  readonly links: Links;
  /** Nodes of the network where each stands, when all stand at junctions without an off-street leg; else null. */
  readonly nodes: Int32Array | null;
}

/** Every junction of public streets is a candidate: one each, not its copies for private streets. */
export function candidatesAtJunctions(network: Network): Candidates {
  const { nodeCount, edgeCount, edgeFrom, edgeTo, nodeLonE7, nodeLatE7 } = network;
  const edgeAt = new Int32Array(nodeCount).fill(NONE);
  // Public edges join open copies only, where a walk may both arrive and pass.
  for (let edge = edgeCount - 1; edge >= 0; edge--) {
    if (isPrivate(network, edge)) continue;
    edgeAt[edgeFrom[edge]] = edge;
    edgeAt[edgeTo[edge]] = edge;
  }
  const nodes = Int32Array.from({ length: nodeCount }, (_, node) => node).filter((node) => edgeAt[node] !== NONE);
  const edge = nodes.map((node) => edgeAt[node]);
  return {
    nodes,
    links: {
      count: nodes.length,
      edge,
      fraction: Float64Array.from(nodes, (node, n) => (edgeFrom[edge[n]] === node ? 0 : 1)),
      metres: new Float64Array(nodes.length),
      lon: Float64Array.from(nodes, (node) => degreesOf(nodeLonE7[node])),
      lat: Float64Array.from(nodes, (node) => degreesOf(nodeLatE7[node])),
    },
  };
}

/** Pairs with their costs, row by row: of each candidate, or of each point. */
export interface CostRows extends Rows {
  /** Flat-equivalent centimetres, beside items. */
  readonly costs: Int32Array;
}

/** Where people are: what siting needs of DemandPoints. */
export type Homes = Pick<DemandPoints, "links" | "firstOnEdge" | "onEdge">;

/** Which points each candidate covers: walks from the point to the candidate of at most (≤) `limit` centimetres. */
export function reachOf(search: Search, homes: Homes, candidates: Candidates, limit: number): Reach {
  const pointCount = homes.links.count;
  if (isFromHomes(homes, candidates)) {
    // Turned round twice, which also sorts the rows.
    const rows = fromHomes(search, homes.links, candidates.nodes, limit, null);
    const byCandidate = transpose(rows, candidates.links.count);
    return { byPoint: transpose(byCandidate, pointCount), byCandidate };
  }
  const rows = towardCandidates(search, homes, candidates.links, limit, null);
  return { byCandidate: rows, byPoint: transpose(rows, pointCount) };
}

/** The same pairs, row by row of candidates, with what each walk costs, in centimetres. */
export function costsOf(search: Search, homes: Homes, candidates: Candidates, limit: number): CostRows {
  const costs = new Growing();
  if (isFromHomes(homes, candidates)) {
    const rows = fromHomes(search, homes.links, candidates.nodes, limit, costs);
    return transposeCosts({ ...rows, costs: costs.done() }, candidates.links.count);
  }
  const rows = towardCandidates(search, homes, candidates.links, limit, costs);
  return { ...rows, costs: costs.done() };
}

/** As transpose of rows.ts, with the costs. */
export function transposeCosts(rows: CostRows, columnCount: number): CostRows {
  const turned = transpose(rows, columnCount);
  const costs = new Int32Array(rows.items.length);
  const next = turned.first.slice();
  for (let k = 0; k < rows.items.length; k++) costs[next[rows.items[k]]++] = rows.costs[k];
  return { ...turned, costs };
}

/** A search from a home reads candidates at junctions off their nodes, in a third of the time of a search towards one. */
function isFromHomes(homes: Homes, candidates: Candidates): candidates is Candidates & { readonly nodes: Int32Array } {
  return candidates.nodes !== null && homes.links.count <= 3 * candidates.links.count;
}

/** One search towards each candidate. */
function towardCandidates(search: Search, homes: Homes, links: Links, limit: number, costs: Growing | null): Rows {
  const first = new Int32Array(links.count + 1);
  const items = new Growing();
  for (let j = 0; j < links.count; j++) {
    const labels = search.toward(links, j, limit);
    for (const point of reachedPoints(search.network, homes, labels, { places: links, row: j })) {
      const cost = labels.costAt(homes.links, point);
      if (cost === NONE) continue;
      items.push(point);
      costs?.push(cost);
    }
    first[j + 1] = items.size;
  }
  return { count: links.count, first, items: items.done() };
}

/** One search from each point; a candidate at a junction costs what its node does. Rows are not sorted. */
function fromHomes(search: Search, homes: Links, nodes: Int32Array, limit: number, costs: Growing | null): Rows {
  const candidateAt = new Int32Array(search.network.nodeCount).fill(NONE);
  nodes.forEach((node, j) => {
    candidateAt[node] = j;
  });
  const first = new Int32Array(homes.count + 1);
  const items = new Growing();
  for (let i = 0; i < homes.count; i++) {
    const { settled, settledCount, nodeCost, limit: most } = search.fromPoint(homes, i, limit);
    for (let s = 0; s < settledCount; s++) {
      const j = candidateAt[settled[s]];
      const cost = nodeCost[settled[s]];
      if (j === NONE || cost > most) continue;
      items.push(j);
      costs?.push(cost);
    }
    first[i + 1] = items.size;
  }
  return { count: homes.count, first, items: items.done() };
}

/** Whole numbers of which nobody knows how many there will be. */
export class Growing {
  #items = new Int32Array(1 << 16);
  size = 0;

  push(item: number): void {
    if (this.size === this.#items.length) {
      const larger = new Int32Array(2 * this.size);
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.size++] = item;
  }

  /** Without a copy: for those who do not keep it. */
  view(): Int32Array {
    return this.#items.subarray(0, this.size);
  }

  done(): Int32Array {
    return this.#items.slice(0, this.size);
  }
}
