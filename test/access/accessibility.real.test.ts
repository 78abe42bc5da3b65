/** The published results of the R package `accessibility` for Belo Horizonte, from its published matrix of travel times. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { floatingCatchments, nearestCost, type Step, stepped, within } from "../../server/access/accessibility.ts";
import type { Pairs } from "../../server/access/pairs.ts";

const folder = process.env.REAL_DATA;
if (folder === undefined) throw new Error("Set REAL_DATA to the folder of real extracts.");

/** Rows of a file as lists of fields, without the header; the columns of all files are known. */
function rowsOf(name: string): string[][] {
  const bytes = readFileSync(join(folder ?? "", "accessibility", name));
  const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
}

const land = rowsOf("land_use_data.csv");
const rowOf = new Map(land.map(([id], row) => [id, row]));
const indexOf = (id: string): number => {
  const row = rowOf.get(id);
  if (row === undefined) throw new Error(`The cell ${id} is not in land_use_data.csv.`);
  return row;
};
const column = (field: number) => Float64Array.from(land, (fields) => Number(fields[field]));
const [population, jobs, schools] = [column(1), column(2), column(3)];
const travels = rowsOf("travel_matrix.csv.gz").map(([from, to, minutes]) => ({
  point: indexOf(from),
  facility: indexOf(to),
  minutes: Number(minutes),
}));

/** Every cell is a demand point, and a facility with its jobs or schools. */
const pairs: Pairs<Float64Array> = (() => {
  travels.sort((a, b) => a.facility - b.facility || a.point - b.point);
  const first = new Int32Array(land.length + 1);
  for (const { facility } of travels) first[facility + 1]++;
  for (let f = 0; f < land.length; f++) first[f + 1] += first[f];
  return {
    first,
    point: Int32Array.from(travels, ({ point }) => point),
    cost: Float64Array.from(travels, ({ minutes }) => minutes),
  };
})();

/** README of the data: [0, 10) 1, [10, 20) 0.68, [20, 30) 0.22, else 0. */
const STEPS: Step[] = [
  { below: 10, weight: 1 },
  { below: 20, weight: 0.68 },
  { below: 30, weight: 0.22 },
];

it("reads all pairs", () => {
  expect(travels).toHaveLength(748_437);
});

describe.each([
  ["expected_2sfca_jobs_binary30.csv", () => floatingCatchments(pairs, jobs, population, within(30))],
  ["expected_2sfca_schools_binary15.csv", () => floatingCatchments(pairs, schools, population, within(15))],
  ["expected_e2sfca_jobs_stepped_10_20_30.csv", () => floatingCatchments(pairs, jobs, population, stepped(STEPS))],
  ["expected_cost_to_closest_schools.csv", () => nearestCost(pairs, schools, land.length)],
])("%s", (name, compute) => {
  const expected = rowsOf(name);
  const found = compute();

  it("is met at every cell to 1e-9", () => {
    expect(expected.map(([id]) => id).sort()).toEqual(land.map(([id]) => id).sort());
    for (const [id, value] of expected) {
      const of = found[indexOf(id)];
      if (value === "Inf") expect(of, id).toBe(Number.POSITIVE_INFINITY);
      else expect(Math.abs(of - Number(value)), id).toBeLessThanOrEqual(1e-9);
    }
  });
});
