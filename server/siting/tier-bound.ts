/**
 * How many could be covered in all tiers at best: the Lagrangian relaxation of "a demand counts only if each spot that it needs
 * is covered". Each need has a price u, 0 or more; a site earns the prices of all needs of the spots that it covers. For any prices
 *
 *   bound(u) = Σ max(0, w − the demand's prices) + what the best allowed sites earn
 *
 * is at least what any choice covers, as in coverage-bound.ts, of which this is the form with several needs. Limits of
 * tiers and of all sites are nested, so the best sites are found by taking those that earn most as long as they fit; a
 * budget is a knapsack whose last site may be split. With both the lesser value holds.
 */
import { fractional } from "./coverage-bound.ts";
import { mostEarning } from "./most-earning.ts";
import type { Oracle } from "./subgradient.ts";
import type { TierPart } from "./tier-question.ts";

export interface TierOracle extends Oracle {
  /** Sites that the last evaluation chose, those that earn most first. */
  readonly chosen: readonly number[];
  /**
   * After evaluate at these prices: 1 for each candidate that may still be part of an answer better than `best`.
   * @param bound the value of that evaluation
   */
  mayBeNeeded(bound: number, best: number): Uint8Array;
}

/** Prices are numbered as the items of `needs`. */
export function tierOracle(part: TierPart): TierOracle {
  const { byCandidate, bySpot, needs, weight, tierOf, mostOfTier, mostSites, budget } = part;
  const { count, first, items } = byCandidate;
  const earned = new Float64Array(count);
  const ofSpot = new Float64Array(bySpot.count);
  const covered = new Float64Array(bySpot.count);
  let chosen: number[] = [];
  /** What a candidate has to earn to be worth its place: of each tier, and per unit of money. */
  let placePrice: number[] = [];
  let moneyPrice = 0;

  const byPlaces = (): number => {
    const tops = mostOfTier.flatMap((most, t) =>
      mostEarning(
        earned.map((each, c) => (tierOf[c] === t ? each : 0)),
        most,
      ),
    );
    tops.sort((a, b) => earned[b] - earned[a] || a - b);
    chosen = tops.slice(0, mostSites);
    const ofTier = mostOfTier.map((_, t) => chosen.filter((c) => tierOf[c] === t));
    const all = chosen.length < mostSites ? 0 : leastOf(chosen);
    placePrice = mostOfTier.map((most, t) => (ofTier[t].length < most ? all : leastOf(ofTier[t])));
    return chosen.reduce((sum, c) => sum + earned[c], 0);
  };
  const leastOf = (sites: readonly number[]): number =>
    sites.reduce((least, c) => Math.min(least, earned[c]), Number.POSITIVE_INFINITY);

  return {
    get chosen() {
      return chosen;
    },
    evaluate(prices, subgradient) {
      ofSpot.fill(0);
      let value = 0;
      for (let d = 0; d < weight.length; d++) {
        let left = weight[d];
        for (let k = needs.first[d]; k < needs.first[d + 1]; k++) {
          left -= prices[k];
          ofSpot[needs.items[k]] += prices[k];
        }
        if (left > 0) value += left;
      }
      for (let c = 0; c < count; c++) {
        let sum = 0;
        for (let k = first[c]; k < first[c + 1]; k++) sum += ofSpot[items[k]];
        earned[c] = sum;
      }
      let best = byPlaces();
      let split = 1;
      moneyPrice = 0;
      if (budget !== null) {
        const knapsack = fractional(earned, budget.cost, budget.amount);
        if (knapsack.value < best) {
          ({ chosen, split } = knapsack);
          best = knapsack.value;
          placePrice = mostOfTier.map(() => 0);
          moneyPrice = knapsack.price;
        }
      }
      covered.fill(0);
      for (const [n, c] of chosen.entries())
        for (let k = first[c]; k < first[c + 1]; k++) covered[items[k]] += n === chosen.length - 1 ? split : 1;
      for (let d = 0; d < weight.length; d++) {
        let left = weight[d];
        let least = 1;
        for (let k = needs.first[d]; k < needs.first[d + 1]; k++) {
          left -= prices[k];
          least = Math.min(least, covered[needs.items[k]]);
        }
        // At the corner of max(0, …) any slope between 0 and 1 is one.
        const falls = left > 0 ? 1 : left < 0 ? 0 : least;
        for (let k = needs.first[d]; k < needs.first[d + 1]; k++) subgradient[k] = covered[needs.items[k]] - falls;
      }
      return value + best;
    },
    mayBeNeeded(bound, best) {
      const safe = bound * (1 + 1e-9);
      return Uint8Array.from(earned, (earns, c) => {
        const cost = budget?.cost[c] ?? 0;
        if (mostOfTier[tierOf[c]] === 0 || mostSites === 0 || (budget !== null && cost > budget.amount)) return 0;
        const price = placePrice[tierOf[c]] + moneyPrice * cost;
        return safe + Math.min(0, earns - price) > best ? 1 : 0;
      });
    },
  };
}
