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
import type { Labels } from "./search.ts";
import { partOfShape } from "./shape.ts";

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
/** From this loss of reach per metre walked on, a shrinking spread counts as flat ground's: off by 0.3 m at most. */
const FLAT_LOSS = 0.99;
/** Shape points nearer to the one before than this share of a cell are left out: no raster of that cell tells them apart. */
const FINE_SHARE = 0.1;

/** Straight lines of reached street, [x1, y1, x2, y2, missing at 1, loss per metre], stride LINE, metres from the first place. Used again by each outline. */
const LINE = 6;
let lines = new Float64Array(LINE * 4096);
let lineCount = 0;
/** The squares of the raster before, used again. */
let keptSquares = new Float32Array(0);

function addLine(x1: number, y1: number, x2: number, y2: number, missing: number, loss: number): void {
  const at = LINE * lineCount++;
  if (at === lines.length) {
    const longer = new Float64Array(2 * lines.length);
    longer.set(lines);
    lines = longer;
  }
  lines[at] = x1;
  lines[at + 1] = y1;
  lines[at + 2] = x2;
  lines[at + 3] = y2;
  lines[at + 4] = missing;
  lines[at + 5] = loss;
}

/** Fills `lines` with the street pieces and legs within the limit. */
function collectLines(
  labels: Labels,
  limit: number,
  { lon0, lat0, metresPerLon }: { lon0: number; lat0: number; metresPerLon: number },
  { reachMetres, cellMetres }: { reachMetres: number; cellMetres: number },
): void {
  const { network } = labels;
  const { shapeLon, shapeLat, edgeShape, edgeMetres } = network;
  const fineSquare = (FINE_SHARE * cellMetres) ** 2;
  lineCount = 0;

  /** The part of an edge between two fractions, walked from `from` to `to`, which may be the lower one. */
  const addPart = (edge: number, from: number, to: number, missing: number, loss: number): void => {
    const first = edgeShape[edge];
    const last = edgeShape[edge + 1] - 1;
    let x = (shapeLon[first] - lon0) * metresPerLon;
    let y = (shapeLat[first] - lat0) * METRES_PER_DEGREE;
    const isForward = from <= to;
    const low = isForward ? from : to;
    const high = isForward ? to : from;
    let start = 0;
    let end = Number.POSITIVE_INFINITY;
    if (low > 0 || high < 1) {
      let total = 0;
      for (let p = first; p < last; p++) {
        const dx = (shapeLon[p + 1] - shapeLon[p]) * metresPerLon;
        const dy = (shapeLat[p + 1] - shapeLat[p]) * METRES_PER_DEGREE;
        total += Math.sqrt(dx * dx + dy * dy);
      }
      start = low * total;
      end = high < 1 ? high * total : end;
    }
    const span = loss === 0 ? 0 : (high - low) * edgeMetres[edge];
    // Where the next line begins, and metres of the edge up to there; NaN before the part.
    let beginX = start === 0 ? x : Number.NaN;
    let beginY = y;
    let beginAt = 0;
    let at = 0;
    for (let p = first + 1; p <= last && (at < end || p === first + 1); p++) {
      const nextX = (shapeLon[p] - lon0) * metresPerLon;
      const nextY = (shapeLat[p] - lat0) * METRES_PER_DEGREE;
      const dx = nextX - x;
      const dy = nextY - y;
      const length = Math.sqrt(dx * dx + dy * dy);
      const after = at + length;
      if (Number.isNaN(beginX) && (after >= start || p === last)) {
        const share = length === 0 ? 0 : Math.min(1, (start - at) / length);
        beginX = x + share * dx;
        beginY = y + share * dy;
        beginAt = at + share * length;
      }
      if (!Number.isNaN(beginX)) {
        const share = after <= end || length === 0 ? 1 : (end - at) / length;
        const endX = x + share * dx;
        const endY = y + share * dy;
        const isLast = p === last || after >= end;
        const square = (endX - beginX) * (endX - beginX) + (endY - beginY) * (endY - beginY);
        if (isLast || loss > 0 || square >= fineSquare) {
          const endAt = at + share * length;
          if (isForward) addLine(beginX, beginY, endX, endY, missing + loss * (beginAt - start), loss);
          else addLine(endX, endY, beginX, beginY, missing + loss * Math.max(0, start + span - endAt), loss);
          beginX = endX;
          beginY = endY;
          beginAt = endAt;
        }
      }
      at = after;
      x = nextX;
      y = nextY;
    }
  };

  // The stretch of the current edge that is spread by the whole reach already: most edges are reached from both ends.
  let current = NONE;
  let doneFrom = 0;
  let doneTo = 0;
  const isDone = (a: number, b: number): boolean => doneFrom <= Math.min(a, b) && Math.max(a, b) <= doneTo;
  labels.forEachPiece((edge, start, end, leftAtStart, leftAtEnd) => {
    if (edge !== current) {
      current = edge;
      doneFrom = 1;
      doneTo = 0;
    }
    const isForward = leftAtStart >= leftAtEnd;
    const from = isForward ? start : end;
    const to = isForward ? end : start;
    const left1 = Math.max(leftAtStart, leftAtEnd) / 100;
    const left2 = Math.min(leftAtStart, leftAtEnd) / 100;
    let turn = from;
    if (left1 >= reachMetres) {
      turn = left2 >= reachMetres ? to : from + ((left1 - reachMetres) / (left1 - left2)) * (to - from);
      if (!isDone(from, turn)) {
        addPart(edge, from, turn, 0, 0);
        if (doneFrom > doneTo) {
          doneFrom = Math.min(from, turn);
          doneTo = Math.max(from, turn);
        } else if (Math.min(from, turn) <= doneTo && Math.max(from, turn) >= doneFrom) {
          doneFrom = Math.min(doneFrom, from, turn);
          doneTo = Math.max(doneTo, from, turn);
        }
      }
    }
    if (turn === to || isDone(turn, to)) return;
    const missing = Math.max(0, reachMetres - left1);
    const metres = Math.abs(to - turn) * edgeMetres[edge];
    const loss = metres === 0 ? 1 : (Math.min(left1, reachMetres) - left2) / metres;
    if (missing > 0) addPart(edge, from, from, missing, 0);
    addPart(edge, turn, to, missing, Math.max(loss, Number.MIN_VALUE));
  }, limit);

  // The off-street leg is walked too.
  const { places, rows } = labels;
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k];
    const edge = places.edge[row];
    const leg = 100 * places.metres[row];
    if (edge === NONE || leg > limit) continue;
    const [[lon, lat]] = partOfShape(network, edge, places.fraction[row], places.fraction[row]);
    const x1 = (places.lon[row] - lon0) * metresPerLon;
    const y1 = (places.lat[row] - lat0) * METRES_PER_DEGREE;
    const x2 = (lon - lon0) * metresPerLon;
    const y2 = (lat - lat0) * METRES_PER_DEGREE;
    const left = limit / 100;
    const full = Math.max(0, Math.min(1, (left - reachMetres) / Math.max(leg / 100, Number.MIN_VALUE)));
    addLine(x1, y1, x1 + full * (x2 - x1), y1 + full * (y2 - y1), Math.max(0, reachMetres - left), 0);
    if (full < 1) {
      addLine(x1 + full * (x2 - x1), y1 + full * (y2 - y1), x2, y2, Math.max(0, reachMetres - left), 1);
    }
  }
}

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
  collectLines(labels, limit, frame, { reachMetres, cellMetres });
  if (lineCount === 0) return null;
  let [west, south, east, north] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -Infinity, -Infinity];
  for (let at = 0; at < LINE * lineCount; at += LINE) {
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
    const firstRow = Math.max(0, Math.ceil((Math.min(y1, y2) - radius) / cellMetres));
    const lastRow = Math.min(rows - 1, Math.floor((Math.max(y1, y2) + radius) / cellMetres));
    const firstColumn = Math.max(0, Math.ceil((Math.min(x1, x2) - radius) / cellMetres));
    const lastColumn = Math.min(columns - 1, Math.floor((Math.max(x1, x2) + radius) / cellMetres));
    const isNearBarrier =
      barriers?.choose(
        firstColumn * cellMetres,
        firstRow * cellMetres,
        lastColumn * cellMetres,
        lastRow * cellMetres,
      ) ?? false;
    // Without barriers the disc around its beginning holds all of it; with them the walk may go where the disc does not.
    if (loss >= FLAT_LOSS && !isNearBarrier) return;
    const dx = x2 - x1;
    const dy = y2 - y1;
    const length = Math.sqrt(dx * dx + dy * dy);
    const ux = length === 0 ? 0 : dx / length;
    const uy = length === 0 ? 0 : dy / length;
    const isPlain = missing === 0 && loss === 0;
    const earlier = loss >= FLAT_LOSS ? 0 : loss / Math.sqrt(1 - loss * loss);
    for (let j = firstRow; j <= lastRow; j++) {
      const ey = j * cellMetres - y1;
      for (let i = firstColumn; i <= lastColumn; i++) {
        const ex = i * cellMetres - x1;
        const along = ex * ux + ey * uy;
        const beside = ex * uy - ey * ux;
        let t = isPlain ? along : along - Math.abs(beside) * earlier;
        if (t < 0) t = 0;
        else if (t > length) t = length;
        const rest = along - t;
        let square = length === 0 ? ex * ex + ey * ey : rest * rest + beside * beside;
        if (!isPlain) {
          const short = missing + loss * t + Math.sqrt(square);
          square = short * short;
        }
        const at = j * columns + i;
        if (square >= squares[at]) continue;
        if (isNearBarrier && barriers?.isCrossed(x1 + t * ux, y1 + t * uy, x1 + ex, y1 + ey)) continue;
        squares[at] = square;
      }
    }
  };

  for (let at = 0; at < LINE * lineCount; at += LINE) {
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
