import { cellToLatLng, cellToParent, gridDisk, latLngToCell } from "h3-js";
import { describe, expect, test } from "vitest";
import type { Gap } from "../server/gaps.ts";
import { distanceMetres } from "../server/geo.ts";
import { NEIGHBOUR_METRES } from "../server/neighbours.ts";
import { outlineOf } from "../server/outline.ts";
import { planOf } from "../server/plan.ts";
import { areaFinder, squareMetres } from "../server/point-in-area.ts";
import { isWithin, plainQuestion } from "../server/standard.ts";
import { buildTerritory, type Territory } from "../server/territory.ts";
import { territoryOfCells } from "./cells.ts";
import { randomTown } from "./random-town.ts";
import { townRows } from "./town.ts";

const ask = (territory: Territory, cutoffMinutes = 15): Gap[] => {
  return [...planOf(territory).gaps(plainQuestion({ cutoffMinutes }))];
};

describe("in the town", () => {
  const town = buildTerritory(townRows(), 1);
  const gaps = ask(town);
  const peopleOf = (gap: Gap) => gap.points.map((point) => town.demand.people[point]);

  test("neighbours are one gap within their village, ranked by people", () => {
    // Homes 4 and 8 are 200 m apart; so are 8 and 9, but the border of North lies between. Home 3 is alone.
    expect(gaps.map(peopleOf)).toEqual([[256], [8, 128], [64], [32], [4]]);
    expect(gaps.map((gap) => gap.people)).toEqual([256, 136, 64, 32, 4]);
  });

  test("names come from a settlement near by, then from the area", () => {
    // New Bridge lies 100 m from home 9, 224 m from home 8 (200 m south, 100 m east), and over 1 km from the others.
    expect(gaps.map(({ name, namedAfter }) => [name, namedAfter])).toEqual([
      ["New Bridge", "settlement"],
      ["New Bridge", "settlement"],
      ["", "none"],
      ["North", "area"],
      ["West", "area"],
    ]);
  });

  test("the walk of a gap is the one from its point", () => {
    const [north, pair, island, far] = gaps;
    expect(north).toMatchObject({ facility: 0, straightMetres: expect.closeTo(Math.hypot(1000, 1080), 0) });
    expect(north.metres).toBeCloseTo(2120, 2);
    expect(north.minutes).toBeCloseTo(31.8, 4);
    // 128 people 200 m north of 8: the average person lives beside home 8.
    expect(town.demand.people[pair.centre]).toBe(128);
    expect(pair.metres).toBeCloseTo(1920, 2);
    expect(pair.meanMinutes).toBeCloseTo((128 * 28.8 + 8 * 25.8) / 136, 4);
    for (const gap of [island, far])
      expect(gap).toMatchObject({ facility: -1, minutes: null, metres: null, meanMinutes: null });
    expect(far.peopleWithoutStreet).toBe(32);
    expect(island.peopleWithoutStreet).toBe(0);
  });

  test("many people with little street are doubted", () => {
    // Home 9 has 256 people and about 360 m of street in the cell around it; without Cross Street it has none.
    expect(gaps[0]).toMatchObject({ fewFootpaths: false });
    expect(gaps[0].footpathMetresPerPerson).toBeGreaterThan(0.5);
    const rows = townRows();
    const bare = buildTerritory(
      {
        ...rows,
        streets: { ...rows.streets, count: 0, wayId: new Float64Array(), highway: [], firstPoint: new Int32Array(1) },
      },
      1,
    );
    const found = ask(bare).find((gap) => gap.people === 256);
    expect(found).toMatchObject({ fewFootpaths: true, footpathMetresPerPerson: 0 });
    // Smaller gaps are not doubted: one path would make the difference.
    expect(ask(bare).find((gap) => gap.people === 64)).toMatchObject({ fewFootpaths: false });
  });

  test("without a gap nothing is listed, and empty places are none", () => {
    const rows = townRows();
    const people = rows.people.map((source) => ({ ...source, counts: new Float64Array(source.counts.length) }));
    expect(ask(buildTerritory({ ...rows, people }, 1))).toEqual([]);
  });
});

describe("cells", () => {
  const centre = latLngToCell(0.02, 0.02, 9);
  const [, beside] = gridDisk(centre, 1);
  const apart = latLngToCell(0.05, 0.05, 9);
  const children = gridDisk(latLngToCell(...cellToLatLng(centre), 10), 3);
  const touchesCentre = (cell: string) => gridDisk(cell, 1).some((other) => cellToParent(other, 9) === centre);
  const isOutside = (cell: string) => cellToParent(cell, 9) !== centre;
  /** Finer cells just across the border of the centre, and one step farther. */
  const across = children.find((cell) => isOutside(cell) && touchesCentre(cell)) ?? "";
  const farther = children.find((cell) => isOutside(cell) && !touchesCentre(cell)) ?? "";

  const peopleOfGaps = (keys: readonly string[]) => ask(territoryOfCells(keys)).map((gap) => gap.people);

  test.each([
    ["that touch", [centre, beside], [3]],
    ["that do not touch", [centre, apart], [2, 1]],
    ["of two sizes that touch", [centre, across], [3]],
    ["of two sizes that do not touch", [centre, farther], [2, 1]],
    ["that a third joins", [centre, apart, beside], [5, 2]],
  ])("%s", (_, keys, people) => {
    expect(peopleOfGaps(keys)).toEqual(people);
  });
});

describe.each(Array.from({ length: 20 }, (_, seed) => seed))("random town %i", (seed) => {
  const territory = randomTown(seed);
  const { demand } = territory;
  const nearest = planOf(territory).nearest(plainQuestion());
  const gaps = ask(territory, 8);

  test("gaps are the components that pairwise comparison finds", () => {
    const open = [...demand.people.keys()].filter(
      (point) => !isWithin(nearest.cost[point], { walkingSpeedKmh: 4, cutoffMinutes: 8 }),
    );
    const area = (point: number) => demand.area[0]?.[point] ?? -1;
    const group = new Map(open.map((point) => [point, point]));
    for (let changed = true; changed; ) {
      changed = false;
      for (const a of open) {
        for (const b of open) {
          const near = distanceMetres(demand.lon[a], demand.lat[a], demand.lon[b], demand.lat[b]) <= NEIGHBOUR_METRES;
          if (!near || area(a) !== area(b) || (group.get(a) ?? 0) >= (group.get(b) ?? 0)) continue;
          group.set(b, group.get(a) ?? 0);
          changed = true;
        }
      }
    }
    const slow = Map.groupBy(open, (point) => group.get(point));
    const sorted = (lists: Iterable<readonly number[]>) => [...lists].map((list) => list.join()).sort();
    expect(sorted(gaps.map((gap) => gap.points))).toEqual(sorted(slow.values()));
  });

  test("each gap's outline holds its points", () => {
    for (const gap of gaps) {
      const outline = outlineOf(territory, gap.points);
      expect(squareMetres(outline)).toBeGreaterThan(0);
      const find = areaFinder([outline]);
      for (const point of gap.points) expect(find(demand.lon[point], demand.lat[point])).toBe(0);
    }
  });
});
