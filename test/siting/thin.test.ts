/** Fewer candidates lose no more than is stated, whatever must hold beside. */
import { expect, it } from "vitest";
import { type Random, randomOf } from "../../scripts/demo/random.ts";
import { solveMaxCoverage } from "../../server/siting/max-coverage.ts";
import { createMipSolver } from "../../server/siting/mip.ts";
import { type CoverageQuestion, coverageQuestion } from "../../server/siting/question.ts";
import { rowsOf } from "../../server/siting/rows.ts";
import { spacingPairs } from "../../server/siting/spacing.ts";
import { thin } from "../../server/siting/thin.ts";
import { isAllowed, randomQuestion, rowOf, slowBest } from "./slow-siting.ts";

const solver = await createMipSolver();
const CANDIDATES = 9;
const POINTS = 12;

/** A spacing as on the ground: candidates on a few places of a line. */
function spacing(chance: Random) {
  const lon = Float64Array.from({ length: CANDIDATES }, () => Math.floor(6 * chance()) / 1000);
  return spacingPairs(lon, new Float64Array(CANDIDATES), 150 + 200 * chance());
}

function limits(chance: Random): Partial<CoverageQuestion> {
  const withBudget = chance() < 0.4;
  return {
    existing: chance() < 0.5 ? Int32Array.of(2) : new Int32Array(),
    movable: chance() < 0.4 ? { sites: Int32Array.of(0, 5), cost: Float64Array.of(Math.floor(3 * chance()), 1) } : null,
    mostSites: withBudget && chance() < 0.5 ? null : Math.floor(4 * chance()),
    budget: withBudget
      ? {
          amount: Math.floor(9 * chance()),
          cost: Float64Array.from({ length: CANDIDATES }, () => Math.floor(4 * chance())),
        }
      : null,
    conflicts: chance() < 0.4 ? spacing(chance) : null,
  };
}

it("loses no more than it states, with spacing, budgets and moves", { timeout: 300_000 }, () => {
  const random = randomOf("siting/thin");
  const seen = { lost: 0, kept: 0, free: 0 };
  for (let n = 0; n < 1_000; n++) {
    const question = randomQuestion(random, { candidates: CANDIDATES, points: POINTS, isWhole: n % 2 === 0 }, limits);
    const { question: small, candidateOf, loss } = thin(question, 2 + (n % 5));
    const standing = [...question.existing, ...(question.movable?.sites ?? [])];
    expect(candidateOf.length).toBeLessThanOrEqual(2 + (n % 5) + standing.length);
    expect([...small.existing].map((j) => candidateOf[j])).toEqual([...question.existing]);
    const best = slowBest(question);
    const left = slowBest(small);
    // What is left can be chosen in the whole.
    if (left !== null) expect(left).toBeLessThanOrEqual((best ?? Number.NaN) + 1e-9);
    if (best === null || left === null) throw new Error("Nothing need be built.");
    expect(left + loss).toBeGreaterThanOrEqual(best - 1e-9);
    if (left < best - 1e-9) seen.lost++;
    const isPlain = question.conflicts === null;
    if (loss < 1e-9 && candidateOf.length < CANDIDATES) seen.free++;
    if (!isPlain && candidateOf.length < CANDIDATES) seen.kept++;
  }
  expect(Math.min(seen.lost, seen.kept, seen.free)).toBeGreaterThan(20);
});

it("leaves the best between answer and bound when candidates are thinned out", { timeout: 300_000 }, () => {
  const random = randomOf("siting/thin-answers");
  let narrower = 0;
  for (let n = 0; n < 600; n++) {
    const making = { candidates: CANDIDATES, points: POINTS, isWhole: n % 2 === 0 };
    const question = { ...randomQuestion(random, making, limits), movable: null };
    const best = slowBest(question);
    const effort = { mostCandidates: 3, evaluations: 100 };
    const answer = solveMaxCoverage(question, { solver: n % 3 === 0 ? null : solver, effort });
    if (answer.kind === "infeasible") throw new Error(answer.message);
    const chosen = answer.sites.map(({ candidate }) => candidate);
    expect(isAllowed(question, chosen, answer.closed)).toBe(true);
    expect(answer.upperBound).toBeGreaterThanOrEqual((best ?? Number.NaN) - 1e-9);
    expect(answer.peopleCovered).toBeLessThanOrEqual((best ?? Number.NaN) + 1e-9);
    expect(answer.upperBound).toBeGreaterThanOrEqual(answer.peopleCovered);
    if (answer.lossBound > 1e-6) narrower++;
  }
  expect(narrower).toBeGreaterThan(50);
});

it("lets a candidate go for one that does all that it does", () => {
  // 1 covers what 0 covers and more; 2 costs less than 1 but covers less; 3 covers another point.
  const byCandidate = rowsOf([[0], [0, 1], [1], [2]]);
  const plain = coverageQuestion({ byCandidate, weight: Float64Array.of(1, 2, 4), mostSites: 2 });
  expect([...thin(plain, 2).candidateOf]).toEqual([1, 3]);
  expect(thin(plain, 2).loss).toBeCloseTo(0, 9);
  const cost = Float64Array.of(1, 2, 1, 1);
  const costly = { ...plain, budget: { amount: 3, cost } };
  expect(thin(costly, 3).loss).toBeCloseTo(1, 9);
  // Who may not stand beside 1 may stand beside 0: 1 speaks for 0 no longer, so spacing is not kept.
  const conflicts = rowsOf([[], [3], [], [1]]);
  expect(rowOf(thin({ ...plain, conflicts }, 3).question.conflicts ?? conflicts, 0)).toBeDefined();
});
