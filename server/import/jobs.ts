/**
 * Imports in the background of the server: one at a time, each in a worker thread with connections of its own, so that
 * requests are answered from the old state while it reads. Progress is kept in memory, everything else in the record.
 */
import { Worker } from "node:worker_threads";
import type { Kysely } from "kysely";
import type { ImportRecord, ImportRequest } from "../api/messages.ts";
import type { DatabaseAddress } from "../database/connection.ts";
import type { Database } from "../database/rows.ts";
import type { FromWorker, ToWorker, WorkerTask } from "./job-worker.ts";
import { abandonImport, importRecord, type OpenImport, openImport, readImport } from "./run.ts";

/** A worker that does not heed a stop for this long is ended by force. Milliseconds. */
const STOP_PATIENCE = 10_000;

type Progress = NonNullable<ImportRecord["progress"]>;

interface Job {
  readonly open: OpenImport;
  progress: Progress;
  worker: Worker | null;
  stopped: boolean;
  readonly ended: Promise<void>;
}

/** Told of each stored import; the next one starts, and this one's progress goes, only when its promise resolves. */
export type OnStored = (record: ImportRecord) => void | Promise<void>;

export class ImportJobs {
  readonly #db: Kysely<Database>;
  readonly #address: DatabaseAddress;
  readonly #jobs = new Map<number, Job>();
  readonly #onStored: OnStored;
  #queue: Promise<void> = Promise.resolve();

  constructor(db: Kysely<Database>, address: DatabaseAddress, onStored: OnStored) {
    this.#db = db;
    this.#address = address;
    this.#onStored = onStored;
  }

  /**
   * Writes the record and queues the import.
   *
   * @returns the record, state "running"
   * @throws UnreadableFile when the import cannot even be opened (see openImport)
   */
  async start(request: ImportRequest): Promise<ImportRecord> {
    const open = await openImport(this.#db, request);
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const job: Job = { open, progress: { stage: "waiting", share: null }, worker: null, stopped: false, ended };
    this.#jobs.set(open.id, job);
    this.#queue = this.#queue.then(() => this.#run(job)).then(resolve);
    return this.#withProgress(await readImport(this.#db, open.id));
  }

  /**
   * Stops an import and waits for its end, which comes by force where it does not heed. Returns its record, "stopped"
   * unless it was over before; null for an unknown id.
   */
  async stop(id: number): Promise<ImportRecord | null> {
    const job = this.#jobs.get(id);
    if (job) {
      this.#askToStop(job);
      // One that waits in the queue is closed at once; the queue passes over it.
      if (job.worker === null) await abandonImport(this.#db, id, "stopped", null);
      else await job.ended;
    }
    return this.get(id);
  }

  #askToStop(job: Job): void {
    job.stopped = true;
    job.progress = { stage: "stopping", share: null };
    const { worker } = job;
    worker?.postMessage("stop" satisfies ToWorker);
    if (worker) setTimeout(() => void worker.terminate(), STOP_PATIENCE).unref();
  }

  /** Records of all imports, the newest first. */
  async list(): Promise<ImportRecord[]> {
    const rows = await this.#db.selectFrom("imports").selectAll().orderBy("id", "desc").limit(500).execute();
    return rows.map((row) => this.#withProgress(importRecord(row)));
  }

  /** The record of an import, with its progress while it runs; null for an unknown id. */
  async get(id: number): Promise<ImportRecord | null> {
    const row = await this.#db.selectFrom("imports").selectAll().where("id", "=", id).executeTakeFirst();
    return row ? this.#withProgress(importRecord(row)) : null;
  }

  /** Resolves when nothing is queued or running. */
  async idle(): Promise<void> {
    await this.#queue;
  }

  /** Stops everything, for the end of the program. */
  async close(): Promise<void> {
    for (const job of this.#jobs.values()) this.#askToStop(job);
    await this.#queue;
  }

  #withProgress(record: ImportRecord): ImportRecord {
    const job = this.#jobs.get(record.id);
    return job ? { ...record, progress: job.progress } : record;
  }

  async #run(job: Job): Promise<void> {
    const { id } = job.open;
    try {
      if (job.stopped) {
        await abandonImport(this.#db, id, "stopped", null);
        return;
      }
      const failure = await this.#runInWorker(job);
      if (failure !== null)
        await abandonImport(this.#db, id, job.stopped ? "stopped" : "failed", job.stopped ? null : failure);
      const record = await readImport(this.#db, id);
      if (record.state !== "stored") return;
      job.progress = { stage: "linking", share: null };
      try {
        await this.#onStored(record);
      } catch (error) {
        await this.#warn(record, `The file is stored, but answers do not know of it: ${String(error)}`);
        throw error;
      }
    } catch (error) {
      // The queue must go on: the next import may well succeed.
      console.error(`Import ${id} of ${job.open.request.file}:`, error);
    } finally {
      this.#jobs.delete(id);
    }
  }

  async #warn({ id, warnings }: ImportRecord, sentence: string): Promise<void> {
    await this.#db
      .updateTable("imports")
      .set({ warnings: JSON.stringify([...warnings, sentence]) })
      .where("id", "=", id)
      .execute();
  }

  /** Null when the worker ended as it should (its record says how), else a sentence. */
  #runInWorker(job: Job): Promise<string | null> {
    return new Promise((resolve) => {
      const task: WorkerTask = { address: this.#address, open: job.open };
      const worker = new Worker(new URL("./job-worker.ts", import.meta.url), { workerData: task });
      job.worker = worker;
      let failure: string | null = "The import ended without a result, and nothing was changed.";
      worker.on("message", (message: FromWorker) => {
        if (message.type === "done") failure = null;
        else if (!job.stopped) job.progress = { stage: message.stage, share: message.share };
      });
      worker.on("error", (error) => {
        failure = `The import ended with an unexpected error, and nothing was changed: ${error.message}`;
      });
      worker.on("exit", () => {
        job.worker = null;
        resolve(failure);
      });
    });
  }
}
