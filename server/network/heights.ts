/**
 * Slopes. A walk's cost is its flat-equivalent length: ground length times Tobler's factor of the slope in the direction
 * of walking. Heights come from the smoothed tiles by bilinear interpolation; along bridges and in tunnels they run
 * straight between the ends, because the surface above or below says nothing there.
 */
import { distanceMetres } from "../geo.ts";
import { GROUND, type Pieces } from "./pieces.ts";

/** Height in metres at a place in degrees; NaN where unknown. */
export type Heights = (lon: number, lat: number) => number;

/** Heights of a rectangle. */
export interface HeightTile {
  /** Centre of the north-west cell, degrees. */
  readonly west: number;
  readonly north: number;
  /** Degrees between centres, both positive. */
  readonly lonStep: number;
  readonly latStep: number;
  readonly columns: number;
  readonly rows: number;
  /** Metres, row by row from the north, NaN where unknown. */
  readonly heights: Float32Array;
}

/** Slopes are taken over pieces of about this length: shorter ones would measure the noise of the heights. */
export const SLOPE_METRES = 20;
/** Steeper ground (45°) is a cliff or an error of the heights; no walk is charged more than 33 times its length for it. */
const STEEPEST = 1;

/** Tobler's hiking function scaled to 1 on flat ground: how many flat metres one metre at this slope (rise ÷ run) costs. */
export function toblerFactor(slope: number): number {
  const bounded = Math.max(-STEEPEST, Math.min(STEEPEST, slope));
  return Math.exp(3.5 * (Math.abs(bounded + 0.05) - 0.05));
}

/** Number of a square of a quarter degree, along either axis. */
function squareAlong(degrees: number): number {
  return Math.floor((degrees + 360) * 4);
}

/**
 * Bilinear interpolation over tiles. Each tile reaches half a cell beyond its outer centres; between two tiles that do not overlap
 * the neighbour's nearest cell is the other corner. Of overlapping tiles the first that knows the height counts. NaN where any corner is unknown.
 */
export function heightsOf(tiles: readonly HeightTile[]): Heights {
  // Tiles by square of the globe, each in the order given: a country has thousands.
  const squares = new Map<number, HeightTile[]>();
  const squareOf = (column: number, row: number): number => row * 100_000 + column;
  for (const tile of tiles) {
    const [west, south] = [tile.west - tile.lonStep, tile.north - tile.rows * tile.latStep];
    const [east, north] = [tile.west + tile.columns * tile.lonStep, tile.north + tile.latStep];
    for (let row = squareAlong(south); row <= squareAlong(north); row++) {
      for (let column = squareAlong(west); column <= squareAlong(east); column++) {
        const others = squares.get(squareOf(column, row));
        if (others === undefined) squares.set(squareOf(column, row), [tile]);
        else others.push(tile);
      }
    }
  }
  const near = (lon: number, lat: number): readonly HeightTile[] =>
    squares.get(squareOf(squareAlong(lon), squareAlong(lat))) ?? [];
  const covers = (tile: HeightTile, lon: number, lat: number): boolean => {
    const x = (lon - tile.west) / tile.lonStep;
    const y = (tile.north - lat) / tile.latStep;
    return x >= -0.5 && x <= tile.columns - 0.5 && y >= -0.5 && y <= tile.rows - 0.5;
  };
  const cell = (tile: HeightTile, column: number, row: number): number => {
    if (column >= 0 && column < tile.columns && row >= 0 && row < tile.rows) {
      return tile.heights[row * tile.columns + column];
    }
    const lon = tile.west + column * tile.lonStep;
    const lat = tile.north - row * tile.latStep;
    for (const other of near(lon, lat)) {
      if (other === tile || !covers(other, lon, lat)) continue;
      const x = Math.max(0, Math.min(other.columns - 1, Math.round((lon - other.west) / other.lonStep)));
      const y = Math.max(0, Math.min(other.rows - 1, Math.round((other.north - lat) / other.latStep)));
      const height = other.heights[y * other.columns + x];
      if (!Number.isNaN(height)) return height;
    }
    // The outer rim of all tiles: as at its last centre.
    const x = Math.max(0, Math.min(tile.columns - 1, column));
    const y = Math.max(0, Math.min(tile.rows - 1, row));
    return tile.heights[y * tile.columns + x];
  };
  const heightIn = (tile: HeightTile, lon: number, lat: number): number => {
    const x = (lon - tile.west) / tile.lonStep;
    const y = (tile.north - lat) / tile.latStep;
    const column = Math.floor(x);
    const row = Math.floor(y);
    const right = x - column;
    const down = y - row;
    let height = 0;
    // A corner without weight may be unknown.
    if (right < 1 && down < 1) height += (1 - right) * (1 - down) * cell(tile, column, row);
    if (right > 0 && down < 1) height += right * (1 - down) * cell(tile, column + 1, row);
    if (right < 1 && down > 0) height += (1 - right) * down * cell(tile, column, row + 1);
    if (right > 0 && down > 0) height += right * down * cell(tile, column + 1, row + 1);
    return height;
  };
  return (lon, lat) => {
    for (const tile of near(lon, lat)) {
      if (!covers(tile, lon, lat)) continue;
      const height = heightIn(tile, lon, lat);
      if (!Number.isNaN(height)) return height;
    }
    return Number.NaN;
  };
}

/**
 * Height of each node: on the ground as the terrain, along bridges and in tunnels by distance between their ends (weights
 * 1 ÷ distance along the structure, which is linear between two ends and sensible where a bridge forks). Ends are where a walkable street of another
 * level begins or the structure stops; consecutive ways of one bridge are one structure.
 */
export function nodeHeights(pieces: Pieces, heights: Heights): Float64Array {
  const { count, first, refs, level, nodeCount, nodeLon, nodeLat } = pieces;
  const result = new Float64Array(nodeCount).fill(Number.NaN);
  const levelOf = new Uint8Array(nodeCount).fill(255);
  const isEnd = new Uint8Array(nodeCount);
  const neighbours = new Map<number, [node: number, metres: number][]>();
  for (let p = 0; p < count; p++) {
    for (let i = first[p]; i < first[p + 1]; i++) {
      const node = refs[i];
      if (levelOf[node] === 255) levelOf[node] = level[p];
      else if (levelOf[node] !== level[p]) isEnd[node] = 1;
      if (level[p] === GROUND || i === first[p]) continue;
      const before = refs[i - 1];
      const metres = distanceMetres(nodeLon[before], nodeLat[before], nodeLon[node], nodeLat[node]);
      for (const [a, b] of [
        [before, node],
        [node, before],
      ]) {
        const list = neighbours.get(a);
        if (list === undefined) neighbours.set(a, [[b, metres]]);
        else list.push([b, metres]);
      }
    }
  }
  for (const [node, list] of neighbours) if (list.length === 1) isEnd[node] = 1;
  for (let node = 0; node < nodeCount; node++) {
    if (levelOf[node] === GROUND || isEnd[node] === 1) result[node] = heights(nodeLon[node], nodeLat[node]);
  }
  const weights = new Map<number, number>();
  for (const [end] of neighbours) {
    if (isEnd[end] === 0 || Number.isNaN(result[end])) continue;
    for (const [node, metres] of distancesAlong(end, neighbours, isEnd)) {
      if (isEnd[node] === 1) continue;
      const weight = 1 / Math.max(metres, 1e-3);
      const before = weights.get(node) ?? 0;
      result[node] = before === 0 ? result[end] : (result[node] * before + result[end] * weight) / (before + weight);
      weights.set(node, before + weight);
    }
  }
  return result;
}

/** Distances from one end of a structure to its nodes, not walking on beyond other ends. */
function distancesAlong(
  start: number,
  neighbours: ReadonlyMap<number, [node: number, metres: number][]>,
  isEnd: Uint8Array,
): Map<number, number> {
  const done = new Map<number, number>();
  const open = new Map([[start, 0]]);
  while (open.size > 0) {
    // Bridges have few nodes: the nearest is found by looking at all.
    let node = -1;
    let metres = Number.POSITIVE_INFINITY;
    for (const [candidate, distance] of open) if (distance < metres) [node, metres] = [candidate, distance];
    open.delete(node);
    done.set(node, metres);
    if (isEnd[node] === 1 && node !== start) continue;
    for (const [next, length] of neighbours.get(node) ?? []) {
      if (done.has(next)) continue;
      open.set(next, Math.min(open.get(next) ?? Number.POSITIVE_INFINITY, metres + length));
    }
  }
  return done;
}
