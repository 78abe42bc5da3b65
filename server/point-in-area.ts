/**
 * Which area a point lies in. A ray from the point to the east crosses the boundary of an area an odd number of times when
 * the point is inside. Each area's boundary segments stand in a Flatbush, so that a county outline of 20,000 points costs
 * a few crossings instead of 20,000.
 *
 * Neighbours share their boundary in the files but run along it in opposite directions. Every segment is therefore
 * evaluated from its southern end to its northern one and is open at the top: then a point on a shared boundary is counted
 * on exactly one side, and people are neither lost nor counted twice.
 */
import Flatbush from "flatbush";
import type { MultiPolygon, Polygon, Position } from "geojson";
import { type Bounds, distanceMetres, EARTH_RADIUS_METRES } from "./geo.ts";

const OUTSIDE = -1;

/** Answers, for a list of areas, the index of the one that holds a point (the lowest where areas overlap), or -1. */
export type AreaFinder = (lon: number, lat: number) => number;

export function areaFinder(geometries: readonly MultiPolygon[]): AreaFinder {
  if (geometries.length === 0) return () => OUTSIDE;
  const boxes = new Flatbush(geometries.length);
  for (const geometry of geometries) boxes.add(...boundsOf(geometry));
  boxes.finish();
  const boundaries = new Map<number, Boundary>();

  return (lon, lat) => {
    for (const area of boxes.search(lon, lat, lon, lat).sort((a, b) => a - b)) {
      let boundary = boundaries.get(area);
      if (boundary === undefined) {
        boundary = boundaryOf(geometries[area]);
        boundaries.set(area, boundary);
      }
      if (isInside(boundary, lon, lat)) return area;
    }
    return OUTSIDE;
  };
}

/** Segments with a stride of four: lon and lat of the southern end, lon and lat of the northern end. */
interface Boundary {
  readonly segments: Float64Array;
  readonly index: Flatbush;
  readonly east: number;
}

function boundaryOf(geometry: MultiPolygon): Boundary {
  const rings = geometry.coordinates.flat();
  const segments = new Float64Array(4 * rings.reduce((sum, ring) => sum + Math.max(0, ring.length - 1), 0));
  const index = new Flatbush(Math.max(1, segments.length / 4));
  let east = Number.NEGATIVE_INFINITY;
  let at = 0;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1], ring[i]];
      const [[x1, y1], [x2, y2]] = a[1] <= b[1] ? [a, b] : [b, a];
      segments.set([x1, y1, x2, y2], at);
      index.add(Math.min(x1, x2), y1, Math.max(x1, x2), y2);
      east = Math.max(east, x1, x2);
      at += 4;
    }
  }
  if (segments.length === 0) index.add(0, 0, 0, 0);
  index.finish();
  return { segments, index, east };
}

function isInside({ segments, index, east }: Boundary, lon: number, lat: number): boolean {
  let inside = false;
  for (const segment of index.search(lon, lat, east, lat)) {
    const [x1, y1, x2, y2] = segments.subarray(4 * segment, 4 * segment + 4);
    if (y1 <= lat && lat < y2 && lon < x1 + ((lat - y1) * (x2 - x1)) / (y2 - y1)) inside = !inside;
  }
  return inside;
}

/** A polygon as a multipolygon of one, so that there is one kind of area. */
export function asMultiPolygon(geometry: Polygon | MultiPolygon): MultiPolygon {
  return geometry.type === "Polygon" ? { type: "MultiPolygon", coordinates: [geometry.coordinates] } : geometry;
}

/** Bounding box of all positions of a polygon. */
export function boundsOf(geometry: MultiPolygon): Bounds {
  const bounds: Bounds = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const polygon of geometry.coordinates) {
    for (const [lon, lat] of polygon[0] ?? []) {
      if (lon < bounds[0]) bounds[0] = lon;
      if (lat < bounds[1]) bounds[1] = lat;
      if (lon > bounds[2]) bounds[2] = lon;
      if (lat > bounds[3]) bounds[3] = lat;
    }
  }
  return bounds;
}

/** Area in square metres on the sphere (as ST_Area of a geography on a sphere): outer rings less holes. */
export function squareMetres(geometry: MultiPolygon): number {
  let sum = 0;
  for (const polygon of geometry.coordinates) {
    polygon.forEach((ring, i) => {
      sum += i === 0 ? ringSquareMetres(ring) : -ringSquareMetres(ring);
    });
  }
  return sum;
}

/** Spherical excess summed by trapezoids between meridians: sin(latitude) is the exact area between the equator and a parallel. */
function ringSquareMetres(ring: readonly Position[]): number {
  const radians = Math.PI / 180;
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const [lon1, lat1] = ring[i - 1];
    const [lon2, lat2] = ring[i];
    sum += (lon2 - lon1) * radians * (2 + Math.sin(lat1 * radians) + Math.sin(lat2 * radians));
  }
  return Math.abs((sum * EARTH_RADIUS_METRES * EARTH_RADIUS_METRES) / 2);
}

/**
 * A point that lies inside: the middle of the widest stretch that the polygon covers on the parallel through the middle of
 * its largest part. For labels, and to find the parent of an area.
 */
export function innerPoint(geometry: MultiPolygon): [lon: number, lat: number] {
  const parts = geometry.coordinates.map(
    (coordinates): MultiPolygon => ({ type: "MultiPolygon", coordinates: [coordinates] }),
  );
  const largest = parts.reduce(
    (best, part) => (squareMetres(part) > squareMetres(best) ? part : best),
    parts[0] ?? geometry,
  );
  const [west, south, east, north] = boundsOf(largest);
  const lat = (south + north) / 2;
  const crossings: number[] = [];
  for (const ring of largest.coordinates.flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [x1, y1] = ring[i - 1];
      const [x2, y2] = ring[i];
      if (y1 <= lat !== y2 <= lat) crossings.push(x1 + ((lat - y1) * (x2 - x1)) / (y2 - y1));
    }
  }
  crossings.sort((a, b) => a - b);
  let [best, width] = [(west + east) / 2, Number.NEGATIVE_INFINITY];
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [from, to] = [crossings[i], crossings[i + 1]];
    if (to - from > width) [best, width] = [(from + to) / 2, to - from];
  }
  return [best, lat];
}

/** Metres from a point to the nearest place of a polygon's boundary, or 0 when it is inside. Flat around the point. */
export function metresToArea(geometry: MultiPolygon, lon: number, lat: number): number {
  const boundary = boundaryOf(geometry);
  if (isInside(boundary, lon, lat)) return 0;
  const squeeze = Math.cos((lat * Math.PI) / 180);
  let nearest = Number.POSITIVE_INFINITY;
  for (let at = 0; at < boundary.segments.length; at += 4) {
    const [x1, y1, x2, y2] = boundary.segments.subarray(at, at + 4);
    const [dx, dy] = [(x2 - x1) * squeeze, y2 - y1];
    const length = dx * dx + dy * dy;
    const along = length === 0 ? 0 : ((lon - x1) * squeeze * dx + (lat - y1) * dy) / length;
    const t = Math.min(1, Math.max(0, along));
    nearest = Math.min(nearest, distanceMetres(lon, lat, x1 + t * (x2 - x1), y1 + t * (y2 - y1)));
  }
  return nearest;
}
