/**
 * People of a raster to H3 cells, by blocks of rows. The sum of each band as read is kept beside the cells, as the check of everything after.
 */
import { basename } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import { cellToLatLng } from "h3-js";
import { METRES_PER_DEGREE, metresPerDegreeLon } from "../geo.ts";
import { H3Sums } from "./h3-raster.ts";
import { type Reading, type ReadingResult, UnreadableFile } from "./importer.ts";
import { type Group, type PeopleRow, type Roles, storeGroups, storePeople } from "./people-storing.ts";
import { openRaster, type Raster } from "./raster.ts";

/** About 0.015 km²: some 130 m across, below the 100 m cells of the usual rasters and fine enough for a walk. */
const RASTER_RESOLUTION = 10;

/** Wider cells cannot say who lives within a quarter of an hour of a place, and would make millions of points each. */
const WIDEST_CELL_METRES = 11_000;

/** Imports a GeoTIFF of people, each band a group. */
export async function importPeopleRaster(reading: Reading, roles: Roles): Promise<ReadingResult> {
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
    await storePeople(reading, cellRows(sums, raster.bands), sums.ids.length);
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
