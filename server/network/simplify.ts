/**
 * Simplifies the rings of a raster together, without breaking them: a vertex is dropped only when all dropped ones stay within a
 * tolerance of the new side, and when no other vertex of any ring lies in the triangle that is cut off. A side that crossed the new one
 * would have to leave that triangle over one of the two old sides, which it does not cross, or end in it. So rings that do
 * not touch before do not touch afterwards. Coordinates are whole units, so that the triangle tests are exact.
 *
 * Vertices in a triangle are found by the raster: every vertex lies on the side of a square, and a side has one at most.
 */
/** Vertices dropped in a row at most. */
const MAX_RUN = 16;

/** Closed rings on a raster. */
export interface TracedRings {
  readonly ringCount: number;
  /** Vertices of ring r are firstVertex[r] … firstVertex[r + 1] - 1, the inside on their left. Length ringCount + 1. */
  readonly firstVertex: readonly number[];
  /** The shell that ring r is a hole of; r itself when it is a shell. */
  readonly shell: readonly number[];
  /** Whole units from the raster's origin, unitX and unitY (not whole) to a cell. */
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly unitX: number;
  readonly unitY: number;
  readonly cellMetres: number;
  /** The raster side of each vertex: 2·point for the one east of a point (row·columns + column), 2·point + 1 for the one north of it. DROPPED once it is simplified away. */
  readonly side: Int32Array;
  /** The vertex on each side plus one; 0 without one, or when it was dropped. */
  readonly vertexOf: Int32Array;
  readonly columns: number;
  readonly rows: number;
}

export const DROPPED = -1;

/** Drops vertices (DROPPED in `side`, 0 in `vertexOf`). Each ring keeps at least three, the first among them. */
export function simplifyRings(rings: TracedRings, toleranceMetres: number): void {
  const { ringCount, firstVertex, x, y, unitX, unitY, cellMetres, side, vertexOf, columns, rows } = rings;
  const metresX = cellMetres / unitX;
  const metresY = cellMetres / unitY;
  const toleranceSquare = toleranceMetres * toleranceMetres;

  /** Whether vertices first … last lie within the tolerance of the side from a to c. */
  const areNear = (first: number, last: number, a: number, c: number): boolean => {
    const dx = (x[c] - x[a]) * metresX;
    const dy = (y[c] - y[a]) * metresY;
    const square = dx * dx + dy * dy;
    for (let v = first; v <= last; v++) {
      const vx = (x[v] - x[a]) * metresX;
      const vy = (y[v] - y[a]) * metresY;
      const t = square === 0 ? 0 : Math.max(0, Math.min(1, (vx * dx + vy * dy) / square));
      const ex = vx - t * dx;
      const ey = vy - t * dy;
      if (ex * ex + ey * ey > toleranceSquare) return false;
    }
    return true;
  };

  /** Twice the area of the triangle, positive when counterclockwise; exact. */
  const turn = (a: number, b: number, c: number): number =>
    (x[b] - x[a]) * (y[c] - y[a]) - (y[b] - y[a]) * (x[c] - x[a]);

  const isEmpty = (a: number, b: number, c: number): boolean => {
    const sense = turn(a, b, c) < 0 ? -1 : 1;
    // A coordinate on a raster line is rounded: it may lie a unit beside it.
    const firstColumn = Math.max(0, Math.floor((Math.min(x[a], x[b], x[c]) - 1) / unitX));
    const lastColumn = Math.min(columns - 1, Math.floor((Math.max(x[a], x[b], x[c]) + 1) / unitX));
    const firstRow = Math.max(0, Math.floor((Math.min(y[a], y[b], y[c]) - 1) / unitY));
    const lastRow = Math.min(rows - 1, Math.floor((Math.max(y[a], y[b], y[c]) + 1) / unitY));
    for (let row = firstRow; row <= lastRow; row++) {
      const end = 2 * (row * columns + lastColumn) + 1;
      for (let name = 2 * (row * columns + firstColumn); name <= end; name++) {
        const v = vertexOf[name] - 1;
        if (v < 0 || v === a || v === b || v === c) continue;
        if (sense * turn(a, b, v) >= 0 && sense * turn(b, c, v) >= 0 && sense * turn(c, a, v) >= 0) return false;
      }
    }
    return true;
  };

  for (let ring = 0; ring < ringCount; ring++) {
    const first = firstVertex[ring];
    const end = firstVertex[ring + 1];
    let left = end - first;
    // From the last kept vertex, those after it are dropped for as long as it goes.
    let anchor = first;
    for (let v = first + 1; v < end && left > 3; v++) {
      const after = v + 1 === end ? first : v + 1;
      const run = v - anchor;
      // Three vertices one after another lie in two neighbouring squares, whose other sides the triangle does not touch.
      const fits = run <= MAX_RUN && areNear(anchor + 1, v, anchor, after) && (run === 1 || isEmpty(anchor, v, after));
      if (!fits) {
        anchor = v;
        continue;
      }
      vertexOf[side[v]] = 0;
      side[v] = DROPPED;
      left--;
    }
  }
}
