/** One tier under every combination of limits, capacities among them, and people in fractions: the best by trying everything lies between answer and bound, or the refusal is right. */
import { expect, it } from "vitest";
import { type Random, randomOf } from "../../scripts/demo/random.ts";
import { type JointAnswer, type JointSetting, solveJoint, type Told } from "../../server/siting/joint.ts";
import type { JointQuestion } from "../../server/siting/joint-question.ts";
import { createMipSolver } from "../../server/siting/mip.ts";
import { UNWATCHED } from "../../server/siting/question.ts";
import {
  isAllowed,
  type Limited,
  randomQuestion,
  slowBest,
  slowChoices,
  slowCovered,
  slowServed,
  symmetricPairs,
} from "./slow-siting.ts";

const solver = await createMipSolver();
const CANDIDATES = 7;
const POINTS = 10;

/** Each limit with a chance of its own. */
function limits(chance: Random, withCapacity: boolean): Partial<Limited> {
  const movable =
    chance() < 0.4 ? { sites: Int32Array.of(0, 4), cost: Float64Array.of(Math.floor(3 * chance()), 1) } : null;
  const withBudget = chance() < 0.5;
  return {
    existing: chance() < 0.5 ? Int32Array.of(1) : new Int32Array(),
    movable,
    mostSites: withBudget && chance() < 0.5 ? null : Math.floor(4 * chance()),
    budget: withBudget
      ? {
          amount: Math.floor(9 * chance()),
          cost: Float64Array.from({ length: CANDIDATES }, () => Math.floor(5 * chance())),
        }
      : null,
    conflicts: chance() < 0.4 ? symmetricPairs(CANDIDATES, chance) : null,
    // With capacities a floor asks for people served, which trying every set of sites does not tell.
    floors:
      !withCapacity && chance() < 0.4
        ? {
            area: Int32Array.from({ length: POINTS }, (_, i) => (i % 3) - 1),
            share: Float64Array.from({ length: 2 }, () => 0.6 * chance()),
          }
        : null,
    capacity: withCapacity
      ? {
          ofCandidate: Float64Array.from({ length: CANDIDATES }, () => Math.floor(9 * chance())),
          load: Float64Array.from({ length: POINTS }, () => 1 + Math.floor(3 * chance())),
        }
      : null,
  };
}

/** The least weight that is short of the floors of these areas, over all that is allowed without floors. */
function slowShort(question: Limited, areas: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const { open } of slowChoices({ ...question, floors: null })) {
    const short = areas.map((area) => {
      const only = question.weight.map((each, i) => (question.floors?.area[i] === area ? each : 0));
      const wanted = (question.floors?.share[area] ?? 0) * only.reduce((a, b) => a + b, 0);
      return Math.max(0, wanted - slowCovered({ ...question, weight: only }, open));
    });
    least = Math.min(
      least,
      short.reduce((a, b) => a + b, 0),
    );
  }
  return least;
}

/** Each point is a demand with a spot of its own. Whom existing sites cover needs nobody, where they are not full. */
function jointOf({ reach, weight, floors, mostSites, capacity = null, ...limits }: Limited): JointQuestion {
  const points = Int32Array.from(weight, (_, i) => i);
  const quotas = [...(floors?.share ?? [])].map((share, area) => {
    const demands = [...points].filter((i) => floors?.area[i] === area);
    const whole = demands.reduce((sum, i) => sum + weight[i], 0);
    return { demands, whole, area, constraint: "floor" as const, owed: share * whole * (1 - 1e-9) };
  });
  const needs = { count: weight.length, first: Int32Array.from([...points, weight.length]), items: points };
  const kindOf = new Uint8Array(reach.byCandidate.count);
  const one = { aim: "most" as const, kindOf, mostOfKind: [null], walks: null };
  return { ...one, ...limits, capacity, reach, needs, weight, people: weight, quotas, mostSites };
}

function check(question: Limited, answer: JointAnswer, best: number): void {
  expect(isAllowed({ ...question, floors: null }, answer.sites, answer.closed)).toBe(true);
  if (!question.capacity) expect(isAllowed(question, answer.sites, answer.closed)).toBe(true);
  const standing = [...question.existing, ...(question.movable?.sites ?? [])];
  const open = [...standing.filter((site) => !answer.closed.includes(site)), ...answer.sites];
  const covered = !question.capacity ? slowCovered(question, open) : slowServed(question, open);
  expect(answer.value).toBeCloseTo(covered, 5);
  expect(answer.value).toBeLessThanOrEqual(best + 1e-6);
  expect(answer.bound).toBeGreaterThanOrEqual(best - 1e-6);
  expect(answer.bound).toBeGreaterThanOrEqual(answer.value);
}

it("has the best between answer and bound under every combination of limits", { timeout: 300_000 }, () => {
  const random = randomOf("siting/combined");
  const seen = { answer: 0, infeasible: 0, unknown: 0, rough: 0 };
  for (let n = 0; n < 1_200; n++) {
    const question = randomQuestion(
      random,
      { candidates: CANDIDATES, points: POINTS, isWhole: n % 2 === 0 },
      (chance) => limits(chance, n % 5 === 0),
    );
    const asked = jointOf(question);
    const best = slowBest(question);
    const told: Told[] = [];
    const exact = solveJoint(asked, { solver, watch: UNWATCHED, tell: (each) => told.push(each) });
    seen[exact.kind]++;
    if (exact.kind === "answer") {
      if (best === null) throw new Error(`${n}: answered where nothing is allowed.`);
      check(question, exact, best);
      expect(exact.value).toBeCloseTo(best, 5);
      expect(exact.bound).toBe(exact.value);
      // What is told on the way holds too.
      for (const { best: sofar, bound } of told) {
        expect(sofar?.value ?? 0).toBeLessThanOrEqual(best + 1e-6);
        expect(bound ?? best).toBeGreaterThanOrEqual(best - 1e-6);
      }
    } else if (exact.kind === "infeasible") {
      expect(best).toBe(null);
      // Without floors it is always allowed to leave all as it is.
      expect(exact.constraint).toBe("floor");
      const areas = exact.area < 0 ? [0, 1] : [exact.area];
      expect(exact.missing).toBeCloseTo(slowShort(question, areas), 5);
      for (let area = 0; area < (exact.area < 0 ? 2 : exact.area); area++)
        expect(slowShort(question, [area])).toBeCloseTo(0, 6);
    }
    if (question.capacity) continue;
    let looks = 0;
    const stops = n % 12;
    const early: JointSetting = { solver, watch: { ...UNWATCHED, isStopped: () => ++looks > stops } };
    for (const setting of [early, { solver: null, watch: UNWATCHED, effort: { evaluations: 60 * (n % 4) } }]) {
      const rough = solveJoint(asked, setting);
      if (rough.kind === "unknown") seen.rough++;
      else expect([n, rough.kind]).toEqual([n, best === null ? "infeasible" : "answer"]);
      if (rough.kind === "answer" && best !== null) check(question, rough, best);
    }
  }
  expect(seen.infeasible).toBeGreaterThan(50);
  expect([seen.unknown, seen.rough < 150]).toEqual([0, true]);
});
