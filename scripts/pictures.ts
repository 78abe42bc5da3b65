/**
 * `npm run pictures`: makes the pictures of docs/ from the running product, on the demo county in a throw-away data folder.
 * Needs Chromium, as the browser tests do.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { findChromium } from "./needs.ts";

const DOCS = join(import.meta.dirname, "..", "docs");
const DESK: BrowserContextOptions = { viewport: { width: 1440, height: 900 }, locale: "en-GB" };
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  locale: "zh-CN",
};

interface Picture {
  readonly file: string;
  /** What the address says after "#" (client/state.ts). */
  readonly hash: string;
  readonly options: BrowserContextOptions;
  /** Done on the page before the picture is taken. */
  act?(page: Page): Promise<void>;
}

const PICTURES: readonly Picture[] = [
  { file: "desk-en.png", hash: "", options: DESK },
  { file: "gaps-zh.png", hash: "view=gaps&at=gap/1", options: { ...DESK, locale: "zh-CN" } },
  {
    file: "review-zh.png",
    hash: "view=review&part=settlements&standard=city-15-countryside-5km&at=settlement/S001",
    options: { ...DESK, locale: "zh-CN" },
  },
  {
    file: "reasons-en.png",
    hash: "view=review&standard=city-15-countryside-5km&hours=2026-11-28T10:00&own=1&colours=reason&layers=cells areas settlements",
    options: DESK,
  },
  {
    file: "siting-en.png",
    hash: "view=plan&plan-part=siting",
    options: DESK,
    act: async (page) => {
      await page.getByLabel("New facilities").fill("3");
      await page.getByTestId("siting-start").click();
      await page.getByTestId("siting-best").waitFor({ timeout: 90_000 });
    },
  },
  {
    file: "comparison-zh.png",
    hash: "view=plan&plan-part=compare",
    options: { ...DESK, locale: "zh-CN" },
    act: async (page) => {
      // What the picture before has found, as a plan.
      const { jobs } = await (await page.request.get("/api/siting")).json();
      const { result } = await (await page.request.get(`/api/siting/${jobs[0].id}`)).json();
      const made = await page.request.post("/api/scenarios", {
        data: { name: "新建三个服务站", changes: result.changes },
      });
      const { id } = await made.json();
      await page.goto(`/#view=plan&plan-part=compare&compare-plans=present,${id}`);
      await page.reload();
    },
  },
  { file: "areas-en.png", hash: "view=areas&at=area/519921101", options: DESK },
  {
    file: "facility-dark-en.png",
    hash: "view=facilities",
    options: { ...DESK, colorScheme: "dark" },
    act: (page) => page.locator("[data-facility] > button").first().click(),
  },
  {
    file: "phone-zh.png",
    hash: "view=gaps",
    options: PHONE,
    act: (page) => page.locator("[data-rank='5'] button").tap(),
  },
];

/** Starts the product on a free port; resolves with its address when the demo county is there. */
function start(dataDir: string): { program: ChildProcess; address: Promise<string> } {
  const program = spawn(process.execPath, [join(import.meta.dirname, "start.ts")], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: "0", HOST: "", PASSWORD: "", DATABASE_URL: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const address = new Promise<string>((resolve, reject) => {
    let said = "";
    program.stdout.on("data", (chunk: Buffer) => {
      said += chunk;
      const found = /Open (http:\S+) in a browser/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    program.once("exit", (code) => reject(new Error(`The program ended with ${code}; it said:\n${said}`)));
  });
  return { program, address };
}

/** Waits until all tiles of the map have come and been drawn; a busy machine takes its time. */
async function settle(page: Page): Promise<void> {
  await page.getByTestId("headline-share").waitFor();
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(() => {
    const map = document.querySelector("[data-testid=map]") as { owner?: { drawn(layer: string): unknown[] } } | null;
    return (map?.owner?.drawn("cells").length ?? 0) > 0;
  });
  await page.waitForTimeout(2500);
}

const executablePath = findChromium();
if (executablePath === null) {
  console.error("The pictures need Chromium: apt-get install chromium, or set CHROMIUM_PATH.");
  process.exit(1);
}
const dataDir = mkdtempSync(join(tmpdir(), "circles-pictures-"));
const { program, address } = start(dataDir);
try {
  const url = await address;
  const args = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
  const browser = await chromium.launch({ executablePath, args });
  mkdirSync(DOCS, { recursive: true });
  for (const { file, hash, options, act } of PICTURES) {
    const context = await browser.newContext({ ...options, baseURL: url, reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.goto(`${url}/#${hash}`);
    await settle(page);
    if (act !== undefined) {
      await act(page);
      await settle(page);
    }
    await page.screenshot({ path: join(DOCS, file) });
    await context.close();
    console.log(`docs/${file}`);
  }
  await browser.close();
} finally {
  program.kill("SIGTERM");
  await new Promise((resolve) => program.once("close", resolve));
  rmSync(dataDir, { recursive: true, force: true });
}
