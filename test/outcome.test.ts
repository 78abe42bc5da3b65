/** Reach and outcome against the slow twin, on towns and standards drawn from a seed. */
import { describe, expect, test } from "vitest";
import { planOf } from "../server/plan.ts";
import { type Circumstances, plainQuestion, plainStandard, type Question, type Rule } from "../server/standard.ts";
import { buildTerritory, type Territory } from "../server/territory.ts";
import { REASONS } from "../server/words.ts";
import { randomFrom, randomRows } from "./random-town.ts";
import { type SlowHome, slowOutcome } from "./slow-outcome.ts";
import { ASKED, oneOf, wildStandard, wildTown } from "./wild-town.ts";

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
