/**
 * The accessibility score (E2SFCA) of each demand point under a standard: service places a year per resident. Facilities whose
 * capacity is not known give nothing, and the review says so.
 */
import { floatingCatchments, stepped, stepsUpTo } from "../access/accessibility.ts";
import { yearlyCapacity } from "../access/capacity.ts";
import type { Pairs } from "../access/pairs.ts";
import { hasOneMeasure, PARTS_OF_LIMIT, unionOf } from "../access/reach-pairs.ts";
import type { Outcome } from "../outcome.ts";
import type { Territory } from "../territory.ts";

/**
 * Null where the capacity of no facility that counts is known. What a pair costs is told as a part of the limit that holds at the
 * demand point, so that places with different rules share the same steps.
 */
export function scoresOf({ demand, facilities }: Territory, outcome: Outcome): Float64Array | null {
  const { service } = outcome.question.standard;
  const { capacity, isUnknown } = yearlyCapacity(facilities.yearlyCapacity, facilities.staff, service.yearlyPerStaff);
  const parts = outcome.pairs.map(({ first, point, cost }, t): Pairs => {
    // Of several measures the pairs are told in parts of the limit already.
    if (!hasOneMeasure(outcome.tiers)) return { first, point, cost };
    const { limit } = outcome.tiers[t];
    return { first, point, cost: cost.map((value, k) => Math.floor((value / limit[point[k]]) * PARTS_OF_LIMIT)) };
  });
  const pairs = unionOf(parts, demand.count);
  const isReached = (row: number) => pairs.first[row + 1] > pairs.first[row];
  if (!isUnknown.some((unknown, row) => unknown === 0 && isReached(row))) return null;
  const supply = capacity.map((people, row) => (isUnknown[row] === 1 ? 0 : people));
  const residents = demand.people.map((people) => people * service.residentsPerPersonOfBase);
  return floatingCatchments(pairs, supply, residents, stepped(stepsUpTo(PARTS_OF_LIMIT)));
}
