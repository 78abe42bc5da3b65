/** What a row is given in a real run: its folders, its port, and empty databases copied from one that is made once. */
import { constants, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "../../server/database/connection.ts";
import { migrate } from "../../server/database/migrate.ts";
import type { Bench } from "./row.ts";

export const CACHE = join(import.meta.dirname, "..", "..", "node_modules", ".cache", "service-circles", "bench");

export function createBench(order: Pick<Bench, "size" | "withPeers" | "port">): Bench {
  const started = performance.now();
  mkdirSync(CACHE, { recursive: true });
  const say = (sentence: string) =>
    console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${sentence}`);
  return { ...order, cache: CACHE, say, newDataDir: () => newDataDir(say) };
}

/** The template is made anew in each run that needs one: migrations may have changed. */
let template: Promise<string> | null = null;

async function newDataDir(say: (sentence: string) => void): Promise<string> {
  template ??= createTemplate(say);
  const dataDir = mkdtempSync(join(tmpdir(), "bench-data-"));
  cpSync(await template, dataDir, { recursive: true, mode: constants.COPYFILE_FICLONE });
  return dataDir;
}

async function createTemplate(say: (sentence: string) => void): Promise<string> {
  const folder = join(CACHE, "empty-database");
  const draft = mkdtempSync(join(CACHE, "building-"));
  const opened = await connect({ databaseUrl: null, dataDir: draft }, say);
  await migrate(opened.db);
  await opened.close();
  if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
  return folder;
}
