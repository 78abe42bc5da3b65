/**
 * The whole program in its order: database → schema → territory → app → listening. scripts/start.ts is its command line.
 */
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import packages from "../package.json" with { type: "json" };
import { buildApp } from "./app.ts";
import type { Config } from "./config.ts";
import { connect, type OpenDatabase } from "./database/connection.ts";
import { migrate } from "./database/migrate.ts";
import { cleanUp } from "./database/sources.ts";
import { ImportJobs } from "./import/jobs.ts";
import { LiveTerritory } from "./live.ts";
import { announce, refuseSecond } from "./running.ts";
import { SitingJobs } from "./siting-jobs.ts";

/** Where `vite build client` puts the page. */
const CLIENT_FOLDER = join(import.meta.dirname, "..", "dist", "client");

/** Where what threads made of the sources is kept for the next thread and the next start. */
const COMPILED_FOLDER = join(import.meta.dirname, "..", "node_modules", ".cache", "service-circles", "compiled");

export interface Program {
  /** Where people on this machine open it. */
  url: string;
  database: OpenDatabase;
  territory: LiveTerritory;
  /** Ends requests, imports and the database, in this order. */
  close(): Promise<void>;
}

/**
 * Starts the program. It listens as soon as the database is open, and answers from an empty territory until
 * `program.territory.reload()` has read the stored one.
 *
 * @param clientBuilt resolves when the files that browsers load are there
 * @throws with a sentence when a part cannot start; what had started is closed again
 */
export async function main(
  config: Config,
  say: (sentence: string) => void,
  clientBuilt: Promise<void>,
): Promise<Program> {
  const closers: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (let closer = closers.pop(); closer; closer = closers.pop()) await closer();
  };
  prepareThreads();
  try {
    refuseSecond(config.dataDir);
    const database = await connect(config, say);
    closers.push(database.close);
    await migrate(database.db);
    await cleanUp(database.db);
    const territory = new LiveTerritory(database.db, database.address, join(config.dataDir, "network.snapshot"));
    closers.push(() => territory.close());
    const imports = new ImportJobs(database.db, database.address, () => territory.reload());
    closers.push(() => imports.close());
    const siting = new SitingJobs();
    closers.push(() => siting.close());
    await clientBuilt;
    const token = randomBytes(32).toString("base64url");
    const app = await buildApp({
      config,
      database,
      territory,
      imports,
      siting,
      token,
      version: packages.version,
      clientFolder: CLIENT_FOLDER,
    });
    closers.push(() => app.close());
    await app.listen({ port: config.port, host: config.host });
    const { port } = app.server.address() as AddressInfo;
    const { url, withdraw } = announce(config.dataDir, config.host, port, token);
    closers.push(withdraw);
    return { url, database, territory, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Each thread strips the types of its sources by a WebAssembly of Node's own. Kept, that takes half a second instead of one and a half.
 * And V8 is told to leave WebAssembly code that is no longer used where it is: freeing it while threads begin and end has ended whole
 * processes by SIGSEGV (https://github.com/nodejs/node/issues/64500). It is a few kilobytes a thread.
 */
function prepareThreads(): void {
  process.env.NODE_COMPILE_CACHE ??= COMPILED_FOLDER;
  setFlagsFromString("--no-wasm-code-gc");
}
