/** Plans side by side: the present state and scenarios under one question, and what each change of a scenario gains in its turn. */
import { createHash } from "node:crypto";
import { differencesBetween } from "../comparison.ts";
import { peopleServed } from "../coverage.ts";
import type { StoredScenario } from "../database/scenarios.ts";
import type { Outcome } from "../outcome.ts";
import type { Plan } from "../plan.ts";
import { type Answer, type ComparedPlan, type Pool, presentOf, type Question, type Situation } from "../pool.ts";
import type { Question as Asked } from "../standard.ts";
import { goneSignal, planNow, sendJson, standardUsed } from "./answers.ts";
import { figures } from "./coverage.ts";
import type { App, Parts } from "./parts.ts";
import { invalidField, problems } from "./problem.ts";
import { questionOf } from "./question.ts";
import { Comparison, ComparisonQuery, type PlanFigures } from "./scenario-messages.ts";
import { situationOf } from "./situation.ts";

export function comparisonRoutes(app: App, parts: Parts): void {
  app.get(
    "/api/comparison",
    {
      schema: {
        summary: "Plans side by side",
        description:
          "People are compared at each demand point, so that a gain does not hide a loss: covered after − covered before = gained − lost. Each step is the plan up to this change against the plan without it, so that gained − lost of the steps add up to that of the plan.",
        tags: ["scenarios"],
        querystring: ComparisonQuery,
        response: { 200: Comparison, ...problems(400, 401, 403, 404, 422, 503) },
      },
    },
    async ({ query }, reply) => sendJson(reply, await comparisonOf(parts, query, goneSignal(reply))),
  );
}

/**
 * JSON of the message Comparison.
 * @throws 400 for a plan that is named twice, 404 for one that there is not
 */
export async function comparisonOf(parts: Parts, query: ComparisonQuery, signal: AbortSignal): Promise<Uint8Array> {
  const { situation, asked, plans } = await comparedOf(parts, query, signal);
  return parts.territory.pool.ask(situation, "comparison", { asked, plans }, signal);
}

/**
 * What is compared, with the steps of each plan, all on the territory of now.
 * @throws as comparisonOf
 */
export async function comparedOf(
  parts: Parts,
  { plans, ...query }: ComparisonQuery,
  signal: AbortSignal,
): Promise<{ situation: Situation; asked: Asked; plans: ComparedPlan[] }> {
  const { pool } = parts.territory;
  const { territory } = planNow(parts);
  const names = plans.split(",");
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw invalidField("/plans", `must name each plan once, got "${plans}"`);
  const asked = await questionOf(parts, territory, query);
  const scenarios: (StoredScenario | null)[] = [];
  for (const name of names) {
    scenarios.push(name === "present" ? null : (await situationOf(parts, Number(name))).scenario);
  }
  const compared: ComparedPlan[] = [];
  for (const scenario of scenarios) {
    const changes = scenario?.changes ?? [];
    compared.push({ scenario, steps: await stepsOf(pool, { territory, changes }, asked, signal) });
  }
  return { situation: presentOf(territory), asked, plans: compared };
}

/** Each takes some hundred bytes. */
const MOST_STEPS = 5_000;
const stepsOfPool = new WeakMap<Pool, Map<string, Answer<"step">>>();

/** What changes come to one after another. Remembered: of a scenario that has grown by a change, one step is asked for. */
async function stepsOf(
  pool: Pool,
  { territory, changes }: Situation,
  asked: Asked,
  signal: AbortSignal,
): Promise<Answer<"step">[]> {
  const known = stepsOfPool.get(pool) ?? new Map<string, Answer<"step">>();
  stepsOfPool.set(pool, known);
  const found: Answer<"step">[] = [];
  // One after another: then the worker has the plan without the change at hand.
  for (let count = 1; count <= changes.length; count++) {
    const sofar = { territory, changes: changes.slice(0, count) };
    const text = JSON.stringify([territory.version, sofar.changes, asked]);
    const key = createHash("sha256").update(text).digest("base64url");
    const step = known.get(key) ?? (await pool.ask(sofar, "step", { asked }, signal));
    known.delete(key);
    known.set(key, step);
    const [oldest] = known.keys();
    if (known.size > MOST_STEPS) known.delete(oldest);
    found.push(step);
  }
  return found;
}

/** For a worker: what the last change of the situation does after all before it. */
export function stepAnswer(plan: Plan, { asked }: Question<"step">): Answer<"step"> {
  const after = plan.outcome(asked);
  const before = plan.with(plan.changes.slice(0, -1)).outcome(asked);
  return { ...differencesBetween(plan.territory, before, after).total, peopleCovered: peopleServed(after) };
}

/** For a worker: all but the steps, which come with the question. */
export function comparisonAnswer(present: Plan, { asked, plans }: Question<"comparison">): Comparison {
  const before = present.outcome(asked);
  return {
    standard: standardUsed(present.territory, asked),
    present: peopleServed(before),
    plans: plans.map(({ scenario, steps }) => {
      return planFigures(present.with(scenario?.changes ?? []), asked, before, { scenario, steps });
    }),
  };
}

function planFigures(plan: Plan, asked: Asked, before: Outcome, { scenario, steps }: ComparedPlan): PlanFigures {
  const { territory, changes, problems: found } = plan;
  const differences = differencesBetween(territory, before, plan.outcome(asked));
  const coverage = plan.coverage(asked);
  const { areas } = territory;
  return {
    scenario:
      scenario === null
        ? null
        : { id: scenario.id, name: scenario.name, note: scenario.note, revision: scenario.revision },
    total: figures(territory, asked.standard, coverage.total),
    ...differences.total,
    areas: coverage.areas.map(({ people, peopleCovered }, row) => ({
      code: areas.code[row],
      name: areas.name[row],
      names: { ...areas.names[row] },
      level: areas.level[row],
      people,
      peopleCovered,
      ...differences.areas[row],
    })),
    steps: steps.map((step, i) => {
      const change = changes[i];
      return { change, ...step, problem: found.find(({ key }) => key === change.key) ?? null };
    }),
  };
}
