/** Compared plans as files: sheets, numbers that add up, text that stays text, the page with a map for each plan, equal bytes. */
import { SaxesParser } from "saxes";
import { beforeAll, describe, expect, it } from "vitest";
import type { PlanFigures } from "../../server/api/scenario-messages.ts";
import { comparisonHtml } from "../../server/report/comparison-html.ts";
import { bestText, type ComparisonReport, comparisonWording } from "../../server/report/comparison-report.ts";
import { comparisonXlsx } from "../../server/report/comparison-xlsx.ts";
import { ALL, SERVED, townReport } from "./town-review.ts";
import { all, Workbook } from "./workbook.ts";

/** Each plan covers cells of the town: 16 gained by the first change of plan 3, 4 by its second, which loses 2; plan 5 does nothing. */
const GAINED = 20;
const LOST = 2;

function townPlans(change: Partial<ComparisonReport> = {}): ComparisonReport {
  const { review, geometry } = townReport();
  const total = (peopleCovered: number): PlanFigures["total"] => ({
    people: ALL,
    peopleCovered,
    peopleOverCapacity: 0,
    peopleOutOfReach: ALL - peopleCovered,
    share: peopleCovered / ALL,
    weightedShare: null,
    groups: review.total.groups.map((group) => ({ ...group })),
    facilities: 2,
    peoplePerFacility: null,
  });
  const areas = (gained: number, lost: number) =>
    review.areas.map(({ code, name, names, level, people, served }) => {
      const isTop = level === "county";
      const [peopleGained, peopleLost] = isTop ? [gained, lost] : [0, 0];
      return {
        code,
        name,
        names,
        level,
        people,
        peopleCovered: served + peopleGained - peopleLost,
        peopleGained,
        peopleLost,
      };
    });
  const nothing = { peopleGained: 0, peopleLost: 0 };
  const plans: PlanFigures[] = [
    { scenario: null, total: total(SERVED), ...nothing, areas: areas(0, 0), steps: [] },
    {
      scenario: { id: 3, name: "=方案<一>", note: "讨论稿", revision: 2 },
      total: total(SERVED + GAINED - LOST),
      peopleGained: GAINED,
      peopleLost: LOST,
      areas: areas(GAINED, LOST),
      steps: [
        {
          change: {
            type: "add-facility",
            key: 1,
            cost: 80,
            facility: { name: "+新站", kind: "employment-service-station", yearlyCapacity: 900, lon: 109, lat: 30 },
          },
          peopleGained: 16,
          peopleLost: 0,
          peopleCovered: SERVED + 16,
          problem: null,
        },
        {
          change: {
            type: "move-facility",
            key: 2,
            of: { id: 1, name: "老站", lon: 109, lat: 30 },
            lon: 109.01,
            lat: 30,
          },
          peopleGained: 4,
          peopleLost: 2,
          peopleCovered: SERVED + GAINED - LOST,
          problem: null,
        },
      ],
    },
    {
      scenario: { id: 5, name: "Plan 5", note: "", revision: 1 },
      total: total(SERVED),
      ...nothing,
      areas: areas(0, 0),
      steps: [
        {
          change: {
            type: "add-path",
            key: 1,
            points: [
              { lon: 109, lat: 30 },
              { lon: 109.001, lat: 30 },
            ],
          },
          ...nothing,
          peopleCovered: SERVED,
          problem: { key: 1, code: "no-path", detail: "It joins no street." },
        },
      ],
    },
  ];
  const { cells } = geometry;
  const served = cells.people.map((people, i) => people - cells.uncovered[i]);
  return {
    compared: { standard: {} as ComparisonReport["compared"]["standard"], present: SERVED, plans },
    review,
    geometry: {
      bounds: geometry.bounds,
      barriers: geometry.barriers,
      levels: review.levels,
      areas: review.areas.map(({ level, name }, i) => ({ level, name, shape: geometry.areas[i] })),
      cells: { ...cells, present: served, plans: [served, served.map((people, i) => (i === 4 ? 16 : people)), served] },
    },
    language: "zh",
    runAt: "2026-11-22T12:34:56+08:00",
    comparison: null,
    ...change,
  };
}

describe("the workbook of compared plans", () => {
  let zh: Workbook;
  let en: Workbook;
  beforeAll(async () => {
    zh = new Workbook(await comparisonXlsx(townPlans()));
    en = new Workbook(await comparisonXlsx(townPlans({ language: "en" })));
  });

  it("has the comparison, the changes, the areas, method and sources", () => {
    expect(zh.sheets).toEqual(["方案对比", "各项改动与新增", "区划", "方法与来源"]);
    expect(en.sheets).toEqual(["Comparison", "Changes and gains", "Areas", "Method and sources"]);
  });

  it("says first which plan covers the most", () => {
    const [, best] = [...en.cells("Comparison").values()].map(({ value }) => value);
    expect(best).toBe(
      "“=方案<一>” covers the most: 700\u00a0people (68.4\u00a0%), 18\u00a0people more than the present state.",
    );
  });

  it("writes plans as rows of numbers, text as text", () => {
    const values = [...zh.cells("方案对比").values()];
    expect(values.map(({ value }) => value)).toEqual(
      expect.arrayContaining(["=方案<一>", "Plan 5", "现状", 700, 18, 80]),
    );
    for (const name of zh.sheets) expect(all(zh.sheet(name), "f"), name).toEqual([]);
  });

  it("lists each change with its gain; gains add up to the plan's", () => {
    const texts = [...zh.cells("各项改动与新增").values()].map(({ value }) => value);
    expect(texts).toEqual(expect.arrayContaining(["新增设施", "迁移设施", "合计", "没有接上道路"]));
    expect(texts.some((text) => String(text).startsWith("+新站；就业服务站；年服务900人"))).toBe(true);
    const [{ steps, peopleGained, peopleLost }] = townPlans().compared.plans.slice(1);
    expect(steps.reduce((sum, step) => sum + step.peopleGained - step.peopleLost, 0)).toBe(peopleGained - peopleLost);
  });

  it("has figures of each plan beside each other for every area", () => {
    const [county] = en.rows("Areas");
    expect(county).toMatchObject({ "Present state: Covered": SERVED, "Plan 5: Covered": SERVED });
    expect(county["=方案<一>: Gained"]).toBe(GAINED);
    expect(county["=方案<一>: Lost"]).toBe(LOST);
    expect(county).not.toHaveProperty("Present state: Gained");
  });

  it("says what it was computed with", () => {
    const whole = [...zh.cells("方法与来源").values()].map(({ value }) => value).join("\n");
    for (const word of ["城区15分钟、乡村5公里", "2026-11-22 12:34", "方案对比", "ab".repeat(32), "虚构"]) {
      expect(whole).toContain(word);
    }
  });

  it("has the same bytes on every run", async () => {
    expect(Buffer.compare(await comparisonXlsx(townPlans()), await comparisonXlsx(townPlans()))).toBe(0);
  });
});

describe("the page of compared plans", () => {
  const page = (change: Partial<ComparisonReport> = {}) =>
    Buffer.from(comparisonHtml(townPlans(change))).toString("utf8");
  const zh = page();
  const en = page({ language: "en" });

  it("is well-formed, loads nothing and runs nothing", () => {
    for (const text of [zh, en]) {
      expect(text).not.toMatch(/<script|\ssrc=|\shref=|@import|style="|\son\w+=/);
      const parser = new SaxesParser();
      parser.on("error", (error) => {
        throw error;
      });
      parser.write(text.replace("<!doctype html>\n", "").replace(/<(meta|br)([^>]*)>/g, "<$1$2/>")).close();
    }
    expect(zh).toContain("=方案&lt;一&gt;");
  });

  it("draws a map of each plan but the present state, with room for its approval number", () => {
    expect(zh.match(/<svg class="map"/g)).toHaveLength(2);
    expect(zh.match(/审图号：/g)).toHaveLength(2);
    const [first, second] = zh.split('<svg class="map"').slice(1);
    expect(/<path class="gained" d="M/.test(first)).toBe(true);
    expect(/<path class="gained" d="M/.test(second)).toBe(false);
    expect(new Set(zh.match(/clipPath id="[^"]+"/g)).size).toBe(2);
  });

  it("says the figures and what has no effect", () => {
    expect(en).toContain("it joins no street");
    expect(en).toContain("1 of 6 areas differ");
    expect(zh).toContain("比现状多18人");
  });
});

it("does not praise a plan that gains nothing", () => {
  const { compared } = townPlans();
  const [present, , idle] = compared.plans;
  const say = (plans: PlanFigures[]) => bestText({ ...compared, plans }, comparisonWording("en"));
  expect(say([present, idle])).toContain("All of them cover equally many");
  const worse = { ...idle, total: { ...idle.total, peopleCovered: SERVED - 40 } };
  expect(say([present, worse])).toContain("No plan covers more people than the present state");
});
