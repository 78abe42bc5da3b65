/**
 * What could be taken in place of each site of a result, and what that costs: in people as the outcome counts them, and in minutes
 * where the goal is a walk. Which rows are worth counting comes from the kernels (alternatives.ts).
 */
import { type Alternative, alternativesOf } from "./alternatives.ts";
import type { Setup } from "./ask.ts";
import { coveredBy } from "./cover-state.ts";
import type { Choice, Count, Found } from "./describe.ts";
import { EQUAL_SHARE, sumOf } from "./question.ts";
import type { Run } from "./solve.ts";

interface AlternativesAsked {
  readonly most: number;
  /** Whether the pairs say who is covered. */
  readonly isExact: boolean;
  readonly isWalk: boolean;
  readonly result: Count;
  readonly run: Run;
  countOf(choice: Choice): Count;
}

/** A row that could be taken, the people that it costs, and, where the goal is a walk, the minutes. */
interface Instead extends Alternative {
  readonly minutes?: number;
}

/** More than are asked for, of which some may not reach the share that was asked for. */
const ALTERNATIVES_TRIED = 4;

/** Rows of sites that could be taken instead of each, with what they lose. */
export function alternativesFor(
  setup: Setup,
  found: Found,
  chosen: Choice,
  { most, isExact, isWalk, result, countOf, run }: AlternativesAsked,
): Instead[][] {
  const rows = most === 0 ? chosen.sites.map(() => []) : othersFor(setup, found, chosen, most);
  return rows.map((others, n) => {
    if (isExact) return others;
    // Where the pairs do not say who is covered, the outcome does.
    const counted = others.flatMap(({ candidate }): Instead[] => {
      if (run.afterwards.isStopped()) return [];
      const { people, amount } = countOf({ ...chosen, sites: chosen.sites.with(n, candidate) });
      const minutes = amount - result.amount;
      return [{ candidate, loss: result.people - people, ...(isWalk && { minutes }) }];
    });
    return counted.sort((a, b) => (a.minutes ?? 0) - (b.minutes ?? 0) || a.loss - b.loss || a.candidate - b.candidate);
  });
}

/** Of each chosen site at most so many rows that may stand for it, those that lose least first as the kernel counts. */
function othersFor(
  { request: { goal } }: Setup,
  { coverage, others }: Found,
  chosen: Choice,
  most: number,
): Alternative[][] {
  if (others !== undefined) return others(most);
  if (coverage === null) return chosen.sites.map(() => []);
  const { question } = coverage;
  const candidates = chosen.sites.map((row) => 1 + row);
  const target = goal.type === "fewest-sites" ? goal.share * sumOf(question.weight) * (1 - EQUAL_SHARE) : 0;
  const tried = alternativesOf(question, candidates, target > 0 ? ALTERNATIVES_TRIED * most : most);
  return tried.map((found, n) => {
    const isEnough = (candidate: number) =>
      coveredBy(question, [...question.existing, ...candidates.with(n, candidate)]) >= target;
    const kept = target > 0 ? found.filter(({ candidate }) => isEnough(candidate)) : found;
    return kept.slice(0, most).map(({ candidate, loss }) => ({ candidate: candidate - 1, loss }));
  });
}
