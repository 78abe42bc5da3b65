/**
 * A smaller question with the same best answers: points that kept sites cover already drop out (their weight is added to
 * every answer), points that the same candidates cover become one, candidates that add nothing go, and so do those that
 * cover the same as or less than another that costs no more. Exact: nothing is lost.
 */

import type { CoverageQuestion } from "./question.ts";
import { isWithin, pick, type Rows, transpose } from "./rows.ts";

const NONE = -1;

export interface Reduced {
  readonly question: CoverageQuestion;
  /** Weight that is covered whatever is chosen; add it to answers and bounds of the smaller question. */
  readonly covered: number;
  /** Number in the whole question of each candidate that is left, ascending. */
  readonly candidateOf: Int32Array;
  /** Point of the smaller question of each point of the whole one, or NONE where it dropped out. */
  readonly pointTo: Int32Array;
}

/** Steps of comparing candidates after which the rest is kept: dominance saves time and must not cost more than it saves. */
const MOST_STEPS = 3e8;

/** @param isCandidate 0 for candidates that are known not to be needed; left out: all are looked at */
export function reduce(question: CoverageQuestion, isCandidate: Uint8Array | null = null): Reduced {
  const { reach, weight, existing, movable } = question;
  const { byCandidate, byPoint } = reach;
  const candidateCount = byCandidate.count;
  const isUsed = isCandidate?.slice() ?? new Uint8Array(candidateCount).fill(1);
  for (const site of existing) isUsed[site] = 0;
  const isServed = new Uint8Array(weight.length);
  for (const site of existing) {
    for (let k = byCandidate.first[site]; k < byCandidate.first[site + 1]; k++) isServed[byCandidate.items[k]] = 1;
  }
  dropBlocked(question, isUsed);
  let covered = 0;
  for (let i = 0; i < weight.length; i++) if (isServed[i] === 1) covered += weight[i];

  const { pointTo, pointOf } = mergePoints(question, isServed, isUsed);
  const byMerged = pick(byPoint, pointOf, indexOf(isUsed));
  let candidateOf = positions(isUsed);
  let byKept = transpose(byMerged, candidateOf.length);
  const isNeeded = new Uint8Array(candidateOf.length);
  const stays = new Set(movable?.sites ?? []);
  for (let j = 0; j < candidateOf.length; j++)
    isNeeded[j] = byKept.first[j + 1] > byKept.first[j] || stays.has(candidateOf[j]) ? 1 : 0;
  if (question.conflicts === null) {
    dropDominated({ byCandidate: byKept, byPoint: byMerged }, isNeeded, candidateOf, question, stays);
  }
  const kept = positions(isNeeded);
  const identity = Int32Array.from({ length: pointOf.length }, (_, i) => i);
  byKept = pick(byKept, kept, identity);
  candidateOf = Int32Array.from(kept, (j) => candidateOf[j]);
  return {
    question: narrowed(question, byKept, candidateOf, { pointTo, pointCount: pointOf.length }),
    covered,
    candidateOf,
    pointTo,
  };
}

/** Nothing new may stand too near to an existing site that stays. */
function dropBlocked({ conflicts, existing, movable }: CoverageQuestion, isUsed: Uint8Array): void {
  if (conflicts === null) return;
  const stands = new Set([...existing, ...(movable?.sites ?? [])]);
  for (const site of existing) {
    for (let k = conflicts.first[site]; k < conflicts.first[site + 1]; k++) {
      if (!stands.has(conflicts.items[k])) isUsed[conflicts.items[k]] = 0;
    }
  }
}

/** The question about these candidates and merged points. */
function narrowed(
  question: CoverageQuestion,
  byCandidate: Rows,
  candidateOf: Int32Array,
  { pointTo, pointCount }: { pointTo: Int32Array; pointCount: number },
): CoverageQuestion {
  const { existing, movable, budget, conflicts } = question;
  const candidateTo = new Int32Array(question.reach.byCandidate.count).fill(NONE);
  candidateOf.forEach((candidate, j) => {
    candidateTo[candidate] = j;
  });
  const weight = new Float64Array(pointCount);
  pointTo.forEach((to, i) => {
    if (to !== NONE) weight[to] += question.weight[i];
  });
  return {
    reach: { byCandidate, byPoint: transpose(byCandidate, pointCount) },
    weight,
    existing: existing.map((site) => candidateTo[site]).filter((site) => site !== NONE),
    movable: movable && { sites: movable.sites.map((site) => candidateTo[site]), cost: movable.cost },
    mostSites: question.mostSites,
    budget: budget && { amount: budget.amount, cost: Float64Array.from(candidateOf, (j) => budget.cost[j]) },
    conflicts: conflicts && pick(conflicts, candidateOf, candidateTo),
  };
}

/** Points with the same candidates become one. */
function mergePoints(
  { reach, weight }: CoverageQuestion,
  isServed: Uint8Array,
  isUsed: Uint8Array,
): { pointTo: Int32Array; pointOf: Int32Array } {
  const { first, items } = reach.byPoint;
  const pointTo = new Int32Array(weight.length).fill(NONE);
  const pointOf: number[] = [];
  // A table of open addresses, by a hash of the candidates of each point.
  let bits = 4;
  while (1 << bits < 2 * weight.length) bits++;
  const table = new Int32Array(1 << bits).fill(NONE);
  const isSame = (a: number, b: number): boolean => {
    let k = first[a];
    let n = first[b];
    for (;;) {
      while (k < first[a + 1] && isUsed[items[k]] === 0) k++;
      while (n < first[b + 1] && isUsed[items[n]] === 0) n++;
      if (k === first[a + 1] || n === first[b + 1]) return k === first[a + 1] && n === first[b + 1];
      if (items[k++] !== items[n++]) return false;
    }
  };
  for (let i = 0; i < weight.length; i++) {
    if (isServed[i] === 1 || weight[i] === 0) continue;
    let hash = 0;
    let size = 0;
    for (let k = first[i]; k < first[i + 1]; k++) {
      if (isUsed[items[k]] === 0) continue;
      hash = Math.imul(hash ^ items[k], 0x9e3779b1);
      hash ^= hash >>> 15;
      size++;
    }
    if (size === 0) continue;
    let at = Math.imul(hash, 0x85ebca6b) >>> (32 - bits);
    while (table[at] !== NONE && !isSame(pointOf[table[at]], i)) at = (at + 1) & (table.length - 1);
    if (table[at] === NONE) table[at] = pointOf.push(i) - 1;
    pointTo[i] = table[at];
  }
  return { pointTo, pointOf: Int32Array.from(pointOf) };
}

/** Marks candidates that cover the same as or less than another that costs no more. Of equals the lower number stays. */
function dropDominated(
  { byCandidate, byPoint }: { byCandidate: Rows; byPoint: Rows },
  isNeeded: Uint8Array,
  candidateOf: Int32Array,
  { budget }: CoverageQuestion,
  stays: ReadonlySet<number>,
): void {
  const { first } = byCandidate;
  const sizeOf = (j: number) => first[j + 1] - first[j];
  const costOf = (j: number) => budget?.cost[candidateOf[j]] ?? 0;
  const work = new Float64Array(1);
  for (let j = 0; j < isNeeded.length && work[0] < MOST_STEPS; j++) {
    if (isNeeded[j] === 0 || sizeOf(j) === 0 || stays.has(candidateOf[j])) continue;
    // Whoever covers all its points covers the one that the fewest candidates cover.
    let rarest = byCandidate.items[first[j]];
    for (let k = first[j]; k < first[j + 1]; k++) {
      const point = byCandidate.items[k];
      if (byPoint.first[point + 1] - byPoint.first[point] < byPoint.first[rarest + 1] - byPoint.first[rarest])
        rarest = point;
    }
    work[0] += sizeOf(j);
    for (let k = byPoint.first[rarest]; k < byPoint.first[rarest + 1]; k++) {
      const other = byPoint.items[k];
      if (other === j || isNeeded[other] === 0 || stays.has(candidateOf[other])) continue;
      if (sizeOf(other) < sizeOf(j) || costOf(other) > costOf(j)) continue;
      const isEqual = sizeOf(other) === sizeOf(j) && costOf(other) === costOf(j);
      if (isEqual && other > j) continue;
      if (isWithin(byCandidate, j, other, work)) {
        isNeeded[j] = 0;
        break;
      }
    }
  }
}

/** Positions of the ones, ascending. */
function positions(marks: Uint8Array): Int32Array {
  const found: number[] = [];
  for (let j = 0; j < marks.length; j++) if (marks[j] === 1) found.push(j);
  return Int32Array.from(found);
}

/** Position among the ones, or NONE. */
function indexOf(marks: Uint8Array): Int32Array {
  const to = new Int32Array(marks.length).fill(NONE);
  let count = 0;
  for (let j = 0; j < marks.length; j++) if (marks[j] === 1) to[j] = count++;
  return to;
}
