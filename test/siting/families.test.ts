/** Larger questions of known families: ended with a proof, in the time of a cup of coffee rather than of a night. */
import { expect, it } from "vitest";
import { randomOf } from "../../scripts/demo/random.ts";
import { solveCenter } from "../../server/siting/center.ts";
import { coverAll, essential } from "../../server/siting/cover-all.ts";
import { medianCurve } from "../../server/siting/curve.ts";
import { solveFewest } from "../../server/siting/fewest.ts";
import type { MedianQuestion } from "../../server/siting/median.ts";
import { solveMedian } from "../../server/siting/median.ts";
import { createMipSolver } from "../../server/siting/mip.ts";
import { coverageQuestion, UNWATCHED } from "../../server/siting/question.ts";
import { rowsOf } from "../../server/siting/rows.ts";
import { beasley } from "./beasley.ts";
import { randomQuestion, rowOf, slowCovered, subsets, symmetricPairs } from "./slow-siting.ts";

const solver = await createMipSolver();

const medianOf = (count: number, mostSites: number): MedianQuestion => ({
  byCandidate: beasley(randomOf(`siting/beasley-${count}`), count),
  weight: new Float64Array(count).fill(1),
  unreachedCost: 1e6,
  existing: new Int32Array(),
  mostSites,
});

it.each([
  [200, 5],
  [200, 67],
  [300, 10],
  [400, 5],
  [400, 133],
])("proves the least mean walk from %i places to %i", { timeout: 120_000 }, (count, mostSites) => {
  const question = medianOf(count, mostSites);
  const answer = solveMedian(question, { solver: null });
  expect(answer).toMatchObject({ gapPercent: 0, lowerBound: answer.cost, stoppedEarly: false });
  expect(answer.sites).toHaveLength(mostSites);
  // The curve's points are answers and its bounds are bounds: its last cannot pass the best.
  const last = medianCurve(question, Math.min(mostSites, 5)).at(-1);
  if (mostSites === 5) expect(last?.bound).toBeLessThanOrEqual(answer.cost);
});

it.each([
  [200, 5],
  [300, 30],
  [400, 133],
])("proves the least worst walk from %i places to %i", { timeout: 120_000 }, (count, mostSites) => {
  const answer = solveCenter(medianOf(count, mostSites), { solver });
  expect(answer).toMatchObject({ kind: "answer", gapPercent: 0, stoppedEarly: false });
});

it("proves the fewest of 400 places within 15 of all", { timeout: 120_000 }, () => {
  const { byCandidate, weight } = medianOf(400, 1);
  const lists = Array.from({ length: 400 }, (_, j) =>
    rowOf(byCandidate, j).filter((_, n) => byCandidate.costs[byCandidate.first[j] + n] <= 15),
  );
  const question = coverageQuestion({ byCandidate: rowsOf(lists), weight, mostSites: 400 });
  const answer = solveFewest(question, 1, { solver });
  expect(answer).toMatchObject({ kind: "answer", gapPercent: 0, peopleCovered: 400 });
});

it("covers all with so many sites exactly where it can be done, and loses no such choice", { timeout: 120_000 }, () => {
  const random = randomOf("siting/cover-all");
  const seen = { yes: 0, no: 0 };
  for (let n = 0; n < 2_000; n++) {
    const question = randomQuestion(random, { candidates: 9, points: 12 }, (chance) => ({
      existing: chance() < 0.4 ? Int32Array.of(1) : new Int32Array(),
      conflicts: n % 3 === 0 ? symmetricPairs(9, chance) : null,
    }));
    const { existing, conflicts, mostSites, weight } = question;
    const all = weight.reduce((sum, each) => sum + each, 0);
    const isApart = (open: readonly number[], near: readonly number[]) =>
      conflicts === null || open.every((site) => !rowOf(conflicts, site).some((other) => near.includes(other)));
    const choices = [...subsets(9)].filter(
      (set) =>
        set.length <= (mostSites ?? 0) &&
        isApart(set, [...existing, ...set]) &&
        slowCovered(question, [...existing, ...set]) >= all - 1e-9,
    );
    const found = coverAll(question, mostSites ?? 0, { solver, watch: UNWATCHED });
    seen[choices.length > 0 ? "yes" : "no"]++;
    if (choices.length === 0) expect([n, found]).toEqual([n, "none"]);
    else {
      if (found === null || typeof found === "string") throw new Error(`${n}: ${found}`);
      expect(found.length).toBeLessThanOrEqual(mostSites ?? 0);
      expect([n, isApart(found, [...existing, ...found])]).toEqual([n, true]);
      expect([n, slowCovered(question, [...existing, ...found])]).toEqual([n, expect.closeTo(all, 9)]);
    }
    expect(essential(question).candidateOf.length).toBeLessThanOrEqual(9);
  }
  expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(200);
});

it("bounds the mean walk of each number of sites", { timeout: 120_000 }, () => {
  const random = randomOf("siting/median-curve");
  for (let n = 0; n < 300; n++) {
    const byCandidate = beasley(random, 9);
    const weight = Float64Array.from({ length: 9 }, () => (n % 2 === 0 ? Math.floor(random() * 5) : random()));
    const question = { byCandidate, weight, unreachedCost: 1e3, existing: new Int32Array(), mostSites: 1 };
    for (const [k, { sites, bound }] of medianCurve(question, 4).entries()) {
      const costOf = (open: readonly number[]) =>
        weight.reduce(
          (sum, each, i) => sum + each * Math.min(1e3, ...open.map((j) => byCandidate.costs[byCandidate.first[j] + i])),
          0,
        );
      const best = Math.min(...[...subsets(9)].filter((set) => set.length <= k + 1).map(costOf));
      expect(sites.length).toBeLessThanOrEqual(k + 1);
      expect([n, k, bound <= best + 1e-9, costOf(sites) >= best - 1e-9]).toEqual([n, k, true, true]);
    }
  }
});
