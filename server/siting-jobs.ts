/**
 * Siting in the background of the server: one request at a time, each in a thread of its own. The thread is told to stop by
 * a flag; where HiGHS hears nobody (its presolve), it is ended by force, and the best answer that it had told is described by another.
 */
import { Worker } from "node:worker_threads";
import type { Change } from "./api/scenario-messages.ts";
import type { SitingJob, SitingRequest } from "./api/siting-messages.ts";
import { pack } from "./lists.ts";
import { StoppedTooEarly } from "./siting/refused.ts";
import type { Best } from "./siting/solve.ts";
import type { FromSiting, SitingTask } from "./siting-worker.ts";
import type { Question } from "./standard.ts";
import type { Territory } from "./territory.ts";

const DEFAULT_SECONDS = 60;
/** Milliseconds that a thread may go on after it was to end, and while it counts what it has found. */
const PATIENCE = 5_000;
const PATIENCE_COUNTING = 120_000;
/** Jobs that are remembered after their end. */
const REMEMBERED = 50;
/** Points of a history; a longer one loses every other. */
const MOST_HISTORY = 600;

export interface SitingAsked {
  readonly territory: Territory;
  /** Of the scenario that it starts from. */
  readonly changes: readonly Change[];
  readonly question: Question;
  readonly request: SitingRequest;
}

interface Job {
  readonly id: number;
  readonly asked: SitingAsked;
  readonly stop: Int32Array<SharedArrayBuffer>;
  readonly startedAt: Date;
  state: SitingJob["state"];
  stage: string;
  share: number | null;
  history: SitingJob["history"];
  endedAt: Date | null;
  result: SitingJob["result"];
  infeasible: SitingJob["infeasible"];
  error: string | null;
  best: Best | null;
  worker: Worker | null;
  /** Ends the thread by force. */
  timer: NodeJS.Timeout | null;
}

export class SitingJobs {
  readonly #file: URL;
  readonly #patience: number;
  readonly #jobs = new Map<number, Job>();
  #lastId = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor({ file = new URL("./siting-worker.ts", import.meta.url), patience = PATIENCE } = {}) {
    this.#file = file;
    this.#patience = patience;
  }

  /** Queues a request. */
  start(asked: SitingAsked): SitingJob {
    const job: Job = {
      id: ++this.#lastId,
      asked,
      stop: new Int32Array(new SharedArrayBuffer(4)),
      startedAt: new Date(),
      state: "waiting",
      stage: "waiting",
      share: null,
      history: [],
      endedAt: null,
      result: null,
      infeasible: null,
      error: null,
      best: null,
      worker: null,
      timer: null,
    };
    this.#jobs.set(job.id, job);
    this.#queue = this.#queue.then(() => this.#run(job));
    return messageOf(job);
  }

  list(): SitingJob[] {
    return [...this.#jobs.values()].reverse().map(messageOf);
  }

  /** Null for an unknown id. */
  get(id: number): SitingJob | null {
    const job = this.#jobs.get(id);
    return job === undefined ? null : messageOf(job);
  }

  /** Lets a job end with the best so far; null for an unknown id. One that waits ends at once. */
  stop(id: number): SitingJob | null {
    const job = this.#jobs.get(id);
    if (job === undefined) return null;
    if (job.state === "waiting") end(job, { state: "stopped", error: "Stopped before its turn came." });
    else if (job.endedAt === null) this.#askToStop(job);
    return messageOf(job);
  }

  /** Forgets a job that is over; false for one that is not there or not over. */
  forget(id: number): boolean {
    if (!this.#jobs.get(id)?.endedAt) return false;
    return this.#jobs.delete(id);
  }

  /** Ends everything at once, for the end of the program. */
  async close(): Promise<void> {
    for (const job of this.#jobs.values()) {
      if (job.endedAt !== null) continue;
      end(job, { state: "stopped", error: "The server was closed." });
      await job.worker?.terminate();
    }
    await this.#queue;
  }

  #askToStop(job: Job): void {
    Atomics.store(job.stop, 0, 1);
    job.stage = "stopping";
    this.#endBy(job, this.#patience);
  }

  #endBy(job: Job, milliseconds: number): void {
    if (job.timer !== null) clearTimeout(job.timer);
    job.timer = setTimeout(() => void job.worker?.terminate(), milliseconds);
  }

  async #run(job: Job): Promise<void> {
    if (job.endedAt !== null) return;
    job.state = "running";
    const { seconds = DEFAULT_SECONDS } = job.asked.request;
    const began = performance.now();
    await this.#inThread(job, null, 1000 * seconds + this.#patience, began);
    // Ended by force: what it had found is still an answer with a bound.
    if (job.endedAt === null && job.best !== null) await this.#inThread(job, job.best, PATIENCE_COUNTING, began);
    if (job.endedAt === null) {
      const isAsked = Atomics.load(job.stop, 0) !== 0;
      end(job, { state: isAsked ? "stopped" : "failed", error: job.error ?? new StoppedTooEarly().message });
    }
    const over = [...this.#jobs.values()].filter(({ endedAt }) => endedAt !== null);
    for (const old of over.slice(0, -REMEMBERED)) this.#jobs.delete(old.id);
  }

  /** Resolves when the thread is over. */
  #inThread(job: Job, best: Best | null, milliseconds: number, began: number): Promise<void> {
    const { territory, changes, question, request } = job.asked;
    const task: SitingTask = {
      territory: pack(territory),
      changes,
      question,
      request,
      seconds: request.seconds ?? DEFAULT_SECONDS,
      best,
      stop: job.stop,
    };
    return new Promise((resolve) => {
      const worker = new Worker(this.#file, { workerData: task });
      job.worker = worker;
      this.#endBy(job, milliseconds);
      worker.on("message", (message: FromSiting) => {
        if (job.endedAt === null) this.#hear(job, message, (performance.now() - began) / 1000);
      });
      worker.on("error", (error) => {
        job.error = `The search for sites ended unexpectedly: ${error instanceof Error ? error.message : String(error)}`;
      });
      worker.on("exit", () => {
        if (job.timer !== null) clearTimeout(job.timer);
        [job.worker, job.timer] = [null, null];
        resolve();
      });
    });
  }

  #hear(job: Job, message: FromSiting, seconds: number): void {
    const isAsked = Atomics.load(job.stop, 0) !== 0;
    if (message.type === "best") job.best = message.best;
    else if (message.type === "progress") {
      const { stage, share, value, bound } = message.progress;
      if (!isAsked) [job.stage, job.share] = [stage, share];
      if (stage === "counting") this.#endBy(job, PATIENCE_COUNTING);
      if (value !== null || bound !== null) remember(job, { seconds, value, bound });
    } else if (message.type === "result") {
      const { value, bound } = message.result;
      remember(job, { seconds, value, bound });
      end(job, { state: isAsked ? "stopped" : "done", result: { ...message.result, seconds } });
    } else if (message.type === "infeasible") end(job, { state: "infeasible", infeasible: message.infeasible });
    else end(job, { state: isAsked ? "stopped" : "failed", error: message.sentence });
  }
}

function remember(job: Job, point: SitingJob["history"][number]): void {
  if (job.history.length >= MOST_HISTORY) job.history = job.history.filter((_, n) => n % 2 === 0);
  job.history.push(point);
}

function end(job: Job, how: Pick<Job, "state"> & Partial<Pick<Job, "result" | "infeasible" | "error">>): void {
  Object.assign(job, { endedAt: new Date(), stage: how.state, share: how.state === "done" ? 1 : job.share, ...how });
}

function messageOf(job: Job): SitingJob {
  const { id, state, stage, share, history, startedAt, endedAt, result, infeasible, error } = job;
  return {
    id,
    state,
    stage,
    share,
    history: [...history],
    request: job.asked.request,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    result,
    infeasible,
    error,
  };
}
