/**
 * The worker of live.ts: reads the rows, builds a territory, hands it over without copying its columns, and ends. The
 * network, which takes longest, is read from its snapshot where that is made from the current imports.
 */
import { parentPort, workerData } from "node:worker_threads";
import { openPool } from "./database/connection.ts";
import { readNetworkImports, readTerritoryRows } from "./database/territory-rows.ts";
import type { BuildOrder } from "./live.ts";
import { readSnapshot, snapshotKey, writeSnapshot } from "./snapshot.ts";
import { type BuiltNetwork, buildTerritory, networkOf } from "./territory.ts";

const { address, snapshotFile } = workerData as BuildOrder;
const db = openPool(address, 1);
try {
  let key = "";
  let stored: BuiltNetwork | null = null;
  const rows = await readTerritoryRows(db, async (sources) => {
    key = snapshotKey(await readNetworkImports(db, sources));
    stored = snapshotFile === null ? null : storedNetwork(snapshotFile, key);
    return stored !== null;
  });
  const built = stored ?? networkOf(rows);
  const territory = buildTerritory(rows, 0, built);
  if (snapshotFile !== null && stored === null) store(snapshotFile, key, built);
  parentPort?.postMessage(territory, [...buffersOf(territory)]);
} finally {
  await db.destroy();
}

function storedNetwork(file: string, key: string): BuiltNetwork | null {
  const snapshot = readSnapshot(file, key);
  if (snapshot.state === "whole") return snapshot.built;
  if (snapshot.state === "damaged") console.warn(`${snapshot.reason} The network is built again.`);
  return null;
}

/** A full disk stops nobody from working: the next start takes longer. */
function store(file: string, key: string, built: BuiltNetwork): void {
  try {
    writeSnapshot(file, key, built);
  } catch (error) {
    console.warn(`The network could not be stored in ${file}, so the next start builds it again: ${String(error)}`);
  }
}

/** The buffers of all typed arrays in a plain value, each once, but for shared ones, which are not handed over. */
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
