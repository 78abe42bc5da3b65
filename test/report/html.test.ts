/** The page to print: nothing from outside, nothing unescaped, the numbers and words of the review, both languages. */
import { createHash } from "node:crypto";
import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { htmlOf } from "../../server/report/html.ts";
import type { Report } from "../../server/report/report.ts";
import { EN } from "../../server/report/texts-en.ts";
import { ZH } from "../../server/report/texts-zh.ts";
import { REASONS } from "../../server/words.ts";
import { townReport } from "./town-review.ts";

const pageOf = (change: Partial<Report> = {}) => Buffer.from(htmlOf(townReport(change))).toString("utf8");

describe("the page", () => {
  const zh = pageOf();
  const en = pageOf({ language: "en" });

  it("loads nothing from outside and runs no script", () => {
    for (const page of [zh, en]) {
      expect(page).not.toMatch(/<script|\ssrc=|\shref=|@import|style="|\son\w+=/);
      expect(page.match(/url\([^)]*\)/g)?.every((url) => url.startsWith("url(#"))).toBe(true);
    }
  });

  it("allows its one style by hash and nothing else", () => {
    const [, style] = /<style>([\s\S]*?)<\/style>/.exec(zh) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    expect(zh).toContain(`content="default-src 'none'; style-src 'sha256-${hash}'"`);
  });

  it("is well-formed, whatever names hold", () => {
    for (const page of [zh, en]) {
      // As XML but for what HTML leaves open.
      const xml = page.replace("<!doctype html>\n", "").replace(/<(meta|br)([^>]*)>/g, "<$1$2/>");
      const parser = new SaxesParser();
      parser.on("error", (error) => {
        throw error;
      });
      parser.write(xml).close();
    }
    expect(zh).toContain("西&lt;乡&gt;");
    expect(zh).not.toContain("<乡>");
    expect(zh).toContain("去年 &lt;1&gt;");
  });

  it("says who is covered, under what, of whom, when, and that it is made up", () => {
    expect(zh).toContain("按“城区15分钟、乡村5公里”，1,023人中有682人（66.7%）已被就业服务覆盖，341人未覆盖。");
    expect(en).toContain("682\u00a0people of 1,023\u00a0people are covered by employment service (66.7\u00a0%)");
    for (const word of ["虚县 (虚构)", "2026-11-22 12:34", "4公里/时", "审图号", ZH.limits.flat, "ab".repeat(32)]) {
      expect(zh).toContain(word);
    }
    for (const word of ["Xu County (fictional)", "Map approval number", EN.limits.flat]) expect(en).toContain(word);
  });

  it("draws a small map for each reason that somebody has, and no other", () => {
    const captions = [...zh.matchAll(/<figcaption>(.*?)<\/figcaption>/g)].map(([, caption]) => caption);
    expect(captions).toEqual([
      "附近没有道路：16人 (4.7%)",
      "该时段不开放：64人 (18.8%)",
      "河流、铁路或高速公路阻隔：4人 (1.2%)",
      "太远：257人 (75.4%)",
    ]);
  });

  it("explains evidence in words, in the language, with the facility's name in it", () => {
    expect(zh).toContain("太远：最近的是=中心站，步行35.2分钟、2.3公里、直线1.9公里");
    expect(en).toContain(
      "Too far: the nearest is Central, 35.2\u00a0minutes, 2.3\u00a0km on foot, 1.9\u00a0km in a straight line",
    );
    expect(en).toContain(
      "Water 鹤河 between: Central is 1.4\u00a0km away in a straight line, 72\u00a0minutes, 4.8\u00a0km on foot",
    );
  });

  it("stands with nobody, nothing and nowhere", () => {
    const report = townReport();
    const { review, geometry } = report;
    const none = {
      ...review.total,
      people: 0,
      served: 0,
      outOfReach: 0,
      share: null,
      groups: [],
      reasons: REASONS.map(() => 0),
    };
    const cells = { ...geometry.cells, count: 0, id: [], h3Resolution: new Int8Array() };
    const page = pageOf({
      review: {
        ...review,
        total: none,
        places: [],
        areas: [],
        levels: [],
        settlements: [],
        gaps: [],
        facilities: [],
        remedies: [],
        targets: [],
        equity: { ...review.equity, gini: null, lorenz: [], worstTenth: null },
        method: { ...review.method, base: null, groups: [], inputs: [], limits: [] },
      },
      geometry: { ...geometry, areas: [], settlements: [], gaps: [], cells },
      comparison: null,
    });
    expect(page).toContain("尚未导入人口");
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("never shows a number that is none", () => {
    for (const page of [zh, en]) expect(page).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  it("has the same bytes on every run", () => {
    expect(pageOf()).toBe(zh);
  });
});

describe("the texts", () => {
  it("have the same entries in both languages, none of them empty", () => {
    const keys = (value: unknown, path = ""): string[] =>
      typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => keys(inner, `${path}.${key}`))
        : [`${path}: ${typeof value}`];
    expect(keys(EN)).toEqual(keys(ZH));
  });
});
