/** The question of a query: its standard, shipped or stored, and its circumstances, and what it is asked of. Here "now" becomes a time. */
import type { Kysely } from "kysely";
import type { Database } from "../database/rows.ts";
import { findStandard } from "../database/standards.ts";
import { dateOf, dayOf, mondayOf, wallTime, wallTimeAt } from "../hours/hours.ts";
import { canAnswer } from "../plan.ts";
import {
  type HoursAsked,
  plainStandard,
  type Question,
  refuseUnknownGroups,
  SHIPPED_STANDARDS,
  type Standard,
} from "../standard.ts";
import type { Territory } from "../territory.ts";
import { FACILITY_KINDS } from "../words.ts";
import type { ReviewQuery } from "./messages.ts";
import type { Parts } from "./parts.ts";
import { invalidField, Problem } from "./problem.ts";
import { type Asked, situationOf } from "./situation.ts";

/** A query as a whole: what is asked, and of which situation. */
export async function askedOf(
  parts: Parts,
  { scenario, revision, ...query }: ReviewQuery & { readonly revision?: number },
): Promise<Asked & { readonly asked: Question }> {
  const situation = await situationOf(parts, scenario, revision);
  return { ...situation, asked: await questionOf(parts, situation.plan.territory, query) };
}

/** What comes from the address or the command line; numbers and booleans already made of their text. */
export async function questionOf(
  { database }: Pick<Parts, "database">,
  territory: Territory,
  query: Omit<ReviewQuery, "scenario">,
  now: Date = new Date(),
): Promise<Question> {
  const question: Question = {
    standard: await standardOf(database.db, query),
    circumstances: {
      hours: hoursAsked(query.hours ?? "any", now),
      ownDistrictOnly: query.ownDistrictOnly ?? false,
      countCapacity: query.countCapacity ?? false,
    },
  };
  try {
    refuseUnknownGroups(
      question.standard,
      territory.groups.map(({ id }) => id),
    );
  } catch (error) {
    throw new Problem(422, "standard", error instanceof Error ? error.message : String(error));
  }
  if (!canAnswer(territory, question)) {
    throw new Problem(
      503,
      "loading",
      "The streets for bicycles are being read for the first standard that asks for rides: ask again in a few seconds.",
    );
  }
  return question;
}

async function standardOf(db: Kysely<Database>, query: ReviewQuery): Promise<Standard> {
  const { standard: id, cutoffMinutes, kind, walkingSpeedKmh } = query;
  if (id === undefined) {
    const only = FACILITY_KINDS.find((known) => known === kind);
    return plainStandard({
      kinds: only === undefined ? null : [only],
      ...(cutoffMinutes !== undefined && { cutoffMinutes }),
      ...(walkingSpeedKmh !== undefined && { walkingSpeedKmh }),
    });
  }
  for (const [field, value] of Object.entries({ cutoffMinutes, kind, walkingSpeedKmh })) {
    if (value !== undefined)
      throw invalidField(`/${field}`, "belongs to the plain question: leave it out, or standard");
  }
  const standard = SHIPPED_STANDARDS.find((shipped) => shipped.id === id) ?? (await findStandard(db, id))?.standard;
  if (standard === undefined)
    throw invalidField("/standard", `names no standard: "${id}"; GET /api/standards lists them`);
  return standard;
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;
const WEEK = /^week(?::(?<date>\d{4}-\d{2}-\d{2}))?$/;
const AFTER_WORK = /^after-work:(?<hours>\d{1,3}(?:\.\d+)?)(?::(?<date>\d{4}-\d{2}-\d{2}))?$/;
const HOURS_OF_WEEK = 168;

/**
 * The hours that a text of the API asks for, in the time zone of this machine.
 * @throws a problem that names the forms there are
 */
export function hoursAsked(text: string, now: Date): HoursAsked {
  // Most questions are about no time, and reading the clock of a time zone takes a millisecond.
  if (text === "any") return { type: "any" };
  const today = wallTimeAt(now, Intl.DateTimeFormat().resolvedOptions().timeZone);
  const mondayAt = (date: string | undefined): string => dateOf(mondayOf(date === undefined ? today.day : dayOf(date)));
  try {
    if (text === "now") return { type: "at", time: `${dateOf(today.day)}T${clock(today.minute)}` };
    if (TIME.test(text)) {
      wallTime(text);
      return { type: "at", time: text };
    }
    const week = WEEK.exec(text);
    if (week !== null) return { type: "week", start: mondayAt(week.groups?.date) };
    const afterWork = AFTER_WORK.exec(text);
    const hours = Number(afterWork?.groups?.hours);
    if (afterWork !== null && hours > 0 && hours <= HOURS_OF_WEEK) {
      return { type: "after-work", start: mondayAt(afterWork.groups?.date), hours };
    }
  } catch (error) {
    throw invalidField("/hours", (error instanceof Error ? error.message : String(error)).replace(/\.$/, ""));
  }
  throw invalidField(
    "/hours",
    `must be any, now, a local time like 2026-11-28T10:00, week, week:2026-11-23, after-work:2 or after-work:2:2026-11-23, got "${text}"`,
  );
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
