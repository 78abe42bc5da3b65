/**
 * A large territory made of copies of a real town, placed apart like the squares of a board and joined by nothing: its
 * columns are the town's, one after another, with node, edge and arc numbers moved on. So its streets are as real as one
 * town's, and nothing has to be imported a hundred times.
 *
 * Only what searches need is copied. Shapes, names, the index for linking and barriers stay those of the first town: searches never read
 * them, and places are put on edges by number.
 */
import type { Links, Network } from "../../server/network/network.ts";
import { randomOf } from "../demo/random.ts";
import { isOpen } from "./town.ts";

/** Room between two copies, degrees. */
const GAP = 0.1;

export function copiesOf(town: Network, copies: number): Network {
  const { nodeCount, edgeCount } = town;
  const side = Math.ceil(Math.sqrt(copies));
  const width = spanOf(town.nodeLon) + GAP;
  const height = spanOf(town.nodeLat) + GAP;
  const ofNodes = (values: Int32Array, step: number) => repeated(values, copies, (k) => k * step);
  const arcCount = town.firstArc[nodeCount];
  const backCount = town.firstArcBack[nodeCount];
  return {
    ...town,
    nodeCount: copies * nodeCount,
    nodeLon: moved(town.nodeLon, copies, (k) => (k % side) * width),
    nodeLat: moved(town.nodeLat, copies, (k) => Math.floor(k / side) * height),
    nodeJunction: ofNodes(town.nodeJunction, nodeCount),
    nodeComponent: ofNodes(town.nodeComponent, town.componentSize.length),
    componentSize: ofNodes(town.componentSize, 0),
    firstArc: offsets(town.firstArc, copies, arcCount),
    arcs: arcsOf(town.arcs, copies, nodeCount),
    firstArcBack: offsets(town.firstArcBack, copies, backCount),
    arcsBack: arcsOf(town.arcsBack, copies, nodeCount),
    edgeCount: copies * edgeCount,
    edgeFrom: ofNodes(town.edgeFrom, nodeCount),
    edgeTo: ofNodes(town.edgeTo, nodeCount),
    edgeFromArriving: ofNodes(town.edgeFromArriving, nodeCount),
    edgeToArriving: ofNodes(town.edgeToArriving, nodeCount),
    edgeForward: ofNodes(town.edgeForward, 0),
    edgeBackward: ofNodes(town.edgeBackward, 0),
    edgeMetres: moved(town.edgeMetres, copies, () => 0),
    edgePrivate: repeatedBytes(town.edgePrivate, copies),
    firstNodeEdge: offsets(town.firstNodeEdge, copies, town.nodeEdges.length),
    nodeEdges: ofNodes(town.nodeEdges, edgeCount),
    walkableMetres: copies * town.walkableMetres,
    metresWithoutHeight: copies * town.metresWithoutHeight,
  };
}

/** Seeded places on open edges of a network, off no street. */
export function placesOnEdges(network: Network, count: number, subject: string): Links {
  const random = randomOf(subject);
  const links = {
    count,
    edge: new Int32Array(count),
    fraction: new Float64Array(count),
    metres: new Float64Array(count),
    lon: new Float64Array(count),
    lat: new Float64Array(count),
  };
  for (let i = 0; i < count; ) {
    const edge = Math.floor(random() * network.edgeCount);
    if (!isOpen(network, edge)) continue;
    links.edge[i] = edge;
    links.fraction[i] = random();
    links.lon[i] = network.nodeLon[network.edgeFrom[edge]];
    links.lat[i] = network.nodeLat[network.edgeFrom[edge]];
    i++;
  }
  return links;
}

/** Bytes of the columns that searches read, by subject. */
export function bytesOf(network: Network): Readonly<Record<"nodes" | "arcs" | "edges", number>> {
  const sum = (...columns: ArrayBufferView[]) => columns.reduce((bytes, column) => bytes + column.byteLength, 0);
  const n = network;
  return {
    nodes: sum(n.nodeLon, n.nodeLat, n.nodeJunction, n.nodeComponent, n.firstNodeEdge, n.nodeEdges),
    arcs: sum(n.firstArc, n.arcs, n.firstArcBack, n.arcsBack),
    edges: sum(
      n.edgeFrom,
      n.edgeTo,
      n.edgeFromArriving,
      n.edgeToArriving,
      n.edgeForward,
      n.edgeBackward,
      n.edgeMetres,
      n.edgePrivate,
    ),
  };
}

function spanOf(values: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most - least;
}

function repeated(values: Int32Array, copies: number, shiftOf: (copy: number) => number): Int32Array {
  const all = new Int32Array(copies * values.length);
  for (let k = 0; k < copies; k++) {
    const shift = shiftOf(k);
    const first = k * values.length;
    if (shift === 0) all.set(values, first);
    else for (let i = 0; i < values.length; i++) all[first + i] = values[i] + shift;
  }
  return all;
}

function moved(values: Float64Array, copies: number, shiftOf: (copy: number) => number): Float64Array {
  const all = new Float64Array(copies * values.length);
  for (let k = 0; k < copies; k++) {
    const shift = shiftOf(k);
    const first = k * values.length;
    for (let i = 0; i < values.length; i++) all[first + i] = values[i] + shift;
  }
  return all;
}

function repeatedBytes(values: Uint8Array, copies: number): Uint8Array {
  const all = new Uint8Array(copies * values.length);
  for (let k = 0; k < copies; k++) all.set(values, k * values.length);
  return all;
}

/** Offsets of length n + 1 into a column that has `total` entries a copy. */
function offsets(values: Int32Array, copies: number, total: number): Int32Array {
  const all = new Int32Array(copies * (values.length - 1) + 1);
  for (let k = 0; k < copies; k++) {
    const first = k * (values.length - 1);
    for (let i = 0; i < values.length; i++) all[first + i] = values[i] + k * total;
  }
  return all;
}

/** [node, cost] pairs: only nodes move. */
function arcsOf(arcs: Int32Array, copies: number, nodeCount: number): Int32Array {
  const all = new Int32Array(copies * arcs.length);
  for (let k = 0; k < copies; k++) {
    const first = k * arcs.length;
    for (let a = 0; a < arcs.length; a += 2) {
      all[first + a] = arcs[a] + k * nodeCount;
      all[first + a + 1] = arcs[a + 1];
    }
  }
  return all;
}
