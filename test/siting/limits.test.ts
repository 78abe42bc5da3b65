/** Goals with limits that no kernel of one goal knows, whole requests against every choice, on towns drawn from a seed. */
import { expect, test } from "vitest";
import type { SitingRequest } from "../../server/api/siting-messages.ts";
import { planOf } from "../../server/plan.ts";
import { walkCost } from "../../server/reach.ts";
import { MAX_CUTOFF_MINUTES, PLAIN_CIRCUMSTANCES, type Question, type Standard } from "../../server/standard.ts";
import { randomFrom } from "../random-town.ts";
import { ASKED, oneOf, wildStandard, wildTown } from "../wild-town.ts";
import { check, randomPlaces, tally } from "./checked.ts";

type Random = () => number;
const station = { kind: "employment-service-station", openingHours: "24/7" } as const;
const market = { kind: "odd-jobs-market", openingHours: "24/7" } as const;

/** Each with a chance of its own. */
function limits(random: Random): Partial<SitingRequest> {
  return {
    ...(random() < 0.5 && { floor: { level: "county" as const, share: random() * 0.6 } }),
    ...(random() < 0.5 && { spacingMetres: 200 + 300 * random() }),
    ...(random() < 0.5 && {
      movable: {
        facilityIds: [1 + Math.floor(random() * 4), 5 + Math.floor(random() * 4)],
        cost: Math.floor(3 * random()),
      },
    }),
  };
}

/** A standard that needs a station and a market, each by wild rules. */
function bothNeeded(random: Random): Standard {
  const wild = wildStandard(random);
  return {
    ...wild,
    need: "all",
    tiers: [
      { ...wild.tiers[0], id: "station", kinds: ["employment-service-station"] },
      { ...wildStandard(random).tiers[0], id: "market", kinds: ["odd-jobs-market", "odd-jobs-post"] },
    ],
  };
}

function sited(
  seed: number,
  goalOf: (random: Random, sites: number) => SitingRequest["goal"],
  more: {
    standard?: (random: Random) => Standard;
    circumstances?: Partial<Question["circumstances"]>;
    request?: (random: Random) => Partial<SitingRequest>;
  },
): keyof ReturnType<typeof tally> {
  const { territory } = wildTown(seed);
  const random = randomFrom(seed + 300_000);
  const question: Question = {
    standard: (more.standard ?? wildStandard)(random),
    circumstances: {
      ...PLAIN_CIRCUMSTANCES,
      hours: oneOf(random, ASKED).hours,
      ownDistrictOnly: random() < 0.3,
      ...more.circumstances,
    },
  };
  const request: SitingRequest = {
    goal: goalOf(random, 1 + Math.floor(random() * 3)),
    facility: { ...oneOf(random, [station, market]), yearlyCapacity: oneOf(random, [20, 100, 500]) },
    candidates: { type: "places", places: randomPlaces(random, 5) },
    alternatives: 2,
    ...limits(random),
    ...more.request?.(random),
  };
  return check(
    territory,
    question,
    request,
    `seed ${seed}: ${JSON.stringify({ ...request, candidates: undefined, need: question.standard.need })}`,
  );
}

const weights = (random: Random) => (random() < 0.5 ? { resettlementWeight: 3 } : {});
/** One tier, or any of several: what goals of walking time are for. */
const anyTier = (random: Random): Standard => ({ ...wildStandard(random), need: "any" });
const bothKinds = (random: Random) => ({
  facility: station,
  second: { ...market, ...(random() < 0.8 && { sites: 1 + Math.floor(random() * 2) }) },
  candidates: { type: "places" as const, places: randomPlaces(random, 4) },
});

test.each<[string, Parameters<typeof sited>[1], Parameters<typeof sited>[2], number]>([
  ["most people", (_, sites) => ({ type: "most-people", sites }), { request: weights }, 40],
  [
    "most people in a budget",
    (random) => ({ type: "most-people-in-budget", budget: Math.floor(9 * random()) }),
    { request: weights },
    30,
  ],
  ["fewest sites", (random) => ({ type: "fewest-sites", share: random() ** 2 }), {}, 50],
  ["least mean walk", (_, sites) => ({ type: "least-mean-walk", sites }), { standard: anyTier, request: weights }, 40],
  ["least worst walk", (_, sites) => ({ type: "least-worst-walk", sites }), { standard: anyTier }, 50],
  [
    "two kinds, most people",
    (_, sites) => ({ type: "most-people", sites }),
    {
      standard: bothNeeded,
      request: (random) => ({ ...weights(random), ...bothKinds(random), second: { ...market, sites: 1 } }),
    },
    25,
  ],
  [
    "two kinds in a budget",
    (random) => ({ type: "most-people-in-budget", budget: Math.floor(12 * random()) }),
    { standard: bothNeeded, request: (random) => ({ ...weights(random), ...bothKinds(random) }) },
    25,
  ],
  [
    "two kinds, fewest sites",
    (random) => ({ type: "fewest-sites", share: random() ** 2 }),
    { standard: bothNeeded, request: bothKinds },
    16,
  ],
  [
    "capacity and a floor",
    (_, sites) => ({ type: "most-people", sites }),
    {
      circumstances: { countCapacity: true },
      request: (random) => ({ floor: { level: "county", share: 0.3 * random() } }),
    },
    30,
  ],
  [
    "capacity and fewest sites",
    (random) => ({ type: "fewest-sites", share: 0.4 * random() ** 2 }),
    { circumstances: { countCapacity: true } },
    40,
  ],
])("%s with limits", { timeout: 300_000 }, (name, goalOf, more, towns) => {
  const seen = tally();
  for (let seed = 0; seed < towns; seed++) seen[sited(1000 * name.length + seed, goalOf, more)]++;
  expect([name, seen.answer > towns / 5, seen.infeasible > 0]).toEqual([name, true, true]);
});

test("the worst walk where the longest that is looked at is just that of somebody", { timeout: 100_000 }, () => {
  const seen = tally();
  for (const seed of [5, 8, 13, 39]) {
    const { territory } = wildTown(seed);
    const random = randomFrom(seed + 900_000);
    const wild: Standard = { ...anyTier(random), groups: [], walkingSpeedKmh: 50 };
    const now = walkCost(
      territory,
      planOf(territory).tools,
      { standard: wild, circumstances: PLAIN_CIRCUMSTANCES },
      territory.demand,
    );
    const costs = now.cost.filter((cost, p) => cost > 0 && territory.demand.people[p] > 0).sort();
    const longest = costs[Math.floor(0.6 * costs.length)];
    const standard: Standard = { ...wild, walkingSpeedKmh: (60 * longest) / (MAX_CUTOFF_MINUTES * 100_000) };
    const request: SitingRequest = {
      goal: { type: "least-worst-walk", sites: 1 + (seed % 2) },
      facility: station,
      candidates: { type: "places", places: randomPlaces(random, 5) },
      spacingMetres: 1,
      alternatives: 0,
    };
    seen[check(territory, { standard, circumstances: PLAIN_CIRCUMSTANCES }, request, `seed ${seed}`)]++;
  }
  expect(seen.answer).toBe(4);
});

test("capacity where people who are counted apart live where nobody else does", { timeout: 100_000 }, () => {
  const seen = tally();
  for (const seed of [2, 3, 4, 11, 17]) {
    const { territory: wild } = wildTown(seed);
    const random = randomFrom(seed + 700_000);
    const people = wild.demand.people.map((each) => (random() < 0.6 ? 0 : each));
    const { demand } = wild;
    const territory = {
      ...wild,
      groups: wild.groups.map((group) => (group.id === "homes/slow" ? { ...group, role: "apart" as const } : group)),
      demand: { ...demand, people, groups: demand.groups.map((each, n) => (n === wild.total ? people : each)) },
    };
    const groups = [{ group: "homes/slow", weight: 3, walkingSpeedKmh: null }];
    const question = {
      standard: { ...anyTier(random), groups },
      circumstances: { ...PLAIN_CIRCUMSTANCES, countCapacity: true },
    };
    const request: SitingRequest = {
      goal: { type: "most-people", sites: 2 },
      facility: { ...station, yearlyCapacity: 20 },
      candidates: { type: "places", places: randomPlaces(random, 5) },
      ...(seed % 2 === 0 && { spacingMetres: 1 }),
      alternatives: 0,
    };
    seen[check(territory, question, request, `seed ${seed}`)]++;
  }
  expect(seen.answer).toBe(5);
});
