/**
 * Links after the streets were changed: points that the change cannot concern keep theirs, the others are linked again. The result is
 * that of linking all points on the changed streets.
 *
 * A point is concerned when a street that is gone, new or of another size of component (link.ts leaves small ones) lies no farther than
 * its link, and what an island may be left for: what the linker found was the nearest, and nothing nearer has changed.
 */
import Flatbush from "flatbush";
import { METRES_PER_DEGREE, metresPerDegreeLon } from "../geo.ts";
import { indexSegments } from "./barriers.ts";
import type { EditedNetwork } from "./edit.ts";
import { ISLAND_METRES, ISLAND_NODES, type Linker } from "./link.ts";
import { degreesOf, type LinkRule, type Links, type Network, NONE, UNITS_PER_DEGREE } from "./network.ts";

/** Places that split a street are rounded to 1 cm, so what remains of it lies a little beside it. */
const ROUNDING_METRES = 0.1;

/** Links points again. */
export interface Relinker {
  /** @param links made with the same rule on the network before */
  relink(links: Links, rule: LinkRule): Links;
}

/** @param linker of the edited network */
export function createRelinker(before: Network, edited: EditedNetwork, linker: Linker): Relinker {
  const { edgeNow } = edited;
  const segments = changedSegments(before, edited);
  const data = indexSegments(segments);
  const index = data === null ? null : Flatbush.from(data);

  const isConcerned = (lon: number, lat: number, metres: number): boolean => {
    if (index === null) return false;
    if (!Number.isFinite(metres)) return true;
    const metresPerLon = metresPerDegreeLon(lat);
    const [x, y] = [lon * UNITS_PER_DEGREE, lat * UNITS_PER_DEGREE];
    const dx = (metres / metresPerLon) * UNITS_PER_DEGREE;
    const dy = (metres / METRES_PER_DEGREE) * UNITS_PER_DEGREE;
    return index.collides(x - dx, y - dy, x + dx, y + dy, (s) => {
      const ax = (degreesOf(segments[4 * s]) - lon) * metresPerLon;
      const ay = (degreesOf(segments[4 * s + 1]) - lat) * METRES_PER_DEGREE;
      const ex = degreesOf(segments[4 * s + 2] - segments[4 * s]) * metresPerLon;
      const ey = degreesOf(segments[4 * s + 3] - segments[4 * s + 1]) * METRES_PER_DEGREE;
      const square = ex * ex + ey * ey;
      const along = square === 0 ? 0 : Math.max(0, Math.min(1, -(ax * ex + ay * ey) / square));
      return Math.hypot(ax + along * ex, ay + along * ey) <= metres;
    });
  };

  const relink = (links: Links, { maxMetres }: LinkRule): Links => {
    const { count, lon, lat } = links;
    const edge = new Int32Array(count).fill(NONE);
    const fraction = links.fraction.slice();
    const metres = links.metres.slice();
    const again: number[] = [];
    for (let i = 0; i < count; i++) {
      const isLinked = links.edge[i] !== NONE;
      if (isLinked) edge[i] = edgeNow[links.edge[i]];
      // Without a link the metres tell how near a street of any kind is, linked to or not.
      const reach = isLinked ? metres[i] + ISLAND_METRES : Math.max(metres[i], maxMetres);
      if (isConcerned(lon[i], lat[i], reach + ROUNDING_METRES)) again.push(i);
    }
    const fresh = linker.link(
      again.map((i) => lon[i]),
      again.map((i) => lat[i]),
      { maxMetres },
    );
    again.forEach((i, k) => {
      edge[i] = fresh.edge[k];
      fraction[i] = fresh.fraction[k];
      metres[i] = fresh.metres[k];
    });
    return { count, edge, fraction, metres, lon, lat };
  };
  return { relink };
}

/** Segments of all streets that are gone, new, or in a component that has become large or small; those of no length are at an end of others. */
function changedSegments(before: Network, { network, edgeNow, newEdges }: EditedNetwork): Int32Array {
  const segments: number[] = [];
  const addEdge = ({ edgeShape, shapeLonE7, shapeLatE7 }: Network, edge: number): void => {
    for (let p = edgeShape[edge]; p < edgeShape[edge + 1] - 1; p++) {
      segments.push(shapeLonE7[p], shapeLatE7[p], shapeLonE7[p + 1], shapeLatE7[p + 1]);
    }
  };
  edgeNow.forEach((now, edge) => {
    if (now === NONE || isLarge(before, edge) !== isLarge(network, now)) addEdge(before, edge);
  });
  for (const edge of newEdges) addEdge(network, edge);
  return Int32Array.from(segments);
}

function isLarge({ componentSize, nodeComponent, edgeFrom }: Network, edge: number): boolean {
  return componentSize[nodeComponent[edgeFrom[edge]]] >= ISLAND_NODES;
}
