/** The desk itself: languages, links, keyboard, phone, dark, editing, a server that goes away, and no word to the outside. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import zhCN from "../../client/locales/zh-CN.json" with { type: "json" };
import type * as Api from "../../server/api/messages.ts";
import { count, coverageOf, drawn, gapsOf, moveCutoff, PHONE, percent, says, settled, startDesk } from "./desk.ts";

const product = startDesk();

/** Nothing sticks out of the window to the side, and the headline is inside it. */
async function expectNothingCutOff(page: Page, { width, height }: { width: number; height: number }): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  const box = await page.getByTestId("headline").boundingBox();
  expect(box).toMatchObject({ x: 0 });
  expect((box?.y ?? -1) >= 0 && (box?.y ?? 0) + (box?.height ?? height) <= height).toBe(true);
  const tabs = await page.getByRole("tab").all();
  for (const tab of tabs) {
    const { x = -1, width: wide = width } = (await tab.boundingBox()) ?? {};
    expect(x >= 0 && x + wide <= width, `tab ${await tab.textContent()}`).toBe(true);
  }
}

describe("language", () => {
  it("is Chinese when the browser says so, on the map too", async () => {
    const page = await product.open("", { locale: "zh-CN" });
    const { total, standard } = await coverageOf(product);
    expect(await page.title()).toBe(zhCN.app.title);
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
    await says(page.getByTestId("headline-people"), standard.base?.labels["zh-CN"] ?? "no Chinese label");
    await says(page.getByTestId("headline-people"), `${count(total.people)}人中的${count(total.peopleCovered)}人`);
    await page.getByText("虚构县", { exact: true }).waitFor();
    await page.getByRole("tab", { name: "空白区" }).click();
    const [gap] = (await gapsOf(product)).features;
    await says(page.locator("[data-rank='1']"), gap?.properties.name ?? "no name");
  });

  it("can be switched, and stays so", async () => {
    const page = await product.open();
    await page.getByRole("button", { name: "切换到中文" }).click();
    await says(page.locator("h1"), zhCN.app.title);
    await page.reload();
    await says(page.locator("h1"), zhCN.app.title);
    await page.getByRole("button", { name: "Switch to English" }).click();
    await says(page.locator("h1"), "15-minute service circles");
  });
});

describe("address", () => {
  it("keeps cutoff, kind, speed, view, area and the map's place over a reload", async () => {
    const page = await product.open("view=areas");
    await moveCutoff(page, 5);
    await page.getByLabel("Kind of facility").selectOption("odd-jobs-post");
    await page.getByLabel("Walking speed").selectOption("3.6");
    const query = "?cutoffMinutes=20&kind=odd-jobs-post&walkingSpeedKmh=3.6";
    const { areas, total } = await coverageOf(product, query);
    const area = areas.find(({ level }) => level === "township");
    await page.locator(`tr[data-code="${area?.code}"] .link`).click();
    await page.getByRole("button", { name: "Zoom in" }).click();
    await expect.poll(() => page.url()).toMatch(/map=/);
    await page.waitForTimeout(500);
    const url = page.url();
    await page.reload();
    await says(page.getByTestId("headline-share"), percent(total.share));
    await says(page.getByTestId("cutoff-value"), "20 minutes");
    expect(await page.getByLabel("Kind of facility").inputValue()).toBe("odd-jobs-post");
    expect(await page.getByLabel("Walking speed").inputValue()).toBe("3.6");
    expect(await page.locator(`tr[data-code="${area?.code}"]`).getAttribute("data-chosen")).toBe("true");
    await settled(page, "cells");
    expect(page.url()).toBe(url);
  });

  it("goes back with the back button", async () => {
    const page = await product.open();
    await page.getByRole("tab", { name: "Gaps" }).click();
    await page.locator("[data-rank='1'] button").click();
    await page.goBack();
    await expect.poll(() => page.locator("[data-rank='1']").getAttribute("data-chosen")).toBeNull();
    await page.goBack();
    expect(await page.getByRole("tab", { name: "Overview" }).getAttribute("aria-selected")).toBe("true");
  });
});

describe("keyboard", () => {
  it("reaches results, slider, gaps and map, and Escape closes", async () => {
    const page = await product.open();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("results");

    await page.getByRole("tab", { name: "Overview" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.locator("[data-rank='1'] button").focus();
    await page.keyboard.press("Enter");
    await page.locator("[data-rank='1'][data-chosen]").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator("[data-chosen]").count()).toBe(0);

    await page.locator(".map-canvas canvas.maplibregl-canvas").focus();
    await page.keyboard.press("Enter");
    await page.locator("[data-card=spot]").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator("[data-card]").count()).toBe(0);
  });
});

describe("phone", () => {
  it("shows headline, map and sheet, and the card of a gap on the map", async () => {
    const page = await product.open("", { viewport: PHONE, hasTouch: true });
    const { total } = await coverageOf(product);
    await says(page.getByTestId("headline-share"), percent(total.share));
    await expectNothingCutOff(page, PHONE);
    const map = await page.getByTestId("map").boundingBox();
    expect(map?.height).toBeGreaterThan(200);
    await page.getByRole("tab", { name: "Gaps" }).tap();
    await page.locator("[data-rank='1'] button").tap();
    const [gap] = (await gapsOf(product)).features;
    await says(page.locator("[data-card=gap]"), count(gap?.properties.people ?? -1));
    await expectNothingCutOff(page, PHONE);
    // The sheet has made room, and the gap is drawn above the card.
    expect((await page.getByTestId("map").boundingBox())?.height).toBeGreaterThan((map?.height ?? 0) + 100);
    const marks = await settled(page, "gap-ranks");
    expect(marks.map(({ properties }) => properties.rank)).toContain(1);
  });

  it("has a sheet that goes up and down", async () => {
    const page = await product.open("view=areas", { viewport: PHONE, hasTouch: true });
    const height = async () => (await page.getByTestId("map").boundingBox())?.height ?? 0;
    const before = await height();
    await page.getByRole("button", { name: "Show more of the results" }).press("ArrowUp");
    await expect.poll(height).toBeLessThan(before - 100);
    await page.getByRole("button", { name: "Show more of the map" }).press("ArrowDown");
    await expect.poll(height).toBe(before);
  });
});

describe("dark", () => {
  it("follows the system, map included, and can be switched", async () => {
    const page = await product.open("", { colorScheme: "dark" });
    const scheme = () => page.locator("html").getAttribute("data-mantine-color-scheme");
    expect(await scheme()).toBe("dark");
    const colours = async () =>
      new Set((await settled(page, "cells")).map(({ paint }) => JSON.stringify(paint["fill-color"])));
    const dark = await colours();
    await page.getByRole("button", { name: "Light colours" }).click();
    expect(await scheme()).toBe("light");
    await expect
      .poll(async () => [...(await colours())].every((colour) => !dark.has(colour)), { timeout: 20_000 })
      .toBe(true);
  });
});

describe("facilities by hand", () => {
  it("are added where the map is clicked, counted at once, closed, and deleted", async () => {
    const before = await coverageOf(product);
    const gaps = await gapsOf(product);
    const { lon = 0, lat = 0 } = gaps.features[0]?.properties ?? {};
    const page = await product.open(`view=facilities&map=15/${lat}/${lon}`);
    await settled(page, "cells");
    await page.getByRole("button", { name: "Add a facility" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("A name is needed.").waitFor();
    await page.getByLabel("Name *", { exact: true }).fill("Test station");
    const box = await page.getByTestId("map").boundingBox();
    if (box === null) throw new Error("There is no map.");
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await expect.poll(() => page.getByLabel("Latitude (WGS-84)").inputValue()).not.toBe("");
    expect(Number(await page.getByLabel("Latitude (WGS-84)").inputValue())).toBeCloseTo(lat, 3);
    await page.getByRole("button", { name: "Save" }).click();
    await says(page.locator("[data-chosen]"), "Test station");

    const during = await coverageOf(product);
    expect(during.total.peopleCovered).toBeGreaterThan(before.total.peopleCovered + 1000);
    await says(page.getByTestId("headline-share"), percent(during.total.share));
    await says(page.getByTestId("headline-people"), count(during.total.peopleCovered));

    await page.getByRole("button", { name: "Mark as closed" }).click();
    await says(page.getByTestId("headline-people"), count(before.total.peopleCovered));
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Yes, delete" }).click();
    await expect.poll(() => page.getByText("Test station").count(), { timeout: 10_000 }).toBe(0);
    const { facilities } = await product.get<Api.FacilityList>("/api/facilities");
    expect(facilities.map(({ name }) => name)).not.toContain("Test station");
  });

  it("far from any street are refused with the distance, and kept only when accepted", async () => {
    const { bounds } = await product.get<Api.TerritorySummary>("/api/territory");
    const [west = 0, south = 0] = bounds;
    const page = await product.open("view=facilities");
    await page.getByRole("button", { name: "Add a facility" }).click();
    await page.getByLabel("Name *", { exact: true }).fill("Far station");
    await page.getByLabel("Longitude (WGS-84)").fill(String(west - 0.02));
    await page.getByLabel("Latitude (WGS-84)").fill(String(south - 0.02));
    await page.getByRole("button", { name: "Save" }).click();
    await says(page.getByRole("alert"), /The nearest street is [\d.]+ km away/);
    await page.getByLabel("Keep this place although it is far from any street").check();
    await page.getByRole("button", { name: "Save" }).click();
    await says(page.locator("[data-chosen]"), "Far station");
    await page.locator("[data-chosen] .warning").waitFor();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Yes, delete" }).click();
    await expect.poll(() => page.getByText("Far station").count(), { timeout: 10_000 }).toBe(0);
  });
});

describe("a closed network", () => {
  it("is enough: the page asks nobody but its server, and nothing is logged as an error", async () => {
    const page = await product.open("view=gaps&layers=cells circles gaps areas settlements");
    const asked: string[] = [];
    const errors: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    await page.reload();
    await settled(page, "cells");
    await settled(page, "circles");
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((url) => !url.startsWith(product.address) && !/^(data|blob):/.test(url))).toEqual([]);
    expect(errors).toEqual([]);
  });

  it("draws names without a glyph server, Latin and Chinese", async () => {
    for (const [locale, pattern] of [
      ["en-GB", /[A-Za-z]{3}/],
      ["zh-CN", /\p{Script=Han}/u],
    ] as const) {
      const page = await product.open("", { locale });
      await settled(page, "township-names");
      const names = (await drawn(page, "township-names")).map(({ properties }) =>
        String(properties[locale === "en-GB" ? "name:en" : "name"]),
      );
      expect(names.length).toBeGreaterThan(3);
      for (const name of names) expect(name).toMatch(pattern);
    }
  });
});

describe("a server that goes away", () => {
  it("is said, the last state stays, and the desk goes on when it is back", async () => {
    const page = await product.open();
    const { total } = await coverageOf(product);
    await product.kill();
    await says(page.getByRole("alert"), "The server does not answer.");
    await says(page.getByTestId("headline-share"), percent(total.share));
    await moveCutoff(page, -5);
    await says(page.getByTestId("cutoff-value"), "10 minutes");
    // No answer for 10 minutes: the headline goes on saying 15, and what it says is true.
    await page.waitForTimeout(6000);
    await says(page.getByTestId("headline"), "within 15 minutes’ walk");
    await product.restart();
    await expect.poll(() => page.getByRole("alert").count(), { timeout: 30_000 }).toBe(0);
    const answer = await coverageOf(product, "?cutoffMinutes=10");
    await says(page.getByTestId("headline"), "within 10 minutes’ walk");
    await says(page.getByTestId("headline-share"), percent(answer.total.share));
  });
});
