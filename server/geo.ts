/**
 * Longitude/latitude and metres. Lengths are great-circle lengths on the mean sphere, the convention of OpenStreetMap
 * tools; against the WGS-84 ellipsoid they are off by at most 0.34 %. Around a point the earth is taken as flat, which is
 * off by less than 1 mm in the 500 m that a person may live from a street.
 */

/** Mean earth radius (IUGG), metres. */
export const EARTH_RADIUS_METRES = 6_371_008.8;

const RADIANS = Math.PI / 180;

/** Metres in one degree of latitude. */
export const METRES_PER_DEGREE = EARTH_RADIUS_METRES * RADIANS;

/** Metres in one degree of longitude at a latitude in degrees. */
export function metresPerDegreeLon(lat: number): number {
  return METRES_PER_DEGREE * Math.cos(lat * RADIANS);
}

/** Great-circle distance in metres between two points in degrees (haversine, exact for short distances too). */
export function distanceMetres(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const sinLat = Math.sin(((lat2 - lat1) * RADIANS) / 2);
  const sinLon = Math.sin(((lon2 - lon1) * RADIANS) / 2);
  const a = sinLat * sinLat + Math.cos(lat1 * RADIANS) * Math.cos(lat2 * RADIANS) * sinLon * sinLon;
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(a)));
}

/** [west, south, east, north] in degrees. */
export type Bounds = [west: number, south: number, east: number, north: number];

/** The bounds grown by a number of metres on every side. */
export function growBounds([west, south, east, north]: Bounds, metres: number): Bounds {
  const dLat = metres / METRES_PER_DEGREE;
  const dLon = metres / metresPerDegreeLon(Math.max(Math.abs(south), Math.abs(north)));
  return [west - dLon, south - dLat, east + dLon, north + dLat];
}
