import { expect, test } from "vitest";
import { findCrossings } from "../server/crossings.ts";
import type { TerritoryRows } from "../server/database/territory-rows.ts";
import { createLinker } from "../server/network/link.ts";
import { createSearch } from "../server/network/search.ts";
import { buildTerritory } from "../server/territory.ts";
import { randomFrom } from "./random-town.ts";
import { type Drawing, draw, type Place } from "./reason-towns.ts";
import { slowCrossing } from "./slow-reasons.ts";

/** A grid of streets, few of which cross the river, the pond and the two tracks that wind through it. */
function randomBarrierTown(seed: number): TerritoryRows {
  const random = randomFrom(seed);
  const somewhere = (): Place => [random() * 1200 - 100, random() * 1200 - 100];
  const bend = (from: Place, to: Place): Place[] => {
    const turn = () => (random() - 0.5) * 300;
    return [
      from,
      [(2 * from[0] + to[0]) / 3 + turn(), (2 * from[1] + to[1]) / 3 + turn()],
      [(from[0] + 2 * to[0]) / 3 + turn(), (from[1] + 2 * to[1]) / 3 + turn()],
      to,
    ];
  };
  const river = bend([-300, random() * 1000], [1300, random() * 1000]);
  const width = 10 + random() * 60;
  const track = bend([random() * 1000, -300], [random() * 1000, 1300]);
  const pond = somewhere();
  const barriers: NonNullable<Drawing["barriers"]> = [
    { kind: "water", points: river },
    {
      kind: "water",
      isArea: true,
      points: [...river, ...river.toReversed().map(([x, y]): Place => [x, y + width]), river[0]],
    },
    { kind: "railway", points: track },
    { kind: "railway", points: track.map(([x, y]): Place => [x + 8, y]) },
    { kind: "water", isArea: true, points: [pond, [pond[0] + 150, pond[1] + 40], [pond[0] + 60, pond[1] + 170], pond] },
  ];
  const crosses = (a: Place, b: Place) =>
    barriers.some(({ points }) =>
      points.slice(1).some((q, i) => {
        const side = ([x, y]: Place, [px, py]: Place, [qx, qy]: Place) =>
          (qx - px) * (y - py) - (qy - py) * (x - px) > 0;
        return side(a, points[i], q) !== side(b, points[i], q) && side(points[i], a, b) !== side(q, a, b);
      }),
    );
  const streets: Place[][] = [];
  for (let x = 0; x < 6; x++) {
    for (let y = 0; y < 6; y++) {
      for (const [dx, dy] of [
        [1, 0],
        [0, 1],
      ]) {
        const [a, b]: [Place, Place] = [
          [200 * x, 200 * y],
          [200 * (x + dx), 200 * (y + dy)],
        ];
        if (x + dx < 6 && y + dy < 6 && random() < (crosses(a, b) ? 0.15 : 0.85)) streets.push([a, b]);
      }
    }
  }
  const homes = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}`, { place: somewhere(), people: 1 }]));
  return draw({ streets, barriers, homes, facilities: { A: somewhere(), B: somewhere(), C: somewhere() } });
}

test("on random towns crossings do what they do when they are really built", () => {
  let [explained, unexplained, doubtful] = [0, 0, 0];
  for (let seed = 0; seed < 120; seed++) {
    const rows = randomBarrierTown(seed);
    const { network, demand, facilities } = buildTerritory(rows, 1);
    const search = createSearch(network);
    const limit = 60_000;
    const nearest = search.nearest(facilities.links, demand.links, limit);
    const asked = Array.from(demand.id, (_, i) => i).filter(
      (i) => demand.links.edge[i] !== -1 && nearest.facility[i] === -1,
    );
    const found = findCrossings(search, createLinker(network), {
      homes: demand.links,
      rows: Int32Array.from(asked),
      limit: new Int32Array(demand.count).fill(limit),
      facilities: facilities.links,
      counting: [0, 1, 2],
      districts: null,
    });
    asked.forEach((home, at) => {
      let closest = Number.POSITIVE_INFINITY;
      const slow = slowCrossing(rows, [demand.lon[home], demand.lat[home]], limit / 100, (metres) => {
        closest = Math.min(closest, Math.abs(metres));
      });
      // A few rounded centimetres apart from the other answer.
      if (closest < 0.1) {
        doubtful++;
        return;
      }
      const name = `town ${seed}, home ${demand.id[home]}`;
      expect(found.facility[at], name).toBe(slow?.facility ?? -1);
      if (slow === null) {
        unexplained++;
        return;
      }
      explained++;
      expect(found.straightMetres[at], name).toBeCloseTo(slow.straightMetres, 6);
      expect(Math.abs(found.walkMetresWith[at] - slow.walkMetresWith), name).toBeLessThan(0.1);
      if (Number.isFinite(slow.walkMetres))
        expect(Math.abs(found.walkMetres[at] - slow.walkMetres), name).toBeLessThan(0.1);
      else expect(found.walkMetres[at], name).toBeNaN();
    });
  }
  expect(explained).toBeGreaterThan(100);
  expect(unexplained).toBeGreaterThan(100);
  expect(doubtful).toBeLessThan(10);
});
