/**
 * The review as one page to print: A4, in Chinese or English, with maps, figures, tables, method, sources and limits. It loads nothing
 * from outside and runs no script, so it works on a closed network and from a folder, and stays what it was.
 */
import { createHash } from "node:crypto";
import type { Review } from "../review-document.ts";
import { REASONS } from "../words.ts";
import { changesIntro, changesTables } from "./comparison.ts";
import { groupsFigure, lorenzFigure, patternsOf, reasonsFigure } from "./figures.ts";
import { type DrawnMap, mapOf, smallMapsOf } from "./map.ts";
import { type Choice, escapeMarkup, tableMarkup } from "./markup.ts";
import { pageStyle } from "./page-style.ts";
import { questionOf, type Report } from "./report.ts";
import { factsTable, limitsTable, methodTable, remediesTable, sourcesTable, summaryTables } from "./summary.ts";
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
import { headlineOf, territoryName, type Wording, wordingOf } from "./wording.ts";

/** Millimetres between the margins of A4. */
const WIDTH = 174;
const MAP_HEIGHT = 190;
/** More rows of one table are for the workbook. */
const MOST_ROWS = 300;
const MOST_GAPS = 60;

/** @returns the bytes of the page; equal reports have equal bytes */
export function htmlOf(report: Report): Uint8Array {
  const wording = wordingOf(report.language);
  const { texts, name, time } = wording;
  const { review } = report;
  const territory = territoryName(review, wording);
  const style = pageStyle(`${territory} · ${name(questionOf(review).standard)} · ${time(report.runAt).slice(0, 10)}`);
  const parts = [
    opening(report, wording),
    mapPage(report, wording),
    figurePages(report, wording),
    areaPages(report, wording),
    settlementPages(report, wording),
    gapPages(report, wording),
    facilityPages(report, wording),
    comparisonPages(report, wording),
    methodPages(report, wording),
  ];
  return Buffer.from(`<!doctype html>
<html lang="${texts.tag}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(style)}">
<meta name="viewport" content="width=device-width">
<title>${escapeMarkup(`${territory} · ${texts.title}`)}</title>
<style>${style}</style>
</head>
<body>
${patternsOf()}
${parts.filter((part) => part !== "").join("\n")}
</body>
</html>
`);
}

/** Nothing from outside, no script, and the one style by its hash. */
function contentPolicy(style: string): string {
  return `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`;
}

const paragraph = (text: string, name = "") => `<p${name === "" ? "" : ` class="${name}"`}>${escapeMarkup(text)}</p>`;
const heading = (text: string, name = "") => `<h2${name === "" ? "" : ` class="${name}"`}>${escapeMarkup(text)}</h2>`;
const subheading = (text: string) => `<h3>${escapeMarkup(text)}</h3>`;

/** The first page: whose review, under which standard, the result in one sentence and four numbers. */
function opening(report: Report, wording: Wording): string {
  const { review } = report;
  const { texts, share, people } = wording;
  const { total, method } = review;
  const number = (value: string, label: string, name = "") =>
    `<li${name && ` class="${name}"`}><b>${escapeMarkup(value)}</b>${escapeMarkup(label)}</li>`;
  const numbers = [
    number(share(total.share), texts.columns.share),
    number(people(total.served), texts.columns.served),
    ...(total.overCapacity > 0 ? [number(people(total.overCapacity), texts.columns.overCapacity, "miss")] : []),
    number(people(total.outOfReach), texts.columns.outOfReach, "miss"),
  ];
  const tables = summaryTables(report, wording).filter(({ id }) => id === "places" || id === "targets");
  return [
    paragraph(texts.title, "kicker"),
    `<h1>${escapeMarkup(territoryName(review, wording))}</h1>`,
    method.fictional ? paragraph(texts.fictionalSentence, "fictional") : "",
    paragraph(headlineOf(review, wording), "headline"),
    `<ul class="numbers">${numbers.join("")}</ul>`,
    tableMarkup(factsTable(report, wording), wording, { name: "facts" }),
    ...tables.map(
      (table) =>
        `<div class="keep">${subheading(table.title)}${tableMarkup(table, wording, { isStrong: isTotal(texts.columns.total) })}</div>`,
    ),
  ].join("\n");
}

const isTotal = (word: string) => (row: readonly Value[]) => row[0] === word;

function mapPage(report: Report, wording: Wording): string {
  const { review } = report;
  const { texts } = wording;
  const drawn = mapOf(report, wording, WIDTH, MAP_HEIGHT);
  const sources = review.method.inputs
    .map(({ source, dataDate }) => (dataDate === null ? source : `${source} (${dataDate})`))
    .join(texts.list);
  const note = drawn.hexagonMetres === null ? "" : texts.page.cellsNote(wording.length(drawn.hexagonMetres));
  return [
    heading(texts.page.map, "page-break"),
    '<div class="keep">',
    drawn.svg,
    legend(review, wording, drawn),
    note === "" ? "" : paragraph(note, "small-note"),
    `<div class="approval"><div class="source">${escapeMarkup(texts.page.sourceLine(sources))}</div><div class="box">${escapeMarkup(texts.page.mapNumber)}</div></div>`,
    "</div>",
  ].join("\n");
}

/** Signs of the map that occur in it. */
function legend({ total, levels }: Review, { texts }: Wording, drawn: DrawnMap): string {
  const item = (sign: string, label: string) =>
    `<li><svg viewBox="0 0 7 3.4" aria-hidden="true">${sign}</svg>${escapeMarkup(label)}</li>`;
  const patch = (name: string) => `<rect class="${name}" x="0.5" y="0.2" width="6" height="3"/>`;
  const line = (name: string) => `<path class="${name}" d="M0 1.7H7"/>`;
  const rank = (at: number) => Math.min(2, at);
  const items = [
    item(patch("covered"), texts.page.coveredCells),
    ...REASONS.flatMap((reason, at) =>
      total.reasons[at] > 0 ? [item(patch(`reason ${reason}`), texts.reasons[reason])] : [],
    ),
    item('<circle class="number-ground" cx="3.5" cy="1.7" r="1.5"/>', texts.page.numberOfGap),
    item('<circle class="facility" cx="3.5" cy="1.7" r="1"/>', texts.page.facilityCounts),
    ...(drawn.hasFacilitiesThatDoNotCount
      ? [item('<circle class="facility-not" cx="3.5" cy="1.7" r="1"/>', texts.page.facilityNot)]
      : []),
    ...(drawn.hasSettlements
      ? [item('<rect class="settlement" x="2.4" y="0.6" width="2.2" height="2.2"/>', texts.page.settlement)]
      : []),
    ...drawn.levels.map((level) =>
      item(line(`area area-${rank(levels.indexOf(level))}`), texts.page.areaBorder(texts.levels[level])),
    ),
    ...drawn.barriers.map((barrier) => item(line(`barrier ${barrier}`), texts.barriers[barrier])),
  ];
  return `<ul class="legend">${items.join("")}</ul>`;
}

function figurePages(report: Report, wording: Wording): string {
  const { review } = report;
  const { texts, people, share } = wording;
  const uncovered = review.total.overCapacity + review.total.outOfReach;
  const small = smallMapsOf(report, 54, 62).map(({ reason, svg }) => {
    const own = review.total.reasons[REASONS.indexOf(reason)];
    const caption = `${texts.reasons[reason]}${texts.colon}${people(own)} (${share(own / uncovered)})`;
    return `<figure>${svg}<figcaption>${escapeMarkup(caption)}</figcaption></figure>`;
  });
  const equity = summaryTables(report, wording).find(({ id }) => id === "equity");
  const parts = [heading(texts.summary.byReason, "page-break")];
  if (uncovered > 0) {
    parts.push(`<div class="keep">${reasonsFigure(report, wording, WIDTH)}</div>`);
    parts.push(subheading(texts.page.smallMaps), `<div class="small-maps">${small.join("")}</div>`);
  } else parts.push(paragraph(texts.page.none));
  if (review.method.groups.length > 0) {
    const groups = summaryTables(report, wording).filter(({ id }) => id === "groups");
    parts.push(
      `<div class="keep">${heading(texts.summary.groupsByPlace)}${groupsFigure(report, wording, WIDTH)}</div>`,
    );
    parts.push(...groups.map((table) => tableMarkup(table, wording)));
  }
  if (equity !== undefined && review.equity.lorenz.length > 1) {
    const facts = equity.rows.map(([item, value, note]) => {
      const amount =
        typeof value === "number" ? `${texts.colon}${value < 2 ? value.toFixed(3) : wording.count(value)}` : "";
      return `<li><b>${escapeMarkup(`${item}${amount}`)}</b><br>${escapeMarkup(String(note ?? ""))}</li>`;
    });
    parts.push(
      `<div class="keep">${heading(texts.summary.equity)}<div class="pair">${lorenzFigure(report, wording, 84)}<ul class="plain">${facts.join("")}</ul></div></div>`,
    );
  }
  return parts.join("\n");
}

/** Levels from the largest down as long as they are few; the others are in the workbook. */
function areaPages(report: Report, wording: Wording): string {
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
function settlementPages(report: Report, wording: Wording): string {
  const { texts, count } = wording;
  const table = withWhy(settlementsTable(report, wording), wording);
  const [kind, state] = ["kind", "state"].map((key) => table.columns.findIndex((column) => column.key === key));
  const kinds = [...new Set(table.rows.map((row) => String(row[kind])))];
  if (kinds.length === 0) return "";
  const keys = [
    "name",
    "area",
    "people_of_source",
    "people",
    "state",
    "share_covered",
    "walk_minutes",
    "facility",
    "why",
  ];
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

function gapPages(report: Report, wording: Wording): string {
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

function facilityPages(report: Report, wording: Wording): string {
  const { texts } = wording;
  const table = facilitiesTable(report, wording);
  if (table.rows.length === 0) return "";
  const hasLoad = report.review.facilities.some(({ load }) => load !== null);
  const asksHours = report.review.facilities.some(({ hoursState }) => hoursState !== "not-asked");
  const keys = [
    "name",
    "kind",
    "status",
    "area",
    "opening_hours",
    ...(asksHours ? ["hours_state"] : []),
    "counts",
    "people_in_reach",
    ...(hasLoad ? ["people_assigned", "people_capacity", "load"] : []),
  ];
  return [heading(texts.sheets.facilities), limited(table, wording, MOST_ROWS, { keys, name: "facilities" })].join(
    "\n",
  );
}

function comparisonPages({ comparison }: Report, wording: Wording): string {
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

function methodPages(report: Report, wording: Wording): string {
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
