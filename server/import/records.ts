/**
 * Rows of settlements and facilities whichever format they come in: a table with longitude and latitude, a spreadsheet,
 * or features. Each knows its line for the refusals.
 */
import { basename, extname } from "node:path";
import type { Geometry, Position } from "geojson";
import { toWgs84, warnNearEdge, warnUnsaid } from "./coordinates.ts";
import { type RecordReading, UnreadableFile } from "./importer.ts";
import { numberOf, openTable } from "./tables.ts";
import { readVectorFile, SHEET_EXTENSIONS } from "./vector-files.ts";
import { fieldOf } from "./vocabulary.ts";

export interface FileRecord {
  /** Line of a table (the header is line 1), number of a feature. */
  readonly line: number;
  /** The value of a field as text, trimmed; null where it is empty or absent. */
  readonly text: (field: string | null) => string | null;
  /** In WGS-84. */
  readonly geometry: Geometry;
}

export interface FileRecords {
  readonly headers: readonly string[];
  /** All rows, also those refused for their place. */
  readonly read: number;
  readonly records: readonly FileRecord[];
  /** For the record of the import. */
  readonly details: Record<string, unknown>;
}

/** Reads all rows with their places in WGS-84. Rows without a right place are refused. Throws UnreadableFile. */
export async function readRecords(reading: RecordReading): Promise<FileRecords> {
  const extension = extname(reading.path).toLowerCase();
  const isTable = [".csv", ".tsv", ".txt"].includes(extension);
  return isTable ? readTable(reading) : readFeatures(reading, SHEET_EXTENSIONS.includes(extension));
}

async function readTable(reading: RecordReading): Promise<FileRecords> {
  const table = await openTable(reading.path);
  const { headers } = table;
  const place = placeFields(reading, headers);
  const records: FileRecord[] = [];
  const geometries = new Converter(reading);
  let read = 0;
  for await (const { line, values } of table.rows()) {
    if (read++ % 1_000 === 0) {
      reading.signal.throwIfAborted();
      reading.progress("reading", table.shareRead());
    }
    if (values.length !== headers.length) {
      reading.refuse({
        line,
        field: null,
        value: null,
        problem: `The row has ${values.length} values, the header has ${headers.length} columns.`,
        remedy: "Check the separators and quotation marks of this row.",
      });
      continue;
    }
    const text = (field: string | null) => (field === null ? null : values[headers.indexOf(field)] || null);
    const geometry = geometries.pointOf(line, place, text);
    if (geometry) records.push({ line, text, geometry });
  }
  geometries.warnNearEdge();
  if (records.length > 0) warnUnsaid(reading);
  return { headers, read, records, details: { encoding: table.encoding, coordinates: reading.coordinates } };
}

async function readFeatures(reading: RecordReading, isSheet: boolean): Promise<FileRecords> {
  reading.progress("reading", null);
  const { features, fields, coordinateSystem, saysSystem, encoding } = await readVectorFile(reading.path);
  reading.signal.throwIfAborted();
  const place = isSheet ? placeFields(reading, fields) : null;
  const records: FileRecord[] = [];
  const geometries = new Converter(reading);
  for (const { number, properties, geometry } of features) {
    const line = isSheet ? number + 1 : number;
    const text = (field: string | null) => (field === null ? null : textOf(properties[field]));
    const placed = place ? geometries.pointOf(line, place, text) : geometries.convert(line, geometry);
    if (placed) records.push({ line, text, geometry: placed });
  }
  geometries.warnNearEdge();
  if (!saysSystem && records.some((record) => record.geometry.type === "Point")) warnUnsaid(reading);
  return {
    headers: fields,
    read: features.length,
    records,
    details: { coordinateSystem, coordinates: reading.coordinates, ...(encoding ? { encoding } : {}) },
  };
}

/** A property as text: null, empty and blank are the same; lists and objects as JSON. */
export function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = typeof value === "object" ? JSON.stringify(value) : String(value).trim();
  return text === "" ? null : text;
}

interface PlaceFields {
  readonly lon: string;
  readonly lat: string;
}

function placeFields({ path }: RecordReading, headers: readonly string[]): PlaceFields {
  const lon = fieldOf(headers, "lon");
  const lat = fieldOf(headers, "lat");
  if (lon !== null && lat !== null) return { lon, lat };
  throw new UnreadableFile(
    `${basename(path)} has no column for ${lon === null ? "the longitude (lon, 经度)" : "the latitude (lat, 纬度)"}: its columns are ${headers.join(", ")}.`,
  );
}

/** Places of one file into WGS-84. */
export class Converter {
  readonly #reading: RecordReading;
  #nearEdge = 0;

  constructor(reading: RecordReading) {
    this.#reading = reading;
  }

  pointOf(line: number, place: PlaceFields, text: FileRecord["text"]): Geometry | null {
    for (const field of [place.lon, place.lat]) {
      const value = text(field) ?? "";
      if (numberOf(value) !== null) continue;
      this.#reading.refuse({
        line,
        field,
        value,
        problem: value === "" ? "The place is missing." : "This is no number.",
        remedy: "Give degrees with a decimal point.",
      });
      return null;
    }
    const lon = numberOf(text(place.lon) ?? "") ?? Number.NaN;
    const lat = numberOf(text(place.lat) ?? "") ?? Number.NaN;
    return this.#convert(line, `${place.lon}, ${place.lat}`, { type: "Point", coordinates: [lon, lat] });
  }

  /** The geometry in WGS-84, or null when it is refused. The geometry given stays as it is. */
  convert(line: number, geometry: Geometry | null): Geometry | null {
    return this.#convert(line, "geometry", geometry);
  }

  /** To be called at the end. */
  warnNearEdge(): void {
    warnNearEdge(this.#reading, this.#nearEdge);
  }

  #convert(line: number, field: string, geometry: Geometry | null): Geometry | null {
    let problem: string | null = geometry === null ? "The feature has no geometry." : null;
    let value: string | null = null;
    let nearEdge = false;
    const move = (position: Position): Position => {
      const [lon = Number.NaN, lat = Number.NaN] = Array.isArray(position) ? position : [];
      const placed = toWgs84(Number(lon), Number(lat), this.#reading.coordinates);
      if (placed.problem !== null) {
        problem ??= placed.problem;
        value ??= `${lon}, ${lat}`;
        return [0, 0];
      }
      if (placed.nearEdge) nearEdge = true;
      return [placed.lon, placed.lat];
    };
    const moved = geometry && mapPositions(geometry, move);
    if (geometry && !moved) problem ??= `A ${geometry.type} is neither a point nor an area.`;
    if (problem !== null || !moved) {
      this.#reading.refuse({
        line,
        field,
        value,
        problem: problem ?? "The geometry cannot be read.",
        remedy: "Correct the place, or the coordinate system of the file (--coordinates).",
      });
      return null;
    }
    if (nearEdge) this.#nearEdge++;
    return moved;
  }
}

/** A copy with every position replaced; null for other types than points and areas, and where the nesting is wrong. */
function mapPositions(geometry: Geometry, move: (position: Position) => Position): Geometry | null {
  const rings = (polygon: Position[][]) => polygon.map((ring) => ring.map(move));
  try {
    switch (geometry.type) {
      case "Point":
        return { type: "Point", coordinates: move(geometry.coordinates) };
      case "MultiPoint":
        // Some exporters write every point as a multipoint of one.
        return geometry.coordinates.length === 1
          ? { type: "Point", coordinates: move(geometry.coordinates[0] ?? []) }
          : null;
      case "Polygon":
        return { type: "Polygon", coordinates: rings(geometry.coordinates) };
      case "MultiPolygon":
        return { type: "MultiPolygon", coordinates: geometry.coordinates.map(rings) };
      default:
        return null;
    }
  } catch {
    return null;
  }
}
