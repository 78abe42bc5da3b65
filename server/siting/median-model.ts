/** The p-median as a mixed-integer model of what is saved: y of each candidate, and a part of each point that goes to each site that is nearer than what stands. */

import type { MedianPart } from "./median.ts";
import { MipBuilder, type MipModel, type MipSolver } from "./mip.ts";

export function medianModel(
  solver: MipSolver,
  { byCandidate, byPoint, weight, base, mostSites }: MedianPart,
): { model: MipModel; openIn(values: Float64Array): number[] } {
  const { count, first, items, costs } = byCandidate;
  const mip = new MipBuilder();
  const most = Number.POSITIVE_INFINITY;
  const sites = Array.from({ length: count }, () => mip.column(0, { isInteger: true }));
  mip.row(-most, mostSites, sites, () => 1);
  const next = byPoint.first.slice();
  const goes = new Int32Array(items.length);
  for (let j = 0; j < count; j++) {
    for (let k = first[j]; k < first[j + 1]; k++) {
      const i = items[k];
      const column = mip.column(weight[i] * (base[i] - costs[k]));
      goes[next[i]++] = column;
      mip.row(-most, 0, [column, j], (n) => (n === 0 ? 1 : -1));
    }
  }
  for (let i = 0; i < weight.length; i++) {
    if (byPoint.first[i + 1] - byPoint.first[i] > 1)
      mip.row(-most, 1, goes.subarray(byPoint.first[i], byPoint.first[i + 1]), () => 1);
  }
  return { model: mip.build(solver.highs), openIn: (values) => sites.filter((j) => values[j] > 0.5) };
}
