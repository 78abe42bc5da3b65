/** The office's own service standards. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table standards (id text primary key, document jsonb not null, edited_at timestamptz not null)`.execute(
    db,
  );
}
