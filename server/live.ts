/**
 * The territory that requests are answered from, and the pool of threads that answer from it. It is rebuilt in a worker
 * thread with a database connection of its own, so that the server keeps answering from the old value meanwhile; then the
 * new one takes its place at once.
 */
import { Worker } from "node:worker_threads";
import type { Kysely } from "kysely";
import { BaseTiles } from "./base-tiles.ts";
import type { DatabaseAddress } from "./database/connection.ts";
import type { Database } from "./database/rows.ts";
import { readFacilities, readPlaceCorrections } from "./database/territory-rows.ts";
import { type Packed, unpack } from "./lists.ts";
import { placesOn } from "./places/place-kinds.ts";
import { type Plan, planOf } from "./plan.ts";
import { Pool, presentOf } from "./pool.ts";
import { emptyTerritory, type Territory } from "./territory.ts";

/** What the worker is told. */
export interface BuildOrder {
  readonly address: DatabaseAddress;
  readonly snapshotFile: string | null;
}

export class LiveTerritory {
  readonly #db: Kysely<Database>;
  readonly #order: BuildOrder;
  /** Answers what takes long, from any territory that this has held. */
  readonly pool = new Pool();
  /** Draws the base map from the imports that are current. */
  readonly baseTiles: BaseTiles;
  #plan: Plan = planOf(emptyTerritory());
  /** Counts edits, so that a rebuild knows whether the facilities that it read are old by now. */
  #facilityEdits = 0;
  /** The same for corrections of city and countryside. */
  #placeEdits = 0;
  #lastTurn: Promise<void> = Promise.resolve();
  #rebuilding: Promise<void> | null = null;
  #isStale = false;
  /** Why the last rebuild failed, one sentence; null after one that succeeded. */
  #failure: string | null = null;
  #worker: Worker | null = null;
  #isClosed = false;

  /** @param snapshotFile where the network is kept between starts; without it each start builds it again */
  constructor(db: Kysely<Database>, address: DatabaseAddress, snapshotFile: string | null = null) {
    this.#db = db;
    this.#order = { address, snapshotFile };
    this.baseTiles = new BaseTiles(address);
  }

  get territory(): Territory {
    return this.#plan.territory;
  }

  /** The stages on the current territory. Take it once in a request: it may be another one after an await. */
  get plan(): Plan {
    return this.#plan;
  }

  /** True from the start until the first territory stands. */
  get isLoading(): boolean {
    return this.territory.version === 0;
  }

  /** Why the stored rows make no territory, or null. The one before stays in use, if there was one. */
  get failure(): string | null {
    return this.#failure;
  }

  /**
   * Builds the territory again from the database. Calls during a rebuild share one more rebuild after it; the promise
   * resolves when a territory stands that was read after the call.
   * @throws when the rows cannot be read or contradict each other; the old territory stays
   */
  async reload(): Promise<void> {
    if (this.#rebuilding !== null) {
      this.#isStale = true;
      await this.#rebuilding.catch(() => undefined);
      // A rebuild that failed before our turn has read nothing for us.
      if (this.#isStale && !this.#isClosed) await this.reload();
      return;
    }
    this.#rebuilding = this.#rebuildUntilFresh().finally(() => {
      this.#rebuilding = null;
    });
    await this.#rebuilding;
  }

  async #rebuildUntilFresh(): Promise<void> {
    do {
      this.#isStale = false;
      const edits = this.#facilityEdits;
      const placeEdits = this.#placeEdits;
      const built = await this.#buildInWorker().catch((error) => {
        this.#failure = `The stored territory cannot be built: ${error instanceof Error ? error.message : error}`;
        throw new Error(this.#failure, { cause: error });
      });
      this.#failure = null;
      if (this.#isClosed) return;
      await this.#inTurn(async () => {
        const next = { ...built, version: this.territory.version + 1 };
        const territory = placeEdits === this.#placeEdits ? next : await this.#withPlaces(next);
        if (edits === this.#facilityEdits) this.#use(territory);
        else await this.#useWithFacilities(territory);
      });
    } while (this.#isStale && !this.#isClosed);
  }

  /** Reads the facilities again and links them; everything else stays. Resolves when answers know of them. */
  async facilitiesChanged(): Promise<void> {
    this.#facilityEdits++;
    await this.#inTurn(async () => {
      // The first territory is still being built, and will read these rows.
      if (!this.isLoading) await this.#useWithFacilities(this.territory);
    });
  }

  /** Reads the corrections of city and countryside again; everything else stays. Resolves when answers know of them. */
  async placesChanged(): Promise<void> {
    this.#placeEdits++;
    await this.#inTurn(async () => {
      if (!this.isLoading) this.#use(await this.#withPlaces(this.territory));
    });
  }

  async #withPlaces(territory: Territory): Promise<Territory> {
    const corrections = await readPlaceCorrections(this.#db);
    const decided = await this.pool.ask(presentOf(territory), "places", corrections);
    return placesOn({ ...territory, version: territory.version + 1 }, corrections, decided);
  }

  async #useWithFacilities(territory: Territory): Promise<void> {
    const facilities = await this.pool.ask(presentOf(territory), "facilities", await readFacilities(this.#db));
    this.#use({ ...territory, version: territory.version + 1, facilities });
  }

  #use(territory: Territory): void {
    this.#plan = planOf(territory);
    this.pool.use(territory);
  }

  /** Changes of the value happen one after another, each on what the one before it left. */
  #inTurn(change: () => Promise<void>): Promise<void> {
    const turn = this.#lastTurn.then(change);
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }

  #buildInWorker(): Promise<Territory> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(new URL("./live-worker.ts", import.meta.url), { workerData: this.#order });
      this.#worker = worker;
      worker.once("message", (packed: Packed) => resolve(unpack(packed) as unknown as Territory));
      worker.once("error", reject);
      worker.once("exit", (code) => {
        this.#worker = null;
        reject(new Error(`The worker that builds the territory ended with code ${code}.`));
      });
    });
  }

  /** Ends a rebuild that is under way, the pool and the drawing of tiles. The database stays open: it belongs to the caller. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
    await this.#rebuilding?.catch(() => undefined);
    await Promise.all([this.pool.close(), this.baseTiles.close()]);
    await this.#lastTurn;
  }
}
