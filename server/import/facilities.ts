/**
 * Facilities: the office's own records. They keep their id when their file is imported again (matched by the file's id
 * column, else by name); what was edited by hand since the last import stays, what was removed by hand stays away, and
 * both are listed as conflicts.
 */
import { basename } from "node:path";
import { type Kysely, type Selectable, sql } from "kysely";
import { insertRows } from "../database/insert.ts";
import type { Conflict, Database, FacilitiesTable, Names } from "../database/rows.ts";
import { parseHours } from "../hours/hours.ts";
import type { FacilityKind, FacilityLevel, FacilityStatus } from "../words.ts";
import { type Reading, type ReadingResult, UnreadableFile } from "./importer.ts";
import { type FileRecord, readRecords } from "./records.ts";
import { numberOf } from "./tables.ts";
import {
  FACILITY_KIND_CHOICES,
  FACILITY_LEVEL_CHOICES,
  FACILITY_STATUS_CHOICES,
  type FieldName,
  facilityKindOf,
  facilityLevelOf,
  facilityStatusOf,
  fieldOf,
  nameColumns,
} from "./vocabulary.ts";

/** What a file says of a facility, under the names of the table's columns. */
interface FacilityValues {
  name: string;
  names: Names;
  kind: FacilityKind;
  level: FacilityLevel | null;
  status: FacilityStatus;
  address: string | null;
  opening_hours: string | null;
  staff: number | null;
  yearly_capacity: number | null;
  lon: number;
  lat: number;
}

const VALUE_TYPES = {
  name: "text",
  names: "jsonb",
  kind: "text",
  level: "text",
  status: "text",
  address: "text",
  opening_hours: "text",
  staff: "double precision",
  yearly_capacity: "double precision",
  lon: "double precision",
  lat: "double precision",
} as const satisfies Record<keyof FacilityValues, string>;
const VALUE_FIELDS = Object.keys(VALUE_TYPES) as (keyof FacilityValues)[];

type Stored = Selectable<FacilitiesTable>;

/** Imports facilities from CSV, GeoJSON, a spreadsheet and the like. Rows change only in `commit`. */
export async function importFacilities(reading: Reading): Promise<ReadingResult> {
  const { headers, read, records, details } = await readRecords(reading);
  const fields = chooseFields(reading, headers);
  const rows = new Map<string, FacilityValues>();
  const lines = new Map<string, number>();
  const unreadable: string[] = [];
  for (const record of records) {
    const values = readFacility(reading, fields, record);
    if (!values) continue;
    const key = record.text(fields.id) ?? values.name;
    const first = lines.get(key);
    if (first !== undefined) {
      reading.refuse({
        line: record.line,
        field: fields.id ?? fields.name,
        value: key,
        problem: `Line ${first} has this ${fields.id === null ? "name" : "id"} already.`,
        remedy:
          fields.id === null
            ? "Give each row a name of its own, or add a column id."
            : "Give each row an id of its own.",
      });
      continue;
    }
    lines.set(key, record.line);
    rows.set(key, values);
    const trouble = troubleWithHours(values.opening_hours);
    if (trouble !== null) unreadable.push(`Line ${record.line}, ${fields.openingHours}: ${trouble}`);
  }
  for (const sentence of unreadable.slice(0, MOST_TOLD)) reading.warn(sentence);
  if (unreadable.length > MOST_TOLD) {
    const others = unreadable.length - MOST_TOLD;
    reading.warn(`${others} more lines have opening hours that cannot be read: repair these and import again.`);
  }
  return {
    rowsRead: read,
    rowsKept: rows.size,
    details: { ...details, key: fields.id ?? fields.name },
    commit: (trx) => replaceFacilities(trx, reading.sourceName, rows),
  };
}

type Fields = Record<
  Exclude<FieldName, "code" | "parent" | "urbanRural" | "people" | "h3" | "cost" | "lon" | "lat">,
  string | null
> & {
  names: [header: string, language: string][];
};

function chooseFields({ path, request, warn }: Reading, headers: readonly string[]): Fields {
  const id = fieldOf(headers, "id");
  const name = fieldOf(headers, "name");
  const fields: Fields = {
    id,
    // Lists of points from other programs often have an id that reads as a name, and nothing else.
    name: name ?? id,
    kind: fieldOf(headers, "kind"),
    level: fieldOf(headers, "level"),
    status: fieldOf(headers, "status"),
    address: fieldOf(headers, "address"),
    openingHours: fieldOf(headers, "openingHours"),
    staff: fieldOf(headers, "staff"),
    yearlyCapacity: fieldOf(headers, "yearlyCapacity"),
    names: nameColumns(headers),
  };
  if (fields.name === null) {
    throw new UnreadableFile(
      `${basename(path)} has no column for the name (name, 名称) or an id: its columns are ${headers.join(", ")}.`,
    );
  }
  if (name === null) {
    warn(`There is no column for the name (name, 名称): facilities are called by their "${id}".`);
  }
  if (fields.kind === null && request.facilityKind === undefined) {
    throw new UnreadableFile(
      `${basename(path)} has no column for the kind of facility (kind, 类型): add it, or say the kind of all with --facility-kind. Kinds are ${FACILITY_KIND_CHOICES}.`,
    );
  }
  return fields;
}

/** Lines whose opening hours are told one by one. */
const MOST_TOLD = 20;

/** A facility with hours that nobody can answer by is still a facility: it is kept, its hours count as unknown, and this is said. */
function troubleWithHours(text: string | null): string | null {
  const hours = parseHours(text);
  if (!("problem" in hours)) return null;
  const { position, problem, remedy } = hours;
  return `the opening hours "${text}" count as unknown. At character ${position}: ${problem} ${remedy}`;
}

/** Longest texts that the interface takes too. */
const LONGEST = { name: 200, address: 500, openingHours: 500 } as const;

function readFacility(
  { refuse, request }: Reading,
  fields: Fields,
  { line, text, geometry }: FileRecord,
): FacilityValues | null {
  let good = true;
  const bad = (field: string | null, problem: string, remedy: string) => {
    refuse({ line, field, value: text(field), problem, remedy });
    good = false;
    return null;
  };
  const short = (field: keyof typeof LONGEST) => {
    const value = text(fields[field]);
    if (value === null || value.length <= LONGEST[field]) return value;
    return bad(fields[field], `The text has ${value.length} characters.`, `Shorten it to ${LONGEST[field]}.`);
  };
  const amount = (field: string | null) => {
    const value = text(field);
    const number = value === null ? null : numberOf(value);
    if (value === null || (number !== null && number >= 0)) return number;
    return bad(
      field,
      number === null ? "This is no number." : "It cannot be negative.",
      "Give a number of 0 or more, or leave it empty.",
    );
  };
  const word = <W>(field: string | null, known: (text: string) => W | null, what: string, choices: string) => {
    const value = text(field);
    return value === null ? null : (known(value) ?? bad(field, `This is no known ${what}.`, `Use one of ${choices}.`));
  };

  const name =
    short("name") ??
    (text(fields.name) === null ? bad(fields.name, "The facility has no name.", "Give it a name.") : null);
  const kind =
    word(fields.kind, facilityKindOf, "kind", FACILITY_KIND_CHOICES) ??
    (text(fields.kind) === null ? (request.facilityKind ?? null) : null);
  if (kind === null && text(fields.kind) === null)
    bad(fields.kind, "The facility has no kind.", `Give it one of ${FACILITY_KIND_CHOICES}.`);
  const level = word(fields.level, facilityLevelOf, "level", FACILITY_LEVEL_CHOICES);
  const status = word(fields.status, facilityStatusOf, "status", FACILITY_STATUS_CHOICES) ?? "existing";
  const address = short("address");
  const hours = short("openingHours");
  const staff = amount(fields.staff);
  const capacity = amount(fields.yearlyCapacity);
  const names: Names = {};
  for (const [header, language] of fields.names) {
    const other = text(header);
    if (other !== null) names[language] = other;
  }
  if (geometry.type !== "Point")
    bad(null, `The place is a ${geometry.type}, not a point.`, "Give one point for each facility.");
  if (!good || name === null || kind === null || geometry.type !== "Point") return null;
  const [lon = 0, lat = 0] = geometry.coordinates;
  return {
    name,
    names,
    kind,
    level,
    status,
    address,
    opening_hours: hours,
    staff,
    yearly_capacity: capacity,
    lon,
    lat,
  };
}

/** The swap of facilities: new rows in, changed ones changed, missing ones out; where a hand edited or removed, that holds and is returned. */
async function replaceFacilities(
  trx: Kysely<Database>,
  sourceName: string,
  rows: ReadonlyMap<string, FacilityValues>,
): Promise<Conflict[]> {
  const stored = await trx
    .selectFrom("facilities")
    .selectAll()
    .where("source_name", "=", sourceName)
    .orderBy("id")
    // On a server a hand may edit between this look and the update, which would then undo the edit.
    .forUpdate()
    .execute();
  const conflicts: Conflict[] = [];
  const changed: Record<string, unknown>[] = [];
  const gone: number[] = [];
  const known = new Set<string>();
  for (const facility of stored) {
    const row = facility.key === null ? undefined : rows.get(facility.key);
    if (facility.key !== null) known.add(facility.key);
    if (row) {
      changed.push(merge(facility, row, conflicts));
    } else if (facility.edited_at === null) {
      gone.push(facility.id);
    } else {
      conflicts.push({
        facilityId: facility.id,
        name: facility.name,
        field: "(all)",
        kept: facility.name,
        inFile: null,
      });
    }
  }
  if (gone.length > 0) await trx.deleteFrom("facilities").where("id", "in", gone).execute();
  await updateFacilities(trx, changed);
  // Read after the stored rows, so that a removal that they waited for is seen.
  const removed = await trx
    .selectFrom("removed_facilities")
    .selectAll()
    .where("source_name", "=", sourceName)
    .orderBy("facility_id")
    .execute();
  for (const { key, facility_id, name } of removed) {
    const row = rows.get(key);
    if (row)
      conflicts.push({ facilityId: facility_id, name, field: "removed", kept: "removed by hand", inFile: row.name });
    known.add(key);
  }
  const added = [...rows].filter(([key]) => !known.has(key));
  await insertRows(
    trx,
    "facilities",
    { source_name: "text", key: "text", ...VALUE_TYPES, imported: "jsonb" },
    added.map(([key, row]) => ({ source_name: sourceName, key, ...row, imported: row })),
  );
  return conflicts;
}

/**
 * Field by field: a value that a hand changed since the last import stays, and is a conflict where the file now says
 * something else; all others are taken from the file.
 */
function merge(facility: Stored, row: FacilityValues, conflicts: Conflict[]): Record<string, unknown> {
  const merged: Record<string, unknown> = { id: facility.id, ...row, imported: row, edited_at: null };
  if (facility.edited_at === null || facility.imported === null) return merged;
  for (const field of VALUE_FIELDS) {
    const kept = facility[field];
    const byHand = !same(kept, facility.imported[field]);
    if (!byHand || same(kept, row[field])) continue;
    merged[field] = kept;
    merged.edited_at = facility.edited_at;
    conflicts.push({
      facilityId: facility.id,
      name: facility.name,
      field,
      kept: shown(kept),
      inFile: shown(row[field]),
    });
  }
  return merged;
}

/** Equal as JSON, whatever the order of names. */
function same(a: unknown, b: unknown): boolean {
  const sorted = (value: unknown) =>
    value !== null && typeof value === "object"
      ? Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1))
      : (value ?? null);
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function shown(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** One statement for all: thousands of single updates would hold the swap open too long. */
async function updateFacilities(trx: Kysely<Database>, rows: readonly Record<string, unknown>[]): Promise<void> {
  if (rows.length === 0) return;
  const types = { ...VALUE_TYPES, imported: "jsonb", edited_at: "timestamptz" };
  const columns = Object.entries(types);
  await sql`update facilities
    set ${sql.join(columns.map(([column]) => sql`${sql.ref(column)} = batch.${sql.ref(column)}`))}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as batch(id integer, ${sql.join(columns.map(([column, type]) => sql`${sql.ref(column)} ${sql.raw(type)}`))})
    where facilities.id = batch.id`.execute(trx);
}
