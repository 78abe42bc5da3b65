/**
 * When a facility is open: "at this time", "at any time of the week", "how long when people in work can come". Times are
 * what the clock on the wall shows, as days since 1970-01-01 and minutes since midnight, so no time zone plays a part.
 *
 * The syntax is OpenStreetMap's. Its reference program, opening_hours.js, is not used here but is the twin in the tests: it
 * takes no table of holidays and has China's without the festivals of the moon calendar (so "PH off" is open at Spring
 * Festival), knows no make-up workdays, goes wrong in the night when the clock of the *process's* time zone changes, and takes
 * half a millisecond for each facility.
 *
 * Unknown is an answer. A planner is told "open" only if every reading of the text and of the day says so:
 * - Public holiday: the syntax says that hours without the word PH hold on holidays too. Offices that say nothing of
 *   holidays are mostly closed, so where such a text says open, the answer is unknown; except for 24/7.
 * - Make-up workday: no notice says which weekday a worked Saturday stands for. It is read as each of Monday to Friday and,
 *   if the place has hours on that weekday anyway, as itself; where the readings differ the answer is unknown.
 * - Undated day (holidays.ts): it is read as an ordinary day, as a holiday and, at a weekend, as a make-up workday.
 * - School holidays have no national table: SH is read both ways.
 */

import { hasChinese, hoursFromChinese } from "./chinese.ts";
import { type Calendar, CHINESE_CALENDAR, dateOf, dayOf } from "./holidays.ts";
import { type HoursProblem, type HoursState, MINUTES_PER_DAY, type Rule, readRules } from "./syntax.ts";

export { hoursFromChinese } from "./chinese.ts";
export { type Calendar, CHINESE_CALENDAR, dateOf, dayOf } from "./holidays.ts";
export type { HoursProblem, HoursState } from "./syntax.ts";

/** Opening hours as understood. Plain data, so they may go to a worker thread. */
export interface Hours {
  /** The expression in OpenStreetMap's syntax that the rules are of; "" if there was none. */
  readonly text: string;
  readonly rules: readonly Rule[];
  readonly mentionsPublicHolidays: boolean;
  readonly mentionsSchoolHolidays: boolean;
  readonly crossesMidnight: boolean;
}

/** A time as the clock on the wall of the territory shows it. */
export interface WallTime {
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Minutes since midnight, 0 to 1439. */
  readonly minute: number;
}

/**
 * On Monday to Friday and on make-up workdays, whoever works cannot come from this minute to that: from 9:00 to 18:00, the
 * office day of eight hours and a midday break. Early mornings, evenings, weekends and public holidays are left.
 */
export const AT_WORK = { fromMinute: 9 * 60, toMinute: 18 * 60 } as const;

const CLOSED = 0;
const OPEN = 1;
const UNKNOWN = 2;
const STATES: readonly HoursState[] = ["closed", "open", "unknown"];
const CODES: Readonly<Record<HoursState, number>> = { closed: CLOSED, open: OPEN, unknown: UNKNOWN };

/** Hours of a facility that gives none: unknown at every time, never open. */
export const UNKNOWN_HOURS: Hours = hoursOf("", [
  {
    joins: "replaces",
    state: "unknown",
    always: false,
    years: [],
    dates: [],
    weeks: [],
    weekdays: [],
    publicHolidays: false,
    schoolHolidays: false,
    holidaysOnWeekdays: false,
    spans: [],
  },
]);

function hoursOf(text: string, rules: readonly Rule[]): Hours {
  return {
    text,
    rules,
    mentionsPublicHolidays: rules.some((rule) => rule.publicHolidays),
    mentionsSchoolHolidays: rules.some((rule) => rule.schoolHolidays),
    crossesMidnight: rules.some(({ spans }) => spans.some(({ to }) => to > MINUTES_PER_DAY)),
  };
}

/**
 * Understands opening hours: OpenStreetMap's syntax, or Chinese as lists have it ("周一至周五 9:00-17:00").
 * @param text As given. Null or empty: unknown hours.
 * @returns The hours; or what is wrong with the text (tell them apart by `"problem" in`).
 */
export function parseHours(text: string | null): Hours | HoursProblem {
  if (text === null || text.trim() === "") return UNKNOWN_HOURS;
  const translated = hasChinese(text) ? hoursFromChinese(text) : text;
  if (typeof translated !== "string") return translated;
  const rules = readRules(translated);
  return "problem" in rules ? rules : hoursOf(translated.trim(), rules);
}

/**
 * The wall time of a text like "2025-10-01T10:00".
 * @throws RangeError with the text and the remedy.
 */
export function wallTime(text: string): WallTime {
  const [, date = "", hour = "", minute = ""] = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (date === "") throw new RangeError(`"${text}" is no time. Write date and time, like 2025-10-01T10:00.`);
  return { day: dayOf(date), minute: Number(hour) * 60 + Number(minute) };
}

/** What the clock on the wall shows in a time zone (like "Asia/Shanghai") at an instant. */
export function wallTimeAt(instant: Date, timeZone: string): WallTime {
  const parts = new Intl.DateTimeFormat("en-CA-u-ca-gregory-nu-latn", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? "";
  return wallTime(`${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`);
}

/** Monday 0 to Sunday 6. */
function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** The Monday on or before a day. */
export function mondayOf(day: number): number {
  return day - weekdayOf(day);
}

/** Whether the facility is open at a time. */
export function stateAt(hours: Hours, { day, minute }: WallTime, calendar: Calendar = CHINESE_CALENDAR): HoursState {
  return STATES[statesOfDay(hours, day, calendar)[minute] ?? UNKNOWN] ?? "unknown";
}

/**
 * Whether the facility is open at any time of seven days.
 * @param firstDay The first of them, in days since 1970-01-01, as `mondayOf` gives it.
 * @returns "unknown" if it is open at no time for certain, but perhaps at some.
 */
export function openInWeek(hours: Hours, firstDay: number, calendar: Calendar = CHINESE_CALENDAR): HoursState {
  let perhaps = false;
  for (let day = firstDay; day < firstDay + 7; day++) {
    const states = statesOfDay(hours, day, calendar);
    if (states.includes(OPEN)) return "open";
    perhaps ||= states.includes(UNKNOWN);
  }
  return perhaps ? "unknown" : "closed";
}

/**
 * How long the facility is open, within seven days, when people in work can come (outside `AT_WORK`).
 * @param firstDay The first of them, in days since 1970-01-01, as `mondayOf` gives it.
 * @returns Minutes that are certain, and minutes that may come on top.
 */
export function minutesWhenInWork(
  hours: Hours,
  firstDay: number,
  calendar: Calendar = CHINESE_CALENDAR,
): { minutes: number; unknownMinutes: number } {
  let minutes = 0;
  let unknownMinutes = 0;
  for (let day = firstDay; day < firstDay + 7; day++) {
    const kind = calendar(day);
    const isWorked = kind === "make-up" || (kind === "ordinary" && weekdayOf(day) < 5);
    const states = statesOfDay(hours, day, calendar);
    for (let minute = 0; minute < MINUTES_PER_DAY; minute++) {
      const inOfficeHours = minute >= AT_WORK.fromMinute && minute < AT_WORK.toMinute;
      if (states[minute] === CLOSED || (isWorked && inOfficeHours)) continue;
      if (states[minute] === OPEN && !(kind === "undated" && inOfficeHours)) minutes++;
      else unknownMinutes++;
    }
  }
  return { minutes, unknownMinutes };
}

/** One way to take a day. */
interface Reading {
  readonly day: number;
  readonly weekday: number;
  readonly isPublicHoliday: boolean;
  readonly isSchoolHoliday: boolean;
}

/** The state of each minute of a day: what all readings agree on. */
function statesOfDay(hours: Hours, day: number, calendar: Calendar): Uint8Array {
  // What the day before spills over matters only to hours that cross midnight.
  const spills = hours.crossesMidnight
    ? readingsOf(hours, day - 1, calendar).map((yesterday) => spillOf(hours, yesterday))
    : [null];
  let agreed: Uint8Array | null = null;
  for (const today of readingsOf(hours, day, calendar)) {
    for (const spill of spills) {
      const states = statesOfReading(hours, today, spill);
      if (agreed === null) agreed = states;
      else for (let m = 0; m < MINUTES_PER_DAY; m++) if (agreed[m] !== states[m]) agreed[m] = UNKNOWN;
    }
  }
  return agreed ?? new Uint8Array(MINUTES_PER_DAY).fill(UNKNOWN);
}

function readingsOf(hours: Hours, day: number, calendar: Calendar): Reading[] {
  const kind = calendar(day);
  const weekday = weekdayOf(day);
  const read = (weekday: number, isPublicHoliday: boolean): Reading => ({
    day,
    weekday,
    isPublicHoliday,
    isSchoolHoliday: false,
  });
  const itself = read(weekday, false);
  const readings: Reading[] = [];
  if (kind === "ordinary" || kind === "undated") readings.push(itself);
  if (kind === "holiday" || kind === "undated") readings.push(read(weekday, true));
  if (kind === "make-up" || (kind === "undated" && weekday >= 5)) {
    for (let workday = 0; workday < 5; workday++) readings.push(read(workday, false));
    if (kind === "make-up" && statesOfReading(hours, itself, null).includes(OPEN)) readings.push(itself);
  }
  return hours.mentionsSchoolHolidays
    ? readings.flatMap((reading) => [reading, { ...reading, isSchoolHoliday: true }])
    : readings;
}

/** What the day before leaves to a day: for each minute the state, and the rule that set it (-1: none). */
interface Spill {
  readonly states: Uint8Array;
  readonly setBy: Int16Array;
  /** No minute from this one on is set. */
  readonly end: number;
}

/** What a day leaves to the next one. A rule that another one replaces on that day leaves nothing. */
function spillOf(hours: Hours, reading: Reading): Spill {
  const states = new Uint8Array(MINUTES_PER_DAY);
  const setBy = new Int16Array(MINUTES_PER_DAY).fill(-1);
  let end = 0;
  for (const [at, rule] of hours.rules.entries()) {
    if (!selects(rule, reading)) continue;
    const replaced = replacedBefore(hours, at);
    if (replaced === "wholly") setBy.fill(-1);
    else if (replaced === "perhaps") makeDoubtful(states, end);
    for (const { from, to, openEnd } of rule.spans) {
      const state = stateOf(hours, rule, openEnd, reading);
      for (let m = Math.max(from - MINUTES_PER_DAY, 0); m < to - MINUTES_PER_DAY; m++) {
        if (rule.joins === "fills" && setBy[m] !== -1 && states[m] !== CLOSED) continue;
        states[m] = state;
        setBy[m] = at;
      }
      end = Math.max(end, to - MINUTES_PER_DAY);
    }
  }
  return { states, setBy, end };
}

/**
 * The rules one after another, as the specification combines them. What the day before leaves belongs to its rule; if a
 * later rule replaces the whole of this day, nobody can tell whether that ends the night before, so it is unknown.
 */
function statesOfReading(hours: Hours, today: Reading, spill: Spill | null): Uint8Array {
  const states = new Uint8Array(MINUTES_PER_DAY);
  let spilledTo = 0;
  for (const [at, rule] of hours.rules.entries()) {
    const put = (state: number, from: number, to: number) => {
      if (rule.joins !== "fills") states.fill(state, from, to);
      else for (let m = from; m < to; m++) if (states[m] === CLOSED) states[m] = state;
    };
    if (selects(rule, today)) {
      const replaced = replacedBefore(hours, at);
      if (replaced === "wholly") {
        states.fill(CLOSED, spilledTo);
        makeDoubtful(states, spilledTo);
      } else if (replaced === "perhaps") makeDoubtful(states, MINUTES_PER_DAY);
      if (rule.spans.length === 0 && rule.state !== "closed")
        put(stateOf(hours, rule, false, today), 0, MINUTES_PER_DAY);
      for (const { from, to, openEnd } of rule.spans)
        put(stateOf(hours, rule, openEnd, today), Math.min(from, MINUTES_PER_DAY), Math.min(to, MINUTES_PER_DAY));
    }
    for (let m = 0; spill !== null && m < spill.end; m++) {
      if (spill.setBy[m] !== at) continue;
      put(spill.states[m] ?? UNKNOWN, m, m + 1);
      spilledTo = Math.max(spilledTo, m + 1);
    }
  }
  return states;
}

/**
 * Whether a rule, on a day that it selects, replaces what the rules before it say. "Perhaps" is "Mo-Fr 09:00-12:00;
 * 14:00-17:00": to the letter the second rule replaces the first; its author hardly meant it, and the reference program
 * keeps both.
 */
function replacedBefore({ rules }: Hours, at: number): "not" | "perhaps" | "wholly" {
  const rule = rules[at];
  if (rule === undefined || at === 0 || rule.joins === "fills") return "not";
  // "We off" ends the day's hours, also after a comma; "12:00-13:00 off" takes out its own minutes only.
  if (rule.state === "closed") return rule.spans.length === 0 ? "wholly" : "not";
  if (rule.joins === "adds") return "not";
  return hasDays(rule) || (rule.state === "open" && !hasDays(rules[at - 1])) ? "wholly" : "perhaps";
}

function makeDoubtful(states: Uint8Array, to: number): void {
  for (let m = 0; m < to; m++) if (states[m] === OPEN) states[m] = UNKNOWN;
}

/** The state that a rule gives its minutes on a day. */
function stateOf(hours: Hours, rule: Rule, openEnd: boolean, { isPublicHoliday }: Reading): number {
  const doubtful = openEnd || (isPublicHoliday && !hours.mentionsPublicHolidays && !rule.always);
  return rule.state === "open" && doubtful ? UNKNOWN : CODES[rule.state];
}

function hasDays(rule: Rule | undefined): boolean {
  return (
    rule !== undefined &&
    (rule.years.length > 0 ||
      rule.dates.length > 0 ||
      rule.weeks.length > 0 ||
      rule.weekdays.length > 0 ||
      rule.publicHolidays ||
      rule.schoolHolidays)
  );
}

function selects(rule: Rule, { day, weekday, isPublicHoliday, isSchoolHoliday }: Reading): boolean {
  if (rule.weeks.length > 0 && !isAmong(rule.weeks, weekNumberOf(day))) return false;
  if (rule.years.length + rule.dates.length > 0 && !isOnDate(rule, day)) return false;
  const onWeekday = rule.weekdays.some(
    ({ days, nth }) => (days & (1 << weekday)) !== 0 && (nth === null || isNthOfMonth(nth, day)),
  );
  const onHoliday = (rule.publicHolidays && isPublicHoliday) || (rule.schoolHolidays && isSchoolHoliday);
  if (rule.holidaysOnWeekdays) return onHoliday && onWeekday;
  const isEveryDay = rule.weekdays.length === 0 && !rule.publicHolidays && !rule.schoolHolidays;
  return isEveryDay || onWeekday || onHoliday;
}

function isAmong(steps: Rule["years"], value: number): boolean {
  return steps.some(({ from, to, step }) => value >= from && value <= to && (value - from) % step === 0);
}

function isOnDate({ years, dates }: Rule, day: number): boolean {
  const [year = 0, month = 0, dayOfMonth = 0] = dateOf(day).split("-").map(Number);
  if (years.length > 0 && !isAmong(years, year)) return false;
  const monthDay = month * 100 + dayOfMonth;
  const isWithin = ({ from, to, withYear }: Rule["dates"][number]) => {
    const date = withYear ? year * 10_000 + monthDay : monthDay;
    return from <= to ? from <= date && date <= to : from <= date || date <= to;
  };
  return dates.length === 0 || dates.some(isWithin);
}

/** Whether the day's weekday comes for the nth time in its month, or for the nth time from the end (-1 is the last). */
function isNthOfMonth(nth: readonly number[], day: number): boolean {
  const [year = 0, month = 0, dayOfMonth = 0] = dateOf(day).split("-").map(Number);
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return nth.includes(Math.ceil(dayOfMonth / 7)) || nth.includes(-Math.ceil((daysInMonth - dayOfMonth + 1) / 7));
}

/** The ISO 8601 week: it belongs to the year of its Thursday. */
function weekNumberOf(day: number): number {
  const thursday = mondayOf(day) + 3;
  const year = Number(dateOf(thursday).slice(0, 4));
  return Math.floor((thursday - dayOf(`${year}-01-01`)) / 7) + 1;
}
