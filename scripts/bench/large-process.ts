/** A process of large.ts: does one step and tells what it took. */
import { statSync } from "node:fs";
import { memoryUsage, resourceUsage } from "node:process";
import type { Network } from "../../server/network/network.ts";
import { createSearch } from "../../server/network/search.ts";
import { readSnapshot, writeSnapshot } from "../../server/snapshot.ts";
import { cutoffCentimetres, DEFAULT_PACE } from "../../server/standard.ts";
import { bytesOf, copiesOf, placesOnEdges } from "./copies.ts";
import type { Loaded, Searched, Step, Written } from "./large.ts";
import { timeEach } from "./statistics.ts";

const LIMIT = cutoffCentimetres(DEFAULT_PACE);
const KEY = "a large territory of copies";

process.once("message", (step: Step) => {
  process.send?.(answerTo(step), () => process.disconnect());
});

function answerTo(step: Step): Written | Loaded | Searched {
  if (step.step === "write") return write(step);
  const { network, ...loaded } = load(step.file);
  return step.step === "load" ? loaded : { ...loaded, ...search(network, step) };
}

function write({ town, copies, file }: Extract<Step, { step: "write" }>): Written {
  const built = { network: copiesOf(town, copies), streets: 0 };
  const start = performance.now();
  writeSnapshot(file, KEY, built);
  return { seconds: (performance.now() - start) / 1000, bytes: statSync(file).size };
}

/** As the product does it, checksums included. */
function load(file: string): Loaded & { readonly network: Network } {
  const start = performance.now();
  const snapshot = readSnapshot(file, KEY);
  const seconds = (performance.now() - start) / 1000;
  if (snapshot.state !== "whole") throw new Error(snapshot.reason);
  return { network: snapshot.built.network, seconds, resident: memoryUsage().rss };
}

function search(
  network: Network,
  { facilities, waves, searches }: Extract<Step, { step: "search" }>,
): Omit<Searched, keyof Loaded> {
  const search = createSearch(network);
  const places = placesOnEdges(network, facilities, "bench/large/facilities");
  let reached = 0;
  const wave = (limit: number) => {
    const samples = timeEach(waves, 1, () => {
      reached = search.towardNearest(places, limit).settledCount;
    });
    return { seconds: Array.from(samples, (ms) => ms / 1000), reached };
  };
  const within = wave(LIMIT);
  const anywhere = wave(Number.POSITIVE_INFINITY);
  globalThis.gc?.();
  const residentAfterWaves = memoryUsage().rss;
  // Kilobytes on every system.
  const residentAtMost = 1024 * resourceUsage().maxRSS;
  const origins = placesOnEdges(network, searches, "bench/large/origins");
  const single = timeEach(searches, searches, (i) => {
    search.fromPoint(origins, i, LIMIT);
  });
  globalThis.gc?.();
  return {
    nodes: network.nodeCount,
    edges: network.edgeCount,
    secondsWithin: within.seconds,
    secondsAnywhere: anywhere.seconds,
    nodesWithin: within.reached,
    nodesAnywhere: anywhere.reached,
    microsecondsOfSearch: Array.from(single, (ms) => 1000 * ms),
    residentAfterWaves,
    residentAtMost,
    residentAfterAll: memoryUsage().rss,
    columns: bytesOf(network),
  };
}
