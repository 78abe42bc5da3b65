/**
 * Lays streets between junctions into the columns of a network: numbers the copies of junctions where private streets meet, orders
 * edges by their first junction, makes arcs and the index of segments. What build.ts ends with, and edit.ts when streets were changed.
 */
import { arcsOf, type JoinVisitor } from "./arcs.ts";
import { indexSegments } from "./barriers.ts";
import { arrivingFrom, arrivingTo, backwardCost, type Edges, edgeFlagsOf, forwardCost, isPrivate } from "./edges.ts";
import { type Network, NONE } from "./network.ts";
import { OPEN } from "./pieces.ts";

/** Junctions by number; numbers that no street touches may be among them, and are left out. */
export interface Junctions {
  /** The numbers in the order in which they are to stand. */
  readonly order: ArrayLike<number>;
  /** By number. */
  readonly lonE7: ArrayLike<number>;
  readonly latE7: ArrayLike<number>;
  readonly component: ArrayLike<number>;
}

/** Streets between junctions. The shape of street e is points firstPoint[e] … firstPoint[e + 1] - 1. */
export interface StreetsBetween {
  readonly count: number;
  /** Numbers of junctions. */
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
  /** OPEN, PRIVATE or ENCLOSED (pieces.ts). */
  readonly access: ArrayLike<number>;
  /** 0 both ways, 1 only from → to, -1 only to → from. */
  readonly oneway: ArrayLike<number>;
  readonly metres: ArrayLike<number>;
  /** Flat-equivalent centimetres, as if both directions were open. */
  readonly forward: ArrayLike<number>;
  readonly backward: ArrayLike<number>;
  readonly firstPoint: ArrayLike<number>;
  readonly lonE7: ArrayLike<number>;
  readonly latE7: ArrayLike<number>;
  /** OSM way. */
  readonly way: ArrayLike<number>;
  /** Index into the names of highways. */
  readonly highway: ArrayLike<number>;
}

/** The columns of nodes, arcs, edges and segments; the rest of a network comes from elsewhere. */
export type LaidColumns = Pick<
  Network,
  | "nodeCount"
  | "nodeLonE7"
  | "nodeLatE7"
  | "nodeCopy"
  | "nodeComponent"
  | "firstArc"
  | "arcs"
  | "arcEdge"
  | "edgeCount"
  | "edgeFrom"
  | "edgeTo"
  | "edgeFlags"
  | "edgeCost"
  | "edgeCostBack"
  | "edgeMetres"
  | "edgeShape"
  | "shapeLonE7"
  | "shapeLatE7"
  | "edgeWay"
  | "edgeHighway"
  | "segmentIndex"
  | "segmentEdge"
  | "segmentPoint"
>;

/**
 * @param isSloped whether walking an edge back may cost something else than walking it forward
 * @returns the columns, and the edge that each street has become
 */
export function layStreets(
  junctions: Junctions,
  streets: StreetsBetween,
  isSloped: boolean,
): { columns: LaidColumns; edgeOf: Int32Array } {
  const copies = copiesOf(junctions, streets);
  const { leaving, open, arriving } = copies;
  const edgeCount = streets.count;
  const order = Int32Array.from({ length: edgeCount }, (_, street) => street);
  order.sort((a, b) => leaving[streets.from[a]] - leaving[streets.from[b]] || a - b);
  const edgeOf = new Int32Array(edgeCount);
  const edgeCost = new Int32Array(edgeCount);
  const points = streets.firstPoint[edgeCount];
  const edges = {
    edgeCount,
    edgeFrom: new Int32Array(edgeCount),
    edgeTo: new Int32Array(edgeCount),
    edgeFlags: new Uint8Array(edgeCount),
    edgeCost,
    edgeCostBack: isSloped ? new Int32Array(edgeCount) : edgeCost,
    edgeMetres: new Float32Array(edgeCount),
    edgeShape: new Int32Array(edgeCount + 1),
    shapeLonE7: new Int32Array(points),
    shapeLatE7: new Int32Array(points),
    edgeWay: columnOfIds(streets.way, edgeCount),
    edgeHighway: new Uint8Array(edgeCount),
  };
  let point = 0;
  for (let e = 0; e < edgeCount; e++) {
    const street = order[e];
    edgeOf[street] = e;
    const [from, to] = [streets.from[street], streets.to[street]];
    const isOpen = streets.access[street] === OPEN;
    edges.edgeFrom[e] = isOpen ? open[from] : leaving[from];
    edges.edgeTo[e] = isOpen ? open[to] : leaving[to];
    edges.edgeFlags[e] = edgeFlagsOf(
      isOpen ? 0 : arriving[from] - leaving[from],
      isOpen ? 0 : arriving[to] - leaving[to],
      streets.oneway[street],
      streets.access[street],
    );
    edges.edgeCost[e] = streets.forward[street];
    if (isSloped) edges.edgeCostBack[e] = streets.backward[street];
    edges.edgeMetres[e] = streets.metres[street];
    edges.edgeWay[e] = streets.way[street];
    edges.edgeHighway[e] = streets.highway[street];
    for (let p = streets.firstPoint[street]; p < streets.firstPoint[street + 1]; p++) {
      edges.shapeLonE7[point] = streets.lonE7[p];
      edges.shapeLatE7[point] = streets.latE7[p];
      point++;
    }
    edges.edgeShape[e + 1] = point;
  }
  const forEachJoin = (visit: JoinVisitor): void => {
    forEachStreet(edges, visit);
    for (let k = 0; k < junctions.order.length; k++) {
      const junction = junctions.order[k];
      if (arriving[junction] - leaving[junction] < 2) continue;
      visit(leaving[junction], open[junction], 0, NONE, NONE);
      visit(open[junction], arriving[junction], 0, NONE, NONE);
    }
  };
  const { nodeCount } = copies;
  const columns = {
    ...nodeColumns(junctions, copies),
    ...arcsOf(nodeCount, forEachJoin),
    ...edges,
    ...indexShapes(edges),
  };
  return { columns, edgeOf };
}

/** Node numbers of each junction: the copies to leave by, to pass and to arrive by, the same where one does for all. NONE where no street is. */
interface Copies {
  readonly nodeCount: number;
  readonly leaving: Int32Array;
  readonly open: Int32Array;
  readonly arriving: Int32Array;
}

/** Junctions with a private street have several copies. */
function copiesOf({ order, lonE7 }: Junctions, { count, from, to, access }: StreetsBetween): Copies {
  const hasPublic = new Uint8Array(lonE7.length);
  const hasPrivate = new Uint8Array(lonE7.length);
  for (let street = 0; street < count; street++) {
    const has = access[street] === OPEN ? hasPublic : hasPrivate;
    has[from[street]] = 1;
    has[to[street]] = 1;
  }
  const leaving = new Int32Array(lonE7.length).fill(NONE);
  const open = new Int32Array(lonE7.length).fill(NONE);
  const arriving = new Int32Array(lonE7.length).fill(NONE);
  let nodeCount = 0;
  for (let k = 0; k < order.length; k++) {
    const junction = order[k];
    if (hasPublic[junction] === 0 && hasPrivate[junction] === 0) continue;
    leaving[junction] = nodeCount++;
    if (hasPublic[junction] === 1) open[junction] = hasPrivate[junction] === 1 ? nodeCount++ : leaving[junction];
    arriving[junction] = hasPrivate[junction] === 1 ? nodeCount++ : leaving[junction];
  }
  return { nodeCount, leaving, open, arriving };
}

function nodeColumns({ order, lonE7, latE7, component }: Junctions, { nodeCount, leaving, arriving }: Copies) {
  const nodes = {
    nodeCount,
    nodeLonE7: new Int32Array(nodeCount),
    nodeLatE7: new Int32Array(nodeCount),
    nodeCopy: new Uint8Array(nodeCount),
    nodeComponent: new Int32Array(nodeCount),
  };
  for (let k = 0; k < order.length; k++) {
    const junction = order[k];
    if (leaving[junction] === NONE) continue;
    for (let copy = leaving[junction]; copy <= arriving[junction]; copy++) {
      nodes.nodeCopy[copy] = copy - leaving[junction];
      nodes.nodeLonE7[copy] = lonE7[junction];
      nodes.nodeLatE7[copy] = latE7[junction];
      nodes.nodeComponent[copy] = component[junction];
    }
  }
  return nodes;
}

/** A column for some of these ids, of 32 bits where that holds them all: OSM's ways are a third of the way to needing more. */
function columnOfIds(ids: ArrayLike<number>, count: number): Uint32Array | Float64Array {
  for (let i = 0; i < ids.length; i++) {
    if (!(ids[i] >= 0 && ids[i] <= 0xffffffff && Number.isInteger(ids[i]))) return new Float64Array(count);
  }
  return new Uint32Array(count);
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
  const most = shapeLonE7.length;
  const segmentEdge = new Int32Array(most);
  const segmentPoint = new Int32Array(most);
  const segments = new Int32Array(4 * most);
  let count = 0;
  for (let e = 0; e < edgeCount; e++) {
    for (let p = edgeShape[e]; p < edgeShape[e + 1] - 1; p++) {
      if (shapeLonE7[p] === shapeLonE7[p + 1] && shapeLatE7[p] === shapeLatE7[p + 1]) continue;
      segmentEdge[count] = e;
      segmentPoint[count] = p;
      segments[4 * count] = shapeLonE7[p];
      segments[4 * count + 1] = shapeLatE7[p];
      segments[4 * count + 2] = shapeLonE7[p + 1];
      segments[4 * count + 3] = shapeLatE7[p + 1];
      count++;
    }
  }
  return {
    segmentIndex: indexSegments(segments.subarray(0, 4 * count)),
    segmentEdge: segmentEdge.slice(0, count),
    segmentPoint: segmentPoint.slice(0, count),
  };
}
