/**
 * The slow twin of crossings and islands: whatever is missing is really built. A crossing or a missing link becomes a street of the
 * rows, the network is built anew from them, and the walk is asked again. Places on lines and joints to streets are found by trying
 * every segment of everything.
 */
import type { TerritoryRows } from "../../server/database/territory-rows.ts";
import { distanceMetres, METRES_PER_DEGREE, metresPerDegreeLon } from "../../server/geo.ts";
import { buildNetwork, type NetworkInput } from "../../server/network/build.ts";
import { createLinker, type Linker } from "../../server/network/link.ts";
import type { StreetColumns } from "../../server/network/pieces.ts";
import { createSearch, type Search } from "../../server/network/search.ts";
import { slowLink } from "../network/slow-link.ts";

type LonLat = readonly [lon: number, lat: number];

const inputOf = ({ streets, gates, barriers }: TerritoryRows): NetworkInput => ({
  streets,
  gates,
  barriers,
  heights: null,
});

interface Joint {
  readonly at: LonLat;
  /** From the point to the street. */
  readonly metres: number;
}

export function jointOf(rows: TerritoryRows, [lon, lat]: LonLat, most = 500): Joint | null {
  const link = slowLink(inputOf(rows), lon, lat, most);
  return link === null ? null : { at: [link.lon, link.lat], metres: link.metres };
}

const tools = new WeakMap<object, { linker: Linker; search: Search }>();

/** Made once for the streets of each town. */
function toolsOf(rows: TerritoryRows): { linker: Linker; search: Search } {
  const known = tools.get(rows.streets);
  if (known !== undefined) return known;
  const network = buildNetwork(inputOf(rows));
  const made = { linker: createLinker(network), search: createSearch(network) };
  tools.set(rows.streets, made);
  return made;
}

/** Metres along the streets between two places on them; Infinity without a walk. */
export function walkMetres(rows: TerritoryRows, from: LonLat, to: LonLat): number {
  const { linker, search } = toolsOf(rows);
  const [start, end] = [from, to].map(([lon, lat]) => linker.linkPoint(lon, lat, { maxMetres: 1 }));
  const [cost] = search.times(start, end).cost;
  return cost < 0 ? Number.POSITIVE_INFINITY : cost / 100;
}

/** The same town with one more street, joined to the streets that its two ends lie on. */
export function withStreet<Rows extends { readonly streets: StreetColumns }>(
  rows: Rows,
  line: readonly LonLat[],
): Rows {
  const ways = Array.from({ length: rows.streets.count }, (_, w) => {
    const points: { id: number; at: LonLat }[] = [];
    for (let i = rows.streets.firstPoint[w]; i < rows.streets.firstPoint[w + 1]; i++) {
      points.push({ id: rows.streets.nodeId[i], at: [rows.streets.lon[i], rows.streets.lat[i]] });
    }
    return points;
  });
  let nextId = rows.streets.nodeId.reduce((most, id) => Math.max(most, id), 0) + 1;
  const added = line.map((at) => ({ id: nextId++, at }));
  for (const end of [added[0], added[added.length - 1]]) {
    let [best, metres]: [{ way: number; before: number }, number] = [{ way: 0, before: 1 }, Number.POSITIVE_INFINITY];
    ways.forEach((points, way) => {
      for (let i = 1; i < points.length; i++) {
        const away = metresToSegment(end.at, points[i - 1].at, points[i].at);
        if (away < metres) [best, metres] = [{ way, before: i }, away];
      }
    });
    const points = ways[best.way];
    const corner = [points[best.before - 1], points[best.before]].find(
      ({ at }) => distanceMetres(...at, ...end.at) < 0.001,
    );
    if (corner !== undefined) end.id = corner.id;
    else points.splice(best.before, 0, end);
  }
  ways.push(added);
  const points = ways.flat();
  let first = 0;
  return {
    ...rows,
    streets: {
      ...rows.streets,
      count: ways.length,
      wayId: Float64Array.of(...rows.streets.wayId, Math.max(0, ...rows.streets.wayId) + 1),
      highway: [...rows.streets.highway, "residential"],
      foot: Uint8Array.of(...rows.streets.foot, 1),
      onewayFoot: Int8Array.of(...rows.streets.onewayFoot, 0),
      bridge: Uint8Array.of(...rows.streets.bridge, 1),
      tunnel: Uint8Array.of(...rows.streets.tunnel, 0),
      barrier: Uint8Array.of(...rows.streets.barrier, 0),
      firstPoint: Int32Array.from([0, ...ways.map((way) => (first += way.length))]),
      nodeId: Float64Array.from(points, ({ id }) => id),
      lon: Float64Array.from(points, ({ at }) => at[0]),
      lat: Float64Array.from(points, ({ at }) => at[1]),
    },
  };
}

function metresToSegment([lon, lat]: LonLat, [lon1, lat1]: LonLat, [lon2, lat2]: LonLat): number {
  const scale = metresPerDegreeLon(lat);
  const [ax, ay] = [(lon1 - lon) * scale, (lat1 - lat) * METRES_PER_DEGREE];
  const [dx, dy] = [(lon2 - lon1) * scale, (lat2 - lat1) * METRES_PER_DEGREE];
  const square = dx * dx + dy * dy;
  const share = square === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / square));
  return Math.hypot(ax + share * dx, ay + share * dy);
}

/** Shares of the line from a to b where obstacles begin and end. */
export function obstacles(rows: TerritoryRows, a: LonLat, b: LonLat): { start: number; end: number }[] {
  const metres = distanceMetres(...a, ...b);
  const parts: { start: number; end: number }[] = [];
  for (const { geometry } of rows.barriers) {
    if (geometry.type === "Point") continue;
    if (geometry.type === "LineString") {
      for (const at of meetings(geometry.coordinates, a, b)) {
        if (at * metres > 0.01 && (1 - at) * metres > 0.01) parts.push({ start: at, end: at });
      }
      continue;
    }
    const rings = geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
    const at = [0, ...rings.flatMap((ring) => meetings(ring, a, b)).sort((x, y) => x - y), 1];
    for (let k = 1; k < at.length; k++) {
      const middle = (at[k - 1] + at[k]) / 2;
      const place: LonLat = [a[0] + middle * (b[0] - a[0]), a[1] + middle * (b[1] - a[1])];
      if (isInside(rings, place)) parts.push({ start: at[k - 1], end: at[k] });
    }
  }
  parts.sort((x, y) => x.start - y.start);
  const together: { start: number; end: number }[] = [];
  for (const part of parts) {
    const last = together.at(-1);
    if (last !== undefined && (part.start - last.end) * metres <= 50) last.end = Math.max(last.end, part.end);
    else together.push({ ...part });
  }
  return together;
}

function meetings(line: readonly (readonly number[])[], a: LonLat, b: LonLat): number[] {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  return line.slice(1).flatMap(([x2, y2], i) => {
    const [x1, y1] = line[i];
    const cross = dx * (y2 - y1) - dy * (x2 - x1);
    if (cross === 0) return [];
    const onLine = ((x1 - a[0]) * (y2 - y1) - (y1 - a[1]) * (x2 - x1)) / cross;
    const onBarrier = ((x1 - a[0]) * dy - (y1 - a[1]) * dx) / cross;
    return onLine >= 0 && onLine <= 1 && onBarrier >= 0 && onBarrier <= 1 ? [onLine] : [];
  });
}

function isInside(rings: readonly (readonly (readonly number[])[])[], [lon, lat]: LonLat): boolean {
  let inside = false;
  for (const ring of rings) {
    ring.slice(1).forEach(([x2, y2], i) => {
      const [x1, y1] = ring[i];
      if (y1 > lat !== y2 > lat && lon < x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
    });
  }
  return inside;
}

export interface SlowCrossing {
  readonly facility: number;
  readonly straightMetres: number;
  readonly walkMetres: number;
  readonly walkMetresWith: number;
}

/**
 * What a crossing would do for a home (degrees). `doubt` is called with how far (metres) a decision was from the other way, so that a
 * comparison can leave out what hangs on a rounded centimetre.
 */
export function slowCrossing(
  rows: TerritoryRows,
  home: LonLat,
  limitMetres: number,
  doubt: (metres: number) => void,
): SlowCrossing | null {
  const start = jointOf(rows, home);
  if (start === null) return null;
  const stations = rows.facilities
    .map(({ lon, lat }, facility) => ({
      at: [lon, lat] as const,
      facility,
      straight: distanceMetres(...home, lon, lat),
    }))
    .sort((a, b) => a.straight - b.straight);
  for (const { at, facility, straight } of stations) {
    doubt(straight - limitMetres);
    if (straight > limitMetres) break;
    const end = jointOf(rows, at, 2_000);
    if (end === null) continue;
    const legs = start.metres + end.metres;
    const walk = legs + walkMetres(rows, start.at, end.at);
    doubt(walk - 2 * straight);
    if (walk < 2 * straight) continue;
    let best = Number.POSITIVE_INFINITY;
    for (const obstacle of obstacles(rows, home, at)) {
      const [from, to] = [Math.max(0, obstacle.start - 0.5 / straight), Math.min(1, obstacle.end + 0.5 / straight)];
      const [near, far] = [from, to].map((share): LonLat => {
        return [home[0] + share * (at[0] - home[0]), home[1] + share * (at[1] - home[1])];
      });
      const across = (to - from) * straight;
      // In the water already, or the station in it: there is nothing to join on that side.
      const joints = { near: from === 0 ? null : jointOf(rows, near), far: to === 1 ? null : jointOf(rows, far) };
      if ((from > 0 && joints.near === null) || (to < 1 && joints.far === null)) continue;
      if (joints.near !== null && joints.far !== null) {
        const built = withStreet(rows, [joints.near.at, near, far, joints.far.at]);
        best = Math.min(best, legs + walkMetres(built, start.at, end.at));
      } else if (joints.far !== null) {
        best = Math.min(best, across + joints.far.metres + walkMetres(rows, joints.far.at, end.at) + end.metres);
      } else if (joints.near !== null) {
        best = Math.min(best, start.metres + walkMetres(rows, start.at, joints.near.at) + joints.near.metres + across);
      }
    }
    doubt(best - limitMetres);
    if (best <= limitMetres) return { facility, straightMetres: straight, walkMetres: walk, walkMetresWith: best };
  }
  return null;
}

export interface SlowIsland {
  /** No facility can be walked to. */
  readonly isIsland: boolean;
  readonly joinMetres: number;
  readonly walkMetresWith: number;
}

/**
 * What the missing link of a home's island would do: every two streets are tried of which one can be walked to from the home and the other
 * from a facility.
 */
export function slowIsland(rows: TerritoryRows, home: LonLat, mostMetres: number): SlowIsland | null {
  const start = jointOf(rows, home);
  if (start === null) return null;
  const ends = rows.facilities.flatMap(({ lon, lat }) => jointOf(rows, [lon, lat], 2_000) ?? []);
  const canWalk = (from: LonLat, to: LonLat) => Number.isFinite(walkMetres(rows, from, to));
  const none = { joinMetres: Number.POSITIVE_INFINITY, walkMetresWith: Number.POSITIVE_INFINITY };
  if (ends.some((end) => canWalk(start.at, end.at))) return { isIsland: false, ...none };
  const pieces: [LonLat, LonLat][] = [];
  for (let w = 0; w < rows.streets.count; w++) {
    for (let i = rows.streets.firstPoint[w] + 1; i < rows.streets.firstPoint[w + 1]; i++) {
      const at = (k: number): LonLat => [rows.streets.lon[k], rows.streets.lat[k]];
      pieces.push([at(i - 1), at(i)]);
    }
  }
  const middle = ([a, b]: [LonLat, LonLat]): LonLat => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const island = pieces.filter((piece) => canWalk(start.at, middle(piece)));
  const mainland = pieces.filter((piece) => ends.some((end) => canWalk(middle(piece), end.at)));
  let [metres, line]: [number, LonLat[]] = [Number.POSITIVE_INFINITY, []];
  for (const a of island) {
    for (const b of mainland) {
      // Streets that do not cross are nearest at an end of one of them.
      for (const [point, piece] of [
        [a[0], b],
        [a[1], b],
        [b[0], a],
        [b[1], a],
      ] as const) {
        const place = nearestOn(point, piece);
        const away = distanceMetres(...point, ...place);
        if (away < metres) [metres, line] = [away, [point, place]];
      }
    }
  }
  if (metres > mostMetres) return { isIsland: true, ...none };
  const joined = withStreet(rows, line);
  const walks = ends.map((end) => start.metres + walkMetres(joined, start.at, end.at) + end.metres);
  return { isIsland: true, joinMetres: metres, walkMetresWith: Math.min(...walks) };
}

function nearestOn([lon, lat]: LonLat, [[lon1, lat1], [lon2, lat2]]: readonly [LonLat, LonLat]): LonLat {
  const scale = metresPerDegreeLon(lat);
  const [ax, ay] = [(lon1 - lon) * scale, (lat1 - lat) * METRES_PER_DEGREE];
  const [dx, dy] = [(lon2 - lon1) * scale, (lat2 - lat1) * METRES_PER_DEGREE];
  const share = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy)));
  return [lon1 + share * (lon2 - lon1), lat1 + share * (lat2 - lat1)];
}
