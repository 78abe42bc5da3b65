/** Builds the page that browsers load, when one of its sources is newer than the last build. */
import { spawn } from "node:child_process";
import { existsSync, globSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
/** All that the bundle is made of: the client, the words that it shares with the server, and the versions of packages. */
const SOURCES = ["client/**", "server/*.ts", "server/api/*.ts", "package-lock.json"];
const BUILT = join(ROOT, "dist", "client", "index.html");

/** Resolves when `dist/client` is up to date. Vite runs in a process of its own, beside the database's start. */
export async function buildClient(say: (sentence: string) => void): Promise<void> {
  if (existsSync(BUILT) && newestSource() <= statSync(BUILT).mtimeMs) return;
  say("Building the map's page …");
  const vite = join(ROOT, "node_modules", "vite", "bin", "vite.js");
  const build = spawn(process.execPath, [vite, "build", "client", "--logLevel", "error"], {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    build.once("error", reject);
    build.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error("The map's page cannot be built; Vite said why above.")),
    );
  });
  say("The map's page is built.");
}

function newestSource(): number {
  let newest = 0;
  for (const file of globSync(SOURCES, { cwd: ROOT })) {
    newest = Math.max(newest, statSync(join(ROOT, file)).mtimeMs);
  }
  return newest;
}
