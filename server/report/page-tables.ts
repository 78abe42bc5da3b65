/** The tables of the page to print: what fits on paper, the most important first; the workbook has all of it. */
import { changesIntro, changesTables } from "./comparison.ts";
import { type Choice, escapeMarkup, heading, paragraph, subheading, tableMarkup } from "./markup.ts";
import type { Report } from "./report.ts";
import { limitsTable, methodTable, remediesTable, sourcesTable, summaryTables } from "./summary.ts";
import {
  areasTable,
  type Column,
  facilitiesTable,
  gapsTable,
  settlementsTable,
  shown,
  type Table,
  type Value,
} from "./tables.ts";
import type { Wording } from "./wording.ts";

/** More rows of one table are for the workbook. */
const MOST_ROWS = 300;
const MOST_GAPS = 60;
/** The largest of them stand on the first page too. */
const FIRST_GAPS = 5;

/** Whether a row is the sum of the others, by its first word. */
export const isTotal = (word: string) => (row: readonly Value[]) => row[0] === word;

/** Levels from the largest down as long as they are few; the others are in the workbook. */
export function areaPages(report: Report, wording: Wording): string {
  const { review } = report;
  const { texts, count } = wording;
  const table = areasTable(report, wording);
  if (table.rows.length === 0) return "";
  const level = table.columns.findIndex(({ key }) => key === "level");
  let shown = 0;
  const levels = review.levels.filter((word, at) => {
    const rows = table.rows.filter((row) => row[level] === word).length;
    shown += rows;
    return at === 0 || shown <= MOST_ROWS;
  });
  const kept = [...table.rows.keys()].filter((i) => levels.some((word) => word === table.rows[i][level]));
  const part: Table = { ...table, rows: kept.map((i) => table.rows[i]), depth: kept.map((i) => table.depth?.[i] ?? 0) };
  const hasCapacity = review.total.overCapacity > 0;
  const keys = [
    "name",
    "people",
    "covered",
    "share_covered",
    ...(hasCapacity ? ["over_capacity"] : []),
    "out_of_reach",
    "covered_any_district",
    "facilities",
    "main_reason",
  ];
  return [
    heading(texts.sheets.areas),
    kept.length < table.rows.length
      ? paragraph(texts.page.moreAreas(count(kept.length), count(table.rows.length)), "small-note")
      : "",
    tableMarkup(part, wording, { keys, name: "areas", isStrong: (row) => row[level] === levels[0] }),
    ...summaryTables(report, wording)
      .filter(({ id }) => id === "outside")
      .map((outside) => `<div class="keep">${subheading(outside.title)}${tableMarkup(outside, wording)}</div>`),
  ].join("\n");
}

/** A kind at a time, resettlement areas first; natural villages only where they are not covered. */
export function settlementPages(report: Report, wording: Wording): string {
  const { texts, count } = wording;
  const table = withWhy(settlementsTable(report, wording), wording);
  const [kind, state] = ["kind", "state"].map((key) => table.columns.findIndex((column) => column.key === key));
  const kinds = [...new Set(table.rows.map((row) => String(row[kind])))];
  if (kinds.length === 0) return "";
  const keys = ["name", "area", "people_of_source", "people", "state", "share_covered", "walk_minutes", "why"];
  const parts = kinds.map((word) => {
    const all = table.rows.filter((row) => row[kind] === word);
    const wanted = word === "natural-village" ? all.filter((row) => row[state] !== "covered") : all;
    const words = texts.settlementKinds[word as keyof typeof texts.settlementKinds] ?? word;
    const leftOut = all.length - wanted.length;
    return [
      subheading(`${words} (${count(all.length)})`),
      leftOut > 0 ? paragraph(texts.page.villagesLeftOut(count(leftOut)), "small-note") : "",
      wanted.length === 0 ? "" : limited({ ...table, rows: wanted }, wording, MOST_ROWS, { keys, name: "settlements" }),
    ].join("\n");
  });
  return [heading(texts.sheets.settlements), ...parts].join("\n");
}

/** The first rows of a table, and how many there are. */
function limited(table: Table, wording: Wording, most: number, choice: Choice): string {
  const { rows } = table;
  const note = wording.texts.page.moreRows(wording.count(most), wording.count(rows.length));
  return [
    rows.length > most ? paragraph(note, "small-note") : "",
    tableMarkup({ ...table, rows: rows.slice(0, most) }, wording, choice),
  ].join("\n");
}

/** The table with the reason and its evidence in one column more, "why": paper is narrow. */
function withWhy(table: Table, { texts }: Wording): Table {
  const [reason, evidence] = ["reason", "evidence"].map((key) =>
    table.columns.findIndex((column) => column.key === key),
  );
  const why = (row: readonly Value[]): Value => {
    const word = row[reason] === null ? null : shown(row[reason], table.columns[reason]);
    return word === null
      ? null
      : [word, row[evidence]].filter((part) => part !== null && part !== "").join(texts.colon);
  };
  const column: Column = { key: "why", heading: texts.columns.reason, kind: "text" };
  return { ...table, columns: [...table.columns, column], rows: table.rows.map((row) => [...row, why(row)]) };
}

/** For the first page: where most of the people live who are left out. */
export function firstGaps(report: Report, wording: Wording): string {
  const table = withWhy(gapsTable(report, wording), wording);
  if (table.rows.length === 0) return "";
  const { texts } = wording;
  const rows = table.rows.slice(0, FIRST_GAPS);
  const keys = ["rank", "name", "area", "people", "why"];
  const printed = tableMarkup({ ...table, rows }, wording, { keys, name: "gaps" });
  return `<div class="keep">${subheading(texts.page.largestGaps)}${printed}</div>`;
}

export function gapPages(report: Report, wording: Wording): string {
  const { texts } = wording;
  const table = withWhy(gapsTable(report, wording), wording);
  if (table.rows.length === 0) return "";
  const remedies = remediesTable(report, wording);
  const keys = ["rank", "name", "area", "people", "why", "remedy"];
  return [
    heading(texts.sheets.gaps, "page-break"),
    ...(remedies.rows.length === 0
      ? []
      : [
          `<div class="keep">${subheading(remedies.title)}${paragraph(texts.summary.remediesNote, "small-note")}`,
          `${tableMarkup(remedies, wording)}</div>${subheading(texts.sheets.gaps)}`,
        ]),
    limited(table, wording, MOST_GAPS, { keys, name: "gaps" }),
  ].join("\n");
}

export function facilityPages(report: Report, wording: Wording): string {
  const { texts } = wording;
  const table = facilitiesTable(report, wording);
  if (table.rows.length === 0) return "";
  const hasLoad = report.review.facilities.some(({ load }) => load !== null);
  const asksHours = report.review.facilities.some(({ hoursState }) => hoursState !== "not-asked");
  // Paper is narrow: the workbook has the columns that are left out.
  const keys = [
    "name",
    "kind",
    "area",
    ...(hasLoad || asksHours ? [] : ["status"]),
    ...(hasLoad ? [] : ["opening_hours"]),
    ...(asksHours ? ["hours_state"] : []),
    "counts",
    "people_in_reach",
    ...(hasLoad ? ["people_assigned", "people_capacity", "load"] : []),
  ];
  return [heading(texts.sheets.facilities), limited(table, wording, MOST_ROWS, { keys, name: "facilities" })].join(
    "\n",
  );
}

export function comparisonPages({ comparison }: Report, wording: Wording): string {
  if (comparison === null) return "";
  const { texts } = wording;
  const tables = changesTables(comparison, wording);
  return [
    heading(`${texts.page.comparison}${texts.colon}${comparison.name}`),
    ...changesIntro(comparison, wording).map((sentence) => paragraph(sentence)),
    ...tables.map(
      (table) =>
        `${subheading(table.title)}${limited(table, wording, MOST_ROWS, { isStrong: isTotal(texts.columns.total) })}`,
    ),
  ].join("\n");
}

export function methodPages(report: Report, wording: Wording): string {
  const { texts } = wording;
  const method = methodTable(report, wording).rows.map(([title, text, source]) => {
    return `<div class="keep">${subheading(String(title))}${paragraph(String(text))}${source ? paragraph(String(source), "from") : ""}</div>`;
  });
  const limits = limitsTable(report, wording).rows.map(([limit]) => `<li>${escapeMarkup(String(limit))}</li>`);
  return [
    heading(texts.page.limits),
    limits.length === 0 ? paragraph(texts.page.none) : `<ul class="plain">${limits.join("")}</ul>`,
    `<section class="method">${heading(texts.page.method)}${method.join("")}</section>`,
    heading(texts.page.sources),
    tableMarkup(sourcesTable(report, wording), wording),
  ].join("\n");
}
