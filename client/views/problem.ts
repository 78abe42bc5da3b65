/** What went wrong, as a sentence in the user's language where the program knows the case, else with the server's words. */
import type { TFunction } from "i18next";
import type { Problem } from "../../server/api/messages.ts";
import { ApiProblem } from "../api.ts";
import type { Format } from "../format.ts";
import { refusalText } from "../siting/refusals.ts";

export function problemText(error: Error, format: Format, t: TFunction): string {
  if (!(error instanceof ApiProblem)) return t("status.notReached");
  const { type, status, nearestStreetMetres, detail } = error.problem;
  if (status === 422 && nearestStreetMetres !== undefined) {
    return nearestStreetMetres === null
      ? t("spot.offStreet")
      : t("spot.offStreetNear", { metres: format.length(nearestStreetMetres) });
  }
  const kind = type.split(/[/:]/).at(-1) ?? "";
  const known = kind === "siting" ? refusalText(error.problem, t) : fieldText(error.problem, t);
  if (known !== null) return known;
  // The server speaks English: elsewhere the kind of problem is said first, and its sentence keeps the details.
  return t(`problems.${kind}`, { defaultValue: detail, detail });
}

const CHANGE = /^\/changes\/(\d+)(?=\/|$)/;

/** What can be wrong with fields that planners fill in, and with files of plans; null for any other. */
function fieldText({ errors = [], detail }: Problem, t: TFunction): string | null {
  const [first] = errors;
  if (first === undefined) return null;
  const position = first.pointer.endsWith("/openingHours") ? /^at character (\d+)/.exec(first.detail)?.[1] : undefined;
  if (position !== undefined) return t("problems.hours", { position, example: t("facilities.hoursExample") });
  // Planners count from one.
  const numbers = errors.flatMap(({ pointer }) => CHANGE.exec(pointer)?.[1] ?? []).map((at) => Number(at) + 1);
  if (numbers.length === 0) return null;
  const changes = [...new Set(numbers)].join(t("rules.comma"));
  return t(first.pointer.endsWith("/of") ? "problems.fileFacility" : "problems.fileChange", { changes, detail });
}
