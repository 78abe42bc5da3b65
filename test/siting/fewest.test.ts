import { expect, it } from "vitest";
import { randomOf } from "../../scripts/demo/random.ts";
import { solveFewest } from "../../server/siting/fewest.ts";
import { createMipSolver } from "../../server/siting/mip.ts";
import { type CoverageQuestion, coverageQuestion, type Progress, UNWATCHED } from "../../server/siting/question.ts";
import { rowsOf } from "../../server/siting/rows.ts";
import { isAllowed, randomQuestion, slowBest, slowChoices, slowCovered, symmetricPairs } from "./slow-siting.ts";

const solver = await createMipSolver();

/** The least number of sites, or cost, that reaches the share; null when nothing does. */
function slowFewest(question: CoverageQuestion, share: number): number | null {
  const { budget, weight } = question;
  const total = weight.reduce((a, b) => a + b, 0);
  const alike = { ...question, weight: weight.map(Math.sign) };
  const everybody = alike.weight.reduce((a, b) => a + b, 0);
  const unlimited = { ...question, mostSites: budget === null ? null : question.mostSites, budget: null };
  let least: number | null = null;
  for (const { chosen, open } of slowChoices(unlimited)) {
    // Everybody means each of them, however light.
    const missing =
      share === 1 ? everybody - slowCovered(alike, open) : share * total - 1e-9 - slowCovered(question, open);
    if (missing > 0) continue;
    const cost = budget === null ? chosen.length : chosen.reduce((sum, j) => sum + budget.cost[j], 0);
    if (least === null || cost < least) least = cost;
  }
  return least;
}

it("finds the fewest sites for a share, with costs the least cost, or what is missing", { timeout: 300_000 }, () => {
  const random = randomOf("siting/fewest");
  const seen: Record<string, number> = {};
  const count = (what: string) => {
    seen[what] = (seen[what] ?? 0) + 1;
  };
  for (let n = 0; n < 600; n++) {
    const drawn = randomQuestion(random, { candidates: 8, points: 12, isWhole: n % 3 > 0 }, (chance) => ({
      mostSites: chance() < 0.3 ? 2 : 8,
      existing: chance() < 0.3 ? Int32Array.of(1) : new Int32Array(),
      ...(chance() < 0.4
        ? {
            mostSites: chance() < 0.5 ? null : 1 + Math.floor(3 * chance()),
            budget: {
              amount: chance() < 0.5 ? 100 : 6,
              cost: Float64Array.from({ length: 8 }, () => (n % 3 > 0 ? Math.floor(6 * chance()) : 6 * chance())),
            },
          }
        : {}),
      ...(chance() < 0.3 ? { conflicts: symmetricPairs(8, chance) } : {}),
    }));
    // Some people are next to nobody: fractions of cells, which a sum would lose.
    const question =
      n % 7 === 0 ? { ...drawn, weight: drawn.weight.map((each, i) => (i < 4 ? each * 1e-5 : each)) } : drawn;
    const share = n % 2 === 0 ? 1 : random();
    const { budget, mostSites } = question;
    const least = slowFewest(question, share);
    const limit = budget === null ? mostSites : budget.amount;
    const isPlain = budget === null && question.conflicts === null;
    for (const by of isPlain && n % 3 === 0 ? [solver, null] : [solver]) {
      const told: Progress[] = [];
      const watch = { ...UNWATCHED, report: (each: Progress) => told.push(each) };
      const result = solveFewest(question, share, { solver: by, effort: { mostEntries: 0 }, watch });
      for (const { best, bound } of told) {
        expect(best).toBeGreaterThanOrEqual((least ?? 0) - 1e-5);
        expect(bound).toBeLessThanOrEqual((least ?? Number.POSITIVE_INFINITY) + 1e-5);
      }
      let asked = 0;
      const limited = { ...UNWATCHED, isStopped: () => ++asked > n % 15 };
      try {
        const stopped = solveFewest(question, share, { solver: by, watch: limited, effort: { shakes: 0 } });
        if (stopped.kind === "answer") {
          expect(stopped.lowerBound).toBeLessThanOrEqual((least ?? 0) + 1e-9);
          expect(stopped.cost).toBeGreaterThanOrEqual((least ?? Number.POSITIVE_INFINITY) - 1e-9);
        } else expect(result.kind).toBe("infeasible");
      } catch (error) {
        expect(`${error}`).toMatch(/more time/);
      }
      if (result.kind === "infeasible") {
        count(result.constraint);
        if (result.constraint === "budget" || (result.constraint === "sites" && budget === null))
          expect(result.missing).toBeCloseTo((least ?? Number.NaN) - (limit ?? 0), 4);
        else expect(least).toBe(null);
        if (result.constraint === "sites" && budget !== null) {
          const sites = slowFewest({ ...question, budget: null, mostSites: null }, share);
          expect(result.missing).toBe((sites ?? Number.NaN) - (mostSites ?? Number.NaN));
        }
        if (result.constraint === "coverage") {
          const reached = slowCovered(question, [...Array(8).keys()]);
          expect(result.missing).toBeCloseTo(share * question.weight.reduce((a, b) => a + b, 0) - reached, 6);
        }
        if (result.constraint === "spacing") {
          const most = slowBest({ ...question, budget: null, mostSites: 8 }) ?? Number.NaN;
          expect(result.missing).toBeCloseTo(share * question.weight.reduce((a, b) => a + b, 0) - most, 4);
        }
        continue;
      }
      count(by === null ? "rough" : "answer");
      if (least === null) throw new Error(`${n}: answered where nothing is allowed.`);
      const chosen = result.sites.map(({ candidate }) => candidate);
      expect(isAllowed(question, chosen, [])).toBe(true);
      expect(result.peopleCovered).toBeGreaterThanOrEqual(result.target - 1e-6);
      expect(result.lowerBound).toBeLessThanOrEqual(least + 1e-9);
      expect(result.cost).toBeGreaterThanOrEqual(least - 1e-9);
      if (by !== null) {
        expect(result.cost).toBeCloseTo(least, 5);
        expect(result.lowerBound).toBe(result.cost);
      }
    }
  }
  for (const what of ["answer", "rough", "coverage", "spacing", "budget", "sites"])
    expect(seen[what], what).toBeGreaterThan(5);
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
