/** Conservation: what the changes of a scenario gain and lose in their turn adds up to what it gains and loses in all. */
import { describe, expect, test } from "vitest";
import { comparisonAnswer, stepAnswer } from "../server/api/comparison.ts";
import { type Difference, differencesBetween } from "../server/comparison.ts";
import { planOf } from "../server/plan.ts";
import type { Question } from "../server/standard.ts";
import { randomFrom } from "./random-town.ts";
import { wildChanges } from "./wild-changes.ts";
import { ASKED, oneOf, wildStandard, wildTown } from "./wild-town.ts";

const net = ({ peopleGained, peopleLost }: Difference) => peopleGained - peopleLost;
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

function drawn(seed: number) {
  const random = randomFrom(seed + 70_000);
  const { territory } = wildTown(seed);
  const { hours } = oneOf(random, ASKED);
  const circumstances = { hours, ownDistrictOnly: random() < 0.5, countCapacity: random() < 0.5 };
  const question: Question = { standard: wildStandard(random), circumstances };
  const changes = wildChanges(random, territory, 1 + Math.floor(random() * 10), { withStreets: true });
  return { plan: planOf(territory), changes, question };
}

describe.each(Array.from({ length: 10 }, (_, block) => block))("wild towns, block %i", (block) => {
  const seeds = Array.from({ length: 20 }, (_, i) => block * 20 + i);

  test("steps add up to the plan, in all, by area and by group", () => {
    for (const seed of seeds) {
      const { plan, changes, question } = drawn(seed);
      const prefixes = changes.map((_, i) => plan.with(changes.slice(0, i + 1)));
      const steps = prefixes.map((prefix) => stepAnswer(prefix, { asked: question }));
      const scenario = { id: 1, name: "", note: "", revision: 1, changes };
      const plans = [
        { scenario: null, steps: [] },
        { scenario, steps },
      ];
      const { present, plans: compared } = comparisonAnswer(plan, { asked: question, plans });
      const [nothing, tried] = compared;
      expect([nothing.peopleGained, nothing.peopleLost, nothing.total.peopleCovered]).toEqual([0, 0, present]);
      expect(tried.steps.map(({ change }) => change)).toEqual(changes);
      expect(sum(tried.steps.map(net))).toBeCloseTo(net(tried), 9);
      expect(present + net(tried)).toBeCloseTo(tried.total.peopleCovered, 9);
      // After each change stands what coverage says of it.
      tried.steps.forEach((step, i) => {
        expect(step.peopleCovered).toBe(prefixes[i].coverage(question).total.peopleCovered);
      });
      expect(tried.steps.at(-1)?.peopleCovered).toBe(tried.total.peopleCovered);
      const before = plan.coverage(question);
      tried.areas.forEach((area, row) => {
        expect(before.areas[row].peopleCovered + net(area)).toBeCloseTo(area.peopleCovered, 9);
      });
    }
  });

  test("differences by area and by group are those of coverage, and the way back is the other way round", () => {
    for (const seed of seeds) {
      const { plan, changes, question } = drawn(seed);
      const [before, after] = [plan, plan.with(changes)];
      const there = differencesBetween(plan.territory, before.outcome(question), after.outcome(question));
      const back = differencesBetween(plan.territory, after.outcome(question), before.outcome(question));
      const [old, now] = [before.coverage(question), after.coverage(question)];
      const pairs = [
        [there.total, back.total, old.total, now.total] as const,
        ...there.areas.map((area, row) => [area, back.areas[row], old.areas[row], now.areas[row]] as const),
        ...there.groups.map((group, g) => [group, back.groups[g], old.total.groups[g], now.total.groups[g]] as const),
      ];
      for (const [to, from, was, is] of pairs) {
        expect([from.peopleGained, from.peopleLost]).toEqual([to.peopleLost, to.peopleGained]);
        expect(was.peopleCovered + net(to)).toBeCloseTo(is.peopleCovered, 9);
      }
    }
  });
});

test("nobody is lost by what only adds, and nobody won by what only closes, where capacity is not counted", () => {
  for (let seed = 0; seed < 60; seed++) {
    const { plan, changes, question } = drawn(seed);
    const asked = { ...question, circumstances: { ...question.circumstances, countCapacity: false } };
    for (const [type, is] of [
      ["add-facility", "peopleLost"],
      ["close-facility", "peopleGained"],
    ] as const) {
      const only = changes.filter((change) => change.type === type);
      const { total } = differencesBetween(plan.territory, plan.outcome(asked), plan.with(only).outcome(asked));
      expect([seed, total[is]]).toEqual([seed, 0]);
    }
  }
});
