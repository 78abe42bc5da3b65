/**
 * Settlements: natural villages, resettlement areas, industrial clusters and parks, as points or outlines, with the people
 * that the source knows of.
 */
import { basename } from "node:path";
import { toHex } from "../database/geometry.ts";
import { insertRows } from "../database/insert.ts";
import { type Reading, type ReadingResult, UnreadableFile } from "./importer.ts";
import { multiPolygonOf, repairOutlines } from "./polygons.ts";
import { type FileRecord, readRecords } from "./records.ts";
import { numberOf } from "./tables.ts";
import { fieldOf, nameColumns, SETTLEMENT_KIND_CHOICES, settlementKindOf } from "./vocabulary.ts";

const TYPES = {
  import_id: "integer",
  code: "text",
  name: "text",
  names: "jsonb",
  kind: "text",
  people: "double precision",
  geom: "geometry",
} as const;

interface Fields {
  name: string;
  code: string | null;
  kind: string | null;
  people: string | null;
  names: [header: string, language: string][];
}

/** Imports points or polygons of settlements from GeoJSON, Shapefile, a table and the like. */
export async function importSettlements(reading: Reading): Promise<ReadingResult> {
  const { headers, read, records, details } = await readRecords(reading);
  const name = fieldOf(headers, "name");
  const kind = fieldOf(headers, "kind");
  if (name === null) {
    throw new UnreadableFile(
      `${basename(reading.path)} has no field for the name (name, 名称): its fields are ${headers.join(", ")}.`,
    );
  }
  if (kind === null && reading.request.settlementKind === undefined) {
    throw new UnreadableFile(
      `${basename(reading.path)} has no field for the kind of settlement (kind, 类型): add it, or say the kind of all with --settlement-kind.`,
    );
  }
  const code = fieldOf(headers, "code") ?? fieldOf(headers, "id");
  const fields = { name, code, kind, people: fieldOf(headers, "people"), names: nameColumns(headers) };
  if (code === null)
    reading.warn(
      "The file has no codes, so the settlements were numbered in its order; a new version of it may number them otherwise.",
    );
  const lineOfCode = new Map<string, number>();
  const rows: Record<keyof typeof TYPES, unknown>[] = [];
  for (const record of records) {
    const row = readSettlement(reading, fields, record, lineOfCode);
    if (row) rows.push({ import_id: reading.importId, ...row });
  }
  reading.signal.throwIfAborted();
  reading.progress("storing", null);
  await insertRows(reading.db, "settlements", TYPES, rows);
  const empty = await repairOutlines(reading, "settlements");
  for (const code of empty) {
    reading.refuse({
      line: lineOfCode.get(code) ?? null,
      field: "geometry",
      value: null,
      problem: `The outline of the settlement with the code ${code} encloses nothing.`,
      remedy: "Draw the outline again.",
    });
  }
  return { rowsRead: read, rowsKept: rows.length - empty.length, details };
}

function readSettlement(
  reading: Reading,
  fields: Fields,
  { line, text, geometry }: FileRecord,
  lineOfCode: Map<string, number>,
) {
  const refuse = (field: string | null, problem: string, remedy: string) => {
    reading.refuse({ line, field, value: text(field), problem, remedy });
    return null;
  };
  const name = text(fields.name);
  if (name === null) return refuse(fields.name, "The settlement has no name.", "Give it a name.");
  const code = fields.code === null ? String(line) : text(fields.code);
  if (code === null)
    return refuse(fields.code, `The settlement ${name} has no code.`, "Give each settlement a code of its own.");
  const first = lineOfCode.get(code);
  if (first !== undefined)
    return refuse(fields.code, `Row ${first} has this code already.`, "Give each settlement a code of its own.");
  const word = text(fields.kind);
  const kind = word === null ? (reading.request.settlementKind ?? null) : settlementKindOf(word);
  if (kind === null)
    return refuse(fields.kind, "This is no known kind of settlement.", `Use one of ${SETTLEMENT_KIND_CHOICES}.`);
  const known = text(fields.people);
  const people = known === null ? null : numberOf(known);
  if (known !== null && (people === null || people < 0)) {
    return refuse(fields.people, "This is no number of people.", "Give a number of 0 or more, or leave it empty.");
  }
  const outline = geometry.type === "Point" ? geometry : multiPolygonOf(geometry);
  if (typeof outline === "string") return refuse("geometry", outline, "Draw the outline again, or give a point.");
  lineOfCode.set(code, line);
  const names: Record<string, string> = {};
  for (const [header, language] of fields.names) {
    const other = text(header);
    if (other !== null) names[language] = other;
  }
  return { code, name, names, kind, people, geom: toHex(outline) };
}
