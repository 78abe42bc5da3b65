/**
 * Where people live: rasters of people (GeoTIFF) become H3 cells, tables keep their own H3 cells or points. The sum of
 * each column or band as read is kept beside the rows, as the check of everything after. Exactly one group of a territory is the total.
 */
import { basename } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import { cellToLatLng, cellToParent, getResolution, isValidCell } from "h3-js";
import type { Kysely } from "kysely";
import { type ColumnType, insertRows } from "../database/insert.ts";
import type { Conflict, Database } from "../database/rows.ts";
import { METRES_PER_DEGREE, metresPerDegreeLon } from "../geo.ts";
import type { PeopleRole } from "../words.ts";
import { toWgs84 } from "./coordinates.ts";
import { H3Sums } from "./h3-raster.ts";
import { type Reading, type ReadingResult, UnreadableFile } from "./importer.ts";
import { openRaster, type Raster } from "./raster.ts";
import { numberOf, openTable, type Table, type TableRow } from "./tables.ts";
import { fieldOf, normalised } from "./vocabulary.ts";

/** About 0.015 km²: some 130 m across, below the 100 m cells of the usual rasters and fine enough for a walk. */
const RASTER_RESOLUTION = 10;

/** Wider cells cannot say who lives within a quarter of an hour of a place, and would make millions of points each. */
const WIDEST_CELL_METRES = 11_000;

const PEOPLE_TYPES = {
  import_id: "integer",
  key: "text",
  h3_resolution: "smallint",
  lon: "double precision",
  lat: "double precision",
  counts: "double precision[]",
} as const satisfies Record<string, ColumnType>;

interface PeopleRow {
  key: string;
  h3_resolution: number | null;
  lon: number;
  lat: number;
  counts: number[];
}

/** Imports a GeoTIFF or a table of people. */
export async function importPeople(reading: Reading): Promise<ReadingResult> {
  const roles = await chooseRoles(reading);
  const isRaster = /\.tiff?$/i.test(reading.path);
  const result = isRaster ? await importRaster(reading, roles) : await importTable(reading, roles);
  return { ...result, commit: (trx) => refuseSecondTotal(trx, reading.sourceName, roles(0)) };
}

/** Role of each group of the file by its position. */
type Roles = (position: number) => PeopleRole;

/**
 * As the user says; else as before when the source is replaced; else the total when there is none yet. With several
 * columns the first one is the total and the others are parts of it.
 */
async function chooseRoles({ db, request, sourceName }: Reading): Promise<Roles> {
  const others = await totalsBeside(db, sourceName);
  const before = await db
    .selectFrom("people_groups")
    .innerJoin("sources", "sources.import_id", "people_groups.import_id")
    .select("people_groups.role")
    .where("sources.name", "=", sourceName)
    .where("people_groups.position", "=", 0)
    .executeTakeFirst();
  const [total] = others;
  const role = request.role ?? before?.role ?? (total === undefined ? "total" : undefined);
  if (role === undefined || (role === "total" && total !== undefined)) {
    throw new UnreadableFile(
      `"${total}" is already the total, and there can be only one: import this file under that name to replace it (--name "${total}"), or say how these people stand to it: --role within (part of it) or --role apart.`,
    );
  }
  return (position) => (role === "total" && position > 0 ? "within" : role);
}

/** Names of other current sources that hold the total. */
async function totalsBeside(db: Kysely<Database>, sourceName: string): Promise<string[]> {
  const rows = await db
    .selectFrom("people_groups")
    .innerJoin("sources", "sources.import_id", "people_groups.import_id")
    .select("sources.name")
    .where("people_groups.role", "=", "total")
    .where("sources.name", "!=", sourceName)
    .execute();
  return rows.map((row) => row.name);
}

/** Another import may have become the total since this one began. */
async function refuseSecondTotal(trx: Kysely<Database>, sourceName: string, role: PeopleRole): Promise<Conflict[]> {
  const [other] = role === "total" ? await totalsBeside(trx, sourceName) : [];
  if (other !== undefined) {
    throw new UnreadableFile(
      `"${other}" became the total while this import ran: import this file with --role within or apart.`,
    );
  }
  return [];
}

interface Group {
  name: string;
  people: number;
}

async function storeGroups(
  { db, importId, sourceName, request }: Reading,
  groups: readonly Group[],
  roles: Roles,
): Promise<void> {
  const rows = groups.map(({ name, people }, position) => {
    const own = groups.length === 1 ? (request.label ?? sourceName) : `${request.label ?? sourceName}: ${name}`;
    return {
      import_id: importId,
      position,
      name,
      label: own,
      labels: groups.length === 1 ? (request.labels ?? {}) : {},
      role: roles(position),
      people,
    };
  });
  await insertRows(
    db,
    "people_groups",
    {
      import_id: "integer",
      position: "integer",
      name: "text",
      label: "text",
      labels: "jsonb",
      role: "text",
      people: "double precision",
    },
    rows,
  );
}

/** Gives rows to insertRows one by one, with the import's id, watching for a stop. */
function* watched(reading: Reading, rows: Iterable<PeopleRow>, count: number) {
  let done = 0;
  for (const row of rows) {
    if (done++ % 1_000 === 0) {
      reading.signal.throwIfAborted();
      reading.progress("storing", count === 0 ? null : done / count);
    }
    yield { import_id: reading.importId, ...row };
  }
}

// ---- rasters

async function importRaster(reading: Reading, roles: Roles): Promise<ReadingResult> {
  if (reading.coordinates !== "wgs84") {
    throw new UnreadableFile(
      `${basename(reading.path)} is a raster, which says its own coordinate system: leave --coordinates out.`,
    );
  }
  if (reading.request.columns) {
    throw new UnreadableFile(
      `${basename(reading.path)} is a raster and has bands instead of columns: leave --columns out.`,
    );
  }
  const raster = await openRaster(reading.path);
  try {
    const cellMetres = widestCell(raster);
    if (cellMetres > WIDEST_CELL_METRES) {
      throw new UnreadableFile(
        `${basename(reading.path)} has cells of ${Math.round(cellMetres / 1000)} km, too coarse for walks of 15 minutes: bring a raster of 1 km or finer.`,
      );
    }
    const groups: Group[] = Array.from({ length: raster.bands }, (_, band) => ({ name: `band${band + 1}`, people: 0 }));
    const sums = new H3Sums(RASTER_RESOLUTION, raster.bands);
    const { read, kept, unmarked } = await assign(reading, raster, groups, sums);
    if (unmarked > 0) {
      reading.warn(
        `${unmarked} cells of the raster hold about -3.4e38, which was taken as "not known" although the file does not say so.`,
      );
    }
    await storeGroups(reading, groups, roles);
    await insertRows(
      reading.db,
      "people",
      PEOPLE_TYPES,
      watched(reading, cellRows(sums, raster.bands), sums.ids.length),
    );
    return {
      rowsRead: read,
      rowsKept: kept,
      details: {
        columns: raster.columns,
        rows: raster.rows,
        bands: raster.bands,
        coordinateSystem: raster.coordinateSystem,
        cellMetres: Math.round(cellMetres * 10) / 10,
        h3Resolution: RASTER_RESOLUTION,
        cells: sums.ids.length,
        people: groups.map((group) => group.people),
      },
    };
  } finally {
    raster.close();
  }
}

/** Size in metres of the middle cell, its longer side. */
function widestCell(raster: Raster): number {
  const column = Math.floor(raster.columns / 2);
  const row = Math.floor(raster.rows / 2);
  const [lon, lat] = raster.toLonLat(column, row);
  const [lonRight, latRight] = raster.toLonLat(column + 1, row);
  const [lonBelow, latBelow] = raster.toLonLat(column, row + 1);
  const metres = (lon2: number, lat2: number) =>
    Math.hypot((lon2 - lon) * metresPerDegreeLon(lat), (lat2 - lat) * METRES_PER_DEGREE);
  return Math.max(metres(lonRight, latRight), metres(lonBelow, latBelow));
}

/** Reads the raster by blocks and gives the people of each of its cells to the H3 cells it meets. */
async function assign(reading: Reading, raster: Raster, groups: Group[], sums: H3Sums) {
  const { columns, rows, bands } = raster;
  const people = new Float64Array(bands);
  const quad = new Float64Array(8);
  let read = 0;
  let kept = 0;
  let unmarked = 0;
  let breathed = performance.now();
  for (let top = 0; top < rows; top += raster.blockRows) {
    const bottom = Math.min(rows, top + raster.blockRows);
    const values = await raster.readRows(top, bottom);
    let upper = cornersOfRow(raster, top);
    for (let row = top; row < bottom; row++) {
      const lower = cornersOfRow(raster, row + 1);
      for (let column = 0; column < columns; column++) {
        let known = false;
        let bad = false;
        let some = false;
        for (let band = 0; band < bands; band++) {
          const value = values[band]?.[(row - top) * columns + column] ?? Number.NaN;
          people[band] = 0;
          if (raster.isNoData(value)) {
            if (!raster.hasNoData) unmarked++;
            continue;
          }
          known = true;
          if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
            bad = true;
            reading.refuse({
              line: row + 1,
              field: `column ${column + 1}, band ${band + 1}`,
              value: String(value),
              problem: "A raster cell cannot hold this number of people.",
              remedy: `Set the cell to 0 or more${raster.hasNoData ? "" : ', or state the raster\'s NoData value if this one means "not known"'}.`,
            });
            continue;
          }
          people[band] = value;
          if (value > 0) some = true;
        }
        if (!known) continue;
        read++;
        if (bad) continue;
        kept++;
        if (!some) continue;
        groups.forEach((group, band) => {
          group.people += people[band] ?? 0;
        });
        corner(quad, 0, upper, column);
        corner(quad, 2, upper, column + 1);
        corner(quad, 4, lower, column + 1);
        corner(quad, 6, lower, column);
        sums.add(quad, people);
      }
      upper = lower;
      sums.forgetCells();
      if (performance.now() - breathed > 50) {
        reading.progress("reading", (row + 1) / rows);
        await breathe();
        reading.signal.throwIfAborted();
        breathed = performance.now();
      }
    }
  }
  return { read, kept, unmarked };
}

/** Longitude and latitude of all corners on one line between rows. */
function cornersOfRow(raster: Raster, row: number): Float64Array {
  const corners = new Float64Array(2 * (raster.columns + 1));
  for (let column = 0; column <= raster.columns; column++) {
    const [lon, lat] = raster.toLonLat(column, row);
    corners[2 * column] = lon;
    corners[2 * column + 1] = lat;
  }
  return corners;
}

function corner(quad: Float64Array, at: number, corners: Float64Array, column: number): void {
  quad[at] = corners[2 * column] ?? 0;
  quad[at + 1] = corners[2 * column + 1] ?? 0;
}

function* cellRows(sums: H3Sums, bands: number): Generator<PeopleRow> {
  for (let i = 0; i < sums.ids.length; i++) {
    const key = sums.ids[i] ?? "";
    const [lat, lon] = cellToLatLng(key);
    const counts = Array.from({ length: bands }, (_, band) => sums.at(band, i));
    yield { key, h3_resolution: RASTER_RESOLUTION, lon, lat, counts };
  }
}

// ---- tables

/** How rows of a table say where they are. */
type Place = { readonly h3: number } | { readonly lon: number; readonly lat: number };

async function importTable(reading: Reading, roles: Roles): Promise<ReadingResult> {
  const table = await openTable(reading.path);
  const columns = peopleColumns(reading, table);
  const place = await placeColumns(reading, table, columns);
  if ("h3" in place && reading.coordinates !== "wgs84") {
    throw new UnreadableFile(
      `${basename(reading.path)} holds H3 cells, which are WGS-84 by their definition: leave --coordinates out, or bring longitude and latitude.`,
    );
  }
  const groups: Group[] = columns.map((name) => ({ name, people: 0 }));
  const rows: PeopleRow[] = [];
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
    rows.push({ key: placed.key, h3_resolution: placed.resolution, lon: placed.lon, lat: placed.lat, counts });
    counts.forEach((count, i) => {
      const group = groups[i];
      if (group) group.people += count;
    });
  }
  if (nearEdge > 0)
    reading.warn(
      `${nearEdge} rows lie within a kilometre of the mainland's edge, where the shift of ${reading.coordinates} is uncertain: look at them on the map.`,
    );
  refuseNested(reading, rows, lines);
  await storeGroups(reading, groups, roles);
  await insertRows(reading.db, "people", PEOPLE_TYPES, watched(reading, rows, rows.length));
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

/** A cell and a cell inside it would count the same people twice. */
function refuseNested(reading: Reading, rows: PeopleRow[], lines: ReadonlyMap<string, number>): void {
  const resolutions = [...new Set(rows.map((row) => row.h3_resolution))]
    .filter((resolution) => resolution !== null)
    .sort((a, b) => a - b);
  if (resolutions.length < 2) return;
  for (const { key, h3_resolution } of rows) {
    const coarser = resolutions.find(
      (resolution) => h3_resolution !== null && resolution < h3_resolution && lines.has(cellToParent(key, resolution)),
    );
    if (coarser === undefined) continue;
    const parent = cellToParent(key, coarser);
    reading.refuse({
      line: lines.get(key) ?? null,
      field: "h3",
      value: key,
      problem: `This cell lies within ${parent} of line ${lines.get(parent)}, so its people would count twice.`,
      remedy: "Keep either the cell or the cells inside it.",
    });
  }
}
