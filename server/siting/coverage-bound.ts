/**
 * How many could be covered at best: the Lagrangian relaxation of "a point counts only if an open site covers it". Each
 * point has a price u between 0 and its weight w; a site earns the prices of the points that it covers. For any prices
 *
 *   bound(u) = Σ (w − u) + what the best affordable sites earn
 *
 * is at least what any choice covers (Galvão and ReVelle 1996). Descending over u gives the bound of the linear program.
 * The sites are chosen as a knapsack whose last site may be split, which only raises the bound. Spacing, floors, capacity
 * are left out, which raises it too: it stays a bound for them all.
 *
 * The same prices tell which candidates cannot be in a better answer than the one at hand (reduced costs).
 */

import { mostEarning } from "./most-earning.ts";
import type { CoverageQuestion } from "./question.ts";
import type { Oracle } from "./subgradient.ts";

/** A knapsack's best linear answer, and the price of its capacity. */
interface Knapsack {
  readonly value: number;
  /** What a unit of capacity is worth. */
  readonly price: number;
}

export interface CoverageOracle extends Oracle {
  /** Sites that the last evaluation chose, those that earn most first; the last may be split (`split` of it). */
  readonly chosen: readonly number[];
  /**
   * After evaluate at these prices: 1 for each candidate that may still be part of an answer better than `best`.
   * @param bound the value of that evaluation
   */
  mayBeNeeded(bound: number, best: number): Uint8Array;
}

export function coverageOracle({ reach, weight, mostSites, budget, movable }: CoverageQuestion): CoverageOracle {
  const { count: candidateCount, first, items } = reach.byCandidate;
  const earned = new Float64Array(candidateCount);
  // A closed site allows one more new one: at most all of them.
  const places = mostSites === null ? null : mostSites + (movable?.sites.length ?? 0);
  // Movable sites that stay cost nothing, so with them the budget alone is no knapsack of all candidates.
  const cost = budget === null ? null : budget.cost.slice();
  for (const site of movable?.sites ?? []) if (cost !== null) cost[site] = 0;
  let chosen: number[] = [];
  let split = 1;
  let byCost = false;
  let price = 0;

  const bestSites = (): Knapsack => {
    const byPlaces = places === null ? null : bestPlaces(earned, places);
    const byBudget = cost === null || budget === null ? null : fractional(earned, cost, budget.amount);
    byCost = byPlaces === null || (byBudget !== null && byBudget.value < byPlaces.value);
    const taken = byCost ? byBudget : byPlaces;
    if (taken === null) throw new Error("Siting needs a number of sites or a budget.");
    ({ chosen, split, price } = taken);
    return taken;
  };

  return {
    get chosen() {
      return chosen;
    },
    evaluate(prices, subgradient) {
      let value = 0;
      for (let i = 0; i < weight.length; i++) value += weight[i] - prices[i];
      for (let j = 0; j < candidateCount; j++) {
        let sum = 0;
        for (let k = first[j]; k < first[j + 1]; k++) sum += prices[items[k]];
        earned[j] = sum;
      }
      value += bestSites().value;
      subgradient.fill(0);
      for (let n = 0; n < chosen.length; n++) {
        const part = n === chosen.length - 1 ? split : 1;
        for (let k = first[chosen[n]]; k < first[chosen[n] + 1]; k++) subgradient[items[k]] += part;
      }
      // d/du of (w − u) is −1; at u = w the term may be taken as 0, which is where max(0, w − u) has its corner.
      for (let i = 0; i < weight.length; i++) subgradient[i] -= prices[i] < weight[i] ? 1 : Math.min(1, subgradient[i]);
      return value;
    },
    mayBeNeeded(bound, best) {
      const isNeeded = new Uint8Array(candidateCount);
      // Raised by more than the rounding of the sums.
      const safe = bound * (1 + 1e-9);
      for (let j = 0; j < candidateCount; j++) {
        const perUnit = byCost && cost !== null ? cost[j] : 1;
        const isAffordable = cost === null || budget === null || cost[j] <= budget.amount;
        isNeeded[j] = isAffordable && safe + Math.min(0, earned[j] - price * perUnit) > best ? 1 : 0;
      }
      return isNeeded;
    },
  };
}

export interface Taken extends Knapsack {
  readonly chosen: number[];
  /** Part of the last one that is taken, 0–1. */
  readonly split: number;
}

/** The `count` candidates that earn most; the price is what the last of them earns. */
function bestPlaces(earned: Float64Array, count: number): Taken {
  if (count === 0) return { value: 0, price: Number.POSITIVE_INFINITY, chosen: [], split: 1 };
  const chosen = mostEarning(earned, count);
  let value = 0;
  for (const j of chosen) value += earned[j];
  return { value, price: chosen.length < count ? 0 : earned[chosen[count - 1]], chosen, split: 1 };
}

/** The fractional knapsack: by what is earned for the cost; the last one only in part. */
export function fractional(earned: Float64Array, cost: Float64Array, amount: number): Taken {
  const ranks = new Float64Array(earned.length);
  const order: number[] = [];
  for (let j = 0; j < earned.length; j++) {
    // Of no use, or never affordable by itself.
    if (earned[j] <= 0 || cost[j] > amount) continue;
    ranks[j] = cost[j] === 0 ? Number.POSITIVE_INFINITY : earned[j] / cost[j];
    order.push(j);
  }
  order.sort((a, b) => (ranks[a] === ranks[b] ? a - b : ranks[b] - ranks[a]));
  const chosen: number[] = [];
  let left = amount;
  let value = 0;
  for (const j of order) {
    chosen.push(j);
    if (cost[j] > left) {
      const split = left / cost[j];
      return { value: value + split * earned[j], price: ranks[j], chosen, split };
    }
    left -= cost[j];
    value += earned[j];
  }
  return { value, price: 0, chosen, split: 1 };
}
