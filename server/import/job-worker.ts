/** The thread of one import: jobs.ts starts it, hears its progress and may ask it to stop. */
import { parentPort, workerData } from "node:worker_threads";
import { type DatabaseAddress, openPool } from "../database/connection.ts";
import { type OpenImport, runOpenImport } from "./run.ts";

export interface WorkerTask {
  address: DatabaseAddress;
  open: OpenImport;
}
export type ToWorker = "stop";
export type FromWorker = { type: "progress"; stage: string; share: number | null } | { type: "done" };

/** Progress is told at most this often, milliseconds. */
const TELL_EVERY = 100;

if (!parentPort) throw new Error("job-worker.ts is started by jobs.ts.");
const port = parentPort;
const stop = new AbortController();
port.on("message", (message: ToWorker) => {
  if (message === "stop") stop.abort();
});

const { address, open } = workerData as WorkerTask;
const db = openPool(address, 2);
let told = { stage: "", at: 0 };
try {
  await runOpenImport(db, open, {
    signal: stop.signal,
    onProgress(stage, share) {
      const now = performance.now();
      if (stage === told.stage && now - told.at < TELL_EVERY) return;
      told = { stage, at: now };
      port.postMessage({ type: "progress", stage, share } satisfies FromWorker);
    },
  });
  port.postMessage({ type: "done" } satisfies FromWorker);
} finally {
  await db.destroy();
  port.close();
}
