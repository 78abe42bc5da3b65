import { describe, expect, it } from "vitest";
import {
  cumulativeSupply,
  floatingCatchments,
  nearestCost,
  stepped,
  stepsUpTo,
  type Weight,
  within,
} from "../../server/access/accessibility.ts";
import { minutesOf } from "../../server/standard.ts";
import { randomFrom } from "../random-town.ts";
import { pairsOf, type SlowPair } from "./slow-capacity.ts";

const pair = (facility: number, point: number, cost: number): SlowPair => ({ facility, point, cost });

/** The obvious twin: the two sums of the definition for each point, over all pairs. */
function slowScores(list: readonly SlowPair[], supply: readonly number[], demand: readonly number[], weight: Weight) {
  const ratio = supply.map((places, f) => {
    const inReach = list
      .filter(({ facility }) => facility === f)
      .reduce((sum, { point, cost }) => sum + demand[point] * weight(cost), 0);
    return inReach > 0 ? places / inReach : 0;
  });
  return demand.map((_, p) =>
    list
      .filter(({ point }) => point === p)
      .reduce((sum, { facility, cost }) => sum + ratio[facility] * weight(cost), 0),
  );
}

describe("a small town", () => {
  // Station 0 has 60 places, station 1 40; points 0 and 1 hold 100 people each, point 2 holds 200.
  const list = [pair(0, 0, 5), pair(0, 1, 10), pair(1, 1, 15), pair(1, 2, 4)];
  const supply = Float64Array.of(60, 40);
  const demand = Float64Array.of(100, 100, 200);
  const pairs = pairsOf(list, 2);

  it("2SFCA counts at most the cutoff", () => {
    // Station 0: 60 ÷ 200 = 0.3. Station 1: 40 ÷ 300 with point 1 at exactly 15, 40 ÷ 200 without.
    const at15 = floatingCatchments(pairs, supply, demand, within(15));
    expect([...at15]).toEqual([0.3, 0.3 + 40 / 300, 40 / 300]);
    expect([...floatingCatchments(pairs, supply, demand, within(14))]).toEqual([0.3, 0.3, 0.2]);
  });

  it("E2SFCA's steps are half-open", () => {
    // At 5, 10 and 15 begin the next steps: 5 weighs 0.68, 10 weighs 0.22, 15 nothing, 4 weighs 1.
    const scores = floatingCatchments(pairs, supply, demand, stepped(stepsUpTo(15)));
    const ratio = 60 / (100 * 0.68 + 100 * 0.22);
    expect([...scores]).toEqual([ratio * 0.68, ratio * 0.22, 40 / 200]);
    const centimetres = { ...pairs, cost: pairs.cost.map((minutes) => (minutes * 400_000) / 60) };
    const steps = stepped(stepsUpTo(15));
    const atSpeed = (cost: number) => steps(minutesOf(cost, 4));
    // 4 km/h: 5 minutes are 33,333⅓ cm, so that its whole centimetres lie below 5; 15 minutes are 100,000 cm.
    expect([atSpeed(33_333), atSpeed(33_334), atSpeed(99_999), atSpeed(100_000)]).toEqual([1, 0.68, 0.22, 0]);
    expect(floatingCatchments(centimetres, supply, demand, atSpeed)[2]).toBe(0.2);
  });

  it("nearest and cumulative", () => {
    expect([...nearestCost(pairs, supply, 3)]).toEqual([5, 10, 4]);
    expect([...nearestCost(pairs, Float64Array.of(60, 0), 3)]).toEqual([5, 10, Number.POSITIVE_INFINITY]);
    expect([...cumulativeSupply(pairs, supply, 3, 15)]).toEqual([60, 100, 40]);
    expect([...cumulativeSupply(pairs, supply, 3, 14.9)]).toEqual([60, 60, 40]);
  });

  it("a facility that only empty points reach serves nobody", () => {
    expect([...floatingCatchments(pairs, supply, Float64Array.of(100, 0, 0), within(15))]).toEqual([0.6, 0.6, 0]);
  });

  it("refuses what has no ratio, and steps that do not ascend", () => {
    const unlimited = Float64Array.of(60, Number.POSITIVE_INFINITY);
    expect(() => floatingCatchments(pairs, unlimited, demand, within(15))).toThrow("The supply in row 1 is Infinity");
    expect(() =>
      floatingCatchments(
        pairs,
        supply,
        demand.map(() => -1),
        within(15),
      ),
    ).toThrow("The demand in row 0 is -1");
    expect(() =>
      stepped([
        { below: 10, weight: 1 },
        { below: 10, weight: 0.5 },
      ]),
    ).toThrow("A step below 10 follows one below 10");
    expect(() => stepped([{ below: 10, weight: Number.NaN }])).toThrow("The step below 10 has weight NaN");
  });
});

describe("random towns", () => {
  const towns = Array.from({ length: 500 }, (_, seed) => {
    const random = randomFrom(seed);
    const below = (n: number) => Math.floor(random() * n);
    const points = 1 + below(12);
    const supply = Array.from({ length: 1 + below(6) }, () => below(5) * 10);
    const list = supply.flatMap((_, f) =>
      Array.from({ length: points }, (_, p) => pair(f, p, below(20))).filter(() => random() < 0.6),
    );
    return { list, supply, demand: Array.from({ length: points }, () => below(4) * 25) };
  });
  const weights: [string, Weight][] = [
    ["2SFCA", within(15)],
    ["E2SFCA", stepped(stepsUpTo(15))],
  ];

  it.each(weights)("%s: the slow twin agrees, and the scores share out the supply", (_, weight) => {
    for (const { list, supply, demand } of towns) {
      const scores = floatingCatchments(
        pairsOf(list, supply.length),
        Float64Array.from(supply),
        Float64Array.from(demand),
        weight,
      );
      slowScores(list, supply, demand, weight).forEach((score, p) => {
        expect(scores[p]).toBeCloseTo(score, 12);
      });
      const isReached = (f: number) =>
        list.some(({ facility, point, cost }) => facility === f && demand[point] > 0 && weight(cost) > 0);
      const shared = demand.reduce((sum, people, p) => sum + people * scores[p], 0);
      expect(shared).toBeCloseTo(
        supply.reduce((sum, places, f) => sum + (isReached(f) ? places : 0), 0),
        9,
      );
    }
  });

  it("nearest and cumulative as looked up", () => {
    for (const { list, supply, demand } of towns) {
      const pairs = pairsOf(list, supply.length);
      const nearest = nearestCost(pairs, Float64Array.from(supply), demand.length);
      const within10 = cumulativeSupply(pairs, Float64Array.from(supply), demand.length, 10);
      demand.forEach((_, p) => {
        const mine = list.filter(({ point, facility }) => point === p && supply[facility] > 0);
        expect(nearest[p]).toBe(Math.min(...mine.map(({ cost }) => cost)));
        const near = mine.filter(({ cost }) => cost <= 10);
        expect(within10[p]).toBe(near.reduce((sum, { facility }) => sum + supply[facility], 0));
      });
    }
  });
});
