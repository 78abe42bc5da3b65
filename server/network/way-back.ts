/**
 * The way back from a node to the place that its label belongs to, read off the costs when somebody asks: a search writes no way
 * down, because few ask. The node before is any whose cost and arc add up to this node's cost, exactly, since costs are whole
 * centimetres. Arcs of cost 0 could lead in circles (streets without length have one in each direction), so where only such
 * arcs lead back the shortest run of them is looked for that comes to an end.
 */
import { type Arcs, arcsBegin, arcsEnd } from "./arcs.ts";
import { UNREACHED } from "./buckets.ts";

/** In place of a previous node: the walk begins at this end of the place's own edge. */
export const AT_FROM = -1;
export const AT_TO = -2;

export interface WayBack {
  /** The node before this one on the way back to the place; at the way's end AT_FROM or AT_TO. */
  before(node: number): number;
  /** Nodes of the way, from this one to the last before the place. */
  chain(node: number): number[];
}

/** The final labels of a search. */
export interface FinalLabels {
  readonly cost: Int32Array;
  /** The place of each node's label; null when all are of one place. */
  readonly place: Int32Array | null;
  /** Arcs against the direction of the search: of each node those by which labels may have come to it. */
  readonly arcs: Arcs;
  /** AT_FROM or AT_TO where the node's label may be one that the search began with, 0 elsewhere. */
  beginningAt(node: number): number;
}

export function wayBackOf({ cost, place, arcs: columns, beginningAt }: FinalLabels): WayBack {
  const { arcs } = columns;
  /** Steps by arcs of cost 0, each one nearer to a node that the way leaves otherwise. */
  const levelSteps = new Map<number, number>();

  const isLabelFrom = (tail: number, head: number, arcCost: number): boolean =>
    cost[tail] !== UNREACHED && cost[tail] + arcCost === cost[head] && (place === null || place[tail] === place[head]);

  /** Where the way leaves this node by an arc that costs something, or ends; 0 cannot tell, as it is a node, so null when it does neither. */
  const exitOf = (node: number): number | null => {
    const end = beginningAt(node);
    if (end !== 0) return end;
    for (let a = arcsBegin(columns, node), end = arcsEnd(columns, node); a < end; a += 2) {
      if (arcs[a + 1] > 0 && isLabelFrom(arcs[a], node, arcs[a + 1])) return arcs[a];
    }
    return null;
  };

  /** Finds the nearest node of equal cost with an exit, breadth first, and writes down the steps to it. */
  const findLevelSteps = (node: number): void => {
    const cameFrom = new Map<number, number>([[node, node]]);
    for (const at of cameFrom.keys()) {
      if (exitOf(at) !== null) {
        for (let step = at; step !== node; ) {
          const from = cameFrom.get(step) ?? node;
          levelSteps.set(from, step);
          step = from;
        }
        return;
      }
      for (let a = arcsBegin(columns, at), end = arcsEnd(columns, at); a < end; a += 2) {
        if (arcs[a + 1] === 0 && !cameFrom.has(arcs[a]) && isLabelFrom(arcs[a], at, 0)) cameFrom.set(arcs[a], at);
      }
    }
    throw new Error(`No way leads back from node ${node}, though the search reached it at ${cost[node]} cm.`);
  };

  const before = (node: number): number => {
    const exit = exitOf(node);
    if (exit !== null) return exit;
    if (!levelSteps.has(node)) findLevelSteps(node);
    return levelSteps.get(node) ?? AT_FROM;
  };

  const chain = (node: number): number[] => {
    const nodes: number[] = [];
    for (let at = node; at >= 0; at = before(at)) nodes.push(at);
    return nodes;
  };

  return { before, chain };
}
