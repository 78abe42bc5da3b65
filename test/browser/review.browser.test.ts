/**
 * The ministry's reviewer: who is left out under the standard, in which resettlement area, and why; what Saturday and district
 * boundaries change; what a closed station costs between two kept reviews.
 */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type * as Api from "../../server/api/messages.ts";
import type { Review, ReviewChanges } from "../../server/review/document.ts";
import { count, drawn, PHONE, percent, says, settled, startDesk } from "./desk.ts";
import { sheetRows } from "./sheets.ts";

const product = startDesk();
const STANDARD = "city-15-countryside-5km";
const reviewOf = (query: string) => product.get<Review>(`/api/review?${query}`);

/** The switcher of the review's parts. */
const part = (page: Page, name: string) => page.locator(".parts").getByText(name, { exact: true });
const served = (page: Page) => page.locator("[data-testid=outcome] [data-outcome=served]");

async function expectHeadline(page: Page, { total }: Review): Promise<void> {
  await says(page.getByTestId("headline-share"), percent(total.share));
  await says(page.getByTestId("headline-people"), count(total.served));
}

describe("the reviewer", () => {
  it("chooses a standard, and everything on the desk follows it", async () => {
    const page = await product.open("view=review");
    await page.getByLabel("Service standard").selectOption(STANDARD);
    await says(page.getByTestId("rules"), "city 15 min on foot · countryside 5 km straight line");
    const review = await reviewOf(`standard=${STANDARD}`);
    await expectHeadline(page, review);
    await says(served(page), count(review.total.served));
    for (const place of review.places) await says(page.getByTestId("places"), percent(place.share));
    const left = review.total.reasons.reduce((sum, people) => sum + people, 0);
    expect(left).toBeCloseTo(review.total.overCapacity + review.total.outOfReach, 3);
    expect(new URL(page.url()).hash).toContain(`standard=${STANDARD}`);

    await page.getByRole("button", { name: "About this standard" }).click();
    await says(page.getByRole("dialog"), /Hebei.*Oct 2024|Hebei.*Oct 1, 2024/);
  });

  it("drills down to a resettlement area and reads its reason", async () => {
    const page = await product.open(`view=review&part=areas&standard=${STANDARD}`);
    const { areas, settlements, facilities } = await reviewOf(`standard=${STANDARD}`);
    const settlement = settlements.find(({ kind, state }) => kind === "resettlement-area" && state === "uncovered");
    const village = areas.find(({ code }) => code === settlement?.areaCode);
    const township = areas.find(({ code }) => code === village?.parentCode);
    await page.getByRole("button", { name: `Parts of ${township?.names.en}` }).click();
    await says(page.locator("[data-testid=review-areas] tfoot"), count(township?.served ?? -1));
    await page.locator(`[data-testid=review-areas] tr[data-code="${village?.code}"] .link`).click();
    await expect.poll(() => page.url()).toContain(`at=area%2F${village?.code}`);

    await part(page, "Settlements").click();
    await page.getByLabel("Kind", { exact: true }).selectOption("resettlement-area");
    const row = page.locator(`[data-settlement="${settlement?.code}"]`);
    await row.getByRole("button").click();
    await says(row, "not covered");
    const facility = facilities.find(({ id }) => id === settlement?.evidence?.facilityId);
    await says(row.locator(".reason-line"), facility?.names.en ?? "no name");
    await says(row.locator(".reason-line"), /[\d.]+ km in a straight line/);
    expect((await settled(page, "evidence-line")).length).toBeGreaterThan(0);
    // On the card of another view the same reason stands with the rule that holds there.
    await page.getByRole("tab", { name: "Overview" }).click();
    await says(page.locator("[data-card=settlement]"), "15 min on foot");
    await says(page.locator("[data-card=settlement] [data-testid=reason]"), facility?.names.en ?? "no name");
  });

  it("asks for Saturday morning and for the own district only", async () => {
    const page = await product.open(`view=review&standard=${STANDARD}`);
    await page.getByLabel("Opening hours").selectOption("saturday");
    await expect.poll(() => page.url(), { timeout: 30_000 }).toMatch(/hours=\d{4}-\d\d-\d\dT10%3A00/);
    const hours = new URLSearchParams(new URL(page.url()).hash.slice(1)).get("hours") ?? "";
    const saturday = await reviewOf(`standard=${STANDARD}&hours=${hours}`);
    await expectHeadline(page, saturday);
    const closed = page.locator("[data-reason=closed]");
    await says(closed, "Closed at that time");
    await closed.getByRole("button").click();
    await says(closed, "Unknown hours never count as open.");

    await page.getByLabel("Own district only").check();
    const own = await reviewOf(`standard=${STANDARD}&hours=${hours}&ownDistrictOnly=true`);
    await expectHeadline(page, own);
    const lost = (own.total.servedAnyDistrict ?? 0) - own.total.served;
    expect(lost).toBeGreaterThan(0);
    await says(page.getByTestId("any-district"), `${count(lost)} people more would be covered`);
    await part(page, "Areas").click();
    await says(page.getByTestId("district-costs"), "people");
  });

  it("keeps a review, closes a station, and compares", async () => {
    const page = await product.open(`view=review&part=kept&standard=${STANDARD}`);
    const before = await reviewOf(`standard=${STANDARD}`);
    const keep = async (name: string) => {
      await page.getByLabel("Name, for example “Before the new station”").fill(name);
      await page.getByRole("button", { name: "Keep this review" }).click();
      await says(page.getByTestId("kept"), name);
    };
    await keep("Before");
    const [station] = before.facilities
      .filter(({ counts }) => counts)
      .toSorted((a, b) => b.peopleInReach - a.peopleInReach);
    await page.getByRole("tab", { name: "Facilities" }).click();
    await page.locator(`[data-facility="${station?.id}"] > button`).click();
    await page.getByRole("button", { name: "Mark as closed" }).click();
    await page.getByRole("button", { name: "Mark as existing" }).waitFor();
    const after = await reviewOf(`standard=${STANDARD}`);
    expect(after.total.served).toBeLessThan(before.total.served);
    await expectHeadline(page, after);

    await page.getByRole("tab", { name: "Review" }).click();
    await keep("After");
    await page.getByLabel("Before as the earlier one").check();
    await page.getByLabel("After as the later one").check();
    await page.getByRole("button", { name: "Compare the two" }).click();
    const [, first, second] = /compare=(\d+)%2F(\d+)/.exec(page.url()) ?? [];
    const changes = await product.get<ReviewChanges>(`/api/reviews/${second}/changes?since=${first}`);
    expect(changes.total.newlyLost).toBeCloseTo(before.total.served - after.total.served, 3);
    await says(page.getByTestId("change-total"), `Newly lost−${count(changes.total.newlyLost)} people`);
    await says(page.getByTestId("facilities-removed"), station?.name ?? "no name");
    await says(page.getByTestId("changes"), "Both reviews stand on the same files.");
    expect((await settled(page, "changes")).length).toBeGreaterThan(0);

    await page.getByRole("tab", { name: "Facilities" }).click();
    await page.getByRole("button", { name: "Mark as existing" }).click();
    await expectHeadline(page, before);
    await page.getByRole("tab", { name: "Review" }).click();
    await page.getByRole("button", { name: "End the comparison" }).click();
    for (const id of [second, first]) {
      await page.locator(`[data-kept="${id}"]`).getByRole("button", { name: "Delete" }).click();
      await page.locator(`[data-kept="${id}"]`).getByRole("button", { name: "Yes, delete" }).click();
      await expect.poll(() => page.locator(`[data-kept="${id}"]`).count(), { timeout: 20_000 }).toBe(0);
    }
  });
});

describe("a kept review", () => {
  it("is opened whole, says that it is not the present state, is printed, and leads back", async () => {
    const before = await reviewOf(`standard=${STANDARD}`);
    const kept = await product.post<Api.ReviewRecord>("/api/reviews", { name: "Last year", standard: STANDARD });
    const [station] = before.facilities
      .filter(({ counts }) => counts)
      .toSorted((a, b) => b.peopleInReach - a.peopleInReach);
    const setStatus = (status: string) =>
      fetch(`${product.address}/api/facilities/${station?.id}`, {
        method: "PATCH",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ status }),
      });
    expect((await setStatus("closed")).status).toBe(200);
    try {
      const after = await reviewOf(`standard=${STANDARD}`);
      const page = await product.open(`view=review&part=kept&standard=${STANDARD}`);
      const since = page.locator(`[data-kept="${kept.id}"]`).getByRole("link", { name: "Print page" });
      expect(await since.getAttribute("href")).toContain(`since=${kept.id}`);
      await page.locator(`[data-kept="${kept.id}"]`).getByRole("button", { name: "Open it whole" }).click();
      await says(page.getByTestId("kept-banner"), "Kept review “Last year” of");
      await says(page.getByTestId("kept-banner"), "Not the present state");
      await says(served(page), count(before.total.served));
      await expectHeadline(page, after);
      expect(new URL(page.url()).hash).toContain(`kept=${kept.id}`);
      await expect.poll(async () => (await drawn(page, "cells")).length).toBe(0);

      const waiting = page.waitForEvent("download");
      await page.getByRole("link", { name: "Excel (XLSX)" }).click();
      const rows = sheetRows(await readFile(await (await waiting).path()), "Areas");
      expect(rows.map((row) => row.Covered)).toEqual(before.areas.map((area) => expect.closeTo(area.served, 6)));

      await page.getByRole("button", { name: "Back to the present review" }).click();
      await says(served(page), count(after.total.served));
      expect(await page.getByTestId("kept-banner").count()).toBe(0);
      await page.goBack();
      await says(served(page), count(before.total.served));
      // Another question is about the present state.
      await page.getByLabel("Own district only").check();
      await expect.poll(() => page.getByTestId("kept-banner").count()).toBe(0);
    } finally {
      await setStatus("existing");
      await fetch(`${product.address}/api/reviews/${kept.id}`, { method: "DELETE" });
    }
  });
});

describe("the nearest facility", () => {
  it("says its kind where each of several kinds is needed", async () => {
    const tier = (id: string, kinds: string[]) => {
      const rule = { by: "walk", cutoffMinutes: 15 };
      return { id, kinds, city: rule, countryside: rule, settlements: [] };
    };
    const { standards } = await product.get<Api.StandardList>("/api/standards");
    const walk = standards.find(({ standard }) => standard.id === "walk-15")?.standard;
    await product.post("/api/standards", {
      ...walk,
      id: "both",
      name: "Both",
      names: {},
      need: "all",
      tiers: [tier("stations", ["employment-service-station"]), tier("markets", ["odd-jobs-market"])],
    });
    const review = await reviewOf("standard=both");
    const settlement = review.settlements.find(({ facilityId }) => facilityId !== null);
    const nearest = review.facilities.find(({ id }) => id === settlement?.facilityId);
    const kind = nearest?.kind === "odd-jobs-market" ? "Odd-jobs market" : "Employment service station";
    const page = await product.open(
      `view=review&part=settlements&standard=both&at=settlement/${settlement?.code ?? "none"}`,
    );
    await says(page.locator("[data-card=settlement]"), `${nearest?.names.en} (${kind})`);
    const { lon, lat } = settlement ?? { lon: 0, lat: 0 };
    const spot = await product.open(`standard=both&at=spot/${lat}/${lon}`);
    await says(spot.getByTestId("nearest-tier"), `of the nearest of each this one takes the longest: ${kind}`);
    await fetch(`${product.address}/api/standards/both`, { method: "DELETE" });
  });
});

describe("a review that takes long", () => {
  it("says which stage it is at, and ends when the reviewer goes elsewhere", async () => {
    const page = await product.open("view=overview");
    const keys: (string | null)[] = [];
    const keyOf = (url: string, field: string) => new URL(url).searchParams.get(field);
    await page.route("**/api/review?*", (route) => {
      // Never answered: a territory that takes hours.
      keys.push(keyOf(route.request().url(), "progress"));
    });
    await page.route("**/api/progress?*", (route) => {
      expect(keys).toContain(keyOf(route.request().url(), "key"));
      return route.fulfill({ json: { state: "running", stage: "reasons", number: 4, of: 8, share: 0.477 } });
    });
    await page.getByRole("tab", { name: "Review" }).click();
    await says(page.getByTestId("progress"), "Step 4 of 8: the reason of every cell … 47\u00a0%");
    const aborted = page.waitForEvent("requestfailed", (request) => request.url().includes("/api/review?"));
    await page.getByRole("tab", { name: "Overview" }).click();
    await aborted;
    expect(await page.getByTestId("progress").count()).toBe(0);
  });
});

describe("files to take away", () => {
  it("are a workbook with numbers and headings in the language of the screen, and a page to print", async () => {
    const page = await product.open(`view=review&standard=${STANDARD}`, { locale: "zh-CN" });
    const review = await reviewOf(`standard=${STANDARD}`);
    const waiting = page.waitForEvent("download");
    await page.getByRole("link", { name: "Excel 表格（XLSX）" }).click();
    const file = await waiting;
    expect(file.suggestedFilename()).toMatch(/^鹤鸣县.*\.xlsx$/);
    const rows = sheetRows(await readFile(await file.path()), "区划");
    expect(rows).toHaveLength(review.areas.length);
    for (const { code, people, served } of review.areas) {
      const row = rows.find((one) => one.代码 === code);
      expect(row?.人口).toBeCloseTo(people, 6);
      expect(row?.已覆盖).toBeCloseTo(served, 6);
    }

    const opening = page.context().waitForEvent("page");
    await page.getByRole("link", { name: "打印页" }).click();
    const printed = await opening;
    await says(printed.locator("body"), count(review.total.served, "zh-CN"));
    await says(printed.locator("body"), "审图号");
    await printed.close();
  });
});

describe("a standard of the office", () => {
  it("is copied from a shipped one, changed, asked, and deleted", async () => {
    const page = await product.open(`view=review&standard=${STANDARD}`);
    await page.getByRole("button", { name: "About this standard" }).click();
    await page.getByRole("button", { name: "Copy and change" }).click();
    const editor = page.getByTestId("standard-editor");
    await editor.getByLabel("Name *", { exact: true }).fill("Ours");
    await editor.getByLabel("Countryside", { exact: true }).locator("select").selectOption("street");
    await editor.getByLabel("At most (metres)").fill("3000");
    await editor.getByRole("button", { name: "Add a target" }).click();
    await editor.getByRole("button", { name: "Save" }).click();
    await says(page.getByTestId("rules"), "countryside 3 km along the streets");
    const { standards } = await product.get<Api.StandardList>("/api/standards");
    const stored = standards.find(({ standard }) => standard.name === "Ours")?.standard;
    expect(stored?.tiers[0]?.countryside).toEqual({ by: "street", metres: 3000 });
    const review = await reviewOf(`standard=${stored?.id}`);
    await expectHeadline(page, review);
    await says(page.getByTestId("targets"), `${count(review.targets[0]?.people ?? -1)} people still missing`);

    await page.getByRole("button", { name: "About this standard" }).click();
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await editor.getByRole("button", { name: "Delete" }).click();
    await editor.getByRole("button", { name: "Yes, delete" }).click();
    await says(page.getByTestId("cutoff-value"), "15 minutes");
    expect(
      (await product.get<Api.StandardList>("/api/standards")).standards.map((one) => one.standard.id),
    ).not.toContain(stored?.id);
  });
});

describe("city and countryside", () => {
  it("can be corrected by area, and the headline follows", async () => {
    const before = await reviewOf(`standard=${STANDARD}`);
    const area = before.areas
      .filter(({ level }) => level === "township")
      .toSorted((a, b) => b.outOfReach - a.outOfReach)[0];
    const page = await product.open(`standard=${STANDARD}&at=area/${area?.code}`);
    await page.getByLabel("City or countryside").selectOption("countryside");
    await expect
      .poll(async () => (await reviewOf(`standard=${STANDARD}`)).total.served, { timeout: 20_000 })
      .not.toBe(before.total.served);
    await expectHeadline(page, await reviewOf(`standard=${STANDARD}`));
    await page.getByLabel("City or countryside").selectOption("");
    await expectHeadline(page, before);
  });
});

describe("on a phone", () => {
  it("the question folds to one line, and a resettlement area shows its card", async () => {
    const page = await product.open(`view=review&part=settlements&standard=${STANDARD}`, {
      viewport: PHONE,
      hasTouch: true,
    });
    await says(page.locator("details.question summary"), "City 15 minutes, countryside 5 km");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    await page.locator("[data-settlement] button").first().tap();
    await page.locator("[data-card=settlement] [data-testid=reason]").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
  });
});
