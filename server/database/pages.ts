/**
 * Reading a big table in pieces, because one statement of the embedded database makes every other request wait. The pieces
 * are ranges of its blocks: reading on by key would sort the whole table for each piece until the database has counted it
 * (1 s instead of 0.05 s for 16,000 rows of people, measured).
 *
 * Rows of imports never change, so a block range read later still holds them; only a rewrite of the table (VACUUM FULL)
 * moves rows, and readers check that they have them all.
 */
import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Database } from "./rows.ts";

/** 1.6 MB: 16,000 rows of people or some thousand streets, some 0.05 s. */
const BLOCKS = 200;
const BLOCK_BYTES = 8_192;

/** Conditions that cut a table into pieces; together they hold every row that exists now. */
export async function piecesOf(db: Kysely<Database>, table: keyof Database): Promise<RawBuilder<SqlBool>[]> {
  const { rows } = await sql<{ bytes: number }>`select pg_relation_size(${table})::double precision as bytes`.execute(
    db,
  );
  const blocks = Math.ceil(rows[0].bytes / BLOCK_BYTES);
  const place = (block: number) => sql`${`(${block},0)`}::tid`;
  return Array.from({ length: Math.ceil(blocks / BLOCKS) }, (_, i) => {
    const column = sql.ref(`${table}.ctid`);
    return sql<SqlBool>`${column} >= ${place(i * BLOCKS)} and ${column} < ${place((i + 1) * BLOCKS)}`;
  });
}
