/** Small measures on the shapes of edges, shared by the files of the network. */
import { distanceMetres } from "../geo.ts";
import { degreesOf, type Network } from "./network.ts";

/** Great-circle length of the segment from shape point p to p + 1, metres. */
export function segmentMetres(
  { shapeLonE7, shapeLatE7 }: Pick<Network, "shapeLonE7" | "shapeLatE7">,
  p: number,
): number {
  const q = p + 1;
  return distanceMetres(
    degreesOf(shapeLonE7[p]),
    degreesOf(shapeLatE7[p]),
    degreesOf(shapeLonE7[q]),
    degreesOf(shapeLatE7[q]),
  );
}

/**
 * Points of the part of an edge between two fractions of its length, as [lon, lat] pairs, in walking order: backwards when
 * start > end. Both ends are included, interpolated on their segment; two points at least.
 */
export function partOfShape(network: Network, edge: number, start: number, end: number): [number, number][] {
  if (start > end) return partOfShape(network, edge, end, start).reverse();
  const { shapeLonE7, shapeLatE7, edgeShape } = network;
  const first = edgeShape[edge];
  const last = edgeShape[edge + 1] - 1;
  let total = 0;
  for (let p = first; p < last; p++) total += segmentMetres(network, p);
  const from = start * total;
  const to = end * total;
  const placeOf = (p: number): [number, number] => [degreesOf(shapeLonE7[p]), degreesOf(shapeLatE7[p])];
  const points: [number, number][] = [];
  let before = 0;
  for (let p = first; p < last; p++) {
    const length = segmentMetres(network, p);
    const after = p === last - 1 ? Math.max(before + length, to) : before + length;
    const at = (metres: number): [number, number] => {
      const t = length === 0 ? 0 : Math.min(1, (metres - before) / length);
      if (t === 1) return placeOf(p + 1);
      const [lon1, lat1] = placeOf(p);
      const [lon2, lat2] = placeOf(p + 1);
      return [lon1 + t * (lon2 - lon1), lat1 + t * (lat2 - lat1)];
    };
    if (points.length === 0 && from <= after) points.push(at(from));
    if (points.length > 0 && to <= after) {
      points.push(at(to));
      return points;
    }
    if (points.length > 0) points.push(placeOf(p + 1));
    before = after;
  }
  return points;
}
