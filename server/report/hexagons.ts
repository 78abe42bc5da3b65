/**
 * Cells as hexagons large enough to be seen on paper: cells that would be smaller than a millimetre or so are gathered into the H3
 * cells above them. A hexagon shows the reason of most of its uncovered people when at least half of its people are not covered.
 */
import { cellToBoundary, cellToChildren, cellToParent, getHexagonEdgeLengthAvg, latLngToCell } from "h3-js";
import { NONE } from "../network/network.ts";
import { NO_REASON } from "../reasons/reasons.ts";
import { REASONS } from "../words.ts";
import { type Frame, mm } from "./frame.ts";
import type { ReviewCells } from "./geometry.ts";

/** Points of lists are drawn as cells of this resolution. */
const POINT_RESOLUTION = 10;

export interface Hexagons {
  /** Width of a hexagon on the ground, metres. */
  readonly metres: number;
  /** True when several cells were gathered into one. */
  readonly isGathered: boolean;
  /** Path of the hexagons of each reason, in the order of REASONS, where it is that of most of their uncovered people; of covered ones. */
  readonly byReason: readonly string[];
  readonly covered: string;
  /** Path of all hexagons where somebody has the reason, whatever others have. */
  readonly anyOfReason: readonly string[];
}

/** @param leastMm the smallest width of a hexagon */
export function hexagonsOf(cells: ReviewCells, frame: Frame, leastMm: number): Hexagons {
  // People covered, then those of each reason.
  const { found, metres, isGathered } = gathered(cells, frame, leastMm, 1 + REASONS.length, (sums, i, share) => {
    sums[0] += share * (cells.people[i] - cells.uncovered[i]);
    if (cells.reason[i] !== NO_REASON) sums[1 + cells.reason[i]] += share * cells.uncovered[i];
  });
  const paths: string[][] = [...REASONS.map(() => []), []];
  const any: string[][] = REASONS.map(() => []);
  for (const [id, sums] of found) {
    const drawn = hexagon(id, frame);
    paths[classOf(sums)].push(drawn);
    for (const [at, drawings] of any.entries()) if (sums[1 + at] > 0) drawings.push(drawn);
  }
  return {
    metres,
    isGathered,
    byReason: REASONS.map((_, at) => paths[at].join("")),
    covered: paths[REASONS.length].join(""),
    anyOfReason: any.map((drawings) => drawings.join("")),
  };
}

/** Where people live: what gathering needs of them. */
type Cells = Pick<ReviewCells, "count" | "id" | "h3Resolution" | "lon" | "lat">;

/**
 * Sums over the cells of hexagons that can be seen.
 * @param add adds what a part of cell i brings to the sums of the hexagon that it lies in
 */
export function gathered(
  cells: Cells,
  frame: Frame,
  leastMm: number,
  sums: number,
  add: (sums: Float64Array, i: number, share: number) => void,
): { found: Map<string, Float64Array>; metres: number; isGathered: boolean } {
  const resolutions = new Set(cells.h3Resolution);
  const finest = Math.max(0, ...[...resolutions].map((known) => (known === NONE ? POINT_RESOLUTION : known)));
  let resolution = finest;
  while (resolution > 0 && widthOf(resolution) / frame.metresPerMm < leastMm) resolution--;
  const found = new Map<string, Float64Array>();
  const addTo = (id: string, i: number, share: number): void => {
    const own = found.get(id) ?? new Float64Array(sums);
    add(own, i, share);
    found.set(id, own);
  };
  for (let i = 0; i < cells.count; i++) {
    const own = cells.h3Resolution[i];
    const id = own === NONE ? latLngToCell(cells.lat[i], cells.lon[i], POINT_RESOLUTION) : cells.id[i];
    const resolutionOfId = own === NONE ? POINT_RESOLUTION : own;
    if (resolutionOfId >= resolution) addTo(cellToParent(id, resolution), i, 1);
    else {
      const children = cellToChildren(id, resolution);
      for (const child of children) addTo(child, i, 1 / children.length);
    }
  }
  return { found, metres: widthOf(resolution), isGathered: resolution < finest };
}

/** Position in REASONS, or its length for covered. */
function classOf([covered, ...uncovered]: Float64Array): number {
  const all = uncovered.reduce((sum, people) => sum + people, 0);
  return all === 0 || all < covered ? REASONS.length : uncovered.indexOf(Math.max(...uncovered));
}

function widthOf(resolution: number): number {
  return Math.sqrt(3) * getHexagonEdgeLengthAvg(resolution, "m");
}

/** The outline of an H3 cell as a path. */
export function hexagon(id: string, { x, y }: Frame): string {
  const places = cellToBoundary(id).map(([lat, lon]) => `${mm(x(lon))} ${mm(y(lat))}`);
  return `M${places.join("L")}Z`;
}
