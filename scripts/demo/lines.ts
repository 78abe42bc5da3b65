/**
 * Points, polylines and polygons in local metres (x east, y north) for drawing the demo county: splines, smoothing,
 * offsets, cutting, and an index that answers "which line is near here".
 */

export type Point = readonly [x: number, y: number];
export type Line = readonly Point[];

export function distance(a: Point, b: Point): number {
  return Math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2);
}

/** The point at a share of the way from a to b. */
export function mix(a: Point, b: Point, share: number): Point {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}

/** Length in metres. */
export function lengthOf(line: Line): number {
  let sum = 0;
  for (let i = 1; i < line.length; i++) sum += distance(line[i - 1] as Point, line[i] as Point);
  return sum;
}

/** The same course with a vertex about every `step` metres; keeps the old vertices. */
export function densify(line: Line, step: number): Point[] {
  const out: Point[] = [];
  for (let i = 1; i < line.length; i++) {
    const a = line[i - 1] as Point;
    const b = line[i] as Point;
    const pieces = Math.max(1, Math.round(distance(a, b) / step));
    for (let k = 0; k < pieces; k++) out.push(mix(a, b, k / pieces));
  }
  const last = line.at(-1);
  if (last) out.push(last);
  return out;
}

/** Points at equal distances of about `step` metres along the line, both ends included. */
export function resample(line: Line, step: number): Point[] {
  const total = lengthOf(line);
  const pieces = Math.max(1, Math.round(total / step));
  const out: Point[] = [];
  let i = 1;
  let done = 0;
  for (let k = 0; k <= pieces; k++) {
    const want = (total * k) / pieces;
    while (i < line.length - 1 && done + distance(line[i - 1] as Point, line[i] as Point) < want) {
      done += distance(line[i - 1] as Point, line[i] as Point);
      i++;
    }
    const a = line[i - 1] as Point;
    const b = line[i] as Point;
    const segment = distance(a, b);
    out.push(mix(a, b, segment === 0 ? 0 : Math.min(1, (want - done) / segment)));
  }
  return out;
}

/** A smooth curve through the points (Catmull–Rom), with a vertex about every `step` metres. */
export function spline(points: Line, step: number): Point[] {
  const at = (i: number) => points[Math.max(0, Math.min(points.length - 1, i))] as Point;
  const out: Point[] = [];
  for (let i = 0; i < points.length - 1; i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const pieces = Math.max(1, Math.round(distance(b, c) / step));
    for (let k = 0; k < pieces; k++) {
      const t = k / pieces;
      const on = (p: 0 | 1) =>
        0.5 *
        (2 * b[p] +
          (c[p] - a[p]) * t +
          (2 * a[p] - 5 * b[p] + 4 * c[p] - d[p]) * t * t +
          (3 * b[p] - a[p] - 3 * c[p] + d[p]) * t * t * t);
      out.push([on(0), on(1)]);
    }
  }
  out.push(at(points.length - 1));
  return out;
}

/** Corners cut once (Chaikin); the ends stay. */
export function smooth(line: Line): Point[] {
  if (line.length < 3) return [...line];
  const out: Point[] = [line[0] as Point];
  for (let i = 1; i < line.length; i++) {
    const a = line[i - 1] as Point;
    const b = line[i] as Point;
    if (i > 1) out.push(mix(a, b, 0.25));
    if (i < line.length - 1) out.push(mix(a, b, 0.75));
  }
  out.push(line.at(-1) as Point);
  return out;
}

/** Fewer vertices, none farther than `tolerance` metres from the old course (Douglas–Peucker). */
export function simplify(line: Line, tolerance: number): Point[] {
  if (line.length < 3) return [...line];
  const first = line[0] as Point;
  const last = line.at(-1) as Point;
  let worst = 0;
  let at = 0;
  for (let i = 1; i < line.length - 1; i++) {
    const d = toSegment(line[i] as Point, first, last).metres;
    if (d > worst) {
      worst = d;
      at = i;
    }
  }
  if (worst <= tolerance) return [first, last];
  return [...simplify(line.slice(0, at + 1), tolerance).slice(0, -1), ...simplify(line.slice(at), tolerance)];
}

/** Nearest point of a segment: how far, and at which share of it. */
export function toSegment(p: Point, a: Point, b: Point): { metres: number; share: number } {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const square = dx * dx + dy * dy;
  const share = square === 0 ? 0 : Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square));
  return { metres: distance(p, [a[0] + dx * share, a[1] + dy * share]), share };
}

/** The line moved to its left by `metres(i)` at vertex i (negative: to the right). */
export function offset(line: Line, metres: (vertex: number) => number): Point[] {
  return line.map((p, i) => {
    const a = line[Math.max(0, i - 1)] as Point;
    const b = line[Math.min(line.length - 1, i + 1)] as Point;
    const long = distance(a, b) || 1;
    return [p[0] - ((b[1] - a[1]) / long) * metres(i), p[1] + ((b[0] - a[0]) / long) * metres(i)];
  });
}

/** Signed area in square metres, positive when anticlockwise. */
export function areaOf(ring: Line): number {
  let sum = 0;
  for (let i = 0; i < ring.length; i++) {
    const a = ring[i] as Point;
    const b = ring[(i + 1) % ring.length] as Point;
    sum += a[0] * b[1] - b[0] * a[1];
  }
  return sum / 2;
}

export function inside(p: Point, ring: Line): boolean {
  let is = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const a = ring[i] as Point;
    const b = ring[j] as Point;
    if (a[1] > p[1] !== b[1] > p[1] && p[0] < ((b[0] - a[0]) * (p[1] - a[1])) / (b[1] - a[1]) + a[0]) is = !is;
  }
  return is;
}

/** The runs of a line that lie within a shape, with vertices every `step` metres. */
export function clip(line: Line, within: (p: Point) => boolean, step = 8): Point[][] {
  const runs: Point[][] = [];
  let run: Point[] = [];
  for (const p of densify(line, step)) {
    if (within(p)) run.push(p);
    else {
      if (run.length > 1) runs.push(run);
      run = [];
    }
  }
  if (run.length > 1) runs.push(run);
  return runs.map((r) => simplify(r, 0.6));
}

/** Mean of the corners. */
export function middle(ring: Line): Point {
  let x = 0;
  let y = 0;
  for (const p of ring) {
    x += p[0];
    y += p[1];
  }
  return [x / ring.length, y / ring.length];
}

/** A convex polygon shrunk towards its inside by `metres` on every side; empty when nothing is left. */
export function inset(ring: Line, metres: number): Point[] {
  let out: Point[] = areaOf(ring) > 0 ? [...ring] : [...ring].reverse();
  const sides = out.map((a, i) => [a, out[(i + 1) % out.length] as Point] as const);
  for (const [a, b] of sides) {
    const long = distance(a, b) || 1;
    const nx = (a[1] - b[1]) / long;
    const ny = (b[0] - a[0]) / long;
    out = half(out, (p) => (p[0] - a[0]) * nx + (p[1] - a[1]) * ny - metres);
  }
  return out;
}

/** The part of a convex polygon where `signed` is ≥ 0; `signed` must be linear. */
export function half(ring: Line, signed: (p: Point) => number): Point[] {
  const out: Point[] = [];
  for (let i = 0; i < ring.length; i++) {
    const a = ring[i] as Point;
    const b = ring[(i + 1) % ring.length] as Point;
    const da = signed(a);
    const db = signed(b);
    if (da >= 0) out.push(a);
    if (da >= 0 !== db >= 0) out.push(mix(a, b, da / (da - db)));
  }
  return out;
}

export interface Near {
  line: number;
  segment: number;
  share: number;
  metres: number;
  point: Point;
}

/** Segments of many lines in square bins: nearest line within a radius. Lines may be added at any time. */
export class LineIndex {
  readonly lines: Line[] = [];
  private readonly bins = new Map<number, number[]>();
  private readonly size: number;

  constructor(binMetres = 100) {
    this.size = binMetres;
  }

  private key(i: number, j: number): number {
    return (i + 5000) * 10000 + (j + 5000);
  }

  add(line: Line): number {
    const id = this.lines.push(line) - 1;
    for (let s = 1; s < line.length; s++) {
      const a = line[s - 1] as Point;
      const b = line[s] as Point;
      const i1 = Math.floor(Math.max(a[0], b[0]) / this.size);
      const j1 = Math.floor(Math.max(a[1], b[1]) / this.size);
      for (let i = Math.floor(Math.min(a[0], b[0]) / this.size); i <= i1; i++) {
        for (let j = Math.floor(Math.min(a[1], b[1]) / this.size); j <= j1; j++) {
          const key = this.key(i, j);
          const bin = this.bins.get(key);
          if (bin) bin.push(id, s);
          else this.bins.set(key, [id, s]);
        }
      }
    }
    return id;
  }

  /** [line, segment] pairs, flat, of the bins that touch a box; a segment may come more than once. */
  candidates(west: number, south: number, east: number, north: number): number[] {
    const out: number[] = [];
    for (let i = Math.floor(west / this.size); i <= Math.floor(east / this.size); i++) {
      for (let j = Math.floor(south / this.size); j <= Math.floor(north / this.size); j++) {
        const bin = this.bins.get(this.key(i, j));
        if (bin) for (const n of bin) out.push(n);
      }
    }
    return out;
  }

  /** The nearest line within `radius` metres, leaving out those for which `skip` is true. */
  nearest(p: Point, radius: number, skip?: (line: number) => boolean): Near | null {
    const found = this.candidates(p[0] - radius, p[1] - radius, p[0] + radius, p[1] + radius);
    let best: Near | null = null;
    for (let k = 0; k < found.length; k += 2) {
      const id = found[k] as number;
      if (skip?.(id)) continue;
      const line = this.lines[id] as Line;
      const s = found[k + 1] as number;
      const a = line[s - 1] as Point;
      const b = line[s] as Point;
      const { metres, share } = toSegment(p, a, b);
      if (metres <= radius && (!best || metres < best.metres)) {
        best = { line: id, segment: s, share, metres, point: mix(a, b, share) };
      }
    }
    return best;
  }
}
