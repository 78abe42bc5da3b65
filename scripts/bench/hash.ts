/** Names for what is kept between runs: by what it was made from, so that nothing stale is used. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");

/** Twelve hexadecimal digits of some bytes and of all files of some folders of this repository. */
export function hashOf(parts: readonly (string | Uint8Array)[], folders: readonly string[] = []): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  for (const folder of folders) {
    for (const name of readdirSync(join(ROOT, folder)).sort()) hash.update(readFileSync(join(ROOT, folder, name)));
  }
  return hash.digest("hex").slice(0, 12);
}
