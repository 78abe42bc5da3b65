/** What-if against two territories made anew and subtracted point by point, on wild towns and for every kind of change. */
import { Compile } from "typebox/compile";
import { describe, expect, test } from "vitest";
import { type Change, WhatIf } from "../server/api/scenario-messages.ts";
import { whatIfAnswer } from "../server/api/what-if.ts";
import { peopleServed } from "../server/coverage.ts";
import { planOf } from "../server/plan.ts";
import { territoryWith } from "../server/scenario.ts";
import { plainQuestion, type Question, speedOfTotal } from "../server/standard.ts";
import { buildTerritory, type Territory } from "../server/territory.ts";
import { changesOf, whatIf } from "../server/what-if.ts";
import { randomFrom } from "./random-town.ts";
import { degrees, place, townRows } from "./town.ts";
import { wildChanges } from "./wild-changes.ts";
import { ASKED, oneOf, wildStandard, wildTown } from "./wild-town.ts";

const validate = Compile(WhatIf);

function wildQuestion(random: () => number): Question {
  const { hours } = oneOf(random, ASKED);
  const circumstances = { hours, ownDistrictOnly: random() < 0.5, countCapacity: random() < 0.5 };
  return { standard: wildStandard(random), circumstances };
}

/** Now and then a path between two places of the town, or a street that is blocked. */
function wildStreets(random: () => number, firstKey: number): Change[] {
  const somewhere = () => place(Math.round(random() * 5) * 200 + random() * 20, Math.floor(random() * 5) * 200 + 7);
  return Array.from({ length: Math.floor(random() * 3) }, (_, i): Change => {
    const key = firstKey + i;
    return random() < 0.6
      ? { type: "add-path", key, points: [somewhere(), somewhere()] }
      : { type: "block-street", key, ...somewhere() };
  });
}

/** The plan of the changed territory, made of everything anew: nothing is remembered from before. */
const anew = (present: Territory, changes: readonly Change[]) =>
  planOf({
    ...territoryWith(present, changes).territory,
    network: { ...territoryWith(present, changes).territory.network },
  });

describe.each([0, 1, 2, 3, 4])("wild towns, block %i", (block) => {
  test("what is gained and lost is what two states differ in", () => {
    for (let seed = block * 12; seed < block * 12 + 12; seed++) {
      const random = randomFrom(seed + 90_000);
      const { territory } = wildTown(seed);
      const plan = planOf(territory);
      const question = wildQuestion(random);
      const facilities = wildChanges(random, territory, 1 + Math.floor(random() * 4));
      const all = [...facilities, ...wildStreets(random, 1 + Math.max(...facilities.map(({ key }) => key)))];
      for (let turn = 0; turn < 4; turn++) {
        const change = oneOf(random, all);
        const others = all.filter((other) => other !== change && (other.type !== "move-facility" || other.of.id > 0));
        const isStored = random() < 0.5;
        const stored = isStored ? all : others;
        const trial = random() < 0.2 && isStored ? { stored, withoutKey: change.key } : { stored, change };
        const found = whatIf(plan, question, trial, true);
        const { tried, without } = changesOf(trial);
        const [before, after, shown] = [without, tried, stored].map((changes) => anew(territory, changes));
        const [a, b] = [before.outcome(question).served, after.outcome(question).served];
        const where = `seed ${seed}, turn ${turn}`;
        expect([where, found.without, found.covered, found.shown, found.present]).toEqual([
          where,
          before.coverage(question).total.peopleCovered,
          after.coverage(question).total.peopleCovered,
          shown.coverage(question).total.peopleCovered,
          peopleServed(planOf(territory).outcome(question)),
        ]);
        const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
        const more = [...b].map((served, p) => served - a[p]);
        expect(found.peopleGained, where).toBeCloseTo(sum(more.filter((value) => value > 0)), 9);
        expect(found.peopleLost, where).toBeCloseTo(-sum(more.filter((value) => value < 0)), 9);
        expect(found.covered - found.without, where).toBeCloseTo(found.peopleGained - found.peopleLost, 6);
        for (const [g, { peopleGained, peopleLost }] of found.groups.entries()) {
          const [now, then] = [after, before].map((one) => one.coverage(question).total.groups[g].peopleCovered);
          expect(now - then, where).toBeCloseTo(peopleGained - peopleLost, 6);
        }
        const codes = after.territory.areas.code;
        after.coverage(question).areas.forEach(({ peopleCovered }, area) => {
          const told = found.areas.find(({ code }) => code === codes[area]) ?? { peopleGained: 0, peopleLost: 0 };
          const was = before.coverage(question).areas[area].peopleCovered;
          expect(peopleCovered - was, where).toBeCloseTo(told.peopleGained - told.peopleLost, 6);
        });
        for (const { peopleGained, peopleLost } of found.areas) expect(peopleGained + peopleLost).toBeGreaterThan(0);
        expectCells(found.cells, { shown, after, question }, where);
        const answer = JSON.parse(JSON.stringify(whatIfAnswer(plan, { asked: question, trial, withOutline: true })));
        expect([where, validate.Errors(answer)]).toEqual([where, []]);
      }
    }
  }, 120_000);
});

/** Cells that are told are those whose share differs, with what the tile of the tried state says. */
function expectCells(
  cells: WhatIf["cells"],
  { shown, after, question }: Record<"shown" | "after", ReturnType<typeof planOf>> & { question: Question },
  where: string,
): void {
  const { demand } = after.territory;
  const speed = speedOfTotal(question.standard, after.territory);
  const tell = (plan: ReturnType<typeof planOf>, p: number) => {
    const cost = plan.nearest(question).cost[p];
    const minutes = cost / 100 / (speed / 3.6) / 60;
    return {
      minutes: cost < 0 || minutes > 60 + 1e-9 ? null : Math.ceil(Math.round(minutes * 1e8) / 1e6) / 100,
      covered: Math.floor((plan.outcome(question).served[p] / demand.people[p]) * 1000) / 1000,
    };
  };
  const expected = [...demand.id.keys()].flatMap((p) => {
    const [was, is] = [tell(shown, p), tell(after, p)];
    return was.covered === is.covered ? [] : [{ id: demand.id[p], ...is }];
  });
  expect([where, cells]).toEqual([where, expected]);
}

describe("the town of round numbers", () => {
  const plan = planOf(buildTerritory(townRows(), 1));
  const station = { name: "New", kind: "employment-service-station" } as const;
  const add = (x: number, y: number): Change => ({
    type: "add-facility",
    key: 1,
    facility: { ...station, ...place(x, y) },
  });

  test("a station beside home 8 covers homes 3, 4, 8 and 9", () => {
    const found = whatIf(plan, plainQuestion(), { stored: [], change: add(1000, 900) }, true);
    expect(found).toMatchObject({
      people: 511,
      present: 19,
      shown: 19,
      without: 19,
      covered: 19 + 8 + 128 + 256 + 4,
    });
    expect(found).toMatchObject({
      peopleGained: 8 + 128 + 256 + 4,
      peopleLost: 0,
      linkMetres: expect.closeTo(0, 2),
      problem: null,
    });
  });

  test("a crossing to the island joins it, and blocking it takes it away again", () => {
    const path: Change = { type: "add-path", key: 2, points: [place(3000, 0), place(5000, 3000)] };
    const far = plainQuestion({ cutoffMinutes: 60 });
    const joined = whatIf(plan, far, { stored: [], change: path }, true);
    // Home 7: 10 + 200 + √(2000² + 3000²) + 10 m, 57 minutes at 4 km/h.
    expect(joined).toMatchObject({ peopleGained: 64, peopleLost: 0, catchment: null, problem: null });
    const block: Change = { type: "block-street", key: 3, ...place(4000, 1500) };
    const blocked = whatIf(plan, far, { stored: [path], change: block }, false);
    expect(blocked).toMatchObject({ without: joined.covered, covered: joined.present, peopleLost: 64 });
    expect(whatIf(plan, far, { stored: [path], withoutKey: 2 }, false)).toMatchObject({ peopleLost: 64 });
  });

  test("what has no effect says why", () => {
    const lost: Change = { type: "add-path", key: 4, points: [place(-900, 4000), place(-800, 4000)] };
    expect(whatIf(plan, plainQuestion(), { stored: [], change: lost }, true)).toMatchObject({
      peopleGained: 0,
      problem: { key: 4, code: "no-path", detail: expect.stringContaining("joins no street") },
    });
    const nowhere: Change = { type: "block-street", key: 5, lon: degrees(-900), lat: degrees(900) };
    expect(whatIf(plan, plainQuestion(), { stored: [], change: nowhere }, true).problem?.code).toBe("no-street");
  });
});
