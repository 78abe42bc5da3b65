/**
 * Catchments: who can walk to one place within each cutoff. People are counted at the demand points that are reached, never
 * by the polygon, which is for the eye. Walks lead from the homes to the place.
 */
import type { MultiPolygon } from "geojson";
import { reachPolygon } from "./network/contour.ts";
import { type Links, NONE } from "./network/network.ts";
import type { Labels, Search } from "./network/search.ts";
import { squareMetres } from "./point-in-area.ts";
import { cutoffCentimetres, minutesOf } from "./standard.ts";
import type { Territory } from "./territory.ts";

export interface Catchment {
  readonly cutoffMinutes: number;
  /** People of the total at the reached demand points. */
  readonly people: number;
  /** The same of each group, in the order of Territory.groups. */
  readonly groups: readonly number[];
  /** Reached demand points, ascending, and the minutes of their walks. */
  readonly points: Int32Array;
  readonly minutes: Float64Array;
  /** Straight line between the place and its street, metres. */
  readonly linkMetres: number;
  /** Street within the cutoff, each metre once. */
  readonly streetMetres: number;
  readonly outline: Outline | null;
}

/** Drawn around the reached streets. */
export interface Outline {
  readonly polygon: MultiPolygon;
  readonly squareMetres: number;
  /** Area ÷ the circle that somebody who could walk straight in all directions would have. */
  readonly pedestrianShedRatio: number;
}

/**
 * Catchments of row `row` of `places`, one for each cutoff (minutes, in any order), from one search for the largest.
 * A place that is not linked reaches nobody.
 */
export function catchmentsOf(
  { territory, search }: { territory: Territory; search: Search },
  { places, row }: { places: Links; row: number },
  { cutoffsMinutes, walkingSpeedKmh }: { cutoffsMinutes: readonly number[]; walkingSpeedKmh: number },
  { withOutline }: { withOutline: boolean },
): Catchment[] {
  const budget = (cutoffMinutes: number) => cutoffCentimetres({ cutoffMinutes, walkingSpeedKmh });
  const labels = search.toward(places, row, budget(Math.max(...cutoffsMinutes)));
  const { points, minutes } = reachedPoints(territory, labels, { places, row }, walkingSpeedKmh);
  return cutoffsMinutes.map((cutoffMinutes) => {
    const within = points.filter((_, i) => minutes[i] <= cutoffMinutes);
    const sum = (people: Float64Array) => within.reduce((total, point) => total + people[point], 0);
    return {
      cutoffMinutes,
      people: sum(territory.demand.people),
      groups: territory.demand.groups.map(sum),
      points: within,
      minutes: minutes.filter((value) => value <= cutoffMinutes),
      linkMetres: places.metres[row],
      streetMetres: labels.streetMetres(budget(cutoffMinutes)),
      outline: withOutline ? outlineOf(labels, budget(cutoffMinutes)) : null,
    };
  });
}

function outlineOf(labels: Labels, budget: number): Outline {
  const polygon = reachPolygon(labels, budget);
  const area = squareMetres(polygon);
  const radius = budget / 100;
  return { polygon, squareMetres: area, pedestrianShedRatio: area / (Math.PI * radius * radius) };
}

/** Demand points on the streets that the search touched, with the minutes of their walks. */
function reachedPoints(
  { network, demand }: Territory,
  labels: Labels,
  { places, row }: { places: Links; row: number },
  walkingSpeedKmh: number,
): { points: Int32Array; minutes: Float64Array } {
  const edges = new Set<number>();
  if (places.edge[row] !== NONE) edges.add(places.edge[row]);
  for (let s = 0; s < labels.settledCount; s++) {
    const node = labels.settled[s];
    for (let k = network.firstNodeEdge[node]; k < network.firstNodeEdge[node + 1]; k++) edges.add(network.nodeEdges[k]);
  }
  const reached: [point: number, minutes: number][] = [];
  for (const edge of edges) {
    for (let k = demand.firstOnEdge[edge]; k < demand.firstOnEdge[edge + 1]; k++) {
      const cost = labels.costAt(demand.links, demand.onEdge[k]);
      if (cost !== NONE) reached.push([demand.onEdge[k], minutesOf(cost, walkingSpeedKmh)]);
    }
  }
  reached.sort((a, b) => a[0] - b[0]);
  return {
    points: Int32Array.from(reached, ([point]) => point),
    minutes: Float64Array.from(reached, ([, minutes]) => minutes),
  };
}
