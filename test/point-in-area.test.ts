import { booleanPointInPolygon } from "@turf/turf";
import type { MultiPolygon, Position } from "geojson";
import { describe, expect, test } from "vitest";
import { areaFinder, boundsOf, innerPoint, metresToArea, squareMetres } from "../server/point-in-area.ts";
import { randomFrom } from "./random-town.ts";
import { degrees } from "./town.ts";

const square = (x: number, y: number, side: number): Position[] => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
  [x, y],
];
const multi = (...polygons: Position[][][]): MultiPolygon => ({ type: "MultiPolygon", coordinates: polygons });

/** A star around a centre: a polygon with bays. */
function star(random: () => number, x: number, y: number): Position[] {
  const ring = Array.from({ length: 24 }, (_, i): Position => {
    const angle = (i / 24) * 2 * Math.PI;
    const radius = 0.2 + random() * 0.8;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
  return [...ring, ring[0]];
}

describe("which area", () => {
  test("agrees with turf on stars", () => {
    const random = randomFrom(1);
    const stars = Array.from({ length: 20 }, () => multi([star(random, random() * 4, random() * 4)]));
    const find = areaFinder(stars);
    for (let i = 0; i < 2000; i++) {
      const point: Position = [random() * 5 - 0.5, random() * 5 - 0.5];
      const first = stars.findIndex((shape) => booleanPointInPolygon(point, shape));
      expect(find(point[0], point[1])).toBe(first);
    }
  });

  test("holes are outside, islands in them inside", () => {
    const find = areaFinder([multi([square(0, 0, 10), square(2, 2, 6)], [square(4, 4, 2)])]);
    expect([find(1, 1), find(3, 3), find(5, 5), find(11, 5)]).toEqual([0, -1, 0, -1]);
  });

  test("every point of a shared border belongs to exactly one neighbour", () => {
    const random = randomFrom(2);
    // Three areas that share a crooked border; the middle one's rings run the other way.
    const border = (x: number) => Array.from({ length: 30 }, (_, i): Position => [x + random() * 0.3, i / 29]);
    const [a, b] = [border(1), border(2)];
    const west = [[0, 0], ...a, [0, 1], [0, 0]];
    const middle = [...a, ...b.toReversed(), a[0]];
    const east = [...b, [4, 1], [4, 0], b[0]];
    const finders = [west, middle, east].map((ring) => areaFinder([multi([ring])]));
    const count = (lon: number, lat: number) => finders.filter((find) => find(lon, lat) === 0).length;
    for (const [from, to] of [...a, ...b].map((point, i, all) => [point, all[i + 1] ?? point])) {
      for (const t of [0, 0.25, 0.5, 0.9]) {
        const [lon, lat] = [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
        if (lat > 0 && lat < 1) expect(count(lon, lat)).toBe(1);
      }
    }
  });
});

test("sizes, places and distances", () => {
  const field = multi([square(0, 0, degrees(1000))]);
  expect(squareMetres(field)).toBeCloseTo(1_000_000, -1);
  expect(squareMetres(multi([square(0, 0, degrees(1000)), square(0, 0, degrees(100))]))).toBeCloseTo(990_000, -1);
  expect(boundsOf(field)).toEqual([0, 0, degrees(1000), degrees(1000)]);
  expect(metresToArea(field, degrees(500), degrees(500))).toBe(0);
  expect(metresToArea(field, degrees(1300), degrees(1400))).toBeCloseTo(500, 1);
});

test("the inner point lies inside, also of rings with a hole in the middle", () => {
  const random = randomFrom(3);
  const shapes = [
    multi([square(0, 0, 9), square(3, 3, 3)]),
    ...Array.from({ length: 50 }, () => multi([star(random, 0, 0)])),
  ];
  for (const shape of shapes) {
    const [lon, lat] = innerPoint(shape);
    expect(areaFinder([shape])(lon, lat)).toBe(0);
  }
});
