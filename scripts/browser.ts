/** Opens the browser that tests, pictures and the bench look at the product with. */
import { type Browser, chromium } from "playwright-core";
import { findChromium } from "./needs.ts";

/** What a headless Chromium needs to draw WebGL without a GPU, and to ask nothing of the outside. */
const FLAGS = [
  "--no-sandbox",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @throws when there is no Chromium */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error("There is no Chromium: install it, or set CHROMIUM_PATH.");
  // Without a locale that knows more than ASCII, Chromium calls every file with a Chinese name "download".
  return chromium.launch({ executablePath, args: FLAGS, env: { ...process.env, LANG: "C.UTF-8" } });
}
