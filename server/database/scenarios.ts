/** Stored scenarios. A list does not read their changes, which may hold long lines. */
import { type Kysely, type Selectable, sql } from "kysely";
import type { Change } from "../api/scenario-messages.ts";
import type { Database, ScenariosTable } from "./rows.ts";

export type StoredScenario = Selectable<ScenariosTable>;
/** How many changes in place of the changes. */
export type ScenarioSummary = Omit<StoredScenario, "changes"> & { readonly changes: number };

export interface ScenarioValues {
  readonly name: string;
  readonly note: string;
  readonly changes: readonly Change[];
}

const SUMMARY = ["id", "name", "note", "revision", "made_at", "edited_at"] as const;

/** The one edited last first. */
export function listScenarios(db: Kysely<Database>): Promise<ScenarioSummary[]> {
  return db
    .selectFrom("scenarios")
    .select(SUMMARY)
    .select(sql<number>`jsonb_array_length(changes)`.as("changes"))
    .orderBy("edited_at", "desc")
    .orderBy("id", "desc")
    .execute();
}

export async function findScenario(db: Kysely<Database>, id: number): Promise<StoredScenario | null> {
  return (await db.selectFrom("scenarios").selectAll().where("id", "=", id).executeTakeFirst()) ?? null;
}

export function addScenario(db: Kysely<Database>, { name, note, changes }: ScenarioValues): Promise<StoredScenario> {
  return db
    .insertInto("scenarios")
    .values({ name, note, changes: JSON.stringify(changes) })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Null when there is none with this id in this revision. */
export async function changeScenario(
  db: Kysely<Database>,
  { id, revision }: { id: number; revision: number },
  { name, note, changes }: ScenarioValues,
): Promise<StoredScenario | null> {
  const row = await db
    .updateTable("scenarios")
    .set({ name, note, changes: JSON.stringify(changes), revision: revision + 1, edited_at: new Date() })
    .where("id", "=", id)
    .where("revision", "=", revision)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** True when there was one. */
export async function removeScenario(db: Kysely<Database>, id: number): Promise<boolean> {
  return (await db.deleteFrom("scenarios").where("id", "=", id).returning("id").executeTakeFirst()) !== undefined;
}
