/**
 * The slow twin of coverage: metres to the nearest facility for each demand point, by relaxing every street again and again
 * until nothing changes (Bellman and Ford), from the same links and lengths. Flat ground, both directions open, no private ways.
 */
import { countingFacilities } from "../server/counting.ts";
import type { Territory } from "../server/territory.ts";
import type { FacilityKind } from "../server/words.ts";

/** Null where no facility can be walked to. */
export function slowCoverage(territory: Territory, kinds: readonly FacilityKind[] | null): (number | null)[] {
  const { network, demand, facilities } = territory;
  const best = new Array<number>(demand.count).fill(Number.POSITIVE_INFINITY);
  for (const row of countingFacilities(territory, kinds)) {
    const edge = facilities.links.edge[row];
    if (edge === -1) continue;
    const at = new Array<number>(network.nodeCount).fill(Number.POSITIVE_INFINITY);
    const along = facilities.links.fraction[row] * network.edgeMetres[edge];
    at[network.edgeFrom[edge]] = along;
    at[network.edgeTo[edge]] = Math.min(at[network.edgeTo[edge]], network.edgeMetres[edge] - along);
    for (let changed = true; changed; ) {
      changed = false;
      for (let e = 0; e < network.edgeCount; e++) {
        const [from, to, metres] = [network.edgeFrom[e], network.edgeTo[e], network.edgeMetres[e]];
        if (at[from] + metres < at[to]) [at[to], changed] = [at[from] + metres, true];
        if (at[to] + metres < at[from]) [at[from], changed] = [at[to] + metres, true];
      }
    }
    for (let point = 0; point < demand.count; point++) {
      const home = demand.links.edge[point];
      if (home === -1) continue;
      const place = demand.links.fraction[point] * network.edgeMetres[home];
      const direct = home === edge ? Math.abs(place - along) : Number.POSITIVE_INFINITY;
      const byFrom = at[network.edgeFrom[home]] + place;
      const byTo = at[network.edgeTo[home]] + network.edgeMetres[home] - place;
      const legs = demand.links.metres[point] + facilities.links.metres[row];
      best[point] = Math.min(best[point], legs + Math.min(direct, byFrom, byTo));
    }
  }
  return best.map((metres) => (Number.isFinite(metres) ? metres : null));
}
