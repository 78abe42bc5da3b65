/**
 * The demo county is what it says: made anew it has the same bytes, some 300,000 people, areas that fit together, and
 * facilities that stand in it.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import gcoord from "gcoord";
import { fromArrayBuffer } from "geotiff";
import { Check } from "typebox/value";
import { beforeAll, describe, expect, test } from "vitest";
import { demoCounty } from "../scripts/demo-county.ts";
import { ImportRequest } from "../server/api/messages.ts";
import {
  areaLevelOf,
  facilityKindOf,
  facilityLevelOf,
  facilityStatusOf,
  levelOfChineseCode,
  settlementKindOf,
} from "../server/import/vocabulary.ts";
import { FACILITY_KINDS, SETTLEMENT_KINDS } from "../server/words.ts";

const FOLDER = join(import.meta.dirname, "../data/heming");

interface Feature {
  properties: Record<string, string | number | boolean | null>;
  geometry: { type: string; coordinates: unknown };
}
const features = (name: string): Feature[] => JSON.parse(readFileSync(join(FOLDER, name), "utf8")).features;

type Ring = [number, number][];
function ringsOf({ geometry }: Feature): Ring[] {
  return (geometry.type === "Polygon" ? geometry.coordinates : (geometry.coordinates as Ring[][]).flat()) as Ring[];
}
/** Square degrees; holes are negative, as they run clockwise. */
function areaOf(feature: Feature): number {
  let sum = 0;
  for (const ring of ringsOf(feature)) {
    for (let i = 1; i < ring.length; i++) {
      const [[x1, y1], [x2, y2]] = [ring[i - 1], ring[i]] as [[number, number], [number, number]];
      sum += (x1 - 109) * (y2 - 29.9) - (x2 - 109) * (y1 - 29.9);
    }
  }
  return sum / 2;
}
function holds(feature: Feature, lon: number, lat: number): boolean {
  let odd = false;
  for (const ring of ringsOf(feature)) {
    for (let i = 1; i < ring.length; i++) {
      const [[x1, y1], [x2, y2]] = [ring[i - 1], ring[i]] as [[number, number], [number, number]];
      if (y1 > lat !== y2 > lat && lon < x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1)) odd = !odd;
    }
  }
  return odd;
}

async function band(name: string) {
  const bytes = readFileSync(join(FOLDER, name));
  const tiff = await fromArrayBuffer(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
  );
  const image = await tiff.getImage();
  const values = (await image.readRasters({ interleave: true })) as unknown as ArrayLike<number>;
  return { image, values };
}

describe("the demo county", () => {
  let made: Map<string, Uint8Array>;
  beforeAll(() => {
    made = demoCounty();
  }, 120_000);

  test("is made again byte for byte", () => {
    for (const [name, bytes] of made) {
      expect(Buffer.compare(readFileSync(join(FOLDER, name)), bytes), `${name}: run npm run demo-county`).toBe(0);
    }
    expect(readdirSync(FOLDER).sort()).toEqual([...made.keys(), "README.md"].sort());
  });

  test("takes less than 8 MB", () => {
    const total = readdirSync(FOLDER).reduce((sum, name) => sum + statSync(join(FOLDER, name)).size, 0);
    expect(total).toBeLessThan(8_000_000);
  });

  test("has some 300,000 people, about a fifth of them aged 60 and over", async () => {
    const sum = async (name: string) => {
      const { image, values } = await band(name);
      expect(image.getGDALNoData()).toBe(-99999);
      let total = 0;
      for (let i = 0; i < values.length; i++) if (values[i] !== -99999) total += values[i] as number;
      return total;
    };
    const all = await sum("population.tif");
    const old = await sum("population-60-plus.tif");
    expect(all).toBeGreaterThan(290_000);
    expect(all).toBeLessThan(310_000);
    expect(old / all).toBeGreaterThan(0.17);
    expect(old / all).toBeLessThan(0.25);
  });

  test("has hills above a flat old town", async () => {
    const { image, values } = await band("elevation.tif");
    const [west, , , north] = image.getBoundingBox() as [number, number, number, number];
    const at = (lon: number, lat: number) =>
      values[Math.floor((north - lat) * 3600) * image.getWidth() + Math.floor((lon - west) * 3600)] as number;
    const town = [at(108.997, 29.905), at(109.004, 29.9), at(108.992, 29.908)];
    expect(Math.max(...town) - Math.min(...town)).toBeLessThan(12);
    let highest = 0;
    for (let i = 0; i < values.length; i++) highest = Math.max(highest, values[i] as number);
    expect(highest).toBeGreaterThan((town[0] as number) + 400);
    expect(highest).toBeLessThan(1500);
  });

  test("has areas that nest exactly", () => {
    const areas = features("areas.geojson");
    const level = (name: string) => areas.filter((f) => f.properties.level === name);
    expect(level("county")).toHaveLength(1);
    expect(level("county")[0]?.properties.fictional).toBe(true);
    expect(level("township")).toHaveLength(10);
    expect(level("village").length).toBeGreaterThanOrEqual(70);
    expect(level("village").length).toBeLessThanOrEqual(95);
    expect(new Set(areas.map((f) => f.properties.code)).size).toBe(areas.length);
    const lengths = { county: 6, township: 9, village: 12 } as Record<string, number>;
    for (const { properties } of areas) {
      expect(String(properties.code)).toHaveLength(lengths[String(properties.level)] as number);
    }
    for (const parent of areas.filter((f) => f.properties.level !== "village")) {
      const children = areas.filter((f) => f.properties.parent === parent.properties.code);
      const sum = children.reduce((total, child) => total + areaOf(child), 0);
      expect(sum / areaOf(parent)).toBeCloseTo(1, 9);
    }
    expect(areaOf(level("county")[0] as Feature) * 111_195 * 96_400).toBeGreaterThan(500e6);
    // Every border of the county and its townships is made of the borders of villages: the same points.
    const points = new Set(level("village").flatMap((f) => ringsOf(f).flat().map(String)));
    for (const f of [...level("county"), ...level("township")]) {
      for (const p of ringsOf(f).flat()) expect(points.has(String(p))).toBe(true);
    }
  });

  test("has the settlements of its story", () => {
    const settlements = features("settlements.geojson");
    const count = (kind: string) => settlements.filter((f) => f.properties.kind === kind).length;
    expect(count("resettlement-area")).toBe(4);
    expect(count("industrial-cluster")).toBe(2);
    expect(count("industrial-park")).toBe(1);
    expect(count("natural-village")).toBeGreaterThanOrEqual(60);
    expect(settlements.some((f) => Number(f.properties.people) > 10_000)).toBe(true);
    const names = settlements.map((f) => f.properties.name);
    expect(new Set(names).size).toBe(names.length);
  });

  test("has facilities of every kind, all in the county once converted from GCJ-02", () => {
    const [county] = features("areas.geojson") as [Feature];
    const rows: Record<string, string>[] = parse(readFileSync(join(FOLDER, "facilities.csv")), {
      columns: true,
      bom: true,
    });
    expect(rows.length).toBeGreaterThanOrEqual(25);
    for (const row of rows) {
      const gcj: [number, number] = [Number(row.经度), Number(row.纬度)];
      const [lon, lat] = gcoord.transform(gcj, gcoord.GCJ02, gcoord.WGS84) as [number, number];
      expect(holds(county, lon, lat), row.名称).toBe(true);
      // The conversion must matter: some hundred metres.
      expect(Math.abs(gcj[0] - lon) + Math.abs(gcj[1] - lat)).toBeGreaterThan(0.002);
      expect(facilityLevelOf(row.层级 ?? ""), row.层级).not.toBeNull();
    }
    expect(new Set(rows.map((row) => facilityKindOf(row.类型 ?? "")))).toEqual(new Set(FACILITY_KINDS));
    const status = (word: string) => rows.filter((row) => facilityStatusOf(row.状态 ?? "") === word).length;
    expect([status("planned"), status("closed"), status("existing")]).toEqual([2, 1, rows.length - 3]);
  });

  test("uses only words that the importers know", () => {
    for (const { properties } of features("areas.geojson")) {
      expect(areaLevelOf(String(properties.level))).toBe(properties.level);
      expect(levelOfChineseCode(String(properties.code))).toBe(properties.level);
    }
    const kinds = features("settlements.geojson").map((f) => settlementKindOf(String(f.properties.kind)));
    expect(new Set(kinds)).toEqual(new Set(SETTLEMENT_KINDS));
    const sources: unknown[] = JSON.parse(readFileSync(join(FOLDER, "sources.json"), "utf8"));
    expect(sources).toHaveLength(7);
    for (const source of sources) expect(Check(ImportRequest, source)).toBe(true);
  });
});
