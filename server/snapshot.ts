/**
 * The network in a file beside the database, so that a start reads it instead of building it again. The file names what it was
 * made from by a key; one with another key is stale. It is checked throughout, so that a damaged file (a full disk, a
 * crash, a bad sector) is noticed and the network built again.
 *
 * Format: 40 bytes in front (magic, version, lengths, checksums; little-endian), a header as JSON (key and layout), then the blocks of
 * columns.ts one after another, as they lie in memory.
 */
import { createHash } from "node:crypto";
import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { endianness } from "node:os";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { blocksFor, type Layout, layoutOf, valueIn } from "./network/columns.ts";
import type { BuiltNetwork } from "./territory.ts";

const MAGIC = "walking\n";
/** Grows with every change of the format. */
const VERSION = 2;
const FRONT_BYTES = 40;
/** Bytes of the front: version, length of the header, checksum of front and header, checksum of the blocks, length of the blocks. */
const AT = { version: 8, headerBytes: 12, headerCheck: 16, contentCheck: 20, contentBytes: 24 };
/** One call reads or writes at most 2 GiB. */
const CHUNK = 2 ** 30;

interface Header {
  readonly key: string;
  readonly layout: Layout;
}

/**
 * Writes the snapshot of a key. What stood there before stays whole until the new file is complete.
 * @throws when the file cannot be written
 */
export function writeSnapshot(file: string, key: string, built: BuiltNetwork): void {
  refuseBigEndian();
  const { layout, columns } = layoutOf(built);
  const header = Buffer.from(JSON.stringify({ key, layout } satisfies Header));
  const chunks = chunksOf(layout, columns);
  const front = Buffer.alloc(FRONT_BYTES);
  front.write(MAGIC, "latin1");
  front.writeUInt32LE(VERSION, AT.version);
  front.writeUInt32LE(header.length, AT.headerBytes);
  front.writeUInt32LE(
    chunks.reduce((check, chunk) => crc32(chunk, check), 0),
    AT.contentCheck,
  );
  front.writeDoubleLE(sumOf(layout.blocks), AT.contentBytes);
  front.writeUInt32LE(crc32(header, crc32(front)), AT.headerCheck);

  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.new`;
  const handle = openSync(unfinished, "w", 0o600);
  try {
    for (const chunk of [front, header, ...chunks]) writeAll(handle, chunk);
    fsyncSync(handle);
  } catch (error) {
    closeSync(handle);
    rmSync(unfinished, { force: true });
    throw error;
  }
  closeSync(handle);
  renameSync(unfinished, file);
}

/** What a look for a snapshot gives. Only "damaged" is a surprise: "missing" and "stale" are how each first start and each import find it. */
export type Snapshot =
  | { readonly state: "whole"; readonly built: BuiltNetwork }
  | { readonly state: "missing" | "stale" | "damaged"; readonly reason: string };

/** Reads the snapshot of a key into shared memory. @throws when there is a file but it cannot be read */
export function readSnapshot(file: string, key: string): Snapshot {
  refuseBigEndian();
  let handle: number;
  try {
    handle = openSync(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return { state: "missing", reason: `There is no file ${file}.` };
  }
  try {
    return readOpen(handle, file, key);
  } finally {
    closeSync(handle);
  }
}

function readOpen(handle: number, file: string, key: string): Snapshot {
  const damaged = (how: string): Snapshot => ({ state: "damaged", reason: `${file} is damaged: ${how}.` });
  const bytes = fstatSync(handle).size;
  if (bytes < FRONT_BYTES) return damaged(`it has only ${bytes} bytes`);
  const front = new Uint8Array(FRONT_BYTES);
  readAll(handle, front, 0);
  const view = new DataView(front.buffer);
  if (Buffer.from(front).toString("latin1", 0, MAGIC.length) !== MAGIC) return damaged("it begins differently");
  const version = view.getUint32(AT.version, true);
  if (version !== VERSION) return { state: "stale", reason: `${file} has format ${version}, not ${VERSION}.` };
  const headerBytes = view.getUint32(AT.headerBytes, true);
  const contentBytes = view.getFloat64(AT.contentBytes, true);
  if (FRONT_BYTES + headerBytes + contentBytes !== bytes) return damaged(`it has ${bytes} bytes`);
  const headerCheck = view.getUint32(AT.headerCheck, true);
  view.setUint32(AT.headerCheck, 0, true);
  const header = new Uint8Array(headerBytes);
  readAll(handle, header, FRONT_BYTES);
  if (crc32(header, crc32(front)) !== headerCheck) return damaged("its header does not have the checksum written");
  const { key: storedKey, layout } = JSON.parse(Buffer.from(header).toString("utf8")) as Header;
  if (storedKey !== key) return { state: "stale", reason: `${file} was made from other imports.` };

  const blocks = blocksFor(layout);
  let position = FRONT_BYTES + headerBytes;
  let check = 0;
  for (const block of blocks) {
    for (let offset = 0; offset < block.byteLength; offset += CHUNK) {
      const chunk = new Uint8Array(block, offset, Math.min(CHUNK, block.byteLength - offset));
      readAll(handle, chunk, position);
      check = crc32(chunk, check);
      position += chunk.length;
    }
  }
  if (check !== view.getUint32(AT.contentCheck, true)) return damaged("its columns do not have the checksum written");
  return { state: "whole", built: valueIn(layout, blocks) as BuiltNetwork };
}

/**
 * The key of a network: what it is made from, and the files of the program and of its packages (the street index is one's own format) that make it.
 * So a new version of these builds the network again, and so does a database whose rows came from another import of the same file.
 */
export function snapshotKey(imports: readonly unknown[]): string {
  const hash = createHash("sha256").update(JSON.stringify(imports));
  const folder = import.meta.dirname;
  const files = readdirSync(join(folder, "network")).map((name) => join("network", name));
  const reading = ["database/geometry.ts", "database/network-rows.ts", "../package-lock.json"];
  for (const file of ["geo.ts", "snapshot.ts", "territory.ts", "words.ts", ...reading, ...files].sort()) {
    hash.update(readFileSync(join(folder, file)));
  }
  return hash.digest("hex");
}

/** All bytes of the blocks in order, what lies between columns as zeros. */
function chunksOf({ places, blocks }: Layout, columns: readonly Uint8Array[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  blocks.forEach((bytes, block) => {
    let at = 0;
    const fillTo = (offset: number): void => {
      if (offset > at) chunks.push(new Uint8Array(offset - at));
      at = offset;
    };
    places.forEach((place, i) => {
      if (place.block !== block) return;
      fillTo(place.offset);
      for (let offset = 0; offset < columns[i].length; offset += CHUNK) {
        chunks.push(columns[i].subarray(offset, offset + CHUNK));
      }
      at += columns[i].length;
    });
    fillTo(bytes);
  });
  return chunks;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function writeAll(handle: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done, bytes.length - done);
}

function readAll(handle: number, into: Uint8Array, position: number): void {
  for (let done = 0; done < into.length; ) {
    const read = readSync(handle, into, done, into.length - done, position + done);
    if (read === 0) throw new Error("The snapshot of the network became shorter while it was being read.");
    done += read;
  }
}

/** Columns are stored as they lie in memory. */
function refuseBigEndian(): void {
  if (endianness() !== "LE")
    throw new Error("Snapshots need a little-endian processor, as all that Node 24 supports but IBM Z are.");
}
