/** Values of the standards' editor: copies, usual rules, and what the server found wrong by field. */
import type { StandardDocument } from "../../server/api/messages.ts";
import { ApiProblem } from "../api.ts";

export type TierDraft = StandardDocument["tiers"][number];
export type RuleDraft = TierDraft["city"];

/** A copy to be changed: with an id that is free, and today as the date of the office's own decision. */
export function copyOf(
  from: StandardDocument,
  taken: readonly string[],
  { name, source }: { name: string; source: string },
  today: Date,
): StandardDocument {
  return { ...structuredClone(from), id: freeId("office", taken), name, names: {}, source, date: dateOf(today) };
}

/** "office-1", or the first number that is not taken. */
export function freeId(stem: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const id = `${stem}-${number}`;
    if (!taken.includes(id)) return id;
  }
}

/** The day of the browser's calendar, as an ISO date. */
function dateOf(day: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** The usual rule of each measure: 15 minutes; an e-bike at 15 km/h; 5 km for distances. */
export const USUAL_RULES: { readonly [By in RuleDraft["by"]]: RuleDraft } = {
  walk: { by: "walk", cutoffMinutes: 15 },
  ride: { by: "ride", cutoffMinutes: 15, speedKmh: 15 },
  street: { by: "street", metres: 5000 },
  radius: { by: "radius", metres: 5000 },
};

export interface FieldErrors {
  /** What is wrong with the field of a JSON pointer, or anything inside it. */
  at(pointer: string): string | undefined;
  /** Errors of no field. */
  readonly others: readonly { readonly pointer: string; readonly detail: string }[];
}

/** The errors of a problem document by field. */
export function fieldErrors(error: Error | null): FieldErrors {
  const errors = error instanceof ApiProblem ? (error.problem.errors ?? []) : [];
  const isShown = ({ pointer }: { pointer: string }) =>
    /^\/(name|source|date|walkingSpeedKmh|tiers|service)\b/.test(pointer);
  return {
    at: (pointer) => errors.find((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`))?.detail,
    others: errors.filter((one) => one.pointer !== "" && !isShown(one)),
  };
}
