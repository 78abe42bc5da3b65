/**
 * Row "siting": where the next stations go. Porto with every junction a candidate and every home as demand, against greedy
 * and against the plain model given whole to HiGHS; and a made-up province of a million cells. What is measured is how
 * much of what is possible at best an answer is proven to cover, and after what time.
 */
import { Worker } from "node:worker_threads";
import { createSearch } from "../../server/network/search.ts";
import { construct } from "../../server/siting/construct.ts";
import { candidatesAtJunctions, reachOf } from "../../server/siting/instance.ts";
import { solveMaxCoverage } from "../../server/siting/max-coverage.ts";
import { createMipSolver, type MipSolver } from "../../server/siting/mip.ts";
import { type CoverageAnswer, type CoverageQuestion, coverageQuestion } from "../../server/siting/question.ts";
import { cutoffCentimetres, DEFAULT_PACE } from "../../server/standard.ts";
import { atLeast, atMost, type Bench, bySize, figureOf, type Line, type Result, type Row, single } from "./row.ts";
import { plane } from "./siting-plane.ts";
import { firstAnswers } from "./siting-request.ts";
import type { WholeState } from "./siting-whole.ts";
import { statisticsOf } from "./statistics.ts";
import { loadTown } from "./town.ts";

export const sitingRow: Row = { name: "siting", title: "Sites with a proven bound", run };

async function run(bench: Bench): Promise<Result> {
  const solver = await createMipSolver();
  const request = await wholeRequest(bench);
  const town = await inTown(bench, solver);
  const province = inProvince(bench, solver);
  const parts = [request, town, province];
  return { lines: parts.flatMap(({ lines }) => lines), notes: parts.flatMap(({ notes }) => notes) };
}

/** What a planner waits for, with all that comes before and beside the kernel. */
async function wholeRequest(bench: Bench): Promise<Result> {
  const sites = bySize(bench, { full: 20, quick: 20, tiny: 3 });
  const title = bench.size === "tiny" ? "Grid" : "Porto";
  bench.say(`${title}: asking the product for ${sites} sites …`);
  const { seconds, stages } = await firstAnswers(bench, sites);
  const seen = stages.map(([stage, at]) => `${stage} ${at.toFixed(2)} s`).join(", ");
  return {
    lines: [
      {
        what: `${title}: ${sites} sites, whole request: from asking the product to its first answer`,
        ours: figureOf(statisticsOf(seconds), "p95", "s"),
        peer: null,
        target: atMost(2),
      },
    ],
    notes: [
      `${title}, whole request: asked ${seconds.length} times, each in a thread of its own; of the first: ${seen}.`,
    ],
  };
}

/** How an answer came about. */
interface Run {
  readonly answer: CoverageAnswer;
  /** Seconds from the start to the first answer, and to the end. */
  readonly first: number;
  readonly end: number;
  /** Seconds until the gap was at most so many percent. */
  until(gapPercent: number): number;
}

/** Solves with a clock; stopped after so many seconds. */
function timed(question: CoverageQuestion, solver: MipSolver, mostSeconds: number, start = performance.now()): Run {
  const seconds = () => (performance.now() - start) / 1000;
  const seen: { at: number; gapPercent: number }[] = [];
  const result = solveMaxCoverage(question, {
    solver,
    watch: {
      isStopped: () => seconds() > mostSeconds,
      secondsLeft: () => Math.max(0, mostSeconds - seconds()),
      report: ({ best, bound }) => {
        seen.push({
          at: seconds(),
          gapPercent: bound === Number.POSITIVE_INFINITY ? 100 : (100 * (bound - best)) / bound,
        });
      },
    },
  });
  const end = seconds();
  if (result.kind !== "answer") throw new Error(result.message);
  const until = (gapPercent: number) =>
    seen.find((each) => each.gapPercent <= gapPercent)?.at ??
    (result.gapPercent <= gapPercent ? end : Number.POSITIVE_INFINITY);
  return { answer: result, first: seen[0]?.at ?? end, end, until };
}

/** Percent of what is possible at best, by the bound. */
const provenPercent = (covered: number, bound: number) => (bound === 0 ? 100 : (100 * covered) / bound);

async function inTown(bench: Bench, solver: MipSolver): Promise<Result> {
  const { title, territory, network } = await loadTown(bench, "porto", { facilities: 0 });
  const mostSites = bySize(bench, { full: 20, quick: 20, tiny: 3 });
  const limit = cutoffCentimetres(DEFAULT_PACE);
  const search = createSearch(network);
  const start = performance.now();
  const candidates = candidatesAtJunctions(network);
  const reach = reachOf(search, territory.demand, candidates, limit);
  const paired = (performance.now() - start) / 1000;
  const question = coverageQuestion({
    byCandidate: reach.byCandidate,
    reach,
    weight: territory.demand.people,
    mostSites,
  });
  const { answer, first, end, until } = timed(question, solver, 60, start);
  bench.say(`${title}: ${answer.peopleCovered} of at most ${answer.upperBound} people after ${end.toFixed(1)} s`);
  const startGreedy = performance.now();
  const greedy = construct(question).covered;
  const greedySeconds = (performance.now() - startGreedy) / 1000;
  const plain = await wholeToHighs(question, 60);
  bench.say(`${title}: ${plain.sentence}`);
  const what = `${title}: ${mostSites} of ${candidates.links.count.toLocaleString("en")} junctions`;
  const lines: Line[] = [
    { what: `${what}, first answer`, ours: single(first, "s"), peer: null, target: atMost(2) },
    {
      what: `${what}, covered of what is possible, proven within 60 s; peer: the plain model whole in HiGHS`,
      ours: single(provenPercent(answer.peopleCovered, answer.upperBound), "%"),
      peer: plain.percent === null ? `no answer: ${plain.sentence}` : single(plain.percent, "%"),
      target: atLeast(97, 99),
    },
    {
      what: `${what}, covered of what is possible; peer: greedy`,
      ours: single(provenPercent(answer.peopleCovered, answer.upperBound), "%"),
      peer: single(provenPercent(greedy, answer.upperBound), "%"),
      target: null,
    },
    { what: `${what}, until the gap is at most 1 %`, ours: single(until(1), "s"), peer: null, target: atMost(60) },
  ];
  return {
    lines,
    notes: [
      `${title}: ${territory.demand.count.toLocaleString("en")} seeded homes, ${reach.byCandidate.items.length.toLocaleString("en")} pairs within ${DEFAULT_PACE.cutoffMinutes} minutes, found in ${paired.toFixed(2)} s (counted in all times of ours). ${answer.peopleCovered.toLocaleString("en")} people covered, at most ${answer.upperBound.toLocaleString("en")} are possible (gap ${answer.gapPercent.toFixed(2)} %), after ${end.toFixed(1)} s by ${answer.method}, one thread. Greedy: ${greedy.toLocaleString("en")} people in ${greedySeconds.toFixed(2)} s after the pairs, without a bound of its own. HiGHS (WebAssembly, one thread): ${plain.sentence}`,
    ],
  };
}

/** The model whole in HiGHS, in a thread that is ended after so many seconds: its presolve of a large model asks nobody whether to stop. */
async function wholeToHighs(
  question: CoverageQuestion,
  mostSeconds: number,
): Promise<{ percent: number | null; sentence: string }> {
  const worker = new Worker(new URL("./siting-whole.ts", import.meta.url), { workerData: question });
  let start = performance.now();
  let last: WholeState | null = null;
  let failed = "";
  await new Promise<void>((resolve) => {
    let timer = setTimeout(resolve, 1000 * mostSeconds);
    worker.on("message", (state: WholeState) => {
      // From when the model stands.
      if (last === null) {
        clearTimeout(timer);
        timer = setTimeout(resolve, 1000 * mostSeconds);
        start = performance.now();
      }
      last = state;
      if (!state.isDone) return;
      clearTimeout(timer);
      resolve();
    });
    worker.once("error", (error) => {
      failed = error.message;
      clearTimeout(timer);
      resolve();
    });
  });
  const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`;
  await worker.terminate();
  const state = last as WholeState | null;
  const size = `${(state?.entries ?? 0).toLocaleString("en")} entries`;
  if (failed !== "")
    return { percent: null, sentence: `it failed on ${size} after ${seconds} (${failed.slice(0, 80)}).` };
  if (state === null || state.best <= 0) return { percent: null, sentence: `no answer after ${seconds} on ${size}.` };
  const figures = `${Math.round(state.best).toLocaleString("en")} people, at most ${Math.round(state.bound).toLocaleString("en")}`;
  return {
    percent: Number.isFinite(state.bound) ? provenPercent(state.best, state.bound) : null,
    sentence: `${figures}, after ${seconds} on ${size}.`,
  };
}

function inProvince(bench: Bench, solver: MipSolver): Result {
  const side = bySize(bench, { full: 1_000, quick: 300, tiny: 40 });
  const candidates = bySize(bench, { full: 100_000, quick: 10_000, tiny: 100 });
  const mostSites = bySize(bench, { full: 50, quick: 20, tiny: 5 });
  const question = plane({ side, candidates, mostSites });
  const { answer, first, end, until } = timed(question, solver, 600);
  const gigabytes = (process.resourceUsage().maxRSS * 1024) / 1e9;
  bench.say(`province: ${answer.peopleCovered} of at most ${answer.upperBound} people after ${end.toFixed(1)} s`);
  const what = `Made-up province, ${(side * side).toLocaleString("en")} cells × ${candidates.toLocaleString("en")} candidates, ${mostSites} sites`;
  return {
    lines: [
      { what: `${what}: until the gap is at most 5 %`, ours: single(until(5), "s"), peer: null, target: atMost(600) },
      {
        what: `${what}: covered of what is possible, proven`,
        ours: single(provenPercent(answer.peopleCovered, answer.upperBound), "%"),
        peer: null,
        target: atLeast(95, 99),
      },
      {
        what: `${what}: memory at most, the town's included`,
        ours: single(gigabytes, "GB"),
        peer: null,
        target: atMost(6),
      },
    ],
    notes: [
      `Made-up province: ${question.reach.byCandidate.items.length.toLocaleString("en")} pairs within a straight 750 m; first answer after ${first.toFixed(1)} s, gap ${answer.gapPercent.toFixed(2)} % after ${end.toFixed(1)} s by ${answer.method}, one thread.`,
    ],
  };
}
