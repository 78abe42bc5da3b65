/**
 * `npm run import -- FILE…`: brings files of planners into the territory. A running server does the work where there is one (its
 * map shows the new state at once); otherwise this command opens the database itself.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { ImportRecord, ImportRequest, Problem } from "../server/api/messages.ts";
import { readConfig } from "../server/config.ts";
import { connect } from "../server/database/connection.ts";
import { migrate } from "../server/database/migrate.ts";
import { runImport } from "../server/import/run.ts";
import { refuseSameNames } from "../server/import/source-name.ts";
import { tellImport } from "../server/import/tell.ts";
import { findRunning, type RunningServer } from "../server/running.ts";
import {
  AREA_LEVELS,
  COORDINATE_SYSTEMS,
  FACILITY_KINDS,
  PEOPLE_ROLES,
  SETTLEMENT_KINDS,
  SOURCE_KINDS,
} from "../server/words.ts";

const HELP = `Brings files into the territory: npm run import -- FILE… [options]

Streets (.osm.pbf, .osm), people (GeoTIFF, CSV), areas and settlements (GeoJSON, Shapefile, GeoPackage …), facilities (CSV,
GeoJSON, XLSX) and heights (GeoTIFF, .hgt) are recognised. An import is stored whole or not at all.

  --name NAME             the source's name; importing under the same name replaces it (default: the file's name)
  --kind KIND             ${SOURCE_KINDS.join(", ")}
  --coordinates SYSTEM    of points in the file: wgs84 (default), gcj02 (Amap, Tencent), bd09 (Baidu)
  --keep-good             store the good rows although others are wrong
  --licence TEXT          shown beside the numbers, for example "CC BY 4.0, WorldPop"
  --date DATE             of the data, for example 2020 or 2024-06-30
 people:
  --columns A,B           the columns to read; the first is the total when the role is total
  --role ROLE             total (exactly one source is), within (part of the total), apart (counted apart from it)
  --label TEXT            what is counted, for example "人口 20–59 岁,WorldPop 2020"
  --label-en TEXT         the same in English
 areas:
  --level LEVEL           of all areas of the file: ${AREA_LEVELS.join(", ")}
 settlements:
  --settlement-kind KIND  of all settlements: ${SETTLEMENT_KINDS.join(", ")}
 facilities:
  --facility-kind KIND    of all facilities: ${FACILITY_KINDS.join(", ")}

Ctrl-C stops the import; nothing is changed then.`;

/** The command line, checked. Throws a sentence for what it does not know. */
function readArguments(args: string[]): { files: string[]; options: Omit<ImportRequest, "file"> } | "help" {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      help: { type: "boolean", short: "h" },
      name: { type: "string" },
      kind: { type: "string" },
      coordinates: { type: "string" },
      "keep-good": { type: "boolean" },
      licence: { type: "string" },
      date: { type: "string" },
      columns: { type: "string" },
      role: { type: "string" },
      label: { type: "string" },
      "label-en": { type: "string" },
      level: { type: "string" },
      "settlement-kind": { type: "string" },
      "facility-kind": { type: "string" },
    },
  });
  if (values.help || positionals.length === 0) return "help";
  if (values.name !== undefined && positionals.length > 1) {
    throw new Error("--name names one source, but there are several files: import them one by one.");
  }
  // npm runs scripts in the project's folder; paths are meant from where the user stands.
  const from = process.env.INIT_CWD ?? process.cwd();
  const options: Omit<ImportRequest, "file"> = {};
  if (values.name !== undefined) options.name = values.name;
  if (values.kind !== undefined) options.kind = oneOf("--kind", values.kind, SOURCE_KINDS);
  if (values.coordinates !== undefined)
    options.coordinates = oneOf("--coordinates", values.coordinates, COORDINATE_SYSTEMS);
  if (values["keep-good"]) options.keepGood = true;
  if (values.licence !== undefined) options.licence = values.licence;
  if (values.date !== undefined) options.dataDate = values.date;
  if (values.columns !== undefined) options.columns = values.columns.split(",").map((column) => column.trim());
  if (values.role !== undefined) options.role = oneOf("--role", values.role, PEOPLE_ROLES);
  if (values.label !== undefined) options.label = values.label;
  if (values["label-en"] !== undefined) options.labels = { en: values["label-en"] };
  if (values.level !== undefined) options.level = oneOf("--level", values.level, AREA_LEVELS);
  if (values["settlement-kind"] !== undefined) {
    options.settlementKind = oneOf("--settlement-kind", values["settlement-kind"], SETTLEMENT_KINDS);
  }
  if (values["facility-kind"] !== undefined) {
    options.facilityKind = oneOf("--facility-kind", values["facility-kind"], FACILITY_KINDS);
  }
  return { files: positionals.map((file) => resolve(from, file)), options };
}

function oneOf<W extends string>(option: string, value: string, words: readonly W[]): W {
  const word = words.find((each) => each === value);
  if (word === undefined) throw new Error(`${option} is "${value}" but must be one of ${words.join(", ")}.`);
  return word;
}

/** How an import is carried out: by the server or here. */
type Run = (request: ImportRequest, signal: AbortSignal) => Promise<ImportRecord>;

/** Milliseconds between looks at the server's progress. */
const FOLLOW_EVERY = 300;

function runOnServer({ url, token }: RunningServer): Run {
  const ask = async (method: string, path: string, body?: ImportRequest) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer = (await response.json()) as ImportRecord | Problem;
    if (response.ok) return answer as ImportRecord;
    const { title, detail, errors } = answer as Problem;
    throw new Error(errors?.map((error) => error.detail).join("; ") || detail || title);
  };
  return async (request, signal) => {
    let record = await ask("POST", "/api/imports", request);
    let asked = false;
    // A stored import has progress as long as the server takes it into its territory.
    while (record.state === "running" || record.progress) {
      if (signal.aborted && !asked) {
        asked = true;
        // Refused when the import ended in the meantime; then its record says how.
        await ask("DELETE", `/api/imports/${record.id}`).catch(() => undefined);
      }
      if (record.progress) showProgress(record.fileName, record.progress.stage, record.progress.share);
      await new Promise((done) => setTimeout(done, FOLLOW_EVERY));
      record = await ask("GET", `/api/imports/${record.id}`);
    }
    return record;
  };
}

/** Milliseconds within which two interrupts are one press of Ctrl-C. */
const SAME_KEY = 500;

let shown = "";

/** One line that is written over on a terminal; one line a stage elsewhere. */
function showProgress(file: string, stage: string, share: number | null): void {
  const percent = share === null ? "" : ` ${Math.round(100 * share)} %`;
  const line = process.stdout.isTTY ? `${file}: ${stage}${percent}` : `${file}: ${stage}`;
  if (line === shown) return;
  shown = line;
  process.stdout.write(process.stdout.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
}

function tell(record: ImportRecord): void {
  if (process.stdout.isTTY) process.stdout.write("\r\x1b[K");
  shown = "";
  console.log(tellImport(record).join("\n"));
}

async function importFiles(files: readonly string[], options: Omit<ImportRequest, "file">): Promise<boolean> {
  await refuseSameNames(files, options.kind);
  const config = readConfig(process.env, process.cwd());
  const stop = new AbortController();
  let askedAt = 0;
  process.on("SIGINT", () => {
    // One Ctrl-C under npm arrives twice: from the terminal and from npm.
    if (stop.signal.aborted && performance.now() - askedAt > SAME_KEY) process.exit(1);
    if (stop.signal.aborted) return;
    askedAt = performance.now();
    stop.abort();
    console.log("\nStopping … (Ctrl-C again does not wait)");
  });
  const server = findRunning(config.dataDir);
  const opened = server ? null : await connect(config, (sentence) => console.log(sentence));
  try {
    if (server) console.log(`The server at ${server.url} imports.`);
    if (opened) await migrate(opened.db);
    const run: Run = server
      ? runOnServer(server)
      : (request, signal) => {
          if (!opened) throw new Error("The database is not open.");
          const onProgress = (stage: string, share: number | null) => showProgress(request.file, stage, share);
          return runImport(opened.db, request, { onProgress, signal });
        };
    let allStored = true;
    for (const file of files) {
      if (stop.signal.aborted) return false;
      try {
        const record = await run({ ...options, file }, stop.signal);
        tell(record);
        if (record.state !== "stored") allStored = false;
      } catch (error) {
        allStored = false;
        console.error(error instanceof Error ? error.message : error);
      }
    }
    return allStored;
  } finally {
    await opened?.close();
  }
}

try {
  const read = readArguments(process.argv.slice(2));
  if (read === "help") console.log(HELP);
  else if (!(await importFiles(read.files, read.options))) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
