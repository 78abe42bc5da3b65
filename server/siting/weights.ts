/**
 * Whom siting counts, and how much: people of the total, or with the weights of the standard's groups and of resettlement
 * areas. A group that walks at a speed of its own is covered by other sites than the rest, so each speed is a class of its own.
 */
import { NONE } from "../network/network.ts";
import type { Outcome } from "../outcome.ts";
import { type Standard, speedOf, speedOfTotal } from "../standard.ts";
import type { Territory } from "../territory.ts";
import { SitingRefused } from "./refused.ts";

/** Weight of each demand point for those who walk at this speed. */
export interface WeightClass {
  readonly walkingSpeedKmh: number;
  readonly weight: Float64Array;
}

/** Groups whose weight is not 1, with what each of their people counts beside being counted in the total (coverage.ts, weightedShare). */
function extras({ groups }: Territory, standard: Standard): { index: number; id: string; extra: number }[] {
  return standard.groups.flatMap(({ group, weight }) => {
    const index = groups.findIndex(({ id }) => id === group);
    if (index === NONE || weight === 1) return [];
    return [{ index, id: group, extra: groups[index].role === "apart" ? weight : weight - 1 }];
  });
}

export function isWeighted(territory: Territory, standard: Standard, resettlementWeight: number): boolean {
  return resettlementWeight !== 1 || extras(territory, standard).length > 0;
}

/** Of each demand point: how many times its people count for living in a resettlement area. */
function timesAt({ demand, settlements }: Territory, resettlementWeight: number): Float64Array {
  const times = new Float64Array(demand.count).fill(1);
  if (resettlementWeight === 1) return times;
  for (let p = 0; p < demand.count; p++) {
    for (let k = demand.firstSettlement[p]; k < demand.firstSettlement[p + 1]; k++) {
      if (settlements.kind[demand.inSettlement[k]] === "resettlement-area") times[p] = resettlementWeight;
    }
  }
  return times;
}

/** People of the total, each once. */
export function plainClass(territory: Territory, standard: Standard): WeightClass {
  return { walkingSpeedKmh: speedOfTotal(standard, territory), weight: territory.demand.people };
}

/**
 * Classes by speed, that of the total first.
 * @throws SitingRefused where a group counts less than once and walks at a speed of its own: to cover it could then do harm
 */
export function weightClasses(territory: Territory, standard: Standard, resettlementWeight: number): WeightClass[] {
  const { demand } = territory;
  const times = timesAt(territory, resettlementWeight);
  const first = speedOfTotal(standard, territory);
  const bySpeed = new Map([[first, demand.people.slice()]]);
  for (const { index, id, extra } of extras(territory, standard)) {
    const speed = speedOf(standard, id);
    const weight = bySpeed.get(speed) ?? new Float64Array(demand.count);
    bySpeed.set(speed, weight);
    for (let p = 0; p < demand.count; p++) weight[p] += extra * demand.groups[index][p];
  }
  return [...bySpeed].map(([walkingSpeedKmh, weight]) => {
    const most = weight.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    for (let p = 0; p < weight.length; p++) {
      if (weight[p] < -1e-9 * most)
        throw new SitingRefused(
          "/standard",
          "has a group that weighs less than 1 and walks at a speed of its own, so that covering it would count against a site: give the group a weight of 1 or more, or the speed of the others",
        );
      weight[p] = Math.max(0, weight[p]) * times[p];
    }
    return { walkingSpeedKmh, weight };
  });
}

/** People once where the request and the standard say nothing else, else the classes of their weights. @throws SitingRefused */
export function classesOf(territory: Territory, standard: Standard, resettlementWeight: number): WeightClass[] {
  return isWeighted(territory, standard, resettlementWeight)
    ? weightClasses(territory, standard, resettlementWeight)
    : [plainClass(territory, standard)];
}

/** Weight of those whom an outcome covers. */
export function weightCovered(
  territory: Territory,
  { question, served, covered }: Outcome,
  resettlementWeight: number,
): number {
  const times = timesAt(territory, resettlementWeight);
  const more = extras(territory, question.standard);
  let sum = 0;
  for (let p = 0; p < served.length; p++) {
    let here = served[p];
    for (const { index, extra } of more) here += extra * territory.demand.groups[index][p] * covered[index][p];
    sum += times[p] * here;
  }
  return sum;
}
