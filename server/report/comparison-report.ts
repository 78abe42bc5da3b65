/**
 * Compared plans as a value that files are made of: the comparison as the API answers it, what it was asked with, in one language, at one
 * time. Every format is a pure function of it, so that equal comparisons and times have equal bytes.
 */
import type { Comparison as ComparedPlans } from "../api/scenario-messages.ts";
import type { ComparisonGeometry } from "./comparison-geometry.ts";
import { COMPARISON_TEXTS, type ComparisonTexts } from "./comparison-texts.ts";
import type { Described, ReportLanguage } from "./report.ts";
import { type Wording, wordingOf } from "./wording.ts";

export const COMPARISON_FORMATS = ["xlsx", "html"] as const;
export type ComparisonFormat = (typeof COMPARISON_FORMATS)[number];

export interface ComparisonReport {
  readonly compared: ComparedPlans;
  /** The question and the method with its sources, as a review has them. */
  readonly review: Described;
  readonly geometry: ComparisonGeometry;
  readonly language: ReportLanguage;
  /** ISO 8601 with the offset of the clock on the wall. */
  readonly runAt: string;
  /** Of factsOf: nothing that was kept is compared with. */
  readonly comparison: null;
}

export type ComparedPlan = ComparedPlans["plans"][number];

/** Words and formats of both: those of all reports, and those of comparisons. */
export interface ComparisonWording extends Wording {
  readonly say: ComparisonTexts;
}

export function comparisonWording(language: ReportLanguage): ComparisonWording {
  return { ...wordingOf(language), say: COMPARISON_TEXTS[language] };
}

export const titleOf = ({ scenario }: ComparedPlan, { say }: ComparisonWording): string =>
  scenario === null ? say.present : scenario.name;

/** People: smaller differences are rounding of sums. */
const SAME_PEOPLE = 0.5;

/** Which plan covers the most, and how many more than the present state: the sentence that a meeting asks for. */
export function bestText({ plans, present }: ComparedPlans, wording: ComparisonWording): string {
  const { say, people, share, texts } = wording;
  const most = Math.max(...plans.map(({ total }) => total.peopleCovered));
  const best = plans.filter(({ total }) => most - total.peopleCovered < SAME_PEOPLE);
  const [first] = best;
  if (first === undefined) return "";
  const figures = [people(first.total.peopleCovered), share(first.total.share)] as const;
  if (best.length === plans.length) return say.allSame(...figures);
  if (most - present < SAME_PEOPLE) return say.bestPresent(...figures);
  return say.best(best.map((plan) => titleOf(plan, wording)).join(texts.list), ...figures, people(most - present));
}
