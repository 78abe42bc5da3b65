/** The nearest and the k nearest of many places against plain searches from each place, on random graphs of every kind. */
import { describe, expect, test } from "vitest";
import { type Links, type Network, NONE } from "../../server/network/network.ts";
import { createSearch, type Search, UNREACHED } from "../../server/network/search.ts";
import { randomGraph, randomPlaces } from "./random-graphs.ts";
import { random } from "./random-streets.ts";

/** Slow twin: of each facility's own search the k least (cost, row). */
function slowNearest(search: Search, facilities: Links, demand: Links, k: number, limit: number, rows: number[]) {
  const lists = Array.from({ length: demand.count }, (): [cost: number, row: number][] => []);
  for (const row of rows) {
    const labels = search.toward(facilities, row, limit);
    lists.forEach((list, j) => {
      const cost = labels.costAt(demand, j);
      if (cost !== NONE) list.push([cost, row]);
    });
  }
  return lists.map((list) => list.sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, k));
}

/** Slow twin: the least (cost, row) of each node. */
function slowLabels(search: Search, facilities: Links, limit: number, rows: number[], network: Network) {
  const least = Array.from({ length: network.nodeCount }, (): [number, number] => [UNREACHED, NONE]);
  for (const row of rows) {
    const { nodeCost } = search.toward(facilities, row, limit);
    for (let node = 0; node < network.nodeCount; node++) {
      const [cost, other] = least[node];
      if (nodeCost[node] < cost || (nodeCost[node] === cost && cost !== UNREACHED && row < other))
        least[node] = [nodeCost[node], row];
    }
  }
  return least;
}

describe.each([0, 500, 1_000, 1_500])("from seed %i", (firstSeed) => {
  test("500 random graphs: nearest and k nearest are those of plain searches, ties at the lower row", () => {
    for (let seed = firstSeed; seed < firstSeed + 500; seed++) {
      const next = random(seed + 77);
      const network = randomGraph(seed);
      const search = createSearch(network);
      const facilities = randomPlaces(network, seed, 1 + Math.floor(next() * 12));
      const demand = randomPlaces(network, seed + 5_000, 12);
      const rows = Array.from({ length: facilities.count }, (_, row) => row).filter(() => next() < 0.8);
      for (const limit of [0, 30_000 * next(), 150_000, 700_000 * next(), Number.POSITIVE_INFINITY]) {
        const where = `seed ${seed}, limit ${limit}`;
        const expected = slowNearest(search, facilities, demand, 3, limit, rows);
        const found = search.nearest(facilities, demand, limit, rows);
        const three = search.nearestK(facilities, demand, 3, limit, rows);
        // Joined to one string each, because an expectation for each number takes a minute.
        const first = (at: 0 | 1) => expected.map((list) => list[0]?.[at] ?? NONE).join();
        expect(found.cost.join(), where).toBe(first(0));
        expect(found.facility.join(), where).toBe(first(1));
        const all = (at: 0 | 1) => expected.map((list) => [0, 1, 2].map((i) => list[i]?.[at] ?? NONE)).join();
        expect(three.cost.join(), where).toBe(all(0));
        expect(three.facility.join(), where).toBe(all(1));
        const least = slowLabels(search, facilities, limit, rows, network);
        const { nodeCost, nodePlace, settledCount } = search.towardNearest(facilities, limit, rows);
        expect(settledCount, where).toBe(least.filter(([cost]) => cost !== UNREACHED).length);
        const labels = Array.from(nodeCost, (cost, node): [number, number] => {
          if (cost === UNREACHED) return [cost, NONE];
          return [cost, nodePlace === null ? rows[0] : nodePlace[node]];
        });
        expect(labels.join(), where).toBe(least.join());
      }
    }
  }, 60_000);
});

test("the walk to the nearest facility is as long as a plain search says", () => {
  for (let seed = 3_000; seed < 3_100; seed++) {
    const network = randomGraph(seed);
    const search = createSearch(network);
    const facilities = randomPlaces(network, seed, 6);
    const demand = randomPlaces(network, seed + 5_000, 12);
    const { cost, metres } = search.nearest(facilities, demand, Number.POSITIVE_INFINITY);
    // On these graphs cost and length agree but for rounding: half a centimetre each for legs, parts and edges.
    const tolerance = 3 + network.edgeCount;
    cost.forEach((value, j) => {
      if (value !== NONE) expect(Math.abs(100 * metres[j] - value)).toBeLessThanOrEqual(tolerance);
    });
  }
});

test("a k that is no count is refused", () => {
  const network = randomGraph(1);
  const places = randomPlaces(network, 1, 3);
  expect(() => createSearch(network).nearestK(places, places, 0, 1_000)).toThrow("whole number from 1, not 0");
});
