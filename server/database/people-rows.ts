/**
 * The current people in plain columns, source by source. Half a million rows are read in pages by their key, because one
 * statement of the embedded database makes every other request wait.
 */
import { type Kysely, sql } from "kysely";
import type { PeopleRole } from "../words.ts";
import type { Database, Names } from "./rows.ts";
import type { SourceRow } from "./territory-rows.ts";

export interface GroupRow {
  readonly name: string;
  readonly label: string;
  readonly labels: Names;
  readonly role: PeopleRole;
  /** Sum as read from the file. */
  readonly people: number;
}

/** People of one source. Row i, group g is counts[i * groups.length + g]. */
export interface PeopleRows {
  readonly source: string;
  readonly groups: readonly GroupRow[];
  readonly count: number;
  /** H3 index, or the line of the file. */
  readonly key: readonly string[];
  /** -1 for points of lists. */
  readonly h3Resolution: Int8Array;
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  readonly counts: Float64Array;
}

/** Rows of one statement: about 0.1 s of the embedded database. */
const PAGE = 20_000;

export async function readPeople(db: Kysely<Database>, sources: readonly SourceRow[]): Promise<PeopleRows[]> {
  const people: PeopleRows[] = [];
  for (const source of sources.filter(({ kind }) => kind === "people")) {
    people.push(await readPeopleOf(db, source.name, source.importId));
  }
  return people;
}

async function readPeopleOf(db: Kysely<Database>, source: string, importId: number): Promise<PeopleRows> {
  const groups = await db
    .selectFrom("people_groups")
    .select(["name", "label", "labels", "role", "people"])
    .where("import_id", "=", importId)
    .orderBy("position")
    .execute();
  const rows: PersonRow[] = [];
  for (;;) {
    const page = await peoplePage(db, importId, rows.at(-1)?.key ?? null);
    for (const row of page) rows.push(row);
    if (page.length < PAGE) break;
  }
  const counts = new Float64Array(rows.length * groups.length);
  rows.forEach((row, i) => {
    const values = row.counts.split(",");
    if (values.length !== groups.length) {
      throw new Error(`"${source}" has ${groups.length} groups, but ${values.length} counts at ${row.key}.`);
    }
    for (let g = 0; g < values.length; g++) counts[i * groups.length + g] = Number(values[g]);
  });
  return {
    source,
    groups,
    count: rows.length,
    key: rows.map((row) => row.key),
    h3Resolution: Int8Array.from(rows, (row) => row.h3_resolution ?? -1),
    lon: Float64Array.from(rows, (row) => row.lon),
    lat: Float64Array.from(rows, (row) => row.lat),
    counts,
  };
}

interface PersonRow {
  readonly key: string;
  readonly h3_resolution: number | null;
  readonly lon: number;
  readonly lat: number;
  readonly counts: string;
}

function peoplePage(db: Kysely<Database>, importId: number, after: string | null): Promise<PersonRow[]> {
  return (
    db
      .selectFrom("people")
      .select(["key", "h3_resolution", "lon", "lat"])
      // Text is parsed in half the time that `pg` needs for an array.
      .select(sql<string>`array_to_string(counts, ',')`.as("counts"))
      .where("import_id", "=", importId)
      .$if(after !== null, (query) => query.where("key", ">", after))
      .orderBy("key")
      .limit(PAGE)
      .execute()
  );
}
