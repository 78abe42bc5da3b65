/** Every goal with every combination of limits, against trying every choice: the best lies between answer and bound, or what is missing is right. */
import { expect, test } from "vitest";
import { randomOf } from "../../scripts/demo/random.ts";
import { type JointSetting, solveJoint, type Told } from "../../server/siting/joint.ts";
import type { Aim, JointQuestion } from "../../server/siting/joint-question.ts";
import { createMipSolver } from "../../server/siting/mip.ts";
import { UNWATCHED } from "../../server/siting/question.ts";
import { type Chosen, isPossible, randomJoint, slowBest, slowShort, slowValue } from "./slow-joint.ts";

const solver = await createMipSolver();

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
      const which = question.quotas.findIndex(({ area, constraint }) => area === exact.area && constraint !== "floor");
      const alone = question.quotas.findIndex(({ area, constraint }) => constraint === "floor" && area === exact.area);
      const missed = exact.constraint === "floor" ? alone : which;
      const quotas =
        missed < 0 || (exact.area < 0 && exact.constraint === "floor") ? [...question.quotas.keys()] : [missed];
      expect([n, exact.message, exact.missing]).toEqual([n, exact.message, expect.closeTo(least(quotas), 4)]);
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
