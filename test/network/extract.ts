/** Real extracts for the tests of the network: an OSM file read by the importer's readers, and street columns by any road rule. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  footAccess,
  gateAccess,
  isBridge,
  isExpressway,
  isTunnel,
  onewayFoot,
  streetKind,
} from "../../server/import/access.ts";
import { areaClass, lineClass } from "../../server/import/features.ts";
import { openOsm } from "../../server/import/osm.ts";
import type { Tags } from "../../server/import/osm-elements.ts";
import type { BarrierShape, Gate, NetworkInput, StreetColumns } from "../../server/network/build.ts";

/** Path of a file below the folder that REAL_DATA names. */
export function realFile(...path: string[]): string {
  const folder = process.env.REAL_DATA;
  if (folder === undefined) throw new Error("Set REAL_DATA to the folder that holds the real extracts.");
  const file = join(resolve(folder), ...path);
  if (!existsSync(file)) throw new Error(`REAL_DATA names a folder without ${path.join("/")}.`);
  return file;
}

export interface Extract {
  readonly nodes: ReadonlyMap<number, readonly [lon: number, lat: number]>;
  readonly nodeTags: ReadonlyMap<number, Tags>;
  readonly ways: readonly { readonly id: number; readonly nodeIds: readonly number[]; readonly tags: Tags }[];
}

export async function readExtract(path: string): Promise<Extract> {
  const file = await openOsm(path);
  const nodes = new Map<number, [number, number]>();
  const nodeTags = new Map<number, Tags>();
  const ways: { id: number; nodeIds: readonly number[]; tags: Tags }[] = [];
  const reading = file.read({
    node: (id, lon, lat, tags) => {
      nodes.set(id, [lon, lat]);
      if (tags.size > 0) nodeTags.set(id, tags);
    },
    way: (id, nodeIds, tags) => {
      ways.push({ id, nodeIds: [...nodeIds], tags });
    },
  });
  for await (const _ of reading);
  return { nodes, nodeTags, ways };
}

/** Which ways are streets, and who may walk on them. */
export interface RoadRule {
  /** Kind of street, or null for what is none. */
  kind(tags: Tags): string | null;
  foot(tags: Tags): 0 | 1 | 2;
  oneway(tags: Tags): -1 | 0 | 1;
  gate(tags: Tags): 0 | 1 | 2;
}

export const PRODUCT_RULE: RoadRule = {
  kind: streetKind,
  foot: footAccess,
  oneway: onewayFoot,
  gate: (tags) => gateAccess(tags)?.foot ?? 1,
};

const PLAIN = new Set(
  "primary secondary tertiary primary_link secondary_link tertiary_link unclassified residential living_street service pedestrian footway path steps track cycleway bridleway road".split(
    " ",
  ),
);
/** Kinds of way of the second matrix. */
export const WITH_TRUNK = new Set([...PLAIN, "trunk", "trunk_link", "corridor"]);

/** The plain Dijkstra's road rule, as the README of the real data states it. */
export function plainRule({ withTrunk }: { withTrunk: boolean }): RoadRule {
  const isOpen = (tags: Tags): boolean => {
    if (!(withTrunk ? WITH_TRUNK : PLAIN).has(tags.get("highway") ?? "")) return false;
    const foot = tags.get("foot") ?? "";
    if (["no", "private", "use_sidepath"].includes(foot)) return false;
    if (["no", "private"].includes(tags.get("access") ?? "") && !["yes", "designated", "permissive"].includes(foot)) {
      return false;
    }
    return tags.get("area") !== "yes";
  };
  return {
    kind: (tags) => (isOpen(tags) ? (tags.get("highway") ?? null) : null),
    foot: () => 1,
    oneway: () => 0,
    gate: () => 1,
  };
}

/** The input of buildNetwork by a road rule. Barriers are the mapped lines and closed ways (relations are left to the importer's tests). */
export function inputOf(extract: Extract, rule: RoadRule): NetworkInput {
  const known = (nodeIds: readonly number[]): number[] => nodeIds.filter((id) => extract.nodes.has(id));
  const ways = extract.ways.filter(({ tags, nodeIds }) => rule.kind(tags) !== null && known(nodeIds).length >= 2);
  const nodeIds = ways.map((way) => known(way.nodeIds));
  const firstPoint = new Int32Array(ways.length + 1);
  nodeIds.forEach((ids, w) => {
    firstPoint[w + 1] = firstPoint[w] + ids.length;
  });
  const nodeId = Float64Array.from(nodeIds.flat());
  const place = (axis: 0 | 1) => (id: number) => extract.nodes.get(id)?.[axis] ?? Number.NaN;
  const streets: StreetColumns = {
    count: ways.length,
    wayId: Float64Array.from(ways, ({ id }) => id),
    highway: ways.map(({ tags }) => rule.kind(tags) ?? ""),
    foot: Uint8Array.from(ways, ({ tags }) => rule.foot(tags)),
    onewayFoot: Int8Array.from(ways, ({ tags }) => rule.oneway(tags)),
    bridge: Uint8Array.from(ways, ({ tags }) => (isBridge(tags) ? 1 : 0)),
    tunnel: Uint8Array.from(ways, ({ tags }) => (isTunnel(tags) ? 1 : 0)),
    barrier: Uint8Array.from(ways, ({ tags }) => (isExpressway(tags) ? 1 : 0)),
    firstPoint,
    nodeId,
    lon: nodeId.map(place(0)),
    lat: nodeId.map(place(1)),
  };
  const gates: Gate[] = [];
  for (const [id, tags] of extract.nodeTags) gates.push({ nodeId: id, foot: rule.gate(tags) });
  const barriers: BarrierShape[] = [];
  for (const { id, nodeIds: ids, tags } of extract.ways) {
    const line = known(ids).map((node) => [place(0)(node), place(1)(node)]);
    if (line.length < 2) continue;
    const isClosed = ids.length >= 4 && ids[0] === ids[ids.length - 1] && line.length === ids.length;
    const area = isClosed ? areaClass(tags) : null;
    const found = area ?? lineClass(tags);
    if (found === null || found.barrier === null) continue;
    barriers.push({
      osmId: id,
      barrier: found.barrier,
      geometry: area === null ? { type: "LineString", coordinates: line } : { type: "Polygon", coordinates: [line] },
    });
  }
  return { streets, gates, barriers, heights: null };
}
