/**
 * Runs a suite of tests on both databases: the embedded one and the PostgreSQL server that TEST_DATABASE_URL names (its
 * user must be allowed to create databases). Each call of `connect` gives a migrated database of its own, copied from a
 * template that is made once for each state of the migrations; it goes when the suite ends. It is empty, or holds what a
 * filling stores: that is stored once in a run of the tests, on each of the two databases, and copied as well.
 */
import { createHash } from "node:crypto";
import { constants, existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Kysely } from "kysely";
import { afterAll, describe } from "vitest";
import packages from "../package.json" with { type: "json" };
import { connect, type OpenDatabase } from "../server/database/connection.ts";
import { MIGRATIONS_FOLDER, migrate } from "../server/database/migrate.ts";
import type { Database } from "../server/database/rows.ts";
import { administer, filledDatabasePrefix, serverUrl } from "./run.ts";

export interface TestDatabase extends OpenDatabase {
  /** The settings with which the product itself would open this database; for "embedded" close it first. */
  settings: { databaseUrl: string | null; dataDir: string };
}

/** What a database holds from the beginning (fillings.ts). */
export interface Filling {
  /** Letters, digits and hyphens; fillings of one name store the same. */
  readonly name: string;
  fill(db: Kysely<Database>): Promise<void>;
}

export type Connect = (filling?: Filling) => Promise<TestDatabase>;

type Suite = (connect: Connect) => void;

/** Registers the suite twice, as `name (embedded)` and `name (server)`. Call the given `connect` in `beforeAll` or in tests. */
export function describeOnDatabases(name: string, suite: Suite): void {
  for (const [kind, open] of [
    ["embedded", openEmbedded],
    ["server", openServer],
  ] as const) {
    describe(`${name} (${kind})`, () => {
      const opened: (() => Promise<void>)[] = [];
      suite(async (filling) => {
        const { database, remove } = await open(filling);
        opened.push(remove);
        return database;
      });
      afterAll(async () => {
        for (const remove of opened) await remove();
      });
    });
  }
}

interface Opened {
  database: TestDatabase;
  remove(): Promise<void>;
}

/** A new data folder with a migrated database in it, empty or with what the filling stores. The caller removes it. */
export async function newDataDir(filling?: Filling): Promise<string> {
  const template = filling === undefined ? await embeddedTemplate() : await filledFolder(filling);
  const dataDir = await mkdtemp(join(tmpdir(), "circles-test-"));
  await cp(template, dataDir, { recursive: true, mode: constants.COPYFILE_FICLONE });
  return dataDir;
}

async function openEmbedded(filling?: Filling): Promise<Opened> {
  const dataDir = await newDataDir(filling);
  const settings = { databaseUrl: null, dataDir };
  const opened = await connect(settings, quiet);
  return {
    database: { ...opened, settings },
    remove: async () => {
      await opened.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function openServer(filling?: Filling): Promise<Opened> {
  const template = filling === undefined ? await serverTemplate() : await filledDatabase(filling);
  const name = `circles_test_${uniqueName()}`;
  await administer(`create database ${name} template ${template}`);
  const settings = { databaseUrl: urlOf(name), dataDir: await mkdtemp(join(tmpdir(), "circles-test-")) };
  const opened = await connect(settings, quiet);
  return {
    database: { ...opened, settings },
    remove: async () => {
      await opened.close();
      await administer(`drop database if exists ${name} with (force)`);
      await rm(settings.dataDir, { recursive: true, force: true });
    },
  };
}

/** A data folder with a migrated database in it. Kept beside the installed packages, since it belongs to their versions. */
async function embeddedTemplate(): Promise<string> {
  const caches = fileURLToPath(new URL("../node_modules/.cache/service-circles/", import.meta.url));
  const template = join(caches, `embedded-${schemaHash()}`);
  if (existsSync(template)) return template;
  await mkdir(caches, { recursive: true });
  // Two workers may build at the same time: each in a folder of its own, and the first to finish names it.
  const draft = await mkdtemp(join(caches, "building-"));
  const opened = await connect({ databaseUrl: null, dataDir: draft }, quiet);
  await migrate(opened.db);
  await opened.close();
  await rename(draft, template).catch(async (error) => {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(template)) throw error;
  });
  return template;
}

/** Name of a migrated database on the server. It stays there for the next run. */
async function serverTemplate(): Promise<string> {
  const template = `circles_template_${schemaHash()}`;
  if (await databaseExists(template)) return template;
  const draft = `circles_building_${uniqueName()}`;
  await administer(`create database ${draft}`);
  const opened = await connect({ databaseUrl: urlOf(draft), dataDir: "" }, quiet);
  await migrate(opened.db);
  await opened.close();
  await administer(`alter database ${draft} rename to ${template}`).catch(async (error) => {
    await administer(`drop database ${draft} with (force)`);
    if (!(await databaseExists(template))) throw error;
  });
  return template;
}

/** The data folder that copies of a filling are made from. */
async function filledFolder({ name, fill }: Filling): Promise<string> {
  const folder = join(runFolder(), name);
  await makeOnce(folder, async () => {
    const draft = await mkdtemp(`${folder}-`);
    await cp(await embeddedTemplate(), draft, { recursive: true, mode: constants.COPYFILE_FICLONE });
    const opened = await connect({ databaseUrl: null, dataDir: draft }, quiet);
    await fill(opened.db).finally(opened.close);
    await rename(draft, folder);
  });
  return folder;
}

/** Name of the database on the server that copies of a filling are made from. */
async function filledDatabase({ name, fill }: Filling): Promise<string> {
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 12);
  const database = `${filledDatabasePrefix(runFolder())}${hash}`;
  const made = join(runFolder(), `${name}-on-server`);
  await makeOnce(made, async () => {
    await administer(`drop database if exists ${database}`);
    await administer(`create database ${database} template ${await serverTemplate()}`);
    const opened = await connect({ databaseUrl: urlOf(database), dataDir: "" }, quiet);
    await fill(opened.db).finally(opened.close);
    await mkdir(made);
  });
  return database;
}

/** Makes what `path` stands for, unless it is there. Two workers may want it at the same time: one makes it, the other waits. */
async function makeOnce(path: string, make: () => Promise<void>): Promise<void> {
  const lock = `${path}.lock`;
  while (!existsSync(path)) {
    const isMine = await mkdir(lock).then(
      () => true,
      () => false,
    );
    if (!isMine) await setTimeout(100);
    else if (!existsSync(path)) await make().finally(() => rm(lock, { recursive: true }));
  }
}

function runFolder(): string {
  const folder = process.env.TEST_RUN_FOLDER;
  if (!folder)
    throw new Error("TEST_RUN_FOLDER is not set: test/run.ts does that, a global setup of vitest.config.ts.");
  return folder;
}

async function databaseExists(name: string): Promise<boolean> {
  return (await administer(`select 1 from pg_database where datname = '${name}'`)).length === 1;
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

function uniqueName(): string {
  return `${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
}

/** Changes with the migrations and with the versions of the embedded database. */
function schemaHash(): string {
  const { "@electric-sql/pglite": pglite, "@electric-sql/pglite-postgis": postgis } = packages.dependencies;
  const hash = createHash("sha256").update(`${pglite} ${postgis}`);
  for (const file of readdirSync(MIGRATIONS_FOLDER).sort()) hash.update(readFileSync(join(MIGRATIONS_FOLDER, file)));
  return hash.digest("hex").slice(0, 12);
}

const quiet = () => undefined;
