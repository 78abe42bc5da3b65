/** Two kinds of facility by one request, against every choice of places for both, each made a scenario and counted by the outcome. */
import { describe, expect, test } from "vitest";
import type { SitingRequest } from "../../server/api/siting-messages.ts";
import type { Best } from "../../server/siting/solve.ts";
import { plainQuestion, type Question, type Standard } from "../../server/standard.ts";
import { randomFrom, randomTown } from "../random-town.ts";
import { place } from "../town.ts";
import { ASKED, oneOf, wildStandard, wildTown } from "../wild-town.ts";
import { choices, type Seen, site, worthOf } from "./request.ts";

const station = { kind: "employment-service-station", openingHours: "24/7" } as const;
const market = { kind: "odd-jobs-market", openingHours: "Mo-Su 08:00-21:00", staff: 2 } as const;

function randomPlaces(random: () => number, count: number) {
  return Array.from({ length: count }, (_, n) => ({
    name: `Place ${n}`,
    ...place((random() * 7 - 1) * 200, (random() * 7 - 1) * 200),
    cost: n,
  }));
}

/** A standard that needs a station and a market, each by wild rules. */
function bothNeeded(random: () => number): Standard {
  const wild = wildStandard(random);
  const [tier] = wild.tiers;
  const other = wildStandard(random).tiers[0];
  return {
    ...wild,
    need: "all",
    tiers: [
      { ...tier, id: "station", kinds: ["employment-service-station"] },
      { ...other, id: "market", kinds: ["odd-jobs-market", "odd-jobs-post"] },
    ],
  };
}

const sum = (gains: readonly (number | null)[], start: number) => gains.reduce<number>((a, b) => a + (b ?? 0), start);

describe("a station and a market", () => {
  test.each([0, 1, 2])("are the best of all choices, block %i", { timeout: 120_000 }, (block) => {
    let gained = 0;
    let together = 0;
    let others = 0;
    for (let seed = block * 15; seed < block * 15 + 15; seed++) {
      const { territory } = wildTown(seed);
      const random = randomFrom(seed + 120_000);
      const question: Question = {
        standard: bothNeeded(random),
        circumstances: {
          hours: oneOf(random, ASKED).hours,
          ownDistrictOnly: random() < 0.3,
          countCapacity: false,
        },
      };
      const request: SitingRequest = {
        goal: { type: "most-people", sites: 1 + Math.floor(random() * 2) },
        facility: station,
        second: { ...market, sites: 1 + Math.floor(random() * 2) },
        candidates: { type: "places", places: randomPlaces(random, 4) },
        ...(random() < 0.3 && { resettlementWeight: 3 }),
      };
      const seen: Seen = { progress: [], best: [] };
      const found = site(territory, question, request, { seen });
      if ("constraint" in found) throw new Error(found.message);
      const times = request.resettlementWeight;
      const label = `seed ${seed}`;
      const best = Math.max(
        ...[...choices(territory, question, request)].map(({ worth }) =>
          found.unit === "weighted-people" ? worth.weighted : worth.people,
        ),
      );
      expect([label, found.value, found.bound]).toEqual([label, expect.closeTo(best, 6), expect.closeTo(best, 6)]);
      expect([label, found.gapPercent]).toEqual([label, 0]);
      expect([label, found.peopleCovered]).toEqual([label, worthOf(territory, question, found.changes, times).people]);
      expect(
        sum(
          found.sites.map(({ gain }) => gain),
          found.coveredBefore,
        ),
      ).toBeCloseTo(found.peopleCovered, 9);
      const kinds = found.changes.map((change) => (change.type === "add-facility" ? change.facility.kind : ""));
      expect(kinds).toEqual(found.sites.map(({ kind }) => kind));
      for (const { value: told, bound } of seen.progress) {
        if (told !== null) expect([label, told <= best + 1e-6]).toEqual([label, true]);
        if (bound !== null) expect([label, bound >= best - 1e-6]).toEqual([label, true]);
      }
      for (const kept of seen.best) expectKept(kept);
      if (found.peopleCovered > found.coveredBefore) gained++;
      if (new Set(kinds).size === 2) together++;
      if (found.unit !== "people") continue;
      for (const [n, each] of found.sites.entries()) {
        for (const { lon, lat, loss } of each.alternatives) {
          const changes = found.changes.map((change, at) =>
            at === n && change.type === "add-facility"
              ? { ...change, facility: { ...change.facility, lon, lat } }
              : change,
          );
          const { people } = worthOf(territory, question, changes);
          expect([label, found.peopleCovered - people]).toEqual([label, expect.closeTo(loss, 6)]);
          others++;
        }
      }
    }
    expect([gained > 5, together > 2, others > 0]).toEqual([true, true, true]);
  });

  test("at junctions cover what their scenario covers, beside a tier that only what stands can meet", () => {
    let gained = 0;
    for (let seed = 0; seed < 15; seed++) {
      const { territory } = wildTown(seed);
      const random = randomFrom(seed + 130_000);
      const [third] = wildStandard(random).tiers;
      const standard = bothNeeded(random);
      const { tiers } = standard;
      const question: Question = {
        standard: {
          ...standard,
          groups: [],
          tiers: seed % 3 === 0 ? [...tiers, { ...third, id: "window", kinds: ["service-window"] }] : tiers,
        },
        circumstances: plainQuestion().circumstances,
      };
      const request: SitingRequest = {
        goal: { type: "most-people", sites: 2 },
        facility: station,
        second: { ...market, sites: 1 },
        alternatives: seed % 3,
      };
      const found = site(territory, question, request);
      if ("sites" in found) expect(found.sites.every((each) => each.alternatives.length <= seed % 3)).toBe(true);
      if ("constraint" in found) throw new Error(found.message);
      const { people } = worthOf(territory, question, found.changes);
      expect([seed, found.peopleCovered, found.gapPercent]).toEqual([seed, people, 0]);
      expect(found.sites.filter(({ kind }) => kind === market.kind).length).toBeLessThanOrEqual(1);
      // Nobody has a window.
      if (seed % 3 === 0) expect([found.peopleCovered, found.sites]).toEqual([0, []]);
      else if (found.peopleCovered > found.coveredBefore) gained++;
    }
    expect(gained).toBeGreaterThan(3);
  });
});

function expectKept({ sites, built }: Best): void {
  expect(built?.length).toBe(sites.length);
}

test("what does not go with a second kind is refused by its field", () => {
  const territory = randomTown(1);
  const tier = plainQuestion().standard.tiers[0];
  const standard: Standard = {
    ...plainQuestion().standard,
    need: "all",
    tiers: [
      { ...tier, id: "station", kinds: ["employment-service-station"] },
      { ...tier, id: "market", kinds: ["odd-jobs-market"] },
    ],
  };
  const { circumstances } = plainQuestion();
  const request: SitingRequest = {
    goal: { type: "most-people", sites: 1 },
    facility: station,
    second: { ...market, sites: 1 },
    candidates: { type: "places", places: [{ name: "Here", ...place(0, 0), cost: 1 }] },
  };
  const asking =
    (more: Partial<SitingRequest>, question: Question = { standard, circumstances }) =>
    () =>
      site(territory, question, { ...request, ...more });
  const second = (kind: NonNullable<SitingRequest["second"]>["kind"]) => ({ second: { kind, sites: 1 } });
  expect(asking({})).not.toThrow();
  expect(asking({}, plainQuestion())).toThrow("is for standards that need each of several tiers");
  expect(asking(second("partner-agency"))).toThrow("would not count: no tier of the standard counts partner-agency");
  expect(asking(second("employment-service-station"))).toThrow("needs a tier of its own");
  expect(asking({ second: { ...market, sites: undefined } })).toThrow("is missing: the goal says how many");
  expect(asking({ goal: { type: "least-mean-walk", sites: 1 } })).toThrow("this one needs each of several");
  const counted = { standard, circumstances: { ...circumstances, countCapacity: true } };
  expect(asking({}, counted)).toThrow("does not go with a second kind of facility");
  const atTen = { standard, circumstances: { ...circumstances, hours: ASKED[1].hours } };
  expect(asking(second("odd-jobs-market"), atTen)).toThrow("is missing: only facilities that are open");
});
