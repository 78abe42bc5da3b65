/**
 * Towns and standards drawn from a seed, with all that a question can ask for: tiers, kinds of place, settlements, groups, two
 * districts, opening hours, capacities, streets that bicycles may not use.
 */
import type { MultiPolygon } from "geojson";
import type { TerritoryRows } from "../server/database/territory-rows.ts";
import { type HoursAsked, plainStandard, type Rule, type Standard } from "../server/standard.ts";
import { bicycleNetworkOf, buildTerritory, networkOf, type Territory } from "../server/territory.ts";
import { randomFrom, randomRows } from "./random-town.ts";
import { degrees, place } from "./town.ts";

type Random = () => number;
export const oneOf = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)];

/** Wednesday 2025-11-26 10:00: whether each is open. A week of its own: after work (before 9, after 18, weekend) in hours. */
const HOURS = [
  { text: "Mo-Fr 09:00-17:00", isOpenAtTen: true, isOpenInWeek: true, hoursAfterWork: 0 },
  { text: "24/7", isOpenAtTen: true, isOpenInWeek: true, hoursAfterWork: 5 * 15 + 48 },
  { text: "Sa 09:00-12:00", isOpenAtTen: false, isOpenInWeek: true, hoursAfterWork: 3 },
  { text: "Mo-Fr 13:00-20:00", isOpenAtTen: false, isOpenInWeek: true, hoursAfterWork: 10 },
  { text: null, isOpenAtTen: false, isOpenInWeek: false, hoursAfterWork: 0 },
  { text: "whenever", isOpenAtTen: false, isOpenInWeek: false, hoursAfterWork: 0 },
] as const;
const KINDS = ["employment-service-station", "odd-jobs-market"] as const;
const SETTLEMENT_KINDS = ["resettlement-area", "natural-village"] as const;

const box = (x: number, y: number, side: number): MultiPolygon => {
  const corners = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
    [0, 0],
  ].map(([dx, dy]) => [degrees(x + dx * side), degrees(y + dy * side)]);
  return { type: "MultiPolygon", coordinates: [[corners]] };
};

export function wildTown(seed: number): { territory: Territory; hours: readonly (typeof HOURS)[number][] } {
  const random = randomFrom(seed + 10_000);
  const somewhere = () => (random() * 7 - 1) * 200;
  const base = randomRows(seed);
  const [people] = base.people;
  const hours = Array.from({ length: 8 }, () => oneOf(random, HOURS));
  const rows: TerritoryRows = {
    ...base,
    streets: { ...base.streets, bicycle: base.streets.bicycle.map(() => (random() < 0.8 ? 1 : 0)) },
    // Two counties side by side, and a strip in the east that belongs to neither.
    areas: base.areas.map((area) => ({ ...area, level: "county" })),
    people: [
      {
        ...people,
        groups: [...people.groups, { ...people.groups[0], name: "slow", role: "within", people: 1 }],
        counts: Float64Array.from([...people.counts].flatMap((count) => [count, Math.floor(count / 2)])),
      },
    ],
    settlements: Array.from({ length: 4 }, (_, i) => ({
      code: `s${i}`,
      name: `s${i}`,
      names: {},
      kind: oneOf(random, SETTLEMENT_KINDS),
      people: oneOf(random, [null, 100, 20_000]),
      geometry:
        random() < 0.6
          ? box(somewhere(), somewhere(), 200 + random() * 400)
          : { type: "Point" as const, coordinates: Object.values(place(somewhere(), somewhere())) },
    })),
    facilities: hours.map(({ text }, i) => ({
      ...base.facilities[0],
      id: i + 1,
      kind: oneOf(random, KINDS),
      status: random() < 0.9 ? "existing" : "planned",
      openingHours: text,
      staff: oneOf(random, [null, 1, 3]),
      yearlyCapacity: oneOf(random, [null, 5, 40]),
      ...place(somewhere(), somewhere()),
    })),
  };
  const built = buildTerritory(rows, 1, networkOf(rows), bicycleNetworkOf(rows).network);
  const places = built.demand.place.map(() => (random() < 0.5 ? 1 : 0));
  return { territory: { ...built, demand: { ...built.demand, place: places } }, hours };
}

function wildRule(random: Random): Rule {
  const cutoffMinutes = 1 + Math.floor(random() * 20);
  const metres = 100 + Math.floor(random() * 900);
  return oneOf<Rule>(random, [
    { by: "walk", cutoffMinutes },
    { by: "walk", cutoffMinutes },
    { by: "ride", cutoffMinutes: cutoffMinutes / 4, speedKmh: 15 },
    { by: "street", metres },
    { by: "radius", metres },
  ]);
}

export function wildStandard(random: Random): Standard {
  const tiers = Array.from({ length: random() < 0.5 ? 1 : 2 }, (_, i) => ({
    id: `${i}`,
    kinds: oneOf(random, [null, [KINDS[i]], [...KINDS]]),
    city: wildRule(random),
    countryside: wildRule(random),
    settlements: Array.from({ length: Math.floor(random() * 3) }, () => ({
      kind: oneOf(random, SETTLEMENT_KINDS),
      minPeople: oneOf(random, [null, 10_000]),
      rule: wildRule(random),
    })),
  }));
  return {
    ...plainStandard(),
    id: "wild",
    tiers,
    need: oneOf(random, ["any", "all"]),
    groups: [
      ...(random() < 0.7 ? [{ group: "homes/slow", walkingSpeedKmh: 2.5, weight: 2 }] : []),
      ...(random() < 0.3 ? [{ group: "homes/people", walkingSpeedKmh: oneOf(random, [3, 6]), weight: 1 }] : []),
    ],
    service: { yearlyPer1000: 1000, residentsPerPersonOfBase: 1, yearlyPerStaff: oneOf(random, [null, 30]) },
  };
}

const WEEK = "2025-11-24";
export const ASKED: readonly { hours: HoursAsked; isOpen: (of: (typeof HOURS)[number]) => boolean }[] = [
  { hours: { type: "any" }, isOpen: () => true },
  { hours: { type: "at", time: "2025-11-26T10:00" }, isOpen: ({ isOpenAtTen }) => isOpenAtTen },
  { hours: { type: "week", start: WEEK }, isOpen: ({ isOpenInWeek }) => isOpenInWeek },
  { hours: { type: "after-work", start: WEEK, hours: 4 }, isOpen: ({ hoursAfterWork }) => hoursAfterWork >= 4 },
];
