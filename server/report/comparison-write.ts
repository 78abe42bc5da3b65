/** The last stage of compared plans: the comparison as the bytes of a file. */
import type { Comparison as ComparedPlans } from "../api/scenario-messages.ts";
import type { Plan } from "../plan.ts";
import { type About, methodOf } from "../review/review.ts";
import type { Question } from "../standard.ts";
import { comparisonGeometry } from "./comparison-geometry.ts";
import { comparisonHtml } from "./comparison-html.ts";
import type { ComparisonFormat, ComparisonReport } from "./comparison-report.ts";
import { comparisonXlsx } from "./comparison-xlsx.ts";
import type { ReportLanguage } from "./report.ts";
import { wordingOf } from "./wording.ts";

export interface ComparisonOrder {
  readonly asked: Question;
  readonly about: About;
  readonly language: ReportLanguage;
  /** ISO 8601 with the offset of the clock on the wall. */
  readonly runAt: string;
  readonly format: ComparisonFormat;
}

/** The writer of each format. */
const WRITERS: Readonly<Record<ComparisonFormat, (report: ComparisonReport) => Uint8Array | Promise<Uint8Array>>> = {
  xlsx: comparisonXlsx,
  html: comparisonHtml,
};

/**
 * @param present the plan of the present state
 * @param compared what was found of the plans under the question
 * @returns the bytes of the file; equal territories, plans, questions and times have equal bytes
 */
export async function writeComparison(
  present: Plan,
  compared: ComparedPlans,
  { asked, about, language, runAt, format }: ComparisonOrder,
): Promise<Uint8Array> {
  const before = present.outcome(asked);
  const outcomes = compared.plans.map(({ steps }) => present.with(steps.map(({ change }) => change)).outcome(asked));
  const bytes = await WRITERS[format]({
    compared,
    review: {
      question: { ...asked },
      method: methodOf(present.territory, { question: asked, outcome: before }, about),
    },
    geometry: comparisonGeometry(present.territory, before, outcomes, wordingOf(language).name),
    language,
    runAt,
    comparison: null,
  });
  // Threads hand memory over whole: it must hold nothing but the file.
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
