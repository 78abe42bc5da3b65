/**
 * From drawn lines to connected streets. Streets are drawn freely, one over the other; here they are cut at the river, the
 * railway and the expressway (or led over and under them by bridge and tunnel), joined where they meet, and become OSM
 * ways that share node ids at every junction.
 */
import { toExpressway, toRailway, toReservoir, toRiver, VALLEYS } from "./land.ts";
import { densify, distance, type Line, LineIndex, lengthOf, mix, type Point, simplify } from "./lines.ts";
import type { Tags } from "./osm-pbf-writer.ts";

export type Barrier = "river" | "reservoir" | "expressway" | "railway";

export interface Street {
  line: Line;
  tags: Tags;
  /** Barriers it leads across; at all others it ends. */
  crosses?: readonly Barrier[];
  /** How it passes the expressway; railways are passed under, rivers over. */
  expressway?: "over" | "under";
}

/** A node that carries tags, such as a gate; it must be a vertex of a street. */
export interface Marker {
  point: Point;
  tags: Tags;
}

/** A finished street: nodes are indices into `Streets.nodes`. */
export interface FinishedStreet {
  nodes: number[];
  tags: Tags;
}
export interface Streets {
  nodes: { point: Point; tags: Tags }[];
  ways: FinishedStreet[];
}

interface Piece {
  line: Point[];
  tags: Tags;
  /** False on bridges over barriers and in tunnels: nothing joins there but at the ends. */
  onGround: boolean;
}

/** Metres within which the end of a street joins another street. */
const JOIN_METRES = 9;
/** Vertices nearer than this become one node. */
const MERGE_METRES = 1.8;
/** Dead ends shorter than this are left out. */
const STUB_METRES = 10;
/** Streets cut off from all others are left out below this total length. */
const ISLAND_METRES = 2_500;

const streams = new LineIndex(200);
for (const valley of VALLEYS) streams.add(valley.line);

function barriersAt(p: Point): Barrier | "stream" | null {
  if (toRiver(p) < 5) return "river";
  if (toReservoir(p) < 8) return "reservoir";
  if (toExpressway(p) < 26) return "expressway";
  if (toRailway(p) < 10) return "railway";
  if (streams.nearest(p, 6)) return "stream";
  return null;
}

const ROADS = new Set(["primary", "secondary", "tertiary", "unclassified", "residential"]);

/** Cuts one street into pieces on the ground, bridges and tunnels. */
function cut(street: Street): Piece[] {
  const points = densify(street.line, 5);
  const kinds = points.map(barriersAt);
  const pieces: Piece[] = [];
  let start = 0;
  let i = 0;
  const ground = (from: number, to: number) => {
    if (to > from) pieces.push({ line: points.slice(from, to + 1), tags: street.tags, onGround: true });
  };
  while (i < points.length) {
    if (kinds[i] === null) {
      i++;
      continue;
    }
    let end = i;
    // Barriers less than 25 m apart are passed in one go.
    for (let k = i; k < Math.min(points.length, end + 6); k++) if (kinds[k] !== null) end = k;
    const found = new Set(kinds.slice(i, end + 1));
    const from = Math.max(0, i - 1);
    const to = Math.min(points.length - 1, end + 1);
    const barriers = (["river", "reservoir", "expressway", "railway"] as const).filter((b) => found.has(b));
    const span = lengthOf(points.slice(from, to + 1));
    if (barriers.length === 0) {
      // A small bridge over a stream; along a stream it stays a road, and paths ford it.
      if (span < 70 && ROADS.has(street.tags.highway ?? "") && from > start && to < points.length - 1) {
        ground(start, from);
        pieces.push({
          line: [points[from] as Point, points[to] as Point],
          tags: { ...street.tags, bridge: "yes", layer: "1" },
          onGround: true,
        });
        start = to;
      }
    } else {
      ground(start, from);
      if (barriers.every((b) => street.crosses?.includes(b)) && from > 0 && to < points.length - 1) {
        const under =
          barriers.includes("railway") || (barriers.includes("expressway") && street.expressway === "under");
        pieces.push({
          line: points.slice(from, to + 1),
          tags: { ...street.tags, ...(under ? { tunnel: "yes", layer: "-1" } : { bridge: "yes", layer: "1" }) },
          onGround: false,
        });
      }
      start = to;
    }
    i = to + 1;
  }
  ground(start, points.length - 1);
  return pieces.map((piece) => ({ ...piece, line: simplify(piece.line, 0.8) }));
}

const keyOf = (p: Point) => `${Math.round(p[0] * 20)},${Math.round(p[1] * 20)}`;

/** Moves loose ends onto the street beside them, which gets a vertex there. */
function joinEnds(pieces: Piece[]): void {
  const seen = new Map<string, number>();
  for (const { line } of pieces) {
    for (const p of line) seen.set(keyOf(p), (seen.get(keyOf(p)) ?? 0) + 1);
  }
  const index = new LineIndex(60);
  for (const { line } of pieces) index.add(line);
  const inserts = new Map<number, { at: number; point: Point }[]>();
  pieces.forEach((piece, id) => {
    for (const last of [false, true]) {
      const end = piece.line[last ? piece.line.length - 1 : 0] as Point;
      if ((seen.get(keyOf(end)) ?? 0) > 1) continue;
      const near = index.nearest(end, JOIN_METRES, (other) => other === id || !(pieces[other] as Piece).onGround);
      if (!near) continue;
      piece.line[last ? piece.line.length - 1 : 0] = near.point;
      const list = inserts.get(near.line) ?? [];
      list.push({ at: near.segment - 1 + near.share, point: near.point });
      inserts.set(near.line, list);
    }
  });
  for (const [id, list] of inserts) insert(pieces[id] as Piece, list);
}

/** Puts vertices into a line; `at` is the vertex number before plus the share of the segment. */
function insert(piece: Piece, list: { at: number; point: Point }[]): void {
  list.sort((a, b) => a.at - b.at);
  const out: Point[] = [];
  let k = 0;
  piece.line.forEach((p, i) => {
    out.push(p);
    while (k < list.length && (list[k] as { at: number }).at < i + 1) {
      const { point } = list[k] as { point: Point };
      out.push(point);
      k++;
    }
  });
  piece.line = out;
}

/** Gives streets that cross on the ground a common vertex. */
function joinCrossings(pieces: Piece[]): void {
  const index = new LineIndex(60);
  for (const { line, onGround } of pieces) index.add(onGround ? line : []);
  const inserts = new Map<number, { at: number; point: Point }[]>();
  const note = (id: number, at: number, point: Point) => {
    const list = inserts.get(id) ?? [];
    list.push({ at, point });
    inserts.set(id, list);
  };
  pieces.forEach(({ line, onGround }, id) => {
    if (!onGround) return;
    for (let s = 1; s < line.length; s++) {
      const a = line[s - 1] as Point;
      const b = line[s] as Point;
      const done = new Set<number>();
      const found = index.candidates(
        Math.min(a[0], b[0]),
        Math.min(a[1], b[1]),
        Math.max(a[0], b[0]),
        Math.max(a[1], b[1]),
      );
      for (let k = 0; k < found.length; k += 2) {
        const other = found[k] as number;
        const t = found[k + 1] as number;
        if (other <= id || done.has(other * 100_000 + t)) continue;
        done.add(other * 100_000 + t);
        const line2 = (pieces[other] as Piece).line;
        const c = line2[t - 1] as Point;
        const d = line2[t] as Point;
        const cross = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0]);
        if (Math.abs(cross) < 1e-9) continue;
        const u = ((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0])) / cross;
        const v = ((c[0] - a[0]) * (b[1] - a[1]) - (c[1] - a[1]) * (b[0] - a[0])) / cross;
        if (u < 0 || u > 1 || v < 0 || v > 1) continue;
        const point = mix(a, b, u);
        note(id, s - 1 + Math.min(u, 0.999999), point);
        note(other, t - 1 + Math.min(v, 0.999999), point);
      }
    }
  });
  for (const [id, list] of inserts) insert(pieces[id] as Piece, list);
}

/** Node numbers for points: near points share one. */
class Nodes {
  readonly points: Point[] = [];
  private readonly bins = new Map<string, number[]>();

  fresh(p: Point): number {
    return this.points.push(p) - 1;
  }

  of(p: Point): number {
    const i = Math.floor(p[0] / MERGE_METRES);
    const j = Math.floor(p[1] / MERGE_METRES);
    for (let di = -1; di <= 1; di++) {
      for (let dj = -1; dj <= 1; dj++) {
        for (const id of this.bins.get(`${i + di},${j + dj}`) ?? []) {
          if (distance(this.points[id] as Point, p) < MERGE_METRES) return id;
        }
      }
    }
    const id = this.fresh(p);
    const key = `${i},${j}`;
    const bin = this.bins.get(key);
    if (bin) bin.push(id);
    else this.bins.set(key, [id]);
    return id;
  }

  near(p: Point, radius: number): number | null {
    let best: number | null = null;
    let metres = radius;
    for (let id = 0; id < this.points.length; id++) {
      const d = distance(this.points[id] as Point, p);
      if (d <= metres) {
        metres = d;
        best = id;
      }
    }
    return best;
  }
}

/** How many street segments end at each node. */
function degrees(ways: readonly FinishedStreet[], count: number): Int32Array {
  const degree = new Int32Array(count);
  for (const { nodes } of ways) {
    nodes.forEach((n, i) => {
      degree[n] = (degree[n] as number) + (i === 0 || i === nodes.length - 1 ? 1 : 2);
    });
  }
  return degree;
}

/** Leaves out dead ends of a few metres, which come from lines drawn a little too far. */
function trimStubs(ways: FinishedStreet[], points: readonly Point[]): FinishedStreet[] {
  const degree = degrees(ways, points.length);
  const trim = (nodes: number[]): number[] => {
    if (nodes.length < 3 || degree[nodes[0] as number] !== 1) return nodes;
    let metres = 0;
    for (let i = 1; i < nodes.length - 1; i++) {
      metres += distance(points[nodes[i - 1] as number] as Point, points[nodes[i] as number] as Point);
      if (metres > STUB_METRES) return nodes;
      if ((degree[nodes[i] as number] as number) > 2) return nodes.slice(i);
    }
    return nodes;
  };
  return ways.map((way) => ({ ...way, nodes: trim(trim(way.nodes).toReversed()).toReversed() }));
}

/** Leaves out small bits of street that nothing leads to, unless a mapper said that they go on. */
function withoutIslands(ways: FinishedStreet[], points: readonly Point[]): FinishedStreet[] {
  const parent = points.map((_, i) => i);
  const root = (i: number): number => {
    let r = i;
    while (parent[r] !== r) r = parent[r] as number;
    for (let k = i; k !== r; ) {
      const next = parent[k] as number;
      parent[k] = r;
      k = next;
    }
    return r;
  };
  for (const { nodes } of ways) for (const n of nodes) parent[root(n)] = root(nodes[0] as number);
  const metres = new Map<number, number>();
  for (const { nodes } of ways) {
    const r = root(nodes[0] as number);
    metres.set(r, (metres.get(r) ?? 0) + lengthOf(nodes.map((n) => points[n] as Point)));
  }
  return ways.filter(
    ({ nodes, tags }) => tags.fixme === "continue" || (metres.get(root(nodes[0] as number)) ?? 0) >= ISLAND_METRES,
  );
}

/** Streets cut, joined and numbered. Nodes that no way uses are left out. */
export function finishStreets(drawn: readonly Street[], markers: readonly Marker[]): Streets {
  const pieces = drawn.flatMap(cut).filter(({ line }) => line.length > 1 && lengthOf(line) > 4);
  joinEnds(pieces);
  joinCrossings(pieces);
  const nodes = new Nodes();
  let ways: FinishedStreet[] = pieces.map(({ line, tags, onGround }) => ({
    tags,
    nodes: line.map((p, i) => (onGround || i === 0 || i === line.length - 1 ? nodes.of(p) : nodes.fresh(p))),
  }));
  const clean = (list: FinishedStreet[]) =>
    list
      .map((way) => ({ ...way, nodes: way.nodes.filter((n, i) => n !== way.nodes[i - 1]) }))
      .filter((way) => way.nodes.length > 1);
  ways = clean(trimStubs(clean(ways), nodes.points));
  ways = withoutIslands(ways, nodes.points);

  const used = new Map<number, number>();
  const out: Streets = { nodes: [], ways: [] };
  for (const way of ways) {
    out.ways.push({
      tags: way.tags,
      nodes: way.nodes.map((n) => {
        let id = used.get(n);
        if (id === undefined) {
          id = out.nodes.push({ point: nodes.points[n] as Point, tags: {} }) - 1;
          used.set(n, id);
        }
        return id;
      }),
    });
  }
  for (const { point, tags } of markers) {
    const near = nodes.near(point, 4);
    const id = near === null ? undefined : used.get(near);
    if (id !== undefined) (out.nodes[id] as { tags: Tags }).tags = tags;
  }
  return out;
}
