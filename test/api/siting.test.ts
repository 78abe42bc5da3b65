/** Siting over the API: requests refused by field, jobs followed, stopped and forgotten, and the demo county solved to the end. */
import { Compile } from "typebox/compile";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Coverage } from "../../server/api/messages.ts";
import { type Change, ScenarioInput } from "../../server/api/scenario-messages.ts";
import { SitingJob, SitingJobList, type SitingRequest, type SitingResult } from "../../server/api/siting-messages.ts";
import { plainStandard } from "../../server/standard.ts";
import { describeOnDatabases } from "../databases.ts";
import { DEMO_COUNTY } from "../fillings.ts";
import { place } from "../town.ts";
import { storeTown } from "../town-in-database.ts";
import { type Answer, type Served, serve } from "./serve.ts";

const station = { kind: "employment-service-station" } as const;
const one: SitingRequest = { goal: { type: "most-people", sites: 1 }, facility: station };

async function ended(served: Served, begun: Answer): Promise<SitingJob> {
  expect([begun.status, begun.text]).toEqual([202, expect.any(String)]);
  const { id } = begun.body as unknown as SitingJob;
  for (;;) {
    const { body } = await served.get(`/api/siting/${id}`);
    const job = body as unknown as SitingJob;
    expect(Compile(SitingJob).Errors(body)).toEqual([]);
    if (job.endedAt !== null) return job;
    await new Promise((done) => setTimeout(done, 50));
  }
}

function resultOf(job: SitingJob): SitingResult {
  if (job.result === null) throw new Error(JSON.stringify(job));
  return job.result;
}

const store = (served: Served, changes: readonly Change[]) => {
  const scenario: ScenarioInput = { name: "Sited", changes: [...changes] };
  expect(Compile(ScenarioInput).Errors(scenario)).toEqual([]);
  return served.send("POST", "/api/scenarios", scenario);
};

describeOnDatabases("siting in the town of round numbers", (connect) => {
  let served: Served;
  beforeAll(async () => {
    const database = await connect();
    await storeTown(database.db);
    served = await serve(database);
    await served.territory.reload();
  });
  afterAll(() => served.close());
  const post = (request: unknown) => served.send("POST", "/api/siting", request);
  const solve = async (request: SitingRequest) => ended(served, await post(request));

  test("the best site, with its gain and what is possible", async () => {
    const result = resultOf(await solve({ ...one, alternatives: 2, curveSites: 2 }));
    // Beside the homes there is one junction: 4 + 8 + 128 people live within 1,000 m of it and are not covered.
    expect(result).toMatchObject({
      unit: "people",
      value: 159,
      bound: 159,
      upperBound: 159,
      gapPercent: 0,
      people: 511,
      coveredBefore: 19,
      peopleCovered: 159,
      stoppedEarly: false,
      closedFacilityIds: [],
      cost: null,
      sites: [{ rank: 1, gain: 140 }],
      changes: [{ type: "add-facility", key: 1, facility: station }],
      curve: { unit: "people", before: 19, bend: 1 },
    });
  });

  test("places of a list, with a budget, and a facility that moves", async () => {
    const places = [
      { name: "Old school", ...place(1000, 900), cost: 5 },
      { name: "Island hall", ...place(5200, 3000), cost: 2 },
    ];
    const candidates = { type: "places" as const, places };
    const budget = { type: "most-people-in-budget" as const, budget: 4 };
    const cheap = resultOf(await solve({ goal: budget, facility: station, candidates }));
    expect(cheap).toMatchObject({ peopleCovered: 83, cost: 2, sites: [{ name: "Island hall", gain: 64, cost: 2 }] });
    const more = { ...budget, budget: 7.5 };
    const moved = resultOf(
      await solve({ goal: more, facility: station, candidates, movable: { facilityIds: [2], cost: 0.5 } }),
    );
    expect(moved.peopleCovered).toBe(19 + 64 + 396 - (moved.closedFacilityIds.length > 0 ? 16 : 0));
    const all = resultOf(await solve({ goal: { type: "fewest-sites", share: 0.9 }, facility: station, candidates }));
    expect(all).toMatchObject({ unit: "sites", value: 2, bound: 2, gapPercent: 0, upperBound: null });
  });

  test("what cannot be had, and by how much", async () => {
    const { state, infeasible } = await solve({ goal: { type: "fewest-sites", share: 1 }, facility: station });
    expect([state, infeasible]).toMatchObject(["infeasible", { constraint: "coverage", areaCode: null }]);
    // Home 6 has no street, home 9 is 1,100 m from the only junction.
    expect(infeasible?.missing).toBeCloseTo(288, 5);
    const floor = await solve({ ...one, floor: { level: "village", share: 0.95 } });
    expect(floor.infeasible).toMatchObject({ constraint: "floor", areaCode: "1003" });
  });

  test("refusals name the field", async () => {
    const cases: readonly [unknown, number, string][] = [
      [{}, 400, "/goal"],
      [{ ...one, goal: { type: "most-people", sites: 0 } }, 400, "/goal"],
      [{ ...one, seconds: 0 }, 400, "/seconds"],
      [{ ...one, standard: "nobody" }, 400, "/standard"],
      [{ ...one, scenario: 77 }, 404, ""],
      [{ ...one, kind: "odd-jobs-market" }, 422, "/facility/kind"],
      [{ ...one, hours: "2026-11-28T10:00" }, 422, "/facility/openingHours"],
      [{ ...one, inside: { areaCodes: ["1001", "x"] } }, 422, "/inside/areaCodes/1"],
      [{ ...one, movable: { facilityIds: [99] } }, 422, "/movable/facilityIds/0"],
      [{ ...one, goal: { type: "fewest-sites", share: 1 }, resettlementWeight: 2 }, 422, "/resettlementWeight"],
      [
        { ...one, candidates: { type: "places", places: [{ name: "At sea", ...place(9e4, 0) }] } },
        422,
        "/candidates/places/0",
      ],
    ];
    for (const [request, status, pointer] of cases) {
      const answer = await post(request);
      const named = answer.body.errors?.some((error) => error.pointer.startsWith(pointer)) ?? pointer === "";
      expect([JSON.stringify(request), answer.status, named, answer.text]).toEqual([
        JSON.stringify(request),
        status,
        true,
        answer.text,
      ]);
    }
    expect((await served.get("/api/siting/4711")).status).toBe(404);
    expect((await served.send("DELETE", "/api/siting/4711")).status).toBe(404);
  });

  test("jobs are listed without results, and forgotten", async () => {
    const { id } = await solve(one);
    const list = await served.get("/api/siting");
    expect(Compile(SitingJobList).Errors(list.body)).toEqual([]);
    expect((list.body as unknown as SitingJobList).jobs[0]).toMatchObject({ id, state: "done" });
    expect((await served.send("DELETE", `/api/siting/${id}`)).status).toBe(204);
    expect((await served.get(`/api/siting/${id}`)).status).toBe(404);
  });

  test("one at a time: whoever waits is stopped at once", async () => {
    const [first, second] = [await post(one), await post(one)];
    const { id } = second.body as unknown as SitingJob;
    const stopped = await served.send("DELETE", `/api/siting/${id}`);
    expect([stopped.status, stopped.body]).toMatchObject([200, { state: "stopped", result: null }]);
    expect((await ended(served, first)).state).toBe("done");
  });
});

describeOnDatabases("siting in the demo county", (connect) => {
  let served: Served;
  beforeAll(async () => {
    const database = await connect(DEMO_COUNTY);
    served = await serve(database);
    await served.territory.reload();
  }, 300_000);
  afterAll(() => served.close());

  test.each([
    ["15 minutes", {}],
    ["city and countryside", { standard: "city-15-countryside-5km" }],
    ["at night, own district", { hours: "2026-11-25T10:00", ownDistrictOnly: true }],
  ])("three stations, %s: proven, and exactly what the scenario covers", { timeout: 120_000 }, async (_, asked) => {
    const request: SitingRequest = {
      ...asked,
      goal: { type: "most-people", sites: 3 },
      facility: { ...station, openingHours: "Mo-Su 08:00-18:00" },
    };
    const job = await ended(served, await served.send("POST", "/api/siting", request));
    const result = resultOf(job);
    expect(job.history.at(-1)).toMatchObject({ value: result.value, bound: result.bound });
    expect([result.gapPercent, result.stoppedEarly, result.seconds < 30]).toEqual([0, false, true]);
    expect(
      result.sites.map(({ gain }) => gain ?? 0).every((gain, n, all) => n === 0 || gain <= all[n - 1] + 1e-6),
    ).toBe(true);
    const stored = await store(served, result.changes);
    expect(stored.status).toBe(201);
    const query = new URLSearchParams(Object.entries(asked).map(([field, value]) => [field, String(value)]));
    const scenario = (stored.body as unknown as { id: number }).id;
    const coverage = await served.get(`/api/coverage?${query}&scenario=${scenario}`);
    expect((coverage.body as unknown as Coverage).total.peopleCovered).toBe(result.peopleCovered);
    const present = await served.get(`/api/coverage?${query}`);
    expect((present.body as unknown as Coverage).total.peopleCovered).toBe(result.coveredBefore);
    // The same as the start of a further request: nothing is counted twice.
    const next = await ended(
      served,
      await served.send("POST", "/api/siting", { ...request, scenario, goal: { type: "most-people", sites: 1 } }),
    );
    expect(resultOf(next).coveredBefore).toBe(result.peopleCovered);
    expect(resultOf(next).changes[0]?.key).toBe(4);
  });

  test("stations and a market together, where the standard needs both", { timeout: 120_000 }, async () => {
    const [tier] = plainStandard().tiers;
    const standard = {
      ...plainStandard(),
      id: "both",
      name: "Both",
      need: "all",
      tiers: [
        { ...tier, id: "station", kinds: [station.kind] },
        { ...tier, id: "market", kinds: ["odd-jobs-market"] },
      ],
    };
    expect((await served.send("POST", "/api/standards", standard)).status).toBe(201);
    const request = {
      standard: "both",
      goal: { type: "most-people", sites: 2 },
      facility: station,
      second: { kind: "odd-jobs-market", sites: 1 },
    } satisfies SitingRequest;
    const result = resultOf(await ended(served, await served.send("POST", "/api/siting", request)));
    expect(result).toMatchObject({ unit: "people", gapPercent: 0, curve: { unit: "people" } });
    expect(result.curve?.points.at(-1)).toEqual({ sites: 3, value: result.value, bound: result.bound });
    expect(result.sites.map(({ kind }) => kind).sort()).toEqual([station.kind, station.kind, "odd-jobs-market"]);
    const stored = await store(served, result.changes);
    const scenario = (stored.body as unknown as { id: number }).id;
    const { body } = await served.get(`/api/coverage?standard=both&scenario=${scenario}`);
    expect((body as unknown as Coverage).total.peopleCovered).toBe(result.peopleCovered);
    expect(result.sites.reduce((sum, { gain }) => sum + (gain ?? 0), result.coveredBefore)).toBeCloseTo(
      result.peopleCovered,
      6,
    );
    const refused = await served.send("POST", "/api/siting", { ...request, standard: "walk-15" });
    expect([refused.status, refused.body.errors]).toMatchObject([422, [{ pointer: "/second" }]]);
  });

  test("a job that is stopped keeps the best so far with its gap", { timeout: 120_000 }, async () => {
    const request: SitingRequest = { goal: { type: "most-people", sites: 40 }, facility: station, cutoffMinutes: 6 };
    const begun = await served.send("POST", "/api/siting", request);
    const { id } = begun.body as unknown as SitingJob;
    for (;;) {
      const job = (await served.get(`/api/siting/${id}`)).body as unknown as SitingJob;
      if (job.history.length > 0 || job.endedAt !== null) break;
      await new Promise((done) => setTimeout(done, 20));
    }
    await served.send("DELETE", `/api/siting/${id}`);
    const job = await ended(served, begun);
    const { value, bound, stoppedEarly } = resultOf(job);
    expect(job.state === "stopped" ? stoppedEarly || bound === value : job.state === "done").toBe(true);
    expect(bound).toBeGreaterThanOrEqual(value);
  });
});
