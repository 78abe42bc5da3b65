import { latLngToCell } from "h3-js";
import { describe, expect, it } from "vitest";
import { H3Sums } from "../../server/import/h3-raster.ts";

/** The slow twin: many points spread evenly over the figure, each to the cell that holds it. */
function byPoints(quad: Float64Array, people: number, resolution: number, parts: number): Map<string, number> {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0, x4 = 0, y4 = 0] = quad;
  const sums = new Map<string, number>();
  for (let i = 0; i < parts; i++) {
    for (let j = 0; j < parts; j++) {
      const u = (i + 0.5) / parts;
      const v = (j + 0.5) / parts;
      const lon = (1 - v) * ((1 - u) * x1 + u * x2) + v * ((1 - u) * x4 + u * x3);
      const lat = (1 - v) * ((1 - u) * y1 + u * y2) + v * ((1 - u) * y4 + u * y3);
      const cell = latLngToCell(lat, lon, resolution);
      sums.set(cell, (sums.get(cell) ?? 0) + people / parts ** 2);
    }
  }
  return sums;
}

function rectangle(west: number, north: number, lonStep: number, latStep: number): Float64Array {
  const [east, south] = [west + lonStep, north - latStep];
  return Float64Array.of(west, north, east, north, east, south, west, south);
}

const total = (sums: H3Sums) => sums.ids.reduce((sum, _, i) => sum + sums.at(0, i), 0);

describe("raster cells to H3 cells", () => {
  it.each([
    ["100 m in Wuhan", 114.3, 30.6, 0.000833, 0.000833],
    ["100 m in Singapore", 103.8, 1.3, 0.000833, 0.000833],
    ["1 km in Mohe", 122.5, 53.5, 0.00833, 0.00833],
    ["100 m across the date line", 179.9996, -17, 0.000833, 0.000833],
  ])("%s agree with thousands of points", (_, lon, lat, lonStep, latStep) => {
    const quad = rectangle(lon, lat, lonStep, latStep);
    const sums = new H3Sums(10, 1);
    sums.add(quad, [1000]);
    expect(total(sums)).toBeCloseTo(1000, 8);
    const twin = byPoints(quad, 1000, 10, 400);
    // A cell that the points miss is a sliver.
    for (const [i, id] of sums.ids.entries()) expect(Math.abs(sums.at(0, i) - (twin.get(id) ?? 0))).toBeLessThan(1.5);
    for (const id of twin.keys()) expect(sums.ids).toContain(id);
  });

  it("keep every band and add up over neighbouring raster cells", () => {
    const sums = new H3Sums(10, 2);
    for (let row = 0; row < 20; row++) {
      for (let column = 0; column < 20; column++) {
        sums.add(rectangle(114.3 + column * 0.0008, 30.6 - row * 0.0008, 0.0008, 0.0008), [3, 0.5]);
        sums.forgetCells();
      }
    }
    expect(total(sums)).toBeCloseTo(1200, 8);
    expect(sums.ids.reduce((sum, _, i) => sum + sums.at(1, i), 0)).toBeCloseTo(200, 8);
    expect(new Set(sums.ids).size).toBe(sums.ids.length);
  });

  it("spread people by area: an inner H3 cell has the raster's density", () => {
    // People per square degree is the same everywhere, so it must be so in a cell wholly inside the raster.
    const sums = new H3Sums(10, 1);
    const step = 0.0008;
    for (let row = 0; row < 12; row++) {
      for (let column = 0; column < 12; column++)
        sums.add(rectangle(114.3 + column * step, 30.6 - row * step, step, step), [1]);
    }
    const middle = sums.ids.indexOf(latLngToCell(30.6 - 6 * step, 114.3 + 6 * step, 10));
    const twin = byPoints(rectangle(114.3, 30.6, 12 * step, 12 * step), 144, 10, 1200).get(sums.ids[middle] ?? "") ?? 0;
    expect(Math.abs(sums.at(0, middle) - twin)).toBeLessThan(0.01);
  });
});
