/**
 * Row "wasm": the product's kernel in JavaScript against the same algorithm in WebAssembly (kernel.c), compiled from C by
 * clang when the row is run. Both search from the same junctions on the same columns and must give the same costs.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Arcs } from "../../server/network/arcs.ts";
import { UNREACHED, Wave } from "../../server/network/buckets.ts";
import { type Network, NONE } from "../../server/network/network.ts";
import { cutoffCentimetres, DEFAULT_WALKING_SPEED_KMH } from "../../server/standard.ts";
import { plainArcs } from "../../test/network/plain-arcs.ts";
import { install, whyNotInstallable } from "../needs.ts";
import { hashOf } from "./hash.ts";
import {
  atLeastTimes,
  type Bench,
  bySize,
  figureOf,
  type Line,
  PeerMissing,
  peerOrReason,
  type Result,
  type Row,
} from "./row.ts";
import { originsAtJunctions } from "./search.ts";
import { statisticsOf } from "./statistics.ts";
import { loadTown } from "./town.ts";

/** JavaScript may take so many times as long. */
const MOST_TIMES = 1.2;
const WARM_UP_ROUNDS = 3;

export const wasmRow: Row = { name: "wasm", title: "The kernel in JavaScript and in WebAssembly", run };

async function run(bench: Bench): Promise<Result> {
  const peer = bench.withPeers ? await peerOrReason(async () => compiled(bench)) : "peer not asked for";
  const lines: Line[] = [];
  const notes: string[] = [
    "From a junction to all within the cutoff: labels forgotten, seeded, spread. Columns of one Wave in JavaScript, one linear memory in WebAssembly. A sample is the mean of one round over all junctions, and the rounds of both take turns. A ratio above 1 says that JavaScript is faster; at least 1 ÷ 1.2 is owed.",
  ];
  for (const name of ["porto", "porto-alegre"] as const) {
    const { title, network } = await loadTown(bench, name, { facilities: 0 });
    for (const cutoffMinutes of [15, 60]) {
      const limit = cutoffCentimetres({ cutoffMinutes, walkingSpeedKmh: DEFAULT_WALKING_SPEED_KMH });
      const nodes = originsAtJunctions(network, bySize(bench, { full: 1_000, quick: 300, tiny: 5 })).node;
      const kernels = [javaScriptKernel(network)];
      if (typeof peer !== "string") kernels.push(webAssemblyKernel(peer, network));
      if (kernels.length === 2) compare(kernels, nodes, limit);
      const rounds = bySize(bench, { full: 30, quick: 10, tiny: 1 });
      const [ours, theirs] = inTurn(kernels, rounds, nodes, limit).map((samples) =>
        figureOf(statisticsOf(samples), "p50", "µs"),
      );
      lines.push({
        what: `${title}: kernel within ${cutoffMinutes} minutes`,
        ours,
        peer: typeof peer === "string" ? peer : theirs,
        target: atLeastTimes(1 / MOST_TIMES),
      });
    }
  }
  if (typeof peer !== "string")
    notes.push("Before measuring, both gave the same cost for every node from every junction.");
  return { lines, notes };
}

/** Microseconds a search of each kernel, one sample a round over all nodes; rounds of the kernels take turns, so that both meet the same machine. */
function inTurn(kernels: readonly Kernel[], rounds: number, nodes: readonly number[], limit: number): number[][] {
  const samples = kernels.map((): number[] => []);
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    kernels.forEach(({ search }, k) => {
      const start = performance.now();
      for (const node of nodes) search(node, limit);
      const microseconds = (1000 * (performance.now() - start)) / nodes.length;
      if (round >= 0) samples[k].push(microseconds);
    });
  }
  return samples;
}

interface Kernel {
  readonly cost: Int32Array;
  /** Spreads from one node within a limit; returns how many nodes are reached. */
  search(start: number, limit: number): number;
}

function javaScriptKernel(network: Network): Kernel {
  const { firstArc, arcs } = network;
  const wave = new Wave(network.nodeCount, longestOf(network));
  const columns: Arcs = { firstArc, arcs, isBack: false };
  return {
    cost: wave.cost,
    search: (start, limit) => {
      wave.clear(false);
      wave.seed(start, 0, 0, NONE);
      wave.spread(columns, limit);
      return wave.reachedCount;
    },
  };
}

/** Cost of the dearest arc. */
function longestOf({ arcs }: Network): number {
  let longest = 0;
  for (let a = 1; a < arcs.length; a += 2) longest = Math.max(longest, arcs[a]);
  return longest;
}

interface Exports {
  layOut(...offsetsAndCounts: number[]): void;
  search(start: number, limit: number): number;
}

const WIDTH_BITS = 12;
const PAGE_BYTES = 65_536;
/** Offsets below are clang's: its own data and stack. */
const FIRST_BYTE = 2 * PAGE_BYTES;

function webAssemblyKernel(module: WebAssembly.Module, network: Network): Kernel {
  const { nodeCount } = network;
  const { first: firstArc, arcs } = plainArcs(network, false);
  let buckets = 256;
  while (buckets < (longestOf(network) >> WIDTH_BITS) + 3) buckets *= 2;
  const entries = arcs.length;
  const lengths = [firstArc.length, arcs.length, nodeCount, nodeCount, nodeCount, buckets, entries, entries];
  const offsets: number[] = [];
  let bytes = FIRST_BYTE;
  for (const length of lengths) {
    offsets.push(bytes);
    bytes += 4 * length;
  }
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  const column = (index: number) => new Int32Array(memory.buffer, offsets[index], lengths[index]);
  const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
  column(0).set(firstArc);
  column(1).set(arcs);
  column(2).fill(UNREACHED);
  column(5).fill(NONE);
  const [first, arc, cost, previous, reached, head, entryNode, entryNext] = offsets;
  exports.layOut(first, arc, cost, previous, reached, head, buckets, entryNode, entryNext, entries);
  return {
    cost: column(2),
    search: (start, limit) => {
      const count = exports.search(start, limit);
      if (count < 0) throw new Error(`The WebAssembly kernel has run out of its ${entries} entries.`);
      return count;
    },
  };
}

/** @throws when a cost differs */
function compare([javaScript, webAssembly]: readonly Kernel[], nodes: readonly number[], limit: number): void {
  for (const node of nodes) {
    const counts = [javaScript.search(node, limit), webAssembly.search(node, limit)];
    const differing = javaScript.cost.findIndex((cost, n) => cost !== webAssembly.cost[n]);
    if (counts[0] !== counts[1] || differing !== -1) {
      throw new Error(
        `From node ${node} the kernels differ: ${counts.join(" and ")} nodes, first at node ${differing}.`,
      );
    }
  }
}

const SOURCE = join(import.meta.dirname, "kernel.c");

/** @throws PeerMissing when there is no clang for WebAssembly and it cannot be installed */
function compiled({ cache }: Bench): WebAssembly.Module {
  const output = join(cache, `kernel-${hashOf([readFileSync(SOURCE)])}.wasm`);
  if (!existsSync(output)) {
    if (!compile(output)) {
      const obstacle = whyNotInstallable();
      if (obstacle !== null) throw new PeerMissing(`clang and lld for WebAssembly are not installed, and ${obstacle}`);
      install(["clang", "lld"]);
      if (!compile(output)) throw new PeerMissing("clang cannot compile scripts/bench/kernel.c for WebAssembly");
    }
  }
  return new WebAssembly.Module(readFileSync(output));
}

function compile(output: string): boolean {
  const argv = ["--target=wasm32", "-O3", "-nostdlib", "-Wl,--no-entry", "-Wl,--import-memory", "-o", output, SOURCE];
  return spawnSync("clang", argv).status === 0;
}
