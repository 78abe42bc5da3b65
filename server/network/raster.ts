/**
 * The raster behind a catchment's outline: how far each point of a grid lies from what can be reached. Streets within the
 * budget are spread sideways by what is left of it, but never more than a short, fixed reach, and not across barriers.
 *
 * A street piece with at least the whole reach left is spread as one. Where less is left, the spread shrinks as the walk
 * goes on. On flat ground it shrinks by a metre for each metre walked, so that all of it lies in the disc around the place where it
 * began to shrink, which is drawn already. Downhill it shrinks more slowly, and the best place to leave the street is
 * known in closed form (`spread`). So nothing is drawn as a row of discs.
 */
import { METRES_PER_DEGREE, metresPerDegreeLon } from "../geo.ts";
import { type BarrierGrid, barrierGridOf } from "./barrier-grid.ts";
import { NONE } from "./network.ts";
import { FLAT_LOSS, LINE, reachedLines } from "./reached-lines.ts";
import type { Labels } from "./search.ts";

/** A metric raster: column i, row j lies i·cell east and j·cell north of the origin. Valid until the next one is made. */
export interface Raster {
  readonly lon0: number;
  readonly lat0: number;
  readonly metresPerLon: number;
  readonly cellMetres: number;
  /** In cells. */
  readonly reach: number;
  readonly columns: number;
  readonly rows: number;
  /**
   * Square of the distance in cells from what can be reached, row by row from the south; where less than the reach is left to
   * walk, what is missing of it is added to the distance. A point is inside below reach². At most (reach + 1)², and that all around the rim.
   */
  readonly squares: Float32Array;
  /** Null when no barrier lies here. */
  readonly barriers: BarrierGrid | null;
}

/** 256 MB of cells; a walk of an hour has 100,000 of 25 m. */
const MAX_CELLS = 64_000_000;
/** Buffers above this size are not kept for the next outline: 8 MB. */
const MAX_KEPT_CELLS = 2_000_000;
/** The squares of the raster before, used again. */
let keptSquares = new Float32Array(0);

/** Null when nothing is reached. The budget `limit` in centimetres. */
export function reachRaster(labels: Labels, limit: number, cellMetres: number, reachMetres: number): Raster | null {
  let first = 0;
  while (first < labels.rows.length && labels.places.edge[labels.rows[first]] === NONE) first++;
  if (first === labels.rows.length) return null;
  const place = labels.rows[first];
  const frame = {
    lon0: labels.places.lon[place],
    lat0: labels.places.lat[place],
    metresPerLon: metresPerDegreeLon(labels.places.lat[place]),
  };
  const { metresPerLon } = frame;
  const { lines, count } = reachedLines(labels, limit, frame, { reachMetres, cellMetres });
  if (count === 0) return null;
  let [west, south, east, north] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -Infinity, -Infinity];
  for (let at = 0; at < LINE * count; at += LINE) {
    for (let end = at; end < at + 4; end += 2) {
      if (lines[end] < west) west = lines[end];
      if (lines[end] > east) east = lines[end];
      if (lines[end + 1] < south) south = lines[end + 1];
      if (lines[end + 1] > north) north = lines[end + 1];
    }
  }
  // The place stands on a point of the grid, so that the shortest walk is drawn too.
  const margin = reachMetres + 2 * cellMetres;
  const x0 = -Math.ceil((margin - west) / cellMetres) * cellMetres;
  const y0 = -Math.ceil((margin - south) / cellMetres) * cellMetres;
  const columns = Math.ceil((east - x0 + margin) / cellMetres) + 1;
  const rows = Math.ceil((north - y0 + margin) / cellMetres) + 1;
  if (columns * rows > MAX_CELLS) {
    throw new Error(
      `An outline of ${Math.round((east - west) / 1000)} × ${Math.round((north - south) / 1000)} km is too large for cells of ${cellMetres} m: ask for a smaller cutoff or larger cells.`,
    );
  }
  const lon0 = frame.lon0 + x0 / metresPerLon;
  const lat0 = frame.lat0 + y0 / METRES_PER_DEGREE;
  const width = (columns - 1) * cellMetres;
  const height = (rows - 1) * cellMetres;
  const barriers = barrierGridOf(labels.network.barriers, { lon0, lat0, metresPerLon, width, height });
  const squares = emptySquares(columns * rows);
  const reach = reachMetres / cellMetres;
  // Beyond the points next to the outline nobody asks how far they are.
  const far = reach + 1;
  squares.fill(far * far, 0, columns * rows);

  /**
   * Spreads a straight line; all in cells. At t from its beginning `missing + loss·t` of the reach is missing; a point at u along
   * the line and v beside it is reached best from t = u - v·loss / √(1 - loss²) when loss < 1, by setting the derivative of
   * loss·t + √((u - t)² + v²) to zero. The raster's margin is wider than the spread, so that no row or column is outside.
   */
  const spread = (x1: number, y1: number, x2: number, y2: number, missing: number, loss: number): void => {
    const values = squares;
    const width = columns;
    const radius = far - missing;
    const west = Math.min(x1, x2);
    const east = Math.max(x1, x2);
    const south = Math.min(y1, y2);
    const north = Math.max(y1, y2);
    const isNearBarrier =
      barriers?.choose(
        (west - radius) * cellMetres,
        (south - radius) * cellMetres,
        (east + radius) * cellMetres,
        (north + radius) * cellMetres,
      ) ?? false;
    // Without barriers the disc around its beginning holds all of it; with them the walk may go where the disc does not.
    if (loss >= FLAT_LOSS && !isNearBarrier) return;
    const length = Math.sqrt((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1));
    const ux = length === 0 ? 1 : (x2 - x1) / length;
    const uy = length === 0 ? 0 : (y2 - y1) / length;
    const isPlain = missing === 0 && loss === 0 && !isNearBarrier;
    const earlier = loss >= FLAT_LOSS ? 0 : loss / Math.sqrt(1 - loss * loss);
    const lastRow = Math.floor(north + radius);
    for (let j = Math.ceil(south - radius); j <= lastRow; j++) {
      const gap = j < south ? south - j : j > north ? j - north : 0;
      const half = Math.sqrt(Math.max(0, radius * radius - gap * gap));
      const first = Math.ceil(west - half);
      const end = j * width + Math.floor(east + half);
      let along = (first - x1) * ux + (j - y1) * uy;
      let beside = (first - x1) * uy - (j - y1) * ux;
      if (isPlain) {
        for (let at = j * width + first; at <= end; at++) {
          const rest = along < 0 ? along : along > length ? along - length : 0;
          const square = rest * rest + beside * beside;
          if (square < values[at]) values[at] = square;
          along += ux;
          beside += uy;
        }
        continue;
      }
      for (let at = j * width + first; at <= end; at++) {
        const t = Math.max(0, Math.min(length, along - Math.abs(beside) * earlier));
        const short = missing + loss * t + Math.sqrt((along - t) * (along - t) + beside * beside);
        const square = short * short;
        if (square < values[at] && !(isNearBarrier && isCrossed(x1 + t * ux, y1 + t * uy, at - j * width, j))) {
          values[at] = square;
        }
        along += ux;
        beside += uy;
      }
    }
  };
  const isCrossed = (px: number, py: number, qx: number, qy: number): boolean =>
    barriers?.isCrossed(px * cellMetres, py * cellMetres, qx * cellMetres, qy * cellMetres) ?? false;

  const scale = 1 / cellMetres;
  for (let at = 0; at < LINE * count; at += LINE) {
    spread(
      (lines[at] - x0) * scale,
      (lines[at + 1] - y0) * scale,
      (lines[at + 2] - x0) * scale,
      (lines[at + 3] - y0) * scale,
      lines[at + 4] * scale,
      lines[at + 5],
    );
  }
  return { lon0, lat0, metresPerLon, cellMetres, reach, columns, rows, squares, barriers };
}

function emptySquares(count: number): Float32Array {
  if (count <= keptSquares.length) return keptSquares;
  const squares = new Float32Array(count + (count >> 1));
  if (squares.length <= MAX_KEPT_CELLS) keptSquares = squares;
  return squares;
}
