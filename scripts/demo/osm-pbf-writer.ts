/**
 * Writes OpenStreetMap data as `.osm.pbf`: nodes (dense), ways and relations in blocks of 8,000, zlib-compressed, sorted by type
 * and id. Format: https://wiki.openstreetmap.org/wiki/PBF_Format. Compression is by a library in JavaScript, since the zlib of
 * the platform gives other bytes on other processors.
 */
import { zlibSync } from "fflate";
import { PbfWriter } from "pbf";

export type Tags = Readonly<Record<string, string>>;

export interface OsmNode {
  id: number;
  /** Degrees, at most 7 decimals. */
  lon: number;
  lat: number;
  tags: Tags;
}
export interface OsmWay {
  id: number;
  refs: readonly number[];
  tags: Tags;
}
export interface OsmRelation {
  id: number;
  members: readonly { type: "node" | "way" | "relation"; id: number; role: string }[];
  tags: Tags;
}
export interface OsmData {
  nodes: readonly OsmNode[];
  ways: readonly OsmWay[];
  relations: readonly OsmRelation[];
}

const BLOCK = 8_000;
const MEMBER_TYPES = ["node", "way", "relation"];

/** Index of each text of a block; 0 is reserved for the empty one. */
class StringTable {
  readonly texts: string[] = [""];
  private readonly index = new Map<string, number>();

  of(text: string): number {
    let i = this.index.get(text);
    if (i === undefined) {
      i = this.texts.push(text) - 1;
      this.index.set(text, i);
    }
    return i;
  }
}

/** Differences between neighbours, the first from 0. */
function deltas(numbers: readonly number[]): number[] {
  return numbers.map((n, i) => n - (i === 0 ? 0 : (numbers[i - 1] as number)));
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** One length-prefixed header and its compressed blob. */
function blob(type: string, raw: Uint8Array): Uint8Array[] {
  const body = new PbfWriter();
  body.writeVarintField(2, raw.length);
  body.writeBytesField(3, zlibSync(raw, { level: 9 }));
  const data = body.finish();
  const head = new PbfWriter();
  head.writeStringField(1, type);
  head.writeVarintField(3, data.length);
  const header = head.finish();
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, header.length);
  return [length, header, data];
}

function headerBlock(nodes: readonly OsmNode[], program: string): Uint8Array {
  const pbf = new PbfWriter();
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const { lon, lat } of nodes) {
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  const nano = (degrees: number) => Math.round(degrees * 1e7) * 100;
  pbf.writeMessage(
    1,
    (_, box) => {
      box.writeSVarintField(1, nano(west));
      box.writeSVarintField(2, nano(east));
      box.writeSVarintField(3, nano(north));
      box.writeSVarintField(4, nano(south));
    },
    null,
  );
  for (const feature of ["OsmSchema-V0.6", "DenseNodes"]) pbf.writeStringField(4, feature);
  pbf.writeStringField(5, "Sort.Type_then_ID");
  pbf.writeStringField(16, program);
  return pbf.finish();
}

/** One block; `write` puts the objects into the group and the texts into the table. */
function dataBlock(write: (group: PbfWriter, strings: StringTable) => void): Uint8Array {
  const strings = new StringTable();
  const group = new PbfWriter();
  write(group, strings);
  const pbf = new PbfWriter();
  pbf.writeMessage(
    1,
    (_, table) => {
      for (const text of strings.texts) table.writeBytesField(1, utf8(text));
    },
    null,
  );
  pbf.writeBytesField(2, group.finish());
  return pbf.finish();
}

function writeNodes(nodes: readonly OsmNode[], group: PbfWriter, strings: StringTable): void {
  // Granularity is the standard 100 nanodegrees, so a coordinate is a count of 1e-7 degrees.
  const unit = (degrees: number) => Math.round(degrees * 1e7);
  const keysAndValues: number[] = [];
  for (const { tags } of nodes) {
    for (const [k, v] of Object.entries(tags)) keysAndValues.push(strings.of(k), strings.of(v));
    keysAndValues.push(0);
  }
  group.writeMessage(
    2,
    (_, dense) => {
      dense.writePackedSVarint(1, deltas(nodes.map((n) => n.id)));
      dense.writePackedSVarint(8, deltas(nodes.map((n) => unit(n.lat))));
      dense.writePackedSVarint(9, deltas(nodes.map((n) => unit(n.lon))));
      dense.writePackedVarint(10, keysAndValues);
    },
    null,
  );
}

function writeTags(tags: Tags, pbf: PbfWriter, strings: StringTable): void {
  pbf.writePackedVarint(
    2,
    Object.keys(tags).map((k) => strings.of(k)),
  );
  pbf.writePackedVarint(
    3,
    Object.values(tags).map((v) => strings.of(v)),
  );
}

function writeWays(ways: readonly OsmWay[], group: PbfWriter, strings: StringTable): void {
  for (const way of ways) {
    group.writeMessage(
      3,
      (_, pbf) => {
        pbf.writeVarintField(1, way.id);
        writeTags(way.tags, pbf, strings);
        pbf.writePackedSVarint(8, deltas(way.refs));
      },
      null,
    );
  }
}

function writeRelations(relations: readonly OsmRelation[], group: PbfWriter, strings: StringTable): void {
  for (const relation of relations) {
    group.writeMessage(
      4,
      (_, pbf) => {
        pbf.writeVarintField(1, relation.id);
        writeTags(relation.tags, pbf, strings);
        pbf.writePackedVarint(
          8,
          relation.members.map((m) => strings.of(m.role)),
        );
        pbf.writePackedSVarint(9, deltas(relation.members.map((m) => m.id)));
        pbf.writePackedVarint(
          10,
          relation.members.map((m) => MEMBER_TYPES.indexOf(m.type)),
        );
      },
      null,
    );
  }
}

function inBlocks<T>(items: readonly T[], write: (part: readonly T[], group: PbfWriter, strings: StringTable) => void) {
  const blocks: Uint8Array[] = [];
  for (let i = 0; i < items.length; i += BLOCK) {
    blocks.push(dataBlock((group, strings) => write(items.slice(i, i + BLOCK), group, strings)));
  }
  return blocks;
}

/** The bytes of a `.osm.pbf`. Ids must be positive and rising within each type. */
export function writeOsmPbf(data: OsmData, program: string): Uint8Array {
  const blocks = [
    ...inBlocks(data.nodes, writeNodes),
    ...inBlocks(data.ways, writeWays),
    ...inBlocks(data.relations, writeRelations),
  ];
  const parts = [
    ...blob("OSMHeader", headerBlock(data.nodes, program)),
    ...blocks.flatMap((block) => blob("OSMData", block)),
  ];
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
