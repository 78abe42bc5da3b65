/**
 * One program a folder: two PostgreSQL sessions on the same files destroy them. The lock is a file that names the process
 * holding it by id and start time, so that one left behind by SIGKILL or a power cut is known to be stale, even when its
 * process id has been given to another process since.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

interface Holder {
  pid: number;
  started: string;
  /** The program on whose behalf it runs. */
  parent: number;
  parentStarted: string;
}

/** Another program has the folder open. The message is a sentence for the user. */
export class FolderInUse extends Error {}

/** A holder whose program was killed ends after its current statement; how long that may take. */
const LEAVING_SECONDS = 30;

/** Takes the lock and returns what releases it. Waits only for a holder that is about to end. @throws {FolderInUse} */
export async function lock(path: string): Promise<() => void> {
  const mine: Holder = {
    pid: process.pid,
    started: startOf(process.pid),
    parent: process.ppid,
    parentStarted: startOf(process.ppid),
  };
  const text = JSON.stringify(mine);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  try {
    const deadline = Date.now() + LEAVING_SECONDS * 1000;
    while (!links(draft, path)) {
      const theirs = contents(path);
      const holder = theirs === "" ? null : (JSON.parse(theirs) as Holder);
      if (holder && isRunning(holder.pid, holder.started)) {
        if (isRunning(holder.parent, holder.parentStarted) || Date.now() > deadline) {
          throw new FolderInUse(
            `Another program (process ${holder.parent}) has the embedded database beside ${path} open: stop it, or set DATA_DIR to another folder.`,
          );
        }
        await setTimeout(200);
      } else {
        removeStale(path, theirs);
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (contents(path) === text) rmSync(path, { force: true });
  };
}

/** True when the process of that id is the one that started then. */
export function isRunning(pid: number, started: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, for another user.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return startOf(pid) === started;
}

/** When a process started, in ticks since boot; "" where the system has no /proc (then the id alone decides). */
export function startOf(pid: number): string {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = status.slice(status.lastIndexOf(")") + 2).split(" ");
    // A zombie has closed its files. Fields are counted from the state, the third one; start time is the 22nd.
    return fields[0] === "Z" ? "ended" : (fields[19] ?? "");
  } catch {
    return "";
  }
}

function links(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function contents(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Moves the stale lock away; when another program replaced it in between, that one is put back. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (contents(aside) !== stale) links(aside, path);
  rmSync(aside, { force: true });
}
