import { cellToLatLng, latLngToCell } from "h3-js";
import type { Kysely } from "kysely";
import { beforeAll, beforeEach, expect, it } from "vitest";
import type { Database } from "../../server/database/rows.ts";
import { describeOnDatabases } from "../databases.ts";
import { empty, fileOf, importing, tiffOf } from "./files.ts";

const CELLS = [latLngToCell(30.6, 114.3, 9), latLngToCell(30.62, 114.3, 9), latLngToCell(30.64, 114.3, 8)] as const;
const table = (rows: string[], header = "h3,population,workers") =>
  fileOf("people.csv", [header, ...rows, ""].join("\n"));

describeOnDatabases("importing people", (connect) => {
  let db: Kysely<Database>;
  beforeAll(async () => {
    db = (await connect()).db;
  });
  beforeEach(() => empty(db));

  it("keeps H3 cells at their own resolution; the first source is the total", async () => {
    const record = await importing(db, {
      file: table([`${CELLS[0]},10,4`, `${CELLS[1]},20.5,8`, `${CELLS[2]},0,0`]),
      columns: ["population", "workers"],
      label: "people, test 2020",
      labels: { zh: "人口" },
    });
    expect(record).toMatchObject({
      state: "stored",
      kind: "people",
      sourceName: "people",
      rowsRead: 3,
      rowsKept: 3,
      rowsRefused: 0,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      bytes: expect.any(Number),
      coordinates: "wgs84",
    });
    const groups = await db
      .selectFrom("people_groups")
      .select(["name", "label", "role", "people"])
      .orderBy("position")
      .execute();
    expect(groups).toEqual([
      { name: "population", label: "people, test 2020: population", role: "total", people: 30.5 },
      { name: "workers", label: "people, test 2020: workers", role: "within", people: 12 },
    ]);
    const rows = await db.selectFrom("people").select(["key", "h3_resolution", "counts", "lon", "lat"]).execute();
    const [lat, lon] = cellToLatLng(CELLS[1]);
    expect(rows).toContainEqual({ key: CELLS[1], h3_resolution: 9, counts: [20.5, 8], lon, lat });
    expect(rows).toContainEqual(expect.objectContaining({ key: CELLS[2], h3_resolution: 8 }));
  });

  it("lists every bad row with line, field, value and remedy, and stores nothing", async () => {
    const inside = cellToLatLng(CELLS[2]);
    const child = latLngToCell(inside[0], inside[1], 10);
    const file = table([
      `${CELLS[0]},10,`,
      `${CELLS[0]},11,`,
      "89xyz,5,",
      `${CELLS[1]},,`,
      `${CELLS[1]},many,`,
      `${CELLS[1]},-1,`,
      `${CELLS[2]},7,`,
      `${child},1,`,
      `${CELLS[1]}`,
    ]);
    const record = await importing(db, { file });
    expect(record).toMatchObject({ state: "refused", rowsRead: 9, rowsKept: 0 });
    expect(record.refusals.map(({ line, field, value, problem }) => [line, field, value, problem])).toEqual([
      [3, "h3", CELLS[0], "This cell stands on line 2 already."],
      [4, "h3", "89xyz", "This is no H3 cell."],
      [5, "population", "", "The number of people is missing."],
      [6, "h3", CELLS[1], "This cell stands on line 5 already."],
      [7, "h3", CELLS[1], "This cell stands on line 5 already."],
      [10, null, null, "The row has 1 values, the header has 3 columns."],
      [9, "h3", child, `This cell lies within ${CELLS[2]} of line 8, so its people would count twice.`],
    ]);
    expect(record.refusals.every((refusal) => refusal.remedy.endsWith("."))).toBe(true);
    for (const count of ["people", "people_groups", "sources"] as const) {
      expect(await db.selectFrom(count).selectAll().execute()).toEqual([]);
    }
  });

  it("stores the good rows alone with keepGood", async () => {
    const record = await importing(db, { file: table([`${CELLS[0]},10,1`, `${CELLS[1]},?,1`]), keepGood: true });
    expect(record).toMatchObject({ state: "stored", rowsKept: 1, rowsRefused: 1 });
    expect(await db.selectFrom("people_groups").select("people").execute()).toEqual([{ people: 10 }]);
  });

  it("takes points, in GCJ-02 too, and refuses those that cannot be", async () => {
    const file = table(["114.3055,30.5928,12", "105.85,21.03,3"], "经度,纬度,人口");
    const record = await importing(db, { file, coordinates: "gcj02", keepGood: true });
    expect(record.refusals).toMatchObject([
      {
        line: 3,
        field: "经度, 纬度",
        value: "105.85, 21.03",
        problem: expect.stringMatching(/133 km outside mainland China/),
      },
    ]);
    const [point] = await db.selectFrom("people").selectAll().execute();
    expect(point).toMatchObject({ key: "2", h3_resolution: null, counts: [12] });
    expect(point?.lon).toBeCloseTo(114.3, 3);
    expect(point?.lat).toBeCloseTo(30.5951, 3);
    expect(record.warnings).toEqual([]);
    expect((await importing(db, { file })).warnings).toEqual([
      expect.stringMatching(/taken as WGS-84, because nothing else was said/),
    ]);
  });

  it("allows one total only, and says what to do", async () => {
    const file = table([`${CELLS[0]},10,4`]);
    expect((await importing(db, { file, name: "all" })).state).toBe("stored");
    for (const role of [undefined, "total"] as const) {
      const second = await importing(db, { file, name: "more", ...(role ? { role } : {}) });
      expect(second).toMatchObject({
        state: "failed",
        error: expect.stringMatching(/"all" is already the total.*--role within/),
      });
    }
    expect((await importing(db, { file, name: "workers", columns: ["workers"], role: "within" })).state).toBe("stored");
    // Replacing keeps the role without saying it again.
    expect((await importing(db, { file, name: "all" })).state).toBe("stored");
    const roles = await db
      .selectFrom("people_groups")
      .innerJoin("sources", "sources.import_id", "people_groups.import_id")
      .select(["sources.name", "role"])
      .orderBy("sources.name")
      .execute();
    expect(roles).toEqual([
      { name: "all", role: "total" },
      { name: "workers", role: "within" },
    ]);
    expect(await db.selectFrom("people").select("counts").execute()).toHaveLength(2);
  });

  it("says what a table lacks", async () => {
    const problemOf = async (header: string, columns?: string[]) =>
      (await importing(db, { file: table(["1,2,3"], header), kind: "people", ...(columns ? { columns } : {}) })).error;
    expect(await problemOf("h3,a,b")).toMatch(/no column whose header means people.*--columns.*h3, a, b/);
    expect(await problemOf("h3,a,b", ["c"])).toMatch(/no column "c".*h3, a, b/);
    expect(await problemOf("a,people,b")).toMatch(/does not say where its people are/);
  });

  it("gives raster people to H3 cells without losing anyone, in any system, with bands as groups", async () => {
    // 1 km cells of UTM zone 50N, two bands; -1 is not known.
    const rows = Array.from({ length: 6 }, (_, y) => Array.from({ length: 5 }, (_, x) => (x === 0 ? -1 : 10 * y + x)));
    const file = tiffOf("population-utm.tif", {
      bands: [rows, rows.map((row) => row.map((v) => (v < 0 ? -1 : v / 2)))],
      west: 240_000,
      north: 3_390_000,
      cell: 1000,
      noData: -1,
      projected: 32650,
    });
    const record = await importing(db, { file });
    // Σ over y 0–5, x 1–4 of 10y + x = 4 · 150 + 6 · 10 = 660
    expect(record).toMatchObject({
      state: "stored",
      rowsRead: 24,
      rowsKept: 24,
      details: { people: [660, 330], coordinateSystem: "EPSG:32650" },
    });
    const people = await db.selectFrom("people").selectAll().execute();
    const sum = (band: number) => people.reduce((total, row) => total + (row.counts[band] ?? 0), 0);
    expect(sum(0)).toBeCloseTo(660, 8);
    expect(sum(1)).toBeCloseTo(330, 8);
    // 24 km² in cells of about 0.013 km² here, and those along the edge.
    expect(people.length).toBeGreaterThan(1_700);
    expect(people.length).toBeLessThan(2_200);
    expect(people.every((row) => row.lon > 114.2 && row.lon < 114.4 && row.lat > 30.5 && row.lat < 30.7)).toBe(true);
    expect(await db.selectFrom("people_groups").select(["name", "role"]).orderBy("position").execute()).toEqual([
      { name: "band1", role: "total" },
      { name: "band2", role: "within" },
    ]);
  });

  it("refuses negative and missing numbers of a raster by row and column", async () => {
    const file = tiffOf("population.tif", {
      bands: [
        [
          [1, -5],
          [Number.NaN, 2],
        ],
      ],
      west: 114,
      north: 31,
      cell: 0.001,
      noData: -9999,
    });
    const record = await importing(db, { file });
    expect(record.state).toBe("refused");
    expect(record.refusals.map(({ line, field, value }) => [line, field, value])).toEqual([
      [1, "column 2, band 1", "-5"],
      [2, "column 1, band 1", "NaN"],
    ]);
    expect(await importing(db, { file, keepGood: true })).toMatchObject({
      state: "stored",
      rowsKept: 2,
      details: { people: [3] },
    });
  });

  it("refuses what is no raster of people", async () => {
    expect((await importing(db, { file: fileOf("population.tif", "nothing of the kind") })).error).toMatch(
      /population\.tif cannot be read as a GeoTIFF/,
    );
    const coarse = tiffOf("population.tif", {
      bands: [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      west: 100,
      north: 31,
      cell: 0.5,
    });
    expect((await importing(db, { file: coarse })).error).toMatch(/cells of 56 km, too coarse/);
    const shifted = tiffOf("population.tif", { bands: [[[1]]], west: 100, north: 31, cell: 0.001 });
    expect((await importing(db, { file: shifted, coordinates: "gcj02" })).error).toMatch(/leave --coordinates out/);
  });
});
