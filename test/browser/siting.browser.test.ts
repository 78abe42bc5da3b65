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

  // The link opens the same in another browser, with the difference on the map, and prints.
  const other = await product.open(new URL(page.url()).hash.slice(1));
  await says(other.getByTestId("comparison-best"), count(plans[1]?.total.peopleCovered ?? -1));
  const cells = await settled(other, "cells");
  const isGained = ({ covered, before }: Record<string, unknown>) => Number(covered) > Number(before ?? 0);
  expect(cells.some(({ properties }) => isGained(properties))).toBe(true);
  await other.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  expect(await other.locator(".print-map img").getAttribute("src")).toMatch(/^data:image\/png;base64,.{10000}/);
  for (const name of ["Workbook (XLSX)", "Page to print (HTML)"]) {
    const address = await other.getByRole("link", { name }).getAttribute("href");
    expect((await fetch(product.address + address)).status).toBe(200);
  }
});
