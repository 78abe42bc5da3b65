/**
 * `npm run report -- --standard city-15-countryside-5km --out folder`: the review of the territory as files. A running server is asked
 * where there is one; otherwise this command opens the database and answers itself, through the same route.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { REPORT_FORMATS, REPORT_LANGUAGES, type ReportFormat } from "../server/report/report.ts";
import { askUntilLoaded, oneOf, openProgram } from "./ask.ts";

const HELP = `Writes the review of the territory as files: npm run report -- [options]

  --standard ID        of a service standard (default: walk-15); GET /api/standards lists them
  --minutes N          in place of a standard: everybody walks at most so long
  --hours HOURS        any (default), now, a local time (2026-11-28T10:00), week, week:DATE, after-work:HOURS, after-work:HOURS:DATE
  --own-district       people use the facilities of their own district only
  --scenario ID        with the changes of a scenario in place (default: the present state)
  --capacity           a facility serves no more people than it can
  --language LANGUAGE  ${REPORT_LANGUAGES.join(", ")} (default: zh)
  --format FORMATS     ${REPORT_FORMATS.join(",")} (default: all)
  --since ID           of a kept review to compare with
  --run-at TIME        as it stands in the files, for example 2026-11-22T12:00:00+08:00 (default: now)
  --out FOLDER         where the files go (default: here); it is made where it is missing

Equal data, options and --run-at give equal files.`;

interface Order {
  readonly formats: readonly ReportFormat[];
  /** Query of /api/report.…, without the format. */
  readonly query: URLSearchParams;
  readonly folder: string;
}

/** The command line, checked. Throws a sentence for what it does not know. */
function readArguments(args: string[]): Order | "help" {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: "boolean", short: "h" },
      standard: { type: "string" },
      minutes: { type: "string" },
      hours: { type: "string" },
      "own-district": { type: "boolean" },
      capacity: { type: "boolean" },
      scenario: { type: "string" },
      language: { type: "string" },
      format: { type: "string" },
      since: { type: "string" },
      "run-at": { type: "string" },
      out: { type: "string" },
    },
  });
  if (values.help) return "help";
  if (values.standard !== undefined && values.minutes !== undefined) {
    throw new Error("--standard and --minutes exclude each other: name one of them.");
  }
  const named = (values.format ?? REPORT_FORMATS.join()).split(",").map((format) => format.trim());
  const query = new URLSearchParams();
  const set = (key: string, value: string | undefined) => value !== undefined && query.set(key, value);
  set("cutoffMinutes", values.minutes);
  set("standard", values.minutes === undefined ? (values.standard ?? "walk-15") : undefined);
  set("hours", values.hours);
  set("ownDistrictOnly", values["own-district"] ? "true" : undefined);
  set("countCapacity", values.capacity ? "true" : undefined);
  set("scenario", values.scenario);
  set("language", values.language === undefined ? "zh" : oneOf("--language", values.language, REPORT_LANGUAGES));
  set("since", values.since);
  set("runAt", values["run-at"]);
  return {
    formats: named.map((format) => oneOf("--format", format, REPORT_FORMATS)),
    query,
    // npm runs scripts in the project's folder; paths are meant from where the user stands.
    folder: resolve(process.env.INIT_CWD ?? process.cwd(), values.out ?? "."),
  };
}

async function writeReports({ formats, query, folder }: Order): Promise<void> {
  const { ask, close } = await openProgram((url) => `The server at ${url} writes the report.`);
  try {
    await mkdir(folder, { recursive: true });
    for (const format of formats) {
      const { bytes, disposition } = await askUntilLoaded(ask, "GET", `/api/report.${format}?${query}`);
      const name = decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1] ?? `report.${format}`);
      const file = join(folder, name);
      await writeFile(file, bytes);
      console.log(`${file} (${Math.ceil(bytes.length / 1000).toLocaleString("en")} kB)`);
    }
  } finally {
    await close();
  }
}

try {
  const order = readArguments(process.argv.slice(2));
  if (order === "help") console.log(HELP);
  else await writeReports(order);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
