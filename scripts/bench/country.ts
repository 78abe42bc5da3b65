/**
 * Row "country": a territory of 30 million nodes, about what a country the size of China maps, and 10,000 facilities: the
 * nearest one for every node, within 15 minutes and at any distance, the load from a snapshot, and the memory that takes.
 */
import { DEFAULT_PACE } from "../../server/standard.ts";
import { measureLarge } from "./large.ts";
import { atMost, type Bench, bySize, figureOf, type Result, type Row, single } from "./row.ts";
import { statisticsOf } from "./statistics.ts";
import { loadTown } from "./town.ts";

const NODES = { full: 30_000_000, quick: 2_000_000, tiny: 2_000 };
const FACILITIES = { full: 10_000, quick: 667, tiny: 3 };
const GIGABYTE = 1e9;

export const countryRow: Row = { name: "country", title: "A territory of 30 million nodes", run };

async function run(bench: Bench): Promise<Result> {
  const { network } = await loadTown(bench, "porto", { facilities: 0 });
  const copies = Math.ceil(bySize(bench, NODES) / network.nodeCount);
  const facilities = bySize(bench, FACILITIES);
  bench.say(`${copies} copies of Porto, ${facilities} facilities`);
  const waves = bySize(bench, { full: 5, quick: 3, tiny: 1 });
  const large = await measureLarge({
    town: network,
    copies,
    facilities,
    loads: bySize(bench, { full: 5, quick: 3, tiny: 1 }),
    waves,
    searches: bySize(bench, { full: 10_000, quick: 1_000, tiny: 10 }),
    folder: bench.cache,
  });
  const millions = `${(large.nodes / 1e6).toFixed(1)} million nodes`;
  const isFull = bench.size === "full";
  const gigabytes = (bytes: number) => (bytes / GIGABYTE).toFixed(2);
  const columns = Object.entries(large.columns).map(([name, bytes]) => `${name} ${gigabytes(bytes)} GB`);
  return {
    lines: [
      {
        what: `${millions}, ${facilities.toLocaleString("en")} facilities: nearest within ${DEFAULT_PACE.cutoffMinutes} minutes for every node`,
        ours: figureOf(statisticsOf(large.secondsWithin), "p50", "s"),
        peer: null,
        target: isFull ? atMost(1) : null,
      },
      {
        what: `${millions}, ${facilities.toLocaleString("en")} facilities: nearest at any distance for every node`,
        ours: figureOf(statisticsOf(large.secondsAnywhere), "p50", "s"),
        peer: null,
        target: isFull ? atMost(20) : null,
      },
      {
        what: `${millions}: one 15-minute search`,
        ours: figureOf(statisticsOf(large.microsecondsOfSearch), "mean", "µs"),
        peer: null,
        target: null,
      },
      {
        what: `${millions}: load from snapshot`,
        ours: figureOf(statisticsOf(large.secondsOfLoad), "p50", "s"),
        peer: null,
        target: isFull ? atMost(5) : null,
      },
      {
        what: `${millions}: resident memory`,
        ours: single(large.residentAtMost / GIGABYTE, "GB"),
        peer: null,
        target: isFull ? atMost(3) : null,
      },
    ],
    notes: [
      `${copies} copies of Porto's network, ${large.edges.toLocaleString("en")} edges, in a process of its own: within the cutoff ${large.nodesWithin.toLocaleString("en")} nodes have a facility, at any distance ${large.nodesAnywhere.toLocaleString("en")}. One wave from all facilities at once, after one for warming up.`,
      `Memory: the most that was resident from the load of the snapshot to the end of all waves. ${gigabytes(large.resident)} GB after the load, ${gigabytes(large.residentAfterWaves)} GB after the waves: columns of ${columns.join(", ")}, the rest is the search's own and Node. After searches of one place, which have a memory of their own, ${gigabytes(large.residentAfterAll)} GB. Street shapes and the index for linking, which no search reads, are not among them.`,
      `Load: the product's own snapshot of these columns (${gigabytes(large.written.bytes)} GB, written in ${large.written.seconds.toFixed(1)} s), read into shared memory by a new process each time, every byte checked against its checksum. The file had just been written, so the system had it in its cache: a cold disk adds the time to read it.`,
    ],
  };
}
