/**
 * Rows of the tables streets, gates and features from elements whose nodes are known. streets.ts decides which elements;
 * this file decides what is stored of each.
 */
import type { LineString, MultiPolygon, Point, Polygon, Position } from "geojson";
import { toHex } from "../database/geometry.ts";
import type { ColumnType } from "../database/insert.ts";
import type { Access, Names } from "../database/rows.ts";
import { bicycleAccess, footAccess, isBridge, isExpressway, isTunnel, onewayBicycle, onewayFoot } from "./access.ts";
import { type FeatureClass, namesOf } from "./features.ts";
import type { NodeColumns } from "./node-columns.ts";
import type { Tags } from "./osm-elements.ts";
import type { Stretch } from "./rings.ts";

export const STREET_COLUMNS = {
  import_id: "integer",
  way_id: "bigint",
  part: "smallint",
  highway: "text",
  name: "text",
  names: "jsonb",
  foot: "smallint",
  bicycle: "smallint",
  oneway_foot: "smallint",
  oneway_bicycle: "smallint",
  bridge: "boolean",
  tunnel: "boolean",
  barrier: "boolean",
  node_ids: "bigint[]",
  geom: "geometry",
} as const satisfies Record<string, ColumnType>;

export const GATE_COLUMNS = {
  import_id: "integer",
  node_id: "bigint",
  kind: "text",
  foot: "smallint",
  bicycle: "smallint",
} as const satisfies Record<string, ColumnType>;

export const FEATURE_COLUMNS = {
  import_id: "integer",
  osm_id: "bigint",
  layer: "text",
  kind: "text",
  name: "text",
  names: "jsonb",
  barrier: "text",
  geom: "geometry",
} as const satisfies Record<string, ColumnType>;

type Row<C> = Readonly<Record<keyof C, unknown>>;
export type StreetRow = Row<typeof STREET_COLUMNS> & { foot: Access; barrier: boolean };
export type GateRow = Row<typeof GATE_COLUMNS>;
export type FeatureRow = Row<typeof FEATURE_COLUMNS> & FeatureClass;

/** The stretches of a way whose nodes are known, and how many nodes are not. */
export interface KnownStretches {
  stretches: Stretch[];
  missing: number;
}

/**
 * Follows a way through the nodes that the file holds. An extract that is cut at its boundary lacks some: each run of at
 * least two known nodes in a row is a stretch of its own. A node that is named twice in a row counts once.
 */
export function knownStretches(nodeIds: readonly number[], nodes: NodeColumns): KnownStretches {
  const stretches: Stretch[] = [];
  let missing = 0;
  let ids: number[] = [];
  let line: Position[] = [];
  const end = () => {
    if (ids.length >= 2) stretches.push({ nodeIds: ids, line });
    ids = [];
    line = [];
  };
  for (const id of nodeIds) {
    if (id === ids.at(-1)) continue;
    const at = nodes.find(id);
    const lon = nodes.lon[at] ?? Number.NaN;
    if (Number.isNaN(lon)) {
      missing++;
      end();
    } else {
      ids.push(id);
      line.push([lon, nodes.lat[at] ?? Number.NaN]);
    }
  }
  end();
  return { stretches, missing };
}

/** One row for each stretch of a street of a kind of access.ts. */
export function streetRows(
  importId: number,
  id: number,
  highway: string,
  tags: Tags,
  stretches: readonly Stretch[],
): StreetRow[] {
  const row = {
    import_id: importId,
    way_id: id,
    highway,
    ...named(tags),
    foot: footAccess(tags),
    bicycle: bicycleAccess(tags),
    oneway_foot: onewayFoot(tags),
    oneway_bicycle: onewayBicycle(tags),
    bridge: isBridge(tags),
    tunnel: isTunnel(tags),
    barrier: isExpressway(tags),
  };
  return stretches.map(({ nodeIds, line }, part) => ({
    ...row,
    part,
    node_ids: nodeIds,
    geom: toHex({ type: "LineString", coordinates: [...line] }),
  }));
}

/** Name and names by language, as the tables have them. */
export interface NameColumns {
  name: string | null;
  names: Names;
}

export function named(tags: Tags): NameColumns {
  return { name: tags.get("name") ?? null, names: namesOf(tags) };
}

/** One row of a feature. Ids of relations are stored as negative numbers, so that a relation and a way never share one. */
export function featureRow(
  importId: number,
  osmId: number,
  { layer, kind, barrier }: FeatureClass,
  names: NameColumns,
  geometry: Point | LineString | Polygon | MultiPolygon,
): FeatureRow {
  return { import_id: importId, osm_id: osmId, layer, kind, barrier, ...names, geom: toHex(geometry) };
}
