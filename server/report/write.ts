/** The last stage: a plan's review as the bytes of a file. */

import type { OnStage, Plan } from "../plan.ts";
import { changesBetween } from "../review/changes.ts";
import { type KeptReview, unpackReview } from "../review/kept.ts";
import type { About } from "../review/review.ts";
import type { Question } from "../standard.ts";
import type { ReportStage } from "../words.ts";
import { geojsonOf } from "./geojson.ts";
import { geometryOf } from "./geometry.ts";
import { gpkgOf } from "./gpkg.ts";
import { htmlOf } from "./html.ts";
import type { Comparison, Report, ReportFormat, ReportLanguage } from "./report.ts";
import { xlsxOf } from "./xlsx.ts";

/** A kept review to compare with, packed (kept-review.ts). */
export interface Since {
  readonly name: string;
  /** ISO 8601. */
  readonly keptAt: string;
  readonly document: Uint8Array;
}

export interface ReportOrder {
  readonly asked: Question;
  readonly about: About;
  readonly language: ReportLanguage;
  /** ISO 8601 with the offset of the clock on the wall. */
  readonly runAt: string;
  readonly since: Since | null;
}

/** The review of a plan with its shapes and, where asked, what changed. */
export function reportOf(
  plan: Plan,
  { asked, about, language, runAt, since }: ReportOrder,
  onStage: OnStage<ReportStage> = () => undefined,
): Report {
  const kept = plan.review(asked, about, onStage);
  onStage("shapes");
  const found = { outcome: plan.outcome(asked), reasons: plan.reasons(asked), gaps: plan.gaps(asked) };
  const geometry = geometryOf(plan.territory, found, kept.review);
  return {
    review: kept.review,
    geometry,
    language,
    runAt,
    comparison: comparisonOf(since, kept),
    keptAs: null,
  };
}

function comparisonOf(since: Since | null, now: KeptReview): Comparison | null {
  if (since === null) return null;
  const { name, keptAt, document } = since;
  return { name, keptAt, changes: changesBetween(unpackReview(document), now) };
}

/** The writer of each format. */
const WRITERS: Readonly<Record<ReportFormat, (report: Report) => Uint8Array | Promise<Uint8Array>>> = {
  xlsx: xlsxOf,
  gpkg: gpkgOf,
  geojson: geojsonOf,
  html: htmlOf,
};

/** @returns the bytes of the file; equal territories, questions and times have equal bytes */
export async function writeReport(
  plan: Plan,
  order: ReportOrder & { readonly format: ReportFormat },
  onStage: OnStage<ReportStage> = () => undefined,
): Promise<Uint8Array> {
  const report = reportOf(plan, order, onStage);
  onStage("file");
  return whole(await WRITERS[order.format](report));
}

/** A kept review to print, packed (kept-review.ts). */
export interface KeptOrder {
  readonly document: Uint8Array;
  /** Of the kept review. */
  readonly name: string;
  readonly language: ReportLanguage;
  /** When it was kept, or whatever shall stand in the file: ISO 8601. */
  readonly runAt: string;
  readonly since: Since | null;
}

/** A kept review as a workbook. Shapes are not kept, so it has no map and no file for GIS. */
export async function writeKeptReport({ document, name, language, runAt, since }: KeptOrder): Promise<Uint8Array> {
  const kept = unpackReview(document);
  return whole(
    await xlsxOf({ review: kept.review, language, runAt, comparison: comparisonOf(since, kept), keptAs: name }),
  );
}

/** Threads hand memory over whole: it must hold nothing but the file. */
function whole(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
