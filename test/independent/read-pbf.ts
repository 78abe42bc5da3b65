/**
 * A tiny reader of OpenStreetMap PBF files for the independent check: all of a small file at once, as plain objects.
 * Written from the wiki's page "PBF Format" and apart from the product's own reader, so that neither repeats a mistake of
 * the other. Only the decoding of protocol buffers is a library's.
 */
import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { PbfReader } from "pbf";

export type Tags = Readonly<Record<string, string>>;

export interface OsmNode {
  readonly lon: number;
  readonly lat: number;
  readonly tags: Tags;
}

export interface OsmWay {
  readonly id: number;
  readonly nodes: readonly number[];
  readonly tags: Tags;
}

export interface OsmRelation {
  readonly id: number;
  /** Ids of the members that are ways, whatever their role. */
  readonly ways: readonly number[];
  readonly tags: Tags;
}

export interface OsmFile {
  readonly nodes: Map<number, OsmNode>;
  readonly ways: Map<number, OsmWay>;
  readonly relations: OsmRelation[];
}

/** Reads a whole file. Throws where a block is neither raw nor compressed by zlib; the extracts of the tests are all zlib. */
export function readPbf(path: string): OsmFile {
  const bytes = readFileSync(path);
  const file: OsmFile = { nodes: new Map(), ways: new Map(), relations: [] };
  let at = 0;
  while (at < bytes.length) {
    const headerEnd = at + 4 + bytes.readUInt32BE(at);
    let type = "";
    let size = 0;
    new PbfReader(bytes.subarray(at + 4, headerEnd)).readFields((field, _, pbf) => {
      if (field === 1) type = pbf.readString();
      else if (field === 3) size = pbf.readVarint();
    }, null);
    at = headerEnd + size;
    if (type === "OSMData") readBlock(blobOf(bytes.subarray(headerEnd, at)), file);
  }
  return file;
}

function blobOf(bytes: Uint8Array): Uint8Array {
  let content: Uint8Array | null = null;
  new PbfReader(bytes).readFields((field, _, pbf) => {
    if (field === 1) content = pbf.readBytes();
    else if (field === 3) content = inflateSync(pbf.readBytes());
  }, null);
  if (content === null) throw new Error("A block of the PBF file is neither raw nor zlib.");
  return content;
}

/** What all elements of a block share. */
interface Block {
  readonly strings: string[];
  /** Nanodegrees of one unit of a coordinate, and of the origin. */
  granularity: number;
  lonOffset: number;
  latOffset: number;
}

function readBlock(bytes: Uint8Array, file: OsmFile): void {
  const block: Block = { strings: [], granularity: 100, lonOffset: 0, latOffset: 0 };
  const groups: Uint8Array[] = [];
  new PbfReader(bytes).readFields((field, _, pbf) => {
    if (field === 1) {
      pbf.readMessage((_field, _result, table) => {
        block.strings.push(table.readString());
      }, null);
    } else if (field === 2) groups.push(pbf.readBytes());
    else if (field === 17) block.granularity = pbf.readVarint();
    else if (field === 19) block.latOffset = pbf.readVarint(true);
    else if (field === 20) block.lonOffset = pbf.readVarint(true);
  }, null);
  for (const group of groups) {
    new PbfReader(group).readFields((field, _, pbf) => {
      if (field === 1) readNode(pbf.readBytes(), block, file);
      else if (field === 2) readDenseNodes(pbf.readBytes(), block, file);
      else if (field === 3) readWay(pbf.readBytes(), block, file);
      else if (field === 4) readRelation(pbf.readBytes(), block, file);
    }, null);
  }
}

function readNode(bytes: Uint8Array, block: Block, file: OsmFile): void {
  let [id, lon, lat] = [0, 0, 0];
  const keys: number[] = [];
  const values: number[] = [];
  new PbfReader(bytes).readFields((field, _, pbf) => {
    if (field === 1) id = pbf.readSVarint();
    else if (field === 2) pbf.readPackedVarint(keys);
    else if (field === 3) pbf.readPackedVarint(values);
    else if (field === 8) lat = pbf.readSVarint();
    else if (field === 9) lon = pbf.readSVarint();
  }, null);
  file.nodes.set(id, { ...degreesOf(lon, lat, block), tags: tagsOf(keys, values, block) });
}

function readDenseNodes(bytes: Uint8Array, block: Block, file: OsmFile): void {
  const ids: number[] = [];
  const lons: number[] = [];
  const lats: number[] = [];
  const keysAndValues: number[] = [];
  new PbfReader(bytes).readFields((field, _, pbf) => {
    if (field === 1) pbf.readPackedSVarint(ids);
    else if (field === 8) pbf.readPackedSVarint(lats);
    else if (field === 9) pbf.readPackedSVarint(lons);
    else if (field === 10) pbf.readPackedVarint(keysAndValues);
  }, null);
  // Each number is the difference from the one before; tags are key, value, key, value … and a 0 after each node.
  let [id, lon, lat, next] = [0, 0, 0, 0];
  for (let i = 0; i < ids.length; i++) {
    id += ids[i];
    lon += lons[i];
    lat += lats[i];
    const tags: Record<string, string> = {};
    while (next < keysAndValues.length && keysAndValues[next] !== 0) {
      tags[block.strings[keysAndValues[next]]] = block.strings[keysAndValues[next + 1]];
      next += 2;
    }
    next += 1;
    file.nodes.set(id, { ...degreesOf(lon, lat, block), tags });
  }
}

function readWay(bytes: Uint8Array, block: Block, file: OsmFile): void {
  let id = 0;
  const keys: number[] = [];
  const values: number[] = [];
  const differences: number[] = [];
  new PbfReader(bytes).readFields((field, _, pbf) => {
    if (field === 1) id = pbf.readVarint();
    else if (field === 2) pbf.readPackedVarint(keys);
    else if (field === 3) pbf.readPackedVarint(values);
    else if (field === 8) pbf.readPackedSVarint(differences);
  }, null);
  file.ways.set(id, { id, nodes: sums(differences), tags: tagsOf(keys, values, block) });
}

function readRelation(bytes: Uint8Array, block: Block, file: OsmFile): void {
  let id = 0;
  const keys: number[] = [];
  const values: number[] = [];
  const differences: number[] = [];
  const types: number[] = [];
  new PbfReader(bytes).readFields((field, _, pbf) => {
    if (field === 1) id = pbf.readVarint();
    else if (field === 2) pbf.readPackedVarint(keys);
    else if (field === 3) pbf.readPackedVarint(values);
    else if (field === 9) pbf.readPackedSVarint(differences);
    else if (field === 10) pbf.readPackedVarint(types);
  }, null);
  const way = 1;
  const ways = sums(differences).filter((_, i) => types[i] === way);
  file.relations.push({ id, ways, tags: tagsOf(keys, values, block) });
}

function sums(differences: readonly number[]): number[] {
  let sum = 0;
  return differences.map((difference) => {
    sum += difference;
    return sum;
  });
}

function degreesOf(lon: number, lat: number, block: Block): { lon: number; lat: number } {
  return {
    lon: (block.lonOffset + block.granularity * lon) * 1e-9,
    lat: (block.latOffset + block.granularity * lat) * 1e-9,
  };
}

function tagsOf(keys: readonly number[], values: readonly number[], { strings }: Block): Tags {
  return Object.fromEntries(keys.map((key, i) => [strings[key], strings[values[i]]]));
}
