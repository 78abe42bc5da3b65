/**
 * Where people live: rasters of people (people-raster.ts) become H3 cells, tables (people-table.ts) keep their own H3
 * cells or points. Exactly one group of a territory is the total; this file decides which role a file has.
 */
import type { Kysely } from "kysely";
import type { Conflict, Database } from "../database/rows.ts";
import type { PeopleRole } from "../words.ts";
import { type Reading, type ReadingResult, UnreadableFile } from "./importer.ts";
import { importPeopleRaster } from "./people-raster.ts";
import type { Roles } from "./people-storing.ts";
import { importPeopleTable } from "./people-table.ts";

/** Imports a GeoTIFF or a table of people. */
export async function importPeople(reading: Reading): Promise<ReadingResult> {
  const roles = await chooseRoles(reading);
  const isRaster = /\.tiff?$/i.test(reading.path);
  const result = isRaster ? await importPeopleRaster(reading, roles) : await importPeopleTable(reading, roles);
  return { ...result, commit: (trx) => refuseSecondTotal(trx, reading.sourceName, roles(0)) };
}

/**
 * As the user says; else as before when the source is replaced; else the total when there is none yet. With several
 * columns the first one is the total and the others are parts of it.
 */
async function chooseRoles({ db, request, sourceName }: Reading): Promise<Roles> {
  const others = await totalsBeside(db, sourceName);
  const before = await db
    .selectFrom("people_groups")
    .innerJoin("sources", "sources.import_id", "people_groups.import_id")
    .select("people_groups.role")
    .where("sources.name", "=", sourceName)
    .where("people_groups.position", "=", 0)
    .executeTakeFirst();
  const [total] = others;
  const role = request.role ?? before?.role ?? (total === undefined ? "total" : undefined);
  if (role === undefined || (role === "total" && total !== undefined)) {
    throw new UnreadableFile(
      `"${total}" is already the total, and there can be only one: import this file under that name to replace it (--name "${total}"), or say how these people stand to it: --role within (part of it) or --role apart.`,
    );
  }
  return (position) => (role === "total" && position > 0 ? "within" : role);
}

/** Names of other current sources that hold the total. */
async function totalsBeside(db: Kysely<Database>, sourceName: string): Promise<string[]> {
  const rows = await db
    .selectFrom("people_groups")
    .innerJoin("sources", "sources.import_id", "people_groups.import_id")
    .select("sources.name")
    .where("people_groups.role", "=", "total")
    .where("sources.name", "!=", sourceName)
    .execute();
  return rows.map((row) => row.name);
}

/** Another import may have become the total since this one began. */
async function refuseSecondTotal(trx: Kysely<Database>, sourceName: string, role: PeopleRole): Promise<Conflict[]> {
  const [other] = role === "total" ? await totalsBeside(trx, sourceName) : [];
  if (other !== undefined) {
    throw new UnreadableFile(
      `"${other}" became the total while this import ran: import this file with --role within or apart.`,
    );
  }
  return [];
}
