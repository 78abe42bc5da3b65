/** Corrections of city and countryside in the database, one row an area code. They are read with the territory's rows. */
import type { Kysely } from "kysely";
import type { PlaceKind } from "../words.ts";
import type { Database } from "./rows.ts";

export async function correctPlace(db: Kysely<Database>, areaCode: string, kind: PlaceKind): Promise<void> {
  const corrected_at = new Date();
  await db
    .insertInto("place_kinds")
    .values({ area_code: areaCode, kind, corrected_at })
    .onConflict((conflict) => conflict.column("area_code").doUpdateSet({ kind, corrected_at }))
    .execute();
}

/** True when there was a correction. */
export async function takeBackCorrection(db: Kysely<Database>, areaCode: string): Promise<boolean> {
  const removed = await db
    .deleteFrom("place_kinds")
    .where("area_code", "=", areaCode)
    .returning("area_code")
    .executeTakeFirst();
  return removed !== undefined;
}
