/** The pool: the same answers as a plan in this thread, whatever is asked beside, cancelled, broken or replaced meanwhile. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { ANSWERS } from "../server/api/questions.ts";
import type { FacilityRow } from "../server/database/territory-rows.ts";
import { share } from "../server/network/columns.ts";
import type { Links } from "../server/network/network.ts";
import { type Plan, planOf } from "../server/plan.ts";
import {
  type CatchmentsQuestion,
  Pool,
  presentOf,
  type Question,
  type QuestionName,
  WorkerEnded,
} from "../server/pool.ts";
import { packReview } from "../server/review/kept.ts";
import { plainQuestion } from "../server/standard.ts";
import { facilitiesOn, type Territory } from "../server/territory.ts";
import { REPORT_STAGES, REVIEW_STAGES } from "../server/words.ts";
import { randomFrom, randomRows, randomTown } from "./random-town.ts";
import { degrees } from "./town.ts";

const open: Pool[] = [];
const openPool = (options: ConstructorParameters<typeof Pool>[0]) => {
  const pool = new Pool(options);
  open.push(pool);
  return pool;
};
afterEach(async () => {
  for (const pool of open.splice(0)) await pool.close();
});

/** What this thread answers. */
function here<Name extends QuestionName>(plan: Plan, name: Name, question: Question<Name>) {
  return ANSWERS[name](plan, question, { isStopped: () => false, onStage: () => undefined });
}

/** Bytes as their text, so that a difference can be read. */
const readable = (answer: unknown) => (answer instanceof Uint8Array ? new TextDecoder().decode(answer) : answer);

function somewhere(plan: Plan, count: number, seed: number): Links {
  const random = randomFrom(seed);
  const around = () => Float64Array.from({ length: count }, () => degrees(random() * 1000));
  return plan.linker.link(around(), around(), { maxMetres: 500 });
}

const at60 = plainQuestion({ kinds: ["employment-service-station"], walkingSpeedKmh: 4.8, cutoffMinutes: 60 });

function catchmentsAt(places: Links, withOutline: boolean): CatchmentsQuestion {
  const names = Array.from({ length: places.count }, (_, pointIndex) => ({ pointIndex }));
  return { places, names, cutoffsMinutes: [5, 15], walkingSpeedKmh: 4, withOutline, withCells: true };
}

const ABOUT = { version: "1" };

/** One question of every kind on a town. */
function everyQuestion(plan: Plan, seed: number): { [Name in QuestionName]: Question<Name> } {
  const places = somewhere(plan, 12, seed);
  const { cost, metres } = plan.search.times(places, places);
  const kept = packReview(plan.review(plainQuestion(), ABOUT));
  return {
    link: { lon: places.lon, lat: places.lat, maxMetres: 500 },
    step: { asked: plainQuestion() },
    comparison: { asked: plainQuestion(), plans: [{ scenario: null, steps: [] }] },
    comparisonFile: {
      asked: plainQuestion(),
      plans: [{ scenario: null, steps: [] }],
      about: ABOUT,
      language: "zh",
      runAt: "2026-11-22T12:00:00Z",
      format: "html",
    },
    facilityLinks: [1, 4, 99],
    problems: null,
    facilities: randomRows(seed + 1).facilities,
    coverage: { asked: plainQuestion({ cutoffMinutes: 7.5 }) },
    gaps: { asked: plainQuestion({ cutoffMinutes: 5 }) },
    review: { asked: plainQuestion({ cutoffMinutes: 6 }), about: ABOUT },
    keptReview: { asked: plainQuestion(), about: ABOUT },
    unpackReview: { document: kept },
    keptReport: { document: kept, name: "Kept", language: "en", runAt: "2026-11-22T12:00:00Z", since: null },
    reviewChanges: { before: kept, after: packReview(plan.review(plainQuestion({ cutoffMinutes: 9 }), ABOUT)) },
    report: {
      asked: plainQuestion({ cutoffMinutes: 6 }),
      about: ABOUT,
      language: "en",
      runAt: "2026-11-22T12:00:00Z",
      since: null,
      format: "geojson",
    },
    catchments: catchmentsAt(places, true),
    times: { from: places, to: places },
    timesTable: { cost, metres, columns: 12, walkingSpeedKmh: 4 },
    walk: { links: places, asked: at60 },
    whatIf: {
      asked: at60,
      trial: { stored: [], change: { type: "close-facility", key: 1, of: { id: 1, name: "A", lon: 0, lat: 0 } } },
      withOutline: true,
    },
    places: [{ areaCode: "1001", kind: "countryside" }],
    placeKinds: null,
    areas: {},
    settlements: null,
    tile: { layer: "cells", z: 12, x: 2048, y: 2047, asked: plainQuestion(), withReasons: true, compareWith: [] },
  };
}

describe("the answers of the pool", () => {
  const pool = new Pool({ workers: 2 });
  afterAll(() => pool.close());

  it.each([1, 2, 3, 4, 5, 6])("are those of the plan in one thread, on town %i", async (seed) => {
    const territory = { ...share(randomTown(seed)), version: seed };
    const plan = planOf(territory);
    pool.use(territory);
    const questions = everyQuestion(plan, seed);
    const ask = async <Name extends QuestionName>(name: Name) => {
      const answer = await pool.ask(presentOf(territory), name, questions[name]);
      expect([name, readable(answer)]).toEqual([name, readable(await here(plan, name, questions[name]))]);
    };
    await Promise.all((Object.keys(ANSWERS) as QuestionName[]).map(ask));
  });

  it("stand in the order of the parts", async () => {
    const territory = { ...share(randomTown(7)), version: 70 };
    const plan = planOf(territory);
    const parts = Array.from({ length: 40 }, (_, i) => catchmentsAt(somewhere(plan, 1 + (i % 5), i), i % 7 === 0));
    const answers = await pool.askParts(presentOf(territory), "catchments", parts);
    expect(answers.map(readable)).toEqual(parts.map((part) => readable(here(plan, "catchments", part))));
    expect(await pool.askParts(presentOf(territory), "catchments", [])).toEqual([]);
  });

  it("are all from one territory while others take its place", async () => {
    const first = { ...share(randomTown(8)), version: 80 };
    const towns: Territory[] = [first];
    for (let version = 81; version < 90; version++) {
      const facilities: FacilityRow[] = randomRows(version).facilities.map((row) => row);
      towns.push({ ...first, version, facilities: facilitiesOn(first, facilities) });
    }
    const asked = towns.map(async (territory) => {
      pool.use(territory);
      const plan = planOf(territory);
      const parts = Array.from({ length: 10 }, () => ({ links: somewhere(plan, 1, 5), asked: plainQuestion() }));
      const told = (await pool.askParts(presentOf(territory), "walk", parts)).map(readable);
      const coverage = readable(await pool.ask(presentOf(territory), "coverage", { asked: plainQuestion() }));
      expect(new Set(told)).toEqual(new Set([readable(here(plan, "walk", parts[0]))]));
      expect(coverage).toBe(readable(here(plan, "coverage", { asked: plainQuestion() })));
      return coverage;
    });
    expect(new Set(await Promise.all(asked)).size).toBeGreaterThan(1);
  });
});

/** Minutes of work in parts of a few milliseconds. */
function hugeQuestion(plan: Plan): Question<"catchments">[] {
  const places = somewhere(plan, 50, 1);
  return Array.from({ length: 3000 }, () => catchmentsAt(places, true));
}

describe("one worker", () => {
  const territory = share(randomTown(9));
  const plan = planOf(territory);
  const coverage = readable(here(plan, "coverage", { asked: plainQuestion() }));

  it("answers a short question in between the parts of a long one, and drops the long one when it is aborted", async () => {
    const pool = openPool({ workers: 1 });
    const gone = new AbortController();
    let isOver = false;
    const long = pool.askParts(presentOf(territory), "catchments", hugeQuestion(plan), gone.signal).finally(() => {
      isOver = true;
    });
    long.catch(() => undefined);
    expect(readable(await pool.ask(presentOf(territory), "coverage", { asked: plainQuestion() }))).toBe(coverage);
    expect(isOver).toBe(false);
    gone.abort(new Error("gone"));
    await expect(long).rejects.toThrow("gone");
    expect(readable(await pool.ask(presentOf(territory), "coverage", { asked: plainQuestion() }))).toBe(coverage);
  });

  it("stops between two places of a part that runs", async () => {
    const pool = openPool({ workers: 1 });
    await pool.ask(presentOf(territory), "coverage", { asked: plainQuestion() });
    const places = somewhere(plan, 50, 1);
    const one = catchmentsAt(places, true);
    const names = Array.from({ length: 1_000_000 }, (_, pointIndex) => ({ pointIndex }));
    const endless = { ...one, names, places: { ...places, edge: places.edge.fill(places.edge[0]) } };
    const gone = new AbortController();
    const long = pool.ask(presentOf(territory), "catchments", endless, gone.signal);
    setTimeout(() => gone.abort(new Error("gone")), 100);
    await expect(long).rejects.toThrow("gone");
    expect(readable(await pool.ask(presentOf(territory), "coverage", { asked: plainQuestion() }))).toBe(coverage);
  });

  it("tells the stages of a review and of a report", async () => {
    const pool = openPool({ workers: 1 });
    const { review, report } = everyQuestion(plan, 9);
    const told: string[] = [];
    await pool.ask(presentOf(territory), "review", review, undefined, (stage) => told.push(stage));
    expect(told.splice(0)).toEqual(REVIEW_STAGES);
    await pool.ask(presentOf(territory), "report", report, undefined, (stage) => told.push(stage));
    expect(told).toEqual(REPORT_STAGES);
  });

  it("ends a review between two stages when nobody waits for it any more", async () => {
    const pool = openPool({ workers: 1, file: new URL("./pool-worker-that-dawdles.ts", import.meta.url) });
    await pool.ask(presentOf(territory), "coverage", { asked: plainQuestion() });
    const gone = new AbortController();
    const told: string[] = [];
    const long = pool.ask(presentOf(territory), "review", everyQuestion(plan, 9).review, gone.signal, (stage) => {
      told.push(stage);
      if (stage === "coverage") gone.abort(new Error("gone"));
    });
    const start = performance.now();
    await expect(long).rejects.toThrow("gone");
    expect(readable(await pool.ask(presentOf(territory), "coverage", { asked: plainQuestion() }))).toBe(coverage);
    // All eight stages would take eight seconds.
    expect(performance.now() - start).toBeLessThan(5000);
    expect(told).toEqual(["reach", "coverage"]);
  });

  it("is not asked at all for an aborted signal", async () => {
    const pool = openPool({ workers: 1 });
    await expect(
      pool.ask(presentOf(territory), "coverage", { asked: plainQuestion() }, AbortSignal.abort(new Error("gone"))),
    ).rejects.toThrow("gone");
  });

  it("tells an error of the answer, and answers the next question", async () => {
    const pool = openPool({ workers: 1 });
    const broken = { ...catchmentsAt(somewhere(plan, 1, 1), false), cutoffsMinutes: [Number.NaN] };
    await expect(pool.ask(presentOf(territory), "catchments", broken)).rejects.toThrow("A search limit must be");
    expect(readable(await pool.ask(presentOf(territory), "coverage", { asked: plainQuestion() }))).toBe(coverage);
  });

  it("is replaced when it ends: its question fails with a sentence, those that wait are answered", async () => {
    const pool = openPool({ workers: 1, file: new URL("./pool-worker-that-falls.ts", import.meta.url) });
    pool.use(territory);
    const walk = (walkingSpeedKmh: number) =>
      pool.ask(presentOf(territory), "walk", {
        links: somewhere(plan, 1, 1),
        asked: plainQuestion({ walkingSpeedKmh }),
      });
    const falls = walk(9);
    const waits = pool.ask(presentOf(territory), "coverage", { asked: plainQuestion() });
    await expect(falls).rejects.toThrow(WorkerEnded);
    await expect(falls).rejects.toThrow("ended early with code 3");
    expect(readable(await waits)).toBe(coverage);
    expect(readable(await walk(4))).toBe(
      readable(here(plan, "walk", { links: somewhere(plan, 1, 1), asked: plainQuestion() })),
    );
  });

  it("fails what is open when the pool is closed", async () => {
    const pool = openPool({ workers: 1 });
    const long = pool.askParts(presentOf(territory), "catchments", hugeQuestion(plan));
    const told = expect(long).rejects.toThrow("closing");
    await pool.close();
    await told;
    await expect(pool.ask(presentOf(territory), "coverage", { asked: plainQuestion() })).rejects.toThrow("closing");
  });
});

it("leaves the thread that asks free", async () => {
  const territory = share(randomTown(10));
  const plan = planOf(territory);
  const pool = openPool({ workers: 1 });
  await pool.ask(presentOf(territory), "coverage", { asked: plainQuestion() });
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const parts = hugeQuestion(plan).slice(0, 20);
  await pool.askParts(presentOf(territory), "catchments", parts);
  delay.disable();
  const longest = delay.max / 1e6;
  console.log(`The longest that this thread was held up: ${longest.toFixed(0)} ms.`);
  expect(longest).toBeLessThan(1000);
});
