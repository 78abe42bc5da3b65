import { describe, expect, test } from "vitest";
import { createLinker } from "../../server/network/link.ts";
import { createSearch } from "../../server/network/search.ts";
import { type Crossings, findCrossings } from "../../server/reasons/crossings.ts";
import { buildTerritory, type Territory } from "../../server/territory.ts";
import { degrees } from "../town.ts";
import { type Drawing, draw, type Place } from "./reason-towns.ts";

/** 15 minutes at 4 km/h. */
const LIMIT = 100_000;

function ask(drawing: Drawing, limit = LIMIT): Crossings & { territory: Territory } {
  const territory = buildTerritory(draw(drawing), 1);
  const { network, demand, facilities } = territory;
  const found = findCrossings(createSearch(network), createLinker(network), {
    homes: demand.links,
    rows: Int32Array.from({ length: demand.count }, (_, i) => i),
    limit: new Int32Array(demand.count).fill(limit),
    facilities: facilities.links,
    counting: Array.from({ length: facilities.count }, (_, i) => i),
    districts: null,
  });
  return { ...found, territory };
}

/**
 *     y 700   S────────────────┐        North Street, from the station to the bridge
 *             ~~~~~~~~~~~~~~~~~│~~~     river at y 400
 *     y 100   h────────────────┘        South Street, from the home to the bridge at x
 */
const twoBanks = (bridge: number, more: Partial<Drawing> = {}): Drawing => ({
  streets: [
    [
      [0, 100],
      [bridge, 100],
      [bridge, 700],
      [0, 700],
    ],
  ],
  homes: { h: [0, 100] },
  facilities: { S: [0, 700] },
  barriers: [river(400)],
  ...more,
});
const river = (y: number) => ({
  kind: "water" as const,
  points: [
    [-2000, y],
    [5000, y],
  ] satisfies Place[],
});

describe("a river between home and station", () => {
  test("a bridge would bring the station near", () => {
    const found = ask(twoBanks(2000));
    expect(found.facility[0]).toBe(0);
    expect(found.straightMetres[0]).toBeCloseTo(600, 6);
    // 2,000 to the bridge, 600 over it, 2,000 back.
    expect(found.walkMetres[0]).toBeCloseTo(4600, 1);
    // 299.5 from South Street to the bank, 1 across, 299.5 to North Street.
    expect(found.walkMetresWith[0]).toBeCloseTo(600, 1);
    expect(found.metres[0]).toBeCloseTo(1, 6);
    expect([found.nearLon[0], found.nearLat[0]]).toEqual([0, expect.closeTo(degrees(399.5), 12)]);
    expect([found.farLon[0], found.farLat[0]]).toEqual([0, expect.closeTo(degrees(400.5), 12)]);
    expect(found.territory.network.barriers.objectId[found.object[0]]).toBe(1001);
  });

  test("a detour of exactly 2 counts, one just below does not", () => {
    expect(ask(twoBanks(300)).facility[0]).toBe(0); // 300 + 600 + 300 = 1,200 = 2 × 600
    expect(ask(twoBanks(299)).facility[0]).toBe(-1); // 1,198
    expect(ask(twoBanks(270)).facility[0]).toBe(-1); // 1,140: detour 1.9
  });

  test("the walk over the crossing may take the whole limit and no more", () => {
    expect(ask(twoBanks(2000), 60_000).facility[0]).toBe(0);
    // The straight line is longer than the limit: too far, whatever is built.
    expect(ask(twoBanks(2000), 59_999).facility[0]).toBe(-1);
  });

  test("a crossing that leads to a long way round does not help", () => {
    // North Street (y 450) lies between; the station's own street leaves it at x.
    const behind = (x: number): Drawing =>
      twoBanks(2000, {
        streets: [
          [
            [0, 100],
            [2000, 100],
            [2000, 450],
            [x, 450],
            [0, 450],
          ],
          [
            [x, 450],
            [x, 700],
            [0, 700],
          ],
        ],
      });
    // 300 to the river and 50 beyond it, x along, 250 up, x back: 350 + 250 + 2x = 1,000 at x 200.
    expect(ask(behind(200)).facility[0]).toBe(0);
    expect(ask(behind(200)).walkMetresWith[0]).toBeCloseTo(1000, 1);
    expect(ask(behind(201)).facility[0]).toBe(-1);
  });

  test("no street within 500 m of a bank makes no crossing", () => {
    const at = (y: number) =>
      ask(
        twoBanks(2000, {
          streets: [
            [
              [0, 100],
              [2000, 100],
              [2000, y],
              [0, y],
            ],
          ],
          facilities: { S: [0, y] },
        }),
        200_000,
      );
    expect(at(900).facility[0]).toBe(0); // 499.5 m from the far end
    expect(at(902).facility[0]).toBe(-1); // 501.5 m
  });

  test("no walk at all counts as a detour", () => {
    const found = ask(
      twoBanks(2000, {
        streets: [
          [
            [0, 100],
            [50, 100],
          ],
          [
            [0, 700],
            [50, 700],
          ],
        ],
      }),
    );
    expect(found.facility[0]).toBe(0);
    expect(found.walkMetres[0]).toBeNaN();
    expect(found.walkMetresWith[0]).toBeCloseTo(600, 1);
  });

  test("without a barrier on the line nothing is said", () => {
    expect(ask(twoBanks(2000, { barriers: [] })).facility[0]).toBe(-1);
    // The river ends east of the line.
    const east = {
      kind: "water" as const,
      points: [
        [10, 400],
        [5000, 400],
      ] satisfies Place[],
    };
    expect(ask(twoBanks(2000, { barriers: [east] })).facility[0]).toBe(-1);
  });

  test("a home that may not use the station is not told of it", () => {
    const territory = buildTerritory(draw(twoBanks(2000)), 1);
    const { network, demand, facilities } = territory;
    const of = (isAllowed: boolean) =>
      findCrossings(createSearch(network), createLinker(network), {
        homes: demand.links,
        rows: Int32Array.of(0),
        limit: [LIMIT],
        facilities: facilities.links,
        counting: [0],
        districts: { homes: [1], facilities: [isAllowed ? 1 : 2] },
      }).facility[0];
    expect([of(true), of(false)]).toEqual([0, -1]);
  });
});

describe("what is one obstacle", () => {
  test("a broad river, drawn as water and as a line", () => {
    const found = ask(
      twoBanks(2000, {
        barriers: [
          river(400),
          {
            kind: "water",
            isArea: true,
            points: [
              [-2000, 300],
              [5000, 300],
              [5000, 500],
              [-2000, 500],
              [-2000, 300],
            ],
          },
        ],
      }),
    );
    expect(found.facility[0]).toBe(0);
    // From 0.5 m before one bank to 0.5 m behind the other.
    expect(found.metres[0]).toBeCloseTo(201, 4);
    expect(found.territory.network.barriers.objectId[found.object[0]]).toBe(1002);
  });

  test("the two carriageways of an expressway, but not two rivers with a street block between them", () => {
    const lines = (gap: number) => ({
      barriers: [
        { kind: "expressway" as const, points: river(400).points },
        { kind: "expressway" as const, points: river(400 + gap).points },
      ],
    });
    expect(ask(twoBanks(2000, lines(49))).metres[0]).toBeCloseTo(50, 4);
    expect(ask(twoBanks(2000, lines(51))).facility[0]).toBe(-1);
  });

  test("a home whose point lies in the water begins at the crossing", () => {
    const found = ask(
      twoBanks(2000, {
        homes: { h: [0, 350] },
        barriers: [
          {
            kind: "water",
            isArea: true,
            points: [
              [-2000, 300],
              [5000, 300],
              [5000, 500],
              [-2000, 500],
              [-2000, 300],
            ],
          },
        ],
      }),
    );
    // Linked to South Street; to the station 150.5 m over the rest of the river and 199.5 m on land.
    expect(found.facility[0]).toBe(0);
    expect(found.walkMetresWith[0]).toBeCloseTo(350, 1);
    expect(found.metres[0]).toBeCloseTo(150.5, 4);
  });

  test("a line through a corner of the shore meets it once", () => {
    const diamond: Place[] = [
      [0, 300],
      [100, 400],
      [0, 500],
      [-100, 400],
      [0, 300],
    ];
    const found = ask(twoBanks(2000, { barriers: [{ kind: "water", isArea: true, points: diamond }] }));
    expect(found.metres[0]).toBeCloseTo(201, 4);
  });
});

test("of two stations the one nearer in a straight line explains, of its crossings the better one", () => {
  const found = ask({
    ...twoBanks(2000),
    facilities: { far: [0, 750], near: [0, 700] },
    streets: [
      [
        [0, 100],
        [2000, 100],
        [2000, 700],
        [0, 700],
        [0, 750],
      ],
    ],
  });
  expect(found.facility[0]).toBe(1);
  expect(found.straightMetres[0]).toBeCloseTo(600, 6);
});
