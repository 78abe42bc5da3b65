/** Which facilities count: existing ones (planned and closed ones serve nobody) of the kinds, open when that is asked for. */
import {
  type Hours,
  minutesWhenInWork,
  mondayOf,
  openInWeek,
  parseHours,
  stateAt,
  UNKNOWN_HOURS,
  wallTime,
} from "./hours/hours.ts";
import type { HoursAsked } from "./standard.ts";
import type { Facilities, Territory } from "./territory.ts";
import type { FacilityKind, HoursState } from "./words.ts";

/** Rows, ascending. Closed facilities, and those whose hours are not known, do not count when hours are asked for. */
export function countingFacilities(
  { facilities }: Pick<Territory, "facilities">,
  kinds: readonly FacilityKind[] | null,
  hours: HoursAsked = { type: "any" },
): number[] {
  const states = hours.type === "any" ? null : hoursStates(facilities, hours);
  const rows: number[] = [];
  for (let row = 0; row < facilities.count; row++) {
    const kind = facilities.kind[row];
    if (facilities.status[row] !== "existing" || !(kinds === null || kinds.includes(kind))) continue;
    if (states === null || states[row] === "open") rows.push(row);
  }
  return rows;
}

const MINUTES_PER_HOUR = 60;

/** Whether each facility is open as asked; hours that are missing or that cannot be read are unknown. */
export function hoursStates(
  facilities: Pick<Facilities, "status" | "openingHours">,
  asked: HoursAsked,
): readonly HoursState[] {
  if (asked.type === "any") return facilities.status.map(() => "not-asked");
  const stateOf = askedState(asked);
  const states = new Map<Hours, HoursState>();
  return hoursOf(facilities).map((hours) => {
    const state = states.get(hours) ?? stateOf(hours);
    states.set(hours, state);
    return state;
  });
}

function askedState(asked: Exclude<HoursAsked, { type: "any" }>): (hours: Hours) => HoursState {
  if (asked.type === "at") {
    const time = wallTime(asked.time);
    return (hours) => stateAt(hours, time);
  }
  const monday = mondayOf(wallTime(`${asked.start}T00:00`).day);
  if (asked.type === "week") return (hours) => openInWeek(hours, monday);
  const least = asked.hours * MINUTES_PER_HOUR;
  return (hours) => {
    const { minutes, unknownMinutes } = minutesWhenInWork(hours, monday);
    if (minutes >= least) return "open";
    return minutes + unknownMinutes >= least ? "unknown" : "closed";
  };
}

/** A country has fewer texts than this, and each takes a few kilobytes. */
const MOST_TEXTS = 20_000;
const known = new Map<string | null, Hours>();

/** Each text is read once, also when a scenario makes other facilities of the same ones; facilities with the same text share one value. */
function hoursOf({ openingHours }: Pick<Facilities, "openingHours">): readonly Hours[] {
  if (known.size > MOST_TEXTS) known.clear();
  return openingHours.map((text) => {
    const hours = known.get(text) ?? readHours(text);
    known.set(text, hours);
    return hours;
  });
}

function readHours(text: string | null): Hours {
  const hours = parseHours(text);
  return "problem" in hours ? UNKNOWN_HOURS : hours;
}
