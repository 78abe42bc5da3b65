/**
 * Siting by coverage as a mixed-integer model: y of each candidate is 1 where a site is open, x of each point the part of it
 * that is covered (it comes out whole by itself, so it need not be declared so). Church and ReVelle 1974, with budgets,
 * spacing, floors, moves, and capacities as flows from points to sites (capacitated MCLP, Current and Storbeck 1988).
 */
import { MipBuilder, type MipModel, type MipSolver } from "./mip.ts";
import type { CoverageQuestion } from "./question.ts";

export interface CoverageModel {
  readonly model: MipModel;
  /** Candidates that are open in these values, ascending. */
  openIn(values: Float64Array): number[];
  /** Weight covered (with capacity: served) in these values. */
  coveredIn(values: Float64Array): number;
  /** Values of the columns for open candidates; null where the model has flows or slack, which would have to be found first. */
  valuesOf(open: Iterable<number>): Float64Array | null;
}

/** What the model makes the most of. */
export interface Aim {
  /**
   * "coverage": the weight covered. "fewest": as few new sites as possible, or with a budget the least cost, for at least
   * `target` weight. "floors": the least weight short of the floors.
   */
  readonly of: "coverage" | "fewest" | "floors";
  readonly target?: number;
  /** With "fewest": each point must be covered, whatever the target; its own row says so more sharply than a sum does. */
  readonly everybody?: boolean;
}

/** Entries that the model will have at most: known before it is built. */
export function entriesOf({ reach, weight, capacity, conflicts, floors }: CoverageQuestion): number {
  const pairs = reach.byCandidate.items.length;
  return (
    (capacity === null ? pairs : 4 * pairs) +
    weight.length * (floors === null ? 1 : 2) +
    (conflicts?.items.length ?? 0) +
    2 * reach.byCandidate.count
  );
}

/** @param coveredOfArea of each area, covered whatever is chosen (reduce.ts); with floors only. `wholeOfArea`: all its weight */
export function coverageModel(
  solver: MipSolver,
  question: CoverageQuestion,
  { of, target = 0, everybody = false }: Aim,
  areas: { coveredOfArea: Float64Array; wholeOfArea: Float64Array },
): CoverageModel {
  const { reach, weight, existing, movable, conflicts, floors, capacity } = question;
  const { byCandidate, byPoint } = reach;
  const mip = new MipBuilder();
  const stands = new Set([...existing, ...(movable?.sites ?? [])]);
  const kept = new Set(existing);
  for (let j = 0; j < byCandidate.count; j++) {
    const price = of === "fewest" && !stands.has(j) ? -(question.budget?.cost[j] ?? 1) : 0;
    mip.column(price, { isInteger: true, lower: kept.has(j) ? 1 : 0 });
  }
  const firstPoint = byCandidate.count;
  for (let i = 0; i < weight.length; i++)
    mip.column(of === "coverage" && capacity === null ? weight[i] : 0, { lower: everybody ? 1 : 0 });
  const most = Number.POSITIVE_INFINITY;
  const one = () => 1;

  let flowEnd = 0;
  const firstFlow = firstPoint + weight.length;
  if (capacity === null) {
    for (let i = 0; i < weight.length; i++) {
      const columns = [firstPoint + i, ...byPoint.items.subarray(byPoint.first[i], byPoint.first[i + 1])];
      mip.row(-most, 0, columns, (n) => (n === 0 ? 1 : -1));
    }
  } else flowEnd = addFlows(mip, question, firstFlow, firstPoint, of === "coverage");

  addLimits(mip, question, of === "fewest");
  if (conflicts !== null) {
    for (let j = 0; j < conflicts.count; j++) {
      for (let k = conflicts.first[j]; k < conflicts.first[j + 1]; k++) {
        const other = conflicts.items[k];
        if (other > j && !(stands.has(j) && stands.has(other))) mip.row(-most, 1, [j, other], one);
      }
    }
  }
  if (floors !== null) addFloors(mip, question, firstPoint, areas, of === "floors");
  if (of === "fewest" && target > 0 && !everybody) {
    const points = Array.from(weight, (_, i) => firstPoint + i);
    mip.row(target, most, points, (n) => weight[n]);
  }
  const model = mip.build(solver.highs);
  return {
    model,
    openIn: (values) => range(byCandidate.count).filter((j) => values[j] > 0.5),
    coveredIn: (values) => {
      let sum = 0;
      if (capacity === null)
        for (let i = 0; i < weight.length; i++) sum += weight[i] * Math.round(values[firstPoint + i]);
      else for (let c = firstFlow; c < flowEnd; c++) sum += weight[byCandidate.items[c - firstFlow]] * values[c];
      return sum;
    },
    valuesOf: (open) => {
      if (capacity !== null || of === "floors") return null;
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

/** A flow from each point to each candidate that covers it: a part of the point, in the order of byCandidate. Returns one past its last column. */
function addFlows(
  mip: MipBuilder,
  { reach, weight, capacity }: CoverageQuestion,
  firstFlow: number,
  firstPoint: number,
  isAim: boolean,
): number {
  if (capacity === null) return firstFlow;
  const { byCandidate } = reach;
  const most = Number.POSITIVE_INFINITY;
  const flowsOf: number[][] = Array.from(weight, () => []);
  for (let j = 0; j < byCandidate.count; j++) {
    const flows: number[] = [];
    for (let k = byCandidate.first[j]; k < byCandidate.first[j + 1]; k++) {
      const point = byCandidate.items[k];
      const flow = mip.column(isAim ? weight[point] : 0);
      flows.push(flow);
      flowsOf[point].push(flow);
      // A part of a point goes to open sites only; implied by the capacity, but without it the bound is poor.
      mip.row(-most, 0, [flow, j], (n) => (n === 0 ? 1 : -1));
    }
    const loads = byCandidate.items.subarray(byCandidate.first[j], byCandidate.first[j + 1]);
    mip.row(-most, 0, [...flows, j], (n) => (n < flows.length ? capacity.load[loads[n]] : -capacity.ofCandidate[j]));
  }
  flowsOf.forEach((flows, i) => {
    // x is what flows, at most the whole point.
    mip.row(0, 0, [firstPoint + i, ...flows], (n) => (n === 0 ? 1 : -1));
  });
  return firstFlow + byCandidate.items.length;
}

/** The number of sites and the budget. Existing sites count in neither; each movable one that closes allows one more, at its cost. */
function addLimits(
  mip: MipBuilder,
  { reach, existing, movable, mostSites, budget }: CoverageQuestion,
  isFewest: boolean,
): void {
  const kept = new Set(existing);
  const moved = new Map(Array.from(movable?.sites ?? [], (site, n) => [site, movable?.cost[n] ?? 0]));
  const counted = range(reach.byCandidate.count).filter((j) => !kept.has(j));
  const most = Number.POSITIVE_INFINITY;
  if (mostSites !== null) mip.row(-most, mostSites + moved.size, counted, () => 1);
  if (budget === null || isFewest) return;
  let closing = 0;
  for (const cost of moved.values()) closing += cost;
  mip.row(-most, budget.amount - closing, counted, (n) => {
    const move = moved.get(counted[n]);
    return move === undefined ? budget.cost[counted[n]] : -move;
  });
}

/** Covered weight of each area at least its floor; with slack, what is short of it is the aim. */
function addFloors(
  mip: MipBuilder,
  { weight, floors }: CoverageQuestion,
  firstPoint: number,
  { coveredOfArea, wholeOfArea }: { coveredOfArea: Float64Array; wholeOfArea: Float64Array },
  withSlack: boolean,
): void {
  if (floors === null) return;
  const pointsOf: number[][] = Array.from(floors.share, () => []);
  floors.area.forEach((area, i) => {
    if (area >= 0) pointsOf[area].push(i);
  });
  floors.share.forEach((share, area) => {
    const owed = share * wholeOfArea[area] * (1 - 1e-12) - coveredOfArea[area];
    if (owed <= 0) return;
    const points = pointsOf[area];
    const columns = points.map((i) => firstPoint + i);
    if (withSlack) columns.push(mip.column(-1, { upper: owed }));
    mip.row(owed, Number.POSITIVE_INFINITY, columns, (n) => (n < points.length ? weight[points[n]] : 1));
  });
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}
