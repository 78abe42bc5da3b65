/**
 * A large territory made of copies of a real town, placed apart like the squares of a board and joined by nothing: its
 * columns are the town's, one after another, with node, edge and arc numbers moved on. So its streets are as real as one
 * town's, and nothing has to be imported a hundred times.
 *
 * Only what searches need is copied. Shapes, names, the index for linking and barriers stay those of the first town: searches never read
 * them, and places are put on edges by number.
 */
import { degreesOf, type Links, type Network, unitsOf } from "../../server/network/network.ts";
import { randomOf } from "../demo/random.ts";
import { isOpen } from "./town.ts";

/** Room between two copies, degrees. */
const GAP = 0.1;

export function copiesOf(town: Network, copies: number): Network {
  const { nodeCount, edgeCount } = town;
  const side = Math.ceil(Math.sqrt(copies));
  const width = spanOf(town.nodeLonE7) + unitsOf(GAP);
  const height = spanOf(town.nodeLatE7) + unitsOf(GAP);
  const edgeCost = repeated(town.edgeCost, copies);
  return {
    ...town,
    nodeCount: copies * nodeCount,
    nodeLonE7: repeated(town.nodeLonE7, copies, (value, k) => value + (k % side) * width),
    nodeLatE7: repeated(town.nodeLatE7, copies, (value, k) => value + Math.floor(k / side) * height),
    nodeCopy: repeated(town.nodeCopy, copies),
    nodeComponent: repeated(town.nodeComponent, copies, (value, k) => value + k * town.componentSize.length),
    componentSize: repeated(town.componentSize, copies),
    firstArc: offsets(town.firstArc, copies),
    arcs: arcsOf(town.arcs, copies, nodeCount),
    arcEdge: repeated(town.arcEdge, copies, (edge, k) => (edge < 0 ? edge : edge + k * edgeCount)),
    edgeCount: copies * edgeCount,
    edgeFrom: repeated(town.edgeFrom, copies, (node, k) => node + k * nodeCount),
    edgeTo: repeated(town.edgeTo, copies, (node, k) => node + k * nodeCount),
    edgeFlags: repeated(town.edgeFlags, copies),
    edgeCost,
    edgeCostBack: town.edgeCostBack === town.edgeCost ? edgeCost : repeated(town.edgeCostBack, copies),
    edgeMetres: repeated(town.edgeMetres, copies),
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
    links.lon[i] = degreesOf(network.nodeLonE7[network.edgeFrom[edge]]);
    links.lat[i] = degreesOf(network.nodeLatE7[network.edgeFrom[edge]]);
    i++;
  }
  return links;
}

/** Bytes of the columns of the copies, by subject. A column that stands for two counts once. */
export function bytesOf(n: Network): Readonly<Record<"nodes" | "arcs" | "edges", number>> {
  const sum = (...columns: ArrayBufferView[]) =>
    [...new Set(columns)].reduce((bytes, column) => bytes + column.byteLength, 0);
  return {
    nodes: sum(n.nodeLonE7, n.nodeLatE7, n.nodeCopy, n.nodeComponent),
    arcs: sum(n.firstArc, n.arcs, n.arcEdge),
    edges: sum(n.edgeFrom, n.edgeTo, n.edgeFlags, n.edgeCost, n.edgeCostBack, n.edgeMetres),
  };
}

function spanOf(values: Int32Array): number {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most - least;
}

/** A column again and again, in copy k as `change` makes it of the town's. */
function repeated<Column extends Int32Array | Uint8Array | Float32Array>(
  values: Column,
  copies: number,
  change: ((value: number, copy: number) => number) | null = null,
): Column {
  const all = new (values.constructor as new (length: number) => Column)(copies * values.length);
  for (let k = 0; k < copies; k++) {
    const first = k * values.length;
    if (change === null) all.set(values, first);
    else for (let i = 0; i < values.length; i++) all[first + i] = change(values[i], k);
  }
  return all;
}

/** Offsets of length n + 1, the last one being what a copy has of entries. */
function offsets(values: Int32Array, copies: number): Int32Array {
  const count = values.length - 1;
  const all = new Int32Array(copies * count + 1);
  for (let k = 0; k < copies; k++) {
    for (let i = 0; i <= count; i++) all[k * count + i] = values[i] + k * values[count];
  }
  return all;
}

/** [node, cost] pairs: only nodes move; pairs that say how many arcs of a kind follow stay. */
function arcsOf(arcs: Int32Array, copies: number, nodeCount: number): Int32Array {
  const all = new Int32Array(copies * arcs.length);
  for (let k = 0; k < copies; k++) {
    const first = k * arcs.length;
    for (let a = 0; a < arcs.length; a += 2) {
      all[first + a] = arcs[a] < 0 ? arcs[a] : arcs[a] + k * nodeCount;
      all[first + a + 1] = arcs[a + 1];
    }
  }
  return all;
}
