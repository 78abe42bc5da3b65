/**
 * The grid of the Degree of Urbanisation: cells of exactly 1 km² on the WGS-84 ellipsoid.
 *
 * It is Lambert's cylindrical equal-area projection (Snyder, Map Projections: A Working Manual, USGS 1395, 1987, equations
 * 3-12, 3-16 and 10-14 to 10-17), cut into squares of 1,000 m from its origin at 0°, 0°. With its standard parallel at the
 * middle of a territory the cells there are square on the ground, which contiguity needs; GHSL's Mollweide cells would be
 * sheared in China. A cell is a rectangle of longitude and latitude, so areas on both sides of a border of cells are easy to
 * tell. The result names the projection as a PROJ string, so that any GIS can draw the same grid.
 */

const SEMI_MAJOR_METRES = 6_378_137;
const FLATTENING = 1 / 298.257_223_563;
const E2 = FLATTENING * (2 - FLATTENING);
const E = Math.sqrt(E2);
const RADIANS = Math.PI / 180;
const CELL_METRES = 1000;

/** Nearer to a pole a standard parallel would make cells of no use. */
const MOST_PARALLEL = 75;

export interface EqualAreaGrid {
  /** Degrees, whole. */
  readonly standardParallel: number;
  /** For PROJ, for example "+proj=cea +lat_ts=31 +lon_0=0 +datum=WGS84 +units=m". */
  readonly projection: string;
  /** Kilometres east and north of the origin; a cell holds its western and southern side. */
  xOf(lon: number): number;
  yOf(lat: number): number;
  /** Degrees. */
  lonOf(x: number): number;
  latOf(y: number): number;
}

/** @param standardParallel degrees, -75 … 75: see standardParallelOf */
export function equalAreaGrid(standardParallel: number): EqualAreaGrid {
  const sin = Math.sin(standardParallel * RADIANS);
  const scale = Math.cos(standardParallel * RADIANS) / Math.sqrt(1 - E2 * sin * sin);
  const kilometresPerRadian = (SEMI_MAJOR_METRES * scale) / CELL_METRES;
  const kilometresPerQ = SEMI_MAJOR_METRES / (2 * scale) / CELL_METRES;
  return {
    standardParallel,
    projection: `+proj=cea +lat_ts=${standardParallel} +lon_0=0 +datum=WGS84 +units=m`,
    xOf: (lon) => kilometresPerRadian * lon * RADIANS,
    yOf: (lat) => kilometresPerQ * qOf(Math.sin(lat * RADIANS)),
    lonOf: (x) => x / kilometresPerRadian / RADIANS,
    latOf: (y) => latitudeOf(y / kilometresPerQ) / RADIANS,
  };
}

/** The whole degree in the middle of these latitudes: it moves only when the territory does. 0 without any. */
export function standardParallelOf(lat: Float64Array): number {
  if (lat.length === 0) return 0;
  const middle = (lat.reduce((a, b) => Math.min(a, b)) + lat.reduce((a, b) => Math.max(a, b))) / 2;
  // Not -0, which a message would write as 0.
  return Math.max(-MOST_PARALLEL, Math.min(MOST_PARALLEL, Math.round(middle))) || 0;
}

/** Area between the equator and a parallel for each radian of longitude, in half squares of the semi-major axis. */
function qOf(sin: number): number {
  const es = E * sin;
  return (1 - E2) * (sin / (1 - es * es) - Math.log((1 - es) / (1 + es)) / (2 * E));
}

/** Radians. Newton's steps from the sphere's answer: four leave less than 1e-12. */
function latitudeOf(q: number): number {
  const most = qOf(1);
  if (Math.abs(q) >= most) return Math.sign(q) * (Math.PI / 2);
  let lat = Math.asin(q / 2);
  for (let step = 0; step < 6; step++) {
    const sin = Math.sin(lat);
    const rest = 1 - E2 * sin * sin;
    lat += ((rest * rest) / (2 * (1 - E2) * Math.cos(lat))) * (q - qOf(sin));
  }
  return lat;
}

/** Columns and rows of cells as one number, so that cells can be keys: row by row from the south, each from the west. */
const KEYS_PER_ROW = 2 ** 17;
const FIRST = 2 ** 16;

export function cellKey(column: number, row: number): number {
  return (row + FIRST) * KEYS_PER_ROW + column + FIRST;
}
export function columnOf(key: number): number {
  return (key % KEYS_PER_ROW) - FIRST;
}
export function rowOf(key: number): number {
  return Math.floor(key / KEYS_PER_ROW) - FIRST;
}

/** What to add to a key for the cells beside it: the four that share a side, then the four that share a corner. */
export const BESIDE = [
  1,
  -1,
  KEYS_PER_ROW,
  -KEYS_PER_ROW,
  1 + KEYS_PER_ROW,
  1 - KEYS_PER_ROW,
  KEYS_PER_ROW - 1,
  -KEYS_PER_ROW - 1,
];
export const SIDES = BESIDE.slice(0, 4);
