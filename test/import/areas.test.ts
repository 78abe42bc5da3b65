import { zipSync } from "fflate";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import { beforeAll, beforeEach, expect, it } from "vitest";
import type { Database } from "../../server/database/rows.ts";
import { describeOnDatabases } from "../databases.ts";
import { empty, fileOf, geoJson, importing, square } from "./files.ts";

describeOnDatabases("importing areas", (connect) => {
  let db: Kysely<Database>;
  beforeAll(async () => {
    db = (await connect()).db;
  });
  beforeEach(() => empty(db));

  const areas = (features: Parameters<typeof geoJson>[0]) => fileOf("areas.geojson", geoJson(features));

  it("stores nested areas with names, codes, levels and parents", async () => {
    const file = areas([
      {
        properties: { 名称: "鹤鸣县", 代码: "990100", 级别: "县", "name:en": "Heming", fictional: true },
        geometry: square(114, 30, 1),
      },
      {
        properties: { 名称: "老城街道", 代码: "990100001", 级别: "街道", 上级代码: "990100" },
        geometry: square(114, 30, 0.5),
      },
    ]);
    const record = await importing(db, { file });
    expect(record).toMatchObject({
      state: "stored",
      kind: "areas",
      rowsKept: 2,
      details: { levels: { county: 1, township: 1 }, fictional: true },
    });
    const rows = await db
      .selectFrom("areas")
      .select(["code", "name", "names", "level", "parent_code"])
      .orderBy("code")
      .execute();
    expect(rows).toEqual([
      { code: "990100", name: "鹤鸣县", names: { en: "Heming" }, level: "county", parent_code: null },
      { code: "990100001", name: "老城街道", names: {}, level: "township", parent_code: "990100" },
    ]);
    const { rows: shapes } = await sql<{ type: string }>`select distinct geometrytype(geom) as type from areas`.execute(
      db,
    );
    expect(shapes).toEqual([{ type: "MULTIPOLYGON" }]);
  });

  it("takes the level from the length of Chinese codes, from the request, or refuses", async () => {
    const coded = (code: string) => areas([{ properties: { name: "A", code }, geometry: square(114, 30, 1) }]);
    await importing(db, { file: coded("420106") });
    expect(await db.selectFrom("areas").select("level").execute()).toEqual([{ level: "county" }]);
    expect((await importing(db, { file: coded("A1") })).error).toMatch(
      /areas\.geojson does not say the level.*--level/,
    );
    await importing(db, { file: coded("A1"), level: "village" });
    expect(await db.selectFrom("areas").select(["level", "code"]).execute()).toEqual([
      { level: "village", code: "A1" },
    ]);
  });

  it("stores the statistics bureau's urban-rural codes, and refuses what is none", async () => {
    const feature = (code: string, field: string, value: unknown) => {
      return { properties: { name: code, code, level: "村", [field]: value }, geometry: square(114, 30, 1) };
    };
    for (const [field, value, stored] of [
      ["城乡分类代码", "111", 111],
      ["城乡分类", 220, 220],
      ["城乡分类", "121（镇中心区）", 121],
      ["城乡分类", "村庄", 220],
      ["urban_rural_code", "123", 123],
      ["CXFLDM", "210", 210],
      ["城乡分类代码", null, null],
      ["other", "999", null],
    ] as const) {
      await importing(db, { file: areas([feature("1", field, value)]) });
      const rows = await db.selectFrom("areas").select("urban_rural_code as code").execute();
      expect(rows, `${field} ${value}`).toEqual([{ code: stored }]);
    }
    const record = await importing(db, {
      file: areas([
        feature("1", "城乡分类代码", "111"),
        feature("2", "城乡分类代码", "113"),
        feature("3", "城乡分类代码", ""),
      ]),
    });
    expect(record).toMatchObject({ state: "refused", rowsRefused: 1 });
    expect(record.refusals).toEqual([
      {
        line: 2,
        field: "城乡分类代码",
        value: "113",
        problem: "The area 2 has no known urban–rural code.",
        remedy: expect.stringMatching(/^Use one of 100 \(城镇\), .*220 \(村庄\), or leave it empty/),
      },
    ]);
    const good = areas([feature("1", "城乡分类代码", "111"), feature("3", "城乡分类代码", "")]);
    expect(await importing(db, { file: good })).toMatchObject({
      state: "stored",
      details: { urbanRuralField: "城乡分类代码", urbanRuralCodes: 1 },
    });
  });

  it("refuses an area that another source has, and leaves that source as it is", async () => {
    const file = areas([{ properties: { name: "A", code: "420106" }, geometry: square(114, 30, 1) }]);
    expect((await importing(db, { file, name: "areas-2023" })).state).toBe("stored");
    expect(await importing(db, { file, name: "areas-2024" })).toMatchObject({
      state: "failed",
      error: expect.stringMatching(/A \(code 420106\) of "areas-2024" .* "areas-2023" already.*--name "areas-2023"/),
    });
    expect(await db.selectFrom("sources").select("name").execute()).toEqual([{ name: "areas-2023" }]);
    expect((await importing(db, { file, name: "areas-2023" })).state).toBe("stored");
    // The same code on another level is another area.
    expect((await importing(db, { file, name: "villages", level: "village" })).state).toBe("stored");
  });

  it("lists bad features by their number", async () => {
    const good = square(114, 30, 1);
    const record = await importing(db, {
      file: areas([
        { properties: { name: "A", code: "1", level: "county" }, geometry: good },
        { properties: { name: "B", code: "1", level: "county" }, geometry: good },
        { properties: { name: null, code: "3", level: "county" }, geometry: good },
        { properties: { name: "D", code: "4", level: "zone" }, geometry: good },
        { properties: { name: "E", code: "5", level: "county" }, geometry: null },
        { properties: { name: "F", code: "6", level: "county" }, geometry: { type: "Point", coordinates: [114, 30] } },
        { properties: { name: "G", code: "7", level: "county" }, geometry: square(530_000, 3_380_000, 100) },
        {
          properties: { name: "H", code: "8", level: "county" },
          geometry: {
            type: "Polygon",
            coordinates: [
              [
                [114, 30],
                [115, 30],
                [114, 30],
                [114, 30],
              ],
            ],
          },
        },
      ]),
    });
    expect(record).toMatchObject({ state: "refused", rowsRead: 8, rowsRefused: 7 });
    expect(record.refusals.map(({ line, field, value }) => [line, field, value])).toEqual([
      [2, "code", "1"],
      [3, "name", null],
      [4, "level", "zone"],
      [5, "geometry", null],
      [6, "geometry", null],
      [7, "geometry", "530000, 3380000"],
      [8, "geometry", null],
    ]);
    expect(await db.selectFrom("areas").selectAll().execute()).toEqual([]);
  });

  it("repairs outlines that cross themselves, and says so", async () => {
    const bow = {
      type: "Polygon" as const,
      coordinates: [
        [
          [0, 0],
          [2, 2],
          [2, 0],
          [0, 2],
          [0, 0],
        ],
      ],
    };
    const record = await importing(db, {
      file: areas([{ properties: { name: "Bow", code: "1" }, geometry: bow }]),
      level: "county",
    });
    expect(record.warnings).toContainEqual("1 outlines cross themselves and were repaired: Bow.");
    const { rows } = await sql<{
      area: number;
    }>`select st_area(geom) as area from areas where st_isvalid(geom)`.execute(db);
    // Two triangles with a base of 2 and a height of 1.
    expect(rows).toEqual([{ area: 2 }]);
  });

  it("moves outlines out of GCJ-02 and leaves the file as it is", async () => {
    await importing(db, {
      file: areas([{ properties: { name: "A", code: "1" }, geometry: square(114.3055, 30.5928, 0.01) }]),
      level: "county",
      coordinates: "gcj02",
    });
    const { rows } = await sql<{
      lon: number;
      lat: number;
    }>`select st_xmin(geom) as lon, st_ymin(geom) as lat from areas`.execute(db);
    expect(rows[0]?.lon).toBeCloseTo(114.3, 3);
    expect(rows[0]?.lat).toBeCloseTo(30.595, 2);
  });

  it("reads other systems through GDAL", async () => {
    // Web Mercator: one degree of longitude at the equator is 111,319.49 m.
    const side = 111_319.490793;
    const text = JSON.stringify({
      ...JSON.parse(geoJson([{ properties: { name: "A", code: "1" }, geometry: square(0, 0, side) }])),
      crs: { type: "name", properties: { name: "urn:ogc:def:crs:EPSG::3857" } },
    });
    expect(await importing(db, { file: fileOf("mercator.geojson", text), level: "county" })).toMatchObject({
      state: "stored",
    });
    const { rows } = await sql<{
      lon: number;
      lat: number;
    }>`select st_xmax(geom) as lon, st_ymax(geom) as lat from areas`.execute(db);
    expect(rows[0]?.lon).toBeCloseTo(1, 6);
    expect(rows[0]?.lat).toBeCloseTo(1, 3);
  });

  it("reads a zipped file, and says what is wrong with others", async () => {
    const inside = new TextEncoder().encode(
      geoJson([{ properties: { name: "A", code: "1" }, geometry: square(0, 0, 1) }]),
    );
    const zipped = fileOf("areas.zip", zipSync({ "data/areas.geojson": inside }));
    expect(await importing(db, { file: zipped, level: "county" })).toMatchObject({ state: "stored", kind: "areas" });
    const errorOf = async (name: string, content: string | Uint8Array) =>
      (await importing(db, { file: fileOf(name, content), kind: "areas", level: "county" })).error;
    expect(await errorOf("two.zip", zipSync({ "a.geojson": inside, "b.geojson": inside }))).toMatch(
      /two\.zip holds 2 files of features/,
    );
    expect(await errorOf("x.zip", "x")).toMatch(/x\.zip cannot be unpacked/);
    expect(await errorOf("x.geojson", '{"type":"FeatureCollection",\n"features":[{]}')).toMatch(
      /x\.geojson is not valid JSON: .* at line 2, column 14/,
    );
    expect(await errorOf("x.geojson", '{"type":"FeatureCollection","features":[')).toMatch(/not valid JSON/);
    expect(await errorOf("x.geojson", "[1]")).toMatch(/no GeoJSON FeatureCollection/);
    expect(await errorOf("x.shp", "x")).toMatch(/x\.shp needs x\.shx beside it/);
    expect(await errorOf("x.gpkg", "x")).toMatch(/x\.gpkg cannot be opened/);
    expect(await db.selectFrom("areas").select("code").execute()).toEqual([{ code: "1" }]);
  });
});
