import { expect, test } from "vitest";
import { reasonsOf } from "../../server/reasons/reasons.ts";
import { type Remedy, remedyFinder } from "../../server/reasons/remedies.ts";
import { buildTerritory } from "../../server/territory.ts";
import { type Asking, questionOf } from "./ask-reasons.ts";
import { type Drawing, draw } from "./reason-towns.ts";

/** Remedies of the gap of some homes, by the order in which they are drawn. */
function ask(drawing: Drawing, gap: readonly number[], asking: Asking = {}): Remedy[] {
  const question = questionOf(buildTerritory(draw(drawing), 1), asking);
  return remedyFinder(question, reasonsOf(question))(gap);
}

const SOUTH_AND_NORTH: Drawing = {
  streets: [
    [
      [0, 100],
      [500, 100],
      [2000, 100],
      [2000, 700],
      [0, 700],
    ],
  ],
  // 1, 2 and 4 people: 0, 300 and 500 m along South Street. The last is 781 m from the station in a straight line.
  homes: { a: [0, 100], b: [300, 100], c: [500, 100] },
  facilities: { S: [0, 700] },
  barriers: [
    {
      kind: "water",
      points: [
        [-2000, 400],
        [5000, 400],
      ],
    },
  ],
};

test("a crossing is named with those whom it brings within the limit", () => {
  const [crossing, ...rest] = ask(SOUTH_AND_NORTH, [0, 1, 2]);
  // Over a's crossing at x 0: a walks 600, b 300 + 600 = 900, c 500 + 600 = 1,100. Over b's at x 150: a and b walk 900, c
  // 350 + 600 + 150 = 1,100. c has none of its own: 250 + 600 + 250 = 1,100.
  expect(crossing).toMatchObject({ kind: "crossing", people: 3, peopleOfGap: 3, facility: 0, barrier: 0 });
  // A new facility at c reaches all.
  expect(rest).toEqual([expect.objectContaining({ kind: "new-facility", people: 7, peopleOfGap: 7 })]);
});

test("people outside the gap are counted, too", () => {
  const [crossing] = ask(SOUTH_AND_NORTH, [0]);
  expect(crossing).toMatchObject({ kind: "crossing", people: 3, peopleOfGap: 1 });
});

test("an island's missing link", () => {
  const town: Drawing = {
    streets: [
      [
        [0, 0],
        [2000, 0],
      ],
      [
        [600, 100],
        [1000, 100],
      ],
    ],
    homes: { near: [600, 100], far: [1000, 100], farther: [960, 120] },
    facilities: { S: [0, 0] },
  };
  // Joined 100 m south of one of its ends, or anywhere: parallel streets; ties go to the beginning, x 600.
  const [link] = ask(town, [0, 1, 2]);
  expect(link).toMatchObject({ kind: "link", barrier: -1, people: 1, peopleOfGap: 1, facility: 0 });
});

const MAIN_STREET: Drawing = {
  streets: [
    [
      [0, 0],
      [4000, 0],
    ],
  ],
  homes: { a: [500, 0], b: [900, 0], c: [1500, 0] },
  facilities: { S: [0, 0], T: [1000, 0] },
};

test("longer hours of the facility that most need", () => {
  // T alone would reach all three (500, 100 and 500 m); S reaches a and b.
  const [hours] = ask(MAIN_STREET, [0, 1, 2], { closed: [0], unknown: [1] });
  expect(hours).toMatchObject({ kind: "hours", facility: 1, hoursUnknown: true, people: 7, peopleOfGap: 7 });
});

test("room at the full facility, with staff where it is known what one serves", () => {
  const town: Drawing = { ...MAIN_STREET, homes: { a: { place: [500, 0], people: 30_000 } } };
  const [room] = ask(town, [0], { overCapacity: [20_000] });
  // 20,000 × 78 ÷ 1,000 = 1,560 a year.
  expect(room).toMatchObject({ kind: "capacity", people: 20_000, facility: 0, yearlyPeople: 1560, staff: null });
  const [staffed] = ask(town, [0], { overCapacity: [20_000], yearlyPerStaff: 500 });
  expect(staffed).toMatchObject({ staff: 4 }); // 3.12
  expect(ask(town, [0], { overCapacity: [20_000] }).length).toBe(1);
});

test("a new facility stands where it reaches most", () => {
  const town: Drawing = {
    ...MAIN_STREET,
    homes: { a: [2100, 0], b: [3000, 0], c: [3900, 0] },
    facilities: { S: [0, 0] },
  };
  // From b both others are 900 m away.
  expect(ask(town, [0, 1, 2])).toEqual([{ kind: "new-facility", people: 7, peopleOfGap: 7, point: 1, tier: 0 }]);
  // In another district it serves its own people only.
  const districts = { homes: [1, 1, 2], facilities: [1] };
  expect(ask(town, [0, 1, 2], { districts })).toEqual([
    { kind: "new-facility", people: 4, peopleOfGap: 4, point: 2, tier: 0 },
  ]);
});

test("with a need of all tiers a new facility of one does not help those who lack two", () => {
  const town: Drawing = { ...MAIN_STREET, homes: { a: [2100, 0] } };
  expect(ask(town, [0], { tiers: [[0], [1]], need: "all" })).toEqual([]);
  expect(ask(town, [0], { tiers: [[0], [1]], need: "any" })).toMatchObject([{ kind: "new-facility", people: 1 }]);
});
