/**
 * Reads OpenStreetMap's PBF format, blob by blob, so that memory does not grow with the file. The format:
 * https://wiki.openstreetmap.org/wiki/PBF_Format – a length of 4 bytes (big endian), a BlobHeader of that length, a Blob;
 * the first blob is the header, the others are blocks of up to 8,000 elements. The bounding box of the header is never used: it
 * may be wrong.
 */
import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import { inflateSync, zstdDecompressSync } from "node:zlib";
import { PbfReader } from "pbf";
import { UnreadableFile } from "./importer.ts";
import { type Member, NO_TAGS, type OsmCounts, type OsmFile, type OsmVisitor, type Tags } from "./osm-elements.ts";

/** Limits of the format. */
const MAX_HEADER_BYTES = 64 * 1024;
const MAX_BLOB_BYTES = 32 * 1024 * 1024;

/** Which kinds of element a block holds, as bits. */
const NODES = 1;
const WAYS = 2;
const RELATIONS = 4;

const MEMBER_TYPES = ["node", "way", "relation"] as const;

/** Fields of Blob that hold the data: how it is packed, and the name for a message. */
const PACKINGS: Readonly<Record<number, { name: string; unpack: ((bytes: Uint8Array) => Uint8Array) | null }>> = {
  1: { name: "raw", unpack: (bytes) => bytes },
  3: { name: "zlib", unpack: (bytes) => inflateSync(bytes, { maxOutputLength: MAX_BLOB_BYTES }) },
  4: { name: "LZMA", unpack: null },
  5: { name: "bzip2", unpack: null },
  6: { name: "LZ4", unpack: null },
  7: { name: "Zstandard", unpack: (bytes) => zstdDecompressSync(bytes, { maxOutputLength: MAX_BLOB_BYTES }) },
};

/** What a file may require of its reader; LocationsOnWays and the like are optional and need nothing. */
const UNDERSTOOD_FEATURES = new Set(["OsmSchema-V0.6", "DenseNodes"]);

/** Something in the bytes is against the format; read() adds the file and the place. */
class Damaged extends Error {}

/** A PBF file; reading it throws UnreadableFile with what was found and what to do. */
export function openPbf(path: string): OsmFile {
  const name = basename(path);
  /** Of each block, once known: later readings pass over blocks that hold nothing they want. */
  const kindsOfBlock: number[] = [];
  let counts: OsmCounts = { nodes: 0, ways: 0, relations: 0 };
  let dataTime: string | null = null;

  async function* read(visitor: OsmVisitor): AsyncGenerator<number> {
    const wanted = (visitor.node ? NODES : 0) | (visitor.way ? WAYS : 0) | (visitor.relation ? RELATIONS : 0);
    const seen: OsmCounts = { nodes: 0, ways: 0, relations: 0 };
    let passedOver = false;
    const file = await open(path);
    try {
      const { size } = await file.stat();
      let at = 0;
      for (let block = 0; at < size; block++) {
        const header = await blobHeader(file, name, at, size);
        const known = kindsOfBlock[block];
        if (known !== undefined && (known & wanted) === 0) {
          passedOver = true;
        } else if (header.type === "OSMHeader" || header.type === "OSMData") {
          const blob = await bytesAt(file, name, header.dataAt, header.dataSize, size);
          try {
            const bytes = unpack(name, blob);
            if (header.type === "OSMHeader") dataTime = readHeader(name, bytes) ?? dataTime;
            else kindsOfBlock[block] = readBlock(bytes, visitor, seen);
          } catch (error) {
            throw damaged(name, at, error);
          }
        }
        at = header.dataAt + header.dataSize;
        yield at / size;
      }
      if (!passedOver) counts = seen;
    } finally {
      await file.close();
    }
  }

  return {
    get counts() {
      return counts;
    },
    get dataTime() {
      return dataTime;
    },
    line: null,
    read,
  };
}

function notPbf(name: string): UnreadableFile {
  return new UnreadableFile(
    `${name} is not an OpenStreetMap file: it starts neither as PBF nor as XML does. Give an .osm.pbf, or XML as .osm, .osm.gz or .osm.bz2.`,
  );
}

function damaged(name: string, at: number, error: unknown): unknown {
  if (error instanceof UnreadableFile) return error;
  const isOfZlib = error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
  // pbf throws plain errors with these words, and RangeErrors where a value ends beyond the block.
  const isOfPbf = error instanceof Error && /^(?:Unimplemented type|Expected varint)/.test(error.message);
  if (!(error instanceof Damaged || error instanceof RangeError || isOfZlib || isOfPbf)) return error;
  return new UnreadableFile(
    `${name} is damaged in the block at byte ${at} (${(error as Error).message}): download or export it again.`,
    { cause: error },
  );
}

async function bytesAt(file: FileHandle, name: string, at: number, count: number, size: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(count), 0, count, at);
  if (bytesRead < count) {
    throw new UnreadableFile(
      `${name} is cut off: at byte ${at} ${count} bytes should follow, but the file ends at byte ${size}. Download or copy it again.`,
    );
  }
  return buffer;
}

interface BlobHeader {
  type: string;
  dataAt: number;
  dataSize: number;
}

async function blobHeader(file: FileHandle, name: string, at: number, size: number): Promise<BlobHeader> {
  const length = (await bytesAt(file, name, at, 4, size)).readUInt32BE(0);
  if (length === 0 || length > MAX_HEADER_BYTES) {
    if (at === 0) throw notPbf(name);
    throw new UnreadableFile(
      `${name} is damaged at byte ${at} (a header of ${length} bytes): download or export it again.`,
    );
  }
  const pbf = new PbfReader(await bytesAt(file, name, at + 4, length, size));
  let type = "";
  let dataSize = -1;
  try {
    for (let field = pbf.nextField(); field; field = pbf.nextField()) {
      if (field === 1) type = pbf.readString();
      else if (field === 3) dataSize = pbf.readVarint();
    }
  } catch {
    dataSize = -1;
  }
  if (at === 0 && type !== "OSMHeader") throw notPbf(name);
  if (dataSize < 0 || dataSize > MAX_BLOB_BYTES || pbf.pos > length) {
    throw new UnreadableFile(`${name} is damaged at byte ${at} (no valid blob header): download or export it again.`);
  }
  return { type, dataAt: at + 4 + length, dataSize };
}

function unpack(name: string, blob: Uint8Array): Uint8Array {
  const pbf = new PbfReader(blob);
  let data: Uint8Array | null = null;
  let rawSize: number | null = null;
  for (let field = pbf.nextField(); field; field = pbf.nextField()) {
    const packing = PACKINGS[field];
    if (field === 2) {
      rawSize = pbf.readVarint();
    } else if (packing) {
      if (!packing.unpack) {
        throw new UnreadableFile(
          `${name} is packed with ${packing.name}, which is not read here: repack it, for example with "osmium cat ${name} -o new.osm.pbf".`,
        );
      }
      data = packing.unpack(pbf.readBytes());
    }
  }
  if (!data || pbf.pos > blob.length) throw new Damaged("a blob without data");
  if (rawSize !== null && data.length !== rawSize) {
    throw new Damaged(`a blob of ${data.length} bytes that should have ${rawSize}`);
  }
  return data;
}

/** Checks what the file requires and returns the time of its data, where given. */
function readHeader(name: string, bytes: Uint8Array): string | null {
  const pbf = new PbfReader(bytes);
  let seconds: number | null = null;
  for (let field = pbf.nextField(); field; field = pbf.nextField()) {
    if (field === 4) {
      const feature = pbf.readString();
      if (feature === "HistoricalInformation") {
        throw new UnreadableFile(
          `${name} is a history file: take the present state out of it with "osmium time-filter ${name} -o new.osm.pbf".`,
        );
      }
      if (!UNDERSTOOD_FEATURES.has(feature)) {
        throw new UnreadableFile(
          `${name} requires "${feature}", which is not read here: export it as plain OSM PBF 0.6.`,
        );
      }
    } else if (field === 32) {
      seconds = pbf.readVarint(true);
    }
  }
  return seconds === null ? null : new Date(seconds * 1000).toISOString();
}

/** The strings of a block, decoded when first used: most are never asked for. */
class Strings {
  readonly #bytes: Buffer;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #decoded: (string | undefined)[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  readTable(pbf: PbfReader): void {
    const end = pbf.readVarint() + pbf.pos;
    for (let field = pbf.nextField(end); field; field = pbf.nextField(end)) {
      if (field !== 1) continue;
      const length = pbf.readVarint();
      this.#starts.push(pbf.pos);
      pbf.pos += length;
      this.#ends.push(pbf.pos);
    }
  }

  at(index: number): string {
    const known = this.#decoded[index];
    if (known !== undefined) return known;
    const start = this.#starts[index];
    if (start === undefined) throw new Damaged(`string ${index} of a block with ${this.#starts.length} strings`);
    const text = this.#bytes.toString("utf8", start, this.#ends[index]);
    // Allowed by the format, meaningful nowhere, and refused by PostgreSQL.
    if (text.includes("\0")) throw new Damaged(`string ${index} holds a NUL character`);
    this.#decoded[index] = text;
    return text;
  }
}

/** What the decoders of elements need of their block. */
interface Block {
  pbf: PbfReader;
  strings: Strings;
  /** Units of 10⁻⁹ degrees. */
  granularity: number;
  latOffset: number;
  lonOffset: number;
  visitor: OsmVisitor;
  counts: OsmCounts;
}

/** Visits the elements of a block, counts them, and returns the kinds that it holds. */
function readBlock(bytes: Uint8Array, visitor: OsmVisitor, counts: OsmCounts): number {
  const pbf = new PbfReader(bytes);
  const strings = new Strings(bytes);
  const block: Block = { pbf, strings, granularity: 100, latOffset: 0, lonOffset: 0, visitor, counts };
  // Granularity and offsets stand after the groups that need them, so groups are read at the end.
  const groups: { start: number; end: number }[] = [];
  for (let field = pbf.nextField(); field; field = pbf.nextField()) {
    if (field === 1) {
      strings.readTable(pbf);
    } else if (field === 2) {
      const length = pbf.readVarint();
      const start = pbf.pos;
      pbf.pos = start + length;
      groups.push({ start, end: pbf.pos });
    } else if (field === 17) {
      block.granularity = pbf.readVarint();
    } else if (field === 19) {
      block.latOffset = pbf.readVarint(true);
    } else if (field === 20) {
      block.lonOffset = pbf.readVarint(true);
    }
  }
  if (pbf.pos > bytes.length) throw new Damaged("a block that ends too early");
  let kinds = 0;
  for (const { start, end } of groups) {
    pbf.pos = start;
    kinds |= readGroup(block, end);
  }
  return kinds;
}

function readGroup(block: Block, end: number): number {
  const { pbf, visitor, counts } = block;
  let kinds = 0;
  for (let field = pbf.nextField(end); field; field = pbf.nextField(end)) {
    if (field < 1 || field > 4) continue;
    const length = pbf.readVarint();
    const elementEnd = pbf.pos + length;
    if (elementEnd > end) throw new Damaged("an element that ends beyond its group");
    if (field === 1) {
      kinds |= NODES;
      counts.nodes++;
      if (visitor.node) readNode(block, elementEnd);
    } else if (field === 2) {
      kinds |= NODES;
      readDenseNodes(block, elementEnd);
    } else if (field === 3) {
      kinds |= WAYS;
      counts.ways++;
      if (visitor.way) readWay(block, elementEnd);
    } else {
      kinds |= RELATIONS;
      counts.relations++;
      if (visitor.relation) readRelation(block, elementEnd);
    }
    pbf.pos = elementEnd;
  }
  return kinds;
}

/** Degrees of a stored coordinate. Whole numbers of 10⁻⁹ degrees, divided once, give the same double as the decimal text of the XML format. */
function degrees(value: number, granularity: number, offset: number): number {
  return (offset + granularity * value) / 1e9;
}

function readNode(block: Block, end: number): void {
  const { pbf } = block;
  let id = 0;
  let lat = Number.NaN;
  let lon = Number.NaN;
  const keys: number[] = [];
  const values: number[] = [];
  for (let field = pbf.nextField(end); field; field = pbf.nextField(end)) {
    if (field === 1) id = pbf.readSVarint();
    else if (field === 2) pbf.readPackedVarint(keys);
    else if (field === 3) pbf.readPackedVarint(values);
    else if (field === 8) lat = degrees(pbf.readSVarint(), block.granularity, block.latOffset);
    else if (field === 9) lon = degrees(pbf.readSVarint(), block.granularity, block.lonOffset);
  }
  block.visitor.node?.(id, lon, lat, tagsOf(block, keys, values));
}

/** Columns of differences; the tags of all nodes stand in one list of key, value, key, value, 0. */
function readDenseNodes(block: Block, end: number): void {
  const { pbf, visitor, counts, granularity } = block;
  const ids: number[] = [];
  const lats: number[] = [];
  const lons: number[] = [];
  const keysValues: number[] = [];
  for (let field = pbf.nextField(end); field; field = pbf.nextField(end)) {
    if (field === 1) {
      if (visitor.node) pbf.readPackedSVarint(ids);
      else counts.nodes += countPacked(pbf);
    } else if (!visitor.node) {
    } else if (field === 8) {
      pbf.readPackedSVarint(lats);
    } else if (field === 9) {
      pbf.readPackedSVarint(lons);
    } else if (field === 10) {
      pbf.readPackedVarint(keysValues);
    }
  }
  if (!visitor.node) return;
  if (lats.length !== ids.length || lons.length !== ids.length) {
    throw new Damaged(`${ids.length} nodes with ${lats.length} latitudes and ${lons.length} longitudes`);
  }
  counts.nodes += ids.length;
  let id = 0;
  let lat = 0;
  let lon = 0;
  let at = 0;
  for (let i = 0; i < ids.length; i++) {
    id += ids[i] ?? 0;
    lat += lats[i] ?? 0;
    lon += lons[i] ?? 0;
    let tags = NO_TAGS;
    if (keysValues[at]) {
      const own = new Map<string, string>();
      for (; keysValues[at]; at += 2) {
        own.set(block.strings.at(keysValues[at] ?? 0), block.strings.at(keysValues[at + 1] ?? 0));
      }
      tags = own;
    }
    at++;
    visitor.node(id, degrees(lon, granularity, block.lonOffset), degrees(lat, granularity, block.latOffset), tags);
  }
}

/** How many numbers a packed field holds: the last byte of each has its high bit clear. */
function countPacked(pbf: PbfReader): number {
  const end = pbf.readPackedEnd();
  let count = 0;
  for (let at = pbf.pos; at < end; at++) if ((pbf.buf[at] ?? 0) < 0x80) count++;
  pbf.pos = end;
  return count;
}

function readWay(block: Block, end: number): void {
  const { pbf } = block;
  let id = 0;
  const keys: number[] = [];
  const values: number[] = [];
  const nodeIds: number[] = [];
  for (let field = pbf.nextField(end); field; field = pbf.nextField(end)) {
    if (field === 1) id = pbf.readVarint(true);
    else if (field === 2) pbf.readPackedVarint(keys);
    else if (field === 3) pbf.readPackedVarint(values);
    else if (field === 8) pbf.readPackedSVarint(nodeIds);
  }
  summed(nodeIds);
  block.visitor.way?.(id, nodeIds, tagsOf(block, keys, values));
}

function readRelation(block: Block, end: number): void {
  const { pbf } = block;
  let id = 0;
  const keys: number[] = [];
  const values: number[] = [];
  const roles: number[] = [];
  const refs: number[] = [];
  const types: number[] = [];
  for (let field = pbf.nextField(end); field; field = pbf.nextField(end)) {
    if (field === 1) id = pbf.readVarint(true);
    else if (field === 2) pbf.readPackedVarint(keys);
    else if (field === 3) pbf.readPackedVarint(values);
    else if (field === 8) pbf.readPackedVarint(roles);
    else if (field === 9) pbf.readPackedSVarint(refs);
    else if (field === 10) pbf.readPackedVarint(types);
  }
  summed(refs);
  const members = refs.map((ref, i): Member => {
    const type = MEMBER_TYPES[types[i] ?? -1];
    if (!type) throw new Damaged(`relation ${id} has a member of no known type`);
    return { type, ref, role: block.strings.at(roles[i] ?? 0) };
  });
  block.visitor.relation?.(id, members, tagsOf(block, keys, values));
}

/** Turns differences into values, in place. */
function summed(differences: number[]): void {
  for (let i = 1; i < differences.length; i++) differences[i] = (differences[i] ?? 0) + (differences[i - 1] ?? 0);
}

function tagsOf(block: Block, keys: readonly number[], values: readonly number[]): Tags {
  if (keys.length !== values.length) throw new Damaged(`${keys.length} keys with ${values.length} values`);
  if (keys.length === 0) return NO_TAGS;
  const tags = new Map<string, string>();
  keys.forEach((key, i) => {
    tags.set(block.strings.at(key), block.strings.at(values[i] ?? 0));
  });
  return tags;
}
