/** The workbook: what Excel would find in each cell, read from the file's own XML. */
import { beforeAll, describe, expect, it } from "vitest";
import { xlsxOf } from "../../server/report/xlsx.ts";
import { ALL, SERVED, townReport } from "./town-review.ts";
import { all, Workbook } from "./workbook.ts";

describe("the workbook", () => {
  let zh: Workbook;
  let en: Workbook;
  beforeAll(async () => {
    zh = new Workbook(await xlsxOf(townReport()));
    en = new Workbook(await xlsxOf(townReport({ language: "en" })));
  });

  it("has a sheet for each question, named in the language", () => {
    expect(zh.sheets).toEqual(["总结", "区划", "居民点", "服务空白区", "服务设施", "对比", "方法与来源"]);
    expect(en.sheets).toEqual([
      "Summary",
      "Areas",
      "Settlements",
      "Coverage gaps",
      "Facilities",
      "Comparison",
      "Method and sources",
    ]);
  });

  it("has no sheet of changes without something to compare with", async () => {
    const workbook = new Workbook(await xlsxOf(townReport({ comparison: null })));
    expect(workbook.sheets).not.toContain("对比");
  });

  it("writes numbers as numbers with formats, and words in the language", () => {
    const [county] = en.rows("Areas");
    expect(county).toMatchObject({ Name: "虚县 (en)", Level: "County or district", People: ALL, Covered: SERVED });
    expect(county["Share covered"]).toBe(SERVED / ALL);
    expect(zh.rows("区划")[0]).toMatchObject({ 名称: "虚县", 层级: "县（区）", 人口: ALL });
    const cells = zh.cells("区划");
    expect([cells.get("E2"), cells.get("G2")].map((cell) => zh.format(cell))).toEqual(["#,##0", "0.0%"]);
    expect(cells.get("C2")).toMatchObject({ value: "519999", type: "s" });
    const [facility, window] = zh.rows("服务设施");
    expect(facility).toMatchObject({ 范围内人口: 640.25, 分配人口: 320, 负荷率: 0.5, 计入评估: "是" });
    expect(window).not.toHaveProperty("负荷率");
  });

  it("keeps text that begins like a formula as text", () => {
    for (const name of zh.sheets) {
      expect(all(zh.sheet(name), "f"), name).toEqual([]);
    }
    expect(zh.rows("区划").map((row) => row.名称)).toEqual(["虚县", "+东镇", "东村", "-新村", "西<乡>", '"西"村']);
    expect(zh.rows("服务设施")[0].名称).toBe("=中心站");
    const [first] = zh.cells("居民点").values();
    expect(first.type).toBe("s");
    expect(zh.rows("居民点").map((row) => row.名称)).toEqual(["@安置区", "小\n村"]);
  });

  it("stands areas under the area that holds them, indented by level", () => {
    const styles = zh.xml("xl/styles.xml");
    const [xfs] = all(styles, "cellXfs");
    const indents = ["A2", "A3", "A4", "A5", "A6", "A7"].map((address) => {
      const style = xfs.children[Number(zh.cells("区划").get(address)?.style)];
      return all(style, "alignment")[0]?.attributes.indent;
    });
    expect(indents).toEqual([undefined, "1", "2", "2", "1", "2"]);
  });

  it("keeps the heading in sight, with filters and widths", () => {
    for (const name of ["区划", "居民点", "服务空白区", "服务设施"]) {
      const sheet = zh.sheet(name);
      expect(all(sheet, "pane")[0].attributes, name).toMatchObject({ ySplit: "1", state: "frozen" });
      const rows = all(sheet, "row").length;
      expect(all(sheet, "autoFilter")[0].attributes.ref, name).toMatch(new RegExp(`^A1:[A-Z]+${rows}$`));
      expect(all(sheet, "col").length, name).toBe(all(all(sheet, "row")[0], "c").length);
    }
  });

  it("says standard, speed, date, base, limits, fiction, sources and their hashes", () => {
    for (const [workbook, words] of [
      [zh, ["城区15分钟、乡村5公里", "4公里/时", "2026-11-22 12:34", "居民", "虚构", "SHA-256", "ab".repeat(32)]],
      [
        en,
        ["City 15 minutes, countryside 5 km", "4\u00a0km/h", "2026-11-22 12:34", "residents", "fictional", "SHA-256"],
      ],
    ] as const) {
      const texts = [
        ...workbook.cells(workbook.sheets.at(-1) ?? "").values(),
        ...workbook.cells(workbook.sheets[0]).values(),
      ];
      const whole = texts.map(({ value }) => value).join("\n");
      for (const word of words) expect(whole).toContain(word);
    }
    const limits = [...zh.cells("总结").values()].map(({ value }) => value);
    expect(limits).toContain("没有高程数据，未计坡度；山区实际步行时间更长。");
  });

  it("tells what changed since the kept review", () => {
    const values = [...zh.cells("对比").values()].map(({ value }) => value);
    expect(values[0]).toBe("新增覆盖512人，减少覆盖4人，因人口变动0人。");
    expect(values).toContain(174);
  });

  it("adds up: sheets equal the review", () => {
    const { review } = townReport();
    const sum = (rows: Record<string, string | number>[], heading: string) =>
      rows.reduce((total, row) => total + Number(row[heading]), 0);
    expect(sum(en.rows("Coverage gaps"), "People not covered")).toBe(review.total.outOfReach);
    const villages = en.rows("Areas").filter((row) => row.Level === "Village or community");
    expect(sum(villages, "People")).toBe(ALL);
    const [county] = en.rows("Areas");
    const reasons = Object.entries(county).filter(([heading]) => heading.startsWith("Not covered: "));
    expect(reasons.reduce((total, [, people]) => total + Number(people), 0)).toBe(ALL - SERVED);
  });

  it("has the same bytes on every run, with the time of the run", async () => {
    const [once, again] = [await xlsxOf(townReport()), await xlsxOf(townReport())];
    expect(Buffer.compare(once, again)).toBe(0);
    expect(zh.text("docProps/core.xml")).toContain("2026-11-22T04:34:56Z");
    // The time of the first file in the archive: 2026-11-22 12:34:56 in the format's two numbers.
    const head = Buffer.from(once).readUInt32LE(10);
    expect([head >>> 25, (head >>> 21) & 15, (head >>> 16) & 31, (head >>> 11) & 31, (head >>> 5) & 63]).toEqual([
      2026 - 1980,
      11,
      22,
      12,
      34,
    ]);
  });
});
