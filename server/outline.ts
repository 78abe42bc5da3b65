/**
 * Outlines of gaps: H3 cells merged, with holes; points of lists drawn as the cells around them.
 *
 * A gap may have 200,000 cells, of which only those at its border matter. So the border cells are merged alone, and from the
 * rings found those are kept that have no cell of the gap on their other side: the outer ring, and true holes.
 */
import type { MultiPolygon, Position } from "geojson";
import { cellsToMultiPolygon, gridDisk, latLngToCell, uncompactCells } from "h3-js";
import { NONE } from "./network/network.ts";
import type { Territory } from "./territory.ts";

/** Points of lists are drawn as the cells of this resolution within one step: some 200 m around. */
const POINT_RESOLUTION = 10;
/** Smaller gaps are merged whole, which takes 10 µs a cell. */
const WHOLE_CELLS = 200;
const NEIGHBOURS_OF_A_HEXAGON = 6;

/** Around demand points that are connected (gaps.ts): valid, shells counterclockwise and holes clockwise. */
export function outlineOf({ demand }: Territory, points: readonly number[]): MultiPolygon {
  const resolution = demand.h3Resolution[points[0]];
  const isUniform = resolution !== NONE && points.every((point) => demand.h3Resolution[point] === resolution);
  if (isUniform && points.length > WHOLE_CELLS) {
    return { type: "MultiPolygon", coordinates: [mergeByBorder(demand, points, resolution)] };
  }
  return { type: "MultiPolygon", coordinates: cellsToMultiPolygon([...cellsOf(demand, points)], true) };
}

/** The cells of one resolution that cover the points. */
function cellsOf(demand: Territory["demand"], points: readonly number[]): Set<string> {
  const byResolution = new Map<number, Set<string>>();
  const add = (resolution: number, cells: readonly string[]) => {
    const known = byResolution.get(resolution) ?? new Set();
    for (const cell of cells) known.add(cell);
    byResolution.set(resolution, known);
  };
  for (const point of points) {
    const resolution = demand.h3Resolution[point];
    if (resolution !== NONE) add(resolution, [demand.id[point]]);
    else add(POINT_RESOLUTION, gridDisk(latLngToCell(demand.lat[point], demand.lon[point], POINT_RESOLUTION), 1));
  }
  // Cells of different sizes overlap, so all are taken at the finest.
  const finest = Math.max(...byResolution.keys());
  const cells = new Set<string>();
  for (const [resolution, known] of byResolution) {
    for (const cell of resolution === finest ? known : uncompactCells([...known], finest)) cells.add(cell);
  }
  return cells;
}

/** Connected cells have one shell: hexagons never touch at a corner only. */
function mergeByBorder(demand: Territory["demand"], points: readonly number[], resolution: number): Position[][] {
  const inGap = new Set(points);
  const border = points.filter((point) => {
    let inside = 0;
    for (let k = demand.firstBeside[point]; k < demand.firstBeside[point + 1]; k++) {
      if (inGap.has(demand.beside[k])) inside++;
    }
    return inside < NEIGHBOURS_OF_A_HEXAGON;
  });
  const cells = new Set(points.map((point) => demand.id[point]));
  const rings = cellsToMultiPolygon(
    border.map((point) => demand.id[point]),
    true,
  )
    .flat()
    .filter((ring) => !hasCellsOnBothSides(ring, cells, resolution));
  const shell = rings.reduce((widest, ring) => (width(ring) > width(widest) ? ring : widest));
  return [shell, ...rings.filter((ring) => ring !== shell)];
}

/** Looks just beside the middle of a ring's first edge. */
function hasCellsOnBothSides(ring: Position[], cells: ReadonlySet<string>, resolution: number): boolean {
  const [[x1, y1], [x2, y2]] = ring;
  const isCell = (side: number) => {
    const lon = (x1 + x2) / 2 + side * (y2 - y1);
    const lat = (y1 + y2) / 2 - side * (x2 - x1);
    return cells.has(latLngToCell(lat, lon, resolution));
  };
  return isCell(0.1) && isCell(-0.1);
}

function width(ring: Position[]): number {
  let [west, east] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [lon] of ring) [west, east] = [Math.min(west, lon), Math.max(east, lon)];
  return east - west;
}
