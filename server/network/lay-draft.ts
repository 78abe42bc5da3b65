/**
 * The end of changing streets: a draft becomes the columns of a network. What building found about all streets together is found
 * again by the same rules: which are enclosed by gates or private ways, components and their sizes (pieces.ts, merge.ts).
 */
import type { Draft } from "./draft.ts";
import { accessOf, junctionOf, onewayOf } from "./edges.ts";
import { type LaidColumns, layStreets, type StreetsBetween } from "./lay.ts";
import { type Network, NONE } from "./network.ts";
import { DisjointSets, ENCLOSED, OPEN, PRIVATE } from "./pieces.ts";

export interface LaidDraft {
  readonly columns: LaidColumns;
  readonly componentSize: Int32Array;
  /** As in EditedNetwork. */
  readonly edgeNow: Int32Array;
  readonly newEdges: Int32Array;
}

/** @param isSplit 1 for each junction of the network that only splits an edge because of its slope (slopeSplits) */
export function layDraft(draft: Draft, isSplit: Uint8Array): LaidDraft {
  const { network } = draft;
  const { streets, edgeOfStreet } = streetsOf(draft);
  const junctions = network.nodeCount + draft.newLonE7.length;
  const { component, components, access } = classify(streets, junctions, isSplit);
  const classified = { ...streets, access };
  const lonE7 = new Int32Array(junctions);
  const latE7 = new Int32Array(junctions);
  lonE7.set(network.nodeLonE7);
  latE7.set(network.nodeLatE7);
  lonE7.set(draft.newLonE7, network.nodeCount);
  latE7.set(draft.newLatE7, network.nodeCount);
  const order = Int32Array.from({ length: junctions }, (_, junction) => junction);
  const { columns, edgeOf } = layStreets(
    { order, lonE7, latE7, component },
    classified,
    network.edgeCost !== network.edgeCostBack,
  );
  const edgeNow = new Int32Array(network.edgeCount).fill(NONE);
  const newEdges: number[] = [];
  for (let street = 0; street < streets.count; street++) {
    if (edgeOfStreet[street] === NONE) newEdges.push(edgeOf[street]);
    else edgeNow[edgeOfStreet[street]] = edgeOf[street];
  }
  return {
    columns,
    componentSize: sizesOf(classified, component, components),
    edgeNow,
    newEdges: Int32Array.from(newEdges).sort(),
  };
}

/** Junctions at which streets of a network only are split because of their slope. */
export function slopeSplits(network: Network): Uint8Array {
  if (network.heights === "none") return new Uint8Array(network.nodeCount);
  const { edgeCount, edgeFrom, edgeTo } = network;
  const column = (valueAt: (edge: number) => number) => Int32Array.from({ length: edgeCount }, (_, e) => valueAt(e));
  return passedThrough(network.nodeCount, {
    count: edgeCount,
    from: column((e) => junctionOf(network, edgeFrom[e])),
    to: column((e) => junctionOf(network, edgeTo[e])),
    access: column((e) => accessOf(network, e)),
    oneway: column((e) => onewayOf(network, e)),
    highway: network.edgeHighway,
  });
}

type Meeting = Pick<StreetsBetween, "count" | "from" | "to" | "access" | "oneway" | "highway">;

/** 1 for each junction where exactly two street ends of the same kind of street, access and direction meet: merge.ts would make them one edge. */
function passedThrough(junctions: number, { count, from, to, access, oneway, highway }: Meeting): Uint8Array {
  const ends = new Int32Array(junctions);
  /** The street of the first end at each junction, and the way into it there. */
  const first = new Int32Array(junctions);
  const firstInward = new Int8Array(junctions);
  const isThrough = new Uint8Array(junctions);
  const meet = (junction: number, street: number, inward: number): void => {
    ends[junction]++;
    if (ends[junction] === 1) {
      first[junction] = street;
      firstInward[junction] = inward;
      return;
    }
    const other = first[junction];
    const isSame =
      ends[junction] === 2 &&
      access[street] === access[other] &&
      highway[street] === highway[other] &&
      inward + firstInward[junction] === 0;
    isThrough[junction] = isSame ? 1 : 0;
  };
  for (let street = 0; street < count; street++) {
    meet(from[street], street, oneway[street]);
    // A minus zero would do no harm, but reads oddly.
    meet(to[street], street, 0 - oneway[street]);
  }
  return isThrough;
}

/** All streets that are there, those of the network first; `edgeOfStreet` is the edge that each was, NONE for made ones. */
function streetsOf(draft: Draft): { streets: StreetsBetween; edgeOfStreet: Int32Array } {
  const { network, goneEdges } = draft;
  const made = draft.made.filter((street) => street !== null);
  const { edgeShape, edgeCount } = network;
  const stayed = edgeCount - goneEdges.size;
  const count = stayed + made.length;
  const points = made.reduce((sum, { lonE7 }) => sum + lonE7.length, network.shapeLonE7.length);
  const streets = {
    count,
    from: new Int32Array(count),
    to: new Int32Array(count),
    access: new Uint8Array(count),
    oneway: new Int8Array(count),
    metres: new Float64Array(count),
    forward: new Int32Array(count),
    backward: new Int32Array(count),
    firstPoint: new Int32Array(count + 1),
    lonE7: new Int32Array(points),
    latE7: new Int32Array(points),
    way: new Float64Array(count),
    highway: new Uint8Array(count),
  };
  const edgeOfStreet = new Int32Array(count).fill(NONE);
  let street = 0;
  let point = 0;
  const endShape = (lonE7: ArrayLike<number>, latE7: ArrayLike<number>): void => {
    streets.lonE7.set(lonE7, point);
    streets.latE7.set(latE7, point);
    point += lonE7.length;
    streets.firstPoint[++street] = point;
  };
  for (let e = 0; e < edgeCount; e++) {
    if (goneEdges.has(e)) continue;
    edgeOfStreet[street] = e;
    streets.from[street] = junctionOf(network, network.edgeFrom[e]);
    streets.to[street] = junctionOf(network, network.edgeTo[e]);
    streets.access[street] = accessOf(network, e);
    streets.oneway[street] = onewayOf(network, e);
    streets.metres[street] = network.edgeMetres[e];
    streets.forward[street] = network.edgeCost[e];
    streets.backward[street] = network.edgeCostBack[e];
    streets.way[street] = network.edgeWay[e];
    streets.highway[street] = network.edgeHighway[e];
    endShape(
      network.shapeLonE7.subarray(edgeShape[e], edgeShape[e + 1]),
      network.shapeLatE7.subarray(edgeShape[e], edgeShape[e + 1]),
    );
  }
  for (const one of made) {
    streets.from[street] = one.from;
    streets.to[street] = one.to;
    streets.access[street] = one.access;
    streets.oneway[street] = one.oneway;
    streets.metres[street] = one.metres;
    streets.forward[street] = one.forward;
    streets.backward[street] = one.backward;
    streets.way[street] = one.way;
    streets.highway[street] = one.highway;
    endShape(one.lonE7, one.latE7);
  }
  return { streets, edgeOfStreet };
}

/**
 * Components, and enclosures, by the rule of pieces.ts: of the public streets of a component that hang together, the part with the
 * most nodes is open to all. Of equal parts it is the one with more of the streets that were open before.
 */
function classify(streets: StreetsBetween, junctions: number, isSplit: Uint8Array) {
  const { count, from, to, access, firstPoint } = streets;
  const all = new DisjointSets(junctions);
  const open = new DisjointSets(junctions);
  const isUsed = new Uint8Array(junctions);
  const isPublic = new Uint8Array(junctions);
  for (let street = 0; street < count; street++) {
    const [a, b] = [from[street], to[street]];
    isUsed[a] = 1;
    isUsed[b] = 1;
    all.join(a, b);
    if (access[street] === PRIVATE) continue;
    isPublic[a] = 1;
    isPublic[b] = 1;
    open.join(a, b);
  }
  /** By the lowest junction of each public part: nodes of OSM in it, and streets that were open before. */
  const nodes = new Int32Array(junctions);
  const openBefore = new Int32Array(junctions);
  for (let street = 0; street < count; street++) {
    if (access[street] === PRIVATE) continue;
    const part = open.find(from[street]);
    nodes[part] += firstPoint[street + 1] - firstPoint[street] - 2;
    if (access[street] === OPEN) openBefore[part]++;
  }
  const component = new Int32Array(junctions).fill(NONE);
  const componentOf = new Map<number, number>();
  for (let junction = 0; junction < junctions; junction++) {
    if (isUsed[junction] === 0) continue;
    const root = all.find(junction);
    const number = componentOf.get(root) ?? componentOf.size;
    componentOf.set(root, number);
    component[junction] = number;
    if (isPublic[junction] === 1 && isSplit[junction] !== 1) nodes[open.find(junction)]++;
  }
  const largest = new Int32Array(componentOf.size).fill(NONE);
  for (let junction = 0; junction < junctions; junction++) {
    if (isPublic[junction] === 0) continue;
    const part = open.find(junction);
    const other = largest[component[junction]];
    const isLarger =
      other === NONE ||
      nodes[part] > nodes[other] ||
      (nodes[part] === nodes[other] && openBefore[part] > openBefore[other]);
    if (isLarger) largest[component[junction]] = part;
  }
  const now = new Uint8Array(count);
  for (let street = 0; street < count; street++) {
    const isLargest = open.find(from[street]) === largest[component[from[street]]];
    now[street] = access[street] === PRIVATE ? PRIVATE : isLargest ? OPEN : ENCLOSED;
  }
  return { component, components: componentOf.size, access: now };
}

/** Junctions of each component that building would have made too; a ring of one street has one. */
function sizesOf(streets: StreetsBetween, component: Int32Array, components: number): Int32Array {
  const isThrough = passedThrough(component.length, streets);
  const sizes = new Int32Array(components);
  for (let junction = 0; junction < component.length; junction++) {
    if (component[junction] !== NONE && isThrough[junction] === 0) sizes[component[junction]]++;
  }
  return sizes.map((size) => Math.max(1, size));
}
