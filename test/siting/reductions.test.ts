/** What makes questions smaller, and what is told about answers: reductions, thinning, the curve, alternatives. */
import { expect, it } from "vitest";
import { randomOf } from "../../scripts/demo/random.ts";
import { alternativesOf } from "../../server/siting/alternatives.ts";
import { bendOf, coverageCurve } from "../../server/siting/curve.ts";
import { solveMaxCoverage } from "../../server/siting/max-coverage.ts";
import { coverageQuestion } from "../../server/siting/question.ts";
import { reduce } from "../../server/siting/reduce.ts";
import { rowsOf, transpose } from "../../server/siting/rows.ts";
import { isAllowed, randomQuestion, rowOf, slowBest, slowCovered, symmetricPairs } from "./slow-siting.ts";

it("turns rows round", () => {
  const rows = rowsOf([[2, 0, 2], [], [1, 2]]);
  expect([0, 1, 2].map((r) => rowOf(rows, r))).toEqual([[0, 2], [], [1, 2]]);
  const turned = transpose(rows, 4);
  expect([0, 1, 2, 3].map((r) => rowOf(turned, r))).toEqual([[0], [2], [0, 2], []]);
  expect(transpose(turned, 3)).toEqual(rows);
});

it("drops what is covered already, merges points, and drops candidates that cover less for no less money", () => {
  const question = coverageQuestion({
    // Points 0 and 1 have the same candidates; 2 is covered already; 4 is covered by nobody.
    byCandidate: rowsOf([[0, 1], [0, 1, 3], [2], [3], [0, 1, 3], [0, 1]]),
    weight: Float64Array.of(1, 2, 4, 8, 16),
    existing: Int32Array.of(2),
    budget: { amount: 5, cost: Float64Array.of(1, 2, 9, 2, 3, 3) },
  });
  const { question: small, covered, candidateOf, pointTo } = reduce(question);
  expect(covered).toBe(4);
  expect([...pointTo]).toEqual([0, 0, -1, 1, -1]);
  expect([...small.weight]).toEqual([3, 8]);
  // 0 costs less than 1, so it stays; 3 covers less than 1 for the same; 4 covers the same for more; 5 costs more than 0.
  expect([...candidateOf]).toEqual([0, 1]);
});

it("loses nothing by reductions", () => {
  const random = randomOf("siting/reduce");
  for (let n = 0; n < 300; n++) {
    const question = randomQuestion(random, { candidates: 9, points: 14 }, (chance) => ({
      existing: chance() < 0.5 ? Int32Array.of(0) : new Int32Array(),
      ...(chance() < 0.5
        ? {
            mostSites: null,
            budget: { amount: 7, cost: Float64Array.from({ length: 9 }, () => Math.floor(5 * chance())) },
          }
        : {}),
    }));
    const small = reduce(question);
    expect((slowBest(small.question) ?? Number.NaN) + small.covered).toBe(slowBest(question));
  }
});

it("draws a curve with a bound at each number of sites, and finds its bend", () => {
  const random = randomOf("siting/curve");
  for (let n = 0; n < 400; n++) {
    const question = randomQuestion(random, { candidates: 8, points: 14, isWhole: n % 2 === 0 }, (chance) => ({
      existing: chance() < 0.4 ? Int32Array.of(1) : new Int32Array(),
      movable: chance() < 0.4 ? { sites: Int32Array.of(3), cost: Float64Array.of(0) } : null,
      conflicts: chance() < 0.4 ? symmetricPairs(8, chance) : null,
      budget:
        chance() < 0.4 ? { amount: 6, cost: Float64Array.from({ length: 8 }, () => Math.floor(4 * chance())) } : null,
    }));
    const { points, coveredBefore } = coverageCurve(question, 6);
    const stay = Int32Array.from([...question.existing, ...(question.movable?.sites ?? [])]);
    expect(coveredBefore).toBeCloseTo(slowCovered(question, [...stay]), 9);
    let before = coveredBefore;
    for (const { sites, value, bound } of points) {
      const best = slowBest({ ...question, existing: stay, movable: null, mostSites: sites }) ?? Number.NaN;
      expect(value).toBeGreaterThan(before);
      expect(value).toBeLessThanOrEqual(best + 1e-9);
      expect(bound).toBeGreaterThanOrEqual(best - 1e-9);
      before = value;
    }
  }
  // 10, 19, 20, 21 people: the second site is the last that pays.
  const question = coverageQuestion({
    byCandidate: rowsOf([[0], [1], [2], [3]]),
    weight: Float64Array.of(10, 9, 1, 1),
    mostSites: 4,
  });
  const curve = coverageCurve(question, 9);
  expect(curve.points.map(({ value }) => value)).toEqual([10, 19, 20, 21]);
  expect(curve.points.map(({ bound }) => bound)).toEqual([10, 19, 20, 21]);
  expect(bendOf(curve.coveredBefore, curve.points)).toBe(2);
});

it("knows what could be taken in place of each site, and what that costs", () => {
  const random = randomOf("siting/alternatives");
  for (let n = 0; n < 300; n++) {
    const question = randomQuestion(random, { candidates: 9, points: 14 }, (chance) => ({
      existing: chance() < 0.4 ? Int32Array.of(1) : new Int32Array(),
      conflicts: chance() < 0.4 ? symmetricPairs(9, chance) : null,
      ...(chance() < 0.4
        ? { budget: { amount: 7, cost: Float64Array.from({ length: 9 }, () => Math.floor(5 * chance())) } }
        : {}),
    }));
    const standing = [...question.existing];
    const result = solveMaxCoverage(question, { solver: null });
    if (result.kind !== "answer") throw new Error(result.message);
    const sites = result.sites.map(({ candidate }) => candidate);
    alternativesOf(question, sites, 3).forEach((found, at) => {
      const others = sites.filter((_, k) => k !== at);
      const losses = [...Array(9).keys()]
        .filter((j) => !sites.includes(j) && !standing.includes(j) && isAllowed(question, [...others, j], []))
        .filter(
          (j) => slowCovered(question, [...standing, ...others, j]) > slowCovered(question, [...standing, ...others]),
        )
        .map((j) => result.peopleCovered - slowCovered(question, [...standing, ...others, j]))
        .sort((a, b) => a - b);
      expect(found.map(({ loss }) => loss)).toEqual(losses.slice(0, 3));
      for (const { candidate, loss } of found)
        expect(result.peopleCovered - slowCovered(question, [...standing, ...others, candidate])).toBe(loss);
    });
  }
});

it("refuses what makes no sense, with what is wrong", () => {
  const given = { byCandidate: rowsOf([[0], [1]]), weight: Float64Array.of(1, 2), mostSites: 1 };
  expect(() => coverageQuestion({ ...given, weight: Float64Array.of(1) })).toThrow(
    "point must be a number from 0 to 0, not 1",
  );
  expect(() => coverageQuestion({ ...given, existing: Int32Array.of(2) })).toThrow(
    "An existing site must be a number from 0 to 1, not 2",
  );
  const movable = { sites: Int32Array.of(0), cost: Float64Array.of(1) };
  expect(() => coverageQuestion({ ...given, movable, existing: Int32Array.of(0) })).toThrow(
    "cannot both stay and be movable",
  );
});
