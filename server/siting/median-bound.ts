/**
 * The least that any p sites can cost: the Lagrangian relaxation of "each point goes to one site" (Cornuéjols, Fisher and
 * Nemhauser 1977). Each point has a price u, at most what it costs now; a site earns u − w·c of each point that it serves
 * for less. For any prices Σ u − what the p best sites earn is at most what any choice costs. Some sites may be settled:
 * open in every answer that is looked at, or in none (median-branch.ts).
 */
import { type MedianPart, renumbered } from "./median-part.ts";
import { mostEarning } from "./most-earning.ts";
import type { Oracle } from "./subgradient.ts";

export const [FREE, OPEN, CLOSED] = [0, 1, 2];

/** Minimises minus the bound. */
export interface MedianOracle extends Oracle {
  /** Of the last evaluation: the open ones, then the free ones that earn most. */
  readonly chosen: readonly number[];
  /**
   * After evaluate: what the bound rises by at least when a free candidate that is not chosen is opened, or one that is chosen
   * is closed; 0 for those that are settled.
   */
  penalties(): Float64Array;
}

/** @param settled FREE, OPEN or CLOSED of each candidate; left out: all are free */
export function medianOracle(
  { byPoint, byCandidate, weight, mostSites, candidateOf }: MedianPart,
  settled: Uint8Array = new Uint8Array(candidateOf.length),
): MedianOracle {
  const rowOf = Int32Array.from(weight.keys());
  // Deep among the branches most are closed, and looking past them would cost more than leaving them out once.
  const { first, items, costs } = settled.includes(CLOSED)
    ? renumbered(
        byPoint,
        rowOf,
        Int32Array.from(settled, (each, j) => (each === CLOSED ? -1 : j)),
      )
    : byPoint;
  const count = candidateOf.length;
  const earned = new Float64Array(count);
  const free = new Float64Array(count);
  const isChosen = new Uint8Array(count);
  const open = Array.from(settled.keys()).filter((j) => settled[j] === OPEN);
  const places = mostSites - open.length;
  let chosen: number[] = [];
  return {
    get chosen() {
      return chosen;
    },
    evaluate(prices, subgradient) {
      let value = 0;
      earned.fill(0);
      // No pair earns that costs as much.
      let farthest = 0;
      for (let i = 0; i < prices.length; i++) {
        const price = prices[i];
        value -= price;
        if (price > farthest * weight[i]) farthest = price / weight[i];
        for (let k = first[i]; k < first[i + 1]; k++) {
          const earns = price - weight[i] * costs[k];
          // Rows ascend: no later pair earns.
          if (earns <= 0) break;
          earned[items[k]] += earns;
        }
      }
      for (let j = 0; j < count; j++) free[j] = settled[j] === FREE ? earned[j] : 0;
      chosen = [...open, ...mostEarning(free, places)];
      isChosen.fill(0);
      for (const j of chosen) {
        isChosen[j] = 1;
        value += earned[j];
      }
      subgradient.fill(-1);
      for (const j of chosen) {
        for (let k = byCandidate.first[j]; k < byCandidate.first[j + 1] && byCandidate.costs[k] < farthest; k++) {
          const i = byCandidate.items[k];
          if (prices[i] > weight[i] * byCandidate.costs[k]) subgradient[i]++;
        }
      }
      return value;
    },
    penalties() {
      const isFull = chosen.length === mostSites && places > 0;
      const least = isFull ? free[chosen[chosen.length - 1]] : places === 0 ? Number.POSITIVE_INFINITY : 0;
      let next = 0;
      for (let j = 0; j < count; j++) if (isChosen[j] === 0 && free[j] > next) next = free[j];
      return free.map((earns, j) =>
        settled[j] !== FREE ? 0 : isChosen[j] === 1 ? earns - next : Math.max(0, least - earns),
      );
    },
  };
}
