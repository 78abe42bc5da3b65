/**
 * The process of the embedded database: PGlite with PostGIS on one folder, offered on a Unix socket. It is a process of its
 * own because a statement blocks its event loop, and it ends with the program that started it, however that one ends.
 *
 * Arguments: folder of the database, path of the lock, path of the socket. Messages to the parent: Report.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
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

// Signals reach the whole group of processes; the parent closes this one in its own time.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
// The channel closes when the parent asks for the end, and also when it has been killed.
let close = (): void => leave(0);
process.on("disconnect", () => close());

try {
  process.on("exit", await lock(lockPath));
  const session = await open(folder);
  mkdirSync(dirname(socketPath), { recursive: true, mode: 0o700 });
  rmSync(socketPath, { force: true });
  const server = await listen(session, socketPath, (error) => {
    console.error(`The embedded database has failed and must be started again: ${error}`);
    leave(1);
  });
  close = () => {
    server.close();
    session.close().then(
      () => leave(0),
      () => leave(1),
    );
  };
  report({ kind: "ready" });
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  const sentence =
    error instanceof FolderInUse ? reason : `The embedded database in ${folder} cannot be opened (${reason}).`;
  process.send?.({ kind: "failed", sentence } satisfies Report, () => leave(1));
}

/** Opens the database, creating it when it is not there. A creation that was cut short is begun anew. */
async function open(folder: string): Promise<PGlite> {
  const unfinished = `${folder}.unfinished`;
  if (existsSync(unfinished)) rmSync(folder, { recursive: true, force: true });
  const isNew = !existsSync(join(folder, "PG_VERSION"));
  if (isNew) {
    report({ kind: "creating" });
    writeFileSync(unfinished, "");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  const session = await PGlite.create(folder, { extensions: { postgis } });
  if (isNew) rmSync(unfinished);
  return session;
}
