/**
 * Siting by coverage as a mixed-integer model: y of each candidate is 1 where a site is open, x of each point the part of it
 * that is covered (it comes out whole by itself, so it need not be declared so). Church and ReVelle 1974, with budgets and
 * spacing; all other limits are in joint-model.ts.
 */
import { MipBuilder, type MipModel, type MipSolver } from "./mip.ts";
import type { CoverageQuestion } from "./question.ts";

export interface CoverageModel {
  readonly model: MipModel;
  /** Candidates that are open in these values, ascending. */
  openIn(values: Float64Array): number[];
  /** Values of the columns for open candidates. */
  valuesOf(open: Iterable<number>): Float64Array;
}

/** What the model makes the most of. */
export interface Aim {
  /**
   * "coverage": the weight covered. "fewest": as few new sites as possible, or with a budget the least cost, for at least
   * `target` weight.
   */
  readonly of: "coverage" | "fewest";
  readonly target?: number;
  /** With "fewest": each point must be covered, whatever the target; its own row says so more sharply than a sum does. */
  readonly everybody?: boolean;
}

/** Entries that the model will have at most: known before it is built. */
export function entriesOf({ reach, weight, conflicts }: CoverageQuestion): number {
  const { items, count } = reach.byCandidate;
  return items.length + weight.length + (conflicts?.items.length ?? 0) + 2 * count;
}

export function coverageModel(
  solver: MipSolver,
  question: CoverageQuestion,
  { of, target = 0, everybody = false }: Aim,
): CoverageModel {
  const { reach, weight, existing, conflicts } = question;
  const { byCandidate, byPoint } = reach;
  const mip = new MipBuilder();
  const stands = new Set(existing);
  for (let j = 0; j < byCandidate.count; j++) {
    const price = of === "fewest" && !stands.has(j) ? -(question.budget?.cost[j] ?? 1) : 0;
    mip.column(price, { isInteger: true, lower: stands.has(j) ? 1 : 0 });
  }
  const firstPoint = byCandidate.count;
  for (let i = 0; i < weight.length; i++) mip.column(of === "coverage" ? weight[i] : 0, { lower: everybody ? 1 : 0 });
  const most = Number.POSITIVE_INFINITY;
  const one = () => 1;

  for (let i = 0; i < weight.length; i++) {
    const columns = [firstPoint + i, ...byPoint.items.subarray(byPoint.first[i], byPoint.first[i + 1])];
    mip.row(-most, 0, columns, (n) => (n === 0 ? 1 : -1));
  }
  addLimits(mip, question, of === "fewest");
  if (conflicts !== null) {
    for (let j = 0; j < conflicts.count; j++) {
      for (let k = conflicts.first[j]; k < conflicts.first[j + 1]; k++) {
        const other = conflicts.items[k];
        if (other > j && !(stands.has(j) && stands.has(other))) mip.row(-most, 1, [j, other], one);
      }
    }
  }
  if (of === "fewest" && target > 0 && !everybody) {
    const points = Array.from(weight, (_, i) => firstPoint + i);
    mip.row(target, most, points, (n) => weight[n]);
  }
  const model = mip.build(solver.highs);
  return {
    model,
    openIn: (values) => range(byCandidate.count).filter((j) => values[j] > 0.5),
    valuesOf: (open) => {
      const values = new Float64Array(model.data.numCols);
      for (const j of open) {
        values[j] = 1;
        for (let k = byCandidate.first[j]; k < byCandidate.first[j + 1]; k++)
          values[firstPoint + byCandidate.items[k]] = 1;
      }
      return values;
    },
  };
}

/** The number of sites and the budget. Existing sites count in neither. */
function addLimits(mip: MipBuilder, { reach, existing, mostSites, budget }: CoverageQuestion, isFewest: boolean): void {
  const kept = new Set(existing);
  const counted = range(reach.byCandidate.count).filter((j) => !kept.has(j));
  const most = Number.POSITIVE_INFINITY;
  if (mostSites !== null) mip.row(-most, mostSites, counted, () => 1);
  if (budget !== null && !isFewest) mip.row(-most, budget.amount, counted, (n) => budget.cost[counted[n]]);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}
