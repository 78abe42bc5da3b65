/**
 * The accessibility score (E2SFCA) of each demand point under a standard: service places a year per resident. Facilities whose
 * capacity is not known give nothing, and the review says so.
 */
import { floatingCatchments, stepped, stepsUpTo } from "./accessibility.ts";
import { yearlyCapacity } from "./capacity.ts";
import type { Outcome } from "./outcome.ts";
import type { Pairs } from "./pairs.ts";
import { unionOf } from "./reach-pairs.ts";
import type { Territory } from "./territory.ts";

/** A walk of exactly the limit. Whole numbers keep pairs of several tiers comparable. */
const LIMIT = 1_000_000;

/**
 * Null where the capacity of no facility that counts is known. What a pair costs is told as a part of the limit that holds at the
 * demand point, so that places with different rules share the same steps.
 */
export function scoresOf({ demand, facilities }: Territory, outcome: Outcome): Float64Array | null {
  const { service } = outcome.question.standard;
  const { capacity, isUnknown } = yearlyCapacity(facilities.yearlyCapacity, facilities.staff, service.yearlyPerStaff);
  const parts = outcome.pairs.map(({ first, point, cost }, t): Pairs => {
    const { limit } = outcome.tiers[t];
    return { first, point, cost: cost.map((value, k) => Math.floor((value / limit[point[k]]) * LIMIT)) };
  });
  const pairs = unionOf(parts, demand.count);
  const isReached = (row: number) => pairs.first[row + 1] > pairs.first[row];
  if (!isUnknown.some((unknown, row) => unknown === 0 && isReached(row))) return null;
  const supply = capacity.map((people, row) => (isUnknown[row] === 1 ? 0 : people));
  const residents = demand.people.map((people) => people * service.residentsPerPersonOfBase);
  return floatingCatchments(pairs, supply, residents, stepped(stepsUpTo(LIMIT)));
}
