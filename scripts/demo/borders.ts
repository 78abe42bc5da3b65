/**
 * Areas that fit together exactly: every place of a fine grid belongs to one area, the borders between the areas are drawn once
 * and shared by both neighbours, and an upper area is the union of its lower ones. So nothing overlaps and nothing is left over.
 */
import { areaOf, inside, type Point, simplify, smooth } from "./lines.ts";

/** Which area each square belongs to, row by row from the south-west; -1 is outside. */
export interface Labels {
  columns: number;
  rows: number;
  /** South-west corner, metres. */
  west: number;
  south: number;
  cell: number;
  of: Int32Array;
}

/** Rings without their closing point: the outer one anticlockwise, then holes. */
export type Polygon = Point[][];

/** Steps to the eight neighbours with their length. */
const NEIGHBOURS: readonly [dx: number, dy: number, metric: number][] = [
  [1, 0, 1],
  [0, 1, 1],
  [-1, 0, 1],
  [0, -1, 1],
  [1, 1, Math.SQRT2],
  [-1, 1, Math.SQRT2],
  [-1, -1, Math.SQRT2],
  [1, -1, Math.SQRT2],
];

/** No two squares of a label may touch at a corner only: a border that touches itself is not a valid polygon. */
function parted(of: Int32Array, columns: number, rows: number): void {
  for (let again = true; again; ) {
    again = false;
    for (let j = 0; j + 1 < rows; j++) {
      for (let i = 0; i + 1 < columns; i++) {
        const k = j * columns + i;
        const [a, b, c, d] = [of[k], of[k + 1], of[k + columns], of[k + columns + 1]] as [
          number,
          number,
          number,
          number,
        ];
        if (a === d && a !== b && a !== c) {
          of[k + 1] = a;
          again = true;
        } else if (b === c && b !== a && b !== d) {
          of[k] = b;
          again = true;
        }
      }
    }
  }
}

/** Grows every label from its seeds over the squares where `cost` is finite, each square to the cheapest. */
export function grow(
  labels: Omit<Labels, "of">,
  seeds: readonly { label: number; point: Point }[],
  cost: (square: number, seed: number) => number,
): Int32Array {
  const { columns, rows } = labels;
  const of = new Int32Array(columns * rows).fill(-1);
  // Buckets of 1 cost unit: few and simple enough for a grid of this size.
  const buckets: [square: number, seed: number][][] = [];
  const put = (square: number, seed: number, at: number) => {
    const b = Math.floor(at);
    buckets[b] ??= [];
    (buckets[b] as [number, number][]).push([square, seed]);
  };
  seeds.forEach(({ point }, s) => {
    put(squareAt(labels, point), s, 0);
  });
  const best = new Float64Array(columns * rows).fill(Number.POSITIVE_INFINITY);
  seeds.forEach(({ point }) => {
    best[squareAt(labels, point)] = 0;
  });
  for (let b = 0; b < buckets.length; b++) {
    const bucket = buckets[b] ?? [];
    for (let n = 0; n < bucket.length; n++) {
      const [square, seed] = bucket[n] as [number, number];
      if (of[square] !== -1) continue;
      of[square] = (seeds[seed] as { label: number }).label;
      const at = best[square] as number;
      const i = square % columns;
      const j = Math.floor(square / columns);
      for (const [dx, dy, metric] of NEIGHBOURS) {
        if (i + dx < 0 || i + dx >= columns || j + dy < 0 || j + dy >= rows) continue;
        const next = square + dx + dy * columns;
        const total = at + cost(next, seed) * metric;
        if (of[next] === -1 && total < (best[next] as number)) {
          best[next] = total;
          put(next, seed, total);
        }
      }
    }
  }
  parted(of, columns, rows);
  return of;
}

export function squareAt({ columns, rows, west, south, cell }: Omit<Labels, "of">, [x, y]: Point): number {
  const i = Math.max(0, Math.min(columns - 1, Math.floor((x - west) / cell)));
  const j = Math.max(0, Math.min(rows - 1, Math.floor((y - south) / cell)));
  return j * columns + i;
}

export function centreOf({ columns, west, south, cell }: Omit<Labels, "of">, square: number): Point {
  return [west + ((square % columns) + 0.5) * cell, south + (Math.floor(square / columns) + 0.5) * cell];
}

/** One border: the corners it passes, and the smooth course drawn for it, in the same direction. */
interface Arc {
  from: number;
  to: number;
  course: Point[];
}

/**
 * The borders between all labels, smoothed; `polygonOf(is)` then gives the polygons of the union of the labels for which
 * `is` holds. Use one instance for all levels: their borders are then the same points.
 */
export class Borders {
  private readonly arcs: Arc[] = [];
  /** Arc and direction by its first grid edge: [from corner, to corner] packed. */
  private readonly byEdge = new Map<number, { arc: number; forward: boolean }>();
  private readonly corners: number;
  private readonly labels: Labels;

  constructor(labels: Labels, tolerance: number) {
    parted(labels.of, labels.columns, labels.rows);
    this.labels = labels;
    this.corners = (labels.columns + 1) * (labels.rows + 1);
    this.draw(tolerance);
  }

  private at(i: number, j: number): number {
    const { columns, rows, of } = this.labels;
    return i < 0 || j < 0 || i >= columns || j >= rows ? -1 : (of[j * columns + i] as number);
  }

  /** Labels left and right of the edge that leaves corner (i, j) in direction d (0 east, 1 north, 2 west, 3 south). */
  private sides(i: number, j: number, d: number): [left: number, right: number] {
    if (d === 0) return [this.at(i, j), this.at(i, j - 1)];
    if (d === 1) return [this.at(i - 1, j), this.at(i, j)];
    if (d === 2) return [this.at(i - 1, j - 1), this.at(i - 1, j)];
    return [this.at(i, j - 1), this.at(i - 1, j - 1)];
  }

  private static readonly STEP: readonly [number, number][] = [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ];

  private draw(tolerance: number): void {
    const wide = this.labels.columns + 1;
    const leaving = (corner: number): number[] => {
      const i = corner % wide;
      const j = Math.floor(corner / wide);
      return [0, 1, 2, 3].filter((d) => {
        const [left, right] = this.sides(i, j, d);
        return left !== right;
      });
    };
    const next = (corner: number, d: number) => {
      const [dx, dy] = Borders.STEP[d] as [number, number];
      return corner + dx + dy * wide;
    };
    const drawn = new Set<number>();
    const trace = (start: number, direction: number) => {
      if (drawn.has(start * 4 + direction)) return;
      const path = [start];
      let corner = start;
      let d = direction;
      for (;;) {
        drawn.add(corner * 4 + d);
        corner = next(corner, d);
        drawn.add(corner * 4 + ((d + 2) % 4));
        path.push(corner);
        const ways = leaving(corner);
        if (ways.length !== 2 || corner === start) break;
        const back = (d + 2) % 4;
        d = ways.find((w) => w !== back) as number;
      }
      this.keep(path, tolerance);
    };
    for (let corner = 0; corner < this.corners; corner++) {
      const ways = leaving(corner);
      if (ways.length > 2) for (const d of ways) trace(corner, d);
    }
    // What is left are closed borders that meet no other.
    for (let corner = 0; corner < this.corners; corner++) {
      for (const d of leaving(corner)) trace(corner, d);
    }
  }

  private keep(path: number[], tolerance: number): void {
    const wide = this.labels.columns + 1;
    const { west, south, cell } = this.labels;
    const points = path.map((c): Point => [west + (c % wide) * cell, south + Math.floor(c / wide) * cell]);
    const arc = this.arcs.length;
    this.arcs.push({
      from: path[0] as number,
      to: path.at(-1) as number,
      course: simplify(smooth(smooth(smooth(simplify(points, this.labels.cell * 0.9)))), tolerance),
    });
    this.byEdge.set((path[0] as number) * this.corners + (path[1] as number), { arc, forward: true });
    this.byEdge.set((path.at(-1) as number) * this.corners + (path.at(-2) as number), { arc, forward: false });
  }

  /** The polygons of the union of labels, largest first. */
  polygonsOf(is: (label: number) => boolean): Polygon[] {
    // Arcs with the union on exactly one side, directed so that it lies to the left.
    const wide = this.labels.columns + 1;
    const starts = new Map<number, { arc: number; forward: boolean; edge: number }[]>();
    for (const [edge, { arc, forward }] of this.byEdge) {
      const a = Math.floor(edge / this.corners);
      const step = (edge % this.corners) - a;
      const d = step === 1 ? 0 : step === wide ? 1 : step === -1 ? 2 : 3;
      const [left, right] = this.sides(a % wide, Math.floor(a / wide), d);
      if (!is(left) || is(right)) continue;
      const list = starts.get(a) ?? [];
      list.push({ arc, forward, edge: d });
      starts.set(a, list);
    }
    const rings: Point[][] = [];
    for (const list of starts.values()) {
      while (list.length > 0) rings.push(this.ring(starts, list.pop() as { arc: number; forward: boolean }));
    }
    const outer = rings.filter((r) => areaOf(r) > 0).sort((a, b) => areaOf(b) - areaOf(a));
    const polygons = outer.map((ring): Polygon => [ring]);
    for (const hole of rings.filter((r) => areaOf(r) < 0)) {
      // The smallest outer ring around the hole owns it.
      const owner = polygons.findLast(([ring]) => inside(hole[0] as Point, ring as Point[]));
      owner?.push(hole);
    }
    return polygons;
  }

  private ring(
    starts: Map<number, { arc: number; forward: boolean; edge: number }[]>,
    first: { arc: number; forward: boolean },
  ): Point[] {
    const ring: Point[] = [];
    let step: { arc: number; forward: boolean } | undefined = first;
    let home = -1;
    while (step) {
      const { course, from, to }: Arc = this.arcs[step.arc] as Arc;
      const points: Point[] = step.forward ? course : course.toReversed();
      ring.push(...points.slice(0, -1));
      if (home < 0) home = step.forward ? from : to;
      const end: number = step.forward ? to : from;
      if (end === home) break;
      step = starts.get(end)?.pop();
    }
    return ring;
  }
}
