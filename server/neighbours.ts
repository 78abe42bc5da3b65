/**
 * Which demand points lie side by side, and how much street each has: what gaps are gathered from. Computed once when a
 * territory is built, because every question about gaps asks for it again.
 */
import Flatbush from "flatbush";
import { cellToBoundary, cellToParent, gridDisk, latLngToCell } from "h3-js";
import type { Demand } from "./demand.ts";
import { distanceMetres, growBounds } from "./geo.ts";
import { degreesOf, type Network, NONE, unitsOf } from "./network/network.ts";
import { segmentMetres } from "./network/shape.ts";

/** Points of lists this near each other are neighbours: about the walk across a village. */
export const NEIGHBOUR_METRES = 300;

/** Points beside point p are beside[firstBeside[p]] … beside[firstBeside[p + 1] - 1], ascending; the relation is symmetric. */
export interface Neighbours {
  readonly firstBeside: Int32Array;
  readonly beside: Int32Array;
}

/**
 * Finds the neighbours of each demand point: H3 cells that touch (also a cell and the coarser cells that its neighbours
 * lie in), points of lists at most NEIGHBOUR_METRES apart, and a point with the cell that holds it.
 */
export function neighboursOf(demand: Demand): Neighbours {
  const cells = new Map<string, number>();
  const points: number[] = [];
  demand.id.forEach((id, i) => {
    if (demand.h3Resolution[i] === NONE) points.push(i);
    else cells.set(id, i);
  });
  const resolutions = [...new Set(demand.h3Resolution)].filter((resolution) => resolution !== NONE);
  // Both directions of each pair as one number, a · count + b: millions of small arrays would cost a second.
  const pairs: number[] = [];
  const join = (a: number, b: number) => {
    if (a !== b) pairs.push(a * demand.count + b, b * demand.count + a);
  };

  for (const [id, i] of cells) {
    const ring = gridDisk(id, 1);
    for (const resolution of resolutions) {
      if (resolution > demand.h3Resolution[i]) continue;
      const around = resolution === demand.h3Resolution[i] ? ring : ring.map((cell) => cellToParent(cell, resolution));
      for (const cell of new Set(around)) {
        const other = cells.get(cell);
        if (other !== undefined) join(i, other);
      }
    }
  }
  const near = pointIndex(demand, points);
  for (const i of points) {
    const [lon, lat] = [demand.lon[i], demand.lat[i]];
    for (const other of near(lon, lat)) join(i, other);
    for (const resolution of resolutions) {
      const cell = cells.get(latLngToCell(lat, lon, resolution));
      if (cell !== undefined) join(i, cell);
    }
  }
  return columnsOf(pairs, demand.count);
}

/** Answers the points of lists within NEIGHBOUR_METRES. */
function pointIndex(demand: Demand, points: readonly number[]): (lon: number, lat: number) => number[] {
  if (points.length === 0) return () => [];
  const index = new Flatbush(points.length);
  for (const i of points) index.add(demand.lon[i], demand.lat[i], demand.lon[i], demand.lat[i]);
  index.finish();
  return (lon, lat) =>
    index
      .search(...growBounds([lon, lat, lon, lat], NEIGHBOUR_METRES))
      .map((found) => points[found])
      .filter((i) => distanceMetres(lon, lat, demand.lon[i], demand.lat[i]) <= NEIGHBOUR_METRES);
}

/** Each pair once, by its first point. */
function columnsOf(pairs: readonly number[], count: number): Neighbours {
  const sorted = Float64Array.from(pairs).sort();
  const firstBeside = new Int32Array(count + 1);
  const beside = new Int32Array(sorted.length);
  let length = 0;
  let last = NONE;
  for (const key of sorted) {
    if (key === last) continue;
    last = key;
    firstBeside[Math.floor(key / count) + 1]++;
    beside[length++] = key % count;
  }
  for (let i = 0; i < count; i++) firstBeside[i + 1] += firstBeside[i];
  return { firstBeside, beside: beside.slice(0, length) };
}

/** Streets are cut into pieces of at most this length, each counted where its middle lies. */
const PIECE_METRES = 25;
/** The surroundings of a point of a list: the H3 cell of this resolution (0.1 km²), shared by the points in it. */
const POINT_RESOLUTION = 9;

type InCells = Pick<Demand, "id" | "h3Resolution" | "lon" | "lat">;

/** Metres of walkable street in the cell of each demand point, for points of lists in the H3 cell of 0.1 km² around them. */
export function streetMetresOf(demand: InCells, network: Network): Float64Array {
  const cellOf = cellsOf(demand);
  const metres = new Map<string, number>(cellOf.map((cell) => [cell, 0]));
  const resolutions = resolutionsOf(demand);
  for (let edge = 0; edge < network.edgeCount; edge++) addStreet(network, edge, resolutions, metres);
  return shared(demand, cellOf, (cell) => metres.get(cell) ?? 0);
}

/**
 * The same after streets were changed, from what it was before: only the cells that gone and new edges touch are added up again,
 * over all their streets and in the same order, so that it is the sum that adding up everything gives.
 */
export function streetMetresAfter(
  demand: InCells & { readonly streetMetres: Float64Array },
  gone: { readonly network: Network; readonly edges: ArrayLike<number> },
  now: { readonly network: Network; readonly newEdges: ArrayLike<number> },
): Float64Array {
  const cellOf = cellsOf(demand);
  const resolutions = resolutionsOf(demand);
  const known = new Set(cellOf);
  const touched = new Map<string, number>();
  const look = { has: (cell: string) => known.has(cell), get: () => 0, set: (cell: string) => touched.set(cell, 0) };
  for (let k = 0; k < gone.edges.length; k++) addStreet(gone.network, gone.edges[k], resolutions, look);
  for (let k = 0; k < now.newEdges.length; k++) addStreet(now.network, now.newEdges[k], resolutions, look);
  const { segmentIndex, segmentEdge } = now.network;
  const index = segmentIndex === null ? null : Flatbush.from(segmentIndex);
  const edges = new Set<number>();
  for (const cell of touched.keys()) {
    const corners = cellToBoundary(cell, true);
    const [lons, lats] = [corners.map(([lon]) => unitsOf(lon)), corners.map(([, lat]) => unitsOf(lat))];
    const box = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] as const;
    for (const segment of index?.search(...box) ?? []) edges.add(segmentEdge[segment]);
  }
  for (const edge of Int32Array.from(edges).sort()) addStreet(now.network, edge, resolutions, touched);
  const fresh = shared(demand, cellOf, (cell) => touched.get(cell) ?? 0);
  return demand.streetMetres.map((before, point) => (touched.has(cellOf[point]) ? fresh[point] : before));
}

function cellsOf({ id, h3Resolution, lon, lat }: InCells): string[] {
  return id.map((cell, i) => (h3Resolution[i] === NONE ? latLngToCell(lat[i], lon[i], POINT_RESOLUTION) : cell));
}

function resolutionsOf({ h3Resolution }: InCells): ReadonlySet<number> {
  const resolutions = new Set(h3Resolution);
  if (resolutions.delete(NONE)) resolutions.add(POINT_RESOLUTION);
  return resolutions;
}

/** Metres by cell. */
interface Sums {
  has(cell: string): boolean;
  get(cell: string): number | undefined;
  set(cell: string, metres: number): unknown;
}

/** Adds the pieces of an edge to the cells in which their middles lie, where these are asked for. */
function addStreet(network: Network, edge: number, resolutions: ReadonlySet<number>, metres: Sums): void {
  const { shapeLonE7, shapeLatE7, edgeShape } = network;
  for (let p = edgeShape[edge]; p < edgeShape[edge + 1] - 1; p++) {
    const length = segmentMetres(network, p);
    const pieces = Math.max(1, Math.ceil(length / PIECE_METRES));
    for (let piece = 0; piece < pieces; piece++) {
      const t = (piece + 0.5) / pieces;
      const lon = degreesOf(shapeLonE7[p] + t * (shapeLonE7[p + 1] - shapeLonE7[p]));
      const lat = degreesOf(shapeLatE7[p] + t * (shapeLatE7[p + 1] - shapeLatE7[p]));
      for (const resolution of resolutions) {
        const cell = latLngToCell(lat, lon, resolution);
        if (metres.has(cell)) metres.set(cell, (metres.get(cell) ?? 0) + length / pieces);
      }
    }
  }
}

/** What is in the cell of each point; points of lists in one cell share it. */
function shared({ h3Resolution }: InCells, cellOf: readonly string[], inCell: (cell: string) => number): Float64Array {
  const sharers = new Map<string, number>();
  h3Resolution.forEach((resolution, i) => {
    if (resolution === NONE) sharers.set(cellOf[i], (sharers.get(cellOf[i]) ?? 0) + 1);
  });
  return Float64Array.from(cellOf, (cell, i) => {
    const sharing = h3Resolution[i] === NONE ? (sharers.get(cell) ?? 1) : 1;
    return inCell(cell) / sharing;
  });
}
