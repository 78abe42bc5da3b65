/**
 * The independent slow program: how far each home is from each facility on foot, from the raw nodes of OpenStreetMap and
 * Dijkstra's algorithm as the textbook has it. Nothing is merged, indexed or rounded, every pair of neighbouring nodes of a
 * way is an edge, and walks are searched one home at a time in the direction in which people walk. It shares no code with
 * the product, to be compared with it.
 */
import { type OsmFile, readPbf } from "./read-pbf.ts";
import {
  type FootAccess,
  footAccessOfNode,
  footAccessOfWay,
  footDirection,
  isBarrierLine,
  isWaterArea,
} from "./rules.ts";

const EARTH_RADIUS_METRES = 6_371_008.8;
const RADIANS = Math.PI / 180;

interface Segment {
  /** Vertices at both ends. */
  a: number;
  b: number;
  metres: number;
  /** May only be left from or arrived on: private ways, and whatever gates enclose. */
  isPrivate: boolean;
  /** 1 only from a to b, -1 only from b to a, 0 both. */
  direction: -1 | 0 | 1;
}

/** Where a point joins the streets: a share t of the way from a to b of a segment, after a straight leg. */
export interface Place {
  segment: Segment;
  t: number;
  legMetres: number;
}

interface BarrierLine {
  lon1: number;
  lat1: number;
  lon2: number;
  lat2: number;
  /** The water area of whose rings it is part, if any. */
  area: number | null;
}

/** A street component below this many junctions is an island. */
const ISLAND_JUNCTIONS = 50;
const ISLAND_DETOUR_METRES = 50;
/** A barrier met within a centimetre of either end of a leg is touched, not crossed. */
const TOUCH_METRES = 0.01;

export class SlowCity {
  readonly lon: number[] = [];
  readonly lat: number[] = [];
  readonly segments: Segment[] = [];
  readonly barriers: BarrierLine[] = [];
  /** Zero-length edges through gates: never the place where a point joins. */
  readonly gateSegments: Segment[] = [];
  /** Segments at each vertex, those of gates too. */
  readonly around: Segment[][] = [];
  /** Junctions of the connected component of each vertex. */
  readonly componentJunctions: number[] = [];
  constructor(path: string) {
    const file = readPbf(path);
    this.#readStreets(file);
    this.#readBarriers(file);
    this.#enclose();
  }

  #vertex(lon: number, lat: number): number {
    this.lon.push(lon);
    this.lat.push(lat);
    return this.around.push([]) - 1;
  }

  #join(list: Segment[], segment: Segment): void {
    list.push(segment);
    this.around[segment.a].push(segment);
    this.around[segment.b].push(segment);
  }

  #readStreets({ nodes, ways }: OsmFile): void {
    const vertexOf = new Map<number, number>();
    // Who comes to a barrier ends at a vertex of their own. A gate links all of these through a private edge of no length.
    const endAt = (id: number): number | null => {
      const node = nodes.get(id);
      if (node === undefined) return null;
      const access = footAccessOfNode(node.tags);
      const known = vertexOf.get(id);
      const centre = known ?? this.#vertex(node.lon, node.lat);
      vertexOf.set(id, centre);
      if (access === 1) return centre;
      const end = this.#vertex(node.lon, node.lat);
      if (access === 2) this.#join(this.gateSegments, { a: end, b: centre, metres: 0, isPrivate: true, direction: 0 });
      return end;
    };
    for (const way of ways.values()) {
      const access: FootAccess = footAccessOfWay(way.tags);
      if (access === 0) continue;
      for (let i = 1; i < way.nodes.length; i++) {
        if (way.nodes[i - 1] === way.nodes[i] || !nodes.has(way.nodes[i - 1]) || !nodes.has(way.nodes[i])) continue;
        const [a, b] = [endAt(way.nodes[i - 1]), endAt(way.nodes[i])];
        if (a === null || b === null) continue;
        const metres = haversine(this.lon[a], this.lat[a], this.lon[b], this.lat[b]);
        this.#join(this.segments, { a, b, metres, isPrivate: access === 2, direction: footDirection(way.tags) });
      }
    }
  }

  #readBarriers({ nodes, ways, relations }: OsmFile): void {
    let areas = 0;
    const draw = (ids: readonly number[], area: number | null) => {
      for (let i = 1; i < ids.length; i++) {
        const [from, to] = [nodes.get(ids[i - 1]), nodes.get(ids[i])];
        if (from === undefined || to === undefined) continue;
        this.barriers.push({ lon1: from.lon, lat1: from.lat, lon2: to.lon, lat2: to.lat, area });
      }
    };
    for (const { nodes: ids, tags } of ways.values()) {
      if (isWaterArea(tags) && ids[0] === ids[ids.length - 1]) draw(ids, areas++);
      else if (isBarrierLine(tags)) draw(ids, null);
    }
    for (const relation of relations) {
      if (relation.tags.type !== "multipolygon" || !isWaterArea(relation.tags)) continue;
      // Where the extract lacks ways of it, shores that do not close are lines.
      const isWhole = relation.ways.every((id) => ways.has(id));
      for (const id of relation.ways) {
        const shore = ways.get(id)?.nodes ?? [];
        draw(shore, isWhole || shore[0] === shore[shore.length - 1] ? areas : null);
      }
      areas += 1;
    }
  }

  /**
   * Streets behind gates and private ways: without these, a component falls into public parts. The part with the most
   * junctions is the public one, and the others can only be left from or arrived on.
   */
  #enclose(): void {
    const whole = new Groups(this.lon.length);
    const open = new Groups(this.lon.length);
    for (const { a, b, isPrivate } of [...this.segments, ...this.gateSegments]) {
      whole.unite(a, b);
      if (!isPrivate) open.unite(a, b);
    }
    const isJunction = this.around.map((segments) => segments.length !== 2);
    const junctionsOfWhole = new Map<number, number>();
    const junctionsOfOpen = new Map<number, number>();
    for (let v = 0; v < isJunction.length; v++) {
      const one = isJunction[v] ? 1 : 0;
      add(junctionsOfWhole, whole.of(v), one);
      add(junctionsOfOpen, open.of(v), one);
    }
    const largest = new Map<number, number>();
    for (const { a, isPrivate } of this.segments) {
      if (isPrivate) continue;
      const part = open.of(a);
      const best = largest.get(whole.of(a));
      if (best === undefined || (junctionsOfOpen.get(part) ?? 0) > (junctionsOfOpen.get(best) ?? 0)) {
        largest.set(whole.of(a), part);
      }
    }
    for (const segment of this.segments) {
      if (largest.get(whole.of(segment.a)) !== open.of(segment.a)) segment.isPrivate = true;
    }
    for (let v = 0; v < isJunction.length; v++) {
      this.componentJunctions.push(junctionsOfWhole.get(whole.of(v)) ?? 0);
    }
  }

  /** Where a point joins the streets, or null where nothing free lies within so many metres. */
  link(lon: number, lat: number, maxMetres: number): Place | null {
    const flat = flatAround(lon, lat);
    const places: (Place & { x: number; y: number })[] = [];
    for (const segment of this.segments) {
      const [ax, ay] = flat(this.lon[segment.a], this.lat[segment.a]);
      const [bx, by] = flat(this.lon[segment.b], this.lat[segment.b]);
      const [dx, dy] = [bx - ax, by - ay];
      const squared = dx * dx + dy * dy;
      const t = squared === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / squared));
      const [x, y] = [ax + t * dx, ay + t * dy];
      const legMetres = Math.hypot(x, y);
      if (legMetres <= maxMetres) places.push({ segment, t, legMetres, x, y });
    }
    places.sort((p, q) => p.legMetres - q.legMetres);
    const inside = this.#watersAround(lon, lat);
    let nearest: Place | null = null;
    for (const { x, y, ...place } of places) {
      if (nearest !== null && place.legMetres > nearest.legMetres + ISLAND_DETOUR_METRES) break;
      const isIsland = this.componentJunctions[place.segment.a] < ISLAND_JUNCTIONS;
      if (nearest !== null && isIsland) continue;
      if (this.#crosses(flat, x, y, inside)) continue;
      if (!isIsland) return place;
      nearest = place;
    }
    return nearest;
  }

  /** Whether the leg from the origin of the flat coordinates to (x, y) crosses a barrier other than the shore of waters it begins in. */
  #crosses(flat: Flat, x: number, y: number, inside: ReadonlySet<number>): boolean {
    const length = Math.hypot(x, y);
    return this.barriers.some(({ lon1, lat1, lon2, lat2, area }) => {
      if (area !== null && inside.has(area)) return false;
      const [ax, ay] = flat(lon1, lat1);
      const [bx, by] = flat(lon2, lat2);
      const [dx, dy] = [bx - ax, by - ay];
      const turn = x * dy - y * dx;
      if (turn === 0) return false;
      // (x, y) · s = a + (b - a) · u
      const s = (ax * dy - ay * dx) / turn;
      const u = (ax * y - ay * x) / turn;
      return u >= 0 && u <= 1 && s * length > TOUCH_METRES && s * length < length - TOUCH_METRES;
    });
  }

  /** Water areas that contain the point: a line due east meets their rings an odd number of times. */
  #watersAround(lon: number, lat: number): Set<number> {
    const inside = new Set<number>();
    for (const { lon1, lat1, lon2, lat2, area } of this.barriers) {
      if (area === null || lat1 > lat === lat2 > lat) continue;
      if (lon1 + ((lat - lat1) / (lat2 - lat1)) * (lon2 - lon1) <= lon) continue;
      if (inside.has(area)) inside.delete(area);
      else inside.add(area);
    }
    return inside;
  }

  /** Metres of the shortest walk from a home to each facility, both legs included; Infinity beyond the limit or where there is none. */
  walks(home: Place | null, facilities: readonly (Place | null)[], limitMetres = Infinity): number[] {
    if (home === null) return facilities.map(() => Infinity);
    const reached = this.#dijkstra(home, limitMetres - home.legMetres);
    return facilities.map((facility) => {
      if (facility === null) return Infinity;
      const { segment, t, legMetres } = facility;
      // A public street is not reached over private ones that a walk entered to arrive.
      const phases = segment.isPrivate ? [LEAVING, PUBLIC, ARRIVING] : [LEAVING, PUBLIC];
      const at = (vertex: number) => Math.min(...phases.map((phase) => reached[PHASES * vertex + phase]));
      const metres = Math.min(
        at(segment.a) + along(segment, 0, t),
        at(segment.b) + along(segment, 1, t),
        segment === home.segment ? along(segment, home.t, t) : Infinity,
      );
      const total = home.legMetres + metres + legMetres;
      return total <= limitMetres ? total : Infinity;
    });
  }

  /**
   * Dijkstra over (vertex, phase). A walk is (private)* (public)* (private)*: it may begin inside private streets and end
   * inside private streets, and leads from public to public ones over public ones only. Returns the metres of each state,
   * PHASES · vertex + phase.
   */
  #dijkstra({ segment, t }: Place, limitMetres: number): Float64Array {
    const metres = new Float64Array(PHASES * this.lon.length).fill(Infinity);
    const queue = new Heap();
    const offer = (vertex: number, phase: number, distance: number) => {
      const state = PHASES * vertex + phase;
      if (distance > limitMetres || distance >= metres[state]) return;
      metres[state] = distance;
      queue.push(distance, state);
    };
    const firstPhase = segment.isPrivate ? LEAVING : PUBLIC;
    offer(segment.a, firstPhase, along(segment, t, 0));
    offer(segment.b, firstPhase, along(segment, t, 1));
    for (let next = queue.pop(); next !== null; next = queue.pop()) {
      const [distance, state] = next;
      if (distance > metres[state]) continue;
      const vertex = Math.floor(state / PHASES);
      const phase = state % PHASES;
      for (const street of this.around[vertex]) {
        const isForward = street.a === vertex;
        const head = isForward ? street.b : street.a;
        const total = distance + (isForward ? along(street, 0, 1) : along(street, 1, 0));
        if (street.isPrivate) offer(head, phase === LEAVING ? LEAVING : ARRIVING, total);
        else if (phase !== ARRIVING) offer(head, PUBLIC, total);
      }
    }
    return metres;
  }
}

/** Phases of a walk. */
const LEAVING = 0;
const PUBLIC = 1;
const ARRIVING = 2;
const PHASES = 3;

/** Metres from one share of a segment to another; Infinity against its direction. */
function along({ metres, direction }: Segment, from: number, to: number): number {
  if (from === to) return 0;
  const isAllowed = direction === 0 || (direction === 1 ? to > from : to < from);
  return isAllowed ? Math.abs(to - from) * metres : Infinity;
}

type Flat = (lon: number, lat: number) => readonly [x: number, y: number];

/** Metres east and north of a point, on the plane that touches the sphere there. */
function flatAround(lon0: number, lat0: number): Flat {
  const perDegree = EARTH_RADIUS_METRES * RADIANS;
  const perDegreeLon = perDegree * Math.cos(lat0 * RADIANS);
  return (lon, lat) => [(lon - lon0) * perDegreeLon, (lat - lat0) * perDegree];
}

function haversine(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const h =
    Math.sin(((lat2 - lat1) * RADIANS) / 2) ** 2 +
    Math.cos(lat1 * RADIANS) * Math.cos(lat2 * RADIANS) * Math.sin(((lon2 - lon1) * RADIANS) / 2) ** 2;
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.sqrt(h));
}

function add(map: Map<number, number>, key: number, value: number): void {
  map.set(key, (map.get(key) ?? 0) + value);
}

/** Sets of vertices that are united pair by pair. */
class Groups {
  readonly #parent: number[];

  constructor(count: number) {
    this.#parent = Array.from({ length: count }, (_, i) => i);
  }

  of(vertex: number): number {
    let root = vertex;
    while (this.#parent[root] !== root) root = this.#parent[root];
    for (let v = vertex; v !== root; ) {
      const parent = this.#parent[v];
      this.#parent[v] = root;
      v = parent;
    }
    return root;
  }

  unite(a: number, b: number): void {
    this.#parent[this.of(a)] = this.of(b);
  }
}

/** A binary heap of [key, value], smallest key first. */
class Heap {
  readonly #items: [number, number][] = [];

  push(key: number, value: number): void {
    const items = this.#items;
    let at = items.push([key, value]) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (items[parent][0] <= items[at][0]) break;
      [items[parent], items[at]] = [items[at], items[parent]];
      at = parent;
    }
  }

  pop(): [number, number] | null {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last === undefined) return null;
    if (items.length === 0) return last;
    items[0] = last;
    for (let at = 0; ; ) {
      let smallest = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < items.length && items[child][0] < items[smallest][0]) smallest = child;
      }
      if (smallest === at) return first;
      [items[smallest], items[at]] = [items[at], items[smallest]];
      at = smallest;
    }
  }
}
