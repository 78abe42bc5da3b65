/**
 * A report: one review with the geometry that belongs to it, in one language, made at one time. Every format is a pure function
 * of this value, so that the same review gives the same bytes, also the times in them: they are the run's, which is given in
 * from outside.
 */

import type { Review, ReviewChanges } from "../review/document.ts";
import type { Question } from "../standard.ts";
import type { ReviewGeometry } from "./geometry.ts";

export const REPORT_LANGUAGES = ["zh", "en"] as const;
export type ReportLanguage = (typeof REPORT_LANGUAGES)[number];

export const REPORT_FORMATS = ["xlsx", "gpkg", "geojson", "html"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What this review is compared with. */
export interface Comparison {
  /** Of the kept review. */
  readonly name: string;
  /** ISO 8601. */
  readonly keptAt: string;
  readonly changes: ReviewChanges;
}

/** What words and tables need: a kept review has no more. */
export interface ReportText {
  readonly review: Review;
  readonly language: ReportLanguage;
  /** When the run was made: ISO 8601 with the offset of the clock on the wall, "2026-11-22T12:00:00+08:00". */
  readonly runAt: string;
  readonly comparison: Comparison | null;
  /** The name under which the review was kept; null for one of today. */
  readonly keptAs: string | null;
}

export interface Report extends ReportText {
  readonly geometry: ReviewGeometry;
}

/** What was asked, by which method and from which data: what everything exported carries. */
export type Described = Pick<Review, "question" | "method">;

/** The standard and circumstances of a review; its schema leaves them open, because they are checked where they come in. */
export function questionOf({ question }: Pick<Review, "question">): Question {
  return question as Question;
}

/** Media types of the formats. */
export const MEDIA_TYPES: Readonly<Record<ReportFormat, string>> = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  gpkg: "application/geopackage+sqlite3",
  geojson: "application/geo+json; charset=utf-8",
  html: "text/html; charset=utf-8",
};

/** Letters that file systems refuse, and spaces, which get lost in mails and shells. */
const UNSAFE = /[\\/:*?"<>|\p{Cc}\s]+/gu;

/** A name that any file system takes, of some parts, without an ending; empty parts are left out. */
export function fileStem(...parts: readonly string[]): string {
  return parts
    .map((part) => part.replace(UNSAFE, "-"))
    .filter((part) => part !== "")
    .join("_");
}

/** Territory, scenario, standard and date: "鹤鸣县_城区15分钟、乡村5公里_2026-11-22.xlsx". */
export function fileNameOf(
  {
    territory,
    scenario = "",
    standard,
    runAt,
  }: { territory: string; scenario?: string; standard: string; runAt: string },
  format: ReportFormat,
): string {
  return `${fileStem(territory, scenario, standard, runAt.slice(0, 10))}.${format}`;
}
