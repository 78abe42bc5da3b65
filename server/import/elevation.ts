/**
 * Heights from GeoTIFF or SRTM's .hgt, cleaned of impossible values, smoothed so that the noise of single cells does not become
 * slopes, and stored as tiles of a longitude/latitude grid that overlap by one cell, so that heights can be interpolated across their edges.
 */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import { unzipSync } from "fflate";
import { insertRows } from "../database/insert.ts";
import { METRES_PER_DEGREE, metresPerDegreeLon } from "../geo.ts";
import { type Reading, type ReadingResult, UnreadableFile } from "./importer.ts";
import { openRaster, type Raster } from "./raster.ts";

/** Heights on the earth's land lie between the Dead Sea's shore and Everest. */
const LOWEST_METRES = -450;
const HIGHEST_METRES = 8_900;

/**
 * Smoothing: a Gaussian of this standard deviation, cut off at twice it, so each height is a mean over 100 m across, over
 * known cells only. Cells of 90 m and more are means over as much already and pass nearly unchanged.
 */
export const SMOOTHING_SIGMA_METRES = 25;

/** Cells along the edge of a tile; the last is the first of the next tile. */
const TILE_CELLS = 256;

/** Above this a file needs more memory than a planner's machine has: 1.2 GB as float32. */
const MOST_CELLS = 300_000_000;

const TYPES = {
  import_id: "integer",
  west: "double precision",
  north: "double precision",
  lon_step: "double precision",
  lat_step: "double precision",
  columns: "integer",
  rows: "integer",
  heights: "bytea",
} as const;

/** Heights at the centres of cells of a longitude/latitude grid, row by row from the north; NaN where unknown. */
export interface HeightGrid {
  /** Centre of the north-west cell, degrees. */
  readonly west: number;
  readonly north: number;
  /** Degrees between centres, positive. */
  readonly lonStep: number;
  readonly latStep: number;
  readonly columns: number;
  readonly rows: number;
  readonly heights: Float32Array;
}

interface Found {
  grid: HeightGrid;
  coordinateSystem: string;
  /** The highest number the file's type can hold, where that is a possible height. */
  ceiling: number | null;
}

/** Imports one raster of heights. */
export async function importElevation(reading: Reading): Promise<ReadingResult> {
  if (reading.coordinates !== "wgs84") {
    throw new UnreadableFile(
      `${basename(reading.path)} is a raster, which says its own coordinate system: leave --coordinates out.`,
    );
  }
  reading.progress("reading", 0);
  const isHgt = /\.hgt(?:\.zip)?$/i.test(reading.path);
  const { grid, coordinateSystem, ceiling } = isHgt ? await readHgt(reading.path) : await readGeoTiff(reading);
  const cleaned = clean(grid.heights, ceiling);
  if (cleaned.known === 0) {
    throw new UnreadableFile(
      `${basename(reading.path)} holds no possible height (metres between ${LOWEST_METRES} and ${HIGHEST_METRES}): check that it holds heights in metres.`,
    );
  }
  const file = basename(reading.path);
  if (cleaned.absurd > 0) {
    reading.warn(
      `${cleaned.absurd} cells of ${file} hold heights below ${LOWEST_METRES} m or above ${HIGHEST_METRES} m, which were left out as unknown.`,
    );
  }
  if (cleaned.saturated > 0) {
    reading.warn(
      `${cleaned.saturated} cells of ${file} (${((100 * cleaned.saturated) / cleaned.known).toFixed(1)} %) stand at ${ceiling} m, the most that its numbers can hold: the ground there may be higher, and slopes there are too small.`,
    );
  }
  const smoothed = await smooth(grid, (share) => {
    reading.signal.throwIfAborted();
    reading.progress("smoothing", share);
  });
  reading.progress("storing", null);
  const tiles = await insertRows(
    reading.db,
    "elevation_tiles",
    TYPES,
    tilesOf(reading, { ...grid, heights: smoothed }),
  );
  const { lonStep, latStep, columns, rows } = grid;
  return {
    rowsRead: columns * rows,
    rowsKept: cleaned.known,
    details: {
      columns,
      rows,
      coordinateSystem,
      cellMetres: Math.round(latStep * METRES_PER_DEGREE * 10) / 10,
      lonStep,
      tiles,
      unknown: columns * rows - cleaned.known - cleaned.absurd,
      absurd: cleaned.absurd,
      saturated: cleaned.saturated,
      lowestMetres: cleaned.lowest,
      highestMetres: cleaned.highest,
      smoothingSigmaMetres: SMOOTHING_SIGMA_METRES,
    },
  };
}

/** Voids impossible heights in place and counts. */
function clean(heights: Float32Array, ceiling: number | null) {
  const counts = {
    known: 0,
    absurd: 0,
    saturated: 0,
    lowest: Number.POSITIVE_INFINITY,
    highest: Number.NEGATIVE_INFINITY,
  };
  for (let i = 0; i < heights.length; i++) {
    const height = heights[i] ?? Number.NaN;
    if (Number.isNaN(height)) continue;
    if (height < LOWEST_METRES || height > HIGHEST_METRES) {
      counts.absurd++;
      heights[i] = Number.NaN;
      continue;
    }
    counts.known++;
    if (height === ceiling) counts.saturated++;
    if (height < counts.lowest) counts.lowest = height;
    if (height > counts.highest) counts.highest = height;
  }
  return counts;
}

/** SRTM: a square of big-endian int16 over one degree, named after its south-west corner; the outer cells lie on the degree lines. */
async function readHgt(path: string): Promise<Found> {
  let name = basename(path);
  let bytes: Uint8Array = await readFile(path);
  if (/\.zip$/i.test(name)) {
    let entries: Record<string, Uint8Array>;
    try {
      entries = unzipSync(bytes, { filter: (entry) => /\.hgt$/i.test(entry.name) });
    } catch (error) {
      throw new UnreadableFile(
        `${name} cannot be unpacked (${error instanceof Error ? error.message : error}): download it again.`,
      );
    }
    const [entry] = Object.entries(entries);
    if (!entry) throw new UnreadableFile(`${name} holds no .hgt file: zip the .hgt itself.`);
    name = basename(entry[0]);
    bytes = entry[1];
  }
  const corner = /^([NS])(\d{2})([EW])(\d{3})/i.exec(name);
  if (!corner) {
    throw new UnreadableFile(
      `${name} does not say where it lies: a .hgt file is named after its south-west corner, for example N42E001.hgt.`,
    );
  }
  const size = Math.round(Math.sqrt(bytes.length / 2));
  if (size * size * 2 !== bytes.length || size < 2) {
    throw new UnreadableFile(
      `${name} has ${bytes.length} bytes, which is no square of heights (1201 × 1201 or 3601 × 3601): download it again.`,
    );
  }
  const south = Number(corner[2]) * (corner[1]?.toUpperCase() === "S" ? -1 : 1);
  const west = Number(corner[4]) * (corner[3]?.toUpperCase() === "W" ? -1 : 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const heights = new Float32Array(size * size);
  for (let i = 0; i < heights.length; i++) {
    const height = view.getInt16(2 * i);
    heights[i] = height === -32_768 ? Number.NaN : height;
  }
  const step = 1 / (size - 1);
  return {
    grid: { west, north: south + 1, lonStep: step, latStep: step, columns: size, rows: size, heights },
    coordinateSystem: "longitude and latitude (.hgt)",
    ceiling: null,
  };
}

async function readGeoTiff(reading: Reading): Promise<Found> {
  const raster = await openRaster(reading.path);
  try {
    const { columns, rows } = raster;
    if (columns * rows > MOST_CELLS) {
      throw new UnreadableFile(
        `${basename(reading.path)} has ${columns} × ${rows} cells, more than are read at once: cut it into parts and import each under a name of its own.`,
      );
    }
    if (raster.bands > 1)
      reading.warn(`${basename(reading.path)} has ${raster.bands} bands; heights were read from the first.`);
    const heights = new Float32Array(columns * rows);
    for (let top = 0; top < rows; top += raster.blockRows) {
      const bottom = Math.min(rows, top + raster.blockRows);
      const [band] = await raster.readRows(top, bottom);
      reading.signal.throwIfAborted();
      reading.progress("reading", bottom / rows);
      for (let i = 0; i < (bottom - top) * columns; i++) {
        const value = band?.[i] ?? Number.NaN;
        heights[top * columns + i] = raster.isNoData(value) ? Number.NaN : value;
      }
    }
    const grid = raster.isLonLat
      ? gridOf(raster, heights)
      : await resample(raster, heights, () => reading.signal.throwIfAborted());
    const ceiling = raster.largest !== null && raster.largest <= HIGHEST_METRES ? raster.largest : null;
    return { grid, coordinateSystem: raster.coordinateSystem, ceiling };
  } finally {
    raster.close();
  }
}

/** A raster that is a longitude/latitude grid already, turned so that it runs from the north-west. */
function gridOf({ columns, rows, toLonLat }: Raster, heights: Float32Array): HeightGrid {
  const [firstLon, firstLat] = toLonLat(0.5, 0.5);
  const [nextLon] = toLonLat(1.5, 0.5);
  const [, nextLat] = toLonLat(0.5, 1.5);
  if (nextLat > firstLat) {
    for (let row = 0; row < rows >> 1; row++) {
      const mirror = (rows - 1 - row) * columns;
      const upper = heights.slice(row * columns, (row + 1) * columns);
      heights.copyWithin(row * columns, mirror, mirror + columns);
      heights.set(upper, mirror);
    }
  }
  return {
    west: firstLon,
    north: Math.max(firstLat, firstLat + (rows - 1) * (nextLat - firstLat)),
    lonStep: nextLon - firstLon,
    latStep: Math.abs(nextLat - firstLat),
    columns,
    rows,
    heights,
  };
}

/** A longitude/latitude grid over a raster in another system, with cells of the same size, interpolated bilinearly. */
async function resample(raster: Raster, heights: Float32Array, check: () => void): Promise<HeightGrid> {
  const { columns, rows, toLonLat, toCell } = raster;
  let [west, south, east, north] = [180, 90, -180, -90];
  const see = (column: number, row: number) => {
    const [lon, lat] = toLonLat(column, row);
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  };
  for (let column = 0; column <= columns; column++) for (const row of [0, rows]) see(column, row);
  for (let row = 0; row <= rows; row++) for (const column of [0, columns]) see(column, row);
  const middle = [columns / 2, rows / 2] as const;
  const [lon, lat] = toLonLat(...middle);
  const [lonNext, latNext] = toLonLat(middle[0] + 1, middle[1]);
  const cellMetres = Math.hypot((lonNext - lon) * metresPerDegreeLon(lat), (latNext - lat) * METRES_PER_DEGREE);
  const lonStep = cellMetres / metresPerDegreeLon((south + north) / 2);
  const latStep = cellMetres / METRES_PER_DEGREE;
  const outColumns = Math.max(2, Math.ceil((east - west) / lonStep));
  const outRows = Math.max(2, Math.ceil((north - south) / latStep));
  const out = new Float32Array(outColumns * outRows);
  const at = (column: number, row: number) =>
    column < 0 || row < 0 || column >= columns || row >= rows
      ? Number.NaN
      : (heights[row * columns + column] ?? Number.NaN);
  for (let row = 0; row < outRows; row++) {
    if (row % 64 === 0) {
      await breathe();
      check();
    }
    for (let column = 0; column < outColumns; column++) {
      const [x, y] = toCell(west + (column + 0.5) * lonStep, north - (row + 0.5) * latStep);
      const left = Math.floor(x - 0.5);
      const top = Math.floor(y - 0.5);
      const fx = x - 0.5 - left;
      const fy = y - 0.5 - top;
      const upper = at(left, top) * (1 - fx) + at(left + 1, top) * fx;
      const lower = at(left, top + 1) * (1 - fx) + at(left + 1, top + 1) * fx;
      const value = upper * (1 - fy) + lower * fy;
      out[row * outColumns + column] = Number.isNaN(value) ? at(Math.floor(x), Math.floor(y)) : value;
    }
  }
  return {
    west: west + lonStep / 2,
    north: north - latStep / 2,
    lonStep,
    latStep,
    columns: outColumns,
    rows: outRows,
    heights: out,
  };
}

/**
 * Gaussian mean over known cells, columns then rows. Unknown cells stay unknown: nothing is invented.
 *
 * @returns the smoothed heights, in a new array
 */
export async function smooth(
  { north, lonStep, latStep, columns, rows, heights }: HeightGrid,
  onProgress: (share: number) => void,
): Promise<Float32Array> {
  // Sums and weights side by side; dividing only at the end keeps it a true mean over the known cells of the square.
  const sums = new Float32Array(heights.length);
  const weights = new Float32Array(heights.length);
  for (let row = 0; row < rows; row++) {
    const kernel = gaussian(lonStep * metresPerDegreeLon(north - row * latStep));
    const start = row * columns;
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      let weight = 0;
      for (let k = -kernel.length + 1; k < kernel.length; k++) {
        if (column + k < 0 || column + k >= columns) continue;
        const height = heights[start + column + k] ?? Number.NaN;
        if (Number.isNaN(height)) continue;
        const w = kernel[Math.abs(k)] ?? 0;
        sum += w * height;
        weight += w;
      }
      sums[start + column] = sum;
      weights[start + column] = weight;
    }
    if (row % 128 === 0) {
      await breathe();
      onProgress(row / rows / 2);
    }
  }
  const kernel = gaussian(latStep * METRES_PER_DEGREE);
  const out = new Float32Array(heights.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const i = row * columns + column;
      if (Number.isNaN(heights[i] ?? Number.NaN)) {
        out[i] = Number.NaN;
        continue;
      }
      let sum = 0;
      let weight = 0;
      for (let k = -kernel.length + 1; k < kernel.length; k++) {
        if (row + k < 0 || row + k >= rows) continue;
        const w = kernel[Math.abs(k)] ?? 0;
        sum += w * (sums[i + k * columns] ?? 0);
        weight += w * (weights[i + k * columns] ?? 0);
      }
      out[i] = sum / weight;
    }
    if (row % 128 === 0) {
      await breathe();
      onProgress(0.5 + row / rows / 2);
    }
  }
  return out;
}

/** Weights at 0, 1, 2 … cells, up to twice the standard deviation. */
function gaussian(cellMetres: number): number[] {
  const reach = Math.floor((2 * SMOOTHING_SIGMA_METRES) / cellMetres);
  return Array.from({ length: reach + 1 }, (_, k) =>
    Math.exp(-((k * cellMetres) ** 2) / (2 * SMOOTHING_SIGMA_METRES ** 2)),
  );
}

function* tilesOf({ importId, signal }: Reading, grid: HeightGrid) {
  const step = TILE_CELLS - 1;
  for (let top = 0; top < Math.max(1, grid.rows - 1); top += step) {
    for (let left = 0; left < Math.max(1, grid.columns - 1); left += step) {
      signal.throwIfAborted();
      const rows = Math.min(TILE_CELLS, grid.rows - top);
      const columns = Math.min(TILE_CELLS, grid.columns - left);
      const heights = Buffer.alloc(rows * columns * 4);
      let known = false;
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const height = grid.heights[(top + row) * grid.columns + left + column] ?? Number.NaN;
          if (!Number.isNaN(height)) known = true;
          heights.writeFloatLE(height, 4 * (row * columns + column));
        }
      }
      if (!known) continue;
      yield {
        import_id: importId,
        west: grid.west + left * grid.lonStep,
        north: grid.north - top * grid.latStep,
        lon_step: grid.lonStep,
        lat_step: grid.latStep,
        columns,
        rows,
        heights,
      };
    }
  }
}
