/** Trying and storing changes on the map: a dragged pin, the numbers that follow it, undo, and the way back to the present state. */
import type { Page } from "playwright-core";
import { afterEach, describe, expect, it } from "vitest";
import type * as Api from "../../server/api/messages.ts";
import type { Change, Scenario, ScenarioList, WhatIf } from "../../server/api/scenario-messages.ts";
import { count, coverageOf, drawn, PHONE, says, settled, startDesk } from "./desk.ts";

const product = startDesk();

afterEach(async () => {
  const { scenarios } = await product.get<ScenarioList>("/api/scenarios");
  for (const { id } of scenarios) await fetch(`${product.address}/api/scenarios/${id}`, { method: "DELETE" });
});

async function facilityNamed(kind: string): Promise<Api.Facility> {
  const { facilities } = await product.get<Api.FacilityList>("/api/facilities");
  const facility = facilities.find((one) => one.kind === kind && one.status === "existing");
  if (facility === undefined) throw new Error(`The demo county has no ${kind}.`);
  return facility;
}

async function middleOf(page: Page): Promise<{ x: number; y: number }> {
  const box = await page.getByTestId("map").boundingBox();
  if (box === null) throw new Error("There is no map.");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function storedScenario(): Promise<Scenario> {
  const { scenarios } = await product.get<ScenarioList>("/api/scenarios");
  const [first] = scenarios;
  if (first === undefined) throw new Error("No scenario is stored.");
  return product.get<Scenario>(`/api/scenarios/${first.id}`);
}

describe("a station", () => {
  it("is dragged with the numbers following, stored, undone, and the present state is as before", async () => {
    const before = await coverageOf(product);
    const station = await facilityNamed("employment-service-agency");
    const page = await product.open(`view=plan&map=13.5/${station.lat}/${station.lon}`);
    await settled(page, "facilities");
    const { x, y } = await middleOf(page);
    const answers: { change: Change; answer: WhatIf }[] = [];
    page.on("response", async (response) => {
      if (!response.url().endsWith("/api/what-if")) return;
      const { change } = response.request().postDataJSON() as { change: Change };
      answers.push({ change, answer: (await response.json()) as WhatIf });
    });
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let step = 1; step <= 6; step++) await page.mouse.move(x - 15 * step, y - 10 * step);
    // The card says what the server answered to the last place of the pointer.
    await expect
      .poll(
        async () => {
          const last = answers.at(-1);
          const text = await page.getByTestId("trial-total").textContent();
          return last !== undefined && (text?.includes(count(last.answer.covered)) ?? false);
        },
        { timeout: 20_000 },
      )
      .toBe(true);
    const measured = () => page.evaluate(() => performance.getEntriesByName("what-if: pointer to render").length);
    await expect.poll(measured, { timeout: 20_000 }).toBeGreaterThan(0);
    await page.mouse.up();

    await expect.poll(() => page.getByTestId("trial").count(), { timeout: 20_000 }).toBe(0);
    await says(page.getByTestId("plan-saved"), "Stored");
    const scenario = await storedScenario();
    expect(scenario.changes).toMatchObject([{ type: "move-facility", of: { id: station.id } }]);
    const after = await coverageOf(product, `?scenario=${scenario.id}`);
    await says(page.getByTestId("headline-people"), count(after.total.peopleCovered));
    const net = after.total.peopleCovered - before.total.peopleCovered;
    await says(page.getByTestId("plan-gain"), `${net < 0 ? "−" : "+"}${count(Math.abs(net))} people`);
    await says(page.locator("[data-change='1'] .change-gain"), count(Math.abs(net)));
    const fates = (await settled(page, "facilities")).map(({ properties }) => [properties.id, properties.fate]);
    expect(fates).toContainEqual([station.id, "moved"]);

    await page.getByRole("button", { name: "Undo" }).click();
    await says(page.getByTestId("headline-people"), count(before.total.peopleCovered));
    await page.getByRole("button", { name: "Do again" }).click();
    await says(page.getByTestId("headline-people"), count(after.total.peopleCovered));
    await page.getByRole("button", { name: "Back to the present state" }).click();
    await says(page.getByTestId("headline-people"), count(before.total.peopleCovered));
    expect(page.url()).not.toContain("plan=");
    expect((await coverageOf(product)).total).toEqual(before.total);
  });

  it("is put by a click after it was tried at the pointer, and found again by the link", async () => {
    const { features } = await product.get<Api.Gaps>("/api/gaps");
    const { lon = 0, lat = 0 } = features[0]?.properties ?? {};
    const page = await product.open(`view=plan&map=14/${lat}/${lon}`);
    await settled(page, "cells");
    const { x, y } = await middleOf(page);
    await page.getByRole("button", { name: "Put a station" }).click();
    await page.mouse.move(x + 30, y);
    await page.mouse.move(x, y);
    await says(page.getByTestId("trial-gained"), /\+[1-9]/);
    await page.mouse.click(x, y);
    await page.locator("[data-type='add-facility']").waitFor();
    await says(page.getByTestId("plan-gain"), /\+[1-9]/);
    const gain = await page.getByTestId("plan-gain").textContent();
    const url = page.url();
    expect(url).toMatch(/plan=\d+/);

    const other = await product.open(url.split("#")[1]);
    await says(other.getByTestId("plan-gain"), gain ?? "no gain");
    await expect
      .poll(async () => (await drawn(other, "facilities")).some(({ properties }) => properties.fate === "added"), {
        timeout: 30_000,
      })
      .toBe(true);
  });
});

describe("a plan", () => {
  it("that somebody else has changed is shown as it is now, and the step that was not stored is told", async () => {
    const { lon, lat } = await facilityNamed("odd-jobs-market");
    const facility = { name: "Mine", kind: "odd-jobs-post" as const, lon, lat };
    const changes: Change[] = [{ type: "add-facility", key: 1, facility }];
    const { id, revision } = await product.post<Scenario>("/api/scenarios", { name: "Shared", changes });
    const page = await product.open(`view=plan&plan=${id}`);
    await page.locator("[data-change='1']").waitFor();
    const others = { name: "Theirs", changes, revision };
    await fetch(`${product.address}/api/scenarios/${id}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(others),
    });
    await page.getByRole("button", { name: "Remove: New: Odd-jobs post" }).click();
    await says(page.getByRole("alert"), "Somebody else has changed “Shared”");
    await page.locator("[data-change='1']").waitFor();
    await says(page.getByTestId("plan-banner"), "Theirs");
  });

  it("tells why a change does nothing, and a click that hits nothing", async () => {
    const { id, name, lon, lat } = await facilityNamed("odd-jobs-market");
    const of = { id, name, lon, lat };
    const changes: Change[] = [{ type: "change-facility", key: 1, of, openingHours: "Mo-Su 08:00-20:00" }];
    const scenario = await product.post<Scenario>("/api/scenarios", { name: "Longer", changes });
    const { bounds } = await product.get<Api.TerritorySummary>("/api/territory");
    // The corner of a county that is no rectangle.
    const page = await product.open(`view=plan&plan=${scenario.id}&map=16/${bounds[1]}/${bounds[0]}`);
    await says(page.locator("[data-change='1']"), "Opening hours are not asked about");
    await page.getByRole("button", { name: "Block a street" }).click();
    const { x, y } = await middleOf(page);
    await page.mouse.click(x, y);
    await says(page.getByTestId("missed"), "no street here");
    await page.keyboard.press("Escape");
    expect(await page.getByTestId("missed").count()).toBe(0);
    await page.getByRole("button", { name: "Ask about Saturday 10:00" }).click();
    await expect.poll(() => page.locator("[data-unasked]").count()).toBe(0);
    await expect.poll(() => page.url()).toMatch(/hours=.*T10/);
  });

  it("that is gone is told, and the present state is shown", async () => {
    const page = await product.open("view=plan&plan=999999");
    await says(page.getByRole("alert"), "Plan 999999 no longer exists");
    expect(await page.getByTestId("plan-banner").count()).toBe(0);
  });

  it("is changed with a finger too", async () => {
    const station = await facilityNamed("employment-service-agency");
    const hash = `view=plan&map=13.5/${station.lat}/${station.lon}`;
    const page = await product.open(hash, { viewport: PHONE, hasTouch: true });
    await settled(page, "facilities");
    const { x, y } = await middleOf(page);
    const cdp = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: { x: number; y: number }[]) =>
      cdp.send("Input.dispatchTouchEvent", { type, touchPoints });
    await touch("touchStart", [{ x, y }]);
    for (let step = 1; step <= 5; step++) await touch("touchMove", [{ x: x - 8 * step, y: y + 4 * step }]);
    await page.getByTestId("trial-total").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    await touch("touchEnd", []);
    await page.locator("[data-type='move-facility']").waitFor();
    expect((await storedScenario()).changes).toHaveLength(1);
  });
});
