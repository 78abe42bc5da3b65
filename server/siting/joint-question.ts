/**
 * All that one request asks for, in one question: who must be covered by what (one tier or several at once), how much each
 * counts in the goal and in the floors, what may be built, closed and at which price, how far apart, and how long walks are.
 * Every goal goes with every limit here; the kernels of one goal alone (max-coverage.ts, fewest.ts, median.ts, center.ts) are
 * for questions without them, which they solve at any size.
 *
 * A place to be covered by one tier is a *spot*; a *demand* is some people who need all of its spots. Points with the same
 * needs and the same floors become one demand, and a candidate that covers what another of its kind does for no more money
 * replaces it (reduce.ts), where neither spacing nor walks tell them apart.
 */
import { type CostRows, transposeCosts } from "./instance.ts";
import type { Budget, Infeasible, Moves, Reach } from "./question.ts";
import { reduce } from "./reduce.ts";
import { pick, type Rows, rowsOf, transpose } from "./rows.ts";

const NONE = -1;

/** So many people of some demands that must be covered: the floor of an area, the share that is to be reached, all who can be. */
export interface Quota {
  readonly demands: readonly number[];
  readonly owed: number;
  /** What cannot be had where it cannot be kept. */
  readonly constraint: "floor" | "coverage" | "sites";
  /** Of a floor; NONE otherwise. */
  readonly area: number;
  /** All people that it is about, covered or not, within reach or not. */
  readonly whole: number;
}

/** What can be served at most. */
export interface Capacity {
  /** Load that each candidate can serve. */
  readonly ofCandidate: Float64Array;
  /** Load of each spot. */
  readonly load: Float64Array;
}

/** Walks from points to candidates. */
export interface Walks {
  readonly byCandidate: CostRows;
  /** Of each point, in the goal. */
  readonly weight: Float64Array;
  /** What each point pays as things stand that stay. */
  readonly base: Float64Array;
}

/** "keep": any answer that keeps the quotas. */
export type Aim = "most" | "fewest" | "mean" | "keep";

export interface JointQuestion {
  readonly aim: Aim;
  /** Candidates × spots. */
  readonly reach: Reach;
  /** For each demand the spots that it needs, all of them; none: covered already. */
  readonly needs: Rows;
  /** Of each demand, with "most". */
  readonly weight: Float64Array;
  /** Of each demand, each once: what quotas count. */
  readonly people: Float64Array;
  readonly quotas: readonly Quota[];
  /** Candidates that stand and stay: needed where capacity counts, since elsewhere whom they cover has no needs. */
  readonly existing: Int32Array;
  /** Candidates that stand and may close; each that does allows one more new site of its kind. */
  readonly movable: Moves | null;
  /** Of each candidate. */
  readonly kindOf: Uint8Array;
  /** At most so many new sites of each kind; null: the other limits decide. */
  readonly mostOfKind: readonly (number | null)[];
  /** At most so many new sites in all. */
  readonly mostSites: number | null;
  readonly budget: Budget | null;
  /** As in question.ts; sites that stand are not judged among themselves. */
  readonly conflicts: Rows | null;
  /** Demands then need one spot each. */
  readonly capacity: Capacity | null;
  /** With "mean". */
  readonly walks: Walks | null;
}

/** How a candidate stands. */
export const NEW = 0;
export const MOVABLE = 1;
export const KEPT = 2;

/** What the methods work on: demands that a choice can cover, candidates that may matter. */
export interface JointPart {
  readonly aim: Aim;
  readonly byCandidate: Rows;
  readonly bySpot: Rows;
  readonly needs: Rows;
  /** For each spot the demands that need it. */
  readonly needers: Rows;
  readonly weight: Float64Array;
  readonly people: Float64Array;
  /** For each demand the quotas that count it, and the other way round. */
  readonly quotasOf: Rows;
  readonly demandsOf: Rows;
  /** What each quota asks for beside those who are covered whatever is chosen; 0 or less where that is enough. */
  readonly owed: Float64Array;
  /** Weight covered whatever is chosen. */
  readonly covered: number;
  /** Numbers of the candidates in the question, ascending. */
  readonly candidateOf: Int32Array;
  /** NEW, MOVABLE or KEPT. */
  readonly stands: Uint8Array;
  readonly moveCost: Float64Array;
  readonly kindOf: Uint8Array;
  readonly mostOfKind: readonly number[];
  readonly mostSites: number;
  /** What stands costs nothing. */
  readonly budget: Budget | null;
  readonly conflicts: Rows | null;
  readonly capacity: Capacity | null;
  readonly walks: (Walks & { readonly byPoint: CostRows }) | null;
}

/**
 * The smaller question. Exact: its best answer and `covered` are the best of the whole.
 * @param keepsAll also candidates that another replaces, for those who look for its like
 */
export function jointPart(question: JointQuestion, { keepsAll = false } = {}): JointPart {
  const { aim, reach, needs, weight, people, quotas, existing, movable, kindOf, capacity } = question;
  const isServed = new Uint8Array(reach.byPoint.count);
  if (capacity === null) for (const site of existing) mark(isServed, reach.byCandidate, site);
  const { spotTo, candidateOf } = smaller(question, isServed, keepsAll);
  const quotasOf = transpose(rowsOf(quotas.map(({ demands }) => demands)), weight.length);
  const owed = Float64Array.from(quotas, (quota) => quota.owed);
  const numberOf = new Map<string, number>();
  const [lists, theirs]: [number[][], number[][]] = [[], []];
  const [weights, persons]: [number[], number[]] = [[], []];
  let covered = 0;
  for (let d = 0; d < weight.length; d++) {
    const asks = [...quotasOf.items.subarray(quotasOf.first[d], quotasOf.first[d + 1])];
    const lacks: number[] = [];
    for (let k = needs.first[d]; k < needs.first[d + 1]; k++)
      if (isServed[needs.items[k]] === 0) lacks.push(spotTo[needs.items[k]]);
    if (lacks.length === 0) {
      covered += weight[d];
      for (const quota of asks) owed[quota] -= people[d];
      continue;
    }
    if (lacks.includes(NONE) || (weight[d] === 0 && (people[d] === 0 || asks.length === 0))) continue;
    const key = `${lacks.sort((a, b) => a - b).join(" ")}|${asks.join(" ")}`;
    const known = numberOf.get(key);
    if (known === undefined) {
      numberOf.set(key, lists.push(lacks) - 1);
      theirs.push(asks);
      weights.push(weight[d]);
      persons.push(people[d]);
    } else {
      weights[known] += weight[d];
      persons[known] += people[d];
    }
  }
  const spots = spotTo.reduce((most, spot) => Math.max(most, spot + 1), 0);
  const byCandidate = pickSorted(reach.byCandidate, candidateOf, spotTo);
  const stands = new Uint8Array(candidateOf.length);
  const moveCost = new Float64Array(candidateOf.length);
  const to = numbered(candidateOf, kindOf.length);
  for (const site of existing) if (to[site] !== NONE) stands[to[site]] = KEPT;
  movable?.sites.forEach((site, n) => {
    stands[to[site]] = MOVABLE;
    moveCost[to[site]] = movable.cost[n];
  });
  const { budget, conflicts } = question;
  const needed = rowsOf(lists);
  const asked = rowsOf(theirs);
  return {
    aim,
    byCandidate,
    bySpot: transpose(byCandidate, spots),
    needs: needed,
    needers: transpose(needed, spots),
    weight: Float64Array.from(weights),
    people: Float64Array.from(persons),
    quotasOf: asked,
    demandsOf: transpose(asked, quotas.length),
    owed,
    covered,
    candidateOf,
    stands,
    moveCost,
    kindOf: Uint8Array.from(candidateOf, (j) => kindOf[j]),
    mostOfKind: question.mostOfKind.map((limit) => limit ?? candidateOf.length),
    mostSites: question.mostSites ?? candidateOf.length,
    budget: budget && {
      amount: budget.amount,
      cost: Float64Array.from(candidateOf, (j, c) => (stands[c] === NEW ? budget.cost[j] : 0)),
    },
    conflicts: conflicts && pick(conflicts, candidateOf, to),
    capacity: capacity && {
      ofCandidate: Float64Array.from(candidateOf, (j) => capacity.ofCandidate[j]),
      load: loadsOf(capacity.load, spotTo, spots),
    },
    walks: walksOf(question.walks, candidateOf),
  };
}

/** The part with these candidates and those that stand only; spots and demands keep their numbers. */
export function withCandidates(part: JointPart, isNeeded: Uint8Array): JointPart {
  const kept = Int32Array.from(isNeeded.keys()).filter((c) => isNeeded[c] === 1 || part.stands[c] !== NEW);
  const spots = part.bySpot.count;
  const same = Int32Array.from({ length: spots }, (_, q) => q);
  const byCandidate = pick(part.byCandidate, kept, same);
  const { budget, conflicts, capacity, walks } = part;
  const column = (values: Float64Array) => Float64Array.from(kept, (c) => values[c]);
  return {
    ...part,
    byCandidate,
    bySpot: transpose(byCandidate, spots),
    candidateOf: kept.map((c) => part.candidateOf[c]),
    stands: Uint8Array.from(kept, (c) => part.stands[c]),
    moveCost: column(part.moveCost),
    kindOf: Uint8Array.from(kept, (c) => part.kindOf[c]),
    budget: budget && { amount: budget.amount, cost: column(budget.cost) },
    conflicts: conflicts && pick(conflicts, kept, numbered(kept, isNeeded.length)),
    capacity: capacity && { ...capacity, ofCandidate: column(capacity.ofCandidate) },
    walks: walksOf(walks, kept),
  };
}

/** What open candidates come to, added up afresh, so that it depends on nothing but the set. Capacities are left out. */
export interface Worth {
  /** Weight covered. */
  readonly covered: number;
  /** People that each quota is short of. */
  readonly short: Float64Array;
  /** Sum of the costs of all walks times their weights. */
  readonly walk: number;
}

export function worthOf(question: JointQuestion, open: Iterable<number>): Worth {
  const { reach, needs, weight, people, quotas, walks, existing } = question;
  const sites = [...existing, ...open];
  const isServed = new Uint8Array(reach.byPoint.count);
  for (const site of sites) mark(isServed, reach.byCandidate, site);
  const isCovered = new Uint8Array(weight.length);
  let covered = 0;
  for (let d = 0; d < weight.length; d++) {
    let k = needs.first[d];
    while (k < needs.first[d + 1] && isServed[needs.items[k]] === 1) k++;
    if (k < needs.first[d + 1]) continue;
    isCovered[d] = 1;
    covered += weight[d];
  }
  const short = Float64Array.from(quotas, ({ owed, demands }) => {
    let sum = 0;
    for (const d of demands) if (isCovered[d] === 1) sum += people[d];
    return Math.max(0, owed - sum);
  });
  return { covered, short, walk: walks === null ? 0 : walkOf(walks, sites) };
}

function walkOf({ byCandidate, weight, base }: Walks, sites: readonly number[]): number {
  const { first, items, costs } = byCandidate;
  const near = base.slice();
  for (const site of sites)
    for (let k = first[site]; k < first[site + 1]; k++) near[items[k]] = Math.min(near[items[k]], costs[k]);
  let sum = 0;
  for (let i = 0; i < weight.length; i++) sum += weight[i] * near[i];
  return sum;
}

/** What is missing in all quotas together. */
export const shortIn = (short: Float64Array): number => short.reduce((sum, each) => sum + each, 0);

/** A refusal that names a quota. @param missing people at least */
export function shortOf(quota: Quota, missing: number, message: string): Infeasible {
  return { kind: "infeasible", constraint: quota.constraint, area: quota.area, missing, message };
}

function mark(isServed: Uint8Array, { first, items }: Rows, row: number): void {
  for (let k = first[row]; k < first[row + 1]; k++) isServed[items[k]] = 1;
}

/** Number of each spot in the part, or NONE; and the candidates that are left. */
function smaller(
  { aim, reach, needs, existing, movable, budget, conflicts, capacity, walks }: JointQuestion,
  isServed: Uint8Array,
  keepsAll: boolean,
): { spotTo: Int32Array; candidateOf: Int32Array } {
  const isNeeded = new Float64Array(reach.byPoint.count);
  for (const spot of needs.items) isNeeded[spot] = isServed[spot] === 1 ? 0 : 1;
  const isAlike = capacity === null && walks === null && !keepsAll;
  const small = isAlike
    ? reduce({ reach, weight: isNeeded, existing, movable, mostSites: 0, budget, conflicts })
    : null;
  // A facility that makes way for a site has to move somewhere, if need be to where it covers nobody.
  const mayMakeWay = aim === "fewest" && movable !== null && conflicts !== null;
  if (small !== null && !mayMakeWay) return { spotTo: small.pointTo, candidateOf: small.candidateOf };
  // Capacities fill up, and walks differ where coverage does not: every candidate that may stand stays.
  const isBlocked = new Uint8Array(reach.byCandidate.count);
  if (conflicts !== null) for (const site of existing) mark(isBlocked, conflicts, site);
  for (const site of [...existing, ...(movable?.sites ?? [])]) isBlocked[site] = 0;
  let spots = 0;
  const { first, items } = reach.byPoint;
  const spotTo = Int32Array.from(isNeeded, (each, spot) => {
    let k = first[spot];
    while (k < first[spot + 1] && isBlocked[items[k]] === 1) k++;
    return each > 0 && k < first[spot + 1] ? spots++ : NONE;
  });
  const candidateOf = Int32Array.from(isBlocked.keys()).filter((j) => isBlocked[j] === 0);
  return { spotTo: small?.pointTo ?? spotTo, candidateOf };
}

function loadsOf(load: Float64Array, spotTo: Int32Array, spots: number): Float64Array {
  const loads = new Float64Array(spots);
  spotTo.forEach((to, spot) => {
    if (to !== NONE) loads[to] = load[spot];
  });
  return loads;
}

/** As pick of rows.ts; several items may become one, and in another order. */
function pickSorted({ first, items }: Rows, which: Int32Array, to: Int32Array): Rows {
  return rowsOf(
    Array.from(which, (r) =>
      [...items.subarray(first[r], first[r + 1])].map((item) => to[item]).filter((item) => item !== NONE),
    ),
  );
}

/** The walks to these candidates that are shorter than what is paid anyway. */
function walksOf(walks: Walks | null, which: Int32Array): JointPart["walks"] {
  if (walks === null) return null;
  const { byCandidate, weight, base } = walks;
  const { first, items, costs } = byCandidate;
  const firstOf = new Int32Array(which.length + 1);
  const [points, theirs]: [number[], number[]] = [[], []];
  which.forEach((j, c) => {
    for (let k = first[j]; k < first[j + 1]; k++) {
      if (costs[k] >= base[items[k]] || weight[items[k]] === 0) continue;
      points.push(items[k]);
      theirs.push(costs[k]);
    }
    firstOf[c + 1] = points.length;
  });
  const rows = { count: which.length, first: firstOf, items: Int32Array.from(points), costs: Int32Array.from(theirs) };
  return { byCandidate: rows, byPoint: transposeCosts(rows, weight.length), weight, base };
}

/** Position of each of `count` numbers in a list, or NONE. */
function numbered(list: Int32Array, count: number): Int32Array {
  const to = new Int32Array(count).fill(NONE);
  list.forEach((each, n) => {
    to[each] = n;
  });
  return to;
}
