/**
 * Puts the ways of a multipolygon together: ways that share end nodes become rings, rings that lie in each other become
 * polygons with holes. Which ring is outer and which is inner follows from the geometry, not from the roles, which are often wrong; rings
 * that do not close (an extract cuts them) are given back as lines. After https://wiki.openstreetmap.org/wiki/Relation:multipolygon/Algorithm.
 */
import type { Position } from "geojson";

/** A stretch of a way whose nodes are all known: ids and positions, as many of one as of the other, at least two. */
export interface Stretch {
  readonly nodeIds: readonly number[];
  readonly line: readonly Position[];
}

export interface Assembled {
  /** Each an outer ring and its holes. */
  polygons: Position[][][];
  /** What does not close. */
  open: Position[][];
}

/** Assembles stretches, each given once, into polygons. */
export function assembleRings(stretches: readonly Stretch[]): Assembled {
  const rings: Position[][] = [];
  const open: Position[][] = [];
  const ends = new Ends(stretches);
  stretches.forEach((stretch, i) => {
    if (!ends.isFree(i)) return;
    ends.take(i);
    const chain = new Chain(stretch);
    for (let turned = false; !chain.isEmpty; ) {
      for (const ring of chain.cutLoops()) rings.push(ring);
      if (chain.isEmpty) break;
      const next = ends.takeAt(chain.end);
      if (next !== null) {
        chain.append(stretches[next] as Stretch);
      } else if (!turned) {
        turned = true;
        chain.turn();
      } else {
        open.push(chain.line);
        break;
      }
    }
  });
  return { polygons: nested(rings.filter((ring) => ring.length >= 4 && signedArea(ring) !== 0)), open };
}

/** Which stretches are still free at which end node. */
class Ends {
  readonly #free: boolean[];
  readonly #at = new Map<number, number[]>();

  constructor(stretches: readonly Stretch[]) {
    this.#free = stretches.map(() => true);
    stretches.forEach(({ nodeIds }, i) => {
      for (const node of new Set([nodeIds[0], nodeIds.at(-1)])) {
        if (node === undefined) continue;
        const here = this.#at.get(node);
        if (here) here.push(i);
        else this.#at.set(node, [i]);
      }
    });
  }

  isFree(i: number): boolean {
    return this.#free[i] === true;
  }

  take(i: number): void {
    this.#free[i] = false;
  }

  /** Takes a free stretch that ends at a node; null when there is none. */
  takeAt(node: number): number | null {
    const i = this.#at.get(node)?.find((candidate) => this.#free[candidate]);
    if (i === undefined) return null;
    this.take(i);
    return i;
  }
}

/** Stretches joined end to end, and the nodes where they were joined: reaching one of these again closes a loop. */
class Chain {
  line: Position[];
  #joints: { node: number; at: number }[];

  constructor({ nodeIds, line }: Stretch) {
    this.line = [...line];
    this.#joints = [
      { node: nodeIds[0] as number, at: 0 },
      { node: nodeIds.at(-1) as number, at: line.length - 1 },
    ];
  }

  get end(): number {
    return this.#joints.at(-1)?.node ?? Number.NaN;
  }

  get isEmpty(): boolean {
    return this.line.length < 2;
  }

  append({ nodeIds, line }: Stretch): void {
    const forward = nodeIds[0] === this.end;
    const points = forward ? line : line.toReversed();
    for (let i = 1; i < points.length; i++) this.line.push(points[i] as Position);
    this.#joints.push({ node: (forward ? nodeIds.at(-1) : nodeIds[0]) as number, at: this.line.length - 1 });
  }

  /** Cuts off what lies between the end of the chain and an earlier visit of the same node: rings that touch there come apart. */
  cutLoops(): Position[][] {
    const last = this.#joints.length - 1;
    const visit = this.#joints.findIndex(({ node }, i) => node === this.end && i < last);
    if (visit === -1) return [];
    const { at } = this.#joints[visit] as { at: number };
    const ring = this.line.slice(at);
    this.line.length = at + 1;
    this.#joints.length = visit + 1;
    return [ring];
  }

  turn(): void {
    const end = this.line.length - 1;
    this.line.reverse();
    this.#joints = this.#joints.reverse().map(({ node, at }) => ({ node, at: end - at }));
  }
}

interface Ring {
  line: Position[];
  area: number;
  box: [west: number, south: number, east: number, north: number];
}

/** Rings into polygons: a ring within an odd number of others is a hole of the smallest of them. */
function nested(lines: readonly Position[][]): Position[][][] {
  const rings = lines
    .map((line): Ring => ({ line, area: Math.abs(signedArea(line)), box: boxOf(line) }))
    .sort((a, b) => b.area - a.area);
  /** Polygons by the index of their outer ring. */
  const polygons = new Map<number, Position[][]>();
  rings.forEach((ring, i) => {
    let depth = 0;
    let smallest: number | null = null;
    for (let j = 0; j < i; j++) {
      if (!lies(ring, rings[j] as Ring)) continue;
      depth++;
      if (polygons.has(j)) smallest = j;
    }
    if (depth % 2 === 1 && smallest !== null) polygons.get(smallest)?.push(ring.line);
    else polygons.set(i, [ring.line]);
  });
  return [...polygons.values()];
}

/** True where a ring lies in a larger one; they may touch. Rings of valid multipolygons do not cross, so one point that is not on the larger one decides. */
function lies(ring: Ring, larger: Ring): boolean {
  const [west, south, east, north] = ring.box;
  if (west < larger.box[0] || south < larger.box[1] || east > larger.box[2] || north > larger.box[3]) return false;
  for (const point of ring.line) {
    const side = sideOf(point, larger.line);
    if (side !== 0) return side > 0;
  }
  // All corners are on the larger ring: the middle of a side decides.
  for (let i = 1; i < ring.line.length; i++) {
    const [lon1 = 0, lat1 = 0] = ring.line[i - 1] ?? [];
    const [lon2 = 0, lat2 = 0] = ring.line[i] ?? [];
    const side = sideOf([(lon1 + lon2) / 2, (lat1 + lat2) / 2], larger.line);
    if (side !== 0) return side > 0;
  }
  return false;
}

/** Degrees within which a point is on a line: more than the rounding of the middle of a side, a million times less than OpenStreetMap's 10⁻⁷. */
const NEAR = 1e-13;

/** 1 inside a ring, 0 on it, -1 outside (even-odd rule). */
function sideOf(point: Position, ring: readonly Position[]): -1 | 0 | 1 {
  const [x = 0, y = 0] = point;
  let inside = false;
  for (let i = 1; i < ring.length; i++) {
    const [x1 = 0, y1 = 0] = ring[i - 1] ?? [];
    const [x2 = 0, y2 = 0] = ring[i] ?? [];
    const cross = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1);
    if (
      Math.abs(cross) <= NEAR * (Math.abs(x2 - x1) + Math.abs(y2 - y1)) &&
      x >= Math.min(x1, x2) &&
      x <= Math.max(x1, x2) &&
      y >= Math.min(y1, y2) &&
      y <= Math.max(y1, y2)
    ) {
      return 0;
    }
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside ? 1 : -1;
}

/** Twice the area, in square degrees: only its sign, its order and zero are used. */
function signedArea(ring: readonly Position[]): number {
  const [x0 = 0, y0 = 0] = ring[0] ?? [];
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const [x1 = 0, y1 = 0] = ring[i - 1] ?? [];
    const [x2 = 0, y2 = 0] = ring[i] ?? [];
    sum += (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
  }
  return sum;
}

function boxOf(ring: readonly Position[]): Ring["box"] {
  const box: Ring["box"] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x = 0, y = 0] of ring) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}
