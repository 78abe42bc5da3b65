/** Linking against the slow twin, and the cases that the rules name. */
import { describe, expect, test } from "vitest";
import { METRES_PER_DEGREE } from "../../server/geo.ts";
import { type BarrierShape, buildNetwork } from "../../server/network/build.ts";
import { createLinker } from "../../server/network/link.ts";
import { NONE } from "../../server/network/network.ts";
import { partOfShape } from "../../server/network/shape.ts";
import { asInOsm, inputFrom, random, randomStreets, type WayOf } from "./random-streets.ts";
import { slowLink } from "./slow-link.ts";

test("agrees with the slow twin on 500 random networks with barriers", () => {
  let linked = 0;
  let blocked = 0;
  for (let seed = 1; seed <= 500; seed++) {
    const input = randomStreets(seed, 1 + (seed % 9));
    const network = buildNetwork(input);
    const next = random(seed + 5_000_000);
    const lons = Array.from({ length: 12 }, () => 10 + next() * 0.006);
    const lats = Array.from({ length: 12 }, () => 47 + next() * 0.006);
    const maxMetres = 20 + 300 * next();
    const links = createLinker(network).link(lons, lats, { maxMetres });
    for (let i = 0; i < links.count; i++) {
      const where = `seed ${seed}, point ${i}`;
      const expected = slowLink(input, lons[i], lats[i], maxMetres);
      if (expected === null) {
        expect(links.edge[i], where).toBe(NONE);
        blocked++;
        continue;
      }
      linked++;
      expect(links.edge[i], where).not.toBe(NONE);
      expect(links.metres[i], where).toBeCloseTo(expected.metres, 6);
      // Inside very long segments degrees are shared out evenly, which metres are not quite.
      if (network.edgeMetres[links.edge[i]] > 2_000) continue;
      const [[lon, lat]] = partOfShape(network, links.edge[i], links.fraction[i], links.fraction[i]);
      expect(Math.abs(lon - expected.lon) * METRES_PER_DEGREE, where).toBeLessThan(0.01);
      expect(Math.abs(lat - expected.lat) * METRES_PER_DEGREE, where).toBeLessThan(0.01);
    }
  }
  expect(linked).toBeGreaterThan(2_000);
  expect(blocked).toBeGreaterThan(300);
});

/** Places in metres east and north of 10° E, 0° N, where a degree is as long in both directions; to the centimetre, as in OSM. */
const place = (x: number, y: number): [number, number] => [
  asInOsm(10 + x / METRES_PER_DEGREE),
  asInOsm(y / METRES_PER_DEGREE),
];
const street = (id: number, nodes: [id: number, x: number, y: number][], more: Partial<WayOf> = {}) => ({
  way: { id, nodes: nodes.map(([node]) => node), ...more },
  nodes: nodes.map(([node, x, y]): [number, [number, number]] => [node, place(x, y)]),
});
const barrierLine = (barrier: BarrierShape["barrier"], ...points: [number, number][]): BarrierShape => ({
  osmId: 900,
  barrier,
  geometry: { type: "LineString", coordinates: points.map(([x, y]) => place(x, y)) },
});
const lake = (...ring: [number, number][]): BarrierShape => ({
  osmId: 901,
  barrier: "water",
  geometry: { type: "Polygon", coordinates: [[...ring, ring[0]].map(([x, y]) => place(x, y))] },
});
const linkAt = (
  x: number,
  y: number,
  streets: ReturnType<typeof street>[],
  barriers: BarrierShape[] = [],
  maxMetres = 500,
) => {
  const input = inputFrom(
    new Map(streets.flatMap(({ nodes }) => nodes)),
    streets.map(({ way }) => way),
    { barriers },
  );
  const network = buildNetwork(input);
  const links = createLinker(network).linkPoint(...place(x, y), { maxMetres });
  const edge = links.edge[0];
  return {
    way: edge === NONE ? null : network.edgeWay[edge],
    metres: links.metres[0],
    fraction: links.fraction[0],
    network,
  };
};

describe("a point is linked", () => {
  const near = street(1, [
    [1, -100, 0],
    [2, 300, 0],
  ]);
  const far = street(2, [
    [3, -100, 90],
    [4, 100, 90],
  ]);

  test("to the street, never to the junction", () => {
    // 100 m of the 400 m, 30 m away.
    const link = linkAt(0, 30, [near, far]);
    expect(link.way).toBe(1);
    expect(link.fraction).toBeCloseTo(0.25, 4);
    expect(link.metres).toBeCloseTo(30, 1);
  });

  test("at 0 m when it stands on a junction", () => {
    const link = linkAt(300, 0, [near]);
    expect([link.metres, link.fraction]).toEqual([0, 1]);
  });

  test("not across a railway, but to a farther street on its own side", () => {
    expect(linkAt(0, 30, [near, far], [barrierLine("railway", [-500, 20], [500, 20])]).way).toBe(2);
  });

  test("to a level crossing, whose rails pass through the street itself", () => {
    const crossing = street(1, [
      [1, 0, -50],
      [2, 0, 0],
      [3, 0, 50],
    ]);
    const rails = barrierLine("railway", [-40, -30], [0, 0], [40, 30]);
    expect(linkAt(0, 0, [crossing], [rails]).metres).toBe(0);
    // South of the rails the crossing itself is the nearest place that is not beyond them.
    expect(linkAt(-30, -45, [crossing], [rails]).metres).toBeCloseTo(30, 1);
  });

  test("over the shore of the lake that it lies in, and of no other", () => {
    const shore = lake([-50, 10], [50, 10], [50, 60], [-50, 60]);
    expect(linkAt(0, 30, [near], [shore]).metres).toBeCloseTo(30, 1);
    expect(linkAt(0, 70, [near], [shore]).way).toBe(null);
    const outer: BarrierShape = { ...lake([-80, 5], [80, 5], [80, 65], [-80, 65]), osmId: 902, barrier: "railway" };
    expect(linkAt(0, 30, [near], [shore, { ...barrierLine("railway", [-80, 5], [80, 5]) }]).way).toBe(null);
    expect(linkAt(0, 30, [near], [shore, outer]).metres).toBeCloseTo(30, 1);
  });

  test("nowhere beyond the limit, with the metres to the nearest street of any kind", () => {
    const motorway = street(
      3,
      [
        [5, -100, 40],
        [6, 100, 40],
      ],
      { foot: 0, highway: "motorway", barrier: true },
    );
    const link = linkAt(0, 60, [near, motorway]);
    expect(link.way).toBe(null);
    expect(link.metres).toBeCloseTo(20, 1);
    expect(linkAt(0, 60, [near], [], 50)).toMatchObject({ way: null });
    expect(linkAt(0, 60, [near], [], 50).metres).toBeCloseTo(60, 1);
    expect(linkAt(0, 60, []).metres).toBe(Number.POSITIVE_INFINITY);
  });

  test("of equally near streets to the lower edge, always", () => {
    const west = street(1, [
      [1, -50, -10],
      [2, -50, 10],
    ]);
    const east = street(2, [
      [3, 50, -10],
      [4, 50, 10],
    ]);
    const { way, network } = linkAt(0, 0, [west, east]);
    expect(way).toBe(network.edgeWay[0]);
  });
});

describe("an island of streets", () => {
  /** A comb: a street of `teeth` junctions, each with a side street; 2·teeth + 2 junctions. */
  const comb = (teeth: number, y: number): ReturnType<typeof street>[] => {
    const spine = Array.from({ length: teeth + 2 }, (_, k): [number, number, number] => [1000 + k, -100 + 10 * k, y]);
    const sides = spine.slice(1, -1).map(([id, x]) =>
      street(2000 + id, [
        [id, x, y],
        [id + 1000, x, y + 5],
      ]),
    );
    return [street(1000, spine), ...sides];
  };
  const island = street(1, [
    [1, -100, 0],
    [2, 100, 0],
  ]);

  test("is left for a component of 50 junctions that is at most 50 m farther", () => {
    // 10 m to the island; the comb lies 59 m or 61 m away.
    expect(linkAt(0, 10, [island, ...comb(24, 69)]).way).toBeGreaterThanOrEqual(1000);
    expect(linkAt(0, 10, [island, ...comb(24, 71)]).way).toBe(1);
    expect(linkAt(0, 10, [island, ...comb(23, 69)]).way).toBe(1);
  });

  test("is kept when something lies between", () => {
    expect(linkAt(0, 10, [island, ...comb(24, 69)], [barrierLine("railway", [-500, 40], [500, 40])]).way).toBe(1);
  });
});
