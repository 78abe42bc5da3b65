/**
 * The municipal planner: tries a station by hand and watches the number, asks for the best three, takes another place for one of
 * them, compares three plans, and shows the comparison on another machine and on paper.
 */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { Comparison, Scenario, ScenarioList } from "../../server/api/scenario-messages.ts";
import type { SitingJob, SitingJobList } from "../../server/api/siting-messages.ts";
import { count, coverageOf, gapsOf, percent, says, startDesk } from "./desk.ts";
import { sheetRows } from "./sheets.ts";

const product = startDesk();

const eventually = <Value>(value: () => Promise<Value>) => expect.poll(value, { timeout: 30_000 });
const part = (page: Page, name: string) => page.locator(".parts").getByText(name, { exact: true });
const scenarios = async () => (await product.get<ScenarioList>("/api/scenarios")).scenarios;
const scenario = (id: number) => product.get<Scenario>(`/api/scenarios/${id}`);
const numberIn = (text: string | null) => Number((text ?? "").replaceAll(/[^\d]/g, ""));

async function middleOfMap(page: Page): Promise<{ x: number; y: number }> {
  const box = await page.getByTestId("map").boundingBox();
  if (box === null) throw new Error("The map has no place on the page.");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The largest gap's place, where a station does good. */
async function largestGap(): Promise<{ lon: number; lat: number }> {
  const [gap] = (await gapsOf(product)).features;
  if (gap === undefined) throw new Error("The demo county has no gap.");
  return gap.properties;
}

const stored = (page: Page) =>
  eventually(() => page.getByTestId("plan-saved").getAttribute("data-saving")).toBe("saved");

describe("the planner", () => {
  it("puts a station, drags it while the number follows, and undoes it", async () => {
    const present = await coverageOf(product);
    const { lon, lat } = await largestGap();
    const page = await product.open(`view=plan&map=14/${lat}/${lon}`);
    const middle = await middleOfMap(page);
    await page.getByRole("button", { name: "Put a station" }).click();
    await page.mouse.move(middle.x - 40, middle.y);
    await page.mouse.move(middle.x, middle.y);
    await eventually(async () => numberIn(await page.getByTestId("trial-gained").textContent())).toBeGreaterThan(0);
    await page.mouse.click(middle.x, middle.y);
    await page.keyboard.press("Escape");
    await stored(page);
    await eventually(async () => (await scenarios()).length).toBe(1);
    const [record] = await scenarios();
    const id = record?.id ?? -1;
    const put = await coverageOf(product, `?scenario=${id}`);
    expect(put.total.peopleCovered).toBeGreaterThan(present.total.peopleCovered);
    await says(page.getByTestId("headline-share"), percent(put.total.share));
    await says(page.getByTestId("plan-gain"), count(put.total.peopleCovered - present.total.peopleCovered));

    await page.mouse.move(middle.x, middle.y);
    await page.mouse.down();
    const seen = new Set<string | null>();
    for (let step = 1; step <= 6; step++) {
      await page.mouse.move(middle.x + 15 * step, middle.y - 8 * step);
      await eventually(() => page.getByTestId("trial-gained").count()).toBe(1);
      await page.waitForTimeout(200);
      seen.add(await page.getByTestId("trial-gained").textContent());
    }
    expect(seen.size).toBeGreaterThan(1);
    const last = numberIn(await page.getByTestId("trial-gained").textContent());
    await page.mouse.up();
    await eventually(async () => (await scenario(id)).revision).toBeGreaterThan(record?.revision ?? 0);
    await stored(page);
    const moved = await coverageOf(product, `?scenario=${id}`);
    expect((await scenario(id)).changes).toHaveLength(1);
    // What was told while dragging is what the stored plan has.
    expect(Math.abs(moved.total.peopleCovered - present.total.peopleCovered - last)).toBeLessThan(1);
    await says(page.getByTestId("headline-share"), percent(moved.total.share));

    await page.getByRole("button", { name: "Undo" }).click();
    await expect
      .poll(async () => (await coverageOf(product, `?scenario=${id}`)).total.peopleCovered)
      .toBe(put.total.peopleCovered);
    await page.getByRole("button", { name: "Undo" }).click();
    await eventually(async () => (await scenario(id)).changes).toEqual([]);
    await says(page.getByTestId("headline-share"), percent(present.total.share));
    await page.getByRole("button", { name: "Do again" }).click();
    await eventually(async () => (await scenario(id)).changes).toHaveLength(1);
    await stored(page);
    expect((await coverageOf(product)).total).toEqual(present.total);
  });

  it("asks for the best three, and takes another place for one of them", async () => {
    const page = await product.open("view=plan&plan-part=siting");
    await part(page, "Best places").click();
    await page.getByLabel("New facilities").fill("3");
    await page.getByTestId("siting-start").click();
    await says(page.getByTestId("siting-best"), "Yes, proven");
    const { jobs } = await product.get<SitingJobList>("/api/siting");
    const job = await product.get<SitingJob>(`/api/siting/${jobs[0]?.id}`);
    const { result } = job;
    expect(result).toMatchObject({ gapPercent: 0 });
    expect(result?.sites).toHaveLength(3);
    const present = await coverageOf(product);
    const gained = (result?.peopleCovered ?? 0) - present.total.peopleCovered;
    await says(page.getByTestId("siting-result"), count(gained));

    await page.getByTestId("make-plan").click();
    await eventually(async () => (await scenarios()).length).toBe(2);
    const proven = await coverageOf(product, `?scenario=${(await scenarios())[0]?.id}`);
    expect(proven.total.peopleCovered).toBe(result?.peopleCovered);

    await part(page, "Best places").click();
    const first = page.locator('[data-testid=sites] [data-rank="1"]');
    await first.getByRole("button").first().click();
    await first.getByRole("button", { name: "Take", exact: false }).first().click();
    await page.getByTestId("make-plan").click();
    await eventually(async () => (await scenarios()).length).toBe(3);
    const other = await coverageOf(product, `?scenario=${(await scenarios())[0]?.id}`);
    const loss = result?.sites[0]?.alternatives[0]?.loss ?? Number.NaN;
    expect(proven.total.peopleCovered - other.total.peopleCovered).toBeCloseTo(loss, 6);
  });

  it("compares three plans, on the screen, in another browser, on paper and in a workbook", async () => {
    const ids = (await scenarios()).map(({ id }) => id).sort((a, b) => a - b);
    const plans = ["present", ...ids.slice(0, 2)].join();
    const page = await product.open("view=plan");
    await part(page, "Compare").click();
    const chooser = page.getByTestId("plan-chooser");
    for (const id of ids.slice(0, 2)) await chooser.getByLabel((await scenario(id)).name, { exact: true }).check();
    const comparison = await product.get<Comparison>(`/api/comparison?plans=${plans}`);
    const expectFigures = async (shown: Page) => {
      const table = shown.getByTestId("comparison").getByTestId("comparison-figures").first();
      for (const { total, peopleGained } of comparison.plans) {
        await says(table, count(total.peopleCovered));
        await says(table, count(peopleGained));
      }
    };
    await expectFigures(page);
    for (const { total, steps } of comparison.plans) {
      const gains = steps.reduce((sum, step) => sum + step.peopleGained - step.peopleLost, 0);
      expect(gains).toBeCloseTo(total.peopleCovered - comparison.present, 6);
    }
    const link = new URL(page.url()).hash.slice(1);

    const workbook = page.waitForEvent("download");
    await page.getByRole("link", { name: "Workbook (XLSX)" }).click();
    const rows = sheetRows(await readFile(await (await workbook).path()), "Comparison");
    const numbers = rows.flatMap((row) => Object.values(row)).filter((cell) => typeof cell === "number");
    for (const { total } of comparison.plans)
      expect(numbers.some((cell) => Math.abs(cell - total.peopleCovered) < 1)).toBe(true);

    const elsewhere = await product.open(link);
    await expectFigures(elsewhere);
    await elsewhere.emulateMedia({ media: "print" });
    await elsewhere.getByTestId("print-sheet").waitFor();
    expect(await elsewhere.getByTestId("headline-share").isVisible()).toBe(false);
    expect((await elsewhere.pdf()).length).toBeGreaterThan(20_000);
    const page2 = await fetch(`${product.address}/api/comparison.html?plans=${plans}&language=en`);
    expect(await page2.text()).toContain(count(comparison.plans[1]?.total.peopleCovered ?? -1));
  });
});
