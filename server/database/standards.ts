/** The office's own service standards, each one document. Shipped ones stand in standard.ts. */
import type { Kysely } from "kysely";
import type { StandardDocument } from "../api/messages.ts";
import type { Database } from "./rows.ts";

export interface StoredStandard {
  readonly standard: StandardDocument;
  readonly editedAt: Date;
}

/** All of them, by id. */
export async function listStandards(db: Kysely<Database>): Promise<StoredStandard[]> {
  const rows = await db.selectFrom("standards").selectAll().execute();
  return rows
    .map(({ document, edited_at }) => ({ standard: document, editedAt: edited_at }))
    .sort((a, b) => (a.standard.id < b.standard.id ? -1 : 1));
}

export async function findStandard(db: Kysely<Database>, id: string): Promise<StoredStandard | null> {
  const row = await db.selectFrom("standards").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : { standard: row.document, editedAt: row.edited_at };
}

/** Null when there is one with this id already. */
export async function addStandard(db: Kysely<Database>, standard: StandardDocument): Promise<StoredStandard | null> {
  const row = await db
    .insertInto("standards")
    .values({ id: standard.id, document: JSON.stringify(standard), edited_at: new Date() })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : { standard: row.document, editedAt: row.edited_at };
}

/** Null when there is none with this id. */
export async function changeStandard(db: Kysely<Database>, standard: StandardDocument): Promise<StoredStandard | null> {
  const row = await db
    .updateTable("standards")
    .set({ document: JSON.stringify(standard), edited_at: new Date() })
    .where("id", "=", standard.id)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : { standard: row.document, editedAt: row.edited_at };
}

/** True when there was one. */
export async function removeStandard(db: Kysely<Database>, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom("standards").where("id", "=", id).executeTakeFirst();
  return numDeletedRows > 0n;
}
