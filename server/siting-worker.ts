/**
 * A thread of siting-jobs.ts: finds sites for one request, or, when the thread that looked for them had to be ended, describes
 * the best that it had told. It never looks up from its work, so it is stopped by a flag in shared memory and by the clock.
 */
import { parentPort, workerData } from "node:worker_threads";
import { standardUsed } from "./api/answers.ts";
import type { Change } from "./api/scenario-messages.ts";
import type { SitingInfeasible, SitingRequest, SitingResult } from "./api/siting-messages.ts";
import { type Packed, unpack } from "./lists.ts";
import { planOf } from "./plan.ts";
import { setUp } from "./siting/ask.ts";
import { describe } from "./siting/describe.ts";
import { createMipSolver } from "./siting/mip.ts";
import type { Watch } from "./siting/question.ts";
import { SitingRefused } from "./siting/refused.ts";
import { type Best, type Run, type Sited, type SitingOrder, type SitingProgress, solveSiting } from "./siting/solve.ts";
import type { Question } from "./standard.ts";
import type { Territory } from "./territory.ts";

export interface SitingTask {
  readonly territory: Packed;
  /** Of the scenario that it starts from. */
  readonly changes: readonly Change[];
  readonly question: Question;
  readonly request: SitingRequest;
  readonly seconds: number;
  /** An answer that is only to be described; null to look for one. */
  readonly best: Best | null;
  /** Not 0: end with the best so far. */
  readonly stop: Int32Array<SharedArrayBuffer>;
}

export type FromSiting =
  | { type: "progress"; progress: SitingProgress }
  | { type: "best"; best: Best }
  | { type: "result"; result: SitingResult }
  | { type: "infeasible"; infeasible: SitingInfeasible }
  | { type: "failed"; sentence: string };

/** Share of the time for finding sites; the rest is for the curve. */
const FINDING = 0.9;
/** Milliseconds between two messages of progress; what comes between them is told by the next. */
const BETWEEN = 250;

if (parentPort === null) throw new Error("siting-worker.ts is started by siting-jobs.ts.");
const port = parentPort;
const task = workerData as SitingTask;
const start = performance.now();
const elapsed = () => (performance.now() - start) / 1000;
const tell = (message: FromSiting) => port.postMessage(message);

/** A deadline, seconds from the start, and the flag. */
function until(seconds: number): Watch {
  return {
    isStopped: () => Atomics.load(task.stop, 0) !== 0 || elapsed() > seconds,
    secondsLeft: () => Math.max(0, seconds - elapsed()),
    report: () => {},
  };
}

let last = Number.NEGATIVE_INFINITY;
let stage = "";
/** A changed stage is told at once, else at most one message a BETWEEN. */
function tellProgress(progress: SitingProgress): void {
  const isNew = progress.stage !== stage && (progress.stage === "counting" || progress.value === null);
  if (!isNew && performance.now() - last < BETWEEN) return;
  [last, stage] = [performance.now(), progress.stage];
  tell({ type: "progress", progress });
}

async function work(): Promise<FromSiting> {
  const present = unpack(task.territory) as unknown as Territory;
  const { territory, tools, linker } = planOf(present).with(task.changes);
  const { changes, question, request, seconds } = task;
  const order: SitingOrder = { ground: { territory, tools, linker }, changes, question, request };
  const run: Run = {
    solver: task.best === null ? await createMipSolver() : null,
    watch: until(FINDING * seconds),
    afterwards: until(seconds),
    tell: tellProgress,
    keep: (best) => tell({ type: "best", best }),
  };
  const found: Sited | SitingInfeasible =
    task.best === null
      ? solveSiting(order, run)
      : describe(order, setUp(order.ground, question, request), { ...task.best, coverage: null }, run);
  if ("constraint" in found) return { type: "infeasible", infeasible: found };
  return { type: "result", result: { ...found, standard: standardUsed(territory, question), seconds: elapsed() } };
}

function sentenceOf(error: unknown): string {
  if (error instanceof SitingRefused) return `${error.pointer.slice(1) || "The request"} ${error.message}.`;
  return error instanceof Error ? error.message : String(error);
}

tell(await work().catch((error: unknown): FromSiting => ({ type: "failed", sentence: sentenceOf(error) })));
