/** Reviews over the API, on the town of round numbers: asked, kept, compared, removed; the numbers are worked out by hand. */
import { gzipSync } from "node:zlib";
import type { Kysely } from "kysely";
import { Compile } from "typebox/compile";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ReviewList, ReviewRecord } from "../../server/api/messages.ts";
import { keepReview } from "../../server/database/reviews.ts";
import type { Database } from "../../server/database/rows.ts";
import { Review, ReviewChanges } from "../../server/review/document.ts";
import { plainQuestion, plainStandard } from "../../server/standard.ts";
import { REASONS, type Reason } from "../../server/words.ts";
import { describeOnDatabases } from "../databases.ts";
import { storeTown } from "../town-in-database.ts";
import { type Answer, type Served, serve } from "./serve.ts";

/** People by reason, as the document lists them. */
const reasons = (people: Partial<Record<Reason, number>>) => REASONS.map((reason) => people[reason] ?? 0);

describeOnDatabases("reviews", (connect) => {
  let served: Served;
  let db: Kysely<Database>;
  beforeAll(async () => {
    const database = await connect();
    ({ db } = database);
    await storeTown(database.db);
    served = await serve(database);
    await served.territory.reload();
  });
  afterAll(() => served.close());

  const review = async (query: string): Promise<Review> => {
    const { status, body } = await served.get(`/api/review${query}`);
    expect([query, status, Compile(Review).Errors(body)]).toEqual([query, 200, []]);
    return body as unknown as Review;
  };
  const keep = async (name: string, question = {}): Promise<ReviewRecord> => {
    const { status, body, headers } = await served.send("POST", "/api/reviews", { name, ...question });
    expect([status, Compile(ReviewRecord).Errors(body)]).toEqual([201, []]);
    const record = body as unknown as ReviewRecord;
    expect(headers.location).toBe(`/api/reviews/${record.id}`);
    return record;
  };

  test("the plain question: who is left out, where, and why", async () => {
    const { total, areas, outside, settlements, gaps, facilities, levels, places, method } = await review("");
    // Homes 1, 2 and 5; home 6 has no street, all others are too far.
    expect(total).toMatchObject({ people: 511, served: 19, overCapacity: 0, outOfReach: 492, facilities: 2 });
    expect(total.reasons).toEqual(reasons({ "no-street": 32, "too-far": 460 }));
    expect(total.groups).toMatchObject([
      { id: "homes/people", people: 511, peopleCovered: 19 },
      // One young person at each of the homes 1 and 2.
      { id: "homes/young", people: 102.5, peopleCovered: 2 },
    ]);
    expect(levels).toEqual(["county", "village"]);
    expect(
      areas.map(({ name, people, served: own, outOfReach, facilities: stand }) => [
        name,
        people,
        own,
        outOfReach,
        stand,
      ]),
    ).toEqual([
      ["Town County", 447, 19, 428, 2],
      ["West", 143, 3, 140, 1],
      ["East", 16, 16, 0, 1],
      ["North", 288, 0, 288, 0],
    ]);
    expect(areas[3].reasons).toEqual(reasons({ "no-street": 32, "too-far": 256 }));
    // The island lies in no area.
    expect(outside).toEqual([
      { level: "county", people: 64, served: 0 },
      { level: "village", people: 64, served: 0 },
    ]);
    expect(places.reduce((sum, { people }) => sum + people, 0)).toBe(511);
    // 100 m beside the cross street at y 1100: 100 + 1100 + 1000 + 20.
    expect(settlements).toMatchObject([
      { code: "s1", kind: "resettlement-area", people: 300, peopleOfBase: 256, state: "uncovered", facilityName: "A" },
    ]);
    expect(settlements[0].walkMetres).toBeCloseTo(2220, 1);
    expect(settlements[0].evidence).toMatchObject({ reason: "too-far", facilityName: "A" });
    expect(gaps.map(({ people }) => people)).toEqual([256, 136, 64, 32, 4]);
    expect(gaps[3].evidence).toMatchObject({
      reason: "no-street",
      gapMetres: expect.closeTo(600, 1),
      facilityId: null,
    });
    expect(facilities.map(({ name, counts, peopleInReach }) => [name, counts, peopleInReach])).toEqual([
      ["A", true, 3],
      ["B", true, 16],
      ["C", false, 0],
      ["D", false, 0],
    ]);
    expect(method).toMatchObject({ version: "test", base: { id: "homes/people", people: 511 } });
    expect(method.inputs.map(({ source }) => source)).toEqual(["areas", "homes", "settlements", "streets"]);
  });

  test("barriers are known by name", () => {
    // The pond is object 1, an area.
    expect(served.territory.territory.barrierNames).toEqual({ key: Float64Array.of(3), name: ["Pond"] });
  });

  test("circumstances change the reasons", async () => {
    // No facility says when it is open: all that were covered are closed out, by hours that nobody knows.
    const now = await review("?hours=2026-11-28T10:00");
    expect(now.total).toMatchObject({ served: 0, outOfReach: 511 });
    expect(now.total.reasons).toEqual(reasons({ "no-street": 32, closed: 19, "too-far": 460 }));
    expect(now.method.limits).toContain("hours-unknown");
    const ofKind = await review("?kind=odd-jobs-market");
    expect([ofKind.total.served, ofKind.total.facilities]).toEqual([16, 1]);
    const own = await review("?ownDistrictOnly=true");
    expect([own.total.served, own.total.servedAnyDistrict]).toEqual([19, 19]);
  });

  test("capacity: a full facility serves as many as it can", async () => {
    // 78 of 1,000 need service in a year: the 3 people of homes 1 and 2 are 0.234 a year; half of that finds room.
    await served.send("PATCH", "/api/facilities/1", { yearlyCapacity: 0.117 });
    const { total, facilities, gaps } = await review("?countCapacity=true");
    // Home 1 is nearest and finds room, of the two people of home 2 a half person.
    expect([facilities[0].capacity, facilities[0].load, total.served, total.overCapacity]).toEqual([
      expect.closeTo(1.5, 4),
      expect.closeTo(1.5, 4),
      expect.closeTo(17.5, 4),
      expect.closeTo(1.5, 4),
    ]);
    expect(total.reasons[REASONS.indexOf("over-capacity")]).toBeCloseTo(1.5, 4);
    // Home 2 makes one gap with home 3 beside it, most of whose people live too far away.
    const full = gaps.find((gap) => gap.reasons[REASONS.indexOf("over-capacity")] > 0);
    expect(full).toMatchObject({ people: expect.closeTo(5.5, 4), evidence: { reason: "too-far" } });
    expect(full?.remedies).toContainEqual(
      expect.objectContaining({
        kind: "capacity",
        facilityName: "A",
        people: expect.closeTo(1.5, 4),
        yearlyPeople: expect.closeTo(0.117, 4),
        staff: null,
      }),
    );
    await served.send("PATCH", "/api/facilities/1", { yearlyCapacity: null });
  });

  test("a stored standard, with a target", async () => {
    const targets = [{ year: 2027, share: 0.5 }];
    const standard = { ...plainStandard({ cutoffMinutes: 30 }), id: "half-hour", name: "Half an hour", targets };
    expect((await served.send("POST", "/api/standards", standard)).status).toBe(201);
    const { total, targets: found } = await review("?standard=half-hour");
    // 2,000 m: homes 3, 4 and 8 too.
    expect(total.served).toBe(19 + 4 + 8 + 128);
    expect(found).toEqual([{ ...targets[0], people: 255.5 - 159 }]);
  });

  test("kept, listed, read, compared with a day on which a station is closed, and removed", async () => {
    const before = await review("");
    const first = await keep("before");
    expect(first).toMatchObject({ name: "before", version: "test", standardId: "plain", people: 511, served: 19 });
    expect((await served.get(`/api/reviews/${first.id}`)).body).toEqual(before);
    // The same review has the same bytes, whatever its name.
    const again = await keep("again");
    expect(again.sha256).toBe(first.sha256);

    expect((await served.send("PATCH", "/api/facilities/1", { status: "closed" })).status).toBe(200);
    const second = await keep("A is closed");
    expect(second.served).toBe(16);
    expect((await served.get(`/api/reviews/${second.id}`)).body).toEqual(await review(""));
    expect((await served.get(`/api/reviews/${first.id}`)).body).toEqual(before);

    const { body: list } = await served.get("/api/reviews");
    expect(Compile(ReviewList).Errors(list)).toEqual([]);
    expect((list as unknown as ReviewList).reviews.map(({ id }) => id)).toEqual([second.id, again.id, first.id]);

    const { status, body } = await served.get(`/api/reviews/${second.id}/changes?since=${first.id}`);
    expect([status, Compile(ReviewChanges).Errors(body)]).toEqual([200, []]);
    const changes = body as unknown as ReviewChanges;
    const lost = { newlyCovered: 0, newlyLost: 3, becauseOfPeople: 0 };
    expect(changes.total).toEqual({ peopleBefore: 511, peopleAfter: 511, servedBefore: 19, servedAfter: 16, ...lost });
    const nothing = { newlyCovered: 0, newlyLost: 0, becauseOfPeople: 0 };
    expect(changes.areas).toMatchObject([
      { name: "Town County", servedBefore: 19, servedAfter: 16, ...lost },
      { name: "West", servedBefore: 3, servedAfter: 0, ...lost },
      { name: "East", servedBefore: 16, servedAfter: 16, ...nothing },
      { name: "North", servedBefore: 0, servedAfter: 0, ...nothing },
    ]);
    expect(changes).toMatchObject({
      facilitiesAdded: [],
      facilitiesRemoved: [{ id: 1, name: "A" }],
      settlements: [],
      sources: [],
      sameQuestion: true,
      sameBase: true,
    });
    // The other way round what was lost is gained.
    const back = (await served.get(`/api/reviews/${first.id}/changes?since=${second.id}`))
      .body as unknown as ReviewChanges;
    expect(back.total).toMatchObject({ newlyCovered: 3, newlyLost: 0 });
    const other = await keep("20 minutes", { cutoffMinutes: 20 });
    const unlike = await served.get(`/api/reviews/${other.id}/changes?since=${second.id}`);
    expect((unlike.body as unknown as ReviewChanges).sameQuestion).toBe(false);

    for (const { id } of [first, again, second, other]) {
      expect((await served.send("DELETE", `/api/reviews/${id}`)).status).toBe(204);
    }
    expect((await served.get("/api/reviews")).body).toEqual({ reviews: [] });
    expect((await served.send("PATCH", "/api/facilities/1", { status: "existing" })).status).toBe(200);
  });

  test("one that another version kept in a format of its own is refused with what to do", async () => {
    const mine = await keep("mine");
    const document = gzipSync(JSON.stringify({ format: 0, review: {}, points: {} }));
    const { id } = await keepReview(db, {
      name: "old",
      version: "0.0.9",
      standard_id: "plain",
      territory: "Town County",
      people: 1,
      served: 1,
      question: plainQuestion(),
      inputs: [],
      scenario: null,
      document,
    });
    for (const path of [
      `reviews/${id}`,
      `reviews/${mine.id}/changes?since=${id}`,
      `reviews/${id}/changes?since=${mine.id}`,
      `report.xlsx?review=${id}`,
      `report.html?since=${id}`,
    ]) {
      const answer = await served.get(`/api/${path}`);
      expect(answer).toMatchObject({ status: 409, type: expect.stringContaining("application/problem+json") });
      expect(answer.body).toMatchObject({ type: "urn:service-circles:kept-format" });
      expect(answer.text).toContain("version 0.0.9 in format 0");
      expect(answer.text).toContain("keep the review anew");
    }
    expect((await served.get("/api/reviews")).text).toContain('"old"');
    for (const one of [id, mine.id]) expect((await served.send("DELETE", `/api/reviews/${one}`)).status).toBe(204);
  });

  test.each<[string, () => Promise<Answer>, number, string]>([
    ["a kept review that is not there", () => served.get("/api/reviews/999"), 404, "GET /api/reviews"],
    ["its changes", () => served.get("/api/reviews/999/changes?since=1"), 404, "GET /api/reviews"],
    ["its removal", () => served.send("DELETE", "/api/reviews/999"), 404, "GET /api/reviews"],
    ["changes since nothing", () => served.get("/api/reviews/1/changes"), 400, "since"],
    ["an id that is none", () => served.get("/api/reviews/first"), 400, "/id"],
    ["a name that is empty", () => served.send("POST", "/api/reviews", { name: "" }), 400, "/name"],
    ["no name", () => served.send("POST", "/api/reviews", {}), 400, "name"],
    ["an unknown field", () => served.send("POST", "/api/reviews", { name: "x", minutes: 3 }), 400, "minutes"],
    ["an unknown standard", () => served.get("/api/review?standard=none"), 400, "none"],
    ["61 minutes", () => served.get("/api/review?cutoffMinutes=61"), 400, "cutoffMinutes"],
    ["hours that are none", () => served.get("/api/review?hours=soon"), 400, "soon"],
    ["a standard and minutes", () => served.get("/api/review?standard=walk-15&cutoffMinutes=9"), 400, "cutoffMinutes"],
  ])("%s is refused with a sentence", async (_, ask, status, words) => {
    const answer = await ask();
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(words)]);
    expect(answer.type).toContain("application/problem+json");
  });
});
