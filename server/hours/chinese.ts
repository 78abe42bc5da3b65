/**
 * Opening hours as Chinese lists have them ("周一至周五 8:30-12:00，下午1:30-5:30，法定节假日休息"), turned into
 * OpenStreetMap's syntax. Small and strict: it understands every character of a text or refuses all of it with the place and a
 * remedy. It knows days, times, breaks and seasons with dates; what a reader could take in two ways it refuses.
 */
import { type HoursProblem, withoutTypography } from "./syntax.ts";

/** Whether a text has Chinese characters outside comments, so that it is no opening_hours expression. */
export function hasChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text.replaceAll(/["“][^"”]*["”]/g, ""));
}

const REMEDY =
  "Write it like 周一至周五 9:00-17:00，法定节假日休息, or in the opening_hours syntax, like Mo-Fr 09:00-17:00; PH off.";

/** One thing that the text says. Days are bits, Monday 0 to Sunday 6. */
type Piece = { readonly at: number } & (
  | { readonly is: "days"; readonly days: number; readonly holidays: boolean; readonly word: string }
  | { readonly is: "dates"; readonly dates: string; readonly covered: ReadonlySet<number> }
  | { readonly is: "times"; readonly from: number; readonly to: number }
  | { readonly is: "all day" | "off" | "as usual" | "season" }
);

class Unreadable extends Error {
  readonly problem: HoursProblem;
  constructor(text: string, at: number, problem: string, remedy: string) {
    super(problem);
    this.problem = { position: at + 1, found: text.slice(at, at + 8), problem, remedy };
  }
}

const ALL_DAYS = 0b1111111;
const WORKDAYS = 0b0011111;
const WEEKEND = 0b1100000;
const WEEKDAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTH_LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const WEEK = "(?:周|星期|礼拜)";
const TO = String.raw`\s*(?:至|到|-+)\s*`;
const PERIOD = "(?:次日|翌日|第二天|凌晨|上午|早上|早晨|早|中午|下午|傍晚|晚上|晚间|晚)";
const CLOCK = String.raw`(${PERIOD}?)\s*(\d{1,2})(?:[:.](\d{2})(?!\d)|[点时](?:(半)|(\d{1,2})分?)?)`;

const PATTERNS = {
  filler:
    /[\s;,。.()（）|:]+|以及|和|及|与|每(?=周[一二三四五六日1-7]|星期|礼拜)|(?:对外)?(?:营业|办公|服务|开放|工作|上班|接待|受理)时间[为是]?|每年/y,
  worked: /(?:正常)?(?:营业|办公|服务|开放|工作(?!日)|上班|接待)/y,
  season: /[夏冬]季|[夏冬]令时?/y,
  usual: /(?:国家)?(?:法定)?节假日(?:不休息|不休|无休|照常(?:营业|办公|开放|上班|服务)?)/y,
  off: /全天休息|休息|不营业|不办公|不上班|不开放|不对外(?:开放|服务|办公)?|闭馆|除外|放假/y,
  allDay: /7\s*[×xX*]\s*24\s*(?:小时)?|(?:全天)?\s*24\s*小时|全天候|全天/y,
  dates: new RegExp(
    String.raw`(\d{1,2})月(?:(\d{1,2})[日号])?${TO}(?:次年|第二年|翌年)?(\d{1,2})月(?:(\d{1,2})[日号])?`,
    "y",
  ),
  times: new RegExp(`${CLOCK}${TO}${CLOCK}`, "y"),
  allYear: /全年无休息?/y,
  everyDay: /每天|每日|天天|全周|一周七天/y,
  workdays: /工作日/y,
  weekend: /周末|双休日/y,
  holidays: /(?:国家)?(?:法定)?(?:节假日|假日|节日)/y,
  weekday: new RegExp(`${WEEK}([一二三四五六日天1-7])`, "y"),
  lastOfRange: new RegExp(`${TO}(?:${WEEK}([一二三四五六日天1-7])|([一二三四五六日天]))`, "y"),
  nextOfList: /\s*[,和及与]\s*([一二三四五六日天])(?!月)|(?<=六)(日)/y,
};

/**
 * Translates Chinese opening hours.
 * @returns The expression in OpenStreetMap's syntax, or what is wrong with the text.
 */
export function hoursFromChinese(text: string): string | HoursProblem {
  try {
    return expressionOf(text, clausesOf(text, piecesOf(text)));
  } catch (error) {
    if (error instanceof Unreadable) return error.problem;
    throw error;
  }
}

function piecesOf(text: string): Piece[] {
  const plain = withoutTypography(text);
  const pieces: Piece[] = [];
  let at = 0;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(plain);
    if (found !== null) at += found[0].length;
    return found;
  };
  while (at < plain.length) {
    const start = at;
    const lastIs = pieces.at(-1)?.is;
    const filler = take(PATTERNS.filler) ?? (lastIs === "times" || lastIs === "all day" ? take(PATTERNS.worked) : null);
    if (filler !== null) {
      if (lastIs === "days" && /[;。\n]/.test(filler[0]))
        throw new Unreadable(text, start, "The days before this have no times.", REMEDY);
      continue;
    }
    for (const [pattern, pieceOf] of READERS) {
      const found = take(pattern);
      if (found === null) continue;
      const piece = pieceOf(found, take, text, start);
      pieces.push(piece.is === "days" ? { ...piece, word: plain.slice(start, at) } : piece);
      break;
    }
    if (at === start) throw new Unreadable(text, at, `"${text.slice(at, at + 8)}" was not understood.`, REMEDY);
  }
  return pieces;
}

type Take = (pattern: RegExp) => RegExpExecArray | null;
type PieceOf = (found: RegExpExecArray, take: Take, text: string, at: number) => Piece;

const days =
  (days: number, holidays: boolean): PieceOf =>
  ([word], _take, _text, at) => ({ is: "days", days, holidays, word, at });
const plainly =
  (is: "all day" | "off" | "as usual" | "season"): PieceOf =>
  (_found, _take, _text, at) => ({ is, at });

/** What begins with which pattern; the first that fits counts. */
const READERS: readonly [RegExp, PieceOf][] = [
  [PATTERNS.season, plainly("season")],
  [PATTERNS.usual, plainly("as usual")],
  [PATTERNS.off, plainly("off")],
  [PATTERNS.allDay, plainly("all day")],
  [PATTERNS.allYear, days(ALL_DAYS, true)],
  [PATTERNS.everyDay, days(ALL_DAYS, false)],
  [PATTERNS.workdays, days(WORKDAYS, false)],
  [PATTERNS.weekend, days(WEEKEND, false)],
  [PATTERNS.holidays, days(0, true)],
  [PATTERNS.dates, (found, _take, text, at) => ({ is: "dates", ...datesOf(text, at, found), at })],
  [PATTERNS.times, (found, _take, text, at) => ({ is: "times", ...timesOf(text, at, found), at })],
  [PATTERNS.weekday, weekdaysFrom],
];

/** "周一至周五、周日": ranges and lists after the first weekday. */
function weekdaysFrom([word, first]: RegExpExecArray, take: Take, _text: string, at: number): Piece {
  let last = weekdayOf(first);
  let days = 1 << last;
  for (;;) {
    const range = take(PATTERNS.lastOfRange);
    const next = range ?? take(PATTERNS.nextOfList);
    if (next === null) return { is: "days", days, holidays: false, word, at };
    const to = weekdayOf(next[1] ?? next[2]);
    for (let day = range === null ? to : last; day !== to; day = (day + 1) % 7) days |= 1 << day;
    days |= 1 << to;
    last = to;
  }
}

function weekdayOf(character = ""): number {
  const at = "一二三四五六日".indexOf(character === "天" ? "日" : character);
  return at >= 0 ? at : Number(character) - 1;
}

function datesOf(text: string, at: number, found: RegExpExecArray): { dates: string; covered: Set<number> } {
  const [, fromMonth = "", fromDay, toMonth = "", toDay] = found;
  if ((fromDay === undefined) !== (toDay === undefined))
    throw new Unreadable(text, at, "One end of the dates has a day and the other has none.", "Give both a day.");
  const end = (month: string, day: string | undefined, otherwise: number) => {
    const length = MONTH_LENGTHS[Number(month) - 1] ?? 0;
    const number = day === undefined ? Math.min(otherwise, length) : Number(day);
    if (length === 0 || number < 1 || number > length)
      throw new Unreadable(text, at, `"${found[0]}" has a date that does not exist.`, "Write it like 5月1日至9月30日.");
    return Number(month) * 31 + number;
  };
  const [from, to] = [end(fromMonth, fromDay, 1), end(toMonth, toDay, 31)];
  const covered = new Set<number>();
  for (let day = 32; day <= 13 * 31; day++) {
    if (from <= to ? day >= from && day <= to : day >= from || day <= to) covered.add(day);
  }
  const written = (month: string, day: string | undefined) =>
    `${MONTHS[Number(month) - 1]}${day === undefined ? "" : ` ${day.padStart(2, "0")}`}`;
  return { dates: `${written(fromMonth, fromDay)}-${written(toMonth, toDay)}`, covered };
}

/** From–to in minutes since midnight; past 1440 on the next day. */
function timesOf(text: string, at: number, found: RegExpExecArray): { from: number; to: number } {
  const [, fromPeriod = "", fromHour, fromColon, fromHalf, fromMinute] = found;
  const [toPeriod = "", toHour, toColon, toHalf, toMinute] = found.slice(6);
  const wrong = (problem: string) => new Unreadable(text, at, problem, "Write 24-hour times, like 13:30-17:30.");
  const minutes = (period: string, hourText: string | undefined, minuteText: string | undefined) => {
    let hour = Number(hourText);
    const minute = Number(minuteText ?? 0);
    if (hour > 24 || minute > 59 || (hour === 24 && minute > 0))
      throw wrong(`"${found[0]}" has a time that does not exist.`);
    if (/^(?:上午|早)/.test(period) && hour > 12) throw wrong(`${period} and ${hour} o'clock do not go together.`);
    if (/^(?:傍晚|晚)/.test(period) && (hour === 12 || hour < 5))
      throw wrong(`${period}${hour} can be read in two ways.`);
    if (period === "凌晨" && hour > 6) throw wrong(`${period} and ${hour} o'clock do not go together.`);
    if ((/^(?:下午|傍晚|晚)/.test(period) && hour < 12) || (period === "中午" && hour < 3)) hour += 12;
    return hour * 60 + minute;
  };
  const minuteOf = (colon?: string, half?: string, minute?: string) => colon ?? (half === undefined ? minute : "30");
  if (/^(?:次日|翌日|第二天)/.test(fromPeriod)) throw wrong("Hours cannot begin on the next day.");
  const from = minutes(fromPeriod, fromHour, minuteOf(fromColon, fromHalf, fromMinute));
  // "下午1:30-5:30": the closing time is in the afternoon, too.
  const inherited = toPeriod === "" && /^(?:下午|傍晚)/.test(fromPeriod) ? "下午" : toPeriod;
  const isNextDay = /^(?:次日|翌日|第二天)/.test(toPeriod) || (toPeriod === "凌晨" && fromPeriod !== "凌晨");
  const to = minutes(inherited, toHour, minuteOf(toColon, toHalf, toMinute)) + (isNextDay ? 1440 : 0);
  if (to <= from || to - from > 1440)
    throw new Unreadable(
      text,
      at,
      `"${found[0]}" closes before it opens.`,
      "Write 17:00 for 下午5:00, or 次日 before the closing time.",
    );
  return { from, to };
}

/** Days with their times ([] is all day), or a break. */
interface Clause {
  readonly at: number;
  readonly days: number;
  readonly holidays: boolean;
  readonly isVague: boolean;
  readonly isEveryDay: boolean;
  readonly dates: Extract<Piece, { is: "dates" }> | null;
  readonly isOff: boolean;
  readonly isAllDay: boolean;
  readonly times: readonly { from: number; to: number }[];
}

/** Joins the pieces: a clause is days (and dates), then times or a break. "9:00-17:00（工作日）" is turned round first. */
function clausesOf(text: string, pieces: readonly Piece[]): Clause[] {
  const clauses: Clause[] = [];
  const isTime = (piece: Piece | undefined) => piece?.is === "times" || piece?.is === "all day";
  const isDay = (piece: Piece | undefined) => piece?.is === "days" || piece?.is === "dates" || piece?.is === "season";
  const firstDay = pieces.findIndex((piece) => !isTime(piece));
  const afterDays = pieces.findIndex((piece, at) => at > firstDay && !isDay(piece));
  const follows = afterDays < 0 ? undefined : pieces[afterDays];
  if (firstDay > 0 && isDay(pieces[firstDay]) && follows === undefined)
    return clausesOf(text, [...pieces.slice(firstDay), ...pieces.slice(0, firstDay)]);

  for (let at = 0; at < pieces.length; ) {
    const start = pieces[at]?.at ?? 0;
    const head: Piece[] = [];
    for (; isDay(pieces[at]); at++) head.push(...pieces.slice(at, at + 1));
    const days = head.filter((piece) => piece.is === "days");
    const dates = head.filter((piece) => piece.is === "dates");
    const season = head.find((piece) => piece.is === "season");
    if (dates.length > 1) throw new Unreadable(text, start, "Two ranges of dates stand together.", REMEDY);
    if (season !== undefined && dates.length === 0)
      throw new Unreadable(text, season.at, "The season has no dates.", "Write them, like 夏季(5月1日至9月30日).");
    const body: Piece[] = [];
    if (pieces[at]?.is === "off" || pieces[at]?.is === "as usual") body.push(...pieces.slice(at, ++at));
    else for (; isTime(pieces[at]); at++) body.push(...pieces.slice(at, at + 1));
    const first = body[0];
    if (first === undefined) throw new Unreadable(text, start, "These days have no times.", REMEDY);
    if (first.is === "as usual") {
      const before = clauses.pop();
      if (clauses.length > 0 || head.length > 0 || before === undefined || before.days !== ALL_DAYS || before.isOff)
        throw new Unreadable(
          text,
          first.at,
          "It is not clear which hours hold on holidays.",
          "Write 法定节假日 with its times.",
        );
      clauses.push({ ...before, holidays: true });
      continue;
    }
    const before = clauses.findLast((clause) => !clause.isOff);
    const inherits = days.length === 0 && dates.length > 0 && before?.dates != null ? before : null;
    if (days.length === 0 && inherits === null && !(first.is === "all day" && pieces.length === 1))
      throw new Unreadable(
        text,
        start,
        "It does not say on which days.",
        "Write them, like 每天, 工作日 or 周一至周五.",
      );
    const times = body.filter((piece) => piece.is === "times");
    if (first.is === "all day" && body.length > 1)
      throw new Unreadable(text, start, "All day and times contradict.", REMEDY);
    for (const [i, { from, at }] of times.entries()) {
      if (i > 0 && from < (times[i - 1]?.to ?? 0))
        throw new Unreadable(
          text,
          at,
          "This time begins before the one before it ends.",
          "Write 24-hour times, in order.",
        );
    }
    const words = days.map(({ word }) => word);
    clauses.push({
      at: start,
      days: inherits?.days ?? days.reduce((all, piece) => all | piece.days, 0),
      holidays: inherits?.holidays ?? days.some((piece) => piece.holidays),
      isVague: words.some((word) => /^(?:节假日|假日|节日)$/.test(word)),
      isEveryDay: days.length === 0 || words.every((word) => /^(?:每|天天|全年)/.test(word)),
      dates: dates[0] ?? null,
      isOff: first.is === "off",
      isAllDay: first.is === "all day",
      times,
    });
    // 工作日 says that it is closed on holidays.
    if (
      words.includes("工作日") &&
      first.is !== "off" &&
      !pieces.some((piece) => piece.is === "days" && piece.holidays)
    )
      clauses.push({ ...NO_HOLIDAYS, at: start });
  }
  return clauses;
}

const NO_HOLIDAYS: Clause = {
  at: 0,
  days: 0,
  holidays: true,
  isVague: false,
  isEveryDay: false,
  dates: null,
  isOff: true,
  isAllDay: false,
  times: [],
};

function expressionOf(text: string, clauses: readonly Clause[]): string {
  const open = clauses.filter((clause) => !clause.isOff);
  const off = clauses.filter((clause) => clause.isOff);
  const [only] = open;
  if (only === undefined) throw new Unreadable(text, 0, "It does not say when it is open.", REMEDY);
  for (const [i, clause] of open.entries()) {
    if (clause.isVague && clause.days !== ALL_DAYS) throw vague(text, clause);
    if ((clause.dates === null) !== (only.dates === null))
      throw new Unreadable(text, clause.at, "Some times have dates and others none.", "Give the dates of all.");
    for (const other of open.slice(0, i)) {
      const isPart = other.dates === null && (clause.days & ~other.days) === 0 && clause.days !== other.days;
      const shared = (clause.days & other.days) !== 0 || (clause.holidays && other.holidays);
      const sameDates = other.dates === null || [...other.dates.covered].some((day) => clause.dates?.covered.has(day));
      if (shared && sameDates && !isPart)
        throw new Unreadable(text, clause.at, "A day has two different times.", "Write all times of a day together.");
    }
  }
  for (const clause of off) {
    if (clause.dates !== null) throw new Unreadable(text, clause.at, "A break with dates is not understood.", REMEDY);
    if (clause.isVague && open.some(({ days }) => (days & WEEKEND) !== 0)) throw vague(text, clause);
    if (open.some(({ days, holidays }) => (days & ~clause.days) === 0 && (!holidays || clause.holidays)))
      throw new Unreadable(text, clause.at, "It is open and closed on the same days.", "Leave one of them out.");
  }
  if (open.length === 1 && off.length === 0 && only.isAllDay && only.isEveryDay && only.dates === null) return "24/7";

  const onWeekdays = (clause: Clause) => clause.days !== 0;
  const inOrder = [
    ...open.filter(onWeekdays),
    ...off.filter(onWeekdays),
    ...open.filter((clause) => !onWeekdays(clause)),
    ...off.filter((clause) => !onWeekdays(clause)),
  ];
  return [...new Set(inOrder.map(ruleOf))].join("; ");
}

function vague(text: string, { at }: Clause): Unreadable {
  return new Unreadable(text, at, "节假日 can mean weekends or public holidays.", "Write 周末 or 法定节假日.");
}

function ruleOf({ dates, days, holidays, isOff, isAllDay, times }: Clause): string {
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  const spans = times.map(({ from, to }) => `${clock(from)}-${clock(to > 1440 ? to - 1440 : to)}`).join(",");
  const hours = isOff ? "off" : isAllDay ? "00:00-24:00" : spans;
  return `${dates === null ? "" : `${dates.dates} `}${daysOf(days, holidays)} ${hours}`;
}

/** "Mo-Fr,Su,PH": runs of three days and more as a range. */
function daysOf(days: number, holidays: boolean): string {
  const parts: string[] = [];
  for (let first = 0; first < 7; first++) {
    if ((days & (1 << first)) === 0) continue;
    let last = first;
    while (last < 6 && (days & (1 << (last + 1))) !== 0) last++;
    const names = WEEKDAYS.slice(first, last + 1);
    parts.push(names.length > 2 ? `${names[0]}-${names.at(-1)}` : names.join(","));
    first = last;
  }
  return [...parts, ...(holidays ? ["PH"] : [])].join(",");
}
