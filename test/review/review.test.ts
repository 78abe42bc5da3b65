/** Reviews of towns drawn from a seed: every person is accounted for, once, in every figure of the document. */
import { Compile } from "typebox/compile";
import { describe, expect, test } from "vitest";
import { hasOneMeasure, PARTS_OF_LIMIT } from "../../server/access/reach-pairs.ts";
import { type Plan, planOf } from "../../server/plan.ts";
import { NO_REASON } from "../../server/reasons/reasons.ts";
import { Review, type ReviewPeople, type ReviewSettlement } from "../../server/review/document.ts";
import { packReview } from "../../server/review/kept.ts";
import {
  plainQuestion,
  plainStandard,
  type Question,
  SHIPPED_STANDARDS,
  type Standard,
} from "../../server/standard.ts";
import { buildTerritory, type Territory } from "../../server/territory.ts";
import { REASONS, REVIEW_STAGES, SETTLEMENT_KINDS } from "../../server/words.ts";
import { randomFrom } from "../random-town.ts";
import { mixedTown } from "../reasons/reason-towns.ts";
import { ASKED, oneOf, wildStandard, wildTown } from "../wild-town.ts";

const ABOUT = { version: "test" };
const isReview = Compile(Review);

const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

/** Everything that must hold of any review. */
function check(plan: Plan, question: Question): Review {
  const { territory } = plan;
  const { demand } = territory;
  const kept = plan.review(question, ABOUT);
  // As it leaves the program: no NaN and no undefined survive that.
  const review: Review = JSON.parse(JSON.stringify(kept.review));
  expect(isReview.Errors(review)).toEqual([]);
  expect(review).toEqual(kept.review);

  const { total, places, areas, gaps, outside } = review;
  for (const figures of [total, ...places, ...areas]) {
    checkFigures(figures, question);
  }
  expect(total.people).toBeCloseTo(sum(demand.people), 6);
  for (const field of ["people", "served", "overCapacity", "outOfReach", "facilities"] as const) {
    if (field !== "facilities") expect(sum(places.map((figures) => figures[field]))).toBeCloseTo(total[field], 6);
    for (const level of review.levels) {
      const ofLevel = areas.filter((area) => area.level === level).map((area) => area[field]);
      const rest = outside.find((entry) => entry.level === level);
      if (field === "people" || field === "served") {
        expect([level, field, sum(ofLevel) + (rest?.[field] ?? 0)]).toEqual([
          level,
          field,
          expect.closeTo(total[field], 6),
        ]);
      } else expect(sum(ofLevel)).toBeLessThanOrEqual(total[field] + 1e-6);
    }
  }

  const uncovered = total.overCapacity + total.outOfReach;
  expect(sum(gaps.map(({ people }) => people))).toBeCloseTo(uncovered, 6);
  REASONS.forEach((_, r) => {
    expect(sum(gaps.map(({ reasons }) => reasons[r]))).toBeCloseTo(total.reasons[r], 6);
    expect(sum(places.map(({ reasons }) => reasons[r]))).toBeCloseTo(total.reasons[r], 6);
  });
  for (const gap of gaps) {
    expect(sum(gap.reasons)).toBeCloseTo(gap.people, 6);
    expect(gap.reasons[REASONS.indexOf(gap.evidence.reason)]).toBe(Math.max(...gap.reasons));
    for (const remedy of gap.remedies) {
      expect(remedy.peopleOfGap).toBeGreaterThan(0);
      expect(remedy.peopleOfGap).toBeLessThanOrEqual(gap.people + 1e-6);
      expect(remedy.people).toBeLessThanOrEqual(uncovered + 1e-6);
    }
  }
  expect(gaps.map(({ people }) => people)).toEqual(gaps.map(({ people }) => people).sort((a, b) => b - a));

  const outcome = plan.outcome(question);
  const { reason, points } = plan.reasons(question);
  for (let point = 0; point < demand.count; point++) {
    const isUncovered = outcome.overCapacity[point] + outcome.outOfReach[point] > 0;
    expect([point, reason[point] !== NO_REASON]).toEqual([point, isUncovered]);
  }
  expect(points.length).toBe(reason.filter((index) => index !== NO_REASON).length);

  for (const { load, capacity, counts, peopleInReach } of review.facilities) {
    expect(load === null).toBe(!counts || !question.circumstances.countCapacity);
    if (load !== null && capacity !== null) expect(load).toBeLessThanOrEqual(capacity + 1e-6);
    if (load !== null) expect(load).toBeLessThanOrEqual(peopleInReach + 1e-6);
  }
  checkSettlements(plan, question, review.settlements);
  checkScores(plan, question, review);
  expect(plan.review(question, ABOUT)).toEqual(kept);
  return review;
}

function checkFigures(figures: ReviewPeople, { circumstances }: Question): void {
  const { people, served, overCapacity, outOfReach, share, groups, reasons, servedAnyDistrict, weightedShare } =
    figures;
  expect(served + overCapacity + outOfReach).toBeCloseTo(people, 6);
  expect(sum(reasons)).toBeCloseTo(overCapacity + outOfReach, 6);
  for (const part of [served, overCapacity, outOfReach, ...reasons]) expect(part).toBeGreaterThanOrEqual(0);
  expect(share).toEqual(people > 0 ? expect.closeTo(served / people, 9) : null);
  expect(weightedShare === null || (weightedShare >= 0 && weightedShare <= 1)).toBe(true);
  for (const group of groups) {
    expect(group.peopleCovered).toBeLessThanOrEqual(group.people + 1e-6);
    expect(group.share).toEqual(group.people > 0 ? expect.closeTo(group.peopleCovered / group.people, 9) : null);
  }
  // The first group is the total; others lie within it.
  expect(groups[0].people).toBeCloseTo(people, 6);
  expect(groups[0].peopleCovered).toBeCloseTo(served, 6);
  for (const group of groups) expect(group.people).toBeLessThanOrEqual(people + 1e-6);
  expect(servedAnyDistrict === null).toBe(!circumstances.ownDistrictOnly);
  // With capacity counted a queue may become longer when more people may join it.
  if (servedAnyDistrict !== null && !circumstances.countCapacity) {
    expect(servedAnyDistrict).toBeGreaterThanOrEqual(served - 1e-9);
  }
}

function checkSettlements({ territory, outcome }: Plan, question: Question, found: readonly ReviewSettlement[]): void {
  const { settlements, demand } = territory;
  const { served } = outcome(question);
  const states = ["uncovered", "partly", "covered"];
  const order = found.map(({ kind, state }) => SETTLEMENT_KINDS.indexOf(kind) * 3 + states.indexOf(state));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(found.length).toBe(settlements.count);
  for (const { code, state, peopleOfBase, served: theirs, evidence } of found) {
    const s = settlements.code.indexOf(code);
    const homes = [...demand.people.keys()].filter((point) =>
      demand.inSettlement.subarray(demand.firstSettlement[point], demand.firstSettlement[point + 1]).includes(s),
    );
    expect(peopleOfBase).toBeCloseTo(sum(homes.map((point) => demand.people[point])), 6);
    expect(theirs).toBeCloseTo(sum(homes.map((point) => served[point])), 6);
    if (peopleOfBase > 0) {
      const isAll = homes.every((point) => demand.people[point] - served[point] < 1e-6);
      const isNone = homes.every((point) => served[point] < 1e-6);
      expect([code, state]).toEqual([code, isAll ? "covered" : isNone ? "uncovered" : "partly"]);
    }
    expect([code, evidence === null]).toEqual([code, state === "covered"]);
  }
}

/** Scores share out what there is: mean × residents is the supply of the facilities that are reached. */
function checkScores({ territory, outcome }: Plan, question: Question, { accessibility, total, areas }: Review): void {
  const { demand, facilities } = territory;
  const { service } = question.standard;
  const { tiers, pairs } = outcome(question);
  const limitAt = (t: number, point: number) => (hasOneMeasure(tiers) ? tiers[t].limit[point] : PARTS_OF_LIMIT);
  const isReached = (row: number) =>
    pairs.some(({ first, point, cost }, t) => {
      for (let k = first[row]; k < first[row + 1]; k++) {
        // A walk of exactly the limit weighs nothing.
        if (demand.people[point[k]] > 0 && cost[k] < limitAt(t, point[k])) return true;
      }
      return false;
    });
  const supplyOf = (row: number) => {
    const { [row]: yearly } = facilities.yearlyCapacity;
    const { [row]: staff } = facilities.staff;
    return yearly ?? (staff === null || service.yearlyPerStaff === null ? 0 : staff * service.yearlyPerStaff);
  };
  const supply = sum([...facilities.kind.keys()].filter(isReached).map(supplyOf));
  if (accessibility === null) {
    expect(supply).toBe(0);
    return;
  }
  expect(accessibility.mean * total.people * service.residentsPerPersonOfBase).toBeCloseTo(supply, 6);
  for (const { accessibility: mean } of areas) expect(mean === null || mean >= 0).toBe(true);
}

const BLOCKS = Array.from({ length: 10 }, (_, block) => block);

describe.each(BLOCKS)("wild towns, block %i", (block) => {
  test("every person is accounted for, once, in every figure", () => {
    for (let seed = block * 6; seed < block * 6 + 6; seed++) {
      const { territory } = wildTown(seed);
      const plan = planOf(territory);
      const random = randomFrom(seed + 40_000);
      for (let turn = 0; turn < 3; turn++) {
        const standard = wildStandard(random);
        const circumstances = {
          hours: oneOf(random, ASKED).hours,
          ownDistrictOnly: random() < 0.5,
          countCapacity: random() < 0.5,
        };
        check(plan, { standard, circumstances });
      }
    }
  });
});

test("targets tell the people who are missing", () => {
  const { territory } = wildTown(3);
  const targets = [
    { year: 2027, share: 0 },
    { year: 2030, share: 1 },
  ];
  const question = { ...plainQuestion(), standard: { ...plainStandard(), targets } };
  const { targets: found, total } = check(planOf(territory), question);
  expect(found).toEqual([
    { year: 2027, share: 0, people: 0 },
    { year: 2030, share: 1, people: total.people - total.served },
  ]);
});

test("the same question gives the same bytes from a territory that is built anew", () => {
  const { territory: first } = wildTown(5);
  const { territory: second } = wildTown(5);
  const question = { standard: wildStandard(randomFrom(1)), circumstances: plainQuestion().circumstances };
  const [one, two] = [first, second].map((territory) => packReview(planOf(territory).review(question, ABOUT)));
  expect(Buffer.from(one).equals(Buffer.from(two))).toBe(true);
});

test("the shipped walk of 15 minutes is the plain question, to the digit", () => {
  const { territory } = wildTown(7);
  const plan = planOf(territory);
  const [walk15] = SHIPPED_STANDARDS;
  const { question: plainAsked, ...plain } = plan.review(plainQuestion({ cutoffMinutes: 15 }), ABOUT).review;
  const { question: shippedAsked, ...shipped } = plan.review({ ...plainQuestion(), standard: walk15 }, ABOUT).review;
  expect([walk15.id, { ...shipped, targets: [] }]).toEqual(["walk-15", plain]);
  expect([plainAsked, shippedAsked].map((asked) => (asked.standard as Standard).tiers[0].city)).toEqual([
    { by: "walk", cutoffMinutes: 15 },
    { by: "walk", cutoffMinutes: 15 },
  ]);
});

test("a review tells its stages in order, and ends at the one at which nobody waits any more", () => {
  const plan = planOf(wildTown(2).territory);
  const stages: string[] = [];
  plan.review(plainQuestion(), ABOUT, (stage) => stages.push(stage));
  expect(stages).toEqual(REVIEW_STAGES);
  stages.length = 0;
  const leave = (stage: string) => {
    stages.push(stage);
    if (stage === "reasons") throw new Error("gone");
  };
  expect(() => plan.review(plainQuestion({ cutoffMinutes: 9 }), ABOUT, leave)).toThrow("gone");
  expect(stages).toEqual(["reach", "coverage", "gaps", "reasons"]);
});

describe("the mixed town", () => {
  const territory: Territory = buildTerritory(mixedTown(), 1);
  const plan = planOf(territory);
  const saturday = { type: "at", time: "2026-11-28T10:00" } as const;
  const question: Question = {
    standard: {
      ...plainStandard({ cutoffMinutes: 15, walkingSpeedKmh: 4 }),
      service: { yearlyPer1000: 1000, residentsPerPersonOfBase: 1, yearlyPerStaff: null },
    },
    circumstances: { hours: saturday, ownDistrictOnly: true, countCapacity: true },
  };

  test("has every reason, each with the people it was drawn for", () => {
    const review = check(plan, question);
    expect(Object.fromEntries(REASONS.map((reason, r) => [reason, review.total.reasons[r]]))).toEqual({
      "no-street": 2,
      island: 4,
      "other-district": 8,
      closed: 16,
      "over-capacity": 32,
      barrier: 64,
      "too-far": 128,
    });
    expect(review.total).toMatchObject({ people: 255, served: 1, overCapacity: 32, outOfReach: 222 });
  });

  test("names the railway, the closed station and the full one", () => {
    const { gaps } = plan.review(question, ABOUT).review;
    const of = (reason: string) => gaps.find(({ evidence }) => evidence.reason === reason)?.evidence;
    const railway = { barrierKind: "railway", barrierName: "Hill Railway" };
    expect(of("barrier")).toMatchObject({ ...railway, facilityName: "S" });
    const crossed = gaps.find(({ evidence }) => evidence.reason === "barrier")?.remedies;
    expect(crossed?.[0]).toMatchObject({ kind: "crossing", ...railway });
    expect(of("closed")).toMatchObject({ facilityName: "F", openingHours: "Mo-Fr 09:00-17:00", hoursState: "closed" });
    expect(of("other-district")).toMatchObject({ facilityName: "D" });
    expect(of("over-capacity")).toMatchObject({ facilityName: "S", reason: "over-capacity" });
  });
});
