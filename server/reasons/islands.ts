/**
 * Street islands: parts of the network from which no facility that counts can be walked to, because no street leads out.
 * For each the missing link is found, the shortest straight line from its streets to streets of a part that has such a
 * facility, and whom that link would bring within their limit.
 *
 * What the missing link crosses is not asked: it may be a gap in the map, a gate, or a bridge that is still to be built.
 */
import Flatbush from "flatbush";
import { distanceMetres, METRES_PER_DEGREE, metresPerDegreeLon } from "../geo.ts";
import { isPrivate } from "../network/edges.ts";
import { degreesOf, type Links, type Network, NONE, UNITS_PER_DEGREE } from "../network/network.ts";
import { legCentimetres, type Search } from "../network/search.ts";
import { segmentMetres } from "../network/shape.ts";
import type { Asked } from "./crossings.ts";

/** One entry for each of the question's rows. */
export interface Islands {
  /** 1 where the home's streets lead to no allowed facility: the rest of the question is then about the missing link. */
  readonly isIsland: Uint8Array;
  /** The facility that the missing link brings within the limit, or NONE: then the rest means nothing. */
  readonly facility: Int32Array;
  readonly straightMetres: Float64Array;
  /** Walk to it over the missing link, flat-equivalent metres. */
  readonly walkMetresWith: Float64Array;
  /** Ends of the missing link, degrees: on the island, and on the other streets; and its length. */
  readonly nearLon: Float64Array;
  readonly nearLat: Float64Array;
  readonly farLon: Float64Array;
  readonly farLat: Float64Array;
  readonly metres: Float64Array;
}

/** Homes of one island that may use the same facilities. */
interface Group {
  readonly component: number;
  readonly district: number;
  /** Indices into the question's rows. */
  readonly entries: number[];
  /** The most that any of them may walk, centimetres. */
  limit: number;
}

/** The shortest way off an island. */
interface Join {
  readonly near: Place;
  readonly far: Place;
  readonly metres: number;
}

interface Place {
  readonly edge: number;
  readonly fraction: number;
  readonly lon: number;
  readonly lat: number;
}

export function findIslands(search: Search, question: Asked): Islands {
  const { homes, rows, limit, facilities, counting, districts } = question;
  const { network } = search;
  const found = emptyIslands(rows.length);
  const connected = new Map<number, Set<number>>();
  const rowsOf = new Map<number, number[]>();
  for (let k = 0; k < counting.length; k++) {
    const row = counting[k];
    if (facilities.edge[row] === NONE) continue;
    const district = districts === null ? NONE : districts.facilities[row];
    connected.set(district, (connected.get(district) ?? new Set()).add(componentOf(network, facilities, row)));
    rowsOf.set(district, [...(rowsOf.get(district) ?? []), row]);
  }
  const groups = groupsOf(network, question, connected, found.isIsland);
  const streets = streetsOf(network, groups);
  const joins = groups.map((group) => {
    const others = connected.get(group.district);
    return others === undefined ? null : shortestJoin(network, streets(group.component), others, group.limit / 100);
  });
  for (const [district, itsRows] of rowsOf) {
    const its = groups.flatMap((group, g) => {
      const join = joins[g];
      return group.district === district && join !== null ? [{ group, join }] : [];
    });
    if (its.length === 0) continue;
    const most = its.reduce((farthest, { group }) => Math.max(farthest, group.limit), 0);
    const ends = linksAt(its.map(({ join }) => join.far));
    const onward = search.nearest(facilities, ends, most, itsRows);
    its.forEach(({ group, join }, k) => {
      const facility = onward.facility[k];
      const rest = onward.cost[k] + legCentimetres(join.metres);
      if (facility === NONE || rest > group.limit) return;
      const labels = search.toward(linksAt([join.near]), 0, group.limit - rest);
      for (const at of group.entries) {
        const home = rows[at];
        const there = labels.costAt(homes, home);
        if (there === NONE || there + rest > limit[home]) continue;
        found.facility[at] = facility;
        found.straightMetres[at] = distanceMetres(
          homes.lon[home],
          homes.lat[home],
          facilities.lon[facility],
          facilities.lat[facility],
        );
        found.walkMetresWith[at] = (there + rest) / 100;
        found.nearLon[at] = join.near.lon;
        found.nearLat[at] = join.near.lat;
        found.farLon[at] = join.far.lon;
        found.farLat[at] = join.far.lat;
        found.metres[at] = join.metres;
      }
    });
  }
  return found;
}

function componentOf({ nodeComponent, edgeFrom }: Network, { edge }: Links, row: number): number {
  return nodeComponent[edgeFrom[edge[row]]];
}

/** Homes on components without an allowed facility, by component and district; marks them. */
function groupsOf(
  network: Network,
  { homes, rows, limit, districts }: Asked,
  connected: ReadonlyMap<number, ReadonlySet<number>>,
  isIsland: Uint8Array,
): Group[] {
  const groups = new Map<string, Group>();
  for (let at = 0; at < rows.length; at++) {
    const home = rows[at];
    const component = componentOf(network, homes, home);
    const district = districts === null ? NONE : districts.homes[home];
    if (connected.get(district)?.has(component)) continue;
    isIsland[at] = 1;
    const key = `${component} ${district}`;
    const group = groups.get(key) ?? { component, district, entries: [], limit: 0 };
    groups.set(key, group);
    group.entries.push(at);
    group.limit = Math.max(group.limit, limit[home]);
  }
  return [...groups.values()];
}

/** Answers the segments of each island (positions in segmentEdge), ascending, from one pass over all segments. */
function streetsOf({ segmentEdge, edgeFrom, nodeComponent }: Network, groups: readonly Group[]) {
  const segments = new Map<number, number[]>(groups.map(({ component }) => [component, []]));
  if (groups.length > 0) {
    for (let s = 0; s < segmentEdge.length; s++) segments.get(nodeComponent[edgeFrom[segmentEdge[s]]])?.push(s);
  }
  return (component: number): readonly number[] => segments.get(component) ?? [];
}

/** Side of the squares that tell where other streets are near, metres. */
const SQUARE_METRES = 500;
/** More than there are in a column from pole to pole. */
const MANY_SQUARES = 1_000_000;
/** Islands with fewer segments are not worth looking at squares. */
const MANY_SEGMENTS = 2_000;

/**
 * The shortest straight line, at most so many metres, from some segments to public streets of the other components. Ties go to
 * the earlier segments.
 */
function shortestJoin(
  network: Network,
  segments: readonly number[],
  others: ReadonlySet<number>,
  mostMetres: number,
): Join | null {
  if (network.segmentIndex === null) return null;
  const { segmentEdge, segmentPoint, edgeFrom, nodeComponent } = network;
  const index = Flatbush.from(network.segmentIndex);
  const { lon, lat } = degreesOfShape(network);
  const isOther = (s: number): boolean =>
    !isPrivate(network, segmentEdge[s]) && others.has(nodeComponent[edgeFrom[segmentEdge[s]]]);
  const mayBeNear = segments.length < MANY_SEGMENTS ? () => true : nearOthers(network, isOther, mostMetres);
  // A hair more than allowed, so that a join of exactly that length is found.
  let [bestMetres, bestNear, bestFar] = [mostMetres + 1e-6, NONE, NONE];
  let bestShares: readonly [number, number] = [0, 0];
  for (const near of segments) {
    const p = segmentPoint[near];
    if (!mayBeNear(p)) continue;
    const perLon = metresPerDegreeLon(lat(p));
    const [dLon, dLat] = [bestMetres / perLon, bestMetres / METRES_PER_DEGREE];
    const [west, east] = [Math.min(lon(p), lon(p + 1)), Math.max(lon(p), lon(p + 1))];
    const [south, north] = [Math.min(lat(p), lat(p + 1)), Math.max(lat(p), lat(p + 1))];
    const box = [west - dLon, south - dLat, east + dLon, north + dLat].map((degrees) => degrees * UNITS_PER_DEGREE);
    index.search(box[0], box[1], box[2], box[3], (far) => {
      if (!isOther(far)) return false;
      const q = segmentPoint[far];
      const x = (k: number) => (lon(k) - lon(p)) * perLon;
      const y = (k: number) => (lat(k) - lat(p)) * METRES_PER_DEGREE;
      const { metres, shares } = nearestOfSegments([0, 0, x(p + 1), y(p + 1)], [x(q), y(q), x(q + 1), y(q + 1)]);
      if (metres < bestMetres || (metres === bestMetres && near === bestNear && far < bestFar)) {
        [bestMetres, bestNear, bestFar, bestShares] = [metres, near, far, shares];
      }
      return false;
    });
  }
  if (bestNear === NONE) return null;
  const near = placeOn(network, bestNear, bestShares[0]);
  const far = placeOn(network, bestFar, bestShares[1]);
  return { near, far, metres: distanceMetres(near.lon, near.lat, far.lon, far.lat) };
}

type Segment = readonly [x1: number, y1: number, x2: number, y2: number];

/** Metres between two segments, and the places as shares of each. */
function nearestOfSegments(a: Segment, b: Segment): { metres: number; shares: readonly [number, number] } {
  const [dax, day, dbx, dby] = [a[2] - a[0], a[3] - a[1], b[2] - b[0], b[3] - b[1]];
  const cross = dax * dby - day * dbx;
  if (cross !== 0) {
    const onA = ((b[0] - a[0]) * dby - (b[1] - a[1]) * dbx) / cross;
    const onB = ((b[0] - a[0]) * day - (b[1] - a[1]) * dax) / cross;
    if (onA >= 0 && onA <= 1 && onB >= 0 && onB <= 1) return { metres: 0, shares: [onA, onB] };
  }
  let metres = Number.POSITIVE_INFINITY;
  let shares: readonly [number, number] = [0, 0];
  const offer = (x: number, y: number, of: Segment, sharesAt: (share: number) => readonly [number, number]): void => {
    const [dx, dy] = [of[2] - of[0], of[3] - of[1]];
    const square = dx * dx + dy * dy;
    const share = square === 0 ? 0 : Math.max(0, Math.min(1, ((x - of[0]) * dx + (y - of[1]) * dy) / square));
    const away = Math.hypot(of[0] + share * dx - x, of[1] + share * dy - y);
    if (away < metres) [metres, shares] = [away, sharesAt(share)];
  };
  offer(a[0], a[1], b, (share) => [0, share]);
  offer(a[2], a[3], b, (share) => [1, share]);
  offer(b[0], b[1], a, (share) => [share, 0]);
  offer(b[2], b[3], a, (share) => [share, 1]);
  return { metres, shares };
}

function placeOn(network: Network, s: number, share: number): Place {
  const { segmentEdge, segmentPoint, edgeShape } = network;
  const { lon, lat } = degreesOfShape(network);
  const edge = segmentEdge[s];
  const p = segmentPoint[s];
  let metres = share * segmentMetres(network, p);
  let total = 0;
  for (let q = edgeShape[edge]; q < edgeShape[edge + 1] - 1; q++) {
    total += segmentMetres(network, q);
    if (q < p) metres += segmentMetres(network, q);
  }
  const isLast = p === edgeShape[edge + 1] - 2 && share === 1;
  return {
    edge,
    fraction: isLast ? 1 : Math.min(1, metres / total),
    lon: lon(p) + share * (lon(p + 1) - lon(p)),
    lat: lat(p) + share * (lat(p + 1) - lat(p)),
  };
}

/** Coordinates of shape points in degrees. */
function degreesOfShape({ shapeLonE7, shapeLatE7 }: Network) {
  return { lon: (p: number) => degreesOf(shapeLonE7[p]), lat: (p: number) => degreesOf(shapeLatE7[p]) };
}

/** Tells from squares of 500 m whether other streets may lie within some metres of a segment: most of a large island is far from all. */
function nearOthers(
  network: Network,
  isOther: (segment: number) => boolean,
  metres: number,
): (point: number) => boolean {
  // Squares are so many metres wide in the middle latitude of the network at least; at its edges a margin makes up for that.
  const margin = 2 * Math.ceil(metres / SQUARE_METRES);
  const { segmentEdge, segmentPoint } = network;
  const { lon, lat } = degreesOfShape(network);
  const perLon = metresPerDegreeLon(lat(0));
  const column = (p: number) => Math.floor((lon(p) * perLon) / SQUARE_METRES);
  const row = (p: number) => Math.floor((lat(p) * METRES_PER_DEGREE) / SQUARE_METRES);
  const taken = new Set<number>();
  const keys = (p: number, around: number): number[] => {
    const found: number[] = [];
    for (let x = Math.min(column(p), column(p + 1)) - around; x <= Math.max(column(p), column(p + 1)) + around; x++) {
      for (let y = Math.min(row(p), row(p + 1)) - around; y <= Math.max(row(p), row(p + 1)) + around; y++) {
        found.push(x * MANY_SQUARES + y);
      }
    }
    return found;
  };
  for (let s = 0; s < segmentEdge.length; s++) {
    if (isOther(s)) for (const key of keys(segmentPoint[s], 0)) taken.add(key);
  }
  return (point) => keys(point, margin).some((key) => taken.has(key));
}

function linksAt(places: readonly Place[]): Links {
  return {
    count: places.length,
    edge: Int32Array.from(places, ({ edge }) => edge),
    fraction: Float64Array.from(places, ({ fraction }) => fraction),
    metres: new Float64Array(places.length),
    lon: Float64Array.from(places, ({ lon }) => lon),
    lat: Float64Array.from(places, ({ lat }) => lat),
  };
}

function emptyIslands(count: number): Islands {
  const numbers = () => new Float64Array(count).fill(Number.NaN);
  return {
    isIsland: new Uint8Array(count),
    facility: new Int32Array(count).fill(NONE),
    straightMetres: numbers(),
    walkMetresWith: numbers(),
    nearLon: numbers(),
    nearLat: numbers(),
    farLon: numbers(),
    farLat: numbers(),
    metres: numbers(),
  };
}
