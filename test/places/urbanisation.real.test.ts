/** The Degree of Urbanisation of Singapore, from the people that the product itself reads out of the raster, against the slow twin and plain facts. */
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { readTerritoryRows } from "../../server/database/territory-rows.ts";
import { columnOf, rowOf } from "../../server/places/equal-area.ts";
import { placeFinder } from "../../server/places/place-kinds.ts";
import { placeSummary } from "../../server/places/place-summary.ts";
import { URBAN_CLASSES, type Urbanisation } from "../../server/places/urbanisation.ts";
import { buildTerritory, type Territory } from "../../server/territory.ts";
import { describeOnDatabases } from "../databases.ts";
import { wuhan as wuhanFilling } from "../fillings.ts";
import { importing } from "../import/files.ts";
import { slowUrbanisation } from "./slow-urbanisation.ts";

const folder = process.env.REAL_DATA;
if (!folder) throw new Error("REAL_DATA is not set: it names the folder of the real extracts.");

describeOnDatabases("the Degree of Urbanisation", (connect) => {
  let singapore: Territory;
  let wuhan: Territory;

  beforeAll(async () => {
    const { db } = await connect();
    const file = join(folder, "singapore", "population.tif");
    expect(await importing(db, { file, label: "residents, WorldPop 2020" })).toMatchObject({ state: "stored" });
    singapore = buildTerritory(await readTerritoryRows(db), 1);
    wuhan = buildTerritory(await readTerritoryRows((await connect(wuhanFilling())).db), 1);
  });

  const gridOf = ({ urbanisation }: Territory): Urbanisation => {
    if (urbanisation === null) throw new Error("There is no grid.");
    return urbanisation;
  };

  it("sees one urban centre in Singapore, with nearly everybody in it", () => {
    const { count, people, centres } = gridOf(singapore);
    const all = people.reduce((a, b) => a + b);
    expect(Math.round(all)).toBe(5_399_000);
    expect(count).toBeGreaterThan(600);
    expect(count).toBeLessThan(1000);
    // A cell holds at most 100,000 people: Hong Kong's densest quarter has 110,000.
    expect(people.reduce((a, b) => Math.max(a, b))).toBeLessThan(100_000);
    // 97 % of the people in one centre of 506 km²; the island has some 730 km².
    expect([...centres.cells]).toEqual([506]);
    expect(centres.people[0] / all).toBeGreaterThan(0.97);
    expect(centres.isCut[0]).toBe(1); // the sea begins where the data end
    const { people: byKind } = placeSummary(singapore);
    const city = byKind.find(({ kind }) => kind === "city")?.people ?? 0;
    expect(city / all).toBeGreaterThan(0.99);
  });

  it("knows places of Singapore", () => {
    const find = placeFinder(singapore);
    expect(find(103.8198, 1.3521).ground).toBe("density");
    expect(find(103.8454, 1.3691).kind).toBe("city"); // Ang Mo Kio
    expect(find(103.9065, 1.4043).kind).toBe("city"); // Punggol
    expect(find(103.68, 1.41).kind).toBe("countryside"); // the farms and cemeteries of the north-west
  });

  it.each(["singapore", "wuhan"])("equals the slow twin on %s", (name) => {
    const territory = name === "singapore" ? singapore : wuhan;
    const urbanisation = gridOf(territory);
    const columns = Array.from(urbanisation.key, columnOf);
    const rows = Array.from(urbanisation.key, rowOf);
    const margin = 6;
    const [west, south] = [Math.min(...columns) - margin, Math.min(...rows) - margin];
    const width = Math.max(...columns) - west + margin;
    const height = Math.max(...rows) - south + margin;
    const people = Array.from({ length: height }, () => new Array<number>(width).fill(0));
    const land = people.map((row) => row.map(() => 1));
    urbanisation.key.forEach((_, i) => {
      people[rows[i] - south][columns[i] - west] = urbanisation.people[i];
    });
    const slow = slowUrbanisation(people, land);
    const fast = people.map((row) => row.map(() => "rural"));
    urbanisation.urbanClass.forEach((urbanClass, i) => {
      fast[rows[i] - south][columns[i] - west] = URBAN_CLASSES[urbanClass];
    });
    expect(fast).toEqual(slow.classes);
    expect([urbanisation.centres.count, urbanisation.clusters.count]).toEqual([slow.centres, slow.clusters]);
  });

  it("sees in Wuhan one great centre and three towns', although by its people of 20–59 only", () => {
    const { centres } = gridOf(wuhan);
    expect(centres.count).toBe(4);
    expect(centres.people.reduce((a, b) => Math.max(a, b))).toBeGreaterThan(4_500_000);
  });

  it("says that Wuhan's base of ages 20–59 is not the total", () => {
    const { cautions } = placeSummary(wuhan);
    expect(cautions.map(({ code }) => code)).toContain("base-not-total");
    expect(placeSummary(singapore).cautions.map(({ code }) => code)).not.toContain("base-not-total");
  });
});
