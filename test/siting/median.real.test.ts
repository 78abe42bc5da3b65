/** OR-Library pmed1: 100 places, 5 medians, optimum 5819 (Beasley 1985). */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { solveMedian } from "../../server/siting/median.ts";
import { createMipSolver } from "../../server/siting/mip.ts";
import { rowsOf } from "../../server/siting/rows.ts";
import { realFile } from "../network/extract.ts";

it("walks 5819 on pmed1 with 5 medians", async () => {
  const [count, , mostSites, ...edges] = readFileSync(realFile("siting", "pmed1.txt"), "utf8")
    .trim()
    .split(/\s+/)
    .map(Number);
  const costs = Array.from({ length: count }, (_, a) =>
    Array.from({ length: count }, (_, b): number => (a === b ? 0 : 1e6)),
  );
  // Where an edge is listed twice the later one counts, as the library says.
  for (let k = 0; k < edges.length; k += 3) {
    const [a, b, cost] = [edges[k] - 1, edges[k + 1] - 1, edges[k + 2]];
    costs[a][b] = cost;
    costs[b][a] = cost;
  }
  for (let via = 0; via < count; via++)
    for (let a = 0; a < count; a++)
      for (let b = 0; b < count; b++) costs[a][b] = Math.min(costs[a][b], costs[a][via] + costs[via][b]);
  const everything = rowsOf(costs.map((row) => [...row.keys()]));
  const question = {
    byCandidate: { ...everything, costs: Int32Array.from(costs.flat()) },
    weight: new Float64Array(count).fill(1),
    unreachedCost: 1e6,
    existing: new Int32Array(),
    mostSites,
  };
  const answer = solveMedian(question, { solver: await createMipSolver() });
  expect(answer).toMatchObject({ cost: 5819, lowerBound: 5819, gapPercent: 0, unreached: 0 });
  expect(answer.sites).toHaveLength(5);
});
