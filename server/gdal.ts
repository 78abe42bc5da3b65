/** GDAL, compiled to WebAssembly: reads the vector files that planners bring and writes the GeoPackage of a report. */
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

export interface GdalDataset {
  readonly info: {
    readonly layers?: readonly { readonly name: string; readonly featureCount: number }[];
    readonly projectionWkt?: string;
  };
}
export interface Gdal {
  open(path: string, options?: string[]): Promise<{ datasets: GdalDataset[]; errors: unknown[] }>;
  ogr2ogr(dataset: GdalDataset, options: string[], name: string): Promise<{ local: string }>;
  ogrinfo(
    dataset: GdalDataset,
    options: string[],
  ): Promise<{ layers?: { geometryFields?: { coordinateSystem?: { wkt?: string } }[] }[] }>;
  getFileBytes(path: { local: string }): Promise<Uint8Array>;
  close(dataset: GdalDataset): Promise<void>;
  /** Its file system in memory; files to read stand in /input. */
  readonly Module: {
    readonly FS: { writeFile(path: string, bytes: Uint8Array): void; unlink(path: string): void };
  };
}

let gdal: Promise<Gdal> | undefined;

/** Starts GDAL once in a thread (0.6–0.9 s). */
export function startGdal(): Promise<Gdal> {
  const require = createRequire(import.meta.url);
  const start: (config: object) => Promise<Gdal> = require("gdal3.js/node.js");
  // It puts "./" before the path of its data file, so the path has to be relative.
  const folder = relative(process.cwd(), join(dirname(require.resolve("gdal3.js/node.js")), "dist", "package"));
  gdal ??= start({ path: folder, useWorker: false, logHandler: () => {}, errorHandler: () => {} });
  return gdal;
}

/** What GDAL said when it failed. */
export function gdalMessage(errors: unknown): string {
  const list = Array.isArray(errors) ? errors : [errors];
  return list
    .map((error) => (error && typeof error === "object" && "message" in error ? error.message : String(error)))
    .join("; ");
}
