/**
 * Which imports a reader sees. Rows of an import stay invisible until one update of one row makes it current, and become
 * invisible with the next; so an import that ends in the middle, for whatever reason, leaves the old state whole.
 */
import type { Kysely, Transaction } from "kysely";
import { deleteImportRows } from "./insert.ts";
import type { Database } from "./rows.ts";

/**
 * Makes a running import the current one of its source, and its state "stored".
 *
 * @returns the import that was current before, whose rows may now be deleted, or null
 * @throws when the import is not running any more, for example because another program cleaned up
 */
export async function makeCurrent(trx: Transaction<Database>, importId: number): Promise<number | null> {
  const stored = await trx
    .updateTable("imports")
    .set({ state: "stored", ended_at: new Date() })
    .where("id", "=", importId)
    .where("state", "=", "running")
    .returning(["source_name", "kind"])
    .executeTakeFirst();
  if (!stored) throw new Error(`Import ${importId} was ended by another program; import the file again.`);
  const previous = await trx
    .selectFrom("sources")
    .select("import_id")
    .where("name", "=", stored.source_name)
    .forUpdate()
    .executeTakeFirst();
  await trx
    .insertInto("sources")
    .values({ name: stored.source_name, kind: stored.kind, import_id: importId })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ kind: stored.kind, import_id: importId }))
    .execute();
  return previous?.import_id ?? null;
}

/**
 * For the start of the program: imports left running are marked as stopped, and rows of imports that are not current are
 * deleted. Returns the names of the sources whose import had been cut short.
 */
export async function cleanUp(db: Kysely<Database>): Promise<string[]> {
  const cut = await db
    .updateTable("imports")
    .set({ state: "stopped", error: "the program ended during this import", ended_at: new Date() })
    .where("state", "=", "running")
    .returning("source_name")
    .execute();
  await deleteReplacedRows(db);
  return cut.map((row) => row.source_name);
}

/** Deletes the rows of imports that have ended and are not current. Safe beside a running import. */
export async function deleteReplacedRows(db: Kysely<Database>): Promise<void> {
  const replaced = await db
    .selectFrom("imports")
    .select("id")
    .where("state", "!=", "running")
    .where("id", "not in", (query) => query.selectFrom("sources").select("import_id"))
    .execute();
  for (const { id } of replaced) await deleteImportRows(db, id);
}
