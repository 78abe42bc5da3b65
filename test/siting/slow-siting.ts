/**
 * The slow, obvious twin of siting: tries every set of candidates. And random small questions for both, with ties, points
 * that nobody reaches, existing sites, costs, spacing.
 */

import type { Random } from "../../scripts/demo/random.ts";
import type { Capacity } from "../../server/siting/joint-question.ts";
import type { CoverageQuestion } from "../../server/siting/question.ts";
import { coverageQuestion } from "../../server/siting/question.ts";
import { type Rows, rowsOf } from "../../server/siting/rows.ts";

/** With limits that only joint.ts knows: each area must be covered to a share of its weight, and sites serve so much load only. */
export interface Limited extends CoverageQuestion {
  readonly floors?: { readonly area: Int32Array; readonly share: Float64Array } | null;
  readonly capacity?: Capacity | null;
}

/** Items of row r. */
export function rowOf({ first, items }: Rows, r: number): number[] {
  return [...items.subarray(first[r], first[r + 1])];
}

/** Every subset of 0 … count − 1, as lists. */
export function* subsets(count: number): Generator<number[]> {
  for (let mask = 0; mask < 1 << count; mask++) {
    yield Array.from({ length: count }, (_, j) => j).filter((j) => (mask >> j) & 1);
  }
}

/** Points of each candidate as bits: millions of sets are tried, and a sum over bits is as obvious as one over lists. */
const bits = new WeakMap<Rows, number[]>();
function bitsOf(rows: Rows): number[] {
  const known = bits.get(rows);
  if (known !== undefined) return known;
  const found = Array.from({ length: rows.count }, (_, r) => rowOf(rows, r).reduce((mask, i) => mask | (1 << i), 0));
  bits.set(rows, found);
  return found;
}

/** Weight covered by open sites; of at most 31 points. */
export function slowCovered({ reach, weight }: CoverageQuestion, open: readonly number[]): number {
  const points = bitsOf(reach.byCandidate);
  let mask = 0;
  for (const j of open) mask |= points[j];
  let sum = 0;
  for (let i = 0; i < weight.length; i++) if ((mask >> i) & 1) sum += weight[i];
  return sum;
}

/** Most load-bounded weight that open sites can serve: flows along augmenting ways, in whole units, the heaviest people first. */
export function slowServed({ reach, weight, capacity = null }: Limited, open: readonly number[]): number {
  if (capacity === null) throw new Error("Asks for capacities.");
  const left = new Map(open.map((j) => [j, capacity.ofCandidate[j]]));
  const flow = new Map<string, number>();
  let sum = 0;
  // Serving points in order of weight per load is best, as sets that can be served together are a matroid's.
  const points = [...weight.keys()].sort((a, b) => weight[b] / capacity.load[b] - weight[a] / capacity.load[a]);
  for (const point of points) {
    for (let unit = 0; unit < capacity.load[point]; unit++) {
      const seen = new Set<number>();
      const send = (i: number): boolean => {
        for (const j of rowOf(reach.byPoint, i)) {
          if (!left.has(j) || seen.has(j)) continue;
          seen.add(j);
          const room = left.get(j) ?? 0;
          if (room >= 1) {
            left.set(j, room - 1);
            flow.set(`${i}>${j}`, (flow.get(`${i}>${j}`) ?? 0) + 1);
            return true;
          }
          for (const [way, units] of flow) {
            const [other, to] = way.split(">").map(Number);
            if (to !== j || units === 0 || other === i) continue;
            flow.set(way, units - 1);
            if (send(other)) {
              flow.set(`${i}>${j}`, (flow.get(`${i}>${j}`) ?? 0) + 1);
              return true;
            }
            flow.set(way, units);
          }
        }
        return false;
      };
      if (!send(point)) break;
      sum += weight[point] / capacity.load[point];
    }
  }
  return sum;
}

/** Whether these new sites and closed movable ones keep all limits. */
export function isAllowed(question: Limited, chosen: readonly number[], closed: readonly number[]): boolean {
  const { mostSites, budget, conflicts, floors = null, movable, existing, weight } = question;
  if (mostSites !== null && chosen.length > mostSites + closed.length) return false;
  if (budget !== null) {
    const moves = closed.map((site) => movable?.cost[movable.sites.indexOf(site)] ?? 0);
    const spent = [...chosen.map((j) => budget.cost[j]), ...moves].reduce((a, b) => a + b, 0);
    if (spent > budget.amount) return false;
  }
  const standing = [...existing, ...(movable?.sites ?? [])].filter((site) => !closed.includes(site));
  const open = [...standing, ...chosen];
  if (conflicts !== null) {
    const near = bitsOf(conflicts);
    for (const j of chosen) if (open.some((other) => (near[j] >> other) & 1)) return false;
  }
  if (floors === null) return true;
  return floors.share.every((share, area) => {
    const only = weight.map((each, i) => (floors.area[i] === area ? each : 0));
    const covered = slowCovered({ ...question, weight: only }, open);
    return covered >= share * only.reduce((a, b) => a + b, 0) - 1e-9;
  });
}

/** All that is allowed: new sites, closed movable ones, and what is then open. */
export function* slowChoices(question: Limited): Generator<{ chosen: number[]; closed: number[]; open: number[] }> {
  const { reach, existing, movable } = question;
  const standing = [...new Set([...existing, ...(movable?.sites ?? [])])];
  const free = Array.from({ length: reach.byCandidate.count }, (_, j) => j).filter((j) => !standing.includes(j));
  for (const closing of subsets(movable?.sites.length ?? 0)) {
    const closed = closing.map((n) => movable?.sites[n] ?? -1);
    for (const which of subsets(free.length)) {
      const chosen = which.map((n) => free[n]);
      if (!isAllowed(question, chosen, closed)) continue;
      yield { chosen, closed, open: [...standing.filter((site) => !closed.includes(site)), ...chosen] };
    }
  }
}

/** The best by trying everything; null when nothing is allowed. */
export function slowBest(question: Limited): number | null {
  let best: number | null = null;
  for (const { open } of slowChoices(question)) {
    const covered = (question.capacity ?? null) === null ? slowCovered(question, open) : slowServed(question, open);
    if (best === null || covered > best) best = covered;
  }
  return best;
}

export interface Making {
  readonly candidates: number;
  readonly points: number;
  readonly isWhole?: boolean;
}

/** A random town on a line or in a square, where ties and unreachable points are common. */
export function randomQuestion(
  random: Random,
  { candidates, points, isWhole = true }: Making,
  more: (random: Random) => Partial<Limited> = () => ({}),
): Limited {
  const place = () => [Math.floor(random() * 10), Math.floor(random() * 10)] as const;
  const reach = 1.5 + 3 * random();
  const where = Array.from({ length: points }, place);
  const lists = Array.from({ length: candidates }, () => {
    const [x, y] = place();
    return where.flatMap(([px, py], i) => (Math.hypot(px - x, py - y) <= reach ? [i] : []));
  });
  const weight = Float64Array.from(where, () => (isWhole ? Math.floor(random() * 6) : random() * 6));
  const mostSites = 1 + Math.floor(random() * 4);
  const { floors = null, capacity = null, ...asked } = more(random);
  return { ...coverageQuestion({ byCandidate: rowsOf(lists), weight, mostSites, ...asked }), floors, capacity };
}

/** Pairs that may not stand together. */
export function symmetricPairs(count: number, random: Random): Rows {
  const lists: number[][] = Array.from({ length: count }, () => []);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) {
      if (random() > 0.2) continue;
      lists[a].push(b);
      lists[b].push(a);
    }
  }
  return rowsOf(lists);
}
