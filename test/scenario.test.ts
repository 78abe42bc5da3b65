/** A scenario's territory: the same as if its changes had been made for real, in whatever is asked of it. */
import { describe, expect, test } from "vitest";
import type { Change } from "../server/api/scenario-messages.ts";
import { type Plan, planOf } from "../server/plan.ts";
import { territoryWith } from "../server/scenario.ts";
import { plainQuestion, type Question } from "../server/standard.ts";
import { buildTerritory, facilitiesOn, type Territory } from "../server/territory.ts";
import { randomFrom } from "./random-town.ts";
import { place, townRows } from "./town.ts";
import { rowsAfter, wildChanges } from "./wild-changes.ts";
import { ASKED, oneOf, wildStandard, wildTown } from "./wild-town.ts";

const of = (id: number, name = "A") => ({ id, name, lon: 0, lat: 0 });
const station = { name: "New", kind: "employment-service-station" } as const;

function wildQuestion(random: () => number): Question {
  const { hours } = oneOf(random, ASKED);
  const circumstances = { hours, ownDistrictOnly: random() < 0.5, countCapacity: random() < 0.5 };
  return { standard: wildStandard(random), circumstances };
}

/** All that an outcome holds, its lazy parts too. */
function whole(plan: Plan, question: Question) {
  const { tiers, covered, inReach, served, overCapacity, outOfReach, fullTier, pairs, facilities } =
    plan.outcome(question);
  const nearest = plan.nearest(question);
  return { tiers, covered, inReach, served, overCapacity, outOfReach, fullTier, pairs, facilities, nearest };
}

describe.each(Array.from({ length: 10 }, (_, block) => block))("wild towns, block %i", (block) => {
  test("the columns are those of the same facilities entered for real, and so is all that is asked", () => {
    for (let seed = block * 10; seed < block * 10 + 10; seed++) {
      const random = randomFrom(seed + 40_000);
      const { territory } = wildTown(seed);
      const plan = planOf(territory);
      const changes = wildChanges(random, territory, 1 + Math.floor(random() * 8));
      const real = { ...territory, facilities: facilitiesOn(territory, rowsAfter(territory.facilities, changes)) };
      const tried = plan.with(changes);
      expect([seed, tried.territory.facilities]).toEqual([seed, real.facilities]);
      const again = planOf(real);
      for (let turn = 0; turn < 4; turn++) {
        const question = wildQuestion(random);
        expect([seed, whole(tried, question)]).toEqual([seed, whole(again, question)]);
        expect(tried.coverage(question)).toEqual(again.coverage(question));
        expect(tried.gaps(question)).toEqual(again.gaps(question));
      }
    }
  });

  test("the present state stays as it is, and undoing everything gives it", () => {
    for (let seed = block * 10; seed < block * 10 + 10; seed++) {
      const random = randomFrom(seed + 50_000);
      const { territory } = wildTown(seed);
      const question = wildQuestion(random);
      const untouched = structuredClone(whole(planOf(wildTown(seed).territory), question));
      const plan = planOf(territory);
      const changes = wildChanges(random, territory, 6, { withStreets: true });
      for (let steps = changes.length; steps >= 0; steps--) plan.with(changes.slice(0, steps)).outcome(question);
      expect(plan.with(changes).with([])).toBe(plan);
      expect(whole(plan.with([]), question)).toEqual(untouched);
      // A change and its opposite are not the present plan, and yet the same arrays.
      const [lon, lat] = [territory.facilities.lon[2], territory.facilities.lat[2]];
      const there = { type: "move-facility" as const, key: 1, of: of(3), ...place(700, 300) };
      const back = { ...there, key: 2, lon, lat };
      expect(whole(plan.with([there, back]), question)).toEqual(untouched);
    }
  });

  test("the order of changes does not matter where they do not touch the same facility", () => {
    for (let seed = block * 10; seed < block * 10 + 10; seed++) {
      const random = randomFrom(seed + 60_000);
      const { territory } = wildTown(seed);
      const question = wildQuestion(random);
      const plan = planOf(territory);
      // Of each facility one change at most; added ones in their order, as it decides ties.
      const all = wildChanges(random, territory, 8).filter((change) => !("of" in change && change.of.id < 0));
      const once = all.filter((change, i) => {
        return !("of" in change) || all.findIndex((other) => "of" in other && other.of.id === change.of.id) === i;
      });
      const added = once.filter((change) => change.type === "add-facility");
      const others = once.filter((change) => change.type !== "add-facility");
      expect(plan.with([...others.reverse(), ...added]).outcome(question).served).toEqual(
        plan.with(once).outcome(question).served,
      );
    }
  });
});

describe("in the town of round numbers", () => {
  const territory = buildTerritory(townRows(), 1);
  const plan = planOf(territory);
  const covered = (changes: readonly Change[], at = plan) =>
    at.with(changes).coverage(plainQuestion()).total.peopleCovered;
  // Homes 1 and 2 at A, home 5 at B.
  const present = 1 + 2 + 16;

  test("each kind of change counts", () => {
    expect(covered([])).toBe(present);
    expect(covered([{ type: "close-facility", key: 1, of: of(1) }])).toBe(16);
    const add: Change = { type: "add-facility", key: 1, facility: { ...station, ...place(1000, 1000) } };
    // From (1000, 1000): homes 4, 8 and 9 up to 300 m, 2 and 3 beyond 1,000 m.
    expect(covered([add])).toBe(present + 8 + 128 + 256);
    expect(covered([add, { type: "close-facility", key: 2, of: of(-1) }])).toBe(present);
    // A at (20, 0): home 3 is within 1,000 m then.
    expect(covered([{ type: "move-facility", key: 1, of: of(1), ...place(20, 0) }])).toBe(present + 4);
    // D is closed, and moves without opening.
    expect(covered([{ type: "move-facility", key: 1, of: of(4), ...place(1000, 900) }])).toBe(present);
  });

  test("a change that cannot apply is told, and all others count", () => {
    const changes: Change[] = [
      { type: "close-facility", key: 4, of: of(77, "Gone") },
      { type: "move-facility", key: 2, of: of(-3, "New"), ...place(0, 0) },
      { type: "add-facility", key: 3, facility: { ...station, ...place(1000, 1000) } },
      { type: "add-facility", key: 9, facility: { ...station, ...place(-9000, -9000) } },
    ];
    const tried = plan.with(changes);
    expect(tried.problems).toEqual([
      { key: 4, code: "no-facility", detail: 'Facility 77 ("Gone") is not there any more.' },
      { key: 2, code: "no-facility", detail: expect.stringContaining("No change before this one") },
      { key: 9, code: "no-street", detail: expect.stringContaining("Nobody can walk here") },
    ]);
    expect(covered(changes)).toBe(present + 8 + 128 + 256);
    expect([...tried.territory.facilities.id]).toEqual([1, 2, 3, 4, -3, -9]);
    expect(plan.problems).toEqual([]);
  });

  test("streets change before facilities, whatever the order, and once for all that is tried on them", () => {
    // From home 6, where no street is near, straight to the end of Cross Street; and a station beside the path.
    const path: Change = { type: "add-path", key: 1, points: [place(1000, 1500), place(1000, 2100)] };
    const add: Change = { type: "add-facility", key: 2, facility: { ...station, ...place(1000, 1800) } };
    expect(covered([path])).toBe(present);
    expect(covered([path, add])).toBe(present + 32 + 128 + 256);
    const [one, other] = [plan.with([path, add]), plan.with([add, path])];
    expect(other.territory).toEqual(one.territory);
    const moved = plan.with([path, { ...add, facility: { ...add.facility, ...place(1000, 1700) } }]);
    expect(moved.territory.network).toBe(one.territory.network);
    expect(moved.search).toBe(one.search);
    expect(moved.search).not.toBe(plan.search);
    expect(plan.with([{ type: "block-street", key: 1, lon: -9, lat: 0 }, add]).problems).toEqual([
      expect.objectContaining({ key: 1, code: "no-street" }),
    ]);
  });

  test("what nothing changes is shared with the present", () => {
    const moved: Change = { type: "move-facility", key: 1, of: of(1), ...place(20, 0) };
    const { territory: other } = territoryWith(territory, [moved]);
    const fields = Object.keys(territory) as (keyof Territory)[];
    expect(fields.filter((field) => other[field] !== territory[field])).toEqual(["facilities"]);
    expect(other.facilities.openingHours).toBe(territory.facilities.openingHours);
    expect(plan.with([moved])).toBe(plan.with([{ ...moved }]));
    expect(plan.with([moved]).search).toBe(plan.search);
  });
});
