/** The table of holidays against the notices: the days that each says its breaks have, and what must hold of every year. */
import { expect, it } from "vitest";
import { CHINESE_CALENDAR, DECREES, dateOf, dayOf, LAST_DATED_DAY } from "../../server/hours/holidays.ts";

// "共3天" of each break in the order of the notice; a day "与周末连休" counts as the one day that is named.
it.each([
  [2018, [1, 7, 3, 3, 1, 1, 7], 6],
  [2019, [3, 7, 1, 4, 1, 1, 7], 7],
  [2020, [1, 10, 3, 5, 3, 8], 6],
  [2021, [3, 7, 3, 5, 3, 3, 7], 7],
  [2022, [3, 7, 3, 5, 3, 3, 7], 7],
  [2023, [3, 7, 1, 5, 3, 8], 7],
  [2024, [1, 8, 3, 5, 1, 3, 7], 8],
  [2025, [1, 8, 3, 5, 3, 8], 5],
  [2026, [3, 9, 3, 5, 3, 3, 7], 6],
])("%i has the breaks and the make-up workdays of its notice", (year, lengths, worked) => {
  const decree = DECREES.find((decree) => decree.year === year);
  const ranges = decree?.off.map((range) => range.split("/").map(dayOf)) ?? [];
  expect(ranges.map(([first = 0, last = first]) => last - first + 1)).toEqual(lengths);
  expect(decree?.worked).toHaveLength(worked);
});

it("makes up on Saturdays and Sundays only, and never on a holiday", () => {
  for (const date of DECREES.flatMap(({ worked }) => worked)) {
    expect([0, 6], date).toContain(new Date(`${date}T00:00:00Z`).getUTCDay());
    expect(CHINESE_CALENDAR(dayOf(date)), date).toBe("make-up");
  }
});

it("knows nothing outside the decreed years, nor the last week before a year without a notice", () => {
  expect(CHINESE_CALENDAR(dayOf("2017-12-31"))).toBe("undated");
  expect(CHINESE_CALENDAR(dayOf("2018-01-01"))).toBe("holiday");
  expect(CHINESE_CALENDAR(dayOf("2018-01-02"))).toBe("ordinary");
  expect(dateOf(LAST_DATED_DAY)).toBe("2026-12-24");
  expect(CHINESE_CALENDAR(LAST_DATED_DAY + 1)).toBe("undated");
});

it("refuses dates that do not exist", () => {
  for (const text of ["2025-02-30", "2025-13-01", "2025-1-1", ""]) expect(() => dayOf(text)).toThrow(RangeError);
});
