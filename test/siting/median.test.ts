import { expect, it } from "vitest";
import { type Random, randomOf } from "../../scripts/demo/random.ts";
import { solveCenter } from "../../server/siting/center.ts";
import type { CostRows } from "../../server/siting/instance.ts";
import { type MedianQuestion, solveMedian } from "../../server/siting/median.ts";
import { createMipSolver } from "../../server/siting/mip.ts";
import { type Progress, UNWATCHED } from "../../server/siting/question.ts";
import { rowsOf } from "../../server/siting/rows.ts";
import { rowOf, subsets } from "./slow-siting.ts";

const solver = await createMipSolver();
const UNREACHED = 9;

function randomMedian(random: Random, { candidates, points }: { candidates: number; points: number }): MedianQuestion {
  const place = () => [Math.floor(random() * 8), Math.floor(random() * 8)] as const;
  const cutoff = 2 + Math.floor(random() * 6);
  const where = Array.from({ length: points }, place);
  const pairs = Array.from({ length: candidates }, () => {
    const [x, y] = place();
    return where.flatMap(([px, py], i) => {
      const cost = Math.abs(px - x) + Math.abs(py - y);
      return cost <= cutoff ? [[i, cost] as const] : [];
    });
  });
  const rows = rowsOf(pairs.map((list) => list.map(([i]) => i)));
  return {
    byCandidate: { ...rows, costs: Int32Array.from(pairs.flatMap((list) => list.map(([, cost]) => cost))) },
    weight: Float64Array.from(where, () => (random() < 0.3 ? 3.5 * random() : Math.floor(random() * 5))),
    unreachedCost: UNREACHED,
    existing: random() < 0.3 ? Int32Array.of(0) : new Int32Array(),
    mostSites: Math.floor(random() * 4),
  };
}

/** Cost of each point to its nearest open site, Infinity where none is within the cutoff. */
function slowCosts(byCandidate: CostRows, points: number, open: readonly number[]): number[] {
  const costs = new Array<number>(points).fill(Number.POSITIVE_INFINITY);
  for (const j of open) {
    rowOf(byCandidate, j).forEach((i, n) => {
      costs[i] = Math.min(costs[i], byCandidate.costs[byCandidate.first[j] + n]);
    });
  }
  return costs;
}

const choices = ({ byCandidate, mostSites, existing }: MedianQuestion) =>
  [...subsets(byCandidate.count)].filter((set) => set.length <= mostSites).map((set) => [...existing, ...set]);

it("walks least on the mean, with the best between bound and answer", { timeout: 300_000 }, () => {
  const random = randomOf("siting/median");
  for (let n = 0; n < 1_500; n++) {
    const question = randomMedian(random, { candidates: 8, points: 12 });
    const { byCandidate, weight, existing } = question;
    const costOf = (open: readonly number[]) =>
      slowCosts(byCandidate, 12, open).reduce((sum, cost, i) => sum + weight[i] * Math.min(UNREACHED, cost), 0);
    const best = Math.min(...choices(question).map(costOf));
    const rough = solveMedian(question, { solver: null, effort: { evaluations: 50 * (n % 4) } });
    const told: Progress[] = [];
    const watch = { ...UNWATCHED, report: (each: Progress) => told.push(each) };
    const exact = n % 2 === 0 ? solveMedian(question, { solver, watch }) : rough;
    let asked = 0;
    const stopped = solveMedian(question, { solver, watch: { ...UNWATCHED, isStopped: () => ++asked > n % 9 } });
    for (const { best: sofar, bound } of told) {
      expect(sofar).toBeGreaterThanOrEqual(best - 1e-9);
      expect(bound).toBeLessThanOrEqual(best + 1e-9);
    }
    for (const answer of [rough, exact, stopped]) {
      const left = slowCosts(byCandidate, 12, [...existing, ...answer.sites.map(({ candidate }) => candidate)]);
      const unreached = left.reduce((sum, cost, i) => sum + (cost === Number.POSITIVE_INFINITY ? weight[i] : 0), 0);
      expect(answer.unreached).toBeCloseTo(unreached, 9);
      expect(answer.cost).toBeCloseTo(costOf([...existing, ...answer.sites.map(({ candidate }) => candidate)]), 9);
      expect(answer.costBefore - answer.sites.reduce((sum, { saving }) => sum + saving, 0)).toBeCloseTo(answer.cost, 6);
      expect(answer.sites.length).toBeLessThanOrEqual(question.mostSites);
      expect(answer.cost).toBeGreaterThanOrEqual(best - 1e-9);
      expect(answer.lowerBound).toBeLessThanOrEqual(best + 1e-9);
    }
    if (n % 2 === 0) {
      expect(exact.cost).toBeCloseTo(best, 6);
      expect(exact.gapPercent).toBe(0);
    }
  }
});

it("makes the worst walk shortest, or says who is within reach of no candidate", { timeout: 300_000 }, () => {
  const random = randomOf("siting/center");
  const seen = { answer: 0, infeasible: 0 };
  let tooFew = 0;
  for (let n = 0; n < 1_000; n++) {
    const question = { ...randomMedian(random, { candidates: 8, points: 7 }), mostSites: 1 + (n % 4) };
    const { byCandidate, weight, existing } = question;
    const worst = (open: readonly number[]) =>
      Math.max(0, ...slowCosts(byCandidate, 7, open).filter((_, i) => weight[i] > 0));
    const best = Math.min(...choices(question).map(worst));
    const told: Progress[] = [];
    const watch = { ...UNWATCHED, report: (each: Progress) => told.push(each) };
    const result = solveCenter(question, { solver, watch });
    for (const { best: sofar, bound } of told) {
      expect(sofar).toBeGreaterThanOrEqual(best);
      expect(bound).toBeLessThanOrEqual(best);
    }
    let asked = 0;
    const limited = { ...UNWATCHED, isStopped: () => ++asked > n % 40 };
    try {
      const stopped = solveCenter(question, { solver, watch: limited, effort: { shakes: 0 } });
      if (stopped.kind === "answer") {
        expect(worst([...existing, ...stopped.sites])).toBe(stopped.cost);
        expect(stopped.lowerBound).toBeLessThanOrEqual(best);
        expect(stopped.cost).toBeGreaterThanOrEqual(best);
      } else expect(best).toBe(Number.POSITIVE_INFINITY);
    } catch (error) {
      expect(`${error}`).toContain("give it more time");
    }
    seen[result.kind]++;
    if (result.kind === "infeasible") {
      expect(best).toBe(Number.POSITIVE_INFINITY);
      const enough = [...subsets(8)].filter((set) => worst([...existing, ...set]) < Number.POSITIVE_INFINITY);
      if (enough.length > 0) {
        const least = Math.min(...enough.map((set) => set.filter((j) => !existing.includes(j)).length));
        expect(result).toMatchObject({ constraint: "sites", missing: least - question.mostSites });
        tooFew++;
        continue;
      }
      expect(result.constraint).toBe("coverage");
      const reach = slowCosts(byCandidate, 7, [...Array(8).keys()]);
      const missing = reach.reduce((sum, cost, i) => sum + (cost === Number.POSITIVE_INFINITY ? weight[i] : 0), 0);
      expect(result.missing).toBeCloseTo(missing, 9);
      continue;
    }
    expect(worst([...existing, ...result.sites])).toBe(best);
    expect(result).toMatchObject({ cost: best, lowerBound: best, gapPercent: 0 });
  }
  expect(Math.min(seen.answer, seen.infeasible)).toBeGreaterThan(40);
  expect(tooFew).toBeGreaterThan(20);
});
