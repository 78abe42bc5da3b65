/** A territory with changed streets is the one that all its points, linked anew to those streets, would make; and that of edited rows. */
import { expect, test } from "vitest";
import type { Change } from "../server/api/scenario-messages.ts";
import { streetMetresOf } from "../server/neighbours.ts";
import { buildNetwork } from "../server/network/build.ts";
import { createLinker } from "../server/network/link.ts";
import { DEMAND_LINK_METRES, NONE } from "../server/network/network.ts";
import { pointsOnEdges } from "../server/network/on-edges.ts";
import { planOf } from "../server/plan.ts";
import { plainQuestion } from "../server/standard.ts";
import { editStreets } from "../server/street-edits.ts";
import { ACCEPTED_FACILITY_LINK_METRES, buildTerritory } from "../server/territory.ts";
import { Ambiguous, editedStreets } from "./network/edited-streets.ts";
import { randomFrom, randomRows } from "./random-town.ts";
import { degrees, place } from "./town.ts";

type Edit = Parameters<typeof editStreets>[1][number];

/** Paths that leave the grid a little beside its junctions, and a block in the middle of a street. */
function randomEdits(random: () => number): Edit[] {
  const at = (step: number) => Math.floor(random() * 6) * 200 + (random() < 0.5 ? 0 : step) + random();
  const paths = Array.from({ length: 1 + Math.floor(random() * 2) }, (_, key): Edit => {
    return {
      type: "add-path",
      key,
      points: Array.from({ length: 2 + Math.floor(random() * 3) }, () => place(at(70), at(90))),
    };
  });
  const block: Edit = {
    type: "block-street",
    key: 9,
    ...place(Math.floor(random() * 5) * 200 + 90, Math.floor(random() * 6) * 200 + 3),
  };
  return random() < 0.5 ? [...paths, block] : paths;
}

/** A path over a street of the grid: which of the two somebody joins is chance, and the path has no junctions on the way. */
function runsAlong(edit: Edit): boolean {
  if (edit.type !== "add-path") return false;
  const { points } = edit;
  const near = (a: number, b: number) => Math.abs(a - b) < degrees(60);
  return points.slice(1).some((to, i) => near(to.lon, points[i].lon) || near(to.lat, points[i].lat));
}

test("300 random towns: links, sums along streets, and who is covered", () => {
  let [compared, covered, blocked] = [0, 0, 0];
  for (let seed = 0; compared < 300; seed++) {
    const random = randomFrom(seed + 150_000);
    const rows = randomRows(seed);
    const present = buildTerritory(rows, 1);
    const edits = randomEdits(random);
    if (edits.some(runsAlong)) continue;
    const { territory, problems } = editStreets(present, edits);
    const { network, demand, facilities, settlements } = territory;
    const linker = createLinker(network);
    const all = (points: { lon: Float64Array; lat: Float64Array }, maxMetres: number) =>
      linker.link(points.lon, points.lat, { maxMetres });
    for (const [own, anew] of [
      [demand.links, all(demand, DEMAND_LINK_METRES)],
      [settlements.links, all(settlements, DEMAND_LINK_METRES)],
      [facilities.links, all(facilities, ACCEPTED_FACILITY_LINK_METRES)],
    ]) {
      expect([seed, own.edge, own.metres]).toEqual([seed, anew.edge, anew.metres]);
      own.fraction.forEach((fraction, i) => {
        expect(fraction, `seed ${seed}`).toBeCloseTo(anew.fraction[i], 12);
      });
    }
    expect([seed, demand.streetMetres]).toEqual([seed, streetMetresOf(demand, network)]);
    expect(pointsOnEdges(demand.links, network.edgeCount)).toEqual({
      firstOnEdge: demand.firstOnEdge,
      onEdge: demand.onEdge,
    });

    // Made of the edited rows. A walk may differ by the rounding of its parts, so whoever stands at the very limit is left out.
    const refused = new Set(problems.map(({ key }) => key));
    const done = edits.filter(({ key }) => !refused.has(key));
    try {
      const streets = editedStreets(rows.streets, done, rows.gates, (columns) =>
        buildNetwork({ ...rows, streets: columns, heights: null }),
      );
      const count = streets.count;
      const open = { bicycle: new Uint8Array(count).fill(1), onewayBicycle: new Int8Array(count) };
      const twin = buildTerritory({ ...rows, streets: { ...streets, ...open } }, 1);
      compared++;
      if (done.some(({ type }) => type === "block-street")) blocked++;
      const question = plainQuestion({ cutoffMinutes: 11 });
      const [mine, theirs] = [territory, twin].map(planOf);
      const [walks, theirWalks] = [mine.nearest(question).cost, theirs.nearest(question).cost];
      const limit = (11 / 60) * 400_000;
      for (let p = 0; p < demand.count; p++) {
        // Two streets may be as near; the point is then another.
        if (Math.abs(demand.links.metres[p] - twin.demand.links.metres[p]) > 0.02) {
          expect(demand.links.metres[p], `seed ${seed} point ${p}`).toBeCloseTo(twin.demand.links.metres[p], 1);
        }
        expect(walks[p] === NONE, `seed ${seed} point ${p}`).toBe(theirWalks[p] === NONE);
        expect(
          Math.abs(walks[p] - theirWalks[p]),
          `seed ${seed} point ${p}: ${walks[p]} ${theirWalks[p]}`,
        ).toBeLessThanOrEqual(8);
        if (Math.abs(walks[p] - limit) <= 8) continue;
        expect(mine.outcome(question).inReach[p], `seed ${seed} point ${p}`).toBe(theirs.outcome(question).inReach[p]);
        covered += mine.outcome(question).inReach[p];
      }
    } catch (error) {
      if (!(error instanceof Ambiguous)) throw error;
    }
  }
  expect(covered).toBeGreaterThan(3000);
  expect(blocked).toBeGreaterThan(50);
}, 120_000);

test("a path that is drawn and taken away again leaves everything as it was", () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = randomFrom(seed);
    const plan = planOf(buildTerritory(randomRows(seed), 1));
    const question = plainQuestion({ cutoffMinutes: 9 });
    const before = structuredClone(plan.coverage(question));
    const path: Change = {
      type: "add-path",
      key: 1,
      points: [place(0, 0), place(random() * 1000, random() * 1000), place(1000, 1000)],
    };
    const drawn = plan.with([path]);
    expect(drawn.coverage(question).total.people).toBe(before.total.people);
    expect(drawn.territory.network).not.toBe(plan.territory.network);
    expect(drawn.with([])).toBe(plan);
    expect(plan.coverage(question)).toEqual(before);
  }
});
