/**
 * The review as a GeoPackage: a layer each for areas, settlements, gaps, facilities and uncovered cells, and the table `method`.
 * GDAL writes it from tables of text (CSV with WKT), which it reads row by row, so that half a million cells need little memory. The
 * times that the format stores are those of the run.
 */
import type { Geometry, Position } from "geojson";
import { type Gdal, gdalMessage, startGdal } from "../gdal.ts";
import { type Layer, layersOf, methodRows } from "./layers.ts";
import type { Report } from "./report.ts";
import type { Column, Value } from "./tables.ts";
import { wordingOf } from "./wording.ts";

/** Where GDAL's file system keeps what it reads. */
const FOLDER = "/input";
/** Rows that are written as one piece. */
const PIECE = 2_000;

const text = (key: string): Column => ({ key, heading: "", kind: "text" });
const METHOD_COLUMNS: readonly Column[] = [
  { key: "position", heading: "", kind: "count" },
  text("section"),
  text("item"),
  text("text"),
];

/**
 * @returns the bytes of the file; equal reports have equal bytes
 * @throws with GDAL's own words when it cannot write
 */
export async function gpkgOf(report: Report): Promise<Uint8Array> {
  const wording = wordingOf(report.language);
  const gdal = await startGdal();
  const { FS } = gdal.Module;
  const method = methodRows(report, wording);
  const tables: Pick<Layer, "name" | "columns" | "count" | "row">[] = [
    { name: "method", columns: METHOD_COLUMNS, count: method.length, row: (at) => [at + 1, ...method[at]] },
  ];
  const layers = layersOf(report, wording);
  const files: string[] = [];
  const put = (name: string, bytes: Uint8Array): string => {
    const path = `${FOLDER}/${name}`;
    FS.writeFile(path, bytes);
    files.push(path);
    return path;
  };
  try {
    const parts = [
      ...layers.map((layer) => layerOf(layer, put(`${layer.name}.csv`, csvOf(layer)))),
      ...tables.map((table) => tableOf(table, put(`${table.name}.csv`, csvOf(table)))),
    ];
    const list = put("report.vrt", Buffer.from(`<OGRVRTDataSource>${parts.join("")}</OGRVRTDataSource>`));
    return await convert(gdal, list, report.runAt);
  } finally {
    for (const file of files) FS.unlink(file);
  }
}

async function convert(
  { open, ogr2ogr, getFileBytes, close, Module }: Gdal,
  list: string,
  runAt: string,
): Promise<Uint8Array> {
  const failed = (errors: unknown) => new Error(`The GeoPackage cannot be written: ${gdalMessage(errors)}.`);
  const { datasets } = await open(list).catch((errors: unknown) => {
    throw failed(errors);
  });
  const [dataset] = datasets;
  if (dataset === undefined) throw failed("its layers cannot be read");
  try {
    const time = new Date(runAt).toISOString();
    const output = await ogr2ogr(dataset, ["-f", "GPKG", "--config", "OGR_CURRENT_DATE", time], "report");
    const bytes = await getFileBytes(output);
    Module.FS.unlink(output.local);
    return bytes;
  } catch (errors) {
    throw failed(errors);
  } finally {
    await close(dataset);
  }
}

/** Tells GDAL what the columns of a table hold; without this it would guess. */
function tableOf({ name, columns }: Pick<Layer, "name" | "columns">, file: string): string {
  return describe(name, file, "<GeometryType>wkbNone</GeometryType>", columns);
}

function layerOf({ name, columns, geometryType }: Layer, file: string): string {
  const geometry = `<GeometryType>wkb${geometryType}</GeometryType><LayerSRS>EPSG:4326</LayerSRS><GeometryField encoding="WKT" field="wkt"/>`;
  return describe(name, file, geometry, columns);
}

function describe(name: string, file: string, geometry: string, columns: readonly Column[]): string {
  const fields = columns.map(({ key, kind }) => `<Field name="${key}" src="${key}" type="${typeOf(kind)}"/>`);
  const options = '<OpenOptions><OOI key="EMPTY_STRING_AS_NULL">YES</OOI></OpenOptions>';
  return `<OGRVRTLayer name="${name}"><SrcDataSource>${file}</SrcDataSource>${options}<SrcLayer>${name}</SrcLayer>${geometry}${fields.join("")}</OGRVRTLayer>`;
}

function typeOf(kind: Column["kind"]): string {
  if (kind === "text" || kind === "word") return "String";
  return kind === "count" ? "Integer" : "Real";
}

function csvOf(table: Pick<Layer, "columns" | "count" | "row"> & Partial<Pick<Layer, "geometry">>): Uint8Array {
  const { columns, count, row, geometry } = table;
  const heading = [...(geometry === undefined ? [] : ["wkt"]), ...columns.map(({ key }) => key)];
  const pieces: Buffer[] = [Buffer.from(`${heading.join()}\n`)];
  for (let from = 0; from < count; from += PIECE) {
    const lines: string[] = [];
    for (let at = from; at < Math.min(from + PIECE, count); at++) {
      const values = row(at).map(csvValue);
      lines.push([...(geometry === undefined ? [] : [`"${wktOf(geometry(at))}"`]), ...values].join());
    }
    pieces.push(Buffer.from(`${lines.join("\n")}\n`));
  }
  return Buffer.concat(pieces);
}

function csvValue(value: Value): string {
  if (value === null) return "";
  return typeof value === "number" ? String(value) : `"${String(value).replaceAll('"', '""')}"`;
}

function wktOf(geometry: Geometry): string {
  const place = ([lon, lat]: Position) => `${lon} ${lat}`;
  const polygon = (rings: Position[][]) => `(${rings.map((ring) => `(${ring.map(place).join()})`).join()})`;
  switch (geometry.type) {
    case "Point":
      return `POINT (${place(geometry.coordinates)})`;
    case "Polygon":
      return `POLYGON ${polygon(geometry.coordinates)}`;
    case "MultiPolygon":
      return `MULTIPOLYGON (${geometry.coordinates.map(polygon).join()})`;
    default:
      throw new Error(`A layer of a report holds points and polygons, no ${geometry.type}.`);
  }
}
