/**
 * The cells' tile: one layer, "cells", with people, the minutes to the nearest facility, which is what the map colours, and "place",
 * city or countryside (of most people where cells are put together).
 *
 * Minutes are rounded up to hundredths, so that comparing them with a cutoff in whole minutes says exactly what coverage
 * says; cells that need more than 60 minutes or reach no facility have none.
 *
 * Where the question is more than a plain cutoff (rules by place, capacity) they also carry the share of their people who are covered,
 * and where reasons are asked for, that of most who are not; compared with another plan, also the share who are covered there.
 *
 * At low zooms cells would be smaller than pixels, so they are put together in coarser H3 cells ("cells" tells how many). Their minutes
 * are the median of their people: half of them need at most that long.
 */
import Flatbush from "flatbush";
import type { Feature, Polygon } from "geojson";
import { cellToBoundary, cellToLatLng, cellToParent } from "h3-js";
import { type Bounds, growBounds } from "./geo.ts";
import { NONE } from "./network/network.ts";
import type { Nearest } from "./network/search.ts";
import { placeOfMost } from "./places/place-kinds.ts";
import { MAX_CUTOFF_MINUTES, minutesOf } from "./standard.ts";
import type { Territory } from "./territory.ts";
import { feature, type TileLayers } from "./tiles.ts";
import { REASONS, type Reason } from "./words.ts";

/** From this zoom on every cell is drawn as it is. */
const EVERY_CELL_ZOOM = 11;
const FINEST_RESOLUTION = 15;
/** Each step of resolution makes cells 2.65 times as wide, as wide as 1.4 steps of zoom do. */
const ZOOMS_PER_RESOLUTION = 1.4;
const RESOLUTION_AT_EVERY_CELL_ZOOM = 10;
/** A cell may reach this far from its centre; res 5, the coarsest likely in a source, has 9.9 km. */
const REACH_METRES = [1_281_256, 483_057, 182_513, 68_979, 26_072, 9_855, 3_725, 1_406, 532, 201, 76];

/** Cells to draw: some demand points each. */
interface Cells {
  readonly id: readonly string[];
  readonly resolution: Int8Array;
  /** Members of cell c are members[first[c]] … members[first[c + 1] - 1]. */
  readonly first: Int32Array;
  readonly members: Int32Array;
  readonly index: Flatbush | null;
  readonly reachMetres: number;
}

/** The finest H3 resolution that is drawn at a zoom. */
export function resolutionAt(z: number): number {
  if (z >= EVERY_CELL_ZOOM) return FINEST_RESOLUTION;
  return Math.max(0, Math.floor(RESOLUTION_AT_EVERY_CELL_ZOOM - (EVERY_CELL_ZOOM - z) / ZOOMS_PER_RESOLUTION));
}

/** What cells tell. */
export interface CellsShown {
  /** The walk from each demand point to the nearest facility that counts. */
  readonly nearest: Nearest;
  readonly walkingSpeedKmh: number;
  /** People served at each demand point, where minutes alone do not tell who is covered; else null. */
  readonly served: Float64Array | null;
  /** Of each demand point: index into REASONS, or NO_REASON; null when reasons are not asked for. */
  readonly reasons: Uint8Array | null;
  /** People served at each demand point under the plan that is compared with, if one is. */
  readonly before?: Float64Array | null;
}

export function cellLayers(
  territory: Territory,
  { nearest, walkingSpeedKmh, served, reasons, before = null }: CellsShown,
  { z, bounds }: { z: number; bounds: Bounds },
): TileLayers {
  const { demand, facilities } = territory;
  const cells = cellsOf(territory, resolutionAt(z));
  const found = cells.index?.search(...growBounds(bounds, cells.reachMetres)).sort((a, b) => a - b) ?? [];
  const features: Feature[] = [];
  for (const cell of found) {
    const members = cells.members.subarray(cells.first[cell], cells.first[cell + 1]);
    const people = members.reduce((sum, point) => sum + demand.people[point], 0);
    const median = medianPoint(members, demand.people, nearest.cost);
    const minutes = shownMinutes(nearest.cost[median], walkingSpeedKmh);
    const isShown = minutes !== null;
    const properties = {
      id: cells.id[cell],
      people: Math.round(people * 100) / 100,
      place: placeOfMost(demand, members),
      ...(isShown && { minutes }),
      ...(isShown && members.length === 1 && { facilityId: facilities.id[nearest.facility[median]] }),
      ...(served !== null && people > 0 && { covered: shareServed(members, served, people) }),
      ...(before !== null && people > 0 && { before: shareServed(members, before, people) }),
      ...(reasons !== null && reasonOfMost(members, demand.people, served, reasons)),
      ...(members.length > 1 && { cells: members.length }),
    };
    const geometry: Feature["geometry"] =
      cells.resolution[cell] === NONE
        ? { type: "Point", coordinates: [demand.lon[median], demand.lat[median]] }
        : hexagon(cells.id[cell]);
    features.push(feature(geometry, properties));
  }
  return { cells: features };
}

/** Minutes of a walk as cells tell them: rounded up to hundredths, null beyond what is shown. @param cost centimetres, or NONE */
export function shownMinutes(cost: number, walkingSpeedKmh: number): number | null {
  const minutes = cost === NONE ? null : minutesOf(cost, walkingSpeedKmh);
  return minutes === null || minutes > MAX_CUTOFF_MINUTES ? null : Math.ceil(minutes * 100) / 100;
}

function shareServed(members: Int32Array, served: Float64Array, people: number): number {
  return shownShare(
    members.reduce((total, point) => total + served[point], 0),
    people,
  );
}

/** Share of the people of a cell as cells tell it: rounded down to thousandths, so that 1 means everybody. */
export function shownShare(served: number, people: number): number {
  return Math.floor(Math.min(1, served / people) * 1000) / 1000;
}

/** The reason of most people who are not covered, of equal ones the earlier; nothing where everybody is. */
function reasonOfMost(
  members: Int32Array,
  people: Float64Array,
  served: Float64Array | null,
  reasons: Uint8Array,
): { reason: Reason } | null {
  const left = REASONS.map((_, reason) =>
    members.reduce((sum, point) => sum + (reasons[point] === reason ? people[point] - (served?.[point] ?? 0) : 0), 0),
  );
  const most = Math.max(...left);
  return most > 0 ? { reason: REASONS[left.indexOf(most)] } : null;
}

function hexagon(id: string): Polygon {
  return { type: "Polygon", coordinates: [cellToBoundary(id, true)] };
}

/** The demand point at which half of the people need at most as long; unreached ones last. */
function medianPoint(members: Int32Array, people: Float64Array, cost: Float64Array): number {
  if (members.length === 1) return members[0];
  const rank = (point: number) => (cost[point] === NONE ? Number.POSITIVE_INFINITY : cost[point]);
  const sorted = [...members].sort((a, b) => (rank(a) === rank(b) ? a - b : rank(a) - rank(b)));
  const half = sorted.reduce((sum, point) => sum + people[point], 0) / 2;
  let sum = 0;
  for (const point of sorted) {
    sum += people[point];
    if (sum >= half) return point;
  }
  return sorted[sorted.length - 1];
}

const known = new WeakMap<Territory["demand"]["id"], Map<number, Cells>>();

/** Demand points put together in cells no finer than a resolution; remembered by their ids, because neighbouring tiles ask for the same, and scenarios with other streets have the same. */
function cellsOf({ demand }: Territory, resolution: number): Cells {
  const byResolution = known.get(demand.id) ?? new Map<number, Cells>();
  known.set(demand.id, byResolution);
  const finest = demand.h3Resolution.reduce((a, b) => Math.max(a, b), NONE);
  const asked = Math.min(resolution, Math.max(0, finest));
  const cells = byResolution.get(asked) ?? buildCells(demand, asked);
  byResolution.set(asked, cells);
  return cells;
}

function buildCells(demand: Territory["demand"], finest: number): Cells {
  const members = new Map<string, number[]>();
  demand.id.forEach((id, point) => {
    const cell = demand.h3Resolution[point] > finest ? cellToParent(id, finest) : id;
    const others = members.get(cell);
    if (others === undefined) members.set(cell, [point]);
    else others.push(point);
  });
  const id = [...members.keys()];
  const lists = [...members.values()];
  const first = new Int32Array(id.length + 1);
  lists.forEach((list, cell) => {
    first[cell + 1] = first[cell] + list.length;
  });
  const resolution = Int8Array.from(lists, ([point]) => Math.min(demand.h3Resolution[point], finest));
  const index = id.length === 0 ? null : new Flatbush(id.length);
  let coarsest = REACH_METRES.length - 1;
  id.forEach((name, cell) => {
    const [point] = lists[cell];
    const isParent = demand.h3Resolution[point] > finest;
    const [lat, lon] = isParent ? cellToLatLng(name) : [demand.lat[point], demand.lon[point]];
    index?.add(lon, lat, lon, lat);
    if (resolution[cell] !== NONE) coarsest = Math.min(coarsest, resolution[cell]);
  });
  index?.finish();
  return {
    id,
    resolution,
    first,
    members: Int32Array.from(lists.flat()),
    index,
    reachMetres: 1.3 * REACH_METRES[coarsest],
  };
}
