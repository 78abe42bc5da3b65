/** Small measures on the shapes of edges, shared by the files of the network. */
import { distanceMetres } from "../geo.ts";
import type { Network } from "./network.ts";

/** Great-circle length of the segment from shape point p to p + 1, metres. */
export function segmentMetres(lon: Float64Array, lat: Float64Array, p: number): number {
  return distanceMetres(lon[p], lat[p], lon[p + 1], lat[p + 1]);
}

/**
 * Points of the part of an edge between two fractions of its length, as [lon, lat] pairs, in walking order: backwards when
 * start > end. Both ends are included, interpolated on their segment; two points at least.
 */
export function partOfShape(network: Network, edge: number, start: number, end: number): [number, number][] {
  if (start > end) return partOfShape(network, edge, end, start).reverse();
  const { shapeLon, shapeLat, edgeShape, edgeMetres } = network;
  const first = edgeShape[edge];
  const last = edgeShape[edge + 1] - 1;
  const from = start * edgeMetres[edge];
  const to = end * edgeMetres[edge];
  const points: [number, number][] = [];
  let before = 0;
  for (let p = first; p < last; p++) {
    const length = segmentMetres(shapeLon, shapeLat, p);
    const after = p === last - 1 ? Math.max(before + length, to) : before + length;
    const at = (metres: number): [number, number] => {
      const t = length === 0 ? 0 : Math.min(1, (metres - before) / length);
      if (t === 1) return [shapeLon[p + 1], shapeLat[p + 1]];
      return [shapeLon[p] + t * (shapeLon[p + 1] - shapeLon[p]), shapeLat[p] + t * (shapeLat[p + 1] - shapeLat[p])];
    };
    if (points.length === 0 && from <= after) points.push(at(from));
    if (points.length > 0 && to <= after) {
      points.push(at(to));
      return points;
    }
    if (points.length > 0) points.push([shapeLon[p + 1], shapeLat[p + 1]]);
    before = after;
  }
  return points;
}
