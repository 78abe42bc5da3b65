/**
 * More pairs than can be held: the best of all choices still lies between answer and bound, for each goal and limit, and what is
 * counted is what the scenario covers. Tried on towns drawn from a seed, with so few pairs allowed that candidates have to go.
 */
import { describe, expect, test } from "vitest";
import type { SitingRequest } from "../../server/api/siting-messages.ts";
import { SitingRefused } from "../../server/siting/refused.ts";
import { plainQuestion, type Question } from "../../server/standard.ts";
import type { Territory } from "../../server/territory.ts";
import { randomFrom, randomTown } from "../random-town.ts";
import { place } from "../town.ts";
import { ASKED, oneOf, wildStandard, wildTown } from "../wild-town.ts";
import { checkBetween } from "./checked.ts";
import { choices, resultOf, type Seen, site, type Worth, worthOf } from "./request.ts";

type Random = () => number;
type Tally = Record<"wider" | "lossless" | "same" | "unknown" | "refused", number>;

function randomPlaces(random: Random, count: number) {
  return Array.from({ length: count }, (_, n) => ({
    name: `Place ${n}`,
    ...place((random() * 7 - 1) * 200, (random() * 7 - 1) * 200),
    cost: Math.ceil(random() * 5),
  }));
}

/** Solves with so many pairs, and tries everything; says how it ended. */
function check(
  territory: Territory,
  question: Question,
  request: SitingRequest,
  mostPairs: number,
  label: string,
): keyof Tally {
  const seen: Seen = { progress: [], best: [] };
  let found: ReturnType<typeof site>;
  try {
    found = site(territory, question, request, { seen, mostPairs });
  } catch (error) {
    if (error instanceof SitingRefused) return "refused";
    if (error instanceof Error && /candidates only|Without HiGHS/.test(error.message)) return "unknown";
    throw error;
  }
  const { goal } = request;
  const every = [...choices(territory, question, request)];
  const total = territory.demand.people.reduce((a, b) => a + b, 0);
  const allowed =
    goal.type === "fewest-sites" ? every.filter(({ worth }) => worth.people >= goal.share * total * (1 - 1e-9)) : every;
  if ("constraint" in found) {
    // Whoever is near no candidate at all is so whichever were left in.
    if (goal.type !== "least-worst-walk" && found.constraint !== "spacing")
      expect([label, allowed.length]).toEqual([label, 0]);
    return "same";
  }
  const worth = worthOf(territory, question, found.changes, request.resettlementWeight);
  expect([label, found.peopleCovered]).toEqual([label, worth.people]);
  const { unit } = found;
  const reached = Math.max(...every.map((each) => each.worth.reached));
  const value = (each: Worth, count: number) =>
    unit === "people"
      ? each.people
      : unit === "weighted-people"
        ? each.weighted
        : unit === "sites"
          ? count
          : goal.type === "least-mean-walk"
            ? each.mean
            : each.worst;
  // A worst walk that does not reach everybody whom some site or facility reaches is none.
  const compared =
    goal.type === "least-worst-walk" ? allowed.filter((each) => each.worth.reached === reached) : allowed;
  if (compared.length === 0) return "unknown";
  const isLess = unit === "minutes" || unit === "sites";
  const best = compared
    .map((each) => value(each.worth, each.count))
    .reduce((a, b) => (isLess ? Math.min(a, b) : Math.max(a, b)));
  const near = 1e-6 * Math.max(1, best);
  const between = (answer: number, bound: number) => checkBetween(best, isLess, answer, bound, label);
  between(found.value, found.bound);
  // What leaving candidates out cost is no more than is said.
  const { lossBound, used, asked } = found.candidates;
  const lost = Math.abs(found.value - best);
  if (found.gapPercent === 0) expect([label, lost <= near]).toEqual([label, true]);
  for (const each of seen.progress) between(each.value ?? best, each.bound ?? best);
  for (const kept of seen.best.slice(-1)) {
    const result = resultOf(territory, question, request, kept);
    between(result.value, result.bound);
  }
  if (!seen.progress.some(({ stage }) => stage === "thinning")) return "same";
  expect([label, used <= asked]).toEqual([label, true]);
  return lossBound > 0 ? "wider" : "lossless";
}

const tally = (): Tally => ({ wider: 0, lossless: 0, same: 0, unknown: 0, refused: 0 });

describe("the best lies between answer and bound, and the answer is what its scenario covers", () => {
  test.each([0, 1])("any standard and limit, block %i", { timeout: 120_000 }, (block) => {
    const seen = tally();
    for (let seed = block * 50; seed < block * 50 + 50; seed++) {
      const { territory } = wildTown(seed);
      const random = randomFrom(seed + 170_000);
      const question: Question = {
        standard: wildStandard(random),
        circumstances: {
          hours: oneOf(random, ASKED).hours,
          ownDistrictOnly: random() < 0.2,
          countCapacity: random() < 0.2,
        },
      };
      const request: SitingRequest = {
        goal:
          random() < 0.6
            ? { type: "most-people", sites: 1 + Math.floor(random() * 2) }
            : { type: "most-people-in-budget", budget: 1 + Math.floor(random() * 8) },
        facility: {
          kind: oneOf(random, ["employment-service-station", "odd-jobs-market"] as const),
          openingHours: "24/7",
          ...(random() < 0.7 && { yearlyCapacity: oneOf(random, [20, 100, 500]) }),
        },
        candidates: { type: "places", places: randomPlaces(random, 6) },
        ...(random() < 0.3 && { resettlementWeight: 3 }),
        ...(random() < 0.3 && { spacingMetres: 300 }),
        ...(random() < 0.3 && { movable: { facilityIds: [1 + Math.floor(random() * 8)], cost: 1 } }),
        ...(random() < 0.15 && { floor: { level: "county", share: random() * 0.3 } }),
      };
      const mostPairs = oneOf(random, [40, 60, 80]);
      seen[check(territory, question, request, mostPairs, `seed ${seed}, ${mostPairs} pairs`)]++;
    }
    expect(seen.wider + seen.lossless).toBeGreaterThan(1);
  });

  test.each([0, 1])("other goals, block %i", { timeout: 120_000 }, (block) => {
    const seen = tally();
    for (let seed = block * 50; seed < block * 50 + 50; seed++) {
      const territory = randomTown(seed);
      const random = randomFrom(seed + 190_000);
      const question = plainQuestion({ cutoffMinutes: 4 + Math.floor(random() * 10) });
      const sites = 1 + Math.floor(random() * 3);
      const request: SitingRequest = {
        goal: oneOf(random, [
          { type: "fewest-sites" as const, share: 0.3 + 0.5 * random() },
          { type: "least-mean-walk" as const, sites },
          { type: "least-worst-walk" as const, sites },
          { type: "most-people" as const, sites },
        ]),
        facility: { kind: "employment-service-station" },
        candidates: { type: "places", places: randomPlaces(random, 7) },
        ...(random() < 0.2 && { spacingMetres: 300 }),
        ...(random() < 0.2 && { movable: { facilityIds: [1] } }),
        ...(random() < 0.1 && { floor: { level: "village" as const, share: random() * 0.3 } }),
      };
      const mostPairs = oneOf(random, [40, 60, 80]);
      seen[
        check(
          territory,
          question,
          request,
          mostPairs,
          `seed ${seed}: ${JSON.stringify(request.goal)}, ${mostPairs} pairs`,
        )
      ]++;
    }
    expect(seen.wider + seen.lossless).toBeGreaterThan(1);
  });
});

test("at junctions the answer with all pairs lies between answer and bound", { timeout: 120_000 }, () => {
  const wider = new Map<string, number>();
  for (let seed = 0; seed < 60; seed++) {
    const territory = randomTown(seed);
    const random = randomFrom(seed + 210_000);
    const question = plainQuestion({ cutoffMinutes: 4 + Math.floor(random() * 8) });
    const sites = 1 + Math.floor(random() * 3);
    const goal = oneOf(random, [
      { type: "least-worst-walk" as const, sites },
      { type: "least-worst-walk" as const, sites },
      { type: "least-mean-walk" as const, sites },
      { type: "most-people" as const, sites },
      { type: "fewest-sites" as const, share: 0.6 },
    ]);
    const request: SitingRequest = { goal, facility: { kind: "employment-service-station" }, curveSites: 5 };
    const all = site(territory, question, request);
    if ("constraint" in all || all.gapPercent > 0) continue;
    const mostPairs = oneOf(
      random,
      goal.type === "most-people" || goal.type === "fewest-sites" ? [60, 90, 120] : [100, 200, 400],
    );
    const seen: Seen = { progress: [], best: [] };
    let few: ReturnType<typeof site>;
    try {
      few = site(territory, question, request, { mostPairs, seen });
    } catch (error) {
      if (error instanceof SitingRefused || (error instanceof Error && /candidates only/.test(error.message))) continue;
      throw error;
    }
    if ("constraint" in few) throw new Error(few.message);
    const label = `seed ${seed}: ${JSON.stringify(goal)}, ${mostPairs} pairs`;
    const isLess = goal.type !== "most-people";
    const near = 1e-6 * Math.max(1, all.value);
    const [low, high] = isLess ? [few.bound, few.value] : [few.value, few.bound];
    expect([label, low <= all.value + near, high >= all.value - near]).toEqual([label, true, true]);
    expect([label, few.peopleCovered]).toEqual([label, worthOf(territory, question, few.changes).people]);
    for (const { sites: count, bound } of few.curve?.points ?? []) {
      const there = all.curve?.points.find((point) => point.sites === count)?.value ?? bound;
      expect([label, few.curve?.unit === "minutes" ? bound <= there + near : bound >= there - near]).toEqual([
        label,
        true,
      ]);
    }
    if (seen.progress.some(({ stage }) => stage === "thinning")) wider.set(goal.type, 1 + (wider.get(goal.type) ?? 0));
  }
  for (const type of ["least-worst-walk", "least-mean-walk", "most-people", "fewest-sites"])
    expect([type, (wider.get(type) ?? 0) > 1]).toEqual([type, true]);
});

test("what limits leave impossible for some candidates is not said of all", { timeout: 120_000 }, () => {
  let narrowed = 0;
  for (let seed = 0; seed < 20; seed++) {
    const territory = randomTown(seed);
    const random = randomFrom(seed + 230_000);
    const plain = plainQuestion({ cutoffMinutes: 4 + Math.floor(random() * 6) });
    const question: Question = { ...plain, circumstances: { ...plain.circumstances, countCapacity: true } };
    const { service } = question.standard;
    const rate = (service.yearlyPer1000 * service.residentsPerPersonOfBase) / 1000;
    const people = territory.demand.people.reduce((a, b) => a + b, 0);
    const request: SitingRequest = {
      goal: { type: "fewest-sites", share: 0.3 + 0.4 * random() },
      facility: { kind: "employment-service-station", yearlyCapacity: Math.ceil((people / 40) * rate) },
    };
    const all = site(territory, question, request);
    if ("constraint" in all) continue;
    const mostPairs = oneOf(random, [60, 90, 120]);
    try {
      const few = site(territory, question, request, { mostPairs });
      expect([seed, "constraint" in few ? few.message : ""]).toEqual([seed, ""]);
    } catch (error) {
      if (error instanceof SitingRefused) continue;
      if (!(error instanceof Error && /candidates only/.test(error.message))) throw error;
      narrowed++;
    }
  }
  expect(narrowed).toBeGreaterThan(0);
});

test("whom no candidate reaches is in no bound of those that were left out", { timeout: 120_000 }, () => {
  let narrowed = 0;
  for (let seed = 0; seed < 20; seed++) {
    const territory = randomTown(seed);
    const question = plainQuestion({ cutoffMinutes: 4 });
    const facility = { kind: "employment-service-station" } as const;
    // As many sites as there are: everybody who can be covered is.
    const most = site(territory, question, { goal: { type: "most-people", sites: 500 }, facility });
    if ("constraint" in most || most.peopleCovered > 0.98 * most.people) continue;
    const seen: Seen = { progress: [], best: [] };
    try {
      const few = site(
        territory,
        question,
        { goal: { type: "most-people", sites: 500 }, facility },
        { mostPairs: 60, seen },
      );
      if ("constraint" in few) throw new Error(few.message);
      if (!seen.progress.some(({ stage }) => stage === "thinning")) continue;
      expect([seed, few.bound]).toEqual([seed, expect.closeTo(most.peopleCovered, 6)]);
      narrowed++;
    } catch (error) {
      if (!(error instanceof SitingRefused)) throw error;
    }
  }
  expect(narrowed).toBeGreaterThan(0);
});
