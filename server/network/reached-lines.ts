/**
 * What a catchment's outline is drawn around: the reached streets and off-street legs as straight lines, with how much of
 * the outline's reach is missing along each, because the budget runs out.
 *
 * Most edges are reached from both ends, and most of a catchment lies well within the budget. So a stretch that has the
 * whole reach is listed once, and what another walk adds to it is left out.
 */
import { METRES_PER_DEGREE } from "../geo.ts";
import { degreesOf, NONE } from "./network.ts";
import type { Labels } from "./search.ts";
import { partOfShape } from "./shape.ts";

/** From this loss of reach per metre walked on, a shrinking spread counts as flat ground's: off by 0.3 m at most. */
export const FLAT_LOSS = 0.99;
/** Shape points nearer to the one before than this share of a cell are left out: no raster of that cell tells them apart. */
const FINE_SHARE = 0.1;

/** Straight lines [x1, y1, x2, y2, missing, loss], stride LINE: ends in metres, metres of the reach that are missing at end 1, and what more is missing for each metre towards end 2. */
export interface ReachedLines {
  readonly lines: Float64Array;
  readonly count: number;
}

export const LINE = 6;
/** Used again by each outline. */
let lines = new Float64Array(LINE * 4096);
let lineCount = 0;
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

/**
 * The street pieces and legs within the limit (centimetres), in metres from a corner. A line that loses FLAT_LOSS or more
 * begins where another line ends that holds its whole spread on free ground. Valid until the next call.
 */
export function reachedLines(
  labels: Labels,
  limit: number,
  { lon0, lat0, metresPerLon }: { lon0: number; lat0: number; metresPerLon: number },
  { reachMetres, cellMetres }: { reachMetres: number; cellMetres: number },
): ReachedLines {
  const { network } = labels;
  const { shapeLonE7, shapeLatE7, edgeShape, edgeMetres } = network;
  const fineSquare = (FINE_SHARE * cellMetres) ** 2;
  lineCount = 0;

  /** The part of an edge between two fractions, walked from `from` to `to`, which may be the lower one. */
  const addPart = (edge: number, from: number, to: number, missing: number, loss: number): void => {
    const first = edgeShape[edge];
    const last = edgeShape[edge + 1] - 1;
    let x = (degreesOf(shapeLonE7[first]) - lon0) * metresPerLon;
    let y = (degreesOf(shapeLatE7[first]) - lat0) * METRES_PER_DEGREE;
    const isForward = from <= to;
    const low = isForward ? from : to;
    const high = isForward ? to : from;
    let start = 0;
    let end = Number.POSITIVE_INFINITY;
    if (low > 0 || high < 1) {
      let total = 0;
      for (let p = first; p < last; p++) {
        const dx = degreesOf(shapeLonE7[p + 1] - shapeLonE7[p]) * metresPerLon;
        const dy = degreesOf(shapeLatE7[p + 1] - shapeLatE7[p]) * METRES_PER_DEGREE;
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
      const nextX = (degreesOf(shapeLonE7[p]) - lon0) * metresPerLon;
      const nextY = (degreesOf(shapeLatE7[p]) - lat0) * METRES_PER_DEGREE;
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
  return { lines, count: lineCount };
}
