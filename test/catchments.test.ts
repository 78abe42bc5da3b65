import { describe, expect, test } from "vitest";
import { type Plan, planOf } from "../server/plan.ts";
import { areaFinder } from "../server/point-in-area.ts";
import { plainQuestion } from "../server/standard.ts";
import { buildTerritory } from "../server/territory.ts";
import { randomTown } from "./random-town.ts";
import { place, townRows } from "./town.ts";

const plan = planOf(buildTerritory(townRows(), 1));
const ask = (asked: Plan, row: number, cutoffsMinutes: number[], walkingSpeedKmh = 4) => {
  const pace = { cutoffsMinutes, walkingSpeedKmh };
  return asked.catchments({ places: asked.territory.facilities.links, row }, pace, { withOutline: true });
};

test("who can walk to station A within each cutoff", () => {
  const [five, fifteen, sixty] = ask(plan, 0, [5, 15, 60]);
  // 5 minutes are 333 m, 15 are 1000 m, 60 are 4000 m.
  expect(five).toMatchObject({ cutoffMinutes: 5, people: 1, groups: [1, 1], linkMetres: expect.closeTo(20, 3) });
  expect(fifteen).toMatchObject({ people: 3, groups: [3, 2] });
  // Along Main Street 980 m are left after the off-street leg.
  expect(fifteen.streetMetres).toBeCloseTo(980, 2);
  expect([...fifteen.minutes].map((minutes) => minutes.toFixed(3))).toEqual(["4.500", "15.000"]);
  expect(sixty.people).toBe(1 + 2 + 4 + 8 + 16 + 128 + 256);
  // All of Main Street and Cross Street.
  expect(sixty.streetMetres).toBeCloseTo(4500, 1);
});

test("the outline is drawn around the reached streets", () => {
  const [{ outline }] = ask(plan, 0, [15]);
  if (outline === null) throw new Error("no outline");
  // 980 m of street with 30 m on each side, in a circle of 1000 m.
  expect(outline.squareMetres).toBeGreaterThan(980 * 50);
  expect(outline.squareMetres).toBeLessThan(1010 * 65);
  expect(outline.pedestrianShedRatio).toBeCloseTo(outline.squareMetres / (Math.PI * 1000 * 1000), 9);
  const find = areaFinder([outline.polygon]);
  expect(find(place(500, 0).lon, place(500, 0).lat)).toBe(0);
  expect(find(place(1200, 0).lon, place(1200, 0).lat)).toBe(-1);
});

test("the walk is the one that coverage counted", () => {
  const { territory } = plan;
  const home = plan.linker.linkPoint(place(1000, 700).lon, place(1000, 700).lat, { maxMetres: 500 });
  const walk = plan.walk(home, plainQuestion());
  // Straight down Cross Street and along Main Street to A.
  expect(walk).toMatchObject({ facility: 0, metres: expect.closeTo(1720, 2), minutes: expect.closeTo(25.8, 4) });
  const market = plan.walk(home, plainQuestion({ kinds: ["odd-jobs-market"] }));
  expect(market).toMatchObject({ facility: 1, metres: expect.closeTo(2710, 2) });
  expect(walk?.line.coordinates.at(0)).toEqual([place(1000, 700).lon, place(1000, 700).lat]);
  expect(walk?.line.coordinates.at(-1)).toEqual([territory.facilities.lon[0], territory.facilities.lat[0]]);
  const island = plan.linker.linkPoint(place(5200, 3010).lon, place(5200, 3010).lat, { maxMetres: 500 });
  expect(plan.walk(island, plainQuestion())).toBeNull();
});

describe.each(Array.from({ length: 20 }, (_, seed) => seed))("random town %i", (seed) => {
  const asked = planOf(randomTown(seed));
  const { demand, facilities } = asked.territory;

  test("the union of all catchments is what is covered", () => {
    for (const cutoffMinutes of [2, 6, 15]) {
      const reached = new Set<number>();
      for (let row = 0; row < facilities.count; row++) {
        for (const point of ask(asked, row, [cutoffMinutes])[0].points) reached.add(point);
      }
      const { peopleCovered } = asked.coverage(plainQuestion({ cutoffMinutes })).total;
      expect([...reached].reduce((sum, point) => sum + demand.people[point], 0)).toBe(peopleCovered);
    }
  });

  test("a longer cutoff reaches more", () => {
    const found = ask(asked, 0, [2, 4, 8, 16]);
    for (let i = 1; i < found.length; i++) {
      expect(found[i].people).toBeGreaterThanOrEqual(found[i - 1].people);
      expect(found[i].streetMetres).toBeGreaterThanOrEqual(found[i - 1].streetMetres);
      expect([...found[i].points]).toEqual(expect.arrayContaining([...found[i - 1].points]));
    }
  });

  test("the walk from each home equals its time in coverage", () => {
    const nearest = asked.nearest(plainQuestion());
    for (let point = 0; point < demand.count; point++) {
      const links = asked.linker.linkPoint(demand.lon[point], demand.lat[point], { maxMetres: 500 });
      const walk = asked.walk(links, plainQuestion());
      if (nearest.cost[point] === -1) expect(walk).toBeNull();
      else
        expect(walk).toMatchObject({
          facility: nearest.facility[point],
          minutes: (nearest.cost[point] * 60) / 400_000,
        });
    }
  });
});
