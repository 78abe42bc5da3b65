/**
 * Before and after a run of the tests, once for all workers: a folder for what their files share (databases.ts), and the end of what
 * was made of it on the server.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { openPool } from "../server/database/connection.ts";

export default function setup(): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "circles-run-"));
  process.env.TEST_RUN_FOLDER = folder;
  return async () => {
    rmSync(folder, { recursive: true, force: true });
    if (!process.env.TEST_DATABASE_URL) return;
    const made = await administer(
      `select datname from pg_database where starts_with(datname, '${filledDatabasePrefix(folder)}')`,
    );
    for (const { datname } of made) await administer(`drop database if exists ${datname} with (force)`);
  };
}

/** Names of databases on the server that hold a filling begin like this, in a run with this folder. */
export function filledDatabasePrefix(folder: string): string {
  return `circles_filled_${createHash("sha256").update(folder).digest("hex").slice(0, 12)}_`;
}

/** Runs one statement on the database that TEST_DATABASE_URL names and returns its rows. */
export async function administer(statement: string): Promise<Record<string, string>[]> {
  const db = openPool({ connectionString: serverUrl() }, 1);
  try {
    return (await sql.raw<Record<string, string>>(statement).execute(db)).rows;
  } finally {
    await db.destroy();
  }
}

export function serverUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) {
    throw new Error(
      "TEST_DATABASE_URL is not set: name a PostgreSQL server with PostGIS on which databases may be created, or run `npm test`, which starts one.",
    );
  }
  return url;
}
