import { expect, test } from "vitest";
import { countingFacilities } from "../server/counting.ts";
import { peopleServed } from "../server/coverage.ts";
import { planOf } from "../server/plan.ts";
import { type Pace, plainQuestion } from "../server/standard.ts";
import { buildTerritory, type Territory } from "../server/territory.ts";
import type { FacilityKind } from "../server/words.ts";
import { randomTown } from "./random-town.ts";
import { slowCoverage } from "./slow-coverage.ts";
import { TOWN_PEOPLE, townRows } from "./town.ts";

const town = buildTerritory(townRows(), 1);
const ask = (territory: Territory, change: Partial<Pace> & { kinds?: readonly FacilityKind[] } = {}) =>
  planOf(territory).coverage(plainQuestion(change));

test("who is covered is whose walk takes at most the cutoff", () => {
  // Homes 1 (300 m) and 2 (exactly 1000 m, 15 minutes at 4 km/h) to A, home 5 (510 m) to B; home 3 is one metre too far.
  expect(ask(town).total).toMatchObject({ people: TOWN_PEOPLE, peopleCovered: 1 + 2 + 16 });
  // 14 minutes are 933 m.
  expect(ask(town, { cutoffMinutes: 14 }).total.peopleCovered).toBe(1 + 16);
  expect(ask(town, { cutoffMinutes: 60 }).total.peopleCovered).toBe(1 + 2 + 4 + 8 + 16 + 128 + 256);
});

test("only existing facilities of the asked kinds count", () => {
  expect(countingFacilities(town, null)).toEqual([0, 1]);
  // The closed station D stands beside homes 1 and 2, the planned C beside home 9.
  expect(ask(town, { kinds: ["employment-service-station"] }).total).toMatchObject({
    peopleCovered: 1 + 2,
    facilities: 1,
  });
  expect(ask(town, { kinds: ["odd-jobs-market"] }).total).toMatchObject({ peopleCovered: 16, facilities: 1 });
  expect(ask(town, { kinds: ["service-window"] }).total).toMatchObject({ peopleCovered: 0, facilities: 0 });
});

test("the headline at other speeds", () => {
  // 900 m, 1000 m and 1200 m of 15 minutes.
  expect(ask(town).sensitivity).toEqual([
    { walkingSpeedKmh: 3.6, peopleCovered: 1 + 16 },
    { walkingSpeedKmh: 4, peopleCovered: 1 + 2 + 16 },
    { walkingSpeedKmh: 4.8, peopleCovered: 1 + 2 + 4 + 16 },
  ]);
});

test("areas, and who lies outside of all", () => {
  const { areas, outside, total } = ask(town);
  const [county, west, east, north] = areas;
  expect(county).toMatchObject({ people: 511 - 64, peopleCovered: 19, facilities: 2 });
  expect(west).toMatchObject({ people: 1 + 2 + 4 + 8 + 128, peopleCovered: 3, facilities: 1 });
  expect(east).toMatchObject({ people: 16, peopleCovered: 16, facilities: 1 });
  expect(north).toMatchObject({ people: 32 + 256, peopleCovered: 0, facilities: 0 });
  expect(outside).toEqual([
    { level: "county", people: 64, peopleCovered: 0 },
    { level: "village", people: 64, peopleCovered: 0 },
  ]);
  expect(total.groups).toEqual([
    { people: 511, peopleCovered: 19 },
    { people: 102.5, peopleCovered: 2 },
  ]);
});

test("people by minute, and those without", () => {
  const { peopleByMinute, peopleUnreached, peopleWithoutStreet } = ask(town);
  // 300 m are 4.5 minutes, 510 m 7.65, 1000 m 15, 1001 m 15.015, 1720 m 25.8, 1920 m 28.8, 2120 m 31.8.
  const expected = new Array(60).fill(0);
  Object.assign(expected, { 4: 1, 7: 16, 14: 2, 15: 4, 25: 8, 28: 128, 31: 256 });
  expect(peopleByMinute).toEqual(expected);
  expect(peopleUnreached).toBe(32 + 64);
  expect(peopleWithoutStreet).toBe(32);
});

test("a territory of nothing has nothing", () => {
  const nothing = { ...townRows(), people: [], areas: [], facilities: [] };
  expect(ask(buildTerritory(nothing, 1)).total).toEqual({
    people: 0,
    peopleCovered: 0,
    overCapacity: 0,
    outOfReach: 0,
    facilities: 0,
    groups: [],
  });
});

test.each(Array.from({ length: 30 }, (_, seed) => seed))(
  "random town %i: conservation, and the slow twin agrees",
  (seed) => {
    const territory = randomTown(seed);
    const plan = planOf(territory);
    const nearest = plan.nearest(plainQuestion());
    const slow = slowCoverage(territory, null);
    territory.demand.people.forEach((_, point) => {
      if (slow[point] === null) expect(nearest.cost[point]).toBe(-1);
      else expect(nearest.cost[point] / 100).toBeCloseTo(slow[point], 1);
    });
    for (const cutoffMinutes of [3, 10, 25]) {
      const found = plan.coverage(plainQuestion({ cutoffMinutes }));
      const all = found.total;
      territory.levels.forEach((level, i) => {
        const areas = found.areas.filter((_, area) => territory.areas.level[area] === level);
        const sum = (of: (count: { people: number; peopleCovered: number }) => number) =>
          areas.reduce((total, area) => total + of(area), of(found.outside[i]));
        expect(sum(({ people }) => people)).toBeCloseTo(all.people, 6);
        expect(sum(({ peopleCovered }) => peopleCovered)).toBeCloseTo(all.peopleCovered, 6);
      });
      const within = found.peopleByMinute.slice(0, cutoffMinutes).reduce((a, b) => a + b, 0);
      expect(within).toBeCloseTo(all.peopleCovered, 6);
      const ever = found.peopleByMinute.reduce((a, b) => a + b, 0) + found.peopleUnreached;
      expect(ever).toBeCloseTo(all.people, 6);
      expect(all.peopleCovered + all.overCapacity + all.outOfReach).toBeCloseTo(all.people, 6);
      expect(peopleServed(plan.outcome(plainQuestion({ cutoffMinutes })))).toBe(all.peopleCovered);
    }
  },
);
