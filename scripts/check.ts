/**
 * `npm test`: type check, lint and all tests, without touching the machine; it first names all that is missing.
 * `npm run check`: the same, after installing with apt what is missing, where it may.
 *
 * What is tested lies in the repository, but for the real extracts: these come from the folder that REAL_DATA names.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { findChromium, findMissing, findPostgres, install, whyNotInstallable } from "./needs.ts";
import { startPostgres } from "./throw-away-postgres.ts";

interface Counts {
  passed: number;
  failed: number;
}

/** The step that runs, to be ended with the program. */
let running: ChildProcess | null = null;
let isStopped = false;

process.chdir(join(import.meta.dirname, ".."));
prepareMachine(process.argv.includes("--install"));
await runChecks();

/** Installs what is missing when asked to, and ends the program with the names of what is missing still. */
function prepareMachine(mayInstall: boolean): void {
  const packages = findMissing().flatMap((need) => need.packages);
  const obstacle = whyNotInstallable();
  if (mayInstall && packages.length > 0 && obstacle === null) {
    console.log(`Installing what the tests need and this machine lacks: ${packages.join(", ")}.`);
    install(packages);
  }
  const missing = findMissing();
  if (missing.length === 0) return;
  console.error(`The tests need what is missing here: ${missing.map((need) => need.missing).join("; ")}.`);
  const left = missing.flatMap((need) => need.packages);
  if (left.length > 0) {
    const remedy = `apt-get install ${left.join(" ")}`;
    console.error(
      mayInstall
        ? `It was not installed because ${obstacle ?? "apt did not bring it"}; on Debian, as root: ${remedy}`
        : `\`npm run check\` installs it as root on Debian or Ubuntu (${remedy}).`,
    );
  }
  process.exit(1);
}

async function runChecks(): Promise<void> {
  const realData = process.env.REAL_DATA;
  const bin = process.env.TEST_DATABASE_URL ? null : findPostgres();
  const postgres = bin ? await startPostgres(bin) : null;
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    // The tools run on the Node that package.json names, not on the machine's.
    PATH: `${resolve("node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}`,
    CHROMIUM_PATH: findChromium() ?? "",
    // The tests start the product and its threads some hundred times: each file is translated and compiled once.
    NODE_COMPILE_CACHE:
      process.env.NODE_COMPILE_CACHE ?? resolve("node_modules", ".cache", "service-circles", "compiled"),
    TEST_DATABASE_URL: postgres?.url ?? process.env.TEST_DATABASE_URL,
    ...(realData ? { REAL_DATA: resolve(realData) } : {}),
  };
  const total: Counts = { passed: 0, failed: 0 };
  const add = ({ passed, failed }: Counts) => {
    total.passed += passed;
    total.failed += failed;
  };
  // Ended from outside, it leaves no server behind.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      isStopped = true;
      running?.kill("SIGTERM");
    });
  }
  const steps = [
    () => runStep("Types", "tsc", ["--noEmit"], environment),
    () => runStep("Lint", "biome", ["check", "."], environment),
    () => runTests(["unit", "database", ...(realData ? ["real"] : []), "browser"], environment),
  ];
  try {
    for (const step of steps) if (!isStopped) add(await step());
  } finally {
    await postgres?.stop();
  }
  if (isStopped) {
    console.log("\nStopped before the end.");
    process.exit(1);
  }
  if (!realData) {
    console.log("\nThe tests on real extracts were left out: set REAL_DATA to the folder that holds them.");
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed === 0 ? 0 : 1);
}

async function runStep(name: string, command: string, argv: string[], env: NodeJS.ProcessEnv): Promise<Counts> {
  console.log(`\n── ${name} ──`);
  const start = performance.now();
  const step = spawn(join("node_modules", ".bin", command), argv, { env, stdio: ["ignore", "inherit", "inherit"] });
  running = step;
  const isGood = await new Promise<boolean>((resolve) => {
    step.once("error", () => resolve(false));
    step.once("exit", (code) => resolve(code === 0));
  });
  running = null;
  console.log(`${name}: ${isGood ? "good" : "failed"}, ${((performance.now() - start) / 1000).toFixed(0)} s`);
  return isGood ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Runs groups of vitest.config.ts and counts their tests; a run that breaks in another way counts as one more failure. */
async function runTests(groups: readonly string[], env: NodeJS.ProcessEnv): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), "circles-check-"));
  const report = join(folder, "report.json");
  const projects = groups.flatMap((group) => ["--project", group]);
  const argv = ["run", ...projects, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const step = await runStep(`Tests: ${groups.join(", ")}`, "vitest", argv, env);
  try {
    const { numPassedTests: passed, numTotalTests } = JSON.parse(readFileSync(report, "utf8"));
    const failed = numTotalTests - passed;
    return { passed, failed: failed === 0 ? step.failed : failed };
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
