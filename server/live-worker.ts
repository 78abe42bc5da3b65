/** The worker of live.ts: reads the rows, builds a territory, hands it over with its columns in shared memory, and ends. */
import { parentPort, workerData } from "node:worker_threads";
import { type DatabaseAddress, openPool } from "./database/connection.ts";
import { readTerritoryRows } from "./database/territory-rows.ts";
import { shareColumns } from "./share.ts";
import { buildTerritory } from "./territory.ts";

const db = openPool(workerData as DatabaseAddress, 1);
try {
  parentPort?.postMessage(shareColumns(buildTerritory(await readTerritoryRows(db), 0)));
} finally {
  await db.destroy();
}
