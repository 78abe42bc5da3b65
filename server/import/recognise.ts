/**
 * Which kind of source a file is, from its name and what it holds. It answers only where the file shows it; where two
 * kinds are possible it asks for `--kind` instead of guessing.
 */
import { basename, extname } from "node:path";
import type { SourceKind } from "../words.ts";
import { UnreadableFile } from "./importer.ts";
import { openTable } from "./tables.ts";
import { readTextHead, readVectorFile, SHEET_EXTENSIONS, VECTOR_EXTENSIONS } from "./vector-files.ts";
import { areaLevelOf, facilityKindOf, fieldOf, settlementKindOf } from "./vocabulary.ts";

/**
 * The kind of a file.
 *
 * @throws UnreadableFile, which says what to add, when the file does not show its kind
 */
export async function recogniseKind(path: string): Promise<SourceKind> {
  const name = basename(path).toLowerCase();
  if (/\.(?:osm|pbf|osm\.xml|osm\.gz|osm\.bz2|osm\.xml\.gz|osm\.xml\.bz2)$/.test(name)) return "streets";
  if (/\.hgt(?:\.zip)?$/.test(name)) return "elevation";
  if (/\.tiff?$/.test(name)) return recogniseRaster(path);
  if (/\.(?:csv|tsv|txt)$/.test(name)) return recogniseTable(path);
  const extension = extname(name);
  if (extension === ".geojson" || extension === ".json") return recogniseGeoJson(path);
  if (VECTOR_EXTENSIONS.includes(extension)) {
    const { fields, features } = await readVectorFile(path);
    const types = new Set(features.slice(0, 100).map((feature) => feature.geometry?.type ?? "none"));
    const shape = SHEET_EXTENSIONS.includes(extension)
      ? "none"
      : [...types].every((type) => /Polygon/.test(type))
        ? "polygons"
        : "points";
    const kindField = fieldOf(fields, "kind");
    const words =
      kindField === null ? [] : features.slice(0, 20).map((feature) => String(feature.properties[kindField] ?? ""));
    return decide(path, shape, words, fields);
  }
  throw new UnreadableFile(
    `${basename(path)} is of no format that is read here: streets are .osm.pbf or .osm, people GeoTIFF or CSV, areas and settlements GeoJSON or Shapefile, facilities CSV or GeoJSON, heights GeoTIFF or .hgt.`,
  );
}

/** A name of one of these tells heights from people: the numbers of a raster alone do not. */
const HEIGHTS = /(?:^|[^a-z])(?:elev|dem|dsm|dtm|srtm|height|altitude|aster|copernicus)|高程|海拔|地形/i;
const PEOPLE = /(?:^|[^a-z])(?:pop|ppp|people|person|worldpop|landscan|ghs|census)|人口|居民/i;

function recogniseRaster(path: string): SourceKind {
  const name = basename(path);
  const heights = HEIGHTS.test(name);
  if (heights !== PEOPLE.test(name)) return heights ? "elevation" : "people";
  throw new UnreadableFile(`${name} may hold people or heights: say which with --kind people or --kind elevation.`);
}

async function recogniseTable(path: string): Promise<SourceKind> {
  const table = await openTable(path);
  const kindField = fieldOf(table.headers, "kind");
  const words: string[] = [];
  if (kindField !== null) {
    const column = table.headers.indexOf(kindField);
    for await (const { values } of table.rows()) {
      words.push(values[column] ?? "");
      if (words.length === 20) break;
    }
  }
  return decide(path, "none", words, table.headers);
}

async function recogniseGeoJson(path: string): Promise<SourceKind> {
  // The file may be broken further on; its kind shows at the start, and its importer says what is wrong.
  const head = await readTextHead(path);
  const shape = /"type"\s*:\s*"(?:Multi)?Polygon"/.test(head)
    ? "polygons"
    : /"type"\s*:\s*"Point"/.test(head)
      ? "points"
      : "none";
  const fields = new Set([...head.matchAll(/"([^"\\]+)"\s*:/g)].map((match) => match[1] ?? ""));
  for (const structural of ["type", "features", "geometry", "coordinates", "properties", "crs"])
    fields.delete(structural);
  const kindField = fieldOf([...fields], "kind");
  const words: string[] = [];
  if (kindField !== null) {
    const values = new RegExp(`"${kindField.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}"\\s*:\\s*"([^"]*)"`, "g");
    for (const match of head.matchAll(values)) words.push(match[1] ?? "");
  }
  return decide(path, shape, words, [...fields]);
}

function decide(
  path: string,
  shape: "points" | "polygons" | "none",
  words: readonly string[],
  fields: readonly string[],
): SourceKind {
  const some = (known: (word: string) => unknown) => words.some((word) => known(word) !== null);
  const facilities = some(facilityKindOf);
  const settlements = some(settlementKindOf);
  if (facilities !== settlements) return facilities ? "facilities" : "settlements";
  const hasFacilityField =
    fieldOf(fields, "openingHours") !== null ||
    fieldOf(fields, "staff") !== null ||
    fieldOf(fields, "yearlyCapacity") !== null;
  if (!facilities && shape !== "polygons" && hasFacilityField) return "facilities";
  if (!facilities && shape === "polygons") {
    const leveled = fieldOf(fields, "level") !== null || fields.some((field) => /^admin_?level?$/i.test(field));
    if (leveled || words.some((word) => areaLevelOf(word) !== null) || fieldOf(fields, "kind") === null) return "areas";
  }
  if (!facilities && shape === "none" && fieldOf(fields, "people") !== null) return "people";
  if (!facilities && shape === "none" && fieldOf(fields, "h3") !== null) return "people";
  throw new UnreadableFile(
    `${basename(path)} does not show which kind of source it is (its columns are ${fields.slice(0, 12).join(", ") || "unnamed"}): say so with --kind people, areas, settlements or facilities.`,
  );
}
