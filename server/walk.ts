/** The walk itself: from a home to its nearest facility, as a line on the map with its minutes and metres. */
import type { Position } from "geojson";
import { countingFacilities } from "./coverage.ts";
import { type Links, type Network, NONE } from "./network/network.ts";
import type { Search, WalkParts } from "./network/search.ts";
import { partOfShape } from "./network/shape.ts";
import { minutesOf, type Standard } from "./standard.ts";
import type { Territory } from "./territory.ts";

export interface Walk {
  /** Row of Territory.facilities; ties go to the lower row, as in coverage. */
  readonly facility: number;
  readonly minutes: number;
  /** On the ground, both off-street legs included. */
  readonly metres: number;
  /** From the home over the streets to the facility, degrees. */
  readonly path: readonly Position[];
}

/** The walk from row 0 of `from` to the nearest facility that counts, however far; null when none can be reached. */
export function walkToNearest(
  { territory, search }: { territory: Territory; search: Search },
  from: Links,
  standard: Standard,
): Walk | null {
  const { links } = territory.facilities;
  const labels = search.fromPoint(from, 0, Number.POSITIVE_INFINITY);
  let [facility, cost] = [NONE, Number.POSITIVE_INFINITY];
  for (const row of countingFacilities(territory, standard.kinds)) {
    const found = labels.costAt(links, row);
    if (found !== NONE && found < cost) [facility, cost] = [row, found];
  }
  const parts = facility === NONE ? null : labels.walkAt(links, facility);
  if (parts === null) return null;
  return {
    facility,
    minutes: minutesOf(parts.cost, standard.walkingSpeedKmh),
    metres: parts.metres,
    path: pathOf(search, from, links, facility, parts),
  };
}

function pathOf(search: Search, from: Links, to: Links, row: number, { node }: WalkParts): Position[] {
  const { network } = search;
  const [startEdge, startAt] = [from.edge[0], from.fraction[0]];
  const [endEdge, endAt] = [to.edge[row], to.fraction[row]];
  const path: Position[] = [[from.lon[0], from.lat[0]]];
  if (node === NONE) {
    path.push(...partOfShape(network, startEdge, startAt, endAt));
  } else {
    const nodes = search.chain(node).reverse();
    const leaveBy = endOf(network, startEdge, nodes[0], startAt, { leaving: true });
    path.push(...partOfShape(network, startEdge, startAt, leaveBy));
    for (let i = 1; i < nodes.length; i++) {
      const edge = search.edgeInto(nodes[i]);
      const isForward = network.edgeTo[edge] === nodes[i] || network.edgeToArriving[edge] === nodes[i];
      path.push(...(isForward ? partOfShape(network, edge, 0, 1) : partOfShape(network, edge, 1, 0)));
    }
    path.push(...partOfShape(network, endEdge, endOf(network, endEdge, node, endAt, { leaving: false }), endAt));
  }
  path.push([to.lon[row], to.lat[row]]);
  return path.filter(([lon, lat], i) => i === 0 || lon !== path[i - 1][0] || lat !== path[i - 1][1]);
}

/** The fraction (0 or 1) of the end of an edge at which a node is. A loop has it at both: the cheaper way counts. */
function endOf(network: Network, edge: number, node: number, at: number, { leaving }: { leaving: boolean }): 0 | 1 {
  const isFrom = node === network.edgeFrom[edge] || node === network.edgeFromArriving[edge];
  const isTo = node === network.edgeTo[edge] || node === network.edgeToArriving[edge];
  if (isFrom !== isTo) return isFrom ? 0 : 1;
  const rate = (cost: number) => (cost === NONE ? Number.POSITIVE_INFINITY : cost);
  const [forward, backward] = [rate(network.edgeForward[edge]), rate(network.edgeBackward[edge])];
  const byFrom = at === 0 ? 0 : at * (leaving ? backward : forward);
  const byTo = at === 1 ? 0 : (1 - at) * (leaving ? forward : backward);
  return byFrom <= byTo ? 0 : 1;
}
