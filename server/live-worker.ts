/** The worker of live.ts: reads the rows, builds a territory, hands it over without copying its columns, and ends. */
import { parentPort, workerData } from "node:worker_threads";
import { type DatabaseAddress, openPool } from "./database/connection.ts";
import { readTerritoryRows } from "./database/territory-rows.ts";
import { buildTerritory } from "./territory.ts";

const db = openPool(workerData as DatabaseAddress, 1);
try {
  const territory = buildTerritory(await readTerritoryRows(db), 0);
  parentPort?.postMessage(territory, [...buffersOf(territory)]);
} finally {
  await db.destroy();
}

/** The buffers of all typed arrays in a plain value, each once. */
function buffersOf(value: unknown, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) buffersOf(value.buffer, found);
  else if (value instanceof ArrayBuffer) found.add(value);
  // Lists of names and rings hold no columns.
  else if (Array.isArray(value)) {
    if (typeof value[0] === "object" && ArrayBuffer.isView(value[0])) for (const one of value) buffersOf(one, found);
  } else if (value !== null && typeof value === "object") {
    for (const one of Object.values(value)) buffersOf(one, found);
  }
  return found;
}
