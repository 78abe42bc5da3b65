/**
 * Builds the walking network from streets, gates, barriers and heights: pieces of street (pieces.ts) are merged into edges
 * between junctions (merge.ts) and given their cost (profile.ts); here junctions are numbered along a Hilbert curve, so that
 * a search stays in few memory pages, copied where private streets meet, and everything is laid into columns.
 */
import { type BarrierShape, barriersOf, indexSegments } from "./barriers.ts";
import { MOST_CENTIMETRES } from "./buckets.ts";
import type { Heights } from "./heights.ts";
import { mergePieces } from "./merge.ts";
import { type Network, NONE } from "./network.ts";
import { cutIntoPieces, type Gate, type StreetColumns } from "./pieces.ts";
import { costEdges } from "./profile.ts";

export type { BarrierShape } from "./barriers.ts";
export { type Heights, type HeightTile, heightsOf } from "./heights.ts";
export type { Gate, StreetColumns } from "./pieces.ts";

export interface NetworkInput {
  /** Every street, walkable or not; of several rows with one way id each stretch counts once. */
  readonly streets: StreetColumns;
  readonly gates: readonly Gate[];
  readonly barriers: readonly BarrierShape[];
  /** Smoothed heights, or null to take all ground as flat. */
  readonly heights: Heights | null;
}

/** A finished network, a pure function of the input. No input is too small: without streets it is empty. */
export function buildNetwork({ streets, gates, barriers, heights }: NetworkInput): Network {
  const pieces = cutIntoPieces(streets, gates);
  const merged = mergePieces(pieces, streets.highway);
  const costed = costEdges(pieces, merged, heights);

  // Junctions: ends of edges. Those with a private edge have several copies.
  const nodeTotal = pieces.nodeCount + costed.splitComponent.length;
  const lonOf = new Float64Array(nodeTotal);
  const latOf = new Float64Array(nodeTotal);
  const isJunction = new Uint8Array(nodeTotal);
  const hasPublic = new Uint8Array(nodeTotal);
  const hasPrivate = new Uint8Array(nodeTotal);
  for (let e = 0; e < costed.count; e++) {
    const first = costed.firstPoint[e];
    const last = costed.firstPoint[e + 1] - 1;
    for (const [node, point] of [
      [costed.from[e], first],
      [costed.to[e], last],
    ]) {
      lonOf[node] = costed.lon[point];
      latOf[node] = costed.lat[point];
      isJunction[node] = 1;
      (merged.isPrivate[costed.merged[e]] === 0 ? hasPublic : hasPrivate)[node] = 1;
    }
  }
  const junctions: number[] = [];
  for (let node = 0; node < nodeTotal; node++) if (isJunction[node] === 1) junctions.push(node);
  sortByHilbert(junctions, lonOf, latOf);
  const leaving = new Int32Array(nodeTotal).fill(NONE);
  const open = new Int32Array(nodeTotal).fill(NONE);
  const arriving = new Int32Array(nodeTotal).fill(NONE);
  let nodeCount = 0;
  for (const node of junctions) {
    leaving[node] = nodeCount++;
    if (hasPublic[node] === 1) open[node] = hasPrivate[node] === 1 ? nodeCount++ : leaving[node];
    arriving[node] = hasPrivate[node] === 1 ? nodeCount++ : leaving[node];
  }
  const nodeLon = new Float64Array(nodeCount);
  const nodeLat = new Float64Array(nodeCount);
  const nodeJunction = new Int32Array(nodeCount);
  const nodeComponent = new Int32Array(nodeCount);
  const componentSize = new Int32Array(pieces.componentCount);
  for (const node of junctions) {
    const component =
      node < pieces.nodeCount ? pieces.nodeComponent[node] : costed.splitComponent[node - pieces.nodeCount];
    if (node < pieces.nodeCount) componentSize[component]++;
    for (let copy = leaving[node]; copy <= arriving[node]; copy++) {
      nodeJunction[copy] = leaving[node];
      nodeLon[copy] = lonOf[node];
      nodeLat[copy] = latOf[node];
      nodeComponent[copy] = component;
    }
  }

  // Edges, in the order of their first junction.
  const order = Array.from({ length: costed.count }, (_, e) => e);
  order.sort((a, b) => leaving[costed.from[a]] - leaving[costed.from[b]] || a - b);
  const edgeCount = costed.count;
  const highwayNames: string[] = [];
  const highwayIndex = new Map<string, number>();
  const edges = {
    edgeFrom: new Int32Array(edgeCount),
    edgeTo: new Int32Array(edgeCount),
    edgeFromArriving: new Int32Array(edgeCount),
    edgeToArriving: new Int32Array(edgeCount),
    edgeForward: new Int32Array(edgeCount),
    edgeBackward: new Int32Array(edgeCount),
    edgeMetres: new Float64Array(edgeCount),
    edgeShape: new Int32Array(edgeCount + 1),
    shapeLon: new Float64Array(costed.lon.length),
    shapeLat: new Float64Array(costed.lat.length),
    edgeWay: new Float64Array(edgeCount),
    edgeHighway: new Uint8Array(edgeCount),
    edgePrivate: new Uint8Array(edgeCount),
  };
  let point = 0;
  order.forEach((old, e) => {
    const origin = costed.merged[old];
    const way = merged.way[origin];
    const name = streets.highway[way];
    if (!highwayIndex.has(name)) highwayIndex.set(name, highwayNames.push(name) - 1);
    const isPrivate = merged.isPrivate[origin] === 1;
    const [leavingCopy, arrivingCopy] = isPrivate ? [leaving, arriving] : [open, open];
    edges.edgeFrom[e] = leavingCopy[costed.from[old]];
    edges.edgeTo[e] = leavingCopy[costed.to[old]];
    edges.edgeFromArriving[e] = arrivingCopy[costed.from[old]];
    edges.edgeToArriving[e] = arrivingCopy[costed.to[old]];
    edges.edgeForward[e] = merged.oneway[origin] === -1 ? NONE : costed.forward[old];
    edges.edgeBackward[e] = merged.oneway[origin] === 1 ? NONE : costed.backward[old];
    edges.edgeMetres[e] = costed.metres[old];
    if (Math.max(costed.forward[old], costed.backward[old]) > MOST_CENTIMETRES) {
      throw new Error(
        `Way ${streets.wayId[way]} is part of a street of ${Math.round(costed.metres[old] / 1000)} km without a junction, longer than any walk: check its coordinates.`,
      );
    }
    edges.edgeWay[e] = streets.wayId[way];
    edges.edgeHighway[e] = highwayIndex.get(name) ?? 0;
    edges.edgePrivate[e] = merged.isPrivate[origin];
    for (let p = costed.firstPoint[old]; p < costed.firstPoint[old + 1]; p++) {
      edges.shapeLon[point] = costed.lon[p];
      edges.shapeLat[point] = costed.lat[p];
      point++;
    }
    edges.edgeShape[e + 1] = point;
  });
  if (highwayNames.length > 256) {
    throw new Error(`The streets have ${highwayNames.length} kinds of highway; at most 256 are possible.`);
  }

  const { tails, heads, costs } = listArcs(edges, edgeCount);
  for (const node of junctions) {
    if (hasPublic[node] === 0 || hasPrivate[node] === 0) continue;
    tails.push(leaving[node], open[node]);
    heads.push(open[node], arriving[node]);
    costs.push(0, 0);
  }
  const out = compressArcs(nodeCount, tails, heads, costs);
  const back = compressArcs(nodeCount, heads, tails, costs);
  const otherSegments = segmentsNobodyWalks(streets);
  return {
    nodeCount,
    nodeLon,
    nodeLat,
    nodeJunction,
    nodeComponent,
    componentSize,
    firstArc: out.first,
    arcs: out.arcs,
    firstArcBack: back.first,
    arcsBack: back.arcs,
    edgeCount,
    ...edges,
    highwayNames,
    ...incidence(nodeCount, edges, edgeCount),
    ...indexShapes(edges, edgeCount),
    otherSegments,
    otherIndex: indexSegments(otherSegments),
    barriers: barriersOf(barriers, streets),
    walkableMetres: pieces.metres,
    heights: heights === null ? "none" : "used",
    metresWithoutHeight: costed.metresWithoutHeight,
  };
}

type EdgeEnds = Pick<
  Network,
  | "edgeFrom"
  | "edgeTo"
  | "edgeFromArriving"
  | "edgeToArriving"
  | "edgeForward"
  | "edgeBackward"
  | "edgePrivate"
  | "edgeShape"
  | "shapeLon"
  | "shapeLat"
>;

/**
 * Arcs of all edges. A private edge joins leaving copies and joins arriving copies, a public one open copies; the arcs
 * between the copies of a junction are not among these. Loops lead nowhere and have none.
 */
function listArcs(edges: EdgeEnds, edgeCount: number): { tails: number[]; heads: number[]; costs: number[] } {
  const tails: number[] = [];
  const heads: number[] = [];
  const costs: number[] = [];
  const add = (tail: number, head: number, cost: number): void => {
    if (cost === NONE) return;
    tails.push(tail);
    heads.push(head);
    costs.push(cost);
  };
  for (let e = 0; e < edgeCount; e++) {
    const from = edges.edgeFrom[e];
    const to = edges.edgeTo[e];
    if (from === to) continue;
    add(from, to, edges.edgeForward[e]);
    add(to, from, edges.edgeBackward[e]);
    if (edges.edgePrivate[e] === 0) continue;
    add(edges.edgeFromArriving[e], edges.edgeToArriving[e], edges.edgeForward[e]);
    add(edges.edgeToArriving[e], edges.edgeFromArriving[e], edges.edgeBackward[e]);
  }
  return { tails, heads, costs };
}

/** Arcs by tail, in the order given: arcs of node n from 2·first[n] to 2·first[n + 1], as [head, cost]. */
function compressArcs(
  nodeCount: number,
  tails: readonly number[],
  heads: readonly number[],
  costs: readonly number[],
): { first: Int32Array; arcs: Int32Array } {
  const first = new Int32Array(nodeCount + 1);
  for (const tail of tails) first[tail + 1]++;
  for (let n = 0; n < nodeCount; n++) first[n + 1] += first[n];
  const arcs = new Int32Array(2 * tails.length);
  const fill = first.slice();
  tails.forEach((tail, a) => {
    const at = 2 * fill[tail]++;
    arcs[at] = heads[a];
    arcs[at + 1] = costs[a];
  });
  return { first, arcs };
}

function incidence(
  nodeCount: number,
  edges: EdgeEnds,
  edgeCount: number,
): Pick<Network, "firstNodeEdge" | "nodeEdges"> {
  const columns = [edges.edgeFrom, edges.edgeTo, edges.edgeFromArriving, edges.edgeToArriving];
  const endsOf = (e: number): Set<number> => new Set(columns.map((column) => column[e]));
  const firstNodeEdge = new Int32Array(nodeCount + 1);
  for (let e = 0; e < edgeCount; e++) for (const node of endsOf(e)) firstNodeEdge[node + 1]++;
  for (let n = 0; n < nodeCount; n++) firstNodeEdge[n + 1] += firstNodeEdge[n];
  const nodeEdges = new Int32Array(firstNodeEdge[nodeCount]);
  const fill = firstNodeEdge.slice();
  for (let e = 0; e < edgeCount; e++) for (const node of endsOf(e)) nodeEdges[fill[node]++] = e;
  return { firstNodeEdge, nodeEdges };
}

/** Segments without length (gates, nodes mapped twice) are left out: what adjoins them is as near. */
function indexShapes(
  { edgeShape, shapeLon, shapeLat }: EdgeEnds,
  edgeCount: number,
): Pick<Network, "segmentIndex" | "segmentEdge" | "segmentPoint"> {
  const segmentEdge: number[] = [];
  const segmentPoint: number[] = [];
  const segments: number[] = [];
  for (let e = 0; e < edgeCount; e++) {
    for (let p = edgeShape[e]; p < edgeShape[e + 1] - 1; p++) {
      if (shapeLon[p] === shapeLon[p + 1] && shapeLat[p] === shapeLat[p + 1]) continue;
      segmentEdge.push(e);
      segmentPoint.push(p);
      segments.push(shapeLon[p], shapeLat[p], shapeLon[p + 1], shapeLat[p + 1]);
    }
  }
  return {
    segmentIndex: indexSegments(Float64Array.from(segments)),
    segmentEdge: Int32Array.from(segmentEdge),
    segmentPoint: Int32Array.from(segmentPoint),
  };
}

function segmentsNobodyWalks({ count, foot, firstPoint, lon, lat }: StreetColumns): Float64Array {
  const segments: number[] = [];
  for (let w = 0; w < count; w++) {
    if (foot[w] !== 0) continue;
    for (let i = firstPoint[w] + 1; i < firstPoint[w + 1]; i++) segments.push(lon[i - 1], lat[i - 1], lon[i], lat[i]);
  }
  return Float64Array.from(segments);
}

/** Sorts nodes along a Hilbert curve of 2¹⁶ × 2¹⁶ squares over their bounds; ties by node number. */
function sortByHilbert(nodes: number[], lon: Float64Array, lat: Float64Array): void {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const node of nodes) {
    west = Math.min(west, lon[node]);
    east = Math.max(east, lon[node]);
    south = Math.min(south, lat[node]);
    north = Math.max(north, lat[node]);
  }
  const scale = 65_535 / (Math.max(east - west, north - south) || 1);
  const place = new Map<number, number>();
  for (const node of nodes) place.set(node, hilbert((lon[node] - west) * scale, (lat[node] - south) * scale));
  nodes.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0) || a - b);
}

/** Position on the Hilbert curve of order 16 (the loop of Wikipedia's xy2d). */
function hilbert(column: number, row: number): number {
  let x = Math.floor(column);
  let y = Math.floor(row);
  let d = 0;
  for (let side = 32_768; side > 0; side >>= 1) {
    const right = (x & side) > 0 ? 1 : 0;
    const up = (y & side) > 0 ? 1 : 0;
    d += side * side * ((3 * right) ^ up);
    if (up === 0) {
      if (right === 1) {
        x = 65_535 - x;
        y = 65_535 - y;
      }
      [x, y] = [y, x];
    }
  }
  return d;
}
