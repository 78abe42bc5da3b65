/** The thread of base-tiles.ts: reads what a tile of the base map holds and draws it. */
import { parentPort, workerData } from "node:worker_threads";
import { type FromTiler, TILES_AT_ONCE, type ToTiler } from "./base-tiles.ts";
import { type DatabaseAddress, openPool } from "./database/connection.ts";
import { encodeTile } from "./tiles.ts";
import { baseLayers } from "./tiles-base.ts";

if (parentPort === null) throw new Error("base-tiles-worker.ts is started by base-tiles.ts.");
const port = parentPort;
const db = openPool(workerData as DatabaseAddress, TILES_AT_ONCE);

port.on("message", async ({ id, address }: ToTiler) => {
  try {
    const tile = Uint8Array.from(encodeTile(address, await baseLayers(db, address)));
    port.postMessage({ id, tile } satisfies FromTiler, [tile.buffer]);
  } catch (error) {
    port.postMessage({ id, error } satisfies FromTiler);
  }
});
