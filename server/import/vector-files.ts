/**
 * Files of features: GeoJSON is read here, so that a mistake in it is named with its line; Shapefile (zipped too),
 * GeoPackage, KML, FlatGeobuf and spreadsheets go through GDAL, compiled to WebAssembly. Geometry comes out as
 * longitude and latitude whatever system the file is in.
 */
import { existsSync } from "node:fs";
import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import { unzipSync } from "fflate";
import type { Geometry } from "geojson";
import { gdalMessage, startGdal } from "../gdal.ts";
import { UnreadableFile } from "./importer.ts";

export interface VectorFeature {
  /** 1-based position in the file. */
  readonly number: number;
  /** The `id` member of a GeoJSON feature. */
  readonly id: string | null;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Longitude and latitude; null for rows of a spreadsheet. */
  readonly geometry: Geometry | null;
}

export interface VectorFile {
  readonly features: readonly VectorFeature[];
  /** Names of the properties, in the order of the file. */
  readonly fields: readonly string[];
  /** What the file said about its coordinates, for the record. */
  readonly coordinateSystem: string;
  /** True when the file names its system; spreadsheets never do, GeoJSON seldom. */
  readonly saysSystem: boolean;
  /** Encoding of a Shapefile's table, where it had to be found out; else null. */
  readonly encoding: string | null;
}

/** Formats that GDAL opens, by extension. */
const GDAL_EXTENSIONS = [".shp", ".gpkg", ".kml", ".fgb", ".gml", ".xlsx", ".ods"];
export const SHEET_EXTENSIONS = [".xlsx", ".ods"];
export const VECTOR_EXTENSIONS = [".geojson", ".json", ".zip", ...GDAL_EXTENSIONS];

/** Reads all features of a file. Throws UnreadableFile with what was found and what to do. */
export async function readVectorFile(path: string): Promise<VectorFile> {
  const extension = extname(path).toLowerCase();
  if (extension === ".geojson" || extension === ".json") return readGeoJson(path);
  if (extension === ".zip") return readZip(path);
  if (!GDAL_EXTENSIONS.includes(extension)) {
    throw new UnreadableFile(
      `${basename(path)} is of no format that is read here: bring GeoJSON, Shapefile, GeoPackage, KML, FlatGeobuf or a spreadsheet.`,
    );
  }
  return readWithGdal(path);
}

async function readGeoJson(path: string): Promise<VectorFile> {
  const text = (await readFile(path, "utf8")).replace(/^\uFEFF/, "");
  const parsed = parseJson(text, basename(path));
  const root = parsed as { type?: unknown; features?: unknown; crs?: { properties?: { name?: unknown } } | null };
  const found = root?.type === "FeatureCollection" && Array.isArray(root.features) ? root.features : null;
  const single = root?.type === "Feature" ? [root] : null;
  const list: unknown[] | null = found ?? single;
  if (!list) {
    throw new UnreadableFile(
      `${basename(path)} is JSON but no GeoJSON FeatureCollection (its "type" is ${JSON.stringify(root?.type ?? null)}): save it as GeoJSON.`,
    );
  }
  const crs = root.crs?.properties?.name;
  if (typeof crs === "string" && !isLonLat(crs)) return readWithGdal(path);
  const features = list.map((entry, i): VectorFeature => {
    const feature = entry as { id?: unknown; properties?: unknown; geometry?: unknown };
    if (typeof entry !== "object" || entry === null || (entry as { type?: unknown }).type !== "Feature") {
      throw new UnreadableFile(
        `Entry ${i + 1} of "features" in ${basename(path)} is no GeoJSON Feature: repair or remove it.`,
      );
    }
    return {
      number: i + 1,
      id: typeof feature.id === "string" || typeof feature.id === "number" ? String(feature.id) : null,
      properties: (feature.properties ?? {}) as Record<string, unknown>,
      geometry: (feature.geometry ?? null) as Geometry | null,
    };
  });
  return {
    features,
    fields: fieldsOf(features),
    coordinateSystem: typeof crs === "string" ? crs : "longitude and latitude (GeoJSON)",
    saysSystem: typeof crs === "string",
    encoding: null,
  };
}

/** Names of longitude/latitude systems within a metre of WGS-84 (CGCS2000 is EPSG:4490). */
function isLonLat(crs: string): boolean {
  return /CRS:?84$|EPSG:(?:.*:)?(?:4326|4490|4979)$/i.test(crs);
}

/** JSON.parse whose error names line and column. */
function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = /at position (\d+)/.exec(message)?.[1];
    const at = position === undefined ? text.length : Number(position);
    const before = text.slice(0, at);
    const line = before.split("\n").length;
    const column = at - before.lastIndexOf("\n");
    const nearby = text
      .slice(Math.max(0, at - 20), at + 20)
      .replace(/\s+/g, " ")
      .trim();
    const what = position === undefined ? "it ends too early" : message.replace(/ in JSON at position.*$/, "");
    throw new UnreadableFile(
      `${file} is not valid JSON: ${what}, at line ${line}, column ${column}, near ${nearby}. Repair that place or export the file again.`,
    );
  }
}

/** The first Shapefile, or other file of features, in an archive. */
async function readZip(path: string): Promise<VectorFile> {
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(await readFile(path));
  } catch (error) {
    throw new UnreadableFile(
      `${basename(path)} cannot be unpacked (${error instanceof Error ? error.message : error}): zip it again.`,
    );
  }
  const names = Object.keys(entries).filter((name) => !name.endsWith("/") && !name.startsWith("__MACOSX/"));
  const mains = names.filter((name) => VECTOR_EXTENSIONS.includes(extname(name).toLowerCase()));
  const main = mains[0];
  if (main === undefined || mains.length > 1) {
    throw new UnreadableFile(
      `${basename(path)} holds ${mains.length === 0 ? "no file of features" : `${mains.length} files of features (${mains.join(", ")})`}: put exactly one into it.`,
    );
  }
  const folder = await mkdtemp(join(tmpdir(), "service-circles-"));
  try {
    const stem = main.slice(0, -extname(main).length);
    for (const name of names.filter((name) => name.startsWith(`${stem}.`))) {
      // Names in archives are in any encoding; the parts only have to stay together.
      await writeFile(join(folder, `layer${name.slice(stem.length).toLowerCase()}`), entries[name] ?? new Uint8Array());
    }
    return await readVectorFile(join(folder, `layer${extname(main).toLowerCase()}`));
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new UnreadableFile(`${main} in ${basename(path)}: ${error.message}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function fieldsOf(features: readonly VectorFeature[]): string[] {
  const fields = new Set<string>();
  for (const feature of features) for (const field of Object.keys(feature.properties)) fields.add(field);
  return [...fields];
}

async function readWithGdal(path: string): Promise<VectorFile> {
  const file = basename(path);
  const extension = extname(path).toLowerCase();
  const isShapefile = extension === ".shp";
  if (isShapefile) requireParts(path);
  const encoding = isShapefile ? await tableEncoding(path) : null;
  const { open, ogr2ogr, ogrinfo, getFileBytes, close, Module } = await startGdal();
  const { datasets } = await open(path, encoding ? [`ENCODING=${encoding}`] : []).catch((errors: unknown) => {
    throw new UnreadableFile(`${file} cannot be opened: ${gdalMessage(errors)}. Export it again.`);
  });
  const [dataset] = datasets;
  if (!dataset) throw new UnreadableFile(`${file} cannot be opened: it holds no layer. Export it again.`);
  try {
    const layers = dataset.info.layers ?? [];
    const filled = layers.filter((layer) => layer.featureCount !== 0);
    const [layer] = filled;
    if (!layer || filled.length > 1) {
      const names = filled.map((each) => each.name).join(", ");
      throw new UnreadableFile(
        `${file} holds ${filled.length === 0 ? "no rows" : `${filled.length} layers (${names})`}: bring a file with one layer.`,
      );
    }
    const isSheet = SHEET_EXTENSIONS.includes(extension);
    const info = await ogrinfo(dataset, ["-so", layer.name]);
    const wkt =
      info.layers?.find(() => true)?.geometryFields?.[0]?.coordinateSystem?.wkt ?? dataset.info.projectionWkt ?? "";
    if (!isSheet && wkt === "") {
      throw new UnreadableFile(
        `${file} does not say its coordinate system${isShapefile ? " (there is no .prj beside it)" : ""}: export it with its coordinate system.`,
      );
    }
    const reproject = isSheet ? [] : ["-t_srs", "EPSG:4326"];
    const output = await ogr2ogr(
      dataset,
      ["-f", "GeoJSON", ...reproject, "-lco", "COORDINATE_PRECISION=9", layer.name],
      "features",
    );
    const bytes = await getFileBytes(output);
    Module.FS.unlink(output.local);
    const { features } = parseJson(Buffer.from(bytes).toString("utf8"), file) as {
      features: { properties: Record<string, unknown> | null; geometry: Geometry | null; id?: string | number }[];
    };
    const read = features.map((feature, i) => ({
      number: i + 1,
      id: feature.id === undefined ? null : String(feature.id),
      properties: feature.properties ?? {},
      geometry: feature.geometry,
    }));
    return {
      features: read,
      fields: fieldsOf(read),
      coordinateSystem: /^\w+\["([^"]+)"/.exec(wkt)?.[1] ?? "none (a spreadsheet)",
      saysSystem: wkt !== "",
      encoding,
    };
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile(`${file} cannot be read: ${gdalMessage(error)}. Export it again.`);
  } finally {
    await close(dataset);
  }
}

function requireParts(path: string): void {
  const stem = path.slice(0, -4);
  for (const part of ["shx", "dbf", "prj"]) {
    if (!existsSync(`${stem}.${part}`) && !existsSync(`${stem}.${part.toUpperCase()}`)) {
      throw new UnreadableFile(
        `${basename(path)} needs ${basename(stem)}.${part} beside it: copy all parts of the Shapefile (.shp, .shx, .dbf, .prj) together.`,
      );
    }
  }
}

/** The encoding of a Shapefile's table: as its .cpg says (null: GDAL reads that), else UTF-8 where the table is valid UTF-8, else GBK. */
async function tableEncoding(path: string): Promise<string | null> {
  const stem = path.slice(0, -4);
  if (existsSync(`${stem}.cpg`) || existsSync(`${stem}.CPG`)) return null;
  const table = await readFile(existsSync(`${stem}.dbf`) ? `${stem}.dbf` : `${stem}.DBF`);
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(table.subarray(table.readUInt16LE(8)));
    return "UTF-8";
  } catch {
    return "CP936";
  }
}

/** The first part of a GeoJSON file as text, enough to see what it holds without reading it all. */
export async function readTextHead(path: string, bytes = 65_536): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead).toString("utf8");
  } finally {
    await file.close();
  }
}
