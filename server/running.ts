/**
 * The note that a running server leaves in its data folder, so that a command such as `npm run import` hands its work over
 * instead of opening the embedded database a second time. Only the user who started the server can read it: the token in it
 * allows what the server does only for commands of this machine.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRunning, startOf } from "./database/lock.ts";

export interface RunningServer {
  pid: number;
  /** Tells this process from a later one of the same number. */
  started: string;
  port: number;
  /** Where this machine reaches it, without a path. */
  url: string;
  token: string;
}

const fileOf = (dataDir: string) => join(dataDir, "server.json");

/** Leaves the note; returns where this machine reaches the server, and what removes the note. */
export function announce(
  dataDir: string,
  host: string,
  port: number,
  token: string,
): { url: string; withdraw: () => void } {
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  const note: RunningServer = {
    pid: process.pid,
    started: startOf(process.pid),
    port,
    url: `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`,
    token,
  };
  const file = fileOf(dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  rmSync(`${file}.new`, { force: true });
  writeFileSync(`${file}.new`, JSON.stringify(note), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return { url: note.url, withdraw: () => rmSync(file, { force: true }) };
}

/** The server that runs on a data folder, or null. A note left behind by one that was killed, or torn by a full disk, does not count. */
export function findRunning(dataDir: string): RunningServer | null {
  try {
    const note = JSON.parse(readFileSync(fileOf(dataDir), "utf8")) as RunningServer;
    return isRunning(note.pid, note.started) ? note : null;
  } catch {
    return null;
  }
}

/** Two servers on one folder would end each other's imports. @throws with a sentence when one runs there */
export function refuseSecond(dataDir: string): void {
  const running = findRunning(dataDir);
  if (!running) return;
  throw new Error(
    `The program runs already (process ${running.pid}): open ${running.url}, or set DATA_DIR to another folder than ${dataDir}.`,
  );
}
