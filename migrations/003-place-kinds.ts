/** City or countryside: the code that areas bring, and the corrections by hand. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table areas add column urban_rural_code smallint`.execute(db);
  await sql`create table place_kinds (
     area_code text primary key, kind text not null, corrected_at timestamptz not null default now())`.execute(db);
}
