import { describe, expect, test } from "vitest";
import { NO_REASON, type Reasons, reasonsOf } from "../../server/reasons/reasons.ts";
import { buildTerritory, type Territory } from "../../server/territory.ts";
import { REASONS, type Reason } from "../../server/words.ts";
import { randomFrom } from "../random-town.ts";
import { type Asking, questionOf } from "./ask-reasons.ts";
import { type Drawing, draw, MIXED, type Place, randomBarrierTown } from "./reason-towns.ts";
import { jointOf, slowCrossing, slowIsland, walkMetres } from "./slow-reasons.ts";

const ask = (territory: Territory, asking: Asking = {}): Reasons => reasonsOf(questionOf(territory, asking));
/** The reason of each home, in the order drawn; null when covered. */
const namesOf = ({ reason }: Reasons): (Reason | null)[] => [...reason].map((index) => REASONS[index] ?? null);
const ofTown = (drawing: Drawing, asking: Asking = {}) => ask(buildTerritory(draw(drawing), 1), asking);
const one = (drawing: Drawing, asking: Asking = {}): Reason | null => namesOf(ofTown(drawing, asking))[0];

/** A street 2 km long with the station at its western end. */
const along = (home: Place, more: Partial<Drawing> = {}): Drawing => ({
  streets: [
    [
      [0, 0],
      [2000, 0],
    ],
  ],
  homes: { h: home },
  facilities: { S: [0, 0] },
  ...more,
});

describe("too far", () => {
  test("beyond the limit by a metre", () => {
    expect(one(along([1000, 0]))).toBeNull();
    expect(one(along([1001, 0]))).toBe("too-far");
    const { facility, straightMetres, walkMetres } = ofTown(along([1001, 0]));
    expect([facility[0], straightMetres[0], walkMetres[0]]).toEqual([
      0,
      expect.closeTo(1001, 4),
      expect.closeTo(1001, 2),
    ]);
  });

  test("nobody lives there: no reason", () => {
    const found = ofTown(along([1001, 0], { homes: { h: { place: [1001, 0], people: 0 } } }));
    expect([found.reason[0], found.entry[0], found.points.length]).toEqual([NO_REASON, -1, 0]);
  });

  test("without any facility", () => {
    const found = ofTown(along([500, 0], { facilities: {} }));
    expect([namesOf(found)[0], found.facility[0]]).toEqual(["too-far", -1]);
    expect(found.straightMetres[0]).toBeNaN();
  });
});

describe("no street near", () => {
  test("500 m are joined, 501 m are not", () => {
    expect(one(along([300, 500]))).toBeNull(); // 500 + 300 = 800
    const found = ofTown(along([300, 501]));
    expect(namesOf(found)[0]).toBe("no-street");
    expect(found.metres[0]).toBeCloseTo(501, 3);
    expect(found.barrier[0]).toBe(-1);
  });

  test("what stands between is named", () => {
    const rail = {
      kind: "railway" as const,
      points: [
        [-900, 50],
        [5000, 50],
      ] satisfies Place[],
    };
    const found = ofTown(along([300, 100], { barriers: [rail] }));
    expect([namesOf(found)[0], found.barrier[0]]).toEqual(["no-street", 0]);
    expect(found.metres[0]).toBeCloseTo(100, 3);
  });

  test("a rule in a straight line needs no street", () => {
    expect(one(along([300, 501]), { by: "radius" })).toBeNull(); // 584 m
    const found = ofTown(along([300, 1000]), { by: "radius" }); // 1,044 m
    expect(namesOf(found)[0]).toBe("too-far");
    expect(found.straightMetres[0]).toBeCloseTo(1044.03, 2);
    expect(found.walkMetres[0]).toBeNaN();
  });
});

describe("an island", () => {
  const island = (gap: number): Drawing =>
    along([900, gap], {
      streets: [
        [
          [0, 0],
          [2000, 0],
        ],
        [
          [900, gap],
          [1100, gap],
        ],
      ],
    });
  test("joined at its nearest place it would be in time", () => {
    const found = ofTown(island(100)); // 100 over the gap, 900 along
    expect(namesOf(found)[0]).toBe("island");
    expect([found.metres[0], found.walkMetresWith[0]]).toEqual([expect.closeTo(100, 1), expect.closeTo(1000, 2)]);
    expect(found.facility[0]).toBe(0);
  });
  test("too far to help", () => {
    expect(one(island(101))).toBe("too-far");
  });
});

describe("another district's facility", () => {
  const borders = { homes: [1], facilities: [2, 1] };
  const town = (near: number) => along([500, 0], { facilities: { near: [near, 0], own: [2000, 0] } });
  test("is near, the own is far", () => {
    const found = ofTown(town(0), { districts: borders });
    expect(namesOf(found)[0]).toBe("other-district");
    expect([found.facility[0], found.walkMetres[0]]).toEqual([0, expect.closeTo(500, 2)]);
    expect(one(town(0))).toBeNull();
  });
  test("is too far as well", () => {
    expect(one(town(0), { districts: borders, limit: 499 })).toBe("too-far");
  });
});

describe("closed at that hour", () => {
  const town = along([500, 0]);
  test("closed, or unknown", () => {
    const closed = ofTown(town, { closed: [0] });
    expect([namesOf(closed)[0], closed.hoursUnknown[0], closed.facility[0]]).toEqual(["closed", 0, 0]);
    const unknown = ofTown(town, { unknown: [0] });
    expect([namesOf(unknown)[0], unknown.hoursUnknown[0]]).toEqual(["closed", 1]);
  });
  test("too far even when it is open", () => {
    expect(one(town, { closed: [0], limit: 499 })).toBe("too-far");
    expect(one(town, { closed: [0], limit: 500 })).toBe("closed");
  });
});

describe("over capacity", () => {
  test("in reach, unserved; points partly over capacity too", () => {
    const found = ofTown(along([500, 0], { homes: { h: { place: [500, 0], people: 10 } } }), { overCapacity: [3] });
    expect([namesOf(found)[0], found.facility[0]]).toEqual(["over-capacity", 0]);
    expect(one(along([500, 0]), { overCapacity: [0] })).toBeNull();
  });
  test("where each tier is needed, a facility of the tier that is full is named", () => {
    const two = along([500, 0], { facilities: { S: [0, 0], T: [900, 0] } });
    const asking = { tiers: [[0], [1]], need: "all" as const, overCapacity: [3] };
    for (const tier of [0, 1]) {
      const found = ofTown(two, { ...asking, fullTier: [tier] });
      expect([namesOf(found)[0], found.tier[0], found.facility[0]]).toEqual(["over-capacity", tier, tier]);
    }
  });
});

describe("a barrier", () => {
  const banks = (bridge: number, north = 700): Drawing => ({
    streets: [
      [
        [0, 100],
        [bridge, 100],
        [bridge, north],
        [0, north],
      ],
    ],
    homes: { h: [0, 100] },
    facilities: { S: [0, north] },
    barriers: [
      {
        kind: "water",
        points: [
          [-2000, 400],
          [5000, 400],
        ],
      },
    ],
  });
  test("a detour of 2, and a crossing would help", () => {
    const found = ofTown(banks(300));
    expect(namesOf(found)[0]).toBe("barrier");
    expect([found.straightMetres[0], found.walkMetres[0], found.walkMetresWith[0]]).toEqual([
      expect.closeTo(600, 4),
      expect.closeTo(1200, 1),
      expect.closeTo(600, 1),
    ]);
    expect(found.barrier[0]).toBe(0);
  });
  test("a detour of 1.9 is none", () => {
    expect(one(banks(270))).toBe("too-far"); // 1,140 ÷ 600
  });
  test("with the crossing still too far", () => {
    expect(one(banks(2000, 1101))).toBe("too-far"); // 1,001 m in a straight line
    expect(one(banks(2000), { limit: 599 })).toBe("too-far");
  });
});

describe("several tiers", () => {
  const town = along([500, 0], { facilities: { station: [0, 0], market: [2000, 0] } });
  test("a need of all fails with the one that fails", () => {
    const found = ofTown(town, { tiers: [[0], [1]], need: "all" });
    expect([namesOf(found)[0], found.tier[0], found.failing[0], found.facility[0]]).toEqual(["too-far", 1, 0b10, 1]);
    expect(one(town, { tiers: [[0], [1]], need: "any" })).toBeNull();
  });
  test("of several that fail the earliest reason counts", () => {
    // The market is too far, the station closed.
    const found = ofTown(town, { tiers: [[1], [0]], need: "all", closed: [0] });
    expect([namesOf(found)[0], found.tier[0], found.failing[0], found.facility[0]]).toEqual(["closed", 1, 0b11, 0]);
    // The other way round the later reason does not take its place.
    const back = ofTown(town, { tiers: [[0], [1]], need: "any", closed: [0] });
    expect([namesOf(back)[0], back.tier[0], back.failing[0], back.facility[0]]).toEqual(["closed", 0, 0b11, 0]);
  });
});

describe("a mixed town", () => {
  test("has each reason once", () => {
    const territory = buildTerritory(draw(MIXED), 1);
    const found = ask(territory, {
      closed: [1],
      districts: { homes: new Array(8).fill(1), facilities: [1, 1, 2] },
      overCapacity: territory.demand.id.map((id) => (id === "homes/over-capacity" ? 1 : 0)),
    });
    const reasons = Object.fromEntries(
      namesOf(found).map((reason, i) => [territory.demand.id[i].replace("homes/", ""), reason]),
    );
    expect(reasons).toEqual({ ...Object.fromEntries(REASONS.map((reason) => [reason, reason])), covered: null });
    expect([...found.points]).toEqual([...found.entry.keys()].filter((point) => found.entry[point] !== -1));
    expect(found.points.length).toBe(7);
  });
});

test("on random towns each reason is the first removal that helps when it is really removed", () => {
  const seen = new Map<string, number>();
  let doubtful = 0;
  const limit = 500;
  for (let seed = 0; seed < 200; seed++) {
    const random = randomFrom(seed + 1000);
    const rows = randomBarrierTown(seed, 0.6);
    const territory = buildTerritory(rows, 1);
    const { demand } = territory;
    const closed = random() < 0.5 ? [0] : [];
    const districts =
      random() < 0.5 ? { homes: Array.from(demand.lon, () => Math.floor(random() * 2)), facilities: [0, 1, 0] } : null;
    const found = ask(territory, { closed, districts, limit });
    const names = namesOf(found);
    for (let home = 0; home < demand.count; home++) {
      const at = [demand.lon[home], demand.lat[home]] as const;
      let closest = Number.POSITIVE_INFINITY;
      const doubt = (metres: number) => {
        closest = Math.min(closest, Math.abs(metres));
      };
      const keep = (isKept: (row: number) => boolean) => ({
        ...rows,
        facilities: rows.facilities.filter((_, row) => isKept(row)),
      });
      const isOwn = (row: number) => districts === null || districts.homes[home] === districts.facilities[row];
      const isOpen = (row: number) => !closed.includes(row);
      const start = jointOf(rows, at);
      const isNear = (of: typeof rows): boolean => {
        if (start === null) return false;
        const walks = of.facilities.map(({ lon, lat }) => {
          const end = jointOf(of, [lon, lat], 2_000);
          return end === null ? Number.POSITIVE_INFINITY : start.metres + walkMetres(of, start.at, end.at) + end.metres;
        });
        const least = Math.min(...walks);
        doubt(least - limit);
        return least <= limit;
      };
      const asked = keep((row) => isOwn(row) && isOpen(row));
      const first = (): Reason | null => {
        if (isNear(asked)) return null;
        if (start === null) return "no-street";
        const island = slowIsland(asked, at, limit);
        if (island?.isIsland === true && island.walkMetresWith <= limit) return "island";
        if (isNear(keep(isOpen))) return "other-district";
        if (isNear(keep(isOwn))) return "closed";
        return slowCrossing(asked, at, limit, doubt) === null ? "too-far" : "barrier";
      };
      const expected = first();
      if (closest < 0.1) {
        doubtful++;
        continue;
      }
      expect(names[home], `town ${seed}, home ${demand.id[home]}`).toBe(expected);
      seen.set(expected ?? "covered", 1 + (seen.get(expected ?? "covered") ?? 0));
    }
  }
  expect([...seen.keys()].sort()).toEqual([
    "barrier",
    "closed",
    "covered",
    "island",
    "no-street",
    "other-district",
    "too-far",
  ]);
  for (const [reason, count] of seen) expect(count, reason).toBeGreaterThan(20);
  expect(doubtful).toBeLessThan(20);
}, 120_000);
