/**
 * The worker of live.ts: reads the rows, builds a territory, hands it over with its columns in memory that all threads share, and ends. The
 * network, which takes longest, is read from its snapshot where that is made from the current imports.
 */
import { parentPort, workerData } from "node:worker_threads";
import { openPool } from "./database/connection.ts";
import { readNetworkImports, readTerritoryRows } from "./database/territory-rows.ts";
import { pack } from "./lists.ts";
import type { BuildOrder } from "./live.ts";
import { share } from "./network/columns.ts";
import { readSnapshot, snapshotKey, writeSnapshot } from "./snapshot.ts";
import { type BuiltNetwork, buildTerritory, networkOf, type Territory } from "./territory.ts";

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
  const { network, ...others } = buildTerritory(rows, 0, built);
  if (snapshotFile !== null && stored === null) store(snapshotFile, key, built);
  parentPort?.postMessage(pack({ network, ...share(others) } satisfies Territory));
} finally {
  await db.destroy();
}

function storedNetwork(file: string, key: string): BuiltNetwork | null {
  let snapshot: ReturnType<typeof readSnapshot>;
  try {
    snapshot = readSnapshot(file, key);
  } catch (error) {
    console.warn(`${file} cannot be read (${String(error)}). The network is built again.`);
    return null;
  }
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
