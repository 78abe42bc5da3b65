/** The route of what-if: what it takes, refuses and answers. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeOnDatabases } from "../databases.ts";
import { place } from "../town.ts";
import { storeTown } from "../town-in-database.ts";
import { type Served, serve } from "./serve.ts";

describeOnDatabases("what-if", (connect) => {
  let served: Served;
  beforeAll(async () => {
    const database = await connect();
    await storeTown(database.db);
    served = await serve(database);
    await served.territory.reload();
  }, 120_000);
  afterAll(() => served?.close());

  const facility = { name: "New", kind: "employment-service-station", ...place(1000, 900) };
  const add = { type: "add-facility", key: 1, facility };

  test("a pin on the present state, with its catchment", async () => {
    const { status, body } = await served.send("POST", "/api/what-if", { change: add, outline: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({ present: 19, shown: 19, without: 19, covered: 415, peopleGained: 396, problem: null });
    expect(body).toMatchObject({
      catchment: { geometry: { type: "MultiPolygon" }, properties: { cutoffMinutes: 15 } },
    });
  });

  test("on a scenario: in place of its change, or leaving one out", async () => {
    const stored = await served.send("POST", "/api/scenarios", { name: "One", changes: [add] });
    expect(stored.status).toBe(201);
    const { id: scenario } = stored.body as unknown as { id: number };
    const change = { ...add, facility: { ...facility, ...place(5200, 3000) } };
    const moved = await served.send("POST", "/api/what-if", { scenario, change });
    expect(moved.body).toMatchObject({ shown: 415, without: 19, covered: 19 + 64, catchment: null });
    const left = await served.send("POST", "/api/what-if", { scenario, withoutKey: 1 });
    expect(left.body).toMatchObject({ shown: 415, without: 415, covered: 19, peopleLost: 396 });
    // A revision holds what it held, also from memory and after a later one.
    const put = (revision: number, changes: unknown[]) =>
      served.send("PUT", `/api/scenarios/${scenario}`, { name: "One", changes, revision });
    const shown = async (revision: number) =>
      (await served.send("POST", "/api/what-if", { scenario, revision, withoutKey: 1 })).body.shown;
    expect([await shown(1), await shown(1)]).toEqual([415, 415]);
    expect(await put(1, [change])).toMatchObject({ status: 200, body: { revision: 2 } });
    expect([await shown(1), await shown(2), await shown(2)]).toEqual([415, 19 + 64, 19 + 64]);
    expect(await put(2, [add])).toMatchObject({ status: 200 });
    // What was tried is not stored.
    expect((await served.get(`/api/coverage?scenario=${scenario}`)).body).toMatchObject({
      total: { peopleCovered: 415 },
    });
  });

  test("refusals say what is wrong", async () => {
    const bad = { ...add, facility: { ...facility, openingHours: "whenever" } };
    const hours = await served.send("POST", "/api/what-if", { change: bad });
    expect([hours.status, hours.body.errors?.[0].pointer]).toEqual([400, "/change/facility/openingHours"]);
    expect((await served.send("POST", "/api/what-if", { withoutKey: 9 })).status).toBe(400);
    expect((await served.send("POST", "/api/what-if", { scenario: 999, change: add })).status).toBe(404);
    expect(
      (await served.send("POST", "/api/what-if", { change: { type: "add-path", key: 1, points: [] } })).status,
    ).toBe(400);
  });
});
