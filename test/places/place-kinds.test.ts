/** City or countryside by correction, by code, by density, and without any of them. */
import { cellToLatLng, gridDisk, latLngToCell } from "h3-js";
import { describe, expect, it } from "vitest";
import type { AreaRow, TerritoryRows } from "../../server/database/territory-rows.ts";
import { equalAreaGrid } from "../../server/places/equal-area.ts";
import { placeFinder, placeOfMost, placesOn } from "../../server/places/place-kinds.ts";
import { buildTerritory, emptyTerritory, type Territory } from "../../server/territory.ts";
import { PLACE_GROUNDS, PLACE_KINDS } from "../../server/words.ts";
import { territoryOfCells } from "../cells.ts";
import { AREAS, degrees, place, townRows } from "../town.ts";

function grounds({ demand }: Territory): string[] {
  return Array.from(demand.place, (kind, i) => `${PLACE_KINDS[kind]} by ${PLACE_GROUNDS[demand.placeGround[i]]}`);
}

/** The town with codes on some of its areas. */
function townWith(codes: Readonly<Record<string, number>>, change: Partial<TerritoryRows> = {}): Territory {
  const rows = townRows();
  const areas = rows.areas.map((area): AreaRow => ({ ...area, urbanRuralCode: codes[area.code] ?? null }));
  return buildTerritory({ ...rows, areas, ...change }, 1);
}

// Homes 1 to 4 and 8 live in West, 5 in East, 6 and 9 in North, 7 on the island outside of all.
const HOME = { west: [0, 1, 2, 3, 7], east: [4], north: [5, 8], island: [6] };

describe("the kind of a place", () => {
  it("is countryside by density in a town of 511 people", () => {
    expect(grounds(townWith({}))).toEqual(Array(9).fill("countryside by density"));
  });

  it("is the code's of the smallest area that carries one, before density", () => {
    const found = grounds(townWith({ 10: 220, 1001: 111, 1002: 123 }));
    for (const home of [...HOME.west, ...HOME.east]) expect(found[home]).toBe("city by code");
    for (const home of HOME.north) expect(found[home]).toBe("countryside by code");
    for (const home of HOME.island) expect(found[home]).toBe("countryside by density");
  });

  it.each([
    [100, "city"],
    [112, "city"],
    [123, "city"],
    [200, "countryside"],
    [210, "countryside"],
    [220, "countryside"],
  ])("by code %i is %s", (code, kind) => {
    expect(grounds(townWith({ 1002: code }))[4]).toBe(`${kind} by code`);
  });

  it("is the correction's of the smallest area that has one, before any code", () => {
    const territory = townWith(
      { 1001: 111, 1002: 111 },
      {
        placeCorrections: [
          { areaCode: "10", kind: "countryside" },
          { areaCode: "1003", kind: "city" },
          { areaCode: "gone", kind: "city" },
        ],
      },
    );
    const found = grounds(territory);
    for (const home of [...HOME.west, ...HOME.east]) expect(found[home]).toBe("countryside by correction");
    for (const home of HOME.north) expect(found[home]).toBe("city by correction");
    for (const home of HOME.island) expect(found[home]).toBe("countryside by density");
  });

  it("is city, and said to be unknown, where no total of people is counted", () => {
    const [people] = townRows().people;
    const within = { ...people, groups: people.groups.map((group) => ({ ...group, role: "within" as const })) };
    const territory = townWith({ 1002: 220 }, { people: [within] });
    expect(territory.urbanisation).toBeNull();
    const found = grounds(territory);
    expect(found[0]).toBe("city by unknown");
    expect(found[4]).toBe("countryside by code");
    expect(placeFinder(territory)(degrees(250), degrees(30))).toEqual({ kind: "city", ground: "unknown" });
    expect(emptyTerritory().urbanisation).toBeNull();
  });
});

describe("corrections on a territory", () => {
  const town = townWith({ 1001: 111 });

  it("change the kinds of places and nothing else", () => {
    const changed = placesOn(town, [{ areaCode: "1001", kind: "countryside" }]);
    expect(grounds(changed)[0]).toBe("countryside by correction");
    expect(grounds(town)[0]).toBe("city by code");
    expect(changed.placeCorrections).toEqual([{ areaCode: "1001", kind: "countryside" }]);
    const { demand, settlements, placeCorrections: _, ...others } = changed;
    const { demand: before, settlements: settled, placeCorrections: _none, ...othersBefore } = town;
    expect({ ...settlements, place: null }).toEqual({ ...settled, place: null });
    for (const [key, value] of Object.entries(othersBefore)) expect(others[key as keyof typeof others]).toBe(value);
    expect(demand.links).toBe(before.links);
    expect(demand.people).toBe(before.people);
    expect(demand.place.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it("taken back leave what was before", () => {
    const back = placesOn(placesOn(town, [{ areaCode: "10", kind: "countryside" }]), []);
    expect(grounds(back)).toEqual(grounds(town));
    expect(grounds(back)).toEqual(
      grounds(buildTerritory({ ...townRows(), areas: townRows().areas.map((row) => coded(row)) }, 1)),
    );
  });

  it("are the same as when the territory is built with them", () => {
    const placeCorrections = [{ areaCode: "1003", kind: "city" as const }];
    expect(grounds(placesOn(town, placeCorrections))).toEqual(grounds(townWith({ 1001: 111 }, { placeCorrections })));
  });
});

const coded = (row: AreaRow): AreaRow => ({ ...row, urbanRuralCode: row.code === "1001" ? 111 : null });

describe("anywhere", () => {
  it("the kind is that of the demand points there", () => {
    const territory = townWith({ 1001: 111 }, { placeCorrections: [{ areaCode: "1003", kind: "city" }] });
    const find = placeFinder(territory);
    const { demand } = territory;
    const everywhere = Array.from(demand.lon, (lon, i) => {
      const { kind, ground } = find(lon, demand.lat[i]);
      return `${kind} by ${ground}`;
    });
    expect(everywhere).toEqual(grounds(territory));
    expect(find(place(0, 50_000).lon, place(0, 50_000).lat)).toEqual({ kind: "countryside", ground: "density" });
  });
});

describe("density on the grid", () => {
  /** Some 60 km² of cells of resolution 9, with so many people each. */
  const city = (people: number, resolution = 9, rings = 13) =>
    territoryOfCells(gridDisk(latLngToCell(30.6, 114.3, resolution), rings), () => people);

  it("makes cells of resolution 9 with 1,900 people per km² a city, also its rim", () => {
    // 547 cells of 0.105 km² (some 57 km²) with 200 people: 109,400.
    const territory = city(200);
    expect(territory.urbanisation?.centres.count).toBe(1);
    expect(territory.urbanisation?.standardParallel).toBe(31);
    expect(new Set(territory.demand.place)).toContain(PLACE_KINDS.indexOf("city"));
    const inCity = territory.demand.place.filter((kind) => PLACE_KINDS[kind] === "city").length;
    expect(inCity / territory.demand.count).toBeGreaterThan(0.9);
    // Nobody is lost on the way to the grid.
    const onGrid = territory.urbanisation?.people.reduce((a, b) => a + b);
    expect(onGrid).toBeCloseTo(109_400, 6);
  });

  it("leaves thin settlement in the countryside", () => {
    expect(new Set(city(20).demand.place)).toEqual(new Set([PLACE_KINDS.indexOf("countryside")]));
  });

  it("places a demand point in the kind of most of its area, and finds the same at its middle mostly", () => {
    const territory = city(200, 9, 13);
    const find = placeFinder(territory);
    const grid = equalAreaGrid(territory.urbanisation?.standardParallel ?? 0);
    territory.demand.id.forEach((id, i) => {
      const [lat, lon] = cellToLatLng(id);
      const [x, y] = [grid.xOf(lon), grid.yOf(lat)];
      const fromBorder = Math.min(
        x - Math.floor(x),
        1 - (x - Math.floor(x)),
        y - Math.floor(y),
        1 - (y - Math.floor(y)),
      );
      // A cell of resolution 9 reaches 0.2 km: far enough from the border it lies in one square.
      if (fromBorder > 0.21) expect(find(lon, lat).kind).toBe(PLACE_KINDS[territory.demand.place[i]]);
    });
  });

  it("knows of the data's edge: the outline of the largest areas, or the last rows and columns", () => {
    // 600 people/km² on some 7 km²: 4,000 people, too few for a cluster, and cut everywhere.
    const few = city(70, 9, 4);
    expect(few.urbanisation?.clusters.count).toBe(0);
    expect(few.urbanisation?.peopleInDoubt).toBeGreaterThan(1000);
    const rows = townRows();
    const wide: AreaRow = {
      ...rows.areas[0],
      geometry: {
        type: "MultiPolygon",
        coordinates: [
          [
            [
              [113, 30],
              [115, 30],
              [115, 31],
              [113, 31],
              [113, 30],
            ],
          ],
        ],
      },
    };
    const [keys] = [gridDisk(latLngToCell(30.6, 114.3, 9), 4)];
    const people = {
      ...rows.people[0],
      groups: [rows.people[0].groups[0]],
      count: keys.length,
      key: keys,
      h3Resolution: new Int8Array(keys.length).fill(9),
      lon: Float64Array.from(keys, (key) => cellToLatLng(key)[1]),
      lat: Float64Array.from(keys, (key) => cellToLatLng(key)[0]),
      counts: new Float64Array(keys.length).fill(70),
    };
    const inside = buildTerritory({ ...rows, areas: [wide], people: [people] }, 1);
    expect(inside.urbanisation?.peopleInDoubt).toBe(0);
  });

  it("takes water off the land", () => {
    const rows = townRows();
    // One list point with 4,000 people and one with 200 beside it, in a cell of which a lake leaves a half: 400 per km².
    const people = {
      ...rows.people[0],
      groups: [rows.people[0].groups[0]],
      count: 2,
      key: ["1", "2"],
      h3Resolution: Int8Array.of(-1, -1),
      lon: Float64Array.of(degrees(500), degrees(1950)),
      lat: Float64Array.of(degrees(500), degrees(500)),
      counts: Float64Array.of(4900, 200),
    };
    const ring = [
      [degrees(1100), degrees(-2000)],
      [degrees(1650), degrees(-2000)],
      [degrees(1650), degrees(3000)],
      [degrees(1100), degrees(3000)],
      [degrees(1100), degrees(-2000)],
    ];
    const lake = {
      osmId: 1,
      barrier: "water" as const,
      geometry: { type: "Polygon" as const, coordinates: [ring] },
    };
    const kinds = (barriers: TerritoryRows["barriers"]) => {
      const territory = buildTerritory({ ...rows, areas: [], people: [people], barriers }, 1);
      return [territory.urbanisation?.isWaterKnown, ...Array.from(territory.demand.place, (kind) => PLACE_KINDS[kind])];
    };
    expect(kinds([])).toEqual([false, "countryside", "countryside"]);
    expect(kinds([lake])).toEqual([true, "city", "city"]);
  });
});

it("the kind of most people of some points, city where it is even", () => {
  const territory = townWith({ 1001: 111, 1002: 220, 1003: 220 });
  const { demand } = territory;
  expect(placeOfMost(demand, [0, 1, 2])).toBe("city");
  expect(placeOfMost(demand, [0, 4])).toBe("countryside"); // 1 person against 16
  expect(placeOfMost(demand, [])).toBe("city");
  expect(AREAS.length).toBe(4);
});
