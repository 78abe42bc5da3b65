/** Text and tables as HTML. */
import { type Column, shown, type Table, type Value } from "./tables.ts";
import type { Wording } from "./wording.ts";

/** Text as it stands between tags or in an attribute. */
export function escapeMarkup(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[sign] ?? sign,
  );
}

export const paragraph = (text: string, name = ""): string =>
  `<p${name === "" ? "" : ` class="${name}"`}>${escapeMarkup(text)}</p>`;
export const heading = (text: string, name = ""): string =>
  `<h2${name === "" ? "" : ` class="${name}"`}>${escapeMarkup(text)}</h2>`;
export const subheading = (text: string): string => `<h3>${escapeMarkup(text)}</h3>`;

/** A value as people read it. */
export function valueText(value: Value, column: Column, { count, share, texts }: Wording): string {
  const seen = shown(value, column);
  if (seen === null) return column.kind === "text" || column.kind === "word" ? "" : texts.none;
  if (typeof seen !== "number") return String(seen);
  switch (column.kind) {
    case "people":
    case "metres":
    case "count":
      return count(seen);
    case "share":
      return share(seen);
    case "minutes":
      return (Math.ceil(seen * 10 - 1e-6) / 10).toFixed(1);
    case "degrees":
      return seen.toFixed(5);
    default:
      return Number.isInteger(seen) ? count(seen) : seen.toFixed(2);
  }
}

export interface Choice {
  /** Keys of the columns, in this order; all when left out. */
  readonly keys?: readonly string[];
  /** Class of the table. */
  readonly name?: string;
  /** More cells in the last column as HTML. */
  readonly isStrong?: (row: readonly Value[]) => boolean;
}

/** A table whose heading is repeated on each page and whose rows are never cut. */
export function tableMarkup(
  { id, columns, rows, depth }: Table,
  wording: Wording,
  { keys, name = id, isStrong }: Choice = {},
): string {
  const chosen = (keys ?? columns.map(({ key }) => key)).flatMap((key) => {
    const at = columns.findIndex((column) => column.key === key);
    return at < 0 ? [] : [at];
  });
  const isText = (at: number) => columns[at].kind === "text" || columns[at].kind === "word";
  const kindOf = (at: number) => `${isText(at) ? "t" : "n"} c-${columns[at].key}`;
  const head = chosen
    .map((at) => `<th scope="col" class="${kindOf(at)}">${escapeMarkup(columns[at].heading)}</th>`)
    .join("");
  const body = rows.map((row, r) => {
    const cells = chosen.map((at, i) => {
      const indent = i === 0 && depth !== undefined ? ` d${Math.min(4, depth[r])}` : "";
      return `<td class="${kindOf(at)}${indent}">${escapeMarkup(valueText(row[at], columns[at], wording))}</td>`;
    });
    return `<tr${isStrong?.(row) ? ' class="strong"' : ""}>${cells.join("")}</tr>`;
  });
  return `<table class="${name}"><thead><tr>${head}</tr></thead><tbody>\n${body.join("\n")}\n</tbody></table>`;
}
