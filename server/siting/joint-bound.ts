/**
 * How many could be covered at best: the Lagrangian relaxation of "a demand counts only if each spot that it needs
 * is covered". Each need has a price u, 0 or more; a site earns the prices of all needs of the spots that it covers. For any prices
 *
 *   bound(u) = Σ max(0, w − the demand's prices) + what the best allowed sites earn
 *
 * is at least what any choice covers, as in coverage-bound.ts, of which this is the form with several needs. Limits of
 * kinds and of all sites are nested, so the best sites are found by taking those that earn most as long as they fit; a
 * budget is a knapsack whose last site may be split. With both the lesser value holds.
 */
import { fractional } from "./coverage-bound.ts";
import { type JointPart, NEW } from "./joint-question.ts";
import { mostEarning } from "./most-earning.ts";
import type { Watch } from "./question.ts";
import { descend, type Oracle } from "./subgradient.ts";

/** Evaluations that tell whether people can be too few. */
const EVALUATIONS = 120;

export interface JointOracle extends Oracle {
  /** Sites that the last evaluation chose, those that earn most first. */
  readonly chosen: readonly number[];
  /**
   * After evaluate at these prices: 1 for each candidate that may still be part of an answer better than `best`.
   * @param bound the value of that evaluation
   */
  mayBeNeeded(bound: number, best: number): Uint8Array;
}

/**
 * Prices are numbered as the items of `needs`. Quotas, spacing and capacities are left out, and every movable site is free to
 * be elsewhere at no cost: all of that only raises the bound.
 * @param weight of each demand; with "most" that of the part, else the people of a quota
 */
export function jointOracle(part: JointPart, weight: Float64Array): JointOracle {
  const { byCandidate, bySpot, needs, kindOf, stands, budget } = part;
  const moves = Int32Array.from(part.mostOfKind, (_, kind) =>
    stands.reduce((sum, how, c) => sum + (how !== NEW && kindOf[c] === kind ? 1 : 0), 0),
  );
  const mostOfKind = part.mostOfKind.map((most, kind) => most + moves[kind]);
  const mostSites = part.mostSites + moves.reduce((a, b) => a + b, 0);
  const { count, first, items } = byCandidate;
  const earned = new Float64Array(count);
  const ofSpot = new Float64Array(bySpot.count);
  const covered = new Float64Array(bySpot.count);
  let chosen: number[] = [];
  /** What a candidate has to earn to be worth its place: of each tier, and per unit of money. */
  let placePrice: number[] = [];
  let moneyPrice = 0;

  const byPlaces = (): number => {
    const tops = mostOfKind.flatMap((most, t) => {
      const mine = earned.map((each, c) => (kindOf[c] === t ? each : 0));
      // Where nothing limits them, those that earn are not sorted one by one.
      return most >= count ? [...mine.keys()].filter((c) => mine[c] > 0) : mostEarning(mine, most);
    });
    tops.sort((a, b) => earned[b] - earned[a] || a - b);
    chosen = tops.slice(0, mostSites);
    const ofKind = mostOfKind.map((_, t) => chosen.filter((c) => kindOf[c] === t));
    const all = chosen.length < mostSites ? 0 : leastOf(chosen);
    placePrice = mostOfKind.map((most, t) => (ofKind[t].length < most ? all : leastOf(ofKind[t])));
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
          placePrice = mostOfKind.map(() => 0);
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
        if (mostOfKind[kindOf[c]] === 0 || mostSites === 0 || (budget !== null && cost > budget.amount)) return 0;
        const price = placePrice[kindOf[c]] + moneyPrice * cost;
        return safe + Math.min(0, earns - price) > best ? 1 : 0;
      });
    },
  };
}

/** The most people of some demands that the part's number of sites and money could cover, or anything below `target` once that is known. */
export function mostIn(part: JointPart, people: Float64Array, target: number, watch: Watch): number {
  const prices = needPrices(part, people);
  return descend(jointOracle(part, people), {
    ...{ prices, most: needLimits(part, people), iterations: EVALUATIONS },
    target: () => target * (1 - 1e-6),
    isDone: (least) => least < target || watch.isStopped(),
  });
}

/** People of the demands of one quota. */
export function quotaPeople({ demandsOf, people }: JointPart, quota: number): Float64Array {
  const mine = new Float64Array(people.length);
  for (let k = demandsOf.first[quota]; k < demandsOf.first[quota + 1]; k++)
    mine[demandsOf.items[k]] = people[demandsOf.items[k]];
  return mine;
}

/** A demand's weight shared among its needs. */
export function needPrices({ needs }: JointPart, weight: Float64Array): Float64Array {
  const prices = new Float64Array(needs.items.length);
  for (let d = 0; d < weight.length; d++)
    prices.fill(weight[d] / (needs.first[d + 1] - needs.first[d]), needs.first[d], needs.first[d + 1]);
  return prices;
}

export function needLimits({ needs }: JointPart, weight: Float64Array): Float64Array {
  const limits = new Float64Array(needs.items.length);
  for (let d = 0; d < weight.length; d++) limits.fill(weight[d], needs.first[d], needs.first[d + 1]);
  return limits;
}
