/** Facilities edited by hand: the answers know of them at once, and so does the database. */
import { Compile } from "typebox/compile";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Facility, FacilityList } from "../../server/api/messages.ts";
import { describeOnDatabases, type TestDatabase } from "../databases.ts";
import { place } from "../town.ts";
import { storeTown } from "../town-in-database.ts";
import { type Served, serve } from "./serve.ts";

describeOnDatabases("facilities", (connect) => {
  let served: Served;
  let database: TestDatabase;
  beforeAll(async () => {
    database = await connect();
    await storeTown(database.db);
    served = await serve(database);
    await served.territory.reload();
  });
  afterAll(() => served.close());

  const covered = async () => (await served.get("/api/coverage")).body.total as { peopleCovered: number };
  const version = async () => Number((await served.get("/api/health")).body.territoryVersion);

  test("are listed with how they join the streets", async () => {
    const { body } = await served.get("/api/facilities");
    expect(Compile(FacilityList).Errors(body)).toEqual([]);
    expect(body.facilities).toMatchObject([
      { id: 1, name: "A", linkMetres: expect.closeTo(20, 3), warning: null, edited: false, source: null },
      { id: 2, name: "B", status: "existing" },
      { id: 3, name: "C", status: "planned" },
      { id: 4, name: "D", status: "closed" },
    ]);
    expect((await served.get("/api/facilities/2")).body).toMatchObject({ name: "B", kind: "odd-jobs-market" });
  });

  test("added, changed and removed, each time the answers follow", async () => {
    expect((await covered()).peopleCovered).toBe(19);
    const before = await version();
    const added = await served.send("POST", "/api/facilities", {
      name: "新站",
      names: { en: "New" },
      kind: "service-window",
      ...place(1000, 1000),
      openingHours: "Mo-Fr 09:00-17:00",
      yearlyCapacity: 1000,
    });
    expect(added).toMatchObject({ status: 201 });
    expect(Compile(Facility).Errors(added.body)).toEqual([]);
    expect(added.body).toMatchObject({
      name: "新站",
      names: { en: "New" },
      status: "existing",
      edited: true,
      source: null,
      level: null,
    });
    const { id } = added.body;
    expect(added.headers.location).toBe(`/api/facilities/${id}`);
    // Homes 4, 8 and 9 are 300, 100 and 100 m from it, homes 2 and 3 about 1000 m: 980 m is 1000 + 20, 981 m is 1000 + 19.
    expect((await covered()).peopleCovered).toBe(19 + 8 + 128 + 256);
    expect(await version()).toBe(before + 1);

    const planned = await served.send("PATCH", `/api/facilities/${id}`, {
      status: "planned",
      address: "1 Cross Street",
    });
    expect(planned.body).toMatchObject({
      name: "新站",
      status: "planned",
      address: "1 Cross Street",
      yearlyCapacity: 1000,
    });
    expect((await covered()).peopleCovered).toBe(19);
    const emptied = await served.send("PATCH", `/api/facilities/${id}`, { address: null, openingHours: null });
    expect(emptied.body).toMatchObject({ address: null, openingHours: null, names: { en: "New" } });

    const removed = await served.send("DELETE", `/api/facilities/${id}`);
    expect(removed).toMatchObject({ status: 204, text: "" });
    expect((await served.get(`/api/facilities/${id}`)).status).toBe(404);
    expect(await database.db.selectFrom("facilities").select("id").execute()).toHaveLength(4);
  });

  test("opening hours that cannot be read are refused with the place and the remedy, in Chinese they can be", async () => {
    const refused = await served.send("PATCH", "/api/facilities/1", { openingHours: "Mo-Fr 9-17" });
    expect([refused.status, refused.body.errors]).toEqual([
      400,
      [
        {
          pointer: "/openingHours",
          detail: "at character 7: A time has hours and minutes. Write it like 09:00-17:00",
        },
      ],
    ]);
    const added = { name: "x", kind: "odd-jobs-post", ...place(0, 100), openingHours: "随时" };
    expect((await served.send("POST", "/api/facilities", added)).status).toBe(400);
    const chinese = await served.send("PATCH", "/api/facilities/1", { openingHours: "周一至周五 9:00-17:00" });
    expect(chinese).toMatchObject({ status: 200, body: { openingHours: "周一至周五 9:00-17:00" } });
    // Kept by an import: other fields can be changed beside it, and it counts as unknown.
    await database.db.updateTable("facilities").set({ opening_hours: "随时" }).where("id", "=", 1).execute();
    const renamed = await served.send("PATCH", "/api/facilities/1", { address: "Main Street", openingHours: "随时" });
    expect(renamed.status).toBe(200);
    const review = await served.get("/api/review?hours=2026-11-25T10:00");
    expect((review.body.facilities as unknown as { hoursState: string }[])[0].hoursState).toBe("unknown");
    await served.send("PATCH", "/api/facilities/1", { address: null, openingHours: null });
  });

  test("moved ones serve from their new place", async () => {
    await served.send("PATCH", "/api/facilities/2", { ...place(1000, 1000) });
    // Home 5 is now 2500 m from the market.
    expect((await covered()).peopleCovered).toBe(1 + 2 + 8 + 128 + 256);
    const back = await served.send("PATCH", "/api/facilities/2", { ...place(3000, -10) });
    expect(back.body).toMatchObject({ edited: true });
    expect((await covered()).peopleCovered).toBe(19);
  });

  test("far from a street: warned over 100 m, refused over 350 m unless accepted", async () => {
    const far = { name: "Far", kind: "odd-jobs-post", ...place(500, -400) };
    const refused = await served.send("POST", "/api/facilities", far);
    expect(refused).toMatchObject({ status: 422, body: { nearestStreetMetres: expect.closeTo(400, 2) } });
    const accepted = await served.send("POST", "/api/facilities", { ...far, acceptFarFromStreet: true });
    expect(accepted).toMatchObject({
      status: 201,
      body: { warning: "far-from-street", linkMetres: expect.closeTo(400, 2) },
    });
    const { id } = accepted.body;
    const refusedMove = await served.send("PATCH", `/api/facilities/${id}`, place(500, -500));
    expect(refusedMove).toMatchObject({ status: 422 });
    // Another field of an accepted place can be changed without accepting it again.
    expect(await served.send("PATCH", `/api/facilities/${id}`, { name: "Farther" })).toMatchObject({ status: 200 });
    expect(await served.send("PATCH", `/api/facilities/${id}`, place(500, -150))).toMatchObject({
      status: 200,
      body: { warning: "far-from-street" },
    });
    expect(await served.send("PATCH", `/api/facilities/${id}`, place(500, -90))).toMatchObject({
      status: 200,
      body: { warning: null },
    });
    const nowhere = await served.send("PATCH", `/api/facilities/${id}`, {
      ...place(500, -5000),
      acceptFarFromStreet: true,
    });
    expect(nowhere).toMatchObject({ status: 200, body: { warning: "no-street", linkMetres: null } });
    const catchment = await served.send("POST", "/api/catchments", { facilityIds: [id] });
    expect(catchment).toMatchObject({ status: 422, body: { nearestStreetMetres: expect.closeTo(5000, 1) } });
    await served.send("DELETE", `/api/facilities/${id}`);
  });

  test("edits at the same time all count", async () => {
    const names = Array.from({ length: 8 }, (_, i) => `Post ${i}`);
    const added = await Promise.all(
      names.map((name, i) =>
        served.send("POST", "/api/facilities", { name, kind: "odd-jobs-post", ...place(100 * i, 0) }),
      ),
    );
    expect(added.map(({ status }) => status)).toEqual(names.map(() => 201));
    // A rebuild that began before an edit must not lose it.
    const rebuilt = served.territory.reload();
    await served.send("DELETE", `/api/facilities/${added[0].body.id}`);
    await rebuilt;
    expect(served.territory.territory.facilities.count).toBe(4 + 7);
    expect([...served.territory.territory.facilities.name]).not.toContain("Post 0");
    for (const { body } of added.slice(1)) await served.send("DELETE", `/api/facilities/${body.id}`);
  });
});
