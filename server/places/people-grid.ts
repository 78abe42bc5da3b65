/**
 * People of demand points on the grid of 1 km² cells. H3 cells of resolution 10 and finer (0.015 km², some 130 m across) and points of
 * lists go to the cell that their centre lies in. Coarser H3 cells are shared out true to area, as if people lived evenly in
 * them: the hexagon is cut by the cells that it meets. The sum of the shares of a point is 1, so nobody is lost.
 */
import { cellToBoundary } from "h3-js";
import { NONE } from "../network/network.ts";
import { cellKey, type EqualAreaGrid } from "./equal-area.ts";

/** Cells of this resolution and finer count as points: a tenth of a grid cell across. */
const POINT_RESOLUTION = 10;
/** Corners of a hexagon that edges of the icosahedron cross (at most 10), and those that four cuts add. */
const MOST_CORNERS = 32;

export interface PeoplePoints {
  readonly count: number;
  readonly id: readonly string[];
  readonly h3Resolution: Int8Array;
  readonly lon: Float64Array;
  readonly lat: Float64Array;
}

/** The grid cells of point p are key[first[p]] … key[first[p + 1] - 1], each with its share of the point's area. */
export interface PointShares {
  readonly first: Int32Array;
  readonly key: Float64Array;
  readonly share: Float64Array;
}

export function sharesOf(grid: EqualAreaGrid, points: PeoplePoints): PointShares {
  const first = new Int32Array(points.count + 1);
  const keys: number[] = [];
  const shares: number[] = [];
  for (let p = 0; p < points.count; p++) {
    if (points.h3Resolution[p] === NONE || points.h3Resolution[p] >= POINT_RESOLUTION) {
      keys.push(cellKey(Math.floor(grid.xOf(points.lon[p])), Math.floor(grid.yOf(points.lat[p]))));
      shares.push(1);
    } else {
      cutHexagon(hexagonOf(grid, points.id[p], points.lon[p]), keys, shares);
    }
    first[p + 1] = keys.length;
  }
  return { first, key: Float64Array.from(keys), share: Float64Array.from(shares) };
}

/** Corners in kilometres of the grid, x and y in turn, in the same turn of longitude as the centre. */
function hexagonOf(grid: EqualAreaGrid, id: string, lon: number): number[] {
  return cellToBoundary(id).flatMap(([cornerLat, cornerLon]) => {
    const turns = Math.round((cornerLon - lon) / 360);
    return [grid.xOf(cornerLon - 360 * turns), grid.yOf(cornerLat)];
  });
}

function cutHexagon(hexagon: readonly number[], keys: number[], shares: number[]): void {
  const xs = hexagon.filter((_, i) => i % 2 === 0);
  const ys = hexagon.filter((_, i) => i % 2 === 1);
  const [west, east] = [Math.floor(Math.min(...xs)), Math.floor(Math.max(...xs))];
  const [south, north] = [Math.floor(Math.min(...ys)), Math.floor(Math.max(...ys))];
  const begin = keys.length;
  let whole = 0;
  for (let row = south; row <= north; row++) {
    for (let column = west; column <= east; column++) {
      const area = west === east && south === north ? 1 : areaWithin(hexagon, column, row);
      if (area <= 0) continue;
      keys.push(cellKey(column, row));
      shares.push(area);
      whole += area;
    }
  }
  for (let i = begin; i < shares.length; i++) shares[i] /= whole;
}

const from = new Float64Array(2 * MOST_CORNERS);
const to = new Float64Array(2 * MOST_CORNERS);

/** Area of the convex figure inside the square from (x, y) to (x + 1, y + 1): Sutherland and Hodgman, one side after another. */
function areaWithin(figure: readonly number[], x: number, y: number): number {
  from.set(figure);
  let length = keep(from, to, figure.length, 0, 1, x);
  length = keep(to, from, length, 0, -1, x + 1);
  length = keep(from, to, length, 1, 1, y);
  length = keep(to, from, length, 1, -1, y + 1);
  let twice = 0;
  for (let i = 0; i < length; i += 2) {
    const j = (i + 2) % length;
    twice += (from[i] - x) * (from[j + 1] - y) - (from[j] - x) * (from[i + 1] - y);
  }
  return Math.abs(twice) / 2;
}

/** Copies the part of a figure on one side of a line: coordinate `axis` (0 x, 1 y), `sign` 1 for at least `limit`, -1 for at most. */
function keep(
  source: Float64Array,
  target: Float64Array,
  length: number,
  axis: 0 | 1,
  sign: 1 | -1,
  limit: number,
): number {
  let kept = 0;
  for (let i = 0; i < length; i += 2) {
    const j = (i + 2) % length;
    const before = sign * (source[i + axis] - limit);
    const after = sign * (source[j + axis] - limit);
    if (before >= 0) {
      target[kept++] = source[i];
      target[kept++] = source[i + 1];
    }
    if (before >= 0 !== after >= 0) {
      const t = before / (before - after);
      target[kept++] = source[i] + t * (source[j] - source[i]);
      target[kept++] = source[i + 1] + t * (source[j + 1] - source[i + 1]);
    }
  }
  return kept;
}

/** People of each grid cell that a point lies in, by key; cells where nobody of them lives are in it with 0. */
export function peopleByCell({ first, key, share }: PointShares, people: Float64Array): Map<number, number> {
  const sums = new Map<number, number>();
  people.forEach((count, p) => {
    for (let i = first[p]; i < first[p + 1]; i++) sums.set(key[i], (sums.get(key[i]) ?? 0) + count * share[i]);
  });
  return sums;
}
