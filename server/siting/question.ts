/**
 * What siting by coverage is asked, and what it answers. Candidates and points are numbered; names, coordinates and money
 * units stay with whoever asks. "Weight" is people times the weight of their groups; without weights it is people.
 */
import { type Rows, transpose } from "./rows.ts";

/** Who covers whom. */
export interface Reach {
  /** For each candidate the points that it covers, and for each point the candidates that cover it. */
  readonly byCandidate: Rows;
  readonly byPoint: Rows;
}

export interface Budget {
  readonly amount: number;
  /** Of each candidate, in the unit of the amount; 0 or more. */
  readonly cost: Float64Array;
}

/** Existing sites that may be closed and opened elsewhere: each closed one allows one more new site. */
export interface Moves {
  readonly sites: Int32Array;
  /** Of closing each, in the unit of the budget; what the new place costs comes on top. */
  readonly cost: Float64Array;
}

export interface CoverageQuestion {
  readonly reach: Reach;
  /** Of each point, 0 or more. */
  readonly weight: Float64Array;
  /** Candidates that stand already and stay; they count neither as new sites nor in the budget. */
  readonly existing: Int32Array;
  readonly movable: Moves | null;
  /** At most so many new sites; null: only the budget limits them. */
  readonly mostSites: number | null;
  readonly budget: Budget | null;
  /** For each candidate those that it may not stand together with (minimum spacing); symmetric. Existing sites among themselves are not judged. */
  readonly conflicts: Rows | null;
}

/** How far the work is. */
export interface Progress {
  readonly stage: string;
  /** 0–1, of the work that is planned. */
  readonly share: number;
  /** What the best answer so far comes to, in the unit of the answer (weight, sites or money, cost); not finite until there is one. */
  readonly best: number;
  /** Proven: nothing can be better. Not finite until there is one. */
  readonly bound: number;
  /** New sites of the best answer so far, told by those who know them: kept should the work be ended by force. */
  readonly sites?: readonly number[];
  /** Of each of these sites its tier, where candidates are numbered in each tier. */
  readonly tiers?: readonly number[];
}

/** Who watches the work. Nothing here knows a clock of its own. */
export interface Watch {
  /** Asked often; true ends the work with the best so far. A deadline is one of these. */
  isStopped(): boolean;
  /** Seconds until isStopped will be true by a deadline; Infinity without one. HiGHS looks at a clock where it asks nobody (its presolve). */
  secondsLeft(): number;
  report(progress: Progress): void;
}

/** For steps whose own figures are not those of the question: they stop with it and tell nothing. */
export function silent({ isStopped, secondsLeft }: Watch): Watch {
  return { isStopped, secondsLeft, report: () => {} };
}

export const UNWATCHED: Watch = {
  isStopped: () => false,
  secondsLeft: () => Number.POSITIVE_INFINITY,
  report: () => {},
};

export interface RankedSite {
  readonly candidate: number;
  /** Weight that it adds to the existing sites and those ranked before it. */
  readonly gain: number;
}

export interface CoverageAnswer {
  readonly kind: "answer";
  /** New sites, that with the largest gain first; sites that would add nothing are not named. */
  readonly sites: readonly RankedSite[];
  /** Movable sites that are closed, ascending. */
  readonly closed: readonly number[];
  /** What new sites and moves cost; 0 without a budget. */
  readonly cost: number;
  readonly peopleCovered: number;
  /** Covered by the existing sites alone, the movable ones among them. */
  readonly coveredBefore: number;
  /** Nobody can cover more; rounded upward. Equal to peopleCovered when that is proven to be the best. */
  readonly upperBound: number;
  readonly gapPercent: number;
  readonly method: string;
  /** Candidates that were left to choose from after those that cannot matter. */
  readonly candidates: number;
  /** True when the watch ended the work before the method was through. */
  readonly stoppedEarly: boolean;
}

/** What cannot be had, and by how much. */
export interface Infeasible {
  readonly kind: "infeasible";
  readonly constraint: "floor" | "budget" | "coverage" | "spacing" | "sites";
  /** Area of the floor that cannot be kept; NONE otherwise. */
  readonly area: number;
  /** How much is missing, in the unit of the constraint: weight of floors and coverage, sites, money. */
  readonly missing: number;
  readonly message: string;
}

/** Below this share of the whole, differences are rounding: answer and bound count as equal. */
export const EQUAL_SHARE = 1e-9;

/** Completes a question by what is left out, and refuses what makes no sense. */
export function coverageQuestion(
  given: Pick<CoverageQuestion, "weight"> & Partial<CoverageQuestion> & { readonly byCandidate: Rows },
): CoverageQuestion {
  const { byCandidate, weight } = given;
  const question: CoverageQuestion = {
    reach: given.reach ?? { byCandidate, byPoint: transpose(byCandidate, weight.length) },
    weight,
    existing: given.existing ?? new Int32Array(),
    movable: given.movable ?? null,
    mostSites: given.mostSites ?? null,
    budget: given.budget ?? null,
    conflicts: given.conflicts ?? null,
  };
  checkQuestion(question);
  return question;
}

function checkQuestion(question: CoverageQuestion): void {
  const { reach, weight, existing, mostSites, budget, movable, conflicts } = question;
  const count = reach.byCandidate.count;
  const lengthIs = (what: string, length: number, wanted: number): void => {
    if (length !== wanted)
      throw new Error(`${what} has ${length} values, but there are ${wanted} of them to describe.`);
  };
  checkNumbers("A weight", weight);
  lengthIs("The list of points", reach.byPoint.count, weight.length);
  checkItems("A candidate's point", reach.byCandidate.items, weight.length);
  checkItems("An existing site", existing, count);
  if (mostSites === null && budget === null) throw new Error("Siting needs a number of sites or a budget.");
  if (mostSites !== null && !(Number.isInteger(mostSites) && mostSites >= 0))
    throw new Error(`The number of sites must be a whole number, 0 or more, not ${mostSites}.`);
  if (budget !== null) {
    if (!(budget.amount >= 0)) throw new Error(`The budget must be 0 or more, not ${budget.amount}.`);
    lengthIs("The list of costs", budget.cost.length, count);
    checkNumbers("A cost", budget.cost);
  }
  if (movable !== null) {
    lengthIs("The list of costs of moves", movable.cost.length, movable.sites.length);
    checkNumbers("The cost of a move", movable.cost);
    checkItems("A movable site", movable.sites, count);
    const stays = new Set(existing);
    const both = movable.sites.find((site) => stays.has(site));
    if (both !== undefined) throw new Error(`Candidate ${both} cannot both stay and be movable.`);
    if (new Set(movable.sites).size < movable.sites.length) throw new Error("A movable site is named twice.");
  }
  if (conflicts !== null) {
    lengthIs("The list of conflicts", conflicts.count, count);
    checkItems("A conflict", conflicts.items, count);
  }
}

function checkItems(what: string, items: Int32Array, count: number): void {
  for (let k = 0; k < items.length; k++)
    if (items[k] < 0 || items[k] >= count)
      throw new Error(`${what} must be a number from 0 to ${count - 1}, not ${items[k]}.`);
}

function checkNumbers(what: string, values: Float64Array): void {
  const wrong = values.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (wrong >= 0) throw new Error(`${what} must be a number, 0 or more, but number ${wrong} is ${values[wrong]}.`);
}

/** Sum of a column, in the order of the column. */
export function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

/** Whether all are whole numbers: then so is every sum, and a bound may be rounded down. */
export function areWhole(values: Float64Array): boolean {
  return values.every((value) => Number.isInteger(value));
}

/**
 * A bound made safe against rounding: raised by more than the error of a sum of millions of terms, and, where all weights
 * are whole, cut to the whole number below.
 */
export function safeBound(bound: number, whole: boolean): number {
  const raised = bound + Math.abs(bound) * EQUAL_SHARE;
  return whole ? Math.floor(raised + 1e-6) : raised;
}

/** Percent of the bound that the answer may fall short by; 0 when they are equal but for rounding. */
export function gapPercentOf(covered: number, bound: number): number {
  return bound - covered <= 2 * EQUAL_SHARE * Math.max(1, Math.abs(bound)) ? 0 : (100 * (bound - covered)) / bound;
}
