/** The figures of the page as SVG, in millimetres: people by reason, groups by kind of place, Lorenz curve. Fills have patterns, so that they stay apart in black and white. */
import { REASONS } from "../words.ts";
import { mm } from "./frame.ts";
import { escapeMarkup } from "./markup.ts";
import type { Report } from "./report.ts";
import type { Wording } from "./wording.ts";

/** Lines on the colours of reasons; the page's style gives the colours. */
const HATCHES: Readonly<Record<(typeof REASONS)[number], string>> = {
  "no-street": "M0 0L2 2M-.5 1.5L.5 2.5M1.5 -.5L2.5 .5",
  island: "M0 1H2",
  "other-district": "M1 0V2",
  closed: "M0 2L2 0M-.5 .5L.5 -.5M1.5 2.5L2.5 1.5",
  "over-capacity": "M0 0L2 2M0 2L2 0",
  barrier: "M0 1H2M1 0V2",
  "too-far": "",
};

/** Stands once in the page; figures and legends fill with url(#p-…). */
export function patternsOf(): string {
  const patterns = REASONS.map((reason) => {
    const lines = HATCHES[reason] === "" ? "" : `<path class="hatch" d="${HATCHES[reason]}"/>`;
    return `<pattern id="p-${reason}" width="2" height="2" patternUnits="userSpaceOnUse"><rect class="reason ${reason}" width="2" height="2"/>${lines}</pattern>`;
  });
  const striped =
    '<pattern id="p-countryside" width="1.4" height="1.4" patternUnits="userSpaceOnUse"><rect class="bar-paper" width="1.4" height="1.4"/><path class="stripe" d="M0 1.4L1.4 0M-.35 .35L.35 -.35M1.05 1.75L1.75 1.05"/></pattern>';
  return `<svg class="patterns" aria-hidden="true"><defs>${patterns.join("")}${striped}</defs></svg>`;
}

const svgOf = (width: number, height: number, label: string, parts: readonly string[]) =>
  `<svg class="figure" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escapeMarkup(label)}" viewBox="0 0 ${mm(width)} ${mm(height)}" width="${mm(width)}mm" height="${mm(height)}mm">${parts.join("")}</svg>`;

const text = (x: number, y: number, content: string, name = "") =>
  `<text class="${`label ${name}`.trim()}" x="${mm(x)}" y="${mm(y)}">${escapeMarkup(content)}</text>`;

/** A bar for each reason that somebody has, with people and share. */
export function reasonsFigure({ review: { total } }: Report, { texts, people, share }: Wording, width: number): string {
  const all = total.overCapacity + total.outOfReach;
  const rows = REASONS.map((reason, at) => ({ reason, people: total.reasons[at] })).filter((row) => row.people > 0);
  const most = Math.max(...rows.map((row) => row.people), 1e-9);
  const [left, step, bar] = [58, 7.5, 4.8];
  const room = width - left - 42;
  const parts = rows.flatMap((row, i) => {
    const y = i * step;
    const long = Math.max(0.3, (row.people / most) * room);
    return [
      text(left - 2, y + 4, texts.reasons[row.reason], "end"),
      `<rect class="bar" fill="url(#p-${row.reason})" x="${left}" y="${mm(y + 0.6)}" width="${mm(long)}" height="${bar}"/>`,
      text(left + long + 1.5, y + 4, `${people(row.people)} · ${share(all > 0 ? row.people / all : null)}`),
    ];
  });
  return svgOf(width, Math.max(1, rows.length) * step, texts.summary.byReason, parts);
}

/** Share covered of each group: in all, in the city, in the countryside. */
export function groupsFigure({ review }: Report, { texts, share, label }: Wording, width: number): string {
  const { method, total, places } = review;
  const series = [
    { name: texts.columns.total, figures: total, fill: 'class="bar bar-all"' },
    ...places.map((place) => ({
      name: texts.places[place.place],
      figures: place,
      fill: place.place === "city" ? 'class="bar bar-city"' : 'class="bar" fill="url(#p-countryside)"',
    })),
  ];
  const [left, bar] = [58, 3.6];
  const room = width - left - 20;
  const step = series.length * bar + 3;
  const top = 6;
  const bottom = top + method.groups.length * step;
  const key = series.map(({ name, fill }, i) => {
    const x = left + i * 30;
    return `<rect ${fill} x="${x}" y="0.4" width="4" height="3"/>${text(x + 5, 3, name)}`;
  });
  const grid = [0, 0.25, 0.5, 0.75, 1].map((at) => {
    const x = left + at * room;
    return `<path class="grid" d="M${mm(x)} ${top - 1}V${mm(bottom - 2)}"/>${text(x, bottom + 1.6, `${at * 100}%`, "middle")}`;
  });
  const rows = method.groups.flatMap((group, g) => {
    const y = top + g * step;
    const bars = series.flatMap(({ figures, fill }, i) => {
      const own = figures.groups.find(({ id }) => id === group.id)?.share ?? null;
      const at = y + i * bar;
      const long = (own ?? 0) * room;
      return [
        `<rect ${fill} x="${left}" y="${mm(at)}" width="${mm(long)}" height="${mm(bar - 0.5)}"/>`,
        text(left + long + 1, at + 2.6, share(own), "small"),
      ];
    });
    return [...wrapped(label(group), 24).map((line, i) => text(left - 2, y + 3 + i * 3.6, line, "end")), ...bars];
  });
  return svgOf(width, bottom + 3, texts.summary.groupsByPlace, [...grid, ...key, ...rows]);
}

/** A text in at most three lines of so many half-width signs. */
function wrapped(content: string, most: number): string[] {
  const lines = [""];
  let width = 0;
  for (const part of content.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/gu) ?? []) {
    const own = [...part].reduce((sum, sign) => sum + (sign > "\u2e80" ? 2 : 1), 0);
    if (width + own > most && width > 0 && lines.length < 3) {
      lines.push("");
      width = 0;
    }
    lines[lines.length - 1] += part;
    width += own;
  }
  return lines.map((line) => line.trim());
}

/** Minutes on foot added up over the people, the nearest first, against everybody having the same. */
export function lorenzFigure({ review: { equity } }: Report, { texts }: Wording, size: number): string {
  const [left, top, side] = [12, 3, size - 18];
  const at = ([people, minutes]: readonly number[]) => `${mm(left + people * side)} ${mm(top + (1 - minutes) * side)}`;
  const bottom = top + side;
  const parts = [
    `<rect class="grid" x="${left}" y="${top}" width="${mm(side)}" height="${mm(side)}"/>`,
    `<path class="grid even" d="M${at([0, 0])}L${at([1, 1])}"/>`,
    `<path class="curve-area" d="M${equity.lorenz.map(at).join("L")}Z"/>`,
    `<path class="curve" d="M${equity.lorenz.map(at).join("L")}"/>`,
    ...[0, 0.5, 1].flatMap((share) => [
      text(left + share * side, bottom + 4, `${share * 100}%`, "middle small"),
      text(left - 1, top + (1 - share) * side + 1, `${share * 100}%`, "end small"),
    ]),
    text(left + side / 2, bottom + 8, texts.page.lorenzPeople, "middle"),
    `<text class="label middle" transform="translate(3.5 ${mm(top + side / 2)}) rotate(-90)">${escapeMarkup(texts.page.lorenzMinutes)}</text>`,
  ];
  return svgOf(size, bottom + 10, texts.page.lorenz, parts);
}
