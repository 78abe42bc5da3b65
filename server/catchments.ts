/**
 * Catchments: who can walk to one place within each cutoff. People are counted at the demand points that are reached, never
 * by the polygon, which is for the eye. Walks lead from the homes to the place.
 */
import type { MultiPolygon } from "geojson";
import { reachPolygon } from "./network/contour.ts";
import { type Links, type Network, NONE } from "./network/network.ts";
import type { Labels, Search } from "./network/search.ts";
import { squareMetres } from "./point-in-area.ts";
import { cutoffCentimetres, minutesOf } from "./standard.ts";
import type { DemandPoints, Territory } from "./territory.ts";

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
  const reached = walksOf(territory, labels, { places, row }, walkingSpeedKmh);
  return cutoffsMinutes.map((cutoffMinutes) => {
    const { points, minutes } = within(reached, cutoffMinutes);
    return {
      cutoffMinutes,
      people: sumAt(points, territory.demand.people),
      groups: territory.demand.groups.map((people) => sumAt(points, people)),
      points,
      minutes,
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

/** Demand points, ascending, and the minutes of their walks. */
interface ReachedPoints {
  readonly points: Int32Array;
  readonly minutes: Float64Array;
}

/** Marks of the edges that the current call has seen: those that hold its number. Used again by each call, whatever the territory. */
let seen = new Uint32Array(0);
let call = 0;
/** Demand points on the edges that the current call has seen, used again in the same way. */
let beside = new Int32Array(0);

/** Demand points on the streets that the search touched, ascending; some of them may lie beyond its limit. */
export function reachedPoints(
  network: Network,
  demand: Pick<DemandPoints, "firstOnEdge" | "onEdge">,
  labels: Labels,
  { places, row }: { places: Links; row: number },
): Int32Array {
  if (seen.length < network.edgeCount || call === 0xffffffff) {
    seen = new Uint32Array(network.edgeCount);
    call = 0;
  }
  call++;
  if (beside.length < demand.onEdge.length) beside = new Int32Array(demand.onEdge.length);
  const { firstOnEdge, onEdge } = demand;
  let besideCount = 0;
  const addEdge = (edge: number): void => {
    const end = firstOnEdge[edge + 1];
    let k = firstOnEdge[edge];
    // Nobody lives on most edges.
    if (k === end || seen[edge] === call) return;
    seen[edge] = call;
    for (; k < end; k++) beside[besideCount++] = onEdge[k];
  };
  if (places.edge[row] !== NONE) addEdge(places.edge[row]);
  const { settled, settledCount } = labels;
  const { firstArc, arcEdge } = network;
  for (let s = 0; s < settledCount; s++) {
    const node = settled[s];
    for (let k = firstArc[node]; k < firstArc[node + 1]; k++) if (arcEdge[k] !== NONE) addEdge(arcEdge[k]);
  }
  // Ascending, so that sums of people do not depend on the order of the search.
  return beside.slice(0, besideCount).sort();
}

/** Those within the limit of the search, with the minutes of their walks. */
function walksOf(
  { network, demand }: Territory,
  labels: Labels,
  place: { places: Links; row: number },
  walkingSpeedKmh: number,
): ReachedPoints {
  const points = reachedPoints(network, demand, labels, place);
  const minutes = new Float64Array(points.length);
  let count = 0;
  for (const point of points) {
    const cost = labels.costAt(demand.links, point);
    if (cost === NONE) continue;
    points[count] = point;
    minutes[count++] = minutesOf(cost, walkingSpeedKmh);
  }
  return { points: points.slice(0, count), minutes: minutes.slice(0, count) };
}

/** Those at most (≤) this far. */
function within({ points, minutes }: ReachedPoints, cutoffMinutes: number): ReachedPoints {
  const nearer = new Int32Array(points.length);
  const theirs = new Float64Array(points.length);
  let count = 0;
  for (let i = 0; i < points.length; i++) {
    if (minutes[i] > cutoffMinutes) continue;
    nearer[count] = points[i];
    theirs[count++] = minutes[i];
  }
  return { points: nearer.subarray(0, count), minutes: theirs.subarray(0, count) };
}

function sumAt(points: Int32Array, people: Float64Array): number {
  let sum = 0;
  for (const point of points) sum += people[point];
  return sum;
}
