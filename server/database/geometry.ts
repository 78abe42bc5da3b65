/**
 * Geometries between GeoJSON and PostGIS: hex EWKB (little endian, SRID 4326) is what `pg` reads and what insert.ts
 * sends, and this file is the only one that knows its bytes. The few PostGIS expressions that queries share stand at the end.
 */
import type { Geometry, LineString, MultiPolygon, Point, Polygon, Position } from "geojson";
import { type Expression, type SqlBool, sql } from "kysely";
import type { Bounds } from "../geo.ts";

/** The geometries that the database holds. */
export type StoredGeometry = Point | LineString | Polygon | MultiPolygon;

const SRID = 4326;
const POINT = 1;
const LINE_STRING = 2;
const POLYGON = 3;
const MULTI_POLYGON = 6;
const HAS_Z = 0x80000000;
const HAS_M = 0x40000000;
const HAS_SRID = 0x20000000;

const ringBytes = (ring: Position[]) => 4 + 16 * ring.length;
const polygonBytes = (rings: Position[][]) => rings.reduce((bytes, ring) => bytes + ringBytes(ring), 4);

/** Hex EWKB of a GeoJSON geometry in WGS-84 degrees; heights are left out. Throws for the types that no table holds. */
export function toHex(geometry: Geometry): string {
  switch (geometry.type) {
    case "Point": {
      const writer = new Writer(9 + 16).start(POINT, true);
      return writer.position(geometry.coordinates).hex();
    }
    case "LineString":
      return new Writer(9 + ringBytes(geometry.coordinates)).start(LINE_STRING, true).ring(geometry.coordinates).hex();
    case "Polygon":
      return new Writer(9 + polygonBytes(geometry.coordinates)).start(POLYGON, true).rings(geometry.coordinates).hex();
    case "MultiPolygon": {
      const polygons = geometry.coordinates;
      const bytes = polygons.reduce((sum, rings) => sum + 5 + polygonBytes(rings), 9 + 4);
      const writer = new Writer(bytes).start(MULTI_POLYGON, true).count(polygons.length);
      for (const rings of polygons) writer.start(POLYGON, false).rings(rings);
      return writer.hex();
    }
    default:
      throw new Error(`A ${geometry.type} cannot be stored: give a Point, LineString, Polygon or MultiPolygon.`);
  }
}

/** GeoJSON of hex WKB or EWKB of either byte order; heights and measures are left out. Throws on any other type and on a short text. */
export function fromHex(hex: string): StoredGeometry {
  return new Reader(Buffer.from(hex, "hex")).geometry();
}

class Writer {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(bytes: number) {
    this.#buffer = Buffer.allocUnsafe(bytes);
  }

  start(type: number, withSrid: boolean): this {
    this.#at = this.#buffer.writeUInt8(1, this.#at);
    this.count(withSrid ? (type | HAS_SRID) >>> 0 : type);
    return withSrid ? this.count(SRID) : this;
  }

  count(value: number): this {
    this.#at = this.#buffer.writeUInt32LE(value, this.#at);
    return this;
  }

  position([lon = Number.NaN, lat = Number.NaN]: Position): this {
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) {
      throw new Error(`A position needs a longitude and a latitude, got [${lon}, ${lat}].`);
    }
    this.#at = this.#buffer.writeDoubleLE(lon, this.#at);
    this.#at = this.#buffer.writeDoubleLE(lat, this.#at);
    return this;
  }

  ring(ring: Position[]): this {
    this.count(ring.length);
    for (const position of ring) this.position(position);
    return this;
  }

  rings(rings: Position[][]): this {
    this.count(rings.length);
    for (const ring of rings) this.ring(ring);
    return this;
  }

  hex(): string {
    return this.#buffer.toString("hex");
  }
}

class Reader {
  readonly #buffer: Buffer;
  #at = 0;
  #littleEndian = true;
  /** Numbers of a position beyond longitude and latitude. */
  #extra = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  geometry(): StoredGeometry {
    const type = this.#start();
    switch (type) {
      case POINT:
        return { type: "Point", coordinates: this.#position() };
      case LINE_STRING:
        return { type: "LineString", coordinates: this.#ring() };
      case POLYGON:
        return { type: "Polygon", coordinates: this.#rings() };
      case MULTI_POLYGON:
        return {
          type: "MultiPolygon",
          coordinates: Array.from({ length: this.#count() }, () => {
            this.#start();
            return this.#rings();
          }),
        };
      default:
        throw new Error(`A geometry of WKB type ${type} is neither Point, LineString, Polygon nor MultiPolygon.`);
    }
  }

  #start(): number {
    this.#littleEndian = this.#buffer.readUInt8(this.#at++) === 1;
    const word = this.#count();
    if (word & HAS_SRID) this.#count();
    const iso = word & 0xfffffff;
    this.#extra = (word & HAS_Z ? 1 : 0) + (word & HAS_M ? 1 : 0) + (iso >= 3000 ? 2 : iso >= 1000 ? 1 : 0);
    return iso % 1000;
  }

  #count(): number {
    const value = this.#littleEndian ? this.#buffer.readUInt32LE(this.#at) : this.#buffer.readUInt32BE(this.#at);
    this.#at += 4;
    return value;
  }

  #number(): number {
    const value = this.#littleEndian ? this.#buffer.readDoubleLE(this.#at) : this.#buffer.readDoubleBE(this.#at);
    this.#at += 8;
    return value;
  }

  #position(): Position {
    const position = [this.#number(), this.#number()];
    this.#at += 8 * this.#extra;
    return position;
  }

  #ring(): Position[] {
    return Array.from({ length: this.#count() }, () => this.#position());
  }

  #rings(): Position[][] {
    return Array.from({ length: this.#count() }, () => this.#ring());
  }
}

/** True where the bounding box of a geometry column touches the bounds; uses the column's GiST index. */
export function touchesBounds(column: string, [west, south, east, north]: Bounds): Expression<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} && st_makeenvelope(${west}, ${south}, ${east}, ${north}, ${sql.lit(SRID)})`;
}

/** The bounds of all geometries of a column, as an aggregate; null when there are none. */
export function boundsOf(column: string): Expression<Bounds | null> {
  const box = sql`st_extent(${sql.ref(column)})`;
  return sql<Bounds | null>`case when ${box} is null then null
    else array[st_xmin(${box}), st_ymin(${box}), st_xmax(${box}), st_ymax(${box})] end`;
}
