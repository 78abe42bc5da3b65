/** A worker of the pool whose stages take a second each, as those of a large territory do. */
import { parentPort } from "node:worker_threads";
import type { FromWorker } from "../server/pool.ts";

if (parentPort === null) throw new Error("pool-worker-that-dawdles.ts is started by a pool.");
const port = parentPort;
const tell = port.postMessage.bind(port);
const never = new Int32Array(new SharedArrayBuffer(4));
port.postMessage = (message: FromWorker, transfer) => {
  tell(message, transfer);
  if (message.type === "stage") Atomics.wait(never, 0, 0, 1000);
};
await import("../server/pool-worker.ts");
