/**
 * Costs of parts of a walk: off-street legs and pieces of edges, in whole centimetres. Each part is rounded once, so sums
 * are exact in any order: a walk costs the same from a home as towards a facility, and ties are true ties. A walk
 * has at most four such parts, two legs and two pieces: it is off by 2 cm at most, beside the rounding of its edges.
 * Along an edge, cost is taken as proportional to length (profile.ts splits edges where slopes would make that wrong).
 */
import { UNREACHED } from "./buckets.ts";
import { backwardCost, forwardCost } from "./edges.ts";
import { type Network, NONE } from "./network.ts";

/** A length in metres as a cost in centimetres. */
export function legCentimetres(metres: number): number {
  return Math.round(metres * 100);
}

/** Cost of the part of an edge from its "from" end to a fraction. */
function part(cost: number, fraction: number): number {
  return Math.round(cost * fraction);
}

/** Cost from a place inside an edge to its "from" end. Standing at an end is free even where a direction is closed. */
export function costToFrom(network: Network, edge: number, fraction: number): number {
  if (fraction === 0) return 0;
  const backward = backwardCost(network, edge);
  return backward === NONE ? UNREACHED : part(backward, fraction);
}

export function costToTo(network: Network, edge: number, fraction: number): number {
  if (fraction === 1) return 0;
  const forward = forwardCost(network, edge);
  return forward === NONE ? UNREACHED : forward - part(forward, fraction);
}

export function costFromFrom(network: Network, edge: number, fraction: number): number {
  if (fraction === 0) return 0;
  const forward = forwardCost(network, edge);
  return forward === NONE ? UNREACHED : part(forward, fraction);
}

export function costFromTo(network: Network, edge: number, fraction: number): number {
  if (fraction === 1) return 0;
  const backward = backwardCost(network, edge);
  return backward === NONE ? UNREACHED : backward - part(backward, fraction);
}

/** Cost of walking along one edge from one fraction to another without leaving it. */
export function costAlong(network: Network, edge: number, start: number, end: number): number {
  if (start === end) return 0;
  const cost = start < end ? forwardCost(network, edge) : backwardCost(network, edge);
  return cost === NONE ? UNREACHED : Math.abs(part(cost, start) - part(cost, end));
}
