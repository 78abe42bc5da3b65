/**
 * Third step of building the network: what edges cost. Without heights that is their length. With heights each edge is
 * walked in pieces of some 20 m, and split where taking cost as proportional to length within it would be wrong by more
 * than two metres: searches and links place points on edges by length alone. No edge is longer than 500 km.
 */
import { distanceMetres } from "../geo.ts";
import { type Heights, nodeHeights, SLOPE_METRES, toblerFactor } from "./heights.ts";
import type { MergedEdges } from "./merge.ts";
import { GROUND, type Pieces } from "./pieces.ts";

/** Largest error, in flat-equivalent centimetres, of taking cost as proportional to length within an edge. */
export const SPLIT_CENTIMETRES = 200;

/** Longer edges are split, so that the cost of each is a number that searches can hold, whatever the file says: at the steepest slope (33 times its length) it is within 21,474 km. */
export const LONGEST_METRES = 500_000;

/** Edges with their shape and cost. Ends are nodes of the pieces, or new ones (numbered from pieces.nodeCount) where an edge was split. */
export interface CostedEdges {
  readonly count: number;
  /** Edge of MergedEdges that this is (a part of). */
  readonly merged: number[];
  readonly from: number[];
  readonly to: number[];
  readonly metres: number[];
  /** Flat-equivalent centimetres, whole, as if both directions were open. */
  readonly forward: number[];
  readonly backward: number[];
  /** Shape: points firstPoint[e] … firstPoint[e + 1] - 1. */
  readonly firstPoint: number[];
  readonly lon: number[];
  readonly lat: number[];
  /** Component of each split node, in order. */
  readonly splitComponent: number[];
  readonly metresWithoutHeight: number;
}

export function costEdges(pieces: Pieces, edges: MergedEdges, heights: Heights | null): CostedEdges {
  const out = {
    merged: [] as number[],
    from: [] as number[],
    to: [] as number[],
    metres: [] as number[],
    forward: [] as number[],
    backward: [] as number[],
    firstPoint: [0],
    lon: [] as number[],
    lat: [] as number[],
    splitComponent: [] as number[],
  };
  const atNodes = heights === null ? null : nodeHeights(pieces, heights);
  let metresWithoutHeight = 0;
  for (let e = 0; e < edges.count; e++) {
    const line = lineOf(pieces, edges, e);
    const profile = heights === null || atNodes === null ? null : profileOf(line, edges, e, atNodes, heights);
    const stops = profile === null ? evenStops(line.total) : splitsOf(profile);
    metresWithoutHeight += profile?.unknownMetres ?? 0;
    let point = 0;
    let from = edges.refs[edges.first[e]];
    for (let k = 0; k + 1 < stops.length; k++) {
      const isLast = k + 2 === stops.length;
      const begin = stops[k];
      const end = stops[k + 1];
      if (k === 0) push(out, line.lon[0], line.lat[0]);
      else push(out, ...placeAt(line, begin));
      while (point + 1 < line.lon.length - 1 && line.at[point + 1] <= begin && k > 0) point++;
      while (point + 1 < line.lon.length - 1 && (isLast || line.at[point + 1] < end)) {
        point++;
        push(out, line.lon[point], line.lat[point]);
      }
      let to = edges.refs[edges.first[e + 1] - 1];
      if (isLast) {
        push(out, line.lon[line.lon.length - 1], line.lat[line.lat.length - 1]);
      } else {
        push(out, ...placeAt(line, end));
        to = pieces.nodeCount + out.splitComponent.length;
        out.splitComponent.push(pieces.nodeComponent[edges.refs[edges.first[e]]]);
      }
      out.merged.push(e);
      out.from.push(from);
      out.to.push(to);
      out.metres.push(end - begin);
      out.forward.push(Math.round(100 * (profile === null ? end - begin : costBetween(profile, begin, end, 1))));
      out.backward.push(Math.round(100 * (profile === null ? end - begin : costBetween(profile, begin, end, -1))));
      out.firstPoint.push(out.lon.length);
      from = to;
    }
  }
  return { count: out.merged.length, ...out, metresWithoutHeight };
}

function push(out: { lon: number[]; lat: number[] }, lon: number, lat: number): void {
  out.lon.push(lon);
  out.lat.push(lat);
}

/** An edge's points with the metres from its beginning to each. */
interface Line {
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  readonly at: Float64Array;
  readonly total: number;
}

function lineOf(pieces: Pieces, edges: MergedEdges, e: number): Line {
  const count = edges.first[e + 1] - edges.first[e];
  const lon = new Float64Array(count);
  const lat = new Float64Array(count);
  const at = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const node = edges.refs[edges.first[e] + k];
    lon[k] = pieces.nodeLon[node];
    lat[k] = pieces.nodeLat[node];
    if (k > 0) at[k] = at[k - 1] + distanceMetres(lon[k - 1], lat[k - 1], lon[k], lat[k]);
  }
  return { lon, lat, at, total: at[count - 1] };
}

/** Segment of the line that holds a distance from its beginning: the first that ends at or beyond it. */
function segmentAt({ at }: Line, metres: number): number {
  let low = 0;
  let high = at.length - 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at[middle + 1] >= metres) high = middle;
    else low = middle + 1;
  }
  return low;
}

function shareAt({ at }: Line, segment: number, metres: number): number {
  const length = at[segment + 1] - at[segment];
  return length === 0 ? 0 : Math.max(0, Math.min(1, (metres - at[segment]) / length));
}

function placeAt(line: Line, metres: number): [lon: number, lat: number] {
  const s = segmentAt(line, metres);
  const share = shareAt(line, s, metres);
  return [line.lon[s] + share * (line.lon[s + 1] - line.lon[s]), line.lat[s] + share * (line.lat[s + 1] - line.lat[s])];
}

/** Cost of an edge in equal steps along it: up[k] and down[k] are metres from the beginning to step k, walking forward and back. */
interface Profile {
  readonly stepMetres: number;
  readonly total: number;
  readonly up: Float64Array;
  readonly down: Float64Array;
  readonly unknownMetres: number;
}

function profileOf(line: Line, edges: MergedEdges, e: number, atNodes: Float64Array, heights: Heights): Profile {
  const heightAt = (metres: number): number => {
    const s = segmentAt(line, metres);
    const first = edges.first[e] + s;
    if (edges.level[first] === GROUND) return heights(...placeAt(line, metres));
    const share = shareAt(line, s, metres);
    return (1 - share) * atNodes[edges.refs[first]] + share * atNodes[edges.refs[first + 1]];
  };
  const steps = Math.max(1, Math.round(line.total / SLOPE_METRES));
  const stepMetres = line.total / steps;
  const up = new Float64Array(steps + 1);
  const down = new Float64Array(steps + 1);
  let unknownMetres = 0;
  let before = heightAt(0);
  for (let k = 1; k <= steps; k++) {
    const height = heightAt(k === steps ? line.total : k * stepMetres);
    let slope = stepMetres === 0 ? 0 : (height - before) / stepMetres;
    if (Number.isNaN(slope)) {
      slope = 0;
      unknownMetres += stepMetres;
    }
    up[k] = up[k - 1] + stepMetres * toblerFactor(slope);
    down[k] = down[k - 1] + stepMetres * toblerFactor(-slope);
    before = height;
  }
  return { stepMetres, total: line.total, up, down, unknownMetres };
}

function costBetween({ stepMetres, up, down }: Profile, begin: number, end: number, direction: 1 | -1): number {
  if (stepMetres === 0) return 0;
  const costs = direction === 1 ? up : down;
  return costs[Math.round(end / stepMetres)] - costs[Math.round(begin / stepMetres)];
}

/** Both ends of a flat edge, in metres, and between them where it is longer than an edge may be. */
function evenStops(total: number): number[] {
  const parts = Math.max(1, Math.ceil(total / LONGEST_METRES));
  return Array.from({ length: parts + 1 }, (_, k) => (k === parts ? total : (k * total) / parts));
}

/** Steps at which to split, both ends included, in metres: where the profile is farthest from proportional, until it is near enough everywhere (as Douglas and Peucker do with lines). */
function splitsOf(profile: Profile): number[] {
  const { stepMetres, total, up, down } = profile;
  const steps = up.length - 1;
  const stops = [0];
  const spans: [number, number][] = [[0, steps]];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [begin, end] = span;
    let worst = SPLIT_CENTIMETRES / 100;
    let at = -1;
    for (let k = begin + 1; k < end; k++) {
      const share = (k - begin) / (end - begin);
      const error = Math.max(
        Math.abs(up[k] - up[begin] - share * (up[end] - up[begin])),
        Math.abs(down[k] - down[begin] - share * (down[end] - down[begin])),
      );
      if (error > worst) [worst, at] = [error, k];
    }
    if (at === -1 && (end - begin) * stepMetres > LONGEST_METRES) at = (begin + end) >> 1;
    if (at === -1) stops.push(end === steps ? total : end * stepMetres);
    else spans.push([at, end], [begin, at]);
  }
  return stops;
}
