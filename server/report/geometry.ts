/** What GIS files and maps draw of a review beside its numbers, taken from the territory that it was made of. */
import type { Geometry, MultiPolygon } from "geojson";
import type { Bounds } from "../geo.ts";

/** Where people live, one row a demand point with people. */
export interface ReviewCells {
  readonly count: number;
  /** H3 index, or source and line for points of lists. */
  readonly id: readonly string[];
  /** Resolution of the H3 cell, -1 for points. */
  readonly h3Resolution: Int8Array;
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  /** People of the base, and those of them who are not covered. */
  readonly people: Float64Array;
  readonly uncovered: Float64Array;
  /** Index into REASONS where somebody is not covered, else NO_REASON. */
  readonly reason: Uint8Array;
}

/** Of cells where everybody is covered. */
export const NO_REASON = 255;

export interface ReviewGeometry {
  readonly bounds: Bounds;
  /** In the order of the review's areas, settlements and gaps. */
  readonly areas: readonly MultiPolygon[];
  readonly settlements: readonly Geometry[];
  readonly gaps: readonly MultiPolygon[];
  readonly cells: ReviewCells;
  /** What may stand in the way, for maps: segments [lon1, lat1, lon2, lat2], stride 4, and their index into BARRIER_KINDS. */
  readonly barriers: { readonly segments: Float64Array; readonly kind: Uint8Array };
}
