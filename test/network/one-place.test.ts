/** The search of one place: in WebAssembly and in JavaScript the same labels, however far, however often, however it ended before. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { kernelBytesFile } from "../../scripts/kernel.ts";
import type { Arcs } from "../../server/network/arcs.ts";
import { MOST_CENTIMETRES, UNREACHED, Wave } from "../../server/network/buckets.ts";
import { onePlaceOf } from "../../server/network/one-place.ts";
import { plainArcs } from "./plain-arcs.ts";
import { randomGraph } from "./random-graphs.ts";
import { random } from "./random-streets.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

test("the bytes that run are those of the text: else `npm run kernel`", async () => {
  const file = join(import.meta.dirname, "../../server/network/kernel-bytes.ts");
  expect(readFileSync(file, "utf8")).toBe(await kernelBytesFile());
});

/** A wave that must not be needed: it has no nodes. */
const NO_WAVE = new Wave(0, 0);

function longestOf({ arcs }: Arcs): number {
  return arcs.reduce((longest, value, at) => (at % 2 === 1 ? Math.max(longest, value) : longest), 0);
}

/** Slow twin: arcs are relaxed until nothing changes, in plain numbers that know no overflow. */
function slowCosts({ first, arcs }: Arcs, seeds: readonly (readonly [number, number])[], limit: number): number[] {
  const cost = new Array<number>(first.length - 1).fill(UNREACHED);
  for (const [node, value] of seeds) cost[node] = Math.min(cost[node], value);
  for (let changed = true; changed; ) {
    changed = false;
    for (let tail = 0; tail < cost.length; tail++) {
      if (cost[tail] === UNREACHED) continue;
      for (let a = 2 * first[tail]; a < 2 * first[tail + 1]; a += 2) {
        const value = cost[tail] + arcs[a + 1];
        if (value > limit || value >= cost[arcs[a]]) continue;
        cost[arcs[a]] = value;
        changed = true;
      }
    }
  }
  return cost;
}

/** Random arcs with every length there can be, up to the longest walk; dead ends, parallel arcs, arcs that lead nowhere else. */
function randomArcs(seed: number): Arcs {
  const next = random(seed);
  const nodeCount = 1 + Math.floor(30 * next());
  const most = seed % 40 === 0 ? MOST_CENTIMETRES : [10, 5_000, 60_000, 10_000_000][Math.floor(4 * next())];
  const first = Int32Array.of(0, ...new Array<number>(nodeCount).fill(0));
  const arcs: number[] = [];
  for (let node = 0; node < nodeCount; node++) {
    for (let k = Math.floor(4 * next()); k > 0; k--) {
      arcs.push(Math.floor(nodeCount * next()), next() < 0.2 ? 0 : Math.floor((most + 1) * next()));
      if (next() < 0.2) arcs.push(arcs[arcs.length - 2], Math.floor((most + 1) * next()));
    }
    first[node + 1] = arcs.length / 2;
  }
  return { first, arcs: Int32Array.from(arcs), isBack: false };
}

test("on 2,000 random graphs the labels are those of the slow twin, search after search, whole and ended early", () => {
  let ended = 0;
  let far = 0;
  for (let seed = 0; seed < 2_000; seed++) {
    const network = seed % 2 === 0 ? null : randomGraph(seed);
    const isBack = seed % 4 === 1;
    const arcs = network === null ? randomArcs(seed) : { first: network.firstArc, arcs: network.arcs, isBack };
    const plain = network === null ? arcs : plainArcs(network, isBack);
    const nodeCount = arcs.first.length - 1;
    if (nodeCount === 0) continue;
    const one = onePlaceOf(arcs, longestOf(arcs), NO_WAVE);
    const next = random(seed + 17);
    for (let search = 0; search < 6; search++) {
      const where = `seed ${seed}, search ${search}`;
      const limit = [0, 8_000, 125_000, 1e8, MOST_CENTIMETRES, 40_000][search];
      const leg = next() < 0.5 ? 0 : Math.floor(limit * next());
      const seeds = [0, 1, 2].map((k) => [Math.floor(nodeCount * next()), Math.min(limit, leg + 900 * k)] as const);
      const expected = slowCosts(plain, seeds, limit);
      let settledBelow = Number.POSITIVE_INFINITY;
      let left = next() < 0.3 ? Math.floor(6 * next()) : Number.POSITIVE_INFINITY;
      const isDone = (below: number): boolean => {
        if (left-- > 0) return false;
        settledBelow = below;
        ended++;
        return true;
      };
      one.clear();
      for (const [node, cost] of seeds) one.seed(node, cost, 0);
      one.spread(limit, next() < 0.5 || left < 10 ? isDone : null);
      const final = (costs: ArrayLike<number>) => Array.from(costs, (cost) => (cost < settledBelow ? cost : "open"));
      expect(final(one.cost), where).toEqual(final(expected));
      const reached = Array.from(one.cost.keys()).filter((node) => one.cost[node] !== UNREACHED);
      expect(
        Array.from(one.reached.subarray(0, one.reachedCount)).sort((a, b) => a - b),
        where,
      ).toEqual(reached);
      if (expected.some((cost) => cost !== UNREACHED && cost > 2 ** 30)) far++;
    }
  }
  expect(ended).toBeGreaterThan(500);
  expect(far).toBeGreaterThan(100);
});

/** A square of streets that cost 1 to 9 m each, in both directions alike. */
function grid(side: number): Arcs {
  const first = new Int32Array(side * side + 1);
  const arcs: number[] = [];
  const cost = (a: number, b: number) => 100 + ((7 * (a + b) + 13 * Math.abs(a - b)) % 801);
  for (let node = 0; node < side * side; node++) {
    const [x, y] = [node % side, Math.floor(node / side)];
    if (x > 0) arcs.push(node - 1, cost(node, node - 1));
    if (x < side - 1) arcs.push(node + 1, cost(node, node + 1));
    if (y > 0) arcs.push(node - side, cost(node, node - side));
    if (y < side - 1) arcs.push(node + side, cost(node, node + side));
    first[node + 1] = arcs.length / 2;
  }
  return { first, arcs: Int32Array.from(arcs), isBack: false };
}

test("a search that outgrows its memory gets more, and the next ones go on with it", () => {
  const arcs = grid(300);
  const one = onePlaceOf(arcs, 900, NO_WAVE);
  const wave = new Wave(300 * 300, 900);
  const before = one.cost;
  for (const [start, limit] of [
    [45_150, MOST_CENTIMETRES],
    [17, 20_000],
    [89_999, MOST_CENTIMETRES],
  ]) {
    one.clear();
    one.seed(start, 0, 0);
    one.spread(limit, null);
    wave.clear(false);
    wave.seed(start, 0, 0);
    wave.spread(arcs, limit);
    expect(one.reachedCount).toBe(wave.reachedCount);
    expect(Buffer.compare(Buffer.from(one.cost.slice().buffer), Buffer.from(wave.cost.buffer))).toBe(0);
  }
  // The columns lie elsewhere now, so the memory did grow.
  expect(before.length).toBe(0);
});

test.each([
  ["there is no WebAssembly", undefined],
  [
    "there is no memory for it",
    {
      ...WebAssembly,
      Module: WebAssembly.Module,
      Memory: class {
        constructor() {
          throw new RangeError("could not allocate memory");
        }
      },
    },
  ],
])("where %s, JavaScript gives the same labels", async (_, stub) => {
  vi.stubGlobal("WebAssembly", stub);
  vi.resetModules();
  const without = await import("../../server/network/one-place.ts");
  for (let seed = 0; seed < 200; seed++) {
    const arcs = randomArcs(seed);
    const wave = new Wave(arcs.first.length - 1, longestOf(arcs));
    const one = without.onePlaceOf(arcs, longestOf(arcs), wave);
    expect(one.cost).toBe(wave.cost);
    for (const limit of [50_000, MOST_CENTIMETRES]) {
      one.clear();
      one.seed(0, 0, 0);
      one.spread(limit, null);
      expect(Array.from(one.cost), `seed ${seed}`).toEqual(slowCosts(arcs, [[0, 0]], limit));
    }
  }
});
