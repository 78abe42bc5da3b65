/**
 * `npm run kernel`: turns the search kernel's text (server/network/kernel.wat) into the bytes that the product runs
 * (kernel-bytes.ts). Both are committed, so that nobody needs a compiler to install; a test holds them together.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import wabt from "wabt";

const FOLDER = join(import.meta.dirname, "..", "server", "network");

/** What kernel-bytes.ts has to contain. @throws with line and column when the text is wrong */
export async function kernelBytesFile(): Promise<string> {
  const { parseWat } = await wabt();
  const module = parseWat("kernel.wat", readFileSync(join(FOLDER, "kernel.wat"), "utf8"));
  const { buffer } = module.toBinary({});
  module.destroy();
  const lines =
    Buffer.from(buffer)
      .toString("base64")
      .match(/.{1,110}/g) ?? [];
  return [
    "/** The bytes of kernel.wat, in base64. Written by `npm run kernel`: change the text, not these. */",
    "export const KERNEL_BYTES =",
    ...lines.map((line, k) => `  "${line}"${k + 1 < lines.length ? " +" : ";"}`),
    "",
  ].join("\n");
}

if (import.meta.main) writeFileSync(join(FOLDER, "kernel-bytes.ts"), await kernelBytesFile());
