/** Facilities in the database, as the office edits them. */
import type { Kysely, Selectable } from "kysely";
import type { Database, FacilitiesTable } from "./rows.ts";

export type FacilityRecord = Selectable<FacilitiesTable>;
/** What can be edited by hand; names as JSON. */
export type FacilityValues = Partial<
  Pick<
    FacilityRecord,
    "name" | "kind" | "level" | "status" | "address" | "opening_hours" | "staff" | "yearly_capacity" | "lon" | "lat"
  > & { names: string }
>;
export type NewFacility = FacilityValues & Pick<FacilityRecord, "name" | "kind" | "status" | "lon" | "lat">;

export function listFacilities(db: Kysely<Database>): Promise<FacilityRecord[]> {
  return db.selectFrom("facilities").selectAll().orderBy("id").execute();
}

export async function findFacility(db: Kysely<Database>, id: number): Promise<FacilityRecord | null> {
  return (await db.selectFrom("facilities").selectAll().where("id", "=", id).executeTakeFirst()) ?? null;
}

/** Adds a facility by hand: it belongs to no source. */
export function addFacility(db: Kysely<Database>, values: NewFacility): Promise<FacilityRecord> {
  return db
    .insertInto("facilities")
    .values({
      ...values,
      names: values.names ?? "{}",
      source_name: null,
      key: null,
      imported: null,
      edited_at: new Date(),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Changes a facility by hand; null when there is none. An import will not overwrite what was edited. */
export async function changeFacility(
  db: Kysely<Database>,
  id: number,
  values: FacilityValues,
): Promise<FacilityRecord | null> {
  const changed = await db
    .updateTable("facilities")
    .set({ ...values, edited_at: new Date() })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
  return changed ?? null;
}

/** True when there was one. */
export async function removeFacility(db: Kysely<Database>, id: number): Promise<boolean> {
  const removed = await db.deleteFrom("facilities").where("id", "=", id).returning("id").executeTakeFirst();
  return removed !== undefined;
}
