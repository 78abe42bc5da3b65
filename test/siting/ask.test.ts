/**
 * The whole way of a siting request, from request to result, against every choice of sites on towns drawn from a seed: rules by
 * kind of place and settlement, tiers, groups, hours, districts, capacity, budgets, spacing, floors, moves.
 */
import { describe, expect, test } from "vitest";
import type { Change } from "../../server/api/scenario-messages.ts";
import type { SitingRequest } from "../../server/api/siting-messages.ts";
import { territoryWith } from "../../server/scenario.ts";
import { plainQuestion, type Question } from "../../server/standard.ts";
import { randomFrom, randomTown } from "../random-town.ts";
import { degrees, place } from "../town.ts";
import { ASKED, oneOf, wildStandard, wildTown } from "../wild-town.ts";
import { check, randomPlaces, tally, told } from "./checked.ts";
import { site, worthOf } from "./request.ts";

type Random = () => number;
const somewhere = (random: Random) => place((random() * 7 - 1) * 200, (random() * 7 - 1) * 200);

describe("most people", () => {
  test.each([0, 1, 2, 3])("any standard, block %i", { timeout: 120_000 }, (block) => {
    const seen = tally();
    for (let seed = block * 20; seed < block * 20 + 20; seed++) {
      const { territory } = wildTown(seed);
      const random = randomFrom(seed + 70_000);
      const question: Question = {
        standard: wildStandard(random),
        circumstances: {
          hours: oneOf(random, ASKED).hours,
          ownDistrictOnly: random() < 0.3,
          countCapacity: random() < 0.3,
        },
      };
      const request: SitingRequest = {
        goal:
          random() < 0.6
            ? { type: "most-people", sites: 1 + Math.floor(random() * 3) }
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
        ...(random() < 0.3 && { floor: { level: "county", share: random() * 0.5 } }),
      };
      seen[
        check(
          territory,
          question,
          request,
          `seed ${seed}: ${JSON.stringify([question.standard.need, request.goal, request.floor])}`,
        )
      ]++;
    }
    expect(seen.answer).toBeGreaterThan(5);
  });

  test.each([0, 1])("junctions cover what they cover as facilities, block %i", (block) => {
    for (let seed = block * 15; seed < block * 15 + 15; seed++) {
      const { territory } = wildTown(seed);
      const random = randomFrom(seed + 80_000);
      const standard = wildStandard(random);
      const question = {
        standard,
        circumstances: { ...plainQuestion().circumstances, ownDistrictOnly: random() < 0.5 },
      };
      const kind = standard.tiers[0].kinds?.[0] ?? "odd-jobs-market";
      const found = site(territory, question, { goal: { type: "most-people", sites: 3 }, facility: { kind } });
      if ("constraint" in found) throw new Error(found.message);
      const { people } = worthOf(territory, question, found.changes);
      expect([seed, found.peopleCovered]).toEqual([seed, people]);
      const gains = found.sites.reduce((sum, { gain }) => sum + (gain ?? 0), found.coveredBefore);
      expect(gains).toBeCloseTo(people, 9);
      for (const [n, each] of found.sites.entries()) {
        for (const { lon, lat, loss } of each.alternatives) {
          const changes = found.changes.map((change, at) =>
            at === n && change.type === "add-facility"
              ? { ...change, facility: { ...change.facility, lon, lat } }
              : change,
          );
          if (found.unit === "people")
            expect([seed, people - worthOf(territory, question, changes).people]).toEqual([
              seed,
              expect.closeTo(loss, 6),
            ]);
        }
      }
    }
  });
});

test("a scenario to start from: its streets and facilities are there, and both together are what is counted", () => {
  let more = 0;
  for (let seed = 0; seed < 25; seed++) {
    const territory = randomTown(seed);
    const random = randomFrom(seed + 60_000);
    const station = { kind: "employment-service-station" as const };
    const before: Change[] = [
      { type: "add-facility", key: 2, facility: { ...station, name: "Before", ...somewhere(random) } },
      { type: "add-path", key: 5, points: [place(0, 0), place(600, 400)] },
      { type: "block-street", key: 7, ...place(300, 200) },
    ];
    const question = plainQuestion({ cutoffMinutes: 5 });
    const start = territoryWith(territory, before).territory;
    const candidates = { type: "places" as const, places: randomPlaces(random, 5) };
    const goal = { type: "most-people" as const, sites: 2 };
    for (const request of [
      { goal, facility: station, candidates },
      { goal, facility: station },
    ]) {
      const found = site(start, question, request, { changes: before });
      if ("constraint" in found) throw new Error(found.message);
      expect([seed, found.changes.map(({ key }) => key)]).toEqual([seed, found.sites.map((_, n) => 8 + n)]);
      const { people } = worthOf(territory, question, [...before, ...found.changes]);
      expect([seed, found.peopleCovered, found.gapPercent]).toEqual([seed, people, 0]);
      more += found.peopleCovered - found.coveredBefore;
    }
  }
  expect(more).toBeGreaterThan(1_000);
});

describe("other goals", () => {
  test("fewest sites, least mean and least worst walk", { timeout: 120_000 }, () => {
    const seen = tally();
    for (let seed = 0; seed < 60; seed++) {
      const territory = randomTown(seed);
      const random = randomFrom(seed + 90_000);
      const question = plainQuestion({ cutoffMinutes: 4 + Math.floor(random() * 10) });
      const sites = 1 + Math.floor(random() * 3);
      const request: SitingRequest = {
        goal: oneOf(random, [
          { type: "fewest-sites" as const, share: 0.3 + 0.7 * random() },
          { type: "least-mean-walk" as const, sites },
          { type: "least-worst-walk" as const, sites },
        ]),
        facility: { kind: "employment-service-station" },
        candidates: { type: "places", places: randomPlaces(random, 6) },
      };
      seen[check(territory, question, request, `seed ${seed}: ${JSON.stringify(request.goal)}`)]++;
    }
    expect(seen.answer).toBeGreaterThan(20);
    expect(seen.infeasible).toBeGreaterThan(2);
    expect(seen.refused).toBe(0);
    for (const goal of ["fewest-sites", "least-mean-walk", "least-worst-walk"])
      expect([goal, [...told.keys()].some((label) => label.includes(goal))]).toEqual([goal, true]);
  });
});

describe("what makes no sense is refused", () => {
  const territory = randomTown(1);
  const request: SitingRequest = {
    goal: { type: "most-people", sites: 1 },
    facility: { kind: "employment-service-station" },
    candidates: { type: "places", places: [{ name: "Here", ...place(0, 0) }] },
  };
  const asking =
    (more: Partial<SitingRequest>, question = plainQuestion()) =>
    () =>
      site(territory, question, { ...request, ...more });

  test("with the field and what to do", () => {
    const stations = plainQuestion({ kinds: ["employment-service-station"] });
    expect(asking({ facility: { kind: "odd-jobs-market" } }, stations)).toThrow(
      "would not count: the standard counts employment-service-station, not odd-jobs-market",
    );
    const at = { ...plainQuestion(), circumstances: { ...plainQuestion().circumstances, hours: ASKED[1].hours } };
    expect(asking({}, at)).toThrow("is missing: only facilities that are open at the asked hours count");
    expect(asking({ facility: { ...request.facility, openingHours: "Sa 09:00-12:00" } }, at)).toThrow(
      "is closed at the asked hours",
    );
    expect(asking({ inside: { areaCodes: ["1001", "nowhere"] } })).toThrow('names no area: "nowhere"');
    expect(asking({ movable: { facilityIds: [77] } })).toThrow("names no facility: 77");
    expect(asking({ goal: { type: "most-people-in-budget", budget: 3 } })).toThrow("is needed for a budget");
    expect(asking({ floor: { level: "province", share: 0.5 } })).toThrow("names no level of this territory");
  });

  test("what cannot be had says what is in the way", () => {
    const far = degrees(9_000);
    const box = [
      [0, 0],
      [far, 0],
      [far, far],
      [0, far],
      [0, 0],
    ].map(([x, y]) => [x + 1, y + 1]);
    expect(asking({ inside: { polygon: { type: "MultiPolygon", coordinates: [[box]] } } })()).toMatchObject({
      constraint: "sites",
      missing: 1,
    });
    expect(asking({ spacingMetres: 20_000 })()).toMatchObject({ constraint: "spacing" });
    const floor = { level: "village" as const, share: 1 };
    const short = asking({ floor }, plainQuestion({ cutoffMinutes: 3 }))();
    expect(short).toMatchObject({ constraint: "floor", areaCode: "1001" });
    expect("message" in short && short.message).toMatch(
      /^West \(village 1001\) cannot have 100.0 % covered: .* people too many are within reach of no candidate/,
    );
  });
});
