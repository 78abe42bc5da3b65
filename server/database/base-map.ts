/** What the base map shows inside some bounds: streets and features of the current imports, already thinned for the zoom. */
import type { Geometry } from "geojson";
import { type Kysely, sql } from "kysely";
import type { Bounds } from "../geo.ts";
import { fromHex, touchesBounds } from "./geometry.ts";
import type { Database, FeaturesTable, Names } from "./rows.ts";

export interface Detail {
  /** Highway values to draw; null for all. */
  readonly highways: readonly string[] | null;
  readonly layers: readonly FeaturesTable["layer"][];
  /** Land and water whose box is smaller in both directions are left out, degrees. */
  readonly smallest: number;
  /** Lines may be simplified by this much, degrees; 0 for none. */
  readonly tolerance: number;
}

export interface StreetShape {
  readonly highway: string;
  readonly name: string | null;
  readonly names: Names;
  readonly walkable: boolean;
  readonly bridge: boolean;
  readonly tunnel: boolean;
  readonly geometry: Geometry;
}

export interface FeatureShape {
  readonly layer: FeaturesTable["layer"];
  readonly kind: string;
  readonly name: string | null;
  readonly names: Names;
  readonly geometry: Geometry;
}

/** Streets that touch the bounds, by way: the order of drawing must not depend on the database. */
export async function streetsIn(db: Kysely<Database>, bounds: Bounds, detail: Detail): Promise<StreetShape[]> {
  const rows = await db
    .selectFrom("streets")
    .select(["highway", "name", "names", "foot", "bridge", "tunnel"])
    .select(simplified("streets.geom", detail.tolerance).as("geom"))
    .where("import_id", "in", (query) => query.selectFrom("sources").select("import_id"))
    .where(touchesBounds("streets.geom", bounds))
    .$if(detail.highways !== null, (query) => query.where("highway", "=", sql<string>`any(${detail.highways}::text[])`))
    .orderBy("way_id")
    .orderBy("part")
    .execute();
  return rows.flatMap(({ geom, foot, ...row }) =>
    geom === null ? [] : [{ ...row, walkable: foot !== 0, geometry: fromHex(geom) }],
  );
}

/** Water, land, railways and places that touch the bounds. */
export async function featuresIn(db: Kysely<Database>, bounds: Bounds, detail: Detail): Promise<FeatureShape[]> {
  const isLargeEnough = sql<boolean>`(st_dimension(geom) = 0
    or st_xmax(geom) - st_xmin(geom) >= ${detail.smallest} or st_ymax(geom) - st_ymin(geom) >= ${detail.smallest})`;
  const rows = await db
    .selectFrom("features")
    .select(["layer", "kind", "name", "names"])
    .select(simplified("features.geom", detail.tolerance).as("geom"))
    .where("import_id", "in", (query) => query.selectFrom("sources").select("import_id"))
    .where(touchesBounds("features.geom", bounds))
    .where("layer", "=", sql<FeaturesTable["layer"]>`any(${detail.layers}::text[])`)
    .$if(detail.smallest > 0, (query) => query.where(isLargeEnough))
    .orderBy("osm_id")
    .orderBy(sql`st_dimension(geom)`)
    .execute();
  return rows.flatMap(({ geom, ...row }) => (geom === null ? [] : [{ ...row, geometry: fromHex(geom) }]));
}

/** Null where nothing is left. */
function simplified(column: string, tolerance: number) {
  return tolerance > 0
    ? sql<string | null>`st_simplify(${sql.ref(column)}, ${tolerance})`
    : sql<string | null>`${sql.ref(column)}`;
}
