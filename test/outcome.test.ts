/** Reach and outcome against the slow twin, on towns and standards drawn from a seed. */
import type { MultiPolygon } from "geojson";
import { describe, expect, test } from "vitest";
import type { TerritoryRows } from "../server/database/territory-rows.ts";
import { planOf } from "../server/plan.ts";
import {
  type Circumstances,
  type HoursAsked,
  plainQuestion,
  plainStandard,
  type Question,
  type Rule,
  type Standard,
} from "../server/standard.ts";
import { bicycleNetworkOf, buildTerritory, networkOf, type Territory } from "../server/territory.ts";
import { REASONS } from "../server/words.ts";
import { randomFrom, randomRows } from "./random-town.ts";
import { type SlowHome, slowOutcome } from "./slow-outcome.ts";
import { degrees, place } from "./town.ts";

type Random = () => number;
const oneOf = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)];

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

function wildTown(seed: number): { territory: Territory; hours: readonly (typeof HOURS)[number][] } {
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

function wildStandard(random: Random): Standard {
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
const ASKED: readonly { hours: HoursAsked; isOpen: (of: (typeof HOURS)[number]) => boolean }[] = [
  { hours: { type: "any" }, isOpen: () => true },
  { hours: { type: "at", time: "2025-11-26T10:00" }, isOpen: ({ isOpenAtTen }) => isOpenAtTen },
  { hours: { type: "week", start: WEEK }, isOpen: ({ isOpenInWeek }) => isOpenInWeek },
  { hours: { type: "after-work", start: WEEK, hours: 4 }, isOpen: ({ hoursAfterWork }) => hoursAfterWork >= 4 },
];

/** Compares by home what is sure, and tells how many homes were. */
function compare(territory: Territory, question: Question, slow: readonly SlowHome[]): number {
  const outcome = planOf(territory).outcome(question);
  let sure = 0;
  slow.forEach(({ covered }, home) => {
    covered.forEach((is, group) => {
      if (is === null) return;
      sure++;
      expect([home, group, outcome.covered[group][home]]).toEqual([home, group, Number(is)]);
    });
  });
  const { reached } = outcome.facilities;
  [...reached].forEach((people, row) => {
    if (slow.some(({ inReach }) => inReach[row] === null)) return;
    const expected = slow.reduce((sum, { inReach }, p) => sum + (inReach[row] ? territory.demand.people[p] : 0), 0);
    expect([row, people]).toEqual([row, expected]);
  });
  return sure;
}

describe.each(Array.from({ length: 20 }, (_, block) => block))("wild towns, block %i", (block) => {
  test("reach is what the slow twin finds", () => {
    for (let seed = block * 10; seed < block * 10 + 10; seed++) {
      const { territory, hours } = wildTown(seed);
      const random = randomFrom(seed + 20_000);
      for (let turn = 0; turn < 3; turn++) {
        const asked = oneOf(random, ASKED);
        const circumstances: Circumstances = {
          hours: asked.hours,
          ownDistrictOnly: random() < 0.5,
          countCapacity: false,
        };
        const question = { standard: wildStandard(random), circumstances };
        const slow = slowOutcome(territory, question, hours.map(asked.isOpen));
        expect(compare(territory, question, slow)).toBeGreaterThan(100);
      }
    }
  });

  test("capacity serves no more than there is room for, and nobody is lost", () => {
    for (let seed = block * 10; seed < block * 10 + 10; seed++) {
      const { territory } = wildTown(seed);
      const { demand } = territory;
      const random = randomFrom(seed + 30_000);
      const standard = wildStandard(random);
      const ownDistrictOnly = random() < 0.5;
      const circumstances = { hours: { type: "any" } as const, ownDistrictOnly, countCapacity: true };
      const plan = planOf(territory);
      const found = plan.outcome({ standard, circumstances });
      const free = plan.outcome({ standard, circumstances: { ...circumstances, countCapacity: false } });
      expect(found.outOfReach).toEqual(free.outOfReach);
      demand.people.forEach((people, p) => {
        const sum = found.served[p] + found.overCapacity[p] + found.outOfReach[p];
        expect(sum).toBeCloseTo(people, 9);
        expect(found.served[p]).toBeLessThanOrEqual(free.served[p]);
      });
      const { load, capacity } = found.facilities;
      load.forEach((people, row) => {
        if (!Number.isNaN(capacity[row])) expect(people).toBeLessThanOrEqual(capacity[row] + 1e-6);
      });
      if (standard.need === "any") {
        const served = found.served.reduce((a, b) => a + b, 0);
        expect(load.reduce((a, b) => a + b, 0)).toBeCloseTo(served, 4);
      }
      const room = territory.facilities.yearlyCapacity.map(() => 1e6);
      const roomy = planOf({ ...territory, facilities: { ...territory.facilities, yearlyCapacity: room } });
      expect(roomy.outcome({ standard, circumstances }).served).toEqual(free.served);

      const coverage = plan.coverage({ standard, circumstances });
      for (const figures of [coverage.total, ...coverage.places, ...coverage.areas]) {
        const { peopleCovered, overCapacity, outOfReach, people } = figures;
        expect(peopleCovered + overCapacity + outOfReach).toBeCloseTo(people, 6);
      }
      const byPlace = coverage.places.reduce((sum, { peopleCovered }) => sum + peopleCovered, 0);
      expect(byPlace).toBeCloseTo(coverage.total.peopleCovered, 6);
      const inGaps = plan.gaps({ standard, circumstances }).reduce((sum, gap) => sum + gap.people, 0);
      expect(inGaps).toBeCloseTo(coverage.total.overCapacity + coverage.total.outOfReach, 6);
    }
  });
});

const ABOUT = { version: "0.0.0", inputs: [] };

test("reviews: everybody who is not served has a reason, and who is named as full is full", () => {
  let over = 0;
  for (let seed = 0; seed < 60; seed++) {
    const { territory } = wildTown(seed);
    const random = randomFrom(seed + 40_000);
    const circumstances: Circumstances = {
      hours: oneOf(random, ASKED).hours,
      ownDistrictOnly: random() < 0.5,
      countCapacity: random() < 0.8,
    };
    const question = { standard: wildStandard(random), circumstances };
    const { review } = planOf(territory).review(question, ABOUT);
    for (const figures of [review.total, ...review.places, ...review.areas]) {
      const explained = figures.reasons.reduce((sum, people) => sum + people, 0);
      expect(explained).toBeCloseTo(figures.overCapacity + figures.outOfReach, 6);
      expect(figures.reasons[REASONS.indexOf("over-capacity")]).toBeCloseTo(figures.overCapacity, 6);
    }
    const facilities = new Map(review.facilities.map((facility) => [facility.id, facility]));
    for (const { evidence } of review.gaps) {
      if (evidence.reason !== "over-capacity") continue;
      const { load, capacity } = facilities.get(evidence.facilityId ?? 0) ?? {};
      over++;
      expect([seed, load]).toEqual([seed, expect.closeTo(capacity ?? Number.NaN, 4)]);
    }
  }
  expect(over).toBeGreaterThan(50);
});

test("measures that come to the same give the same accessibility", () => {
  const { territory } = wildTown(3);
  const plan = planOf(territory);
  const [tier] = plainStandard().tiers;
  const walk: Rule = { by: "walk", cutoffMinutes: 12 };
  const scoresUnder = (countryside: Rule) => {
    const standard = { ...plainStandard(), id: "x", tiers: [{ ...tier, city: walk, countryside }] };
    return plan.review({ ...plainQuestion(), standard }, ABOUT).review;
  };
  // 12 minutes at 4 km/h are 800 m.
  const [walked, mixed] = [scoresUnder(walk), scoresUnder({ by: "street", metres: 800 })];
  expect(walked.accessibility?.mean).toBeGreaterThan(0);
  expect(mixed.accessibility?.mean).toBeCloseTo(walked.accessibility?.mean ?? Number.NaN, 9);
  expect(mixed.accessibility?.shareWithNone).toBe(walked.accessibility?.shareWithNone);
  expect(mixed.areas.map(({ accessibility }) => accessibility?.toFixed(9))).toEqual(
    walked.areas.map(({ accessibility }) => accessibility?.toFixed(9)),
  );
});

test("a standard that only names its rules is the plain question", () => {
  const { territory } = wildTown(1);
  const plan = planOf(territory);
  const rule: Rule = { by: "walk", cutoffMinutes: 7 };
  const tiers = [
    {
      id: "one",
      kinds: null,
      city: rule,
      countryside: rule,
      settlements: [{ kind: "natural-village" as const, minPeople: null, rule }],
    },
  ];
  const named = { ...plainQuestion(), standard: { ...plainStandard(), id: "named", tiers } };
  expect(plan.coverage(named)).toEqual(plan.coverage(plainQuestion({ cutoffMinutes: 7 })));
});

test("rides without a bicycle network are refused with a sentence", () => {
  const territory = buildTerritory(randomRows(1), 1);
  const rule: Rule = { by: "ride", cutoffMinutes: 10, speedKmh: 15 };
  const [tier] = plainStandard().tiers;
  const standard = { ...plainStandard(), tiers: [{ ...tier, city: rule, countryside: rule }] };
  expect(() => planOf(territory).outcome({ ...plainQuestion(), standard })).toThrow("has no bicycle network");
});
