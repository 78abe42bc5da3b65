/**
 * The pool: threads that answer what takes long, so that the thread that hears requests never computes for more than a
 * few milliseconds. Each worker (pool-worker.ts) has a plan of its own on the same territory in shared memory.
 *
 * A question of many places is asked in parts. Parts of all that is asked take turns, so that a short question waits for
 * one part of a long one, not for its end. Whoever no longer wants an answer aborts: parts that wait are dropped, and one
 * that runs is told by a flag in shared memory, which it looks at between two places.
 *
 * Every question names the situation that it is about: a territory, and the changes of a scenario over it. All its parts are answered
 * from that one, also when another has become current meanwhile. Only workers make the territory of a scenario.
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Change, ChangeProblem } from "./api/scenario-messages.ts";
import type { Difference } from "./comparison.ts";
import type { FacilityRow, PlaceCorrection } from "./database/territory-rows.ts";
import { type Packed, pack } from "./lists.ts";
import type { Links } from "./network/network.ts";
import type { Times } from "./network/search.ts";
import type { DecidedPlaces } from "./places/place-kinds.ts";
import type { OnStage } from "./plan.ts";
import type { ComparisonOrder } from "./report/comparison-write.ts";
import type { ReportFormat } from "./report/report.ts";
import type { KeptOrder, ReportOrder } from "./report/write.ts";
import type { About } from "./review/review.ts";
import type { Question as StandardQuestion } from "./standard.ts";
import type { Facilities, Territory } from "./territory.ts";
import type { Trial } from "./what-if.ts";
import type { AreaLevel, ReportStage } from "./words.ts";

/** What a question is about: the present state, changed by a scenario. */
export interface Situation {
  readonly territory: Territory;
  /** None: the present state itself. */
  readonly changes: readonly Change[];
}

/** The territory as it is. */
export const presentOf = (territory: Territory): Situation => ({ territory, changes: [] });

/** What can be asked. Answers of bytes are ready to be sent: making JSON of a large answer takes as long as finding it. */
export interface Questions {
  /** Places joined to the streets. */
  link: { question: { lon: Float64Array; lat: Float64Array; maxMetres: number }; answer: Links };
  /** Facilities of the situation by id: their links, one row each, and which ids there are none of. */
  facilityLinks: { question: readonly number[]; answer: { links: Links; unknown: readonly number[] } };
  /** Changes of the situation that have no effect. */
  problems: { question: null; answer: readonly ChangeProblem[] };
  /** These facilities joined to the streets and found in their areas. */
  facilities: { question: readonly FacilityRow[]; answer: Facilities };
  /** JSON of the message Coverage. */
  coverage: { question: { asked: StandardQuestion; level?: AreaLevel }; answer: Uint8Array };
  /** JSON of the message Gaps. */
  gaps: { question: { asked: StandardQuestion; limit?: number }; answer: Uint8Array };
  /** JSON of the message Review. */
  review: { question: { asked: StandardQuestion; about: About }; answer: Uint8Array };
  /** The review packed as it is kept (kept-review.ts), and the figures that its record shows. */
  keptReview: {
    question: { asked: StandardQuestion; about: About };
    answer: { document: Uint8Array; people: number; served: number };
  };
  /** JSON of the message Review, of a packed one. */
  unpackReview: { question: { document: Uint8Array }; answer: Uint8Array };
  /** JSON of the message ReviewChanges, of two packed ones. */
  reviewChanges: { question: { before: Uint8Array; after: Uint8Array }; answer: Uint8Array };
  /** What the last change of the situation does after those before it: against the situation without it. */
  step: { question: { asked: StandardQuestion }; answer: Difference & { readonly peopleCovered: number } };
  /** JSON of the message Comparison, of the present state. */
  comparison: {
    question: { asked: StandardQuestion; plans: readonly ComparedPlan[] };
    answer: Uint8Array;
  };
  /** The same as the bytes of a file. */
  comparisonFile: { question: ComparisonOrder & { plans: readonly ComparedPlan[] }; answer: Uint8Array };
  /** A kept review as the bytes of a workbook. */
  keptReport: { question: KeptOrder; answer: Uint8Array };
  /** The review as the bytes of a file. */
  report: { question: ReportOrder & { format: ReportFormat }; answer: Uint8Array };
  /** JSON of the features of the message Catchments, without brackets around them. */
  catchments: { question: CatchmentsQuestion; answer: Uint8Array };
  times: { question: { from: Links; to: Links }; answer: Times };
  /** JSON of the message Times. */
  timesTable: { question: Times & { columns: number; walkingSpeedKmh: number }; answer: Uint8Array };
  /** From row 0 of the links. JSON of the message Walk. */
  walk: { question: { links: Links; asked: StandardQuestion }; answer: Uint8Array };
  /** JSON of the message WhatIf. Asked of the present state. */
  whatIf: { question: { asked: StandardQuestion; trial: Trial; withOutline: boolean }; answer: Uint8Array };
  /** City and countryside with these corrections. */
  places: { question: readonly PlaceCorrection[]; answer: DecidedPlaces };
  /** JSON of the message PlaceKinds. */
  placeKinds: { question: null; answer: Uint8Array };
  /** JSON of the message AreaList. */
  areas: { question: { level?: AreaLevel }; answer: Uint8Array };
  /** JSON of the message SettlementList. */
  settlements: { question: null; answer: Uint8Array };
  /** A tile of what the territory holds, in the vector tile format. */
  tile: { question: TileQuestion; answer: Uint8Array };
}

/** One of the plans that are compared, with what its changes come to one after another. */
export interface ComparedPlan {
  /** Null for the present state. */
  readonly scenario: {
    readonly id: number;
    readonly name: string;
    readonly note: string;
    readonly revision: number;
    readonly changes: readonly Change[];
  } | null;
  readonly steps: readonly Answer<"step">[];
}

export interface CatchmentsQuestion {
  readonly places: Links;
  /** What each place is called in the answer. */
  readonly names: readonly ({ facilityId: number } | { pointIndex: number })[];
  readonly cutoffsMinutes: readonly number[];
  readonly walkingSpeedKmh: number;
  readonly withOutline: boolean;
  readonly withCells: boolean;
}

export interface TileQuestion {
  readonly layer: "areas" | "settlements" | "cells";
  readonly z: number;
  readonly x: number;
  readonly y: number;
  readonly asked: StandardQuestion;
  /** Of cells: whether they tell the reason of those who are not covered. */
  readonly withReasons: boolean;
  /** Of cells: changes of the plan that they are compared with, none for the present state; null when they are not. */
  readonly compareWith: readonly Change[] | null;
}

export type QuestionName = keyof Questions;
export type Question<Name extends QuestionName> = Questions[Name]["question"];
export type Answer<Name extends QuestionName> = Questions[Name]["answer"];

export type ToWorker =
  /** Fields of the territory (lists.ts), without those that are the same in the version `like`. */
  | { type: "territory"; version: number; like: number | null; fields: Packed }
  | { type: "forget"; version: number }
  | {
      type: "task";
      id: number;
      version: number;
      changes: readonly Change[];
      name: QuestionName;
      question: unknown;
    };
export type FromWorker =
  | { id: number; type: "answer"; answer: unknown }
  /** A stage of a long answer begins. */
  | { id: number; type: "stage"; stage: ReportStage }
  | { id: number; type: "error"; error: unknown }
  | { id: number; type: "stopped" };
/** The worker's share of the memory: the number of the task that is to be stopped. */
export interface WorkerShare {
  readonly stop: Int32Array<SharedArrayBuffer>;
}

/** Whether nobody wants the answer any more: workers look between places, where stopping is cheap. */
export type IsStopped = () => boolean;
/** Thrown by a worker that has looked. */
export class Stopped extends Error {}

/** A worker ended while it computed an answer, most often because memory ran out. */
export class WorkerEnded extends Error {}

const MOST_WORKERS = 4;

/** All parts of one question. */
interface Asked {
  readonly situation: Situation;
  readonly name: QuestionName;
  readonly parts: readonly unknown[];
  /** Parts before this one have been given to workers. */
  next: number;
  readonly answers: unknown[];
  open: number;
  readonly onStage: OnStage<ReportStage>;
  readonly end: (error: unknown) => void;
}

interface Task {
  readonly id: number;
  readonly asked: Asked;
  readonly part: number;
}

interface Seat {
  worker: Worker | null;
  readonly stop: Int32Array<SharedArrayBuffer>;
  /** Territories that the worker has, by version. */
  known: Map<number, Territory>;
  task: Task | null;
}

export class Pool {
  readonly #file: URL;
  readonly #seats: Seat[];
  /** Those with parts that wait; the first is served next. */
  #waiting: Asked[] = [];
  readonly #open = new Set<Asked>();
  #current: Territory | null = null;
  #lastTask = 0;
  #isClosed = false;

  /** Workers start with the first territory, or with the first question. */
  constructor({
    workers = Math.max(1, Math.min(MOST_WORKERS, availableParallelism() - 1)),
    file = new URL("./pool-worker.ts", import.meta.url),
  }: { workers?: number; file?: URL } = {}) {
    this.#file = file;
    this.#seats = Array.from({ length: workers }, () => {
      return { worker: null, stop: new Int32Array(new SharedArrayBuffer(4)), known: new Map(), task: null };
    });
  }

  /** Hands the territory that most questions will be about to all workers. Versions name territories. */
  use(territory: Territory): void {
    this.#current = territory;
    if (this.#isClosed) return;
    for (const seat of this.#seats) this.#teach(seat, territory);
    this.#forgetOld();
  }

  /**
   * One question, answered from this situation.
   * @param onStage hears which stage of a review or a report begins, as soon as it does
   * @throws the signal's reason once it is aborted, WorkerEnded, and whatever is thrown while answering
   */
  async ask<Name extends QuestionName>(
    situation: Situation,
    name: Name,
    question: Question<Name>,
    signal?: AbortSignal,
    onStage?: OnStage<ReportStage>,
  ): Promise<Answer<Name>> {
    const [answer] = await this.askParts(situation, name, [question], signal, onStage);
    return answer;
  }

  /** A question in parts: answers in the order of the parts. When one part fails, all do. */
  askParts<Name extends QuestionName>(
    situation: Situation,
    name: Name,
    parts: readonly Question<Name>[],
    signal?: AbortSignal,
    onStage: OnStage<ReportStage> = () => undefined,
  ): Promise<Answer<Name>[]> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer<Name>[]>();
    if (signal?.aborted) reject(signal.reason);
    else if (this.#isClosed) reject(new WorkerEnded("The server is closing."));
    else if (parts.length === 0) resolve([]);
    else {
      const answers: Answer<Name>[] = [];
      const giveUp = () => end(signal?.reason);
      const end = (error: unknown) => {
        if (!this.#open.delete(asked)) return;
        signal?.removeEventListener("abort", giveUp);
        this.#waiting = this.#waiting.filter((other) => other !== asked);
        for (const { task, stop } of this.#seats) if (task?.asked === asked) Atomics.store(stop, 0, task.id);
        this.#forgetOld();
        if (error === null) resolve(answers);
        else reject(error);
      };
      const asked: Asked = { situation, name, parts, next: 0, answers, open: parts.length, onStage, end };
      signal?.addEventListener("abort", giveUp);
      this.#open.add(asked);
      this.#waiting.push(asked);
      this.#giveOut();
    }
    return promise;
  }

  /** Ends the workers; what is still open fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const asked of this.#open) asked.end(new WorkerEnded("The server is closing."));
    await Promise.all(this.#seats.map(({ worker }) => worker?.terminate()));
  }

  /** Gives waiting parts to idle workers, one part of each question in turn. */
  #giveOut(): void {
    if (this.#isClosed) return;
    for (const seat of this.#seats) {
      if (seat.task !== null) continue;
      const asked = this.#waiting.shift();
      if (asked === undefined) return;
      const part = asked.next++;
      if (asked.next < asked.parts.length) this.#waiting.push(asked);
      const { situation, name } = asked;
      const { territory, changes } = situation;
      const worker = this.#teach(seat, territory);
      seat.task = { id: ++this.#lastTask, asked, part };
      this.#send(worker, {
        type: "task",
        id: seat.task.id,
        version: territory.version,
        changes,
        name,
        question: asked.parts[part],
      });
    }
  }

  #hear(seat: Seat, message: FromWorker): void {
    const { task } = seat;
    if (task === null || task.id !== message.id) return;
    if (message.type === "stage") {
      if (this.#open.has(task.asked)) task.asked.onStage(message.stage);
      return;
    }
    seat.task = null;
    const { asked, part } = task;
    if (message.type === "error") asked.end(message.error);
    else if (message.type === "answer" && this.#open.has(asked)) {
      asked.answers[part] = message.answer;
      if (--asked.open === 0) asked.end(null);
    }
    this.#giveOut();
  }

  /** The worker of a seat, which knows this territory from now on. */
  #teach(seat: Seat, territory: Territory): Worker {
    const worker = seat.worker ?? this.#start(seat);
    if (seat.known.has(territory.version)) return worker;
    const like = [...seat.known.values()].at(-1);
    const isNew = ([key, value]: [string, unknown]) => like?.[key as keyof Territory] !== value;
    this.#send(worker, {
      type: "territory",
      version: territory.version,
      like: like?.version ?? null,
      fields: pack(Object.fromEntries(Object.entries(territory).filter(isNew))),
    });
    seat.known.set(territory.version, territory);
    return worker;
  }

  #start(seat: Seat): Worker {
    const share: WorkerShare = { stop: seat.stop };
    const worker = new Worker(this.#file, { workerData: share });
    let reason = "";
    worker.on("message", (message: FromWorker) => this.#hear(seat, message));
    worker.on("error", (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on("exit", (code) => {
      const { task } = seat;
      Object.assign(seat, { worker: null, known: new Map(), task: null });
      if (this.#isClosed) return;
      const why = reason === "" ? `with code ${code}` : `: ${reason}`;
      task?.asked.end(new WorkerEnded(`The computation of this answer ended early ${why}`));
      this.#giveOut();
    });
    seat.worker = worker;
    return worker;
  }

  /** Drops territories that nobody asks about any more. */
  #forgetOld(): void {
    const used = new Set([...this.#open].map(({ situation }) => situation.territory.version));
    if (this.#current !== null) used.add(this.#current.version);
    for (const { worker, known } of this.#seats) {
      for (const version of known.keys()) {
        if (used.has(version) || worker === null || known.size === 1) continue;
        known.delete(version);
        this.#send(worker, { type: "forget", version });
      }
    }
  }

  #send(worker: Worker, message: ToWorker): void {
    worker.postMessage(message);
  }
}
