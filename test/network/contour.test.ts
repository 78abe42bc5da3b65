/** Outlines: valid always, of the area that the streets say, with holes and islands, and not across barriers. */
import type { MultiPolygon, Position } from "geojson";
import { describe, expect, test } from "vitest";
import { METRES_PER_DEGREE, metresPerDegreeLon } from "../../server/geo.ts";
import { type BarrierShape, buildNetwork } from "../../server/network/build.ts";
import { DEFAULT_OUTLINE, reachPolygon } from "../../server/network/contour.ts";
import { createLinker } from "../../server/network/link.ts";
import { createSearch } from "../../server/network/search.ts";
import { partOfShape } from "../../server/network/shape.ts";
import { inputFrom, random, randomStreets, type WayOf } from "./random-streets.ts";
import { isInside, problemsOf } from "./valid.ts";

/** Square metres, by the shoelace formula in local metres. */
function areaOf({ coordinates }: MultiPolygon): number {
  const ringArea = (ring: Position[]): number => {
    let twice = 0;
    for (let k = 1; k < ring.length; k++) {
      const [ax, ay] = [ring[k - 1][0] - ring[0][0], ring[k - 1][1] - ring[0][1]];
      const [bx, by] = [ring[k][0] - ring[0][0], ring[k][1] - ring[0][1]];
      twice += ax * by - bx * ay;
    }
    return (twice / 2) * METRES_PER_DEGREE * metresPerDegreeLon(ring[0][1]);
  };
  return coordinates.flat().reduce((total, ring) => total + ringArea(ring), 0);
}

const covers = ({ coordinates }: MultiPolygon, point: Position): boolean =>
  coordinates.some(([shell, ...holes]) => isInside(point, shell) && !holes.some((hole) => isInside(point, hole)));

/** Metres east and north of 10° E, 0° N. */
const place = (x: number, y: number): [number, number] => [10 + x / METRES_PER_DEGREE, y / METRES_PER_DEGREE];
function outline(
  points: Record<number, [number, number]>,
  ways: WayOf[],
  from: [number, number],
  limit: number,
  barriers: BarrierShape[] = [],
): MultiPolygon {
  const nodes = new Map(Object.entries(points).map(([id, [x, y]]) => [Number(id), place(x, y)]));
  const network = buildNetwork(inputFrom(nodes, ways, { barriers }));
  const links = createLinker(network).linkPoint(...place(...from), { maxMetres: 500 });
  return reachPolygon(createSearch(network).toward(links, 0, limit));
}

describe("an outline", () => {
  test("is valid on 400 random networks and limits, and holds the streets that are reached well within the limit", () => {
    let holes = 0;
    let islands = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const input = randomStreets(seed, seed % 4);
      const network = buildNetwork(input);
      const next = random(seed + 9_000_000);
      const links = createLinker(network).linkPoint(10 + next() * 0.006, 47 + next() * 0.006, { maxMetres: 300 });
      const limit = 100_000 * next() + 5_000;
      const labels = createSearch(network).toward(links, 0, limit);
      const polygon = reachPolygon(labels);
      expect(problemsOf(polygon), `seed ${seed}`).toEqual([]);
      holes += polygon.coordinates.filter((rings) => rings.length > 1).length;
      // Streets hang together: only barriers can cut the outline apart.
      if (network.barriers.segmentCount === 0) expect(polygon.coordinates.length, `seed ${seed}`).toBeLessThan(2);
      if (polygon.coordinates.length > 1) islands++;
      labels.forEachPiece((edge, start, end, left1, left2) => {
        for (const share of [0.1, 0.5, 0.9]) {
          // Where a cell and the tolerance of simplifying are left to walk.
          if (left1 + share * (left2 - left1) < 100 * (DEFAULT_OUTLINE.cellMetres + DEFAULT_OUTLINE.toleranceMetres))
            continue;
          const fraction = start + share * (end - start);
          const [point] = partOfShape(network, edge, fraction, fraction);
          // Beside barriers streets may lie on the line itself.
          if (network.barriers.segmentCount === 0) expect(covers(polygon, point), `seed ${seed}`).toBe(true);
        }
      });
    }
    expect(holes).toBeGreaterThan(50);
    expect(islands).toBeGreaterThan(10);
  });

  test("is valid with any cell and tolerance, whatever was drawn before", () => {
    const shapes = [
      { cellMetres: 5, reachMetres: 12, toleranceMetres: 0.5 },
      { cellMetres: 12.5, reachMetres: 30, toleranceMetres: 0 },
      { cellMetres: 25, reachMetres: 30, toleranceMetres: 8 },
      { cellMetres: 40, reachMetres: 60, toleranceMetres: 30 },
    ];
    for (let seed = 1; seed <= 100; seed++) {
      const network = buildNetwork(randomStreets(seed + 500, seed % 6));
      const next = random(seed);
      const links = createLinker(network).linkPoint(10 + next() * 0.006, 47 + next() * 0.006, { maxMetres: 300 });
      const labels = createSearch(network).fromPoint(links, 0, 100_000);
      const first = shapes.map((shape) => reachPolygon(labels, 100_000, shape));
      shapes.forEach((shape, k) => {
        expect(problemsOf(first[k]), `seed ${seed}, cell ${shape.cellMetres}`).toEqual([]);
        // The buffers of the others have left nothing behind.
        expect(reachPolygon(labels, 100_000, shape)).toEqual(first[k]);
      });
    }
    const labels = createSearch(buildNetwork(randomStreets(1, 0)));
    const nowhere = { count: 1, edge: Int32Array.of(-1), fraction: new Float64Array(1), metres: new Float64Array(1) };
    const found = labels.toward({ ...nowhere, lon: new Float64Array(1), lat: new Float64Array(1) }, 0, 10);
    expect(() => reachPolygon(found, 10, { ...shapes[0], cellMetres: 2 })).toThrow("5 m or more, not 2 m");
  });

  test("downhill holds the row of discs that shrink with the budget left", () => {
    // Towards the place at the street's west end, walks come down a slope that costs 0.9 of its length: 270 of 300 m at most.
    const points = { 1: [0, 0], 2: [300, 0] } satisfies Record<number, [number, number]>;
    const nodes = new Map(Object.entries(points).map(([id, [x, y]]) => [Number(id), place(x, y)]));
    const flat = buildNetwork(inputFrom(nodes, [{ id: 1, nodes: [1, 2] }]));
    const forward = flat.edgeCost.map((cost) => Math.round(0.9 * cost));
    const down = { ...flat, edgeCost: forward, edgeCostBack: forward };
    const links = createLinker(down).linkPoint(...place(0, 0), { maxMetres: 10 });
    const polygon = reachPolygon(createSearch(down).fromPoint(links, 0, 18_000), 18_000, {
      cellMetres: 5,
      reachMetres: 30,
      toleranceMetres: 0,
    });
    // 180 m of budget end 200 m along. All of the discs, and nothing 3 m outside of them.
    for (let x = 120; x < 215; x += 1) {
      for (let y = -35; y <= 35; y += 1) {
        let inside = Number.NEGATIVE_INFINITY;
        for (let t = 0; t <= 200; t += 0.5) {
          inside = Math.max(inside, Math.min(30, 180 - 0.9 * t) - Math.hypot(x - t, y));
        }
        if (Math.abs(inside) > 3) expect(covers(polygon, place(x, y)), `${x}, ${y}`).toBe(inside > 0);
      }
    }
  });

  test("of a long street is a band of twice the reach", () => {
    // 250 m each way. The spread of 30 m shrinks by as much as is left to walk: half a disc at both ends.
    const band = outline({ 1: [-1000, 0], 2: [1000, 0] }, [{ id: 1, nodes: [1, 2] }], [0, 0], 25_000);
    expect(band.coordinates.length).toBe(1);
    // 25 m cells cut the round ends.
    expect(Math.abs(areaOf(band) / (440 * 60 + Math.PI * 900) - 1)).toBeLessThan(0.03);
    expect(covers(band, place(200, 25))).toBe(true);
    expect(covers(band, place(200, 35))).toBe(false);
    expect(covers(band, place(255, 0))).toBe(false);
  });

  test("leaves a hole in a block that nobody can walk through, and grows with the limit", () => {
    const corners: Record<number, [number, number]> = { 1: [0, 0], 2: [200, 0], 3: [200, 200], 4: [0, 200] };
    const block = (limit: number) => outline(corners, [{ id: 1, nodes: [1, 2, 3, 4, 1] }], [0, 0], limit);
    const whole = block(100_000);
    expect(whole.coordinates.map((rings) => rings.length)).toEqual([2]);
    expect(covers(whole, place(100, 100))).toBe(false);
    // Outside (260 m square less its rounded corners) less inside (140 m square).
    const expected = 260 * 260 - (4 - Math.PI) * 900 - 140 * 140;
    expect(Math.abs(areaOf(whole) / expected - 1)).toBeLessThan(0.02);
    let before = 0;
    for (const limit of [1_000, 5_000, 10_000, 20_000, 40_000, 45_000]) {
      expect(areaOf(block(limit))).toBeGreaterThan(before);
      before = areaOf(block(limit));
    }
  });

  test("does not spread over a railway", () => {
    const rails: BarrierShape = {
      osmId: 1,
      barrier: "railway",
      geometry: { type: "LineString", coordinates: [place(-500, 12), place(500, 12)] },
    };
    const street = outline({ 1: [-300, 0], 2: [300, 0] }, [{ id: 1, nodes: [1, 2] }], [0, 0], 20_000, [rails]);
    expect(covers(street, place(50, 5))).toBe(true);
    // It ends at the line itself, not at the next point of the raster.
    expect(covers(street, place(50, 11.8))).toBe(true);
    expect(covers(street, place(50, 12.2))).toBe(false);
    expect(covers(street, place(50, -24))).toBe(true);
  });

  test("is empty where nothing is reached", () => {
    expect(outline({ 1: [0, 0], 2: [10, 0] }, [{ id: 1, nodes: [1, 2] }], [900, 0], 10_000).coordinates).toEqual([]);
    expect(outline({ 1: [0, 0], 2: [10, 0] }, [{ id: 1, nodes: [1, 2] }], [5, 100], 5_000).coordinates).toEqual([]);
  });
});
