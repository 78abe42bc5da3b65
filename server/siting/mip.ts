/**
 * Mixed-integer models, built row by row and solved by HiGHS (in WebAssembly, one thread). The same model gives the same
 * answer on every run, unless the watch ends it. Callers give it
 * models of at most MOST_ENTRIES; larger ones are for the other methods.
 */
import loadHighs, { type Highs, type ModelData, type RunResult } from "highs";
import type { Watch } from "./question.ts";

/**
 * Entries of the matrix. Not memory is the limit but patience: while HiGHS presolves it asks nobody and looks at its clock
 * late (measured: 560,000 entries of coverage ended 2 s after a deadline of 10 s without an answer, 900,000 after 36 s).
 */
export const MOST_ENTRIES = 500_000;

/** HiGHS keeps constraints and bounds to within 1e-6 or so of their values. */
export const HIGHS_TOLERANCE = 1e-6;

export interface MipModel {
  readonly data: ModelData;
  readonly entries: number;
}

/** Collects columns and rows. Senses: all models here are maximised. */
export class MipBuilder {
  readonly #cost: number[] = [];
  readonly #lower: number[] = [];
  readonly #upper: number[] = [];
  readonly #integer: number[] = [];
  readonly #rowLower: number[] = [];
  readonly #rowUpper: number[] = [];
  readonly #starts: number[] = [0];
  readonly #indices: number[] = [];
  readonly #values: number[] = [];

  /** Adds a variable between 0 and `upper`; returns its number. */
  column(objective: number, { upper = 1, isInteger = false, lower = 0 } = {}): number {
    this.#lower.push(lower);
    this.#upper.push(upper);
    this.#integer.push(isInteger ? 1 : 0);
    return this.#cost.push(objective) - 1;
  }

  /** Adds lower ≤ Σ value · column ≤ upper; no column twice. */
  row(lower: number, upper: number, columns: Iterable<number>, value: (n: number) => number): void {
    let n = 0;
    for (const column of columns) {
      this.#indices.push(column);
      this.#values.push(value(n++));
    }
    this.#starts.push(this.#indices.length);
    this.#rowLower.push(lower);
    this.#rowUpper.push(upper);
  }

  get entries(): number {
    return this.#indices.length;
  }

  build(highs: Highs): MipModel {
    const numCols = this.#cost.length;
    const numRows = this.#rowLower.length;
    return {
      entries: this.#indices.length,
      data: {
        numCols,
        numRows,
        sense: highs.constants.objectiveSense.maximize,
        colCost: Float64Array.from(this.#cost),
        colLower: Float64Array.from(this.#lower),
        colUpper: Float64Array.from(this.#upper),
        rowLower: Float64Array.from(this.#rowLower),
        rowUpper: Float64Array.from(this.#rowUpper),
        integrality: Int32Array.from(this.#integer),
        matrix: {
          format: "csr",
          numRows,
          numCols,
          starts: Int32Array.from(this.#starts),
          indices: Int32Array.from(this.#indices),
          values: Float64Array.from(this.#values),
        },
      },
    };
  }
}

export interface MipResult {
  readonly status: "optimal" | "infeasible" | "stopped";
  /** Of each column; null when no answer was found. */
  readonly values: Float64Array | null;
  readonly objective: number;
  /** Nothing above it, within HiGHS's tolerances; Infinity when nothing is known. */
  readonly bound: number;
}

/** Solves models, one at a time. */
export interface MipSolver {
  readonly highs: Highs;
  /**
   * @param start values of columns that an answer at hand has, in whole; helps to prune
   * @param isWhole true when every answer's objective is a whole number: a gap below 1 is then none
   * @param found called with each better answer
   */
  solve(
    model: MipModel,
    options: {
      watch: Watch;
      start?: Float64Array | null;
      mostNodes?: number;
      isWhole?: boolean;
      found?: (best: number, bound: number) => void;
    },
  ): MipResult;
}

/** A solver of its own memory; a worker needs one. */
export async function createMipSolver(): Promise<MipSolver> {
  const highs = await loadHighs();
  return { highs, solve: (model, options) => solveMip(highs, model, options) };
}

const solveMip = (highs: Highs, { data }: MipModel, options: Parameters<MipSolver["solve"]>[1]): MipResult => {
  // HiGHS calls a model without columns "empty" and gives it no solution, whatever its rows ask.
  if (data.numCols === 0) return withoutColumns(data);
  const { watch, start = null, mostNodes = null, isWhole = false, found } = options;
  const { callbackType, modelStatus } = highs.constants;
  return highs.withModel(data, (model): MipResult => {
    model.options.set({
      output_flag: false,
      mip_rel_gap: 0,
      mip_abs_gap: isWhole ? 0.99 : 1e-7,
      random_seed: 1,
      ...(watch.secondsLeft() === Number.POSITIVE_INFINITY ? {} : { time_limit: watch.secondsLeft() }),
      ...(mostNodes === null ? {} : { mip_max_nodes: mostNodes }),
    });
    if (start !== null) model.setSolution({ colValue: start });
    const stop = (event: { interrupt(): void }): undefined => {
      if (watch.isStopped()) event.interrupt();
    };
    const run: RunResult = model.run({
      [callbackType.simplexInterrupt]: stop,
      [callbackType.ipmInterrupt]: stop,
      [callbackType.mipInterrupt]: (event) => {
        found?.(
          event.data.mip_primal_bound ?? Number.NEGATIVE_INFINITY,
          event.data.mip_dual_bound ?? Number.POSITIVE_INFINITY,
        );
        return stop(event);
      },
    });
    const status = run.modelStatus;
    if (status === modelStatus.infeasible) {
      return {
        status: "infeasible",
        values: null,
        objective: Number.NEGATIVE_INFINITY,
        bound: Number.NEGATIVE_INFINITY,
      };
    }
    const isOptimal = status === modelStatus.optimal;
    const known = [
      modelStatus.optimal,
      modelStatus.interrupted,
      modelStatus.solutionLimit,
      modelStatus.timeLimit,
      modelStatus.iterationLimit,
    ];
    if (!known.some((each) => each === status))
      throw new Error(`HiGHS ended with status ${status} on a model that it should solve.`);
    const hasAnswer = model.info.get("primal_solution_status") === highs.constants.solutionStatus.feasible;
    const objective = hasAnswer ? model.getObjectiveValue() : Number.NEGATIVE_INFINITY;
    const dual = data.integrality?.some((each) => each === 1) ? Number(model.info.get("mip_dual_bound")) : objective;
    return {
      status: isOptimal ? "optimal" : "stopped",
      values: hasAnswer ? Float64Array.from(model.getSolution().colValue) : null,
      objective,
      bound: isOptimal ? Math.max(objective, Number.isFinite(dual) ? dual : objective) : dual,
    };
  });
};

function withoutColumns({ rowLower, rowUpper }: ModelData): MipResult {
  const isKept = rowLower.every((lower, r) => lower <= 0 && rowUpper[r] >= 0);
  const objective = isKept ? 0 : Number.NEGATIVE_INFINITY;
  return {
    status: isKept ? "optimal" : "infeasible",
    values: isKept ? new Float64Array() : null,
    objective,
    bound: objective,
  };
}
