/**
 * Row "review": a whole review, as the API answers it. Of the demo county by the running product, when it has just started and
 * when it has answered the question before; and of a million cells by the plan itself, with everything asked at once: hours, own
 * district, capacity.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImportRequest } from "../../server/api/messages.ts";
import { planOf } from "../../server/plan.ts";
import { PLAIN_CIRCUMSTANCES, plainStandard, type Question } from "../../server/standard.ts";
import { buildTerritory } from "../../server/territory.ts";
import { copiedRows } from "./copied-rows.ts";
import { dataDirWith } from "./imported.ts";
import { startProduct } from "./product.ts";
import { profiled } from "./profile.ts";
import { atMost, type Bench, bySize, figureOf, type Line, type Result, type Row, single } from "./row.ts";
import { statisticsOf } from "./statistics.ts";

export const reviewRow: Row = { name: "review", title: "A whole review", run };

/** Seconds. */
const OWED_COUNTY = 2;
const OWED_MILLION = 30;
const COPIES = { full: 15, quick: 4, tiny: 2 };
const DEMO = join(import.meta.dirname, "..", "..", "data", "heming");
const SATURDAY = "2026-11-28T10:00";
/** Asked of the county: the slider's question, and everything at once. */
const ASKED = ["", `?hours=${SATURDAY}&ownDistrictOnly=true&countCapacity=true`];

async function run(bench: Bench): Promise<Result> {
  const county = bench.size === "tiny" ? { lines: [], notes: [] } : await ofCounty(bench);
  const million = await ofMillion(bench);
  return { lines: [...county.lines, ...million.lines], notes: [...county.notes, ...million.notes] };
}

async function ofCounty(bench: Bench): Promise<Result> {
  const sources = JSON.parse(readFileSync(join(DEMO, "sources.json"), "utf8")) as (ImportRequest & { name: string })[];
  const files = sources.map((source) => ({ ...source, file: join(DEMO, source.file) }));
  const dataDir = mkdtempSync(join(tmpdir(), "bench-data-"));
  cpSync(await dataDirWith(bench, "heming", files), dataDir, { recursive: true });
  const runs = bySize(bench, { full: 7, quick: 3, tiny: 1 });
  const [cold, warm] = [ASKED.map((): number[] => []), ASKED.map((): number[] => [])];
  try {
    for (let run = 0; run < runs; run++) {
      for (const [i, query] of ASKED.entries()) {
        bench.say(`Demo county, run ${run + 1}, question ${i + 1}`);
        const product = await startProduct(bench, dataDir);
        try {
          cold[i].push(await secondsOf(`${product.url}/api/review${query}`));
          warm[i].push(await secondsOf(`${product.url}/api/review${query}`));
        } finally {
          await product.stop();
        }
      }
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
  const names = ["plain question", "Saturday, own district, capacity"];
  const line = (what: string, seconds: readonly number[]): Line => {
    return { what, ours: figureOf(statisticsOf(seconds), "p50", "s"), peer: null, target: atMost(OWED_COUNTY) };
  };
  return {
    lines: names.flatMap((name, i) => [
      line(`Demo county, ${name}: review, first question after the start`, cold[i]),
      line(`Demo county, ${name}: review, asked again`, warm[i]),
    ]),
    notes: ["The county's reviews are whole answers of GET /api/review over HTTP, the document read to its end."],
  };
}

async function secondsOf(url: string): Promise<number> {
  const start = performance.now();
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${text}`);
  return (performance.now() - start) / 1000;
}

async function ofMillion(bench: Bench): Promise<Result> {
  const copies = bySize(bench, COPIES);
  bench.say(`${copies} copies: building`);
  const territory = buildTerritory(await copiedRows(bench, copies), 1);
  const plan = planOf(territory);
  const standard = plainStandard();
  const everything: Question = {
    standard,
    circumstances: { hours: { type: "at", time: SATURDAY }, ownDistrictOnly: true, countCapacity: true },
  };
  const questions = [
    { name: "plain question", question: { standard, circumstances: PLAIN_CIRCUMSTANCES } },
    { name: "Saturday, own district, capacity", question: everything },
  ];
  const cells = `${(territory.demand.count / 1e6).toFixed(2)} million cells, ${(territory.network.nodeCount / 1e6).toFixed(2)} million nodes`;
  const lines: Line[] = [];
  const notes: string[] = [];
  for (const { name, question } of questions) {
    bench.say(`${cells}: ${name}`);
    const start = performance.now();
    const { json, gaps } = profiled(() => {
      const { review } = plan.review(question, { version: "bench" });
      return { json: JSON.stringify(review), gaps: review.gaps.length };
    });
    const seconds = (performance.now() - start) / 1000;
    lines.push({
      what: `${cells}, ${name}: review`,
      ours: single(seconds, "s"),
      peer: null,
      target: bench.size === "full" ? atMost(OWED_MILLION) : null,
    });
    notes.push(`${name}: ${gaps.toLocaleString("en")} gaps, ${(json.length / 1e6).toFixed(1)} MB of JSON.`);
  }
  notes.push(
    `The million cells are ${copies} copies of the demo county with ${territory.facilities.count} facilities, reviewed by one thread whose memory is empty before the first question; JSON included.`,
  );
  return { lines, notes };
}
