import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../server/database/connection.ts";
import { isRunning, startOf } from "../../server/database/lock.ts";
import { cleanUp } from "../../server/database/sources.ts";
import { describeOnDatabases, newDataDir, type TestDatabase } from "../databases.ts";
import { currentImports, gatesByImport } from "./new-import.ts";

const quiet = () => undefined;

describeOnDatabases("many connections", (open) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });

  it("do not mix their statements, parameters, errors and transactions", async () => {
    const pool = new pg.Pool({ ...database.address, max: 6 });
    await pool.query("create table counter (n integer)");
    await pool.query("insert into counter values (0)");

    const count = async () => {
      const client = await pool.connect();
      await client.query("begin");
      const { rows } = await client.query<{ n: number }>("select n from counter for update");
      await setTimeout(5);
      await client.query("update counter set n = $1", [(rows[0]?.n ?? 0) + 1]);
      await client.query("commit");
      client.release();
    };
    const breakOff = async () => {
      const client = await pool.connect();
      await client.query("begin");
      await client.query("update counter set n = 1000");
      client.release(true);
    };
    const fail = (i: number) => expect(pool.query("select $1::integer / 0", [i])).rejects.toThrow("division by zero");
    const large = async (i: number) => {
      // Above the 64 KB that a socket hands over at once.
      const { rows } = await pool.query("select length($1::text) as n", ["x".repeat(300_000 + i)]);
      expect(rows).toEqual([{ n: 300_000 + i }]);
    };
    const ask = async (i: number) => {
      const { rows } = await pool.query("select $1::integer + $2::integer as n", [i, 1]);
      expect(rows).toEqual([{ n: i + 1 }]);
    };
    const kinds = [count, ask, large, ask, fail, ask, breakOff, ask, ask, large];
    await Promise.all(Array.from({ length: 400 }, (_, i) => kinds[i % kinds.length]?.(i)));

    expect((await pool.query("select n from counter")).rows).toEqual([{ n: 40 }]);
    await pool.end();
  });
});

describe("the embedded database", () => {
  const folders: string[] = [];
  const newFolder = () => {
    const folder = mkdtempSync(join(tmpdir(), "circles-test-"));
    folders.push(folder);
    return folder;
  };
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  it("opens for one program, keeps the socket to its user, and is whole after SIGKILL", async () => {
    const dataDir = await newDataDir();
    folders.push(dataDir);
    const program = spawn(process.execPath, [fileURLToPath(new URL("program.ts", import.meta.url)), dataDir], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise<void>((resolve, reject) => {
      program.stdout.once("data", () => resolve());
      program.once("exit", () => reject(new Error("The program ended before it was ready.")));
    });
    expect(statSync(join(dataDir, "socket")).mode & 0o777).toBe(0o700);
    await expect(connect({ databaseUrl: null, dataDir }, quiet)).rejects.toThrow(
      `Another program (process ${program.pid}) has the embedded database`,
    );

    const { pid, started } = JSON.parse(readFileSync(join(dataDir, "database.lock"), "utf8"));
    expect(isRunning(pid, started)).toBe(true);
    program.kill("SIGKILL");
    // At once, while its database process may still be on its way out.
    const again = await connect({ databaseUrl: null, dataDir }, quiet);
    expect(isRunning(pid, started)).toBe(false);
    const [current = 0] = await currentImports(again.db);
    expect(Object.values(await gatesByImport(again.db)).sort()).toEqual([100, 10_000]);
    expect(await cleanUp(again.db)).toEqual(["streets"]);
    expect(await gatesByImport(again.db)).toEqual({ [current]: 100 });

    // The database process itself may be killed too: the lock it leaves is stale.
    const child = JSON.parse(readFileSync(join(dataDir, "database.lock"), "utf8"));
    process.kill(child.pid, "SIGKILL");
    await again.ended;
    await again.close();
    const third = await connect({ databaseUrl: null, dataDir }, quiet);
    expect(await gatesByImport(third.db)).toEqual({ [current]: 100 });
    await third.close();
  });

  it("is created anew when its creation was cut short", async () => {
    const dataDir = newFolder();
    mkdirSync(join(dataDir, "database"));
    writeFileSync(join(dataDir, "database", "PG_VERSION"), "18\n");
    writeFileSync(join(dataDir, "database.unfinished"), "");
    const said: string[] = [];
    const opened = await connect({ databaseUrl: null, dataDir }, (sentence) => said.push(sentence));
    expect(said).toEqual(["Creating the embedded database with PostGIS (about 15 seconds, once) …"]);
    expect(existsSync(join(dataDir, "database.unfinished"))).toBe(false);
    await opened.close();
  });

  it("ends with a program that is killed while it starts", async () => {
    const dataDir = newFolder();
    const program = spawn(process.execPath, [fileURLToPath(new URL("program.ts", import.meta.url)), dataDir], {
      stdio: "ignore",
    });
    const lockFile = join(dataDir, "database.lock");
    while (!existsSync(lockFile)) await setTimeout(20);
    const { pid, started } = JSON.parse(readFileSync(lockFile, "utf8"));
    program.kill("SIGKILL");
    while (isRunning(pid, started)) await setTimeout(100);
    expect(existsSync(lockFile)).toBe(false);
  });

  it("says which folder it cannot open", async () => {
    const dataDir = newFolder();
    mkdirSync(join(dataDir, "database"));
    writeFileSync(join(dataDir, "database", "PG_VERSION"), "not a version\n");
    await expect(connect({ databaseUrl: null, dataDir }, quiet)).rejects.toThrow(
      `The embedded database in ${join(dataDir, "database")} cannot be opened`,
    );
  });
});

it("knows a process by its start, not by its number alone", () => {
  expect(isRunning(process.pid, startOf(process.pid))).toBe(true);
  expect(isRunning(process.pid, "1")).toBe(false);
});

it("says that a server cannot be reached, without the password", async () => {
  const databaseUrl = "postgres://planner:secret@127.0.0.1:1/circles";
  const error = await connect({ databaseUrl, dataDir: "" }, quiet).catch(String);
  expect(error).toContain("The database of DATABASE_URL cannot be reached (connect ECONNREFUSED 127.0.0.1:1)");
  expect(error).not.toContain("secret");
});
