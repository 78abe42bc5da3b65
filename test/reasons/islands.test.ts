import { describe, expect, test } from "vitest";
import { createSearch } from "../../server/network/search.ts";
import { findIslands, type Islands } from "../../server/reasons/islands.ts";
import { buildTerritory } from "../../server/territory.ts";
import { randomFrom } from "../random-town.ts";
import { degrees } from "../town.ts";
import { type Drawing, draw, type Place } from "./reason-towns.ts";
import { slowIsland } from "./slow-reasons.ts";

/** 15 minutes at 4 km/h. */
const LIMIT = 100_000;

function ask(drawing: Drawing, districts: { homes: number[]; facilities: number[] } | null = null): Islands {
  const { network, demand, facilities } = buildTerritory(draw(drawing), 1);
  return findIslands(createSearch(network), {
    homes: demand.links,
    rows: Int32Array.from({ length: demand.count }, (_, i) => i),
    limit: new Int32Array(demand.count).fill(LIMIT),
    facilities: facilities.links,
    counting: Array.from({ length: facilities.count }, (_, i) => i),
    districts,
  });
}

/**
 *     h─────────────┐ x 400              Island Street, y 0
 *                     (gap)
 *                   └─────────S x 900    Main Street, y -gap
 */
const apart = (gap: number, more: Partial<Drawing> = {}): Drawing => ({
  streets: [
    [
      [0, 0],
      [400, 0],
    ],
    [
      [400, -gap],
      [900, -gap],
    ],
  ],
  homes: { h: [0, 0] },
  facilities: { S: [900, -gap] },
  ...more,
});

describe("a street that leads nowhere", () => {
  test("is joined at its nearest place", () => {
    const found = ask(apart(60));
    expect([found.isIsland[0], found.facility[0]]).toEqual([1, 0]);
    expect(found.metres[0]).toBeCloseTo(60, 1);
    // 400 along Island Street, 60 over the missing link, 500 along Main Street.
    expect(found.walkMetresWith[0]).toBeCloseTo(960, 1);
    expect(found.straightMetres[0]).toBeCloseTo(Math.hypot(900, 60), 1);
    expect([found.nearLon[0], found.nearLat[0]]).toEqual([expect.closeTo(degrees(400), 6), 0]);
    expect([found.farLon[0], found.farLat[0]]).toEqual([
      expect.closeTo(degrees(400), 6),
      expect.closeTo(degrees(-60), 6),
    ]);
  });

  test("is no reason where the link would still be too long", () => {
    expect(ask(apart(100)).facility[0]).toBe(0); // 400 + 100 + 500 = 1,000
    const tooFar = ask(apart(101));
    expect([tooFar.isIsland[0], tooFar.facility[0]]).toEqual([1, -1]);
  });

  test("is no island where a facility stands on it, however far", () => {
    const found = ask(
      apart(60, {
        streets: [
          [
            [0, 0],
            [400, 0],
            [400, 5000],
          ],
          [
            [400, -60],
            [900, -60],
          ],
        ],
        facilities: { S: [900, -60], T: [400, 5000] },
      }),
    );
    expect([found.isIsland[0], found.facility[0]]).toEqual([0, -1]);
  });

  test("joins where streets cross without meeting", () => {
    const found = ask(
      apart(60, {
        streets: [
          [
            [0, 0],
            [400, 0],
          ],
          [
            [300, -60],
            [300, 200],
          ],
          [
            [300, -60],
            [900, -60],
          ],
        ],
      }),
    );
    // 300 along Island Street, under the bridge, 60 down and 600 along.
    expect(found.metres[0]).toBeCloseTo(0, 1);
    expect(found.walkMetresWith[0]).toBeCloseTo(960, 1);
  });

  test("another island without a facility is not what it is joined to", () => {
    const found = ask(
      apart(60, {
        streets: [
          [
            [0, 0],
            [400, 0],
          ],
          [
            [0, 10],
            [400, 10],
          ],
          [
            [400, -60],
            [900, -60],
          ],
        ],
      }),
    );
    expect(found.metres[0]).toBeCloseTo(60, 1);
  });

  test("with districts a facility of another one makes no connection", () => {
    const found = ask(apart(60, { facilities: { S: [900, -60], T: [200, 0] } }), { homes: [1], facilities: [1, 2] });
    expect([found.isIsland[0], found.facility[0]]).toEqual([1, 0]);
    expect(found.walkMetresWith[0]).toBeCloseTo(960, 1);
    expect(ask(apart(60), { homes: [1], facilities: [2] }).facility[0]).toBe(-1);
  });
});

test("a long island is joined far from its other end", () => {
  // A zigzag of more than 2,000 segments that comes near Main Street only at its eastern end.
  const zigzag = Array.from({ length: 2_500 }, (_, i): Place => [400 - 10 * i, i % 2 === 0 ? 0 : 5]);
  const found = ask(
    apart(60, {
      streets: [
        zigzag,
        [
          [400, -60],
          [900, -60],
        ],
      ],
      homes: { h: [300, 0] },
    }),
  );
  expect(found.facility[0]).toBe(0);
  expect(found.metres[0]).toBeCloseTo(60, 1);
});

test("on random towns links do what they do when they are really built", () => {
  let [helped, others, none] = [0, 0, 0];
  for (let seed = 0; seed < 60; seed++) {
    const random = randomFrom(seed);
    const somewhere = (): Place => [random() * 1000, random() * 1000];
    // Moved a little, so that no two gaps are the same.
    const corners = Array.from(
      { length: 36 },
      (_, i): Place => [200 * (i % 6) + 50 * random(), 200 * Math.floor(i / 6) + 50 * random()],
    );
    const at = (x: number, y: number): Place => corners[x + 6 * y];
    const streets: Place[][] = [];
    for (let x = 0; x < 6; x++) {
      for (let y = 0; y < 6; y++) {
        if (x < 5 && random() < 0.35) streets.push([at(x, y), at(x + 1, y)]);
        if (y < 5 && random() < 0.35) streets.push([at(x, y), at(x, y + 1)]);
      }
    }
    const homes = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`${i}`, { place: somewhere(), people: 1 }]));
    const rows = draw({ streets, homes, facilities: { A: somewhere(), B: somewhere() } });
    const { network, demand, facilities } = buildTerritory(rows, 1);
    const asked = Array.from(demand.id, (_, i) => i).filter((i) => demand.links.edge[i] !== -1);
    const found = findIslands(createSearch(network), {
      homes: demand.links,
      rows: Int32Array.from(asked),
      limit: new Int32Array(demand.count).fill(80_000),
      facilities: facilities.links,
      counting: [0, 1],
      districts: null,
    });
    asked.forEach((home, at) => {
      const slow = slowIsland(rows, [demand.lon[home], demand.lat[home]], 800);
      const name = `town ${seed}, home ${demand.id[home]}`;
      expect(found.isIsland[at] === 1, name).toBe(slow?.isIsland);
      if (slow === null || !slow.isIsland || Math.abs(slow.walkMetresWith - 800) < 0.1) {
        others++;
        return;
      }
      if (slow.walkMetresWith > 800) {
        expect(found.facility[at], name).toBe(-1);
        none++;
        return;
      }
      helped++;
      expect(found.facility[at], name).not.toBe(-1);
      expect(Math.abs(found.metres[at] - slow.joinMetres), name).toBeLessThan(0.03);
      expect(Math.abs(found.walkMetresWith[at] - slow.walkMetresWith), name).toBeLessThan(0.1);
    });
  }
  expect(helped).toBeGreaterThan(50);
  expect(others).toBeGreaterThan(50);
  expect(none).toBeGreaterThan(50);
});
