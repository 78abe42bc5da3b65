/** What is said beside figures that differ between city and countryside. */
import { gridDisk, latLngToCell } from "h3-js";
import { describe, expect, it } from "vitest";
import { isPartOfResidents, placeSummary } from "../../server/places/place-summary.ts";
import { buildTerritory, type Territory } from "../../server/territory.ts";
import { territoryOfCells } from "../cells.ts";
import { TOWN_PEOPLE, townRows } from "../town.ts";

const codes = (territory: Territory) => placeSummary(territory).cautions.map(({ code }) => code);
const cellsOf = (resolution: number, rings: number, people: number) =>
  territoryOfCells(gridDisk(latLngToCell(30.6, 114.3, resolution), rings), () => people);

describe("cautions", () => {
  it("say where people come as points of lists, and without water", () => {
    const { cautions } = placeSummary(buildTerritory(townRows(), 1));
    expect(cautions.map(({ code, people }) => [code, people])).toEqual([
      ["listed-points", TOWN_PEOPLE],
      ["water-unknown", TOWN_PEOPLE],
    ]);
    for (const { detail } of cautions) expect(detail).toMatch(/^[A-Z].*\.$/);
  });

  it("say where cells are larger than a square kilometre", () => {
    expect(codes(cellsOf(8, 6, 1000))).toEqual(["water-unknown"]);
    expect(codes(cellsOf(7, 2, 9000))).toEqual(["coarse-cells", "water-unknown"]);
  });

  it("say how many may be city beyond the edge of the data", () => {
    // 61 cells of 0.105 km² with 70 people each: 4,270 on 6.4 km².
    const { cautions } = placeSummary(cellsOf(9, 4, 70));
    expect(cautions[0]).toMatchObject({ code: "edge" });
    expect(cautions[0].people).toBeGreaterThan(1000);
    expect(cautions[0].detail).toContain(`${Math.round(cautions[0].people).toLocaleString("en")} people`);
  });

  it("say when the base is only a part of the residents", () => {
    const rows = townRows();
    const named = (label: string) => {
      const [people] = rows.people;
      const groups = people.groups.map((group, i) => (i === 0 ? { ...group, label } : group));
      return buildTerritory({ ...rows, people: [{ ...people, groups }] }, 1);
    };
    expect(codes(named("people aged 20–59, WorldPop 2020"))[0]).toBe("base-not-total");
    expect(codes(named("常住人口，WorldPop 2020"))[0]).toBe("listed-points");
  });

  it("say what the missing of a total means, and nothing where codes tell it all", () => {
    const rows = townRows();
    const [people] = rows.people;
    const within = { ...people, groups: people.groups.map((group) => ({ ...group, role: "within" as const })) };
    const none = placeSummary(buildTerritory({ ...rows, people: [within] }, 1));
    expect(none.density).toBeNull();
    expect(none.cautions.map(({ code }) => code)).toEqual(["no-total"]);
    const areas = rows.areas.map((area) => ({ ...area, urbanRuralCode: area.code === "10" ? 220 : null }));
    const inside = {
      ...people,
      count: 6,
      key: people.key.slice(0, 6),
      h3Resolution: people.h3Resolution.slice(0, 6),
      lon: people.lon.slice(0, 6),
      lat: people.lat.slice(0, 6),
      counts: people.counts.slice(0, 12),
    };
    const coded = placeSummary(buildTerritory({ ...rows, areas, people: [inside] }, 1));
    expect(coded.people).toEqual([{ kind: "countryside", ground: "code", people: 63, demandPoints: 6 }]);
    expect(coded.cautions).toEqual([]);
  });
});

describe("a base is only a part of the residents", () => {
  const base = (label: string, id = "population/band1") => {
    return { id, label, labels: {}, role: "total" as const, source: "population", people: 1 };
  };
  it.each([
    "people aged 20–59, WorldPop 2020",
    "20-59岁人口",
    "20至59岁",
    "60 岁以上",
    "women, 2020",
    "户籍人口 2023",
    "劳动年龄人口",
    "registered unemployed",
    "Male population",
    "people aged 60+",
  ])("when it is called %s", (label) => {
    expect(isPartOfResidents(base(label))).toBe(true);
  });
  it.each([
    "residents, WorldPop 2020",
    "常住人口，WorldPop 2020",
    "population",
    "population 2020-01-02",
    "residents 2019–2020",
    "总人口（第七次全国人口普查）",
    "people of the town",
    "residents of all ages, Heming 2025",
    "womens_club_map", // a word must stand alone
  ])("not when it is called %s", (label) => {
    expect(isPartOfResidents(base(label))).toBe(false);
  });
  it("also by the name of its file or by another language's label", () => {
    expect(isPartOfResidents(base("people", "population-20-59/band1"))).toBe(true);
    expect(isPartOfResidents({ ...base("people"), labels: { "zh-CN": "20–59岁人口" } })).toBe(true);
  });
});
