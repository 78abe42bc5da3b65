/**
 * Outlines as the database takes them: rings closed, each with four points or more. What is still invalid then (rings that cross
 * themselves) PostGIS repairs after storing.
 */
import type { Geometry, MultiPolygon, Position } from "geojson";
import { type Kysely, sql } from "kysely";
import type { Database } from "../database/rows.ts";
import type { Reading } from "./importer.ts";

/** The areas of a polygon or multipolygon, or the sentence that says why there are none. Holes too small to be rings are dropped. */
export function multiPolygonOf(geometry: Geometry): MultiPolygon | string {
  if (geometry.type !== "Polygon" && geometry.type !== "MultiPolygon") return `A ${geometry.type} is no area.`;
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const kept: Position[][][] = [];
  for (const polygon of polygons) {
    const [outer, ...holes] = polygon.map(closed);
    if (!outer || outer.length < 4) return "An outline has fewer than three corners.";
    kept.push([outer, ...holes.filter((hole) => hole.length >= 4)]);
  }
  return kept.length === 0 ? "The area has no outline." : { type: "MultiPolygon", coordinates: kept };
}

function closed(ring: Position[]): Position[] {
  const [first] = ring;
  const last = ring.at(-1);
  if (!first || !last || (first[0] === last[0] && first[1] === last[1])) return ring;
  return [...ring, first];
}

/**
 * Repairs stored outlines that cross themselves, and returns the codes of those of which nothing is left (their rows
 * are deleted).
 */
export async function repairOutlines(
  { db, importId, warn }: Pick<Reading, "importId" | "warn"> & { db: Kysely<Database> },
  table: "areas" | "settlements",
): Promise<string[]> {
  const repaired = await sql<{ code: string; name: string; empty: boolean }>`
    update ${sql.table(table)}
    set geom = st_multi(st_collectionextract(st_makevalid(geom), 3))
    where import_id = ${importId} and not st_isvalid(geom)
    returning code, name, st_isempty(geom) as empty`.execute(db);
  const empty = repaired.rows.filter((row) => row.empty).map((row) => row.code);
  const mended = repaired.rows.filter((row) => !row.empty);
  if (mended.length > 0) {
    const names = mended
      .slice(0, 5)
      .map((row) => row.name)
      .join(", ");
    warn(
      `${mended.length} outlines cross themselves and were repaired: ${names}${mended.length > 5 ? " and others" : ""}.`,
    );
  }
  if (empty.length > 0) {
    await db.deleteFrom(table).where("import_id", "=", importId).where("code", "in", empty).execute();
  }
  return empty;
}
