/** Which arcs a network must have: those that its edges and the copies of its junctions make. */
import { expect } from "vitest";
import { arrivingFrom, arrivingTo, backwardCost, forwardCost, isPrivate } from "../../server/network/edges.ts";
import { type Network, NONE } from "../../server/network/network.ts";
import { plainArcs } from "./plain-arcs.ts";

/** Both directions hold the arcs that the edges and the copies of junctions make, and each knows its edge. */
export function checkArcs(network: Network, where: string): void {
  const expected: string[] = [];
  const add = (from: number, to: number, cost: number) => {
    if (from !== to && cost !== NONE) expected.push(`${from} ${to} ${cost}`);
  };
  for (let e = 0; e < network.edgeCount; e++) {
    add(network.edgeFrom[e], network.edgeTo[e], forwardCost(network, e));
    add(network.edgeTo[e], network.edgeFrom[e], backwardCost(network, e));
    if (!isPrivate(network, e)) continue;
    add(arrivingFrom(network, e), arrivingTo(network, e), forwardCost(network, e));
    add(arrivingTo(network, e), arrivingFrom(network, e), backwardCost(network, e));
  }
  for (let n = 2; n < network.nodeCount; n++) {
    // Leaving, open and arriving copy; where no public street is, there is no open one to walk through.
    if (network.nodeCopy[n] < 2) continue;
    add(n - 2, n - 1, 0);
    add(n - 1, n, 0);
  }
  for (const isBack of [false, true]) {
    const { first, arcs } = plainArcs(network, isBack);
    const found: string[] = [];
    for (let n = 0; n < network.nodeCount; n++) {
      for (let a = 2 * first[n]; a < 2 * first[n + 1]; a += 2) {
        found.push(isBack ? `${arcs[a]} ${n} ${arcs[a + 1]}` : `${n} ${arcs[a]} ${arcs[a + 1]}`);
      }
    }
    expect(found.sort(), where).toEqual(expected.sort());
  }
}
