/** The slow, obvious twin of linking: every segment of every walkable way, and every barrier, for every point. */
import { METRES_PER_DEGREE, metresPerDegreeLon } from "../../server/geo.ts";
import type { BarrierShape, NetworkInput } from "../../server/network/build.ts";

type Point = readonly [x: number, y: number];

export interface SlowLink {
  metres: number;
  lon: number;
  lat: number;
}

/** Nearest place of a street whose straight leg crosses no barrier, or null. */
export function slowLink(
  { streets, barriers }: NetworkInput,
  lon: number,
  lat: number,
  maxMetres: number,
): SlowLink | null {
  const scale = metresPerDegreeLon(lat);
  const local = ([x, y]: readonly number[]): Point => [(x - lon) * scale, (y - lat) * METRES_PER_DEGREE];
  let best: SlowLink | null = null;
  for (let w = 0; w < streets.count; w++) {
    if (streets.foot[w] === 0) continue;
    for (let i = streets.firstPoint[w]; i + 1 < streets.firstPoint[w + 1]; i++) {
      // Streets without length (two nodes at one place, or one node named twice) have neighbours there.
      if (streets.lon[i] === streets.lon[i + 1] && streets.lat[i] === streets.lat[i + 1]) continue;
      const a = local([streets.lon[i], streets.lat[i]]);
      const b = local([streets.lon[i + 1], streets.lat[i + 1]]);
      const place = nearest(a, b);
      const metres = Math.hypot(...place);
      if (metres > maxMetres || (best !== null && metres >= best.metres)) continue;
      if (barriers.some((barrier) => stops(barrier, place, local))) continue;
      best = { metres, lon: lon + place[0] / scale, lat: lat + place[1] / METRES_PER_DEGREE };
    }
  }
  return best;
}

/** Nearest point of a segment to the origin. */
function nearest([ax, ay]: Point, [bx, by]: Point): Point {
  const [dx, dy] = [bx - ax, by - ay];
  const t = dx === 0 && dy === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy)));
  return t === 1 ? [bx, by] : [ax + t * dx, ay + t * dy];
}

function stops({ geometry }: BarrierShape, to: Point, local: (position: readonly number[]) => Point): boolean {
  if (geometry.type === "Point") return false;
  if (geometry.type === "LineString") return crosses(geometry.coordinates.map(local), to);
  const rings = (geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat()).map((ring) =>
    ring.map(local),
  );
  return !isOriginInside(rings) && rings.some((ring) => crosses(ring, to));
}

/** Whether the leg from the origin, without one centimetre at each end, meets the line. */
function crosses(line: Point[], [x, y]: Point): boolean {
  const length = Math.hypot(x, y);
  if (length <= 0.02) return false;
  const p: Point = [(x * 0.01) / length, (y * 0.01) / length];
  const q: Point = [x - p[0], y - p[1]];
  return line.some((b, k) => k > 0 && meet(p, q, line[k - 1], b));
}

const turn = (a: Point, b: Point, c: Point): number =>
  Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));

function meet(a: Point, b: Point, c: Point, d: Point): boolean {
  return turn(a, b, c) * turn(a, b, d) <= 0 && turn(c, d, a) * turn(c, d, b) <= 0;
}

function isOriginInside(rings: Point[][]): boolean {
  let crossings = 0;
  for (const ring of rings) {
    ring.forEach(([bx, by], k) => {
      if (k === 0) return;
      const [ax, ay] = ring[k - 1];
      if (ay > 0 !== by > 0 && ax - (ay * (bx - ax)) / (by - ay) > 0) crossings++;
    });
  }
  return crossings % 2 === 1;
}
