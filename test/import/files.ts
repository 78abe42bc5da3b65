/** Small files for import tests, written into a folder that goes when the suite ends. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Geometry } from "geojson";
import { writeArrayBuffer } from "geotiff";
import type { Kysely } from "kysely";
import { afterAll } from "vitest";
import type { ImportRecord, ImportRequest } from "../../server/api/messages.ts";
import type { Database } from "../../server/database/rows.ts";
import { runImport } from "../../server/import/run.ts";

const folder = mkdtempSync(join(tmpdir(), "circles-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let written = 0;

/** Writes a file of this name into a folder of its own and returns its path. */
export function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(mkdtempSync(join(folder, `${written++}-`)), name);
  writeFileSync(path, content);
  return path;
}

/** Puts another file beside one. */
export function beside(path: string, name: string, content: string | Uint8Array): void {
  writeFileSync(join(dirname(path), name), content);
}

export function geoJson(features: { properties: Record<string, unknown>; geometry: Geometry | null }[]): string {
  return JSON.stringify({
    type: "FeatureCollection",
    features: features.map((each) => ({ type: "Feature", ...each })),
  });
}

/** A square with a side in degrees, from its south-west corner. */
export function square(west: number, south: number, side: number): Geometry {
  const [east, north] = [west + side, south + side];
  return {
    type: "Polygon",
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  };
}

export interface TestRaster {
  /** Rows of values from the north; several bands as [band][row][column]. */
  bands: number[][][];
  /** Upper left corner in the raster's system. */
  west: number;
  north: number;
  cell: number;
  noData?: number;
  /** EPSG code of a projected system; else WGS 84 degrees. */
  projected?: number;
}

/** A float32 GeoTIFF. */
export function tiffOf(name: string, { bands, west, north, cell, noData, projected }: TestRaster): string {
  const [first = []] = bands;
  const height = first.length;
  const width = first[0]?.length ?? 0;
  const values = new Float32Array(width * height * bands.length);
  bands.forEach((rows, band) => {
    rows.forEach((row, y) => {
      row.forEach((value, x) => {
        values[(y * width + x) * bands.length + band] = value;
      });
    });
  });
  const metadata: Record<string, unknown> = {
    width,
    height,
    SamplesPerPixel: bands.length,
    BitsPerSample: bands.map(() => 32),
    SampleFormat: bands.map(() => 3),
    PlanarConfiguration: 1,
    PhotometricInterpretation: 1,
    ModelPixelScale: [cell, cell, 0],
    ModelTiepoint: [0, 0, 0, west, north, 0],
    GTRasterTypeGeoKey: 1,
    ...(projected === undefined
      ? { GTModelTypeGeoKey: 2, GeographicTypeGeoKey: 4326 }
      : { GTModelTypeGeoKey: 1, ProjectedCSTypeGeoKey: projected }),
    ...(noData === undefined ? {} : { GDAL_NODATA: String(noData) }),
  };
  return fileOf(name, new Uint8Array(writeArrayBuffer(values, metadata as never) as ArrayBuffer));
}

/** Runs an import to its end, without anyone watching. */
export function importing(db: Kysely<Database>, request: ImportRequest): Promise<ImportRecord> {
  return runImport(db, request, { onProgress: () => undefined, signal: new AbortController().signal });
}

/** Takes everything out of a database, so that the tests of a suite can share one. */
export async function empty(db: Kysely<Database>): Promise<void> {
  const tables = [
    "facilities",
    "removed_facilities",
    "sources",
    "people",
    "people_groups",
    "areas",
    "settlements",
    "elevation_tiles",
  ] as const;
  for (const table of [...tables, "streets", "gates", "features", "imports"] as const)
    await db.deleteFrom(table).execute();
}
