/** Two kept reviews of small towns, with the numbers worked out by hand, and the sums that must hold of any two. */
import { describe, expect, it } from "vitest";
import { changesBetween } from "../../server/review/changes.ts";
import type {
  Change,
  Review,
  ReviewArea,
  ReviewFacility,
  ReviewFigures,
  ReviewSettlement,
} from "../../server/review/document.ts";
import { type KeptReview, packReview, unpackReview } from "../../server/review/kept.ts";
import { canonicalJson } from "../../server/text.ts";

const FIGURES: ReviewFigures = {
  people: 0,
  served: 0,
  overCapacity: 0,
  outOfReach: 0,
  share: null,
  weightedShare: null,
  servedAnyDistrict: null,
  facilities: 0,
  groups: [],
  reasons: [0, 0, 0, 0, 0, 0, 0],
};
const area = (code: string, parentCode: string | null = null): ReviewArea => {
  const level = parentCode === null ? "county" : "township";
  return { code, name: code, names: {}, level, parentCode, ...FIGURES, accessibility: null };
};
const NO_EQUITY = { gini: null, capMinutes: 60, shareBeyondCap: null, lorenz: [], worstTenth: null };

interface Point {
  id: string;
  people: number;
  served: number;
  /** Positions in the areas: county, township. */
  area: [number, number];
}

function kept(points: readonly Point[], change: Partial<Review> = {}): KeptReview {
  const review: Review = {
    question: { standard: { id: "walk-15" }, circumstances: {} },
    total: FIGURES,
    places: [],
    levels: ["county", "township"],
    areas: [area("C"), area("A", "C"), area("B", "C")],
    outside: [],
    settlements: [],
    gaps: [],
    facilities: [],
    remedies: [],
    equity: NO_EQUITY,
    targets: [],
    accessibility: null,
    method: {
      version: "1",
      territoryVersion: 1,
      territory: "C",
      names: {},
      fictional: true,
      slope: "none",
      districtLevel: null,
      placeCorrections: [],
      base: null,
      groups: [],
      inputs: [],
      limits: [],
    },
    ...change,
  };
  return {
    review,
    points: {
      id: points.map(({ id }) => id),
      people: points.map(({ people }) => people),
      served: points.map(({ served }) => served),
      area: [
        { level: "county", of: points.map(({ area }) => area[0]) },
        { level: "township", of: points.map(({ area }) => area[1]) },
      ],
    },
  };
}

const find = (areas: readonly (Change & { code: string })[], code: string) => areas.find((one) => one.code === code);

describe("changes between two kept reviews", () => {
  it("does not let gains and losses hide each other", () => {
    // 100 people of A gain a station, 100 people of B lose theirs: the total served stays 100.
    const before = kept([
      { id: "a", people: 100, served: 0, area: [0, 1] },
      { id: "b", people: 100, served: 100, area: [0, 2] },
    ]);
    const after = kept([
      { id: "a", people: 100, served: 100, area: [0, 1] },
      { id: "b", people: 100, served: 0, area: [0, 2] },
    ]);
    const { total, areas } = changesBetween(before, after);
    expect(total).toMatchObject({ servedBefore: 100, servedAfter: 100, newlyCovered: 100, newlyLost: 100 });
    expect(find(areas, "A")).toMatchObject({ newlyCovered: 100, newlyLost: 0 });
    expect(find(areas, "B")).toMatchObject({ newlyCovered: 0, newlyLost: 100 });
    expect(find(areas, "C")).toMatchObject({ newlyCovered: 100, newlyLost: 100, becauseOfPeople: 0 });
  });

  it("tells growth of the population from better access", () => {
    // Half of 100 were served (over capacity), half of 160 are: 80 − 50 = 30 more because there are more people.
    const before = kept([{ id: "a", people: 100, served: 50, area: [0, 1] }]);
    const after = kept([{ id: "a", people: 160, served: 80, area: [0, 1] }]);
    expect(changesBetween(before, after).total).toMatchObject({ newlyCovered: 0, newlyLost: 0, becauseOfPeople: 30 });
  });

  it("counts a point of one review only as people who came or went", () => {
    const before = kept([{ id: "a", people: 100, served: 100, area: [0, 1] }]);
    const after = kept([{ id: "b", people: 40, served: 40, area: [0, 2] }]);
    const { total, areas } = changesBetween(before, after);
    expect(total).toMatchObject({ peopleBefore: 100, peopleAfter: 40, becauseOfPeople: -60, newlyLost: 0 });
    expect(find(areas, "A")).toMatchObject({ servedBefore: 100, servedAfter: 0, becauseOfPeople: -100 });
  });

  it("counts a place whose township changed as access in the territory and as people in the townships", () => {
    const before = kept([{ id: "a", people: 100, served: 0, area: [0, 1] }]);
    const after = kept([{ id: "a", people: 100, served: 100, area: [0, 2] }]);
    const { total, areas } = changesBetween(before, after);
    expect(total).toMatchObject({ newlyCovered: 100, becauseOfPeople: 0 });
    expect(find(areas, "B")).toMatchObject({ newlyCovered: 0, becauseOfPeople: 100, peopleBefore: 0 });
  });

  it("names settlements, facilities and sources that differ, and another question", () => {
    const settlement = (state: ReviewSettlement["state"]) =>
      ({ code: "S", name: "S", names: {}, kind: "resettlement-area", state }) as ReviewSettlement;
    const facility = (id: number, counts: boolean) => ({ id, name: `F${id}`, counts }) as ReviewFacility;
    const before = kept([], { settlements: [settlement("uncovered")], facilities: [facility(1, true)] });
    const after = kept([], {
      settlements: [settlement("covered")],
      facilities: [facility(1, false), facility(2, true)],
      question: { standard: { id: "strict-10" }, circumstances: {} },
    });
    const input = { source: "people", kind: "people", fileName: "p.tif", dataDate: null, licence: null };
    before.review.method.inputs.push({ ...input, sha256: "a" });
    after.review.method.inputs.push({ ...input, sha256: "b" });
    const changes = changesBetween(before, after);
    expect(changes.settlements).toMatchObject([{ code: "S", stateBefore: "uncovered", stateAfter: "covered" }]);
    expect(changes.facilitiesAdded).toEqual([{ id: 2, name: "F2" }]);
    expect(changes.facilitiesRemoved).toEqual([{ id: 1, name: "F1" }]);
    expect(changes.sources).toMatchObject([{ source: "people", before: { sha256: "a" }, after: { sha256: "b" } }]);
    expect(changes.sameQuestion).toBe(false);
  });

  it("adds up in every area of random reviews", () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    const points = () =>
      Array.from({ length: 60 }, (_, i): Point => {
        const people = random(50);
        return { id: `p${i}`, people, served: random(people + 1), area: [random(5) === 0 ? -1 : 0, random(4) - 1] };
      }).filter(() => random(4) > 0);
    for (let round = 0; round < 200; round++) {
      const [before, after] = [kept(points()), kept(points())];
      const { total, areas } = changesBetween(before, after);
      const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
      expect(total.servedAfter).toBe(sum(after.points.served));
      expect(total.servedBefore).toBe(sum(before.points.served));
      for (const change of [total, ...areas]) {
        const { servedBefore, servedAfter, newlyCovered, newlyLost, becauseOfPeople } = change;
        expect(servedAfter - servedBefore).toBeCloseTo(newlyCovered - newlyLost + becauseOfPeople, 9);
        expect(Math.min(newlyCovered, newlyLost)).toBeGreaterThanOrEqual(0);
      }
      const ofAfter = (position: number) =>
        sum(after.points.served.filter((_, i) => after.points.area[1].of[i] === position));
      expect(find(areas, "A")?.servedAfter).toBe(ofAfter(1));
      expect(changesBetween(after, after).total).toMatchObject({ newlyCovered: 0, newlyLost: 0, becauseOfPeople: 0 });
    }
  });
});

describe("a packed review", () => {
  it("comes back as it was, and equal reviews have equal bytes whatever the order of their keys", () => {
    const one = kept([{ id: "a", people: 1.5, served: 0.25, area: [0, -1] }]);
    const { method, question, ...rest } = one.review;
    const other: KeptReview = { points: one.points, review: { question, ...rest, method } };
    expect(unpackReview(packReview(one))).toEqual(one);
    expect(Buffer.compare(packReview(one), packReview(other))).toBe(0);
    expect(canonicalJson({ b: [2, { d: 1, c: null }], a: 1 })).toBe('{"a":1,"b":[2,{"c":null,"d":1}]}');
  });
});
