/** Scenarios: named changes over the present state, which they never touch. A review that is kept of one says so. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table scenarios (
     id integer generated always as identity primary key, name text not null, note text not null default '',
     changes jsonb not null, revision integer not null default 1,
     made_at timestamptz not null default now(), edited_at timestamptz not null default now())`.execute(db);
  await sql`alter table reviews add column scenario jsonb`.execute(db);
}
