/**
 * Joins points to the network: to the nearest place on a street, never to the nearest junction. The straight leg from the
 * point to the street may not cross water, a railway or an expressway. Around each point the earth is taken as flat.
 *
 * What counts as crossing: a leg crosses a barrier segment when they meet farther than one centimetre from both ends of
 * the leg. So a street point that lies on a railway (a level crossing) can be reached, from both sides, and a point on a
 * river bank is not cut off by its own bank. A point inside a water area (a cell centre in a lake) may cross that area's own
 * shore, and nothing else. On each straight piece of street only its nearest place is tried: where the nearest place of a
 * bridge lies above the water and the point on the bank, the next piece of street is taken.
 */
import Flatbush from "flatbush";
import { METRES_PER_DEGREE, metresPerDegreeLon } from "../geo.ts";
import { degreesOf, type LinkRule, type Links, type Network, NONE, UNITS_PER_DEGREE } from "./network.ts";
import { segmentMetres } from "./shape.ts";

/** Islands: a street component of fewer junctions is left for a bigger one … (Valhalla's limit). */
export const ISLAND_NODES = 50;
/** … that is at most this much farther. */
export const ISLAND_METRES = 50;
/** Meeting a barrier this close to an end of the leg is touching, not crossing. OSM coordinates have steps of 1 cm. */
const TOUCH_METRES = 0.01;
/** First ring searched around a point; most points live within it. It doubles until a street is found. */
const FIRST_METRES = 50;
/** No street of any kind within this distance is reported as Infinity. */
const FARTHEST_METRES = 100_000;

export interface Linker {
  /** One link a point, in the order given. lons and lats in degrees, of equal length. */
  link(lons: ArrayLike<number>, lats: ArrayLike<number>, rule: LinkRule): Links;
  /** The same for one point: row 0. */
  linkPoint(lon: number, lat: number, rule: LinkRule): Links;
  /** Whether some street that can be walked on may lie within these metres. Where none does, linking takes long: it looks for how far away the nearest is. */
  isNearStreet(lon: number, lat: number, metres: number): boolean;
}

/** The nearest place of one segment. */
interface Candidate {
  segment: number;
  metres: number;
  /** Along the segment, 0–1. */
  along: number;
  /** Metres east and north of the point. */
  x: number;
  y: number;
}

/** Degrees in units of coordinates, not rounded. */
function units(degrees: number): number {
  return degrees * UNITS_PER_DEGREE;
}

export function createLinker(network: Network): Linker {
  const { shapeLonE7, shapeLatE7, segmentPoint, segmentEdge, barriers, otherSegmentsE7 } = network;
  const streets = network.segmentIndex === null ? null : Flatbush.from(network.segmentIndex);
  const others = network.otherIndex === null ? null : Flatbush.from(network.otherIndex);
  const obstacles = barriers.index === null ? null : Flatbush.from(barriers.index);

  // The point being linked; all metres below are relative to it.
  let lon0 = 0;
  let lat0 = 0;
  let metresPerLon = 0;

  /** Visits the segments whose boxes lie within some metres. The visitor answers false: nothing is gathered. */
  const forEachWithin = (index: Flatbush | null, metres: number, visit: (segment: number) => false): void => {
    const dLon = metres / metresPerLon;
    const dLat = metres / METRES_PER_DEGREE;
    index?.search(units(lon0 - dLon), units(lat0 - dLat), units(lon0 + dLon), units(lat0 + dLat), visit);
  };

  // The nearest place of the segment measured last, so that measuring allocates nothing: the square of its metres, its share of the
  // segment, and metres east and north of the point.
  let nearSquare = 0;
  let nearAlong = 0;
  let nearX = 0;
  let nearY = 0;
  const measure = (lon1: number, lat1: number, lon2: number, lat2: number): void => {
    const ax = (degreesOf(lon1) - lon0) * metresPerLon;
    const ay = (degreesOf(lat1) - lat0) * METRES_PER_DEGREE;
    const bx = (degreesOf(lon2) - lon0) * metresPerLon;
    const by = (degreesOf(lat2) - lat0) * METRES_PER_DEGREE;
    const dx = bx - ax;
    const dy = by - ay;
    const square = dx * dx + dy * dy;
    const along = square === 0 ? 0 : -(ax * dx + ay * dy) / square;
    // Ends are taken as they are, so that streets that share a junction tie exactly there.
    nearAlong = Math.max(0, Math.min(1, along));
    nearX = along <= 0 ? ax : along >= 1 ? bx : ax + along * dx;
    nearY = along <= 0 ? ay : along >= 1 ? by : ay + along * dy;
    nearSquare = nearX * nearX + nearY * nearY;
  };
  const measureStreet = (segment: number): void => {
    const p = segmentPoint[segment];
    measure(shapeLonE7[p], shapeLatE7[p], shapeLonE7[p + 1], shapeLatE7[p + 1]);
  };
  const candidateOn = (segment: number): Candidate => {
    measureStreet(segment);
    return { segment, metres: Math.sqrt(nearSquare), along: nearAlong, x: nearX, y: nearY };
  };

  /** Even-odd rule over all rings of the area. */
  const isInside = (object: number): boolean => {
    let inside = false;
    for (let s = barriers.firstSegment[object]; s < barriers.firstSegment[object + 1]; s++) {
      const lat1 = barriers.segments[4 * s + 1];
      const lat2 = barriers.segments[4 * s + 3];
      if (lat1 > lat0 === lat2 > lat0) continue;
      const lon1 = barriers.segments[4 * s];
      const lon2 = barriers.segments[4 * s + 2];
      if (lon0 < lon1 + ((lat0 - lat1) / (lat2 - lat1)) * (lon2 - lon1)) inside = !inside;
    }
    return inside;
  };

  const isBlocked = ({ x, y, metres }: Candidate): boolean => {
    if (obstacles === null || metres <= 2 * TOUCH_METRES) return false;
    const lon = lon0 + x / metresPerLon;
    const lat = lat0 + y / METRES_PER_DEGREE;
    const touch = TOUCH_METRES / metres;
    return obstacles.collides(
      Math.min(lon, lon0),
      Math.min(lat, lat0),
      Math.max(lon, lon0),
      Math.max(lat, lat0),
      (s) => {
        const ax = (barriers.segments[4 * s] - lon0) * metresPerLon;
        const ay = (barriers.segments[4 * s + 1] - lat0) * METRES_PER_DEGREE;
        const dx = (barriers.segments[4 * s + 2] - lon0) * metresPerLon - ax;
        const dy = (barriers.segments[4 * s + 3] - lat0) * METRES_PER_DEGREE - ay;
        const cross = x * dy - y * dx;
        if (cross === 0) return false; // Parallel: its neighbours tell.
        const onLeg = (ax * dy - ay * dx) / cross;
        const onBarrier = (ax * y - ay * x) / cross;
        if (onBarrier < 0 || onBarrier > 1 || onLeg <= touch || onLeg >= 1 - touch) return false;
        const object = barriers.object[s];
        return !(barriers.objectIsArea[object] === 1 && isInside(object));
      },
    );
  };

  const isOfSize = (segment: number, minNodes: number): boolean =>
    minNodes === 0 || network.componentSize[network.nodeComponent[network.edgeFrom[segmentEdge[segment]]]] >= minNodes;

  /**
   * The nearest street place that can be walked to in a straight line and lies in (beyond, metres]; ties go to the lower edge. As a
   * rule that is the nearest one of all; only when a barrier cuts it off are the others listed in order.
   */
  const nearestFree = (beyond: number, metres: number, minNodes: number): Candidate | null => {
    let nearest = NONE;
    let least = Number.POSITIVE_INFINITY;
    const isWithin = (square: number): boolean => square <= metres * metres && (beyond < 0 || square > beyond * beyond);
    forEachWithin(streets, metres, (segment) => {
      measureStreet(segment);
      if (nearSquare > least || (nearSquare === least && segment > nearest) || !isWithin(nearSquare)) return false;
      if (!isOfSize(segment, minNodes)) return false;
      least = nearSquare;
      nearest = segment;
      return false;
    });
    if (nearest === NONE) return null;
    const first = candidateOn(nearest);
    if (!isBlocked(first)) return first;
    const candidates: Candidate[] = [];
    forEachWithin(streets, metres, (segment) => {
      measureStreet(segment);
      if (segment !== nearest && isWithin(nearSquare) && isOfSize(segment, minNodes)) {
        candidates.push({ segment, metres: Math.sqrt(nearSquare), along: nearAlong, x: nearX, y: nearY });
      }
      return false;
    });
    candidates.sort((a, b) => a.metres - b.metres || a.segment - b.segment);
    for (const candidate of candidates) if (!isBlocked(candidate)) return candidate;
    return null;
  };

  const best = (maxMetres: number): Candidate | null => {
    let found: Candidate | null = null;
    let beyond = -1;
    for (let metres = Math.min(FIRST_METRES, maxMetres); found === null && metres > beyond; ) {
      found = nearestFree(beyond, metres, 0);
      beyond = metres;
      metres = Math.min(2 * metres, maxMetres);
    }
    if (found === null) return null;
    const edge = segmentEdge[found.segment];
    if (network.componentSize[network.nodeComponent[network.edgeFrom[edge]]] >= ISLAND_NODES) return found;
    return nearestFree(-1, Math.min(found.metres + ISLAND_METRES, maxMetres), ISLAND_NODES) ?? found;
  };

  /** Distance to the nearest street, walkable or not, whatever lies between. */
  const measureOther = (s: number): void => {
    const at = 4 * s;
    measure(otherSegmentsE7[at], otherSegmentsE7[at + 1], otherSegmentsE7[at + 2], otherSegmentsE7[at + 3]);
  };

  /**
   * The box next to the point, in degrees, bounds how far the nearest street can be; the exact search looks no farther. So a
   * point far outside all streets costs no more than one among them.
   */
  const nearestOfAnyKind = (): number => {
    let least = Number.POSITIVE_INFINITY;
    const kinds = [
      [streets, measureStreet],
      [others, measureOther],
    ] as const;
    for (const [index, measureOne] of kinds) {
      for (const segment of index?.neighbors(units(lon0), units(lat0), 1) ?? []) {
        measureOne(segment);
        least = Math.min(least, nearSquare);
      }
    }
    if (!(least <= FARTHEST_METRES * FARTHEST_METRES)) return Number.POSITIVE_INFINITY;
    const bound = Math.sqrt(least);
    for (const [index, measureOne] of kinds) {
      forEachWithin(index, bound, (segment) => {
        measureOne(segment);
        least = Math.min(least, nearSquare);
        return false;
      });
    }
    return Math.sqrt(least);
  };

  const fractionOf = ({ segment, along }: Candidate): number => {
    const edge = segmentEdge[segment];
    const point = segmentPoint[segment];
    const first = network.edgeShape[edge];
    const last = network.edgeShape[edge + 1] - 1;
    if (point === first && along === 0) return 0;
    if (point === last - 1 && along === 1) return 1;
    let metres = 0;
    let total = 0;
    for (let p = first; p < last; p++) {
      const length = segmentMetres(network, p);
      if (p < point) metres += length;
      else if (p === point) metres += along * length;
      total += length;
    }
    if (total === 0) return 0;
    return Math.min(1, metres / total);
  };

  const link = (lons: ArrayLike<number>, lats: ArrayLike<number>, { maxMetres }: LinkRule): Links => {
    const count = lons.length;
    const links = {
      count,
      edge: new Int32Array(count).fill(NONE),
      fraction: new Float64Array(count),
      metres: new Float64Array(count),
      lon: Float64Array.from(lons),
      lat: Float64Array.from(lats),
    };
    for (let i = 0; i < count; i++) {
      lon0 = lons[i];
      lat0 = lats[i];
      metresPerLon = metresPerDegreeLon(lat0);
      const found = best(maxMetres);
      if (found === null) {
        links.metres[i] = nearestOfAnyKind();
      } else {
        links.edge[i] = segmentEdge[found.segment];
        links.fraction[i] = fractionOf(found);
        links.metres[i] = found.metres;
      }
    }
    return links;
  };

  const isNearStreet = (lon: number, lat: number, metres: number): boolean => {
    const dLon = metres / metresPerDegreeLon(lat);
    const dLat = metres / METRES_PER_DEGREE;
    return streets?.collides(units(lon - dLon), units(lat - dLat), units(lon + dLon), units(lat + dLat)) ?? false;
  };

  return { link, linkPoint: (lon, lat, rule) => link([lon], [lat], rule), isNearStreet };
}
