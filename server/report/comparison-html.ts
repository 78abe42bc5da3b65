/** Compared plans as one page to print: who covers the most, figures, changes with what each adds, a map for each plan, areas, method. */

import { DIFFERENCE_CLASSES, differenceMap } from "./comparison-map.ts";
import { comparisonMethodTables, methodParts } from "./comparison-method.ts";
import {
  bestText,
  type ComparisonReport,
  type ComparisonWording,
  comparisonWording,
  titleOf,
} from "./comparison-report.ts";
import { planAreasTable, planGroupsTable, plansTable, stepsOf } from "./comparison-tables.ts";
import { patternsOf } from "./figures.ts";
import { escapeMarkup, heading, paragraph, subheading, tableMarkup } from "./markup.ts";
import { pageOf } from "./page.ts";
import { pageStyle } from "./page-style.ts";
import { factsTable } from "./summary.ts";
import type { Table } from "./table.ts";
import { territoryName } from "./wording.ts";

/** Millimetres between the margins of A4, and the highest map. */
const MAP = [174, 165] as const;
/** More areas are for the workbook. */
const MOST_AREAS = 120;

/** @returns the bytes of the page; equal comparisons and times have equal bytes */
export function comparisonHtml(report: ComparisonReport): Uint8Array {
  const wording = comparisonWording(report.language);
  const { say, time } = wording;
  const title = `${territoryName(report.review, wording)} · ${say.title}`;
  const parts = [
    patternsOf(),
    opening(report, wording),
    changes(report, wording),
    maps(report, wording),
    areas(report, wording),
    method(report, wording),
  ];
  return pageOf({ title, style: pageStyle(`${title} · ${time(report.runAt).slice(0, 10)}`), parts }, wording);
}

function opening(report: ComparisonReport, wording: ComparisonWording): string {
  const { say, texts } = wording;
  const groups = planGroupsTable(report, wording);
  // Paper is narrow: notes stand with the changes, and what is left over in the workbook.
  const keys = plansTable(report, wording)
    .columns.map(({ key }) => key)
    .filter((key) => key !== "note" && key !== "out_of_reach" && key !== "without_cost");
  return [
    paragraph(say.title, "kicker"),
    `<h1>${escapeMarkup(territoryName(report.review, wording))}</h1>`,
    report.review.method.fictional ? paragraph(texts.fictionalSentence, "fictional") : "",
    paragraph(bestText(report.compared, wording), "headline"),
    tableMarkup(plansTable(report, wording), wording, { name: "plans", keys }),
    groups.rows.length === 0 ? "" : keep(groups, wording),
    tableMarkup(factsTable(report, wording), wording, { name: "facts" }),
  ].join("\n");
}

const keep = (table: Table, wording: ComparisonWording): string =>
  `<div class="keep">${subheading(table.title)}${tableMarkup(table, wording)}</div>`;

function changes({ compared }: ComparisonReport, wording: ComparisonWording): string {
  const { say } = wording;
  const plans = compared.plans.filter(({ scenario }) => scenario !== null);
  return [
    heading(say.steps),
    ...plans.map((plan) => {
      const note = plan.scenario?.note ?? "";
      const table = stepsOf(plan, wording);
      return [
        subheading(titleOf(plan, wording)),
        note === "" ? "" : paragraph(note),
        plan.steps.length === 0
          ? paragraph(say.noChanges)
          : tableMarkup(table, wording, { name: "steps", isStrong: (row) => row[1] === say.sum }),
      ].join("\n");
    }),
  ].join("\n");
}

/** A page for each plan, with room for the map's approval number. */
function maps({ compared, geometry, review }: ComparisonReport, wording: ComparisonWording): string {
  const { say, texts } = wording;
  const words = {
    gained: say.mapGained,
    lost: say.mapLost,
    "as-before": say.mapBoth,
    "uncovered-still": say.mapNeither,
  } as const;
  const item = (sign: string, label: string) =>
    `<li><svg viewBox="0 0 7 3.4" aria-hidden="true">${sign}</svg>${escapeMarkup(label)}</li>`;
  const legend = [
    ...[...DIFFERENCE_CLASSES]
      .reverse()
      .map((name) => item(`<rect class="${name}" x="0.5" y="0.2" width="6" height="3"/>`, words[name])),
    item('<circle class="change-ground" cx="3.5" cy="1.7" r="1.4"/>', say.mapChange),
  ].join("");
  const sources = review.method.inputs
    .map(({ source, dataDate }) => (dataDate === null ? source : `${source} (${dataDate})`))
    .join(texts.list);
  return compared.plans
    .map((plan, at) =>
      plan.scenario === null
        ? ""
        : [
            heading(say.mapOf(titleOf(plan, wording)), "page-break"),
            '<div class="keep">',
            differenceMap(geometry, plan, at, wording, MAP),
            `<ul class="legend">${legend}</ul>`,
            `<div class="approval"><div class="source">${escapeMarkup(texts.page.sourceLine(sources))}</div><div class="box">${escapeMarkup(texts.page.mapNumber)}</div></div>`,
            "</div>",
          ].join("\n"),
    )
    .join("\n");
}

function areas(report: ComparisonReport, wording: ComparisonWording): string {
  const { say, count } = wording;
  const table = planAreasTable(report, wording, { onlyChanged: true, figures: ["share", "gained", "lost"] });
  if (table.rows.length === 0) return "";
  const all = report.compared.plans[0]?.areas.length ?? 0;
  const rows = table.rows.slice(0, MOST_AREAS);
  const keys = table.columns.map(({ key }) => key).filter((key) => key !== "code");
  return [
    heading(say.areas, "page-break"),
    paragraph(say.areasLeftOut(count(rows.length), count(all)), "small-note"),
    tableMarkup({ ...table, rows }, wording, { keys }),
  ].join("\n");
}

function method(report: ComparisonReport, wording: ComparisonWording): string {
  const { texts } = wording;
  const tables = comparisonMethodTables(report, wording).filter(({ id }) => id !== "facts" && id !== "method");
  const parts = methodParts(report, wording).map(([title, text, from]) =>
    [subheading(title), paragraph(text), from === "" ? "" : paragraph(from, "from")].join("\n"),
  );
  return [
    heading(texts.page.method),
    `<div class="method">${parts.join("\n")}</div>`,
    ...tables
      .filter(({ rows }) => rows.length > 0)
      .map((table) => `${subheading(table.title)}${tableMarkup(table, wording)}`),
  ].join("\n");
}
