/**
 * `npm run siting -- --sites 3`: where the next facilities go, with a proven bound. A running server is asked where there is
 * one; otherwise this command opens the database and answers itself, through the same route.
 */
import { writeFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Change, Scenario } from "../server/api/scenario-messages.ts";
import type { Goal, SitingJob, SitingRequest, SitingResult } from "../server/api/siting-messages.ts";
import { AREA_LEVELS, COORDINATE_SYSTEMS, FACILITY_KINDS, type FacilityKind } from "../server/words.ts";
import { type Ask, askJson, oneOf, openProgram } from "./ask.ts";
import { readPlaces } from "./siting-places.ts";

const GOALS = ["most-people", "fewest-sites", "least-mean-walk", "least-worst-walk"] as const;

const HELP = `Finds sites for new facilities: npm run siting -- --sites 3 [options]

  --sites N            so many new facilities
  --goal GOAL          ${GOALS.join(", ")} (default: most-people)
  --budget N           most people within this budget; --sites is then optional
  --share N            the fewest sites that cover this share of all people, for example 0.9
  --kind KIND          of the new facilities: ${FACILITY_KINDS.join(", ")} (default: ${FACILITY_KINDS[0]})
  --and KIND=N         and at most so many of a second kind, where the standard needs a tier of each; without =N any number
  --opening-hours TEXT of the new facilities, for example "Mo-Fr 09:00-17:00"
  --staff N            of each new facility; --yearly-capacity N likewise
 the question:
  --standard ID        of a service standard (default: walk-15); GET /api/standards lists them
  --minutes N          in place of a standard: everybody walks at most so long
  --hours HOURS        any (default), now, a local time (2026-11-28T10:00), week, week:DATE, after-work:HOURS
  --own-district       people use the facilities of their own district only
  --capacity           a facility serves no more people than it can
  --scenario ID        to start from
 where:
  --places FILE        candidates with name, lon, lat and cost (CSV, XLSX, GeoJSON …); else all junctions near people
  --coordinates SYSTEM of the file: ${COORDINATE_SYSTEMS.join(", ")} (default: wgs84)
  --inside CODES       only in these areas, joined by commas; --outside CODES anywhere but there
  --cost N             of a site that states none
  --spacing METRES     in a straight line between any two facilities
  --floor LEVEL=SHARE  each area of the level at least so far covered, for example township=0.5
  --movable IDS        facilities that may be closed and opened elsewhere; --move-cost N each
 the answer:
  --seconds N          at most so long (default: 60)
  --save NAME          stores the result as a scenario
  --out FILE           .json (all of it) or .csv (the sites)

Ctrl-C ends the search with the best so far and its gap.`;

interface Order {
  readonly request: SitingRequest;
  readonly save: string | null;
  readonly out: string | null;
}

/** The command line, checked. Throws a sentence for what it does not know. */
async function readArguments(args: string[]): Promise<Order | "help"> {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const { values } = parseArgs({
    args,
    options: {
      help: { type: "boolean", short: "h" },
      sites: text,
      goal: text,
      budget: text,
      share: text,
      kind: text,
      and: text,
      "opening-hours": text,
      staff: text,
      "yearly-capacity": text,
      standard: text,
      minutes: text,
      hours: text,
      "own-district": flag,
      capacity: flag,
      scenario: text,
      places: text,
      coordinates: text,
      inside: text,
      outside: text,
      cost: text,
      spacing: text,
      floor: text,
      movable: text,
      "move-cost": text,
      seconds: text,
      save: text,
      out: text,
    },
  });
  if (values.help) return "help";
  if (values.standard !== undefined && values.minutes !== undefined)
    throw new Error("--standard and --minutes exclude each other: name one of them.");
  // npm runs scripts in the project's folder; paths are meant from where the user stands.
  const path = (file: string) => resolve(process.env.INIT_CWD ?? process.cwd(), file);
  const number = (option: keyof typeof values) => numberOf(`--${option}`, values[option]);
  const codes = (option: "inside" | "outside") => ({ [option]: { areaCodes: listOf(values[option]) } });
  const coordinates = oneOf("--coordinates", values.coordinates ?? "wgs84", COORDINATE_SYSTEMS);
  const [staff, yearlyCapacity, moveCost, cost] = [
    number("staff"),
    number("yearly-capacity"),
    number("move-cost"),
    number("cost"),
  ];
  const out = values.out === undefined ? null : path(values.out);
  if (out !== null) oneOf("The ending of --out", extname(out), [".json", ".csv"]);
  const floor = floorOf(values.floor);
  const built = {
    ...(values["opening-hours"] !== undefined && { openingHours: values["opening-hours"] }),
    ...(staff !== null && { staff }),
    ...(yearlyCapacity !== null && { yearlyCapacity }),
  };
  const [scenario, minutes, spacing, seconds] = [
    number("scenario"),
    number("minutes"),
    number("spacing"),
    number("seconds"),
  ];
  const request: SitingRequest = {
    goal: goalOf(values.goal, number("sites"), number("budget"), number("share")),
    facility: {
      kind: oneOf("--kind", values.kind ?? FACILITY_KINDS[0], FACILITY_KINDS),
      ...built,
    },
    ...(values.and !== undefined && { second: { ...secondOf(values.and), ...built } }),
    ...(minutes === null ? { standard: values.standard ?? "walk-15" } : { cutoffMinutes: minutes }),
    ...(values.hours !== undefined && { hours: values.hours }),
    ...(values["own-district"] && { ownDistrictOnly: true }),
    ...(values.capacity && { countCapacity: true }),
    ...(scenario !== null && { scenario }),
    ...(values.places !== undefined && {
      candidates: {
        type: "places",
        places: await readPlaces(path(values.places), { coordinates, isSaid: values.coordinates !== undefined }),
      },
    }),
    ...(values.inside !== undefined && codes("inside")),
    ...(values.outside !== undefined && codes("outside")),
    ...(cost !== null && { costPerSite: cost }),
    ...(spacing !== null && { spacingMetres: spacing }),
    ...(floor !== null && { floor }),
    ...(values.movable !== undefined && {
      movable: {
        facilityIds: listOf(values.movable).map((id) => numberOf("--movable", id) ?? 0),
        ...(moveCost !== null && { cost: moveCost }),
      },
    }),
    ...(seconds !== null && { seconds }),
  };
  return { request, save: values.save ?? null, out };
}

function numberOf(option: string, value: string | boolean | undefined): number | null {
  if (value === undefined) return null;
  const number = Number(value);
  if (value === "" || typeof value === "boolean" || !Number.isFinite(number))
    throw new Error(`${option} is "${value}" but must be a number.`);
  return number;
}

const listOf = (value: string | undefined): string[] => (value ?? "").split(",").map((each) => each.trim());

function floorOf(value: string | undefined): SitingRequest["floor"] | null {
  if (value === undefined) return null;
  const [level, share] = value.split("=");
  return { level: oneOf("--floor", level, AREA_LEVELS), share: numberOf("--floor", share ?? "") ?? 0 };
}

function secondOf(value: string): { kind: FacilityKind; sites?: number } {
  const [kind, sites] = value.split("=");
  const most = sites === undefined ? null : numberOf("--and", sites);
  return { kind: oneOf("--and", kind, FACILITY_KINDS), ...(most !== null && { sites: most }) };
}

function goalOf(named: string | undefined, sites: number | null, budget: number | null, share: number | null): Goal {
  const goal = oneOf("--goal", named ?? (share === null ? "most-people" : "fewest-sites"), GOALS);
  if (goal === "fewest-sites") {
    if (sites !== null || budget !== null)
      throw new Error("The fewest sites are looked for: leave out --sites and --budget.");
    return { type: goal, share: share ?? 1 };
  }
  if (share !== null) throw new Error("--share goes with the goal fewest-sites only.");
  if (budget !== null) {
    if (goal !== "most-people") throw new Error("--budget goes with the goal most-people only.");
    return { type: "most-people-in-budget", budget, ...(sites !== null && { sites }) };
  }
  if (sites === null) throw new Error("Say how many: --sites N, or --budget N, or --share N. See --help.");
  return { type: goal, sites };
}

/** Milliseconds between two looks at the job. */
const LOOK_AGAIN = 250;

const rounded = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 2 : 0 });

/** Follows the job to its end; Ctrl-C lets it end with the best so far. */
async function follow(ask: Ask, id: number): Promise<SitingJob> {
  const stop = () => void ask("DELETE", `/api/siting/${id}`);
  process.once("SIGINT", stop);
  let told = "";
  try {
    for (;;) {
      const job = await askJson<SitingJob>(ask, "GET", `/api/siting/${id}`);
      const line = lineOf(job);
      if (line !== told && job.endedAt === null) console.log(line);
      told = line;
      if (job.endedAt !== null) return job;
      await new Promise((done) => setTimeout(done, LOOK_AGAIN));
    }
  } finally {
    process.removeListener("SIGINT", stop);
  }
}

function lineOf({ stage, history, request: { goal } }: SitingJob): string {
  const last = history.at(-1);
  if (last?.value === undefined || last.value === null) return `  ${stage} …`;
  const { seconds, value, bound } = last;
  if (bound === null) return `  ${seconds.toFixed(1)} s: ${rounded(value)}`;
  const isLess = goal.type !== "most-people" && goal.type !== "most-people-in-budget";
  const gap = (100 * Math.abs(bound - value)) / Math.max(isLess ? value : bound, Number.MIN_VALUE);
  return `  ${seconds.toFixed(1)} s: ${rounded(value)}, ${isLess ? "at least" : "at most"} ${rounded(bound)}, gap ${gap.toFixed(2)} %`;
}

function tell(result: SitingResult): void {
  const { unit, value, bound, gapPercent, people, coveredBefore, peopleCovered, sites, cost, candidates } = result;
  const rows = sites.map(({ rank, kind, name, lon, lat, gain, cost: each }) => {
    return [
      String(rank),
      kind,
      name,
      `${lat.toFixed(6)}, ${lon.toFixed(6)}`,
      gain === null ? "" : `+${rounded(gain)}`,
      each === null ? "" : rounded(each),
    ];
  });
  const table = [["", "Kind", "Site", "Lat, lon", "People", "Cost"], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    );
  const share = (covered: number) => `${rounded(covered)} (${((100 * covered) / people).toFixed(1)} %)`;
  console.log(
    `Covered: ${share(coveredBefore)} before, ${share(peopleCovered)} with these, of ${rounded(people)} people.`,
  );
  if (result.closedFacilityIds.length > 0) console.log(`Closed: facilities ${result.closedFacilityIds.join(", ")}.`);
  if (cost !== null) console.log(`Cost: ${rounded(cost)}.`);
  const better = unit === "people" || unit === "weighted-people" ? "at most" : "at least";
  const words = unit === "weighted-people" ? "people by weight" : unit;
  console.log(
    gapPercent === 0
      ? `Proven: nothing is better than ${rounded(value)} ${words}.`
      : `${rounded(value)} ${words}; ${better} ${rounded(bound)} are possible: gap ${gapPercent.toFixed(2)} %.`,
  );
  console.log(
    `${rounded(candidates.used)} of ${rounded(candidates.asked)} candidates, ${result.seconds.toFixed(1)} s, ${result.method}.`,
  );
}

/** The sites as a table; text in quotation marks. */
function csvOf({ sites }: SitingResult): string {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = sites.map(({ rank, kind, name, lon, lat, gain, cost }) => {
    return [rank, kind, quoted(name), lon, lat, gain ?? "", cost ?? ""].join(",");
  });
  return `\uFEFFrank,kind,name,lon,lat,gain,cost\n${rows.join("\n")}\n`;
}

async function save(ask: Ask, name: string, { changes }: SitingResult, start: number | null): Promise<void> {
  const before: readonly Change[] =
    start === null ? [] : (await askJson<Scenario>(ask, "GET", `/api/scenarios/${start}`)).changes;
  const body = { name, changes: [...before, ...changes] };
  const { id } = await askJson<Scenario>(ask, "POST", "/api/scenarios", body);
  console.log(`Stored as scenario ${id}, "${name}".`);
}

async function run({ request, save: name, out }: Order): Promise<void> {
  const { ask, close } = await openProgram((url) => `The server at ${url} looks for sites.`);
  try {
    const { id } = await askJson<SitingJob>(ask, "POST", "/api/siting", request);
    const { result, infeasible, error } = await follow(ask, id);
    if (infeasible !== null) throw new Error(infeasible.message);
    if (result === null) throw new Error(error ?? "There is no result.");
    tell(result);
    if (name !== null) await save(ask, name, result, request.scenario ?? null);
    if (out !== null) {
      await writeFile(out, extname(out) === ".csv" ? csvOf(result) : `${JSON.stringify(result, null, 2)}\n`);
      console.log(out);
    }
  } finally {
    await close();
  }
}

try {
  const order = await readArguments(process.argv.slice(2));
  if (order === "help") console.log(HELP);
  else await run(order);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
