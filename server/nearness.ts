/**
 * The nearest facility of every place, by each measure: on foot, by bicycle, in a straight line; of any district or of
 * their own only. Costs are whole centimetres and know no speed and no limit, so one answer serves all cutoffs and speeds:
 * answers are remembered by what they depend on.
 */
import Flatbush from "flatbush";
import { distanceMetres, METRES_PER_DEGREE, metresPerDegreeLon } from "./geo.ts";
import { type Choosers, changeOf, type Standing, withOneMore } from "./nearness-after.ts";
import { type Links, type Network, NONE } from "./network/network.ts";
import { createSearch, legCentimetres, MOST_CENTIMETRES, type Nearest, type Search } from "./network/search.ts";
import type { Facilities, Origins, Territory } from "./territory.ts";
import type { AreaLevel } from "./words.ts";

/** By what a facility is near. */
export type Way = "foot" | "bicycle" | "straight";

/** What the nearest facility depends on. */
export interface NearestAsked {
  readonly way: Way;
  /** Rows of facilities to choose from, ascending. */
  readonly rows: readonly number[];
  /** Only those of the place's own district; who lies in none uses those in none. */
  readonly ownDistrictOnly: boolean;
}

/** What the stages find nearness with. Belongs to one territory. */
export interface Tools {
  readonly search: Search;
  /** @throws when the territory has no bicycle network */
  readonly ride: () => Search;
  /** The nearest facility of each place, at any distance. Metres are on the ground; ties go to the lower row. */
  nearest(territory: Territory, origins: Origins, asked: NearestAsked): Nearest;
}

/** Standards that are asked for in turn, and tiers of them; each takes 20 MB for a million places. */
const REMEMBERED = 16;

export function toolsOf(network: Network, bicycle: Network | null): Tools {
  const search = createSearch(network);
  let ride: Search | null = null;
  const tools = {
    search,
    ride: () => {
      if (bicycle === null)
        throw new Error("The territory has no bicycle network: no stored standard asked for rides.");
      ride ??= createSearch(bicycle);
      return ride;
    },
  };
  /** Per columns of facilities: what was nearest to which places. */
  const known = new WeakMap<Facilities, WeakMap<Origins, Map<string, Nearest>>>();
  /** What was found last, newest first, whatever the facilities. */
  const recent = new WeakMap<Origins, Map<string, Found[]>>();
  const nearestAfter = (territory: Territory, origins: Origins, asked: NearestAsked): Nearest => {
    const { standing, choosers, search: searching } = standingOf(tools, territory, origins, asked);
    const byWay = inMap(recent, origins, () => new Map<string, Found[]>());
    const list = inMap(byWay, `${asked.way} ${asked.ownDistrictOnly}`, (): Found[] => []);
    const keep = (found: Found): Nearest => {
      if (list.includes(found)) list.splice(list.indexOf(found), 1);
      list.unshift(found);
      list.splice(RECENT);
      return found.answer;
    };
    const anew = (rows: readonly number[]) => nearestOf(tools, territory, origins, { ...asked, rows });
    const like = list
      .map((found) => ({ found, ...changeOf(found.standing, standing) }))
      .filter(({ shared, added, removed }) => shared.length > 0 && added.length <= MOST_ADDED && removed <= MOST_ADDED)
      .sort((a, b) => a.removed - b.removed || a.added.length - b.added.length)[0];
    if (like === undefined || (like.removed > 0 && like.added.length === 0)) {
      return keep({ standing, answer: anew(asked.rows) });
    }
    // Whoever used a facility that is gone needs another: found once without it, for all places where it is put next.
    const start =
      like.removed === 0
        ? keep(like.found)
        : keep({ standing: { ...standing, rows: like.shared }, answer: anew(like.shared) });
    const answer = like.added.reduce((before, row) => withOneMore(before, choosers, standing, row, searching), start);
    return like.added.length === 0 ? answer : keep({ standing, answer });
  };
  return {
    ...tools,
    nearest: (territory, origins, asked) => {
      const ofFacilities = inMap(known, territory.facilities, () => new WeakMap<Origins, Map<string, Nearest>>());
      const answers = inMap(ofFacilities, origins, () => new Map<string, Nearest>());
      const key = `${asked.way} ${asked.ownDistrictOnly} ${asked.rows.join()}`;
      const answer = answers.get(key) ?? nearestAfter(territory, origins, asked);
      answers.delete(key);
      answers.set(key, answer);
      const [oldest] = answers.keys();
      if (answers.size > REMEMBERED) answers.delete(oldest);
      return answer;
    },
  };
}

/** An answer, and the facilities that it was found for. */
interface Found {
  readonly standing: Standing;
  readonly answer: Nearest;
}

/** Of each way: tiers of a standard, each with and without what is tried. */
const RECENT = 6;
/** With more new facilities than these, searching from all at once is as fast. */
const MOST_ADDED = 3;

function standingOf(
  { search, ride }: Searches,
  territory: Territory,
  origins: Origins,
  { way, rows, ownDistrictOnly }: NearestAsked,
): { standing: Standing; choosers: Choosers; search: Search | null } {
  const { facilities } = territory;
  const level = ownDistrictOnly ? districtLevel(territory) : NONE;
  const districtOf = (area: readonly Int32Array[]) => (level === NONE ? null : area[level]);
  const [links, homes] =
    way === "straight"
      ? [null, null]
      : way === "foot"
        ? [facilities.links, origins.links]
        : [facilities.rideLinks, origins.rideLinks];
  return {
    standing: { rows, links, facilities, district: districtOf(facilities.area) },
    choosers: { origins, links: homes, district: districtOf(origins.area) },
    search: way === "straight" ? null : way === "foot" ? search : ride(),
  };
}

interface Gets<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): unknown;
}

function inMap<Key, Value>(map: Gets<Key, Value>, key: Key, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

type Searches = Pick<Tools, "search" | "ride">;

function nearestOf(searches: Searches, territory: Territory, origins: Origins, asked: NearestAsked): Nearest {
  const { way, rows, ownDistrictOnly } = asked;
  const level = ownDistrictOnly ? districtLevel(territory) : NONE;
  if (level === NONE) return nearestBy(searches, territory, origins, way, rows, false);
  const all: Nearest = {
    cost: new Float64Array(origins.count).fill(NONE),
    metres: new Float64Array(origins.count).fill(NONE),
    facility: new Int32Array(origins.count).fill(NONE),
  };
  const rowsOf = Map.groupBy(rows, (row) => territory.facilities.area[level][row]);
  for (const [district, inDistrict] of placesByDistrict(origins, level)) {
    const theirs = rowsOf.get(district);
    if (theirs === undefined) continue;
    const found = nearestBy(searches, territory, partOf(origins, inDistrict), way, theirs, true);
    for (let k = 0; k < inDistrict.length; k++) {
      all.cost[inDistrict[k]] = found.cost[k];
      all.metres[inDistrict[k]] = found.metres[k];
      all.facility[inDistrict[k]] = found.facility[k];
    }
  }
  return all;
}

/**
 * Index into Territory.levels of what "own district" means: the county where there are several, else the largest level with more
 * than one area (the townships of a single county), else NONE: then all is one district.
 */
export function districtLevel({ levels, areas }: Territory): number {
  const isDivided = (level: AreaLevel) => areas.level.filter((other) => other === level).length > 1;
  return isDivided("county") ? levels.indexOf("county") : levels.findIndex(isDivided);
}

/** Places of each district (NONE for those in none), ascending. */
function placesByDistrict({ count, area }: Origins, level: number): Map<number, Int32Array> {
  const sizes = new Map<number, number>();
  for (let p = 0; p < count; p++) sizes.set(area[level][p], (sizes.get(area[level][p]) ?? 0) + 1);
  const places = new Map([...sizes].map(([district, size]) => [district, new Int32Array(size)]));
  const filled = new Map<number, number>();
  for (let p = 0; p < count; p++) {
    const district = area[level][p];
    const at = filled.get(district) ?? 0;
    const list = places.get(district);
    if (list !== undefined) list[at] = p;
    filled.set(district, at + 1);
  }
  return places;
}

type Where = Pick<Origins, "count" | "lon" | "lat" | "links" | "rideLinks">;

function partOf({ lon, lat, links, rideLinks }: Origins, rows: Int32Array): Where {
  return {
    count: rows.length,
    lon: pick(lon, rows),
    lat: pick(lat, rows),
    links: linksAt(links, rows),
    rideLinks: rideLinks === null ? null : linksAt(rideLinks, rows),
  };
}

function linksAt({ edge, fraction, metres, lon, lat }: Links, rows: Int32Array): Links {
  return {
    count: rows.length,
    edge: Int32Array.from(rows, (row) => edge[row]),
    fraction: pick(fraction, rows),
    metres: pick(metres, rows),
    lon: pick(lon, rows),
    lat: pick(lat, rows),
  };
}

function pick(values: Float64Array, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let k = 0; k < rows.length; k++) picked[k] = values[rows[k]];
  return picked;
}

function nearestBy(
  { search, ride }: Searches,
  { facilities }: Territory,
  places: Where,
  way: Way,
  rows: readonly number[],
  isPart: boolean,
): Nearest {
  const over = isPart ? nearestOfPart : nearestOfAll;
  if (way === "straight") return nearestStraight(facilities, places, rows);
  if (way === "foot") return over(search, facilities.links, places.links, rows);
  const searching = ride();
  if (facilities.rideLinks === null || places.rideLinks === null) throw new Error("Places are not linked for rides.");
  return over(searching, facilities.rideLinks, places.rideLinks, rows);
}

function nearestOfAll(search: Search, facilities: Links, places: Links, rows: readonly number[]): Nearest {
  return search.nearest(facilities, places, Number.POSITIVE_INFINITY, rows);
}

/** 20 km; then four times as far. */
const FIRST_LIMIT_CENTIMETRES = 2_000_000;

/** The places of a district lie near its facilities, so a search for them need not cross the whole territory. */
function nearestOfPart(search: Search, facilities: Links, places: Links, rows: readonly number[]): Nearest {
  const { nodeComponent, edgeFrom } = search.network;
  const componentOf = ({ edge }: Links, i: number) => (edge[i] === NONE ? NONE : nodeComponent[edgeFrom[edge[i]]]);
  const withFacility = new Set(rows.map((row) => componentOf(facilities, row)));
  withFacility.delete(NONE);
  const isMissing = (cost: number, p: number) => cost === NONE && withFacility.has(componentOf(places, p));
  for (let limit = FIRST_LIMIT_CENTIMETRES; ; limit *= 4) {
    const found = search.nearest(facilities, places, Math.min(limit, MOST_CENTIMETRES), rows);
    if (limit >= MOST_CENTIMETRES || !found.cost.some(isMissing)) return found;
  }
}

/** Nearest in a straight line on the sphere of geo.ts, in whole centimetres; ties to the lower row. */
function nearestStraight(facilities: Pick<Facilities, "lon" | "lat">, places: Where, rows: readonly number[]): Nearest {
  const cost = new Float64Array(places.count).fill(NONE);
  const metres = new Float64Array(places.count).fill(NONE);
  const facility = new Int32Array(places.count).fill(NONE);
  if (rows.length === 0) return { cost, metres, facility };
  const index = new Flatbush(rows.length);
  for (const row of rows) index.add(facilities.lon[row], facilities.lat[row], facilities.lon[row], facilities.lat[row]);
  index.finish();
  let [lon, lat, least, best, away] = [0, 0, 0, NONE, 0];
  const look = (k: number): boolean => {
    const row = rows[k];
    const found = distanceMetres(lon, lat, facilities.lon[row], facilities.lat[row]);
    const centimetres = legCentimetres(found);
    if (centimetres < least || (centimetres === least && row < best)) [least, best, away] = [centimetres, row, found];
    return false;
  };
  let last = 0;
  for (let p = 0; p < places.count; p++) {
    // Neighbours have the same nearest facility most of the time: its distance bounds the box to look in.
    [lon, lat, least, best] = [places.lon[p], places.lat[p], Number.POSITIVE_INFINITY, NONE];
    look(last);
    const [guess] = index.neighbors(lon, lat, 1);
    look(guess);
    index.search(...boxAround(lon, lat, away + 1), look);
    [cost[p], metres[p], facility[p]] = [least, away, best];
    last = guess;
  }
  return { cost, metres, facility };
}

/** A box in degrees that holds everything within some metres. It does not reach over the 180th meridian. */
export function boxAround(lon: number, lat: number, metres: number): [number, number, number, number] {
  const dLat = metres / METRES_PER_DEGREE;
  const farthest = Math.abs(lat) + dLat;
  const dLon = farthest >= 89 ? 180 : metres / metresPerDegreeLon(farthest);
  return [lon - dLon, lat - dLat, lon + dLon, lat + dLat];
}
