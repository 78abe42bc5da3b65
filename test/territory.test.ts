import { expect, test } from "vitest";
import { joinDemand } from "../server/demand.ts";
import { planOf } from "../server/plan.ts";
import { plainQuestion } from "../server/standard.ts";
import { buildTerritory, emptyTerritory, facilitiesOn } from "../server/territory.ts";
import { place, TOWN_PEOPLE, townRows } from "./town.ts";

const town = buildTerritory(townRows(), 7);

test("what a territory says of itself", () => {
  expect(town).toMatchObject({
    version: 7,
    name: "Town County",
    fictional: false,
    streets: 3,
    levels: ["county", "village"],
    total: 0,
  });
  expect(town.groups.map(({ id, role }) => [id, role])).toEqual([
    ["homes/people", "total"],
    ["homes/young", "within"],
  ]);
  expect(town.bounds).toEqual([
    place(-100, -100).lon,
    place(-100, -100).lat,
    place(3500, 2500).lon,
    place(3500, 2500).lat,
  ]);
});

test("a made-up source makes a made-up territory", () => {
  const file = { fileName: "areas.geojson", sha256: "00", dataDate: "2025", licence: null };
  const sources = [{ name: "demo", kind: "areas", importId: 1, details: { fictional: true }, ...file }] as const;
  expect(buildTerritory({ ...townRows(), sources }, 1).fictional).toBe(true);
});

test("areas have the parent that the file names, or the one they lie in", () => {
  // East names none, but lies in the county.
  expect(town.areas.code).toEqual(["10", "1001", "1002", "1003"]);
  expect([...town.areas.parent]).toEqual([-1, 0, 0, 0]);
});

test("links, and the points of each edge", () => {
  const { links, firstOnEdge, onEdge } = town.demand;
  expect(links.metres[0]).toBeCloseTo(30, 3);
  // Home 6 is 600 m from the nearest street: too far, and the distance is known.
  expect(links.edge[5]).toBe(-1);
  expect(links.metres[5]).toBeCloseTo(600, 2);
  const listed = Array.from({ length: town.network.edgeCount }, (_, edge) => [
    ...onEdge.subarray(firstOnEdge[edge], firstOnEdge[edge + 1]),
  ]);
  listed.forEach((points, edge) => {
    for (const point of points) expect(links.edge[point]).toBe(edge);
  });
  expect(listed.flat().length).toBe(8);
});

test("sources join by H3 cell, lines stay apart, and nobody is lost", () => {
  const columns = { lon: Float64Array.of(1, 2), lat: Float64Array.of(3, 4), count: 2 };
  const group = { name: "people", label: "", labels: {}, people: 0 };
  const joined = joinDemand([
    {
      ...columns,
      source: "a",
      groups: [{ ...group, role: "within" }],
      key: ["8a2a1072b59ffff", "1"],
      h3Resolution: Int8Array.of(10, -1),
      counts: Float64Array.of(5, 7),
    },
    {
      ...columns,
      source: "b",
      groups: [{ ...group, role: "total" }],
      key: ["8a2a1072b59ffff", "1"],
      h3Resolution: Int8Array.of(10, -1),
      counts: Float64Array.of(50, 70),
    },
  ]);
  expect(joined.id).toEqual(["8a2a1072b59ffff", "a/1", "b/1"]);
  expect([...joined.people]).toEqual([50, 0, 70]);
  expect(joined.columns.map((column) => [...column])).toEqual([
    [5, 7, 0],
    [50, 0, 70],
  ]);
  expect(joined.total).toBe(1);
});

test("two totals contradict each other", () => {
  const { people } = townRows();
  expect(() => joinDemand([...people, { ...people[0], source: "other" }])).toThrow(
    'Exactly one group of people can be the total, but "homes/people" and "other/people" both are',
  );
});

test("other facilities are linked on the same territory", () => {
  const moved = { ...town, facilities: facilitiesOn(town, townRows().facilities.slice(1, 2)) };
  const nearest = planOf(moved).nearest(plainQuestion());
  expect(nearest.facility.filter((row) => row !== -1).every((row) => row === 0)).toBe(true);
  expect(planOf(moved).coverage(plainQuestion()).total.peopleCovered).toBe(16);
});

test("an empty territory answers", () => {
  const plan = planOf(emptyTerritory());
  expect(plan.coverage(plainQuestion()).total).toEqual({
    people: 0,
    peopleCovered: 0,
    overCapacity: 0,
    outOfReach: 0,
    facilities: 0,
    groups: [],
  });
  expect(plan.gaps(plainQuestion())).toEqual([]);
});

test("a territory is plain data, which workers can hand over", () => {
  const copy = structuredClone(town);
  expect(planOf(copy).coverage(plainQuestion())).toEqual(planOf(town).coverage(plainQuestion()));
  expect(copy.demand.people.reduce((a, b) => a + b)).toBe(TOWN_PEOPLE);
});
