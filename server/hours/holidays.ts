/**
 * Public holidays and make-up workdays (调休) of China, as the General Office of the State Council decrees them once a
 * year. Nobody can compute them: outside the decreed years a day is "undated", and what depends on it is unknown.
 *
 * A day off is every day that the notice names as a break (放假, 调休), because offices are closed on all of them; the law
 * itself knows fewer (11 a year, 13 since 2025). A weekend that a holiday merely adjoins (与周末连休) stays a weekend. Holidays
 * of one province or autonomous region alone are in no notice of the State Council and not here.
 */

/** What the calendar says of a day. "make-up": a Saturday or Sunday that is worked. "undated": no decree covers it. */
export type DayKind = "ordinary" | "holiday" | "make-up" | "undated";

/** Tells the kind of a day, given in days since 1970-01-01. */
export type Calendar = (day: number) => DayKind;

interface Decree {
  readonly year: number;
  /** Numbers of the notices; a second one changed the first, and the lists show what held in the end. */
  readonly notices: readonly string[];
  /** First and last day of each break, or its only day. */
  readonly off: readonly string[];
  readonly worked: readonly string[];
}

export const DECREES: readonly Decree[] = [
  {
    year: 2018,
    notices: ["国办发明电〔2017〕12号"],
    off: [
      "2018-01-01",
      "2018-02-15/2018-02-21",
      "2018-04-05/2018-04-07",
      "2018-04-29/2018-05-01",
      "2018-06-18",
      "2018-09-24",
      "2018-10-01/2018-10-07",
    ],
    worked: ["2018-02-11", "2018-02-24", "2018-04-08", "2018-04-28", "2018-09-29", "2018-09-30"],
  },
  {
    year: 2019,
    notices: ["国办发明电〔2018〕15号", "国办发明电〔2019〕3号"],
    off: [
      "2018-12-30/2019-01-01",
      "2019-02-04/2019-02-10",
      "2019-04-05",
      "2019-05-01/2019-05-04",
      "2019-06-07",
      "2019-09-13",
      "2019-10-01/2019-10-07",
    ],
    worked: ["2018-12-29", "2019-02-02", "2019-02-03", "2019-04-28", "2019-05-05", "2019-09-29", "2019-10-12"],
  },
  {
    year: 2020,
    notices: ["国办发明电〔2019〕16号", "国办发明电〔2020〕1号"],
    off: [
      "2020-01-01",
      "2020-01-24/2020-02-02",
      "2020-04-04/2020-04-06",
      "2020-05-01/2020-05-05",
      "2020-06-25/2020-06-27",
      "2020-10-01/2020-10-08",
    ],
    worked: ["2020-01-19", "2020-04-26", "2020-05-09", "2020-06-28", "2020-09-27", "2020-10-10"],
  },
  {
    year: 2021,
    notices: ["国办发明电〔2020〕27号"],
    off: [
      "2021-01-01/2021-01-03",
      "2021-02-11/2021-02-17",
      "2021-04-03/2021-04-05",
      "2021-05-01/2021-05-05",
      "2021-06-12/2021-06-14",
      "2021-09-19/2021-09-21",
      "2021-10-01/2021-10-07",
    ],
    worked: ["2021-02-07", "2021-02-20", "2021-04-25", "2021-05-08", "2021-09-18", "2021-09-26", "2021-10-09"],
  },
  {
    year: 2022,
    notices: ["国办发明电〔2021〕11号"],
    off: [
      "2022-01-01/2022-01-03",
      "2022-01-31/2022-02-06",
      "2022-04-03/2022-04-05",
      "2022-04-30/2022-05-04",
      "2022-06-03/2022-06-05",
      "2022-09-10/2022-09-12",
      "2022-10-01/2022-10-07",
    ],
    worked: ["2022-01-29", "2022-01-30", "2022-04-02", "2022-04-24", "2022-05-07", "2022-10-08", "2022-10-09"],
  },
  {
    year: 2023,
    notices: ["国办发明电〔2022〕16号"],
    off: [
      "2022-12-31/2023-01-02",
      "2023-01-21/2023-01-27",
      "2023-04-05",
      "2023-04-29/2023-05-03",
      "2023-06-22/2023-06-24",
      "2023-09-29/2023-10-06",
    ],
    worked: ["2023-01-28", "2023-01-29", "2023-04-23", "2023-05-06", "2023-06-25", "2023-10-07", "2023-10-08"],
  },
  {
    // The notice only encourages rest on New Year's Eve, 9 February: it stays an ordinary day.
    year: 2024,
    notices: ["国办发明电〔2023〕7号"],
    off: [
      "2024-01-01",
      "2024-02-10/2024-02-17",
      "2024-04-04/2024-04-06",
      "2024-05-01/2024-05-05",
      "2024-06-10",
      "2024-09-15/2024-09-17",
      "2024-10-01/2024-10-07",
    ],
    worked: [
      "2024-02-04",
      "2024-02-18",
      "2024-04-07",
      "2024-04-28",
      "2024-05-11",
      "2024-09-14",
      "2024-09-29",
      "2024-10-12",
    ],
  },
  {
    year: 2025,
    notices: ["国办发明电〔2024〕12号"],
    off: [
      "2025-01-01",
      "2025-01-28/2025-02-04",
      "2025-04-04/2025-04-06",
      "2025-05-01/2025-05-05",
      "2025-05-31/2025-06-02",
      "2025-10-01/2025-10-08",
    ],
    worked: ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"],
  },
  {
    year: 2026,
    notices: ["国办发明电〔2025〕7号"],
    off: [
      "2026-01-01/2026-01-03",
      "2026-02-15/2026-02-23",
      "2026-04-04/2026-04-06",
      "2026-05-01/2026-05-05",
      "2026-06-19/2026-06-21",
      "2026-09-25/2026-09-27",
      "2026-10-01/2026-10-07",
    ],
    worked: ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"],
  },
];

const MILLISECONDS_PER_DAY = 86_400_000;

/** Days since 1970-01-01 of a date like "2025-10-01". The calendar alone counts: no time zone plays a part. */
export function dayOf(date: string): number {
  const day = Date.parse(`${date}T00:00:00Z`) / MILLISECONDS_PER_DAY;
  // Date.parse takes 30 February for 2 March.
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(date) || !Number.isInteger(day) || dateOf(day) !== date) {
    throw new RangeError(`"${date}" is no date. Write year, month and day, like 2025-10-01.`);
  }
  return day;
}

/** The date, like "2025-10-01", of a day since 1970-01-01. */
export function dateOf(day: number): string {
  return new Date(day * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);
}

/** The first day that the decrees cover. */
export const FIRST_DATED_DAY = dayOf("2018-01-01");

/** The last day that they cover. The week before New Year is left out: the next notice can still change it, as 2018-12-29. */
export const LAST_DATED_DAY = dayOf("2026-12-24");

const DATED = new Map<number, DayKind>();
for (const { off, worked } of DECREES) {
  for (const range of off) {
    const [first = range, last = first] = range.split("/");
    for (let day = dayOf(first); day <= dayOf(last); day++) DATED.set(day, "holiday");
  }
  for (const date of worked) DATED.set(dayOf(date), "make-up");
}

/** The calendar of the decrees above. */
export const CHINESE_CALENDAR: Calendar = (day) =>
  day < FIRST_DATED_DAY || day > LAST_DATED_DAY ? "undated" : (DATED.get(day) ?? "ordinary");
