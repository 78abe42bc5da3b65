/** Reads a list of places from a file or from pasted text, in the browser: CSV or tabs in any usual encoding, XLSX, GeoJSON. */
import { parse } from "csv-parse/browser/esm/sync";
import { strFromU8, unzipSync } from "fflate";
import { SaxesParser } from "saxes";
import { type PlaceList, placesOfGeojson, placesOfRows, type Reading, UnreadableList } from "./places.ts";

/** @throws UnreadableList */
export function listOfFile(bytes: Uint8Array, reading: Reading): PlaceList {
  // A workbook is a ZIP archive.
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return placesOfRows(rowsOfWorkbook(bytes), reading);
  return listOfText(textOf(bytes), reading);
}

/** @throws UnreadableList */
export function listOfText(text: string, reading: Reading): PlaceList {
  if (/^\s*[{[]/.test(text)) return placesOfGeojson(text, reading);
  return placesOfRows(rowsOfText(text), reading);
}

/** UTF-8, or GB 18030 as Chinese offices save their lists. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

function rowsOfText(text: string): string[][] {
  const head = text.slice(0, 2000);
  // Cells copied from a sheet come with tabs.
  const delimiter = ["\t", ";", ","].find((sign) => head.includes(sign)) ?? ",";
  try {
    return parse(text, { delimiter, bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: false });
  } catch {
    throw new UnreadableList("format");
  }
}

/** Rows of the first sheet of a workbook (ECMA-376, SpreadsheetML), as text. */
export function rowsOfWorkbook(bytes: Uint8Array): string[][] {
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes);
  } catch {
    throw new UnreadableList("xlsx");
  }
  const read = (path: string) => (files[path] === undefined ? null : strFromU8(files[path]));
  const sheet = read(firstSheet(read));
  if (sheet === null) throw new UnreadableList("xlsx");
  const strings = textsOf(read("xl/sharedStrings.xml") ?? "<sst/>", "si");
  const rows: string[][] = [];
  let place: [row: number, column: number] = [0, -1];
  let type = "";
  walk(sheet, {
    open(name, attributes) {
      if (name === "row") place = [Number(attributes.r ?? place[0] + 1), -1];
      if (name !== "c") return;
      place = [place[0], attributes.r === undefined ? place[1] + 1 : columnOf(attributes.r)];
      type = attributes.t ?? "n";
    },
    close(name, text) {
      const isValue = name === "v" || (name === "t" && type === "inlineStr");
      if (!isValue) return;
      const [row, column] = place;
      for (let at = rows.length; at < row; at++) rows.push([]);
      const cells = rows[row - 1] ?? [];
      for (let at = cells.length; at < column; at++) cells.push("");
      cells[column] = (cells[column] ?? "") + (type === "s" ? (strings[Number(text)] ?? "") : text);
    },
  });
  return rows;
}

/** The path of the sheet that the workbook names first. */
function firstSheet(read: (path: string) => string | null): string {
  let id = "";
  walk(read("xl/workbook.xml") ?? "<workbook/>", {
    open(name, attributes) {
      if (name === "sheet" && id === "") id = attributes["r:id"] ?? "";
    },
  });
  let target = "worksheets/sheet1.xml";
  walk(read("xl/_rels/workbook.xml.rels") ?? "<none/>", {
    open(name, attributes) {
      if (name === "Relationship" && attributes.Id === id && attributes.Target !== undefined) {
        target = attributes.Target;
      }
    },
  });
  return target.startsWith("/") ? target.slice(1) : `xl/${target}`;
}

/** "AB12" is column 27, from 0. */
function columnOf(address: string): number {
  let column = 0;
  for (const letter of address.replace(/\d/g, "")) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/** The text in each element of a name, without readings (rPh) that stand above Chinese signs. */
function textsOf(xml: string, of: string): string[] {
  const texts: string[] = [];
  let isReading = false;
  walk(xml, {
    open(name) {
      if (name === of) texts.push("");
      if (name === "rPh") isReading = true;
    },
    close(name, text) {
      if (name === "rPh") isReading = false;
      if (name === "t" && !isReading) texts[texts.length - 1] += text;
    },
  });
  return texts;
}

interface Visit {
  open?(name: string, attributes: Record<string, string>): void;
  close?(name: string, text: string): void;
}

function walk(xml: string, { open, close }: Visit): void {
  const parser = new SaxesParser();
  let text = "";
  parser.on("opentag", ({ name, attributes }) => {
    text = "";
    open?.(name, attributes as Record<string, string>);
  });
  parser.on("text", (part) => {
    text += part;
  });
  parser.on("closetag", ({ name }) => {
    close?.(name, text);
    text = "";
  });
  parser.on("error", () => {
    throw new UnreadableList("xlsx");
  });
  parser.write(xml).close();
}
