/** What a row is given in a real run: its folders, its port, and empty databases copied from one that is made once. */
import { constants, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import packages from "../../package.json" with { type: "json" };
import { connect } from "../../server/database/connection.ts";
import { migrate } from "../../server/database/migrate.ts";
import { hashOf } from "./hash.ts";
import type { Bench } from "./row.ts";

export const CACHE = join(import.meta.dirname, "..", "..", "node_modules", ".cache", "service-circles", "bench");

export function createBench(order: Pick<Bench, "size" | "withPeers" | "port">): Bench {
  const started = performance.now();
  mkdirSync(CACHE, { recursive: true });
  const say = (sentence: string) =>
    console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${sentence}`);
  return { ...order, cache: CACHE, say, newDataDir: () => newDataDir(say) };
}

async function newDataDir(say: (sentence: string) => void): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), "bench-data-"));
  cpSync(await emptyDatabase(say), dataDir, { recursive: true, mode: constants.COPYFILE_FICLONE });
  return dataDir;
}

/** Made once for each state of the migrations and versions of the embedded database. */
async function emptyDatabase(say: (sentence: string) => void): Promise<string> {
  const { "@electric-sql/pglite": pglite, "@electric-sql/pglite-postgis": postgis } = packages.dependencies;
  const folder = join(CACHE, `empty-database-${hashOf([pglite, postgis], ["migrations"])}`);
  if (existsSync(folder)) return folder;
  const draft = mkdtempSync(join(CACHE, "building-"));
  const opened = await connect({ databaseUrl: null, dataDir: draft }, say);
  await migrate(opened.db);
  await opened.close();
  renameSync(draft, folder);
  return folder;
}
