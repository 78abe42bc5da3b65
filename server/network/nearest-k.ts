/**
 * The k nearest facilities of each demand point. One facility after another is searched from, and each search ends where k
 * others are nearer: beyond such a node they are nearer too. So every node keeps a short list, and few facilities reach it.
 */
import { costAlong, costToFrom, costToTo, legCentimetres } from "./along.ts";
import { MOST_CENTIMETRES, UNREACHED, type Wave } from "./buckets.ts";
import { type Links, type Network, NONE } from "./network.ts";

/** The nearest facilities of demand point j stand at j·k … j·k + k - 1, nearest first, ties by the lower row. */
export interface NearestK {
  readonly k: number;
  /** Centimetres, NONE where fewer than k facilities are within the limit. */
  readonly cost: Float64Array;
  /** Row of the facilities, NONE likewise. */
  readonly facility: Int32Array;
}

/** What this needs of a search: the labels of one facility at a time, none dearer than the limit or than the node's bound. */
export interface FacilityLabels {
  readonly network: Network;
  readonly wave: Wave;
  labelOne(row: number, limit: number, bounds: Int32Array): void;
}

/** Lists of up to k facilities each, nearest first; of one facility only the lowest cost. */
class Ranking {
  readonly k: number;
  readonly cost: Int32Array;
  readonly facility: Int32Array;

  constructor(count: number, k: number) {
    this.k = k;
    this.cost = new Int32Array(count * k).fill(UNREACHED);
    this.facility = new Int32Array(count * k).fill(NONE);
  }

  offer(list: number, cost: number, facility: number): void {
    const first = list * this.k;
    const last = first + this.k - 1;
    let at = first;
    while (at <= last && (this.cost[at] < cost || (this.cost[at] === cost && this.facility[at] <= facility))) {
      if (this.facility[at] === facility) return;
      at++;
    }
    if (at > last) return;
    // Those behind move one on, as far as the facility's own former place.
    let end = at;
    while (end < last && this.facility[end] !== facility) end++;
    this.cost.copyWithin(at + 1, at, end);
    this.facility.copyWithin(at + 1, at, end);
    this.cost[at] = cost;
    this.facility[at] = facility;
  }
}

/**
 * For every demand point the k nearest of some facilities within the limit (centimetres).
 *
 * @param order rows of the facilities, each once and linked. The result does not depend on their order, the time does
 */
export function nearestK(
  { network, wave, labelOne }: FacilityLabels,
  facilities: Links,
  demand: Links,
  { k, limit, order }: { k: number; limit: number; order: Int32Array },
): NearestK {
  if (!Number.isInteger(k) || k < 1) throw new Error(`The k of the k nearest must be a whole number from 1, not ${k}.`);
  const atNode = new Ranking(network.nodeCount, k);
  const bounds = new Int32Array(network.nodeCount).fill(MOST_CENTIMETRES);
  const onEdge = new Map<number, number[]>();
  for (const row of order) {
    labelOne(row, limit, bounds);
    for (let s = 0; s < wave.reachedCount; s++) {
      const node = wave.reached[s];
      atNode.offer(node, wave.cost[node], row);
      bounds[node] = Math.min(bounds[node], atNode.cost[node * k + k - 1]);
    }
    const others = onEdge.get(facilities.edge[row]);
    if (others === undefined) onEdge.set(facilities.edge[row], [row]);
    else others.push(row);
  }

  const atPoint = new Ranking(demand.count, k);
  const most = Math.min(Math.floor(limit), MOST_CENTIMETRES);
  for (let j = 0; j < demand.count; j++) {
    const edge = demand.edge[j];
    if (edge === NONE) continue;
    const fraction = demand.fraction[j];
    const leg = legCentimetres(demand.metres[j]);
    const offerNode = (node: number, rest: number): void => {
      for (let at = node * k; at < (node + 1) * k && atNode.facility[at] !== NONE; at++) {
        if (atNode.cost[at] + rest <= most) atPoint.offer(j, atNode.cost[at] + rest, atNode.facility[at]);
      }
    };
    offerNode(network.edgeFrom[edge], leg + costToFrom(network, edge, fraction));
    offerNode(network.edgeTo[edge], leg + costToTo(network, edge, fraction));
    for (const row of onEdge.get(edge) ?? []) {
      const along = costAlong(network, edge, fraction, facilities.fraction[row]);
      const cost = leg + legCentimetres(facilities.metres[row]) + along;
      if (cost <= most) atPoint.offer(j, cost, row);
    }
  }
  return {
    k,
    cost: Float64Array.from(atPoint.cost, (cost) => (cost === UNREACHED ? NONE : cost)),
    facility: atPoint.facility,
  };
}
