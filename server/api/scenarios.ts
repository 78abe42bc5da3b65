/**
 * Scenarios: stored, changed, and taken from one machine to another as a file. The present state is never touched; every question
 * takes `scenario` and is then answered with the changes in place.
 */
import {
  addScenario,
  changeScenario,
  findScenario,
  listScenarios,
  removeScenario,
  type ScenarioSummary,
  type StoredScenario,
} from "../database/scenarios.ts";
import { parseHours } from "../hours/hours.ts";
import { fileStem } from "../report/report.ts";
import { recognised, SCENARIO_FORMAT } from "../scenario-file.ts";
import type { Territory } from "../territory.ts";
import { dispositionOf, goneSignal, planNow } from "./answers.ts";
import { IdParams } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { type FieldError, invalidFields, Problem, problems } from "./problem.ts";
import { type Change, Scenario, ScenarioInput, ScenarioList, ScenarioReplacement } from "./scenario-messages.ts";
import { noScenario } from "./situation.ts";

export function scenarioRoutes(app: App, parts: Parts): void {
  const { db } = parts.database;
  const tags = ["scenarios"];

  app.get(
    "/api/scenarios",
    {
      schema: {
        summary: "All scenarios, the one changed last first",
        tags,
        response: { 200: ScenarioList, ...problems(401, 403) },
      },
    },
    async (): Promise<ScenarioList> => ({ scenarios: (await listScenarios(db)).map(recordOf) }),
  );

  app.post(
    "/api/scenarios",
    {
      schema: {
        summary: "Add a scenario, or take one from its file",
        description:
          "A file (with format) may be from another database: its facilities are recognised by id and name, else by name within 100 m. One that is not is refused with 422.",
        tags,
        body: ScenarioInput,
        response: { 201: Scenario, ...problems(400, 401, 403, 413, 415, 422, 503) },
      },
    },
    async ({ body: { format, name, note = "", changes } }, reply): Promise<Scenario> => {
      refuseUnusable(changes);
      // Asked first: what is stored must also be answered.
      const { territory } = planNow(parts);
      const own = format === undefined ? changes : fromFile(territory, changes);
      const stored = await addScenario(db, { name, note, changes: own });
      reply.code(201).header("location", `/api/scenarios/${stored.id}`);
      return scenarioOf(parts, stored, goneSignal(reply));
    },
  );

  app.get(
    "/api/scenarios/:id",
    {
      schema: {
        summary: "One scenario, with what of it has no effect now",
        tags,
        params: IdParams,
        response: { 200: Scenario, ...problems(400, 401, 403, 404, 503) },
      },
    },
    async ({ params: { id } }, reply): Promise<Scenario> => {
      return scenarioOf(parts, await scenarioNumber(parts, id), goneSignal(reply));
    },
  );

  app.put(
    "/api/scenarios/:id",
    {
      schema: {
        summary: "Replace a scenario",
        tags,
        params: IdParams,
        body: ScenarioReplacement,
        response: { 200: Scenario, ...problems(400, 401, 403, 404, 409, 413, 415, 503) },
      },
    },
    async ({ params: { id }, body: { revision, name, note = "", changes } }, reply): Promise<Scenario> => {
      refuseUnusable(changes);
      planNow(parts);
      const stored = await changeScenario(db, { id, revision }, { name, note, changes });
      if (stored === null) throw changedMeanwhile(await scenarioNumber(parts, id), revision);
      return scenarioOf(parts, stored, goneSignal(reply));
    },
  );

  app.delete(
    "/api/scenarios/:id",
    {
      schema: {
        summary: "Remove a scenario",
        tags,
        params: IdParams,
        response: { 204: { description: "Removed" }, ...problems(400, 401, 403, 404) },
      },
    },
    async ({ params: { id } }, reply) => {
      if (!(await removeScenario(db, id))) throw noScenario(id);
      reply.code(204);
      return null;
    },
  );

  app.get(
    "/api/scenarios/:id/file",
    {
      schema: {
        summary: "A scenario as a file, which POST /api/scenarios takes back",
        tags,
        params: IdParams,
        response: { 200: ScenarioInput, ...problems(400, 401, 403, 404, 503) },
      },
    },
    async ({ params: { id } }, reply): Promise<ScenarioInput> => {
      const { name, note, changes } = await scenarioNumber(parts, id);
      const { territory } = planNow(parts);
      reply.header("content-disposition", dispositionOf(`${fileStem(territory.name, name)}.json`, "attachment"));
      return { format: SCENARIO_FORMAT, name, note, changes, territory: territory.name };
    },
  );
}

async function scenarioNumber({ database }: Parts, id: number): Promise<StoredScenario> {
  const stored = await findScenario(database.db, id);
  if (stored === null) throw noScenario(id);
  return stored;
}

function changedMeanwhile({ id, name, revision, edited_at }: StoredScenario, own: number): Problem {
  return new Problem(
    409,
    "conflict",
    `Scenario ${id} ("${name}") was changed at ${edited_at.toISOString()} and is in revision ${revision}, yours was made on revision ${own}: load it again and repeat your change, or save yours as a copy.`,
  );
}

/** Refuses what no schema can: keys that come twice, and opening hours that nobody could answer by. */
export function refuseUnusable(changes: readonly Change[], pointerOf = (at: number) => `/changes/${at}`): void {
  const errors: FieldError[] = [];
  const keys = new Map<number, number>();
  changes.forEach((change, at) => {
    const first = keys.get(change.key);
    if (first !== undefined)
      errors.push({
        pointer: `${pointerOf(at)}/key`,
        detail: `must differ from that of change ${first}, got ${change.key}`,
      });
    keys.set(change.key, first ?? at);
    if (change.type === "add-facility") errors.push(...badHours(change.facility, `${pointerOf(at)}/facility`));
    if (change.type === "change-facility") errors.push(...badHours(change, pointerOf(at)));
  });
  if (errors.length > 0) throw invalidFields(errors);
}

function badHours({ openingHours = null }: { openingHours?: string | null }, pointer: string): FieldError[] {
  const hours = parseHours(openingHours);
  if (!("problem" in hours)) return [];
  const { position, problem, remedy } = hours;
  return [
    { pointer: `${pointer}/openingHours`, detail: `at character ${position}: ${problem} ${remedy.replace(/\.$/, "")}` },
  ];
}

/** The changes of a file, about the facilities of this database. */
function fromFile(territory: Territory, changes: readonly Change[]): readonly Change[] {
  const { changes: own, unknown } = recognised(territory, changes);
  if (unknown.length === 0) return own;
  const errors = unknown.map(({ at, detail }) => ({ pointer: `/changes/${at}/of`, detail }));
  throw new Problem(422, "unknown-facility", `${errors[0].pointer}: ${errors[0].detail}`, { errors });
}

async function scenarioOf(parts: Parts, stored: StoredScenario, signal: AbortSignal): Promise<Scenario> {
  const { territory } = planNow(parts);
  const { changes } = stored;
  const found = await parts.territory.pool.ask({ territory, changes }, "problems", null, signal);
  return { ...recordOf({ ...stored, changes: changes.length }), changes, problems: [...found] };
}

function recordOf({ id, name, note, changes, revision, made_at, edited_at }: ScenarioSummary) {
  return { id, name, note, changes, revision, madeAt: made_at.toISOString(), editedAt: edited_at.toISOString() };
}
