/**
 * The current people in plain columns, source by source: up to millions of rows. They are read in pieces (pages.ts), each a
 * few long texts instead of thousands of rows, which takes a fifth of the time.
 */
import { type Kysely, sql } from "kysely";
import type { PeopleRole } from "../words.ts";
import { piecesOf } from "./pages.ts";
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

/** People of all sources. @throws when a source's rows do not add up to what its file held */
export async function readPeople(db: Kysely<Database>, sources: readonly SourceRow[]): Promise<PeopleRows[]> {
  const read = sources
    .filter(({ kind }) => kind === "people")
    .map(({ name, importId }) => ({ name, importId, pieces: [] as Piece[] }));
  if (read.length === 0) return [];
  const imports = read.map(({ importId }) => importId);
  for (const within of await piecesOf(db, "people")) {
    const pieces = await db
      .selectFrom("people")
      .select("import_id as importId")
      .select([
        sql<string>`string_agg(key, ${SEPARATOR})`.as("key"),
        sql<string>`string_agg(coalesce(h3_resolution, -1)::text, ',')`.as("h3Resolution"),
        sql<string>`string_agg(lon::text, ',')`.as("lon"),
        sql<string>`string_agg(lat::text, ',')`.as("lat"),
        sql<string>`string_agg(array_to_string(counts, ','), ',')`.as("counts"),
      ])
      .where(within)
      .where("import_id", "=", sql<number>`any(${imports}::integer[])`)
      .groupBy("import_id")
      .execute();
    for (const piece of pieces) read.find(({ importId }) => importId === piece.importId)?.pieces.push(piece);
  }
  const people: PeopleRows[] = [];
  for (const { name, importId, pieces } of read) people.push(columnsOf(name, await readGroups(db, importId), pieces));
  return people;
}

/** Between keys, which are H3 indexes or numbers of lines. */
const SEPARATOR = "\n";

interface Piece {
  readonly importId: number;
  readonly key: string;
  readonly h3Resolution: string;
  readonly lon: string;
  readonly lat: string;
  readonly counts: string;
}

function readGroups(db: Kysely<Database>, importId: number): Promise<GroupRow[]> {
  return db
    .selectFrom("people_groups")
    .select(["name", "label", "labels", "role", "people"])
    .where("import_id", "=", importId)
    .orderBy("position")
    .execute();
}

function columnsOf(source: string, groups: readonly GroupRow[], pieces: readonly Piece[]): PeopleRows {
  const key = pieces.flatMap((piece) => piece.key.split(SEPARATOR));
  const numbers = (column: "h3Resolution" | "lon" | "lat" | "counts", length: number): Float64Array => {
    const values = new Float64Array(length);
    let at = 0;
    for (const piece of pieces) for (const text of piece[column].split(",")) values[at++] = Number(text);
    if (at !== length)
      throw new Error(`"${source}" has ${length} values of ${column} in the database, but ${at} were read.`);
    return values;
  };
  const counts = numbers("counts", key.length * groups.length);
  groups.forEach((group, g) => {
    let sum = 0;
    for (let at = g; at < counts.length; at += groups.length) sum += counts[at];
    if (Math.abs(sum - group.people) > mostLost(group.people)) {
      throw new Error(
        `"${source}" (${group.label}) held ${group.people} people in its file, but the database gives ${sum}: import it again.`,
      );
    }
  });
  const count = key.length;
  const h3Resolution = Int8Array.from(numbers("h3Resolution", count));
  return { source, groups, count, key, h3Resolution, lon: numbers("lon", count), lat: numbers("lat", count), counts };
}

/** Half a person, and what adding millions of fractions in another order may change. */
function mostLost(people: number): number {
  return 0.5 + people * 1e-9;
}
