/** Labels of one search against Bellman and Ford's rounds over all arcs, and what must hold of them, on random graphs of every kind. */
import { expect, test } from "vitest";
import { buildNetwork } from "../../server/network/build.ts";
import { arrivingFrom, arrivingTo, backwardCost, forwardCost, isPrivate } from "../../server/network/edges.ts";
import { type Links, type Network, NONE } from "../../server/network/network.ts";
import { createSearch, MOST_CENTIMETRES, UNREACHED } from "../../server/network/search.ts";
import { plainArcs } from "./plain-arcs.ts";
import { randomGraph, randomPlaces } from "./random-graphs.ts";
import { inputFrom, random } from "./random-streets.ts";

/** Slow twin: arcs are relaxed until nothing changes, in plain numbers that know no overflow. */
function slowLabels(network: Network, places: Links, row: number, isFrom: boolean, limit: number): number[] {
  const cost = new Array<number>(network.nodeCount).fill(Number.POSITIVE_INFINITY);
  const offer = (node: number, value: number) => {
    if (value >= cost[node] || value > limit) return false;
    cost[node] = value;
    return true;
  };
  const { first, arcs } = plainArcs(network, false);
  const edge = places.edge[row];
  if (edge !== NONE) {
    const share = places.fraction[row];
    const leg = Math.round(100 * places.metres[row]);
    // Rounded from the "from" end in both directions, so that the two parts of an edge make the whole.
    const partOf = (whole: number, beforePlace: boolean) =>
      beforePlace ? Math.round(whole * share) : whole - Math.round(whole * share);
    const back = isFrom ? backwardCost(network, edge) : forwardCost(network, edge);
    const forth = isFrom ? forwardCost(network, edge) : backwardCost(network, edge);
    const atFrom = share === 0 ? 0 : back === NONE ? Number.POSITIVE_INFINITY : partOf(back, true);
    const atTo = share === 1 ? 0 : forth === NONE ? Number.POSITIVE_INFINITY : partOf(forth, false);
    offer(network.edgeFrom[edge], leg + atFrom);
    offer(network.edgeTo[edge], leg + atTo);
    if (!isFrom) {
      offer(arrivingFrom(network, edge), leg + atFrom);
      offer(arrivingTo(network, edge), leg + atTo);
    }
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (let tail = 0; tail < network.nodeCount; tail++) {
      for (let a = first[tail]; a < first[tail + 1]; a++) {
        const [head, length] = [arcs[2 * a], arcs[2 * a + 1]];
        const isBetter = isFrom ? offer(head, cost[tail] + length) : offer(tail, cost[head] + length);
        changed ||= isBetter;
      }
    }
  }
  return cost;
}

test("on 1,000 random graphs the labels are those of the slow twin, at every limit and from both sides", () => {
  let beyond = 0;
  for (let seed = 0; seed < 1_000; seed++) {
    const network = randomGraph(seed);
    const search = createSearch(network);
    const places = randomPlaces(network, seed, 2);
    const next = random(seed + 31);
    for (const limit of [0, 40_000 * next(), 100_000, 3e8 * next(), Number.POSITIVE_INFINITY]) {
      for (const row of [0, 1]) {
        const isFrom = next() < 0.5;
        const labels = isFrom ? search.fromPoint(places, row, limit) : search.toward(places, row, limit);
        const expected = slowLabels(network, places, row, isFrom, Math.min(limit, MOST_CENTIMETRES));
        const where = `seed ${seed}, limit ${limit}, row ${row}`;
        const reached = expected.flatMap((cost, node) => (cost === Number.POSITIVE_INFINITY ? [] : [node]));
        expect(labels.nodeCost.join(), where).toBe(
          expected.map((cost) => (cost === Number.POSITIVE_INFINITY ? UNREACHED : cost)).join(),
        );
        expect(labels.settled.slice(0, labels.settledCount).sort().join(), where).toBe(reached.join());
        if (Math.max(...labels.nodeCost.filter((cost) => cost !== UNREACHED)) > 2 ** 27) beyond++;
      }
    }
  }
  // Some walks are longer than 1,342 km.
  expect(beyond).toBeGreaterThan(10);
});

test("on 1,000 random graphs both sides agree, no detour is cheaper, flat two-way streets are symmetric, and limits only take away", () => {
  let symmetric = 0;
  for (let seed = 5_000; seed < 6_000; seed++) {
    const network = randomGraph(seed);
    const search = createSearch(network);
    const count = 5;
    // On the street: an off-street leg would count twice in a detour.
    const places = { ...randomPlaces(network, seed, count), metres: new Float64Array(count) };
    const { cost } = search.times(places, places);
    const edges = Array.from({ length: network.edgeCount }, (_, e) => e);
    const isTwoWay = edges.every((e) => forwardCost(network, e) !== NONE && backwardCost(network, e) !== NONE);
    const isPublic = !edges.some((e) => isPrivate(network, e));
    const where = `seed ${seed}`;
    for (let i = 0; i < count; i++) {
      const forward = Array.from({ length: count }, (_, j) => cost[i * count + j]);
      const from = search.fromPoint(places, i, Number.POSITIVE_INFINITY);
      expect(
        forward.map((_, j) => from.costAt(places, j)),
        where,
      ).toEqual(forward);
      const toward = search.toward(places, i, Number.POSITIVE_INFINITY);
      const backward = forward.map((_, j) => toward.costAt(places, j));
      expect(backward, where).toEqual(forward.map((_, j) => cost[j * count + i]));
      if (isTwoWay) {
        symmetric++;
        expect(backward, where).toEqual(forward);
      }
      const limit = 50_000 * (i + 1);
      const bounded = search.fromPoint(places, i, limit);
      expect(
        forward.map((_, j) => bounded.costAt(places, j)),
        where,
      ).toEqual(forward.map((value) => (value <= limit ? value : NONE)));
      const least = Math.min(
        ...forward.flatMap((there, j) =>
          forward.map((all, k) => {
            const on = cost[j * count + k];
            return !isPublic || there === NONE || on === NONE
              ? 0
              : there + on - (all === NONE ? MOST_CENTIMETRES : all);
          }),
        ),
      );
      expect(least, where).toBeGreaterThanOrEqual(0);
    }
  }
  expect(symmetric).toBeGreaterThan(500);
});

test("a search of one place allocates the value that it returns and nothing that grows with the network", () => {
  const grid = new Map<number, [number, number]>();
  const ways = [];
  for (let x = 0; x < 60; x++) {
    for (let y = 0; y < 60; y++) grid.set(100 * x + y, [10 + x / 1000, 47 + y / 1000]);
    ways.push({ id: x + 1, nodes: Array.from({ length: 60 }, (_, y) => 100 * x + y) });
    ways.push({ id: 1000 + x, nodes: Array.from({ length: 60 }, (_, y) => 100 * y + x) });
  }
  const network = buildNetwork(inputFrom(grid, ways));
  const search = createSearch(network);
  const places = randomPlaces(network, 3, 50);
  const searchAll = (times: number) => {
    let settled = 0;
    for (let k = 0; k < times; k++) settled += search.toward(places, k % 50, 100_000).settledCount;
    return settled;
  };
  searchAll(2_000);
  const before = process.memoryUsage();
  const settled = searchAll(10_000);
  const after = process.memoryUsage();
  expect(settled).toBeGreaterThan(500_000);
  // A collection in between makes less of it, never more.
  expect((after.heapUsed - before.heapUsed) / 10_000).toBeLessThan(400);
  expect(after.arrayBuffers).toBeLessThanOrEqual(before.arrayBuffers);
});

test("walks of up to 21,474 km are exact, longer ones are none, and a street of any length is split into edges of at most 500 km", () => {
  // Along the equator in steps of 60°, 6,671.7 km each: where kinds of street differ, they are not merged.
  const equator = new Map(Array.from({ length: 6 }, (_, k): [number, [number, number]] => [k, [60 * k - 150, 0]]));
  for (const other of ["track", "path"]) {
    const highway = ["path", other];
    const ways = [0, 1, 2, 3, 4].map((k) => ({ id: k + 1, nodes: [k, k + 1], highway: highway[k % 2] }));
    const network = buildNetwork(inputFrom(equator, ways));
    const east = Array.from(network.nodeLonE7.keys()).sort((a, b) => network.nodeLonE7[a] - network.nodeLonE7[b]);
    expect(network.edgeCount).toBe(other === "track" ? 5 * 14 : 67);
    expect(Math.max(...network.edgeMetres)).toBeLessThanOrEqual(500_000);
    const edge = network.arcEdge[network.firstArc[east[0]]];
    const fraction = Float64Array.of(network.edgeFrom[edge] === east[0] ? 0 : 1);
    const zero = new Float64Array(1);
    const place: Links = { count: 1, edge: Int32Array.of(edge), fraction, metres: zero, lon: zero, lat: zero };
    const { nodeCost } = createSearch(network).fromPoint(place, 0, Number.POSITIVE_INFINITY);
    let cost = 0;
    for (let k = 0; k < east.length; k++) {
      expect(nodeCost[east[k]]).toBe(cost <= MOST_CENTIMETRES ? cost : UNREACHED);
      const next = Array.from(network.edgeFrom.keys()).find(
        (e) =>
          Math.min(network.nodeLonE7[network.edgeFrom[e]], network.nodeLonE7[network.edgeTo[e]]) ===
          network.nodeLonE7[east[k]],
      );
      if (next !== undefined) cost += forwardCost(network, next);
    }
    expect(Math.abs(cost / 100 - network.walkableMetres)).toBeLessThan(0.01 * network.edgeCount);
  }
});
