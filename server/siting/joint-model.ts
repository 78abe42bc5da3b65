/**
 * Everything that one request asks for as a mixed-integer model: y of each candidate is 1 where it is open; s of each spot, the
 * part of it that is covered; z of each demand, at most the s of each spot that it needs (they come out whole by themselves). Church and
 * ReVelle 1974, with quotas, budgets, spacing, moves, and capacities as flows from spots to sites (Current and Storbeck
 * 1988). Walks are told by what each point pays beyond its nearest candidate: u of each step of cost is 1 where nobody is
 * open up to there (García, Labbé and Marín 2011).
 */
import { type JointPart, KEPT, MOVABLE, NEW } from "./joint-question.ts";
import { MipBuilder, type MipModel, type MipSolver } from "./mip.ts";

export interface JointModel {
  readonly model: MipModel;
  /** To be added to the objective: weight of the demands, minus the sum of all walks. */
  readonly constant: number;
  /** Candidates of the part that are open in these values, ascending. */
  openIn(values: Float64Array): number[];
  /** Values for open candidates; null where there are flows or slack, which would have to be found first. */
  valuesOf(open: Iterable<number>): Float64Array | null;
}

/** Entries that the model will have at most: known before it is built. */
export function jointEntries({
  byCandidate,
  bySpot,
  needs,
  demandsOf,
  conflicts,
  capacity,
  walks,
  kindOf,
}: JointPart): number {
  const pairs = byCandidate.items.length;
  return (
    (capacity === null ? pairs : 4 * pairs) +
    bySpot.count +
    2 * needs.items.length +
    demandsOf.items.length +
    (conflicts?.items.length ?? 0) +
    3 * (walks?.byCandidate.items.length ?? 0) +
    3 * kindOf.length
  );
}

const MOST = Number.POSITIVE_INFINITY;
const one = () => 1;

/**
 * @param slackOf quotas that may be missed: then the least people missing in them is the aim, and the other quotas are left out
 * but for those that are `kept`; null: all are kept, and the aim is that of the part.
 * With "fewest" the objective counts each net new site (Σ closed allowed + 1) times and each move once, so that no move is made in vain.
 */
export function jointModel(
  solver: MipSolver,
  part: JointPart,
  slackOf: readonly number[] | null = null,
  kept: readonly number[] = [],
): JointModel {
  const { byCandidate, bySpot, needs, weight, stands, aim, capacity, walks, covered } = part;
  const mip = new MipBuilder();
  const isGoal = slackOf === null;
  const movables = [...stands.keys()].filter((c) => stands[c] === MOVABLE);
  const perSite = isGoal && aim === "fewest" ? movables.length + 1 : 0;
  const sites = Array.from(stands, (how) => {
    const price = how === NEW ? -perSite : how === MOVABLE ? 1 - perSite : 0;
    return mip.column(isGoal && aim === "fewest" ? price : 0, { isInteger: true, lower: how === KEPT ? 1 : 0 });
  });
  const firstSpot = sites.length;
  for (let q = 0; q < bySpot.count; q++) mip.column(0);
  const must = mustBeCovered(part);
  const isWeighed = isGoal && aim === "most";
  const demands = Array.from(weight, (each, d) =>
    mip.column(isWeighed ? each : 0, { lower: isGoal && must[d] === 1 ? 1 : 0 }),
  );
  if (capacity === null) {
    for (let q = 0; q < bySpot.count; q++) {
      const columns = [firstSpot + q, ...bySpot.items.subarray(bySpot.first[q], bySpot.first[q + 1])];
      mip.row(-MOST, 0, columns, (n) => (n === 0 ? 1 : -1));
    }
  } else addFlows(mip, part, firstSpot);
  for (let d = 0; d < weight.length; d++) {
    for (let k = needs.first[d]; k < needs.first[d + 1]; k++)
      mip.row(-MOST, 0, [demands[d], firstSpot + needs.items[k]], (n) => (n === 0 ? 1 : -1));
  }
  addLimits(mip, part);
  addSpacing(mip, part);
  addQuotas(mip, part, demands, isGoal ? { kept: [...part.owed.keys()], slackOf: [] } : { kept, slackOf });
  const steps = walks === null || !isGoal ? null : addSteps(mip, walks);
  const model = mip.build(solver.highs);
  return {
    model,
    // Of each movable site that is open the objective has the price of closing too much.
    constant: perSite === 0 ? covered * (isWeighed ? 1 : 0) - (steps?.least ?? 0) : (perSite - 1) * movables.length,
    openIn: (values) => sites.filter((c) => values[c] > 0.5),
    valuesOf: (open) => {
      if (capacity !== null || !isGoal) return null;
      const values = new Float64Array(model.data.numCols);
      for (const c of open) {
        values[c] = 1;
        for (let k = byCandidate.first[c]; k < byCandidate.first[c + 1]; k++)
          values[firstSpot + byCandidate.items[k]] = 1;
      }
      demands.forEach((column, d) => {
        const spots = needs.items.subarray(needs.first[d], needs.first[d + 1]);
        values[column] = spots.every((q) => values[firstSpot + q] === 1) ? 1 : 0;
      });
      steps?.fill(values);
      return values;
    },
  };
}

/** Demands without which a quota is missed even if all others are covered: the model is sharper when it says so. */
function mustBeCovered({ people, demandsOf, owed }: JointPart): Uint8Array {
  const must = new Uint8Array(people.length);
  owed.forEach((asked, quota) => {
    const mine = demandsOf.items.subarray(demandsOf.first[quota], demandsOf.first[quota + 1]);
    const spare = mine.reduce((sum, d) => sum + people[d], 0) - asked;
    if (spare < 0) return;
    for (const d of mine) if (people[d] > spare * (1 + 1e-9) + 1e-9) must[d] = 1;
  });
  return must;
}

/** A flow from each spot to each candidate that covers it: a part of the spot, what it takes of the candidate's capacity. */
function addFlows(mip: MipBuilder, { byCandidate, bySpot, capacity }: JointPart, firstSpot: number): void {
  if (capacity === null) return;
  const flowsOf: number[][] = Array.from({ length: bySpot.count }, () => []);
  for (let c = 0; c < byCandidate.count; c++) {
    const spots = byCandidate.items.subarray(byCandidate.first[c], byCandidate.first[c + 1]);
    const flows = Array.from(spots, (spot) => {
      const flow = mip.column(0);
      flowsOf[spot].push(flow);
      // A part of a spot goes to open sites only; implied by the capacity, but without it the bound is poor.
      mip.row(-MOST, 0, [flow, c], (n) => (n === 0 ? 1 : -1));
      return flow;
    });
    mip.row(-MOST, 0, [...flows, c], (n) => (n < flows.length ? capacity.load[spots[n]] : -capacity.ofCandidate[c]));
  }
  flowsOf.forEach((flows, q) => {
    mip.row(-MOST, 0, [firstSpot + q, ...flows], (n) => (n === 0 ? 1 : -1));
  });
}

/** Numbers of sites and the budget. Each movable site that closes allows one more of its kind, at its cost. */
function addLimits(mip: MipBuilder, { stands, kindOf, mostOfKind, mostSites, budget, moveCost, aim }: JointPart): void {
  const counted = [...stands.keys()].filter((c) => stands[c] !== KEPT);
  const isMovable = (c: number) => stands[c] === MOVABLE;
  const movables = counted.filter(isMovable);
  const limit = (columns: readonly number[], most: number) => {
    if (most < columns.filter((c) => !isMovable(c)).length)
      mip.row(-MOST, most + columns.filter(isMovable).length, columns, one);
  };
  limit(counted, mostSites);
  for (const [kind, most] of mostOfKind.entries())
    limit(
      counted.filter((c) => kindOf[c] === kind),
      most,
    );
  // A facility moves, it does not just go.
  if (aim === "fewest" && movables.length > 0) mip.row(movables.length, MOST, counted, one);
  if (budget === null) return;
  const closing = movables.reduce((sum, c) => sum + moveCost[c], 0);
  mip.row(-MOST, budget.amount - closing, counted, (n) =>
    isMovable(counted[n]) ? -moveCost[counted[n]] : budget.cost[counted[n]],
  );
}

function addSpacing(mip: MipBuilder, { conflicts, stands }: JointPart): void {
  if (conflicts === null) return;
  const { count, first, items } = conflicts;
  for (let c = 0; c < count; c++) {
    for (let k = first[c]; k < first[c + 1]; k++) {
      const other = items[k];
      if (other > c && (stands[c] === NEW || stands[other] === NEW)) mip.row(-MOST, 1, [c, other], one);
    }
  }
}

function addQuotas(
  mip: MipBuilder,
  { demandsOf, owed, people }: JointPart,
  demands: readonly number[],
  { kept, slackOf }: { kept: readonly number[]; slackOf: readonly number[] },
): void {
  for (const quota of [...kept, ...slackOf]) {
    const asked = owed[quota];
    if (asked <= 0) continue;
    const mine = demandsOf.items.subarray(demandsOf.first[quota], demandsOf.first[quota + 1]);
    const columns = Array.from(mine, (d) => demands[d]);
    if (slackOf.includes(quota)) columns.push(mip.column(-1, { upper: asked }));
    mip.row(asked, MOST, columns, (n) => (n < mine.length ? people[mine[n]] : 1));
  }
}

/** What points pay: the cost of their nearest candidate, and of each step to the next dearer one while nobody is open up to there. */
function addSteps(
  mip: MipBuilder,
  { byPoint, weight, base }: NonNullable<JointPart["walks"]>,
): { least: number; fill(values: Float64Array): void } {
  let least = 0;
  const steps: { column: number; before: number; sites: readonly number[] }[] = [];
  for (let i = 0; i < byPoint.count; i++) {
    if (weight[i] === 0) continue;
    const order = Array.from({ length: byPoint.first[i + 1] - byPoint.first[i] }, (_, n) => byPoint.first[i] + n);
    order.sort((a, b) => byPoint.costs[a] - byPoint.costs[b]);
    least += weight[i] * (order.length === 0 ? base[i] : byPoint.costs[order[0]]);
    let before = -1;
    for (let n = 0; n < order.length; ) {
      const cost = byPoint.costs[order[n]];
      const sites: number[] = [];
      for (; n < order.length && byPoint.costs[order[n]] === cost; n++) sites.push(byPoint.items[order[n]]);
      const next = n < order.length ? byPoint.costs[order[n]] : base[i];
      const column: number = mip.column(-weight[i] * (next - cost));
      // u ≥ the step before (1 at first) − what is open at this one.
      if (before < 0) mip.row(1, MOST, [column, ...sites], one);
      else mip.row(0, MOST, [column, before, ...sites], (k) => (k === 1 ? -1 : 1));
      steps.push({ column, before, sites });
      before = column;
    }
  }
  return {
    least,
    fill: (values) => {
      for (const { column, before, sites } of steps) {
        const isFar = before < 0 || values[before] === 1;
        values[column] = isFar && sites.every((site) => values[site] === 0) ? 1 : 0;
      }
    },
  };
}
