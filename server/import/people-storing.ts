/** How people of a file are stored, whichever format they come in: one row a place, one group a column or band. */
import { type ColumnType, insertRows } from "../database/insert.ts";
import type { PeopleRole } from "../words.ts";
import type { Reading } from "./importer.ts";

/** Role of each group of the file by its position. */
export type Roles = (position: number) => PeopleRole;

const TYPES = {
  import_id: "integer",
  key: "text",
  h3_resolution: "smallint",
  lon: "double precision",
  lat: "double precision",
  counts: "double precision[]",
} as const satisfies Record<string, ColumnType>;

export interface PeopleRow {
  key: string;
  h3_resolution: number | null;
  lon: number;
  lat: number;
  counts: number[];
}

export interface Group {
  name: string;
  people: number;
}

/** Stores the groups with their sums as read, the check of everything after. */
export async function storeGroups(
  { db, importId, sourceName, request }: Reading,
  groups: readonly Group[],
  roles: Roles,
): Promise<void> {
  const rows = groups.map(({ name, people }, position) => {
    // One column is what the label says; of several each says its own name too.
    const own = (label: string) => (groups.length === 1 ? label : `${label}: ${name}`);
    const labels = Object.entries(request.labels ?? {}).map(([language, label]) => [language, own(label)]);
    return {
      import_id: importId,
      position,
      name,
      label: own(request.label ?? sourceName),
      labels: Object.fromEntries(labels),
      role: roles(position),
      people,
    };
  });
  await insertRows(
    db,
    "people_groups",
    {
      import_id: "integer",
      position: "integer",
      name: "text",
      label: "text",
      labels: "jsonb",
      role: "text",
      people: "double precision",
    },
    rows,
  );
}

/** Stores the rows under the import's id, watching for a stop. */
export async function storePeople(reading: Reading, rows: Iterable<PeopleRow>, count: number): Promise<void> {
  await insertRows(reading.db, "people", TYPES, watched(reading, rows, count));
}

function* watched(reading: Reading, rows: Iterable<PeopleRow>, count: number) {
  let done = 0;
  for (const row of rows) {
    if (done++ % 1_000 === 0) {
      reading.signal.throwIfAborted();
      reading.progress("storing", count === 0 ? null : done / count);
    }
    yield { import_id: reading.importId, ...row };
  }
}
