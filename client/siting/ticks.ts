/** Ticks of an axis at round numbers that differ as they are written: no "25, 25" between 24.5 and 25, no half facility. */
import type { SitingResult } from "../../server/api/siting-messages.ts";

export interface Ticks {
  readonly values: number[];
  /** Digits behind the point that tell them apart. */
  readonly digits: number;
}

/** Smallest step between ticks of a unit. */
const LEAST: Readonly<Record<SitingResult["unit"], number>> = {
  people: 1,
  "weighted-people": 1,
  sites: 1,
  cost: 0.01,
  minutes: 0.01,
};

/** About `count` ticks from `low` to `high`, in steps of 1, 2 or 5 times a power of ten. */
export function ticksOf([low, high]: readonly [number, number], unit: SitingResult["unit"], count = 4): Ticks {
  const rough = Math.max((high - low) / count, LEAST[unit]);
  const power = 10 ** Math.floor(Math.log10(rough) + 1e-9);
  const step = power * ([1, 2, 5].find((times) => times * power >= rough * (1 - 1e-9)) ?? 10);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const values: number[] = [];
  for (let at = Math.ceil(low / step - 1e-9); at <= high / step + 1e-9; at++) {
    values.push(Number((at * step).toFixed(digits)));
  }
  return { values, digits };
}
