/** Pixels of places against the numbering of web maps' tiles, whose corners every tile server has at the same places. */
import { expect, it } from "vitest";
import { pixelsOf, type View } from "../../client/map/pixels.ts";

/** Corner of a tile in degrees, as in the OpenStreetMap wiki, "Slippy map tilenames". */
function cornerOf(x: number, y: number, zoom: number): [number, number] {
  const n = 2 ** zoom;
  return [(x / n) * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / n))) * 180) / Math.PI];
}

it("puts the corners of tiles 512 pixels apart, around wherever the map stands", () => {
  const [zoom, column, row] = [13, 6607, 3355];
  const [lon, lat] = cornerOf(column, row, zoom);
  const view: View = { centre: { lon, lat, x: 470, y: 426 }, zoom };
  const steps = [-2, -1, 0, 1, 2];
  for (const dx of steps) {
    for (const dy of steps) {
      const [x, y] = pixelsOf([cornerOf(column + dx, row + dy, zoom)], view);
      expect(x).toBeCloseTo(470 + 512 * dx, 6);
      expect(y).toBeCloseTo(426 + 512 * dy, 6);
    }
  }
});

it("doubles distances with each level of zoom, and takes places in order", () => {
  const centre = { lon: 108, lat: 30, x: 0, y: 0 };
  const places = [
    [108.01, 30.02],
    [107.9, 29.9],
  ];
  const near = pixelsOf(places, { centre, zoom: 14.5 });
  pixelsOf(places, { centre, zoom: 13.5 }).forEach((pixel, k) => {
    expect(near[k]).toBeCloseTo(2 * pixel, 6);
  });
  expect(near[0]).toBeGreaterThan(0);
  expect(near[1]).toBeLessThan(0);
  expect(near[2]).toBeLessThan(0);
  expect(near[3]).toBeGreaterThan(0);
});
