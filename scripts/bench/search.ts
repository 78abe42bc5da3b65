/**
 * Row "search": a 15-minute search from a junction against pgRouting's pgr_drivingDistance on the same nodes and costs, in
 * the three ways that it is used: on the whole table, on the edges of a box, and for many origins in one call.
 */
import { type Bounds, growBounds } from "../../server/geo.ts";
import { degreesOf, type Links, type Network } from "../../server/network/network.ts";
import { createSearch, type Search } from "../../server/network/search.ts";
import { cutoffCentimetres, DEFAULT_PACE } from "../../server/standard.ts";
import { randomOf } from "../demo/random.ts";
import { openPgRouting, type PgRouting } from "./pgrouting.ts";
import { atLeastTimes, type Bench, bySize, figureOf, type Line, peerOrReason, type Result, type Row } from "./row.ts";
import { statisticsOf, timeEach, timeEachOf } from "./statistics.ts";
import { isOpen, loadTown } from "./town.ts";

const LIMIT = cutoffCentimetres(DEFAULT_PACE);

export const searchRow: Row = {
  name: "search",
  title: "15-minute search from a junction",
  run: async (bench) => {
    const porto = await measure(bench, "porto");
    const portoAlegre = await measure(bench, "porto-alegre");
    return {
      lines: [...porto.lines, ...portoAlegre.lines],
      notes: [
        `A search is one call of \`fromPoint\` with a limit of ${LIMIT / 100} m (15 minutes at ${DEFAULT_PACE.walkingSpeedKmh} km/h) from a seeded junction; pgRouting counts the rows it finds, so that handing them over costs nothing. Ratios are those of the means.`,
        ...porto.notes,
        ...portoAlegre.notes,
      ],
    };
  },
};

async function measure(bench: Bench, name: "porto" | "porto-alegre"): Promise<Result> {
  const { title, network } = await loadTown(bench, name, { facilities: 0 });
  const origins = originsAtJunctions(network, bySize(bench, { full: 1_000, quick: 200, tiny: 5 }));
  const search = createSearch(network);
  const rounds = bySize(bench, { full: 10, quick: 5, tiny: 1 });
  bench.say(`${title}: ${origins.node.length} junctions of ${network.nodeCount}`);
  const samples = timeEach(rounds * origins.node.length, 3 * origins.node.length, (i) => {
    search.fromPoint(origins.links, i % origins.node.length, LIMIT);
  });
  const ours = figureOf(statisticsOf(samples.map((ms) => 1000 * ms)), "mean", "µs");
  const peer = bench.withPeers ? await peerOrReason(() => openPgRouting(network)) : "peer not asked for";
  if (typeof peer === "string") {
    const missing = (what: string, owed: number): Line => ({ what, ours, peer, target: atLeastTimes(owed) });
    return {
      lines: [
        missing(`${title}: one origin, whole edge table`, 2_000),
        missing(`${title}: one origin, edges of a box`, 100),
        missing(`${title}: 1,000 origins in one call`, 20),
      ],
      notes: [],
    };
  }
  try {
    const agreed = await compare(search, origins, peer, bySize(bench, { full: 50, quick: 10, tiny: 5 }));
    bench.say(`${title}: ${agreed}`);
    const count = bySize(bench, { full: 200, quick: 20, tiny: 5 });
    const boxes = origins.node.map((node) => boxAround(network, node));
    const ask = (i: number, box: Bounds | null) => peer.count(origins.node[i % origins.node.length], LIMIT, box);
    const whole = await timeEachOf(count, 5, (i) => ask(i, null));
    const boxed = await timeEachOf(5 * count, 5, (i) => ask(i, boxes[i % boxes.length]));
    const together = await timeEachOf(bySize(bench, { full: 10, quick: 2, tiny: 1 }), 1, () =>
      peer.countAll(origins.node, LIMIT),
    );
    const line = (what: string, ms: Float64Array, share: number, owed: number): Line => ({
      what: `${title}: ${what}`,
      ours,
      peer: figureOf(statisticsOf(ms.map((each) => (1000 * each) / share)), "mean", "µs"),
      target: atLeastTimes(owed),
    });
    return {
      lines: [
        line("one origin, whole edge table", whole, 1, 2_000),
        line("one origin, edges of a box", boxed, 1, 100),
        line(`${origins.node.length} origins in one call, each`, together, origins.node.length, 20),
      ],
      notes: [`${title}: pgRouting ${peer.version}; ${agreed}.`],
    };
  } finally {
    await peer.stop();
  }
}

interface Origins {
  readonly node: number[];
  /** The same as places: each at an end of a street. */
  readonly links: Links;
}

/** Seeded junctions of public streets. */
export function originsAtJunctions(network: Network, count: number): Origins {
  const random = randomOf("bench/junctions");
  const edges: number[] = [];
  const node: number[] = [];
  const fraction: number[] = [];
  while (node.length < count) {
    const edge = Math.floor(random() * network.edgeCount);
    const end = random() < 0.5 ? 0 : 1;
    if (!isOpen(network, edge)) continue;
    edges.push(edge);
    fraction.push(end);
    node.push(end === 0 ? network.edgeFrom[edge] : network.edgeTo[edge]);
  }
  const links = {
    count,
    edge: Int32Array.from(edges),
    fraction: Float64Array.from(fraction),
    metres: new Float64Array(count),
    lon: Float64Array.from(node, (n) => degreesOf(network.nodeLonE7[n])),
    lat: Float64Array.from(node, (n) => degreesOf(network.nodeLatE7[n])),
  };
  return { node, links };
}

/** Nothing farther away in a straight line can be reached. */
function boxAround({ nodeLonE7, nodeLatE7 }: Network, node: number): Bounds {
  const [lon, lat] = [degreesOf(nodeLonE7[node]), degreesOf(nodeLatE7[node])];
  return growBounds([lon, lat, lon, lat], LIMIT / 100);
}

/** Both must reach the same junctions at the same costs. @throws when they don't */
async function compare(search: Search, { node, links }: Origins, peer: PgRouting, count: number): Promise<string> {
  let junctions = 0;
  for (let i = 0; i < count; i++) {
    const theirs = await peer.reached(node[i], LIMIT);
    const labels = search.fromPoint(links, i, LIMIT);
    const differing = theirs.find((row) => labels.nodeCost[row.node] !== row.cost);
    if (differing !== undefined || theirs.length !== labels.settledCount) {
      const which =
        differing === undefined
          ? ""
          : `; node ${differing.node}: ${labels.nodeCost[differing.node]} and ${differing.cost} cm`;
      throw new Error(
        `From node ${node[i]} this program reaches ${labels.settledCount} nodes and pgRouting ${theirs.length}${which}.`,
      );
    }
    junctions += theirs.length;
  }
  return `from ${count} of the junctions both reach the same ${junctions} nodes at the same costs to the centimetre`;
}
