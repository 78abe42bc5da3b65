/**
 * `npm run bench [-- ROW …] [--quick]`: measures the product against what is owed and against its peers, row by row, each in a
 * process of its own, and writes docs/bench.md and what the README quotes of it. Peers are installed when a row asks for them.
 */
import { fork } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { commitMeasured, sentenceOf, thisMachine } from "./bench/machine.ts";
import { type Profile, topOf } from "./bench/profile.ts";
import { type Measured, quoteIn, tableOf, writeReport } from "./bench/report.ts";
import type { Result, Size } from "./bench/row.ts";
import { ROWS } from "./bench/rows.ts";
import type { Order } from "./bench/run-row.ts";

const DOCS = join(import.meta.dirname, "..", "docs");
const README = join(import.meta.dirname, "..", "README.md");

const HELP = `Measures the walking engine: npm run bench [-- ROW …] [options]

Rows (all when none is named):
${ROWS.map(({ name, title }) => `  ${name.padEnd(10)} ${title}`).join("\n")}

  --quick      few samples and small sizes, to try a row; writes nothing
  --no-peers   neither installs nor runs peers
  --profile    runs each row a second time and adds where the time went
  --port PORT  for the servers that rows start (default 9450)

REAL_DATA names the folder with the real extracts. What can be kept (peers, their tiles, databases) lies in
node_modules/.cache/service-circles/bench. The figures count only when nothing else runs on the machine.`;

function readArguments(): { names: string[]; order: Omit<Order, "row">; profile: boolean } | "help" {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: "boolean", short: "h" },
      quick: { type: "boolean" },
      "no-peers": { type: "boolean" },
      profile: { type: "boolean" },
      port: { type: "string", default: "9450" },
    },
  });
  if (values.help) return "help";
  const known = ROWS.map(({ name }) => name);
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`There is no row "${unknown}": name some of ${known.join(", ")}.`);
  if (!process.env.REAL_DATA) throw new Error("Set REAL_DATA to the folder that holds the real extracts.");
  if (!/^\d{1,5}$/.test(values.port)) throw new Error(`--port is "${values.port}" but must be a whole number.`);
  const size: Size = values.quick ? "quick" : "full";
  const order = { size, withPeers: !values["no-peers"], port: Number(values.port) };
  return { names: positionals.length > 0 ? positionals : known, order, profile: values.profile ?? false };
}

/** Runs one row in a process of its own, so that neither memory nor compiled code of another row is in its figures. */
function runRow(order: Order, env: NodeJS.ProcessEnv): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, "bench", "run-row.ts"), [JSON.stringify(order)], {
      env,
      execArgv: [],
    });
    let result: Result | null = null;
    child.on("message", (message: Result) => {
      result = message;
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (result !== null && code === 0) resolve(result);
      else reject(new Error(`The row ${order.row} ended with ${signal ?? `exit code ${code}`}.`));
    });
  });
}

/** The functions of a second run of the row that took most of its time. */
async function profileOf(order: Order): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-profile-"));
  try {
    await runRow({ ...order, withPeers: false }, { ...process.env, BENCH_PROFILE: folder });
    const profiles = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Profile);
    return topOf(profiles, 12);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runBench({
  names,
  order,
  profile,
}: Exclude<ReturnType<typeof readArguments>, "help">): Promise<boolean> {
  const machine = thisMachine();
  console.log(`${sentenceOf(machine)}; the commit ${commitMeasured() || "is unknown"}.`);
  const measured: Measured[] = [];
  let isComplete = true;
  for (const { name, title } of ROWS.filter((row) => names.includes(row.name))) {
    console.log(`\n── ${title} (${name}) ──`);
    const start = performance.now();
    try {
      const result = await runRow({ ...order, row: name }, process.env);
      const seconds = Math.round((performance.now() - start) / 1000);
      const found = profile ? { profile: await profileOf({ ...order, row: name }) } : {};
      const at = new Date().toISOString().slice(0, 16);
      const row: Measured = { name, title, at, commit: commitMeasured(), machine, seconds, ...result, ...found };
      measured.push(row);
      console.log([...tableOf([row]), ...result.notes, ...(row.profile ?? [])].join("\n"));
      // After each row, so that a row that fails later costs nothing.
      const all = ROWS.map((each) => each.name);
      if (order.size === "full") {
        writeReport(DOCS, [row], all);
        quoteIn(README, DOCS);
      }
    } catch (error) {
      isComplete = false;
      console.error(error instanceof Error ? error.message : error);
    }
  }
  if (order.size === "full") console.log(`\nWritten to ${join("docs", "bench.md")}.`);
  else console.log("\nA quick run: nothing was written.");
  return isComplete;
}

try {
  const read = readArguments();
  if (read === "help") console.log(HELP);
  else if (!(await runBench(read))) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
