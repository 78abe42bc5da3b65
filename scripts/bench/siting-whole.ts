/** A thread that gives a coverage question whole to HiGHS, without any reduction, start or bound of ours; whoever started it ends it. */
import { parentPort, workerData } from "node:worker_threads";
import { coverageModel } from "../../server/siting/coverage-model.ts";
import { createMipSolver } from "../../server/siting/mip.ts";
import { type CoverageQuestion, UNWATCHED } from "../../server/siting/question.ts";

/** Best answer and bound so far. */
export interface WholeState {
  readonly entries: number;
  readonly best: number;
  readonly bound: number;
  readonly isDone: boolean;
}

const question = workerData as CoverageQuestion;
const solver = await createMipSolver();
const { model } = coverageModel(solver, question, { of: "coverage" });
const { entries } = model;
const tell = (state: WholeState) => parentPort?.postMessage(state);
tell({ entries, best: 0, bound: Number.POSITIVE_INFINITY, isDone: false });
const { objective, bound } = solver.solve(model, {
  watch: UNWATCHED,
  found: (best, most) => tell({ entries, best: Math.max(0, best), bound: most, isDone: false }),
});
tell({ entries, best: objective, bound, isDone: true });
