/**
 * An import as the people at the running product meet it: while a large file comes in everything keeps answering from the
 * old state, the new state then stands, and when the power goes in the middle the old one is whole.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { ImportRecord } from "../server/api/messages.ts";
import { findRunning } from "../server/running.ts";
import { describeOnDatabases } from "./databases.ts";
import { DEMO_COUNTY } from "./fillings.ts";
import { realFile } from "./network/extract.ts";
import { healthOf, killPrograms, startProgram } from "./started.ts";

const PORTO = realFile("porto-portugal", "streets.osm.pbf");
const folders: string[] = [];

afterAll(() => {
  killPrograms();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Asks the running server of a data folder to import, as `npm run import` does. */
async function beginImport(dataDir: string, name: string): Promise<() => Promise<ImportRecord>> {
  const server = findRunning(dataDir);
  if (server === null) throw new Error("The server has left no note of where it runs.");
  const headers = { authorization: `Bearer ${server.token}`, "content-type": "application/json" };
  const response = await fetch(`${server.url}/api/imports`, {
    method: "POST",
    headers,
    body: JSON.stringify({ file: PORTO, name }),
  });
  expect(response.status).toBeLessThan(300);
  const { id } = (await response.json()) as ImportRecord;
  return async () =>
    (await (await fetch(`${server.url}/api/imports/${id}`, { headers })).json()) as Promise<ImportRecord>;
}

const coverageOf = async (address: string) => {
  const asked = performance.now();
  const response = await fetch(`${address}/api/coverage?level=township`);
  expect(response.status).toBe(200);
  return { answer: await response.json(), milliseconds: performance.now() - asked };
};

describeOnDatabases("an import into the running product", (connect) => {
  it("is answered beside, then stands, and leaves the old state whole when killed", async () => {
    const database = await connect(DEMO_COUNTY);
    await database.close();
    const dataDir = mkdtempSync(join(tmpdir(), "circles-life-"));
    folders.push(dataDir);
    const settings: { DATA_DIR: string } & Record<string, string> =
      database.settings.databaseUrl === null
        ? { DATA_DIR: database.settings.dataDir }
        : { DATA_DIR: dataDir, DATABASE_URL: database.settings.databaseUrl };
    const program = startProgram(settings);
    const address = await program.ready;
    const before = await healthOf(address);
    const { answer: demo } = await coverageOf(address);

    // A second source of streets: asked all the time, coverage comes from the old state until the new one stands.
    const recordOf = await beginImport(settings.DATA_DIR, "Porto");
    let slowest = 0;
    let answers = 0;
    let record = await recordOf();
    while (record.state === "running") {
      const { answer, milliseconds } = await coverageOf(address);
      slowest = Math.max(slowest, milliseconds);
      answers++;
      record = await recordOf();
      if (record.state === "running") expect(answer).toEqual(demo);
    }
    expect(record).toMatchObject({ state: "stored", rowsRefused: 0 });
    console.log(`${answers} answers during the import, the slowest after ${Math.round(slowest)} ms`);
    expect(answers).toBeGreaterThan(5);
    await expect
      .poll(async () => (await healthOf(address)).streets, { timeout: 60_000, interval: 500 })
      .toBeGreaterThan(before.streets as number);
    const { territoryVersion: _, ...stored } = await healthOf(address);

    // The same file again, and the power goes while its rows come in.
    const secondOf = await beginImport(settings.DATA_DIR, "Porto");
    await expect
      .poll(async () => (await secondOf()).progress?.stage, { timeout: 60_000, interval: 50 })
      .toBe("storing");
    program.program.kill("SIGKILL");
    await program.ended;

    const again = startProgram(settings);
    const { territoryVersion: __, ...whole } = await healthOf(await again.ready);
    expect(whole).toEqual(stored);
    const { imports } = (await (await fetch(`${await again.ready}/api/imports`)).json()) as { imports: ImportRecord[] };
    expect(imports[0]).toMatchObject({ sourceName: "Porto", state: "stopped" });
    again.program.kill("SIGTERM");
    expect(await again.ended).toBe(0);
  });
});
