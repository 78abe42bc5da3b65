/**
 * The slow, obvious twin of the network: every segment between two OSM nodes is an edge, nothing is merged or doubled, and
 * Dijkstra's algorithm keeps the phase of a walk (leaving over private streets, on public ones, arriving over private
 * ones) as part of its state. Written from the rules, not from the product's code.
 */
import { distanceMetres, METRES_PER_DEGREE, metresPerDegreeLon } from "../../server/geo.ts";
import type { NetworkInput } from "../../server/network/build.ts";

export interface Segment {
  a: string;
  b: string;
  lon1: number;
  lat1: number;
  lon2: number;
  lat2: number;
  metres: number;
  isPrivate: boolean;
  /** May be walked a → b, b → a. */
  open: [boolean, boolean];
}

/** A place on a segment: share of its length, and the off-street leg in metres. */
export interface Place {
  segment: number;
  share: number;
  leg: number;
}

export interface SlowNetwork {
  segments: Segment[];
  /** Nodes that a public street touches. */
  isPublic: Set<string>;
  /** Positions in `segments` of those at each node. */
  at: Map<string, number[]>;
  metres: number;
}

function push<K>(map: Map<K, number[]>, key: K, value: number): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

export function slowNetwork({ streets, gates }: NetworkInput): SlowNetwork {
  const place = new Map<number, [number, number]>();
  for (let i = streets.nodeId.length - 1; i >= 0; i--) place.set(streets.nodeId[i], [streets.lon[i], streets.lat[i]]);
  const uses = new Map<number, number>();
  const steps: { w: number; from: number; to: number }[] = [];
  for (let w = 0; w < streets.count; w++) {
    if (streets.foot[w] === 0) continue;
    for (let i = streets.firstPoint[w]; i + 1 < streets.firstPoint[w + 1]; i++) {
      const [from, to] = [streets.nodeId[i], streets.nodeId[i + 1]];
      if (from === to) continue;
      steps.push({ w, from, to });
      uses.set(from, (uses.get(from) ?? 0) + 1);
      uses.set(to, (uses.get(to) ?? 0) + 1);
    }
  }
  const closed = new Map<number, number>();
  for (const { nodeId, foot } of gates) {
    if (foot !== 1 && (uses.get(nodeId) ?? 0) >= 2) closed.set(nodeId, Math.min(foot, closed.get(nodeId) ?? 2));
  }
  let copies = 0;
  const segments: Segment[] = [];
  const add = (a: string, b: string, from: number, to: number, isPrivate: boolean, oneway: number): void => {
    const [lon1, lat1] = place.get(from) ?? [0, 0];
    const [lon2, lat2] = place.get(to) ?? [0, 0];
    const metres = distanceMetres(lon1, lat1, lon2, lat2);
    segments.push({ a, b, lon1, lat1, lon2, lat2, metres, isPrivate, open: [oneway !== -1, oneway !== 1] });
  };
  const end = (node: number): string => {
    const gate = closed.get(node);
    if (gate === undefined) return `${node}`;
    const copy = `${node}/${copies++}`;
    if (gate === 2) add(copy, `${node}`, node, node, true, 0);
    return copy;
  };
  let metres = 0;
  for (const { w, from, to } of steps) {
    const [a, b] = [end(from), end(to)];
    add(a, b, from, to, streets.foot[w] === 2, streets.onewayFoot[w]);
    metres += segments[segments.length - 1].metres;
  }

  const at = new Map<string, number[]>();
  segments.forEach(({ a, b }, s) => {
    push(at, a, s);
    push(at, b, s);
  });
  /** All nodes that hang together with one over some segments. */
  const flood = (start: string, use: (segment: Segment) => boolean): Set<string> => {
    const seen = new Set([start]);
    for (const node of seen) {
      for (const s of at.get(node) ?? []) {
        if (!use(segments[s])) continue;
        seen.add(segments[s].a);
        seen.add(segments[s].b);
      }
    }
    return seen;
  };
  // Enclosures: of the public parts of a component only the one with the most nodes stays public.
  const isOpen = (segment: Segment): boolean => !segment.isPrivate;
  const done = new Set<string>();
  const enclosed: Segment[] = [];
  for (const node of at.keys()) {
    if (done.has(node)) continue;
    const component = flood(node, () => true);
    for (const member of component) done.add(member);
    const parts: Set<string>[] = [];
    for (const member of component) {
      if (parts.some((part) => part.has(member))) continue;
      if ((at.get(member) ?? []).some((s) => isOpen(segments[s]))) parts.push(flood(member, isOpen));
    }
    const lowest = (part: Set<string>): number =>
      [...part].reduce((least, name) => Math.min(least, nodeRank(name, uses, closed)), Number.POSITIVE_INFINITY);
    parts.sort((p, q) => q.size - p.size || lowest(p) - lowest(q));
    for (const part of parts.slice(1)) {
      for (const member of part)
        for (const s of at.get(member) ?? []) if (isOpen(segments[s])) enclosed.push(segments[s]);
    }
  }
  for (const segment of enclosed) segment.isPrivate = true;
  const isPublic = new Set<string>();
  for (const s of segments) if (!s.isPrivate) isPublic.add(s.a).add(s.b);
  return { segments, isPublic, at, metres };
}

/** Ties of enclosures: the part with the lowest OSM node id; copies of gates come after all nodes. */
function nodeRank(name: string, uses: Map<number, number>, closed: Map<number, number>): number {
  const [node, copy] = name.split("/").map(Number);
  return copy === undefined ? node : 1e15 + uses.size + closed.size + copy;
}

/** Places of the nearest street (with a length) of a point, all of those that are equally near (within a micrometre). */
export function nearestPlaces({ segments }: SlowNetwork, lon: number, lat: number): Place[] {
  let best: Place[] = [];
  let metres = Number.POSITIVE_INFINITY;
  segments.forEach((s, segment) => {
    if (s.lon1 === s.lon2 && s.lat1 === s.lat2) return;
    const share = nearestShare(s, lon, lat);
    const x = (s.lon1 + share * (s.lon2 - s.lon1) - lon) * metresPerDegreeLon(lat);
    const y = (s.lat1 + share * (s.lat2 - s.lat1) - lat) * METRES_PER_DEGREE;
    const leg = Math.hypot(x, y);
    if (leg < metres - 1e-6) best = [];
    if (leg < metres + 1e-6) best.push({ segment, share, leg });
    metres = Math.min(metres, leg);
  });
  return best;
}

export function nearestShare(s: Segment, lon: number, lat: number): number {
  const scale = metresPerDegreeLon(lat) / METRES_PER_DEGREE;
  const dx = (s.lon2 - s.lon1) * scale;
  const dy = s.lat2 - s.lat1;
  const along = (lon - s.lon1) * scale * dx + (lat - s.lat1) * dy;
  return dx === 0 && dy === 0 ? 0 : Math.max(0, Math.min(1, along / (dx * dx + dy * dy)));
}

/** A binary heap of [cost, state], the cheapest first. */
class Queue {
  private readonly items: [number, string][] = [];
  push(item: [number, string]): void {
    const { items } = this;
    let at = items.push(item) - 1;
    for (let up = (at - 1) >> 1; at > 0 && items[up][0] > item[0]; up = (at - 1) >> 1) {
      items[at] = items[up];
      at = up;
    }
    items[at] = item;
  }
  pop(): [number, string] | undefined {
    const { items } = this;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return last;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child + 1 < items.length && items[child + 1][0] < items[child][0]) child++;
      if (child >= items.length || items[child][0] >= last[0]) break;
      items[at] = items[child];
      at = child;
    }
    items[at] = last;
    return top;
  }
}

/** Metres of the shortest walk from one place to each of others, legs included; Infinity where there is none. */
export function slowWalks({ segments, at }: SlowNetwork, from: Place, to: Place[]): number[] {
  const cost = new Map<string, number>();
  const done = new Set<string>();
  const queue = new Queue();
  const offer = (node: string, phase: string, value: number): void => {
    const state = `${phase} ${node}`;
    if (value >= (cost.get(state) ?? Number.POSITIVE_INFINITY)) return;
    cost.set(state, value);
    queue.push([value, state]);
  };
  const first = segments[from.segment];
  const firstPhase = first.isPrivate ? "leaving" : "public";
  if (first.open[0] || from.share === 1) offer(first.b, firstPhase, from.leg + (1 - from.share) * first.metres);
  if (first.open[1] || from.share === 0) offer(first.a, firstPhase, from.leg + from.share * first.metres);
  for (let top = queue.pop(); top !== undefined; top = queue.pop()) {
    const [value, state] = top;
    if (done.has(state)) continue;
    done.add(state);
    const [phase, node] = state.split(" ");
    for (const s of at.get(node) ?? []) {
      const { a, b, open, isPrivate, metres } = segments[s];
      for (const [tail, head, isOpen] of [
        [a, b, open[0]],
        [b, a, open[1]],
      ] as const) {
        if (tail !== node || !isOpen) continue;
        if (isPrivate) offer(head, phase === "leaving" ? phase : "arriving", value + metres);
        else if (phase !== "arriving") offer(head, "public", value + metres);
      }
    }
  }
  const best = (node: string, phases: string[]): number =>
    Math.min(...phases.map((phase) => cost.get(`${phase} ${node}`) ?? Infinity));
  return to.map(({ segment, share, leg }) => {
    const { a, b, open, metres, isPrivate } = segments[segment];
    const phases = ["leaving", "public", ...(isPrivate ? ["arriving"] : [])];
    const ways: number[] = [Number.POSITIVE_INFINITY];
    if (open[0] || share === 0) ways.push(best(a, phases) + share * metres + leg);
    if (open[1] || share === 1) ways.push(best(b, phases) + (1 - share) * metres + leg);
    if (segment === from.segment && (share === from.share || open[share > from.share ? 0 : 1])) {
      ways.push(from.leg + Math.abs(share - from.share) * metres + leg);
    }
    return Math.min(...ways);
  });
}
