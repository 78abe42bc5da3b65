/**
 * Storing many rows: one `insert … select … from unnest(…)` a batch, because the embedded database takes no COPY and a
 * statement blocks it for everyone, so each must stay short (measured: 5,000 rows in about 60 ms). Columns go over as
 * array literals of text, which costs less than half of what `pg` needs to build the same from nested arrays.
 */
import { type Kysely, sql } from "kysely";
import type { Database } from "./rows.ts";

/** PostgreSQL types of columns. Geometries are hex EWKB (geometry.ts), bytes a Buffer, jsonb any JSON value, arrays plain or typed arrays. */
export type ColumnType =
  | "smallint"
  | "integer"
  | "bigint"
  | "double precision"
  | "boolean"
  | "text"
  | "jsonb"
  | "geometry"
  | "bytea"
  | "timestamptz"
  | "integer[]"
  | "bigint[]"
  | "double precision[]"
  | "text[]";

/** These have array literals without escapes; all others go over as text and are cast row by row. */
const NUMERIC: ReadonlySet<ColumnType> = new Set(["smallint", "integer", "bigint", "double precision", "boolean"]);

const BATCH_ROWS = 5_000;
/** Characters of one statement's values, so that a few huge polygons make a batch too. */
const BATCH_CHARACTERS = 4_000_000;

/**
 * Stores rows in batches, each a statement of its own, and returns their number.
 *
 * @param types the columns to store with their types; each row must have all of them (null where there is no value)
 * @throws when a row lacks a column, or with the database's error (the batches before it stay: they are invisible until
 *   their import becomes current)
 */
export async function insertRows<T extends keyof Database, C extends keyof Database[T] & string>(
  db: Kysely<Database>,
  table: T,
  types: Readonly<Record<C, ColumnType>>,
  rows: Iterable<Readonly<Record<C, unknown>>>,
): Promise<number> {
  const columns = Object.keys(types) as C[];
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const selected = sql.join(
    columns.map((column) => {
      const type = types[column];
      return NUMERIC.has(type) || type === "text" ? sql.ref(column) : sql`${sql.ref(column)}::${sql.raw(type)}`;
    }),
  );
  let literals = columns.map((): string[] => []);
  let batched = 0;
  let characters = 0;
  let stored = 0;

  const store = async () => {
    const arrays = columns.map((column, i) => {
      const element = NUMERIC.has(types[column]) ? types[column] : "text";
      return sql`${`{${literals[i]?.join(",")}}`}::${sql.raw(element)}[]`;
    });
    await sql`insert into ${sql.table(table)} (${names}) select ${selected}
      from unnest(${sql.join(arrays)}) as batch(${names})`.execute(db);
    stored += batched;
    literals = columns.map(() => []);
    batched = 0;
    characters = 0;
  };

  for (const row of rows) {
    columns.forEach((column, i) => {
      const literal = elementLiteral(row[column], types[column], column);
      literals[i]?.push(literal);
      characters += literal.length;
    });
    batched++;
    if (batched === BATCH_ROWS || characters >= BATCH_CHARACTERS) await store();
  }
  if (batched > 0) await store();
  return stored;
}

/** One element of an array literal. */
function elementLiteral(value: unknown, type: ColumnType, column: string): string {
  if (value === undefined) throw new Error(`A row has no column "${column}": give null where there is no value.`);
  if (value === null) return "NULL";
  if (NUMERIC.has(type)) return String(value);
  switch (type) {
    case "jsonb":
      return quoted(JSON.stringify(value));
    case "bytea":
      return `"\\\\x${(value as Buffer).toString("hex")}"`;
    case "timestamptz":
      return quoted((value as Date).toISOString());
    case "integer[]":
    case "bigint[]":
    case "double precision[]":
      return `"{${(value as readonly number[]).join(",")}}"`;
    case "text[]":
      return quoted(`{${(value as readonly string[]).map(quoted).join(",")}}`);
    default:
      return quoted(String(value));
  }
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** Tables whose rows belong to an import. */
const IMPORTED = [
  "streets",
  "gates",
  "features",
  "people_groups",
  "people",
  "areas",
  "settlements",
  "elevation_tiles",
] as const satisfies readonly (keyof Database)[];

/** How long one statement of a deletion should take: others wait for it on the embedded database. */
const DELETE_SECONDS = 0.2;

/** Deletes all rows of an import, in statements of about 0.2 s. The record of the import stays. */
export async function deleteImportRows(db: Kysely<Database>, importId: number): Promise<void> {
  for (const table of IMPORTED) {
    let size = 200;
    for (;;) {
      const start = performance.now();
      const result = await sql`delete from ${sql.table(table)} where ctid = any(array(
        select ctid from ${sql.table(table)} where import_id = ${importId} limit ${size}))`.execute(db);
      if (Number(result.numAffectedRows ?? 0) < size) break;
      const seconds = (performance.now() - start) / 1000;
      // A heights tile weighs as much as a thousand streets, so the size follows the clock.
      size = Math.max(1, Math.round(size * Math.min(4, DELETE_SECONDS / Math.max(seconds, 1e-3))));
    }
  }
}

/**
 * Counts the tables anew for the planner of queries. The embedded database does so at no other time, and without it took
 * 370,000 rows of people for 1,000.
 */
export async function analyzeRows(db: Kysely<Database>): Promise<void> {
  for (const table of IMPORTED) await sql`analyze ${sql.table(table)}`.execute(db);
}
