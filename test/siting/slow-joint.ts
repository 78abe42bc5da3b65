/**
 * The slow, obvious twin of joint siting: every choice of new sites and of closed ones, with lists and sets. And random small
 * questions for both: linked tiers, floors, people who weigh nothing or more, moves, budgets, spacing, walks, ties.
 */
import type { Random } from "../../scripts/demo/random.ts";
import { transposeCosts } from "../../server/siting/instance.ts";
import type { Aim, JointQuestion, Quota } from "../../server/siting/joint-question.ts";
import { rowsOf, transpose } from "../../server/siting/rows.ts";
import { rowOf, subsets, symmetricPairs } from "./slow-siting.ts";

export interface Chosen {
  readonly sites: readonly number[];
  readonly closed: readonly number[];
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

const standing = ({ existing, movable }: JointQuestion) => [...existing, ...(movable?.sites ?? [])];
const openOf = (question: JointQuestion, { sites, closed }: Chosen) => [
  ...standing(question).filter((site) => !closed.includes(site)),
  ...sites,
];

/** Demands all of whose spots are covered. */
export function slowCovered(question: JointQuestion, chosen: Chosen): number[] {
  const spots = new Set(openOf(question, chosen).flatMap((site) => rowOf(question.reach.byCandidate, site)));
  return [...question.weight.keys()].filter((d) => rowOf(question.needs, d).every((spot) => spots.has(spot)));
}

/** People that each quota misses. */
export function slowShort(question: JointQuestion, chosen: Chosen): number[] {
  const covered = slowCovered(question, chosen);
  return question.quotas.map(({ demands, owed }) =>
    Math.max(0, owed - sum(covered.filter((d) => demands.includes(d)).map((d) => question.people[d]))),
  );
}

export function slowValue(question: JointQuestion, chosen: Chosen): number {
  const { aim, weight, walks } = question;
  if (aim === "most") return sum(slowCovered(question, chosen).map((d) => weight[d]));
  if (aim === "fewest") return chosen.sites.length - chosen.closed.length;
  if (aim === "keep" || walks === null) return 0;
  const { byCandidate, base } = walks;
  return sum(
    [...walks.weight].map((each, i) => {
      const costs = openOf(question, chosen).flatMap((site) => {
        const at = rowOf(byCandidate, site).indexOf(i);
        return at < 0 ? [] : [byCandidate.costs[byCandidate.first[site] + at]];
      });
      return each * Math.min(base[i], ...costs);
    }),
  );
}

/** Whether number, kinds, money and spacing allow it. */
export function isPossible(question: JointQuestion, chosen: Chosen): boolean {
  const { aim, kindOf, mostOfKind, mostSites, budget, movable, conflicts } = question;
  const { sites, closed } = chosen;
  if (mostSites !== null && sites.length > mostSites + closed.length) return false;
  const ofKind = (list: readonly number[], kind: number) => list.filter((site) => kindOf[site] === kind).length;
  if (mostOfKind.some((most, kind) => most !== null && ofKind(sites, kind) > most + ofKind(closed, kind))) return false;
  if (aim === "fewest" && closed.length > sites.length) return false;
  if (budget !== null) {
    const moves = closed.map((site) => movable?.cost[movable.sites.indexOf(site)] ?? 0);
    if (sum(moves) + sum(sites.map((site) => budget.cost[site])) > budget.amount) return false;
  }
  const open = openOf(question, chosen);
  return conflicts === null || !sites.some((site) => rowOf(conflicts, site).some((other) => open.includes(other)));
}

/** All that is possible, quotas not looked at. */
export function* choices(question: JointQuestion): Generator<Chosen> {
  const free = [...question.kindOf.keys()].filter((c) => !standing(question).includes(c));
  for (const away of subsets(question.movable?.sites.length ?? 0)) {
    const closed = away.map((n) => question.movable?.sites[n] ?? -1);
    for (const which of subsets(free.length)) {
      const chosen = { sites: which.map((n) => free[n]), closed };
      if (isPossible(question, chosen)) yield chosen;
    }
  }
}

/** The best value of all choices that keep the quotas, or null; and the least that some quotas miss where others are kept. */
export function slowBest(question: JointQuestion): {
  best: number | null;
  least(quotas: readonly number[], kept?: readonly number[]): number;
} {
  const tried = [...choices(question)].map((chosen) => ({
    short: slowShort(question, chosen),
    value: slowValue(question, chosen),
  }));
  const kept = tried.filter(({ short }) => sum(short) <= 1e-9).map(({ value }) => value);
  const pick = question.aim === "most" ? Math.max : Math.min;
  return {
    best: kept.length === 0 ? null : pick(...kept),
    least: (quotas, kept = []) =>
      Math.min(
        ...tried
          .filter(({ short }) => kept.every((n) => short[n] <= 1e-9))
          .map(({ short }) => sum(quotas.map((n) => short[n]))),
      ),
  };
}

const NEWCOMERS = 6;
const POINTS = 9;

/** Six candidates of one or two kinds and one or two that may move; nine points in two areas, and some in none. */
export function randomJoint(random: Random, aim: Aim): JointQuestion {
  const isLinked = aim !== "mean" && random() < 0.5;
  const kinds = isLinked ? 2 : 1;
  const movables = random() < 0.5 ? 1 + Math.floor(2 * random()) : 0;
  const candidates = NEWCOMERS + movables;
  const place = () => [Math.floor(random() * 8), Math.floor(random() * 8)] as const;
  const homes = Array.from({ length: POINTS }, place);
  const kindOf = Uint8Array.from({ length: candidates }, () => Math.floor(random() * kinds));
  const where = Array.from({ length: candidates }, place);
  const reach = Array.from({ length: kinds }, () => 1.5 + 3.5 * random());
  // A few that stand cover both tiers.
  const isBoth = where.map((_, c) => c >= NEWCOMERS && random() < 0.3);
  const away = ([x, y]: readonly [number, number], i: number) => Math.hypot(homes[i][0] - x, homes[i][1] - y);
  const points = [...homes.keys()];
  const byCandidate = rowsOf(
    where.map((at, c) =>
      reach.flatMap((far, t) =>
        kindOf[c] === t || isBoth[c] ? points.filter((i) => away(at, i) <= far).map((i) => t * POINTS + i) : [],
      ),
    ),
  );
  const needs = rowsOf(
    points.map((i) => (random() < 0.1 ? [] : random() < 0.7 ? [...reach.keys()].map((t) => t * POINTS + i) : [i])),
  );
  const isWhole = random() < 0.5;
  const amount = (most: number) => (isWhole ? Math.floor(most * random()) : most * random());
  const people = Float64Array.from(points, () => amount(6));
  const quota = (demands: number[], share: number, area: number): Quota => {
    const whole = sum(demands.map((d) => people[d]));
    const constraint = area < 0 ? "coverage" : "floor";
    return { demands, area, whole, constraint, owed: share * whole * (1 - 1e-9) };
  };
  const areas = [0, 1].map((area) => points.filter((i) => i % 3 === area));
  const floors = random() < 0.5 ? areas.map((demands, area) => quota(demands, 0.7 * random(), area)) : [];
  const target = aim === "fewest" || aim === "keep" ? [quota(points, random(), -1)] : [];
  const withBudget = aim === "most" && random() < 0.4;
  const costs = where.map((at) => points.map((i) => Math.round(10 * away(at, i))));
  const far = 30 + Math.floor(30 * random());
  const rows = rowsOf(costs.map((of) => points.filter((i) => of[i] < far)));
  const theirs = Int32Array.from(costs.flatMap((of) => of.filter((cost) => cost < far)));
  const walks = { count: candidates, first: rows.first, items: rows.items, costs: theirs };
  return {
    aim,
    reach: { byCandidate, byPoint: transpose(byCandidate, kinds * POINTS) },
    needs,
    weight: Float64Array.from(points, () => (aim === "most" ? amount(9) : 0)),
    people,
    quotas: [...floors, ...target],
    existing: new Int32Array(),
    movable:
      movables === 0
        ? null
        : {
            sites: Int32Array.from({ length: movables }, (_, n) => NEWCOMERS + n),
            cost: Float64Array.from({ length: movables }, () => Math.floor(3 * random())),
          },
    kindOf,
    mostOfKind: Array.from({ length: kinds }, () => (random() < 0.4 ? Math.floor(4 * random()) : null)),
    mostSites: aim === "fewest" || (withBudget && random() < 0.5) ? null : Math.floor(4 * random()),
    budget: withBudget
      ? { amount: Math.floor(9 * random()), cost: Float64Array.from(where, () => Math.floor(5 * random())) }
      : null,
    conflicts: random() < 0.4 ? symmetricPairs(candidates, random) : null,
    capacity: null,
    walks:
      aim === "mean"
        ? {
            byCandidate: transposeCosts(transposeCosts(walks, POINTS), candidates),
            weight: Float64Array.from(points, () => amount(6)),
            base: Float64Array.from(points, () => (random() < 0.3 ? Math.floor(far * random()) : far)),
          }
        : null,
  };
}
