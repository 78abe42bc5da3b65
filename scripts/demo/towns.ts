/**
 * How built-up places are drawn: old quarters by splitting ground again and again, each time a little askew; estates
 * with a gate and lanes of their own; villages by letting lanes sprout from the road.
 */
import {
  areaOf,
  clip,
  densify,
  distance,
  half,
  inset,
  type Line,
  LineIndex,
  lengthOf,
  middle,
  mix,
  type Point,
} from "./lines.ts";
import { between, noise, type Random } from "./random.ts";
import type { Marker, Street } from "./street-plan.ts";

export interface Built {
  streets: Street[];
  markers: Marker[];
  /** The blocks between the streets, to fill with homes, parks and so on. */
  blocks: Point[][];
}

/** Ground bent a little, so that no street of an old quarter is straight; the waves are metres high and long. */
export function bend(metres: number, wavelength: number, seed: number): (p: Point) => Point {
  const shift = (x: number, y: number, s: number) =>
    metres * noise(x, y, wavelength, s) + 0.22 * metres * noise(x, y, wavelength / 3, s + 2);
  return ([x, y]) => [x + shift(x, y, seed), y + shift(x, y, seed + 1)];
}

export interface Quarter {
  /** Convex outline. */
  outline: Line;
  /** Blocks are split until they are about this large, square metres. */
  blockArea: number;
  /** How far splits stray from the middle and from the right angle, 0–1. */
  disorder: number;
  warp: (p: Point) => Point;
  /** The shape of the quarter; streets end at it. */
  within?: (p: Point) => boolean;
  /** Value of highway by depth of the split; the last one holds for all deeper. */
  classes: readonly string[];
  names?: { name: string; nameEn: string }[];
}

/** Streets by splitting a convex outline across its long side until the blocks are small. */
export function quarter(plan: Quarter, random: Random): Built {
  const built: Built = { streets: [], markers: [], blocks: [] };
  const names = [...(plan.names ?? [])];
  const within = plan.within ?? (() => true);
  const split = (ring: Point[], depth: number) => {
    if (areaOf(ring) < plan.blockArea * between(random, 0.75, 1.5)) {
      const block = ring.map(plan.warp);
      if (within(middle(block))) built.blocks.push(block);
      return;
    }
    const angle = longSide(ring) + Math.PI / 2 + plan.disorder * between(random, -0.2, 0.2);
    const c = middle(ring);
    const along = longSide(ring);
    const extent = ring.map((p) => (p[0] - c[0]) * Math.cos(along) + (p[1] - c[1]) * Math.sin(along));
    const shift = (Math.max(...extent) - Math.min(...extent)) * plan.disorder * between(random, -0.16, 0.16);
    const o: Point = [c[0] + Math.cos(along) * shift, c[1] + Math.sin(along) * shift];
    const side = (p: Point) => -(p[0] - o[0]) * Math.sin(angle) + (p[1] - o[1]) * Math.cos(angle);
    const one = half(ring, side);
    const other = half(ring, (p) => -side(p));
    const ends = one.filter((p) => Math.abs(side(p)) < 1e-6);
    const a = ends[0];
    const b = ends.at(-1);
    if (!a || !b || one.length < 3 || other.length < 3) return;
    const highway = plan.classes[Math.min(depth, plan.classes.length - 1)] as string;
    const name = highway === "footway" || highway === "path" ? undefined : names.shift();
    for (const line of clip(densify([a, b], 25).map(plan.warp), within)) {
      if (lengthOf(line) < 25) continue;
      built.streets.push({ line, tags: { highway, ...(name ? { name: name.name, "name:en": name.nameEn } : {}) } });
    }
    split(one, depth + 1);
    split(other, depth + 1);
  };
  const ring = areaOf(plan.outline) > 0 ? [...plan.outline] : [...plan.outline].reverse();
  split(ring, 0);
  return built;
}

/** Direction of the longer axis of a ring, radians. */
function longSide(ring: Line): number {
  const c = middle(ring);
  let [xx, xy, yy] = [0, 0, 0];
  for (const p of densify([...ring, ring[0] as Point], 40)) {
    xx += (p[0] - c[0]) ** 2;
    yy += (p[1] - c[1]) ** 2;
    xy += (p[0] - c[0]) * (p[1] - c[1]);
  }
  return 0.5 * Math.atan2(2 * xy, xx - yy);
}

/** A round shape with a ragged edge: `radius` metres wide, by up to `ragged` of it more or less. */
export function blob(c: Point, radius: number, ragged: number, seed: number, stretch: Point = [1, 1], turn = 0) {
  return (p: Point): boolean => {
    const [dx, dy] = [p[0] - c[0], p[1] - c[1]];
    const u = (dx * Math.cos(turn) + dy * Math.sin(turn)) / stretch[0];
    const v = (-dx * Math.sin(turn) + dy * Math.cos(turn)) / stretch[1];
    const edge = noise(p[0], p[1], radius * 0.75, seed) + 0.5 * noise(p[0], p[1], radius * 0.3, seed + 1);
    return Math.sqrt(u * u + v * v) < radius * (1 + ragged * edge);
  };
}

/** The outline itself as a street round the quarter. */
export function ringRoad(outline: Line, warp: (p: Point) => Point, tags: Street["tags"]): Street {
  return { line: densify([...outline, outline[0] as Point], 25).map(warp), tags };
}

/**
 * A gated estate (小区) in a block: a private lane round its inside, lanes across, and one way out through a gate at the
 * middle of each of the sides in `gates`.
 */
export function estate(block: Line, gates: readonly number[], random: Random): Built {
  const built: Built = { streets: [], markers: [], blocks: [] };
  const loop = inset(block, between(random, 42, 52));
  if (loop.length < 3 || Math.abs(areaOf(loop)) < 3000) return built;
  const lane = { highway: "service", access: "private" };
  built.streets.push({ line: [...loop, loop[0] as Point], tags: lane });
  // Footways between the houses, from one long side to the other.
  const along = longSide(loop);
  const c = middle(loop);
  const rows = Math.max(1, Math.round(Math.sqrt(Math.abs(areaOf(loop))) / 70));
  for (let k = 1; k <= rows; k++) {
    const shift = ((k - (rows + 1) / 2) * Math.sqrt(Math.abs(areaOf(loop)))) / (rows + 0.6);
    const o: Point = [c[0] + Math.cos(along) * shift, c[1] + Math.sin(along) * shift];
    const side = (p: Point) => (p[0] - o[0]) * Math.cos(along) + (p[1] - o[1]) * Math.sin(along);
    const ends = half(loop, side).filter((p) => Math.abs(side(p)) < 1e-6);
    const a = ends[0];
    const b = ends.at(-1);
    if (a && b && distance(a, b) > 30) {
      built.streets.push({ line: [a, b], tags: { highway: "footway", access: "private" } });
    }
  }
  for (const g of gates) {
    const a = block[g % block.length] as Point;
    const b = block[(g + 1) % block.length] as Point;
    const street = mix(a, b, between(random, 0.42, 0.58));
    const index = new LineIndex(100);
    index.add([...loop, loop[0] as Point]);
    const near = index.nearest(street, 200);
    if (!near) continue;
    const gate = mix(street, near.point, 0.35);
    built.streets.push({ line: [street, gate], tags: { highway: "service" } });
    built.streets.push({ line: [gate, near.point], tags: lane });
    built.markers.push({ point: gate, tags: { barrier: "gate", access: "private" } });
  }
  return built;
}

/** Lanes of a village: they sprout from the road and from each other, and stop where they meet another. */
export function villageLanes(
  road: Line,
  centre: Point,
  lanes: number,
  random: Random,
  free: (p: Point) => boolean,
): Street[] {
  const streets: Street[] = [];
  const index = new LineIndex(60);
  const grown: Line[] = [];
  const near = densify(road, 15).filter((p) => distance(p, centre) < 140 + lanes * 8);
  if (near.length < 2) return streets;
  index.add(near);
  grown.push(near);
  for (let tries = 0; tries < lanes * 4 && streets.length < lanes; tries++) {
    const parentId = random() < 0.4 ? 0 : Math.floor(random() * grown.length);
    const parent = grown[parentId] as Line;
    const s = 1 + Math.floor(random() * (parent.length - 1));
    const a = parent[s - 1] as Point;
    const b = parent[s] as Point;
    const from = mix(a, b, random());
    let heading =
      Math.atan2(b[1] - a[1], b[0] - a[0]) + (random() < 0.5 ? 1 : -1) * (Math.PI / 2 + between(random, -0.3, 0.3));
    const want = between(random, 55, 150);
    const line: Point[] = [from];
    let met = false;
    for (let gone = 0; gone < want && !met; gone += 14) {
      heading += between(random, -0.16, 0.16);
      const last = line.at(-1) as Point;
      const p: Point = [last[0] + 14 * Math.cos(heading), last[1] + 14 * Math.sin(heading)];
      if (!free(p)) break;
      const hit = gone > 20 ? index.nearest(p, 13) : null;
      line.push(hit ? hit.point : p);
      met = hit !== null;
    }
    if (lengthOf(line) < 34) continue;
    // Two lanes side by side would be one.
    const beside = line
      .slice(2, met ? -2 : undefined)
      .some((p) => index.nearest(p, 24, (id) => id === parentId) !== null);
    if (beside) continue;
    index.add(line);
    grown.push(line);
    const highway =
      streets.length < 2 ? "residential" : random() < 0.35 ? "footway" : random() < 0.5 ? "service" : "residential";
    streets.push({ line, tags: { highway } });
  }
  return streets;
}
