/**
 * The review as one page to print: A4, in Chinese or English, with maps, figures, tables, method, sources and limits. It loads nothing
 * from outside and runs no script, so it works on a closed network and from a folder, and stays what it was.
 */
import type { Review } from "../review/document.ts";
import { REASONS } from "../words.ts";
import { groupsFigure, lorenzFigure, patternsOf, reasonsFigure } from "./figures.ts";
import { type DrawnMap, mapOf, smallMapsOf } from "./map.ts";
import { escapeMarkup, heading, paragraph, subheading, tableMarkup } from "./markup.ts";
import { pageOf } from "./page.ts";
import { pageStyle } from "./page-style.ts";
import {
  areaPages,
  comparisonPages,
  facilityPages,
  firstGaps,
  gapPages,
  isTotal,
  methodPages,
  settlementPages,
} from "./page-tables.ts";
import { questionOf, type Report } from "./report.ts";
import { factsTable, summaryTables } from "./summary.ts";
import { headlineOf, subjectOf, type Wording, wordingOf } from "./wording.ts";

/** Millimetres between the margins of A4. */
const WIDTH = 174;
const MAP_HEIGHT = 190;
const LORENZ = 70;

/** @returns the bytes of the page; equal reports have equal bytes */
export function htmlOf(report: Report): Uint8Array {
  const wording = wordingOf(report.language);
  const { texts, name, time } = wording;
  const { review } = report;
  const subject = subjectOf(review, wording);
  const style = pageStyle(`${subject} · ${name(questionOf(review).standard)} · ${time(report.runAt).slice(0, 10)}`);
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
  return pageOf({ title: `${subject} · ${texts.title}`, style, parts: [patternsOf(), ...parts] }, wording);
}

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
    `<h1>${escapeMarkup(subjectOf(review, wording))}</h1>`,
    method.fictional ? paragraph(texts.fictionalSentence, "fictional") : "",
    paragraph(headlineOf(review, wording), "headline"),
    `<ul class="numbers">${numbers.join("")}</ul>`,
    tableMarkup(factsTable(report, wording), wording, { name: "facts" }),
    ...tables.map(
      (table) =>
        `<div class="keep">${subheading(table.title)}${tableMarkup(table, wording, { isStrong: isTotal(texts.columns.total) })}</div>`,
    ),
    firstGaps(report, wording),
  ].join("\n");
}

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
      `<div class="keep">${heading(texts.summary.equity)}<div class="pair">${lorenzFigure(report, wording, LORENZ)}<ul class="plain">${facts.join("")}</ul></div></div>`,
    );
  }
  return parts.join("\n");
}
