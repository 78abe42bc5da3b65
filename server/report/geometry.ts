/** What GIS files and maps draw of a review beside its numbers, taken from the territory that it was made of. */
import type { Geometry, MultiPolygon } from "geojson";
import type { Gap } from "../gaps.ts";
import type { Bounds } from "../geo.ts";
import type { Outcome } from "../outcome.ts";
import { outlineOf } from "../outline.ts";
import type { Reasons } from "../reasons/reasons.ts";
import type { Review } from "../review/document.ts";
import type { Territory } from "../territory.ts";

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

/**
 * The shapes of a review.
 * @param found what the stages found under the review's question, on the same territory
 */
export function geometryOf(
  territory: Territory,
  found: { readonly outcome: Outcome; readonly reasons: Reasons; readonly gaps: readonly Gap[] },
  review: Review,
): ReviewGeometry {
  const { bounds, areas, settlements, network } = territory;
  const shapeOf = new Map(
    settlements.code.map((code, s) => [`${settlements.kind[s]} ${code}`, settlements.geometry[s]]),
  );
  const { segments, kind } = network.barriers;
  return {
    bounds,
    areas: areas.geometry,
    settlements: review.settlements.map(({ kind, code, lon, lat }) => {
      return shapeOf.get(`${kind} ${code}`) ?? { type: "Point", coordinates: [lon, lat] };
    }),
    gaps: found.gaps.map(({ points }) => outlineOf(territory, points)),
    cells: cellsOf(territory, found.outcome, found.reasons),
    barriers: { segments, kind },
  };
}

function cellsOf({ demand }: Territory, outcome: Outcome, reasons: Reasons): ReviewCells {
  const rows = Int32Array.from([...demand.people.keys()].filter((point) => demand.people[point] > 0));
  const pick = (value: (point: number) => number) => Float64Array.from(rows, value);
  return {
    count: rows.length,
    id: Array.from(rows, (point) => demand.id[point]),
    h3Resolution: Int8Array.from(rows, (point) => demand.h3Resolution[point]),
    lon: pick((point) => demand.lon[point]),
    lat: pick((point) => demand.lat[point]),
    people: pick((point) => demand.people[point]),
    uncovered: pick((point) => outcome.overCapacity[point] + outcome.outOfReach[point]),
    reason: Uint8Array.from(rows, (point) => reasons.reason[point]),
  };
}
