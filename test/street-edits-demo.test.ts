/** Paths and blocked streets in the demo county, with all that stands there: the territory is the one that the edited rows make. */
import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Change } from "../server/api/scenario-messages.ts";
import { connect } from "../server/database/connection.ts";
import { readTerritoryRows, type TerritoryRows } from "../server/database/territory-rows.ts";
import { buildNetwork } from "../server/network/build.ts";
import { degreesOf, NONE } from "../server/network/network.ts";
import { planOf } from "../server/plan.ts";
import { plainQuestion } from "../server/standard.ts";

import { buildTerritory, type Territory } from "../server/territory.ts";
import { newDataDir } from "./databases.ts";
import { DEMO_COUNTY } from "./fillings.ts";
import { Ambiguous, editedStreets } from "./network/edited-streets.ts";
import { placeOf } from "./network/random-points.ts";
import { randomFrom } from "./random-town.ts";

type Edit = Extract<Change, { type: "add-path" | "block-street" }>;

let dataDir: string;
let rows: TerritoryRows;
let present: Territory;
beforeAll(async () => {
  dataDir = await newDataDir(DEMO_COUNTY);
  const { db, close } = await connect({ databaseUrl: null, dataDir }, () => undefined);
  // On flat ground: a drawn path is flat, and its row would climb (network/edit-slopes.test.ts is about hills).
  rows = { ...(await readTerritoryRows(db)), elevation: [] };
  await close();
  present = buildTerritory(rows, 1);
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** A path from the street of one station to one about a kilometre away, and the street of another station is blocked. */
function editsOf(seed: number): Edit[] {
  const random = randomFrom(seed);
  const { network, facilities } = present;
  const { shapeLonE7, shapeLatE7, segmentPoint } = network;
  const ofStation = () => {
    const [lon, lat] = placeOf(network, facilities.links, Math.floor(random() * facilities.count));
    return { lon, lat };
  };
  const onStreet = () => {
    const p = segmentPoint[Math.floor(random() * segmentPoint.length)];
    const at = (of: Int32Array) => degreesOf(of[p] + 0.4 * (of[p + 1] - of[p]));
    return { lon: at(shapeLonE7), lat: at(shapeLatE7) };
  };
  const from = ofStation();
  let to = onStreet();
  while (Math.abs(Math.hypot(to.lon - from.lon, to.lat - from.lat) - 0.01) > 0.005) to = onStreet();
  return [
    { type: "add-path", key: 1, points: [from, to] },
    { type: "block-street", key: 2, ...ofStation() },
  ];
}

test("5 plans: who walks how far, and who is covered in each area", () => {
  const question = plainQuestion();
  const limit = (15 / 60) * 400_000;
  const before = planOf(present).nearest(question).cost;
  let [compared, changed, unequal] = [0, 0, 0];
  for (let seed = 1; compared < 5; seed++) {
    const edits = editsOf(seed);
    let twin: Territory;
    try {
      const streets = editedStreets(rows.streets, edits, rows.gates, (columns) =>
        buildNetwork({ ...rows, streets: columns, heights: null }),
      );
      const count = streets.count;
      const open = { bicycle: new Uint8Array(count).fill(1), onewayBicycle: new Int8Array(count) };
      twin = buildTerritory({ ...rows, streets: { ...streets, ...open } }, 1);
    } catch (error) {
      if (error instanceof Ambiguous) continue;
      throw error;
    }
    const plan = planOf(present).with(edits);
    expect(plan.problems, `seed ${seed}`).toEqual([]);
    compared++;
    const theirs = planOf(twin);
    const [walks, theirWalks] = [plan.nearest(question).cost, theirs.nearest(question).cost];
    const { demand } = plan.territory;
    let peopleAtLimit = 0;
    for (let p = 0; p < demand.count; p++) {
      const where = `seed ${seed} point ${p}: ${walks[p]} ${theirWalks[p]}`;
      expect(walks[p] === NONE, where).toBe(theirWalks[p] === NONE);
      expect(Math.abs(walks[p] - theirWalks[p]), where).toBeLessThanOrEqual(8);
      expect(Math.abs(demand.links.metres[p] - twin.demand.links.metres[p]) || 0, where).toBeLessThanOrEqual(0.02);
      if (Math.abs(walks[p] - limit) <= 8) peopleAtLimit += demand.people[p];
      if (walks[p] !== theirWalks[p]) unequal++;
      if (walks[p] !== before[p]) changed++;
    }
    const [mine, others] = [plan, theirs].map((of) => of.coverage(question));
    for (const [at, area] of [mine.total, ...mine.areas].entries()) {
      const { peopleCovered } = [others.total, ...others.areas][at];
      expect(Math.abs(area.peopleCovered - peopleCovered), `seed ${seed} area ${at}`).toBeLessThanOrEqual(
        peopleAtLimit + 1e-6,
      );
    }
  }
  console.log(
    `${compared} plans: ${changed} homes walk another way than before, ${unequal} differ by some centimetres.`,
  );
  expect(changed).toBeGreaterThan(100);
}, 120_000);
