/** The snapshot of the network: what is read is what was written, and whatever is not whole or not current is noticed. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, expect, test } from "vitest";
import { LiveTerritory } from "../server/live.ts";
import { buildNetwork } from "../server/network/build.ts";
import { share } from "../server/network/columns.ts";
import { createLinker } from "../server/network/link.ts";
import { createSearch } from "../server/network/search.ts";
import { readSnapshot, snapshotKey, writeSnapshot } from "../server/snapshot.ts";
import { describeOnDatabases } from "./databases.ts";
import { random, randomStreets } from "./network/random-streets.ts";
import { storeTown } from "./town-in-database.ts";

const folder = mkdtempSync(join(tmpdir(), "snapshot-"));
afterAll(() => rmSync(folder, { recursive: true }));

const network = buildNetwork(randomStreets(7, 4));

test("reads back what was written, in shared memory, with the same answers", () => {
  for (let seed = 0; seed < 50; seed++) {
    const file = join(folder, "round", "network.snapshot");
    const built = { network: buildNetwork(randomStreets(seed, 4)), streets: seed };
    writeSnapshot(file, `key ${seed}`, built);
    expect(existsSync(`${file}.new`)).toBe(false);
    const read = readSnapshot(file, `key ${seed}`);
    if (read.state !== "whole") throw new Error(read.reason);
    expect(read.built.streets).toBe(seed);
    expect(read.built.network.arcs.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(read.built.network.shapeLonE7.buffer).toBe(read.built.network.arcs.buffer);
    expect(Object.keys(read.built.network)).toEqual(Object.keys(built.network));
    const answers = [built.network, read.built.network].map((one) => {
      const next = random(seed);
      const lons = Array.from({ length: 8 }, () => 10 + next() * 0.006);
      const links = createLinker(one).link(
        lons,
        Array.from(lons, () => 47 + next() * 0.006),
        { maxMetres: 500 },
      );
      return { links, times: createSearch(one).times(links, links) };
    });
    expect(answers[1]).toEqual(answers[0]);
  }
});

test("sharing a network keeps it as it is", () => {
  const shared = share(network);
  for (const [name, column] of Object.entries(network)) {
    if (ArrayBuffer.isView(column)) expect(shared[name as keyof typeof shared], name).toEqual(column);
  }
  expect(shared.highwayNames).toEqual(network.highwayNames);
  expect(shared.barriers.segments).toEqual(network.barriers.segments);
  expect(shared.segmentIndex).toBeInstanceOf(SharedArrayBuffer);
  // On flat ground one column says the cost of both directions, and takes room once.
  expect(network.edgeCostBack).toBe(network.edgeCost);
  expect(shared.edgeCostBack).toBe(shared.edgeCost);
});

test("a worker that is sent a shared network writes to the same memory", async () => {
  const { nodeLonE7 } = share(network);
  const code = `const { parentPort, workerData } = require("node:worker_threads");
    workerData[0] = 123; parentPort.postMessage("done");`;
  const worker = new Worker(code, { eval: true, workerData: nodeLonE7 });
  await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  await worker.terminate();
  expect(nodeLonE7[0]).toBe(123);
});

test("damage at any byte is noticed, and so is a file cut anywhere", () => {
  const file = join(folder, "damaged.snapshot");
  writeSnapshot(file, "key", { network, streets: 3 });
  const whole = readFileSync(file);
  const next = random(99);
  for (let at = 0; at < 600; at++) {
    const bytes = Buffer.from(whole);
    // Each byte in front, then anywhere.
    const place = at < 60 ? at : Math.floor(next() * bytes.length);
    bytes[place] ^= 1 << Math.floor(next() * 8);
    writeFileSync(file, bytes);
    expect(readSnapshot(file, "key").state, `byte ${place}`).not.toBe("whole");
  }
  for (let tries = 0; tries < 100; tries++) {
    const length = tries < 50 ? tries : Math.floor(next() * whole.length);
    writeFileSync(file, whole.subarray(0, length));
    expect(readSnapshot(file, "key").state, `${length} bytes`).toBe("damaged");
  }
  writeFileSync(file, Buffer.concat([whole, Buffer.of(0)]));
  expect(readSnapshot(file, "key").state).toBe("damaged");
  writeFileSync(file, whole);
  expect(readSnapshot(file, "key").state).toBe("whole");
});

test("a snapshot made from something else is stale, and none is missing", () => {
  const file = join(folder, "stale.snapshot");
  expect(readSnapshot(file, "key").state).toBe("missing");
  writeSnapshot(file, snapshotKey([{ id: 1 }]), { network, streets: 3 });
  expect(readSnapshot(file, snapshotKey([{ id: 1 }])).state).toBe("whole");
  const stale = readSnapshot(file, snapshotKey([{ id: 2 }]));
  expect(stale).toMatchObject({ state: "stale", reason: expect.stringContaining("other imports") });
});

describeOnDatabases("a start", (connect) => {
  test("reads the network from its snapshot, and builds it again when that is damaged or the imports are others", async () => {
    const { db, address } = await connect();
    await storeTown(db);
    const file = join(folder, `${crypto.randomUUID()}.snapshot`);
    const start = async () => {
      const live = new LiveTerritory(db, address, file);
      await live.reload();
      await live.close();
      return live.territory;
    };
    const first = await start();
    const written = readFileSync(file);
    expect(await start()).toEqual(first);
    expect(readFileSync(file)).toEqual(written);
    expect(first.network.arcs.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(first.streets).toBeGreaterThan(0);

    const bytes = Buffer.from(written);
    bytes[bytes.length - 100] ^= 1;
    writeFileSync(file, bytes);
    expect(await start()).toEqual(first);
    expect(readFileSync(file)).toEqual(written);

    // The same file imported again: the snapshot is stale though the streets are the same.
    await db.updateTable("imports").set({ sha256: "another" }).where("kind", "=", "streets").execute();
    const again = await start();
    expect({ ...again, sources: first.sources }).toEqual(first);
    expect(readFileSync(file)).not.toEqual(written);
  });
});
