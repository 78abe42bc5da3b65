/**
 * Roads as they come to be in hills: the cheapest course over the ground, where climbing straight up is dear (so steep
 * slopes get bends), wet ground is avoided, and the river, the railway and the expressway are not crossed.
 */
import { HALF_HEIGHT, HALF_WIDTH, heightAt, toExpressway, toRailway, toReservoir, toRiver } from "./land.ts";
import {
  densify,
  distance,
  type Line,
  type LineIndex,
  lengthOf,
  offset,
  type Point,
  resample,
  simplify,
  smooth,
} from "./lines.ts";
import { noise } from "./random.ts";

/** Side of a square of the search grid, metres. */
const CELL = 40;
const COLUMNS = Math.ceil((2 * HALF_WIDTH + 1200) / CELL);
const ROWS = Math.ceil((2 * HALF_HEIGHT + 1200) / CELL);

const STEPS: readonly [dx: number, dy: number][] = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
  [1, 1],
  [-1, 1],
  [-1, -1],
  [1, -1],
  [2, 1],
  [1, 2],
  [-1, 2],
  [-2, 1],
  [-2, -1],
  [-1, -2],
  [1, -2],
  [2, -1],
];

/** How a kind of way takes to slopes: the rise over run at which a metre costs double. */
export const ROAD = 0.07;
export const TRACK = 0.1;
export const PATH = 0.18;

/** A road steeper than this over `LONG_CLIMB` metres is led up in bends, at about `BEND_GRADE`. */
const STEEP = 0.1;
const LONG_CLIMB = 260;
const BEND_GRADE = 0.075;

export class Ground {
  private readonly height = new Float64Array(COLUMNS * ROWS);
  private readonly rough = new Float64Array(COLUMNS * ROWS);
  private readonly road = new Uint8Array(COLUMNS * ROWS);
  private readonly cost = new Float64Array(COLUMNS * ROWS);
  private readonly from = new Int32Array(COLUMNS * ROWS);

  constructor() {
    for (let j = 0; j < ROWS; j++) {
      for (let i = 0; i < COLUMNS; i++) {
        const p = this.centre(j * COLUMNS + i);
        const k = j * COLUMNS + i;
        this.height[k] = heightAt(p);
        const water = Math.min(toRiver(p), toReservoir(p));
        const blocked = water < 30 || toExpressway(p) < 60 || toRailway(p) < 45;
        const wet = water < 140 ? 0.8 : 0;
        this.rough[k] = blocked ? Number.POSITIVE_INFINITY : 1.3 + wet + 0.6 * noise(p[0], p[1], 420, 21);
      }
    }
  }

  private centre(k: number): Point {
    return [
      ((k % COLUMNS) + 0.5) * CELL - HALF_WIDTH - 600,
      (Math.floor(k / COLUMNS) + 0.5) * CELL - HALF_HEIGHT - 600,
    ];
  }

  private cell([x, y]: Point): number {
    const i = Math.max(0, Math.min(COLUMNS - 1, Math.floor((x + HALF_WIDTH + 600) / CELL)));
    const j = Math.max(0, Math.min(ROWS - 1, Math.floor((y + HALF_HEIGHT + 600) / CELL)));
    return j * COLUMNS + i;
  }

  /** True where a road may be built. */
  open(p: Point): boolean {
    return Number.isFinite(this.rough[this.cell(p)] as number);
  }

  /** Later routes to "the road net" end at this line. */
  addRoad(line: Line): void {
    for (const p of densify(line, CELL / 3)) this.road[this.cell(p)] = 1;
  }

  /**
   * The cheapest course from a point to another, or to the road net when `to` is null; null when there is none. `gentle` is
   * ROAD, TRACK or PATH.
   */
  route(start: Point, to: Point | null, gentle: number): Point[] | null {
    const { cost, from, rough, height } = this;
    cost.fill(Number.POSITIVE_INFINITY);
    const goal = to ? this.cell(to) : -1;
    const first = this.cell(start);
    cost[first] = 0;
    from[first] = -1;
    const heap = new Heap();
    heap.push(first, 0);
    let found = -1;
    for (let k = heap.pop(); k >= 0; k = heap.pop()) {
      if (k === goal || (goal < 0 && this.road[k] === 1)) {
        found = k;
        break;
      }
      const i = k % COLUMNS;
      const j = Math.floor(k / COLUMNS);
      for (const [dx, dy] of STEPS) {
        const i2 = i + dx;
        const j2 = j + dy;
        if (i2 < 0 || j2 < 0 || i2 >= COLUMNS || j2 >= ROWS) continue;
        const n = j2 * COLUMNS + i2;
        if (rough[n] === Number.POSITIVE_INFINITY) continue;
        // Long steps must not jump over a blocked square.
        if (Math.abs(dx) + Math.abs(dy) === 3) {
          const half = (j + Math.trunc(dy / 2)) * COLUMNS + i + Math.trunc(dx / 2);
          if (rough[half] === Number.POSITIVE_INFINITY) continue;
        }
        const metres = Math.sqrt(dx * dx + dy * dy) * CELL;
        const grade = ((height[n] as number) - (height[k] as number)) / metres / gentle;
        const next = (cost[k] as number) + metres * (rough[n] as number) * (1 + grade * grade);
        if (next < (cost[n] as number)) {
          cost[n] = next;
          from[n] = k;
          heap.push(n, next);
        }
      }
    }
    if (found < 0) return null;
    const course: Point[] = [];
    for (let k = found; k >= 0; k = from[k] as number) course.push(this.centre(k));
    course.reverse();
    course[0] = start;
    if (to) course[course.length - 1] = to;
    if (course.length < 2) return course;
    const soft = relax(course);
    return simplify(gentle === PATH ? soft : serpentines(soft, (p) => this.open(p)), 2);
  }
}

/** The course without the small kinks of the grid; both ends stay. */
export function relax(course: Line): Point[] {
  let line = resample(course, 30);
  for (let round = 0; round < 5; round++) {
    line = line.map((p, i) => {
      const [a, b] = [line[i - 1], line[i + 1]];
      return a && b ? [(a[0] + 2 * p[0] + b[0]) / 4, (a[1] + 2 * p[1] + b[1]) / 4] : p;
    });
  }
  return line;
}

/** Long steep climbs replaced by hairpin bends with legs along the slope. */
function serpentines(line: Line, open: (p: Point) => boolean): Point[] {
  const stops = resample(line, 65);
  const steep = stops.map((p, i) => {
    const next = stops[i + 1];
    return next !== undefined && Math.abs(heightAt(next) - heightAt(p)) / Math.max(1, distance(p, next)) > STEEP;
  });
  const out: Point[] = [];
  for (let i = 0; i < stops.length; ) {
    let end = i;
    while (steep[end]) end++;
    const run = stops.slice(i, end + 1);
    const length = lengthOf(run);
    const a = run[0] as Point;
    const b = run.at(-1) as Point;
    if (length < LONG_CLIMB || distance(a, b) < 0.85 * length) {
      out.push(a);
      i++;
      continue;
    }
    const climb = Math.abs(heightAt(a) - heightAt(b));
    const legs = Math.max(2, Math.round(length / 75));
    const wanted = climb / BEND_GRADE / legs;
    const wide = Math.min(230, Math.sqrt(Math.max(0, wanted * wanted - (length / legs) ** 2)));
    const middles = resample(run, length / legs);
    const sides = offset(
      middles,
      (k) => (k % 2 ? 0.5 : -0.5) * wide * (0.8 + 0.4 * Math.abs(noise(a[0] + 97 * k, a[1], 130, 23))),
    );
    const bends = sides.map((p, k) => (k === 0 || k === sides.length - 1 ? (middles[k] as Point) : p));
    out.push(...(bends.every(open) ? smooth(smooth(bends)) : run).slice(0, -1));
    i = end;
  }
  if (out.at(-1) !== stops.at(-1)) out.push(stops.at(-1) as Point);
  return out;
}

/** True when the straight line between two points meets no water, railway or expressway. */
export function dry(a: Point, b: Point): boolean {
  return densify([a, b], 8).every(
    (p) => toRiver(p) > 5 && toReservoir(p) > 8 && toExpressway(p) > 26 && toRailway(p) > 10,
  );
}

/** A course that ends at the road net, led to the very line of the road by the shortest way. */
export function joinRoad(course: Line, roads: LineIndex): Point[] {
  for (const back of [1, 0]) {
    const kept = course.length > 2 ? course.slice(0, course.length - back) : course.slice(0, 1);
    const from = kept.at(-1);
    const near = from ? roads.nearest(from, back ? 160 : 90) : null;
    if (from && near && dry(from, near.point)) return [...kept, near.point];
  }
  return [...course];
}

/** Binary heap of cells by cost; an outdated entry is popped once more and does no harm. */
class Heap {
  private readonly cells: number[] = [];
  private readonly costs: number[] = [];

  push(cell: number, cost: number): void {
    let i = this.cells.length;
    this.cells.push(cell);
    this.costs.push(cost);
    while (i > 0) {
      const up = (i - 1) >> 1;
      if ((this.costs[up] as number) <= cost) break;
      this.cells[i] = this.cells[up] as number;
      this.costs[i] = this.costs[up] as number;
      i = up;
    }
    this.cells[i] = cell;
    this.costs[i] = cost;
  }

  /** The cheapest cell, or -1. */
  pop(): number {
    const top = this.cells[0];
    if (top === undefined) return -1;
    const cell = this.cells.pop() as number;
    const cost = this.costs.pop() as number;
    const count = this.cells.length;
    let i = 0;
    while (count > 0) {
      let down = 2 * i + 1;
      if (down >= count) break;
      if (down + 1 < count && (this.costs[down + 1] as number) < (this.costs[down] as number)) down++;
      if ((this.costs[down] as number) >= cost) break;
      this.cells[i] = this.cells[down] as number;
      this.costs[i] = this.costs[down] as number;
      i = down;
    }
    if (count > 0) {
      this.cells[i] = cell;
      this.costs[i] = cost;
    }
    return top;
  }
}
