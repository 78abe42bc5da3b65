/**
 * Builds the walking network from streets, gates, barriers and heights: pieces of street (pieces.ts) are merged into edges
 * between junctions (merge.ts) and given their cost (profile.ts); here junctions are numbered along a Hilbert curve, so that
 * a search stays in few memory pages, copied where private streets meet, and everything is laid into columns.
 */
import { arcsOf, type JoinVisitor } from "./arcs.ts";
import { type BarrierShape, barriersOf, indexSegments } from "./barriers.ts";
import { arrivingFrom, arrivingTo, backwardCost, type Edges, edgeFlagsOf, forwardCost, isPrivate } from "./edges.ts";
import type { Heights } from "./heights.ts";
import { mergePieces } from "./merge.ts";
import { type Network, NONE, unitsOf } from "./network.ts";
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
  const nodeLonE7 = new Int32Array(nodeCount);
  const nodeLatE7 = new Int32Array(nodeCount);
  const nodeCopy = new Uint8Array(nodeCount);
  const nodeComponent = new Int32Array(nodeCount);
  const componentSize = new Int32Array(pieces.componentCount);
  for (const node of junctions) {
    const component =
      node < pieces.nodeCount ? pieces.nodeComponent[node] : costed.splitComponent[node - pieces.nodeCount];
    if (node < pieces.nodeCount) componentSize[component]++;
    for (let copy = leaving[node]; copy <= arriving[node]; copy++) {
      nodeCopy[copy] = copy - leaving[node];
      nodeLonE7[copy] = unitsOf(lonOf[node]);
      nodeLatE7[copy] = unitsOf(latOf[node]);
      nodeComponent[copy] = component;
    }
  }

  // Edges, in the order of their first junction.
  const order = Array.from({ length: costed.count }, (_, e) => e);
  order.sort((a, b) => leaving[costed.from[a]] - leaving[costed.from[b]] || a - b);
  const edgeCount = costed.count;
  const highwayNames: string[] = [];
  const highwayIndex = new Map<string, number>();
  const edgeCost = new Int32Array(edgeCount);
  const edges = {
    edgeCount,
    edgeFrom: new Int32Array(edgeCount),
    edgeTo: new Int32Array(edgeCount),
    edgeFlags: new Uint8Array(edgeCount),
    edgeCost,
    edgeCostBack: heights === null ? edgeCost : new Int32Array(edgeCount),
    edgeMetres: new Float32Array(edgeCount),
    edgeShape: new Int32Array(edgeCount + 1),
    shapeLonE7: new Int32Array(costed.lon.length),
    shapeLatE7: new Int32Array(costed.lat.length),
    edgeWay: columnOfIds(streets.wayId, edgeCount),
    edgeHighway: new Uint8Array(edgeCount),
  };
  let point = 0;
  order.forEach((old, e) => {
    const origin = costed.merged[old];
    const way = merged.way[origin];
    const name = streets.highway[way];
    if (!highwayIndex.has(name)) highwayIndex.set(name, highwayNames.push(name) - 1);
    const [from, to] = [costed.from[old], costed.to[old]];
    const isOpen = merged.isPrivate[origin] === 0;
    edges.edgeFrom[e] = isOpen ? open[from] : leaving[from];
    edges.edgeTo[e] = isOpen ? open[to] : leaving[to];
    const steps = isOpen ? [0, 0] : [arriving[from] - leaving[from], arriving[to] - leaving[to]];
    edges.edgeFlags[e] = edgeFlagsOf(steps[0], steps[1], merged.oneway[origin]);
    edges.edgeCost[e] = costed.forward[old];
    edges.edgeCostBack[e] = costed.backward[old];
    edges.edgeMetres[e] = costed.metres[old];
    edges.edgeWay[e] = streets.wayId[way];
    edges.edgeHighway[e] = highwayIndex.get(name) ?? 0;
    for (let p = costed.firstPoint[old]; p < costed.firstPoint[old + 1]; p++) {
      edges.shapeLonE7[point] = unitsOf(costed.lon[p]);
      edges.shapeLatE7[point] = unitsOf(costed.lat[p]);
      point++;
    }
    edges.edgeShape[e + 1] = point;
  });
  if (highwayNames.length > 256) {
    throw new Error(`The streets have ${highwayNames.length} kinds of highway; at most 256 are possible.`);
  }

  const forEachJoin = (visit: JoinVisitor): void => {
    forEachStreet(edges, visit);
    for (const node of junctions) {
      if (hasPublic[node] === 0 || hasPrivate[node] === 0) continue;
      visit(leaving[node], open[node], 0, NONE, NONE);
      visit(open[node], arriving[node], 0, NONE, NONE);
    }
  };
  const otherSegmentsE7 = segmentsNobodyWalks(streets);
  return {
    nodeCount,
    nodeLonE7,
    nodeLatE7,
    nodeCopy,
    nodeComponent,
    componentSize,
    ...arcsOf(nodeCount, forEachJoin),
    ...edges,
    highwayNames,
    ...indexShapes(edges),
    otherSegmentsE7,
    otherIndex: indexSegments(otherSegmentsE7),
    barriers: barriersOf(barriers, streets),
    walkableMetres: pieces.metres,
    heights: heights === null ? "none" : "used",
    metresWithoutHeight: costed.metresWithoutHeight,
  };
}

/** A column for some of these ids, of 32 bits where that holds them all: OSM's ways are a third of the way to needing more. */
function columnOfIds(ids: Float64Array, count: number): Uint32Array | Float64Array {
  return ids.every((id) => id >= 0 && id <= 0xffffffff && Number.isInteger(id))
    ? new Uint32Array(count)
    : new Float64Array(count);
}

/** The joins of all edges. A private edge joins leaving copies and joins arriving copies, a public one open copies; the arcs between the copies of a junction are not among these. */
function forEachStreet(edges: Edges, visit: JoinVisitor): void {
  for (let e = 0; e < edges.edgeFrom.length; e++) {
    const forth = forwardCost(edges, e);
    const back = backwardCost(edges, e);
    visit(edges.edgeFrom[e], edges.edgeTo[e], forth, back, e);
    if (isPrivate(edges, e)) visit(arrivingFrom(edges, e), arrivingTo(edges, e), forth, back, e);
  }
}

/** Segments without length (gates, nodes mapped twice) are left out: what adjoins them is as near. */
function indexShapes({
  edgeCount,
  edgeShape,
  shapeLonE7,
  shapeLatE7,
}: Pick<Network, "edgeCount" | "edgeShape" | "shapeLonE7" | "shapeLatE7">): Pick<
  Network,
  "segmentIndex" | "segmentEdge" | "segmentPoint"
> {
  const segmentEdge: number[] = [];
  const segmentPoint: number[] = [];
  const segments: number[] = [];
  for (let e = 0; e < edgeCount; e++) {
    for (let p = edgeShape[e]; p < edgeShape[e + 1] - 1; p++) {
      if (shapeLonE7[p] === shapeLonE7[p + 1] && shapeLatE7[p] === shapeLatE7[p + 1]) continue;
      segmentEdge.push(e);
      segmentPoint.push(p);
      segments.push(shapeLonE7[p], shapeLatE7[p], shapeLonE7[p + 1], shapeLatE7[p + 1]);
    }
  }
  return {
    segmentIndex: indexSegments(Int32Array.from(segments)),
    segmentEdge: Int32Array.from(segmentEdge),
    segmentPoint: Int32Array.from(segmentPoint),
  };
}

function segmentsNobodyWalks({ count, foot, firstPoint, lon, lat }: StreetColumns): Int32Array {
  const segments: number[] = [];
  for (let w = 0; w < count; w++) {
    if (foot[w] !== 0) continue;
    for (let i = firstPoint[w] + 1; i < firstPoint[w + 1]; i++) segments.push(lon[i - 1], lat[i - 1], lon[i], lat[i]);
  }
  return Int32Array.from(segments, unitsOf);
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
