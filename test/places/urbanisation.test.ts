/**
 * Drawn grids: each letter is a square kilometre, north up. What comes out is drawn the same way: C centre, u urban cluster, a dot
 * for rural. The letters' people are given beside each drawing.
 */
import { describe, expect, it, test } from "vitest";
import { cellKey, columnOf, rowOf } from "../../server/places/equal-area.ts";
import {
  classAt,
  type GridCells,
  URBAN_CLASSES,
  type Urbanisation,
  urbanisationOf,
} from "../../server/places/urbanisation.ts";
import { randomFrom } from "../random-town.ts";
import { slowUrbanisation } from "./slow-urbanisation.ts";

type People = Readonly<Record<string, number>>;

/** Cells with people: a letter's people; a dot is nobody. Land is 1 km² unless `land` says so for a letter. */
function cellsOf(drawing: readonly string[], people: People, land: People = {}): GridCells {
  const cells = drawing.flatMap((line, fromNorth) =>
    [...line].flatMap((letter, column) => {
      if (letter === ".") return [];
      return [
        { key: cellKey(column, drawing.length - 1 - fromNorth), people: people[letter], land: land[letter] ?? 1 },
      ];
    }),
  );
  cells.sort((a, b) => a.key - b.key);
  return {
    key: Float64Array.from(cells, (cell) => cell.key),
    people: Float64Array.from(cells, (cell) => cell.people),
    land: Float64Array.from(cells, (cell) => cell.land),
  };
}

const LETTERS = [".", "u", "C"];

function drawn(result: Urbanisation, drawing: readonly string[]): string[] {
  return drawing.map((line, fromNorth) =>
    [...line].map((_, column) => LETTERS[classAt(result, cellKey(column, drawing.length - 1 - fromNorth))]).join(""),
  );
}

const nowhere = () => false;
function classes(drawing: readonly string[], people: People, land: People = {}): string[] {
  return drawn(urbanisationOf(cellsOf(drawing, people, land), nowhere), drawing);
}

describe("urban centres", () => {
  it("need 1,500 people per km² and 50,000 in all, and reach both by equality", () => {
    // 33 cells of 1,500 and one of 500 more: 50,000.
    const row = [`b${"a".repeat(32)}`];
    expect(classes(row, { a: 1500, b: 2000 })).toEqual(["C".repeat(33)]);
    expect(classes(row, { a: 1500, b: 1999 })).toEqual(["u".repeat(33)]);
    // One cell below the density is left out, and with it its people.
    expect(classes(["ab"], { a: 50_000, b: 1499 })).toEqual(["Cu"]);
    expect(classes(["ab"], { a: 48_501, b: 1499 })).toEqual(["uu"]);
    expect(classes(["ab"], { a: 48_500, b: 1500 })).toEqual(["CC"]);
  });

  it("do not miss a round number that shares of people sum up to", () => {
    // 0.1 added ten times is 0.9999999999999999.
    const tenths = Array.from({ length: 10 }, () => 0.1).reduce((a, b) => a + b);
    expect(tenths).toBeLessThan(1);
    expect(classes(["a"], { a: 50_000 * tenths })).toEqual(["C"]);
    expect(classes(["a"], { a: 49_999.9 })).toEqual(["u"]);
  });

  it("hang together by sides, not by corners", () => {
    const sides = ["ab"];
    const corners = ["a.", ".b"];
    const people = { a: 25_000, b: 25_000 };
    expect(classes(sides, people)).toEqual(["CC"]);
    expect(classes(corners, people)).toEqual(["u.", ".u"]);
  });

  it("count people per km² of land", () => {
    const row = ["ab"];
    const people = { a: 50_000, b: 750 };
    expect(classes(row, people, { b: 0.5 })).toEqual(["CC"]);
    expect(classes(row, people, { b: 0.501 })).toEqual(["Cu"]);
  });

  it("take in a cell with five of its eight neighbours, not with four", () => {
    // The middle has five on its west and north; nobody needs to live in it.
    expect(classes(["aaa", "a..", "a.."], { a: 10_000 })).toEqual(["CCC", "CC.", "C.."]);
    expect(classes(["aaa", "a.."], { a: 13_000 })).toEqual(["CCC", "C.."]);
  });

  it("smooth in rounds, in which what joined before counts", () => {
    // First the two inner corners join, with five neighbours each; only then has the cell between them five.
    const bay = ["a...a", "a...a", "aaaaa"];
    expect(classes(bay, { a: 6000 })).toEqual(["C...C", "CCCCC", "CCCCC"]);
    // Each round closes the slot by one cell, up to its mouth.
    const slot = ["a.a", "a.a", "a.a", "aaa"];
    expect(classes(slot, { a: 6000 })).toEqual(["CCC", "CCC", "CCC", "CCC"]);
  });

  it("fill gaps of less than 15 km², which hang together by sides only", () => {
    const people = { a: 5000 };
    // The bottom corners of the gap join by the majority rule, the upper ones touch an outer cell and keep to four neighbours: 14 are left.
    const fourteen = [
      "aaaaaaaaa....",
      "a.......a....",
      "a.......a....",
      "a.......a....",
      "a.......a....",
      "a.......aaaa.",
      "a......a....a",
      "a......a....a",
      "a......a....a",
      "a......a....a",
      "aaaaaaaaaaaaa",
    ];
    expect(classes(fourteen, people)).toEqual([
      "CCCCCCCCC....",
      "CC.....CC....",
      "C.......C....",
      "C.......C....",
      "C.......CC...",
      "C.......CCCC.",
      "C......CCCCCC",
      "C......CCCCCC",
      "C......CCCCCC",
      "CC....CCCCCCC",
      "CCCCCCCCCCCCC",
    ]);
    const fifteen = ["aaaaaaa", "a.a..aa", "a.....a", "a.....a", "a.....a", ".aaaaaa"];
    expect(classes(fifteen, people)).toEqual(["CCCCCCC", "CCC..CC", "CC....C", "C.....C", "C....CC", ".CCCCCC"]);
  });

  it("keep another centre that lies in a gap, whose cells count for the size of the gap", () => {
    const around = (inside: string) => ["aaaaa", "a...a", `a.${inside}.a`, "a...a", "aaaaa"];
    const filled = urbanisationOf(cellsOf(around("b"), { a: 5000, b: 60_000 }), nowhere);
    expect(drawn(filled, around("b"))).toEqual(Array(5).fill("CCCCC"));
    expect([...filled.centres.people]).toEqual([80_000, 60_000]);
    expect([...filled.centres.cells]).toEqual([24, 1]);
  });

  it("take cells in without asking for people, and keep them out of the cluster", () => {
    const result = urbanisationOf(cellsOf(["aaa", "a.a", "aaa"], { a: 10_000 }), nowhere);
    const middle = result.key.indexOf(cellKey(1, 1));
    expect(result.count).toBe(9);
    expect([result.people[middle], result.centre[middle], result.cluster[middle]]).toEqual([0, 0, -1]);
  });
});

describe("urban clusters", () => {
  it("need 300 people per km² and 5,000 in all, and reach both by equality", () => {
    const row = [`b${"a".repeat(16)}`];
    expect(classes(row, { a: 300, b: 200 })).toEqual([".".repeat(17)]);
    expect(classes(row, { a: 300, b: 300 })).toEqual(["u".repeat(17)]);
    expect(classes(["ab"], { a: 4700, b: 300 })).toEqual(["uu"]);
    expect(classes(["ab"], { a: 4700, b: 299 })).toEqual([".."]);
    expect(classes(["ab"], { a: 4699, b: 300 })).toEqual([".."]);
  });

  it("hang together by sides and corners, neither are smoothed nor have their gaps filled", () => {
    expect(classes(["a.", ".b"], { a: 2500, b: 2500 })).toEqual(["u.", ".u"]);
    expect(classes(["a..", "..b"], { a: 2500, b: 2500 })).toEqual(["...", "..."]);
    expect(classes(["aaa", "a.a", "aaa"], { a: 1000 })).toEqual(["uuu", "u.u", "uuu"]);
  });

  it("count the cells of centres among their people", () => {
    expect(classes(["ab"], { a: 50_000, b: 300 })).toEqual(["Cu"]);
  });

  it("count people per km² of land", () => {
    expect(classes(["ab"], { a: 6000, b: 60 }, { b: 0.2 })).toEqual(["uu"]);
    expect(classes(["ab"], { a: 6000, b: 60 }, { b: 0.21 })).toEqual(["u."]);
  });
});

describe("the edge of the data", () => {
  const east = (limit: number) => (key: number) => columnOf(key) >= limit;

  it("marks centres and clusters that may go on beyond it", () => {
    const drawing = ["a..b"];
    const people = { a: 60_000, b: 6000 };
    const cut = (isEdge: (key: number) => boolean) => {
      const { centres, clusters } = urbanisationOf(cellsOf(drawing, people), isEdge);
      return [[...centres.isCut], [...clusters.isCut]];
    };
    expect(cut(nowhere)).toEqual([[0], [0, 0]]);
    expect(cut(east(4))).toEqual([[0], [0, 1]]);
    expect(cut((key) => rowOf(key) < 0)).toEqual([[1], [1, 1]]);
  });

  it("counts people who are rural only because their group is cut", () => {
    const people = { a: 2000, b: 100 };
    const inDoubt = (drawing: string[], limit: number) =>
      urbanisationOf(cellsOf(drawing, people), east(limit)).peopleInDoubt;
    expect(inDoubt(["aab"], 3)).toBe(0); // only the thinly settled cell touches the edge
    expect(inDoubt(["baa"], 3)).toBe(4000);
    expect(inDoubt(["aaa"], 3)).toBe(0); // 6,000 people: a cluster whatever lies beyond
    expect(inDoubt(["baa"], 4)).toBe(0);
  });
});

it("refuses cells that are not ascending", () => {
  const twice = { key: Float64Array.of(5, 5), people: new Float64Array(2), land: Float64Array.of(1, 1) };
  expect(() => urbanisationOf(twice, nowhere)).toThrow("The cells of the grid must be ascending, each once.");
});

it("knows nothing of an empty grid", () => {
  const none = new Float64Array();
  const result = urbanisationOf({ key: none, people: none, land: none }, nowhere);
  expect([result.count, result.centres.count, result.clusters.count, classAt(result, cellKey(0, 0))]).toEqual([
    0, 0, 0, 0,
  ]);
});

describe("random grids", () => {
  const LETTERS_OF = "abcdefg";
  // Many kinds of grids: of thin and thick settlement, with few and many empty cells, and numbers on the thresholds.
  const PEOPLE: People[] = [
    { a: 0, b: 299, c: 300, d: 1499, e: 1500, f: 4000, g: 9000 },
    { a: 10, b: 300, c: 700, d: 1500, e: 2500, f: 2500, g: 50_000 },
    { a: 150, b: 250, c: 301, d: 900, e: 1500, f: 5000, g: 25_000 },
  ];
  test.each(Array.from({ length: 300 }, (_, seed) => seed))("seed %i equals the slow twin", (seed) => {
    const random = randomFrom(seed);
    const pick = (count: number) => Math.floor(random() * count);
    const [width, height, gaps, coarse] = [3 + pick(14), 3 + pick(14), random() * 0.6, 1 + pick(3)];
    const blotches = Array.from({ length: 64 }, () => pick(7));
    const drawing = Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (_, x) => {
        const blotch = blotches[(Math.floor(x / coarse) * 13 + Math.floor(y / coarse) * 7) % 64];
        return random() < gaps ? "." : LETTERS_OF[random() < 0.5 ? blotch : 3 + pick(4)];
      }).join(""),
    );
    const people = PEOPLE[seed % PEOPLE.length];
    const land: People = seed % 2 === 0 ? {} : { b: 0.5, d: 0.9, e: 0.3 };
    const cells = cellsOf(drawing, people, land);
    const result = urbanisationOf(cells, nowhere);
    expect(drawn(result, drawing)).toEqual(slowDrawn(drawing, people, land));
    check(result, cells);
  });
});

/** What holds of every grid. */
function check(result: Urbanisation, cells: GridCells): void {
  const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
  expect(sum(result.people)).toBeCloseTo(sum(cells.people), 6);
  expect([...result.key]).toEqual([...result.key].sort((a, b) => a - b));
  for (const people of result.centres.people) expect(people).toBeGreaterThanOrEqual(50_000 - 1e-3);
  for (const people of result.clusters.people) expect(people).toBeGreaterThanOrEqual(5_000 - 1e-3);
  result.urbanClass.forEach((urbanClass, i) => {
    const expected = result.centre[i] !== -1 ? "centre" : result.cluster[i] !== -1 ? "cluster" : "rural";
    expect(URBAN_CLASSES[urbanClass]).toBe(expected);
  });
}

function slowDrawn(drawing: readonly string[], people: People, land: People = {}): string[] {
  const margin = 5;
  const width = drawing[0].length;
  const rows = [...drawing].reverse();
  const grid = (value: (letter: string) => number, empty: number) =>
    Array.from({ length: rows.length + 2 * margin }, (_, y) =>
      Array.from({ length: width + 2 * margin }, (_, x) => {
        const letter = rows[y - margin]?.[x - margin] ?? ".";
        return letter === "." ? empty : value(letter);
      }),
    );
  const slow = slowUrbanisation(
    grid((letter) => people[letter], 0),
    grid((letter) => land[letter] ?? 1, 1),
  );
  return slow.classes
    .slice(margin, margin + rows.length)
    .map((row) =>
      row
        .slice(margin, margin + width)
        .map((name) => ({ centre: "C", cluster: "u" })[name] ?? ".")
        .join(""),
    )
    .reverse();
}
