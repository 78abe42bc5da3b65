/**
 * The multipolygon relations of a file that are water, green or built-up land: first their members are gathered, then
 * the nodes of these, then rings.ts puts them together. Wiki: Relation:multipolygon.
 */
import type { MultiPolygon, Polygon, Position } from "geojson";
import { areaClass, type FeatureClass } from "./features.ts";
import type { NodeColumns } from "./node-columns.ts";
import type { Member, Tags } from "./osm-elements.ts";
import { assembleRings, type Stretch } from "./rings.ts";
import { knownStretches, type NameColumns, named } from "./street-rows.ts";

/** Tags that say nothing about what a multipolygon is; without others, its outer ways say it (the style before 2017). */
const SILENT_KEYS: ReadonlySet<string> = new Set(["type", "source", "created_by", "note", "name"]);

interface Relation {
  readonly id: number;
  /** Null until an outer way says it, where the relation does not. */
  class: FeatureClass | null;
  names: NameColumns;
  readonly ways: readonly Member[];
}

export interface AssembledArea {
  id: number;
  class: FeatureClass;
  names: NameColumns;
  geometry: Polygon | MultiPolygon | null;
  /** What does not close, because the file lacks ways or nodes. */
  open: Position[][];
}

/** Call addRelation for all relations, then addWay for all ways, then the rest. */
export class Multipolygons {
  readonly #relations = new Map<number, Relation>();
  readonly #nodeIds = new Map<number, readonly number[]>();
  readonly #drawnWays = new Set<number>();
  /** Relations by the id of each of their ways; made when the first way comes. */
  #memberships: Map<number, { relation: Relation; inner: boolean }[]> | null = null;

  addRelation(id: number, members: readonly Member[], tags: Tags): void {
    if (tags.get("type") !== "multipolygon") return;
    const ownClass = areaClass(tags);
    if (!ownClass && [...tags.keys()].some((key) => !SILENT_KEYS.has(key))) return;
    const ways = members.filter(({ type }) => type === "way");
    this.#relations.set(id, { id, class: ownClass, names: named(tags), ways });
  }

  /** Returns true where the way is part of a multipolygon, so that its nodes are needed. */
  addWay(id: number, nodeIds: readonly number[], tags: Tags): boolean {
    this.#memberships ??= this.#byWay();
    const memberships = this.#memberships.get(id);
    if (!memberships) return false;
    this.#nodeIds.set(id, [...nodeIds]);
    // An outer way with the tags of its multipolygon is the same thing drawn twice.
    const ownClass = areaClass(tags);
    for (const { relation, inner } of memberships) {
      if (inner || !ownClass) continue;
      if (!relation.class) {
        relation.class = ownClass;
        if (relation.names.name === null) relation.names = named(tags);
      }
      if (relation.class.layer === ownClass.layer && relation.class.kind === ownClass.kind) this.#drawnWays.add(id);
    }
    return true;
  }

  /** True where a way is drawn as part of its multipolygon and not by itself. */
  draws(wayId: number): boolean {
    return this.#drawnWays.has(wayId);
  }

  /** Puts the areas together, one at a time. */
  *assembled(nodes: NodeColumns): Generator<AssembledArea> {
    for (const { id, class: areaClass, names, ways } of this.#relations.values()) {
      if (!areaClass) continue;
      const stretches: Stretch[] = [];
      for (const wayId of new Set(ways.map(({ ref }) => ref))) {
        const nodeIds = this.#nodeIds.get(wayId);
        if (nodeIds) stretches.push(...knownStretches(nodeIds, nodes).stretches);
      }
      const { polygons, open } = assembleRings(stretches);
      yield { id, class: areaClass, names, geometry: geometryOf(polygons), open };
    }
  }

  #byWay(): Map<number, { relation: Relation; inner: boolean }[]> {
    const byWay = new Map<number, { relation: Relation; inner: boolean }[]>();
    for (const relation of this.#relations.values()) {
      for (const { ref, role } of relation.ways) {
        const membership = { relation, inner: role === "inner" };
        const others = byWay.get(ref);
        if (others) others.push(membership);
        else byWay.set(ref, [membership]);
      }
    }
    return byWay;
  }
}

function geometryOf(polygons: Position[][][]): Polygon | MultiPolygon | null {
  const [first, second] = polygons;
  if (!first) return null;
  return second ? { type: "MultiPolygon", coordinates: polygons } : { type: "Polygon", coordinates: first };
}
