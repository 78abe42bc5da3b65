/**
 * Delimited text as offices save it: comma, semicolon or tab; UTF-8 with or without a byte order mark, UTF-16 or
 * GB18030. Rows are streamed, each with the line it starts on.
 */
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { parse } from "csv-parse";
import iconv from "iconv-lite";
import { UnreadableFile } from "./importer.ts";

export interface TableRow {
  /** 1-based line of the file on which the row starts. */
  readonly line: number;
  /** As many as there are headers, trimmed, unless the row has too many or too few. */
  readonly values: readonly string[];
}

export interface Table {
  readonly headers: readonly string[];
  readonly encoding: "utf-8" | "utf-16le" | "gb18030";
  readonly delimiter: "," | ";" | "\t";
  /** Share 0–1 of the file that `rows` has read so far. */
  readonly shareRead: () => number;
  /** Throws UnreadableFile with the line where quotes do not close. May be read once. */
  readonly rows: () => AsyncGenerator<TableRow>;
}

const HEAD_BYTES = 65_536;

/** Opens a table: finds its encoding and delimiter and reads its header line. Throws UnreadableFile when it is empty. */
export async function openTable(path: string): Promise<Table> {
  const { encoding, size } = await detectEncoding(path);
  const head = await readHead(path);
  const firstLine = firstLineOf(iconv.decode(head, encoding));
  if (firstLine.trim() === "") {
    throw new UnreadableFile(`${basename(path)} has no header line: its first line must name the columns.`);
  }
  const delimiter = detectDelimiter(firstLine);

  let bytesRead = 0;
  const records = async function* () {
    const source = createReadStream(path, { highWaterMark: 1 << 18 });
    const text = Readable.from(unixLines(source, encoding, (bytes) => (bytesRead += bytes)));
    const parser = parse({
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      bom: true,
      trim: true,
    });
    text.on("error", (error) => parser.destroy(error));
    text.pipe(parser);
    let line = 1;
    try {
      for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
        // csv-parse says on which line a record ends; one with line breaks inside quotes starts earlier.
        const breaks = record.reduce((sum, value) => sum + (value.match(/\n/g)?.length ?? 0), 0);
        line = info.lines - breaks;
        yield { line, values: record };
      }
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || !String(error.code).startsWith("CSV_")) throw error;
      throw new UnreadableFile(
        `${basename(path)} cannot be read as a table after line ${line}: ${error.message}. Check the quotation marks there.`,
      );
    } finally {
      source.destroy();
    }
  };

  const headers = parseHeader(firstLine, delimiter);
  const twice = headers.find((header, i) => header !== "" && headers.indexOf(header) !== i);
  if (twice !== undefined) {
    throw new UnreadableFile(`${basename(path)} has two columns "${twice}": give each column a name of its own.`);
  }
  return {
    headers,
    encoding,
    delimiter,
    shareRead: () => (size === 0 ? 1 : Math.min(1, bytesRead / size)),
    rows: async function* () {
      let isHeader = true;
      for await (const row of records()) {
        if (!isHeader) yield row;
        isHeader = false;
      }
    },
  };
}

/** The text with line ends as csv-parse counts them: it takes a Windows line end inside quotes for two lines. */
async function* unixLines(
  source: AsyncIterable<Buffer>,
  encoding: Table["encoding"],
  onBytes: (bytes: number) => void,
): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding);
  let held = "";
  for await (const chunk of source) {
    onBytes(chunk.length);
    const text = held + decoder.write(chunk);
    // A carriage return at the end of a chunk may be half of a line end.
    held = text.endsWith("\r") ? "\r" : "";
    yield text.slice(0, text.length - held.length).replace(/\r\n?/g, "\n");
  }
  yield (held + (decoder.end() ?? "")).replace(/\r\n?/g, "\n");
}

function parseHeader(line: string, delimiter: string): string[] {
  const headers: string[] = [];
  let value = "";
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) {
      headers.push(value.trim());
      value = "";
    } else value += character;
  }
  headers.push(value.trim());
  return headers;
}

function firstLineOf(text: string): string {
  return (
    text
      .replace(/^\uFEFF/, "")
      .replace(/^(?:\r?\n)+/, "")
      .split(/\r?\n|\r/, 1)[0] ?? ""
  );
}

function detectDelimiter(line: string): "," | ";" | "\t" {
  const unquoted = line.replace(/"[^"]*"/g, "");
  const count = (delimiter: string) => unquoted.split(delimiter).length;
  const candidates = [",", ";", "\t"] as const;
  return candidates.reduce((best, next) => (count(next) > count(best) ? next : best));
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** By byte order mark; else UTF-8 when the whole file is valid UTF-8; else GB18030, in which GBK and GB2312 are contained. */
async function detectEncoding(path: string): Promise<{ encoding: Table["encoding"]; size: number }> {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  const { size } = await stat(path);
  let start = true;
  let valid = true;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    if (start && chunk[0] === 0xff && chunk[1] === 0xfe) return { encoding: "utf-16le", size };
    if (start && chunk.includes(0)) {
      throw new UnreadableFile(`${basename(path)} is not a text file: save the table as CSV.`);
    }
    start = false;
    if (!valid) continue;
    try {
      utf8.decode(chunk, { stream: true });
    } catch {
      valid = false;
    }
  }
  if (valid) {
    try {
      utf8.decode();
    } catch {
      valid = false;
    }
  }
  return { encoding: valid ? "utf-8" : "gb18030", size };
}

/** A number as tables write it, or null. Thousands separators are not taken: 1,234 may be 1.234 elsewhere. */
export function numberOf(text: string): number | null {
  const trimmed = text.normalize("NFKC").trim();
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : null;
}
