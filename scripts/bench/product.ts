/** Starts the whole product for a row, imports into it as `npm run import` does, and tells how much memory it has taken. */
import { fork } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { ImportRecord, ImportRequest } from "../../server/api/messages.ts";
import { findRunning } from "../../server/running.ts";
import { profilingOptions } from "./profile.ts";
import type { Bench } from "./row.ts";

export interface Product {
  readonly url: string;
  /**
   * Resolves when questions are answered from what was imported; meanwhile tells the stage at every look, LOOK_EVERY apart.
   * @throws when it was not stored
   */
  import(request: ImportRequest, onLook?: (stage: string) => void): Promise<ImportRecord>;
  /** Does something; tells the longest time for which the thread that hears requests was blocked meanwhile. */
  watch(something: () => Promise<unknown>): Promise<Block>;
  /** Resident memory of all its processes, bytes. */
  resident(): number;
  stop(): Promise<void>;
}

/** Between two turns of the event loop, milliseconds: that passed, and that its thread had a processor. */
export interface Block {
  readonly wall: number;
  readonly processor: number;
}

/** Milliseconds before and after what is watched. */
const SETTLING = 20;
/** Milliseconds between two looks at an import. */
export const LOOK_EVERY = 50;

/** Starts it on a data folder with the embedded database. @throws when it does not start */
export async function startProduct({ port }: Bench, dataDir: string): Promise<Product> {
  const child = fork(join(import.meta.dirname, "product-process.ts"), [], {
    env: { ...process.env, PORT: `${port}`, HOST: "", PASSWORD: "", DATABASE_URL: "", DATA_DIR: dataDir },
    execArgv: profilingOptions(),
  });
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  child.once("exit", () => end());
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`The product ended with exit code ${code} at its start.`)));
  });
  const server = findRunning(dataDir);
  const { pid } = child;
  if (server === null || pid === undefined) throw new Error("The product has left no note of where it runs.");
  const headers = { authorization: `Bearer ${server.token}`, "content-type": "application/json" };
  const ask = async (path: string, init: RequestInit = {}): Promise<ImportRecord> => {
    const response = await fetch(`${server.url}${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`The product answers ${path} with ${response.status}: ${await response.text()}`);
    return (await response.json()) as ImportRecord;
  };
  const tell = (word: string) => {
    child.send(word);
    return new Promise<unknown>((resolve) => child.once("message", resolve));
  };
  return {
    url: server.url,
    watch: async (something) => {
      await tell("watch");
      // The clock begins to tick a moment later, and its last tick comes a moment after the end.
      await setTimeout(SETTLING);
      await something();
      await setTimeout(SETTLING);
      return (await tell("longest")) as Block;
    },
    import: async (request, onLook) => {
      let record = await ask("/api/imports", { method: "POST", body: JSON.stringify(request) });
      // A stored import has progress as long as the product takes it into its territory.
      while (record.state === "running" || record.progress) {
        onLook?.(record.progress?.stage ?? "ending");
        await setTimeout(LOOK_EVERY);
        record = await ask(`/api/imports/${record.id}`);
      }
      if (record.state !== "stored") throw new Error(`${request.file} was not stored: it is ${record.state}.`);
      return record;
    },
    resident: () => residentOf(pid),
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

const PAGE_BYTES = 4096;

/** Of a process and all that it started; only Linux tells. */
function residentOf(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
    let bytes = PAGE_BYTES * pages;
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      const children = readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").trim();
      for (const child of children === "" ? [] : children.split(" ")) bytes += residentOf(Number(child));
    }
    return bytes;
  } catch (error) {
    // A process or thread that has just ended.
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return 0;
    throw error;
  }
}
