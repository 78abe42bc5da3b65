/** Administrative areas in columns: their nesting, their size, and which of a level a point lies in. */
import type { AreaRow } from "./database/territory-rows.ts";
import { NONE } from "./network/network.ts";
import { type AreaFinder, areaFinder, innerPoint, squareMetres } from "./point-in-area.ts";
import type { Areas } from "./territory.ts";
import { AREA_LEVELS, type AreaLevel } from "./words.ts";

export function areasOf(rows: readonly AreaRow[]): Areas {
  const geometry = rows.map((row) => row.geometry);
  return {
    count: rows.length,
    code: rows.map((row) => row.code),
    name: rows.map((row) => row.name),
    names: rows.map((row) => row.names),
    level: rows.map((row) => row.level),
    parent: parentsOf(rows),
    urbanRuralCode: Int32Array.from(rows, (row) => row.urbanRuralCode ?? NONE),
    geometry,
    squareMetres: Float64Array.from(geometry, squareMetres),
  };
}

/** The parent is the area that the file names, else the one of the nearest larger level in which the area lies. */
function parentsOf(rows: readonly AreaRow[]): Int32Array {
  const byCode = new Map<string, number[]>();
  rows.forEach((row, i) => {
    byCode.set(row.code, [...(byCode.get(row.code) ?? []), i]);
  });
  const rank = (i: number) => AREA_LEVELS.indexOf(rows[i].level);
  const finders = new Map<AreaLevel, AreaFinder>();
  const indexes = AREA_LEVELS.map((level) => rows.flatMap((row, i) => (row.level === level ? [i] : [])));
  const finderOf = (at: number): AreaFinder => {
    const level = AREA_LEVELS[at];
    const finder = finders.get(level) ?? areaFinder(indexes[at].map((i) => rows[i].geometry));
    finders.set(level, finder);
    return finder;
  };
  return Int32Array.from(rows, (row, i) => {
    const named = row.parentCode === null ? [] : (byCode.get(row.parentCode) ?? []);
    const larger = named.find((parent) => rank(parent) < rank(i));
    if (larger !== undefined) return larger;
    const [lon, lat] = innerPoint(row.geometry);
    for (let at = rank(i) - 1; at >= 0; at--) {
      const found = indexes[at].length === 0 ? NONE : finderOf(at)(lon, lat);
      if (found !== NONE) return indexes[at][found];
    }
    return NONE;
  });
}

const knownFinders = new WeakMap<Areas, Map<AreaLevel, AreaFinder>>();

/** Answers the index into areas of the one of this level that holds a point. Remembered: making one takes longer than many points. */
export function finderOfLevel(areas: Areas, level: AreaLevel): AreaFinder {
  const finders = knownFinders.get(areas) ?? new Map<AreaLevel, AreaFinder>();
  knownFinders.set(areas, finders);
  const finder = finders.get(level) ?? newFinder(areas, level);
  finders.set(level, finder);
  return finder;
}

function newFinder(areas: Areas, level: AreaLevel): AreaFinder {
  const indexes: number[] = [];
  areas.level.forEach((other, i) => {
    if (other === level) indexes.push(i);
  });
  const find = areaFinder(indexes.map((i) => areas.geometry[i]));
  return (lon, lat) => {
    const found = find(lon, lat);
    return found === NONE ? NONE : indexes[found];
  };
}
