/** Seeded random streets that have everything awkward: loops, parallel ways, no length, one-way, private, gates, islands, long edges. */
import type { BarrierShape, Gate, NetworkInput } from "../../server/network/build.ts";

/** Numbers in [0, 1) from a seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface WayOf {
  id: number;
  nodes: number[];
  foot?: 0 | 1 | 2;
  oneway?: -1 | 0 | 1;
  highway?: string;
  bridge?: boolean;
  tunnel?: boolean;
  barrier?: boolean;
}

/** Coordinates in OSM have seven decimals. */
export function asInOsm(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}

/** Input of buildNetwork from nodes by id and ways. */
export function inputFrom(
  nodes: ReadonlyMap<number, readonly [lon: number, lat: number]>,
  ways: readonly WayOf[],
  rest: Partial<Pick<NetworkInput, "gates" | "barriers" | "heights">> = {},
): NetworkInput {
  const firstPoint = new Int32Array(ways.length + 1);
  ways.forEach((way, w) => {
    firstPoint[w + 1] = firstPoint[w] + way.nodes.length;
  });
  const nodeId = Float64Array.from(ways.flatMap((way) => way.nodes));
  const flag = (key: "bridge" | "tunnel" | "barrier") => Uint8Array.from(ways, (way) => (way[key] === true ? 1 : 0));
  return {
    streets: {
      count: ways.length,
      wayId: Float64Array.from(ways, ({ id }) => id),
      highway: ways.map(({ highway }) => highway ?? "residential"),
      foot: Uint8Array.from(ways, ({ foot }) => foot ?? 1),
      onewayFoot: Int8Array.from(ways, ({ oneway }) => oneway ?? 0),
      bridge: flag("bridge"),
      tunnel: flag("tunnel"),
      barrier: flag("barrier"),
      firstPoint,
      nodeId,
      lon: nodeId.map((id) => asInOsm(nodes.get(id)?.[0] ?? Number.NaN)),
      lat: nodeId.map((id) => asInOsm(nodes.get(id)?.[1] ?? Number.NaN)),
    },
    gates: [],
    barriers: [],
    heights: null,
    ...rest,
  };
}

/** One degree is about 111 km: the streets lie within some 600 m, and now and then far away. */
export function randomStreets(seed: number, barrierCount = 0): NetworkInput {
  const next = random(seed);
  const below = (n: number): number => Math.floor(next() * n);
  const nodes = new Map<number, [number, number]>();
  const count = 4 + below(26);
  for (let id = 1; id <= count; id++) {
    const twin = nodes.get(1 + below(Math.max(1, id - 1)));
    const far = next() < 0.03 ? 0.3 : 0.006;
    nodes.set(id, twin !== undefined && next() < 0.08 ? [...twin] : [10 + next() * far, 47 + next() * far]);
  }
  // Some seeds have no private streets and no one-way ones, some many.
  const privateShare = [0, 0.15, 0.4, 0.6][below(4)];
  const onewayShare = [0, 0.1, 0.3][below(3)];
  const gateShare = [0, 0.1, 0.25][below(3)];
  const ways: WayOf[] = [];
  const wayCount = 3 + below(count);
  for (let id = 1; id <= wayCount; id++) {
    const length = 2 + below(4);
    const way = Array.from({ length }, () => 1 + below(count));
    if (next() < 0.1) way.push(way[0]);
    ways.push({
      id,
      nodes: way,
      foot: next() < privateShare ? 2 : next() < 0.05 ? 0 : 1,
      oneway: next() < onewayShare ? (next() < 0.5 ? 1 : -1) : 0,
      highway: next() < 0.8 ? "residential" : "footway",
    });
  }
  const gates: Gate[] = [];
  for (let id = 1; id <= count; id++) {
    if (next() < gateShare) gates.push({ nodeId: id, foot: next() < 0.8 ? 2 : next() < 0.5 ? 0 : 1 });
  }
  const barriers: BarrierShape[] = [];
  for (let osmId = 1; osmId <= barrierCount; osmId++) {
    const place = (): [number, number] => [10 + next() * 0.006, 47 + next() * 0.006];
    const [a, b, c] = [place(), place(), place()];
    barriers.push(
      next() < 0.5
        ? { osmId, barrier: "railway", geometry: { type: "LineString", coordinates: [a, b, c] } }
        : { osmId, barrier: "water", geometry: { type: "Polygon", coordinates: [[a, b, c, a]] } },
    );
  }
  return inputFrom(nodes, ways, { gates, barriers });
}
