/** Reports over HTTP and by the command: the numbers of GET /api/review, names of files, refusals, equal bytes. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { strFromU8, unzipSync } from "fflate";
import type { FeatureCollection } from "geojson";
import { afterAll, beforeAll, expect, test } from "vitest";
import { REPORT_FORMATS } from "../../server/report/report.ts";
import type { Review } from "../../server/review/document.ts";
import { describeOnDatabases, type TestDatabase } from "../databases.ts";
import { storeTown } from "../town-in-database.ts";
import { type Served, serve } from "./serve.ts";

/** The texts and numbers of a sheet of a workbook, in order. */
function cellsOf(bytes: Uint8Array, sheet: string): string[] {
  const files = unzipSync(bytes);
  const text = (path: string) => strFromU8(files[path] ?? new Uint8Array());
  const plain = (xml: string) => xml.replaceAll(/<[^>]*>/g, "");
  const strings = [...text("xl/sharedStrings.xml").matchAll(/<si>(.*?)<\/si>/gs)].map(([, si = ""]) => plain(si));
  const sheets = [...text("xl/workbook.xml").matchAll(/<sheet [^>]*name="([^"]*)"/g)].map(([, name]) => name);
  const xml = text(`xl/worksheets/sheet${sheets.indexOf(sheet) + 1}.xml`);
  return [...xml.matchAll(/<c r="[A-Z]+\d+"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(([, attributes = "", value = ""]) =>
    attributes.includes('t="s"') ? strings[Number(plain(value))] : plain(value),
  );
}

const AT = "runAt=2026-11-22T12:00:00%2B08:00";

describeOnDatabases("reports", (connect) => {
  let served: Served;
  beforeAll(async () => {
    const database = await connect();
    await storeTown(database.db);
    served = await serve(database);
    await served.territory.reload();
  });
  afterAll(() => served.close());

  const features = async (query: string) => {
    const answer = await served.get(`/api/report.geojson?${AT}&${query}`);
    expect([query, answer.status]).toEqual([query, 200]);
    return (JSON.parse(answer.text) as FeatureCollection).features.map(({ properties }) => properties ?? {});
  };

  test.each(REPORT_FORMATS)("%s has its type, its name and the same bytes on every run", async (format) => {
    const query = `/api/report.${format}?standard=strict-10&language=en&${AT}`;
    const [once, again] = [await served.get(query), await served.get(query)];
    expect(once.status).toBe(200);
    expect(Buffer.compare(once.bytes, again.bytes)).toBe(0);
    const [, type, name] =
      /^(\w+); filename="[\w.-]+"; filename\*=UTF-8''(.+)$/.exec(String(once.headers["content-disposition"])) ?? [];
    expect(type).toBe(format === "html" ? "inline" : "attachment");
    expect(decodeURIComponent(name)).toMatch(new RegExp(`Strict-10-minutes-on-foot_2026-11-22\\.${format}$`));
    const magic = {
      xlsx: "PK",
      gpkg: "SQLite format 3",
      geojson: '{"type":"FeatureCollection"',
      html: "<!doctype html>",
    };
    expect(once.bytes.subarray(0, magic[format].length).toString()).toBe(magic[format]);
  });

  test.each([
    "cutoffMinutes=10",
    "standard=city-15-countryside-5km",
    "cutoffMinutes=5&countCapacity=true&ownDistrictOnly=true",
  ])("the files of %s hold the numbers of the review", async (query) => {
    const review = JSON.parse((await served.get(`/api/review?${query}`)).text) as Review;
    const all = await features(query);
    const layer = (name: string) => all.filter((one) => one.layer === name);
    const sum = (rows: readonly Record<string, unknown>[], field: string) =>
      rows.reduce((total, row) => total + Number(row[field]), 0);
    expect(layer("areas").map(({ code, people, covered }) => ({ code, people, covered }))).toHaveLength(
      review.areas.length,
    );
    for (const area of review.areas) {
      expect(layer("areas").find(({ code, level }) => code === area.code && level === area.level)).toMatchObject({
        people: area.people,
        covered: area.served,
        over_capacity: area.overCapacity,
        out_of_reach: area.outOfReach,
        share_covered: area.share,
      });
    }
    expect(layer("gaps").map(({ people }) => people)).toEqual(review.gaps.map(({ people }) => people));
    expect(layer("facilities").map(({ id }) => id)).toEqual(review.facilities.map(({ id }) => id));
    expect(layer("settlements").map(({ code }) => code)).toEqual(review.settlements.map(({ code }) => code));
    const uncovered = [...layer("uncovered_cells"), ...layer("uncovered_points")];
    expect(sum(uncovered, "uncovered")).toBeCloseTo(review.total.overCapacity + review.total.outOfReach, 6);
  });

  test("a kept review is compared with, and must exist", async () => {
    const kept = await served.send("POST", "/api/reviews", { name: "Before", cutoffMinutes: 5 });
    const id = Number(kept.body.id);
    const page = await served.get(`/api/report.html?cutoffMinutes=10&language=en&since=${id}&${AT}`);
    expect(page.text).toContain("Comparison with an earlier review: Before");
    expect(page.text).toContain("so this compares two questions");
    const missing = await served.get(`/api/report.xlsx?since=${id + 1}`);
    expect(missing).toMatchObject({ status: 404, body: { detail: expect.stringContaining("GET /api/reviews") } });
  });

  test("a kept review is printed as it was kept, whatever has changed since", async () => {
    const question = "cutoffMinutes=5&ownDistrictOnly=true";
    const kept = await served.send("POST", "/api/reviews", { name: "Then", cutoffMinutes: 5, ownDistrictOnly: true });
    const { id, keptAt } = kept.body as unknown as { id: number; keptAt: string };
    const then = await served.get(`/api/report.xlsx?${question}&language=en`);
    expect((await served.send("PATCH", "/api/facilities/1", { status: "closed" })).status).toBe(200);
    const now = await served.get(`/api/report.xlsx?${question}&language=en`);
    const path = `/api/report.xlsx?review=${id}&language=en`;
    const [once, again] = [await served.get(path), await served.get(path)];
    expect((await served.send("PATCH", "/api/facilities/1", { status: "existing" })).status).toBe(200);
    expect(once.status).toBe(200);
    expect(Buffer.compare(once.bytes, again.bytes)).toBe(0);
    for (const sheet of ["Areas", "Facilities"]) {
      expect(cellsOf(once.bytes, sheet)).toEqual(cellsOf(then.bytes, sheet));
      expect(cellsOf(once.bytes, sheet)).not.toEqual(cellsOf(now.bytes, sheet));
    }
    const facts = cellsOf(once.bytes, "Summary");
    expect(facts.slice(facts.indexOf("Kept as"), facts.indexOf("Kept as") + 2)).toEqual(["Kept as", "Then"]);
    expect(cellsOf(then.bytes, "Summary")).not.toContain("Kept as");
    expect(decodeURIComponent(String(once.headers["content-disposition"]))).toMatch(
      new RegExp(`Town-County_Then_${new Date(keptAt).getFullYear()}-\\d\\d-\\d\\d\\.xlsx$`),
    );
    const since = await served.get(`${path}&since=${id}`);
    expect(cellsOf(since.bytes, "Summary")).toContain("Compared with");
    expect(await served.get(`/api/report.html?review=${id}`)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: "/review" }], detail: expect.stringContaining("/api/report.xlsx") },
    });
    expect(await served.get(`${path}&hours=any`)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: "/hours" }] },
    });
    expect(await served.get("/api/report.xlsx?review=999")).toMatchObject({ status: 404 });
  });

  test("what is wrong with the question is said", async () => {
    expect(await served.get("/api/report.xlsx?language=fr")).toMatchObject({ status: 400 });
    expect(await served.get("/api/report.xlsx?standard=none-such")).toMatchObject({ status: 400 });
    expect(await served.get("/api/report.xlsx?runAt=today")).toMatchObject({ status: 400 });
    expect(await served.get("/api/report.pdf")).toMatchObject({ status: 404 });
  });
});

describeOnDatabases("npm run report", (connect) => {
  let database: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "circles-report-"));
    database = await connect();
    await storeTown(database.db);
    await database.close();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = (...args: string[]) => {
    const { databaseUrl, dataDir } = database.settings;
    const env = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: databaseUrl ?? "", INIT_CWD: folder };
    return promisify(execFile)(process.execPath, ["scripts/report.ts", ...args], { env });
  };

  test("opens the database itself and writes every format, the same again", async () => {
    const order = [
      "--standard",
      "city-15-countryside-5km",
      "--language",
      "en",
      "--run-at",
      "2026-11-22T12:00:00+08:00",
    ];
    for (const out of ["one", "two"]) await run(...order, "--out", out);
    const names = (await readdir(join(folder, "one"))).sort();
    expect(names.map((name) => name.slice(name.lastIndexOf(".") + 1))).toEqual(["geojson", "gpkg", "html", "xlsx"]);
    expect((await readdir(join(folder, "two"))).sort()).toEqual(names);
    for (const name of names) {
      const [one, two] = await Promise.all(["one", "two"].map((out) => readFile(join(folder, out, name))));
      expect([name, Buffer.compare(one, two)]).toEqual([name, 0]);
    }
  });

  test("says what is wrong", async () => {
    await expect(run("--standard", "none-such", "--out", "three")).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('names no standard: "none-such"'),
    });
    await expect(run("--format", "pdf")).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--format is "pdf" but must be one of xlsx, gpkg, geojson, html.'),
    });
    expect((await run("--help")).stdout).toContain("--own-district");
  });
});
