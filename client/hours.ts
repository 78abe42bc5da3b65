/**
 * Opening hours asked for: the text that stands in the address (the same as the server's), and what the controls make of
 * it. Times are what the clock on the wall shows; "now" is left to the server's clock.
 */

/** How the question about hours is put. */
export const HOURS_WAYS = ["any", "now", "at", "week", "after-work"] as const;
export type HoursWay = (typeof HOURS_WAYS)[number];

export interface HoursChoice {
  readonly way: HoursWay;
  /** "at": local time, "2026-11-28T10:00". */
  readonly time: string | null;
  /** "after-work": at least so many hours in the week. */
  readonly hours: number | null;
}

/** The parts of the text in the address. */
export function hoursChoice(text: string): HoursChoice {
  const none = { time: null, hours: null };
  if (text.startsWith("week")) return { ...none, way: "week" };
  if (text.startsWith("after-work:")) return { ...none, way: "after-work", hours: Number(text.split(":")[1]) };
  if (text === "any" || text === "now") return { ...none, way: text };
  return { ...none, way: "at", time: text };
}

/** Hours that most stations are open after work or at weekends, where they are at all: a Saturday morning. */
export const USUAL_AFTER_WORK_HOURS = 3;

/** The text of a way with its usual values; those of `before` are kept where they fit. */
export function hoursText(way: HoursWay, before: HoursChoice, today: Date): string {
  switch (way) {
    case "at":
      return before.time ?? nextSaturday(today);
    case "after-work":
      return `after-work:${before.hours ?? USUAL_AFTER_WORK_HOURS}`;
    default:
      return way;
  }
}

/** Saturday at ten: the question that working people ask. Today when today is one. */
export function nextSaturday(today: Date): string {
  const saturday = new Date(today.getFullYear(), today.getMonth(), today.getDate() + ((6 - today.getDay() + 7) % 7));
  const two = (value: number) => String(value).padStart(2, "0");
  return `${saturday.getFullYear()}-${two(saturday.getMonth() + 1)}-${two(saturday.getDate())}T10:00`;
}
