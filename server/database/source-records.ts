/** The current sources with their records, for the interface to say where every number is from. */
import type { Kysely, Selectable } from "kysely";
import { compareText } from "../text.ts";
import type { SourceKind } from "../words.ts";
import type { Database, ImportsTable } from "./rows.ts";

export interface SourceRecord {
  readonly name: string;
  readonly kind: SourceKind;
  readonly import: Selectable<ImportsTable>;
}

/** By name, in code point order. */
export async function listSources(db: Kysely<Database>): Promise<SourceRecord[]> {
  const rows = await db
    .selectFrom("sources")
    .innerJoin("imports", "imports.id", "sources.import_id")
    .select(["sources.name as source"])
    .selectAll("imports")
    .execute();
  return rows
    .map(({ source, ...record }) => ({ name: source, kind: record.kind, import: record }))
    .sort((a, b) => compareText(a.name, b.name));
}
