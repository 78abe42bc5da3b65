/**
 * How much of each grid cell is land. Water areas of the streets' file (lakes, wide rivers, reservoirs) are cut out along
 * scanlines: twenty parallels through each row of cells, 50 m apart, exact along each. The sea is not known, because OpenStreetMap maps it
 * as a coastline without an area: cells at a coast count as land throughout, so their density is too low, never too high.
 */

import type { Barriers } from "../network/network.ts";
import { BARRIER_KINDS } from "../words.ts";
import { cellKey, type EqualAreaGrid, rowOf } from "./equal-area.ts";

const SCANLINES = 20;

/**
 * Land of each cell, km², from 0 to 1.
 * @param key cellKey of each cell
 */
export function landOf(grid: EqualAreaGrid, key: Float64Array, barriers: Barriers): Float64Array {
  const rows = new Set(Array.from(key, rowOf));
  const wet = waterAlongScanlines(grid, rows, barriers);
  const water = new Map<number, number>();
  const asked = new Set(key);
  for (const [scanline, stretches] of wet) {
    const row = Math.floor(scanline / SCANLINES);
    for (const [west, east] of joined(stretches)) {
      for (let column = Math.floor(west); column < east; column++) {
        const cell = cellKey(column, row);
        if (!asked.has(cell)) continue;
        const length = Math.min(east, column + 1) - Math.max(west, column);
        water.set(cell, (water.get(cell) ?? 0) + length / SCANLINES);
      }
    }
  }
  return Float64Array.from(key, (cell) => Math.max(0, 1 - (water.get(cell) ?? 0)));
}

type Stretch = [west: number, east: number];

/** Stretches of water on each scanline of these rows, kilometres east, as each water area gives them. */
function waterAlongScanlines(
  grid: EqualAreaGrid,
  rows: ReadonlySet<number>,
  barriers: Barriers,
): Map<number, Stretch[]> {
  const found = new Map<number, Stretch[]>();
  const water = BARRIER_KINDS.indexOf("water");
  for (let object = 0; object < barriers.objectId.length; object++) {
    const [begin, end] = [barriers.firstSegment[object], barriers.firstSegment[object + 1]];
    if (barriers.objectIsArea[object] === 0 || begin === end || barriers.kind[begin] !== water) continue;
    for (const [scanline, crossings] of crossingsOf(grid, rows, barriers.segments.subarray(4 * begin, 4 * end))) {
      crossings.sort((a, b) => a - b);
      const stretches = found.get(scanline) ?? [];
      found.set(scanline, stretches);
      // Rings are closed, so crossings come in pairs; holes are the odd gaps between pairs.
      for (let i = 0; i + 1 < crossings.length; i += 2) stretches.push([crossings[i], crossings[i + 1]]);
    }
  }
  return found;
}

/** Where the segments of one area [lon1, lat1, lon2, lat2, …] cross scanlines, kilometres east, by number of the scanline. */
function crossingsOf(grid: EqualAreaGrid, rows: ReadonlySet<number>, segments: Float64Array): Map<number, number[]> {
  const crossings = new Map<number, number[]>();
  for (let s = 0; s < segments.length; s += 4) {
    const [x1, x2] = [grid.xOf(segments[s]), grid.xOf(segments[s + 2])];
    const [y1, y2] = [grid.yOf(segments[s + 1]), grid.yOf(segments[s + 3])];
    // Scanline n lies at y = (n + 1/2) / SCANLINES; a segment holds its southern end.
    const first = Math.ceil(Math.min(y1, y2) * SCANLINES - 0.5);
    const last = Math.ceil(Math.max(y1, y2) * SCANLINES - 0.5);
    for (let scanline = first; scanline < last; scanline++) {
      if (!rows.has(Math.floor(scanline / SCANLINES))) continue;
      const x = x1 + (((scanline + 0.5) / SCANLINES - y1) / (y2 - y1)) * (x2 - x1);
      const others = crossings.get(scanline);
      if (others === undefined) crossings.set(scanline, [x]);
      else others.push(x);
    }
  }
  return crossings;
}

/** Stretches without overlaps: water areas may lie over each other. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const [west, east] of [...stretches].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && west <= last[1]) last[1] = Math.max(last[1], east);
    else result.push([west, east]);
  }
  return result;
}
