/** Imported facilities that were removed by hand, so that the next import of their source does not bring them back. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table removed_facilities (
     source_name text not null references sources, key text not null, facility_id integer not null, name text not null,
     removed_at timestamptz not null default now(), primary key (source_name, key))`.execute(db);
}
