/** Towns drawn from a seed: a grid of streets with some missing, homes and facilities anywhere, villages as columns. */
import type { TerritoryRows } from "../server/database/territory-rows.ts";
import { buildTerritory, type Territory } from "../server/territory.ts";
import { degrees, place, townRows } from "./town.ts";

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed + 0x6d2b79f5;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SIDE = 6;
const BLOCK_METRES = 200;

export function randomTown(seed: number): Territory {
  return buildTerritory(randomRows(seed), 1);
}

export function randomRows(seed: number): TerritoryRows {
  const random = randomFrom(seed);
  const blocks: [number, number, number, number][] = [];
  for (let x = 0; x < SIDE; x++) {
    for (let y = 0; y < SIDE; y++) {
      if (x + 1 < SIDE && random() < 0.7) blocks.push([x, y, x + 1, y]);
      if (y + 1 < SIDE && random() < 0.7) blocks.push([x, y, x, y + 1]);
    }
  }
  const points = blocks.flatMap(([x1, y1, x2, y2]) => [
    [x1, y1],
    [x2, y2],
  ]);
  const somewhere = () => (random() * (SIDE + 1) - 1) * BLOCK_METRES;
  const homes = Array.from({ length: 60 }, (_, i) => ({
    key: `${i}`,
    people: Math.ceil(random() * 50),
    x: somewhere(),
    y: somewhere(),
  }));
  const rows = townRows();
  const column = (metres: number, last: number) =>
    rows.areas[1].geometry.coordinates.map((polygon) =>
      polygon.map((ring) =>
        ring.map((_, i) => {
          const [x, y] = [
            [0, -500],
            [1, -500],
            [1, 2000],
            [0, 2000],
            [0, -500],
          ][i];
          return [degrees(metres + x * last), degrees(y)];
        }),
      ),
    );
  return {
    ...rows,
    streets: {
      ...rows.streets,
      count: blocks.length,
      wayId: Float64Array.from(blocks, (_, i) => i + 1),
      highway: blocks.map(() => "residential"),
      foot: new Uint8Array(blocks.length).fill(1),
      onewayFoot: new Int8Array(blocks.length),
      bicycle: new Uint8Array(blocks.length).fill(1),
      onewayBicycle: new Int8Array(blocks.length),
      bridge: new Uint8Array(blocks.length),
      tunnel: new Uint8Array(blocks.length),
      barrier: new Uint8Array(blocks.length),
      firstPoint: Int32Array.from({ length: blocks.length + 1 }, (_, i) => 2 * i),
      nodeId: Float64Array.from(points, ([x, y]) => 1 + x * SIDE + y),
      lon: Float64Array.from(points, ([x]) => degrees(x * BLOCK_METRES)),
      lat: Float64Array.from(points, ([, y]) => degrees(y * BLOCK_METRES)),
    },
    people: [
      {
        source: "homes",
        groups: [rows.people[0].groups[0]],
        count: homes.length,
        key: homes.map(({ key }) => key),
        h3Resolution: new Int8Array(homes.length).fill(-1),
        lon: Float64Array.from(homes, ({ x }) => degrees(x)),
        lat: Float64Array.from(homes, ({ y }) => degrees(y)),
        counts: Float64Array.from(homes, ({ people }) => people),
      },
    ],
    // Two villages side by side, and a strip in the east that belongs to neither.
    areas: [
      { ...rows.areas[1], parentCode: null, geometry: { type: "MultiPolygon", coordinates: column(-500, 900) } },
      { ...rows.areas[2], parentCode: null, geometry: { type: "MultiPolygon", coordinates: column(400, 400) } },
    ],
    facilities: Array.from({ length: 4 }, (_, i) => ({
      ...rows.facilities[0],
      id: i + 1,
      ...place(somewhere(), somewhere()),
    })),
  };
}
