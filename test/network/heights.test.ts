/** Slopes: Tobler's factor, interpolation between heights, bridges and tunnels, and places inside sloping streets. */
import { describe, expect, test } from "vitest";
import { METRES_PER_DEGREE } from "../../server/geo.ts";
import { buildNetwork, type HeightTile, heightsOf } from "../../server/network/build.ts";
import { backwardCost, forwardCost } from "../../server/network/edges.ts";
import { toblerFactor } from "../../server/network/heights.ts";
import { degreesOf, type Links, type Network } from "../../server/network/network.ts";
import { createSearch } from "../../server/network/search.ts";
import { inputFrom, type WayOf } from "./random-streets.ts";

/** Node k stands 100·k m north of 0° N. */
const nodes = new Map<number, [number, number]>(
  Array.from({ length: 30 }, (_, k) => [k, [10, (100 * k) / METRES_PER_DEGREE]]),
);
/** Heights that depend on the metres north only. */
const north = (height: (metres: number) => number) => (_: number, lat: number) => height(lat * METRES_PER_DEGREE);
const build = (ways: WayOf[], height: (metres: number) => number): Network =>
  buildNetwork(inputFrom(nodes, ways, { heights: north(height) }));
/** Cost of the whole network's one street northwards and southwards, flat-equivalent metres. */
const both = (network: Network): [up: number, down: number] => {
  let [up, down] = [0, 0];
  for (let e = 0; e < network.edgeCount; e++) {
    const isNorth = network.nodeLatE7[network.edgeFrom[e]] < network.nodeLatE7[network.edgeTo[e]];
    up += (isNorth ? forwardCost(network, e) : backwardCost(network, e)) / 100;
    down += (isNorth ? backwardCost(network, e) : forwardCost(network, e)) / 100;
  }
  return [up, down];
};

test("Tobler's factor is 1 on flat ground, least at 5 % down", () => {
  expect(toblerFactor(0)).toBe(1);
  // e^(3.5 · 0.1) and e^(-3.5 · 0.05)
  expect(toblerFactor(0.1)).toBeCloseTo(1.4191, 4);
  expect(toblerFactor(-0.05)).toBeCloseTo(0.8395, 4);
  // e^(3.5 · 0) at 10 % down: as on flat ground.
  expect(toblerFactor(-0.1)).toBeCloseTo(1, 12);
  expect(toblerFactor(50)).toBe(toblerFactor(1));
});

describe("interpolation", () => {
  const tile = (west: number, heights: number[]): HeightTile => ({
    west,
    north: 1,
    lonStep: 0.1,
    latStep: 0.1,
    columns: 2,
    rows: 2,
    heights: Float32Array.from(heights),
  });

  test("is bilinear between centres, the north row first", () => {
    const heights = heightsOf([tile(10, [0, 100, 200, 300])]);
    expect(heights(10, 1)).toBeCloseTo(0, 6);
    expect(heights(10.1, 0.9)).toBeCloseTo(300, 6);
    expect(heights(10.05, 0.95)).toBeCloseTo(150, 4);
    expect(heights(10.025, 1)).toBeCloseTo(25, 4);
  });

  test("goes on between tiles that touch without sharing centres", () => {
    const heights = heightsOf([tile(10, [0, 100, 0, 100]), tile(10.2, [200, 300, 200, 300])]);
    for (const [lon, height] of [
      [10.1, 100],
      [10.14, 140],
      [10.16, 160],
      [10.2, 200],
    ]) {
      expect(heights(lon, 0.95)).toBeCloseTo(height, 3);
    }
  });

  test("knows nothing beyond half a cell, nor beside unknown centres", () => {
    const heights = heightsOf([tile(10, [0, Number.NaN, 200, 300])]);
    expect(heights(9.94, 1)).toBeNaN();
    expect(heights(10.05, 1)).toBeNaN();
    expect(heights(10, 0.95)).toBeCloseTo(100, 4);
    expect(heightsOf([])(10, 1)).toBeNaN();
  });
});

describe("streets", () => {
  test("on an even slope of 10 % cost 1.419 times their length up and as much as flat ground down", () => {
    const network = build([{ id: 1, nodes: [0, 3] }], (metres) => metres / 10);
    const [up, down] = both(network);
    expect([network.edgeCount, network.heights]).toEqual([1, "used"]);
    expect(up).toBeCloseTo(300 * 1.41907, 1);
    expect(down).toBeCloseTo(300, 1);
  });

  test("are charged up and down over a hill between two nodes", () => {
    // 200 m up at 10 %, 200 m down at 10 %.
    const [up, down] = both(build([{ id: 1, nodes: [0, 4] }], (metres) => 20 - Math.abs(metres - 200) / 10));
    expect(up).toBeCloseTo(200 * 1.41907 + 200, 1);
    expect(down).toBeCloseTo(200 * 1.41907 + 200, 1);
  });

  test("run straight across a valley on a bridge of several ways, and through a hill in a tunnel", () => {
    const valley = (metres: number): number => (metres > 120 && metres < 780 ? -100 : metres / 50);
    for (const structure of ["bridge", "tunnel"] as const) {
      const network = build(
        [
          { id: 1, nodes: [0, 1] },
          { id: 2, nodes: [1, 2, 4], [structure]: true },
          { id: 3, nodes: [8, 4], [structure]: true },
          { id: 4, nodes: [8, 9] },
        ],
        valley,
      );
      // 2 % all the way: e^(3.5 · 0.02) up, e^(-3.5 · 0.02) down.
      const [up, down] = both(network);
      expect(up).toBeCloseTo(900 * Math.exp(0.07), 1);
      expect(down).toBeCloseTo(900 * Math.exp(-0.07), 1);
      expect(network.metresWithoutHeight).toBe(0);
    }
  });

  test("without heights are flat there, and counted", () => {
    const network = build([{ id: 1, nodes: [0, 4] }], (metres) => (metres > 199 ? Number.NaN : metres / 10));
    // Ten of the twenty pieces have both heights; the tenth ends at 200 m.
    expect(network.metresWithoutHeight).toBeCloseTo(220, 2);
    expect(both(network)[0]).toBeCloseTo(180 * 1.41907 + 220, 1);
    const flat = buildNetwork(inputFrom(nodes, [{ id: 1, nodes: [0, 4] }]));
    expect([flat.heights, flat.metresWithoutHeight]).toEqual(["none", 0]);
  });

  test("are split so that a place inside costs within 2 m of what the slope up to it says", () => {
    // Flat, then 15 % up, then down again: 2.4 km without a junction.
    const height = (metres: number): number =>
      metres < 1000 ? 0 : Math.min(metres - 1000, Math.max(0, 2200 - metres)) * 0.15;
    const network = build([{ id: 1, nodes: [0, 24] }], height);
    expect(network.edgeCount).toBeGreaterThan(1);
    expect(network.componentSize[0]).toBe(2);
    expect(network.edgeMetres.reduce((total, metres) => total + metres, 0)).toBeCloseTo(network.walkableMetres, 3);
    const search = createSearch(network);
    const at = (metres: number): Links => {
      for (let e = 0; e < network.edgeCount; e++) {
        const ends = [network.edgeFrom[e], network.edgeTo[e]].map(
          (node) => degreesOf(network.nodeLatE7[node]) * METRES_PER_DEGREE,
        );
        const fraction = (metres - ends[0]) / (ends[1] - ends[0]);
        if (fraction < 0 || fraction > 1) continue;
        return {
          count: 1,
          edge: Int32Array.of(e),
          fraction: Float64Array.of(fraction),
          metres: new Float64Array(1),
          lon: Float64Array.of(10),
          lat: Float64Array.of(metres / METRES_PER_DEGREE),
        };
      }
      throw new Error(`No edge at ${metres} m.`);
    };
    const labels = search.fromPoint(at(0), 0, Number.POSITIVE_INFINITY);
    for (let metres = 0; metres <= 2400; metres += 7) {
      let expected = 0;
      for (let m = 0; m < metres; m++) expected += toblerFactor(height(m + 1) - height(m));
      // 2 m, and less than 1 m at each of the three places where the slope breaks inside a piece of 20 m.
      expect(Math.abs(labels.costAt(at(metres), 0) / 100 - expected)).toBeLessThan(5);
    }
  });
});
