/** Bad questions: each gets a problem document that names what is wrong, and none a 500. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeOnDatabases } from "../databases.ts";
import { place } from "../town.ts";
import { storeTown } from "../town-in-database.ts";
import { type Answer, type Served, serve, TOKEN } from "./serve.ts";

const pointers = ({ body }: Answer) => body.errors?.map(({ pointer }) => pointer);
const isProblem = (answer: Answer, status: number) => {
  expect(answer).toMatchObject({ status, type: "application/problem+json; charset=utf-8" });
  expect(answer.body).toMatchObject({
    type: expect.stringMatching(/^urn:/),
    title: expect.any(String),
    status,
    detail: expect.any(String),
  });
};

describeOnDatabases("refusals", (connect) => {
  let served: Served;
  beforeAll(async () => {
    const database = await connect();
    await storeTown(database.db);
    served = await serve(database);
    await served.territory.reload();
  });
  afterAll(() => served.close());

  describe("a wrong field is named by its pointer", () => {
    test.each([
      ["/api/coverage?cutoffMinutes=0", ["/cutoffMinutes"]],
      ["/api/coverage?cutoffMinutes=61", ["/cutoffMinutes"]],
      ["/api/coverage?cutoffMinutes=", ["/cutoffMinutes"]],
      ["/api/coverage?cutoffMinutes=15&cutoffMinutes=20", ["/cutoffMinutes"]],
      ["/api/coverage?cutoffMinutes=NaN", ["/cutoffMinutes"]],
      ["/api/coverage?cutoffMinutes=0x10", ["/cutoffMinutes"]],
      ["/api/coverage?kind=school&level=street", ["/kind", "/level"]],
      ["/api/coverage?walkingSpeedKmh=-1", ["/walkingSpeedKmh"]],
      ["/api/coverage?speed=4", ["/speed"]],
      ["/api/gaps?limit=0", ["/limit"]],
      ["/api/gaps?limit=1.5", ["/limit"]],
      ["/api/areas?level=street", ["/level"]],
      ["/api/walk?lon=181&lat=0", ["/lon"]],
      ["/api/walk?lon=1", ["/lat"]],
      ["/api/walk", ["/lon", "/lat"]],
      ["/api/facilities/abc", ["/id"]],
      ["/api/facilities/0", ["/id"]],
      ["/api/facilities/99999999999", ["/id"]],
      ["/api/imports/1e99", ["/id"]],
      ["/api/tiles/streets/3/1/1", ["/layer"]],
      ["/api/tiles/base/23/1/1", ["/z"]],
      ["/api/tiles/base/3/8/1", ["/x"]],
      ["/api/tiles/base/3/1/8", ["/y"]],
      ["/api/tiles/base/3/-1/1", ["/x"]],
      ["/api/tiles/cells/3/1/1?kind=all", ["/kind"]],
    ])("GET %s", async (url, expected) => {
      const answer = await served.get(url);
      isProblem(answer, 400);
      expect(pointers(answer)?.sort()).toEqual([...expected].sort());
    });

    test.each([
      ["/api/catchments", { points: [{ lon: 0, lat: 91 }] }, ["/points/0/lat"]],
      ["/api/catchments", { points: [{ lon: "0", lat: 0 }] }, ["/points/0/lon"]],
      ["/api/catchments", { points: [{ lon: 0 }] }, ["/points/0/lat"]],
      ["/api/catchments", { points: [{ lon: 0, lat: 0, x: 1 }] }, ["/points/0/x"]],
      ["/api/catchments", { points: [] }, ["/points"]],
      ["/api/catchments", {}, ["/points"]],
      ["/api/catchments", [], [""]],
      ["/api/catchments", null, [""]],
      ["/api/catchments", { points: [place(0, 0)], cutoffMinutes: [] }, ["/cutoffMinutes"]],
      ["/api/catchments", { points: [place(0, 0)], cutoffMinutes: [15, 61] }, ["/cutoffMinutes/1"]],
      ["/api/catchments", { points: [place(0, 0)], cutoffMinutes: 15 }, ["/cutoffMinutes"]],
      ["/api/catchments", { points: [place(0, 0)], geometry: "no" }, ["/geometry"]],
      ["/api/catchments", { facilityIds: [1.5] }, ["/facilityIds/0"]],
      ["/api/times", { from: [place(0, 0)] }, ["/to"]],
      ["/api/times", { from: [], to: [place(0, 0)] }, ["/from"]],
      ["/api/facilities", { name: "", kind: "school", lon: 0, lat: 0 }, ["/kind", "/name"]],
      ["/api/facilities", { name: "a\u0000b", kind: "odd-jobs-post", lon: 0, lat: 0 }, ["/name"]],
      ["/api/facilities", { name: "a", kind: "odd-jobs-post", lon: 0, lat: 0, staff: -1 }, ["/staff"]],
      ["/api/facilities", { name: "a", kind: "odd-jobs-post", lon: 0, lat: 0, id: 7 }, ["/id"]],
    ])("POST %s %j", async (url, body, expected) => {
      const answer = await served.send("POST", url, JSON.stringify(body));
      isProblem(answer, 400);
      expect(pointers(answer)?.sort()).toEqual([...expected].sort());
    });

    test("PATCH needs a field", async () => {
      isProblem(await served.send("PATCH", "/api/facilities/1", {}), 400);
    });
  });

  test("what cannot be read at all", async () => {
    isProblem(await served.send("POST", "/api/catchments", "{ not json"), 400);
    isProblem(await served.send("POST", "/api/catchments", ""), 400);
    isProblem(await served.send("POST", "/api/catchments", "a=1", { "content-type": "text/plain" }), 415);
    isProblem(
      await served.send("POST", "/api/catchments", "a=1", { "content-type": "application/x-www-form-urlencoded" }),
      415,
    );
    isProblem(await served.send("POST", "/api/catchments", `{"points": "${"x".repeat(400_000)}"}`), 413);
    isProblem(await served.get("/api/%zz"), 400);
    isProblem(await served.get("/api/nothing"), 404);
    isProblem(await served.send("DELETE", "/api/coverage"), 404);
  });

  test("much that is wrong: the first of it is named", async () => {
    const tooMany = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`field${i}`, i]));
    const fields = await served.send("POST", "/api/times", { ...tooMany, from: [place(0, 0)], to: [place(0, 0)] });
    isProblem(fields, 400);
    expect(pointers(fields)).toEqual(Array.from({ length: 20 }, (_, i) => `/field${i}`));
    const places = await served.send("POST", "/api/times", { from: Array(3_000).fill({ lon: "east", lat: 0 }), to: 7 });
    isProblem(places, 400);
    expect(pointers(places)).toContain("/from/0/lon");
    const nested = `{"points":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    isProblem(await served.send("POST", "/api/catchments", nested), 400);
  });

  test("an unknown id", async () => {
    isProblem(await served.get("/api/facilities/999"), 404);
    isProblem(await served.send("PATCH", "/api/facilities/999", { name: "x" }), 404);
    isProblem(await served.send("DELETE", "/api/facilities/999"), 404);
    isProblem(await served.get("/api/imports/999"), 404);
    isProblem(await served.send("DELETE", "/api/imports/999"), 404);
    const answer = await served.send("POST", "/api/catchments", { facilityIds: [1, 999] });
    isProblem(answer, 404);
    expect(pointers(answer)).toEqual(["/facilityIds/1"]);
  });

  test("a place off the network, with the distance to the nearest street", async () => {
    const catchments = await served.send("POST", "/api/catchments", { points: [place(0, 0), place(0, -2000)] });
    isProblem(catchments, 422);
    expect(catchments.body).toMatchObject({
      nearestStreetMetres: expect.closeTo(2000, 1),
      errors: [
        { pointer: "/points/1", detail: "The nearest street is 2,000 m away; at most 500 m are walked off-street." },
      ],
    });
    const { lon, lat } = place(0, -600);
    isProblem(await served.get(`/api/walk?lon=${lon}&lat=${lat}`), 422);
    const ocean = await served.send("POST", "/api/times", { from: [place(0, 0)], to: [{ lon: 90, lat: 45 }] });
    isProblem(ocean, 422);
    expect(ocean.body).toMatchObject({ nearestStreetMetres: null, errors: [{ pointer: "/to/0" }] });
  });

  test("an import needs the token, an existing file, and something to stop", async () => {
    isProblem(await served.send("POST", "/api/imports", { file: "/etc/passwd" }), 403);
    isProblem(
      await served.send("POST", "/api/imports", { file: "/etc/passwd" }, { authorization: "Bearer wrong" }),
      401,
    );
    const bearer = { authorization: `Bearer ${TOKEN}` };
    const missing = await served.send("POST", "/api/imports", { file: "/no/such/file.osm.pbf" }, bearer);
    isProblem(missing, 422);
    expect(missing.body.detail).toContain("/no/such/file.osm.pbf");
    isProblem(await served.send("POST", "/api/imports", { path: "x" }, bearer), 400);
    isProblem(await served.send("DELETE", "/api/imports/1"), 409);
  });

  test("whatever is sent, the server has no fault", async () => {
    const values = [
      null,
      true,
      -1,
      0,
      1e308,
      1.5,
      "",
      "x",
      "\u0000",
      "💼".repeat(300),
      [],
      [[]],
      {},
      [null],
      [{}],
      { lon: 0, lat: 0 },
      [{ lon: 0, lat: 0 }],
    ];
    const fields = [
      "facilityIds",
      "points",
      "cutoffMinutes",
      "walkingSpeedKmh",
      "geometry",
      "cells",
      "from",
      "to",
      "name",
      "names",
      "kind",
      "lon",
      "lat",
      "staff",
      "status",
      "openingHours",
    ];
    for (const url of ["/api/catchments", "/api/times", "/api/facilities"]) {
      for (const field of fields) {
        for (const value of values) {
          const base =
            url === "/api/facilities"
              ? { name: "x", kind: "odd-jobs-post", ...place(0, -3000) }
              : { points: [place(0, 0)] };
          const { status } = await served.send("POST", url, { ...base, [field]: value });
          expect([url, field, value, status < 500]).toEqual([url, field, value, true]);
        }
      }
    }
    for (const url of ["/api/coverage", "/api/gaps", "/api/walk", "/api/areas", "/api/tiles/cells/3/4/3"]) {
      for (const field of [
        "cutoffMinutes",
        "kind",
        "walkingSpeedKmh",
        "level",
        "limit",
        "lon",
        "lat",
        "version",
        "__proto__",
        "constructor",
      ]) {
        for (const value of ["", "-1", "1e400", "%00", "null", "{}", "a".repeat(5000), "%F0%9F%92%BC"]) {
          const { status } = await served.get(`${url}?${field}=${value}`);
          expect([url, field, value, status < 500]).toEqual([url, field, value, true]);
        }
      }
    }
  });
});
