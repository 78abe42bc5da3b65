import type { Position } from "geojson";
import { expect, test } from "vitest";
import { assembleRings, type Stretch } from "../../server/import/rings.ts";

/** Nodes of a grid: node 100·y + x lies at [x, y], so that ids say where they are. */
function stretch(...nodeIds: number[]): Stretch {
  return { nodeIds, line: nodeIds.map((id): Position => [id % 100, Math.floor(id / 100)]) };
}

/** A square ring from its lower left node. */
function square(corner: number, side: number): Stretch {
  return stretch(corner, corner + side, corner + 101 * side, corner + 100 * side, corner);
}

/** Area of polygons less their holes, by the shoelace formula. */
function area(polygons: Position[][][]): number {
  const ringArea = (ring: Position[]) =>
    Math.abs(
      ring.slice(1).reduce((sum, [x = 0, y = 0], i) => {
        const [px = 0, py = 0] = ring[i] ?? [];
        return sum + px * y - x * py;
      }, 0) / 2,
    );
  return polygons.reduce(
    (sum, [outer = [], ...holes]) => sum + ringArea(outer) - holes.reduce((s, hole) => s + ringArea(hole), 0),
    0,
  );
}

test("a closed way is a polygon", () => {
  const { polygons, open } = assembleRings([square(101, 4)]);
  expect(polygons).toEqual([[[...square(101, 4).line]]]);
  expect(open).toEqual([]);
});

test("ways join whatever their order and direction", () => {
  const { polygons, open } = assembleRings([
    stretch(101, 105),
    stretch(501, 505),
    stretch(505, 305, 105),
    stretch(501, 101),
  ]);
  expect(open).toEqual([]);
  expect(polygons).toHaveLength(1);
  expect(area(polygons)).toBe(16);
  expect(polygons[0]?.[0]?.at(0)).toEqual(polygons[0]?.[0]?.at(-1));
});

test("a lake with an island and a pond on the island: the geometry says what is in what", () => {
  const { polygons } = assembleRings([square(404, 2), square(101, 10), square(303, 4)]);
  expect(polygons).toHaveLength(2);
  // 10·10 − 4·4, and the pond 2·2.
  expect(area(polygons)).toBe(88);
  expect(polygons[0]).toHaveLength(2);
  expect(polygons[1]).toHaveLength(1);
});

test("rings that touch at a node come apart", () => {
  // Two squares share node 505; their ways all begin or end there.
  const pieces = [stretch(505, 105, 101), stretch(101, 501, 505), stretch(505, 905), stretch(905, 909, 509, 505)];
  for (const order of [pieces, pieces.toReversed(), [1, 3, 0, 2].map((i) => pieces[i] as Stretch)]) {
    const { polygons, open } = assembleRings(order);
    expect(open).toEqual([]);
    expect(polygons).toHaveLength(2);
    expect(area(polygons)).toBe(32);
  }
});

test("a hole that touches its outer ring is a hole, a neighbour that shares a side is none", () => {
  // The hole's corners 101 … touch the outer ring's left side.
  const touching = assembleRings([square(101, 8), stretch(101, 303, 501, 101)]);
  expect(touching.polygons).toHaveLength(1);
  expect(touching.polygons[0]).toHaveLength(2);
  const neighbours = assembleRings([square(101, 4), square(105, 4)]);
  expect(neighbours.polygons).toHaveLength(2);
});

test("a hole with all its corners on the outer ring is a hole", () => {
  const diamond = stretch(105, 509, 905, 501, 105);
  const { polygons } = assembleRings([stretch(101, 105, 109, 509, 909, 905, 901, 501, 101), diamond]);
  expect(polygons).toHaveLength(1);
  expect(area(polygons)).toBe(32);
});

test("what does not close stays as lines", () => {
  const { polygons, open } = assembleRings([square(101, 2), stretch(1, 2, 3), stretch(5, 4, 3), stretch(700, 701)]);
  expect(polygons).toHaveLength(1);
  expect(open.map((line) => line.length).sort()).toEqual([2, 5]);
});

test("a ring with a tail closes without it", () => {
  const { polygons, open } = assembleRings([stretch(1, 101), stretch(101, 105, 505), stretch(505, 501, 101)]);
  expect(area(polygons)).toBe(16);
  // From the ring outwards: the chain was turned before it closed.
  expect(open).toEqual([stretch(101, 1).line]);
});

test("rings without an area are none", () => {
  expect(assembleRings([stretch(1, 2, 1), stretch(1, 2, 3, 1)]).polygons).toEqual([]);
});

test("random rings, cut into pieces and shuffled, have the area they had", () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  for (let round = 0; round < 200; round++) {
    const pieces: Stretch[] = [];
    let expected = 0;
    // Nested squares about [50, 50], each 4 smaller on every side: outer, hole, island, hole …
    const depth = 1 + Math.floor(random() * 6);
    for (let level = 0; level < depth; level++) {
      const low = 10 + 4 * level;
      const side = 80 - 8 * level;
      expected += side * side * (level % 2 === 0 ? 1 : -1);
      const ring = Array.from({ length: 4 * side }, (_, i) => {
        const along = i % side;
        const [x, y] = [
          [along, 0],
          [side, along],
          [side - along, side],
          [0, side - along],
        ][Math.floor(i / side)] as [number, number];
        return 100 * (low + y) + low + x;
      });
      const cuts = Array.from({ length: 1 + Math.floor(random() * 5) }, () => Math.floor(random() * ring.length));
      const at = [...new Set(cuts)].sort((a, b) => a - b);
      at.forEach((start, i) => {
        const end = at[i + 1] ?? (at[0] as number) + ring.length;
        const ids = Array.from({ length: end - start + 1 }, (_, k) => ring[(start + k) % ring.length] as number);
        pieces.push(stretch(...(random() < 0.5 ? ids : ids.reverse())));
      });
    }
    pieces.sort(() => random() - 0.5);
    const { polygons, open } = assembleRings(pieces);
    expect(open).toEqual([]);
    expect(area(polygons)).toBe(expected);
    expect(polygons).toHaveLength(Math.ceil(depth / 2));
  }
});
