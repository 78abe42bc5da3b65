/**
 * Row "gain": how many people more a new site would reach, for every junction of Porto as that site. Walks lead from homes to
 * the site, so each uncovered home is searched from once, and its people are added to every junction within the cutoff: the
 * same sums as a search towards each junction, without looking at demand points in the inner loop.
 */
import { junctionOf } from "../../server/network/edges.ts";
import { degreesOf, type Network, NONE } from "../../server/network/network.ts";
import type { Search } from "../../server/network/search.ts";
import { planOf } from "../../server/plan.ts";
import { cutoffCentimetres, DEFAULT_PACE, plainQuestion } from "../../server/standard.ts";
import type { Territory } from "../../server/territory.ts";
import { randomOf } from "../demo/random.ts";
import { atMost, type Bench, bySize, figureOf, type Result, type Row } from "./row.ts";
import { statisticsOf, timeEach } from "./statistics.ts";
import { loadTown } from "./town.ts";

const LIMIT = cutoffCentimetres(DEFAULT_PACE);

export const gainRow: Row = { name: "gain", title: "Gain in people of every junction as a new site", run };

async function run(bench: Bench): Promise<Result> {
  const { title, territory } = await loadTown(bench, "porto", { facilities: 20 });
  const { network, demand } = territory;
  const { search, outcome } = planOf(territory);
  const { inReach: covered } = outcome(plainQuestion());
  const homes = demand.people.reduce((count, _, home) => count + (covered[home] === 1 ? 0 : 1), 0);
  bench.say(`${title}: ${network.nodeCount} nodes, ${homes} uncovered homes`);
  let gain: Float64Array = new Float64Array();
  const samples = timeEach(bySize(bench, { full: 10, quick: 3, tiny: 1 }), 1, () => {
    gain = gainOfJunctions(territory, search, covered);
  });
  const checked = checkGain(territory, search, { covered, gain }, bySize(bench, { full: 200, quick: 50, tiny: 20 }));
  return {
    lines: [
      {
        what: `${title}: gain in people of every junction as a new site`,
        ours: figureOf(statisticsOf(samples.map((ms) => ms / 1000)), "p50", "s"),
        peer: null,
        target: atMost(1, 0.5),
      },
    ],
    notes: [
      `${network.nodeCount.toLocaleString("en")} nodes, ${homes.toLocaleString("en")} of ${demand.count.toLocaleString("en")} seeded homes uncovered by ${territory.facilities.count} seeded facilities, in one thread. ${checked}.`,
    ],
  };
}

/** Uncovered people who can walk to each node (all copies of a junction alike) within the limit. */
function gainOfJunctions({ network, demand }: Territory, search: Search, covered: Uint8Array): Float64Array {
  const { nodeCount } = network;
  const gain = new Float64Array(nodeCount);
  const lastHome = new Int32Array(nodeCount).fill(NONE);
  for (let home = 0; home < demand.count; home++) {
    const people = demand.people[home];
    if (covered[home] === 1 || people === 0) continue;
    const { settled, settledCount } = search.fromPoint(demand.links, home, LIMIT);
    for (let s = 0; s < settledCount; s++) {
      // A walk may reach several copies of a junction; its people count once.
      const junction = junctionOf(network, settled[s]);
      if (lastHome[junction] === home) continue;
      lastHome[junction] = home;
      gain[junction] += people;
    }
  }
  return gain;
}

interface Found {
  readonly covered: Uint8Array;
  readonly gain: Float64Array;
}

/** Asks the other way round, from some junctions, and compares. @throws when a sum differs */
function checkGain({ network, demand }: Territory, search: Search, { covered, gain }: Found, count: number): string {
  const random = randomOf("bench/gain");
  let people = 0;
  for (let k = 0; k < count; k++) {
    const edge = Math.floor(random() * network.edgeCount);
    const junction = junctionOf(network, network.edgeFrom[edge]);
    const labels = search.toward(siteAt(network, edge), 0, LIMIT);
    let expected = 0;
    for (let home = 0; home < demand.count; home++) {
      if (covered[home] === 0 && labels.costAt(demand.links, home) !== NONE) expected += demand.people[home];
    }
    if (expected !== gain[junction]) {
      throw new Error(
        `At junction ${junction} the gain is ${gain[junction]} people but a search towards it finds ${expected}.`,
      );
    }
    people += expected;
  }
  return `At ${count} seeded junctions a search towards the junction finds the same people (${people.toLocaleString("en")} in sum)`;
}

/** The "from" end of an edge as a place. */
function siteAt({ nodeLonE7, nodeLatE7, edgeFrom }: Network, edge: number) {
  return {
    count: 1,
    edge: Int32Array.of(edge),
    fraction: new Float64Array(1),
    metres: new Float64Array(1),
    lon: Float64Array.of(degreesOf(nodeLonE7[edgeFrom[edge]])),
    lat: Float64Array.of(degreesOf(nodeLatE7[edgeFrom[edge]])),
  };
}
