/** Asks a server over many connections at once, from a process of its own that does as little as possible besides. */
import { fork } from "node:child_process";
import { join } from "node:path";
import type { Statistics } from "./statistics.ts";

export interface LoadOrder {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Posted in turn, as JSON. */
  readonly bodies: readonly string[];
  readonly connections: number;
  /** Answers of the first seconds are not counted. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export interface Load {
  readonly requestsPerSecond: number;
  /** Milliseconds from the request to the end of its answer. */
  readonly latency: Statistics;
  /** Answers other than 200, and connections that broke. */
  readonly errors: number;
  /** What the first error was. */
  readonly firstError: string;
  readonly bytesPerAnswer: number;
}

export function measureLoad(order: LoadOrder): Promise<Load> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, "load-process.ts"), [], { execArgv: [] });
    let found: Load | null = null;
    child.once("message", (message: Load) => {
      found = message;
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (found !== null && code === 0) resolve(found);
      else reject(new Error(`The process that asks ended with ${signal ?? `exit code ${code}`}.`));
    });
    child.send(order);
  });
}
