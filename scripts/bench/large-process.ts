/** The process of large.ts: makes the copies, searches them, and tells what it took. */
import { memoryUsage, resourceUsage } from "node:process";
import { createSearch } from "../../server/network/search.ts";
import { cutoffCentimetres, DEFAULT_PACE } from "../../server/standard.ts";
import { bytesOf, copiesOf, placesOnEdges } from "./copies.ts";
import type { Large, LargeOrder } from "./large.ts";
import { timeEach } from "./statistics.ts";

const LIMIT = cutoffCentimetres(DEFAULT_PACE);

process.once("message", (order: LargeOrder) => {
  const large = measure(order);
  process.send?.(large, () => process.disconnect());
});

function measure({ town, copies, facilities, waves, searches }: LargeOrder): Large {
  const network = copiesOf(town, copies);
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
    resident: memoryUsage().rss,
    // Kilobytes on every system.
    residentAtMost: 1024 * resourceUsage().maxRSS,
    columns: bytesOf(network),
  };
}
