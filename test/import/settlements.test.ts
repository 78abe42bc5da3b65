import type { Kysely } from "kysely";
import { sql } from "kysely";
import { beforeAll, beforeEach, expect, it } from "vitest";
import type { Database } from "../../server/database/rows.ts";
import { describeOnDatabases } from "../databases.ts";
import { empty, fileOf, geoJson, importing, square } from "./files.ts";

describeOnDatabases("importing settlements", (connect) => {
  let db: Kysely<Database>;
  beforeAll(async () => {
    db = (await connect()).db;
  });
  beforeEach(() => empty(db));

  it("stores points and outlines with their kind and people", async () => {
    const file = fileOf(
      "settlements.geojson",
      geoJson([
        {
          properties: { name: "幸福安置区", kind: "易地搬迁安置区", code: "S1", people: 12_000, "name:en": "Xingfu" },
          geometry: square(114, 30, 0.01),
        },
        {
          properties: { name: "小湾", kind: "自然村", code: "S2", people: null },
          geometry: { type: "Point", coordinates: [114.1, 30.1] },
        },
      ]),
    );
    expect(await importing(db, { file })).toMatchObject({ state: "stored", kind: "settlements", rowsKept: 2 });
    const rows = await db
      .selectFrom("settlements")
      .select(["code", "name", "names", "kind", "people", sql<string>`geometrytype(geom)`.as("shape")])
      .orderBy("code")
      .execute();
    expect(rows).toEqual([
      {
        code: "S1",
        name: "幸福安置区",
        names: { en: "Xingfu" },
        kind: "resettlement-area",
        people: 12_000,
        shape: "MULTIPOLYGON",
      },
      { code: "S2", name: "小湾", names: {}, kind: "natural-village", people: null, shape: "POINT" },
    ]);
  });

  it("reads tables, and lists what is wrong with a row", async () => {
    const file = fileOf(
      "villages.csv",
      "名称,类型,人口,经度,纬度\n甲,自然村,120,114,30\n乙,城市,1,114,30\n丙,自然村,many,114,30\n丁,自然村,5,,30\n,自然村,5,114,30\n",
    );
    const record = await importing(db, { file });
    expect(record).toMatchObject({ state: "refused", kind: "settlements", rowsRead: 5 });
    expect(record.refusals.map(({ line, field, value }) => [line, field, value])).toEqual([
      [5, "经度", ""],
      [3, "类型", "城市"],
      [4, "人口", "many"],
      [6, "名称", null],
    ]);
    expect(record.refusals[1]?.remedy).toMatch(/natural-village \(自然村\)/);
    expect(await importing(db, { file, keepGood: true })).toMatchObject({ state: "stored", rowsKept: 1 });
  });

  it("needs a kind, from the file or from the user", async () => {
    const file = fileOf("parks.geojson", geoJson([{ properties: { name: "A" }, geometry: square(114, 30, 0.01) }]));
    expect((await importing(db, { file, kind: "settlements" })).error).toMatch(/--settlement-kind/);
    const record = await importing(db, { file, kind: "settlements", settlementKind: "industrial-park" });
    expect(record).toMatchObject({ state: "stored" });
    expect(record.warnings).toContainEqual(expect.stringMatching(/no codes/));
  });
});
