/**
 * docs/bench.md, written by the machine: one table of what is owed and reached, one of the samples behind it, and the notes
 * of each row. Results are kept beside it as JSON, so that rows can be measured one by one. The README quotes what is owed.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Machine, sentenceOf } from "./machine.ts";
import { type Figure, type Line, type Result, ratioOf, type Target } from "./row.ts";

/** A row as measured. */
export interface Measured extends Result {
  readonly name: string;
  readonly title: string;
  /** When it ended, ISO 8601, to the minute. */
  readonly at: string;
  readonly commit: string;
  readonly machine: Machine;
  readonly seconds: number;
  /** Where the time went, when the row was run with --profile. */
  readonly profile?: readonly string[];
}

const STORE = "bench.json";
const PAGE = "bench.md";

/** Puts new results beside the older ones of other rows, in the order given, and writes page, store and pictures. */
export function writeReport(folder: string, fresh: readonly Measured[], order: readonly string[]): void {
  const store = join(folder, STORE);
  const older = existsSync(store) ? (JSON.parse(readFileSync(store, "utf8")) as Measured[]) : [];
  const byName = new Map([...older, ...fresh].map((row) => [row.name, row]));
  const rows = order.flatMap((name) => byName.get(name) ?? []);
  for (const { pictures = {} } of fresh) {
    for (const [name, text] of Object.entries(pictures)) writeFileSync(join(folder, name), text);
  }
  writeFileSync(store, `${JSON.stringify(rows, null, 1)}\n`);
  writeFileSync(join(folder, PAGE), pageOf(rows));
}

/** Where the README's quotation begins and ends. */
const QUOTED = /(?<=<!-- bench: written by npm run bench -->\n)[\s\S]*(?=<!-- end of bench -->)/;

/**
 * The README with the table of what is owed in the place of the one before.
 * @throws when the marks of the place are gone
 */
export function quotedIn(readme: string, rows: readonly Measured[]): string {
  if (!QUOTED.test(readme)) throw new Error("The README has no place for the bench: put its two comments back.");
  const owed = rows.map((row) => ({ ...row, lines: row.lines.filter(({ target }) => target !== null) }));
  return readme.replace(QUOTED, () => `\n${tableOf(owed).join("\n")}\n\n${machinesOf(rows).join("\n")}\n\n`);
}

/** Writes it. */
export function quoteIn(readme: string, folder: string): void {
  const rows = JSON.parse(readFileSync(join(folder, STORE), "utf8")) as Measured[];
  writeFileSync(readme, quotedIn(readFileSync(readme, "utf8"), rows));
}

export function pageOf(rows: readonly Measured[]): string {
  const parts = [
    "# Bench",
    "",
    "Written by `npm run bench`; every figure is a measurement, and ratios are of one run on one machine. `npm run bench -- ROW …` measures some rows again and keeps the others.",
    "",
    ...machinesOf(rows),
    "",
    ...tableOf(rows),
    "",
    "Marks: ✓ what is owed is reached, ✓✓ the ambition too, ✗ not reached (the row's notes say why). A figure with *mean*, *p50* … is that of the samples below.",
    "",
    "## Samples",
    "",
    ...samplesOf(rows),
  ];
  for (const row of rows) {
    const said = [...row.notes, ...Object.keys(row.pictures ?? {}).map((name) => `![${row.title}](${name})`)];
    parts.push("", `## ${row.title} (\`${row.name}\`)`, "", ...said.flatMap((sentence) => [sentence, ""]));
    if (row.profile)
      parts.push("Where the measured time went (self time of each function, in a second run):", "", ...row.profile, "");
    parts.push(
      `Measured ${row.at.replace("T", " ")} UTC${row.commit ? ` at ${row.commit}` : ""}, in ${row.seconds} s.`,
    );
  }
  return `${parts.join("\n").trimEnd()}\n`;
}

/** The table of what was reached. */
export function tableOf(rows: readonly Measured[]): string[] {
  const lines = rows.flatMap((row) => row.lines);
  return [
    "| what | ours | peer | ratio | owed | ambition |",
    "|---|---|---|---|---|---|",
    ...lines.map((line) => {
      const { what, ours, peer, target } = line;
      const mark = markOf(line);
      const ratio = ratioOf(line);
      const onRatio = target?.measure === "ratio";
      const cells = [
        what,
        ours === null ? "not measured" : `${figureText(ours)}${onRatio || mark === "" ? "" : ` ${mark}`}`,
        peer === null ? "" : typeof peer === "string" ? peer : figureText(peer),
        ratio === null ? "" : `${numberText(ratio)} ×${onRatio && mark !== "" ? ` ${mark}` : ""}`,
        targetText(line, target?.owed ?? null),
        targetText(line, target?.ambition ?? null),
      ];
      return `| ${cells.join(" | ")} |`;
    }),
  ];
}

/** "✓✓", "✓", "✗", or nothing where nothing is owed or there is nothing to compare. */
export function markOf(line: Line): string {
  const { target, ours } = line;
  const reached = target?.measure === "ratio" ? ratioOf(line) : (ours?.value ?? null);
  if (target === null || reached === null) return "";
  const holds = (bound: number) => (target.better === "larger" ? reached >= bound : reached <= bound);
  if (target.ambition !== null && holds(target.ambition)) return "✓✓";
  return holds(target.owed) ? "✓" : "✗";
}

function targetText({ target, ours }: Line, bound: number | null): string {
  if (target === null || bound === null) return "";
  if (target.measure === "ratio") return `${numberText(bound)} ×`;
  return `${signOf(target)} ${numberText(bound)}${ours?.unit ? ` ${ours.unit}` : ""}`;
}

function signOf({ better }: Target): string {
  return better === "larger" ? "≥" : "≤";
}

function figureText({ value, unit, of }: Figure): string {
  if (unit === "µs" && value >= 1_000) return figureText({ value: value / 1_000, unit: "ms", of, statistics: null });
  return `${numberText(value)}${unit ? ` ${unit}` : ""}${of ? ` *${of}*` : ""}`;
}

/** Three digits that count, thousands parted, as far as they are whole. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return `${value}`;
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return `${Number(value.toPrecision(3))}`;
}

function samplesOf(rows: readonly Measured[]): string[] {
  const table = [
    "| what | unit | samples | min | median | mean ± std | p95 | p99 |",
    "|---|---|---|---|---|---|---|---|",
  ];
  const seen = new Set<string>();
  const add = (what: string, figure: Figure | string | null) => {
    if (figure === null || typeof figure === "string" || figure.statistics === null) return;
    const { count, min, median, mean, std, p95, p99 } = figure.statistics;
    const numbers = [min, median].map(numberText);
    const cells = [
      what,
      figure.unit,
      numberText(count),
      ...numbers,
      `${numberText(mean)} ± ${numberText(std)}`,
      numberText(p95),
      numberText(p99),
    ];
    const text = `| ${cells.join(" | ")} |`;
    if (!seen.has(text)) table.push(text);
    seen.add(text);
  };
  for (const { what, ours, peer } of rows.flatMap((row) => row.lines)) {
    add(`${what}: ours`, ours);
    add(`${what}: peer`, peer);
  }
  return table;
}

function machinesOf(rows: readonly Measured[]): string[] {
  const machines = new Map<string, string[]>();
  for (const { machine, name } of rows) {
    const sentence = sentenceOf(machine);
    machines.set(sentence, [...(machines.get(sentence) ?? []), name]);
  }
  if (machines.size === 1) return [`Machine: ${[...machines.keys()][0]}.`];
  return [...machines].map(([sentence, names]) => `Machine of ${names.join(", ")}: ${sentence}.`);
}
