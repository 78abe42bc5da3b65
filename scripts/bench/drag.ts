/**
 * Row "drag": from the pointer's event to the frame that shows what it changes, while a station of a plan is dragged in a real browser on
 * the real product. The client measures itself (client/plans/trial.ts); here somebody drags.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import type { ImportRequest, TerritorySummary } from "../../server/api/messages.ts";
import type { Change, Scenario } from "../../server/api/scenario-messages.ts";
import { openBrowser } from "../browser.ts";
import { buildClient } from "../client-build.ts";
import { dataDirWith, type File, portoAlegreFiles, portoFiles } from "./imported.ts";
import { startProduct } from "./product.ts";
import { atMost, type Bench, bySize, figureOf, type Line, type Result, type Row } from "./row.ts";
import { statisticsOf } from "./statistics.ts";

export const dragRow: Row = { name: "drag", title: "Dragging a station", run };

/** From the pointer's event to the frame, at p95, milliseconds. */
const OWED = 100;
/** Between two movements of the pointer, milliseconds. */
const PACE = 50;
const WINDOW = { width: 1440, height: 900 };
const ZOOM = 13.5;
const MEASURE = "what-if: pointer to render";
const DEMO = join(import.meta.dirname, "..", "..", "data", "heming");
/** Stations of the plan stand on a grid of so many columns and rows in the middle of the territory. */
const GRID = [4, 3] as const;

/** One step of the pointer, milliseconds: all of it, and its parts. */
interface Step {
  readonly all: number;
  /** Until it was asked: what came before it had to be answered. */
  readonly waited: number;
  readonly answered: number;
  readonly drawn: number;
  readonly cells: number;
}

async function run(bench: Bench): Promise<Result> {
  await buildClient(bench.say);
  const lines: Line[] = [];
  const notes = [
    `Chromium without a graphics card, ${WINDOW.width} × ${WINDOW.height}, a movement every ${PACE} ms. One question is under way at a time; the newest movement waits for its answer, and that wait counts.`,
    "The frame is that of the page in which the pin's catchment and the changed cells are painted over the map. The map has been drawn before, and the pointer has rested on the pin for half a second.",
  ];
  const heming = { town: "heming", title: "Demo county", filesOf: demoFiles, owed: OWED };
  const portoAlegre = { town: "porto-alegre", title: "Porto Alegre", filesOf: portoAlegreFiles, owed: OWED };
  const porto = { town: "porto", title: bench.size === "tiny" ? "Grid" : "Porto", filesOf: portoFiles, owed: null };
  const towns = bySize(bench, { full: [heming, portoAlegre, porto], quick: [heming], tiny: [porto] });
  const browser = await openBrowser();
  try {
    for (const { town, title, filesOf, owed } of towns) {
      const steps = await dragOn(bench, browser, town, await filesOf(bench));
      lines.push(...linesOf(title, steps, owed));
      const cells = statisticsOf(steps.map((step) => step.cells));
      notes.push(`${title}: ${steps.length} movements were shown; each changed ${cells.median} cells (median).`);
    }
  } finally {
    await browser.close();
  }
  return { lines, notes };
}

function demoFiles(): File[] {
  const sources = JSON.parse(readFileSync(join(DEMO, "sources.json"), "utf8")) as (ImportRequest & { name: string })[];
  return sources.map((source) => ({ ...source, file: join(DEMO, source.file) }));
}

function linesOf(town: string, steps: readonly Step[], owed: number | null): Line[] {
  const line = (what: string, part: keyof Step, target: Line["target"]): Line => {
    return {
      what: `${town}: ${what}`,
      ours: figureOf(statisticsOf(steps.map((step) => step[part])), "p95", "ms"),
      peer: null,
      target,
    };
  };
  return [
    line(
      "pointer event to the frame with the new catchment, cells and numbers",
      "all",
      owed === null ? null : atMost(owed),
    ),
    line("of it, waiting for the question before", "waited", null),
    line("of it, the server, from asking to the answer read", "answered", null),
    line("of it, drawing", "drawn", null),
  ];
}

async function dragOn(bench: Bench, browser: Browser, town: string, files: readonly File[]): Promise<Step[]> {
  const dataDir = mkdtempSync(join(tmpdir(), "bench-data-"));
  cpSync(await dataDirWith(bench, town, files), dataDir, { recursive: true });
  const product = await startProduct(bench, dataDir);
  const page = await browser.newPage({ viewport: WINDOW, locale: "en-GB", reducedMotion: "reduce" });
  try {
    const { bounds } = await ask<TerritorySummary>(`${product.url}/api/territory`);
    const changes = stationsIn(bounds);
    const { id } = await ask<Scenario>(`${product.url}/api/scenarios`, { name: "Bench", changes });
    const dragged = changes[Math.floor(changes.length / 2)];
    if (dragged?.type !== "add-facility") throw new Error("The plan of the bench has no station to drag.");
    const { lon, lat } = dragged.facility;
    await page.goto(`${product.url}/#view=plan&plan=${id}&map=${ZOOM}/${lat}/${lon}`);
    await page.locator("[data-testid=plan-gain]").waitFor({ timeout: 60_000 });
    await page.waitForLoadState("networkidle");
    // Whoever drags a station sees it: the map of the page that was just opened has been drawn.
    await page.waitForFunction(() => {
      const map = document.querySelector("[data-testid=map]") as { owner?: { drawn(layer: string): unknown[] } } | null;
      return (map?.owner?.drawn("facilities").length ?? 0) > 0;
    });
    bench.say(`Dragging in ${town} …`);
    return await drag(page, bySize(bench, { full: 150, quick: 40, tiny: 5 }));
  } finally {
    await page.close();
    await product.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Stations in the middle half of the bounds. */
function stationsIn([west = 0, south = 0, east = 0, north = 0]: readonly number[]): Change[] {
  const [columns, rows] = GRID;
  return Array.from({ length: columns * rows }, (_, index): Change => {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    const lon = west + (east - west) * (0.25 + (0.5 * (column + 0.5)) / columns);
    const lat = south + (north - south) * (0.25 + (0.5 * (row + 0.5)) / rows);
    const facility = { name: `Station ${index + 1}`, kind: "employment-service-station", lon, lat } as const;
    return { type: "add-facility", key: index + 1, facility };
  });
}

/** Drags the station in the middle of the map along a widening circle, and gives it up at the end. */
async function drag(page: Page, movements: number): Promise<Step[]> {
  const box = await page.locator("[data-testid=map]").boundingBox();
  if (box === null) throw new Error("The page has no map.");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.waitForTimeout(500);
  await page.mouse.down();
  const start = performance.now();
  for (let i = 1; i <= movements; i++) {
    const angle = (i / movements) * 4 * Math.PI;
    const radius = 20 + (140 * i) / movements;
    await page.waitForTimeout(Math.max(0, start + i * PACE - performance.now()));
    await page.mouse.move(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  await page.waitForTimeout(1000);
  const steps = await page.evaluate(
    (name) =>
      performance.getEntriesByName(name).map((entry) => {
        const { detail } = entry as PerformanceMeasure;
        return { all: entry.duration, ...(detail as Omit<Step, "all">) };
      }),
    MEASURE,
  );
  await page.keyboard.press("Escape");
  await page.mouse.up();
  if (steps.length === 0) throw new Error("No movement was shown: the station was not dragged.");
  return steps;
}

/** Gets, or posts JSON. @throws when it is not answered well */
async function ask<T>(url: string, body?: unknown): Promise<T> {
  const headers = { "content-type": "application/json" };
  const init = body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) };
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
