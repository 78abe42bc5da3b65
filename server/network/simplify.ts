/**
 * Simplifies rings together, without breaking them: a vertex is dropped only when all dropped ones stay within a tolerance of the
 * new side, and when no other vertex of any ring lies in the triangle that is cut off. Then no side can come to cross another one.
 * Coordinates are whole units, so that the triangle tests are exact.
 */
import { METRES_PER_DEGREE } from "../geo.ts";

/** Whole units of coordinates in one degree: seven decimals, about 1 cm. */
export const UNITS_PER_DEGREE = 1e7;
/** Vertices dropped in a row at most. */
const MAX_RUN = 64;
/** More than the squares of any raster in one direction. */
const SQUARES = 2 ** 26;

export interface UnitRing {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Closed rings without repeated first point, in whole units ≥ 0; metresPerLon scales x. Each result keeps at least three vertices. */
export function simplifyRings(
  rings: readonly UnitRing[],
  metresPerLon: number,
  { cellMetres, toleranceMetres }: { cellMetres: number; toleranceMetres: number },
): UnitRing[] {
  const metresX = metresPerLon / UNITS_PER_DEGREE;
  const metresY = METRES_PER_DEGREE / UNITS_PER_DEGREE;
  // Vertices by squares of one cell, to find those in a triangle.
  const squareX = Math.ceil(cellMetres / metresX);
  const squareY = Math.ceil(cellMetres / metresY);
  const xs: number[] = [];
  const ys: number[] = [];
  const squares = new Map<number, number[]>();
  const squareOf = (i: number, j: number): number => i * SQUARES + j;
  for (const { x, y } of rings) {
    x.forEach((value, k) => {
      const vertex = xs.push(value) - 1;
      ys.push(y[k]);
      const key = squareOf(Math.floor(value / squareX), Math.floor(y[k] / squareY));
      const others = squares.get(key);
      if (others === undefined) squares.set(key, [vertex]);
      else others.push(vertex);
    });
  }
  const isDropped = new Uint8Array(xs.length);

  /** Twice the area of the triangle, positive when counterclockwise; exact. */
  const turn = (a: number, b: number, c: number): number =>
    (xs[b] - xs[a]) * (ys[c] - ys[a]) - (ys[b] - ys[a]) * (xs[c] - xs[a]);

  const isEmpty = (a: number, b: number, c: number): boolean => {
    const sense = Math.sign(turn(a, b, c)) || 1;
    const firstX = Math.floor(Math.min(xs[a], xs[b], xs[c]) / squareX);
    const lastX = Math.floor(Math.max(xs[a], xs[b], xs[c]) / squareX);
    const firstY = Math.floor(Math.min(ys[a], ys[b], ys[c]) / squareY);
    const lastY = Math.floor(Math.max(ys[a], ys[b], ys[c]) / squareY);
    for (let i = firstX; i <= lastX; i++) {
      for (let j = firstY; j <= lastY; j++) {
        for (const v of squares.get(squareOf(i, j)) ?? []) {
          if (isDropped[v] === 1 || v === a || v === b || v === c) continue;
          if (sense * turn(a, b, v) >= 0 && sense * turn(b, c, v) >= 0 && sense * turn(c, a, v) >= 0) return false;
        }
      }
    }
    return true;
  };

  const isNear = (v: number, a: number, c: number): boolean => {
    const dx = (xs[c] - xs[a]) * metresX;
    const dy = (ys[c] - ys[a]) * metresY;
    const vx = (xs[v] - xs[a]) * metresX;
    const vy = (ys[v] - ys[a]) * metresY;
    const square = dx * dx + dy * dy;
    const t = square === 0 ? 0 : Math.max(0, Math.min(1, (vx * dx + vy * dy) / square));
    return Math.hypot(vx - t * dx, vy - t * dy) <= toleranceMetres;
  };

  let first = 0;
  return rings.map(({ x }) => {
    const count = x.length;
    let left = count;
    // The first vertex stays. From the last kept one, vertices are dropped for as long as it goes.
    let anchor = first;
    let run: number[] = [];
    for (let k = 1; k < count && left > 3; k++) {
      const vertex = first + k;
      const after = first + ((k + 1) % count);
      const fits =
        run.length < MAX_RUN &&
        [...run, vertex].every((v) => isNear(v, anchor, after)) &&
        isEmpty(anchor, vertex, after);
      if (fits) {
        isDropped[vertex] = 1;
        left--;
        run.push(vertex);
      } else {
        anchor = vertex;
        run = [];
      }
    }
    const kept: { x: number[]; y: number[] } = { x: [], y: [] };
    for (let v = first; v < first + count; v++) {
      if (isDropped[v] === 1) continue;
      kept.x.push(xs[v]);
      kept.y.push(ys[v]);
    }
    first += count;
    return kept;
  });
}
