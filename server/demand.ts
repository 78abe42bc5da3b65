/**
 * Where people are, joined over all their sources: H3 cells that several sources share become one demand point with the
 * people of each, points of lists stay apart. Nobody is lost here: the sum of a column is the sum of its source.
 */
import type { PeopleRows } from "./database/people-rows.ts";
import { NONE } from "./network/network.ts";
import type { PeopleGroup } from "./territory.ts";
import { compareText } from "./text.ts";

export interface Demand {
  readonly groups: readonly PeopleGroup[];
  /** Index of the total in groups, or NONE without one. */
  readonly total: number;
  readonly count: number;
  readonly id: readonly string[];
  readonly h3Resolution: Int8Array;
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  /** People of the total. */
  readonly people: Float64Array;
  /** People of each group, the total among them. */
  readonly columns: readonly Float64Array[];
}

/**
 * Joins the rows of all sources into demand points, ordered by id (H3 indexes near each other are near each other on the
 * ground).
 * @throws when two sources both say they are the total
 */
export function joinDemand(sources: readonly PeopleRows[]): Demand {
  const groups = sources.flatMap(({ source, groups }) =>
    groups.map(({ name, label, labels, role, people }): PeopleGroup => {
      return { id: `${source}/${name}`, label, labels, role, source, people };
    }),
  );
  const totals = groups.filter((group) => group.role === "total");
  if (totals.length > 1) {
    throw new Error(
      `Exactly one group of people can be the total, but ${totals.map((group) => `"${group.id}"`).join(" and ")} both are: import one of them again as part of the total or apart from it.`,
    );
  }

  const ids = new Set<string>();
  for (const rows of sources) for (let i = 0; i < rows.count; i++) ids.add(idOf(rows, i));
  const id = [...ids].sort(compareText);
  const indexOf = new Map(id.map((name, index) => [name, index]));
  const h3Resolution = new Int8Array(id.length).fill(NONE);
  const lon = new Float64Array(id.length);
  const lat = new Float64Array(id.length);
  const columns = groups.map(() => new Float64Array(id.length));

  let firstColumn = 0;
  for (const rows of sources) {
    const width = rows.groups.length;
    for (let i = 0; i < rows.count; i++) {
      const point = indexOf.get(idOf(rows, i));
      if (point === undefined) throw new Error("A demand point was lost while joining.");
      h3Resolution[point] = rows.h3Resolution[i];
      lon[point] = rows.lon[i];
      lat[point] = rows.lat[i];
      for (let g = 0; g < width; g++) columns[firstColumn + g][point] += rows.counts[i * width + g];
    }
    firstColumn += width;
  }
  const total = groups.findIndex((group) => group.role === "total");
  const people = total === NONE ? new Float64Array(id.length) : columns[total];
  return { groups, total, count: id.length, id, h3Resolution, lon, lat, people, columns };
}

/** H3 cells are the same in every source; a line number means something in its own source only. */
function idOf(rows: PeopleRows, i: number): string {
  return rows.h3Resolution[i] === NONE ? `${rows.source}/${rows.key[i]}` : rows.key[i];
}
