/** Arcs of one direction laid out plainly, without the pairs and the sharing of arcs.ts: for twins and peers that know no such thing. */
import { type Arcs, arcsBegin, arcsEnd } from "../../server/network/arcs.ts";
import type { Network } from "../../server/network/network.ts";

/** Arcs out of each node, or, against the direction of walking, into it. Those of loops, which lead nowhere, are left out. */
export function plainArcs({ nodeCount, firstArc, arcs }: Network, isBack: boolean): Arcs {
  const columns = { first: firstArc, arcs, isBack };
  const first = new Int32Array(nodeCount + 1);
  const list: number[] = [];
  for (let node = 0; node < nodeCount; node++) {
    const end = arcsEnd(columns, node);
    for (let a = arcsBegin(columns, node); a < end; a += 2) if (arcs[a] !== node) list.push(arcs[a], arcs[a + 1]);
    first[node + 1] = list.length / 2;
  }
  return { first, arcs: Int32Array.from(list), isBack: false };
}
