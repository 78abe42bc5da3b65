import { describe, expect, it, test } from "vitest";
import { type Equity, equityOf, type Walks, worstServedAreas } from "../../server/review/equity.ts";
import { randomFrom } from "../random-town.ts";
import { peopleOf, slowGini, slowLorenz, slowWorst } from "./slow-equity.ts";

const NEVER = Number.POSITIVE_INFINITY;
const walks = (minutes: number[], people: number[], covered: number[] = people.map(() => 0)): Walks => ({
  minutes: Float64Array.from(minutes),
  people: Float64Array.from(people),
  peopleCovered: Float64Array.from(covered),
});

describe("Gini, by hand", () => {
  const giniOf = (minutes: number[], people: number[]) => equityOf(walks(minutes, people)).gini;

  it("is 0 where all walk equally long", () => {
    expect(giniOf([12, 12, 12], [1, 5, 3.5])).toBe(0);
    expect(giniOf([0, 0], [1, 5])).toBe(0);
    expect(giniOf([7], [0.5])).toBe(0);
  });

  it("is (n - 1) / n where one of n walks for all", () => {
    expect(giniOf([0, 40], [3, 1])).toBe(0.75);
    expect(giniOf([40, 0, 0, 0], [1, 1, 1, 1])).toBe(0.75);
  });

  it("of 10, 20 and 30 minutes is 2/9", () => {
    // Differences of the nine pairs: 4 × 10 + 2 × 20 = 80; 80 / 9 / (2 × 20).
    expect(giniOf([20, 30, 10], [1, 1, 1])).toBeCloseTo(2 / 9, 15);
    // As many people in each, whatever number.
    expect(giniOf([20, 30, 10], [2.5, 2.5, 2.5])).toBeCloseTo(2 / 9, 15);
  });

  it("counts no walk, and one beyond the cap, as the cap, and says how many they are", () => {
    const found = equityOf(walks([10, NEVER, 75, 60], [5, 2, 1, 2]), { capMinutes: 60 });
    expect(found).toMatchObject({ people: 10, peopleBeyondCap: 3, shareBeyondCap: 0.3, meanMinutes: 35 });
    // Half walk 10, half 60: 2 × 25 × 50 / 100 / (2 × 35).
    expect(found.gini).toBeCloseTo(25 / 70, 15);
    expect(equityOf(walks([10, NEVER], [1, 1]), { capMinutes: 10 }).gini).toBe(0);
  });
});

test("the Lorenz curve, by hand", () => {
  // Half walk 10 minutes, half 30: the first half walks a quarter of all minutes.
  expect(equityOf(walks([30, 10], [2, 2]), { lorenzParts: 4 }).lorenz).toEqual([
    { peopleShare: 0, minutesShare: 0 },
    { peopleShare: 0.25, minutesShare: 0.125 },
    { peopleShare: 0.5, minutesShare: 0.25 },
    { peopleShare: 0.75, minutesShare: 0.625 },
    { peopleShare: 1, minutesShare: 1 },
  ]);
});

describe("the worst-served tenth, by hand", () => {
  const tenth = (...of: Parameters<typeof walks>) => equityOf(walks(...of)).worstServed;

  it("splits the cell at the border", () => {
    // 100 people: 4 at 50 minutes, 10 at 40. The tenth are those 4 and 6 of the 10, of whom half are covered.
    const found = tenth([5, 40, 50], [86, 10, 4], [86, 5, 0]);
    expect(found).toMatchObject({
      people: 10,
      meanMinutes: 44,
      leastMinutes: 40,
      peopleUncovered: 7,
      shareUncovered: 0.7,
    });
    expect([...found.peopleAt]).toEqual([0, 6, 4]);
  });

  it("splits all cells with the border's walk alike, in whatever order they come", () => {
    expect([...tenth([40, 40, 5], [30, 10, 60]).peopleAt]).toEqual([7.5, 2.5, 0]);
    expect([...tenth([5, 40, 40], [60, 10, 30]).peopleAt]).toEqual([0, 2.5, 7.5]);
  });

  it("holds those without a walk first", () => {
    const some = tenth([NEVER, 75, 5], [4, 6, 90]);
    expect(some).toMatchObject({ people: 10, meanMinutes: 60, leastMinutes: 75, peopleBeyondCap: 10 });
    const all = tenth([NEVER, 75, 5], [20, 10, 70]);
    expect(all).toMatchObject({
      people: 10,
      meanMinutes: 60,
      leastMinutes: null,
      peopleBeyondCap: 10,
      shareUncovered: 1,
    });
  });

  it("never holds more people who are not covered than people", () => {
    for (let others = 1; others < 300; others++) {
      const { people, peopleUncovered } = tenth([NEVER, NEVER, NEVER, 5], [64, 32, 4, others], [0, 0, 0, others]);
      expect([others, people - peopleUncovered >= 0]).toEqual([others, true]);
    }
  });

  it("looks past cells where nobody lives", () => {
    expect(tenth([NEVER, 30, 5], [0, 1, 9])).toMatchObject({ people: 1, meanMinutes: 30, leastMinutes: 30 });
  });

  it("says in which areas they live", () => {
    const people = Float64Array.of(10, 10, 20, 5);
    const areas = worstServedAreas(Float64Array.of(3, 4, 0, 2), people, Int32Array.of(1, 1, 0, -1));
    expect(areas).toEqual([
      { area: 1, people: 7, shareOfArea: 0.35 },
      { area: -1, people: 2, shareOfArea: 0.4 },
    ]);
  });
});

test("of nobody nothing is said", () => {
  for (const nobody of [walks([], []), walks([NEVER, 3], [0, 0])]) {
    expect(equityOf(nobody)).toMatchObject({
      people: 0,
      gini: null,
      meanMinutes: null,
      shareBeyondCap: null,
      lorenz: [],
      worstServed: { people: 0, meanMinutes: null, leastMinutes: null, shareUncovered: null },
    });
  }
});

describe("500 random towns", () => {
  const towns = Array.from({ length: 500 }, (_, seed) => {
    const random = randomFrom(seed);
    const below = (n: number) => Math.floor(random() * n);
    const minutes = Array.from({ length: 1 + below(12) }, () => (random() < 0.15 ? NEVER : below(90)));
    const people = minutes.map((_, i) => (i === 0 ? 1 : 0) + below(12));
    return { minutes, people, covered: people.map((count) => below(count + 1)) };
  });
  const found = ({ minutes, people, covered }: (typeof towns)[number]): Equity =>
    equityOf(walks(minutes, people, covered), { lorenzParts: 20 });

  it("the twin, person by person, agrees", () => {
    for (const town of towns) {
      const persons = peopleOf(town.minutes, town.people, town.covered);
      const capped = persons.map(({ minutes }) => Math.min(60, minutes));
      const { gini, lorenz, worstServed: worst, ...rest } = found(town);
      expect(rest.people).toBe(persons.length);
      expect(rest.peopleBeyondCap).toBe(persons.filter(({ minutes }) => minutes > 60).length);
      expect(gini).toBeCloseTo(slowGini(capped), 12);
      expect(lorenz).toHaveLength(21);
      for (const { peopleShare, minutesShare } of lorenz) {
        expect(minutesShare).toBeCloseTo(slowLorenz(capped, peopleShare), 12);
      }
      const slow = slowWorst(persons, persons.length / 10);
      expect(worst.people).toBe(persons.length * 0.1);
      expect(worst.leastMinutes).toBe(slow.border === NEVER ? null : slow.border);
      expect((worst.meanMinutes ?? 0) * worst.people).toBeCloseTo(
        slow.sum(({ minutes }) => Math.min(60, minutes)),
        9,
      );
      expect(worst.peopleUncovered).toBeCloseTo(
        slow.sum(({ isCovered }) => Number(!isCovered)),
        9,
      );
      expect(worst.peopleBeyondCap).toBeCloseTo(
        slow.sum(({ minutes }) => Number(minutes > 60)),
        9,
      );
      town.minutes.forEach((_, p) => {
        expect(worst.peopleAt[p]).toBeCloseTo(
          slow.sum(({ point }) => Number(point === p)),
          9,
        );
      });
    }
  });

  it("Gini lies between 0 and 1, the curve is convex, and a cell cut in two changes nothing", () => {
    for (const { minutes, people, covered } of towns) {
      const { gini, lorenz } = found({ minutes, people, covered });
      expect(gini).toBeGreaterThanOrEqual(0);
      expect(gini).toBeLessThan(1);
      for (let i = 2; i < lorenz.length; i++) {
        const steps = [1, 0].map((back) => lorenz[i - back].minutesShare - lorenz[i - back - 1].minutesShare);
        expect(steps[1]).toBeGreaterThanOrEqual(steps[0] - 1e-12);
      }
      const halves = people.map((count) => count / 2);
      const cut = equityOf(walks([...minutes, ...minutes], [...halves, ...halves], [...halves, ...halves]));
      expect(cut.gini).toBeCloseTo(gini ?? Number.NaN, 12);
    }
  });
});

test("what is no count is refused", () => {
  expect(() => equityOf(walks([-1], [1]))).toThrow(
    "The minutes in row 0 are -1; state at least 0, and Infinity for no walk.",
  );
  expect(() => equityOf(walks([1], [NEVER]))).toThrow(
    "The people in row 0 are Infinity; state a number of at least 0.",
  );
  expect(() => equityOf(walks([1], [1], [2]))).toThrow("The people covered in row 0 are 2 of 1; state at most all.");
  expect(() => equityOf(walks([1], [1, 2]))).toThrow("There are 1 minutes, 2 people, 2 covered");
  expect(() => equityOf(walks([1], [1]), { capMinutes: NEVER })).toThrow("The cap is Infinity minutes");
  expect(() => equityOf(walks([1], [1]), { worstShare: 0 })).toThrow("The share of the worst served is 0");
});
