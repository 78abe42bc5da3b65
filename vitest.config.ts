/**
 * Four groups of tests. What a file needs tells its group: files under browser/ drive Chromium, *.real.test.ts read the
 * extracts that REAL_DATA names, files that import databases.ts open databases, all others need nothing. An embedded
 * database takes about 1 GB and a browser a core, so few run at a time.
 */
import { globSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

const files = globSync("test/**/*.test.{ts,tsx}").map((file) => file.replaceAll("\\", "/"));
const browser = files.filter((file) => file.startsWith("test/browser/"));
const real = files.filter((file) => file.includes(".real.test."));
const database = files.filter(
  (file) => ![...browser, ...real].includes(file) && /from "[./]*\/databases\.ts"/.test(readFileSync(file, "utf8")),
);
const unit = files.filter((file) => ![...browser, ...real, ...database].includes(file));

const group = (name: string, include: string[], seconds: number, maxWorkers: number, groupOrder: number) => ({
  test: {
    name,
    include,
    testTimeout: seconds * 1000,
    hookTimeout: seconds * 1000,
    maxWorkers,
    sequence: { groupOrder },
  },
});

export default defineConfig({
  test: {
    pool: "forks",
    // As server/main.ts does for the product.
    execArgv: ["--no-wasm-code-gc"],
    globalSetup: "test/run.ts",
    projects: [
      group("unit", unit, 60, 2, 0),
      group("database", database, 120, 2, 1),
      group("real", real, 600, 2, 2),
      group("browser", browser, 120, 1, 3),
    ],
  },
});
