/** Opens the territory's database, embedded or on a server; from here on both are the same `pg` pool under Kysely. */
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { startEmbedded } from "./embedded.ts";
import type { Database } from "./rows.ts";

/** How to reach the database, as plain data that a worker thread can be given. */
export type DatabaseAddress =
  | { host: string; port: number; user: string; database: string }
  | { connectionString: string };

export interface OpenDatabase {
  db: Kysely<Database>;
  kind: "embedded" | "server";
  address: DatabaseAddress;
  /** Resolves when an embedded database has ended, asked to or not; never for a server. */
  ended: Promise<void>;
  close(): Promise<void>;
}

const MIN_POSTGRES = 15;
const MIN_POSTGIS = [3, 3] as const;

/**
 * Connects to `databaseUrl`, or starts the embedded database of `dataDir`.
 *
 * @param say told what takes long
 * @throws with a sentence that says what is wrong and what to do
 */
export async function connect(
  { databaseUrl, dataDir }: { databaseUrl: string | null; dataDir: string },
  say: (sentence: string) => void,
): Promise<OpenDatabase> {
  if (databaseUrl === null) {
    const embedded = await startEmbedded(dataDir, say);
    const address = { host: embedded.host, port: 5432, user: "postgres", database: "postgres" };
    const db = openPool(address);
    const close = async () => {
      await db.destroy();
      await embedded.stop();
    };
    return { db, kind: "embedded", address, ended: embedded.ended, close };
  }
  const address = { connectionString: databaseUrl };
  const db = openPool(address);
  try {
    await checkServer(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return { db, kind: "server", address, ended: new Promise(() => undefined), close: () => db.destroy() };
}

/** A pool of connections; a worker thread opens one of its own and ends it with `db.destroy()`. */
export function openPool(address: DatabaseAddress, connections = 4): Kysely<Database> {
  const pool = new pg.Pool({ ...address, max: connections, types });
  // A connection that breaks while idle is replaced by the pool; its next user would get the error of a broken server.
  pool.on("error", () => undefined);
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

/** int8 as number: ids of OpenStreetMap and counts stay below 2^53. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, safeInteger);
/** The type int8[], for which `pg` has no name. */
const INT8_ARRAY = 1016 as typeof pg.types.builtins.INT8;
types.setTypeParser(INT8_ARRAY, (text) => (text === "{}" ? [] : text.slice(1, -1).split(",").map(safeInteger)));

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`The database holds ${text}, too large for an exact number.`);
  return value;
}

async function checkServer(db: Kysely<Database>): Promise<void> {
  const query = sql<{ postgres: number; postgis: string | null }>`
    select current_setting('server_version_num')::integer / 10000 as postgres,
      (select coalesce(installed_version, default_version) from pg_available_extensions where name = 'postgis') as postgis`;
  const { rows } = await query.execute(db).catch((error: Error & { code?: string }) => {
    throw new Error(`The database of DATABASE_URL cannot be reached (${error.message || error.code}).`);
  });
  const { postgres, postgis } = rows[0] ?? { postgres: 0, postgis: null };
  const [major = 0, minor = 0] = (postgis ?? "0.0").split(".").map(Number);
  const tooOld = major < MIN_POSTGIS[0] || (major === MIN_POSTGIS[0] && minor < MIN_POSTGIS[1]);
  if (postgres < MIN_POSTGRES || tooOld) {
    throw new Error(
      `DATABASE_URL names PostgreSQL ${postgres} with ${postgis ? `PostGIS ${postgis}` : "no PostGIS"}, but PostgreSQL ${MIN_POSTGRES} and PostGIS ${MIN_POSTGIS.join(".")} or later are needed.`,
    );
  }
}
