/** The demo county has something to show for every part of a review: each reason under a question that brings it out. */
import { Compile } from "typebox/compile";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Review } from "../../server/review/document.ts";
import { REASONS, type Reason } from "../../server/words.ts";
import { describeOnDatabases } from "../databases.ts";
import { DEMO_COUNTY } from "../fillings.ts";
import { type Served, serve } from "./serve.ts";

/** A Saturday without a holiday. */
const SATURDAY = "2026-11-28T10:00";
const QUESTIONS = [
  "",
  "?standard=walk-15",
  "?cutoffMinutes=30",
  `?hours=${SATURDAY}`,
  "?ownDistrictOnly=true",
  "?countCapacity=true",
  "?standard=city-15-countryside-5km",
  `?hours=${SATURDAY}&ownDistrictOnly=true&countCapacity=true`,
];

/** What each database answered, by question. */
const answered: Record<string, Map<string, string>> = { embedded: new Map(), server: new Map() };

describeOnDatabases("reviews of the demo county", (connect) => {
  let served: Served;
  let kind: "embedded" | "server";
  beforeAll(async () => {
    const database = await connect(DEMO_COUNTY);
    ({ kind } = database);
    served = await serve(database);
    await served.territory.reload();
    for (const query of QUESTIONS) {
      const { status, text, body } = await served.get(`/api/review${query}`);
      expect([query, status, Compile(Review).Errors(body)]).toEqual([query, 200, []]);
      answered[kind].set(query, text);
    }
  }, 300_000);
  afterAll(() => served.close());

  const review = (query: string): Review => JSON.parse(answered[kind].get(query) ?? "null");
  const peopleBy = (query: string, reason: Reason) => review(query).total.reasons[REASONS.indexOf(reason)];

  test("about half of its people live within 15 minutes, and the shipped standard says so to the digit", () => {
    const [plain, shipped] = [review(""), review("?standard=walk-15")];
    expect(plain.total.share).toBeCloseTo(0.53, 2);
    const unnamed = ({ question: _, ...rest }: Review) => rest;
    expect(unnamed(shipped)).toEqual(unnamed(plain));
  });

  test.each<[Reason, string]>([
    ["no-street", ""],
    ["island", ""],
    ["too-far", ""],
    ["barrier", "?cutoffMinutes=30"],
    ["closed", `?hours=${SATURDAY}`],
    ["other-district", "?ownDistrictOnly=true"],
    ["over-capacity", "?countCapacity=true"],
  ])("%s is a reason under %j", (reason, query) => {
    expect(peopleBy(query, reason)).toBeGreaterThan(50);
    // Neighbours of other districts live among people who are left out for other reasons; all others make gaps of their own.
    const isMain = review(query).gaps.some(({ evidence }) => evidence.reason === reason);
    expect([reason, isMain]).toEqual([reason, reason !== "other-district"]);
  });

  test("the river and the railway are named, and a crossing of the railway would help thousands", () => {
    const { gaps, remedies } = review("?cutoffMinutes=30");
    const barriers = gaps.flatMap(({ evidence: { barrierKind, barrierName } }) => `${barrierKind} ${barrierName}`);
    expect(barriers).toEqual(expect.arrayContaining(["railway 鹤西铁路", "water 鹤水"]));
    const crossing = remedies.find(({ kind: of }) => of === "crossing");
    expect(crossing).toMatchObject({ barrierName: "鹤西铁路" });
    expect(crossing?.people).toBeGreaterThan(5000);
  });

  test("resettlement areas are covered, partly and not, and each that is not says why", () => {
    const of = (query: string) => review(query).settlements.filter((one) => one.kind === "resettlement-area");
    expect(of("").map(({ state }) => state)).toEqual(["uncovered", "uncovered", "uncovered", "covered"]);
    expect(of("?countCapacity=true").find(({ state }) => state === "partly")?.evidence).toMatchObject({
      reason: "over-capacity",
      facilityName: "新民安置区就业服务窗口",
    });
    expect(of(`?hours=${SATURDAY}`).map(({ state }) => state)).not.toContain("covered");
  });

  test("hours and capacities are known of most, and unknown of some", () => {
    const states = review(`?hours=${SATURDAY}`).facilities.map(({ hoursState }) => hoursState);
    for (const state of ["open", "closed", "unknown"] as const) expect(states).toContain(state);
    const { facilities, method, accessibility } = review("?countCapacity=true");
    const known = facilities.filter(({ capacity }) => capacity !== null).length;
    expect([known > facilities.length / 2, known < facilities.length]).toEqual([true, true]);
    expect(method.limits).toContain("capacity-unknown");
    expect(accessibility?.mean).toBeGreaterThan(0);
  });

  test("the countryside has a rule of its own, from the population", () => {
    const at = (query: string) => review(query).places.find(({ place }) => place === "countryside")?.share ?? 0;
    expect(at("?standard=city-15-countryside-5km")).toBeGreaterThan(2 * at(""));
  });
});

test("both databases review alike, byte for byte", () => {
  expect(answered.server.size).toBe(QUESTIONS.length);
  expect(answered.embedded).toEqual(answered.server);
});
