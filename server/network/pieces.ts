/**
 * First step of building the network: OSM ways become pieces of street over numbered nodes. Ways that share a node id are
 * joined there, what several extracts share is taken once, gates split their street, and streets that gates or private
 * ways cut off from the rest become private. Nothing is merged yet: pieces still have all their nodes.
 */
import { distanceMetres } from "../geo.ts";
import { degreesOf, unitsOf } from "./network.ts";

/** OSM ways with a highway tag, or stretches of them. The points of way w are firstPoint[w] … firstPoint[w + 1] - 1. */
export interface StreetColumns {
  readonly count: number;
  readonly wayId: Float64Array;
  readonly highway: readonly string[];
  /** Access on foot: 0 no, 1 yes, 2 only to leave or arrive. */
  readonly foot: Uint8Array;
  /** Direction in which walkers may go: 0 both, 1 as drawn, -1 against. */
  readonly onewayFoot: Int8Array;
  readonly bridge: Uint8Array;
  readonly tunnel: Uint8Array;
  /** 1 for expressways: nobody crosses them off-street. */
  readonly barrier: Uint8Array;
  /** Length count + 1. */
  readonly firstPoint: Int32Array;
  readonly nodeId: Float64Array;
  /** Degrees, taken as the nearest 10⁻⁷ of them. The first place given for a node id counts. */
  readonly lon: Float64Array;
  readonly lat: Float64Array;
}

/** An OSM node that restricts passing: 0 nobody passes, 2 only to leave or arrive, 1 everybody. */
export interface Gate {
  readonly nodeId: number;
  readonly foot: 0 | 1 | 2;
}

/** Ground, bridge or tunnel: how a piece lies to the terrain. */
export const GROUND = 0;
export const BRIDGE = 1;
export const TUNNEL = 2;

/** Everybody may pass; only to leave or arrive, by its own tags or as a gate; likewise, because gates or private ways enclose it. */
export const OPEN = 0;
export const PRIVATE = 1;
export const ENCLOSED = 2;
export type Access = typeof OPEN | typeof PRIVATE | typeof ENCLOSED;

/** Pieces of walkable street. Piece p runs over refs[first[p]] … refs[first[p + 1] - 1]: node numbers, at least two. */
export interface Pieces {
  readonly count: number;
  /** Length count + 1. */
  readonly first: Int32Array;
  readonly refs: Int32Array;
  /** Row of StreetColumns that the piece is of. */
  readonly way: Int32Array;
  /** OPEN, PRIVATE or ENCLOSED. */
  readonly access: Uint8Array;
  /** -1, 0, 1 as in StreetColumns. */
  readonly oneway: Int8Array;
  /** GROUND, BRIDGE or TUNNEL. */
  readonly level: Uint8Array;
  readonly nodeCount: number;
  readonly nodeLon: Float64Array;
  readonly nodeLat: Float64Array;
  /** Connected component of each node, numbered from 0; -1 for nodes of no piece. */
  readonly nodeComponent: Int32Array;
  readonly componentCount: number;
  /** Length of the ways that went in, each stretch once. */
  readonly metres: number;
}

export function cutIntoPieces(streets: StreetColumns, gates: readonly Gate[]): Pieces {
  const { wayId, foot, firstPoint } = streets;
  const ids = sortedUnique(streets.nodeId);
  const nodeOf = new Int32Array(streets.nodeId.length);
  for (let i = 0; i < nodeOf.length; i++) nodeOf[i] = indexIn(ids, streets.nodeId[i]);
  const lon = new Float64Array(ids.length);
  const lat = new Float64Array(ids.length);
  for (let i = nodeOf.length - 1; i >= 0; i--) {
    lon[nodeOf[i]] = degreesOf(unitsOf(streets.lon[i]));
    lat[nodeOf[i]] = degreesOf(unitsOf(streets.lat[i]));
  }

  // Stretches of walkable way: refs without repeated nodes and without what another row of the same way already gave.
  const refs: number[] = [];
  const starts: number[] = [];
  const rows: number[] = [];
  const degree = new Int32Array(ids.length);
  let metres = 0;
  const sharedWays = idsOfSeveralRows(wayId);
  const seen = new Map<number, Set<string>>();
  for (let w = 0; w < streets.count; w++) {
    if (foot[w] === 0) continue;
    const given = sharedWays.has(wayId[w]) ? (seen.get(wayId[w]) ?? new Set<string>()) : null;
    const mine: string[] = [];
    let isOpen = false;
    for (let i = firstPoint[w]; i + 1 < firstPoint[w + 1]; i++) {
      const a = nodeOf[i];
      const b = nodeOf[i + 1];
      if (a === b) continue;
      const key = given === null ? "" : a < b ? `${a}-${b}` : `${b}-${a}`;
      if (given?.has(key)) {
        isOpen = false;
        continue;
      }
      mine.push(key);
      if (!isOpen) {
        starts.push(refs.length);
        rows.push(w);
        refs.push(a);
        isOpen = true;
      }
      refs.push(b);
      degree[a]++;
      degree[b]++;
      metres += distanceMetres(lon[a], lat[a], lon[b], lat[b]);
    }
    if (given !== null) {
      for (const key of mine) given.add(key);
      seen.set(wayId[w], given);
    }
  }
  starts.push(refs.length);

  const gateFoot = gatesByNode(gates, ids, degree);
  return classify(splitAtGates(streets, starts, refs, rows, gateFoot, lon, lat), metres);
}

/** What splitAtGates knows; classify adds private enclosures and components. */
type Unclassified = Omit<Pieces, "nodeComponent" | "componentCount" | "metres">;

/**
 * A gate that not everybody passes takes its street apart: each street end there gets its own copy of the node. Where it
 * may be passed to leave or arrive, zero-length private pieces join the copies to the node itself.
 */
function splitAtGates(
  streets: StreetColumns,
  starts: readonly number[],
  refs: readonly number[],
  rows: readonly number[],
  gateFoot: Map<number, 0 | 2>,
  lon: Float64Array,
  lat: Float64Array,
): Unclassified {
  const nodeLon = [...lon];
  const nodeLat = [...lat];
  const first: number[] = [];
  const out: number[] = [];
  const way: number[] = [];
  const access: number[] = [];
  const oneway: number[] = [];
  const level: number[] = [];
  const begin = (w: number, asGate: boolean): void => {
    first.push(out.length);
    way.push(w);
    access.push(asGate || streets.foot[w] === 2 ? PRIVATE : OPEN);
    oneway.push(asGate ? 0 : streets.onewayFoot[w]);
    level.push(streets.bridge[w] === 1 ? BRIDGE : streets.tunnel[w] === 1 ? TUNNEL : GROUND);
  };
  const copyOf = (node: number): number => {
    nodeLon.push(nodeLon[node]);
    nodeLat.push(nodeLat[node]);
    return nodeLon.length - 1;
  };
  for (let s = 0; s + 1 < starts.length; s++) {
    const w = rows[s];
    const gatePieces: [copy: number, gate: number][] = [];
    const last = starts[s + 1] - 1;
    for (let i = starts[s]; i <= last; i++) {
      const node = refs[i];
      const gate = gateFoot.get(node);
      const isEnd = i === starts[s] || i === last;
      if (i === starts[s]) begin(w, false);
      if (gate === undefined) {
        out.push(node);
        continue;
      }
      for (let copies = isEnd ? 1 : 2; copies > 0; copies--) {
        const copy = copyOf(node);
        out.push(copy);
        if (gate === 2) gatePieces.push([copy, node]);
        if (copies === 2) begin(w, false);
      }
    }
    for (const [copy, gate] of gatePieces) {
      begin(w, true);
      out.push(copy, gate);
    }
  }
  first.push(out.length);
  return {
    count: way.length,
    first: Int32Array.from(first),
    refs: Int32Array.from(out),
    way: Int32Array.from(way),
    access: Uint8Array.from(access),
    oneway: Int8Array.from(oneway),
    level: Uint8Array.from(level),
    nodeCount: nodeLon.length,
    nodeLon: Float64Array.from(nodeLon),
    nodeLat: Float64Array.from(nodeLat),
  };
}

/**
 * Components, and enclosures: of the public streets that hang together without private ones, each component keeps the
 * part with the most nodes as public (ties: the one with the lower node number); the others can only be reached through gates or private
 * ways, so passing through them would be passing through those, and they count as private.
 */
function classify(pieces: Unclassified, metres: number): Pieces {
  const all = new DisjointSets(pieces.nodeCount);
  const open = new DisjointSets(pieces.nodeCount);
  const isUsed = new Uint8Array(pieces.nodeCount);
  const isPublic = new Uint8Array(pieces.nodeCount);
  for (let p = 0; p < pieces.count; p++) {
    for (let i = pieces.first[p]; i < pieces.first[p + 1]; i++) {
      const node = pieces.refs[i];
      isUsed[node] = 1;
      if (pieces.access[p] === OPEN) isPublic[node] = 1;
      if (i === pieces.first[p]) continue;
      all.join(node, pieces.refs[i - 1]);
      if (pieces.access[p] === OPEN) open.join(node, pieces.refs[i - 1]);
    }
  }
  const nodeComponent = new Int32Array(pieces.nodeCount).fill(-1);
  const componentOfRoot = new Map<number, number>();
  const openSize = new Int32Array(pieces.nodeCount);
  for (let node = 0; node < pieces.nodeCount; node++) {
    if (isUsed[node] === 0) continue;
    const root = all.find(node);
    const component = componentOfRoot.get(root) ?? componentOfRoot.size;
    componentOfRoot.set(root, component);
    nodeComponent[node] = component;
    if (isPublic[node] === 1) openSize[open.find(node)]++;
  }
  const largest = new Int32Array(componentOfRoot.size).fill(-1);
  for (let node = 0; node < pieces.nodeCount; node++) {
    if (isPublic[node] === 0) continue;
    const root = open.find(node);
    const component = nodeComponent[node];
    if (largest[component] === -1 || openSize[root] > openSize[largest[component]]) largest[component] = root;
  }
  const access = pieces.access.slice();
  for (let p = 0; p < pieces.count; p++) {
    const node = pieces.refs[pieces.first[p]];
    if (access[p] === OPEN && open.find(node) !== largest[nodeComponent[node]]) access[p] = ENCLOSED;
  }
  return { ...pieces, access, nodeComponent, componentCount: componentOfRoot.size, metres };
}

/** Union by the lower number with path halving: the root of a set is its lowest member. */
export class DisjointSets {
  private readonly parent: Int32Array;
  constructor(count: number) {
    this.parent = new Int32Array(count);
    for (let i = 0; i < count; i++) this.parent[i] = i;
  }
  find(member: number): number {
    const { parent } = this;
    let at = member;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }
  join(a: number, b: number): void {
    const rootA = this.find(a);
    const rootB = this.find(b);
    if (rootA < rootB) this.parent[rootB] = rootA;
    else this.parent[rootA] = rootB;
  }
}

/** Gates that matter: not open to all, and with street on both sides. Of several gates on one node the strictest counts. */
function gatesByNode(gates: readonly Gate[], ids: Float64Array, degree: Int32Array): Map<number, 0 | 2> {
  const byNode = new Map<number, 0 | 2>();
  for (const { nodeId, foot } of gates) {
    if (foot === 1) continue;
    const node = indexIn(ids, nodeId);
    if (node === -1 || degree[node] < 2) continue;
    if (foot === 0 || !byNode.has(node)) byNode.set(node, foot);
  }
  return byNode;
}

function idsOfSeveralRows(wayId: Float64Array): Set<number> {
  const sorted = wayId.slice().sort();
  const several = new Set<number>();
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) several.add(sorted[i]);
  return several;
}

function sortedUnique(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  let count = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[count++] = sorted[i];
  return sorted.slice(0, count);
}

/** Position of a value in sorted unique values, or -1. */
function indexIn(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] === value) return middle;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
