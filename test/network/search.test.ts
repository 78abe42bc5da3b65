/** Searches against the slow twin on random streets, and the properties that walks must have. */
import { describe, expect, test } from "vitest";
import { distanceMetres } from "../../server/geo.ts";
import { buildNetwork, type NetworkInput } from "../../server/network/build.ts";
import { backwardCost, forwardCost, isPrivate } from "../../server/network/edges.ts";
import { createLinker } from "../../server/network/link.ts";
import { type Links, NONE } from "../../server/network/network.ts";
import { walkBetween } from "../../server/network/path.ts";
import { createSearch } from "../../server/network/search.ts";
import { inputFrom, random, randomStreets } from "./random-streets.ts";
import { nearestPlaces, type Place, slowNetwork, slowWalks } from "./slow-walks.ts";

const FAR = { maxMetres: 100_000 };

interface Case {
  seed: number;
  input: NetworkInput;
  links: Links;
  places: Place[];
}

/** Random points beside and on streets. Points whose nearest place is a gate are left out: on which side of it they are is a toss-up. */
function caseOf(seed: number, pointCount: number): Case | null {
  const input = randomStreets(seed);
  const slow = slowNetwork(input);
  if (slow.segments.length === 0) return null;
  const network = buildNetwork(input);
  const next = random(seed + 1_000_000);
  const lons: number[] = [];
  const lats: number[] = [];
  const places: Place[] = [];
  for (let tries = 0; lons.length < pointCount && tries < 10 * pointCount; tries++) {
    const s = slow.segments[Math.floor(next() * slow.segments.length)];
    // Some exactly on a node, some exactly on a street, some beside.
    const share = next() < 0.15 ? 0 : next() < 0.15 ? 1 : next();
    const aside = next() < 0.3 ? 0 : 0.0002;
    const lon = s.lon1 + share * (s.lon2 - s.lon1) + (next() - 0.5) * aside;
    const lat = s.lat1 + share * (s.lat2 - s.lat1) + (next() - 0.5) * aside;
    const nearest = nearestPlaces(slow, lon, lat);
    if (isAmbiguous(slow, nearest)) continue;
    lons.push(lon);
    lats.push(lat);
    places.push(nearest[0]);
  }
  return { seed, input, links: createLinker(network).link(lons, lats, FAR), places };
}

/**
 * Several equally near places are one place when they are the same node, and all streets there public or all private: at the mouth of a
 * private street it matters whether one stands on that street (and may leave by its other end) or on the public one.
 */
function isAmbiguous({ segments, isPublic }: ReturnType<typeof slowNetwork>, places: Place[]): boolean {
  if (places.length === 1) return false;
  const nodes = places.map(({ segment, share }) =>
    share === 0 ? segments[segment].a : share === 1 ? segments[segment].b : `inside ${segment}`,
  );
  return (
    new Set(nodes).size > 1 || (isPublic.has(nodes[0]) && places.some(({ segment }) => segments[segment].isPrivate))
  );
}

describe("searches agree with the slow twin", () => {
  test("on 600 random networks: all pairs, both directions, nearest, metres, paths", () => {
    let pairs = 0;
    let reached = 0;
    for (let seed = 1; seed <= 600; seed++) {
      const random = caseOf(seed, 8);
      if (random === null) continue;
      const { input, links, places } = random;
      const network = buildNetwork(input);
      const search = createSearch(network);
      const slow = slowNetwork(input);
      // Each edge is rounded to whole centimetres, and so are legs and parts of edges.
      const tolerance = 3 + network.edgeCount;
      // A place inside a segment of 30 km is where degrees are shared out evenly, which metres are not quite.
      const bend = 0.01 + 5e-4 * Math.max(...network.edgeMetres);
      const expected = places.map((place) => slowWalks(slow, place, places).map((metres) => 100 * metres));
      const times = search.times(links, links);
      for (let i = 0; i < links.count; i++) {
        const from = search.fromPoint(links, i, Number.POSITIVE_INFINITY);
        const forward = Array.from({ length: links.count }, (_, j) => from.costAt(links, j));
        const toward = search.toward(links, i, Number.POSITIVE_INFINITY);
        const backward = Array.from({ length: links.count }, (_, j) => toward.costAt(links, j));
        for (let j = 0; j < links.count; j++) {
          const where = `seed ${seed}, from point ${i} to ${j}`;
          pairs++;
          if (expected[i][j] === Number.POSITIVE_INFINITY) expect(forward[j], where).toBe(NONE);
          else {
            reached++;
            expect(forward[j], where).not.toBe(NONE);
            expect(Math.abs(forward[j] - expected[i][j]), where).toBeLessThanOrEqual(tolerance);
          }
          const at = i * links.count + j;
          expect(times.cost[at], where).toBe(forward[j]);
          if (forward[j] !== NONE)
            expect(Math.abs(100 * times.metres[at] - forward[j]), where).toBeLessThanOrEqual(tolerance);
          const there = expected[j][i];
          if (there === Number.POSITIVE_INFINITY) expect(backward[j], `${where} backwards`).toBe(NONE);
          else expect(Math.abs(backward[j] - there), `${where} backwards`).toBeLessThanOrEqual(tolerance);
        }
        // The walk as a line is as long as it says.
        const j = (i + 1) % links.count;
        const walk = walkBetween(search, links, i, links, j);
        expect(walk === null, `seed ${seed}, path ${i} to ${j}`).toBe(expected[i][j] === Number.POSITIVE_INFINITY);
        if (walk !== null) {
          const line = walk.line.coordinates;
          let metres = 0;
          for (let k = 1; k < line.length; k++) {
            metres += distanceMetres(line[k - 1][0], line[k - 1][1], line[k][0], line[k][1]);
          }
          expect(Math.abs(metres - walk.metres), `seed ${seed}, path ${i} to ${j}`).toBeLessThan(bend);
          expect(line[0]).toEqual([links.lon[i], links.lat[i]]);
          expect(line[line.length - 1]).toEqual([links.lon[j], links.lat[j]]);
        }
      }
      // Both directions of search agree to the last bit, and so does the joint search for the nearest.
      const rows = [0, 2, 3, 5].filter((row) => row < links.count);
      const nearest = search.nearest(links, links, Number.POSITIVE_INFINITY, rows);
      for (let j = 0; j < links.count; j++) {
        const costs = rows.map((row) => times.cost[j * links.count + row]);
        const least = Math.min(...costs.filter((cost) => cost !== NONE));
        expect(nearest.cost[j], `seed ${seed}, nearest of ${j}`).toBe(Number.isFinite(least) ? least : NONE);
        const first = rows[costs.indexOf(least)];
        expect(nearest.facility[j], `seed ${seed}, nearest of ${j}`).toBe(first ?? NONE);
      }
    }
    expect(pairs).toBeGreaterThan(20_000);
    expect(reached / pairs).toBeGreaterThan(0.3);
  }, 120_000);
});

describe("properties of walks", () => {
  test("on flat two-way streets the way back costs the same, and no detour is cheaper", () => {
    let checked = 0;
    for (let seed = 2_000; seed < 2_060; seed++) {
      const random = caseOf(seed, 8);
      if (random === null || random.input.streets.onewayFoot.some((oneway) => oneway !== 0)) continue;
      checked++;
      const network = buildNetwork(random.input);
      const { count } = random.links;
      // Standing on the street: an off-street leg would count twice in a detour.
      const links = { ...random.links, metres: new Float64Array(count) };
      const { cost } = createSearch(network).times(links, links);
      const hasPrivate = Array.from(network.edgeFlags).some((_, e) => isPrivate(network, e));
      for (let i = 0; i < count; i++) {
        expect(cost[i * count + i]).toBe(0);
        for (let j = 0; j < count; j++) {
          expect(cost[i * count + j]).toBe(cost[j * count + i]);
          for (let k = 0; k < count && !hasPrivate; k++) {
            if (cost[i * count + k] === NONE || cost[k * count + j] === NONE) continue;
            expect(cost[i * count + j]).toBeLessThanOrEqual(cost[i * count + k] + cost[k * count + j]);
          }
        }
      }
    }
    expect(checked).toBeGreaterThan(10);
  });

  test("a limit leaves out exactly what is dearer, and street metres grow with it", () => {
    for (let seed = 3_000; seed < 3_060; seed++) {
      const random = caseOf(seed, 8);
      if (random === null) continue;
      const search = createSearch(buildNetwork(random.input));
      const { links } = random;
      const all = search.toward(links, 0, Number.POSITIVE_INFINITY);
      const costs = Array.from({ length: links.count }, (_, j) => all.costAt(links, j));
      const street = all.streetMetres(40_000);
      let before = -1;
      for (const limit of [0, 5_000, 20_000, 40_000, ...costs.filter((cost) => cost !== NONE)].sort((a, b) => a - b)) {
        const labels = search.toward(links, 0, limit);
        costs.forEach((cost, j) => {
          expect(labels.costAt(links, j)).toBe(cost <= limit ? cost : NONE);
        });
        const metres = labels.streetMetres();
        expect(metres).toBeGreaterThanOrEqual(before);
        if (limit === 40_000) expect(metres).toBeCloseTo(street, 6);
        before = metres;
      }
    }
  });
});

/** 0.001° of latitude: 111.19508 m. */
const STEP = 11_119.508;
const line = (...ids: number[]): [number, [number, number]][] => ids.map((id) => [id, [10, 47 + id / 1000]]);
const at = (edge: number, fraction: number, metres = 0): Links => ({
  count: 1,
  edge: Int32Array.of(edge),
  fraction: Float64Array.of(fraction),
  metres: Float64Array.of(metres),
  lon: Float64Array.of(10),
  lat: Float64Array.of(47),
});

describe("two points on one edge", () => {
  test("walk along it, legs charged on both sides", () => {
    const search = createSearch(buildNetwork(inputFrom(new Map(line(0, 1)), [{ id: 1, nodes: [0, 1] }])));
    // A quarter of 111.195 m, and legs of 3 m and 4 m.
    const walk = search.fromPoint(at(0, 0.25, 3), 0, 1e6).walkAt(at(0, 0.5, 4), 0);
    expect(walk?.cost).toBeCloseTo(STEP / 4 + 700, 0);
    expect(walk?.metres).toBeCloseTo(STEP / 400 + 7, 2);
  });

  test("go round the block where the street is one-way", () => {
    const ring = new Map<number, [number, number]>([
      [0, [10, 47]],
      [1, [10, 47.001]],
      [2, [10.001, 47.001]],
    ]);
    const input = inputFrom(ring, [
      { id: 1, nodes: [0, 1], oneway: 1 },
      { id: 2, nodes: [1, 2, 0] },
    ]);
    const network = buildNetwork(input);
    const search = createSearch(network);
    const oneway = backwardCost(network, 0) === NONE ? 0 : 1;
    const round = forwardCost(network, oneway) + forwardCost(network, 1 - oneway);
    expect(search.fromPoint(at(oneway, 0.5), 0, 1e9).costAt(at(oneway, 0.75), 0)).toBeCloseTo(STEP / 4, 0);
    expect(search.fromPoint(at(oneway, 0.75), 0, 1e9).costAt(at(oneway, 0.5), 0)).toBeCloseTo(round - STEP / 4, 0);
  });

  test("on a ring take the shorter side, over its junction too", () => {
    const ring = new Map<number, [number, number]>([
      [0, [10, 47]],
      [1, [10, 47.001]],
      [2, [10.001, 47.001]],
    ]);
    const network = buildNetwork(inputFrom(ring, [{ id: 1, nodes: [0, 1, 2, 0] }]));
    expect([network.nodeCount, network.edgeCount]).toEqual([1, 1]);
    const search = createSearch(network);
    const direct = search.fromPoint(at(0, 0.4), 0, 1e9).walkAt(at(0, 0.6), 0);
    expect(direct?.metres).toBeCloseTo(0.2 * network.edgeMetres[0], 6);
    const over = search.fromPoint(at(0, 0.1), 0, 1e9).walkAt(at(0, 0.9), 0);
    expect(over?.metres).toBeCloseTo(0.2 * network.edgeMetres[0], 6);
  });
});

describe("a private street that a public path crosses", () => {
  // North along 10° E the private street 0–1–2–3; from 1 and from 3 public paths lead east and meet: 1–11–13–3.
  const places = new Map(line(0, 1, 2, 3));
  places.set(11, [10.01, 47.001]).set(13, [10.01, 47.003]);
  const network = buildNetwork(
    inputFrom(places, [
      { id: 1, nodes: [0, 1, 2, 3], foot: 2 },
      { id: 2, nodes: [1, 11, 13, 3] },
    ]),
  );
  const search = createSearch(network);
  const linker = createLinker(network);
  const metres = (from: [number, number], to: [number, number]) =>
    search.fromPoint(linker.linkPoint(...from, FAR), 0, 1e9).walkAt(linker.linkPoint(...to, FAR), 0)?.metres;
  const home: [number, number] = [10, 47.0005];
  const onPathAt1: [number, number] = [10.002, 47.001];
  const onPathAt3: [number, number] = [10.002, 47.003];
  const aside = distanceMetres(10, 47.001, 10.002, 47.001);

  test("may be followed past the crossing by who lives on it, and by who arrives there", () => {
    // Half a step to 1, two to 3, and along the path.
    expect(metres(home, onPathAt3)).toBeCloseTo((2.5 * STEP) / 100 + aside, 0);
    expect(metres(onPathAt3, home)).toBeCloseTo((2.5 * STEP) / 100 + aside, 0);
  });

  test("is no short cut for others", () => {
    const round = 2 * distanceMetres(10.002, 47.001, 10.01, 47.001) + (2 * STEP) / 100;
    expect(metres(onPathAt1, onPathAt3)).toBeCloseTo(round, 0);
  });

  test("is drawn as one line", () => {
    const walk = walkBetween(search, linker.linkPoint(...home, FAR), 0, linker.linkPoint(...onPathAt3, FAR), 0);
    expect(walk?.line.coordinates).toEqual([home, [10, 47.001], [10, 47.002], [10, 47.003], onPathAt3]);
  });
});

test("of two facilities at the same distance the lower row is the nearest", () => {
  const network = buildNetwork(inputFrom(new Map(line(0, 1, 2)), [{ id: 1, nodes: [0, 1, 2] }]));
  const search = createSearch(network);
  const facilities: Links = {
    count: 2,
    edge: Int32Array.of(0, 0),
    fraction: Float64Array.of(1, 0),
    // The half of an odd number of centimetres is one more at the beginning than at the end.
    metres: Float64Array.of((forwardCost(network, 0) % 2) / 100, 0),
    lon: new Float64Array(2),
    lat: new Float64Array(2),
  };
  const { facility, cost } = search.nearest(facilities, at(0, 0.5), 1e9);
  expect(cost[0]).toBe(Math.round(forwardCost(network, 0) / 2));
  expect(facility[0]).toBe(0);
});

test("labels that a later search has overwritten say so", () => {
  const search = createSearch(buildNetwork(inputFrom(new Map(line(0, 1)), [{ id: 1, nodes: [0, 1] }])));
  const labels = search.fromPoint(at(0, 0), 0, 1e6);
  search.fromPoint(at(0, 1), 0, 1e6);
  expect(() => labels.costAt(at(0, 0), 0)).toThrow("overwritten by a later search");
  expect(() => search.fromPoint(at(0, 0), 0, -1)).toThrow("0 centimetres or more, not -1");
});
