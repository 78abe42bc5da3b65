import { describe, expect, it } from "vitest";
import { randomOf } from "../../scripts/demo/random.ts";
import { solveMaxCoverage } from "../../server/siting/max-coverage.ts";
import { createMipSolver } from "../../server/siting/mip.ts";
import {
  type CoverageAnswer,
  type CoverageQuestion,
  coverageQuestion,
  type Infeasible,
  UNWATCHED,
} from "../../server/siting/question.ts";
import { rowsOf } from "../../server/siting/rows.ts";
import { isAllowed, randomQuestion, slowBest, slowCovered, symmetricPairs } from "./slow-siting.ts";

const solver = await createMipSolver();

function answered(result: CoverageAnswer | Infeasible): CoverageAnswer {
  if (result.kind !== "answer") throw new Error(result.message);
  return result;
}

/** An answer keeps its limits, its figures are its own, and the optimum lies between it and its bound. */
function check(question: CoverageQuestion, answer: CoverageAnswer, best: number): void {
  const chosen = answer.sites.map(({ candidate }) => candidate);
  expect(isAllowed(question, chosen, answer.closed)).toBe(true);
  const standing = [...question.existing, ...(question.movable?.sites ?? [])];
  const open = [...standing.filter((site) => !answer.closed.includes(site)), ...chosen];
  expect(answer.peopleCovered).toBeCloseTo(slowCovered(question, open), 9);
  expect(answer.coveredBefore).toBeCloseTo(slowCovered(question, standing), 9);
  const gains = answer.sites.reduce((sum, { gain }) => sum + gain, answer.coveredBefore);
  expect(gains).toBeCloseTo(answer.peopleCovered, 6);
  expect(answer.peopleCovered).toBeLessThanOrEqual(best + 1e-6);
  expect(answer.upperBound).toBeGreaterThanOrEqual(best - 1e-6);
}

describe("most people covered", () => {
  it("takes the sites that cover most, the one with more first", () => {
    // Powers of two name who is covered. Greedy would take 1 (people 1 + 2 + 4 + 8), the best is 0 and 2.
    const byCandidate = rowsOf([
      [0, 1, 4],
      [0, 1, 2, 3],
      [2, 3, 5],
    ]);
    const weight = Float64Array.of(3, 3, 3, 3, 2, 1);
    const answer = answered(solveMaxCoverage(coverageQuestion({ byCandidate, weight, mostSites: 2 }), { solver }));
    expect(answer.sites).toEqual([
      { candidate: 0, gain: 8 },
      { candidate: 2, gain: 7 },
    ]);
    expect(answer).toMatchObject({ peopleCovered: 15, upperBound: 15, gapPercent: 0, coveredBefore: 0 });
  });

  it("names no site where none adds anybody", () => {
    const question = coverageQuestion({
      byCandidate: rowsOf([[0], [0], []]),
      weight: Float64Array.of(5),
      existing: Int32Array.of(1),
      mostSites: 2,
    });
    expect(solveMaxCoverage(question, { solver })).toMatchObject({
      sites: [],
      peopleCovered: 5,
      upperBound: 5,
      coveredBefore: 5,
    });
  });

  it("has the best answer between its answer and its bound, with and without HiGHS", { timeout: 300_000 }, () => {
    const random = randomOf("siting/between");
    for (let n = 0; n < 1_500; n++) {
      const question = randomQuestion(random, { candidates: 9, points: 14, isWhole: n % 2 === 0 }, (chance) => ({
        existing: chance() < 0.3 ? Int32Array.of(0, 3) : new Int32Array(),
        ...(chance() < 0.4
          ? {
              mostSites: chance() < 0.5 ? null : 3,
              budget: {
                amount: Math.floor(chance() * 12),
                cost: Float64Array.from({ length: 9 }, () => Math.floor(chance() * 6)),
              },
            }
          : {}),
        ...(chance() < 0.3 ? { conflicts: symmetricPairs(9, chance) } : {}),
      }));
      const best = slowBest(question) ?? Number.NaN;
      const rough = answered(
        solveMaxCoverage(question, { solver: null, effort: { evaluations: 60 * (n % 3), shakes: n % 4 } }),
      );
      check(question, rough, best);
      if (n % 3 > 0) continue;
      const exact = answered(solveMaxCoverage(question, { solver }));
      check(question, exact, best);
      expect(exact.peopleCovered).toBeCloseTo(best, 6);
      expect(exact.gapPercent).toBe(0);
    }
  });

  it("answers the same on every run, and stops when asked", () => {
    const question = randomQuestion(randomOf("siting/same"), { candidates: 60, points: 300 });
    const effort = { shakes: 5 };
    expect(solveMaxCoverage(question, { solver, effort })).toEqual(solveMaxCoverage(question, { solver, effort }));
    let asked = 0;
    const watch = { ...UNWATCHED, isStopped: () => ++asked > 3 };
    const stopped = answered(solveMaxCoverage(question, { solver, watch }));
    expect(stopped.stoppedEarly).toBe(stopped.gapPercent > 0);
    expect(stopped.upperBound).toBeGreaterThanOrEqual(stopped.peopleCovered);
  });
});
