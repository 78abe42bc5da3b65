/**
 * Towns drawn for one question each, in metres east (x) and north (y) of 0°, 0°, where a degree is as long in both directions.
 * Only what a town is about is written down; all else is that of the town of round numbers (town.ts).
 */
import type { Position } from "geojson";
import type { TerritoryRows } from "../../server/database/territory-rows.ts";
import type { BarrierKind } from "../../server/words.ts";
import { randomFrom } from "../random-town.ts";
import { degrees, place, townRows } from "../town.ts";

export type Place = readonly [x: number, y: number];

export interface Drawing {
  /** Points of each street; every one is an OSM node, shared where the coordinates are the same. */
  readonly streets: readonly (readonly Place[])[];
  /** Homes by name. Home i has 2^i people unless it is told. */
  readonly homes: Readonly<Record<string, Place | { readonly place: Place; readonly people: number }>>;
  /** Existing stations by name. */
  readonly facilities: Readonly<Record<string, Place | ({ readonly place: Place } & Partial<FacilityRow>)>>;
  /** A line, or the ring of an area (first point again at the end). */
  readonly barriers?: readonly {
    readonly kind: BarrierKind;
    readonly points: readonly Place[];
    readonly isArea?: true;
  }[];
  /** Counties, as boxes [west, south, east, north] by code. */
  readonly counties?: Readonly<Record<string, readonly [number, number, number, number]>>;
}

type FacilityRow = TerritoryRows["facilities"][number];

const position = ([x, y]: Place): Position => [degrees(x), degrees(y)];

/** The rows of a drawn town. The first street is way 1, the first barrier OSM object 1001, the first facility id 1. */
export function draw({ streets, homes, facilities, barriers = [], counties = {} }: Drawing): TerritoryRows {
  const rows = townRows();
  const ids = new Map<string, number>();
  const points = streets.flat();
  for (const at of points) if (!ids.has(at.join())) ids.set(at.join(), 1 + ids.size);
  let first = 0;
  const people = Object.entries(homes).map(([key, home], i) =>
    "place" in home
      ? { key, x: home.place[0], y: home.place[1], people: home.people }
      : { key, x: home[0], y: home[1], people: 2 ** i },
  );
  return {
    ...rows,
    streets: {
      ...rows.streets,
      count: streets.length,
      wayId: Float64Array.from(streets, (_, i) => i + 1),
      highway: streets.map(() => "residential"),
      foot: new Uint8Array(streets.length).fill(1),
      onewayFoot: new Int8Array(streets.length),
      bridge: new Uint8Array(streets.length),
      tunnel: new Uint8Array(streets.length),
      barrier: new Uint8Array(streets.length),
      firstPoint: Int32Array.from([0, ...streets.map((street) => (first += street.length))]),
      nodeId: Float64Array.from(points, (at) => ids.get(at.join()) ?? Number.NaN),
      lon: Float64Array.from(points, ([x]) => degrees(x)),
      lat: Float64Array.from(points, ([, y]) => degrees(y)),
    },
    barriers: barriers.map(({ kind, points: line, isArea }, i) => ({
      osmId: 1001 + i,
      barrier: kind,
      geometry: isArea
        ? { type: "Polygon", coordinates: [line.map(position)] }
        : { type: "LineString", coordinates: line.map(position) },
    })),
    people: [
      {
        ...rows.people[0],
        groups: [{ ...rows.people[0].groups[0], people: people.reduce((sum, home) => sum + home.people, 0) }],
        count: people.length,
        key: people.map(({ key }) => key),
        h3Resolution: new Int8Array(people.length).fill(-1),
        lon: Float64Array.from(people, ({ x }) => degrees(x)),
        lat: Float64Array.from(people, ({ y }) => degrees(y)),
        counts: Float64Array.from(people, (home) => home.people),
      },
    ],
    areas: Object.entries(counties).map(([code, [west, south, east, north]]) => ({
      ...rows.areas[0],
      code,
      name: code,
      level: "county",
      parentCode: null,
      geometry: {
        type: "MultiPolygon",
        coordinates: [
          [
            [
              [west, south],
              [east, south],
              [east, north],
              [west, north],
              [west, south],
            ].map(([x, y]) => position([x, y])),
          ],
        ],
      },
    })),
    settlements: [],
    places: [],
    facilities: Object.entries(facilities).map(([name, facility], i) => {
      const { place: at, ...rest } = "place" in facility ? facility : { place: facility };
      return { ...rows.facilities[0], id: i + 1, name, ...rest, ...place(at[0], at[1]) };
    }),
  };
}

/**
 * A town with every reason once, for homes that may walk 1,000 m, on a Saturday:
 *
 *     station S (0, 0) of district 1, open every day, with room for one; F (2000, 0) of district 1, closed on Saturdays;
 *     D (4000, 0) of district 2, open every day; all on Main Street, y 0, x 0 … 7000. Far Street, y -700, hangs on Main
 *     Street's western end by a detour; a railway at y -350 lies between.
 */
export const MIXED: Drawing = {
  streets: [
    [
      [-1500, 0],
      [0, 0],
      [2000, 0],
      [4000, 0],
      [7000, 0],
    ],
    [
      [-1500, 0],
      [-1500, -700],
      [0, -700],
    ],
    [
      [900, 90],
      [1000, 90],
    ],
  ],
  homes: {
    covered: [500, 0],
    "no-street": [300, 600], // 600 m from Main Street
    island: [900, 90], // 90 over the gap, 900 along: 990
    "other-district": [4500, 0], // 500 to D
    closed: [2100, 0], // 100 to F, 1,900 to D, 2,100 to S
    "over-capacity": [600, 0],
    barrier: [0, -700], // 700 in a straight line; 1,500 + 700 + 1,500 = 3,700 on foot
    "too-far": [6500, 0],
  },
  facilities: {
    S: { place: [0, 0], openingHours: "Mo-Su 08:00-18:00", yearlyCapacity: 1 },
    F: { place: [2000, 0], openingHours: "Mo-Fr 09:00-17:00" },
    D: { place: [4000, 0], openingHours: "24/7" },
  },
  barriers: [
    {
      kind: "railway",
      points: [
        [-1200, -350],
        [5000, -350],
      ],
    },
  ],
};

/** The same with its districts: D lies in a county of its own, around which that of the others runs. */
export function mixedTown(): TerritoryRows {
  const rows = draw({
    ...MIXED,
    counties: { "1": [-2000, -1000, 3500, 1000], "2": [3500, -1000, 4200, 1000], "3": [4200, -1000, 8000, 1000] },
  });
  return { ...rows, barrierNames: [{ osmId: 1001, isArea: false, name: "Hill Railway" }] };
}

/** A grid of streets, few of which cross the river, the pond and the two tracks that wind through it. */
export function randomBarrierTown(seed: number, share = 0.85): TerritoryRows {
  const random = randomFrom(seed);
  const somewhere = (): Place => [random() * 1200 - 100, random() * 1200 - 100];
  const bend = (from: Place, to: Place): Place[] => {
    const turn = () => (random() - 0.5) * 300;
    return [
      from,
      [(2 * from[0] + to[0]) / 3 + turn(), (2 * from[1] + to[1]) / 3 + turn()],
      [(from[0] + 2 * to[0]) / 3 + turn(), (from[1] + 2 * to[1]) / 3 + turn()],
      to,
    ];
  };
  const river = bend([-300, random() * 1000], [1300, random() * 1000]);
  const width = 10 + random() * 60;
  const track = bend([random() * 1000, -300], [random() * 1000, 1300]);
  const pond = somewhere();
  const barriers: NonNullable<Drawing["barriers"]> = [
    { kind: "water", points: river },
    {
      kind: "water",
      isArea: true,
      points: [...river, ...river.toReversed().map(([x, y]): Place => [x, y + width]), river[0]],
    },
    { kind: "railway", points: track },
    { kind: "railway", points: track.map(([x, y]): Place => [x + 8, y]) },
    { kind: "water", isArea: true, points: [pond, [pond[0] + 150, pond[1] + 40], [pond[0] + 60, pond[1] + 170], pond] },
  ];
  const crosses = (a: Place, b: Place) =>
    barriers.some(({ points }) =>
      points.slice(1).some((q, i) => {
        const side = ([x, y]: Place, [px, py]: Place, [qx, qy]: Place) =>
          (qx - px) * (y - py) - (qy - py) * (x - px) > 0;
        return side(a, points[i], q) !== side(b, points[i], q) && side(points[i], a, b) !== side(q, a, b);
      }),
    );
  // Moved a little, so that no two gaps are the same.
  const corners = Array.from(
    { length: 36 },
    (_, i): Place => [200 * (i % 6) + 40 * random(), 200 * Math.floor(i / 6) + 40 * random()],
  );
  const streets: Place[][] = [];
  for (let x = 0; x < 6; x++) {
    for (let y = 0; y < 6; y++) {
      for (const [dx, dy] of [
        [1, 0],
        [0, 1],
      ]) {
        if (x + dx > 5 || y + dy > 5) continue;
        const [a, b] = [corners[x + 6 * y], corners[x + dx + 6 * (y + dy)]];
        if (random() < (crosses(a, b) ? 0.15 : share)) streets.push([a, b]);
      }
    }
  }
  const homes = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}`, { place: somewhere(), people: 1 }]));
  return draw({ streets, barriers, homes, facilities: { A: somewhere(), B: somewhere(), C: somewhere() } });
}
