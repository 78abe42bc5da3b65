/**
 * What the columns of an edge say, for those that ask about one edge. They are packed: nearly every street costs the same
 * both ways, is open both ways and public, so a byte tells the few that differ.
 */
import { type Network, NONE } from "./network.ts";
import { type Access, ENCLOSED, OPEN, PRIVATE } from "./pieces.ts";

/** The columns of a network that are read here. */
export type Edges = Pick<Network, "edgeFrom" | "edgeTo" | "edgeFlags" | "edgeCost" | "edgeCostBack">;

/** Bits of edgeFlags. The lowest two: how many nodes after edgeFrom its arriving copy stands, 0 on a public edge; the next two: the same for edgeTo. */
const COPY_BITS = 3;
const TO_SHIFT = 2;
const CLOSED_FORWARD = 16;
const CLOSED_BACKWARD = 32;
const IS_ENCLOSED = 64;

/** The flags of an edge. @param fromStep nodes from the leaving to the arriving copy of its first junction, 0–2; toStep likewise of its last; oneway as in MergedEdges; access OPEN, PRIVATE or ENCLOSED */
export function edgeFlagsOf(fromStep: number, toStep: number, oneway: number, access: number): number {
  const closed = oneway === 1 ? CLOSED_BACKWARD : oneway === -1 ? CLOSED_FORWARD : 0;
  return fromStep | (toStep << TO_SHIFT) | closed | (access === ENCLOSED ? IS_ENCLOSED : 0);
}

/** OPEN, PRIVATE or ENCLOSED, as the street was when the flags were made. */
export function accessOf(edges: Edges, edge: number): Access {
  if (!isPrivate(edges, edge)) return OPEN;
  return (edges.edgeFlags[edge] & IS_ENCLOSED) === 0 ? PRIVATE : ENCLOSED;
}

/** 0 both ways, 1 only from its first junction to its last, -1 only against that. */
export function onewayOf({ edgeFlags }: Edges, edge: number): number {
  if ((edgeFlags[edge] & CLOSED_BACKWARD) !== 0) return 1;
  return (edgeFlags[edge] & CLOSED_FORWARD) !== 0 ? -1 : 0;
}

/** Cost from → to of the whole edge, flat-equivalent centimetres; NONE where nobody may walk in that direction. */
export function forwardCost({ edgeCost, edgeFlags }: Edges, edge: number): number {
  return (edgeFlags[edge] & CLOSED_FORWARD) === 0 ? edgeCost[edge] : NONE;
}

/** Cost to → from, likewise. */
export function backwardCost({ edgeCostBack, edgeFlags }: Edges, edge: number): number {
  return (edgeFlags[edge] & CLOSED_BACKWARD) === 0 ? edgeCostBack[edge] : NONE;
}

/** End nodes of the edge for walks that arrive on it: arriving copies of a private edge; of a public one edgeFrom and edgeTo. */
export function arrivingFrom({ edgeFrom, edgeFlags }: Edges, edge: number): number {
  return edgeFrom[edge] + (edgeFlags[edge] & COPY_BITS);
}
export function arrivingTo({ edgeTo, edgeFlags }: Edges, edge: number): number {
  return edgeTo[edge] + ((edgeFlags[edge] >> TO_SHIFT) & COPY_BITS);
}

/** Whether the edge may only be left from or arrived on. */
export function isPrivate({ edgeFlags }: Edges, edge: number): boolean {
  return (edgeFlags[edge] & COPY_BITS) > 0;
}

/** The same for all copies of a junction: the first of them. */
export function junctionOf({ nodeCopy }: Pick<Network, "nodeCopy">, node: number): number {
  return node - nodeCopy[node];
}
