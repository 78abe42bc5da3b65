/**
 * Arcs: the network as searches walk it. Both directions share one list, because nearly every street may be walked both
 * ways at one cost: at each node stand first the arcs that only lead in, then those that lead both ways, then those that
 * only lead out. A walk from the node reads the last two kinds, a search against the direction of walking the first two.
 *
 * Where a node has arcs of the first or the last kind (one-way streets, slopes, copies of a junction), its list opens with
 * a pair that says how many: [-1 - those that only lead in, those that only lead out]. Nodes are not negative, so the pair
 * can't be taken for an arc. Nearly all nodes have no pair. No node is without an arc: a loop has one too, which leads nowhere.
 */
import { type Network, NONE } from "./network.ts";

/** Arcs of a network in one direction of searching. */
export interface Arcs {
  /** firstArc and arcs of the network. */
  readonly first: Int32Array;
  readonly arcs: Int32Array;
  /** Whether the search goes against the direction of walking. */
  readonly isBack: boolean;
}

/** Arcs of a node in the direction of searching: `arcs` from here … */
export function arcsBegin({ first, arcs, isBack }: Arcs, node: number): number {
  const begin = 2 * first[node];
  const onlyIn = arcs[begin];
  if (onlyIn < 0) return isBack ? begin + 2 : begin - 2 * onlyIn;
  return begin;
}

/** … to here, in steps of two: [next node, centimetres]. */
export function arcsEnd({ first, arcs, isBack }: Arcs, node: number): number {
  const begin = 2 * first[node];
  const end = 2 * first[node + 1];
  return isBack && arcs[begin] < 0 ? end - 2 * arcs[begin + 1] : end;
}

/** Joins two nodes: cost from → to and to → from, centimetres, NONE where nobody may walk; `edge` is NONE between copies of a junction. */
export type JoinVisitor = (from: number, to: number, forth: number, back: number, edge: number) => void;

/** Lays arcs into columns; at each node in the order in which the joins are given. @param forEachJoin gives all joins, twice the same */
export function arcsOf(
  nodeCount: number,
  forEachJoin: (visit: JoinVisitor) => void,
): Pick<Network, "firstArc" | "arcs" | "arcEdge"> {
  const onlyIn = new Int32Array(nodeCount);
  const bothWays = new Int32Array(nodeCount);
  const onlyOut = new Int32Array(nodeCount);
  forEachJoin((from, to, forth, back) => {
    if (from === to || forth === back) {
      bothWays[from]++;
      if (from !== to) bothWays[to]++;
      return;
    }
    if (forth !== NONE) {
      onlyOut[from]++;
      onlyIn[to]++;
    }
    if (back !== NONE) {
      onlyOut[to]++;
      onlyIn[from]++;
    }
  });
  const firstArc = new Int32Array(nodeCount + 1);
  for (let n = 0; n < nodeCount; n++) {
    const pair = onlyIn[n] + onlyOut[n] > 0 ? 1 : 0;
    firstArc[n + 1] = firstArc[n] + pair + onlyIn[n] + bothWays[n] + onlyOut[n];
  }
  const arcs = new Int32Array(2 * firstArc[nodeCount]);
  const arcEdge = new Int32Array(firstArc[nodeCount]).fill(NONE);
  for (let n = 0; n < nodeCount; n++) {
    let at = firstArc[n];
    const [ins, both, outs] = [onlyIn[n], bothWays[n], onlyOut[n]];
    if (ins + outs > 0) {
      arcs[2 * at] = -1 - ins;
      arcs[2 * at + 1] = outs;
      at++;
    }
    // From here on, where the next arc of each kind goes.
    onlyIn[n] = at;
    bothWays[n] = at + ins;
    onlyOut[n] = at + ins + both;
  }
  const put = (kind: Int32Array, at: number, next: number, cost: number, edge: number): void => {
    const k = kind[at]++;
    arcs[2 * k] = next;
    arcs[2 * k + 1] = cost;
    arcEdge[k] = edge;
  };
  forEachJoin((from, to, forth, back, edge) => {
    if (from === to || forth === back) {
      put(bothWays, from, to, Math.max(forth, back), edge);
      if (from !== to) put(bothWays, to, from, forth, edge);
      return;
    }
    if (forth !== NONE) {
      put(onlyOut, from, to, forth, edge);
      put(onlyIn, to, from, forth, edge);
    }
    if (back !== NONE) {
      put(onlyOut, to, from, back, edge);
      put(onlyIn, from, to, back, edge);
    }
  });
  return { firstArc, arcs, arcEdge };
}
