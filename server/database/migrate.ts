/** Brings the database to the schema of this version. */
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Kysely } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import type { Database } from "./rows.ts";

export const MIGRATIONS_FOLDER = fileURLToPath(new URL("../../migrations/", import.meta.url));

/**
 * Runs the migrations that have not run, all in one transaction, and returns their names.
 *
 * @throws with a sentence that names the migration and what the database said
 */
export async function migrate(db: Kysely<Database>): Promise<string[]> {
  const { error, results = [] } = await new Migrator({ db, provider: { getMigrations } }).migrateToLatest();
  if (error === undefined) return results.map((result) => result.migrationName);
  const failed = results.find((result) => result.status === "Error");
  const reason = error instanceof Error ? error.message : String(error);
  throw new Error(
    failed
      ? `The database cannot be brought to this version: ${failed.migrationName} failed (${reason}), nothing was changed.`
      : `The database does not fit this version of the program (${reason}).`,
  );
}

async function getMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(MIGRATIONS_FOLDER)).filter((file) => file.endsWith(".ts")).sort();
  const entries = files.map(async (file) => [file.replace(/\.ts$/, ""), await import(`${MIGRATIONS_FOLDER}${file}`)]);
  return Object.fromEntries(await Promise.all(entries));
}
