/**
 * Measures a large territory of copies in processes of their own, so that the memory figure is that of nothing else: one makes
 * the copies and writes the product's snapshot of them, others load it as the product does at its start, and the last of
 * these searches.
 */
import { fork } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Network } from "../../server/network/network.ts";

/** What is asked. */
export interface LargeOrder {
  readonly town: Network;
  readonly copies: number;
  readonly facilities: number;
  /** How often the snapshot is loaded, each time by a new process; how often the two waves are measured, and how many single searches. */
  readonly loads: number;
  readonly waves: number;
  readonly searches: number;
  /** Folder for the snapshot, which is removed again. */
  readonly folder: string;
}

/** What one of the processes is asked, and what it answers. */
export type Step =
  | ({ readonly step: "write"; readonly file: string } & Pick<LargeOrder, "town" | "copies">)
  | { readonly step: "load"; readonly file: string }
  | ({ readonly step: "search"; readonly file: string } & Pick<LargeOrder, "facilities" | "waves" | "searches">);
export interface Written {
  readonly seconds: number;
  readonly bytes: number;
}
export interface Loaded {
  readonly seconds: number;
  /** Resident afterwards, bytes. */
  readonly resident: number;
}

/** What the searches found; times are samples. */
export interface Searched extends Loaded {
  readonly nodes: number;
  readonly edges: number;
  readonly secondsWithin: readonly number[];
  readonly secondsAnywhere: readonly number[];
  readonly nodesWithin: number;
  readonly nodesAnywhere: number;
  readonly microsecondsOfSearch: readonly number[];
  /** Resident after both waves, and at most until then; after the searches of one place, which have memory of their own; bytes. */
  readonly residentAfterWaves: number;
  readonly residentAtMost: number;
  readonly residentAfterAll: number;
  readonly columns: Readonly<Record<string, number>>;
}

export interface Large extends Searched {
  readonly written: Written;
  readonly secondsOfLoad: readonly number[];
}

export async function measureLarge(order: LargeOrder): Promise<Large> {
  const { town, copies, facilities, loads, waves, searches, folder } = order;
  const file = join(folder, `${crypto.randomUUID()}.snapshot`);
  try {
    const written = await inProcess<Written>({ step: "write", file, town: withoutShapes(town), copies });
    const secondsOfLoad: number[] = [];
    for (let k = 1; k < loads; k++) secondsOfLoad.push((await inProcess<Loaded>({ step: "load", file })).seconds);
    const searched = await inProcess<Searched>({ step: "search", file, facilities, waves, searches });
    return { ...searched, written, secondsOfLoad: [...secondsOfLoad, searched.seconds] };
  } finally {
    rmSync(file, { force: true });
  }
}

function inProcess<Answer>(step: Step): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, "large-process.ts"), [], {
      execArgv: ["--expose-gc"],
      serialization: "advanced",
    });
    let found: Answer | null = null;
    child.once("message", (message: Answer) => {
      found = message;
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (found !== null && code === 0) resolve(found);
      else reject(new Error(`The process of the large territory ended with ${signal ?? `exit code ${code}`}.`));
    });
    child.send(step);
  });
}

/** What searches never read, and would have to be copied. */
function withoutShapes(town: Network): Network {
  return {
    ...town,
    shapeLonE7: new Int32Array(),
    shapeLatE7: new Int32Array(),
    edgeShape: new Int32Array(1),
    edgeWay: new Uint32Array(),
    edgeHighway: new Uint8Array(),
    segmentIndex: null,
    segmentEdge: new Int32Array(),
    segmentPoint: new Int32Array(),
    otherSegmentsE7: new Int32Array(),
    otherIndex: null,
    barriers: {
      segmentCount: 0,
      segments: new Float64Array(),
      kind: new Uint8Array(),
      object: new Int32Array(),
      objectId: new Float64Array(),
      firstSegment: new Int32Array(1),
      objectIsArea: new Uint8Array(),
      index: null,
    },
  };
}
