/** Good questions to every route on the town of round numbers, on both databases, and the same answers from both. */

import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import * as messages from "../../server/api/messages.ts";
import { describeOnDatabases } from "../databases.ts";
import { readTile } from "../tile-reader.ts";
import { place } from "../town.ts";
import { storeTown } from "../town-in-database.ts";
import { type Answer, type Served, serve } from "./serve.ts";

/** What each database answered, to be compared at the end. */
const answered: Record<string, Map<string, string>> = {};

const isLike = (schema: TSchema, answer: Answer) => {
  const check = Compile(schema);
  expect(check.Errors(answer.body)).toEqual([]);
};

describeOnDatabases("answers", (connect) => {
  let served: Served;
  let kind = "";
  const get = async (url: string, headers?: Record<string, string>) => {
    const answer = await served.get(url, headers);
    answered[kind].set(url, answer.text);
    return answer;
  };
  const post = async (url: string, body: unknown) => {
    const answer = await served.send("POST", url, body);
    answered[kind].set(`${url} ${JSON.stringify(body)}`, answer.text);
    return answer;
  };

  beforeAll(async () => {
    const database = await connect();
    kind = database.kind;
    answered[kind] = new Map();
    await storeTown(database.db);
    served = await serve(database);
    // Before the first territory stands the server is well, and says that it is loading.
    expect((await served.get("/api/health")).body).toMatchObject({ status: "loading", people: 0 });
    expect((await served.get("/api/coverage")).status).toBe(503);
    await served.territory.reload();
  });
  afterAll(() => served.close());

  test("health", async () => {
    const answer = await served.get("/api/health");
    isLike(messages.Health, answer);
    expect(answer.body).toEqual({
      status: "ok",
      version: "test",
      database: kind,
      people: 511,
      facilities: 4,
      streets: 3,
      territoryVersion: 1,
    });
  });

  test("territory, areas, settlements, sources, imports", async () => {
    const territory = await get("/api/territory");
    isLike(messages.TerritorySummary, territory);
    expect(territory.body).toMatchObject({
      name: "Town County",
      fictional: false,
      levels: ["county", "village"],
      demandPoints: 9,
    });
    const areas = await get("/api/areas");
    isLike(messages.AreaList, areas);
    const villages = await get("/api/areas?level=village");
    expect(villages.body.areas).toMatchObject([
      { code: "1001", parentCode: "10", people: 143 },
      { code: "1002", parentCode: "10", people: 16 },
      { code: "1003", parentCode: "10", people: 288 },
    ]);
    const settlements = await get("/api/settlements");
    isLike(messages.SettlementList, settlements);
    expect(settlements.body.settlements).toMatchObject([{ code: "s1", name: "New Bridge", people: 300 }]);
    const sources = await get("/api/sources");
    isLike(messages.SourceList, sources);
    expect(sources.body.sources).toMatchObject([
      { name: "areas" },
      { name: "homes", groups: [{ id: "homes/people" }, { id: "homes/young" }] },
      { name: "settlements" },
      { name: "streets" },
    ]);
    const imports = await get("/api/imports");
    isLike(messages.ImportList, imports);
    isLike(messages.ImportRecord, await get("/api/imports/1"));
  });

  test("coverage", async () => {
    const answer = await get("/api/coverage");
    isLike(messages.Coverage, answer);
    expect(answer.body).toMatchObject({
      standard: { cutoffMinutes: 15, kind: "any", walkingSpeedKmh: 4, slope: "none", base: { id: "homes/people" } },
      total: { people: 511, peopleCovered: 19, share: 19 / 511, facilities: 2, peoplePerFacility: 255.5 },
      outside: [
        { level: "county", people: 64 },
        { level: "village", people: 64 },
      ],
      byKind: [
        { kind: "employment-service-station", facilities: 1, peopleCovered: 3 },
        { kind: "odd-jobs-market", facilities: 1, peopleCovered: 16 },
      ],
      peopleWithoutStreet: 32,
      peopleUnreached: 96,
    });
    const villages = await get("/api/coverage?cutoffMinutes=60&kind=odd-jobs-market&level=village&walkingSpeedKmh=4.8");
    expect(villages.body).toMatchObject({
      areas: [{ code: "1001" }, { code: "1002" }, { code: "1003", share: 256 / 288 }],
      outside: [{ level: "village" }],
    });
  });

  test("gaps", async () => {
    const answer = await get("/api/gaps");
    isLike(messages.Gaps, answer);
    expect(answer.body).toMatchObject({ type: "FeatureCollection", people: 511 - 19, gaps: 5 });
    expect(answer.body.features).toMatchObject([
      {
        id: 1,
        properties: {
          rank: 1,
          people: 256,
          name: "New Bridge",
          areaCode: "1003",
          nearestFacilityId: 1,
          nearestFacilityName: "A",
        },
      },
      { properties: { people: 136 } },
      { properties: { people: 64, nearestFacilityId: null, nearestMinutes: null, areaCode: null } },
      { properties: { people: 32, peopleWithoutStreet: 32 } },
      { properties: { people: 4 } },
    ]);
    const one = await get("/api/gaps?limit=1&cutoffMinutes=30");
    expect(one.body).toMatchObject({ gaps: 3, features: [{ properties: { people: 256 } }] });
  });

  test("catchments of facilities and points", async () => {
    const answer = await post("/api/catchments", {
      facilityIds: [1],
      points: [place(2500, 0)],
      cutoffMinutes: [5, 15],
      cells: true,
    });
    isLike(messages.Catchments, answer);
    expect(answer.body.features).toMatchObject([
      {
        geometry: { type: "MultiPolygon" },
        properties: { facilityId: 1, cutoffMinutes: 5, people: 1, demandPoints: 1 },
      },
      {
        properties: {
          facilityId: 1,
          cutoffMinutes: 15,
          people: 3,
          cells: [{ id: "homes/1" }, { id: "homes/2", people: 2 }],
        },
      },
      { properties: { pointIndex: 0, cutoffMinutes: 5, people: 16, linkMetres: 0 } },
      { properties: { pointIndex: 0, cutoffMinutes: 15, people: 16 } },
    ]);
    const bare = await post("/api/catchments", { points: [place(0, 0)], geometry: false });
    expect(bare.body.features).toMatchObject([{ geometry: null, properties: { cutoffMinutes: 15 } }]);
    expect(bare.text).not.toContain("areaSquareMetres");
    expect(bare.text).not.toContain("cells");
  });

  test("times between places", async () => {
    const answer = await post("/api/times", {
      from: [place(0, 0), place(5200, 3000)],
      to: [place(1000, 500), place(5000, 3000)],
    });
    isLike(messages.Times, answer);
    // Streets are kept in whole 1e-7 degrees, 1.1 cm, and this town's places are not.
    expect(answer.body).toEqual({
      metres: [
        [expect.closeTo(1500, 1), null],
        [null, expect.closeTo(200, 1)],
      ],
      minutes: [
        [expect.closeTo(22.5, 4), null],
        [null, expect.closeTo(3, 4)],
      ],
    });
  });

  test("the walk to the nearest facility", async () => {
    const { lon, lat } = place(1000, 700);
    const answer = await get(`/api/walk?lon=${lon}&lat=${lat}`);
    isLike(messages.Walk, answer);
    expect(answer.body).toMatchObject({
      geometry: { type: "LineString" },
      properties: {
        facilityId: 1,
        metres: expect.closeTo(1720, 2),
        minutes: expect.closeTo(25.8, 4),
        facilityLinkMetres: expect.closeTo(20, 3),
      },
    });
    const none = await get(`/api/walk?lon=${lon}&lat=${lat}&kind=service-window`);
    isLike(messages.Walk, none);
    expect(none.body).toMatchObject({ geometry: null, properties: { facilityId: null, minutes: null } });
  });

  test("tiles", async () => {
    // The town lies north-east of 0°, 0°: at zoom 12 (9.8 km) in the tile just above the middle.
    const tile = async (layer: string, query = "") => {
      const answer = await served.get(`/api/tiles/${layer}/12/2048/2047${query}`);
      expect(answer).toMatchObject({ status: 200, type: "application/vnd.mapbox-vector-tile" });
      answered[kind].set(`tile ${layer}${query}`, answer.bytes.toString("hex"));
      return readTile(answer.bytes);
    };
    const base = await tile("base");
    expect(base.streets).toHaveLength(3);
    expect(base.streets[0]).toMatchObject({ kind: "residential", walkable: true });
    expect(base.water).toEqual([{ kind: "pond", name: "Pond" }]);
    expect(await tile("areas")).toMatchObject({ areas: { length: 4 }, "area-labels": { length: 4 } });
    expect(await tile("settlements")).toMatchObject({ settlements: [{ kind: "resettlement-area", people: 300 }] });
    const { cells } = await tile("cells");
    expect(cells).toHaveLength(9);
    expect(cells.find(({ id }) => id === "homes/2")).toEqual({
      id: "homes/2",
      people: 2,
      place: "countryside",
      minutes: 15,
      facilityId: 1,
    });
    expect(cells.find(({ id }) => id === "homes/7")).toEqual({ id: "homes/7", people: 64, place: "countryside" });
    const markets = await tile("cells", "?kind=odd-jobs-market&version=1");
    expect(markets.cells.find(({ id }) => id === "homes/5")).toMatchObject({ minutes: 7.65, facilityId: 2 });
    expect((await served.get("/api/tiles/areas/3/0/0")).bytes.length).toBe(0);
    expect((await served.get("/api/tiles/areas/12/2048/2047.mvt")).status).toBe(200);
  });

  test("what a client asked that went away is dropped", async () => {
    const { app, territory } = served;
    const asked = vi.spyOn(territory.pool, "askParts");
    const address = await app.listen({ port: 0, host: "127.0.0.1" });
    const gone = new AbortController();
    const points = Array.from({ length: 1000 }, (_, i) => place(3 * i, 0));
    const answer = fetch(`${address}/api/catchments`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ points, cutoffMinutes: [15, 30, 45, 60] }),
      signal: gone.signal,
    });
    const isAsked = () => asked.mock.calls.findIndex(([, name]) => name === "catchments");
    await vi.waitUntil(() => isAsked() !== -1, { timeout: 10_000 });
    gone.abort();
    await expect(answer).rejects.toThrow("abort");
    await expect(asked.mock.results[isAsked()].value).rejects.toMatchObject({ status: 499 });
    asked.mockRestore();
    expect((await served.get("/api/coverage")).status).toBe(200);
  });

  test("a tile that has not changed is not sent again", async () => {
    const url = "/api/tiles/cells/12/2048/2047";
    const first = await served.get(url, { "accept-encoding": "gzip" });
    expect(first.headers["content-encoding"]).toBe("gzip");
    const etag = String(first.headers.etag);
    expect((await served.get(url, { "if-none-match": etag })).status).toBe(304);
    await served.territory.facilitiesChanged();
    expect((await served.get(url, { "if-none-match": etag })).status).toBe(200);
  });
});

describe("both databases", () => {
  test("gave the same answers, byte by byte", () => {
    const { embedded, server } = answered;
    expect([...embedded.keys()]).toEqual([...server.keys()]);
    expect(embedded.size).toBeGreaterThan(15);
    for (const [question, answer] of embedded) expect([question, server.get(question)]).toEqual([question, answer]);
  });
});
