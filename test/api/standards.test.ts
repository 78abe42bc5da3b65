/** Service standards of the office: kept, changed, refused, and asked by. */
import { Compile } from "typebox/compile";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Coverage, Gaps, ListedStandard, StandardList } from "../../server/api/messages.ts";
import { hoursAsked } from "../../server/api/question.ts";
import { plainStandard, type Standard } from "../../server/standard.ts";
import { describeOnDatabases } from "../databases.ts";
import { storeTown } from "../town-in-database.ts";
import { type Served, serve } from "./serve.ts";

const walk10: Standard = {
  ...plainStandard({ cutoffMinutes: 10 }),
  id: "walk-10",
  name: "Ten minutes",
  date: "2026-01-01",
};
const [tier] = plainStandard().tiers;

describeOnDatabases("standards", (connect) => {
  let served: Served;
  beforeAll(async () => {
    const database = await connect();
    await storeTown(database.db);
    served = await serve(database);
    await served.territory.reload();
  });
  afterAll(() => served.close());

  const covered = async (query: string) => {
    const { body } = await served.get(`/api/coverage${query}`);
    expect([query, Compile(Coverage).Errors(body)]).toEqual([query, []]);
    return (body.total as { peopleCovered: number }).peopleCovered;
  };

  test("shipped ones are listed, answered by and not changed", async () => {
    const { body } = await served.get("/api/standards");
    expect(Compile(StandardList).Errors(body)).toEqual([]);
    const standards = body.standards as ListedStandard[];
    expect(standards.map(({ standard, shipped }) => [standard.id, shipped])).toEqual([
      ["walk-15", true],
      ["city-15-countryside-5km", true],
      ["strict-10", true],
    ]);
    expect(await covered("?standard=walk-15")).toBe(await covered(""));
    expect(await covered("?standard=strict-10")).toBe(await covered("?cutoffMinutes=10"));
    const changed = await served.send("PUT", "/api/standards/walk-15", { ...walk10, id: "walk-15" });
    expect(changed).toMatchObject({ status: 409, body: { detail: expect.stringContaining("copy it") } });
    expect(await served.send("DELETE", "/api/standards/walk-15")).toMatchObject({ status: 409 });
  });

  test("the office's own are added, changed and removed", async () => {
    const added = await served.send("POST", "/api/standards", walk10);
    expect(added).toMatchObject({ status: 201, headers: { location: "/api/standards/walk-10" } });
    expect(Compile(ListedStandard).Errors(added.body)).toEqual([]);
    expect(await covered("?standard=walk-10")).toBe(await covered("?cutoffMinutes=10"));
    expect(await served.send("POST", "/api/standards", walk10)).toMatchObject({ status: 409 });
    const wider = { ...plainStandard({ cutoffMinutes: 20 }), id: "walk-10" };
    expect(await served.send("PUT", "/api/standards/walk-10", wider)).toMatchObject({ status: 200 });
    expect(await covered("?standard=walk-10")).toBe(await covered("?cutoffMinutes=20"));
    const gaps = await served.get("/api/gaps?standard=walk-10");
    expect(Compile(Gaps).Errors(gaps.body)).toEqual([]);
    expect((await served.send("DELETE", "/api/standards/walk-10")).status).toBe(204);
    expect((await served.get("/api/coverage?standard=walk-10")).status).toBe(400);
    expect(await served.send("PUT", "/api/standards/walk-10", wider)).toMatchObject({ status: 404 });
  });

  test.each([
    ["no tier", { ...walk10, tiers: [] }, "/tiers"],
    ["two tiers of one id", { ...walk10, tiers: [tier, tier] }, 'Two tiers have the id "facilities"'],
    ["61 minutes", { ...walk10, tiers: [{ ...tier, city: { by: "walk", cutoffMinutes: 61 } }] }, "/tiers/0/city"],
    ["a share of 2", { ...walk10, targets: [{ year: 2030, share: 2 }] }, "/targets/0/share"],
    ["an id with a space", { ...walk10, id: "a b" }, 'The id "a b"'],
    ["the id of the plain question", { ...walk10, id: "plain" }, "plain"],
  ])("%s is refused with a sentence", async (_, document, words) => {
    const { status, body } = await served.send("POST", "/api/standards", document);
    expect([status, body.detail]).toEqual([400, expect.stringContaining(words)]);
  });

  test("a group that is not loaded is named", async () => {
    const groups = [{ group: "homes/old", walkingSpeedKmh: 3.2, weight: 1 }];
    await served.send("POST", "/api/standards", { ...walk10, id: "old", groups });
    const { status, body } = await served.get("/api/coverage?standard=old");
    expect([status, body.detail]).toEqual([422, expect.stringContaining('"homes/old"')]);
  });

  test("rides are answered once the streets for bicycles are there", async () => {
    const ride = { by: "ride" as const, cutoffMinutes: 4, speedKmh: 15 };
    const rides = { ...walk10, id: "rides", tiers: [{ ...tier, city: ride, countryside: ride }] };
    expect(served.territory.territory.bicycle).toBeNull();
    expect((await served.send("POST", "/api/standards", rides)).status).toBe(201);
    const { status, body } = await served.get("/api/coverage?standard=rides");
    if (status === 503) expect(body.detail).toContain("bicycles");
    await served.territory.reload();
    // 4 minutes at 15 km/h are 1000 m, as 15 minutes on foot are; everybody may ride where they may walk.
    expect(await covered("?standard=rides")).toBe(await covered(""));
  });

  test("circumstances", async () => {
    // No facility of the town gives its hours or its capacity.
    expect(await covered("?hours=now")).toBe(0);
    expect(await covered("?hours=any&countCapacity=true")).toBe(await covered(""));
    expect(await covered("?ownDistrictOnly=true")).toBe(await covered(""));
    const { body } = await served.get("/api/coverage?ownDistrictOnly=true&hours=2026-11-28T10:00");
    expect(body.standard).toMatchObject({
      id: "plain",
      hours: { type: "at", time: "2026-11-28T10:00" },
      ownDistrictOnly: true,
      countCapacity: false,
    });
    expect((body.areas as { peopleCoveredAnyDistrict: number }[])[0].peopleCoveredAnyDistrict).toBe(0);
    for (const query of [
      "hours=sometimes",
      "standard=none",
      "standard=walk-15&cutoffMinutes=10",
      "hours=week:2026-02-30",
      "hours=week:0000-01-01",
    ]) {
      expect([query, (await served.get(`/api/coverage?${query}`)).status]).toEqual([query, 400]);
    }
  });
});

test("hours are read in the time zone of the machine; a week begins on Monday", () => {
  const saturday = new Date(2026, 10, 28, 9, 5);
  expect(hoursAsked("now", saturday)).toEqual({ type: "at", time: "2026-11-28T09:05" });
  expect(hoursAsked("week", saturday)).toEqual({ type: "week", start: "2026-11-23" });
  expect(hoursAsked("week:2026-12-01", saturday)).toEqual({ type: "week", start: "2026-11-30" });
  expect(hoursAsked("after-work:2", saturday)).toEqual({ type: "after-work", start: "2026-11-23", hours: 2 });
});
