/**
 * What the Lagrangian bound leaves open, by branching: a candidate is opened in one branch and closed in the other, each with
 * a bound of its own that starts from the prices of its parent (Beasley 1985, without the time limit of his day). The branch
 * with the least bound goes on, so the bound of the whole rises all the time. Ends with the best answer.
 */
import { CLOSED, FREE, medianOracle, OPEN } from "./median-bound.ts";
import type { MedianPart } from "./median-part.ts";
import { descend } from "./subgradient.ts";

/** What the whole search knows. */
export interface Search {
  /** Cost of the best answer so far. */
  best(): number;
  /** Whether answers of at least this bound cannot be better than the best. */
  isBeaten(bound: number): boolean;
  /** Tries sites as an answer. */
  offer(sites: readonly number[]): void;
  /** Told the least bound of all that is left. */
  raise(bound: number): void;
  isStopped(): boolean;
}

interface Branch {
  readonly settled: Uint8Array;
  /** Shared by both branches of a parent: copied before it is changed. */
  readonly prices: Float64Array;
  readonly bound: number;
}

/** Evaluations for each branch: its parent's prices are near. */
const EVALUATIONS = 40;
/** First step as a share of the way to the best answer: short, as the prices are good already. */
const STEP = 0.15;
/** Each so many branches the bound's sites are tried as an answer. */
const TRIED_EACH = 16;

/**
 * @param prices of the bound of the part; `mostBranches`: null for as many as it takes
 * @returns true when nothing is left that could be better than the best answer
 */
export function branchAndBound(
  part: MedianPart,
  { prices, bound, mostBranches }: { prices: Float64Array; bound: number; mostBranches: number | null },
  search: Search,
): boolean {
  const { weight, base, mostSites } = part;
  const most = base.map((each, i) => each * weight[i]);
  const slope = new Float64Array(prices.length);
  const left: Branch[] = [{ settled: new Uint8Array(part.candidateOf.length), prices, bound }];
  for (let n = 0; left.length > 0; n++) {
    let least = 0;
    for (let b = 1; b < left.length; b++) if (left[b].bound < left[least].bound) least = b;
    const branch = left[least];
    if (search.isBeaten(branch.bound)) break;
    search.raise(branch.bound);
    if (search.isStopped() || n === mostBranches) return false;
    left[least] = left[left.length - 1];
    left.pop();

    const settled = branch.settled.slice();
    const mine = branch.prices.slice();
    const oracle = medianOracle(part, settled);
    descend(oracle, {
      prices: mine,
      most,
      iterations: EVALUATIONS,
      step: STEP,
      target: () => -search.best(),
      isDone: (value) => search.isBeaten(-value) || search.isStopped(),
    });
    const own = -oracle.evaluate(mine, slope);
    const now = Math.max(branch.bound, own);
    if (n % TRIED_EACH === 0) search.offer(oracle.chosen);
    if (search.isBeaten(now)) continue;
    const isChosen = new Uint8Array(settled.length);
    for (const j of oracle.chosen) isChosen[j] = 1;
    const penalties = oracle.penalties();
    penalties.forEach((penalty, j) => {
      if (settled[j] === FREE && search.isBeaten(own + penalty)) settled[j] = isChosen[j] === 1 ? OPEN : CLOSED;
    });
    const open = Array.from(settled.keys()).filter((j) => settled[j] === OPEN);
    // The chosen site that is missed most: where it is closed the bound rises most, and where it is open little is left.
    let next = -1;
    for (const j of oracle.chosen) if (settled[j] === FREE && (next < 0 || penalties[j] > penalties[next])) next = j;
    if (next < 0) next = settled.indexOf(FREE);
    if (open.length >= mostSites || next < 0) {
      if (open.length <= mostSites) search.offer(open);
      continue;
    }
    for (const side of [OPEN, CLOSED]) {
      const child = settled.slice();
      child[next] = side;
      const isOther = (side === OPEN) !== (isChosen[next] === 1);
      left.push({ settled: child, prices: mine, bound: isOther ? Math.max(now, own + penalties[next]) : now });
    }
  }
  return true;
}
