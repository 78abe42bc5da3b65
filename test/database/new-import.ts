/** Imports for tests of the database: gates under a running import, made current or left in the middle. */
import type { Kysely } from "kysely";
import { insertRows } from "../../server/database/insert.ts";
import type { Database } from "../../server/database/rows.ts";
import { makeCurrent } from "../../server/database/sources.ts";

export async function newImport(
  db: Kysely<Database>,
  { source = "streets", rows = 0, current = false }: { source?: string; rows?: number; current?: boolean } = {},
): Promise<number> {
  const { id } = await db
    .insertInto("imports")
    .values({
      source_name: source,
      kind: "streets",
      state: "running",
      file_name: "test.osm.pbf",
      coordinates: "wgs84",
      options: "{}",
      refusals: "[]",
      warnings: "[]",
      conflicts: "[]",
      details: "{}",
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await insertRows(
    db,
    "gates",
    { import_id: "integer", node_id: "bigint", kind: "text", foot: "smallint", bicycle: "smallint" },
    Array.from({ length: rows }, (_, node_id) => ({ import_id: id, node_id, kind: "gate", foot: 1, bicycle: 1 })),
  );
  if (current) await db.transaction().execute((trx) => makeCurrent(trx, id));
  return id;
}

/** Number of gates of each import that has any. */
export async function gatesByImport(db: Kysely<Database>): Promise<Record<number, number>> {
  const rows = await db
    .selectFrom("gates")
    .select(["import_id", (expression) => expression.fn.countAll<number>().as("gates")])
    .groupBy("import_id")
    .execute();
  return Object.fromEntries(rows.map((row) => [row.import_id, row.gates]));
}

/** Ids of the imports that readers see. */
export async function currentImports(db: Kysely<Database>): Promise<number[]> {
  const rows = await db.selectFrom("sources").select("import_id").orderBy("name").execute();
  return rows.map((row) => row.import_id);
}
