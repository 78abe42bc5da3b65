/**
 * What stands on a straight line: the water, railways and expressways that somebody would have to get across who walked
 * from one point to another as the crow flies. Barriers that lie close together are one obstacle, because one bridge spans
 * them: the two carriageways of an expressway, the tracks of a railway, a river drawn both as its water and as its middle line.
 */
import Flatbush from "flatbush";
import { growBounds, METRES_PER_DEGREE, metresPerDegreeLon } from "../geo.ts";
import { indexSegments } from "../network/barriers.ts";
import {
  type Barriers,
  DEMAND_LINK_METRES,
  degreesOf,
  type Network,
  NONE,
  UNITS_PER_DEGREE,
} from "../network/network.ts";

/** Barriers at most this far apart along the line are crossed together: wider than the median of an expressway, narrower than a street block. */
export const TOGETHER_METRES = 50;
/** Meeting a barrier this close to an end of the line is touching, not crossing, as in link.ts. */
const TOUCH_METRES = 0.01;

/** One obstacle on a line. */
export interface Span {
  /** Metres from the line's beginning to where the obstacle begins and ends. 0, or the line's length, where the line's own end lies in water. */
  readonly start: number;
  readonly end: number;
  /** The object that is met first: index into Barriers.objectId. */
  readonly object: number;
}

export interface BarrierLine {
  /** Whether any barrier meets the line (degrees). Fast; may say yes where it is only touched. */
  isMet(lon1: number, lat1: number, lon2: number, lat2: number): boolean;
  /** All obstacles on the line in the order of walking; `metres` is its length. */
  spans(lon1: number, lat1: number, lon2: number, lat2: number, metres: number): Span[];
}

export function createBarrierLine(barriers: Barriers): BarrierLine {
  const { segments, object, objectIsArea, firstSegment } = barriers;
  const index = barriers.index === null ? null : Flatbush.from(barriers.index);
  const ofArea = new Map<number, Flatbush | null>();

  /** Where segment s meets the line, as a share of the line; NaN where it does not. Shares are the same in degrees and metres. */
  const meeting = (s: number, lon1: number, lat1: number, dLon: number, dLat: number): number => {
    const ax = segments[4 * s] - lon1;
    const ay = segments[4 * s + 1] - lat1;
    const bx = segments[4 * s + 2] - lon1;
    const by = segments[4 * s + 3] - lat1;
    const sideA = ax * dLat - ay * dLon;
    const sideB = bx * dLat - by * dLon;
    // Half open, so that a line through a corner meets a ring once there, not twice or never.
    if (sideA > 0 === sideB > 0) return Number.NaN;
    const share = sideA / (sideA - sideB);
    const x = ax + share * (bx - ax);
    const y = ay + share * (by - ay);
    const along = (x * dLon + y * dLat) / (dLon * dLon + dLat * dLat);
    return along >= 0 && along <= 1 ? along : Number.NaN;
  };

  const isMet = (lon1: number, lat1: number, lon2: number, lat2: number): boolean =>
    index?.collides(
      Math.min(lon1, lon2),
      Math.min(lat1, lat2),
      Math.max(lon1, lon2),
      Math.max(lat1, lat2),
      (s) => !Number.isNaN(meeting(s, lon1, lat1, lon2 - lon1, lat2 - lat1)),
    ) ?? false;

  /** Even-odd rule over all rings of the area; a lake of many shores has an index of its own. */
  const isInside = (area: number, lon: number, lat: number): boolean => {
    const first = firstSegment[area];
    let shores = ofArea.get(area);
    if (shores === undefined) {
      const data = indexSegments(segments.slice(4 * first, 4 * firstSegment[area + 1]));
      shores = data === null ? null : Flatbush.from(data);
      ofArea.set(area, shores);
    }
    let inside = false;
    shores?.search(lon, lat, Number.POSITIVE_INFINITY, lat, (k) => {
      const at = 4 * (first + k);
      const lat1 = segments[at + 1];
      const lat2 = segments[at + 3];
      if (lat1 > lat === lat2 > lat) return false;
      if (lon < segments[at] + ((lat - lat1) / (lat2 - lat1)) * (segments[at + 2] - segments[at])) inside = !inside;
      return false;
    });
    return inside;
  };

  const spans = (lon1: number, lat1: number, lon2: number, lat2: number, metres: number): Span[] => {
    if (index === null || metres <= 2 * TOUCH_METRES) return [];
    const met = new Map<number, number[]>();
    index.search(Math.min(lon1, lon2), Math.min(lat1, lat2), Math.max(lon1, lon2), Math.max(lat1, lat2), (s) => {
      const along = meeting(s, lon1, lat1, lon2 - lon1, lat2 - lat1);
      if (Number.isNaN(along)) return false;
      const others = met.get(object[s]);
      if (others === undefined) met.set(object[s], [along * metres]);
      else others.push(along * metres);
      return false;
    });
    const parts: Span[] = [];
    for (const [of, places] of met) {
      if (objectIsArea[of] === 0) {
        for (const at of crossedAt(places, metres)) parts.push({ start: at, end: at, object: of });
        continue;
      }
      // Between its shores the line runs through the water.
      const shores = places.sort((a, b) => a - b);
      if (isInside(of, lon1, lat1)) shores.unshift(0);
      if (shores.length % 2 === 1) shores.push(metres);
      for (let k = 0; k < shores.length; k += 2) parts.push({ start: shores[k], end: shores[k + 1], object: of });
    }
    parts.sort((a, b) => a.start - b.start || a.object - b.object);
    const together: { start: number; end: number; object: number }[] = [];
    for (const part of parts) {
      const last = together.at(-1);
      if (last !== undefined && part.start - last.end <= TOGETHER_METRES) last.end = Math.max(last.end, part.end);
      else together.push({ ...part });
    }
    return together;
  };

  return { isMet, spans };
}

/** Meetings that are more than a touch at one of the line's ends. */
function crossedAt(places: readonly number[], metres: number): number[] {
  return places.filter((at) => at > TOUCH_METRES && at < metres - TOUCH_METRES);
}

/**
 * Answers what stands between a point (degrees) and the nearest street that can be walked on, of those within 500 m: the object
 * met first, or NONE. So a point without a street is told apart from one whose street lies behind water or a railway.
 */
export function barrierToStreet(network: Network): (lon: number, lat: number) => number {
  const line = createBarrierLine(network.barriers);
  const { segmentPoint, shapeLonE7, shapeLatE7 } = network;
  const index = network.segmentIndex === null ? null : Flatbush.from(network.segmentIndex);
  return (lon, lat) => {
    const perLon = metresPerDegreeLon(lat);
    let [metres, x, y] = [DEMAND_LINK_METRES, 0, 0];
    let isFound = false;
    const [west, south, east, north] = growBounds([lon, lat, lon, lat], DEMAND_LINK_METRES).map(
      (degrees) => degrees * UNITS_PER_DEGREE,
    );
    index?.search(west, south, east, north, (s) => {
      const p = segmentPoint[s];
      const ax = (degreesOf(shapeLonE7[p]) - lon) * perLon;
      const ay = (degreesOf(shapeLatE7[p]) - lat) * METRES_PER_DEGREE;
      const dx = (degreesOf(shapeLonE7[p + 1]) - lon) * perLon - ax;
      const dy = (degreesOf(shapeLatE7[p + 1]) - lat) * METRES_PER_DEGREE - ay;
      const share = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy)));
      const [toX, toY] = [ax + share * dx, ay + share * dy];
      const away = Math.hypot(toX, toY);
      if (away <= metres) [metres, x, y, isFound] = [away, toX, toY, true];
      return false;
    });
    if (!isFound) return NONE;
    const spans = line.spans(lon, lat, lon + x / perLon, lat + y / METRES_PER_DEGREE, metres);
    // Somebody who lives in the water may leave it: what keeps them is behind its shore.
    return (spans.find(({ start }) => start > 0) ?? spans.at(0))?.object ?? NONE;
  };
}
