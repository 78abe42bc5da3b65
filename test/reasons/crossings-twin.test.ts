import { expect, test } from "vitest";
import { createLinker } from "../../server/network/link.ts";
import { createSearch } from "../../server/network/search.ts";
import { findCrossings } from "../../server/reasons/crossings.ts";
import { buildTerritory } from "../../server/territory.ts";
import { randomBarrierTown } from "./reason-towns.ts";
import { slowCrossing } from "./slow-reasons.ts";

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
