import { cellToChildren, cellToLatLng, latLngToCell } from "h3-js";
import { expect, test } from "vitest";
import type { Nearest } from "../server/network/search.ts";
import { encodeTile, tileBounds } from "../server/tiles.ts";
import { cellLayers, resolutionAt } from "../server/tiles-cells.ts";
import { REASONS } from "../server/words.ts";
import { territoryOfCells } from "./cells.ts";
import { readTile } from "./tile-reader.ts";

/** Seven cells of one parent; the k-th has k minutes at 4 km/h, the last none. */
const parent = latLngToCell(0.03, 0.03, 9);
const children = cellToChildren(parent, 10).sort();
const territory = territoryOfCells(children, () => 10);
const nearest: Nearest = {
  cost: Float64Array.from(children, (_, i) => (i === 6 ? -1 : ((i + 1) * 400_000) / 60)),
  metres: new Float64Array(7),
  facility: Int32Array.from(children, (_, i) => (i === 6 ? -1 : 0)),
};
const withFacility = { ...territory, facilities: { ...territory.facilities, id: Int32Array.of(42) } };
const [lat, lon] = cellToLatLng(parent);

const tileAt = (z: number) => {
  const [x, y] = [Math.floor(((lon + 180) / 360) * 2 ** z), Math.floor(2 ** (z - 1) * (1 - lat / 180))];
  const address = { z, x, y };
  const layers = cellLayers(
    withFacility,
    { nearest, walkingSpeedKmh: 4, served: null, reasons: null },
    { z, bounds: tileBounds(address) },
  );
  return readTile(encodeTile(address, layers, { exact: true })).cells;
};

test("near, each cell is drawn as it is", () => {
  const cells = tileAt(11);
  expect(cells).toHaveLength(7);
  expect(cells[2]).toEqual({ id: children[2], people: 10, place: "countryside", minutes: 3, facilityId: 42 });
  expect(cells[6]).toEqual({ id: children[6], people: 10, place: "countryside" });
});

test("far, cells are put together: everybody is there, and half of them need at most the minutes shown", () => {
  expect(resolutionAt(10)).toBe(9);
  expect(tileAt(10)).toEqual([{ id: parent, people: 70, place: "countryside", minutes: 4, cells: 7 }]);
  for (const z of [3, 6, 9]) {
    const cells = tileAt(z);
    expect(cells.reduce((sum, { people }) => sum + Number(people), 0)).toBe(70);
  }
});

test("minutes are rounded up, so that a cutoff in whole minutes says what coverage says", () => {
  const barely = { ...nearest, cost: nearest.cost.map((cost, i) => (i === 0 ? 100_001 : cost)) };
  const address = { z: 12, x: 2048, y: 2047 };
  const { cells } = cellLayers(
    withFacility,
    { nearest: barely, walkingSpeedKmh: 4, served: null, reasons: null },
    { z: 12, bounds: tileBounds(address) },
  );
  // 100,001 cm are 15.00015 minutes.
  expect(cells.find(({ properties }) => properties?.id === children[0])?.properties).toMatchObject({ minutes: 15.01 });
});

test("a cell tells the reason of most of its people who are not covered, and none where all are", () => {
  const [island, closed, far] = (["island", "closed", "too-far"] as const).map((reason) => REASONS.indexOf(reason));
  const NOBODY_LEFT = 255;
  // 10 people each: 10 + 3 left out by the island, 10 by hours, 9 by distance; everybody else is covered.
  const reasons = Uint8Array.of(island, island, closed, far, NOBODY_LEFT, NOBODY_LEFT, NOBODY_LEFT);
  const served = Float64Array.of(0, 7, 0, 1, 10, 10, 10);
  const cellsAt = (z: number) => {
    const all = [-180, -85, 180, 85] as const;
    return cellLayers(withFacility, { nearest, walkingSpeedKmh: 4, served, reasons }, { z, bounds: [...all] }).cells;
  };
  const near = new Map(cellsAt(12).map(({ properties }) => [properties?.id, properties?.reason]));
  expect(children.map((id) => near.get(id))).toEqual([
    "island",
    "island",
    "closed",
    "too-far",
    undefined,
    undefined,
    undefined,
  ]);
  expect(cellsAt(10).map(({ properties }) => properties)).toMatchObject([{ reason: "island", covered: 0.542 }]);
});

test("the bounds of tiles", () => {
  const [west, south, east, north] = tileBounds({ z: 0, x: 0, y: 0 });
  expect([west, east]).toEqual([-185.625, 185.625]);
  expect(north).toBeGreaterThan(85.05);
  expect(south).toBeCloseTo(-north, 9);
});
