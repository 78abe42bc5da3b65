/**
 * Everything that is current, read into plain columns: what a territory is built from.
 *
 * Rows are read by the import that `sources` named at the start, so an import that becomes current in between cannot mix
 * old and new; it can only delete the old rows early, which a second look at `sources` notices: then all is read again.
 * Everything is sorted here by code point: the databases' own order of text depends on their locale, and both must give
 * the same territory.
 */
import type { MultiPolygon, Point, Polygon } from "geojson";
import { type Kysely, sql } from "kysely";
import { compareText } from "../text.ts";
import type {
  AreaLevel,
  FacilityKind,
  FacilityLevel,
  FacilityStatus,
  PlaceKind,
  SettlementKind,
  SourceKind,
} from "../words.ts";
import { fromHex } from "./geometry.ts";
import {
  type BarrierRow,
  type ElevationRow,
  type GateRow,
  readBarriers,
  readElevation,
  readGates,
  readStreets,
  type StreetRows,
} from "./network-rows.ts";
import { type PeopleRows, readPeople } from "./people-rows.ts";
import type { Database, Names } from "./rows.ts";

export interface SourceRow {
  readonly name: string;
  readonly kind: SourceKind;
  readonly importId: number;
  readonly details: Record<string, unknown>;
  /** The file that it was read from. */
  readonly fileName: string;
  readonly sha256: string | null;
  readonly dataDate: string | null;
  readonly licence: string | null;
}

export interface AreaRow {
  readonly code: string;
  readonly name: string;
  readonly names: Names;
  readonly level: AreaLevel;
  readonly parentCode: string | null;
  /** The statistics bureau's urban–rural classification, 1xx urban, 2xx rural. */
  readonly urbanRuralCode: number | null;
  readonly geometry: MultiPolygon;
}

/** The kind of place that the office gave an area by hand. */
export interface PlaceCorrection {
  readonly areaCode: string;
  readonly kind: PlaceKind;
}

export interface SettlementRow {
  readonly code: string;
  readonly name: string;
  readonly names: Names;
  readonly kind: SettlementKind;
  readonly people: number | null;
  readonly geometry: Point | Polygon | MultiPolygon;
}

/** A named place of the streets' file: a town, a suburb, a hamlet. */
export interface PlaceRow {
  readonly kind: string;
  readonly name: string;
  readonly names: Names;
  readonly lon: number;
  readonly lat: number;
}

/** What a barrier of the streets' file is called. */
export interface BarrierNameRow {
  readonly osmId: number;
  /** Mapped as an area: a lake, the water of a river. */
  readonly isArea: boolean;
  readonly name: string;
}

export interface FacilityRow {
  readonly id: number;
  readonly name: string;
  readonly names: Names;
  readonly kind: FacilityKind;
  readonly level: FacilityLevel | null;
  readonly status: FacilityStatus;
  /** As given; null when unknown. */
  readonly openingHours: string | null;
  readonly staff: number | null;
  /** People a year. */
  readonly yearlyCapacity: number | null;
  readonly lon: number;
  readonly lat: number;
}

export interface TerritoryRows {
  readonly sources: readonly SourceRow[];
  readonly streets: StreetRows;
  readonly gates: readonly GateRow[];
  readonly barriers: readonly BarrierRow[];
  readonly elevation: readonly ElevationRow[];
  readonly people: readonly PeopleRows[];
  readonly areas: readonly AreaRow[];
  readonly placeCorrections: readonly PlaceCorrection[];
  readonly settlements: readonly SettlementRow[];
  readonly places: readonly PlaceRow[];
  readonly barrierNames: readonly BarrierNameRow[];
  readonly facilities: readonly FacilityRow[];
}

const MOST_TRIES = 5;

/**
 * Reads all current rows.
 *
 * @param hasNetwork tells whether the network of these sources exists already; streets, gates, barriers and heights are
 * then left out (no rows), because nothing else needs them
 * @throws when imports become current faster than they can be read, or the database fails
 */
export async function readTerritoryRows(
  db: Kysely<Database>,
  hasNetwork: (sources: readonly SourceRow[]) => Promise<boolean> = async () => false,
): Promise<TerritoryRows> {
  let failure: unknown;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const sources = await readSources(db);
    // Rows that vanish while they are read may look damaged; that is only true when the sources are still the same.
    const rows = await readRowsOf(db, sources, await hasNetwork(sources)).catch((error: unknown) => {
      failure = error;
      return null;
    });
    if (isSame(sources, await readSources(db))) {
      if (rows === null) throw failure;
      return rows;
    }
  }
  throw new Error(`The sources changed ${MOST_TRIES} times while they were being read.`);
}

async function readRowsOf(
  db: Kysely<Database>,
  sources: readonly SourceRow[],
  hasNetwork: boolean,
): Promise<TerritoryRows> {
  const of = (kind: SourceKind) => sources.filter((source) => source.kind === kind).map((source) => source.importId);
  const ofNetwork = (kind: SourceKind) => (hasNetwork ? [] : of(kind));
  return {
    sources,
    streets: await readStreets(db, ofNetwork("streets")),
    gates: await readGates(db, ofNetwork("streets")),
    barriers: await readBarriers(db, ofNetwork("streets")),
    elevation: await readElevation(db, ofNetwork("elevation")),
    people: await readPeople(db, sources),
    areas: await readAreas(db, of("areas")),
    placeCorrections: await readPlaceCorrections(db),
    settlements: await readSettlements(db, of("settlements")),
    places: await readPlaces(db, of("streets")),
    barrierNames: await readBarrierNames(db, of("streets")),
    facilities: await readFacilities(db),
  };
}

/** The current sources, by name. */
export async function readSources(db: Kysely<Database>): Promise<SourceRow[]> {
  const rows = await db
    .selectFrom("sources")
    .innerJoin("imports", "imports.id", "sources.import_id")
    .select(["sources.name", "sources.kind", "sources.import_id as importId", "imports.details"])
    .select(["imports.file_name as fileName", "imports.sha256", "imports.data_date as dataDate", "imports.licence"])
    .execute();
  return rows.sort((a, b) => compareText(a.name, b.name));
}

/** The imports that the network is made from, as far as it takes to tell them from all others. */
export async function readNetworkImports(db: Kysely<Database>, sources: readonly SourceRow[]): Promise<unknown[]> {
  const imports = sources.flatMap(({ kind, importId }) =>
    kind === "streets" || kind === "elevation" ? [importId] : [],
  );
  return (
    db
      .selectFrom("imports")
      .select(["id", "kind", "sha256", "bytes", "options"])
      // Another database may have an import of the same number.
      .select(sql<string>`extract(epoch from started_at)::text`.as("started"))
      .where("id", "=", sql<number>`any(${imports}::integer[])`)
      .orderBy("id")
      .execute()
  );
}

function isSame(a: readonly SourceRow[], b: readonly SourceRow[]): boolean {
  return a.length === b.length && a.every((source, i) => source.importId === b[i].importId);
}

async function readAreas(db: Kysely<Database>, imports: readonly number[]): Promise<AreaRow[]> {
  const rows = await db
    .selectFrom("areas")
    .select(["id", "import_id", "code", "name", "names", "level", "parent_code as parentCode", "geom"])
    .select("urban_rural_code as urbanRuralCode")
    .where("import_id", "=", sql<number>`any(${imports}::integer[])`)
    .execute();
  return rows
    .sort(
      (a, b) =>
        compareText(a.code, b.code) ||
        compareText(a.level, b.level) ||
        compareText(a.name, b.name) ||
        a.import_id - b.import_id ||
        a.id - b.id,
    )
    .map(({ id: _id, import_id: _import, geom, ...row }) => ({ ...row, geometry: fromHex(geom) as MultiPolygon }));
}

/** By code of the area. */
export async function readPlaceCorrections(db: Kysely<Database>): Promise<PlaceCorrection[]> {
  const rows = await db.selectFrom("place_kinds").select(["area_code as areaCode", "kind"]).execute();
  return rows.sort((a, b) => compareText(a.areaCode, b.areaCode));
}

async function readSettlements(db: Kysely<Database>, imports: readonly number[]): Promise<SettlementRow[]> {
  const rows = await db
    .selectFrom("settlements")
    .select(["code", "name", "names", "kind", "people", "geom"])
    .where("import_id", "=", sql<number>`any(${imports}::integer[])`)
    .execute();
  return rows
    .map(({ geom, ...row }) => ({ ...row, geometry: fromHex(geom) as Point | Polygon | MultiPolygon }))
    .sort((a, b) => compareText(a.code, b.code) || compareText(a.name, b.name));
}

async function readPlaces(db: Kysely<Database>, imports: readonly number[]): Promise<PlaceRow[]> {
  const rows = await db
    .selectFrom("features")
    .select(["kind", "name", "names", "osm_id"])
    .select(sql<number>`st_x(st_centroid(geom))`.as("lon"))
    .select(sql<number>`st_y(st_centroid(geom))`.as("lat"))
    .where("import_id", "=", sql<number>`any(${imports}::integer[])`)
    .where("layer", "=", "place")
    .orderBy("osm_id")
    .execute();
  return rows.flatMap(({ kind, name, names, lon, lat }) => (name === null ? [] : [{ kind, name, names, lon, lat }]));
}

/** Water, railways and expressways that have a name. */
async function readBarrierNames(db: Kysely<Database>, imports: readonly number[]): Promise<BarrierNameRow[]> {
  const ofImports = sql<boolean>`import_id = any(${imports}::integer[]) and name is not null`;
  const features = await db
    .selectFrom("features")
    .select(["osm_id", "name"])
    .select(sql<boolean>`st_dimension(geom) = 2`.as("isArea"))
    .where(ofImports)
    .where("barrier", "is not", null)
    .orderBy("osm_id")
    .orderBy("isArea")
    .execute();
  const streets = await db
    .selectFrom("streets")
    .select(["way_id as osm_id", "name", sql<boolean>`false`.as("isArea")])
    .where(ofImports)
    .where("barrier", "=", true)
    .orderBy("way_id")
    .execute();
  return [...features, ...streets].flatMap(({ osm_id, isArea, name }) =>
    name === null ? [] : [{ osmId: Number(osm_id), isArea, name }],
  );
}

/** Facilities as far as a territory needs them, by id. */
export async function readFacilities(db: Kysely<Database>): Promise<FacilityRow[]> {
  return db
    .selectFrom("facilities")
    .select(["id", "name", "names", "kind", "level", "status", "staff", "lon", "lat"])
    .select(["opening_hours as openingHours", "yearly_capacity as yearlyCapacity"])
    .orderBy("id")
    .execute();
}
