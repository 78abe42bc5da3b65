/** Siting in tiers as a mixed-integer model: y of each candidate, s of each spot, z of each demand, which is at most the s of each spot that it needs. */
import { MipBuilder, type MipModel, type MipSolver } from "./mip.ts";
import type { TierPart } from "./tier-question.ts";

/** Entries that the model will have. */
export function tierEntries({ byCandidate, bySpot, needs, tierOf }: TierPart): number {
  return byCandidate.items.length + bySpot.count + 2 * needs.items.length + 3 * tierOf.length;
}

export function tierModel(
  solver: MipSolver,
  part: TierPart,
): { model: MipModel; openIn(values: Float64Array): number[]; valuesOf(open: readonly number[]): Float64Array } {
  const { byCandidate, bySpot, needs, weight, tierOf, mostOfTier, mostSites, budget } = part;
  const mip = new MipBuilder();
  const most = Number.POSITIVE_INFINITY;
  const sites = Array.from(tierOf, () => mip.column(0, { isInteger: true }));
  const firstSpot = sites.length;
  for (let q = 0; q < bySpot.count; q++) mip.column(0);
  const firstDemand = firstSpot + bySpot.count;
  for (const each of weight) mip.column(each);
  for (let q = 0; q < bySpot.count; q++) {
    const columns = [firstSpot + q, ...bySpot.items.subarray(bySpot.first[q], bySpot.first[q + 1])];
    mip.row(-most, 0, columns, (n) => (n === 0 ? 1 : -1));
  }
  for (let d = 0; d < weight.length; d++) {
    for (let k = needs.first[d]; k < needs.first[d + 1]; k++)
      mip.row(-most, 0, [firstDemand + d, firstSpot + needs.items[k]], (n) => (n === 0 ? 1 : -1));
  }
  mip.row(-most, mostSites, sites, () => 1);
  for (const [t, limit] of mostOfTier.entries()) {
    const mine = sites.filter((c) => tierOf[c] === t);
    mip.row(-most, limit, mine, () => 1);
  }
  if (budget !== null) mip.row(-most, budget.amount, sites, (c) => budget.cost[c]);
  const model = mip.build(solver.highs);
  return {
    model,
    openIn: (values) => sites.filter((c) => values[c] > 0.5),
    valuesOf: (open) => {
      const values = new Float64Array(model.data.numCols);
      for (const c of open) {
        values[c] = 1;
        for (let k = byCandidate.first[c]; k < byCandidate.first[c + 1]; k++)
          values[firstSpot + byCandidate.items[k]] = 1;
      }
      for (let d = 0; d < weight.length; d++) {
        const spots = needs.items.subarray(needs.first[d], needs.first[d + 1]);
        values[firstDemand + d] = spots.every((q) => values[firstSpot + q] === 1) ? 1 : 0;
      }
      return values;
    },
  };
}
