/**
 * Imports streets, and what the map and the straight legs need beside them, from an OpenStreetMap file. The file is read
 * four times, so that memory holds the needed nodes as columns and little else, whatever the order of the elements:
 *
 * 1. relations: which multipolygons are wanted, and of which ways they consist;
 * 2. ways: which nodes are needed;
 * 3. nodes: where these lie, which are gates, which are places;
 * 4. ways again: rows, stored in batches; the multipolygons and gates at the end.
 */
import { basename } from "node:path";
import type { Position } from "geojson";
import { insertRows } from "../database/insert.ts";
import { type Bounds, distanceMetres } from "../geo.ts";
import { gateAccess, streetKind } from "./access.ts";
import { areaClass, type FeatureClass, lineClass, placeClass } from "./features.ts";
import { type Importer, type Reading, type ReadingResult, UnreadableFile } from "./importer.ts";
import { Multipolygons } from "./multipolygons.ts";
import { NodeColumns, NumberList } from "./node-columns.ts";
import { openOsm } from "./osm.ts";
import type { OsmFile, OsmVisitor, Tags } from "./osm-elements.ts";
import type { Stretch } from "./rings.ts";
import {
  FEATURE_COLUMNS,
  type FeatureRow,
  featureRow,
  GATE_COLUMNS,
  type GateRow,
  knownStretches,
  type NameColumns,
  named,
  STREET_COLUMNS,
  type StreetRow,
  streetRows,
} from "./street-rows.ts";

/** Rows held before they are stored. */
const BATCH_ROWS = 5_000;

/** No two neighbouring nodes of a way lie farther apart; where they do, one was lost (mostly to 0, 0). Metres. */
const MOST_METRES_BETWEEN_NODES = 100_000;

/** A file with at least this many streets and no way for walkers alone holds roads only. */
const ENOUGH_STREETS_TO_JUDGE = 200;
const WALKERS_WAYS: ReadonlySet<string> = new Set(["footway", "path", "steps", "pedestrian"]);

/** Kind "streets": see the contract in importer.ts. */
export const importStreets: Importer = async (reading) => {
  if (reading.coordinates !== "wgs84") {
    throw new UnreadableFile(
      `${basename(reading.path)} is an OpenStreetMap file, and these are always in WGS-84: import it with the coordinate system wgs84, not ${reading.coordinates}.`,
    );
  }
  return new StreetsImport(reading, await openOsm(reading.path)).run();
};

class StreetsImport {
  readonly #reading: Reading;
  readonly #file: OsmFile;
  readonly #fileName: string;

  readonly #multipolygons = new Multipolygons();
  #nodes = new NodeColumns(new NumberList());
  readonly #gates = new Map<number, GateRow>();
  readonly #gatesOnStreets = new Set<number>();
  /** Of ways that the file holds several times: how many are still to come. Only the last is stored. */
  #copies = new Map<number, number>();

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
  readonly #features: Record<string, number> = {};
  readonly #barriers: Record<string, number> = {};
  /** Values of highway that are no streets. */
  readonly #otherHighways = new Map<string, number>();
  readonly #bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity];

  constructor(reading: Reading, file: OsmFile) {
    this.#reading = reading;
    this.#file = file;
    this.#fileName = basename(reading.path);
  }

  async run(): Promise<ReadingResult> {
    await this.#read("reading", 0, 0.1, {
      relation: (id, members, tags) => this.#multipolygons.addRelation(id, members, tags),
    });
    await this.#planWays();
    await this.#read("reading", 0.25, 0.45, { node: (id, lon, lat, tags) => this.#readNode(id, lon, lat, tags) });
    await this.#read("storing", 0.45, 0.95, { way: (id, nodeIds, tags) => this.#readWay(id, nodeIds, tags) });
    const { nodes, ways, relations } = this.#file.counts;
    if (this.#count.streets === 0) {
      throw new UnreadableFile(
        `${this.#fileName} holds no streets: of its ${ways} ways none is a street with nodes that the file holds too. Give an extract with roads and paths.`,
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

  async #planWays(): Promise<void> {
    const neededNodes = new NumberList();
    const storedWays = new NumberList();
    await this.#read("reading", 0.1, 0.25, {
      way: (id, nodeIds, tags) => {
        const isMember = this.#multipolygons.addWay(id, nodeIds, tags);
        const isStored = isWanted(tags);
        if (isStored) storedWays.push(id);
        if (isStored || isMember) for (const nodeId of nodeIds) neededNodes.push(nodeId);
      },
    });
    this.#copies = repeated(storedWays.sorted());
    this.#nodes = new NodeColumns(neededNodes);
  }

  #readNode(id: number, lon: number, lat: number, tags: Tags): void {
    const place = tags.size > 0 ? placeClass(tags) : null;
    const at = this.#nodes.find(id);
    if (!place && at === -1) return;
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) {
      const [field, value] = Math.abs(lat) <= 90 ? ["lon", lon] : ["lat", lat];
      this.#reading.refuse({
        line: this.#file.line,
        field,
        value: Number.isNaN(value) ? null : String(value),
        problem: `Node ${id} has no place on the earth.`,
        remedy: "Correct the node, or export the file again.",
      });
      return;
    }
    if (at !== -1) {
      this.#nodes.lon[at] = lon;
      this.#nodes.lat[at] = lat;
      const gate = tags.size > 0 ? gateAccess(tags) : null;
      if (gate) this.#gates.set(id, { import_id: this.#reading.importId, node_id: id, ...gate });
    }
    if (place) this.#keepFeature(id, place, named(tags), { type: "Point", coordinates: [lon, lat] });
  }

  #readWay(id: number, nodeIds: readonly number[], tags: Tags): void {
    const highway = streetKind(tags);
    if (highway === null) this.#countOtherHighway(tags);
    if (!isWanted(tags)) return;
    const copies = this.#copies.get(id) ?? 1;
    if (copies > 1) {
      this.#copies.set(id, copies - 1);
      this.#count.repeatedWays++;
      return;
    }
    const { stretches, missing } = knownStretches(nodeIds, this.#nodes);
    if (this.#refuseTorn(id, stretches)) return;
    if (highway !== null) this.#keepStreet(id, highway, tags, stretches, missing);
    const isClosed = nodeIds.length >= 4 && nodeIds[0] === nodeIds.at(-1);
    const area = areaClass(tags);
    const line = lineClass(tags);
    if (area && !this.#multipolygons.draws(id)) {
      const ring = stretches[0]?.line ?? [];
      if (isClosed && missing === 0 && ring.length >= 4) {
        this.#keepFeature(id, area, named(tags), { type: "Polygon", coordinates: [[...ring]] });
      } else {
        this.#keepShores(
          id,
          area,
          named(tags),
          stretches.map((stretch) => stretch.line),
        );
      }
    }
    // A river mapped as an area is no line; the railway around a railway yard is one.
    if (line && !(isClosed && area?.layer === line.layer)) {
      this.#keepLines(
        id,
        line,
        named(tags),
        stretches.map((stretch) => stretch.line),
      );
    }
  }

  /** Refuses a way with a step that no way has: it would be a street, or a shore, across half the earth. */
  #refuseTorn(id: number, stretches: readonly Stretch[]): boolean {
    for (const { nodeIds, line } of stretches) {
      for (let i = 1; i < line.length; i++) {
        const metres = stepMetres(line, i);
        if (metres <= MOST_METRES_BETWEEN_NODES) continue;
        this.#reading.refuse({
          line: this.#file.line,
          field: "way",
          value: String(id),
          problem: `Its neighbouring nodes ${nodeIds[i - 1]} and ${nodeIds[i]} lie ${Math.round(metres / 1000)} km apart.`,
          remedy: "Correct or remove the node that lies wrong, or leave the way out with --keep-good.",
        });
        return true;
      }
    }
    return false;
  }

  #countOtherHighway(tags: Tags): void {
    const highway = tags.get("highway");
    if (highway !== undefined) this.#otherHighways.set(highway, (this.#otherHighways.get(highway) ?? 0) + 1);
  }

  #keepStreet(id: number, highway: string, tags: Tags, stretches: readonly Stretch[], missing: number): void {
    const count = this.#count;
    if (missing > 0) count.clippedStreets++;
    const rows = streetRows(this.#reading.importId, id, highway, tags, stretches);
    const [row] = rows;
    if (!row) {
      count.streetsWithoutLine++;
      return;
    }
    this.#streetRows.push(...rows);
    count.streets++;
    if (tags.has("foot:conditional") || tags.has("access:conditional")) count.conditionalAccess++;
    if (WALKERS_WAYS.has(highway)) count.walkersWays++;
    if (row.barrier) increment(this.#barriers, "expressway");
    if (row.foot !== 0) count.walkableStreets++;
    for (const { nodeIds, line } of stretches) {
      if (row.foot !== 0) this.#walkableMetres += lengthMetres(line);
      for (const nodeId of nodeIds) if (this.#gates.has(nodeId)) this.#gatesOnStreets.add(nodeId);
      for (const position of line) extend(this.#bounds, position);
    }
  }

  /** What is left of an area that does not close: the edge of water still stops a walk, of other land nothing is drawn. */
  #keepShores(osmId: number, area: FeatureClass, names: NameColumns, lines: readonly (readonly Position[])[]): void {
    this.#count.clippedAreas++;
    if (area.barrier) this.#keepLines(osmId, area, names, lines);
  }

  #keepLines(osmId: number, line: FeatureClass, names: NameColumns, lines: readonly (readonly Position[])[]): void {
    for (const coordinates of lines)
      this.#keepFeature(osmId, line, names, { type: "LineString", coordinates: [...coordinates] });
  }

  #keepFeature(
    osmId: number,
    type: FeatureClass,
    names: NameColumns,
    geometry: Parameters<typeof featureRow>[4],
  ): void {
    increment(this.#features, type.layer);
    if (type.barrier) increment(this.#barriers, type.barrier);
    this.#featureRows.push(featureRow(this.#reading.importId, osmId, type, names, geometry));
  }

  async #storeMultipolygons(): Promise<void> {
    for (const { id, class: area, names, geometry, open } of this.#multipolygons.assembled(this.#nodes)) {
      this.#reading.signal.throwIfAborted();
      if (geometry) this.#keepFeature(-id, area, names, geometry);
      if (open.length > 0) this.#keepShores(-id, area, names, open);
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
    const { walkersWays: _, ...counts } = this.#count;
    return {
      ...this.#file.counts,
      ...counts,
      walkableKilometres: Math.round(this.#walkableMetres) / 1000,
      gates: this.#gatesOnStreets.size,
      features: this.#features,
      barriers: this.#barriers,
      otherHighways: Object.fromEntries(this.#otherHighways),
      bounds: this.#bounds,
      dataTime: this.#file.dataTime,
    };
  }
}

/** True for ways that are stored in some form. */
function isWanted(tags: Tags): boolean {
  return streetKind(tags) !== null || lineClass(tags) !== null || areaClass(tags) !== null;
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

function increment(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

function extend(bounds: Bounds, [lon = Number.NaN, lat = Number.NaN]: Position): void {
  if (lon < bounds[0]) bounds[0] = lon;
  if (lat < bounds[1]) bounds[1] = lat;
  if (lon > bounds[2]) bounds[2] = lon;
  if (lat > bounds[3]) bounds[3] = lat;
}

function lengthMetres(line: readonly Position[]): number {
  let metres = 0;
  for (let i = 1; i < line.length; i++) metres += stepMetres(line, i);
  return metres;
}

/** From the position before to position i. */
function stepMetres(line: readonly Position[], i: number): number {
  const [lon1 = 0, lat1 = 0] = line[i - 1] ?? [];
  const [lon2 = 0, lat2 = 0] = line[i] ?? [];
  return distanceMetres(lon1, lat1, lon2, lat2);
}
