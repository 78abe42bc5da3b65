/** Scenarios over HTTP: kept, changed, taken elsewhere, and every question answered with their changes in place. */
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Catchments, Coverage, Gaps, ReviewRecord, Walk } from "../../server/api/messages.ts";
import { type Change, Scenario, ScenarioInput, ScenarioList } from "../../server/api/scenario-messages.ts";
import { Review } from "../../server/review/document.ts";
import { describeOnDatabases } from "../databases.ts";
import { readTile } from "../tile-reader.ts";
import { place } from "../town.ts";
import { storeTown } from "../town-in-database.ts";
import { type Served, serve } from "./serve.ts";

const A = { id: 1, name: "A", ...place(0, 20) };
const STATION = { name: "New", kind: "employment-service-station" } as const;
const ADD: Change = { type: "add-facility", key: 1, facility: { ...STATION, ...place(1000, 1000) } };
const CLOSE: Change = { type: "close-facility", key: 2, of: A };

describeOnDatabases("scenarios", (connect) => {
  let served: Served;
  let id: number;
  beforeAll(async () => {
    const database = await connect();
    await storeTown(database.db);
    served = await serve(database);
    await served.territory.reload();
    const { body, status, headers } = await served.send("POST", "/api/scenarios", {
      name: "North",
      note: "A new station in the north",
      changes: [ADD],
    });
    id = body.id;
    expect([status, headers.location]).toEqual([201, `/api/scenarios/${id}`]);
  });
  afterAll(() => served.close());

  const get = async (url: string, schema: TSchema) => {
    const { body, status } = await served.get(url);
    expect([url, status, Compile(schema).Errors(body)]).toEqual([url, 200, []]);
    return body as never as Record<string, never>;
  };
  const covered = async (query = "") => {
    const { total } = await get(`/api/coverage${query}`, Coverage);
    return (total as { peopleCovered: number }).peopleCovered;
  };

  test("they are listed and read, and changed by whoever knows the latest revision", async () => {
    const scenario = (await get(`/api/scenarios/${id}`, Scenario)) as never as Scenario;
    expect(scenario).toMatchObject({ name: "North", note: "A new station in the north", changes: [ADD], revision: 1 });
    expect(scenario.problems).toEqual([]);
    const list = (await get("/api/scenarios", ScenarioList)) as never as ScenarioList;
    expect(list.scenarios).toEqual([expect.objectContaining({ id, name: "North", changes: 1, revision: 1 })]);

    const mine = { name: "North", changes: [ADD, CLOSE], revision: 1 };
    const stored = await served.send("PUT", `/api/scenarios/${id}`, mine);
    expect(stored).toMatchObject({ status: 200, body: { revision: 2, changes: [ADD, CLOSE], note: "" } });
    const late = await served.send("PUT", `/api/scenarios/${id}`, mine);
    expect(late).toMatchObject({ status: 409, body: { detail: expect.stringContaining("load it again") } });
    expect(late.body.detail).toContain("revision 2");
    expect((await served.send("PUT", `/api/scenarios/${id}`, { ...mine, changes: [ADD], revision: 2 })).status).toBe(
      200,
    );
  });

  test("what is wrong is refused with its place", async () => {
    const refused = async (changes: unknown[], pointer: string) => {
      const { status, body } = await served.send("POST", "/api/scenarios", { name: "x", changes });
      expect([status, body.errors?.[0].pointer]).toEqual([400, pointer]);
    };
    await refused([ADD, ADD], "/changes/1/key");
    await refused(
      [{ ...ADD, facility: { ...ADD.facility, openingHours: "whenever" } }],
      "/changes/0/facility/openingHours",
    );
    await refused([{ ...CLOSE, type: "open" }], "/changes/0/facility");
    for (const url of ["/api/coverage?scenario=99", "/api/scenarios/99", "/api/tiles/cells/10/512/511?scenario=99"]) {
      const answer = await served.get(url);
      expect([url, answer.status, answer.body.detail]).toEqual([url, 404, expect.stringContaining("no scenario 99")]);
    }
    expect((await served.send("PUT", "/api/scenarios/99", { name: "x", changes: [], revision: 1 })).status).toBe(404);
    expect((await served.send("DELETE", "/api/scenarios/99")).status).toBe(404);
  });

  test("every question is answered with the changes in place, and names what they add", async () => {
    const query = `scenario=${id}`;
    expect(await covered()).toBe(19);
    expect(await covered(`?${query}`)).toBe(19 + 8 + 128 + 256);
    const gaps = (await get(`/api/gaps?${query}`, Gaps)) as never as Gaps;
    expect(gaps.people).toBe(511 - 411);
    const home9 = new URLSearchParams(Object.entries(place(1000, 1100)).map(([key, value]) => [key, String(value)]));
    const walk = (await get(`/api/walk?${home9}&${query}`, Walk)) as never as Walk;
    expect(walk.properties).toMatchObject({ facilityId: -1, minutes: expect.closeTo(1.5, 2) });
    const review = (await get(`/api/review?${query}`, Review)) as never as Review;
    expect(review.method.scenario).toMatchObject({ id, name: "North", changes: 1 });
    expect(review.facilities.map((facility) => facility.id)).toContain(-1);
    expect(review.total.served).toBe(411);
    expect(((await get("/api/review", Review)) as never as Review).method).not.toHaveProperty("scenario");

    const catchments = await served.send("POST", "/api/catchments", { facilityIds: [-1, 1], scenario: id });
    expect(Compile(Catchments).Errors(catchments.body)).toEqual([]);
    const { features } = catchments.body as never as Catchments;
    expect(features.map(({ properties }) => [properties.facilityId, properties.people])).toEqual([
      // 2 and 3 are 1,000 and 1,019 m away.
      [-1, 8 + 128 + 256],
      [1, 3],
    ]);
    const point = await served.send("POST", "/api/catchments", { points: [place(1000, 1000)], scenario: id });
    expect(point.body).toMatchObject({ features: [{ properties: { people: 8 + 128 + 256 } }] });
    const present = await served.send("POST", "/api/catchments", { facilityIds: [-1] });
    expect(present).toMatchObject({ status: 404, body: { detail: "There is no facility -1." } });
    expect((await served.send("POST", "/api/catchments", { facilityIds: [-2], scenario: id })).status).toBe(404);
  });

  test("tiles of a scenario are its own, and tell what was covered before", async () => {
    const address = "/api/tiles/cells/13/4096/4095";
    const cells = async (query: string) => {
      const { bytes, status, headers } = await served.get(`${address}?${query}`);
      expect([query, status]).toEqual([query, 200]);
      const tile = readTile(bytes).cells ?? [];
      return { etag: headers.etag, of: new Map(tile.map((cell) => [cell.id, cell])) };
    };
    const [present, tried] = [await cells(""), await cells(`scenario=${id}`)];
    expect(present.etag).not.toBe(tried.etag);
    expect((await cells("")).etag).toBe(present.etag);
    expect(present.of.get("homes/9")).toMatchObject({ minutes: expect.any(Number) });
    expect(tried.of.get("homes/9")).toMatchObject({ facilityId: -1 });
    const compared = (await cells(`scenario=${id}&compareWith=present`)).of;
    expect(compared.get("homes/9")).toMatchObject({ before: 0, covered: 1 });
    expect(compared.get("homes/1")).toMatchObject({ before: 1, covered: 1 });
    const other = (await cells(`compareWith=${id}`)).of;
    expect(other.get("homes/9")).toMatchObject({ before: 1, covered: 0 });
    expect((await served.get(`${address}?compareWith=99`)).status).toBe(404);
  });

  test("a review of a scenario is kept, and its report written, under the scenario's name", async () => {
    const kept = await served.send("POST", "/api/reviews", { name: "of North", scenario: id });
    expect(Compile(ReviewRecord).Errors(kept.body)).toEqual([]);
    expect(kept.body).toMatchObject({ served: 411, scenario: { id, name: "North", changes: 1 } });
    expect((await served.send("POST", "/api/reviews", { name: "present" })).body).toMatchObject({ scenario: null });
    const html = await served.get(`/api/report.html?scenario=${id}&language=en`);
    expect(html.status).toBe(200);
    expect(String(html.headers["content-disposition"])).toContain("North");
    expect(html.text).toContain("North");
  });

  test("a file goes to another database: facilities are recognised by name and place", async () => {
    const changes = [ADD, CLOSE, { type: "close-facility", key: 3, of: { id: -1, name: "New", ...place(0, 0) } }];
    const { body } = await served.send("POST", "/api/scenarios", { name: "File/1", changes });
    const file = await served.get(`/api/scenarios/${body.id}/file`);
    expect(Compile(ScenarioInput).Errors(file.body)).toEqual([]);
    expect(file.body).toMatchObject({ format: "service-circles-scenario/1", name: "File/1", changes });
    expect(file.headers["content-disposition"]).toContain(
      'filename="Town_County_File-1.json"'.replace("Town_", "Town-"),
    );
    const back = await served.send("POST", "/api/scenarios", file.body);
    expect(back).toMatchObject({ status: 201, body: { changes, revision: 1 } });
    // Elsewhere A has another id: B's here.
    const elsewhere = { ...CLOSE, of: { id: 2, name: "A", ...place(60, 60) } };
    const found = await served.send("POST", "/api/scenarios", { ...file.body, changes: [elsewhere] });
    expect(found.body).toMatchObject({ changes: [{ of: { id: 1, name: "A" } }] });
    const far = { ...CLOSE, of: { id: 2, name: "A", ...place(200, 20) } };
    expect(await served.send("POST", "/api/scenarios", { ...file.body, changes: [ADD, far] })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/changes/1/of", detail: expect.stringContaining("import or add it first") }] },
    });
    expect(await served.send("DELETE", `/api/scenarios/${body.id}`)).toMatchObject({ status: 204 });
    expect((await served.get(`/api/coverage?scenario=${body.id}`)).status).toBe(404);
  });
});
