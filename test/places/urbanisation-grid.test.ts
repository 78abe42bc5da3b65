/** The grid of square kilometres, people shared out over it, and the water that is taken off its land. */
import { cellArea, cellToLatLng, gridDisk, latLngToCell } from "h3-js";
import { describe, expect, it } from "vitest";
import { barriersOf } from "../../server/network/barriers.ts";
import { cellKey, columnOf, equalAreaGrid, rowOf, standardParallelOf } from "../../server/places/equal-area.ts";
import { peopleByCell, sharesOf } from "../../server/places/people-grid.ts";
import { landOf } from "../../server/places/water-share.ts";
import { randomFrom } from "../random-town.ts";
import { townRows } from "../town.ts";

describe("the equal-area grid", () => {
  it("is EASE-Grid 2.0 (EPSG:6933) at 30 degrees", () => {
    // The bounds that the grid's definition gives (Brodzik et al. 2012), metres.
    const grid = equalAreaGrid(30);
    expect(grid.xOf(180) * 1000).toBeCloseTo(17_367_530.4452, 3);
    expect(grid.yOf(85.044_566_4) * 1000).toBeCloseTo(7_314_540.83, 1);
    expect(grid.projection).toBe("+proj=cea +lat_ts=30 +lon_0=0 +datum=WGS84 +units=m");
  });

  it.each([0, 1, -23, 31, 48, 75])("leads back from its coordinates (%i°)", (parallel) => {
    const grid = equalAreaGrid(parallel);
    for (const lat of [-89, -45.5, -1e-6, 0, 12.34, 30, 53.5, 84]) {
      expect(grid.latOf(grid.yOf(lat))).toBeCloseTo(lat, 10);
      expect(grid.lonOf(grid.xOf(2 * lat))).toBeCloseTo(2 * lat, 10);
    }
    expect(grid.latOf(grid.yOf(90) + 1)).toBe(90);
  });

  it("has cells of one square kilometre everywhere", () => {
    // The area of a zone of the ellipsoid by many thin strips: length of the parallel times length along the meridian.
    const [a, e2] = [6378.137, 0.006_694_379_990_14];
    const strips = (south: number, north: number) => {
      const n = 20_000;
      let area = 0;
      for (let i = 0; i < n; i++) {
        const lat = ((south + ((i + 0.5) / n) * (north - south)) * Math.PI) / 180;
        const w = 1 - e2 * Math.sin(lat) ** 2;
        const meridian = (a * (1 - e2)) / w ** 1.5;
        area += ((a * Math.cos(lat)) / Math.sqrt(w)) * meridian * ((((north - south) / n) * Math.PI) / 180);
      }
      return area;
    };
    for (const parallel of [0, 31, 48]) {
      const grid = equalAreaGrid(parallel);
      for (const row of [0, 1500, 3400, 4800]) {
        const radians = ((grid.lonOf(1) - grid.lonOf(0)) * Math.PI) / 180;
        expect(strips(grid.latOf(row), grid.latOf(row + 1)) * radians).toBeCloseTo(1, 7);
      }
    }
  });

  it("has square cells at its standard parallel", () => {
    const grid = equalAreaGrid(31);
    const row = Math.floor(grid.yOf(31));
    const northSouth = (grid.latOf(row + 1) - grid.latOf(row)) * 110.857; // km of one degree of latitude at 31°
    expect(northSouth).toBeCloseTo(1, 3);
  });

  it("takes the whole degree in the middle of the people", () => {
    expect(standardParallelOf(Float64Array.of(29.4, 31.3, 30))).toBe(30);
    expect(standardParallelOf(Float64Array.of(-0.3, 0.1))).toBe(0);
    expect(standardParallelOf(Float64Array.of(84, 86))).toBe(75);
    expect(standardParallelOf(new Float64Array())).toBe(0);
  });

  it("names cells by one number", () => {
    for (const [column, row] of [
      [0, 0],
      [-1, -1],
      [-20_038, 6356],
      [20_037, -37_000],
    ]) {
      const key = cellKey(column, row);
      expect([columnOf(key), rowOf(key)]).toEqual([column, row]);
    }
    expect(cellKey(-5, 1)).toBeGreaterThan(cellKey(5, 0));
  });
});

describe("people on the grid", () => {
  const grid = equalAreaGrid(30);
  const pointsOf = (ids: readonly string[], resolution: number) => ({
    count: ids.length,
    id: ids,
    h3Resolution: new Int8Array(ids.length).fill(resolution),
    lon: Float64Array.from(ids, (id) => cellToLatLng(id)[1]),
    lat: Float64Array.from(ids, (id) => cellToLatLng(id)[0]),
  });

  it("of small cells and of points of lists stand in the cell of their centre", () => {
    const points = pointsOf(gridDisk(latLngToCell(30.6, 114.3, 10), 5), 10);
    const shares = sharesOf(grid, points);
    expect(shares.share.every((share) => share === 1)).toBe(true);
    expect(shares.key[7]).toBe(cellKey(Math.floor(grid.xOf(points.lon[7])), Math.floor(grid.yOf(points.lat[7]))));
    const list = { count: 1, id: ["a/1"], h3Resolution: Int8Array.of(-1) };
    const inTheMiddle = sharesOf(grid, {
      ...list,
      lon: Float64Array.of(grid.lonOf(10_500.5)),
      lat: Float64Array.of(grid.latOf(3000.5)),
    });
    expect([...inTheMiddle.key]).toEqual([cellKey(10_500, 3000)]);
  });

  it.each([5, 6, 7, 8, 9])("of cells of resolution %i are shared by area, and nobody is lost", (resolution) => {
    const points = pointsOf(gridDisk(latLngToCell(30.6, 114.3, resolution), 2), resolution);
    const { first, share, key } = sharesOf(grid, points);
    for (let p = 0; p < points.count; p++) {
      const parts = share.subarray(first[p], first[p + 1]);
      expect(parts.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      expect(new Set(key.subarray(first[p], first[p + 1])).size).toBe(parts.length);
      // A cell that lies within the hexagon gets its share of the hexagon's area.
      const area = cellArea(points.id[p], "km2");
      if (area > 40) expect(Math.max(...parts)).toBeCloseTo(1 / area, 2);
      expect(Math.max(...parts)).toBeLessThanOrEqual(Math.min(1, 1.02 / area) + 1e-12);
    }
    const people = Float64Array.from(points.id, (_, i) => 100 * i + 0.25);
    const sum = [...peopleByCell({ first, share, key }, people).values()].reduce((a, b) => a + b);
    expect(sum).toBeCloseTo(
      people.reduce((a, b) => a + b),
      6,
    );
  });

  it("agree with counting the small cells inside", () => {
    // Shares of a cell of resolution 7 by its own area, against 400 points laid evenly over it.
    const points = pointsOf([latLngToCell(30.6, 114.3, 7)], 7);
    const { key, share } = sharesOf(grid, points);
    const random = randomFrom(3);
    const counts = new Map<number, number>();
    let inside = 0;
    for (let i = 0; i < 60_000; i++) {
      const x = grid.xOf(points.lon[0]) + (random() - 0.5) * 4;
      const y = grid.yOf(points.lat[0]) + (random() - 0.5) * 4;
      if (latLngToCell(grid.latOf(y), grid.lonOf(x), 7) !== points.id[0]) continue;
      inside++;
      const cell = cellKey(Math.floor(x), Math.floor(y));
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
    }
    key.forEach((cell, i) => {
      expect((counts.get(cell) ?? 0) / inside).toBeCloseTo(share[i], 1.8);
    });
  });

  it("do not wrap around the earth at the 180th meridian", () => {
    const { share, key } = sharesOf(grid, pointsOf([latLngToCell(-17, 180, 7)], 7));
    expect(share.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(key.length).toBeLessThan(30);
  });
});

describe("land", () => {
  const grid = equalAreaGrid(30);
  const [column, row] = [10_000, 3000];
  const place = (x: number, y: number) => [grid.lonOf(column + x), grid.latOf(row + y)];
  const box = (x1: number, y1: number, x2: number, y2: number) =>
    [
      [x1, y1],
      [x2, y1],
      [x2, y2],
      [x1, y2],
      [x1, y1],
    ].map(([x, y]) => place(x, y));
  const lake = (osmId: number, ...rings: number[][][]) => {
    return { osmId, barrier: "water" as const, geometry: { type: "Polygon" as const, coordinates: rings } };
  };
  const { streets } = townRows();
  const noStreets = { ...streets, count: 0, firstPoint: new Int32Array(1) };
  const landIn = (cells: readonly number[][], ...shapes: Parameters<typeof barriersOf>[0][number][]) =>
    landOf(
      grid,
      Float64Array.from(cells, ([x, y]) => cellKey(column + x, row + y)),
      barriersOf(shapes, noStreets),
    );

  it("is all of a cell without water", () => {
    expect([...landIn([[0, 0]])]).toEqual([1]);
    expect([...landIn([[0, 0]], lake(1, box(2, 0, 3, 1)))]).toEqual([1]);
  });

  it("is what lakes leave, holes in them included, in each cell its own", () => {
    const land = landIn(
      [
        [0, 0],
        [1, 0],
        [0, 1],
        [5, 5],
      ],
      lake(1, box(0.25, 0.5, 1.5, 2), box(0.5, 0.5, 0.75, 1)),
    );
    // (0, 0): 0.75 × 0.5 without the island's 0.25 × 0.5; (1, 0): 0.5 × 0.5; (0, 1): 0.75 × 1.
    expect(land[0]).toBeCloseTo(1 - 0.25, 6);
    expect(land[1]).toBeCloseTo(1 - 0.25, 6);
    expect(land[2]).toBeCloseTo(1 - 0.75, 6);
    expect(land[3]).toBe(1);
  });

  it("does not lose twice what two lakes share, nor anything to rivers drawn as lines and to railways", () => {
    const line = { type: "LineString" as const, coordinates: box(0, 0, 1, 1) };
    const land = landIn(
      [[0, 0]],
      lake(1, box(0, 0, 0.5, 1)),
      lake(2, box(0.25, 0, 0.75, 1)),
      { osmId: 3, barrier: "water", geometry: line },
      { osmId: 4, barrier: "railway", geometry: { type: "Polygon", coordinates: [box(0, 0, 1, 1)] } },
    );
    expect(land[0]).toBeCloseTo(0.25, 6);
  });

  it("is nothing in the middle of a lake, and about right beside a slanted shore", () => {
    const slanted = [place(0, 0), place(1, 0), place(0, 1), place(0, 0)];
    const land = landIn(
      [
        [0, 0],
        [5, 5],
      ],
      lake(1, slanted),
      lake(2, box(4, 4, 7, 7)),
    );
    expect(land[0]).toBeCloseTo(0.5, 2);
    expect(land[1]).toBeCloseTo(0, 9);
  });
});
