/**
 * Second step of building the network: pieces of street become edges between junctions. A junction is where streets end, meet
 * or change what matters to a walker; all other nodes become the shape of an edge.
 */
import type { Pieces } from "./pieces.ts";

/** Edges over the nodes of the pieces. Edge e runs over refs[first[e]] … refs[first[e + 1] - 1], at least two nodes. */
export interface MergedEdges {
  readonly count: number;
  readonly first: Int32Array;
  readonly refs: Int32Array;
  /** Level (GROUND, BRIDGE, TUNNEL) of the segment that begins at each ref; meaningless at the last ref of an edge. */
  readonly level: Uint8Array;
  /** Row of StreetColumns of the first piece of the edge. */
  readonly way: Int32Array;
  /** OPEN, PRIVATE or ENCLOSED (pieces.ts). */
  readonly access: Uint8Array;
  /** 0 both ways, 1 only in the edge's direction, -1 only against it. */
  readonly oneway: Int8Array;
}

/**
 * Merges through nodes where exactly two street ends of the same kind of street, access and direction meet. Rings without a junction
 * get one where their first piece begins. Parallel edges, loops and edges without length stay.
 */
export function mergePieces(pieces: Pieces, highway: readonly string[]): MergedEdges {
  const links = cutAtJunctions(pieces);
  const linkCount = links.piece.length;
  // Ends of links: 2·link is its beginning, 2·link + 1 its end. ends[firstEnd[n]] … are those at node n.
  const nodeAt = (end: number): number => pieces.refs[(end & 1) === 0 ? links.begin[end >> 1] : links.end[end >> 1]];
  const firstEnd = new Int32Array(pieces.nodeCount + 1);
  for (let end = 0; end < 2 * linkCount; end++) firstEnd[nodeAt(end) + 1]++;
  for (let n = 0; n < pieces.nodeCount; n++) firstEnd[n + 1] += firstEnd[n];
  const ends = new Int32Array(2 * linkCount);
  const fill = firstEnd.slice();
  for (let end = 0; end < 2 * linkCount; end++) ends[fill[nodeAt(end)]++] = end;

  /** Way in which one may walk from the end into its link: 0 both, 1 only into it, -1 only out of it. */
  const inward = (end: number): number => {
    const oneway = pieces.oneway[links.piece[end >> 1]];
    return oneway === 0 ? 0 : (end & 1) === 0 ? oneway : -oneway;
  };
  const isMergeable = (node: number): boolean => {
    if (firstEnd[node + 1] - firstEnd[node] !== 2) return false;
    const [a, b] = [ends[firstEnd[node]], ends[firstEnd[node] + 1]];
    const [p, q] = [links.piece[a >> 1], links.piece[b >> 1]];
    return (
      pieces.access[p] === pieces.access[q] &&
      highway[pieces.way[p]] === highway[pieces.way[q]] &&
      inward(a) + inward(b) === 0
    );
  };

  const first: number[] = [];
  const refs: number[] = [];
  const level: number[] = [];
  const way: number[] = [];
  const access: number[] = [];
  const oneway: number[] = [];
  const isDone = new Uint8Array(linkCount);

  /** Follows the street from one end of a link to the next junction, or round to where it began. */
  const trace = (start: number): void => {
    const begin = nodeAt(start);
    const piece = links.piece[start >> 1];
    first.push(refs.length);
    way.push(pieces.way[piece]);
    access.push(pieces.access[piece]);
    oneway.push(inward(start));
    let end = start;
    for (;;) {
      const link = end >> 1;
      isDone[link] = 1;
      const height = pieces.level[links.piece[link]];
      const [a, b] = [links.begin[link], links.end[link]];
      for (let k = 0; k < b - a; k++) {
        refs.push(pieces.refs[(end & 1) === 0 ? a + k : b - k]);
        level.push(height);
      }
      const far = end ^ 1;
      const node = nodeAt(far);
      if (node === begin || !isMergeable(node)) {
        refs.push(node);
        level.push(0);
        return;
      }
      const at = firstEnd[node];
      end = ends[at] === far ? ends[at + 1] : ends[at];
    }
  };
  for (let end = 0; end < 2 * linkCount; end++) {
    if (isDone[end >> 1] === 0 && !isMergeable(nodeAt(end))) trace(end);
  }
  for (let link = 0; link < linkCount; link++) if (isDone[link] === 0) trace(2 * link);
  first.push(refs.length);
  return {
    count: way.length,
    first: Int32Array.from(first),
    refs: Int32Array.from(refs),
    level: Uint8Array.from(level),
    way: Int32Array.from(way),
    access: Uint8Array.from(access),
    oneway: Int8Array.from(oneway),
  };
}

/** Stretches of pieces between nodes where a piece ends or more than two street ends meet: refs[begin] … refs[end] of pieces. */
interface StreetLinks {
  readonly piece: number[];
  readonly begin: number[];
  readonly end: number[];
}

function cutAtJunctions({ count, first, refs, nodeCount }: Pieces): StreetLinks {
  const degree = new Int32Array(nodeCount);
  for (let p = 0; p < count; p++) {
    for (let i = first[p]; i < first[p + 1]; i++) {
      degree[refs[i]] += i === first[p] || i === first[p + 1] - 1 ? 1 : 2;
    }
  }
  const links: StreetLinks = { piece: [], begin: [], end: [] };
  for (let p = 0; p < count; p++) {
    let begin = first[p];
    for (let i = begin + 1; i < first[p + 1]; i++) {
      if (i < first[p + 1] - 1 && degree[refs[i]] === 2) continue;
      links.piece.push(p);
      links.begin.push(begin);
      links.end.push(i);
      begin = i;
    }
  }
  return links;
}
