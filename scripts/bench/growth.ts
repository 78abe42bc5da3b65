/** Row "growth": how time and memory grow with the territory and with the cutoff, as a picture, to show that there is no cliff. */
import { createSearch } from "../../server/network/search.ts";
import { cutoffCentimetres, DEFAULT_WALKING_SPEED_KMH } from "../../server/standard.ts";
import { placesOnEdges } from "./copies.ts";
import { type Large, measureLarge } from "./large.ts";
import { svgOf } from "./plot.ts";
import { numberText } from "./report.ts";
import { type Bench, bySize, figureOf, type Line, type Result, type Row, single } from "./row.ts";
import { statisticsOf, timeEach } from "./statistics.ts";
import { loadTown } from "./town.ts";

const COPIES = { full: [1, 4, 16, 64], quick: [1, 4, 16], tiny: [1, 2] };
const CUTOFFS = [5, 10, 15, 20, 30, 45, 60];
/** As in the row "country". */
const FACILITIES_PER_COPY = 24;
const PICTURE = "bench-growth.svg";

export const growthRow: Row = { name: "growth", title: "Growth with the territory and with the cutoff", run };

async function run(bench: Bench): Promise<Result> {
  const { network, territory } = await loadTown(bench, "porto", { facilities: 0 });
  const searches = bySize(bench, { full: 5_000, quick: 500, tiny: 10 });
  const waves = bySize(bench, { full: 5, quick: 2, tiny: 1 });
  const larges: Large[] = [];
  const copies = bySize(bench, COPIES);
  for (const count of copies) {
    bench.say(`${count} × Porto`);
    const facilities = count * FACILITIES_PER_COPY;
    larges.push(
      await measureLarge({ town: network, copies: count, facilities, loads: 1, waves, searches, folder: bench.cache }),
    );
  }
  const search = createSearch(network);
  const origins = placesOnEdges(network, bySize(bench, { full: 1_000, quick: 200, tiny: 5 }), "bench/growth");
  const byCutoff = CUTOFFS.map((cutoffMinutes) => {
    const limit = cutoffCentimetres({ cutoffMinutes, walkingSpeedKmh: DEFAULT_WALKING_SPEED_KMH });
    let settled = 0;
    const samples = timeEach(origins.count, origins.count, (i) => {
      settled += search.fromPoint(origins, i, limit).settledCount;
    });
    const statistics = statisticsOf(samples.map((ms) => 1000 * ms));
    return { cutoffMinutes, statistics, settled: settled / (2 * origins.count) };
  });
  const nodes = (large: Large) => large.nodes / 1e6;
  const median = (values: readonly number[]) => statisticsOf(values).median;
  const perNode = (large: Large, seconds: readonly number[]) => (1e9 * median(seconds)) / large.nodes;
  const series = (name: string, value: (large: Large) => number) => {
    return { name, points: larges.map((large) => [nodes(large), value(large)] as const) };
  };
  const spread = (what: string, values: readonly number[], unit: string) =>
    `${what} ${values.map(numberText).join(", ")} ${unit}`;
  return {
    lines: [
      ...larges.map((large, i): Line => {
        const ours = figureOf(statisticsOf(large.secondsWithin), "p50", "s");
        return {
          what: `${copies[i]} × Porto: nearest within 15 minutes for every node`,
          ours,
          peer: null,
          target: null,
        };
      }),
      ...larges.map((large, i): Line => {
        const ours = single(large.residentAfterAll / 1e9, "GB");
        return { what: `${copies[i]} × Porto: resident memory`, ours, peer: null, target: null };
      }),
      ...byCutoff.map(({ cutoffMinutes, statistics }): Line => {
        const ours = figureOf(statistics, "mean", "µs");
        return { what: `Porto: search within ${cutoffMinutes} minutes`, ours, peer: null, target: null };
      }),
    ],
    notes: [
      `Territories of ${copies.join(", ")} copies of Porto (${territory.network.nodeCount.toLocaleString("en")} nodes each) with ${FACILITIES_PER_COPY} facilities a copy. ${spread(
        "Nanoseconds a node, nearest within 15 minutes:",
        larges.map((large) => perNode(large, large.secondsWithin)),
        "ns",
      )}; ${spread(
        "at any distance:",
        larges.map((large) => perNode(large, large.secondsAnywhere)),
        "ns",
      )}; ${spread(
        "bytes a node, Node itself included:",
        larges.map((large) => large.residentAfterAll / large.nodes),
        "bytes",
      )}.`,
      `Cutoffs: a search settles ${byCutoff.map(({ cutoffMinutes, settled }) => `${numberText(settled)} nodes in ${cutoffMinutes} minutes`).join(", ")}; a node costs ${byCutoff.map(({ statistics, settled }) => numberText((1000 * statistics.mean) / settled)).join(", ")} ns.`,
    ],
    pictures: {
      [PICTURE]: svgOf([
        {
          title: "Every node's nearest facility",
          xLabel: "million nodes",
          yLabel: "seconds",
          series: [
            series("within 15 minutes", (large) => median(large.secondsWithin)),
            series("at any distance", (large) => median(large.secondsAnywhere)),
          ],
        },
        {
          title: "Memory and single searches",
          xLabel: "million nodes",
          yLabel: "GB; µs",
          series: [
            series("resident, GB", (large) => large.residentAfterAll / 1e9),
            series("15-minute search, µs", (large) => statisticsOf(large.microsecondsOfSearch).mean),
          ],
        },
        {
          title: "One search in Porto",
          xLabel: "cutoff, minutes",
          yLabel: "µs",
          series: [
            { name: "mean", points: byCutoff.map(({ cutoffMinutes, statistics }) => [cutoffMinutes, statistics.mean]) },
            { name: "p95", points: byCutoff.map(({ cutoffMinutes, statistics }) => [cutoffMinutes, statistics.p95]) },
          ],
        },
      ]),
    },
  };
}
