import { join } from "node:path";
import { latLngToCell } from "h3-js";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { ImportRecord } from "../../server/api/messages.ts";
import { ImportJobs } from "../../server/import/jobs.ts";
import { runImport } from "../../server/import/run.ts";
import { tellImport } from "../../server/import/tell.ts";
import { describeOnDatabases, type TestDatabase } from "../databases.ts";
import { empty, fileOf, importing, tiffOf } from "./files.ts";

const small = () => fileOf("people.csv", `h3,people\n${latLngToCell(30.6, 114.3, 9)},10\n`);

/** Some seconds of work: 100 m cells over 40 by 40 km. */
const large = () =>
  tiffOf("population.tif", {
    bands: [Array.from({ length: 400 }, (_, y) => Array.from({ length: 400 }, (_, x) => 1 + ((x * y) % 7)))],
    west: 114,
    north: 31,
    cell: 0.00083,
  });

describeOnDatabases("imports", (connect) => {
  let database: TestDatabase;
  let jobs: ImportJobs;
  let stored: ImportRecord[];
  beforeAll(async () => {
    database = await connect();
  });
  beforeEach(async () => {
    await empty(database.db);
    stored = [];
    jobs = new ImportJobs(database.db, database.address, (record) => {
      stored.push(record);
    });
  });
  afterEach(() => jobs.close());

  const ended = async (id: number) => {
    await jobs.idle();
    const record = await jobs.get(id);
    if (!record) throw new Error(`There is no import ${id}.`);
    return record;
  };
  const current = () =>
    database.db.selectFrom("sources").select(["name", "kind", "import_id"]).orderBy("name").execute();

  it("run in a thread while questions are answered, and tell of their progress", async () => {
    const before = await importing(database.db, { file: small(), name: "people" });
    const started = await jobs.start({ file: large(), name: "people" });
    expect(started).toMatchObject({ state: "running", kind: "people", progress: { stage: expect.any(String) } });
    const stages = new Set<string>();
    let answers = 0;
    for (;;) {
      const record = await jobs.get(started.id);
      answers++;
      if (record?.progress) stages.add(record.progress.stage);
      if (record?.state !== "running") break;
      // Until the swap readers see the old import.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(stages).toContain("reading");
    expect(answers).toBeGreaterThan(5);
    const record = await ended(started.id);
    expect(record).toMatchObject({ state: "stored", rowsRead: 160_000 });
    expect(record.progress).toBeUndefined();
    expect(stored.map((each) => each.id)).toEqual([record.id]);
    expect(await current()).toEqual([{ name: "people", kind: "people", import_id: record.id }]);
    const left = await database.db.selectFrom("people").select("import_id").distinct().execute();
    expect(left).toEqual([{ import_id: record.id }]);
    expect(before.id).not.toBe(record.id);
  });

  it("stop when asked, and leave the old state whole", async () => {
    const before = await importing(database.db, { file: small(), name: "people" });
    const running = await jobs.start({ file: large(), name: "people" });
    const waiting = await jobs.start({ file: small(), name: "other", role: "apart" });
    while ((await jobs.get(running.id))?.progress?.stage !== "reading")
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await jobs.stop(waiting.id)).toMatchObject({ state: "stopped" });
    expect(await jobs.stop(running.id)).toMatchObject({ state: "stopped", error: null, rowsKept: 0 });
    await jobs.idle();
    expect(stored).toEqual([]);
    expect(await current()).toEqual([{ name: "people", kind: "people", import_id: before.id }]);
    expect(await database.db.selectFrom("people").select(["import_id", "counts"]).execute()).toEqual([
      { import_id: before.id, counts: [10] },
    ]);
    expect(await jobs.stop(9_999)).toBeNull();
  });

  it("run one after the other, and list the newest first", async () => {
    const first = await jobs.start({ file: small(), name: "a" });
    const second = await jobs.start({ file: small(), name: "b", role: "apart" });
    await jobs.idle();
    expect((await jobs.list()).map(({ id, state }) => [id, state])).toEqual([
      [second.id, "stored"],
      [first.id, "stored"],
    ]);
    expect(await jobs.get(9_999)).toBeNull();
  });

  it("that cannot be opened leave no record", async () => {
    await expect(jobs.start({ file: join("/", "nowhere", "people.csv") })).rejects.toThrow(
      /There is no file \/nowhere\/people\.csv/,
    );
    await expect(jobs.start({ file: fileOf("notes.docx", "x") })).rejects.toThrow(/no format that is read here/);
    expect(await jobs.list()).toEqual([]);
  });

  it("keep a name for one kind of source", async () => {
    await importing(database.db, { file: small(), name: "county" });
    const areas = fileOf("county.geojson", '{"type":"FeatureCollection","features":[]}');
    await expect(jobs.start({ file: areas, kind: "areas", name: "county" })).rejects.toThrow(
      /"county" belongs to a source of kind people.*--name/,
    );
    // Without a name of its own it takes the file's, with its kind where that is taken.
    expect(await importing(database.db, { file: areas, kind: "areas" })).toMatchObject({
      sourceName: "county-areas",
      state: "failed",
      error: expect.stringMatching(/no field for the name/),
    });
  });

  it("stopped here leave nothing either", async () => {
    const stop = new AbortController();
    const record = await runImport(
      database.db,
      { file: large() },
      { signal: stop.signal, onProgress: (stage) => stage === "storing" && stop.abort() },
    );
    expect(record).toMatchObject({ state: "stopped", rowsKept: 0 });
    expect(await database.db.selectFrom("people").select("key").execute()).toEqual([]);
    expect(await current()).toEqual([]);
  });

  it("are told in plain words", async () => {
    const file = fileOf("people.csv", `h3,people\n${latLngToCell(30.6, 114.3, 9)},10\nnot-a-cell,1\n`);
    const lines = tellImport(await importing(database.db, { file }));
    expect(lines).toEqual([
      'people.csv as "people" (people): not stored, because rows are wrong.',
      "  Rows: 2 read, 0 kept, 1 refused. Coordinates: wgs84.",
      '  line 3, h3, "not-a-cell": This is no H3 cell. Give the H3 index of a cell, 15 hexadecimal digits.',
      "  Repair these rows, or store the others with --keep-good.",
    ]);
  });
});
