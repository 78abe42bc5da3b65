/** Kept reviews: what was found under a question on a day, to compare with later. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table reviews (
     id integer generated always as identity primary key, name text not null, kept_at timestamptz not null default now(),
     version text not null, standard_id text not null, question jsonb not null, inputs jsonb not null,
     territory text not null, people double precision not null, served double precision not null,
     sha256 text not null, document bytea not null)`.execute(db);
}
