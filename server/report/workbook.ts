/**
 * Tables as the sheets of a workbook: numbers are numbers with formats, text is text also where it begins like a formula, headings stay
 * in sight and have filters; the times in the file are those of the run.
 */
import type { Blob } from "node:buffer";
import type Stream from "node:stream";
import writeExcel, {
  type Cell,
  type CellObject,
  type Feature as FeatureOf,
  type Sheet as SheetOf,
} from "write-excel-file/node";
import { type Column, type Kind, shown, type Table, type Value } from "./table.ts";

/** What the library may be given as the content of a file. */
type Content = Stream | Buffer | Blob;
export type Sheet = SheetOf<Content>;
type Feature = FeatureOf<Content>;

/** Of numbers; text has none. */
const FORMATS: Readonly<Partial<Record<Kind, string>>> = {
  people: "#,##0",
  count: "0",
  share: "0.0%",
  minutes: "0.0",
  metres: "#,##0",
  number: "0.00",
  degrees: "0.00000",
};
/** Characters. */
const WIDTHS: Readonly<Record<Kind, number>> = {
  text: 20,
  word: 16,
  people: 13,
  count: 10,
  share: 11,
  minutes: 11,
  metres: 11,
  number: 11,
  degrees: 11,
};
const HEADING = { fontWeight: "bold", backgroundColor: "#E4ECF4", wrap: true, alignVertical: "top" } as const;
/** Longer texts are wrapped in their cell. */
const WRAP_FROM = 40;

/** What file managers show of a workbook, and the time of the run. */
export interface WorkbookAbout {
  readonly title: string;
  readonly description: string;
  /** ISO 8601 with the offset of the clock on the wall. */
  readonly runAt: string;
}

/** @returns the bytes of the file; equal sheets and times have equal bytes */
export async function writeWorkbook(sheets: Sheet[], about: WorkbookAbout): Promise<Uint8Array> {
  const features = [filters, documentProperties(about)];
  const written = await writeExcel(sheets, { features, fontFamily: "Calibri", fontSize: 11 }).toBuffer();
  return withTime(written, about.runAt);
}

function cellOf(value: Value, column: Column): Cell {
  const seen = shown(value, column);
  if (seen === null || seen === "") return null;
  if (typeof seen === "number") return { value: seen, type: Number, format: FORMATS[column.kind] };
  // Typed as text, so that no program takes "=…" or "+…" for a formula.
  return {
    value: String(seen),
    type: String,
    ...((column.width ?? 0) >= WRAP_FROM && { wrap: true, alignVertical: "top" }),
  };
}

const headingRow = (columns: readonly Column[]): Cell[] => {
  return columns.map(({ heading }) => (heading === "" ? null : { value: heading, type: String, ...HEADING }));
};

function widthsOf(columns: readonly Column[]): { width: number }[] {
  return columns.map(({ kind, width }) => ({ width: width ?? WIDTHS[kind] }));
}

/** One table from the first row on, which stays in sight together with the first columns. */
export function sheetOfTable({ title, columns, rows, depth }: Table, stickyColumnsCount: number): Sheet {
  const cells = rows.map((row, at) => {
    const written: Cell[] = row.map((value, i) => cellOf(value, columns[i]));
    const indent = depth?.[at] ?? 0;
    if (indent > 0) written[0] = { ...(written[0] as CellObject), indent };
    return written;
  });
  return {
    sheet: title,
    data: [headingRow(columns), ...cells],
    columns: widthsOf(columns),
    stickyRowsCount: 1,
    stickyColumnsCount,
  };
}

/** Several short tables below each other. */
export function sheetOfBlocks(name: string, title: readonly Cell[][], tables: readonly Table[]): Sheet {
  const data: Cell[][] = [...title];
  for (const { title, columns, rows } of tables) {
    data.push([], [{ value: title, fontWeight: "bold", fontSize: 13 }], headingRow(columns));
    for (const row of rows) data.push(row.map((value, i) => cellOf(value, columns[i])));
  }
  const widest = Math.max(...tables.map(({ columns }) => columns.length));
  const columns = Array.from({ length: widest }, (_, at) => {
    return { width: Math.max(...tables.map(({ columns }) => widthsOf(columns)[at]?.width ?? 0)) };
  });
  return { sheet: name, data, columns };
}

/** Sheets whose first row stays in sight get filters on it. */
const filters: Feature = {
  files: {
    transform: {
      "xl/worksheets/sheet{id}.xml": {
        transform: (xml, { stickyRowsCount, columns }) => {
          const last = xml.lastIndexOf("<row ");
          const lastRow = /^<row r="(\d+)"/.exec(xml.slice(last))?.[1];
          if (stickyRowsCount !== 1 || columns === undefined || lastRow === undefined) return xml;
          const range = `A1:${letters(columns.length)}${lastRow}`;
          return xml.replace("</sheetData>", `</sheetData><autoFilter ref="${range}"/>`);
        },
      },
    },
  },
};

/** 1 is A, 27 is AA. */
function letters(column: number): string {
  const rest = Math.floor((column - 1) / 26);
  return (rest > 0 ? letters(rest) : "") + String.fromCharCode(65 + ((column - 1) % 26));
}

const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);

const CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml";
const CORE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";

/** Title and time of the run, where file managers show them. */
function documentProperties({ title, description, runAt }: WorkbookAbout): Feature {
  const time = new Date(runAt).toISOString().replace(/\.\d+Z$/, "Z");
  const stamp = (of: string) => `<dcterms:${of} xsi:type="dcterms:W3CDTF">${time}</dcterms:${of}>`;
  return {
    files: {
      transform: {
        "[Content_Types].xml": { insert: () => `<Override PartName="/docProps/core.xml" ContentType="${CORE_TYPE}"/>` },
        "_rels/.rels": {
          insert: () => `<Relationship Id="rId-core" Type="${CORE_RELATION}" Target="docProps/core.xml"/>`,
        },
      },
      write: {
        files: () => ({
          "docProps/core.xml": `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escapeXml(title)}</dc:title><dc:description>${escapeXml(description)}</dc:description>${stamp("created")}${stamp("modified")}</cp:coreProperties>`,
        }),
      },
    },
  };
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_RECORD = 0x06054b50;

/**
 * The time of the run on all files of the archive, in place of that of this moment: in the list at its end, and where each file begins
 * (.ZIP File Format Specification, 4.3.7, 4.3.12, 4.3.16).
 */
function withTime(archive: Buffer, runAt: string): Uint8Array {
  const [year, month, day, hour, minute, second] = runAt.split(/\D/).map(Number);
  const date = ((year - 1980) << 9) | (month << 5) | day;
  const stamp = ((date << 16) | (hour << 11) | (minute << 5) | (second >> 1)) >>> 0;
  const end = archive.length - 22;
  if (archive.readUInt32LE(end) !== END_RECORD) throw new Error("The workbook's archive does not end as archives do.");
  let at = archive.readUInt32LE(end + 16);
  for (let files = archive.readUInt16LE(end + 10); files > 0; files--) {
    const begin = archive.readUInt32LE(at + 42);
    if (archive.readUInt32LE(at) !== CENTRAL_HEADER || archive.readUInt32LE(begin) !== LOCAL_HEADER) {
      throw new Error("The workbook's archive lists no files where its end says.");
    }
    archive.writeUInt32LE(stamp, at + 12);
    archive.writeUInt32LE(stamp, begin + 10);
    at += 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return archive;
}
