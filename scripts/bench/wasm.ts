/**
 * Row "wasm": the kernel that the product searches one place with, in WebAssembly, against the one in JavaScript that it
 * uses where there is no WebAssembly. Both search from the same junctions on the same columns and must give the same costs.
 */
import type { Arcs } from "../../server/network/arcs.ts";
import { Wave } from "../../server/network/buckets.ts";
import type { Network } from "../../server/network/network.ts";
import { type OnePlace, onePlaceOf } from "../../server/network/one-place.ts";
import { cutoffCentimetres, DEFAULT_WALKING_SPEED_KMH } from "../../server/standard.ts";
import { atLeastTimes, type Bench, bySize, figureOf, type Line, type Result, type Row } from "./row.ts";
import { originsAtJunctions } from "./search.ts";
import { statisticsOf } from "./statistics.ts";
import { loadTown } from "./town.ts";

/** The kernel that is not used may take so many times less. */
const MOST_TIMES = 1.2;
const WARM_UP_ROUNDS = 3;

export const wasmRow: Row = { name: "wasm", title: "The kernel in WebAssembly and in JavaScript", run };

async function run(bench: Bench): Promise<Result> {
  const lines: Line[] = [];
  for (const name of ["porto", "porto-alegre"] as const) {
    const { title, network } = await loadTown(bench, name, { facilities: 0 });
    for (const cutoffMinutes of [15, 60]) {
      const limit = cutoffCentimetres({ cutoffMinutes, walkingSpeedKmh: DEFAULT_WALKING_SPEED_KMH });
      const nodes = originsAtJunctions(network, bySize(bench, { full: 1_000, quick: 300, tiny: 5 })).node;
      const kernels = [inWebAssembly(network), inJavaScript(network)];
      compare(kernels, nodes, limit);
      const rounds = bySize(bench, { full: 30, quick: 10, tiny: 1 });
      const [ours, peer] = inTurn(kernels, rounds, nodes, limit).map((samples) =>
        figureOf(statisticsOf(samples), "p50", "µs"),
      );
      const what = `${title}: kernel within ${cutoffMinutes} minutes`;
      lines.push({ what, ours, peer, target: atLeastTimes(1 / MOST_TIMES) });
    }
  }
  return {
    lines,
    notes: [
      "From a junction to all within the cutoff: labels forgotten, seeded, spread. Ours is the kernel that the product uses, in WebAssembly; the peer is the one in JavaScript that takes its place where there is none. A sample is the mean of one round over all junctions, and the rounds of both take turns. At least 1 ÷ 1.2 is owed.",
      "Before measuring, both gave the same cost for every node from every junction.",
    ],
  };
}

/** Microseconds a search of each kernel, one sample a round over all nodes; rounds of the kernels take turns, so that both meet the same machine. */
function inTurn(kernels: readonly Kernel[], rounds: number, nodes: readonly number[], limit: number): number[][] {
  const samples = kernels.map((): number[] => []);
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    kernels.forEach((search, k) => {
      const start = performance.now();
      for (const node of nodes) search(node, limit);
      const microseconds = (1000 * (performance.now() - start)) / nodes.length;
      if (round >= 0) samples[k].push(microseconds);
    });
  }
  return samples;
}

type Kernel = (start: number, limit: number) => Pick<OnePlace, "cost" | "reachedCount">;

function inWebAssembly(network: Network): Kernel {
  const one = onePlaceOf(arcsOf(network), longestOf(network), new Wave(0, 0));
  return (start, limit) => {
    one.clear();
    one.seed(start, 0, 0);
    one.spread(limit, null);
    return one;
  };
}

function inJavaScript(network: Network): Kernel {
  const arcs = arcsOf(network);
  const wave = new Wave(network.nodeCount, longestOf(network));
  return (start, limit) => {
    wave.clear(false);
    wave.seed(start, 0, 0);
    wave.spread(arcs, limit);
    return wave;
  };
}

function arcsOf({ firstArc: first, arcs }: Network): Arcs {
  return { first, arcs, isBack: false };
}

/** Cost of the dearest arc. */
function longestOf({ arcs }: Network): number {
  let longest = 0;
  for (let a = 1; a < arcs.length; a += 2) longest = Math.max(longest, arcs[a]);
  return longest;
}

/** @throws when a cost differs */
function compare([first, second]: readonly Kernel[], nodes: readonly number[], limit: number): void {
  for (const node of nodes) {
    const [a, b] = [first(node, limit), second(node, limit)];
    const differing = a.cost.findIndex((cost, n) => cost !== b.cost[n]);
    if (a.reachedCount !== b.reachedCount || differing !== -1) {
      throw new Error(
        `From node ${node} the kernels differ: ${a.reachedCount} and ${b.reachedCount} nodes, first at node ${differing}.`,
      );
    }
  }
}
