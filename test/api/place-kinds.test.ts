/** City and countryside asked of the API, and corrected by area. */
import { Compile } from "typebox/compile";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PlaceKinds } from "../../server/api/messages.ts";
import { describeOnDatabases, type TestDatabase } from "../databases.ts";
import { TOWN_PEOPLE } from "../town.ts";
import { storeTown } from "../town-in-database.ts";
import { type Served, serve } from "./serve.ts";

describeOnDatabases("kinds of places", (connect) => {
  let served: Served;
  let database: TestDatabase;
  beforeAll(async () => {
    database = await connect();
    await storeTown(database.db);
    await database.db.updateTable("areas").set({ urban_rural_code: 121 }).where("code", "=", "1002").execute();
    served = await serve(database);
    await served.territory.reload();
  });
  afterAll(() => served.close());

  const people = async () => {
    const { body } = await served.get("/api/place-kinds");
    const rows = (body as unknown as PlaceKinds).people;
    return Object.fromEntries(rows.map((row) => [`${row.kind} by ${row.ground}`, row.people]));
  };

  test("people of each, by what tells it, with cautions", async () => {
    const { body, status } = await served.get("/api/place-kinds");
    expect(status).toBe(200);
    expect(Compile(PlaceKinds).Errors(body)).toEqual([]);
    expect(body).toMatchObject({
      base: { id: "homes/people" },
      density: {
        projection: "+proj=cea +lat_ts=0 +lon_0=0 +datum=WGS84 +units=m",
        centres: { count: 0, people: 0, squareKilometres: 0, cut: 0 },
        clusters: { count: 0 },
      },
      corrections: [],
    });
    // Home 5 with 16 people is in East, which has the code of a town's centre.
    expect(await people()).toEqual({ "city by code": 16, "countryside by density": TOWN_PEOPLE - 16 });
    expect((body as unknown as PlaceKinds).cautions.map(({ code, people }) => [code, people])).toEqual([
      ["listed-points", TOWN_PEOPLE - 16],
    ]);
  });

  test("a correction by area holds at once, also over rebuilds and new imports of the area, until it is taken back", async () => {
    const { version } = served.territory.territory;
    const put = await served.send("PUT", "/api/place-kinds/1003", { kind: "city" });
    expect(put.status).toBe(200);
    expect(Compile(PlaceKinds).Errors(put.body)).toEqual([]);
    expect(put.body).toMatchObject({
      territoryVersion: version + 1,
      corrections: [{ areaCode: "1003", kind: "city", area: { name: "North", level: "village", people: 32 + 256 } }],
    });
    expect(await people()).toMatchObject({ "city by correction": 288, "city by code": 16 });
    // Again with the other kind: one correction, not two.
    await served.send("PUT", "/api/place-kinds/1003", { kind: "countryside" });
    await served.send("PUT", "/api/place-kinds/10", { kind: "city" });
    const all = { "city by correction": TOWN_PEOPLE - 288 - 64, "countryside by correction": 288 };
    expect(await people()).toEqual({ ...all, "countryside by density": 64 });
    await served.territory.reload();
    expect(await people()).toEqual({ ...all, "countryside by density": 64 });

    expect(await served.send("DELETE", "/api/place-kinds/10")).toMatchObject({ status: 204, text: "" });
    expect(await served.send("DELETE", "/api/place-kinds/1003")).toMatchObject({ status: 204 });
    expect(await people()).toEqual({ "city by code": 16, "countryside by density": TOWN_PEOPLE - 16 });
    expect(await database.db.selectFrom("place_kinds").selectAll().execute()).toEqual([]);
  });

  test("corrections during a rebuild are not lost", async () => {
    const rebuilt = served.territory.reload();
    await served.send("PUT", "/api/place-kinds/1001", { kind: "city" });
    await rebuilt;
    expect(await people()).toMatchObject({ "city by correction": 1 + 2 + 4 + 8 + 128 });
    await served.send("DELETE", "/api/place-kinds/1001");
  });

  test("what is wrong is refused, and what is not there is not found", async () => {
    expect(await served.send("PUT", "/api/place-kinds/99", { kind: "city" })).toMatchObject({
      status: 404,
      body: { detail: 'There is no area with the code "99".' },
    });
    expect(await served.send("DELETE", "/api/place-kinds/1001")).toMatchObject({
      status: 404,
      body: { detail: 'There is no correction for an area with the code "1001".' },
    });
    const wrong = await served.send("PUT", "/api/place-kinds/1001", { kind: "town" });
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ pointer: "/kind" }] } });
    expect(await served.send("PUT", "/api/place-kinds/1001", { kind: "city", more: 1 })).toMatchObject({ status: 400 });
  });
});
