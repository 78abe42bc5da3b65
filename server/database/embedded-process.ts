/**
 * The process of the embedded database: PGlite with PostGIS on one folder, offered on a Unix socket. It is a process of its
 * own because a statement blocks its event loop, and it ends with the program that started it, however that one ends.
 *
 * Arguments: folder of the database, path of the lock, path of the socket. Messages to the parent: Report.
 */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { postgis } from "@electric-sql/pglite-postgis";
import { listen } from "./embedded-socket.ts";
import { FolderInUse, lock } from "./lock.ts";

/** What the process tells its parent. */
export type Report = { kind: "creating" } | { kind: "ready" } | { kind: "failed"; sentence: string };

const [folder, lockPath, socketPath] = process.argv.slice(2);
if (!folder || !lockPath || !socketPath) throw new Error("Needs three arguments: folder, lock and socket.");

const report = (message: Report) => process.send?.(message);
const leave = (code: number) => {
  rmSync(socketPath, { force: true });
  process.exit(code);
};

// Ctrl-C reaches the whole group of processes; the parent closes this one in its own time.
process.on("SIGINT", () => undefined);

try {
  const release = await lock(lockPath);
  process.on("exit", release);
  mkdirSync(dirname(socketPath), { recursive: true, mode: 0o700 });
  rmSync(socketPath, { force: true });
  if (!existsSync(join(folder, "PG_VERSION"))) report({ kind: "creating" });
  const session = await PGlite.create(folder, { extensions: { postgis } });
  const server = await listen(session, socketPath, (error) => {
    console.error(`The embedded database has failed and must be started again: ${error}`);
    leave(1);
  });
  // The channel closes when the parent asks for the end, and also when it has been killed.
  process.on("disconnect", async () => {
    server.close();
    await session.close();
    leave(0);
  });
  report({ kind: "ready" });
} catch (error) {
  const sentence =
    error instanceof FolderInUse
      ? error.message
      : `The embedded database in ${folder} cannot be opened (${error instanceof Error ? error.message : error}).`;
  process.send?.({ kind: "failed", sentence } satisfies Report, () => leave(1));
}
