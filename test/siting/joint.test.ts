/** Every goal with every combination of limits, against trying every choice: the best lies between answer and bound, or what is missing is right. */
import { expect, test } from "vitest";
import { randomOf } from "../../scripts/demo/random.ts";
import { type JointSetting, solveJoint, type Told } from "../../server/siting/joint.ts";
import type { Aim, JointQuestion } from "../../server/siting/joint-question.ts";
import { createMipSolver } from "../../server/siting/mip.ts";
import { type Infeasible, UNWATCHED } from "../../server/siting/question.ts";
import { rowsOf, transpose } from "../../server/siting/rows.ts";
import { type Chosen, isPossible, randomJoint, slowBest, slowShort, slowValue } from "./slow-joint.ts";

const solver = await createMipSolver();

type Least = ReturnType<typeof slowBest>["least"];

function checkAnswer(question: JointQuestion, chosen: Chosen, value: number): void {
  expect(isPossible(question, chosen)).toBe(true);
  expect(Math.max(0, ...slowShort(question, chosen))).toBeLessThanOrEqual(1e-9);
  expect(value).toBeCloseTo(slowValue(question, chosen), 9);
}

/** The best is no better than the bound and no worse than the answer. */
function checkBetween({ aim }: JointQuestion, best: number, value: number, bound: number): void {
  const [low, high] = aim === "most" ? [value, bound] : [bound, value];
  expect(low).toBeLessThanOrEqual(best + 1e-6);
  expect(high).toBeGreaterThanOrEqual(best - 1e-6);
}

/** What an infeasible question misses at least: one quota by itself, all floors together, or what is asked for beside all floors. */
function leastOf({ quotas }: JointQuestion, { constraint, area }: Infeasible, least: Least): number {
  const all = [...quotas.keys()];
  const floors = all.filter((n) => quotas[n].constraint === "floor");
  if (constraint === "floor") return least(area < 0 ? floors : floors.filter((n) => quotas[n].area === area));
  const others = all.filter((n) => !floors.includes(n));
  return least(others) > 1e-6 ? least(others) : least(others, floors);
}

test.each(["most", "fewest", "mean", "keep"] as const)("%s", { timeout: 120_000 }, (aim: Aim) => {
  const random = randomOf(`siting/joint ${aim}`);
  const seen = { answer: 0, infeasible: 0, unknown: 0, moved: 0, rough: 0 };
  for (let n = 0; n < 300; n++) {
    const question = randomJoint(random, aim);
    const { best, least } = slowBest(question);
    const told: Told[] = [];
    const exact = solveJoint(question, { solver, watch: UNWATCHED, tell: (each) => told.push(each) });
    seen[exact.kind]++;
    if (exact.kind === "answer") {
      if (best === null) throw new Error(`${n}: answered where nothing is allowed.`);
      checkAnswer(question, exact, exact.value);
      expect([n, exact.value]).toEqual([n, expect.closeTo(best, 6)]);
      expect([n, exact.bound]).toEqual([n, exact.value]);
      if (exact.closed.length > 0) seen.moved++;
      for (const { best: sofar, bound } of told) {
        if (sofar !== null) checkAnswer(question, sofar, sofar.value);
        if (bound !== null) checkBetween(question, best, sofar?.value ?? best, bound);
      }
    } else {
      expect([n, best, exact.kind]).toEqual([n, null, "infeasible"]);
      if (exact.kind !== "infeasible") continue;
      expect([n, exact.message, exact.missing]).toEqual([
        n,
        exact.message,
        expect.closeTo(leastOf(question, exact, least), 4),
      ]);
    }
    // Stopped early, or without HiGHS: what is known holds all the same.
    let asked = 0;
    const stops = n % 12;
    const early: JointSetting = { solver, watch: { ...UNWATCHED, isStopped: () => ++asked > stops } };
    for (const setting of [early, { solver: null, watch: UNWATCHED, effort: { evaluations: 60 * (n % 4) } }]) {
      const rough = solveJoint(question, setting);
      if (rough.kind === "unknown") {
        seen.rough++;
        continue;
      }
      expect([n, rough.kind]).toEqual([n, best === null ? "infeasible" : "answer"]);
      if (rough.kind !== "answer" || best === null) continue;
      checkAnswer(question, rough, rough.value);
      checkBetween(question, best, rough.value, rough.bound);
    }
  }
  expect([seen.answer > 100, seen.infeasible > 5, seen.unknown, seen.rough < 120]).toEqual([true, true, 0, true]);
  expect(seen.moved).toBeGreaterThan(aim === "keep" ? -1 : 5);
});

/** So many candidates, the last few of them movable, and what each covers of points with one person each. */
function small(
  covers: readonly number[][],
  movables: number,
  near: readonly number[][],
  quotas: JointQuestion["quotas"],
): JointQuestion {
  const count = covers.length;
  const byCandidate = rowsOf(covers);
  const points = Math.max(...covers.flat()) + 1;
  const movable = Int32Array.from({ length: movables }, (_, n) => count - movables + n);
  return {
    aim: "fewest",
    reach: { byCandidate, byPoint: transpose(byCandidate, points) },
    needs: rowsOf(Array.from({ length: points }, (_, p) => [p])),
    weight: new Float64Array(points),
    people: new Float64Array(points).fill(1),
    quotas,
    existing: new Int32Array(),
    movable: movables === 0 ? null : { sites: movable, cost: new Float64Array(movables) },
    kindOf: new Uint8Array(count),
    mostOfKind: [null],
    mostSites: null,
    budget: null,
    conflicts: rowsOf(near),
    capacity: null,
    walks: null,
  };
}

const coverage = (demands: readonly number[], owed: number) =>
  ({ demands, owed, constraint: "coverage", area: -1, whole: demands.length }) as const;

test("moves a facility to where it covers nobody, when it has to make way", () => {
  // Site 0 covers more than both that stand too near it; site 1 covers nobody.
  const question = small([[0, 1, 2], [], [0], [1]], 2, [[2, 3], [], [0], [0]], [coverage([0, 1, 2], 3)]);
  const answer = solveJoint(question, { solver, watch: UNWATCHED });
  expect(answer).toMatchObject({ kind: "answer", value: 0, bound: 0, closed: [2, 3] });
});

test("tells what a share misses beside floors in people, each once", () => {
  // Of two sites that stand too near each other one brings the share, the other the floor.
  const floor = { demands: [3], owed: 1, constraint: "floor", area: 0, whole: 1 } as const;
  const question = small([[0, 1, 2], [3]], 0, [[1], [0]], [floor, coverage([0, 1, 2, 3], 3)]);
  const answer = solveJoint(question, { solver, watch: UNWATCHED });
  expect(answer).toMatchObject({ kind: "infeasible", constraint: "coverage", missing: expect.closeTo(2, 6) });
});

test("goes on to tell how many are missing where only bounds tell it", () => {
  // Two sites leave one of the eight people out.
  const covers = [
    [4, 5, 6],
    [0, 2, 4, 7],
    [0, 1, 2, 3],
    [1, 2, 6],
  ];
  const all = coverage([0, 1, 2, 3, 4, 5, 6, 7], 8);
  const question = { ...small(covers, 0, [[], [], [], []], [all]), mostOfKind: [2], conflicts: null };
  const answer = solveJoint(question, { solver: null, watch: UNWATCHED });
  expect(answer).toMatchObject({ kind: "infeasible", constraint: "coverage", missing: expect.closeTo(1, 2) });
});
