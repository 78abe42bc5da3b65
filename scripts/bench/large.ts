/** Measures a large territory of copies in a process of its own, so that the memory figure is that of nothing else. */
import { fork } from "node:child_process";
import { join } from "node:path";
import type { Network } from "../../server/network/network.ts";

/** What the process is asked. */
export interface LargeOrder {
  readonly town: Network;
  readonly copies: number;
  readonly facilities: number;
  /** How often the two waves are measured, and how many single searches. */
  readonly waves: number;
  readonly searches: number;
}

/** What it found; times are samples. */
export interface Large {
  readonly nodes: number;
  readonly edges: number;
  readonly secondsWithin: readonly number[];
  readonly secondsAnywhere: readonly number[];
  readonly nodesWithin: number;
  readonly nodesAnywhere: number;
  readonly microsecondsOfSearch: readonly number[];
  /** Resident after all of it, and at most, bytes. */
  readonly resident: number;
  readonly residentAtMost: number;
  readonly columns: Readonly<Record<string, number>>;
}

export function measureLarge(order: LargeOrder): Promise<Large> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, "large-process.ts"), [], {
      execArgv: ["--expose-gc"],
      serialization: "advanced",
    });
    let found: Large | null = null;
    child.once("message", (message: Large) => {
      found = message;
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (found !== null && code === 0) resolve(found);
      else reject(new Error(`The process of the large territory ended with ${signal ?? `exit code ${code}`}.`));
    });
    child.send({ ...order, town: withoutShapes(order.town) });
  });
}

/** What searches never read, and would have to be sent. */
function withoutShapes(town: Network): Network {
  const none = new Float64Array();
  return {
    ...town,
    shapeLon: new Int32Array(),
    shapeLat: new Int32Array(),
    edgeShape: new Int32Array(1),
    edgeWay: none,
    edgeHighway: new Uint8Array(),
    segmentIndex: null,
    segmentEdge: new Int32Array(),
    segmentPoint: new Int32Array(),
    otherSegments: new Int32Array(),
    otherIndex: null,
    barriers: {
      segmentCount: 0,
      segments: none,
      kind: new Uint8Array(),
      object: new Int32Array(),
      objectId: none,
      firstSegment: new Int32Array(1),
      objectIsArea: new Uint8Array(),
      index: null,
    },
  };
}
