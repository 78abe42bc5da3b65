import type { MultiPolygon, Position } from "geojson";
import { cellsToMultiPolygon, gridDisk, latLngToCell } from "h3-js";
import { expect, test } from "vitest";
import { outlineOf } from "../server/outline.ts";
import { planOf } from "../server/plan.ts";
import { squareMetres } from "../server/point-in-area.ts";
import { plainQuestion } from "../server/standard.ts";
import { territoryOfCells } from "./cells.ts";
import { randomFrom } from "./random-town.ts";

/** Rings as sets of corners, whatever corner they begin at. */
const corners = (shape: MultiPolygon) =>
  shape.coordinates
    .map((polygon) => polygon.map((ring: Position[]) => [...new Set(ring.map(String))].sort().join(" ")))
    .map(([shell, ...holes]) => [shell, ...holes.sort()].join(" | "))
    .sort();

test.each([
  ["a blob with holes, and neighbours apart", 0.75],
  ["nearly all cells", 0.98],
  ["few cells", 0.55],
])("large gaps have the outline of all their cells: %s", (_, share) => {
  const random = randomFrom(share * 100);
  const centre = latLngToCell(30.5, 114.3, 10);
  const cells = new Set(gridDisk(centre, 30).filter(() => random() < share));
  // One large hole with an island that has a hole of its own.
  for (const cell of gridDisk(centre, 12)) cells.delete(cell);
  for (const cell of gridDisk(centre, 10)) cells.add(cell);
  for (const cell of gridDisk(centre, 4)) cells.delete(cell);
  const territory = territoryOfCells([...cells], () => 1);
  const gaps = planOf(territory).gaps(plainQuestion());
  expect(gaps.filter((gap) => gap.points.length > 200).length).toBeGreaterThan(1);
  for (const { points } of gaps) {
    const merged = outlineOf(territory, points);
    const ids = points.map((point) => territory.demand.id[point]);
    const whole: MultiPolygon = { type: "MultiPolygon", coordinates: cellsToMultiPolygon(ids, true) };
    expect(corners(merged)).toEqual(corners(whole));
    expect(squareMetres(merged)).toBeCloseTo(squareMetres(whole), 0);
  }
});
