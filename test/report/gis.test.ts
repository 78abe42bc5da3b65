/** The files for GIS programs: GDAL opens the GeoPackage again and must find the numbers of the review. */
import type { Feature, FeatureCollection } from "geojson";
import { beforeAll, describe, expect, it } from "vitest";
import { startGdal } from "../../server/gdal.ts";
import { geojsonOf } from "../../server/report/geojson.ts";
import { gpkgOf } from "../../server/report/gpkg.ts";
import { REASONS } from "../../server/words.ts";
import { ALL, SERVED, townReport } from "./town-review.ts";

const LAYERS = ["areas", "settlements", "settlement_outlines", "gaps", "facilities", "uncovered_cells"];

const read = (bytes: Uint8Array) =>
  JSON.parse(Buffer.from(bytes).toString("utf8")) as FeatureCollection & Record<string, unknown>;

/** Layers of a GeoPackage as GeoJSON, by GDAL. */
async function reopen(bytes: Uint8Array): Promise<Map<string, Feature[]>> {
  const { open, ogr2ogr, getFileBytes, close, Module } = await startGdal();
  Module.FS.writeFile("/input/again.gpkg", bytes);
  const { datasets } = await open("/input/again.gpkg");
  const layers = new Map<string, Feature[]>();
  for (const { name } of datasets[0].info.layers ?? []) {
    const output = await ogr2ogr(
      datasets[0],
      ["-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=9", name],
      `again-${name}`,
    );
    layers.set(name, read(await getFileBytes(output)).features);
    Module.FS.unlink(output.local);
  }
  await close(datasets[0]);
  Module.FS.unlink("/input/again.gpkg");
  return layers;
}

const sum = (features: readonly Feature[], field: string) =>
  features.reduce((total, { properties }) => total + Number(properties?.[field]), 0);

describe("GeoJSON", () => {
  const report = townReport();
  const collection = read(geojsonOf(report));
  const layer = (name: string) => collection.features.filter(({ properties }) => properties?.layer === name);

  it("holds every layer in one collection", () => {
    expect([...new Set(collection.features.map(({ properties }) => properties?.layer))]).toEqual(LAYERS);
    expect(LAYERS.map((name) => layer(name).length)).toEqual([6, 2, 1, 2, 2, 5]);
  });

  it("writes words as codes and sentences in the language", () => {
    expect(layer("gaps")[1].properties).toMatchObject({
      rank: 2,
      people: 5,
      reason: "barrier",
      evidence: "水域 鹤河阻隔：=中心站直线距离1.4公里，步行72分钟、4.8公里",
      uncovered_barrier: 4,
    });
    expect(layer("areas")[1].properties).toMatchObject({
      name: "+东镇",
      level: "township",
      population_60_plus_band1_people: 250,
    });
  });

  it("gives each area, gap and cell its own shape", () => {
    const { geometry, review } = report;
    for (const feature of layer("areas")) {
      const at = review.areas.findIndex(({ code }) => code === feature.properties?.code);
      const rounded = geometry.areas[at].coordinates.map((polygon) =>
        polygon.map((ring) => ring.map((place) => place.map((degrees) => Math.round(degrees * 1e7) / 1e7))),
      );
      expect(feature.geometry).toEqual({ type: "MultiPolygon", coordinates: rounded });
    }
    expect(layer("gaps").map((feature) => feature.geometry.type)).toEqual(["MultiPolygon", "MultiPolygon"]);
    for (const { geometry: shape, properties } of layer("uncovered_cells")) {
      if (shape.type !== "Polygon") throw new Error(shape.type);
      const [ring] = shape.coordinates;
      expect(ring[0]).toEqual(ring.at(-1));
      expect(Math.min(...ring.map(([lon]) => lon))).toBeLessThan(properties?.lon);
      expect(Math.max(...ring.map(([lon]) => lon))).toBeGreaterThan(properties?.lon);
    }
  });

  it("adds up to the review, reason by reason", () => {
    const cells = layer("uncovered_cells");
    expect(sum(cells, "uncovered")).toBe(ALL - SERVED);
    expect(sum(layer("gaps"), "people")).toBe(ALL - SERVED);
    for (const [at, reason] of REASONS.entries()) {
      const ofReason = cells.filter(({ properties }) => properties?.reason === reason);
      expect(sum(ofReason, "uncovered"), reason).toBe(report.review.total.reasons[at]);
    }
  });

  it("carries headline, question, method and sources", () => {
    expect(collection.headline).toContain("1,023人中有682人（66.7%）");
    expect(collection.fictional).toBe(true);
    expect(collection.runAt).toBe("2026-11-22T12:34:56+08:00");
    expect(collection.question).toEqual(report.review.question);
    expect(JSON.stringify(collection.method)).toContain("ab".repeat(32));
  });

  it("writes points of lists as points", () => {
    const { cells } = report.geometry;
    const listed = {
      ...cells,
      h3Resolution: Int8Array.from(cells.id, () => -1),
      id: cells.id.map((_, i) => `villages/${i}`),
    };
    const features = read(geojsonOf({ ...report, geometry: { ...report.geometry, cells: listed } })).features;
    const points = features.filter(({ properties }) => properties?.layer === "uncovered_points");
    expect(points.map(({ geometry }) => geometry.type)).toEqual(Array(5).fill("Point"));
    expect(sum(points, "uncovered")).toBe(ALL - SERVED);
  });

  it("has the same bytes on every run", () => {
    expect(Buffer.compare(geojsonOf(townReport()), geojsonOf(townReport()))).toBe(0);
  });
});

describe("GeoPackage", () => {
  const report = townReport();
  let layers: Map<string, Feature[]>;
  beforeAll(async () => {
    layers = await reopen(await gpkgOf(report));
  });

  it("opens with the features and values of the GeoJSON, nulls included", () => {
    const { features } = read(geojsonOf(report));
    expect([...layers.keys()]).toEqual([...LAYERS, "method"]);
    for (const name of LAYERS) {
      const expected = features.filter(({ properties }) => properties?.layer === name);
      const found = layers.get(name) ?? [];
      expect(found.map(({ properties }) => properties)).toEqual(
        expected.map(({ properties }) => {
          const { layer: _, ...values } = properties ?? {};
          return values;
        }),
      );
      expect(found.map(({ geometry }) => geometry)).toEqual(expected.map(({ geometry }) => geometry));
    }
  });

  it("holds the method as a table without shapes", () => {
    const rows = layers.get("method") ?? [];
    expect(rows.every(({ geometry }) => geometry === null)).toBe(true);
    const texts = rows.map(({ properties }) => properties?.text).join("\n");
    for (const word of ["城区15分钟、乡村5公里", "ab".repeat(32), "虚构"]) expect(texts).toContain(word);
  });

  it("has the same bytes on every run, and the time of the run in them", async () => {
    const [once, again] = [await gpkgOf(townReport()), await gpkgOf(townReport())];
    expect(Buffer.compare(once, again)).toBe(0);
    expect(Buffer.from(once).includes("2026-11-22T04:34:56.000Z")).toBe(true);
    expect(Buffer.compare(once, await gpkgOf(townReport({ runAt: "2026-11-23T12:34:56+08:00" })))).not.toBe(0);
  });

  it("leaves nothing behind in GDAL's memory, also when it fails", async () => {
    const { geometry } = townReport();
    const broken = townReport({ geometry: { ...geometry, areas: [] } });
    await expect(gpkgOf(broken)).rejects.toThrow();
    expect((await gpkgOf(townReport())).length).toBeGreaterThan(0);
  });
});
