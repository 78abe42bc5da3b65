/**
 * Runs a suite of tests on both databases: the embedded one and the PostgreSQL server that TEST_DATABASE_URL names (its
 * user must be allowed to create databases). Each call of `connect` gives an empty, migrated database of its own, copied
 * from a template that is made once for each state of the migrations; it goes when the suite ends.
 */
import { createHash } from "node:crypto";
import { constants, existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { afterAll, describe } from "vitest";
import packages from "../package.json" with { type: "json" };
import { connect, type OpenDatabase, openPool } from "../server/database/connection.ts";
import { MIGRATIONS_FOLDER, migrate } from "../server/database/migrate.ts";

export interface TestDatabase extends OpenDatabase {
  /** The settings with which the product itself would open this database; for "embedded" close it first. */
  settings: { databaseUrl: string | null; dataDir: string };
}

type Suite = (connect: () => Promise<TestDatabase>) => void;

/** Registers the suite twice, as `name (embedded)` and `name (server)`. Call the given `connect` in `beforeAll` or in tests. */
export function describeOnDatabases(name: string, suite: Suite): void {
  for (const [kind, open] of [
    ["embedded", openEmbedded],
    ["server", openServer],
  ] as const) {
    describe(`${name} (${kind})`, () => {
      const opened: (() => Promise<void>)[] = [];
      suite(async () => {
        const { database, remove } = await open();
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

/** A new data folder with an empty, migrated database in it. The caller removes it. */
export async function newDataDir(): Promise<string> {
  const template = await embeddedTemplate();
  const dataDir = await mkdtemp(join(tmpdir(), "circles-test-"));
  await cp(template, dataDir, { recursive: true, mode: constants.COPYFILE_FICLONE });
  return dataDir;
}

async function openEmbedded(): Promise<Opened> {
  const dataDir = await newDataDir();
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

async function openServer(): Promise<Opened> {
  const template = await serverTemplate();
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

async function databaseExists(name: string): Promise<boolean> {
  return (await administer(`select 1 from pg_database where datname = '${name}'`)) === 1;
}

/** Runs one statement on the database that TEST_DATABASE_URL names and returns the number of rows. */
async function administer(statement: string): Promise<number> {
  const db = openPool({ connectionString: serverUrl() }, 1);
  try {
    return (await sql.raw(statement).execute(db)).rows.length;
  } finally {
    await db.destroy();
  }
}

function serverUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) {
    throw new Error(
      "TEST_DATABASE_URL is not set: name a PostgreSQL server with PostGIS on which databases may be created, or run `npm test`, which starts one.",
    );
  }
  return url;
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
