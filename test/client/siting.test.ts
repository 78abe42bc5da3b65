/** Asking for places and reading the answer: the request of a draft, sentences that never promise too much, changes of a plan. */
import { globSync, readFileSync } from "node:fs";
import i18next, { type TFunction } from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { formatFor } from "../../client/format.ts";
import en from "../../client/locales/en.json" with { type: "json" };
import zhCN from "../../client/locales/zh-CN.json" with { type: "json" };
import { curveScale, curveSentence, isLate } from "../../client/siting/CurveChart.tsx";
import { requestOf, START_DRAFT, secondKinds } from "../../client/siting/draft.ts";
import { isTold, scaleOf, stepsOf } from "../../client/siting/history.ts";
import { changesOf, peopleWith } from "../../client/siting/outcome.ts";
import { bestSentence, boundText, farSentence, gapSentence, infeasibleTexts } from "../../client/siting/sentences.ts";
import { ticksOf } from "../../client/siting/ticks.ts";
import type { Change } from "../../server/api/scenario-messages.ts";
import { plainStandard } from "../../server/standard.ts";

const says = i18next.createInstance();
let t: TFunction;
beforeAll(async () => {
  const resources = { en: { translation: en }, "zh-CN": { translation: zhCN } };
  t = await says.init({ lng: "en", resources, interpolation: { escapeValue: false } });
});
const format = formatFor("en", (key, values) => t(key, values));

describe("the request of a draft", () => {
  const question = { cutoffMinutes: 15, kind: "any", walkingSpeedKmh: 4 };
  it("carries the question and only what is set", () => {
    expect(requestOf(START_DRAFT, question)).toEqual({
      missing: null,
      request: {
        ...question,
        goal: { type: "most-people", sites: 3 },
        facility: { kind: "employment-service-station" },
        candidates: { type: "junctions" },
        seconds: 60,
      },
    });
  });

  it("closes drawn rings and turns percent into shares", () => {
    const { request } = requestOf(
      {
        ...START_DRAFT,
        goal: "fewest-sites",
        sharePercent: 85,
        outside: {
          areaCodes: ["5101"],
          rings: [
            [
              [1, 2],
              [3, 4],
              [5, 6],
            ],
          ],
        },
        floorLevel: "township",
        floorPercent: 40,
      },
      {},
    );
    expect(request?.goal).toEqual({ type: "fewest-sites", share: 0.85 });
    expect(request?.outside).toEqual({
      areaCodes: ["5101"],
      polygon: {
        type: "MultiPolygon",
        coordinates: [
          [
            [
              [1, 2],
              [3, 4],
              [5, 6],
              [1, 2],
            ],
          ],
        ],
      },
    });
    expect(request?.inside).toBeUndefined();
    expect(request?.floor).toEqual({ level: "township", share: 0.4 });
  });

  it("says what is missing", () => {
    const budget = { ...START_DRAFT, goal: "most-people-in-budget" as const, budget: 9 };
    const place = { name: "a", lon: 1, lat: 2 };
    const listed = (cost?: number) => ({
      title: "",
      refused: [],
      places: [cost === undefined ? place : { ...place, cost }],
    });
    expect(requestOf({ ...START_DRAFT, sites: null }, {}).missing).toBe("sites");
    expect(requestOf({ ...budget, budget: null }, {}).missing).toBe("budget");
    expect(requestOf(budget, {}).missing).toBe("costPerSite");
    expect(requestOf({ ...budget, where: "places", places: listed() }, {}).missing).toBe("costPerSite");
    expect(requestOf({ ...budget, where: "places", places: listed(4) }, {}).missing).toBeNull();
    expect(requestOf({ ...START_DRAFT, where: "places" }, {}).missing).toBe("places");
    expect(requestOf({ ...START_DRAFT, floorLevel: "township", floorPercent: null }, {}).missing).toBe("floor");
  });
});

describe("the sentence of the gap", () => {
  const people = (value: number | null, bound: number | null) =>
    gapSentence({ unit: "people", value, bound }, format, t);
  it("rounds up: a bound is never shown smaller than it is", () => {
    expect(people(1000, 1008)).toContain("At most 0.8\u00a0% more people");
    expect(people(10_000, 10_081)).toContain("0.9\u00a0%");
    expect(people(1_000_000, 1_000_001)).toContain("0.1\u00a0%");
  });
  it("says proven only when nothing is between", () => {
    expect(people(1000, 1000.2)).toBe(t("siting.gap.closed"));
    expect(people(1000, 1001)).not.toBe(t("siting.gap.closed"));
    expect(gapSentence({ unit: "sites", value: 5, bound: 4.2 }, format, t)).toBe(t("siting.gap.closed"));
    expect(gapSentence({ unit: "sites", value: 5, bound: 3.2 }, format, t)).toContain("1 facility fewer");
    expect(gapSentence({ unit: "minutes", value: 12.5, bound: 12 }, format, t)).toContain("4.0\u00a0% shorter");
  });
  it("knows nothing before there is an answer, and has no percent of nobody", () => {
    expect(people(null, 900)).toBe(t("siting.gap.noAnswer"));
    expect(people(10, null)).toBe(t("siting.gap.noBound"));
    expect(people(0, 900)).toContain("900");
  });
  it("answers whether it is really the best", () => {
    const goal = { type: "most-people" as const, sites: 3 };
    expect(bestSentence({ unit: "people", value: 5, bound: 5, goal }, format, t)).toContain("no other 3 places");
    expect(bestSentence({ unit: "people", value: 1000, bound: 1020, goal }, format, t)).toContain(
      "1,020 people, 2.0\u00a0% more",
    );
  });
  it("tells what cannot hold, where and by how much", () => {
    const { what } = infeasibleTexts({ constraint: "floor", missing: 41.2 }, "most-people", "Longtan", format, t);
    expect(what).toContain("Longtan");
    expect(what).toContain("42 people");
    const few = { constraint: "sites", missing: 29 } as const;
    expect(infeasibleTexts(few, "least-worst-walk", null, format, t).what).toContain("at least 29 more");
    expect(infeasibleTexts(few, "most-people", null, format, t).what).toContain("too few candidates");
  });
});

describe("the bound", () => {
  const text = (unit: "people" | "minutes", value: number, bound: number) =>
    boundText({ unit, value, bound }, format, t);
  it("is rounded to the side that keeps it true, and is the answer where nothing is between", () => {
    expect(text("minutes", 12.5, 12.39)).toBe("12.3 min");
    expect(text("minutes", 51.642, 51.642)).toBe("51.7 min");
    expect(text("people", 1000, 1020.2)).toBe("1,021 people");
    expect(text("people", 1000.1, 1000.1)).toBe("1,000 people");
  });
  it("tells people whom no site reaches beside the walk", () => {
    const far = "1,391 people are over 60 minutes from every site and facility and are not counted";
    expect(farSentence(`HiGHS; ${far}`, format, t)).toBe(
      t("siting.farNotCounted", { people: "1,391 people", minutes: "60" }),
    );
    expect(farSentence("HiGHS", format, t)).toBeNull();
  });
});

describe("the curve", () => {
  const curveOf = (before: number, values: readonly number[], bend: number, unit: "people" | "minutes" = "people") => ({
    unit,
    before,
    bend,
    points: values.map((value, index) => ({ sites: index + 1, value, bound: value })),
  });
  it("tells what facilities bring on average up to the bend and after it", () => {
    expect(curveSentence(curveOf(100, [150, 190, 200, 210], 2), format, t)).toBe(
      "From no. 3 on, each further one brings less: 10 people on average, after 45 people for each of the first 2.",
    );
    expect(curveSentence(curveOf(25.2, [24, 23.96, 23.92], 1, "minutes"), format, t)).toBe(
      "From the second on, each further one saves less: 0.04 min on average, after 1.2 min for the first.",
    );
  });
  it("does not call equal what comes with the last ones only", () => {
    const late = curveOf(60, [60, 60, 60, 50], 4, "minutes");
    expect(isLate(late)).toBe(true);
    expect(curveSentence(late, format, t)).toBe(t("siting.curveLateWalk"));
    expect(curveSentence(curveOf(0, [10, 20, 30, 40], 4), format, t)).toBe(t("siting.curveNoBend"));
  });
  it("is not flattened by bounds that are far off", () => {
    const points = [{ sites: 1, value: 200, bound: 300_000 }];
    expect(curveScale({ before: 100, points })).toEqual([100, 250]);
    expect(curveScale({ before: 60, points: [{ sites: 1, value: 50, bound: 48 }] })).toEqual([48, 60]);
  });
});

describe("ticks", () => {
  it("differ as they are written", () => {
    expect(ticksOf([23.5, 25.2], "minutes")).toEqual({ values: [23.5, 24, 24.5, 25], digits: 1 });
    expect(ticksOf([23.44, 23.56], "minutes")).toEqual({ values: [23.45, 23.5, 23.55], digits: 2 });
    expect(ticksOf([6.9, 7.1], "sites")).toEqual({ values: [7], digits: 0 });
    expect(ticksOf([0, 2], "sites", 8)).toEqual({ values: [0, 1, 2], digits: 0 });
  });
});

describe("the history", () => {
  it("is drawn only where it makes a line", () => {
    expect(isTold([{ seconds: 2.4, value: 7, bound: 7 }])).toBe(false);
    expect(
      isTold([
        { seconds: 1, value: 7, bound: 9 },
        { seconds: 2, value: 7, bound: 7 },
      ]),
    ).toBe(true);
  });
  const history = [
    { seconds: 0.1, value: null, bound: 9000 },
    { seconds: 1, value: 800, bound: null },
    { seconds: 2, value: 950, bound: 1000 },
  ];
  it("keeps the best known until now", () => {
    expect(stepsOf(history, 5)).toEqual([
      { seconds: 0.1, value: null, bound: 9000 },
      { seconds: 1, value: 800, bound: 9000 },
      { seconds: 2, value: 950, bound: 1000 },
      { seconds: 5, value: 950, bound: 1000 },
    ]);
  });
  it("is scaled to the gap, not to the first bound", () => {
    const [low, high] = scaleOf(stepsOf(history, 5)) ?? [0, 0];
    expect(high).toBeLessThan(1100);
    expect(low).toBeLessThan(800);
    expect(scaleOf([])).toBeNull();
  });
});

describe("two kinds of facility", () => {
  const [tier] = plainStandard().tiers;
  const both = {
    need: "all" as const,
    tiers: [
      { ...tier, kinds: ["employment-service-station" as const] },
      { ...tier, kinds: ["odd-jobs-market" as const, "odd-jobs-post" as const] },
    ],
  };
  const draft = { ...START_DRAFT, secondKind: "odd-jobs-post" as const, openingHours: "24/7" };
  it("are asked for together where the standard needs both", () => {
    expect(secondKinds(draft, both)).toEqual(["odd-jobs-market", "odd-jobs-post"]);
    expect(requestOf(draft, {}, both).request?.second).toEqual({
      kind: "odd-jobs-post",
      sites: 1,
      openingHours: "24/7",
    });
    expect(requestOf({ ...draft, secondSites: null }, {}, both).missing).toBe("sites");
    // Other goals count both kinds together.
    const fewest = requestOf({ ...draft, goal: "fewest-sites", secondSites: null }, {}, both).request;
    expect(fewest?.second).toEqual({ kind: "odd-jobs-post", openingHours: "24/7" });
  });
  it("are not where one is enough, for another goal, or for a kind that is not needed", () => {
    expect(requestOf(draft, {}, { ...both, need: "any" }).request).not.toHaveProperty("second");
    expect(requestOf(draft, {}).request).not.toHaveProperty("second");
    expect(secondKinds({ ...draft, goal: "least-mean-walk" }, both)).toEqual([]);
    // What a goal adds up nothing of has no weight.
    const weighed = { ...draft, resettlementWeight: 2 };
    expect(requestOf({ ...weighed, goal: "least-mean-walk" }, {}).request).toMatchObject({ resettlementWeight: 2 });
    expect(requestOf({ ...weighed, goal: "fewest-sites" }, {}).request).not.toHaveProperty("resettlementWeight");
    expect(secondKinds({ ...draft, kind: "odd-jobs-post" }, both)).toEqual(["employment-service-station"]);
  });
});

describe("a plan of a result", () => {
  const kind = "employment-service-station" as const;
  const add = (key: number, name: string, lon: number): Change => ({
    type: "add-facility",
    key,
    facility: { name, kind: "employment-service-station", lon, lat: 1 },
  });
  const alternatives = [{ name: "Old school", lon: 7, lat: 8, loss: 30 }];
  const result = {
    peopleCovered: 1000,
    changes: [add(1, "A", 2), add(2, "B", 3)],
    sites: [
      { rank: 1, kind, name: "B", lon: 3, lat: 1, cost: 5, gain: 300, alternatives },
      { rank: 2, kind, name: "A", lon: 2, lat: 1, cost: null, gain: 100, alternatives: [] },
    ],
  };
  it("takes an alternative in place of its site, and what it costs", () => {
    expect(changesOf(result, { 1: 0 })).toEqual([
      add(1, "A", 2),
      {
        ...add(2, "Old school", 7),
        cost: 5,
        facility: { name: "Old school", kind: "employment-service-station", lon: 7, lat: 8 },
      },
    ]);
    expect(peopleWith(result, { 1: 0 })).toEqual({ people: 970, isExact: true });
    expect(peopleWith(result, {})).toEqual({ people: 1000, isExact: true });
    // Another kind at the place of a site is a site of its own.
    const market = { ...add(3, "B 2", 3), facility: { name: "B 2", kind: "odd-jobs-market" as const, lon: 3, lat: 1 } };
    expect(changesOf({ ...result, changes: [market] }, { 1: 0 })).toEqual([market]);
  });
});

describe("what the server refuses", () => {
  const sources = globSync("server/{siting/*,api/siting}.ts").map((file) => readFileSync(file, "utf8"));
  const named = new Set(
    sources.flatMap((text) => [...text.matchAll(/"(\/[a-z][\w/]*)"/gi)].map(([, pointer]) => pointer)),
  );

  it("has a sentence of the form for each field", () => {
    const texts: Record<string, string> = en.siting.refusals;
    const keys = [...named].map((pointer) => pointer?.slice(1).replaceAll("/", "-") ?? "");
    expect(keys).toContain("facility-kind");
    expect(keys.filter((key) => texts[key] === undefined && !key.startsWith("api-"))).toEqual([]);
  });
});
