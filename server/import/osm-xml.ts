/**
 * Reads OpenStreetMap's XML (https://wiki.openstreetmap.org/wiki/OSM_XML), plain or packed, as a stream. Elements may come
 * in any order; those that an editor marked as deleted are left out.
 */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { PassThrough, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { SaxesParser } from "saxes";
import unbzip2Stream from "unbzip2-stream";
import { UnreadableFile } from "./importer.ts";
import { type Member, NO_TAGS, type OsmCounts, type OsmFile, type OsmVisitor } from "./osm-elements.ts";

export type XmlPacking = "none" | "gzip" | "bzip2";

/** Pieces of text handed to the parser at once: some milliseconds of work. */
const PIECE_BYTES = 256 * 1024;

/** An XML file; reading it throws UnreadableFile with line, what was found and what to do. */
export function openXml(path: string, packing: XmlPacking): OsmFile {
  const name = basename(path);
  let counts: OsmCounts = { nodes: 0, ways: 0, relations: 0 };
  let dataTime: string | null = null;
  let line: number | null = null;

  async function* read(visitor: OsmVisitor): AsyncGenerator<number> {
    const { size } = await stat(path);
    const parser = new ElementParser(name, visitor, (at) => {
      line = at;
    });
    // fatal: bytes that are no UTF-8 are an error, not question marks in names.
    const decoder = new TextDecoder("utf-8", { fatal: true });
    const source = createReadStream(path);
    const bytes = unpacked(source, packing);
    let unpackError: unknown = null;
    bytes.on("error", (error) => {
      unpackError = error;
    });
    try {
      for await (const chunk of bytes as AsyncIterable<Buffer>) {
        for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
          parser.write(decoder.decode(chunk.subarray(at, at + PIECE_BYTES), { stream: true }));
          yield Math.min(1, source.bytesRead / size);
        }
      }
      parser.write(decoder.decode());
      parser.close();
    } catch (error) {
      throw error === unpackError ? notUnpacked(name, packing, error) : notDecoded(name, parser.line, error);
    } finally {
      bytes.destroy();
      source.destroy();
    }
    counts = parser.counts;
    dataTime = parser.dataTime ?? dataTime;
    line = null;
  }

  return {
    get counts() {
      return counts;
    },
    get dataTime() {
      return dataTime;
    },
    get line() {
      return line;
    },
    read,
  };
}

function unpacked(source: Readable, packing: XmlPacking): Readable {
  if (packing === "none") return source;
  // The bzip2 unpacker is a stream of the old style, which async iteration takes for closed before its end: it ends in a PassThrough.
  const unpacker = packing === "gzip" ? createGunzip() : unbzip2Stream();
  const bytes = new PassThrough();
  source.on("error", (error) => bytes.destroy(error));
  unpacker.on("error", (error) => bytes.destroy(error));
  source.pipe(unpacker).pipe(bytes);
  return bytes;
}

/** The file itself cannot be read or unpacked; an error of the disk passes as it is. */
function notUnpacked(name: string, packing: XmlPacking, error: unknown): unknown {
  if (packing === "none" || !(error instanceof Error) || "syscall" in error) return error;
  const found = /unexpected end|prematurely/.test(error.message) ? "is cut off" : "is damaged";
  return new UnreadableFile(`${name} ${found} (${packing}: ${error.message}): download or export it again.`, {
    cause: error,
  });
}

function notDecoded(name: string, line: number, error: unknown): unknown {
  if (!(error instanceof TypeError && "code" in error && error.code === "ERR_ENCODING_INVALID_ENCODED_DATA"))
    return error;
  return new UnreadableFile(`${name}, near line ${line}, is not UTF-8, as OpenStreetMap files are: export it again.`, {
    cause: error,
  });
}

/** Turns XML events into elements. */
class ElementParser {
  readonly counts: OsmCounts = { nodes: 0, ways: 0, relations: 0 };
  dataTime: string | null = null;

  readonly #name: string;
  readonly #visitor: OsmVisitor;
  readonly #parser = new SaxesParser<{ xmlns: false; position: true }>({ xmlns: false, position: true });
  readonly #atLine: (line: number) => void;

  /** Open elements, from the root. */
  #depth = 0;
  /** The element being read, unless it is deleted or of no interest. */
  #element: "node" | "way" | "relation" | null = null;
  #id = 0;
  #lon = Number.NaN;
  #lat = Number.NaN;
  #tags: Map<string, string> | null = null;
  #nodeIds: number[] = [];
  #members: Member[] = [];

  constructor(name: string, visitor: OsmVisitor, atLine: (line: number) => void) {
    this.#name = name;
    this.#visitor = visitor;
    this.#atLine = atLine;
    this.#parser.on("error", (error) => {
      throw this.#wrong(`is not valid XML (${error.message.replace(/^\d+:\d+: /, "")})`);
    });
    this.#parser.on("xmldecl", ({ encoding }) => {
      if (encoding && !/^utf-?8$/i.test(encoding)) throw this.#wrong(`is in ${encoding}, not in UTF-8`);
    });
    this.#parser.on("opentag", ({ name: tag, attributes }) => this.#open(tag, attributes));
    this.#parser.on("closetag", () => this.#close());
  }

  get line(): number {
    return this.#parser.line;
  }

  write(text: string): void {
    this.#parser.write(text);
  }

  close(): void {
    this.#parser.close();
  }

  #wrong(found: string): UnreadableFile {
    return new UnreadableFile(`${this.#name}, line ${this.line}, ${found}: download or export the file again.`);
  }

  #open(tag: string, attributes: Record<string, string>): void {
    this.#depth++;
    if (this.#depth === 1) {
      if (tag !== "osm") throw this.#wrong(`starts with <${tag}> where OpenStreetMap files start with <osm>`);
    } else if (this.#depth === 2) {
      if (tag === "node" || tag === "way" || tag === "relation") this.#start(tag, attributes);
      else if (tag === "meta" && attributes.osm_base) this.dataTime = attributes.osm_base;
    } else if (this.#element) {
      if (tag === "tag") {
        this.#tags ??= new Map();
        this.#tags.set(this.#needed(attributes, "k", tag), this.#needed(attributes, "v", tag));
      } else if (tag === "nd" && this.#element === "way") {
        this.#nodeIds.push(this.#integer(attributes, "ref", tag));
      } else if (tag === "member" && this.#element === "relation") {
        const type = this.#needed(attributes, "type", tag);
        if (type !== "node" && type !== "way" && type !== "relation") {
          throw this.#wrong(`has a <member> of type "${type}", which is neither node, way nor relation`);
        }
        this.#members.push({ type, ref: this.#integer(attributes, "ref", tag), role: attributes.role ?? "" });
      }
    }
  }

  #start(tag: "node" | "way" | "relation", attributes: Record<string, string>): void {
    if (attributes.visible === "false" || attributes.action === "delete") return;
    this.counts[`${tag}s`]++;
    if (!this.#visitor[tag]) return;
    this.#element = tag;
    this.#id = this.#integer(attributes, "id", tag);
    this.#lon = decimal(attributes.lon);
    this.#lat = decimal(attributes.lat);
    this.#tags = null;
    this.#nodeIds = [];
    this.#members = [];
    this.#atLine(this.line);
  }

  #close(): void {
    this.#depth--;
    if (this.#depth !== 1 || !this.#element) return;
    const tags = this.#tags ?? NO_TAGS;
    if (this.#element === "node") this.#visitor.node?.(this.#id, this.#lon, this.#lat, tags);
    else if (this.#element === "way") this.#visitor.way?.(this.#id, this.#nodeIds, tags);
    else this.#visitor.relation?.(this.#id, this.#members, tags);
    this.#element = null;
  }

  #needed(attributes: Record<string, string>, attribute: string, tag: string): string {
    const value = attributes[attribute];
    if (value === undefined) throw this.#wrong(`has a <${tag}> without "${attribute}"`);
    return value;
  }

  #integer(attributes: Record<string, string>, attribute: string, tag: string): number {
    const text = this.#needed(attributes, attribute, tag);
    const value = Number(text);
    if (!/^[+-]?\d+$/.test(text) || !Number.isSafeInteger(value)) {
      throw this.#wrong(`has a <${tag}> whose ${attribute} is "${text}", not a whole number`);
    }
    return value;
  }
}

/** Number() takes "" and hexadecimal for numbers; a coordinate is neither. */
function decimal(text: string | undefined): number {
  return text !== undefined && /^\s*[+-]?[\d.]+(?:e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : Number.NaN;
}
