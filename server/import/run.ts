/**
 * One import from file to current state. Rows are written beside the old ones under a new import id and stay invisible;
 * one short transaction at the end makes them current. So whatever happens before it (a bad row, a stop, a crash) the
 * old state is whole, and what a crash leaves behind `cleanUp` of sources.ts removes at the next start.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Kysely, Selectable, Updateable } from "kysely";
import type { ImportRecord, ImportRequest } from "../api/messages.ts";
import { analyzeRows, deleteImportRows } from "../database/insert.ts";
import type { Database, ImportsTable, Refusal } from "../database/rows.ts";
import { makeCurrent } from "../database/sources.ts";
import type { SourceKind } from "../words.ts";
import { importAreas } from "./areas.ts";
import { importElevation } from "./elevation.ts";
import { importFacilities } from "./facilities.ts";
import { type Importer, type Reading, type ReadingResult, UnreadableFile } from "./importer.ts";
import { importPeople } from "./people.ts";
import { recogniseKind } from "./recognise.ts";
import { importSettlements } from "./settlements.ts";
import { nameOfFile } from "./source-name.ts";
import { importStreets } from "./streets.ts";

const IMPORTERS: Readonly<Record<SourceKind, Importer>> = {
  streets: importStreets,
  people: importPeople,
  areas: importAreas,
  settlements: importSettlements,
  facilities: importFacilities,
  elevation: importElevation,
};

/** Refusals and conflicts beyond this are counted, not listed. */
const LISTED = 1_000;

export interface ImportHooks {
  /** Share 0–1, or null when the end is not known. */
  onProgress(stage: string, share: number | null): void;
  readonly signal: AbortSignal;
  onStarted?(importId: number): void;
}

/** An import with its record, not yet read: what `openImport` hands to `runOpenImport`, also across threads. */
export interface OpenImport {
  readonly id: number;
  readonly kind: SourceKind;
  readonly sourceName: string;
  readonly request: ImportRequest;
}

/** Opens and runs an import. The record says how it ended; only an import that cannot be opened throws (see `openImport`). */
export async function runImport(
  db: Kysely<Database>,
  request: ImportRequest,
  hooks: ImportHooks,
): Promise<ImportRecord> {
  return runOpenImport(db, await openImport(db, request), hooks);
}

/**
 * Recognises the kind, settles the name of the source and writes the record (state "running").
 *
 * @throws UnreadableFile when the file does not exist, its kind is neither told nor recognised, or the name belongs to a
 *   source of another kind; then there is no record
 */
export async function openImport(db: Kysely<Database>, request: ImportRequest): Promise<OpenImport> {
  const found = await stat(request.file).catch((error: NodeJS.ErrnoException) => {
    throw new UnreadableFile(
      error.code === "ENOENT"
        ? `There is no file ${request.file}: check the path.`
        : `The file ${request.file} cannot be opened (${error.code}): check its permissions.`,
    );
  });
  if (!found.isFile()) throw new UnreadableFile(`${request.file} is not a file: name one file of it.`);
  const kind = request.kind ?? (await recogniseKind(request.file));
  const sourceName = request.name?.trim() || (await defaultSourceName(db, request.file, kind));
  await refuseOtherKind(db, sourceName, kind);
  const { file: _file, ...options } = request;
  const { id } = await db
    .insertInto("imports")
    .values({
      source_name: sourceName,
      kind,
      state: "running",
      file_name: basename(request.file),
      bytes: found.size,
      licence: request.licence ?? null,
      data_date: request.dataDate ?? null,
      coordinates: request.coordinates ?? "wgs84",
      options: JSON.stringify(options),
      refusals: "[]",
      warnings: "[]",
      conflicts: "[]",
      details: "{}",
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { id, kind, sourceName, request };
}

/** Reads the file of an open import and makes it current, or says in the record why not. */
export async function runOpenImport(
  db: Kysely<Database>,
  opened: OpenImport,
  { onProgress, signal, onStarted }: ImportHooks,
): Promise<ImportRecord> {
  const { id, kind, sourceName, request } = opened;
  onStarted?.(id);
  const refusals: Refusal[] = [];
  const warnings: string[] = [];
  let refused = 0;
  let isStored = false;
  let replaced: number | null = null;
  const reading: Reading = {
    db,
    importId: id,
    sourceName,
    path: request.file,
    request,
    coordinates: request.coordinates ?? "wgs84",
    progress: onProgress,
    signal,
    refuse(refusal) {
      refused++;
      if (refusals.length < LISTED) refusals.push(refusal);
    },
    warn(sentence) {
      if (!warnings.includes(sentence)) warnings.push(sentence);
    },
  };
  const found = () => ({
    rows_refused: refused,
    refusals: JSON.stringify(refusals),
    warnings: JSON.stringify(warnings),
  });

  try {
    const sha256 = await sha256OfFile(request.file, onProgress, signal);
    await db.updateTable("imports").set({ sha256 }).where("id", "=", id).execute();
    const result = await IMPORTERS[kind](reading);
    signal.throwIfAborted();
    const counted = () => ({
      ...found(),
      rows_read: result.rowsRead,
      rows_kept: result.rowsKept,
      details: JSON.stringify(result.details),
    });
    if (refused > 0 && !request.keepGood) {
      await close(db, id, { ...counted(), rows_kept: 0, state: "refused" });
    } else if (result.rowsKept === 0) {
      const error = `${basename(request.file)} holds no row that can be kept, so nothing was changed.`;
      await close(db, id, { ...counted(), state: "failed", error });
    } else {
      onProgress("storing", null);
      await analyzeRows(db);
      replaced = await swap(db, opened, result, counted());
      isStored = true;
    }
  } catch (error) {
    const stopped = signal.aborted;
    await close(db, id, { ...found(), state: stopped ? "stopped" : "failed", error: stopped ? null : sentence(error) });
    if (!stopped && !(error instanceof UnreadableFile)) console.error(error);
  }
  onProgress("removing", null);
  // Once stored, a stop comes too late, and whatever fails from here on must not touch the new rows.
  if (!isStored) await deleteImportRows(db, id);
  else if (replaced !== null) await deleteImportRows(db, replaced);
  return readImport(db, id);
}

/** The swap: returns the import whose rows are no longer current, if any. Well under a second, as it changes a few rows beside facilities. */
async function swap(
  db: Kysely<Database>,
  { id, kind, sourceName }: OpenImport,
  result: ReadingResult,
  found: Updateable<ImportsTable>,
): Promise<number | null> {
  return db.transaction().execute(async (trx) => {
    await refuseOtherKind(trx, sourceName, kind);
    const replaced = await makeCurrent(trx, id);
    const conflicts = (await result.commit?.(trx)) ?? [];
    await trx
      .updateTable("imports")
      .set({ ...found, conflicts: JSON.stringify(conflicts.slice(0, LISTED)) })
      .where("id", "=", id)
      .execute();
    return replaced;
  });
}

/** Ends a record. */
async function close(db: Kysely<Database>, id: number, values: Updateable<ImportsTable>): Promise<void> {
  await db
    .updateTable("imports")
    .set({ ...values, ended_at: new Date() })
    .where("id", "=", id)
    .execute();
}

/** A name belongs to one kind of source for good: replacing streets by people would surprise everyone. */
async function refuseOtherKind(db: Kysely<Database>, sourceName: string, kind: SourceKind): Promise<void> {
  const source = await db.selectFrom("sources").select("kind").where("name", "=", sourceName).executeTakeFirst();
  if (source && source.kind !== kind) {
    throw new UnreadableFile(
      `The name "${sourceName}" belongs to a source of kind ${source.kind}, and this file is read as ${kind}: give it another name (--name), or say its kind (--kind).`,
    );
  }
}

/** The file's name without its extensions; with the kind behind it where that name is taken by another kind. */
async function defaultSourceName(db: Kysely<Database>, file: string, kind: SourceKind): Promise<string> {
  const name = nameOfFile(file);
  const taken = await db.selectFrom("sources").select("kind").where("name", "=", name).executeTakeFirst();
  return taken && taken.kind !== kind ? `${name}-${kind}` : name;
}

async function sha256OfFile(file: string, onProgress: ImportHooks["onProgress"], signal: AbortSignal): Promise<string> {
  const { size } = await stat(file);
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    signal.throwIfAborted();
    hash.update(chunk);
    bytes += chunk.length;
    onProgress("checking", size === 0 ? null : bytes / size);
  }
  return hash.digest("hex");
}

function sentence(error: unknown): string {
  if (error instanceof UnreadableFile) return error.message;
  return `The import ended with an unexpected error, and nothing was changed: ${error instanceof Error ? error.message : String(error)}`;
}

/** The record of an import. Throws when there is none. */
export async function readImport(db: Kysely<Database>, id: number): Promise<ImportRecord> {
  return importRecord(await db.selectFrom("imports").selectAll().where("id", "=", id).executeTakeFirstOrThrow());
}

/** A row of `imports` as the API shows it. */
export function importRecord(row: Selectable<ImportsTable>): ImportRecord {
  return {
    id: row.id,
    sourceName: row.source_name,
    kind: row.kind,
    state: row.state,
    fileName: row.file_name,
    sha256: row.sha256,
    bytes: row.bytes,
    licence: row.licence,
    dataDate: row.data_date,
    coordinates: row.coordinates,
    rowsRead: row.rows_read,
    rowsKept: row.rows_kept,
    rowsRefused: row.rows_refused,
    refusals: row.refusals,
    warnings: row.warnings,
    conflicts: row.conflicts,
    details: row.details,
    error: row.error,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

/** Ends an import from outside, when the thread that ran it died or did not heed the stop: the record is closed, its rows go. */
export async function abandonImport(
  db: Kysely<Database>,
  id: number,
  state: "stopped" | "failed",
  error: string | null,
): Promise<void> {
  const ended = await db
    .updateTable("imports")
    .set({ state, error, ended_at: new Date() })
    .where("id", "=", id)
    .where("state", "=", "running")
    .executeTakeFirst();
  if (ended.numUpdatedRows > 0n) await deleteImportRows(db, id);
}
