/**
 * Coverage gaps: neighbouring demand points where people live who are not covered, gathered into one. A
 * gap does not cross the border of the smallest area that its points lie in, so that each belongs to one village or
 * township, whose office can act on it, and a county without facilities is not one blob.
 */
import Flatbush from "flatbush";
import type { MultiPolygon } from "geojson";
import { countingFacilities } from "./counting.ts";
import { distanceMetres, growBounds, METRES_PER_DEGREE, metresPerDegreeLon } from "./geo.ts";
import { NONE } from "./network/network.ts";
import type { Nearest } from "./network/search.ts";
import type { Outcome } from "./outcome.ts";
import { asMultiPolygon, boundsOf, metresToArea } from "./point-in-area.ts";
import { kindsOf, minutesOf, type Question, speedOfTotal } from "./standard.ts";
import type { Territory } from "./territory.ts";

/** A gap is named after a settlement at most this far from its point … */
export const SETTLEMENT_METRES = 1_000;
/** … else after its area, else after a place of the map at most this far away. */
export const PLACE_METRES = 2_000;
/**
 * Fewer metres of mapped street per person than this are a hint that paths are missing in the map: a fully mapped town has 2–6 m
 * per person and dense housing estates about 1, but extracts with drivable roads only have 0.2–0.4 in city centres.
 */
export const FEW_FOOTPATH_METRES_PER_PERSON = 0.5;
/** In smaller gaps a single unmapped path makes the difference, and nothing can be concluded. */
export const FEW_FOOTPATH_PEOPLE = 200;

export interface Gap {
  /** Demand points, ascending. */
  readonly points: readonly number[];
  /** Those who are not covered. */
  readonly people: number;
  /** The demand point that speaks for the gap: the one nearest to where its average person lives, of those from which a facility can be walked to, if any. */
  readonly centre: number;
  /** Index of the smallest area it lies in, or NONE. */
  readonly area: number;
  readonly name: string;
  readonly names: Readonly<Record<string, string>>;
  readonly namedAfter: "settlement" | "area" | "place" | "none";
  /** Walk from the centre to its nearest facility: row of Territory.facilities, or NONE when none can be reached. */
  readonly facility: number;
  readonly minutes: number | null;
  readonly metres: number | null;
  /** Minutes of the average person among those who can walk to a facility. */
  readonly meanMinutes: number | null;
  /** Straight line from the centre to the facility that is nearest in a straight line. */
  readonly straightMetres: number | null;
  readonly peopleWithoutStreet: number;
  readonly footpathMetresPerPerson: number;
  readonly fewFootpaths: boolean;
}

/** All gaps, the one with the most people first; ties by the first demand point. */
export function gapsOf(territory: Territory, outcome: Outcome, nearest: Nearest): Gap[] {
  const { demand } = territory;
  const name = namer(territory);
  const straight = straightMetres(territory, outcome.question);
  const uncovered = demand.people.map((people, point) => people - outcome.served[point]);
  const walkingSpeedKmh = speedOfTotal(outcome.question.standard, territory);
  return gather(demand, uncovered)
    .map((points) => describe(territory, { uncovered, walkingSpeedKmh }, nearest, points, name, straight))
    .sort((a, b) => b.people - a.people || a.points[0] - b.points[0]);
}

/** Connected components of uncovered, inhabited neighbours within one smallest area. */
function gather(demand: Territory["demand"], uncovered: Float64Array): number[][] {
  const isOpen = (point: number) => uncovered[point] > 0;
  const seen = new Uint8Array(demand.count);
  const gaps: number[][] = [];
  for (let start = 0; start < demand.count; start++) {
    if (seen[start] === 1 || !isOpen(start)) continue;
    seen[start] = 1;
    const points = [start];
    const area = smallestArea(demand, start);
    for (let at = 0; at < points.length; at++) {
      for (let k = demand.firstBeside[points[at]]; k < demand.firstBeside[points[at] + 1]; k++) {
        const other = demand.beside[k];
        if (seen[other] === 1 || !isOpen(other) || smallestArea(demand, other) !== area) continue;
        seen[other] = 1;
        points.push(other);
      }
    }
    gaps.push(points.sort((a, b) => a - b));
  }
  return gaps;
}

/** The area of the smallest level that holds the point, or NONE. */
function smallestArea({ area }: Territory["demand"], point: number): number {
  for (let level = area.length - 1; level >= 0; level--) if (area[level][point] !== NONE) return area[level][point];
  return NONE;
}

type Name = Pick<Gap, "name" | "names" | "namedAfter">;

function describe(
  territory: Territory,
  { uncovered, walkingSpeedKmh }: { uncovered: Float64Array; walkingSpeedKmh: number },
  nearest: Nearest,
  points: readonly number[],
  nameOf: (lon: number, lat: number, area: number) => Name,
  straight: (lon: number, lat: number) => number | null,
): Gap {
  const { demand } = territory;
  const sum = (value: (point: number) => number) => points.reduce((total, point) => total + value(point), 0);
  const people = sum((point) => uncovered[point]);
  const connected = points.filter((point) => nearest.cost[point] !== NONE);
  const centre = centreOf(demand, uncovered, connected.length > 0 ? connected : points);
  const canWalk = nearest.cost[centre] !== NONE;
  const peopleConnected = connected.reduce((total, point) => total + uncovered[point], 0);
  const weighted = connected.reduce((total, point) => total + uncovered[point] * nearest.cost[point], 0);
  const area = smallestArea(demand, points[0]);
  const living = sum((point) => demand.people[point]);
  const footpathMetresPerPerson = sum((point) => demand.streetMetres[point]) / living;
  return {
    points,
    people,
    centre,
    area,
    ...nameOf(demand.lon[centre], demand.lat[centre], area),
    facility: nearest.facility[centre],
    minutes: canWalk ? minutesOf(nearest.cost[centre], walkingSpeedKmh) : null,
    metres: canWalk ? nearest.metres[centre] : null,
    meanMinutes: peopleConnected > 0 ? minutesOf(weighted / peopleConnected, walkingSpeedKmh) : null,
    straightMetres: straight(demand.lon[centre], demand.lat[centre]),
    peopleWithoutStreet: sum((point) => (demand.links.edge[point] === NONE ? uncovered[point] : 0)),
    footpathMetresPerPerson,
    fewFootpaths: living >= FEW_FOOTPATH_PEOPLE && footpathMetresPerPerson < FEW_FOOTPATH_METRES_PER_PERSON,
  };
}

/** The point nearest to the people-weighted mean of all; ties to the lower index. */
function centreOf({ lon, lat }: Territory["demand"], people: Float64Array, points: readonly number[]): number {
  let [sum, x, y] = [0, 0, 0];
  for (const point of points) {
    sum += people[point];
    x += people[point] * lon[point];
    y += people[point] * lat[point];
  }
  const [meanLon, meanLat] = [x / sum, y / sum];
  let [best, metres] = [points[0], Number.POSITIVE_INFINITY];
  for (const point of points) {
    const away = distanceMetres(meanLon, meanLat, lon[point], lat[point]);
    if (away < metres) [best, metres] = [point, away];
  }
  return best;
}

/** Names a place: after the settlement near it, else its area (index, or NONE), else a place of the map near it. */
export function namer({ settlements, areas, places }: Territory): (lon: number, lat: number, area: number) => Name {
  const shapes = settlements.geometry.map((geometry): MultiPolygon | [number, number] => {
    if (geometry.type === "Point") return [geometry.coordinates[0], geometry.coordinates[1]];
    return asMultiPolygon(geometry);
  });
  const settlementsNear = boxSearch(
    shapes.map((shape) => (Array.isArray(shape) ? [...shape, ...shape] : boundsOf(shape))),
    SETTLEMENT_METRES,
  );
  const placesNear = boxSearch(
    places.name.map((_, i) => [places.lon[i], places.lat[i], places.lon[i], places.lat[i]]),
    PLACE_METRES,
  );
  const metresToShape = (shape: MultiPolygon | [number, number], lon: number, lat: number) =>
    Array.isArray(shape) ? distanceMetres(lon, lat, ...shape) : metresToArea(shape, lon, lat);

  return (lon, lat, area) => {
    const settlement = nearestOf(settlementsNear(lon, lat), SETTLEMENT_METRES, (i) =>
      metresToShape(shapes[i], lon, lat),
    );
    if (settlement !== NONE) {
      return { name: settlements.name[settlement], names: settlements.names[settlement], namedAfter: "settlement" };
    }
    if (area !== NONE) return { name: areas.name[area], names: areas.names[area], namedAfter: "area" };
    const place = nearestOf(placesNear(lon, lat), PLACE_METRES, (i) =>
      distanceMetres(lon, lat, places.lon[i], places.lat[i]),
    );
    if (place !== NONE) return { name: places.name[place], names: places.names[place], namedAfter: "place" };
    return { name: "", names: {}, namedAfter: "none" };
  };
}

/** Answers the boxes (degrees) within some metres of a point, ascending. */
function boxSearch(boxes: readonly (readonly number[])[], metres: number): (lon: number, lat: number) => number[] {
  if (boxes.length === 0) return () => [];
  const index = new Flatbush(boxes.length);
  for (const [west, south, east, north] of boxes) index.add(west, south, east, north);
  index.finish();
  return (lon, lat) => index.search(...growBounds([lon, lat, lon, lat], metres)).sort((a, b) => a - b);
}

function nearestOf(candidates: readonly number[], limit: number, metresTo: (i: number) => number): number {
  let [best, metres] = [NONE, Number.POSITIVE_INFINITY];
  for (const i of candidates) {
    const away = metresTo(i);
    if (away <= limit && away < metres) [best, metres] = [i, away];
  }
  return best;
}

/** Answers metres in a straight line to the nearest facility that counts. */
function straightMetres(
  territory: Territory,
  { standard, circumstances }: Question,
): (lon: number, lat: number) => number | null {
  const { lon: lons, lat: lats } = territory.facilities;
  const rows = countingFacilities(territory, kindsOf(standard), circumstances.hours);
  return (lon, lat) => {
    // Squares on a plane around the point choose; the sphere measures.
    const [perLon, perLat] = [metresPerDegreeLon(lat), METRES_PER_DEGREE];
    let [best, square] = [NONE, Number.POSITIVE_INFINITY];
    for (const row of rows) {
      const away = ((lons[row] - lon) * perLon) ** 2 + ((lats[row] - lat) * perLat) ** 2;
      if (away < square) [best, square] = [row, away];
    }
    return best === NONE ? null : distanceMetres(lon, lat, lons[best], lats[best]);
  };
}
