/**
 * Names of rivers, lakes, railways and expressways, so that a reader is told which river stands between. The network knows its
 * barriers by OpenStreetMap id only: names are of no use to a search, and change without the streets being built anew.
 */
import type { BarrierNameRow } from "./database/territory-rows.ts";
import type { Barriers } from "./network/network.ts";
import { NONE } from "./network/network.ts";
import { BARRIER_KINDS, type BarrierKind } from "./words.ts";

export interface BarrierNames {
  /** Twice the OSM id, and one more for an area: a way and a relation may have the same id. Ascending. */
  readonly key: Float64Array;
  readonly name: readonly string[];
}

const keyOf = (osmId: number, isArea: boolean): number => 2 * osmId + Number(isArea);

export function barrierNamesOf(rows: readonly BarrierNameRow[]): BarrierNames {
  const byKey = new Map(rows.map(({ osmId, isArea, name }) => [keyOf(osmId, isArea), name]));
  const sorted = [...byKey].sort(([a], [b]) => a - b);
  return { key: Float64Array.from(sorted, ([key]) => key), name: sorted.map(([, name]) => name) };
}

/** What stands between, by the object's index in the barriers; null for NONE. The name is null where the map has none. */
export function barrierAt(
  { key, name }: BarrierNames,
  { kind, firstSegment, objectId, objectIsArea }: Barriers,
  object: number,
): { readonly kind: BarrierKind; readonly name: string | null } | null {
  if (object === NONE) return null;
  const wanted = keyOf(objectId[object], objectIsArea[object] === 1);
  let [low, high] = [0, key.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return { kind: BARRIER_KINDS[kind[firstSegment[object]]], name: key[low] === wanted ? name[low] : null };
}
