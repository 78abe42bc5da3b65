/**
 * Tables of people: one row an H3 cell of any resolution (kept as it is) or a point. Every row that cannot be right is
 * listed: who counts people twice or misses some must not learn it from the headline.
 */
import { basename } from "node:path";
import { cellToLatLng, cellToParent, getResolution, isValidCell } from "h3-js";
import { toWgs84, warnNearEdge, warnUnsaid } from "./coordinates.ts";
import { type Reading, type ReadingResult, UnreadableFile } from "./importer.ts";
import { type PeopleRow, type Roles, storeGroups, storePeople } from "./people-storing.ts";
import { numberOf, openTable, type Table, type TableRow } from "./tables.ts";
import { fieldOf, normalised } from "./vocabulary.ts";

/** How rows of a table say where they are. */
type Place = { readonly h3: number } | { readonly lon: number; readonly lat: number };

/** Imports a table of people, each of its columns of people a group. */
export async function importPeopleTable(reading: Reading, roles: Roles): Promise<ReadingResult> {
  const table = await openTable(reading.path);
  const columns = peopleColumns(reading, table);
  const place = await placeColumns(reading, table, columns);
  if ("h3" in place && reading.coordinates !== "wgs84") {
    throw new UnreadableFile(
      `${basename(reading.path)} holds H3 cells, which are WGS-84 by their definition: leave --coordinates out, or bring longitude and latitude.`,
    );
  }
  const all: PeopleRow[] = [];
  const lines = new Map<string, number>();
  let read = 0;
  let nearEdge = 0;
  for await (const row of table.rows()) {
    if (read++ % 1_000 === 0) {
      reading.signal.throwIfAborted();
      reading.progress("reading", table.shareRead());
    }
    const placed = readPlace(reading, table, row, place, lines);
    const counts = placed ? readCounts(reading, table, row, columns) : null;
    if (!placed || !counts) continue;
    if (placed.nearEdge) nearEdge++;
    all.push({ key: placed.key, h3_resolution: placed.resolution, lon: placed.lon, lat: placed.lat, counts });
  }
  warnNearEdge(reading, nearEdge);
  if ("lon" in place && all.length > 0) warnUnsaid(reading);
  const rows = withoutNested(reading, all, lines);
  const groups = columns.map((name, i) => ({ name, people: rows.reduce((sum, row) => sum + (row.counts[i] ?? 0), 0) }));
  await storeGroups(reading, groups, roles);
  await storePeople(reading, rows, rows.length);
  const resolutions = [...new Set(rows.map((row) => row.h3_resolution))];
  return {
    rowsRead: read,
    rowsKept: rows.length,
    details: {
      columns,
      encoding: table.encoding,
      place: "h3" in place ? `H3 cells of resolution ${resolutions.sort().join(", ")}` : "points",
      people: groups.map((group) => group.people),
    },
  };
}

/** The columns that the user names, else the one whose header means people. */
function peopleColumns({ request, path }: Reading, { headers }: Table): string[] {
  const file = basename(path);
  if (request.columns && request.columns.length > 0) {
    return request.columns.map((asked) => {
      const found =
        headers.find((header) => header === asked) ??
        headers.find((header) => normalised(header) === normalised(asked));
      if (found !== undefined) return found;
      throw new UnreadableFile(`${file} has no column "${asked}": its columns are ${headers.join(", ")}.`);
    });
  }
  const found = fieldOf(headers, "people");
  if (found !== null) return [found];
  throw new UnreadableFile(
    `${file} has no column whose header means people: name the columns to read with --columns (its columns are ${headers.join(", ")}).`,
  );
}

async function placeColumns({ path }: Reading, { headers }: Table, people: readonly string[]): Promise<Place> {
  const h3 = fieldOf(headers, "h3") ?? (await h3InIdColumn(path, headers));
  if (h3 !== null && !people.includes(h3)) return { h3: headers.indexOf(h3) };
  const lon = fieldOf(headers, "lon");
  const lat = fieldOf(headers, "lat");
  if (lon !== null && lat !== null) return { lon: headers.indexOf(lon), lat: headers.indexOf(lat) };
  throw new UnreadableFile(
    `${basename(path)} does not say where its people are: it needs a column h3, or columns lon and lat (its columns are ${headers.join(", ")}).`,
  );
}

/** H3 tables often call their cell just "id": it is one when the first row holds a cell. */
async function h3InIdColumn(path: string, headers: readonly string[]): Promise<string | null> {
  const id = fieldOf(headers, "id");
  if (id === null) return null;
  for await (const { values } of (await openTable(path)).rows()) {
    return isValidCell(values[headers.indexOf(id)] ?? "") ? id : null;
  }
  return null;
}

function readPlace(
  reading: Reading,
  { headers }: Table,
  { line, values }: TableRow,
  place: Place,
  lines: Map<string, number>,
) {
  if (values.length !== headers.length) {
    reading.refuse({
      line,
      field: null,
      value: null,
      problem: `The row has ${values.length} values, the header has ${headers.length} columns.`,
      remedy: "Check the separators and quotation marks of this row.",
    });
    return null;
  }
  if ("h3" in place) {
    const value = values[place.h3] ?? "";
    const key = value.toLowerCase();
    const field = headers[place.h3] ?? null;
    if (!isValidCell(key)) {
      reading.refuse({
        line,
        field,
        value,
        problem: "This is no H3 cell.",
        remedy: "Give the H3 index of a cell, 15 hexadecimal digits.",
      });
      return null;
    }
    const first = lines.get(key);
    if (first !== undefined) {
      reading.refuse({
        line,
        field,
        value,
        problem: `This cell stands on line ${first} already.`,
        remedy: "Keep one row for each cell.",
      });
      return null;
    }
    lines.set(key, line);
    const [lat, lon] = cellToLatLng(key);
    return { key, resolution: getResolution(key), lon, lat, nearEdge: false };
  }
  const lon = numberOf(values[place.lon] ?? "");
  const lat = numberOf(values[place.lat] ?? "");
  if (lon === null || lat === null) {
    const at = lon === null ? place.lon : place.lat;
    reading.refuse({
      line,
      field: headers[at] ?? null,
      value: values[at] ?? "",
      problem: "This is no number.",
      remedy: "Give degrees with a decimal point.",
    });
    return null;
  }
  const placed = toWgs84(lon, lat, reading.coordinates);
  if (placed.problem !== null) {
    reading.refuse({
      line,
      field: `${headers[place.lon]}, ${headers[place.lat]}`,
      value: `${lon}, ${lat}`,
      problem: placed.problem,
      remedy: "Correct the place, or the coordinate system of the file (--coordinates).",
    });
    return null;
  }
  return { key: String(line), resolution: null, lon: placed.lon, lat: placed.lat, nearEdge: placed.nearEdge };
}

/** The numbers of people of a row, or null when one of them is refused. */
function readCounts(
  reading: Reading,
  { headers }: Table,
  { line, values }: TableRow,
  columns: readonly string[],
): number[] | null {
  const counts: number[] = [];
  for (const field of columns) {
    const value = values[headers.indexOf(field)] ?? "";
    const count = numberOf(value);
    if (count === null || count < 0) {
      reading.refuse({
        line,
        field,
        value,
        problem:
          value === ""
            ? "The number of people is missing."
            : count === null
              ? "This is no number."
              : "A number of people cannot be negative.",
        remedy:
          value === ""
            ? "Write 0 where nobody lives, or remove the row."
            : "Give a number of 0 or more, without thousands separators.",
      });
      return null;
    }
    counts.push(count);
  }
  return counts;
}

/** A cell and a cell inside it would count the same people twice: the inner one is refused. */
function withoutNested(reading: Reading, rows: PeopleRow[], lines: ReadonlyMap<string, number>): PeopleRow[] {
  const resolutions = [...new Set(rows.map((row) => row.h3_resolution))]
    .filter((resolution) => resolution !== null)
    .sort((a, b) => a - b);
  if (resolutions.length < 2) return rows;
  const kept = new Set(rows.map((row) => row.key));
  return rows.filter(({ key, h3_resolution }) => {
    const parents = resolutions
      .filter((resolution) => h3_resolution !== null && resolution < h3_resolution)
      .map((resolution) => cellToParent(key, resolution));
    const parent = parents.find((cell) => kept.has(cell));
    if (parent === undefined) return true;
    reading.refuse({
      line: lines.get(key) ?? null,
      field: "h3",
      value: key,
      problem: `This cell lies within ${parent} of line ${lines.get(parent)}, so its people would count twice.`,
      remedy: "Keep either the cell or the cells inside it.",
    });
    return false;
  });
}
