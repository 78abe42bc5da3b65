/**
 * The worker of live.ts: reads the rows, builds a territory, hands it over with its columns in memory that all threads share, and ends. The
 * network, which takes longest, is read from its snapshot where that is made from the current imports.
 */
import { dirname, join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { openPool } from "./database/connection.ts";
import { listStandards } from "./database/standards.ts";
import { readNetworkImports, readTerritoryRows } from "./database/territory-rows.ts";
import { KeptNetwork } from "./kept-network.ts";
import { pack } from "./lists.ts";
import type { BuildOrder } from "./live.ts";
import { share } from "./network/columns.ts";
import { snapshotKey } from "./snapshot.ts";
import { asksForRide, SHIPPED_STANDARDS } from "./standard.ts";
import { bicycleNetworkOf, buildTerritory, networkOf, type Territory } from "./territory.ts";

const { address, snapshotFile } = workerData as BuildOrder;
const db = openPool(address, 1);
try {
  const standards = [...SHIPPED_STANDARDS, ...(await listStandards(db)).map(({ standard }) => standard)];
  const foot = new KeptNetwork(snapshotFile, networkOf);
  const bicycle = standards.some(asksForRide) ? new KeptNetwork(bicycleFile(snapshotFile), bicycleNetworkOf) : null;
  const rows = await readTerritoryRows(db, async (sources) => {
    const imports = await readNetworkImports(db, sources);
    const isFootStored = foot.read(snapshotKey(imports));
    const isBicycleStored = bicycle?.read(snapshotKey(["bicycle", ...imports])) ?? true;
    return isFootStored && isBicycleStored;
  });
  const built = foot.of(rows);
  const ridden = bicycle?.of(rows).network ?? null;
  const { network, bicycle: _, ...others } = buildTerritory(rows, 0, built, ridden);
  foot.write();
  bicycle?.write();
  parentPort?.postMessage(pack({ network, bicycle: ridden, ...share(others) } satisfies Territory));
} finally {
  await db.destroy();
}

/** Beside the snapshot of the walking network. */
function bicycleFile(snapshotFile: string | null): string | null {
  return snapshotFile === null ? null : join(dirname(snapshotFile), "bicycle.snapshot");
}
