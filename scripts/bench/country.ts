/**
 * Row "country": a territory of 30 million nodes, about what a country the size of China maps, and 10,000 facilities: the
 * nearest one for every node, within 15 minutes and at any distance, and the memory that takes.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
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
    waves,
    searches: bySize(bench, { full: 10_000, quick: 1_000, tiny: 10 }),
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
      { what: `${millions}: load from snapshot (s)`, ours: null, peer: null, target: atMost(5) },
      {
        what: `${millions}: resident memory`,
        ours: single(large.resident / GIGABYTE, "GB"),
        peer: null,
        target: isFull ? atMost(3) : null,
      },
    ],
    notes: [
      `${copies} copies of Porto's network, ${large.edges.toLocaleString("en")} edges, in a process of its own: within the cutoff ${large.nodesWithin.toLocaleString("en")} nodes have a facility, at any distance ${large.nodesAnywhere.toLocaleString("en")}. One wave from all facilities at once, after one for warming up.`,
      `Memory: resident after all searches ${gigabytes(large.resident)} GB, at most ${gigabytes(large.residentAtMost)} GB; columns of ${columns.join(", ")}, the rest is the search's own and Node. Street shapes and the index for linking are not among them.`,
      snapshotNote(),
    ],
  };
}

function snapshotNote(): string {
  const exists = existsSync(join(import.meta.dirname, "..", "..", "server", "network", "snapshot.ts"));
  return exists
    ? "The load from a snapshot is not measured yet, though server/network/snapshot.ts exists by now: add it here."
    : "The load from a snapshot is not measured: the product has no server/network/snapshot.ts yet.";
}
