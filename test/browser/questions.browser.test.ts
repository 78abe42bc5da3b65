/** The planner's questions, asked on the page and answered by the API: both must say the same. */
import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { timeClasses } from "../../client/map/colours.ts";
import type * as Api from "../../server/api/messages.ts";
import { count, coverageOf, drawn, gapsOf, moveCutoff, percent, says, settled, startDesk } from "./desk.ts";

const product = startDesk();

async function expectHeadline(page: Page, { total, standard }: Api.Coverage): Promise<void> {
  await says(page.getByTestId("headline-people"), `${count(total.peopleCovered)} of ${count(total.people)} `);
  await says(page.getByTestId("headline-people"), standard.base?.labels.en ?? "no base");
  await says(page.getByTestId("headline-share"), percent(total.share));
  await says(page.getByTestId("headline"), `within ${standard.cutoffMinutes} minutes’ walk`);
}

/** Every cell on the screen has the colour of its minutes. */
async function expectColours(page: Page, cutoff: number): Promise<void> {
  const classes = timeClasses(cutoff, "light");
  const cells = await settled(page, "cells");
  expect(cells.length).toBeGreaterThan(200);
  for (const { properties, paint } of cells) {
    const minutes = properties.minutes as number | undefined;
    const expected = classes.find(({ to }) => to === null || (minutes !== undefined && minutes <= to))?.colour ?? "";
    const { r, g, b } = paint["fill-color"] as { r: number; g: number; b: number };
    const hex = `#${[r, g, b]
      .map((part) =>
        Math.round(part * 255)
          .toString(16)
          .padStart(2, "0"),
      )
      .join("")}`;
    expect({ minutes, hex }).toEqual({ minutes, hex: expected });
  }
}

describe("headline, table and map", () => {
  it("say what the API says, with the base and the fictional county", async () => {
    const page = await product.open();
    const territory = await product.get<Api.TerritorySummary>("/api/territory");
    await expectHeadline(page, await coverageOf(product));
    await says(page.getByTestId("territory"), territory.names.en ?? territory.name);
    await page.getByText("fictional county", { exact: true }).waitFor();
    await expectColours(page, 15);
  });

  it("follow the cutoff", async () => {
    const page = await product.open();
    await moveCutoff(page, -5);
    await expectHeadline(page, await coverageOf(product, "?cutoffMinutes=10"));
    await expectColours(page, 10);
    await page.getByRole("tab", { name: "Gaps" }).click();
    const gaps = await gapsOf(product, "?cutoffMinutes=10");
    await says(page.getByTestId("gaps-sum"), `${count(gaps.features.length)} gaps, ${count(gaps.people)} people`);
  });

  it("follow the kind of facility", async () => {
    const page = await product.open("view=areas");
    await settled(page, "cells");
    const before = JSON.stringify(await drawn(page, "cells"));
    await page.getByLabel("Kind of facility").selectOption("odd-jobs-market");
    const answer = await coverageOf(product, "?kind=odd-jobs-market");
    await expectHeadline(page, answer);
    for (const area of answer.areas.filter(({ level }) => level === "township")) {
      const row = page.locator(`[data-testid=area-table] tr[data-code="${area.code}"]`);
      await says(row, count(area.peopleCovered));
    }
    await expect
      .poll(async () => JSON.stringify(await settled(page, "cells")) !== before, { timeout: 20_000 })
      .toBe(true);
    await expectColours(page, 15);
  });

  it("follow the walking speed, and show the others beside", async () => {
    const page = await product.open();
    await page.getByLabel("Walking speed").selectOption("4.8");
    const answer = await coverageOf(product, "?walkingSpeedKmh=4.8");
    await expectHeadline(page, answer);
    for (const { walkingSpeedKmh, share } of answer.sensitivity) {
      await says(page.locator(".sensitivity"), `${walkingSpeedKmh.toFixed(1)} km/h${percent(share)}`);
    }
  });

  it("count the same people: the covered cells on the screen add up to the headline", async () => {
    // Large enough to see the whole county at the zoom where tiles hold every cell.
    const page = await product.open("", { viewport: { width: 2560, height: 1800 } });
    const { total } = await coverageOf(product);
    const people = new Map<string, number>();
    for (const { properties } of await settled(page, "cells")) {
      expect(properties.cells, "a cell that stands for several").toBeUndefined();
      if (Number(properties.minutes ?? Number.NaN) <= 15) people.set(String(properties.id), Number(properties.people));
    }
    const sum = [...people.values()].reduce((a, b) => a + b, 0);
    // Tiles give people to two decimals.
    expect(Math.abs(sum - total.peopleCovered)).toBeLessThan(people.size * 0.005);
  });

  it("explain each number within one click", async () => {
    const page = await product.open();
    await page.getByTestId("headline").getByRole("button", { name: "Where this number comes from" }).first().click();
    const note = page.getByRole("dialog");
    const { sources } = await product.get<Api.SourceList>("/api/sources");
    const { standard } = await coverageOf(product);
    const source = sources.find(({ name }) => name === standard.base?.source);
    await says(note, source?.import.fileName ?? "no file");
    await says(note, source?.import.dataDate ?? "no date");
    await says(note, /15 min on foot.*4\.0 km\/h/);
    await says(note, `Version of the data${standard.territoryVersion}`);
  });
});

describe("overview", () => {
  it("lists each kind with the people it covers alone", async () => {
    const page = await product.open();
    for (const row of (await coverageOf(product)).byKind) {
      const line = page.locator(`[data-testid=by-kind] [data-kind="${row.kind}"]`);
      await says(line, new RegExp(`${row.facilities}${count(row.peopleCovered)}.*%`));
    }
  });
});

describe("gaps", () => {
  it("are listed by people; a click goes there, draws the way and keeps it in the address", async () => {
    const page = await product.open("view=gaps");
    const { features } = await gapsOf(product);
    const rows = page.getByTestId("gap-list").locator("li");
    await rows.first().waitFor();
    for (const [index, { properties }] of features.slice(0, 10).entries()) {
      await says(rows.nth(index), `${count(properties.people)} people`);
      await says(rows.nth(index), properties.names.en ?? properties.name);
    }
    await rows.nth(1).getByRole("button").click();
    await expect.poll(() => page.url()).toContain("at=gap%2F2");
    const marked = await settled(page, "gap-ranks");
    expect(marked.map(({ properties }) => properties.rank)).toContain(2);
    expect((await settled(page, "walk")).length).toBeGreaterThan(0);
  });

  it("are marked on the map and light up from there", async () => {
    const page = await product.open("view=gaps&at=gap/3");
    await says(page.locator("[data-rank='3'][data-chosen]"), "people");
    await page.locator("[data-rank='1'] button").hover();
    const [first] = (await gapsOf(product)).features;
    await page.locator("[data-rank='1'] button").click();
    await says(page.locator("[data-rank='1'][data-chosen]"), count(first?.properties.people ?? -1));
  });
});

describe("areas", () => {
  it("sort, open their parts, and lead back", async () => {
    const page = await product.open("view=areas");
    const { areas } = await coverageOf(product);
    const townships = areas.filter(({ level }) => level === "township");
    const codes = () =>
      page
        .locator("[data-testid=area-table] tr[data-code]")
        .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-code")));
    await expect.poll(codes).toHaveLength(townships.length);
    await page.getByRole("button", { name: "People", exact: true }).click();
    const byPeople = townships.toSorted((a, b) => b.people - a.people);
    await expect.poll(codes).toEqual(byPeople.map(({ code }) => code));
    await page.getByRole("button", { name: "People", exact: true }).click();
    await expect.poll(codes).toEqual(byPeople.map(({ code }) => code).reverse());

    const [most] = byPeople;
    const name = most?.names.en ?? "";
    await page.getByRole("button", { name: `Parts of ${name}` }).click();
    const parts = areas.filter(({ parentCode }) => parentCode === most?.code);
    await expect.poll(async () => (await codes()).sort()).toEqual(parts.map(({ code }) => code).sort());
    await says(page.locator("[data-testid=area-table] tfoot"), count(most?.people ?? -1));
    await page.getByRole("button", { name: "Whole territory", exact: true }).first().click();
    await expect.poll(codes).toHaveLength(townships.length);
  });

  it("download as a table with the numbers of the API", async () => {
    const page = await product.open("view=areas&cutoff=20");
    const answer = await coverageOf(product, "?cutoffMinutes=20");
    await expectHeadline(page, answer);
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download as table (CSV)" }).click();
    const file = await waiting;
    expect(file.suggestedFilename()).toBe("Heming County-coverage-20min.csv");
    const rows: string[][] = parse(await readFile(await file.path(), "utf8"), { bom: true });
    expect(rows).toHaveLength(answer.areas.length + 2);
    for (const [index, area] of answer.areas.entries()) {
      expect(rows[index + 2]?.[0]).toBe(area.code);
      expect(rows[index + 2]?.slice(4, 6)).toEqual([area.people.toFixed(1), area.peopleCovered.toFixed(1)]);
    }
  });
});

describe("facilities", () => {
  it("show who can walk there, as the API counts", async () => {
    const { facilities } = await product.get<Api.FacilityList>("/api/facilities");
    const facility = facilities.find(({ status }) => status === "existing");
    if (facility === undefined) throw new Error("The demo county has no existing facility.");
    const page = await product.open("view=facilities");
    await page.locator(`[data-facility="${facility.id}"] > button`).click();
    const { features } = await product.post<Api.Catchments>("/api/catchments", {
      facilityIds: [facility.id],
      cutoffMinutes: [5, 10, 15],
    });
    for (const { properties } of features) {
      const row = page.locator(`.panel [data-testid=catchment] [data-minutes="${properties.cutoffMinutes}"]`);
      await says(row, count(properties.people));
      await says(row, (properties.pedestrianShedRatio ?? Number.NaN).toFixed(2));
    }
    expect((await settled(page, "circles")).length).toBeGreaterThanOrEqual(3);
  });
});

describe("a click on the map", () => {
  it("answers with the walk to the nearest facility and the people within reach", async () => {
    const page = await product.open("layers=cells");
    await settled(page, "cells");
    const [gap] = (await gapsOf(product)).features;
    if (gap === undefined) throw new Error("The demo county has no gap.");
    // The place of the first gap is put in the middle, and the middle is clicked.
    const { lon, lat } = gap.properties;
    await page.goto(`${product.address}/#layers=cells&map=15/${lat + 0.004}/${lon}`);
    await page.reload();
    await settled(page, "cells");
    const box = await page.getByTestId("map").boundingBox();
    if (box === null) throw new Error("There is no map.");
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2 + 30);
    await expect.poll(() => page.url()).toContain("at=spot");
    const [, spotLat, spotLon] = new URLSearchParams(new URL(page.url()).hash.slice(1)).get("at")?.split("/") ?? [];
    const walk = await product.get<Api.Walk>(`/api/walk?lon=${spotLon}&lat=${spotLat}`);
    const minutes = Math.ceil((walk.properties.minutes ?? Number.NaN) * 10) / 10;
    await says(page.getByTestId("walk-minutes"), `${minutes} min`);
    const { features } = await product.post<Api.Catchments>("/api/catchments", {
      points: [{ lon: Number(spotLon), lat: Number(spotLat) }],
      cutoffMinutes: [15],
    });
    await says(
      page.locator("[data-card=spot] [data-minutes='15']"),
      count(features[0]?.properties.people ?? Number.NaN),
    );
    expect((await settled(page, "walk")).length).toBeGreaterThan(0);
  });

  it("says how far the nearest street is where there is none", async () => {
    const { bounds } = await product.get<Api.TerritorySummary>("/api/territory");
    const [west = 0, , , north = 0] = bounds;
    const page = await product.open(`at=spot/${north + 0.03}/${west}`);
    await says(page.getByTestId("off-street"), /No street is near this spot\. The nearest street is [\d.]+ km away\./);
  });
});
