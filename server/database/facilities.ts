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

/** Removes a facility by hand, and notes one of a source so that an import does not bring it back. True when there was one. */
export function removeFacility(db: Kysely<Database>, id: number): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    // An import locks its source first and facilities after it; in the other order the two could wait for each other.
    await trx
      .selectFrom("sources")
      .select("name")
      .where("name", "=", (query) => query.selectFrom("facilities").select("source_name").where("id", "=", id))
      .forKeyShare()
      .execute();
    const removed = await trx
      .deleteFrom("facilities")
      .where("id", "=", id)
      .returning(["source_name", "key", "name"])
      .executeTakeFirst();
    if (removed === undefined) return false;
    const { source_name, key, name } = removed;
    if (source_name !== null && key !== null)
      await trx.insertInto("removed_facilities").values({ source_name, key, facility_id: id, name }).execute();
    return true;
  });
}
