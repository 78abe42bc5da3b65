/**
 * A town of round numbers at the equator, where a degree is as long in both directions. Places are given in metres east
 * (x) and north (y) of 0°, 0°. Each home weighs a different power of two, so that a sum names exactly who was counted.
 *
 *     y 1500   ┬ cross street's end, clinic planned here
 *              │
 *              │ cross street
 *     y    0   A────────┼──────────────────────────── B      main street, x 0 … 3000
 *           x  0      1000                          3000
 *
 *     far away (x 5000, y 3000): an island street of its own
 *
 * Stations: A existing at (0, 20), D closed at (500, 0), C planned at (1000, 1500). Odd-jobs market: B existing at (3000, -10).
 */
import type { MultiPolygon, Position } from "geojson";
import type { TerritoryRows } from "../server/database/territory-rows.ts";
import { METRES_PER_DEGREE } from "../server/geo.ts";
import type { FacilityKind, FacilityStatus } from "../server/words.ts";

/** Degrees of so many metres from 0°, 0°. */
export const degrees = (metres: number): number => metres / METRES_PER_DEGREE;
export const place = (x: number, y: number): { lon: number; lat: number } => ({ lon: degrees(x), lat: degrees(y) });

/** Points of each street; every one is an OSM node, shared where the coordinates are the same. */
export const STREETS: readonly { wayId: number; name: string; points: readonly [x: number, y: number][] }[] = [
  {
    wayId: 1,
    name: "Main Street",
    points: [
      [0, 0],
      [500, 0],
      [1000, 0],
      [2000, 0],
      [3000, 0],
    ],
  },
  {
    wayId: 2,
    name: "Cross Street",
    points: [
      [1000, 0],
      [1000, 1500],
    ],
  },
  {
    wayId: 3,
    name: "Island Street",
    points: [
      [5000, 3000],
      [5400, 3000],
    ],
  },
];

export interface Home {
  readonly key: string;
  readonly people: number;
  readonly x: number;
  readonly y: number;
}

/** Walks in metres, off-street legs included. */
export const HOMES: readonly Home[] = [
  { key: "1", people: 1, x: 250, y: 30 }, // to A: 30 + 250 + 20 = 300
  { key: "2", people: 2, x: 980, y: 0 }, // to A: 980 + 20 = 1000, at 4 km/h exactly 15 minutes
  { key: "3", people: 4, x: 981, y: 0 }, // to A: 981 + 20 = 1001
  { key: "4", people: 8, x: 1000, y: 700 }, // to A: 700 + 1000 + 20 = 1720; to B: 700 + 2000 + 10 = 2710
  { key: "5", people: 16, x: 2500, y: 0 }, // to B: 500 + 10 = 510
  { key: "6", people: 32, x: 1000, y: 2100 }, // 600 from the street's end: no street near
  { key: "7", people: 64, x: 5200, y: 3010 }, // on the island: connected to nothing
  { key: "8", people: 128, x: 1000, y: 900 }, // beside home 4; to A: 900 + 1000 + 20 = 1920
  { key: "9", people: 256, x: 1000, y: 1100 }, // beside home 8, but in another village; to A: 2120
];
export const TOWN_PEOPLE = 511;
/** A group within the total: these of them are young. */
export const YOUNG: Readonly<Record<string, number>> = { "1": 1, "2": 1, "8": 100, "9": 0.5 };

export const FACILITIES: readonly {
  name: string;
  kind: FacilityKind;
  status: FacilityStatus;
  x: number;
  y: number;
}[] = [
  { name: "A", kind: "employment-service-station", status: "existing", x: 0, y: 20 },
  { name: "B", kind: "odd-jobs-market", status: "existing", x: 3000, y: -10 },
  { name: "C", kind: "employment-service-station", status: "planned", x: 1000, y: 1500 },
  { name: "D", kind: "employment-service-station", status: "closed", x: 500, y: 0 },
];

const box = (x1: number, y1: number, x2: number, y2: number): MultiPolygon => {
  const ring: Position[] = [
    [degrees(x1), degrees(y1)],
    [degrees(x2), degrees(y1)],
    [degrees(x2), degrees(y2)],
    [degrees(x1), degrees(y2)],
    [degrees(x1), degrees(y1)],
  ];
  return { type: "MultiPolygon", coordinates: [[ring]] };
};

/** The county holds all but the island; West, East and North share it without a rest. */
export const AREAS = [
  { code: "10", name: "Town County", level: "county", parentCode: null, geometry: box(-100, -100, 3500, 2500) },
  { code: "1001", name: "West", level: "village", parentCode: "10", geometry: box(-100, -100, 1500, 1000) },
  { code: "1002", name: "East", level: "village", parentCode: null, geometry: box(1500, -100, 3500, 1000) },
  { code: "1003", name: "North", level: "village", parentCode: null, geometry: box(-100, 1000, 3500, 2500) },
] as const;

/** A resettlement area 100 m beside home 9. */
export const SETTLEMENTS = [
  { code: "s1", name: "New Bridge", kind: "resettlement-area", people: 300, x: 1100, y: 1100 },
] as const;

/** The town as the database would give it. */
export function townRows(): TerritoryRows {
  const points = STREETS.flatMap((street) => street.points);
  const nodes = nodeIds();
  let first = 0;
  return {
    sources: [],
    streets: {
      count: STREETS.length,
      wayId: Float64Array.from(STREETS, (street) => street.wayId),
      highway: STREETS.map(() => "residential"),
      foot: Uint8Array.from(STREETS, () => 1),
      onewayFoot: new Int8Array(STREETS.length),
      bicycle: new Uint8Array(STREETS.length).fill(1),
      onewayBicycle: new Int8Array(STREETS.length),
      bridge: new Uint8Array(STREETS.length),
      tunnel: new Uint8Array(STREETS.length),
      barrier: new Uint8Array(STREETS.length),
      firstPoint: Int32Array.from([0, ...STREETS.map((street) => (first += street.points.length))]),
      nodeId: Float64Array.from(points, ([x, y]) => nodes.get(`${x} ${y}`) ?? Number.NaN),
      lon: Float64Array.from(points, ([x]) => degrees(x)),
      lat: Float64Array.from(points, ([, y]) => degrees(y)),
    },
    gates: [],
    barriers: [],
    elevation: [],
    people: [
      {
        source: "homes",
        groups: [
          { name: "people", label: "people of the town", labels: {}, role: "total", people: TOWN_PEOPLE },
          { name: "young", label: "young people of the town", labels: {}, role: "within", people: 102.5 },
        ],
        count: HOMES.length,
        key: HOMES.map((home) => home.key),
        h3Resolution: new Int8Array(HOMES.length).fill(-1),
        lon: Float64Array.from(HOMES, (home) => degrees(home.x)),
        lat: Float64Array.from(HOMES, (home) => degrees(home.y)),
        counts: Float64Array.from(HOMES.flatMap((home) => [home.people, YOUNG[home.key] ?? 0])),
      },
    ],
    areas: AREAS.map((area) => ({ ...area, names: {}, urbanRuralCode: null })),
    placeCorrections: [],
    settlements: SETTLEMENTS.map(({ x, y, ...settlement }) => ({
      ...settlement,
      names: {},
      geometry: { type: "Point", coordinates: [degrees(x), degrees(y)] },
    })),
    places: [],
    barrierNames: [],
    facilities: FACILITIES.map(({ x, y, ...facility }, i) => ({
      ...facility,
      id: i + 1,
      names: {},
      level: null,
      openingHours: null,
      staff: null,
      yearlyCapacity: null,
      ...place(x, y),
    })),
  };
}

/** One OSM node for each place that a street passes. */
export function nodeIds(): Map<string, number> {
  const ids = new Map<string, number>();
  for (const { points } of STREETS) {
    for (const [x, y] of points) if (!ids.has(`${x} ${y}`)) ids.set(`${x} ${y}`, 100 + ids.size);
  }
  return ids;
}
