/**
 * Row "what-if": what the server does for one position of a pin that is dragged: the people gained and lost, by group and area, the
 * cells that change colour, the catchment. On Porto Alegre by the function that a worker answers with, its JSON included; on the demo
 * county by the running product over HTTP. From the pointer to the map's next picture 100 ms are owed; half of them is left to drawing.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImportRequest } from "../../server/api/messages.ts";
import { whatIfAnswer } from "../../server/api/what-if.ts";
import { METRES_PER_DEGREE, metresPerDegreeLon } from "../../server/geo.ts";
import { planOf } from "../../server/plan.ts";
import { PLAIN_CIRCUMSTANCES, plainStandard, type Question, SHIPPED_STANDARDS } from "../../server/standard.ts";
import { randomOf } from "../demo/random.ts";
import { dataDirWith } from "./imported.ts";
import { startProduct } from "./product.ts";
import { atMost, type Bench, bySize, figureOf, type Line, type Result, type Row } from "./row.ts";
import { statisticsOf } from "./statistics.ts";
import { loadTown, placesOnStreets } from "./town.ts";

export const whatIfRow: Row = { name: "what-if", title: "A pin that is dragged", run };

/** Milliseconds. */
const OWED = 50;
const AMBITION = 25;
const POSITIONS = { full: 200, quick: 200, tiny: 5 };
/** What a hand moves between two events, at the zoom of a town. */
const STEP_METRES = 40;
const FACILITIES = 40;
const DEMO = join(import.meta.dirname, "..", "..", "data", "heming");
const KIND = "employment-service-station";
const BY_PLACE = "city-15-countryside-5km";

/** What is asked, and how it is asked over HTTP. */
const QUESTIONS: readonly { name: string; question: Question; fields: object }[] = [
  { name: "15 minutes", question: { standard: plainStandard(), circumstances: PLAIN_CIRCUMSTANCES }, fields: {} },
  {
    name: "15 minutes in the city, 5 km in the countryside",
    question: {
      standard: SHIPPED_STANDARDS.find(({ id }) => id === BY_PLACE) ?? plainStandard(),
      circumstances: PLAIN_CIRCUMSTANCES,
    },
    fields: { standard: BY_PLACE },
  },
  {
    name: "15 minutes, capacity counted",
    question: { standard: plainStandard(), circumstances: { ...PLAIN_CIRCUMSTANCES, countCapacity: true } },
    fields: { countCapacity: true },
  },
];

interface Place {
  readonly lon: number;
  readonly lat: number;
}

async function run(bench: Bench): Promise<Result> {
  const town = await ofTown(bench);
  const county = bench.size === "tiny" ? [] : await ofCounty(bench);
  return {
    lines: [...town, ...county],
    notes: [
      `A seeded path of ${bySize(bench, POSITIONS)} positions, ${STEP_METRES} m apart, each asked once, with the outline of the catchment; the first is not counted, because it finds what all others build on. From the pointer to the picture 100 ms are owed: ${OWED} ms are allowed here, the rest is the browser's.`,
    ],
  };
}

/** A path that turns a little at every step. */
function dragged(start: Place, count: number): Place[] {
  const random = randomOf("bench/what-if");
  let [{ lon, lat }, heading] = [start, random() * 2 * Math.PI];
  return Array.from({ length: count }, () => {
    heading += (random() - 0.5) * 1.5;
    lon += (STEP_METRES * Math.cos(heading)) / metresPerDegreeLon(lat);
    lat += (STEP_METRES * Math.sin(heading)) / METRES_PER_DEGREE;
    return { lon, lat };
  });
}

const pinAt = ({ lon, lat }: Place) =>
  ({ type: "add-facility", key: 1, facility: { name: "Pin", kind: KIND, staff: 3, lon, lat } }) as const;

async function ofTown(bench: Bench): Promise<Line[]> {
  const { title, territory, network } = await loadTown(bench, "porto-alegre", { facilities: FACILITIES });
  const plan = planOf(territory);
  const { lon, lat } = placesOnStreets(network, 1, "bench/what-if");
  const path = dragged({ lon: lon[0], lat: lat[0] }, bySize(bench, POSITIONS));
  return QUESTIONS.flatMap(({ name, question }) => {
    bench.say(`${title}, ${name}`);
    const samples = path.map((place) => {
      const start = performance.now();
      const trial = { stored: [], change: pinAt(place) };
      JSON.stringify(whatIfAnswer(plan, { asked: question, trial, withOutline: true }));
      return performance.now() - start;
    });
    return linesOf(`${title}, ${name}`, samples);
  });
}

async function ofCounty(bench: Bench): Promise<Line[]> {
  const sources = JSON.parse(readFileSync(join(DEMO, "sources.json"), "utf8")) as (ImportRequest & { name: string })[];
  const files = sources.map((source) => ({ ...source, file: join(DEMO, source.file) }));
  const dataDir = mkdtempSync(join(tmpdir(), "bench-data-"));
  cpSync(await dataDirWith(bench, "heming", files), dataDir, { recursive: true });
  const product = await startProduct(bench, dataDir);
  try {
    const { facilities } = JSON.parse(await asked(`${product.url}/api/facilities`)) as { facilities: Place[] };
    const path = dragged(facilities[0], bySize(bench, POSITIONS));
    const lines: Line[] = [];
    for (const { name, fields } of QUESTIONS) {
      bench.say(`Demo county, ${name}`);
      const samples: number[] = [];
      for (const place of path) {
        const start = performance.now();
        await asked(`${product.url}/api/what-if`, { ...fields, change: pinAt(place), outline: true });
        samples.push(performance.now() - start);
      }
      lines.push(...linesOf(`Demo county over HTTP, ${name}`, samples));
    }
    return lines;
  } finally {
    await product.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function asked(url: string, body?: object): Promise<string> {
  const headers = { "content-type": "application/json" };
  const init = body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) };
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${text}`);
  return text;
}

function linesOf(what: string, [, ...samples]: readonly number[]): Line[] {
  const statistics = statisticsOf(samples);
  return [
    { what: `${what}: one position`, ours: figureOf(statistics, "p50", "ms"), peer: null, target: null },
    {
      what: `${what}: one position, p95`,
      ours: figureOf(statistics, "p95", "ms"),
      peer: null,
      target: atMost(OWED, AMBITION),
    },
  ];
}
