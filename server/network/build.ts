/**
 * Builds the walking network from streets, gates, barriers and heights: pieces of street (pieces.ts) are merged into edges
 * between junctions (merge.ts) and given their cost (profile.ts); here junctions are ordered along a Hilbert curve, so that
 * a search stays in few memory pages, and everything is laid into columns (lay.ts).
 */
import { type BarrierShape, barriersOf, indexSegments } from "./barriers.ts";
import type { Heights } from "./heights.ts";
import { layStreets } from "./lay.ts";
import { mergePieces } from "./merge.ts";
import { type Network, unitsOf } from "./network.ts";
import { cutIntoPieces, type Gate, type StreetColumns } from "./pieces.ts";
import { costEdges } from "./profile.ts";

export type { BarrierShape } from "./barriers.ts";
export { type Heights, type HeightTile, heightsOf } from "./heights.ts";
export type { Gate, StreetColumns } from "./pieces.ts";

export interface NetworkInput {
  /** Every street, walkable or not; of several rows with one way id each stretch counts once. */
  readonly streets: StreetColumns;
  readonly gates: readonly Gate[];
  readonly barriers: readonly BarrierShape[];
  /** Smoothed heights, or null to take all ground as flat. */
  readonly heights: Heights | null;
}

/** Of OSM; a byte holds the index, and a drawn path (edit.ts) takes one more. */
const MOST_HIGHWAYS = 255;

/** A finished network, a pure function of the input. No input is too small: without streets it is empty. */
export function buildNetwork({ streets, gates, barriers, heights }: NetworkInput): Network {
  const pieces = cutIntoPieces(streets, gates);
  const merged = mergePieces(pieces, streets.highway);
  const costed = costEdges(pieces, merged, heights);

  // Junctions: ends of edges.
  const nodeTotal = pieces.nodeCount + costed.splitComponent.length;
  const lonOf = new Float64Array(nodeTotal);
  const latOf = new Float64Array(nodeTotal);
  const component = new Int32Array(nodeTotal);
  const isJunction = new Uint8Array(nodeTotal);
  const componentSize = new Int32Array(pieces.componentCount);
  for (let e = 0; e < costed.count; e++) {
    const first = costed.firstPoint[e];
    const last = costed.firstPoint[e + 1] - 1;
    for (const [node, point] of [
      [costed.from[e], first],
      [costed.to[e], last],
    ]) {
      if (isJunction[node] === 1) continue;
      isJunction[node] = 1;
      lonOf[node] = costed.lon[point];
      latOf[node] = costed.lat[point];
      const isSplit = node >= pieces.nodeCount;
      component[node] = isSplit ? costed.splitComponent[node - pieces.nodeCount] : pieces.nodeComponent[node];
      if (!isSplit) componentSize[component[node]]++;
    }
  }
  const order: number[] = [];
  for (let node = 0; node < nodeTotal; node++) if (isJunction[node] === 1) order.push(node);
  sortByHilbert(order, lonOf, latOf);

  const highwayNames = [...new Set(costed.merged.map((edge) => streets.highway[merged.way[edge]]))];
  if (highwayNames.length > MOST_HIGHWAYS) {
    throw new Error(
      `The streets have ${highwayNames.length} kinds of highway; at most ${MOST_HIGHWAYS} are possible, one of them for drawn paths.`,
    );
  }
  const highwayIndex = new Map(highwayNames.map((name, index) => [name, index]));
  const { columns } = layStreets(
    { order, lonE7: lonOf.map(unitsOf), latE7: latOf.map(unitsOf), component },
    {
      ...costed,
      access: costed.merged.map((edge) => merged.access[edge]),
      oneway: costed.merged.map((edge) => merged.oneway[edge]),
      lonE7: Int32Array.from(costed.lon, unitsOf),
      latE7: Int32Array.from(costed.lat, unitsOf),
      way: Float64Array.from(costed.merged, (edge) => streets.wayId[merged.way[edge]]),
      highway: costed.merged.map((edge) => highwayIndex.get(streets.highway[merged.way[edge]]) ?? 0),
    },
    heights !== null,
  );
  const otherSegmentsE7 = segmentsNobodyWalks(streets);
  return {
    ...columns,
    componentSize,
    highwayNames,
    otherSegmentsE7,
    otherIndex: indexSegments(otherSegmentsE7),
    barriers: barriersOf(barriers, streets),
    walkableMetres: pieces.metres,
    heights: heights === null ? "none" : "used",
    metresWithoutHeight: costed.metresWithoutHeight,
  };
}

function segmentsNobodyWalks({ count, foot, firstPoint, lon, lat }: StreetColumns): Int32Array {
  const segments: number[] = [];
  for (let w = 0; w < count; w++) {
    if (foot[w] !== 0) continue;
    for (let i = firstPoint[w] + 1; i < firstPoint[w + 1]; i++) segments.push(lon[i - 1], lat[i - 1], lon[i], lat[i]);
  }
  return Int32Array.from(segments, unitsOf);
}

/** Sorts nodes along a Hilbert curve of 2¹⁶ × 2¹⁶ squares over their bounds; ties by node number. */
function sortByHilbert(nodes: number[], lon: Float64Array, lat: Float64Array): void {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const node of nodes) {
    west = Math.min(west, lon[node]);
    east = Math.max(east, lon[node]);
    south = Math.min(south, lat[node]);
    north = Math.max(north, lat[node]);
  }
  const scale = 65_535 / (Math.max(east - west, north - south) || 1);
  const place = new Map<number, number>();
  for (const node of nodes) place.set(node, hilbert((lon[node] - west) * scale, (lat[node] - south) * scale));
  nodes.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0) || a - b);
}

/** Position on the Hilbert curve of order 16 (the loop of Wikipedia's xy2d). */
function hilbert(column: number, row: number): number {
  let x = Math.floor(column);
  let y = Math.floor(row);
  let d = 0;
  for (let side = 32_768; side > 0; side >>= 1) {
    const right = (x & side) > 0 ? 1 : 0;
    const up = (y & side) > 0 ? 1 : 0;
    d += side * side * ((3 * right) ^ up);
    if (up === 0) {
      if (right === 1) {
        x = 65_535 - x;
        y = 65_535 - y;
      }
      [x, y] = [y, x];
    }
  }
  return d;
}
