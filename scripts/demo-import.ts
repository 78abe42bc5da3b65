/**
 * Brings the demo county into a database that nobody has imported anything into, so that the first start shows a map. Its
 * files go the way of every user's files.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Kysely } from "kysely";
import type { ImportRequest } from "../server/api/messages.ts";
import type { Database } from "../server/database/rows.ts";
import { runImport } from "../server/import/run.ts";
import { tellImport } from "../server/import/tell.ts";

const FOLDER = join(import.meta.dirname, "..", "data", "heming");

type NamedRequest = ImportRequest & { name: string };

/**
 * Imports the sources of the demo that were never stored, when no other source was ever imported: so a first start that
 * was interrupted goes on, and a database of one's own stays one's own.
 *
 * @throws with a sentence when one of the files cannot be imported
 */
export async function importDemo(
  db: Kysely<Database>,
  say: (sentence: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const demo = JSON.parse(readFileSync(join(FOLDER, "sources.json"), "utf8")) as NamedRequest[];
  const records = await db.selectFrom("imports").select(["source_name", "state"]).execute();
  const ofDemo = new Set(demo.map((source) => source.name));
  if (!records.every((record) => ofDemo.has(record.source_name))) return;
  const stored = new Set(records.filter((record) => record.state === "stored").map((record) => record.source_name));
  const missing = demo.filter((source) => !stored.has(source.name));
  if (missing.length > 0) say("Importing the demo county 鹤鸣县 (Heming, fictional) …");
  for (const [i, source] of missing.entries()) {
    say(`  ${i + 1} of ${missing.length}: ${source.file}`);
    const record = await runImport(
      db,
      { ...source, file: join(FOLDER, source.file) },
      { onProgress: () => undefined, signal },
    );
    if (record.state !== "stored") throw new Error(tellImport(record).join("\n"));
  }
}
