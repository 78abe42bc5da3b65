/** Checks a MultiPolygon as the OGC asks, by brute force: closed simple rings, no two of which touch; holes in their shell; shells apart. */
import Flatbush from "flatbush";
import type { MultiPolygon, Position } from "geojson";

/** What is wrong, in words; empty when nothing is. */
export function problemsOf({ coordinates }: MultiPolygon): string[] {
  const problems: string[] = [];
  const sides: { a: Position; b: Position; ring: string; k: number; count: number }[] = [];
  coordinates.forEach((polygon, p) => {
    polygon.forEach((ring, r) => {
      const name = `polygon ${p} ring ${r}`;
      if (ring.length < 4) problems.push(`${name} has ${ring.length} points`);
      const [first, last] = [ring[0], ring[ring.length - 1]];
      if (first[0] !== last[0] || first[1] !== last[1]) problems.push(`${name} is not closed`);
      if (area(ring) > 0 !== (r === 0)) problems.push(`${name} turns the wrong way`);
      if (r > 0 && !isInside(ring[0], polygon[0])) problems.push(`${name} lies outside its shell`);
      for (let k = 1; k < ring.length; k++) {
        sides.push({ a: ring[k - 1], b: ring[k], ring: name, k, count: ring.length - 1 });
      }
    });
  });
  if (sides.length === 0) return problems;
  const index = new Flatbush(sides.length);
  for (const { a, b } of sides) {
    index.add(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]));
  }
  index.finish();
  sides.forEach((one, i) => {
    const { a, b } = one;
    const near = index.search(
      Math.min(a[0], b[0]),
      Math.min(a[1], b[1]),
      Math.max(a[0], b[0]),
      Math.max(a[1], b[1]),
      (other) => other > i,
    );
    for (const j of near) {
      const other = sides[j];
      const isNext = one.ring === other.ring && [1, one.count - 1].includes(Math.abs(one.k - other.k));
      if (isNext && one.count > 3 && !isOverlapping(one, other)) continue;
      if (isNext && one.count <= 3) continue;
      if (meet(a, b, other.a, other.b)) problems.push(`${one.ring} side ${one.k} meets ${other.ring} side ${other.k}`);
    }
  });
  coordinates.forEach(([shell], p) => {
    coordinates.forEach(([other, ...holes], q) => {
      if (p === q || !isInside(shell[0], other)) return;
      if (!holes.some((hole) => isInside(shell[0], hole))) problems.push(`polygon ${p} lies inside polygon ${q}`);
    });
  });
  return problems;
}

export function isInside([x, y]: Position, ring: Position[]): boolean {
  let inside = false;
  for (let k = 1; k < ring.length; k++) {
    const [ax, ay] = ring[k - 1];
    const [bx, by] = ring[k];
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  }
  return inside;
}

/** Units of 10⁻⁷ degrees are whole numbers, so that signs are exact. */
const units = ([x, y]: Position, [x0, y0]: Position): [number, number] => [
  Math.round((x - x0) * 1e7),
  Math.round((y - y0) * 1e7),
];

function turn(a: Position, b: Position, c: Position): number {
  const [bx, by] = units(b, a);
  const [cx, cy] = units(c, a);
  return Math.sign(bx * cy - by * cx);
}

function area(ring: Position[]): number {
  let twice = 0;
  for (let k = 1; k < ring.length; k++) {
    const [ax, ay] = units(ring[k - 1], ring[0]);
    const [bx, by] = units(ring[k], ring[0]);
    twice += ax * by - bx * ay;
  }
  return twice;
}

function meet(a: Position, b: Position, c: Position, d: Position): boolean {
  if (turn(a, b, c) * turn(a, b, d) > 0 || turn(c, d, a) * turn(c, d, b) > 0) return false;
  if (turn(a, b, c) !== 0 || turn(a, b, d) !== 0) return true;
  // On one line: they meet where their spans do.
  const overlap = (axis: 0 | 1): boolean =>
    Math.max(a[axis], b[axis]) >= Math.min(c[axis], d[axis]) &&
    Math.max(c[axis], d[axis]) >= Math.min(a[axis], b[axis]);
  return overlap(0) && overlap(1);
}

/** Two neighbouring sides that run back over each other. */
function isOverlapping(one: { a: Position; b: Position }, other: { a: Position; b: Position }): boolean {
  const [from, middle, to] =
    one.b === other.a || isSame(one.b, other.a) ? [one.a, one.b, other.b] : [other.a, other.b, one.b];
  const [ax, ay] = units(from, middle);
  const [bx, by] = units(to, middle);
  return ax * by - ay * bx === 0 && ax * bx + ay * by > 0;
}

const isSame = (a: Position, b: Position): boolean => a[0] === b[0] && a[1] === b[1];
