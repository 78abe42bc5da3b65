/** What a straight line on foot may not cross, as segments: shores of water areas, rivers, railways and expressways. */
import Flatbush from "flatbush";
import { BARRIER_KINDS, type BarrierKind } from "../words.ts";
import type { Barriers } from "./network.ts";
import type { StreetColumns } from "./pieces.ts";

/** One mapped object in GeoJSON geometry, degrees. Polygons are areas; lines are lines. */
export interface BarrierShape {
  readonly osmId: number;
  readonly barrier: BarrierKind;
  readonly geometry:
    | { readonly type: "Point" }
    | { readonly type: "LineString"; readonly coordinates: readonly (readonly number[])[] }
    | { readonly type: "Polygon"; readonly coordinates: readonly (readonly (readonly number[])[])[] }
    | { readonly type: "MultiPolygon"; readonly coordinates: readonly (readonly (readonly (readonly number[])[])[])[] };
}

/** Barriers of the features, and of the streets that are expressways (not in tunnels: people live above those). */
export function barriersOf(shapes: readonly BarrierShape[], streets: StreetColumns): Barriers {
  const segments: number[] = [];
  const kind: number[] = [];
  const object: number[] = [];
  const objectId: number[] = [];
  const objectIsArea: number[] = [];
  const firstSegment: number[] = [];
  const begin = (id: number, isArea: boolean): void => {
    firstSegment.push(kind.length);
    objectId.push(id);
    objectIsArea.push(isArea ? 1 : 0);
  };
  const add = (of: BarrierKind, lon1: number, lat1: number, lon2: number, lat2: number): void => {
    if (lon1 === lon2 && lat1 === lat2) return;
    segments.push(lon1, lat1, lon2, lat2);
    kind.push(BARRIER_KINDS.indexOf(of));
    object.push(objectId.length - 1);
  };
  const addLine = (of: BarrierKind, line: readonly (readonly number[])[]): void => {
    for (let i = 1; i < line.length; i++) add(of, line[i - 1][0], line[i - 1][1], line[i][0], line[i][1]);
  };
  for (const { osmId, barrier, geometry } of shapes) {
    if (geometry.type === "Point") continue;
    begin(osmId, geometry.type !== "LineString");
    if (geometry.type === "LineString") addLine(barrier, geometry.coordinates);
    else if (geometry.type === "Polygon") for (const ring of geometry.coordinates) addLine(barrier, ring);
    else for (const polygon of geometry.coordinates) for (const ring of polygon) addLine(barrier, ring);
  }
  for (let w = 0; w < streets.count; w++) {
    if (streets.barrier[w] === 0 || streets.tunnel[w] === 1) continue;
    begin(streets.wayId[w], false);
    for (let i = streets.firstPoint[w] + 1; i < streets.firstPoint[w + 1]; i++) {
      add("expressway", streets.lon[i - 1], streets.lat[i - 1], streets.lon[i], streets.lat[i]);
    }
  }
  firstSegment.push(kind.length);
  const boxes = Float64Array.from(segments);
  return {
    segmentCount: kind.length,
    segments: boxes,
    kind: Uint8Array.from(kind),
    object: Int32Array.from(object),
    objectId: Float64Array.from(objectId),
    firstSegment: Int32Array.from(firstSegment),
    objectIsArea: Uint8Array.from(objectIsArea),
    index: indexSegments(boxes),
  };
}

/** Flatbush data of the boxes of segments [lon1, lat1, lon2, lat2], stride 4, as exact as these are; null when there are none. */
export function indexSegments(segments: Float64Array | Int32Array): ArrayBufferLike | null {
  if (segments.length === 0) return null;
  const index = new Flatbush(
    segments.length / 4,
    undefined,
    segments instanceof Int32Array ? Int32Array : Float64Array,
  );
  for (let s = 0; s < segments.length; s += 4) {
    index.add(
      Math.min(segments[s], segments[s + 2]),
      Math.min(segments[s + 1], segments[s + 3]),
      Math.max(segments[s], segments[s + 2]),
      Math.max(segments[s + 1], segments[s + 3]),
    );
  }
  index.finish();
  return index.data;
}
