/** The real product on the demo county, with a real Chromium before it. Each file that uses it starts its own of both. */

import { rmSync } from "node:fs";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { openBrowser } from "../../scripts/browser.ts";
import type * as Api from "../../server/api/messages.ts";
import { newDataDir } from "../databases.ts";
import { DEMO_COUNTY } from "../fillings.ts";
import { type Started, startProgram } from "../started.ts";

export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

export interface Product {
  readonly address: string;
  /** Asks the API directly: what the page must show. */
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  /** A page on the desk, in English on 1440 × 900 unless said otherwise, when it shows its headline. */
  open(hash?: string, options?: BrowserContextOptions): Promise<Page>;
  /** Ends the server at once, as a power cut would, and starts it again at the same address. */
  kill(): Promise<void>;
  restart(): Promise<void>;
}

/** Starts product and browser before the tests of the file, and ends both after them. */
export function startDesk(): Product {
  let browser: Browser;
  let started: Started;
  let dataDir = "";
  let address = "";
  const pages: Page[] = [];
  beforeAll(async () => {
    dataDir = await newDataDir(DEMO_COUNTY);
    started = startProgram({ DATA_DIR: dataDir });
    [browser, address] = await Promise.all([openBrowser(), started.ready]);
  });
  afterAll(async () => {
    await browser?.close();
    started?.program.kill("SIGTERM");
    await started?.ended;
    rmSync(dataDir, { recursive: true, force: true });
  });
  const json = async <T>(response: Response): Promise<T> => {
    if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
    return response.json() as Promise<T>;
  };
  return {
    get address() {
      return address;
    },
    get: async (path) => json(await fetch(address + path)),
    post: async (path, body) =>
      json(
        await fetch(address + path, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
      ),
    async open(hash = "", options = {}) {
      for (const page of pages.splice(0)) await page.context().close();
      const context = await browser.newContext({
        viewport: DESK,
        locale: "en-GB",
        reducedMotion: "reduce",
        ...options,
      });
      const page = await context.newPage();
      pages.push(page);
      await page.goto(`${address}/#${hash}`);
      await page.getByTestId("headline-share").waitFor();
      return page;
    },
    async kill() {
      started.program.kill("SIGKILL");
      await started.ended;
    },
    async restart() {
      started = startProgram({ DATA_DIR: dataDir, PORT: new URL(address).port });
      await started.ready;
    },
  };
}

/** A whole number as the page writes it. */
export const count = (value: number, language = "en") =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(value);

/** A share in English, by the rule of client/format.ts for shares that are neither nearly nothing nor nearly all. */
export const percent = (share: number | null) => `${((share ?? Number.NaN) * 100).toFixed(1)}\u00a0%`;

export interface Drawn {
  properties: Record<string, unknown>;
  paint: Record<string, unknown>;
}

/** What a map draws of a layer at this moment; [] while tiles are on their way. `map`: its test id. */
export function drawn(page: Page, layer: string, map = "map"): Promise<Drawn[]> {
  return page.getByTestId(map).evaluate((element, name) => {
    const holder = element as unknown as {
      owner?: { drawn(layer: string): { properties: Record<string, unknown>; paint: Record<string, unknown> }[] };
    };
    return holder.owner?.drawn(name) ?? [];
  }, layer);
}

/** Waits until the map draws the layer and nothing of it changes any more. */
export async function settled(page: Page, layer: string, map = "map"): Promise<Drawn[]> {
  let last = "";
  let features: Drawn[] = [];
  await expect
    .poll(
      async () => {
        features = await drawn(page, layer, map);
        const now = JSON.stringify(features);
        const same = now === last && features.length > 0;
        last = now;
        return same;
      },
      { timeout: 30_000, interval: 400 },
    )
    .toBe(true);
  return features;
}

/** Waits until an element says exactly or at least this. */
export async function says(element: Locator, text: string | RegExp): Promise<void> {
  await expect
    .poll(() => element.textContent(), { timeout: 20_000 })
    .toMatch(text instanceof RegExp ? text : literal(text));
}

const literal = (text: string) => new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));

export const coverageOf = (product: Product, query = "") => product.get<Api.Coverage>(`/api/coverage${query}`);
export const gapsOf = (product: Product, query = "") => product.get<Api.Gaps>(`/api/gaps${query}`);

/** Moves the cutoff slider with the keyboard, one minute a press. */
export async function moveCutoff(page: Page, minutes: number): Promise<void> {
  const slider = page.getByRole("slider");
  await slider.focus();
  for (let press = 0; press < Math.abs(minutes); press++) await slider.press(minutes < 0 ? "ArrowLeft" : "ArrowRight");
}
