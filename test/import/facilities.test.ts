import type { Kysely } from "kysely";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { addFacility, removeFacility } from "../../server/database/facilities.ts";
import type { Database } from "../../server/database/rows.ts";
import { tellImport } from "../../server/import/tell.ts";
import { describeOnDatabases } from "../databases.ts";
import { empty, fileOf, geoJson, importing } from "./files.ts";

const HEADER = "编号,名称,name:en,类型,层级,状态,地址,服务时间,工作人员,年服务能力,经度,纬度";
const A = "A1,城关就业服务站,Chengguan,就业服务站,乡镇,现有,人民路1号,Mo-Fr 09:00-17:00,4,9000,114.3,30.6";
const B = "B2,河东零工市场,,零工市场,县级,规划,,,,,114.31,30.61";

describeOnDatabases("importing facilities", (connect) => {
  let db: Kysely<Database>;
  beforeAll(async () => {
    db = (await connect()).db;
  });
  beforeEach(() => empty(db));

  const csv = (...rows: string[]) => fileOf("facilities.csv", [HEADER, ...rows, ""].join("\n"));
  const all = () => db.selectFrom("facilities").selectAll().orderBy("id").execute();
  const edit = (id: number, values: { name?: string; staff?: number }) =>
    db
      .updateTable("facilities")
      .set({ ...values, edited_at: new Date() })
      .where("id", "=", id)
      .execute();

  it("stores every field, with words in Chinese", async () => {
    const record = await importing(db, { file: csv(A, B) });
    expect(record).toMatchObject({ state: "stored", kind: "facilities", rowsKept: 2, conflicts: [] });
    expect(record.warnings).toEqual([expect.stringMatching(/taken as WGS-84, because nothing else was said/)]);
    expect(await all()).toMatchObject([
      {
        source_name: "facilities",
        key: "A1",
        name: "城关就业服务站",
        names: { en: "Chengguan" },
        kind: "employment-service-station",
        level: "township",
        status: "existing",
        address: "人民路1号",
        opening_hours: "Mo-Fr 09:00-17:00",
        staff: 4,
        yearly_capacity: 9000,
        lon: 114.3,
        lat: 30.6,
        edited_at: null,
      },
      { key: "B2", kind: "odd-jobs-market", level: "county", status: "planned", address: null, staff: null },
    ]);
  });

  it("keeps facilities whose opening hours cannot be read, and says where, what and how to repair it", async () => {
    const rows = ["Mo-Fr 9-17", "周一至周五 9:00-17:00", "随时"].map((hours, i) =>
      A.replace("A1", `H${i}`).replace("Mo-Fr 09:00-17:00", hours),
    );
    const record = await importing(db, { file: csv(...rows), coordinates: "wgs84" });
    expect(record).toMatchObject({ state: "stored", rowsKept: 3, rowsRefused: 0 });
    expect((await all()).map(({ opening_hours }) => opening_hours)).toEqual([
      "Mo-Fr 9-17",
      "周一至周五 9:00-17:00",
      "随时",
    ]);
    expect(record.warnings).toEqual([
      expect.stringMatching(/^Line 2, .*"Mo-Fr 9-17" count as unknown.*character 7: .*09:00-17:00\.$/),
      expect.stringMatching(/^Line 4, .*"随时" count as unknown/),
    ]);
  });

  it("says nothing about coordinates when the user has said them", async () => {
    expect((await importing(db, { file: csv(A), coordinates: "wgs84" })).warnings).toEqual([]);
    const record = await importing(db, { file: csv(A), coordinates: "bd09" });
    expect(record).toMatchObject({ state: "stored", coordinates: "bd09" });
    const [facility] = await all();
    // BD-09 stands about 1.1 km east-north-east of WGS-84 in Wuhan.
    expect(facility?.lon).toBeCloseTo(114.288, 2);
    expect(facility?.lat).toBeCloseTo(30.596, 2);
  });

  it("keeps ids when the file is imported again: changed, new and gone rows", async () => {
    await importing(db, { file: csv(A, B) });
    const [before] = await all();
    await importing(db, { file: csv(A.replace("9000", "9500"), "C3,新站,,就业服务站,,,,,,,114.32,30.62") });
    expect(await all()).toMatchObject([
      { id: before?.id, key: "A1", yearly_capacity: 9500 },
      { key: "C3", status: "existing" },
    ]);
  });

  it("keeps what was edited by hand and lists it", async () => {
    await importing(db, { file: csv(A, B) });
    const [a, b] = await all();
    await edit(a?.id ?? 0, { name: "城关站" });
    await edit(b?.id ?? 0, { staff: 7 });
    // The same file again would undo the name; other fields of the row still follow the file; B is gone from it.
    const record = await importing(db, { file: csv(A.replace("9000", "9500")) });
    expect(record.state).toBe("stored");
    expect(record.conflicts).toEqual([
      { facilityId: a?.id, name: "城关站", field: "name", kept: "城关站", inFile: "城关就业服务站" },
      { facilityId: b?.id, name: "河东零工市场", field: "(all)", kept: "河东零工市场", inFile: null },
    ]);
    expect(await all()).toMatchObject([
      { name: "城关站", yearly_capacity: 9500, edited_at: expect.any(Date) },
      { name: "河东零工市场", staff: 7 },
    ]);
    // When the file agrees with the hand, it is no edit any more.
    const agreed = await importing(db, {
      file: csv(A.replace("城关就业服务站", "城关站"), B.replace(",,,,,114.31", ",,,7,,114.31")),
    });
    expect(agreed.conflicts).toEqual([]);
    expect(await all()).toMatchObject([{ edited_at: null }, { staff: 7, edited_at: null }]);
  });

  it("does not bring back what was removed by hand, and lists it each time", async () => {
    await importing(db, { file: csv(A, B) });
    const [a, b] = await all();
    expect(await removeFacility(db, b?.id ?? 0)).toBe(true);
    expect(await removeFacility(db, b?.id ?? 0)).toBe(false);
    const removed = { facilityId: b?.id, name: "河东零工市场", field: "removed", kept: "removed by hand" };
    const record = await importing(db, { file: csv(A, B) });
    expect(record).toMatchObject({ state: "stored", conflicts: [{ ...removed, inFile: "河东零工市场" }] });
    expect(tellImport(record)).toContain(
      '  Removed by hand, not added again: 河东零工市场 (the file has "河东零工市场").',
    );
    expect(await all()).toMatchObject([{ id: a?.id, key: "A1" }]);
    // A file without it does not make it forgotten, and has nothing to list.
    expect((await importing(db, { file: csv(A) })).conflicts).toEqual([]);
    const renamed = await importing(db, { file: csv(A, B.replace("河东零工市场", "河东市场")) });
    expect(renamed.conflicts).toEqual([{ ...removed, inFile: "河东市场" }]);
    expect(await all()).toMatchObject([{ key: "A1" }]);
    // Another source has keys of its own.
    const other = await importing(db, { file: csv(B), name: "other" });
    expect(other).toMatchObject({ state: "stored", conflicts: [] });
    expect(await all()).toMatchObject([{ source_name: "facilities" }, { source_name: "other", key: "B2" }]);
  });

  it("leaves what was added by hand in place of a removed one, and notes no removal of it", async () => {
    await importing(db, { file: csv(A, B) });
    await removeFacility(db, (await all())[1]?.id ?? 0);
    const values = { kind: "odd-jobs-market", status: "existing", lon: 114.31, lat: 30.61 } as const;
    const { id } = await addFacility(db, { name: "河东零工市场", ...values });
    await importing(db, { file: csv(A, B) });
    expect(await all()).toMatchObject([{ key: "A1" }, { id, source_name: null, status: "existing" }]);
    expect(await removeFacility(db, id)).toBe(true);
    expect(await db.selectFrom("removed_facilities").select("key").execute()).toEqual([{ key: "B2" }]);
  });

  it("waits for an edit by hand that is being stored, and keeps it", async () => {
    await importing(db, { file: csv(A) });
    let running: ReturnType<typeof importing> | undefined;
    await db.transaction().execute(async (trx) => {
      await trx.updateTable("facilities").set({ name: "城关站", edited_at: new Date() }).execute();
      running = importing(db, { file: csv(A) });
      // Long enough for the import to come to its swap, which must wait for this edit.
      await new Promise((done) => setTimeout(done, 700));
    });
    expect(await running).toMatchObject({ state: "stored", conflicts: [{ field: "name", kept: "城关站" }] });
    expect(await all()).toMatchObject([{ name: "城关站" }]);
  });

  it("lists every bad field", async () => {
    const record = await importing(db, {
      file: csv(
        A,
        "A1,甲,,就业服务站,,,,,,,114.3,30.6",
        "D4,乙,,银行,国际,未知,,,x,-1,114.3,30.6",
        "E5,,,,,,,,,,114.3,30.6",
        "F6,丙,,零工市场,,,,,,,30.6,114.3",
      ),
    });
    expect(record.state).toBe("refused");
    expect(record.refusals.map(({ line, field, value }) => [line, field, value])).toEqual([
      [6, "经度, 纬度", "30.6, 114.3"],
      [3, "编号", "A1"],
      [4, "类型", "银行"],
      [4, "层级", "国际"],
      [4, "状态", "未知"],
      [4, "工作人员", "x"],
      [4, "年服务能力", "-1"],
      [5, "名称", null],
      [5, "类型", null],
    ]);
    expect(await all()).toEqual([]);
    expect(await importing(db, { file: csv(A, "A1,甲,,就业服务站,,,,,,,114.3,30.6"), keepGood: true })).toMatchObject({
      rowsKept: 1,
      rowsRefused: 1,
    });
  });

  it("reads GeoJSON, and takes the kind of all from the user where the file has none", async () => {
    const file = fileOf(
      "offices.geojson",
      geoJson([
        {
          properties: { Name: "A", Address: "1 High Street" },
          geometry: { type: "Point", coordinates: [-2.25, 53.46] },
        },
      ]),
    );
    expect((await importing(db, { file, kind: "facilities" })).error).toMatch(/--facility-kind/);
    expect(await importing(db, { file, kind: "facilities", facilityKind: "employment-service-agency" })).toMatchObject({
      state: "stored",
      warnings: [expect.stringMatching(/taken as WGS-84, because nothing else was said/)],
    });
    expect(await all()).toMatchObject([
      { key: "A", kind: "employment-service-agency", address: "1 High Street", lon: -2.25 },
    ]);
  });
});
