/** What drawing the county gathers, and the small tools that all its parts draw with. */
import { Borders, centreOf } from "./borders.ts";
import { toRiver } from "./land.ts";
import { areaOf, densify, half, inside, type Line, type Point } from "./lines.ts";
import { between } from "./random.ts";
import type { Marker, Street } from "./street-plan.ts";

/** A group of people and where their homes may be: points with a weight. */
export interface Homes {
  name: string;
  people: number;
  /** Share of people aged 60 and over. */
  old: number;
  spots: { point: Point; weight: number }[];
}
/** A piece of ground for the basemap. */
export interface Patch {
  ring: Line;
  tags: Record<string, string>;
}
export interface County {
  streets: Street[];
  markers: Marker[];
  patches: Patch[];
  homes: Homes[];
}

/** Takes a street into the county and the road net. */
export type Lay = (street: Street) => void;

/** Points all over a polygon, about 25 m apart, off the water. */
export function spotsIn(ring: Line, weight: number, random: () => number): Homes["spots"] {
  const xs = ring.map((p) => p[0]);
  const ys = ring.map((p) => p[1]);
  const spots: Homes["spots"] = [];
  for (let x = Math.min(...xs) + 12; x < Math.max(...xs); x += 28) {
    for (let y = Math.min(...ys) + 12; y < Math.max(...ys); y += 28) {
      const p: Point = [x + between(random, -9, 9), y + between(random, -9, 9)];
      if (inside(p, ring) && toRiver(p) > 14) spots.push({ point: p, weight: weight * between(random, 0.6, 1.4) });
    }
  }
  return spots;
}

/** Points on both sides of a street. */
export function spotsAlong(line: Line, weight: number, random: () => number): Homes["spots"] {
  return densify(line, 22).flatMap((p) =>
    [0, 1].map(() => ({
      point: [p[0] + between(random, -32, 32), p[1] + between(random, -32, 32)] as Point,
      weight: weight * between(random, 0.4, 1.6),
    })),
  );
}

export function rectangle(c: Point, angle: number, long: number, wide: number): Point[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([a, b]) => {
    const [u, v] = [((a as number) * long) / 2, ((b as number) * wide) / 2];
    return [c[0] + u * cos - v * sin, c[1] + u * sin + v * cos];
  });
}

/** The two parts of a convex ring on the sides of the line through `o` in direction `angle`. */
export function halves(ring: Line, o: Point, angle: number): [Point[], Point[]] {
  const side = (p: Point) => -(p[0] - o[0]) * Math.sin(angle) + (p[1] - o[1]) * Math.cos(angle);
  return [half(ring, side), half(ring, (p) => -side(p))];
}

/** The pieces of ground that a shape covers within a box, for the basemap. */
export function patchesOf(within: (p: Point) => boolean, c: Point, reach: number, tags: Patch["tags"]): Patch[] {
  const cell = 40;
  const side = Math.ceil((2 * reach) / cell);
  const grid = { columns: side, rows: side, west: c[0] - reach, south: c[1] - reach, cell };
  const of = Int32Array.from({ length: side * side }, (_, k) => (within(centreOf(grid, k)) ? 1 : 0));
  const rings = new Borders({ ...grid, of }, 4).polygonsOf((label) => label === 1).map(([ring]) => ring as Point[]);
  return rings
    .filter((ring) => areaOf(ring) > 20_000)
    .map((ring, i) => ({ ring, tags: i === 0 ? tags : { landuse: "residential" } }));
}
