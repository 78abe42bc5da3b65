/**
 * Barriers around one catchment, sorted into squares, for the outline: which barrier segments lie near a street, and whether
 * a straight line crosses one. One look into the index of all barriers for a whole catchment, instead of one for each street.
 */
import Flatbush from "flatbush";
import { METRES_PER_DEGREE } from "../geo.ts";
import type { Barriers } from "./network.ts";

/** Side of a square, metres: about the box of one street with the reach around it. */
const SQUARE_METRES = 100;
/** Meeting a barrier this close to the street is touching, not crossing, as in link.ts. */
const TOUCH_METRES = 0.01;

/** A box of degrees and the scale of its metres: everything below is metres east and north of its corner. */
export interface Frame {
  readonly lon0: number;
  readonly lat0: number;
  readonly metresPerLon: number;
  readonly width: number;
  readonly height: number;
}

export interface BarrierGrid {
  /** Chooses the segments whose boxes meet a box, for the calls below; false when there are none. */
  choose(west: number, south: number, east: number, north: number): boolean;
  /** Whether the line from a street place p to q crosses a chosen segment; touching at p does not count. */
  isCrossed(px: number, py: number, qx: number, qy: number): boolean;
  /** The share of the line from p to q that is free of the chosen segments: 1 when it crosses none. */
  freeShare(px: number, py: number, qx: number, qy: number): number;
}

/** Null when the frame holds no barrier. */
export function barrierGridOf(
  barriers: Barriers,
  { lon0, lat0, metresPerLon, width, height }: Frame,
): BarrierGrid | null {
  if (barriers.index === null) return null;
  const found = Flatbush.from(barriers.index).search(
    lon0,
    lat0,
    lon0 + width / metresPerLon,
    lat0 + height / METRES_PER_DEGREE,
  );
  const count = found.length;
  if (count === 0) return null;
  // Ends in metres, [x1, y1, x2, y2], stride 4.
  const ends = new Float64Array(4 * count);
  for (let k = 0; k < count; k++) {
    for (let c = 0; c < 4; c += 2) {
      ends[4 * k + c] = (barriers.segments[4 * found[k] + c] - lon0) * metresPerLon;
      ends[4 * k + c + 1] = (barriers.segments[4 * found[k] + c + 1] - lat0) * METRES_PER_DEGREE;
    }
  }
  const columns = Math.floor(width / SQUARE_METRES) + 1;
  const rows = Math.floor(height / SQUARE_METRES) + 1;
  const column = (x: number): number => Math.max(0, Math.min(columns - 1, Math.floor(x / SQUARE_METRES)));
  const row = (y: number): number => Math.max(0, Math.min(rows - 1, Math.floor(y / SQUARE_METRES)));
  // Segments of square s are inSquare[firstInSquare[s]] … inSquare[firstInSquare[s + 1] - 1].
  const firstInSquare = new Int32Array(columns * rows + 1);
  let inSquare = new Int32Array(0);
  for (const isCounting of [true, false]) {
    for (let k = 0; k < count; k++) {
      const lastColumn = column(Math.max(ends[4 * k], ends[4 * k + 2]));
      const lastRow = row(Math.max(ends[4 * k + 1], ends[4 * k + 3]));
      for (let j = row(Math.min(ends[4 * k + 1], ends[4 * k + 3])); j <= lastRow; j++) {
        for (let i = column(Math.min(ends[4 * k], ends[4 * k + 2])); i <= lastColumn; i++) {
          if (isCounting) firstInSquare[j * columns + i]++;
          else inSquare[--firstInSquare[j * columns + i]] = k;
        }
      }
    }
    if (!isCounting) break;
    // The ends of all squares; filling counts them down to the beginnings.
    for (let s = 1; s <= columns * rows; s++) firstInSquare[s] += firstInSquare[s - 1];
    inSquare = new Int32Array(firstInSquare[columns * rows]);
  }

  const chosen = new Int32Array(count);
  let chosenCount = 0;
  const chosenIn = new Int32Array(count);
  let round = 0;

  const choose = (west: number, south: number, east: number, north: number): boolean => {
    chosenCount = 0;
    round++;
    const lastColumn = column(east);
    const lastRow = row(north);
    for (let j = row(south); j <= lastRow; j++) {
      for (let i = column(west); i <= lastColumn; i++) {
        const square = j * columns + i;
        for (let s = firstInSquare[square]; s < firstInSquare[square + 1]; s++) {
          const k = inSquare[s];
          if (chosenIn[k] === round) continue;
          chosenIn[k] = round;
          const at = 4 * k;
          if (ends[at] < west && ends[at + 2] < west) continue;
          if (ends[at] > east && ends[at + 2] > east) continue;
          if (ends[at + 1] < south && ends[at + 3] < south) continue;
          if (ends[at + 1] > north && ends[at + 3] > north) continue;
          chosen[chosenCount++] = at;
        }
      }
    }
    return chosenCount > 0;
  };

  const freeShare = (px: number, py: number, qx: number, qy: number): number => {
    const ex = qx - px;
    const ey = qy - py;
    const touch = TOUCH_METRES / Math.max(TOUCH_METRES, Math.sqrt(ex * ex + ey * ey));
    let free = 1;
    for (let c = 0; c < chosenCount; c++) {
      const at = chosen[c];
      const ax = ends[at] - px;
      const ay = ends[at + 1] - py;
      const bx = ends[at + 2] - px;
      const by = ends[at + 3] - py;
      // Both ends on one side of the line: most segments end here.
      const sideA = ax * ey - ay * ex;
      const sideB = bx * ey - by * ex;
      if ((sideA > 0 && sideB > 0) || (sideA < 0 && sideB < 0) || sideA === sideB) continue;
      const onLine = (ax * (by - ay) - ay * (bx - ax)) / (ex * (by - ay) - ey * (bx - ax));
      if (onLine > touch && onLine < free) free = onLine;
    }
    return free;
  };

  return { choose, freeShare, isCrossed: (px, py, qx, qy) => freeShare(px, py, qx, qy) < 1 };
}
