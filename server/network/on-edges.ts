/** Points gathered by the edge that they join: from a searched edge to who lives there. */
import { type Links, NONE } from "./network.ts";

/** Points linked to edge e are onEdge[firstOnEdge[e]] … onEdge[firstOnEdge[e + 1] - 1]. Length of firstOnEdge: edgeCount + 1. */
export function pointsOnEdges(links: Links, edgeCount: number): { firstOnEdge: Int32Array; onEdge: Int32Array } {
  const firstOnEdge = new Int32Array(edgeCount + 1);
  for (const edge of links.edge) if (edge !== NONE) firstOnEdge[edge + 1]++;
  for (let e = 0; e < edgeCount; e++) firstOnEdge[e + 1] += firstOnEdge[e];
  const next = firstOnEdge.slice();
  const onEdge = new Int32Array(firstOnEdge[edgeCount]);
  links.edge.forEach((edge, point) => {
    if (edge !== NONE) onEdge[next[edge]++] = point;
  });
  return { firstOnEdge, onEdge };
}
