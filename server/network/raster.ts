/**
 * The raster behind a catchment's outline: how far each cell's centre lies inside what can be reached. Streets within the budget
 * are spread sideways by what is left of it, but never more than a short, fixed reach, and not across barriers.
 */
import Flatbush from "flatbush";
import { METRES_PER_DEGREE, metresPerDegreeLon } from "../geo.ts";
import { NONE } from "./network.ts";
import type { Labels } from "./search.ts";
import { partOfShape } from "./shape.ts";

/** A metric raster: column i, row j lies i·cell east and j·cell north of the origin. */
export interface Raster {
  readonly lon0: number;
  readonly lat0: number;
  readonly metresPerLon: number;
  readonly cellMetres: number;
  readonly columns: number;
  readonly rows: number;
  /** Metres inside (> 0) or outside (≤ 0) of the outline, row by row from the south. Negative all around the rim. */
  readonly inside: Float32Array;
}

/** 256 MB of cells; a walk of an hour has 4 million. */
const MAX_CELLS = 64_000_000;
/** Where the budget runs out the spread shrinks; there it is drawn as discs so far apart. */
const DISC_METRES = 2;

/** Straight pieces of reached street, [x1, y1, x2, y2, left1, left2], stride 6: metres, and metres of budget left. */
function reachedPieces(labels: Labels, limit: number, lon0: number, lat0: number, metresPerLon: number): number[] {
  const pieces: number[] = [];
  const addLine = (line: readonly (readonly [number, number])[], left1: number, left2: number): void => {
    const xs = line.map(([lon]) => (lon - lon0) * metresPerLon);
    const ys = line.map(([, lat]) => (lat - lat0) * METRES_PER_DEGREE);
    const at = [0];
    for (let k = 1; k < line.length; k++) at.push(at[k - 1] + Math.hypot(xs[k] - xs[k - 1], ys[k] - ys[k - 1]));
    const total = at[line.length - 1] || 1;
    const left = (k: number): number => (left1 + ((left2 - left1) * at[k]) / total) / 100;
    for (let k = 1; k < line.length; k++) pieces.push(xs[k - 1], ys[k - 1], xs[k], ys[k], left(k - 1), left(k));
  };
  labels.forEachPiece((edge, start, end, left1, left2) => {
    addLine(partOfShape(labels.network, edge, start, end), left1, left2);
  }, limit);
  // The off-street leg is walked too.
  const { places, rows, network } = labels;
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k];
    const edge = places.edge[row];
    const leg = 100 * places.metres[row];
    if (edge === NONE || leg > limit) continue;
    const [street] = partOfShape(network, edge, places.fraction[row], places.fraction[row]);
    addLine([[places.lon[row], places.lat[row]], street], limit, limit - leg);
  }
  return pieces;
}

/** Null when nothing is reached. */
export function reachRaster(labels: Labels, limit: number, cellMetres: number, reachMetres: number): Raster | null {
  const row = Array.from(labels.rows).find((candidate) => labels.places.edge[candidate] !== NONE);
  if (row === undefined) return null;
  const lat = labels.places.lat[row];
  const metresPerLon = metresPerDegreeLon(lat);
  const pieces = reachedPieces(labels, limit, labels.places.lon[row], lat, metresPerLon);
  if (pieces.length === 0) return null;
  let [west, south, east, north] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -Infinity, -Infinity];
  for (let k = 0; k < pieces.length; k += 6) {
    west = Math.min(west, pieces[k], pieces[k + 2]);
    east = Math.max(east, pieces[k], pieces[k + 2]);
    south = Math.min(south, pieces[k + 1], pieces[k + 3]);
    north = Math.max(north, pieces[k + 1], pieces[k + 3]);
  }
  const margin = reachMetres + 2 * cellMetres;
  const columns = Math.ceil((east - west + 2 * margin) / cellMetres) + 1;
  const rows = Math.ceil((north - south + 2 * margin) / cellMetres) + 1;
  if (columns * rows > MAX_CELLS) {
    throw new Error(
      `An outline of ${Math.round((east - west) / 1000)} × ${Math.round((north - south) / 1000)} km is too large for cells of ${cellMetres} m: ask for a smaller cutoff or larger cells.`,
    );
  }
  const x0 = west - margin;
  const y0 = south - margin;
  const outside = -1.5 * cellMetres;
  const inside = new Float32Array(columns * rows).fill(outside);
  const lon0 = labels.places.lon[row] + x0 / metresPerLon;
  const lat0 = lat + y0 / METRES_PER_DEGREE;
  const barriersNear = barrierFinder(labels, lon0, lat0, metresPerLon);

  /** Spreads a straight street piece by a fixed radius. */
  const spread = (x1: number, y1: number, x2: number, y2: number, radius: number): void => {
    const far = radius - outside;
    const firstColumn = Math.max(0, Math.ceil((Math.min(x1, x2) - far) / cellMetres));
    const lastColumn = Math.min(columns - 1, Math.floor((Math.max(x1, x2) + far) / cellMetres));
    const firstRow = Math.max(0, Math.ceil((Math.min(y1, y2) - far) / cellMetres));
    const lastRow = Math.min(rows - 1, Math.floor((Math.max(y1, y2) + far) / cellMetres));
    const barriers = barriersNear(
      firstColumn * cellMetres,
      firstRow * cellMetres,
      lastColumn * cellMetres,
      lastRow * cellMetres,
    );
    const dx = x2 - x1;
    const dy = y2 - y1;
    const square = dx * dx + dy * dy;
    for (let j = firstRow; j <= lastRow; j++) {
      const y = j * cellMetres;
      for (let i = firstColumn; i <= lastColumn; i++) {
        const x = i * cellMetres;
        const t = square === 0 ? 0 : Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / square));
        const px = x1 + t * dx;
        const py = y1 + t * dy;
        const value = radius - Math.sqrt((x - px) * (x - px) + (y - py) * (y - py));
        const at = j * columns + i;
        if (value > inside[at] && !(barriers.length > 0 && isCrossed(barriers, px, py, x, y))) inside[at] = value;
      }
    }
  };

  for (let k = 0; k < pieces.length; k += 6) {
    const x1 = pieces[k] - x0;
    const y1 = pieces[k + 1] - y0;
    const x2 = pieces[k + 2] - x0;
    const y2 = pieces[k + 3] - y0;
    const left1 = pieces[k + 4];
    const left2 = pieces[k + 5];
    // The part with at least the full reach left, t from full1 to full2, is spread as one; the rest as discs.
    const cut = left1 === left2 ? 0 : (reachMetres - left1) / (left2 - left1);
    const full1 = left1 >= reachMetres ? 0 : left2 >= reachMetres ? cut : 1;
    const full2 = left2 >= reachMetres ? 1 : left1 >= reachMetres ? cut : 0;
    if (full1 <= full2) {
      spread(
        x1 + full1 * (x2 - x1),
        y1 + full1 * (y2 - y1),
        x1 + full2 * (x2 - x1),
        y1 + full2 * (y2 - y1),
        reachMetres,
      );
    }
    if (full1 > 0 || full2 < 1) {
      const discs = Math.max(1, Math.ceil(Math.hypot(x2 - x1, y2 - y1) / DISC_METRES));
      for (let d = 0; d <= discs; d++) {
        const t = d / discs;
        if (full1 <= full2 && t >= full1 && t <= full2) continue;
        const radius = Math.min(reachMetres, left1 + t * (left2 - left1));
        spread(x1 + t * (x2 - x1), y1 + t * (y2 - y1), x1 + t * (x2 - x1), y1 + t * (y2 - y1), radius);
      }
    }
  }
  return { lon0, lat0, metresPerLon, cellMetres, columns, rows, inside };
}

/** Finds barrier segments in a box of raster metres, as [x1, y1, x2, y2], stride 4. */
function barrierFinder(
  { network: { barriers } }: Labels,
  lon0: number,
  lat0: number,
  metresPerLon: number,
): (west: number, south: number, east: number, north: number) => number[] {
  const index = barriers.index === null ? null : Flatbush.from(barriers.index);
  return (west, south, east, north) => {
    const found: number[] = [];
    const segments =
      index?.search(
        lon0 + west / metresPerLon,
        lat0 + south / METRES_PER_DEGREE,
        lon0 + east / metresPerLon,
        lat0 + north / METRES_PER_DEGREE,
      ) ?? [];
    for (const s of segments) {
      for (let k = 4 * s; k < 4 * s + 4; k += 2) {
        found.push((barriers.segments[k] - lon0) * metresPerLon, (barriers.segments[k + 1] - lat0) * METRES_PER_DEGREE);
      }
    }
    return found;
  };
}

/** Whether the line from a street place to a cell's centre crosses one of the segments; touching at the street (1 cm) does not count, as in link.ts. */
function isCrossed(barriers: readonly number[], px: number, py: number, x: number, y: number): boolean {
  const ex = x - px;
  const ey = y - py;
  const touch = 0.01 / Math.max(0.01, Math.hypot(ex, ey));
  for (let k = 0; k < barriers.length; k += 4) {
    const ax = barriers[k] - px;
    const ay = barriers[k + 1] - py;
    const dx = barriers[k + 2] - px - ax;
    const dy = barriers[k + 3] - py - ay;
    const cross = ex * dy - ey * dx;
    if (cross === 0) continue;
    const onLine = (ax * dy - ay * dx) / cross;
    const onBarrier = (ax * ey - ay * ex) / cross;
    if (onLine > touch && onLine <= 1 && onBarrier >= 0 && onBarrier <= 1) return true;
  }
  return false;
}
