/**
 * What each kind of import is given and gives back. run.ts opens the record, calls the importer of the kind, and either
 * makes its rows current in one short transaction or deletes them; so an importer only reads a file and stores rows under
 * its import id.
 */
import type { Kysely } from "kysely";
import type { ImportRequest } from "../api/messages.ts";
import type { Conflict, Database, Refusal } from "../database/rows.ts";
import type { CoordinateSystem } from "../words.ts";

export interface Reading {
  readonly db: Kysely<Database>;
  /** Rows are stored under this id and stay invisible until run.ts makes it current. */
  readonly importId: number;
  readonly sourceName: string;
  readonly path: string;
  readonly request: ImportRequest;
  readonly coordinates: CoordinateSystem;
  /** Share 0–1, or null when the end is not known. Call it as often as you like. */
  progress(stage: string, share: number | null): void;
  /** Aborted when the user stops the import: check it at least every 100 ms (`signal.throwIfAborted()`). */
  readonly signal: AbortSignal;
  /** A bad row: it is listed; the import goes on reading, to list them all. */
  refuse(refusal: Refusal): void;
  /** A sentence the user should read although the import is stored. */
  warn(sentence: string): void;
}

/** What reading rows of a file takes, without storing them. */
export type RecordReading = Omit<Reading, "db" | "importId" | "sourceName">;

export interface ReadingResult {
  rowsRead: number;
  rowsKept: number;
  /** What the kind counts, for the record. */
  details: Record<string, unknown>;
  /**
   * Rows that must change in the same transaction that makes the import current (facilities keep their ids). Returns what
   * it left as it was because it had been edited by hand. Keep it well under a second: everyone else waits.
   */
  commit?: (trx: Kysely<Database>) => Promise<readonly Conflict[]>;
}

export type Importer = (reading: Reading) => Promise<ReadingResult>;

/** The file cannot be read at all: nothing is stored. The message is a full sentence with the file, what was found and what to do. */
export class UnreadableFile extends Error {}
