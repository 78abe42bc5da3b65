/**
 * Imports streets, and what the map and the straight legs need beside them, from an OpenStreetMap file. The file is read
 * four times, so that memory holds the needed nodes as columns and little else, whatever the order of the elements:
 *
 * 1. relations: which multipolygons are wanted, and of which ways they consist;
 * 2. ways: which nodes are needed;
 * 3. nodes: where these lie, which are gates, which are places;
 * 4. ways again: rows, stored in batches; the multipolygons at the end.
 */
import { basename } from "node:path";
import type { Position } from "geojson";
import { insertRows } from "../database/insert.ts";
import type { Names } from "../database/rows.ts";
import { type Bounds, distanceMetres } from "../geo.ts";
import { gateAccess, isStreet } from "./access.ts";
import { areaClass, type FeatureClass, lineClass, placeClass } from "./features.ts";
import { type Importer, type Reading, type ReadingResult, UnreadableFile } from "./importer.ts";
import { NodeColumns, NumberList } from "./node-columns.ts";
import { openOsm } from "./osm.ts";
import type { Member, OsmFile, OsmVisitor, Tags } from "./osm-elements.ts";
import { assembleRings, type Stretch } from "./rings.ts";
import {
  FEATURE_COLUMNS,
  type FeatureRow,
  featureRow,
  GATE_COLUMNS,
  type GateRow,
  knownStretches,
  named,
  STREET_COLUMNS,
  type StreetRow,
  streetRows,
} from "./street-rows.ts";

/** Rows held before they are stored: one statement of about 60 ms on the embedded database. */
const BATCH_ROWS = 5_000;

/** A file with at least this many streets and no way for walkers alone holds roads only. */
const ENOUGH_STREETS_TO_JUDGE = 200;
const WALKERS_WAYS: ReadonlySet<string> = new Set(["footway", "path", "steps", "pedestrian"]);

/** Tags of multipolygons that say nothing about what they are; without others, their outer ways do (the style before 2017). */
const SILENT_KEYS: ReadonlySet<string> = new Set(["type", "source", "created_by", "note", "name"]);

interface Multipolygon {
  readonly id: number;
  /** Null until a way says it, where the relation does not. */
  class: FeatureClass | null;
  names: { name: string | null; names: Names };
  readonly members: readonly Member[];
}

/** A way with areaClass tags that is closed is an area; "closed" does not need its nodes. */
function isClosed(nodeIds: readonly number[]): boolean {
  return nodeIds.length >= 4 && nodeIds[0] === nodeIds.at(-1);
}

/** Kind "streets": see the contract in importer.ts. */
export const importStreets: Importer = async (reading) => {
  if (reading.coordinates !== "wgs84") {
    throw new UnreadableFile(
      `${basename(reading.path)} is an OpenStreetMap file, and these are always in WGS-84: import it with coordinates wgs84, not ${reading.coordinates}.`,
    );
  }
  return new StreetsImport(reading, await openOsm(reading.path)).run();
};

class StreetsImport {
  readonly #reading: Reading;
  readonly #file: OsmFile;
  readonly #fileName: string;

  readonly #multipolygons = new Map<number, Multipolygon>();
  /** Multipolygons by the id of each way in them, with the role of the way. */
  readonly #memberships = new Map<number, { area: Multipolygon; inner: boolean }[]>();
  /** Ways that are drawn as part of their multipolygon and not by themselves. */
  readonly #drawnByRelation = new Set<number>();
  readonly #memberNodeIds = new Map<number, readonly number[]>();
  /** Copies of a way that are still to come in the fourth reading: of several only the last is stored. */
  #copies = new Map<number, number>();
  #nodes = new NodeColumns(new NumberList());
  readonly #gates = new Map<number, GateRow>();
  readonly #gatesOnStreets = new Set<number>();

  #streetRows: StreetRow[] = [];
  #featureRows: FeatureRow[] = [];
  #rowsKept = 0;

  readonly #count = {
    streets: 0,
    walkableStreets: 0,
    walkersWays: 0,
    clippedStreets: 0,
    streetsWithoutLine: 0,
    clippedAreas: 0,
    conditionalAccess: 0,
    repeatedWays: 0,
  };
  #walkableMetres = 0;
  readonly #otherHighways = new Map<string, number>();
  readonly #layers = new Map<string, number>();
  readonly #barriers = new Map<string, number>();
  readonly #bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity];

  constructor(reading: Reading, file: OsmFile) {
    this.#reading = reading;
    this.#file = file;
    this.#fileName = basename(reading.path);
  }

  async run(): Promise<ReadingResult> {
    await this.#read("reading", 0, 0.1, { relation: (id, members, tags) => this.#planRelation(id, members, tags) });
    const { nodes, ways, relations } = this.#file.counts;
    await this.#planWays();
    await this.#read("reading", 0.25, 0.45, { node: (id, lon, lat, tags) => this.#readNode(id, lon, lat, tags) });
    await this.#read("storing", 0.45, 0.95, { way: (id, nodeIds, tags) => this.#readWay(id, nodeIds, tags) });
    if (this.#count.streets === 0) {
      throw new UnreadableFile(
        `${this.#fileName} holds no streets (none of its ${ways} ways has a highway tag that is a street): give an extract with roads and paths.`,
      );
    }
    await this.#storeMultipolygons();
    await this.#storeGates();
    this.#warn();
    return { rowsRead: nodes + ways + relations, rowsKept: this.#rowsKept, details: this.#details() };
  }

  async #read(stage: string, from: number, to: number, visitor: OsmVisitor): Promise<void> {
    for await (const share of this.#file.read(visitor)) {
      this.#reading.signal.throwIfAborted();
      this.#reading.progress(stage, from + share * (to - from));
      if (this.#streetRows.length + this.#featureRows.length >= BATCH_ROWS) await this.#store();
    }
  }

  #planRelation(id: number, members: readonly Member[], tags: Tags): void {
    if (tags.get("type") !== "multipolygon") return;
    const ownClass = areaClass(tags);
    if (!ownClass && [...tags.keys()].some((key) => !SILENT_KEYS.has(key))) return;
    const ways = members.filter(({ type }) => type === "way");
    this.#multipolygons.set(id, { id, class: ownClass, names: named(tags), members: ways });
  }

  async #planWays(): Promise<void> {
    for (const area of this.#multipolygons.values()) {
      for (const { ref, role } of area.members) {
        const here = this.#memberships.get(ref);
        const membership = { area, inner: role === "inner" };
        if (here) here.push(membership);
        else this.#memberships.set(ref, [membership]);
      }
    }
    const neededNodes = new NumberList();
    const wayIds = new NumberList();
    await this.#read("reading", 0.1, 0.25, {
      way: (id, nodeIds, tags) => {
        const memberships = this.#memberships.get(id);
        if (memberships) {
          this.#memberNodeIds.set(id, [...nodeIds]);
          this.#claimOuterWay(id, tags, memberships);
        }
        const isStored = isStreet(tags) || lineClass(tags) !== null || areaClass(tags) !== null;
        if (isStored) wayIds.push(id);
        if (isStored || memberships) for (const nodeId of nodeIds) neededNodes.push(nodeId);
      },
    });
    this.#copies = repeated(wayIds.sorted());
    this.#nodes = new NodeColumns(neededNodes);
  }

  /** An outer way with the tags of its multipolygon is the same thing drawn twice; where the relation has none, the way's are its tags. */
  #claimOuterWay(id: number, tags: Tags, memberships: readonly { area: Multipolygon; inner: boolean }[]): void {
    const ownClass = areaClass(tags);
    if (!ownClass) return;
    for (const { area, inner } of memberships) {
      if (inner) continue;
      if (!area.class) {
        area.class = ownClass;
        if (area.names.name === null) area.names = named(tags);
      }
      if (area.class.layer === ownClass.layer && area.class.kind === ownClass.kind) this.#drawnByRelation.add(id);
    }
  }

  #readNode(id: number, lon: number, lat: number, tags: Tags): void {
    const place = tags.size > 0 ? placeClass(tags) : null;
    const at = this.#nodes.find(id);
    if (!place && at === -1) return;
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) {
      this.#reading.refuse({
        line: this.#file.line,
        field: Math.abs(lat) <= 90 ? "lon" : "lat",
        value: String(Math.abs(lat) <= 90 ? lon : lat),
        problem: `Node ${id} does not lie on the earth.`,
        remedy: "Correct or delete the node, or export the file again.",
      });
      return;
    }
    if (at !== -1) {
      this.#nodes.lon[at] = lon;
      this.#nodes.lat[at] = lat;
      const gate = tags.size > 0 ? gateAccess(tags) : null;
      if (gate) this.#gates.set(id, { import_id: this.#reading.importId, node_id: id, ...gate });
    }
    if (place) {
      const geometry = { type: "Point" as const, coordinates: [lon, lat] };
      this.#keepFeature(featureRow(this.#reading.importId, id, place, named(tags), geometry));
    }
  }

  #readWay(id: number, nodeIds: readonly number[], tags: Tags): void {
    const isOfStreet = isStreet(tags);
    if (!isOfStreet) this.#countOtherHighway(tags);
    const line = lineClass(tags);
    const area = this.#drawnByRelation.has(id) ? null : areaClass(tags);
    if (!isOfStreet && !line && !areaClass(tags)) return;
    const copies = this.#copies.get(id);
    if (copies !== undefined && copies > 1) {
      this.#copies.set(id, copies - 1);
      this.#count.repeatedWays++;
      return;
    }
    const { stretches, missing } = knownStretches(nodeIds, this.#nodes);
    if (isOfStreet) this.#keepStreet(id, tags, stretches, missing);
    if (area) this.#keepArea(id, tags, area, nodeIds, stretches, missing);
    if (line && !(area?.layer === line.layer && isClosed(nodeIds))) this.#keepLines(id, line, named(tags), stretches);
  }

  #countOtherHighway(tags: Tags): void {
    const highway = tags.get("highway");
    if (highway !== undefined) increment(this.#otherHighways, highway);
  }

  #keepStreet(id: number, tags: Tags, stretches: readonly Stretch[], missing: number): void {
    if (missing > 0) this.#count.clippedStreets++;
    if (stretches.length === 0) {
      this.#count.streetsWithoutLine++;
      return;
    }
    this.#count.streets++;
    if (tags.has("foot:conditional") || tags.has("access:conditional")) this.#count.conditionalAccess++;
    if (WALKERS_WAYS.has(tags.get("highway") ?? "")) this.#count.walkersWays++;
    const rows = streetRows(this.#reading.importId, id, tags, stretches);
    if (rows[0]?.barrier) increment(this.#barriers, "expressway");
    if (rows[0]?.foot !== 0) {
      this.#count.walkableStreets++;
      for (const { line } of stretches) this.#walkableMetres += lengthMetres(line);
    }
    for (const { nodeIds, line } of stretches) {
      for (const nodeId of nodeIds) if (this.#gates.has(nodeId)) this.#gatesOnStreets.add(nodeId);
      for (const [lon = 0, lat = 0] of line) this.#extendBounds(lon, lat);
    }
    this.#streetRows.push(...rows);
  }

  #extendBounds(lon: number, lat: number): void {
    const bounds = this.#bounds;
    if (lon < bounds[0]) bounds[0] = lon;
    if (lat < bounds[1]) bounds[1] = lat;
    if (lon > bounds[2]) bounds[2] = lon;
    if (lat > bounds[3]) bounds[3] = lat;
  }

  #keepArea(
    id: number,
    tags: Tags,
    area: FeatureClass,
    nodeIds: readonly number[],
    stretches: readonly Stretch[],
    missing: number,
  ): void {
    const ring = stretches[0];
    if (isClosed(nodeIds) && missing === 0 && ring && ring.line.length >= 4) {
      const geometry = { type: "Polygon" as const, coordinates: [[...ring.line]] };
      this.#keepFeature(featureRow(this.#reading.importId, id, area, named(tags), geometry));
    } else {
      this.#keepShores(id, area, named(tags), stretches);
    }
  }

  /** What is left of an area that does not close: the edge of water still stops a walk, of other land nothing is drawn. */
  #keepShores(id: number, area: FeatureClass, names: Multipolygon["names"], stretches: readonly Stretch[]): void {
    this.#count.clippedAreas++;
    if (area.barrier) this.#keepLines(id, area, names, stretches);
  }

  #keepLines(
    id: number,
    line: FeatureClass,
    names: Multipolygon["names"],
    stretches: readonly { line: readonly Position[] }[],
  ): void {
    for (const stretch of stretches) {
      const geometry = { type: "LineString" as const, coordinates: [...stretch.line] };
      this.#keepFeature(featureRow(this.#reading.importId, id, line, names, geometry));
    }
  }

  #keepFeature(row: FeatureRow): void {
    increment(this.#layers, row.layer);
    if (row.barrier) increment(this.#barriers, row.barrier);
    this.#featureRows.push(row);
  }

  async #storeMultipolygons(): Promise<void> {
    for (const area of this.#multipolygons.values()) {
      this.#reading.signal.throwIfAborted();
      if (!area.class) continue;
      const stretches: Stretch[] = [];
      for (const ref of new Set(area.members.map((member) => member.ref))) {
        const nodeIds = this.#memberNodeIds.get(ref);
        if (nodeIds) stretches.push(...knownStretches(nodeIds, this.#nodes).stretches);
      }
      const { polygons, open } = assembleRings(stretches);
      if (polygons.length > 0) {
        const geometry =
          polygons.length === 1
            ? { type: "Polygon" as const, coordinates: polygons[0] ?? [] }
            : { type: "MultiPolygon" as const, coordinates: polygons };
        this.#keepFeature(featureRow(this.#reading.importId, -area.id, area.class, area.names, geometry));
      }
      if (open.length > 0) {
        const lines = open.map((line) => ({ nodeIds: [], line }));
        this.#keepShores(-area.id, area.class, area.names, lines);
      }
      if (this.#featureRows.length >= BATCH_ROWS) await this.#store();
    }
    await this.#store();
  }

  async #storeGates(): Promise<void> {
    const rows = [...this.#gates].filter(([id]) => this.#gatesOnStreets.has(id)).map(([, row]) => row);
    this.#rowsKept += await insertRows(this.#reading.db, "gates", GATE_COLUMNS, rows);
  }

  async #store(): Promise<void> {
    const { db } = this.#reading;
    this.#rowsKept += await insertRows(db, "streets", STREET_COLUMNS, this.#streetRows);
    this.#rowsKept += await insertRows(db, "features", FEATURE_COLUMNS, this.#featureRows);
    this.#streetRows = [];
    this.#featureRows = [];
  }

  #warn(): void {
    const { streets, walkersWays, clippedStreets, walkableStreets } = this.#count;
    if (clippedStreets > 0) {
      this.#reading.warn(
        `${clippedStreets} streets of ${this.#fileName} lack some of their nodes, as at the edge of an extract: the stretches that are there are kept. Near the edge of the file walks may end too early.`,
      );
    }
    if (walkableStreets === 0) {
      this.#reading.warn(
        `None of the ${streets} streets of ${this.#fileName} may be walked on: nothing will be within reach.`,
      );
    } else if (walkersWays === 0 && streets >= ENOUGH_STREETS_TO_JUDGE) {
      this.#reading.warn(
        `${this.#fileName} holds roads but no footways, paths or steps: walks will come out longer than they are. Use a complete extract where there is one.`,
      );
    }
  }

  #details(): Record<string, unknown> {
    return {
      ...this.#file.counts,
      streets: this.#count.streets,
      walkableStreets: this.#count.walkableStreets,
      walkableKilometres: Math.round(this.#walkableMetres) / 1000,
      gates: this.#gatesOnStreets.size,
      features: Object.fromEntries(this.#layers),
      barriers: Object.fromEntries(this.#barriers),
      clippedStreets: this.#count.clippedStreets,
      streetsWithoutLine: this.#count.streetsWithoutLine,
      clippedAreas: this.#count.clippedAreas,
      repeatedWays: this.#count.repeatedWays,
      conditionalAccess: this.#count.conditionalAccess,
      otherHighways: Object.fromEntries(this.#otherHighways),
      bounds: this.#bounds,
      dataTime: this.#file.dataTime,
    };
  }
}

/** How often each id occurs that occurs more than once. */
function repeated(sortedIds: Float64Array): Map<number, number> {
  const copies = new Map<number, number>();
  for (let i = 1; i < sortedIds.length; i++) {
    const id = sortedIds[i] as number;
    if (id === sortedIds[i - 1]) copies.set(id, (copies.get(id) ?? 1) + 1);
  }
  return copies;
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function lengthMetres(line: readonly Position[]): number {
  let metres = 0;
  for (let i = 1; i < line.length; i++) {
    const [lon1 = 0, lat1 = 0] = line[i - 1] ?? [];
    const [lon2 = 0, lat2 = 0] = line[i] ?? [];
    metres += distanceMetres(lon1, lat1, lon2, lat2);
  }
  return metres;
}
