import { zipSync } from "fflate";
import type { Kysely } from "kysely";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../server/database/rows.ts";
import { distanceMetres } from "../../server/geo.ts";
import { type HeightGrid, SMOOTHING_SIGMA_METRES, smooth } from "../../server/import/elevation.ts";
import { describeOnDatabases } from "../databases.ts";
import { empty, fileOf, importing, tiffOf } from "./files.ts";

/** The slow twin: every known cell of the square weighed by both distances. */
function slowSmooth(grid: HeightGrid): Float32Array {
  const out = new Float32Array(grid.heights.length).fill(Number.NaN);
  const weight = (metres: number) =>
    metres > 2 * SMOOTHING_SIGMA_METRES ? 0 : Math.exp(-(metres ** 2) / (2 * SMOOTHING_SIGMA_METRES ** 2));
  for (let y = 0; y < grid.rows; y++) {
    for (let x = 0; x < grid.columns; x++) {
      if (Number.isNaN(grid.heights[y * grid.columns + x])) continue;
      let sum = 0;
      let weights = 0;
      for (let v = 0; v < grid.rows; v++) {
        for (let u = 0; u < grid.columns; u++) {
          const height = grid.heights[v * grid.columns + u] ?? Number.NaN;
          if (Number.isNaN(height)) continue;
          const lat = grid.north - v * grid.latStep;
          const across = distanceMetres(grid.west, lat, grid.west + Math.abs(u - x) * grid.lonStep, lat);
          const along = Math.abs(v - y) * distanceMetres(0, 0, 0, grid.latStep);
          const w = weight(across) * weight(along);
          sum += w * height;
          weights += w;
        }
      }
      out[y * grid.columns + x] = sum / weights;
    }
  }
  return out;
}

describe("smoothing", () => {
  it("agrees with its slow twin, voids included", async () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    const heights = Float32Array.from({ length: 14 * 11 }, () => (random() < 0.15 ? Number.NaN : 1000 * random()));
    const grid = { west: 114, north: 30, lonStep: 0.0001, latStep: 0.0002, columns: 14, rows: 11, heights };
    const smoothed = await smooth(grid, () => undefined);
    const twin = slowSmooth(grid);
    for (const [i, height] of smoothed.entries()) {
      if (Number.isNaN(twin[i])) expect(height).toBeNaN();
      else expect(Math.abs(height - (twin[i] ?? 0))).toBeLessThan(0.01);
    }
  });

  it("leaves a plain as it is, and cells wider than the kernel too", async () => {
    const fine = {
      west: 0,
      north: 0,
      lonStep: 0.0001,
      latStep: 0.0001,
      columns: 9,
      rows: 9,
      heights: new Float32Array(81).fill(12),
    };
    expect([...(await smooth(fine, () => undefined))].every((height) => Math.abs(height - 12) < 1e-4)).toBe(true);
    const coarse = { ...fine, lonStep: 0.001, latStep: 0.001, heights: Float32Array.from({ length: 81 }, (_, i) => i) };
    expect(await smooth(coarse, () => undefined)).toEqual(coarse.heights);
  });
});

describeOnDatabases("importing heights", (connect) => {
  let db: Kysely<Database>;
  beforeAll(async () => {
    db = (await connect()).db;
  });
  beforeEach(() => empty(db));

  const tiles = async () =>
    (await db.selectFrom("elevation_tiles").selectAll().orderBy("north", "desc").orderBy("west").execute()).map(
      (tile) => ({
        ...tile,
        at: (column: number, row: number) => tile.heights.readFloatLE(4 * (row * tile.columns + column)),
      }),
    );

  /** A square .hgt of `size`, heights by column and row. */
  const hgt = (size: number, height: (column: number, row: number) => number) => {
    const bytes = Buffer.alloc(size * size * 2);
    for (let i = 0; i < size * size; i++) bytes.writeInt16BE(height(i % size, Math.floor(i / size)), 2 * i);
    return bytes;
  };

  it("reads .hgt by its name, zipped too, in tiles that overlap by one cell", async () => {
    // 0.0033° cells are wider than the smoothing.
    const bytes = hgt(301, (column, row) => (column === 5 && row === 5 ? -32768 : column + row));
    for (const file of [fileOf("S02W061.hgt", bytes), fileOf("S02W061.hgt.zip", zipSync({ "S02W061.hgt": bytes }))]) {
      const record = await importing(db, { file });
      expect(record).toMatchObject({
        state: "stored",
        kind: "elevation",
        sourceName: "S02W061",
        rowsRead: 90_601,
        rowsKept: 90_600,
        details: { unknown: 1, absurd: 0, lowestMetres: 0, highestMetres: 600 },
      });
      const [northWest, northEast, southWest, southEast, ...more] = await tiles();
      expect(more).toEqual([]);
      expect(northWest).toMatchObject({ west: -61, north: -1, columns: 256, rows: 256 });
      expect(northEast).toMatchObject({ columns: 46, rows: 256 });
      expect(southEast).toMatchObject({ columns: 46, rows: 46 });
      expect(northEast?.west).toBeCloseTo(-61 + 255 / 300, 9);
      expect(southWest?.north).toBeCloseTo(-1 - 255 / 300, 9);
      expect(northWest?.at(5, 5)).toBeNaN();
      expect(northWest?.at(10, 20)).toBeCloseTo(30, 3);
      expect(northWest?.at(255, 7)).toBe(northEast?.at(0, 7));
      expect(southEast?.at(45, 45)).toBeCloseTo(600, 3);
    }
  });

  it("leaves out absurd heights and says so", async () => {
    const file = tiffOf("elevation.tif", {
      bands: [
        [
          [9000, 10, 10],
          [-500, 10, -9999],
        ],
      ],
      west: 114,
      north: 31,
      cell: 0.001,
      noData: -9999,
    });
    const record = await importing(db, { file });
    expect(record).toMatchObject({ state: "stored", rowsKept: 3, details: { absurd: 2, unknown: 1 } });
    expect(record.warnings).toEqual([
      expect.stringMatching(/^2 cells of elevation\.tif hold heights below -450 m or above 8900 m/),
    ]);
    const [tile] = await tiles();
    expect([tile?.west, tile?.north]).toEqual([expect.closeTo(114.0005, 9), expect.closeTo(30.9995, 9)]);
    expect([tile?.at(0, 0), tile?.at(1, 0), tile?.at(2, 1)]).toEqual([Number.NaN, 10, Number.NaN]);
  });

  it("brings other systems onto longitude and latitude", async () => {
    // Heights rise by 1 m a kilometre to the east, in UTM zone 50N.
    const rows = Array.from({ length: 40 }, () => Array.from({ length: 40 }, (_, x) => x * 0.1));
    const file = tiffOf("dem.tif", { bands: [rows], west: 500_000, north: 3_390_000, cell: 100, projected: 32650 });
    expect(await importing(db, { file })).toMatchObject({ state: "stored" });
    const [tile] = await tiles();
    if (!tile) throw new Error("No tile.");
    // Zone 50's central meridian is 117° E; the first centre lies 50 m east of it.
    expect(tile.west).toBeCloseTo(117.0005, 3);
    expect(tile.lon_step).toBeCloseTo(100 / (111_195 * Math.cos((30.63 * Math.PI) / 180)), 5);
    expect(tile.at(30, 20) - tile.at(10, 20)).toBeCloseTo(2, 1);
  });

  it("refuses what is no file of heights", async () => {
    const errorOf = async (name: string, content: string | Uint8Array) =>
      (await importing(db, { file: fileOf(name, content), kind: "elevation" })).error;
    expect(
      await errorOf(
        "heights.hgt",
        hgt(3, () => 1),
      ),
    ).toMatch(/heights\.hgt does not say where it lies/);
    expect(await errorOf("N30E114.hgt", new Uint8Array(7))).toMatch(/7 bytes, which is no square/);
    expect(
      await errorOf(
        "N30E114.hgt",
        hgt(3, () => -32768),
      ),
    ).toMatch(/holds no possible height/);
    expect(await errorOf("N30E114.hgt.zip", "x")).toMatch(/cannot be unpacked/);
    expect(await errorOf("elevation.tif", "x")).toMatch(/cannot be read as a GeoTIFF/);
    expect(await tiles()).toEqual([]);
  });
});
