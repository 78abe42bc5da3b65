/**
 * Reads OpenStreetMap's opening_hours syntax (specification 0.7.4) into rules, which are plain data. Strict: what cannot be
 * read for certain is refused with its place and a remedy, because a guess would tell a planner "open" wrongly. Only the
 * typography of Chinese keyboards is taken for what it stands for (：；，、 and the dashes), as are small letters and "9:00".
 *
 * Refused although the specification has them: times by the sun, Easter, "+1 day" and repeated points in time ("/90"). No
 * employment service writes them.
 */

export type HoursState = "open" | "closed" | "unknown";

/** Why a text was not understood, in the parts that a list of refused rows and a form show. */
export interface HoursProblem {
  /** Place of the first character that was not understood, counted from 1. */
  readonly position: number;
  /** What stands there; "" is the end of the text. */
  readonly found: string;
  /** A sentence on what is wrong. */
  readonly problem: string;
  /** A sentence on what to do. */
  readonly remedy: string;
}

/** Minutes since midnight, from (inclusive) to (exclusive); past 1440 on the next day. An open end is when it may still be open. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly openEnd: boolean;
}

/** Numbers from–to, both inclusive, each step-th. */
interface Steps {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** From–to, both inclusive, as month · 100 + day, with year · 10,000 before it where the text gives years. */
interface Dates {
  readonly from: number;
  readonly to: number;
  readonly withYear: boolean;
}

/** Days of the week, Monday 0 to Sunday 6, as bits; `nth` limits them to the nth of the month, counted from its end if negative. */
interface Weekdays {
  readonly days: number;
  readonly nth: readonly number[] | null;
}

export interface Rule {
  /** How it meets the rules before it on a day that it selects: ";" replaces them, "," adds to them, "||" fills where they are closed. */
  readonly joins: "replaces" | "adds" | "fills";
  readonly state: HoursState;
  /** "24/7". */
  readonly always: boolean;
  readonly years: readonly Steps[];
  readonly dates: readonly Dates[];
  readonly weeks: readonly Steps[];
  readonly weekdays: readonly Weekdays[];
  readonly publicHolidays: boolean;
  readonly schoolHolidays: boolean;
  /** "PH Mo-Fr": holidays that fall on these days. Otherwise, as in "Mo-Fr,PH", either is enough. */
  readonly holidaysOnWeekdays: boolean;
  /** None: the whole day. */
  readonly spans: readonly Span[];
}

export const MINUTES_PER_DAY = 1440;

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["mo", "tu", "we", "th", "fr", "sa", "su"];
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The word that the error messages use as an example. */
const EXAMPLE = "Mo-Fr 09:00-17:00; PH off";

interface Token {
  readonly kind: "24/7" | "time" | "number" | "word" | "comment" | "mark" | "end";
  /** In small letters; `given` is as it stands in the text. */
  readonly text: string;
  readonly given: string;
  readonly at: number;
}

/** Thrown inside this file only; `readRules` hands its problem back. */
class Unreadable extends Error {
  readonly problem: HoursProblem;
  constructor(token: Token, problem: string, remedy: string) {
    super(problem);
    this.problem = { position: token.at + 1, found: token.given, problem, remedy };
  }
}

/** Forms of Chinese keyboards, one character for one, so that positions stay those of the text as given. */
const TYPOGRAPHY: readonly [RegExp, string][] = [
  [/[－–—―‐‑‒−~～〜]/g, "-"],
  [/[：∶]/g, ":"],
  [/；/g, ";"],
  [/[，、]/g, ","],
  [/[“”]/g, '"'],
  [/\u3000/g, " "],
  [/[０-９Ａ-Ｚａ-ｚ／＋｜［］]/g, "$"],
];

/** The text in the syntax's own characters, of the same length. */
export function withoutTypography(text: string): string {
  // Almost all texts are plain already.
  if (/^[ -}]*$/.test(text)) return text;
  return TYPOGRAPHY.reduce(
    (plain, [form, character]) =>
      plain.replace(form, (found) => (character === "$" ? found.normalize("NFKC") : character)),
    text,
  );
}

/** One alternative for each kind, in this order; space is between the tokens. */
const TOKEN = /(\s+)|("[^"]*")|(24\/7(?!\d))|(\d{1,2}:\d{2}(?!\d))|(\d+)|([A-Za-z]+)|(\|\||-+|[;,:+/[\]()])/y;
const KINDS = ["space", "comment", "24/7", "time", "number", "word", "mark"] as const;

function tokensOf(text: string): Token[] {
  const plain = withoutTypography(text);
  const tokens: Token[] = [];
  for (let at = 0; at < plain.length; ) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(plain);
    if (found === null) {
      const given = text.slice(at, at + 1);
      const odd: Token = { kind: "mark", text: given, given, at };
      throw plain[at] === '"'
        ? new Unreadable(odd, "The comment has no closing quotation mark.", 'Close it with ".')
        : new Unreadable(
            odd,
            `"${given}" has no meaning in opening hours.`,
            `Write them in the opening_hours syntax, like ${EXAMPLE}.`,
          );
    }
    const [word] = found;
    const kind = KINDS[found.findIndex((group, i) => i > 0 && group !== undefined) - 1] ?? "space";
    if (kind !== "space") {
      const given = text.slice(at, at + word.length);
      tokens.push({ kind, text: word.startsWith("--") ? "-" : word.toLowerCase(), given, at });
    }
    at += word.length;
  }
  tokens.push({ kind: "end", text: "", given: "", at: text.length });
  return tokens;
}

/**
 * The rules of a text.
 * @returns The rules, in order; or what is wrong with the text.
 */
export function readRules(text: string): readonly Rule[] | HoursProblem {
  try {
    return new Reader(tokensOf(text)).rules();
  } catch (error) {
    if (error instanceof Unreadable) return error.problem;
    throw error;
  }
}

/** Recursive descent over the tokens; each method reads one part of the specification's grammar. */
class Reader {
  private readonly tokens: readonly Token[];
  private next = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  rules(): Rule[] {
    const rules: Rule[] = [];
    for (let joins: Rule["joins"] | null = "replaces"; joins !== null; ) {
      const { first, rule } = this.rule(joins);
      if (first.kind === "end" && rules.length > 0 && joins === "replaces") break; // "Mo-Fr 09:00-17:00;"
      if (rule === null) throw this.unexpected(first, "a day, a time, 24/7 or a word like off");
      rules.push(rule);
      if (this.takes(";")) joins = "replaces";
      else if (this.takes("||")) joins = "fills";
      else if (this.takes(",")) joins = joins === "fills" ? "fills" : "adds";
      else if (this.token().kind === "end") joins = null;
      else throw this.unexpected(this.token(), `";", "," or the end`);
    }
    return rules;
  }

  private rule(joins: Rule["joins"]): { first: Token; rule: Rule | null } {
    const first = this.token();
    const always = first.kind === "24/7";
    if (always) this.next++;
    const years = always ? [] : this.years();
    const dates = always ? [] : this.dates();
    const weeks = always ? [] : this.weeks();
    if (years.length + dates.length + weeks.length > 0) this.takes(":");
    const selected = always ? NO_WEEKDAYS : this.weekdaysAndHolidays();
    const spans = always ? [] : this.spans();
    const stated = this.state();
    if (first === this.token()) return { first, rule: null };
    // Days without times: the specification reads "Mo-Fr" as around the clock. Whoever writes it in a list of offices means
    // that the times are not known; only "open" or "24/7" says that there are no closing times.
    const state = stated ?? (always || spans.length > 0 ? "open" : "unknown");
    return { first, rule: { joins, state, always, years, dates, weeks, ...selected, spans } };
  }

  /** "2025", "2024-2026", "2024-2030/2", "2025+", each also in a list. A single year before a month is left to the date. */
  private years(): Steps[] {
    const years: Steps[] = [];
    while (this.isYear() && !this.isMonth(this.token(1))) {
      const from = this.year();
      if (this.takes("+")) years.push({ from, to: 9999, step: 1 });
      else if (this.takes("-")) {
        const at = this.token();
        const to = this.year();
        if (to < from)
          throw new Unreadable(at, `The years ${from}-${to} run backwards.`, "Write the earlier year first.");
        years.push({ from, to, step: this.step() });
      } else years.push({ from, to: from, step: 1 });
      if (!this.isMark(",") || !this.isYear(this.token(1))) break;
      this.next++;
      if (this.isMonth(this.token(1)))
        throw new Unreadable(this.token(), "Only the last year of the list has a month.", "Give each date its year.");
    }
    return years;
  }

  /** "Jan", "Jan-Mar", "Jan 01", "Jan 01-15", "Dec 25-Jan 05", "2025 Jan 28-2025 Feb 04", each also in a list. */
  private dates(): Dates[] {
    const dates: Dates[] = [];
    while (this.isMonth() || (this.isYear() && this.isMonth(this.token(1)))) {
      const first = this.token();
      const year = this.isYear() ? this.year() : null;
      const month = this.month();
      const day = this.dayOfMonth(month);
      let last = { year, month, day };
      if (this.takes("-")) {
        if (day !== null && this.token().kind === "number" && !this.isYear()) {
          const at = this.token();
          last = { year, month, day: this.dayOfMonth(month) };
          if ((last.day ?? 31) < day)
            throw new Unreadable(at, `The days ${day}-${last.day} run backwards.`, "Write the earlier day first.");
        } else {
          const lastYear = this.isYear() ? this.year() : year;
          const lastMonth = this.month();
          last = { year: lastYear, month: lastMonth, day: this.dayOfMonth(lastMonth) };
        }
        if ((day === null) !== (last.day === null))
          throw new Unreadable(
            first,
            "One end of the dates has a day and the other has none.",
            "Give both ends a day.",
          );
      }
      const from = (month + 1) * 100 + (day ?? 1);
      const to = (last.month + 1) * 100 + (last.day ?? 31);
      if (year === null && last.year === null) dates.push({ from, to, withYear: false });
      else if (year === null || last.year === null || last.year * 10_000 + to < year * 10_000 + from)
        throw new Unreadable(
          first,
          "The dates run backwards, or only one of them has a year.",
          "Give both ends their year, like 2025 Dec 25-2026 Jan 05.",
        );
      else dates.push({ from: year * 10_000 + from, to: last.year * 10_000 + to, withYear: true });
      if (dates.some(({ withYear }) => withYear !== dates[0]?.withYear))
        throw new Unreadable(first, "Some dates of the list have a year and others none.", "Give each date its year.");
      if (!this.isMark(",") || !(this.isMonth(this.token(1)) || this.isYear(this.token(1)))) break;
      this.next++;
    }
    return dates;
  }

  /** "week 01-10", "week 1,5", "week 01-53/2". */
  private weeks(): Steps[] {
    const weeks: Steps[] = [];
    if (!this.isWord("week")) return weeks;
    do {
      this.next++;
      const at = this.token();
      const from = this.number("a week from 1 to 53", 1, 53);
      const to = this.takes("-") ? this.number("a week from 1 to 53", 1, 53) : from;
      if (to < from) throw new Unreadable(at, `The weeks ${from}-${to} run backwards.`, `Write "${from}-53,1-${to}".`);
      weeks.push({ from, to, step: this.step() });
    } while (this.isMark(",") && this.token(1).kind === "number");
    return weeks;
  }

  /** "Mo-Fr", "Mo,We[1,-1]", "PH", "Mo-Fr,PH", "PH Mo-Fr". */
  private weekdaysAndHolidays(): typeof NO_WEEKDAYS {
    const weekdays: Weekdays[] = [];
    let publicHolidays = false;
    let schoolHolidays = false;
    let holidaysOnWeekdays = false;
    const isDay = (token: Token) => token.kind === "word" && (WEEKDAYS.includes(token.text) || isHoliday(token));
    for (let more = isDay(this.token()); more; ) {
      if (isHoliday(this.token())) {
        if (this.isWord("ph")) publicHolidays = true;
        else schoolHolidays = true;
        this.next++;
        if (this.isMark("+") || this.isMark("-"))
          throw new Unreadable(this.token(), "Days before or after a holiday are not read.", "Write their dates.");
        if (weekdays.length === 0 && this.token().kind === "word" && WEEKDAYS.includes(this.token().text)) {
          holidaysOnWeekdays = true;
          continue;
        }
      } else weekdays.push(this.weekdays());
      more = this.isMark(",") && isDay(this.token(1));
      if (more) this.next++;
    }
    if (weekdays.length > 0 || publicHolidays || schoolHolidays) this.takes(":");
    return { weekdays, publicHolidays, schoolHolidays, holidaysOnWeekdays };
  }

  private weekdays(): Weekdays {
    const from = this.weekday();
    if (this.takes("-")) {
      const to = this.weekday();
      let days = 0;
      for (let day = from; ; day = (day + 1) % 7) {
        days |= 1 << day;
        if (day === to) break;
      }
      if (this.isMark("["))
        throw new Unreadable(this.token(), "A number in brackets needs a single weekday.", "Write it like Sa[1].");
      return { days, nth: null };
    }
    const nth: number[] = [];
    if (this.takes("[")) {
      do {
        const sign = this.takes("-") ? -1 : 1;
        const first = this.number("a number from 1 to 5", 1, 5);
        const last = sign === 1 && this.takes("-") ? this.number(`a number from ${first} to 5`, first, 5) : first;
        for (let n = first; n <= last; n++) nth.push(sign * n);
      } while (this.takes(","));
      if (!this.takes("]")) throw this.unexpected(this.token(), '"]"');
    }
    if (this.isMark("+") || this.isMark("-"))
      throw new Unreadable(this.token(), "Days before or after a weekday are not read.", "Write the days themselves.");
    return { days: 1 << from, nth: nth.length === 0 ? null : nth };
  }

  /** "09:00-12:00,13:00-17:00", "22:00-02:00", "22:00-26:00", "18:00+", "10:00-14:00+". */
  private spans(): Span[] {
    const read: { from: number; to: number | null; openEnd: boolean }[] = [];
    if (this.token().kind === "number")
      throw new Unreadable(this.token(), "A time has hours and minutes.", "Write it like 09:00-17:00.");
    while (this.token().kind === "time") {
      const first = this.token();
      const from = this.time(MINUTES_PER_DAY - 1);
      let to: number | null = null;
      if (this.takes("-")) {
        const last = this.token();
        to = this.time(2 * MINUTES_PER_DAY);
        if (to === from && from > 0)
          throw new Unreadable(
            last,
            `Opening and closing time are both ${last.text}.`,
            "Write 00:00-24:00 for a whole day.",
          );
        if (to <= from) to += MINUTES_PER_DAY;
        if (to - from > MINUTES_PER_DAY)
          throw new Unreadable(first, "The hours last longer than a day.", "Write 00:00-24:00 on each of the days.");
      }
      const openEnd = this.takes("+");
      if (to === null && !openEnd)
        throw new Unreadable(
          this.token(),
          `The closing time after ${first.text} is missing.`,
          `Write it like ${first.text}-17:00.`,
        );
      if (this.isMark("/"))
        throw new Unreadable(
          this.token(),
          "Repeated points in time are no opening hours.",
          "Leave out the part from the slash.",
        );
      read.push({ from, to, openEnd });
      if (!this.isMark(",") || this.token(1).kind !== "time") break;
      this.next++;
    }
    return read.flatMap(({ from, to, openEnd }) => {
      const spans = to === null ? [] : [{ from, to, openEnd: false }];
      if (!openEnd) return spans;
      const start = to ?? from;
      // "07:00+,12:00-16:00": the next time of the list ends the open one.
      const nextStart = Math.min(...read.map((other) => other.from).filter((other) => other > start));
      return [...spans, { from: start, to: Math.min(latestGuess(start), nextStart), openEnd: true }];
    });
  }

  /** "open", "off", "closed", "unknown", each with or without a comment; a comment alone is unknown. */
  private state(): HoursState | null {
    let state: HoursState | null = null;
    if (this.isWord("open")) state = "open";
    else if (this.isWord("off") || this.isWord("closed")) state = "closed";
    else if (this.isWord("unknown")) state = "unknown";
    if (state !== null) this.next++;
    if (this.token().kind !== "comment") return state;
    if (this.token().text.replaceAll(/["\s]/g, "") === "")
      throw new Unreadable(this.token(), "The comment is empty.", "Write what it should say, or leave it out.");
    this.next++;
    return state ?? "unknown";
  }

  private token(ahead = 0): Token {
    return this.tokens[this.next + ahead] ?? { kind: "end", text: "", given: "", at: this.tokens.at(-1)?.at ?? 0 };
  }

  private isMark(text: string): boolean {
    return this.token().kind === "mark" && this.token().text === text;
  }

  private takes(mark: string): boolean {
    if (!this.isMark(mark)) return false;
    this.next++;
    return true;
  }

  private isWord(text: string): boolean {
    return this.token().kind === "word" && this.token().text === text;
  }

  private isYear(token = this.token()): boolean {
    return token.kind === "number" && /^(?:19|20)\d\d$/.test(token.text);
  }

  private isMonth(token = this.token()): boolean {
    return token.kind === "word" && MONTHS.includes(token.text);
  }

  private year(): number {
    return this.number("a year like 2025", 1900, 2099);
  }

  private month(): number {
    const token = this.token();
    if (!this.isMonth()) throw this.unexpected(token, "a month like Jan");
    this.next++;
    return MONTHS.indexOf(token.text);
  }

  private dayOfMonth(month: number): number | null {
    if (this.token().kind !== "number" || this.isYear()) return null;
    const last = DAYS_IN_MONTH[month] ?? 31;
    return this.number(`a day from 1 to ${last}`, 1, last);
  }

  private weekday(): number {
    const token = this.token();
    if (token.kind !== "word" || !WEEKDAYS.includes(token.text)) throw this.unexpected(token, "a weekday like Mo");
    this.next++;
    return WEEKDAYS.indexOf(token.text);
  }

  private step(): number {
    return this.takes("/") ? this.number("a number of 1 or more", 1, 53) : 1;
  }

  private number(what: string, least: number, most: number): number {
    const token = this.token();
    const number = token.kind === "number" ? Number(token.text) : Number.NaN;
    if (!(number >= least && number <= most)) throw this.unexpected(token, what);
    this.next++;
    return number;
  }

  private time(latest: number): number {
    const token = this.token();
    const [hours = 0, minutes = 0] = token.text.split(":").map(Number);
    if (token.kind !== "time") throw this.unexpected(token, "a time like 17:00");
    if (minutes > 59 || hours * 60 + minutes > latest)
      throw new Unreadable(token, `${token.text} is no time of the day.`, "Write hours and minutes, like 17:00.");
    this.next++;
    return hours * 60 + minutes;
  }

  private unexpected(token: Token, expected: string): Unreadable {
    const [problem, remedy] = HINTS[token.text] ?? [
      token.kind === "end" ? "The text ends too early." : `"${token.given}" cannot stand here.`,
      `Write ${expected} here; whole opening hours look like ${EXAMPLE}.`,
    ];
    return new Unreadable(token, problem, remedy);
  }
}

const NO_WEEKDAYS: Pick<Rule, "weekdays" | "publicHolidays" | "schoolHolidays" | "holidaysOnWeekdays"> = {
  weekdays: [],
  publicHolidays: false,
  schoolHolidays: false,
  holidaysOnWeekdays: false,
};

function isHoliday(token: Token): boolean {
  return token.kind === "word" && (token.text === "ph" || token.text === "sh");
}

/** Until when a place with an open end may be open, in minutes: the specification's reference program takes the same hours. */
function latestGuess(from: number): number {
  if (from >= 22 * 60) return from + 8 * 60;
  if (from >= 17 * 60) return from + 10 * 60;
  return MINUTES_PER_DAY;
}

const BY_THE_SUN: [string, string] = ["Times by the sun are not read.", "Write times of the clock, like 06:00-18:30."];
const WEEKDAYS_ARE: [string, string] = ["Weekdays have two letters here.", "Write Mo, Tu, We, Th, Fr, Sa, Su."];

/** What people write instead, with the words for it. */
const HINTS: Readonly<Record<string, [string, string]>> = {
  sunrise: BY_THE_SUN,
  sunset: BY_THE_SUN,
  dawn: BY_THE_SUN,
  dusk: BY_THE_SUN,
  easter: ["Easter is not read.", "Write the dates."],
  am: ["Times are written in 24 hours.", "Write 09:00 for 9 am."],
  pm: ["Times are written in 24 hours.", "Write 17:00 for 5 pm."],
  ...Object.fromEntries(
    [
      "mon",
      "tue",
      "wed",
      "thu",
      "fri",
      "sat",
      "sun",
      "monday",
      "friday",
      "saturday",
      "sunday",
      "weekdays",
      "weekend",
    ].map((word) => [word, WEEKDAYS_ARE]),
  ),
  daily: ["Every day is written as Mo-Su.", "Write Mo-Su, then the times."],
};
