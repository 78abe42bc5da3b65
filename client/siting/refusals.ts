/**
 * Why a request cannot be sited, in the words of the form. The server names the field by a pointer ("/facility/kind") and speaks
 * English; what a planner can do about a field is the same whatever the case.
 */
import type { TFunction } from "i18next";
import type { Problem } from "../../server/api/messages.ts";

/** The sentence of a field, null where there is none. `places`: numbers in the list, where it is about places. */
function sentenceOf(pointer: string, t: TFunction, places = ""): string | null {
  const field = pointer.replaceAll(/\/\d+/g, "").slice(1).replaceAll("/", "-") || "request";
  return t(`siting.refusals.${field}`, { places, defaultValue: "" }) || null;
}

const PLACE = /^\/candidates\/places\/(\d+)$/;

/** Of a problem of the kind "siting"; null where only the server's own sentence says it. */
export function refusalText({ errors = [] }: Problem, t: TFunction): string | null {
  const [first] = errors;
  if (first === undefined) return null;
  // Planners count from one.
  const places = errors.flatMap(({ pointer }) => PLACE.exec(pointer)?.[1] ?? []).map((at) => Number(at) + 1);
  return sentenceOf(first.pointer, t, places.join(t("rules.comma")));
}

/** What a job says that has failed: "facility/kind would not count …", or a sentence without a field. */
export function failureText(error: string, t: TFunction): string {
  const [field = ""] = error.split(" ");
  return sentenceOf(`/${field}`, t) ?? t("siting.failed", { detail: error });
}
