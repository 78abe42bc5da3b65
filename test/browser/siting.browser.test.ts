/**
 * The planner with money for three stations: asks for the best places, asks whether that is really the best, takes a building that can
 * be had, makes it a plan, compares it with the present state, sends the link, prints.
 */
import { expect, it } from "vitest";
import type { Comparison, ScenarioList } from "../../server/api/scenario-messages.ts";
import type { SitingJob, SitingJobList } from "../../server/api/siting-messages.ts";
import { count, percent, says, settled, startDesk } from "./desk.ts";

const product = startDesk();

it("asks for the best places, takes an alternative, and compares the plan", async () => {
  const page = await product.open("view=plan&plan-part=siting");
  await page.getByLabel("New facilities").fill("2");
  await page.getByTestId("siting-start").click();
  await page.getByTestId("siting-result").waitFor({ timeout: 60_000 });
  const { jobs } = await product.get<SitingJobList>("/api/siting");
  const { result } = await product.get<SitingJob>(`/api/siting/${jobs[0]?.id}`);
  if (result === null) throw new Error("The job has no result.");
  await says(
    page.getByTestId("siting-result"),
    `+${count(result.peopleCovered - result.coveredBefore)} people covered`,
  );
  await says(page.getByTestId("siting-best"), "Yes, proven: no other 2 places cover more people.");
  expect((await settled(page, "sites")).length).toBe(2);

  // Reloaded, it is still there.
  await page.reload();
  const first = page.locator("[data-testid=sites] [data-rank='1']");
  await first.getByRole("button").first().click();
  const loss = result.sites[0]?.alternatives[0]?.loss ?? Number.NaN;
  await first.getByRole("button", { name: "Take" }).first().click();
  await says(
    page.getByTestId("siting-result"),
    `+${count(result.peopleCovered - loss - result.coveredBefore)} people covered`,
  );

  await page.getByTestId("make-plan").click();
  await says(page.getByTestId("plan-gain"), `+${count(result.peopleCovered - loss - result.coveredBefore)}`);
  const { scenarios } = await product.get<ScenarioList>("/api/scenarios");
  expect(scenarios.map(({ name, changes }) => [name, changes])).toEqual([["Best 2", 2]]);

  await page.locator(".parts").getByText("Compare", { exact: true }).click();
  const { plans } = await product.get<Comparison>(`/api/comparison?plans=present,${scenarios[0]?.id}`);
  await says(page.getByTestId("comparison-best"), "“Best 2” covers the most");
  for (const { total } of plans) await says(page.locator("[data-row=share]").first(), percent(total.share));

  // The link opens the same in another browser, with the difference on the map.
  const other = await product.open(new URL(page.url()).hash.slice(1), { colorScheme: "dark" });
  await says(other.getByTestId("comparison-best"), count(plans[1]?.total.peopleCovered ?? -1));
  const cells = await settled(other, "cells");
  const isGained = ({ covered, before }: Record<string, unknown>) => Number(covered) > Number(before ?? 0);
  expect(cells.some(({ properties }) => isGained(properties))).toBe(true);

  // Swiped: the second map has the plan's cells and facilities, and follows the keys of the slider.
  await other.getByText("Swipe", { exact: true }).click();
  const addsOn = async (map: string) =>
    (await settled(other, "facilities", map)).some(({ properties }) => properties.fate === "added");
  expect(await addsOn("swipe-map")).toBe(true);
  await expect.poll(() => addsOn("map")).toBe(false);
  const slider = other.getByRole("slider", { name: "Divider on the map" });
  await slider.press("ArrowRight");
  expect(await slider.inputValue()).toBe("52");
  await expect.poll(() => other.url()).toContain("compare-as=swipe");

  // Printed from dark colours (mean below 80), the sheet is light (above 150 also where all is gained) and shows the difference.
  await other.evaluate(() => {
    window.print = () => window.dispatchEvent(new Event("beforeprint"));
  });
  await other.getByRole("button", { name: "Print" }).click();
  const picture = other.locator(".print-map img");
  await picture.waitFor({ state: "attached", timeout: 30_000 });
  expect(await other.locator("html").getAttribute("data-mantine-color-scheme")).toBe("light");
  expect(await picture.evaluate(brightness)).toBeGreaterThan(120);
  await says(other.locator(".print-scale"), /\d (m|km)/);
  await other.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  expect(await other.locator("html").getAttribute("data-mantine-color-scheme")).toBe("dark");
  for (const name of ["Workbook (XLSX)", "Page to print (HTML)"]) {
    const address = await other.getByRole("link", { name }).getAttribute("href");
    expect((await fetch(product.address + address)).status).toBe(200);
  }
});

/** Of a picture, the mean of all colours, 0–255. Runs in the page. */
async function brightness(element: Element): Promise<number> {
  const image = element as HTMLImageElement;
  await image.decode();
  const pen = Object.assign(document.createElement("canvas"), { width: 64, height: 64 }).getContext("2d");
  pen?.drawImage(image, 0, 0, 64, 64);
  const bytes = pen?.getImageData(0, 0, 64, 64).data ?? new Uint8ClampedArray();
  const colours = bytes.filter((_, at) => at % 4 < 3);
  return colours.reduce((sum, one) => sum + one, 0) / colours.length;
}
