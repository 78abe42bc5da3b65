/** What went wrong, as a sentence in the user's language where the program knows the case, else in the server's words. */
import type { TFunction } from "i18next";
import { ApiProblem } from "../api.ts";
import type { Format } from "../format.ts";

export function problemText(error: Error, format: Format, t: TFunction): string {
  if (!(error instanceof ApiProblem)) return t("status.notReached");
  const { type, status, nearestStreetMetres, detail } = error.problem;
  if (status === 422 && nearestStreetMetres !== undefined) {
    return nearestStreetMetres === null
      ? t("spot.offStreet")
      : t("spot.offStreetNear", { metres: format.length(nearestStreetMetres) });
  }
  // The server speaks English: elsewhere the kind of problem is said first, and its sentence keeps the details.
  const kind = type.split(/[/:]/).at(-1) ?? "";
  return t(`problems.${kind}`, { defaultValue: detail, detail });
}
