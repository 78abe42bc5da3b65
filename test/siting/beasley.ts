/** Questions of the family of OR-Library's p-medians (Beasley 1985), drawn from a seed: places on a path, n²/50 streets of 1–100, walks along the shortest. */
import type { Random } from "../../scripts/demo/random.ts";
import type { CostRows } from "../../server/siting/instance.ts";

/** Costs from each place to each; every place is a candidate. */
export function beasley(random: Random, count: number): CostRows {
  const costs = Array.from({ length: count }, (_, a) =>
    Float64Array.from({ length: count }, (_, b) => (a === b ? 0 : Number.POSITIVE_INFINITY)),
  );
  const some = (most: number) => Math.floor(random() * most);
  const join = (a: number, b: number) => {
    // Where a street is drawn twice the later one counts, as the library says.
    costs[a][b] = 1 + some(100);
    costs[b][a] = costs[a][b];
  };
  for (let a = 1; a < count; a++) join(a - 1, a);
  for (let street = count - 1; street < (count * count) / 50; street++) {
    const a = some(count);
    join(a, (a + 1 + some(count - 1)) % count);
  }
  for (let via = 0; via < count; via++)
    for (let a = 0; a < count; a++)
      for (let b = 0; b < count; b++) costs[a][b] = Math.min(costs[a][b], costs[a][via] + costs[via][b]);
  return {
    count,
    first: Int32Array.from({ length: count + 1 }, (_, a) => a * count),
    items: Int32Array.from({ length: count * count }, (_, k) => k % count),
    costs: Int32Array.from(costs.flatMap((row) => [...row])),
  };
}
