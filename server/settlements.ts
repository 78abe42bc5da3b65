/**
 * Settlements in columns: each with a point of its own that is linked to the streets, and which of them each demand point
 * lies in, because a standard may have a rule of its own for those who live in one.
 */
import Flatbush from "flatbush";
import type { MultiPolygon, Point, Polygon } from "geojson";
import { latLngToCell } from "h3-js";
import type { SettlementRow } from "./database/territory-rows.ts";
import { distanceMetres, growBounds } from "./geo.ts";
import { NEIGHBOUR_METRES } from "./neighbours.ts";
import { NONE } from "./network/network.ts";
import { type AreaFinder, areaFinder, asMultiPolygon, boundsOf, innerPoint } from "./point-in-area.ts";

/** Place p lies in settlements inSettlement[firstSettlement[p]] … inSettlement[firstSettlement[p + 1] - 1], ascending. */
export interface Membership {
  /** Length count + 1. */
  readonly firstSettlement: Int32Array;
  readonly inSettlement: Int32Array;
}

/** Columns of demand points that membership is found by. */
export interface Homes {
  readonly count: number;
  readonly id: readonly string[];
  readonly h3Resolution: Int8Array;
  readonly lon: Float64Array;
  readonly lat: Float64Array;
}

/** The point that speaks for each settlement: itself, or an inner point of its polygon. Degrees. */
export function pointsOfSettlements(rows: readonly SettlementRow[]): { lon: Float64Array; lat: Float64Array } {
  const points = rows.map(({ geometry }) =>
    geometry.type === "Point" ? geometry.coordinates : innerPoint(asMultiPolygon(geometry)),
  );
  return { lon: Float64Array.from(points, ([lon]) => lon), lat: Float64Array.from(points, ([, lat]) => lat) };
}

/** Each settlement's own point lies in that settlement. */
export function ownMembership(count: number): Membership {
  return {
    firstSettlement: Int32Array.from({ length: count + 1 }, (_, i) => i),
    inSettlement: Int32Array.from({ length: count }, (_, i) => i),
  };
}

/**
 * Which settlements each demand point lies in: those whose polygon holds it. A settlement that is only a point has the H3 cells
 * that it lies in, of each resolution there is, and the nearest point of a list within NEIGHBOUR_METRES.
 */
export function membershipOf(homes: Homes, geometry: readonly (Point | Polygon | MultiPolygon)[]): Membership {
  /** Pairs as one number, point · settlements + settlement. */
  const pairs: number[] = [];
  const add = (point: number, settlement: number) => pairs.push(point * geometry.length + settlement);
  addPolygons(homes, geometry, add);
  addPoints(homes, geometry, add);
  const sorted = Float64Array.from(pairs).sort();
  const firstSettlement = new Int32Array(homes.count + 1);
  const inSettlement = new Int32Array(sorted.length);
  sorted.forEach((pair, k) => {
    firstSettlement[Math.floor(pair / geometry.length) + 1]++;
    inSettlement[k] = pair % geometry.length;
  });
  for (let p = 0; p < homes.count; p++) firstSettlement[p + 1] += firstSettlement[p];
  return { firstSettlement, inSettlement };
}

type Add = (point: number, settlement: number) => void;

function addPolygons(
  { count, lon, lat }: Homes,
  geometry: readonly (Point | Polygon | MultiPolygon)[],
  add: Add,
): void {
  const settlements: number[] = [];
  const finders: AreaFinder[] = [];
  const boxes: (readonly [number, number, number, number])[] = [];
  geometry.forEach((shape, settlement) => {
    if (shape.type === "Point") return;
    const polygon = asMultiPolygon(shape);
    settlements.push(settlement);
    finders.push(areaFinder([polygon]));
    boxes.push(boundsOf(polygon));
  });
  if (settlements.length === 0) return;
  const index = new Flatbush(settlements.length);
  for (const [west, south, east, north] of boxes) index.add(west, south, east, north);
  index.finish();
  for (let point = 0; point < count; point++) {
    index.search(lon[point], lat[point], lon[point], lat[point], (k) => {
      if (finders[k](lon[point], lat[point]) !== NONE) add(point, settlements[k]);
      return false;
    });
  }
}

function addPoints(homes: Homes, geometry: readonly (Point | Polygon | MultiPolygon)[], add: Add): void {
  const points = geometry.flatMap((shape, settlement) => (shape.type === "Point" ? [{ shape, settlement }] : []));
  if (points.length === 0) return;
  const cells = new Map<string, number>();
  const listed: number[] = [];
  homes.id.forEach((id, home) => {
    if (homes.h3Resolution[home] === NONE) listed.push(home);
    else cells.set(id, home);
  });
  const resolutions = new Set(homes.h3Resolution);
  resolutions.delete(NONE);
  const index = listed.length === 0 ? null : new Flatbush(listed.length);
  for (const home of listed) index?.add(homes.lon[home], homes.lat[home], homes.lon[home], homes.lat[home]);
  index?.finish();
  for (const { shape, settlement } of points) {
    const [lon, lat] = shape.coordinates;
    for (const resolution of resolutions) {
      const home = cells.get(latLngToCell(lat, lon, resolution));
      if (home !== undefined) add(home, settlement);
    }
    let [best, metres] = [NONE, NEIGHBOUR_METRES];
    const near = index?.search(...growBounds([lon, lat, lon, lat], NEIGHBOUR_METRES)) ?? [];
    for (const home of near.map((k) => listed[k]).sort((a, b) => a - b)) {
      const away = distanceMetres(lon, lat, homes.lon[home], homes.lat[home]);
      if (away < metres || (away === metres && best === NONE)) [best, metres] = [home, away];
    }
    if (best !== NONE) add(best, settlement);
  }
}
