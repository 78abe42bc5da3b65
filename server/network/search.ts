/**
 * Least-cost walks over the network: Dijkstra's algorithm from or towards places that lie inside edges, bounded by a
 * budget. One search owns its arrays and uses them again, so that the inner loop allocates nothing; what it returns is
 * valid until its next call and says so when it is used later.
 *
 * Costs are flat-equivalent centimetres, independent of the walker's speed, off-street legs included (flat, straight).
 * Parts of edges and legs are rounded to 1/1024 cm. Sums of such numbers are exact in a double (up to 2⁴³ cm), so a cost
 * does not depend on the order of addition: searches from a home and towards a facility agree to the last bit, and ties
 * are true ties. Along an edge, cost is taken as proportional to length (build.ts splits edges where slopes would make that wrong).
 *
 * Private streets: homes leave at leaving copies of junctions; a walk arrives at arriving copies or, when it stayed in its
 * private cluster, at leaving ones. So ends of walks look at both copies, starts only at leaving ones.
 */
import { type Links, type Network, NONE } from "./network.ts";

/** Costs are whole multiples of 1 / STEPS centimetres. */
const STEPS = 1024;
const UNREACHED = Number.POSITIVE_INFINITY;
/** In place of a previous node: the walk begins at this end of the place's own edge. */
const AT_FROM = -1;
const AT_TO = -2;

/** A length in metres as a cost in centimetres, on the grid that makes sums exact. */
export function legCentimetres(metres: number): number {
  return Math.round(metres * 100 * STEPS) / STEPS;
}

/** Where walks lead: "from" a place to everywhere, or from everywhere "toward" a place. */
export type Direction = "from" | "toward";

/** What one search found. A view of the search's arrays: valid until the search is used again. */
export interface Labels {
  readonly network: Network;
  readonly direction: Direction;
  /** The places searched from or towards (these rows of them), and the largest cost (≤) in centimetres. */
  readonly places: Links;
  readonly rows: ArrayLike<number>;
  readonly limit: number;
  /** Junctions reached, in order of cost: settled[0] … settled[settledCount - 1]. */
  readonly settled: Int32Array;
  readonly settledCount: number;
  /** Cost of each node, the place's off-street leg included; Infinity where not reached. */
  readonly nodeCost: Float64Array;
  /** Row of `places` that the cost belongs to; only meaningful where reached. */
  readonly nodePlace: Int32Array;
  /** Least cost of the walk between row j of the points and the places, both legs included; NONE when it exceeds the limit. */
  costAt(points: Links, j: number): number;
  /** The same walk as its parts, or null when it exceeds the limit. */
  walkAt(points: Links, j: number): WalkParts | null;
  /**
   * Calls back for each piece of street within the budget (`limit` when left out, and never more), all pieces of an edge
   * one after another; pieces of one edge may overlap.
   */
  forEachPiece(visit: PieceVisitor, limit?: number): void;
  /** Metres of street within the budget, each counted once, parts of edges included. */
  streetMetres(limit?: number): number;
}

/** A piece of an edge between two fractions (start < end), and the budget left at each, centimetres ≥ 0; linear in between. */
export type PieceVisitor = (edge: number, start: number, end: number, leftAtStart: number, leftAtEnd: number) => void;

/** A walk as the search knows it. */
export interface WalkParts {
  /** Flat-equivalent centimetres, both legs included. */
  readonly cost: number;
  /** Metres on the ground, both legs included. */
  readonly metres: number;
  /** Row of the places. */
  readonly place: number;
  /** The node next to the point, or NONE when place and point lie on the same edge and the walk stays on it. */
  readonly node: number;
  /** 0 or 1: the end of the point's edge that the node is; NaN when node is NONE. A loop's node is both. */
  readonly endFraction: number;
}

export interface Nearest {
  /** Centimetres, NONE where no facility is within the limit. */
  readonly cost: Float64Array;
  /** Metres on the ground of that walk, NONE likewise. */
  readonly metres: Float64Array;
  /** Row of the facilities (ties: the lower row), NONE likewise. */
  readonly facility: Int32Array;
}

/** Row by row: index from·to.count + to. NONE where there is no walk. */
export interface Times {
  readonly cost: Float64Array;
  readonly metres: Float64Array;
}

export interface Search {
  readonly network: Network;
  /** Walks from row i to everywhere within the limit (centimetres; Infinity for no limit). A row that is not linked reaches nothing. */
  fromPoint(points: Links, i: number, limit: number): Labels;
  /** Walks from everywhere to row i. */
  toward(points: Links, i: number, limit: number): Labels;
  /** Walks from everywhere to the nearest of some rows (all when left out). */
  towardNearest(points: Links, limit: number, rows?: ArrayLike<number>): Labels;
  /** For every demand point the nearest facility (of the rows; all when left out), walking from home to facility. */
  nearest(facilities: Links, demand: Links, limit: number, rows?: ArrayLike<number>): Nearest;
  /** All walks between two sets of points, without limit. */
  times(from: Links, to: Links): Times;
  /** Nodes of a walk in the order of the search: from `node` (of WalkParts) back to the node next to the place. */
  chain(node: number): number[];
  /** The edge by which the search reached this node from the one before it in the chain; NONE at the chain's end and between copies of a junction. */
  edgeInto(node: number): number;
  /** 0 or 1: the end of the place's edge where the search began with this node, the last of a chain. */
  startFraction(node: number): number;
}

/** Cost of the part of an edge from its "from" end to a fraction, on the exact grid. */
function part(cost: number, fraction: number): number {
  return Math.round(cost * fraction * STEPS) / STEPS;
}

/** Cost from a place inside an edge to its "from" end. Standing at an end is free even where a direction is closed. */
function costToFrom(network: Network, edge: number, fraction: number): number {
  if (fraction === 0) return 0;
  return network.edgeBackward[edge] === NONE ? UNREACHED : part(network.edgeBackward[edge], fraction);
}
function costToTo(network: Network, edge: number, fraction: number): number {
  if (fraction === 1) return 0;
  const forward = network.edgeForward[edge];
  return forward === NONE ? UNREACHED : forward - part(forward, fraction);
}
function costFromFrom(network: Network, edge: number, fraction: number): number {
  if (fraction === 0) return 0;
  return network.edgeForward[edge] === NONE ? UNREACHED : part(network.edgeForward[edge], fraction);
}
function costFromTo(network: Network, edge: number, fraction: number): number {
  if (fraction === 1) return 0;
  const backward = network.edgeBackward[edge];
  return backward === NONE ? UNREACHED : backward - part(backward, fraction);
}

/** Cost of walking along one edge from one fraction to another without leaving it. */
function costAlong(network: Network, edge: number, start: number, end: number): number {
  if (start === end) return 0;
  const cost = start < end ? network.edgeForward[edge] : network.edgeBackward[edge];
  return cost === NONE ? UNREACHED : Math.abs(part(cost, start) - part(cost, end));
}

export function createSearch(network: Network): Search {
  const { nodeCount, edgeFrom, edgeTo, edgeFromArriving, edgeToArriving, edgeForward, edgeBackward, edgeMetres } =
    network;
  const nodeCost = new Float64Array(nodeCount).fill(UNREACHED);
  const nodePlace = new Int32Array(nodeCount);
  /** The node before this one on the way back to the place; AT_FROM or AT_TO where the search began. */
  const previous = new Int32Array(nodeCount);
  /** Metres on the ground to the place; NaN until asked for. */
  const nodeMetres = new Float64Array(nodeCount);
  const settled = new Int32Array(nodeCount);
  let settledCount = 0;
  // A 4-ary heap of nodes; heapAt tells where a node stands in it, so that each stands there once.
  const heap = new Int32Array(nodeCount);
  const heapAt = new Int32Array(nodeCount);
  let heapSize = 0;
  const edgeSeen = new Uint32Array(network.edgeCount);
  let edgeRound = 0;
  let generation = 0;
  let direction: Direction = "from";
  /** Nodes of `times` whose labels are still wanted. */
  const wanted = new Uint8Array(nodeCount);

  /** Order of the search: by cost, then by the place's row, so that ties end at the lower row. */
  const isBefore = (a: number, b: number): boolean =>
    nodeCost[a] < nodeCost[b] || (nodeCost[a] === nodeCost[b] && nodePlace[a] < nodePlace[b]);

  const siftUp = (node: number, start: number): void => {
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const other = heap[parent];
      if (!isBefore(node, other)) break;
      heap[at] = other;
      heapAt[other] = at;
      at = parent;
    }
    heap[at] = node;
    heapAt[node] = at;
  };

  const pop = (): number => {
    const top = heap[0];
    const node = heap[--heapSize];
    let at = 0;
    for (;;) {
      const first = 4 * at + 1;
      if (first >= heapSize) break;
      let least = first;
      const end = Math.min(first + 4, heapSize);
      for (let child = first + 1; child < end; child++) if (isBefore(heap[child], heap[least])) least = child;
      if (!isBefore(heap[least], node)) break;
      heap[at] = heap[least];
      heapAt[heap[at]] = at;
      at = least;
    }
    heap[at] = node;
    heapAt[node] = at;
    return top;
  };

  const reset = (): void => {
    for (let s = 0; s < settledCount; s++) nodeCost[settled[s]] = UNREACHED;
    for (let h = 0; h < heapSize; h++) nodeCost[heap[h]] = UNREACHED;
    settledCount = 0;
    heapSize = 0;
    generation++;
  };

  const seed = (node: number, cost: number, place: number, end: number, metres: number, limit: number): void => {
    if (cost > limit || cost === UNREACHED) return;
    const isNew = nodeCost[node] === UNREACHED;
    if (cost > nodeCost[node] || (cost === nodeCost[node] && place >= nodePlace[node])) return;
    nodeCost[node] = cost;
    nodePlace[node] = place;
    previous[node] = end;
    nodeMetres[node] = metres;
    siftUp(node, isNew ? heapSize++ : heapAt[node]);
  };

  const seedPlace = (places: Links, row: number, limit: number): void => {
    const edge = places.edge[row];
    if (edge === NONE) return;
    const fraction = places.fraction[row];
    const legMetres = places.metres[row];
    const leg = legCentimetres(legMetres);
    const metresFrom = legMetres + fraction * edgeMetres[edge];
    const metresTo = legMetres + (1 - fraction) * edgeMetres[edge];
    if (direction === "from") {
      seed(edgeFrom[edge], leg + costToFrom(network, edge, fraction), row, AT_FROM, metresFrom, limit);
      seed(edgeTo[edge], leg + costToTo(network, edge, fraction), row, AT_TO, metresTo, limit);
      return;
    }
    const atFrom = leg + costFromFrom(network, edge, fraction);
    const atTo = leg + costFromTo(network, edge, fraction);
    seed(edgeFrom[edge], atFrom, row, AT_FROM, metresFrom, limit);
    seed(edgeFromArriving[edge], atFrom, row, AT_FROM, metresFrom, limit);
    seed(edgeTo[edge], atTo, row, AT_TO, metresTo, limit);
    seed(edgeToArriving[edge], atTo, row, AT_TO, metresTo, limit);
  };

  /** Dijkstra's algorithm; stops early when `wantedCount` wanted nodes are settled. */
  const run = (limit: number, wantedCount: number): void => {
    const firstArc = direction === "from" ? network.firstArc : network.firstArcBack;
    const arcs = direction === "from" ? network.arcs : network.arcsBack;
    let left = wantedCount;
    while (heapSize > 0) {
      const node = pop();
      settled[settledCount++] = node;
      if (wanted[node] === 1 && --left === 0) return;
      const cost = nodeCost[node];
      const place = nodePlace[node];
      const end = 2 * firstArc[node + 1];
      for (let a = 2 * firstArc[node]; a < end; a += 2) {
        const next = arcs[a];
        const nextCost = cost + arcs[a + 1];
        const known = nodeCost[next];
        if (nextCost > known || nextCost > limit) continue;
        if (nextCost === known && place >= nodePlace[next]) continue;
        nodeCost[next] = nextCost;
        nodePlace[next] = place;
        previous[next] = node;
        nodeMetres[next] = Number.NaN;
        siftUp(next, known === UNREACHED ? heapSize++ : heapAt[next]);
      }
    }
  };

  /** The edge of the arc that the search took into this node: the first that joins both nodes at exactly that cost. */
  const edgeInto = (node: number): number => {
    const before = previous[node];
    if (before < 0) return NONE;
    if (network.nodeJunction[before] === network.nodeJunction[node]) return NONE;
    const cost = nodeCost[node] - nodeCost[before];
    const tail = direction === "from" ? before : node;
    const head = direction === "from" ? node : before;
    for (let k = network.firstNodeEdge[node]; k < network.firstNodeEdge[node + 1]; k++) {
      const edge = network.nodeEdges[k];
      const from = edgeFrom[edge];
      const to = edgeTo[edge];
      const fromArriving = edgeFromArriving[edge];
      const toArriving = edgeToArriving[edge];
      if (
        edgeForward[edge] === cost &&
        (tail === from || tail === fromArriving) &&
        (head === to || head === toArriving)
      )
        return edge;
      if (
        edgeBackward[edge] === cost &&
        (tail === to || tail === toArriving) &&
        (head === from || head === fromArriving)
      )
        return edge;
    }
    throw new Error(
      `No edge of the network joins nodes ${tail} and ${head} at ${cost} cm, though the search walked it.`,
    );
  };

  const metresOf = (node: number): number => {
    let at = node;
    const stack: number[] = [];
    while (Number.isNaN(nodeMetres[at])) {
      stack.push(at);
      at = previous[at];
    }
    for (let k = stack.length - 1; k >= 0; k--) {
      const edge = edgeInto(stack[k]);
      nodeMetres[stack[k]] = nodeMetres[at] + (edge === NONE ? 0 : edgeMetres[edge]);
      at = stack[k];
    }
    return nodeMetres[node];
  };

  const placesByEdge = (places: Links, rows: ArrayLike<number>): Map<number, number[]> => {
    const byEdge = new Map<number, number[]>();
    for (let k = 0; k < rows.length; k++) {
      const edge = places.edge[rows[k]];
      if (edge === NONE) continue;
      const others = byEdge.get(edge);
      if (others === undefined) byEdge.set(edge, [rows[k]]);
      else others.push(rows[k]);
    }
    return byEdge;
  };

  const labelsOf = (places: Links, rows: ArrayLike<number>, limit: number): Labels => {
    const mine = generation;
    const onEdge = placesByEdge(places, rows);
    const check = (): void => {
      if (mine !== generation)
        throw new Error("These labels were overwritten by a later search: read them before searching again.");
    };

    // The best walk to the point asked for last; filled by `find` so that asking allocates nothing.
    let bestCost = UNREACHED;
    let bestPlace = NONE;
    let bestNode = NONE;
    const offer = (cost: number, place: number, node: number): void => {
      if (cost < bestCost || (cost === bestCost && place < bestPlace)) {
        bestCost = cost;
        bestPlace = place;
        bestNode = node;
      }
    };
    const offerNode = (node: number, rest: number): void => offer(nodeCost[node] + rest, nodePlace[node], node);
    const find = (points: Links, j: number): void => {
      check();
      bestCost = UNREACHED;
      const edge = points.edge[j];
      if (edge === NONE) return;
      const fraction = points.fraction[j];
      const leg = legCentimetres(points.metres[j]);
      if (direction === "from") {
        const atFrom = leg + costFromFrom(network, edge, fraction);
        const atTo = leg + costFromTo(network, edge, fraction);
        offerNode(edgeFrom[edge], atFrom);
        offerNode(edgeFromArriving[edge], atFrom);
        offerNode(edgeTo[edge], atTo);
        offerNode(edgeToArriving[edge], atTo);
      } else {
        offerNode(edgeFrom[edge], leg + costToFrom(network, edge, fraction));
        offerNode(edgeTo[edge], leg + costToTo(network, edge, fraction));
      }
      for (const row of onEdge.get(edge) ?? []) {
        const start = direction === "from" ? places.fraction[row] : fraction;
        const end = direction === "from" ? fraction : places.fraction[row];
        offer(leg + legCentimetres(places.metres[row]) + costAlong(network, edge, start, end), row, NONE);
      }
      if (bestCost > limit) bestCost = UNREACHED;
    };

    const costAt = (points: Links, j: number): number => {
      find(points, j);
      return bestCost === UNREACHED ? NONE : bestCost;
    };

    const walkAt = (points: Links, j: number): WalkParts | null => {
      find(points, j);
      if (bestCost === UNREACHED) return null;
      const edge = points.edge[j];
      const fraction = points.fraction[j];
      let metres = points.metres[j];
      if (bestNode === NONE) {
        metres += places.metres[bestPlace] + Math.abs(fraction - places.fraction[bestPlace]) * edgeMetres[edge];
        return { cost: bestCost, metres, place: bestPlace, node: NONE, endFraction: Number.NaN };
      }
      // A loop has one node at both its ends: the cost tells which way the walk goes.
      const isAtFrom = bestNode === edgeFrom[edge] || bestNode === edgeFromArriving[edge];
      const isAtTo = bestNode === edgeTo[edge] || bestNode === edgeToArriving[edge];
      const rest = direction === "from" ? costFromFrom(network, edge, fraction) : costToFrom(network, edge, fraction);
      const leg = legCentimetres(points.metres[j]);
      const byFrom = isAtFrom && (!isAtTo || nodeCost[bestNode] + (leg + rest) === bestCost);
      metres += metresOf(bestNode) + (byFrom ? fraction : 1 - fraction) * edgeMetres[edge];
      return { cost: bestCost, metres, place: bestPlace, node: bestNode, endFraction: byFrom ? 0 : 1 };
    };

    const forEachPiece = (visit: PieceVisitor, budget = limit): void => {
      check();
      const most = Math.min(budget, limit);
      const isFrom = direction === "from";
      const nextRound = (): void => {
        edgeRound++;
        if (edgeRound === 0xffffffff) {
          edgeSeen.fill(0);
          edgeRound = 1;
        }
      };
      nextRound();
      const visitEdge = (edge: number): void => {
        if (edgeSeen[edge] === edgeRound) return;
        edgeSeen[edge] = edgeRound;
        // What it costs to walk the whole edge away from (or towards) each end.
        const rateFrom = isFrom ? edgeForward[edge] : edgeBackward[edge];
        const rateTo = isFrom ? edgeBackward[edge] : edgeForward[edge];
        let atFrom = nodeCost[edgeFrom[edge]];
        let atTo = nodeCost[edgeTo[edge]];
        if (isFrom) {
          atFrom = Math.min(atFrom, nodeCost[edgeFromArriving[edge]]);
          atTo = Math.min(atTo, nodeCost[edgeToArriving[edge]]);
        }
        if (atFrom <= most && rateFrom !== NONE) {
          const reach = rateFrom === 0 ? 1 : Math.min(1, (most - atFrom) / rateFrom);
          if (reach > 0) visit(edge, 0, reach, most - atFrom, Math.max(0, most - atFrom - reach * rateFrom));
        }
        if (atTo <= most && rateTo !== NONE) {
          const reach = rateTo === 0 ? 1 : Math.min(1, (most - atTo) / rateTo);
          if (reach > 0) visit(edge, 1 - reach, 1, Math.max(0, most - atTo - reach * rateTo), most - atTo);
        }
        for (const row of onEdge.get(edge) ?? []) {
          const left = most - legCentimetres(places.metres[row]);
          if (left < 0) continue;
          const fraction = places.fraction[row];
          if (rateFrom !== NONE && fraction < 1) {
            const reach = rateFrom === 0 ? 1 : Math.min(1, fraction + left / rateFrom);
            if (reach > fraction) visit(edge, fraction, reach, left, Math.max(0, left - (reach - fraction) * rateFrom));
          }
          if (rateTo !== NONE && fraction > 0) {
            const reach = rateTo === 0 ? 0 : Math.max(0, fraction - left / rateTo);
            if (reach < fraction) visit(edge, reach, fraction, Math.max(0, left - (fraction - reach) * rateTo), left);
          }
        }
      };
      for (const edge of onEdge.keys()) visitEdge(edge);
      for (let s = 0; s < settledCount; s++) {
        const node = settled[s];
        if (nodeCost[node] > most) break;
        for (let k = network.firstNodeEdge[node]; k < network.firstNodeEdge[node + 1]; k++)
          visitEdge(network.nodeEdges[k]);
      }
    };

    const streetMetres = (budget = limit): number => {
      let total = 0;
      let current = NONE;
      let pieces: [number, number][] = [];
      const addUp = (): void => {
        pieces.sort((a, b) => a[0] - b[0]);
        let done = 0;
        let share = 0;
        for (const [start, end] of pieces) {
          if (end > done) share += end - Math.max(start, done);
          done = Math.max(done, end);
        }
        if (current !== NONE) total += share * edgeMetres[current];
        pieces = [];
      };
      forEachPiece((edge, start, end) => {
        if (edge !== current) addUp();
        current = edge;
        pieces.push([start, end]);
      }, budget);
      addUp();
      return total;
    };

    return {
      network,
      direction,
      places,
      rows,
      limit,
      settled,
      settledCount,
      nodeCost,
      nodePlace,
      costAt,
      walkAt,
      forEachPiece,
      streetMetres,
    };
  };

  const search = (
    places: Links,
    rows: ArrayLike<number>,
    towards: Direction,
    limit: number,
    wantedCount = 0,
  ): Labels => {
    if (Number.isNaN(limit) || limit < 0)
      throw new Error(`A search limit must be 0 centimetres or more, not ${limit}.`);
    reset();
    direction = towards;
    const most = Math.floor(limit * STEPS) / STEPS;
    for (let k = 0; k < rows.length; k++) seedPlace(places, rows[k], most);
    run(most, wantedCount);
    return labelsOf(places, rows, most);
  };

  const towardNearest = (points: Links, limit: number, rows?: ArrayLike<number>): Labels =>
    search(points, rows ?? Array.from({ length: points.count }, (_, row) => row), "toward", limit);

  return {
    network,
    fromPoint: (points, i, limit) => search(points, [i], "from", limit),
    toward: (points, i, limit) => search(points, [i], "toward", limit),
    towardNearest,
    nearest: (facilities, demand, limit, rows) => {
      const labels = towardNearest(facilities, limit, rows);
      const cost = new Float64Array(demand.count).fill(NONE);
      const metres = new Float64Array(demand.count).fill(NONE);
      const facility = new Int32Array(demand.count).fill(NONE);
      for (let j = 0; j < demand.count; j++) {
        const walk = labels.walkAt(demand, j);
        if (walk === null) continue;
        cost[j] = walk.cost;
        metres[j] = walk.metres;
        facility[j] = walk.place;
      }
      return { cost, metres, facility };
    },
    times: (from, to) => {
      const cost = new Float64Array(from.count * to.count).fill(NONE);
      const metres = new Float64Array(from.count * to.count).fill(NONE);
      let wantedCount = 0;
      const ends = [edgeFrom, edgeFromArriving, edgeTo, edgeToArriving];
      for (const edge of to.edge) {
        if (edge === NONE) continue;
        for (const end of ends) {
          wantedCount += 1 - wanted[end[edge]];
          wanted[end[edge]] = 1;
        }
      }
      for (let i = 0; i < from.count; i++) {
        const labels = search(from, [i], "from", Number.POSITIVE_INFINITY, wantedCount);
        for (let j = 0; j < to.count; j++) {
          const walk = labels.walkAt(to, j);
          if (walk === null) continue;
          cost[i * to.count + j] = walk.cost;
          metres[i * to.count + j] = walk.metres;
        }
      }
      wanted.fill(0);
      return { cost, metres };
    },
    chain: (node) => {
      const nodes: number[] = [];
      for (let at = node; at >= 0; at = previous[at]) nodes.push(at);
      return nodes;
    },
    edgeInto,
    startFraction: (node) => (previous[node] === AT_TO ? 1 : 0),
  };
}
