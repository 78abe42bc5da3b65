/**
 * The net of candidates for the least worst walk: from each home it is hardly farther to one that stays than to any that goes.
 * On towns with private streets, streets that may be walked one way only, and districts, each large enough (link.ts,
 * ISLAND_NODES) that its junctions are known by their nodes.
 */
import { expect, test } from "vitest";
import type { SitingRequest } from "../../server/api/siting-messages.ts";
import type { TerritoryRows } from "../../server/database/territory-rows.ts";
import { setUp } from "../../server/siting/ask.ts";
import { costsBy } from "../../server/siting/costs.ts";
import { narrowWorst } from "../../server/siting/narrow-walks.ts";
import { UNWATCHED } from "../../server/siting/question.ts";
import { minutesOf, plainQuestion, type Question, speedOfTotal } from "../../server/standard.ts";
import { buildTerritory } from "../../server/territory.ts";
import { randomFrom, randomRows } from "../random-town.ts";
import { degrees } from "../town.ts";
import { groundOf } from "./request.ts";

const SIDE = 11;
const BLOCK_METRES = 110;
/** Centimetres of the longest walk that is compared. */
const MOST = 400_000;

function streetsOf(rows: TerritoryRows, random: () => number): TerritoryRows["streets"] {
  const blocks: [from: [number, number], to: [number, number]][] = [];
  for (let x = 0; x < SIDE; x++) {
    for (let y = 0; y < SIDE; y++) {
      if (x + 1 < SIDE && random() < 0.8)
        blocks.push([
          [x, y],
          [x + 1, y],
        ]);
      if (y + 1 < SIDE && random() < 0.8)
        blocks.push([
          [x, y],
          [x, y + 1],
        ]);
    }
  }
  const { length: count } = blocks;
  const points = blocks.flat();
  const oneway = () => (random() < 0.25 ? (random() < 0.5 ? 1 : -1) : 0);
  return {
    ...rows.streets,
    count,
    wayId: Float64Array.from(blocks, (_, n) => n + 1),
    highway: blocks.map(() => "residential"),
    // 2 is private.
    foot: Uint8Array.from(blocks, () => (random() < 0.15 ? 2 : 1)),
    onewayFoot: Int8Array.from(blocks, oneway),
    bicycle: new Uint8Array(count).fill(1),
    onewayBicycle: new Int8Array(count),
    bridge: new Uint8Array(count),
    tunnel: new Uint8Array(count),
    barrier: new Uint8Array(count),
    firstPoint: Int32Array.from({ length: count + 1 }, (_, n) => 2 * n),
    nodeId: Float64Array.from(points, ([x, y]) => 1 + x * SIDE + y),
    lon: Float64Array.from(points, ([x]) => degrees(x * BLOCK_METRES)),
    lat: Float64Array.from(points, ([, y]) => degrees(y * BLOCK_METRES)),
  };
}

test("25 towns: no walk gets longer by more than is said", { timeout: 60_000 }, () => {
  let [gone, compared] = [0, 0];
  for (let seed = 0; seed < 25; seed++) {
    const random = randomFrom(seed + 250_000);
    const rows = randomRows(seed);
    const territory = buildTerritory({ ...rows, streets: streetsOf(rows, random) }, 1);
    const plain = plainQuestion();
    const question: Question = { ...plain, circumstances: { ...plain.circumstances, ownDistrictOnly: seed % 2 === 0 } };
    const facility = { kind: "employment-service-station" } as const;
    const request: SitingRequest = { goal: { type: "least-worst-walk", sites: 2 }, facility };
    const setup = setUp(groundOf(territory), question, request);
    const { sites, ground } = setup;
    const everywhere = new Int32Array(territory.demand.count).fill(MOST);
    const walks = costsBy(ground, sites, "foot", everywhere, { watch: UNWATCHED, mostPairs: 1e7 });
    const net = narrowWorst(setup, { watch: UNWATCHED, told: () => {} });
    const speed = speedOfTotal(question.standard, territory);
    for (const attempt of [0, 4, 6]) {
      const { rows: kept, leftOut } = net(attempt);
      if (!("loss" in leftOut)) throw new Error(`Town ${seed} has no net.`);
      const isKept = new Uint8Array(sites.count);
      for (const row of kept) isKept[row] = 1;
      gone += sites.count - kept.length;
      let most = 0;
      for (let p = 0; p < walks.count; p++) {
        /** By district: the shortest walk to one that stays. */
        const nearest = new Map<number | undefined, number>();
        const districtOf = (k: number) => sites.district?.[walks.items[k]];
        for (let k = walks.first[p]; k < walks.first[p + 1]; k++)
          if (isKept[walks.items[k]] === 1)
            nearest.set(districtOf(k), Math.min(walks.costs[k], nearest.get(districtOf(k)) ?? MOST));
        for (let k = walks.first[p]; k < walks.first[p + 1]; k++) {
          most = Math.max(most, (nearest.get(districtOf(k)) ?? MOST) - walks.costs[k]);
          compared++;
        }
      }
      expect(minutesOf(most, speed), `town ${seed}, net ${attempt}`).toBeLessThanOrEqual(leftOut.loss + 1e-9);
    }
  }
  expect(gone).toBeGreaterThan(1_000);
  expect(compared).toBeGreaterThan(100_000);
});
