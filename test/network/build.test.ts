/** The network's structure: what is merged, split, joined, counted once, private and enclosed. */
import { describe, expect, test } from "vitest";
import { METRES_PER_DEGREE } from "../../server/geo.ts";
import { buildNetwork, type NetworkInput } from "../../server/network/build.ts";
import {
  arrivingFrom,
  arrivingTo,
  backwardCost,
  forwardCost,
  isPrivate,
  junctionOf,
} from "../../server/network/edges.ts";
import { type Network, NONE } from "../../server/network/network.ts";
import { checkArcs } from "./arcs-of-edges.ts";
import { plainArcs } from "./plain-arcs.ts";
import { inputFrom, randomStreets, type WayOf } from "./random-streets.ts";
import { slowNetwork } from "./slow-walks.ts";

/** Nodes 0 … 9 stand 100 m apart on a line north from 0° N; a hundred more is 100 m to the east. */
const nodes = new Map<number, [number, number]>();
for (let id = 0; id < 500; id++) {
  nodes.set(id, [10 + (100 * Math.floor(id / 100)) / METRES_PER_DEGREE, (100 * (id % 100)) / METRES_PER_DEGREE]);
}
const build = (ways: WayOf[], more: Partial<NetworkInput> = {}): Network => buildNetwork(inputFrom(nodes, ways, more));
const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);
const lengths = (network: Network): number[] => [...network.edgeMetres].map(Math.round).sort((a, b) => a - b);

describe("random networks", () => {
  test("keep the length of the ways, and hold their invariants", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const input = randomStreets(seed);
      const network = buildNetwork(input);
      const { metres, segments } = slowNetwork(input);
      expect(network.walkableMetres, `seed ${seed}`).toBeCloseTo(metres, 6);
      expect(Math.abs(sum(network.edgeMetres) - metres), `seed ${seed}`).toBeLessThanOrEqual(1e-7 * metres);
      expect(network.shapeLonE7.length - network.edgeCount, `seed ${seed}`).toBe(segments.length);
      checkArcs(network, `seed ${seed}`);
      for (let e = 0; e < network.edgeCount; e++) {
        // Flat ground: whole centimetres of the length.
        for (const cost of [forwardCost(network, e), backwardCost(network, e)]) {
          if (cost !== NONE)
            expect(Math.abs(cost - 100 * network.edgeMetres[e])).toBeLessThanOrEqual(0.5 + 1e-7 * cost);
        }
        expect(network.nodeComponent[network.edgeFrom[e]]).toBe(network.nodeComponent[network.edgeTo[e]]);
        for (const end of [network.edgeFrom[e], network.edgeTo[e], arrivingFrom(network, e), arrivingTo(network, e)]) {
          expect(network.arcEdge.subarray(network.firstArc[end], network.firstArc[end + 1])).toContain(e);
        }
      }
      const originals = new Set<number>();
      for (let e = 0; e < network.edgeCount; e++) {
        for (const end of [network.edgeFrom[e], network.edgeTo[e]]) originals.add(junctionOf(network, end));
      }
      expect(network.componentSize.reduce((total, size) => total + size, 0)).toBe(originals.size);
    }
  });

  test("are the same network again from the same input", () => {
    for (let seed = 1; seed <= 20; seed++) {
      expect(buildNetwork(randomStreets(seed, 3))).toEqual(buildNetwork(randomStreets(seed, 3)));
    }
  });
});

describe("merging", () => {
  test("runs through nodes of degree two, across ways", () => {
    const network = build([
      { id: 7, nodes: [0, 1, 2] },
      { id: 8, nodes: [4, 3, 2] },
    ]);
    expect([network.nodeCount, network.edgeCount]).toEqual([2, 1]);
    expect(lengths(network)).toEqual([400]);
    expect([7, 8]).toContain(network.edgeWay[0]);
  });

  test("stops where the kind of street, its direction or privacy changes, and at crossings", () => {
    expect(
      lengths(
        build([
          { id: 1, nodes: [0, 1] },
          { id: 2, nodes: [1, 3], highway: "footway" },
        ]),
      ),
    ).toEqual([100, 200]);
    expect(
      lengths(
        build([
          { id: 1, nodes: [0, 1] },
          { id: 2, nodes: [1, 3], oneway: 1 },
        ]),
      ),
    ).toEqual([100, 200]);
    expect(
      lengths(
        build([
          { id: 1, nodes: [0, 1] },
          { id: 2, nodes: [1, 3], foot: 2 },
        ]),
      ),
    ).toEqual([100, 200]);
    expect(
      lengths(
        build([
          { id: 1, nodes: [0, 1, 3] },
          { id: 2, nodes: [1, 101] },
        ]),
      ),
    ).toEqual([100, 100, 200]);
  });

  test("keeps the direction of one-way streets that are drawn against each other", () => {
    const network = build([
      { id: 1, nodes: [0, 1], oneway: 1 },
      { id: 2, nodes: [3, 1], oneway: -1 },
    ]);
    expect(lengths(network)).toEqual([300]);
    const [from, to] = [network.nodeLatE7[network.edgeFrom[0]], network.nodeLatE7[network.edgeTo[0]]];
    // From node 0 in the south to node 3 in the north only.
    expect(from < to ? backwardCost(network, 0) : forwardCost(network, 0)).toBe(NONE);
    expect(from < to ? forwardCost(network, 0) : backwardCost(network, 0)).toBe(30_000);
  });

  test("keeps parallel streets, loops, rings and streets without length", () => {
    const parallel = build([
      { id: 1, nodes: [0, 1] },
      { id: 2, nodes: [0, 101, 1] },
      { id: 3, nodes: [0, 100] },
      { id: 4, nodes: [1, 2] },
    ]);
    expect(parallel.edgeCount).toBe(4);
    const loop = build([
      { id: 1, nodes: [0, 1] },
      { id: 2, nodes: [1, 2, 102, 101, 1] },
    ]);
    expect(lengths(loop)).toEqual([100, 400]);
    const ring = build([
      { id: 1, nodes: [1, 2, 102] },
      { id: 2, nodes: [102, 101, 1] },
    ]);
    expect([ring.nodeCount, ring.edgeCount, Math.round(ring.edgeMetres[0])]).toEqual([1, 1, 400]);
    const point = new Map([...nodes, [900, nodes.get(1) ?? [0, 0]] as [number, [number, number]]]);
    const short = buildNetwork(
      inputFrom(point, [
        { id: 1, nodes: [1, 900] },
        { id: 2, nodes: [900, 2] },
        { id: 3, nodes: [900, 101] },
      ]),
    );
    expect(lengths(short)).toEqual([0, 100, 100]);
  });

  test("an empty territory is an empty network", () => {
    const network = build([]);
    expect([network.nodeCount, network.edgeCount, network.walkableMetres]).toEqual([0, 0, 0]);
    expect(network.segmentIndex).toBe(null);
  });
});

describe("rows", () => {
  test("of one way that several extracts hold count once, stretch by stretch", () => {
    const once = build([{ id: 1, nodes: [0, 1, 2, 3] }]);
    expect(
      build([
        { id: 1, nodes: [0, 1, 2, 3] },
        { id: 1, nodes: [0, 1, 2, 3] },
      ]),
    ).toEqual(once);
    // One extract ends after node 2, the other begins at node 1.
    const cut = build([
      { id: 1, nodes: [0, 1, 2] },
      { id: 1, nodes: [1, 2, 3] },
    ]);
    expect([cut.edgeCount, Math.round(cut.walkableMetres), Math.round(sum(cut.edgeMetres))]).toEqual([1, 300, 300]);
    // Two ways between the same nodes are two streets.
    expect(
      Math.round(
        build([
          { id: 1, nodes: [0, 1] },
          { id: 2, nodes: [0, 1] },
        ]).walkableMetres,
      ),
    ).toBe(200);
  });

  test("that nobody may walk on are only remembered as streets nearby", () => {
    const network = build([
      { id: 1, nodes: [0, 1] },
      { id: 2, nodes: [1, 2, 3], foot: 0, barrier: true },
    ]);
    expect(Math.round(network.walkableMetres)).toBe(100);
    expect(network.otherSegmentsE7.length).toBe(8);
    expect(network.barriers.segmentCount).toBe(2);
  });
});

describe("private streets", () => {
  /** Public 0–1 and 3–4 with a detour over 100 s; private 1–2–3 between. */
  const shortCut: WayOf[] = [
    { id: 1, nodes: [0, 1, 101, 201, 203, 103, 3, 4] },
    { id: 2, nodes: [1, 2, 3], foot: 2 },
  ];

  test("join copies to leave by with such, and copies to arrive by with such", () => {
    const network = build(shortCut);
    // 0 and 4 stand once, 1 and 3 as leaving, open and arriving copy.
    expect(network.nodeCount).toBe(2 + 2 * 3);
    // Three public edges, the private one twice, and from copy to copy at 1 and 3.
    for (const isBack of [false, true]) expect(plainArcs(network, isBack).arcs.length / 2).toBe(2 * 3 + 2 * 2 + 2 * 2);
  });

  test("that branch have no open copy of a junction that only they touch", () => {
    const network = build([...shortCut, { id: 3, nodes: [2, 102], foot: 2 }]);
    // 0 and 4 stand once, 1 and 3 three times, 2 and 102 twice.
    expect(network.nodeCount).toBe(2 + 2 * 3 + 2 * 2);
    expect(Math.max(...network.componentSize)).toBe(6);
  });

  test("enclose streets behind them that carry no tag", () => {
    // A gate at 2 cuts off 3, 4 and 104; the greater part stays public.
    const estate = build(
      [
        { id: 1, nodes: [0, 1, 2, 3, 4] },
        { id: 2, nodes: [3, 103] },
        { id: 3, nodes: [0, 100, 200, 300, 400, 401] },
        { id: 4, nodes: [1, 101] },
      ],
      { gates: [{ nodeId: 2, foot: 2 }] },
    );
    const isPrivateWay = (way: number, metres: number): boolean =>
      isPrivate(
        estate,
        [...estate.edgeWay].findIndex((id, e) => id === way && Math.round(estate.edgeMetres[e]) === metres),
      );
    expect(isPrivateWay(2, 100)).toBe(true);
    expect(isPrivateWay(4, 100)).toBe(false);
  });

  test("gates are edges without length; closed ones cut", () => {
    const ways: WayOf[] = [
      { id: 1, nodes: [0, 1, 2, 3] },
      { id: 2, nodes: [0, 100, 103, 3] },
    ];
    const gate = build(ways, { gates: [{ nodeId: 1, foot: 2 }] });
    expect(lengths(gate)[0]).toBe(0);
    expect(gate.componentSize.length).toBe(1);
    const wall = build([ways[0]], { gates: [{ nodeId: 1, foot: 0 }] });
    expect(lengths(wall)).toEqual([100, 200]);
    expect(wall.componentSize.length).toBe(2);
    // Open gates and gates at the end of a street change nothing.
    expect(
      build([ways[0]], {
        gates: [
          { nodeId: 1, foot: 1 },
          { nodeId: 3, foot: 0 },
        ],
      }),
    ).toEqual(build([ways[0]]));
  });
});

test("neighbours in space are neighbours in number", () => {
  const ways: WayOf[] = [];
  for (let column = 0; column < 4; column++) {
    for (let row = 0; row < 40; row++) {
      const node = 100 * column + row;
      ways.push({ id: ways.length + 1, nodes: [node, node + 1] });
      if (column < 3) ways.push({ id: ways.length + 1, nodes: [node, node + 100] });
    }
  }
  const network = build(ways);
  let jump = 0;
  for (let e = 0; e < network.edgeCount; e++) jump += Math.abs(network.edgeFrom[e] - network.edgeTo[e]);
  // In the order of the rows it would be some 20 on average.
  expect(jump / network.edgeCount).toBeLessThan(12);
});
