import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readVectorFile } from "../../server/import/vector-files.ts";
import { fileOf, geoJson, square } from "./files.ts";

interface Writer {
  open(path: string): Promise<{ datasets: object[] }>;
  ogr2ogr(dataset: object, options: string[], name: string): Promise<{ all: { local: string }[] }>;
  getFileBytes(path: string): Promise<Uint8Array>;
}

const out = mkdtempSync(join(tmpdir(), "circles-vector-"));
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** Writes features in another format with GDAL; returns the path of the main file. */
async function written(
  features: Parameters<typeof geoJson>[0],
  format: string,
  extension: string,
  options: string[] = [],
) {
  const require = createRequire(import.meta.url);
  const start: (config: object) => Promise<Writer> = require("gdal3.js/node.js");
  const folder = relative(process.cwd(), join(dirname(require.resolve("gdal3.js/node.js")), "dist", "package"));
  const gdal = await start({ path: folder, useWorker: false, logHandler: () => {}, errorHandler: () => {} });
  const { datasets } = await gdal.open(fileOf("layer.geojson", geoJson(features)));
  const { all } = await gdal.ogr2ogr(datasets[0] ?? {}, ["-f", format, ...options], `written-${extension}`);
  for (const { local } of all) writeFileSync(join(out, local.split("/").at(-1) ?? ""), await gdal.getFileBytes(local));
  return join(out, `written-${extension}.${extension}`);
}

const AREA = [{ properties: { name: "鹤鸣县", people: 12 }, geometry: square(114, 30, 1) }];

describe("files of features", () => {
  it.each([
    ["GPKG", "gpkg", []],
    ["FlatGeobuf", "fgb", ["-nlt", "PROMOTE_TO_MULTI"]],
    ["ESRI Shapefile", "shp", ["-lco", "ENCODING=UTF-8"]],
    ["KML", "kml", []],
    ["GPKG", "gpkg", ["-t_srs", "EPSG:32650"]],
  ])("in %s are read as longitude and latitude", async (format, extension, options) => {
    const { features } = await readVectorFile(await written(AREA, format, extension, options));
    expect(features).toHaveLength(1);
    const [feature] = features;
    const properties = Object.fromEntries(
      Object.entries(feature?.properties ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    );
    expect(properties).toMatchObject({ name: "鹤鸣县" });
    const polygon =
      feature?.geometry?.type === "MultiPolygon"
        ? feature.geometry.coordinates[0]
        : feature?.geometry?.type === "Polygon"
          ? feature.geometry.coordinates
          : [];
    const lons = (polygon?.[0] ?? []).map(([lon]) => lon ?? 0);
    expect(Math.min(...lons)).toBeCloseTo(114, 6);
    expect(Math.max(...lons)).toBeCloseTo(115, 6);
  });

  it("in a spreadsheet are rows without geometry", async () => {
    const path = await written(
      [{ properties: { 名称: "站", 经度: 114.3, 纬度: 30.6 }, geometry: null }],
      "XLSX",
      "xlsx",
    );
    const { features, fields } = await readVectorFile(path);
    expect(fields).toEqual(["名称", "经度", "纬度"]);
    expect(features).toMatchObject([{ properties: { 名称: "站", 经度: 114.3, 纬度: 30.6 }, geometry: null }]);
  });

  it("in a Shapefile without .cpg are read as GBK where they are no UTF-8", async () => {
    const path = await written(AREA, "ESRI Shapefile", "shp", ["-lco", "ENCODING=CP936"]);
    rmSync(path.replace(".shp", ".cpg"), { force: true });
    const { features, encoding } = await readVectorFile(path);
    expect(encoding).toBe("CP936");
    expect(features[0]?.properties.name).toBe("鹤鸣县");
  });
});
