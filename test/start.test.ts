/** `npm start` as a person meets it: the first start, Ctrl-C, the next start, SIGKILL, and what it says when it cannot. */
import { existsSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "../server/database/connection.ts";
import { findRunning } from "../server/running.ts";
import { newDataDir } from "./databases.ts";
import { healthOf, killPrograms, type Started, startProgram } from "./started.ts";

let dataDir: string;
beforeAll(async () => {
  dataDir = await newDataDir();
});
afterAll(() => {
  killPrograms();
  rmSync(dataDir, { recursive: true, force: true });
});

const start = (settings: Record<string, string>): Started => startProgram({ DATA_DIR: dataDir, ...settings });

it("imports the demo county once, serves its map, ends on a signal, and finds everything again", async () => {
  const first = start({});
  const address = await first.ready;
  expect(first.said()).toContain("Importing the demo county");
  const health = await healthOf(address);
  expect(health).toMatchObject({ status: "ok", database: "embedded" });
  expect(health.people).toBeGreaterThan(100_000);
  expect(await (await fetch(address)).text()).toContain('<div id="root">');
  expect(findRunning(dataDir)).toMatchObject({ pid: first.program.pid, url: address });

  const second = start({});
  expect(await second.ended).toBe(1);
  expect(second.said()).toContain(`The program runs already (process ${first.program.pid}): open ${address}`);

  first.program.kill("SIGTERM");
  expect(await first.ended).toBe(0);
  expect(existsSync(join(dataDir, "server.json"))).toBe(false);

  const third = start({});
  const { territoryVersion: _, ...found } = await healthOf(await third.ready);
  expect(health).toMatchObject(found);
  expect(third.said()).not.toContain("Importing");

  third.program.kill("SIGKILL");
  await third.ended;
  const fourth = start({});
  expect(await healthOf(await fourth.ready)).toMatchObject(found);
  fourth.program.kill("SIGINT");
  expect(await fourth.ended).toBe(0);
});

it("goes on listening when the stored rows make no territory, and says what to do", async () => {
  const people = async (change: number) => {
    const { db, close } = await connect({ databaseUrl: null, dataDir }, () => undefined);
    await db
      .updateTable("people_groups")
      .set(({ eb }) => ({ people: eb("people", "+", change) }))
      .where("role", "=", "total")
      .execute();
    await close();
  };
  await people(1_000_000);
  const torn = start({});
  const address = await torn.ready;
  expect(torn.said()).toContain("The stored territory cannot be built: ");
  expect(torn.said()).toContain("import it again");
  expect(await healthOf(address)).toMatchObject({ status: "failed", people: 0 });
  expect((await fetch(`${address}/api/coverage`)).status).toBe(503);
  torn.program.kill("SIGTERM");
  expect(await torn.ended).toBe(0);

  await people(-1_000_000);
  const mended = start({});
  expect(await healthOf(await mended.ready)).toMatchObject({ status: "ok" });
  mended.program.kill("SIGTERM");
  expect(await mended.ended).toBe(0);
});

it("says when its port is taken, and leaves the database closed", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;
  const { ended, said } = start({ PORT: String(port) });
  expect(await ended).toBe(1);
  expect(said()).toContain("Another program listens there already: set PORT to another number");
  expect(existsSync(join(dataDir, "database.lock"))).toBe(false);
  other.close();
});

it("says all that is wrong with its settings", async () => {
  const { ended, said } = start({ PORT: "x", HOST: "0.0.0.0" });
  expect(await ended).toBe(1);
  expect(said()).toBe(
    'The settings cannot be used: PORT is "x" but must be a whole number from 0 to 65535; ' +
      'HOST is "0.0.0.0", which others can reach, so PASSWORD must be set.\n',
  );
});
