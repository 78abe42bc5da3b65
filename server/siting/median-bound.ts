/**
 * The least that any p sites can cost: the Lagrangian relaxation of "each point goes to one site" (Cornuéjols, Fisher and
 * Nemhauser 1977). Each point has a price u, at most what it costs now; a site earns u − w·c of each point that it serves
 * for less. For any prices Σ u − what the p best sites earn is at most what any choice costs.
 */
import type { MedianPart } from "./median.ts";
import { mostEarning } from "./most-earning.ts";
import type { Oracle } from "./subgradient.ts";

/** Minimises minus the bound. */
export interface MedianOracle extends Oracle {
  readonly chosen: readonly number[];
  /** After evaluate: 1 for each candidate that may be part of an answer that costs less than `best`. `bound` is the one of that evaluation. */
  mayBeNeeded(bound: number, best: number): Uint8Array;
}

export function medianOracle({ byCandidate, weight, mostSites }: MedianPart): MedianOracle {
  const { count, first, items, costs } = byCandidate;
  const earned = new Float64Array(count);
  let chosen: number[] = [];
  return {
    get chosen() {
      return chosen;
    },
    evaluate(prices, subgradient) {
      let value = 0;
      for (let i = 0; i < prices.length; i++) value -= prices[i];
      for (let j = 0; j < count; j++) {
        let sum = 0;
        for (let k = first[j]; k < first[j + 1]; k++) {
          const earns = prices[items[k]] - weight[items[k]] * costs[k];
          if (earns > 0) sum += earns;
        }
        earned[j] = sum;
      }
      chosen = mostEarning(earned, mostSites);
      for (const j of chosen) value += earned[j];
      subgradient.fill(-1);
      for (const j of chosen) {
        for (let k = first[j]; k < first[j + 1]; k++) {
          if (prices[items[k]] > weight[items[k]] * costs[k]) subgradient[items[k]] += 1;
        }
      }
      return value;
    },
    mayBeNeeded(bound, best) {
      const last =
        chosen.length < mostSites
          ? 0
          : chosen.length === 0
            ? Number.POSITIVE_INFINITY
            : earned[chosen[chosen.length - 1]];
      const safe = bound * (1 - 1e-9);
      return Uint8Array.from(earned, (earns) => (safe + Math.max(0, last - earns) < best ? 1 : 0));
    },
  };
}
