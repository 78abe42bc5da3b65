/**
 * The whole program in its order: database → schema → territory → app → listening. scripts/start.ts is its command line.
 */
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
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
