/** What maps of compared plans draw beside the numbers: where people live and how many of them each plan covers. */
import type { MultiPolygon } from "geojson";
import type { Outcome } from "../outcome.ts";
import type { Territory } from "../territory.ts";
import type { ReviewCells, ReviewGeometry } from "./geometry.ts";

export interface ComparedCells extends Omit<ReviewCells, "uncovered" | "reason"> {
  /** People covered in the present state, by cell. */
  readonly present: Float64Array;
  /** In each plan, in the order of the comparison. */
  readonly plans: readonly Float64Array[];
}

export interface ComparisonGeometry extends Pick<ReviewGeometry, "bounds" | "barriers"> {
  readonly areas: readonly { readonly level: string; readonly name: string; readonly shape: MultiPolygon }[];
  readonly levels: readonly string[];
  readonly cells: ComparedCells;
}

/** @param nameOf an area's name in the language of the report */
export function comparisonGeometry(
  { bounds, areas, demand, levels, network }: Territory,
  present: Outcome,
  plans: readonly Outcome[],
  nameOf: (area: { name: string; names: Readonly<Record<string, string>> }) => string,
): ComparisonGeometry {
  const rows = Int32Array.from([...demand.people.keys()].filter((point) => demand.people[point] > 0));
  const pick = (column: ArrayLike<number>) => Float64Array.from(rows, (point) => column[point]);
  const { segments, kind } = network.barriers;
  return {
    bounds,
    barriers: { segments, kind },
    levels,
    areas: areas.geometry.map((shape, i) => {
      return { level: areas.level[i], name: nameOf({ name: areas.name[i], names: areas.names[i] }), shape };
    }),
    cells: {
      count: rows.length,
      id: Array.from(rows, (point) => demand.id[point]),
      h3Resolution: Int8Array.from(rows, (point) => demand.h3Resolution[point]),
      lon: pick(demand.lon),
      lat: pick(demand.lat),
      people: pick(demand.people),
      present: pick(present.served),
      plans: plans.map(({ served }) => pick(served)),
    },
  };
}
