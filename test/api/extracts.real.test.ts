/** Real extracts through the whole way, from file to answer, on both databases. */
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  AreaList,
  Catchments,
  Coverage,
  Gaps,
  Health,
  ImportRequest,
  Times,
  Walk,
} from "../../server/api/messages.ts";
import { runImport } from "../../server/import/run.ts";
import { describeOnDatabases, type Filling, type TestDatabase } from "../databases.ts";
import { wuhan } from "../fillings.ts";
import { type Served, serve } from "./serve.ts";

const folder = process.env.REAL_DATA;
if (!folder) throw new Error("REAL_DATA is not set: it names the folder of the real extracts.");
const real = (...path: string[]) => join(folder, ...path);

/** What each database answered, by extract and question. */
const answered: Record<string, Map<string, string>> = { embedded: new Map(), server: new Map() };

interface Extract {
  readonly name: string;
  /** What is there before the files. */
  readonly filling?: Filling;
  readonly files: readonly Omit<ImportRequest, "name">[];
  /** Facilities as a file of their own. */
  readonly facilities: readonly { name: string; lon: number; lat: number }[];
}

const CHIANG_MAI = [
  { name: "Nimman", lon: 98.9673, lat: 18.7998 },
  { name: "University", lon: 98.9525, lat: 18.8035 },
];
const ANDORRA = [
  { name: "Andorra la Vella", lon: 1.5218, lat: 42.5075 },
  { name: "Ordino", lon: 1.5332, lat: 42.5556 },
];

const coveredAtEachSpeed = (body: Coverage) => body.sensitivity.map(({ peopleCovered }) => peopleCovered);

describeOnDatabases("real extracts", (connect) => {
  const openExtract = ({ name, filling, files, facilities }: Extract) => {
    let database: TestDatabase;
    let served: Served;
    beforeAll(async () => {
      database = await connect(filling);
      const csv = join(tmpdir(), `circles-${process.pid}-${name}.csv`);
      const lines = facilities.map((place) => `${place.name},employment-service-station,${place.lon},${place.lat}`);
      await writeFile(csv, ["name,kind,lon,lat", ...lines].join("\n"));
      const stations = facilities.length === 0 ? [] : [{ file: csv, name: "stations", kind: "facilities" as const }];
      for (const request of [...files, ...stations]) {
        const hooks = { onProgress: () => undefined, signal: new AbortController().signal };
        const record = await runImport(database.db, request, hooks);
        expect(record).toMatchObject({ state: "stored", error: null });
      }
      await rm(csv);
      served = await serve(database);
      await served.territory.reload();
    });
    afterAll(() => served.close());

    /** The answer as it is, kept for the comparison of the databases. */
    return async <T>(url: string, post?: unknown): Promise<T> => {
      const answer = post === undefined ? await served.get(url) : await served.send("POST", url, post);
      expect(answer.status).toBe(200);
      const isEverywhereTheSame = !url.startsWith("/api/health");
      if (isEverywhereTheSame) answered[database.kind].set(`${name} ${url} ${JSON.stringify(post)}`, answer.text);
      return answer.body as T;
    };
  };

  describe("Porto Alegre", () => {
    const places = [
      { name: "Public market", lon: -51.227811, lat: -30.027565 },
      { name: "Central bus station", lon: -51.218856, lat: -30.023285 },
    ];
    const ask = openExtract({
      name: "porto-alegre",
      files: [
        { file: real("porto-alegre", "streets.osm.pbf") },
        { file: real("porto-alegre", "hexgrid.csv"), columns: ["population"], role: "total", label: "people" },
      ],
      facilities: places,
    });

    it("keeps its people, and covers some of them", async () => {
      expect(await ask("/api/health")).toMatchObject({ status: "ok", people: 812_935, facilities: 2 });
      const coverage = await ask<Coverage>("/api/coverage");
      expect(coverage.total.people).toBe(812_935);
      expect(coverage.total.peopleCovered).toBeGreaterThan(10_000);
      expect(coverage.total.peopleCovered).toBeLessThan(60_000);
      const [slow, plain, fast] = coveredAtEachSpeed(coverage);
      expect(slow).toBeLessThanOrEqual(plain);
      expect(plain).toBeLessThanOrEqual(fast);
      expect(plain).toBe(coverage.total.peopleCovered);
    });

    it("its gaps hold everybody else", async () => {
      const coverage = await ask<Coverage>("/api/coverage?cutoffMinutes=20");
      const gaps = await ask<Gaps>("/api/gaps?cutoffMinutes=20");
      expect(gaps.people).toBeCloseTo(coverage.total.people - coverage.total.peopleCovered, 6);
      for (const { properties } of gaps.features) {
        if (properties.nearestMinutes === null) continue;
        expect(properties.nearestMinutes).toBeGreaterThan(20);
        // Flat streets: minutes are metres at 4 km/h, to the rounding of each edge to whole centimetres.
        expect(properties.nearestMetres).toBeCloseTo((properties.nearestMinutes * 4000) / 60, -1);
        const walk = await ask<Walk>(`/api/walk?lon=${properties.lon}&lat=${properties.lat}`);
        expect(walk.properties).toMatchObject({
          facilityId: properties.nearestFacilityId,
          minutes: properties.nearestMinutes,
        });
      }
    });

    it("catchments together are the coverage", async () => {
      const { features } = await ask<Catchments>("/api/catchments", {
        facilityIds: [1, 2],
        cutoffMinutes: [10, 15],
        cells: true,
      });
      for (const cutoffMinutes of [10, 15]) {
        const cells = new Map<string, number>();
        for (const { properties } of features) {
          if (properties.cutoffMinutes !== cutoffMinutes) continue;
          for (const { id, people } of properties.cells ?? []) cells.set(id, people);
        }
        const { total } = await ask<Coverage>(`/api/coverage?cutoffMinutes=${cutoffMinutes}`);
        expect([...cells.values()].reduce((a, b) => a + b, 0)).toBe(total.peopleCovered);
      }
    });

    it("draws its tiles", async () => {
      for (const tile of ["10/366/601", "13/2930/4812", "15/11722/19251"]) {
        await ask(`/api/tiles/base/${tile}`);
        await ask(`/api/tiles/cells/${tile}`);
      }
    });
  });

  describe("Chiang Mai", () => {
    const ask = openExtract({
      name: "chiang-mai",
      files: [{ file: real("chiang-mai", "streets.osm.pbf") }],
      facilities: CHIANG_MAI,
    });
    it("walks to the nearest of its places", async () => {
      expect(await ask("/api/territory")).toMatchObject({ base: null, demandPoints: 0, heights: "none" });
      const { properties, geometry } = await ask<Walk>("/api/walk?lon=98.9650&lat=18.7960");
      expect(properties.facilityId).toBe(1);
      const straight = Number(properties.straightMetres);
      expect(properties.metres).toBeGreaterThanOrEqual(straight);
      expect(properties.metres).toBeLessThan(3 * straight);
      expect(geometry?.coordinates.length).toBeGreaterThan(5);
      const { features } = await ask<Catchments>("/api/catchments", { facilityIds: [1, 2], cutoffMinutes: [5, 15] });
      for (const feature of features) {
        expect(feature.geometry?.coordinates.length).toBeGreaterThan(0);
        expect(feature.properties.pedestrianShedRatio).toBeGreaterThan(0.05);
        expect(feature.properties.pedestrianShedRatio).toBeLessThan(1);
      }
    });
  });

  describe("Andorra", () => {
    const ask = openExtract({
      name: "andorra",
      files: [{ file: real("andorra", "streets.osm.pbf") }, { file: real("andorra", "N42E001.hgt.zip") }],
      facilities: ANDORRA,
    });
    it("uses its heights: uphill takes longer than downhill", async () => {
      expect(await ask("/api/territory")).toMatchObject({ heights: "used" });
      // Ordino lies some 270 m above Andorra la Vella.
      const { minutes, metres } = await ask<Times>("/api/times", {
        from: ANDORRA.map(({ lon, lat }) => ({ lon, lat })),
        to: ANDORRA.map(({ lon, lat }) => ({ lon, lat })),
      });
      const [[, up], [down]] = minutes;
      expect(up).toBeGreaterThan(1.1 * Number(down));
      expect(metres[0][1]).toBeGreaterThan(5_000);
      // Both are slower than the same way on flat ground.
      expect(up).toBeGreaterThan((Number(metres[0][1]) / 4000) * 60);
      expect((await ask<Coverage>("/api/coverage")).standard.slope).toBe("tobler");
    });
  });

  describe("Singapore", () => {
    const ask = openExtract({
      name: "singapore",
      files: [
        { file: real("singapore", "bayfront.osm.pbf") },
        { file: real("singapore", "population.tif"), role: "total", label: "people" },
        { file: real("singapore", "subzones.geojson"), kind: "areas", level: "township" },
      ],
      facilities: [{ name: "Bayfront", lon: 103.8595, lat: 1.2826 }],
    });
    it("people of areas and outside make the total, to the last person", async () => {
      const { people } = await ask<Health>("/api/health");
      expect(Math.abs(people - 5_399_000)).toBeLessThan(1);
      await sumsTo(ask, "township", 5_399_000);
      const { areas } = await ask<AreaList>("/api/areas?level=township");
      expect(areas).toHaveLength(332);
    });
  });

  describe("Wuhan", () => {
    const ask = openExtract({
      name: "wuhan",
      filling: wuhan(),
      files: [{ file: real("wuhan", "wuhan-boundary.shp") }],
      facilities: [],
    });
    it("people of the city and outside make the total, to the last person", async () => {
      const { people } = await ask<Health>("/api/health");
      expect(Math.abs(people - 7_548_681)).toBeLessThan(1);
      await sumsTo(ask, "prefecture", 7_548_681);
    });
  });
});

async function sumsTo(ask: <T>(url: string) => Promise<T>, level: string, people: number) {
  const { total, areas, outside } = await ask<Coverage>(`/api/coverage?level=${level}`);
  expect(Math.abs(total.people - people)).toBeLessThan(1);
  const sum = [...areas, ...outside].reduce((all, count) => all + count.people, 0);
  expect(Math.abs(sum - total.people)).toBeLessThan(1e-3);
}

describe("both databases", () => {
  it("gave the same answers, byte by byte", () => {
    expect(answered.embedded.size).toBeGreaterThan(15);
    expect([...answered.embedded.keys()]).toEqual([...answered.server.keys()]);
    for (const [question, answer] of answered.embedded) {
      expect([question, answered.server.get(question) === answer]).toEqual([question, true]);
    }
  });
});
