/**
 * Numbers and names as people read them, in the language chosen. Rounding never changes the answer: what is not all is
 * never shown as 100 %, and a walk over the cutoff is never shown as the cutoff.
 */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Language } from "./i18n.ts";

export interface Format {
  readonly language: Language;
  /** A count; people of a raster are fractions, shown whole. */
  count(value: number): string;
  /** "1,234 people", in the language's own order. */
  people(value: number): string;
  /** A share 0–1 as a percentage; "–" for null (nobody lives there). */
  share(value: number | null): string;
  /** Whole percents of what is done: half a percent of work is nothing to tell. */
  percent(value: number): string;
  /** Minutes without the unit, rounded up to a tenth, so that 15.02 is not shown as 15. */
  minutes(value: number): string;
  /** Metres with the unit, kilometres from 1,000 m. */
  length(metres: number): string;
  squareKilometres(squareMetres: number): string;
  decimal(value: number, digits: number): string;
  /** A point in time, in the zone of the browser. */
  time(iso: string): string;
  /** A day, of an ISO date. */
  day(isoDate: string): string;
  /** What a clock on the wall shows there, without a zone: "2026-11-28T10:00". */
  wallTime(local: string): string;
  /** Of a file. */
  size(bytes: number): string;
  name(thing: Named): string;
  label(thing: { label: string; labels: Readonly<Record<string, string>> }): string;
}

interface Named {
  readonly name: string;
  readonly names: Readonly<Record<string, string>>;
}

type Units = (key: string, values: { value: string; count?: number }) => string;

/** All formats of a language; `unit` translates the `units.*` keys. */
export function formatFor(language: Language, unit: Units): Format {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const tenth = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const fixed = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const moment = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const day = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
  const onTheWall = new Intl.DateTimeFormat(language, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
  });
  const percentSign = language === "zh-CN" ? "%" : "\u00a0%";
  const tags = language === "zh-CN" ? ["zh-CN", "zh-Hans", "zh"] : ["en"];
  const inLanguage = (own: string, others: Readonly<Record<string, string>>) =>
    tags.map((tag) => others[tag]).find((name) => name !== undefined) ?? own;
  return {
    language,
    count: (value) => whole.format(value),
    people: (value) => unit("units.people", { value: whole.format(value), count: Math.round(value) }),
    share: (value) => {
      if (value === null) return "–";
      const percent = value * 100;
      if (percent > 0 && percent < 0.05) return `<${fixed.format(0.1)}${percentSign}`;
      return `${fixed.format(percent < 100 ? Math.min(percent, 99.9) : percent)}${percentSign}`;
    },
    percent: (value) => `${whole.format(Math.floor(value * 100))}${percentSign}`,
    // The small amount keeps a whole tenth with a binary tail (0.1 + 0.2) from being rounded up.
    minutes: (value) => tenth.format(Math.ceil(value * 10 - 1e-6) / 10),
    length: (metres) =>
      metres < 999.5
        ? unit("units.m", { value: whole.format(metres) })
        : unit("units.km", { value: metres < 99_950 ? fixed.format(metres / 1000) : whole.format(metres / 1000) }),
    squareKilometres: (squareMetres) =>
      unit("units.km2", {
        value: new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(
          squareMetres / 1e6,
        ),
      }),
    decimal: (value, digits) =>
      new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value),
    time: (iso) => moment.format(new Date(iso)),
    day: (isoDate) => day.format(new Date(`${isoDate.slice(0, 10)}T00:00Z`)),
    wallTime: (local) => onTheWall.format(new Date(`${local}Z`)),
    size: (bytes) =>
      bytes < 1e6
        ? unit("units.kilobytes", { value: whole.format(Math.ceil(bytes / 1000)) })
        : unit("units.megabytes", { value: fixed.format(bytes / 1e6) }),
    name: ({ name, names }) => inLanguage(name, names),
    label: ({ label, labels }) => inLanguage(label, labels),
  };
}

/** The formats of the language chosen. */
export function useFormat(): Format {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === "zh-CN" ? "zh-CN" : "en";
  return useMemo(() => formatFor(language, (key, values) => t(key, values)), [language, t]);
}
