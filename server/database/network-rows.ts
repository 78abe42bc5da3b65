/**
 * The current streets, gates, barriers and heights in plain columns: what the walking network is built from. Streets are
 * read in pieces (pages.ts), and their points go straight into typed arrays.
 */
import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import type { BarrierKind } from "../words.ts";
import { fromHex, type StoredGeometry } from "./geometry.ts";
import { piecesOf } from "./pages.ts";
import type { Access, Database } from "./rows.ts";

/** OSM ways, or stretches of them, in columns. The points of way w are firstPoint[w] … firstPoint[w + 1] - 1. */
export interface StreetRows {
  readonly count: number;
  readonly wayId: Float64Array;
  readonly highway: readonly string[];
  /** Access on foot, as in the database: 0 no, 1 yes, 2 only to leave or arrive. */
  readonly foot: Uint8Array;
  readonly onewayFoot: Int8Array;
  /** The same by bicycle. */
  readonly bicycle: Uint8Array;
  readonly onewayBicycle: Int8Array;
  readonly bridge: Uint8Array;
  readonly tunnel: Uint8Array;
  /** 1 for expressways: nobody crosses them off-street. */
  readonly barrier: Uint8Array;
  /** Length count + 1. */
  readonly firstPoint: Int32Array;
  readonly nodeId: Float64Array;
  readonly lon: Float64Array;
  readonly lat: Float64Array;
}

export interface GateRow {
  readonly nodeId: number;
  readonly kind: string;
  readonly foot: Access;
  readonly bicycle: Access;
}

export interface BarrierRow {
  readonly osmId: number;
  readonly barrier: BarrierKind;
  readonly geometry: StoredGeometry;
}

export interface ElevationRow {
  /** Centre of the north-west cell and degrees between centres. */
  readonly west: number;
  readonly north: number;
  readonly lonStep: number;
  readonly latStep: number;
  readonly columns: number;
  readonly rows: number;
  /** Metres, row by row from the north, NaN where unknown. */
  readonly heights: Float32Array;
}

/** Streets of the imports by way; ways that several extracts share come several times. */
export async function readStreets(db: Kysely<Database>, imports: readonly number[]): Promise<StreetRows> {
  if (imports.length === 0) return streetColumns([]);
  const ways: StreetRow[] = [];
  for (const piece of await piecesOf(db, "streets"))
    for (const way of await streetPiece(db, imports, piece)) ways.push(way);
  const expected = await db
    .selectFrom("streets")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("import_id", "=", sql<number>`any(${imports}::integer[])`)
    .executeTakeFirstOrThrow();
  if (Number(expected.count) !== ways.length) {
    throw new Error(`${ways.length} of ${expected.count} streets could be read: the table was rewritten meanwhile.`);
  }
  const order = (way: StreetRow) => imports.indexOf(way.importId);
  ways.sort((a, b) => order(a) - order(b) || Number(a.wayId) - Number(b.wayId) || a.part - b.part);
  return streetColumns(ways);
}

interface StreetRow {
  readonly importId: number;
  readonly wayId: string;
  readonly part: number;
  readonly highway: string;
  readonly foot: Access;
  readonly onewayFoot: -1 | 0 | 1;
  readonly bicycle: Access;
  readonly onewayBicycle: -1 | 0 | 1;
  readonly bridge: boolean;
  readonly tunnel: boolean;
  readonly barrier: boolean;
  readonly geom: string;
  readonly nodeIds: string;
}

function streetPiece(
  db: Kysely<Database>,
  imports: readonly number[],
  piece: RawBuilder<SqlBool>,
): Promise<StreetRow[]> {
  return db
    .selectFrom("streets")
    .select(["import_id as importId", "part", "highway", "foot", "oneway_foot as onewayFoot"])
    .select(["bicycle", "oneway_bicycle as onewayBicycle"])
    .select(["bridge", "tunnel", "barrier", "geom"])
    .select([
      sql<string>`way_id::text`.as("wayId"),
      // Text is parsed in half the time that `pg` needs for an array.
      sql<string>`array_to_string(node_ids, ',')`.as("nodeIds"),
    ])
    .where(piece)
    .where("import_id", "=", sql<number>`any(${imports}::integer[])`)
    .execute();
}

function streetColumns(ways: readonly StreetRow[]): StreetRows {
  const firstPoint = new Int32Array(ways.length + 1);
  ways.forEach((way, i) => {
    firstPoint[i + 1] = firstPoint[i] + pointsOfLine(way.geom);
  });
  const points = firstPoint[ways.length];
  const nodeId = new Float64Array(points);
  const lon = new Float64Array(points);
  const lat = new Float64Array(points);
  ways.forEach((way, i) => {
    lineInto(way.geom, lon, lat, firstPoint[i]);
    const ids = way.nodeIds.split(",");
    if (ids.length !== firstPoint[i + 1] - firstPoint[i]) {
      throw new Error(`Way ${way.wayId} has ${ids.length} node ids but another number of points in the database.`);
    }
    ids.forEach((id, j) => {
      nodeId[firstPoint[i] + j] = Number(id);
    });
  });
  return {
    count: ways.length,
    wayId: Float64Array.from(ways, (way) => Number(way.wayId)),
    highway: ways.map((way) => way.highway),
    foot: Uint8Array.from(ways, (way) => way.foot),
    onewayFoot: Int8Array.from(ways, (way) => way.onewayFoot),
    bicycle: Uint8Array.from(ways, (way) => way.bicycle),
    onewayBicycle: Int8Array.from(ways, (way) => way.onewayBicycle),
    bridge: Uint8Array.from(ways, (way) => Number(way.bridge)),
    tunnel: Uint8Array.from(ways, (way) => Number(way.tunnel)),
    barrier: Uint8Array.from(ways, (way) => Number(way.barrier)),
    firstPoint,
    nodeId,
    lon,
    lat,
  };
}

/** Bytes before the points of a LineString in EWKB: byte order, type, SRID, number of points. */
const LINE_HEADER_BYTES = 13;

function pointsOfLine(hex: string): number {
  if (!hex.startsWith("0102000020")) throw new Error("A street in the database is not a LineString in EWKB.");
  return (hex.length / 2 - LINE_HEADER_BYTES) / 16;
}

/** No objects in between: a country has a hundred million points. */
function lineInto(hex: string, lon: Float64Array, lat: Float64Array, at: number): void {
  const bytes = Buffer.from(hex, "hex");
  for (let offset = LINE_HEADER_BYTES, i = at; offset < bytes.length; offset += 16, i++) {
    lon[i] = bytes.readDoubleLE(offset);
    lat[i] = bytes.readDoubleLE(offset + 8);
  }
}

/** Gates of the imports, by node. */
export async function readGates(db: Kysely<Database>, imports: readonly number[]): Promise<GateRow[]> {
  const rows = await db
    .selectFrom("gates")
    .select(["node_id", "kind", "foot", "bicycle"])
    .where("import_id", "=", sql<number>`any(${imports}::integer[])`)
    .execute();
  return rows
    .map((row) => ({ nodeId: Number(row.node_id), kind: row.kind, foot: row.foot, bicycle: row.bicycle }))
    .sort((a, b) => a.nodeId - b.nodeId);
}

/** Water, railways and the like that stop a straight line, by OSM id. */
export async function readBarriers(db: Kysely<Database>, imports: readonly number[]): Promise<BarrierRow[]> {
  const rows = await db
    .selectFrom("features")
    .select(["osm_id", "barrier", "geom"])
    .where("import_id", "=", sql<number>`any(${imports}::integer[])`)
    .where("barrier", "is not", null)
    .orderBy("osm_id")
    .orderBy(sql`st_geometrytype(geom) collate "C"`)
    .execute();
  return rows.flatMap(({ osm_id, barrier, geom }) =>
    barrier === null ? [] : [{ osmId: Number(osm_id), barrier, geometry: fromHex(geom) }],
  );
}

/** Heights, one tile at a time: each may have megabytes. */
export async function readElevation(db: Kysely<Database>, imports: readonly number[]): Promise<ElevationRow[]> {
  const keys = await db
    .selectFrom("elevation_tiles")
    .select(["import_id", "west", "north"])
    .where("import_id", "=", sql<number>`any(${imports}::integer[])`)
    .orderBy("import_id")
    .orderBy("west")
    .orderBy("north")
    .execute();
  const tiles: ElevationRow[] = [];
  for (const { import_id, west, north } of keys) {
    const tile = await db
      .selectFrom("elevation_tiles")
      .select(["lon_step", "lat_step", "columns", "rows", "heights"])
      .where("import_id", "=", import_id)
      .where("west", "=", west)
      .where("north", "=", north)
      .executeTakeFirst();
    if (tile === undefined) continue; // Its import was replaced meanwhile, which the reader of all rows notices.
    const { lon_step, lat_step, columns, rows, heights } = tile;
    // Copied, because a Buffer of `pg` may begin at an odd byte of a shared block.
    const floats = new Float32Array(heights.buffer.slice(heights.byteOffset, heights.byteOffset + heights.length));
    tiles.push({ west, north, lonStep: lon_step, latStep: lat_step, columns, rows, heights: floats });
  }
  return tiles;
}
