/** Starts the embedded database of a data folder in a process of its own, and stops it. */
import { fork } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Report } from "./embedded-process.ts";

export interface EmbeddedDatabase {
  /** Folder with the socket, to be given to `pg` as host. */
  host: string;
  /** Resolves when the process has ended, whether asked to or not. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

/** A Unix socket's path has at most 107 bytes on Linux and 103 on macOS. */
const MAX_SOCKET_PATH_BYTES = 103;
const SOCKET = ".s.PGSQL.5432";

/**
 * Opens `${dataDir}/database`, creating it when it is not there (7 to 24 s), later in 1 to 3 s.
 *
 * @param say told what takes long
 * @throws with a sentence when another program has the folder open or it cannot be opened
 */
export async function startEmbedded(dataDir: string, say: (sentence: string) => void): Promise<EmbeddedDatabase> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const socket = socketPath(dataDir);
  const child = fork(
    fileURLToPath(new URL("embedded-process.ts", import.meta.url)),
    [join(dataDir, "database"), join(dataDir, "database.lock"), socket],
    // The flag: server/main.ts says why.
    { execArgv: ["--no-wasm-code-gc"], stdio: ["ignore", "ignore", "inherit", "ipc"] },
  );
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.on("message", (report: Report) => {
      if (report.kind === "creating") say("Creating the embedded database with PostGIS (about 15 seconds, once) …");
      if (report.kind === "ready") resolve();
      if (report.kind === "failed") reject(new Error(report.sentence));
    });
    child.once("exit", (code, signal) =>
      reject(new Error(`The process of the embedded database ended at its start (${signal ?? `exit code ${code}`}).`)),
    );
  });
  return {
    host: dirname(socket),
    ended,
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
      if (!socket.startsWith(dataDir)) rmSync(dirname(socket), { recursive: true, force: true });
    },
  };
}

/** In the data folder, or where that has too long a name, in a folder of its own that only this user may enter. */
function socketPath(dataDir: string): string {
  const inside = join(dataDir, "socket", SOCKET);
  if (Buffer.byteLength(inside) <= MAX_SOCKET_PATH_BYTES) return inside;
  const outside = join(mkdtempSync(join(tmpdir(), "circles-")), SOCKET);
  if (Buffer.byteLength(outside) <= MAX_SOCKET_PATH_BYTES) return outside;
  throw new Error(
    `The names of ${dataDir} and ${tmpdir()} are both too long for a socket: set DATA_DIR to a shorter path.`,
  );
}
