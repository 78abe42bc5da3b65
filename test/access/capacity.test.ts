import { describe, expect, it, test } from "vitest";
import { type Assignment, assign, MOST_PEOPLE, yearlyCapacity } from "../../server/access/capacity.ts";
import { randomFrom } from "../random-town.ts";
import { listPairs, pairsOf, type SlowFlow, type SlowPair, slowAssign } from "./slow-capacity.ts";

interface Town {
  readonly list: readonly SlowPair[];
  readonly demand: readonly number[];
  readonly capacity: readonly number[];
}

const asked = ({ list, demand, capacity }: Town): Assignment =>
  assign(pairsOf(list, capacity.length), Float64Array.from(demand), Float64Array.from(capacity));

const flowsOf = ({ flows }: Assignment, point: number): Omit<SlowFlow, "point">[] =>
  Array.from({ length: flows.first[point + 1] - flows.first[point] }, (_, i) => {
    const k = flows.first[point] + i;
    return { facility: flows.facility[k], cost: flows.cost[k], people: flows.people[k] };
  });

const pair = (facility: number, point: number, cost: number): SlowPair => ({ facility, point, cost });

/** Few costs, so that most are ties; people and capacities in eighths, some 0; some facilities without limit. */
function randomTown(seed: number): Town {
  const random = randomFrom(seed);
  const below = (n: number) => Math.floor(random() * n);
  const points = 1 + below(8);
  const facilities = 1 + below(5);
  const costs = 1 + below(seed % 2 === 0 ? 4 : 100_000);
  const list: SlowPair[] = [];
  for (let f = 0; f < facilities; f++) {
    for (let p = 0; p < points; p++) if (random() < 0.6) list.push(pair(f, p, below(costs)));
  }
  const amount = () => (random() < 0.2 ? 0 : below(80) / 8);
  return {
    list,
    demand: Array.from({ length: points }, amount),
    capacity: Array.from({ length: facilities }, () => (random() < 0.15 ? Number.POSITIVE_INFINITY : amount() * 2)),
  };
}

const towns = Array.from({ length: 3000 }, (_, seed) => randomTown(seed));
const list = (values: Float64Array) => [...values];

describe("a small town", () => {
  // Station 0 serves 10 a year, station 1 five. Points 0 (8 people) and 1 (6) can reach both, 2 (4) only station 1, 3 (2) none.
  const town = {
    list: [pair(0, 0, 100), pair(0, 1, 200), pair(1, 0, 300), pair(1, 1, 250), pair(1, 2, 900)],
    demand: [8, 6, 4, 2],
    capacity: [10, 5],
  };
  const found = asked(town);

  it("serves the nearest first, splits, and says who is left for which reason", () => {
    // 8 of point 0 go to station 0, which then has room for 2 of point 1; the other 4 go to station 1, and 1 of point 2.
    expect(list(found.served)).toEqual([8, 6, 1, 0]);
    expect(list(found.overCapacity)).toEqual([0, 0, 3, 0]);
    expect(list(found.outOfReach)).toEqual([0, 0, 0, 2]);
    expect(found.total).toEqual({ demand: 20, served: 15, overCapacity: 3, outOfReach: 2 });
  });

  it("says who serves whom", () => {
    expect(flowsOf(found, 0)).toEqual([{ facility: 0, cost: 100, people: 8 }]);
    expect(flowsOf(found, 1)).toEqual([
      { facility: 0, cost: 200, people: 2 },
      { facility: 1, cost: 250, people: 4 },
    ]);
    expect([...found.mainFacility]).toEqual([0, 1, 1, -1]);
  });

  it("names the nearer of two that serve as many of a point", () => {
    const { mainFacility, flows } = asked({ list: [pair(0, 0, 9), pair(1, 0, 4)], demand: [6], capacity: [3, 3] });
    expect([...flows.facility]).toEqual([1, 0]);
    expect([...mainFacility]).toEqual([1]);
  });

  it("shows the load of each facility, and who is left over around it", () => {
    expect(list(found.facilities.load)).toEqual([10, 5]);
    expect(list(found.facilities.share)).toEqual([1, 1]);
    expect(list(found.facilities.overCapacityInReach)).toEqual([0, 3]);
    const free = asked({ ...town, capacity: [0, Number.POSITIVE_INFINITY] });
    expect(list(free.facilities.load)).toEqual([0, 18]);
    expect(list(free.facilities.share)).toEqual([Number.NaN, Number.NaN]);
  });

  it("breaks ties by facility, then by demand point", () => {
    const ties = [pair(0, 0, 7), pair(0, 1, 7), pair(1, 0, 7), pair(1, 1, 7)];
    const { served, flows } = asked({ list: ties, demand: [3, 3], capacity: [4, 1] });
    expect(list(served)).toEqual([3, 2]);
    expect([...flows.facility]).toEqual([0, 0, 1]);
    expect(list(flows.people)).toEqual([3, 1, 1]);
  });

  it("is not the assignment that serves most people", () => {
    // Point 0 takes the only room that point 1 can reach, although it could go to station 1.
    const rival = { list: [pair(0, 0, 1), pair(0, 1, 2), pair(1, 0, 3)], demand: [5, 5], capacity: [5, 5] };
    expect(asked(rival).total.served).toBe(5);
    // For the same reason a shortcut can leave fewer people served: without it point 0 went to station 1.
    const before = { ...rival, list: [pair(0, 0, 4), pair(0, 1, 2), pair(1, 0, 3)] };
    expect(asked(before).total.served).toBe(10);
  });

  it("has nothing to say of nothing", () => {
    const nothing = asked({ list: [], demand: [], capacity: [] });
    expect(nothing.total).toEqual({ demand: 0, served: 0, overCapacity: 0, outOfReach: 0 });
    expect(asked({ list: [], demand: [3], capacity: [] }).total.outOfReach).toBe(3);
    expect(list(asked({ list: [], demand: [], capacity: [3] }).facilities.load)).toEqual([0]);
  });
});

test("3,000 random towns: the slow twin agrees to the last bit", () => {
  for (const town of towns) {
    const fast = asked(town);
    const slow = slowAssign(town.list, town.demand, town.capacity);
    expect(list(fast.served)).toEqual(slow.served);
    expect(list(fast.overCapacity)).toEqual(slow.overCapacity);
    expect(list(fast.outOfReach)).toEqual(slow.outOfReach);
    expect(list(fast.facilities.load)).toEqual(slow.load);
    slow.flows.forEach((flows, p) => {
      expect(flowsOf(fast, p)).toEqual(flows.map(({ facility, cost, people }) => ({ facility, cost, people })));
    });
  }
});

test.each([40, 3_000, 2 ** 31])("a city of 20,000 pairs with costs below %i: the slow twin agrees", (costs) => {
  const random = randomFrom(costs);
  const demand = Array.from({ length: 200 }, () => Math.floor(random() * 80) / 8);
  const capacity = Array.from({ length: 150 }, (_, f) =>
    f === 7 ? Number.POSITIVE_INFINITY : Math.floor(random() * 60) / 8,
  );
  const city = {
    list: capacity
      .flatMap((_, f) => demand.map((_, p) => pair(f, p, Math.floor(random() * costs))))
      .filter(() => random() < 0.7),
    demand,
    capacity,
  };
  const fast = asked(city);
  const slow = slowAssign(city.list, city.demand, city.capacity);
  expect(list(fast.served)).toEqual(slow.served);
  expect(list(fast.facilities.load)).toEqual(slow.load);
  slow.flows.forEach((flows, p) => {
    expect(flowsOf(fast, p)).toEqual(flows.map(({ facility, cost, people }) => ({ facility, cost, people })));
  });
});

test("3,000 random towns of any numbers: exact conservation, nobody above capacity or beyond the standard", () => {
  towns.forEach(({ list: pairs, ...town }, seed) => {
    const random = randomFrom(seed);
    const demand = town.demand.map((people) => people * random() * 1000);
    const capacity = town.capacity.map((people) => people * random() * 1000);
    const found = asked({ list: pairs, demand, capacity });
    demand.forEach((people, p) => {
      expect(Math.abs(found.demand[p] - people)).toBeLessThan(1e-6);
      expect(found.served[p] + found.overCapacity[p] + found.outOfReach[p]).toBe(found.demand[p]);
      const flows = flowsOf(found, p);
      expect(flows.reduce((sum, flow) => sum + flow.people, 0)).toBe(found.served[p]);
      for (const flow of flows) expect(pairs).toContainEqual({ facility: flow.facility, point: p, cost: flow.cost });
    });
    capacity.forEach((people, f) => {
      expect(found.facilities.load[f]).toBeLessThanOrEqual(people);
    });
    const { total } = found;
    expect(total.served + total.overCapacity + total.outOfReach).toBe(total.demand);
    expect(found.facilities.load.reduce((a, b) => a + b, 0)).toBe(total.served);
  });
});

test("3,000 random towns: stable, nobody is left out for the sake of somebody from farther away", () => {
  const isBefore = (a: SlowPair, b: SlowPair) => (a.cost - b.cost || a.facility - b.facility || a.point - b.point) < 0;
  for (const town of towns) {
    const found = asked(town);
    const flows = town.demand.flatMap((_, point) => flowsOf(found, point).map((flow) => ({ ...flow, point })));
    for (const wish of town.list) {
      const isWorseOff =
        found.served[wish.point] < found.demand[wish.point] ||
        flows.some((flow) => flow.point === wish.point && isBefore(wish, flow));
      if (!isWorseOff) continue;
      expect(found.facilities.load[wish.facility]).toBe(found.facilities.capacity[wish.facility]);
      expect(flows.some((flow) => flow.facility === wish.facility && isBefore(wish, flow))).toBe(false);
    }
  }
});

describe("what more brings, on 3,000 random towns", () => {
  const noLess = (after: Float64Array, before: Float64Array) =>
    before.forEach((people, i) => {
      expect(after[i]).toBeGreaterThanOrEqual(people);
    });

  it("more capacity, or one more facility, serves at no point fewer people", () => {
    towns.forEach((town, seed) => {
      const random = randomFrom(seed);
      const before = asked(town);
      const more = town.capacity.map((people) => people + (random() < 0.5 ? 0 : Math.floor(random() * 20) / 8));
      noLess(asked({ ...town, capacity: more }).served, before.served);
      const added = town.demand.flatMap((_, p) =>
        random() < 0.5 ? [pair(more.length, p, Math.floor(random() * 4))] : [],
      );
      noLess(asked({ ...town, list: [...town.list, ...added], capacity: [...town.capacity, 3] }).served, before.served);
    });
  });

  it("more demand leaves no facility with less load", () => {
    towns.forEach((town, seed) => {
      const random = randomFrom(seed);
      const demand = town.demand.map((people) => people + (random() < 0.5 ? 0 : Math.floor(random() * 20) / 8));
      noLess(asked({ ...town, demand }).facilities.load, asked(town).facilities.load);
    });
  });

  it("a longer cutoff takes nothing from anybody", () => {
    for (const town of towns) {
      const cutoff = Math.max(0, ...town.list.map(({ cost }) => cost)) / 2;
      const within = town.list.filter(({ cost }) => cost <= cutoff);
      noLess(asked(town).served, asked({ ...town, list: within }).served);
    }
  });

  it("a facility without its limit brings service to at least those over capacity in its reach", () => {
    for (const town of towns) {
      const before = asked(town);
      town.capacity.forEach((_, f) => {
        const capacity = town.capacity.with(f, Number.POSITIVE_INFINITY);
        const gain = asked({ ...town, capacity }).total.served - before.total.served;
        expect(gain).toBeGreaterThanOrEqual(before.facilities.overCapacityInReach[f]);
      });
    }
  });
});

describe("capacity of a year", () => {
  it("is the capacity given, else staff × rate, else unknown and without limit", () => {
    const { capacity, isUnknown } = yearlyCapacity([900, null, null, 0], [2, 2, null, 5], 550);
    expect(list(capacity)).toEqual([900, 1100, Number.POSITIVE_INFINITY, 0]);
    expect([...isUnknown]).toEqual([0, 0, 1, 0]);
    // Nobody has stated a rate: staff alone says nothing.
    expect([...yearlyCapacity([null], [2], null).isUnknown]).toEqual([1]);
    expect(() => yearlyCapacity([-1], [null], 550)).toThrow(
      "The capacity in row 0 is -1; state a number of at least 0.",
    );
    expect(() => yearlyCapacity([1, 2], [1], 550)).toThrow("There are 2 capacities and 1 staff");
    expect(() => yearlyCapacity([], [], -5)).toThrow("The rate of people per member of staff is -5");
  });
});

describe("what cannot be assigned is refused", () => {
  const one = { list: [pair(0, 0, 1)], demand: [1], capacity: [1] };

  it("counts that are none", () => {
    expect(() => asked({ ...one, demand: [-1] })).toThrow("The demand in row 0 is -1; state a number of at least 0.");
    expect(() => asked({ ...one, demand: [Number.POSITIVE_INFINITY] })).toThrow("The demand in row 0 is Infinity");
    expect(() => asked({ ...one, capacity: [Number.NaN] })).toThrow("The capacity in row 0 is NaN");
    expect(() => asked({ ...one, demand: [MOST_PEOPLE * 2] })).toThrow("can be counted exactly");
  });

  it("pairs out of order, or without a walk", () => {
    const pairs = pairsOf([pair(0, 0, 1), pair(0, 1, 1)], 1);
    const two = Float64Array.of(1, 1);
    const swapped = { ...pairs, point: pairs.point.toReversed() };
    expect(() => assign(swapped, two, Float64Array.of(1))).toThrow("Pair 1 of facility 0 has demand point 0 after 1");
    expect(() => assign(pairs, Float64Array.of(1), Float64Array.of(1))).toThrow("list points below 1");
    const none = { ...pairs, cost: Int32Array.of(4, -1) };
    expect(() => assign(none, two, Float64Array.of(1))).toThrow("Pair 1 of facility 0 costs -1");
    expect(() => assign(pairs, two, Float64Array.of(1, 1))).toThrow("Pairs of 2 facilities need 3 firsts");
    expect(listPairs(pairs)).toEqual([pair(0, 0, 1), pair(0, 1, 1)]);
  });
});
