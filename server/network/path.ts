/** One walk as a line to draw: from the point over its straight leg, along the streets, and over the other leg to the place. */
import type { LineString } from "geojson";
import { arrivingTo } from "./edges.ts";
import { type Links, NONE } from "./network.ts";
import type { Search } from "./search.ts";
import { partOfShape } from "./shape.ts";

export interface Walk {
  /** In walking order, degrees; consecutive points differ. Two points at least. */
  readonly line: LineString;
  /** On the ground, both legs included. */
  readonly metres: number;
  /** Flat-equivalent centimetres, both legs included. */
  readonly cost: number;
}

/** The least-cost walk from row i of `from` to row j of `to`, or null when there is none within the limit (centimetres). */
export function walkBetween(
  search: Search,
  from: Links,
  i: number,
  to: Links,
  j: number,
  limit = Number.POSITIVE_INFINITY,
): Walk | null {
  const walk = search.fromPoint(from, i, limit).walkAt(to, j);
  if (walk === null) return null;
  const { network } = search;
  const points: [number, number][] = [[from.lon[i], from.lat[i]]];
  if (walk.node === NONE) {
    points.push(...partOfShape(network, from.edge[i], from.fraction[i], to.fraction[j]));
  } else {
    const nodes = search.chain(walk.node).reverse();
    points.push(...partOfShape(network, from.edge[i], from.fraction[i], search.startFraction(nodes[0])));
    for (let k = 1; k < nodes.length; k++) {
      const edge = search.edgeInto(nodes[k]);
      if (edge === NONE) continue;
      const isForward = nodes[k] === network.edgeTo[edge] || nodes[k] === arrivingTo(network, edge);
      points.push(...partOfShape(network, edge, isForward ? 0 : 1, isForward ? 1 : 0));
    }
    points.push(...partOfShape(network, to.edge[j], walk.endFraction, to.fraction[j]));
  }
  points.push([to.lon[j], to.lat[j]]);
  const coordinates = points.filter(([lon, lat], k) => k === 0 || lon !== points[k - 1][0] || lat !== points[k - 1][1]);
  if (coordinates.length === 1) coordinates.push(points[0]);
  return { line: { type: "LineString", coordinates }, metres: walk.metres, cost: walk.cost };
}
