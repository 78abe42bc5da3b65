/**
 * City or countryside: the kind of each place, and what tells it. The strongest ground holds:
 *
 * 1. correction: the office set the kind of an area by hand; of nested areas the smallest holds.
 * 2. code: the statistics bureau's urban–rural classification 城乡分类代码 of the smallest area that carries one (1xx urban, 2xx rural).
 * 3. density: the Degree of Urbanisation (urbanisation.ts); urban centres and urban clusters are city.
 * 4. unknown: no total of people is loaded; taken as city, because the city's rule is the stricter one.
 *
 * The grid is computed once when a territory is built; a correction only decides again.
 */
import { finderOfLevel } from "../areas.ts";
import type { PlaceCorrection } from "../database/territory-rows.ts";
import type { Demand } from "../demand.ts";
import { withFields } from "../fields.ts";
import { share } from "../network/columns.ts";
import { type Barriers, type Network, NONE } from "../network/network.ts";
import type { Areas, DemandPoints, Territory } from "../territory.ts";
import {
  type AreaLevel,
  BARRIER_KINDS,
  PLACE_GROUNDS,
  PLACE_KINDS,
  type PlaceGround,
  type PlaceKind,
} from "../words.ts";
import { cellKey, columnOf, equalAreaGrid, rowOf, standardParallelOf } from "./equal-area.ts";
import { peopleByCell, sharesOf } from "./people-grid.ts";
import { classAt, URBAN_CLASSES, type Urbanisation, urbanisationOf } from "./urbanisation.ts";
import { landOf } from "./water-share.ts";

const CITY = PLACE_KINDS.indexOf("city");
const COUNTRYSIDE = PLACE_KINDS.indexOf("countryside");
const RURAL = URBAN_CLASSES.indexOf("rural");

/** The Degree of Urbanisation of a territory's people. */
export interface TerritoryUrbanisation extends Urbanisation {
  /** Of the grid, degrees; equalAreaGrid of it gives the grid. */
  readonly standardParallel: number;
  /** Index into PLACE_KINDS of each demand point. */
  readonly byDensity: Uint8Array;
  /** True when water areas were known and taken off the land. */
  readonly isWaterKnown: boolean;
}

/**
 * Lays the total of the people on the grid and classifies it; null where nobody is counted. A demand point that lies in several cells
 * is city when at least half of its area is.
 *
 * @param levels that exist, the largest first: where no people are, the data end at the outline of the largest; without areas at the
 * outermost rows and columns of people
 */
export function urbanisationOfDemand(
  demand: Demand,
  { barriers }: Network,
  areas: Areas,
  levels: readonly AreaLevel[],
): TerritoryUrbanisation | null {
  if (demand.total === NONE || !demand.people.some((people) => people > 0)) return null;
  const grid = equalAreaGrid(standardParallelOf(demand.lat));
  const shares = sharesOf(grid, demand);
  const sums = peopleByCell(shares, demand.people);
  const key = Float64Array.from(sums.keys()).sort();
  const people = Float64Array.from(key, (cell) => sums.get(cell) ?? 0);
  // Where people live in a cell that is mapped as water throughout, the maps contradict each other, and all of it counts as land.
  const land = landOf(grid, key, barriers).map((share) => (share === 0 ? 1 : share));
  const find = levels.length === 0 ? null : finderOfLevel(areas, levels[0]);
  const isInside = insideOf(key);
  const isEdge = (cell: number) =>
    find === null ? !isInside(cell) : find(grid.lonOf(columnOf(cell) + 0.5), grid.latOf(rowOf(cell) + 0.5)) === NONE;
  const urbanisation = urbanisationOf({ key, people, land }, isEdge);

  const byDensity = new Uint8Array(demand.count);
  for (let point = 0; point < demand.count; point++) {
    let city = 0;
    for (let i = shares.first[point]; i < shares.first[point + 1]; i++) {
      if (classAt(urbanisation, shares.key[i]) !== RURAL) city += shares.share[i];
    }
    byDensity[point] = city >= 0.5 ? CITY : COUNTRYSIDE;
  }
  return { ...urbanisation, standardParallel: grid.standardParallel, byDensity, isWaterKnown: hasWater(barriers) };
}

/** Tells of a cell whether it lies within the outermost rows and columns of others. */
function insideOf(key: Float64Array): (cell: number) => boolean {
  const columns = key.map(columnOf);
  const [west, east] = [columns.reduce((a, b) => Math.min(a, b)), columns.reduce((a, b) => Math.max(a, b))];
  const [south, north] = [rowOf(key[0]), rowOf(key[key.length - 1])];
  return (cell) => {
    const [column, row] = [columnOf(cell), rowOf(cell)];
    return west <= column && column <= east && south <= row && row <= north;
  };
}

function hasWater({ objectIsArea, firstSegment, kind }: Barriers): boolean {
  const water = BARRIER_KINDS.indexOf("water");
  return objectIsArea.some((isArea, object) => isArea === 1 && kind[firstSegment[object]] === water);
}

/** The kind of place of each demand point and its ground, as indexes into PLACE_KINDS and PLACE_GROUNDS, in memory that threads share. */
export interface PlaceColumns {
  readonly place: Uint8Array;
  readonly placeGround: Uint8Array;
}

interface Grounds {
  readonly areas: Areas;
  readonly levels: readonly AreaLevel[];
  readonly urbanisation: TerritoryUrbanisation | null;
}

export function placeColumns(
  demandArea: readonly Int32Array[],
  count: number,
  grounds: Grounds,
  corrections: readonly PlaceCorrection[],
): PlaceColumns {
  const decide = decider(grounds, corrections);
  const place = new Uint8Array(count);
  const placeGround = new Uint8Array(count);
  for (let point = 0; point < count; point++) {
    const byDensity = grounds.urbanisation?.byDensity[point] ?? NONE;
    const { kind, ground } = decide((level) => demandArea[level][point], byDensity);
    place[point] = PLACE_KINDS.indexOf(kind);
    placeGround[point] = PLACE_GROUNDS.indexOf(ground);
  }
  return share({ place, placeGround });
}

/** What a correction decides again. */
export interface DecidedPlaces {
  readonly demand: PlaceColumns;
  /** Index into PLACE_KINDS of each settlement. */
  readonly settlements: Uint8Array;
}

/** The kinds of place on a territory with other corrections: a worker's question, because all demand points are decided. */
export function decidedPlaces(territory: Territory, corrections: readonly PlaceCorrection[]): DecidedPlaces {
  const { demand, settlements } = territory;
  return {
    demand: placeColumns(demand.area, demand.count, territory, corrections),
    settlements: placesAt({ ...territory, placeCorrections: corrections }, settlements),
  };
}

/** The same territory with other corrections; network, links and grid stay. */
export function placesOn(
  territory: Territory,
  corrections: readonly PlaceCorrection[],
  decided = decidedPlaces(territory, corrections),
): Territory {
  return {
    ...territory,
    demand: withFields(territory.demand, decided.demand),
    settlements: withFields(territory.settlements, { place: decided.settlements }),
    placeCorrections: corrections,
  };
}

export interface Place {
  readonly kind: PlaceKind;
  readonly ground: PlaceGround;
}

/** The kind of place of each of some points, index into PLACE_KINDS, in memory that threads share. */
export function placesAt(
  territory: Pick<Territory, "areas" | "levels" | "urbanisation" | "placeCorrections">,
  { lon, lat }: { lon: Float64Array; lat: Float64Array },
): Uint8Array {
  const find = placeFinder(territory);
  const place = Uint8Array.from(lon, (_, i) => PLACE_KINDS.indexOf(find(lon[i], lat[i]).kind));
  return share({ place }).place;
}

/** Answers the kind of place anywhere, for settlements and spots on the map. Where nobody lives density says countryside. */
export function placeFinder(
  territory: Pick<Territory, "areas" | "levels" | "urbanisation" | "placeCorrections">,
): (lon: number, lat: number) => Place {
  const { areas, levels, urbanisation, placeCorrections } = territory;
  const finders = levels.map((level) => finderOfLevel(areas, level));
  const decide = decider(territory, placeCorrections);
  const grid = urbanisation === null ? null : equalAreaGrid(urbanisation.standardParallel);
  return (lon, lat) => {
    let byDensity = NONE;
    if (grid !== null && urbanisation !== null) {
      const cell = cellKey(Math.floor(grid.xOf(lon)), Math.floor(grid.yOf(lat)));
      byDensity = classAt(urbanisation, cell) === RURAL ? COUNTRYSIDE : CITY;
    }
    return decide((level) => finders[level](lon, lat), byDensity);
  };
}

/**
 * Decides by the grounds. `areaAt` gives the area of a level (index into levels) or NONE; `byDensity` an index into PLACE_KINDS or NONE.
 */
function decider({ areas, levels }: Grounds, corrections: readonly PlaceCorrection[]) {
  const kindOfCode = new Map(corrections.map(({ areaCode, kind }) => [areaCode, kind]));
  const corrected = areas.code.map((code) => kindOfCode.get(code) ?? null);
  const smallestFirst = [...levels.keys()].reverse();
  const hasCorrections = corrected.some((kind) => kind !== null);
  const hasCodes = areas.urbanRuralCode.some((code) => code !== NONE);
  return (areaAt: (level: number) => number, byDensity: number): Place => {
    if (hasCorrections) {
      for (const level of smallestFirst) {
        const area = areaAt(level);
        const kind = area === NONE ? null : corrected[area];
        if (kind !== null) return { kind, ground: "correction" };
      }
    }
    if (hasCodes) {
      for (const level of smallestFirst) {
        const area = areaAt(level);
        const code = area === NONE ? NONE : areas.urbanRuralCode[area];
        if (code !== NONE) return { kind: code < 200 ? "city" : "countryside", ground: "code" };
      }
    }
    return byDensity === NONE ? UNKNOWN : { kind: PLACE_KINDS[byDensity], ground: "density" };
  };
}

const UNKNOWN: Place = { kind: "city", ground: "unknown" };

/** The kind of place in which most people of some demand points live; city where it is even. */
export function placeOfMost({ place, people }: DemandPoints, points: Iterable<number>): PlaceKind {
  let balance = 0;
  for (const point of points) balance += place[point] === CITY ? people[point] : -people[point];
  return PLACE_KINDS[balance >= 0 ? CITY : COUNTRYSIDE];
}
