/** Runs the importer of streets alone, without the record and the swap of run.ts, and reads back what it stored. */
import type { Kysely } from "kysely";
import { sql } from "kysely";
import { fromHex } from "../../server/database/geometry.ts";
import type { Database, Refusal } from "../../server/database/rows.ts";
import type { ReadingResult } from "../../server/import/importer.ts";
import { importStreets } from "../../server/import/streets.ts";
import type { CoordinateSystem } from "../../server/words.ts";
import { newImport } from "../database/new-import.ts";

export interface StreetsReading extends ReadingResult {
  importId: number;
  warnings: string[];
  refusals: Refusal[];
  progress: { stage: string; share: number | null }[];
}

export async function readStreets(
  db: Kysely<Database>,
  path: string,
  { signal = new AbortController().signal, coordinates = "wgs84" as CoordinateSystem } = {},
): Promise<StreetsReading> {
  const importId = await newImport(db);
  const warnings: string[] = [];
  const refusals: Refusal[] = [];
  const progress: StreetsReading["progress"] = [];
  const result = await importStreets({
    db,
    importId,
    sourceName: "streets",
    path,
    request: { file: path },
    coordinates,
    progress: (stage, share) => void progress.push({ stage, share }),
    signal,
    refuse: (refusal) => void refusals.push(refusal),
    warn: (sentence) => void warnings.push(sentence),
  });
  return { importId, warnings, refusals, progress, ...result };
}

/** Rows of an import in a fixed order, geometries as GeoJSON, node ids as numbers. */
export async function storedStreets(db: Kysely<Database>, importId: number) {
  const rows = await db
    .selectFrom("streets")
    .selectAll()
    .where("import_id", "=", importId)
    .orderBy("way_id")
    .orderBy("part")
    .execute();
  return rows.map(({ import_id: _, geom, node_ids, way_id, ...row }) => ({
    ...row,
    way_id: Number(way_id),
    node_ids: node_ids.map(Number),
    geometry: fromHex(geom),
  }));
}

export async function storedFeatures(db: Kysely<Database>, importId: number) {
  const rows = await db.selectFrom("features").selectAll().where("import_id", "=", importId).execute();
  return rows
    .map(({ import_id: _, geom, osm_id, ...row }) => ({ ...row, osm_id: Number(osm_id), geometry: fromHex(geom) }))
    .sort((a, b) => a.osm_id - b.osm_id || JSON.stringify(a.geometry).localeCompare(JSON.stringify(b.geometry)));
}

export async function storedGates(db: Kysely<Database>, importId: number) {
  const rows = await db.selectFrom("gates").selectAll().where("import_id", "=", importId).orderBy("node_id").execute();
  return rows.map(({ import_id: _, node_id, ...row }) => ({ ...row, node_id: Number(node_id) }));
}

/** Number of rows whose line has another number of points than of nodes, and of areas that PostGIS finds invalid. */
export async function faults(db: Kysely<Database>, importId: number): Promise<{ lines: number; areas: number }> {
  const { rows } = await sql<{ lines: number; areas: number }>`select
    (select count(*)::int from streets where import_id = ${importId}
      and (st_npoints(geom) <> array_length(node_ids, 1) or st_srid(geom) <> 4326 or st_npoints(geom) < 2)) as lines,
    (select count(*)::int from features where import_id = ${importId} and not st_isvalid(geom)) as areas`.execute(db);
  return rows[0] ?? { lines: -1, areas: -1 };
}
