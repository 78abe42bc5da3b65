/** Which state of the territory a question is about: the present one, or that of a stored scenario. */
import { findScenario, type StoredScenario } from "../database/scenarios.ts";
import type { Plan } from "../plan.ts";
import { presentOf, type Situation } from "../pool.ts";
import type { About } from "../review/review.ts";
import { planNow } from "./answers.ts";
import type { Parts } from "./parts.ts";
import { notFound } from "./problem.ts";

export interface Asked {
  /** Of the present state: the thread that hears requests never makes a scenario's territory. */
  readonly plan: Plan;
  readonly situation: Situation;
  /** Null for the present state. */
  readonly scenario: StoredScenario | null;
}

/**
 * @param revision of the scenario that whoever asks has read, where that is known: what a revision holds never changes, so that
 * one that was read before is taken from memory. While a pin is dragged this is asked with each movement.
 * @throws 404 that names the id; 503 while the territory is loaded
 */
export async function situationOf(
  parts: Parts,
  scenario: number | null = null,
  revision: number | null = null,
): Promise<Asked> {
  // Taken before the wait: one request is answered from one territory.
  const plan = planNow(parts);
  if (scenario === null) return { plan, situation: presentOf(plan.territory), scenario: null };
  const last = lastRead.get(parts.database);
  const isRead = last?.id === scenario && last.revision === revision;
  const found = isRead ? last : await findScenario(parts.database.db, scenario);
  if (found === null) throw noScenario(scenario);
  lastRead.set(parts.database, found);
  return { plan, situation: { territory: plan.territory, changes: found.changes }, scenario: found };
}

const lastRead = new WeakMap<Parts["database"], StoredScenario>();

export const noScenario = (id: number) =>
  notFound(`There is no scenario ${id}: GET /api/scenarios lists them. Without scenario the present state is asked.`);

/** What a review and its files say about where they are from. */
export function aboutOf({ version }: Parts, scenario: StoredScenario | null): About {
  if (scenario === null) return { version };
  const { id, name, revision, changes } = scenario;
  return { version, scenario: { id, name, revision, changes: changes.length } };
}
