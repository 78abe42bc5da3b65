/** The real extracts come in with the counts and sums that their README states. */
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { beforeAll, beforeEach, expect, it } from "vitest";
import type { Database } from "../../server/database/rows.ts";
import { importRecord } from "../../server/import/run.ts";
import { describeOnDatabases } from "../databases.ts";
import { wuhan } from "../fillings.ts";
import { empty, importing } from "./files.ts";

const folder = process.env.REAL_DATA;
if (!folder) throw new Error("REAL_DATA is not set: it names the folder of the real extracts.");
const real = (...path: string[]) => join(folder, ...path);

describeOnDatabases("real extracts", (connect) => {
  let db: Kysely<Database>;
  beforeAll(async () => {
    db = (await connect()).db;
  });
  beforeEach(() => empty(db));

  it.each([
    ["Singapore", ["singapore", "population.tif"], 5_399_000, 91_501],
    ["Porto Alegre", ["porto-alegre", "hexgrid.csv"], 812_935, 1_227],
  ] as const)("the people of %s survive to the last one", async (_, path, people, rows) => {
    const record = await importing(db, { file: real(...path) });
    expect(record).toMatchObject({ state: "stored", kind: "people", rowsRead: rows, rowsKept: rows, warnings: [] });
    await expectPeople(db, people);
  });

  it("the people of Wuhan survive to the last one, and a group of them lies within the total", async () => {
    const { db } = await connect(wuhan());
    const row = await db.selectFrom("imports").selectAll().executeTakeFirstOrThrow();
    const of = { state: "stored", kind: "people", rowsRead: 494_676, rowsKept: 494_676, warnings: [] };
    expect(importRecord(row)).toMatchObject(of);
    await expectPeople(db, 7_548_681);
    const women = { file: real("wuhan", "population-20-f.tif"), role: "within", label: "women aged 20–24" } as const;
    expect(await importing(db, women)).toMatchObject({ state: "stored" });
    expect(await db.selectFrom("people_groups").select(["role", "label"]).orderBy("import_id").execute()).toEqual([
      { role: "total", label: "people aged 20–59, WorldPop 2020" },
      { role: "within", label: "women aged 20–24" },
    ]);
  });

  it("Porto Alegre's other columns are groups, once rows without a number are left out", async () => {
    const request = { file: real("porto-alegre", "hexgrid.csv"), columns: ["jobs", "schools"], role: "apart" as const };
    expect(await importing(db, request)).toMatchObject({ state: "refused", rowsRefused: 5 });
    expect(await importing(db, { ...request, keepGood: true })).toMatchObject({ state: "stored", rowsKept: 1_222 });
  });

  it("Wuhan's boundary and Singapore's subzones are areas", async () => {
    expect(await importing(db, { file: real("wuhan", "wuhan-boundary.shp") })).toMatchObject({
      state: "stored",
      kind: "areas",
      rowsKept: 1,
    });
    expect(await db.selectFrom("areas").select(["name", "level"]).execute()).toEqual([
      { name: "武汉市", level: "prefecture" },
    ]);
    const subzones = real("singapore", "subzones.geojson");
    expect(await importing(db, { file: subzones })).toMatchObject({
      state: "failed",
      error: expect.stringMatching(/--level/),
    });
    expect(await importing(db, { file: subzones, level: "township" })).toMatchObject({
      state: "stored",
      rowsRead: 332,
      rowsKept: 332,
    });
    const { rows } = await sql<{
      bad: number;
    }>`select count(*)::integer as bad from areas where not st_isvalid(geom)`.execute(db);
    expect(rows).toEqual([{ bad: 0 }]);
    expect(await db.selectFrom("areas").select(["code", "name"]).where("code", "=", "MESZ01").execute()).toEqual([
      { code: "MESZ01", name: "Marina East" },
    ]);
  });

  it("the jobcentres of Greater Manchester come in from both formats, under the same ids", async () => {
    const as = {
      kind: "facilities",
      name: "jobcentres",
      facilityKind: "employment-service-agency",
      coordinates: "wgs84",
    } as const;
    expect(await importing(db, { ...as, file: real("jobcentres", "gm_jobcentreplus.csv") })).toMatchObject({
      state: "stored",
      rowsKept: 26,
    });
    const before = await db.selectFrom("facilities").select(["id", "name", "lon", "lat"]).orderBy("id").execute();
    expect(await importing(db, { ...as, file: real("jobcentres", "gm_jobcentreplus.geojson") })).toMatchObject({
      state: "stored",
      rowsKept: 26,
    });
    expect(await db.selectFrom("facilities").select(["id", "name", "lon", "lat"]).orderBy("id").execute()).toEqual(
      before,
    );
  });

  it("Andorra's heights are SRTM's, Porto Alegre's stop at 255 m and say so", async () => {
    expect(await importing(db, { file: real("andorra", "N42E001.hgt.zip") })).toMatchObject({
      state: "stored",
      rowsRead: 1201 * 1201,
      details: { lowestMetres: 349, highestMetres: 3100, absurd: 0, tiles: 25 },
    });
    const record = await importing(db, { file: real("porto-alegre", "elevation.tif") });
    expect(record).toMatchObject({ state: "stored", details: { highestMetres: 255, saturated: 1 } });
    expect(record.warnings).toEqual([expect.stringMatching(/stand at 255 m, the most that its numbers can hold/)]);
  });

  it("a broken file is named with line and column, and changes nothing", async () => {
    expect(await importing(db, { file: real("awkward", "broken.geojson") })).toMatchObject({
      state: "failed",
      kind: "areas",
      error: expect.stringMatching(/^broken\.geojson is not valid JSON: .* at line 5, column 86/),
    });
    expect(await db.selectFrom("areas").select("id").execute()).toEqual([]);
  });
});

/** The file's people, and the same in the rows. */
async function expectPeople(db: Kysely<Database>, people: number): Promise<void> {
  const { people: read } = await db.selectFrom("people_groups").select("people").executeTakeFirstOrThrow();
  expect(Math.round(read)).toBe(people);
  const { rows } = await sql<{ people: number }>`select sum(counts[1]) as people from people`.execute(db);
  expect(Math.abs((rows[0]?.people ?? 0) - read)).toBeLessThan(1e-6 * read);
}
