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
  readonly reachMetres: number;
  readonly columns: number;
  readonly rows: number;
  /**
   * Square of the metres from what can be reached, row by row from the south; where less than the reach is left to walk,
   * what is missing of it is added. A point is inside below reachMetres². At most (reach + cell)², and that all around the rim.
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
  // Beyond the points next to the outline nobody asks how far they are.
  const far = reachMetres + cellMetres;
  squares.fill(far * far, 0, columns * rows);

  /**
   * Spreads a straight line. At t metres from its beginning `missing + loss·t` of the reach is missing; a point at u metres along
   * the line and v beside it is reached best from t = u - v·loss / √(1 - loss²) when loss < 1, by setting the derivative of
   * loss·t + √((u - t)² + v²) to zero.
   */
  const spread = (x1: number, y1: number, x2: number, y2: number, missing: number, loss: number): void => {
    const radius = far - missing;
    const west = Math.min(x1, x2);
    const east = Math.max(x1, x2);
    const south = Math.min(y1, y2);
    const north = Math.max(y1, y2);
    const isNearBarrier = barriers?.choose(west - radius, south - radius, east + radius, north + radius) ?? false;
    // Without barriers the disc around its beginning holds all of it; with them the walk may go where the disc does not.
    if (loss >= FLAT_LOSS && !isNearBarrier) return;
    const length = Math.sqrt((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1));
    const ux = length === 0 ? 1 : (x2 - x1) / length;
    const uy = length === 0 ? 0 : (y2 - y1) / length;
    const isPlain = missing === 0 && loss === 0;
    const earlier = loss >= FLAT_LOSS ? 0 : loss / Math.sqrt(1 - loss * loss);
    const firstRow = Math.max(0, Math.ceil((south - radius) / cellMetres));
    const lastRow = Math.min(rows - 1, Math.floor((north + radius) / cellMetres));
    for (let j = firstRow; j <= lastRow; j++) {
      const y = j * cellMetres;
      const gap = y < south ? south - y : y > north ? y - north : 0;
      const half = Math.sqrt(Math.max(0, radius * radius - gap * gap));
      const firstColumn = Math.max(0, Math.ceil((west - half) / cellMetres));
      const lastColumn = Math.min(columns - 1, Math.floor((east + half) / cellMetres));
      let along = (firstColumn * cellMetres - x1) * ux + (y - y1) * uy;
      let beside = (firstColumn * cellMetres - x1) * uy - (y - y1) * ux;
      const end = j * columns + lastColumn;
      if (isPlain && !isNearBarrier) {
        for (let at = j * columns + firstColumn; at <= end; at++) {
          const rest = along < 0 ? along : along > length ? along - length : 0;
          const square = rest * rest + beside * beside;
          if (square < squares[at]) squares[at] = square;
          along += ux * cellMetres;
          beside += uy * cellMetres;
        }
        continue;
      }
      for (let at = j * columns + firstColumn; at <= end; at++) {
        const t = Math.max(0, Math.min(length, along - Math.abs(beside) * earlier));
        const short = missing + loss * t + Math.sqrt((along - t) * (along - t) + beside * beside);
        const square = short * short;
        if (
          square < squares[at] &&
          !(isNearBarrier && barriers?.isCrossed(x1 + t * ux, y1 + t * uy, (at - j * columns) * cellMetres, y))
        ) {
          squares[at] = square;
        }
        along += ux * cellMetres;
        beside += uy * cellMetres;
      }
    }
  };

  for (let at = 0; at < LINE * count; at += LINE) {
    spread(lines[at] - x0, lines[at + 1] - y0, lines[at + 2] - x0, lines[at + 3] - y0, lines[at + 4], lines[at + 5]);
  }
  return { lon0, lat0, metresPerLon, cellMetres, reachMetres, columns, rows, squares, barriers };
}

function emptySquares(count: number): Float32Array {
  if (count <= keptSquares.length) return keptSquares;
  const squares = new Float32Array(count + (count >> 1));
  if (squares.length <= MAX_KEPT_CELLS) keptSquares = squares;
  return squares;
}
