import { expect, it } from "vitest";
import { randomOf } from "../../scripts/demo/random.ts";
import { solveFewest } from "../../server/siting/fewest.ts";
import { createMipSolver } from "../../server/siting/mip.ts";
import { type CoverageQuestion, coverageQuestion } from "../../server/siting/question.ts";
import { rowsOf } from "../../server/siting/rows.ts";
import { isAllowed, randomQuestion, slowCovered, subsets, symmetricPairs } from "./slow-siting.ts";

const solver = await createMipSolver();

/** The least number of sites, or cost, that reaches the share; null when nothing does. */
function slowFewest(question: CoverageQuestion, share: number): number | null {
  const total = question.weight.reduce((a, b) => a + b, 0);
  const unlimited = { ...question, mostSites: null, budget: null };
  let least: number | null = null;
  for (const chosen of subsets(question.reach.byCandidate.count)) {
    if (chosen.some((j) => question.existing.includes(j)) || !isAllowed(unlimited, chosen, [])) continue;
    if (slowCovered(question, [...question.existing, ...chosen]) < share * total - 1e-9) continue;
    const { budget } = question;
    const cost = budget === null ? chosen.length : chosen.reduce((sum, j) => sum + budget.cost[j], 0);
    if (least === null || cost < least) least = cost;
  }
  return least;
}

it("finds the fewest sites for a share, with costs the least cost, or what is missing", { timeout: 300_000 }, () => {
  const random = randomOf("siting/fewest");
  const seen = { answer: 0, infeasible: 0 };
  for (let n = 0; n < 300; n++) {
    const question = randomQuestion(random, { candidates: 8, points: 12, isWhole: n % 3 > 0 }, (chance) => ({
      mostSites: 8,
      existing: chance() < 0.3 ? Int32Array.of(1) : new Int32Array(),
      ...(chance() < 0.3
        ? {
            mostSites: null,
            budget: { amount: 100, cost: Float64Array.from({ length: 8 }, () => Math.floor(6 * chance())) },
          }
        : {}),
      ...(chance() < 0.3 ? { conflicts: symmetricPairs(8, chance) } : {}),
    }));
    const share = n % 2 === 0 ? 1 : random();
    const least = slowFewest(question, share);
    for (const by of question.budget === null && question.conflicts === null && n % 5 === 0
      ? [solver, null]
      : [solver]) {
      const result = solveFewest(question, share, { solver: by, effort: { mostEntries: 0 } });
      seen[result.kind]++;
      if (least === null) {
        expect(result).toMatchObject({ kind: "infeasible" });
        continue;
      }
      if (result.kind !== "answer") throw new Error(result.message);
      expect(
        isAllowed(
          question,
          result.sites.map(({ candidate }) => candidate),
          [],
        ),
      ).toBe(true);
      expect(result.peopleCovered).toBeGreaterThanOrEqual(result.target - 1e-6);
      expect(result.lowerBound).toBeLessThanOrEqual(least);
      expect(result.cost).toBeGreaterThanOrEqual(least);
      if (by !== null) expect([result.cost, result.lowerBound]).toEqual([least, least]);
    }
  }
  expect(seen.infeasible).toBeGreaterThan(20);
  expect(seen.answer).toBeGreaterThan(100);
});

it("says how many people no candidate reaches, and how many sites are too few", () => {
  const question = coverageQuestion({
    byCandidate: rowsOf([[0], [1], [2]]),
    weight: Float64Array.of(10, 20, 30, 7),
    mostSites: 2,
  });
  expect(solveFewest(question, 1, { solver })).toMatchObject({
    kind: "infeasible",
    constraint: "coverage",
    missing: expect.closeTo(7, 5),
  });
  // 60 of 67 people need all three.
  expect(solveFewest(question, 60 / 67, { solver })).toMatchObject({
    kind: "infeasible",
    constraint: "sites",
    missing: 1,
  });
  expect(solveFewest(question, 50 / 67, { solver })).toMatchObject({
    kind: "answer",
    cost: 2,
    lowerBound: 2,
    peopleCovered: 50,
  });
});
