/**
 * The base map's tiles, made in a thread of their own (base-tiles-worker.ts) with its own database connections: at the zooms of a city a
 * tile holds thousands of streets, and reading their rows alone would block the thread that hears requests. The pool's
 * threads are not used, so that a map that is dragged about delays no question.
 */
import { Worker } from "node:worker_threads";
import type { DatabaseAddress } from "./database/connection.ts";
import { WorkerEnded } from "./pool.ts";
import type { TileAddress } from "./tiles.ts";

export interface ToTiler {
  readonly id: number;
  readonly address: TileAddress;
}
export type FromTiler =
  | { readonly id: number; readonly tile: Uint8Array<ArrayBuffer> }
  | { readonly id: number; readonly error: unknown };

/** One tile waits for the database while another is drawn. */
export const TILES_AT_ONCE = 2;

interface Asked {
  readonly id: number;
  readonly address: TileAddress;
  readonly end: (tile: Uint8Array | null, error?: unknown) => void;
}

export class BaseTiles {
  readonly #database: DatabaseAddress;
  #worker: Worker | null = null;
  #waiting: Asked[] = [];
  readonly #atWork = new Map<number, Asked>();
  #last = 0;
  #isClosed = false;

  /** The thread starts with the first tile. */
  constructor(database: DatabaseAddress) {
    this.#database = database;
  }

  /**
   * A tile in the vector tile format, of the imports that are current.
   * @throws the signal's reason once it is aborted (a tile that waits is then never begun), WorkerEnded, and what the database throws
   */
  tile(address: TileAddress, signal: AbortSignal): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const asked: Asked = {
      id: ++this.#last,
      address,
      end: (tile, error) => {
        signal.removeEventListener("abort", giveUp);
        if (tile === null) reject(error);
        else resolve(tile);
      },
    };
    const giveUp = () => {
      this.#waiting = this.#waiting.filter((other) => other !== asked);
      asked.end(null, signal.reason);
    };
    if (signal.aborted) reject(signal.reason);
    else if (this.#isClosed) reject(new WorkerEnded("The server is closing."));
    else {
      signal.addEventListener("abort", giveUp);
      this.#waiting.push(asked);
      this.#giveOut();
    }
    return promise;
  }

  /** Ends the thread; what is still open fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#fail([...this.#waiting.splice(0), ...this.#atWork.values()], "The server is closing.");
    await this.#worker?.terminate();
  }

  #giveOut(): void {
    while (this.#atWork.size < TILES_AT_ONCE && !this.#isClosed) {
      const asked = this.#waiting.shift();
      if (asked === undefined) return;
      this.#atWork.set(asked.id, asked);
      this.#worker ??= this.#start();
      this.#worker.postMessage({ id: asked.id, address: asked.address } satisfies ToTiler);
    }
  }

  #start(): Worker {
    const worker = new Worker(new URL("./base-tiles-worker.ts", import.meta.url), { workerData: this.#database });
    let reason = "";
    worker.on("message", (message: FromTiler) => {
      const asked = this.#atWork.get(message.id);
      this.#atWork.delete(message.id);
      if ("tile" in message) asked?.end(message.tile);
      else asked?.end(null, message.error);
      this.#giveOut();
    });
    worker.on("error", (error) => {
      reason = `: ${error instanceof Error ? error.message : String(error)}`;
    });
    worker.on("exit", (code) => {
      this.#worker = null;
      const failed = [...this.#atWork.values()];
      this.#atWork.clear();
      this.#fail(failed, `The thread that draws the map ended early ${reason || `with code ${code}`}`);
      this.#giveOut();
    });
    return worker;
  }

  #fail(asked: readonly Asked[], why: string): void {
    for (const { end } of asked) end(null, new WorkerEnded(why));
  }
}
