/** Who covers whom on a network: the same from both sides, and the same as the catchments that planners see. */
import { expect, it } from "vitest";
import { catchmentsOf } from "../../server/catchments.ts";
import { isPrivate } from "../../server/network/edges.ts";
import { createLinker } from "../../server/network/link.ts";
import { createSearch } from "../../server/network/search.ts";
import { candidatesAtJunctions, costsOf, reachOf } from "../../server/siting/instance.ts";
import { cutoffCentimetres } from "../../server/standard.ts";
import { buildTerritory } from "../../server/territory.ts";
import { randomFrom, randomRows } from "../random-town.ts";
import { rowOf } from "./slow-siting.ts";

const PACE = { cutoffMinutes: 8, walkingSpeedKmh: 4 };
const LIMIT = cutoffCentimetres(PACE);

/** A random town in which some streets are private and some one-way on foot. */
function town(seed: number) {
  const rows = randomRows(seed);
  const random = randomFrom(seed + 1_000);
  const { count } = rows.streets;
  const foot = Uint8Array.from({ length: count }, () => (random() < 0.25 ? 2 : 1));
  const onewayFoot = Int8Array.from({ length: count }, () => (random() < 0.1 ? 1 : 0));
  return buildTerritory({ ...rows, streets: { ...rows.streets, foot, onewayFoot } }, 1);
}

it("covers from homes exactly what it covers towards candidates, and what catchments hold", () => {
  let pairs = 0;
  let privateEdges = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const territory = town(seed);
    const { network, demand } = territory;
    const search = createSearch(network);
    const candidates = candidatesAtJunctions(network);
    const fromHomes = reachOf(search, demand, candidates, LIMIT);
    const toward = reachOf(search, demand, { ...candidates, nodes: null }, LIMIT);
    expect(fromHomes).toEqual(toward);
    const costs = costsOf(search, demand, candidates, LIMIT);
    expect(costs).toEqual(costsOf(search, demand, { ...candidates, nodes: null }, LIMIT));
    expect({ count: costs.count, first: costs.first, items: costs.items }).toEqual(toward.byCandidate);
    for (const cost of costs.costs) expect(cost).toBeLessThanOrEqual(LIMIT);
    pairs += costs.items.length;
    for (let edge = 0; edge < network.edgeCount; edge++) if (isPrivate(network, edge)) privateEdges++;
    for (let j = 0; j < candidates.links.count; j += 5) {
      const place = { places: candidates.links, row: j };
      const pace = { cutoffsMinutes: [PACE.cutoffMinutes], walkingSpeedKmh: PACE.walkingSpeedKmh };
      const [catchment] = catchmentsOf({ territory, search }, place, pace, { withOutline: false });
      expect(rowOf(toward.byCandidate, j)).toEqual([...catchment.points]);
    }
  }
  expect(pairs).toBeGreaterThan(5_000);
  expect(privateEdges).toBeGreaterThan(100);
});

it("covers from any place beside a street what its catchment holds", () => {
  const territory = town(7);
  const { network, demand } = territory;
  const search = createSearch(network);
  const links = createLinker(network).link(demand.lon.subarray(0, 9), demand.lat.subarray(0, 9), { maxMetres: 500 });
  const { byCandidate } = reachOf(search, demand, { links, nodes: null }, LIMIT);
  const pace = { cutoffsMinutes: [PACE.cutoffMinutes], walkingSpeedKmh: PACE.walkingSpeedKmh };
  for (let row = 0; row < 9; row++) {
    const [{ points }] = catchmentsOf({ territory, search }, { places: links, row }, pace, { withOutline: false });
    expect(rowOf(byCandidate, row)).toEqual([...points]);
  }
});
