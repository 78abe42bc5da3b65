/** Changes and their gains as sentences. */
import type { TFunction } from "i18next";
import type { Change, ChangeProblem } from "../../server/api/scenario-messages.ts";
import type { Format } from "../format.ts";

type Point = { readonly lon: number; readonly lat: number };

/** What the change is, in a few words. */
export function changeTitle(change: Change, t: TFunction): string {
  if (change.type === "add-facility")
    return t(`plans.change.${change.type}`, { kind: t(`kinds.${change.facility.kind}`) });
  return t(`plans.change.${change.type}`);
}

/** What it is about: a name, a length, a place. `known` is the facility's name in the language of the screen, where there is one. */
export function changeDetail(change: Change, format: Format, t: TFunction, known?: string): string {
  switch (change.type) {
    case "add-facility":
      return [
        format.name({ name: change.facility.name, names: change.facility.names ?? {} }),
        // Of a new facility nothing is told where nothing is known.
        ...serviceTexts(knownOf(change.facility), format, t),
      ].join(" · ");
    case "move-facility":
      return [
        known ?? change.of.name,
        t("plans.movedBy", { length: format.length(metresBetween(change.of, change)) }),
      ].join(" · ");
    case "close-facility":
      return known ?? change.of.name;
    case "change-facility":
      return [known ?? change.of.name, ...serviceTexts(change, format, t)].join(" · ");
    case "add-path":
      return format.length(lengthOf(change.points));
    case "block-street":
      return `${change.lat.toFixed(5)}, ${change.lon.toFixed(5)}`;
  }
}

type Service = { openingHours?: string | null; staff?: number | null; yearlyCapacity?: number | null };

function knownOf({ openingHours, staff, yearlyCapacity }: Service): Service {
  return {
    openingHours: openingHours ?? undefined,
    staff: staff ?? undefined,
    yearlyCapacity: yearlyCapacity ?? undefined,
  };
}

function serviceTexts({ openingHours, staff, yearlyCapacity }: Service, format: Format, t: TFunction): string[] {
  const count = (value: number | null) => (value === null ? t("plans.unknown") : format.count(value));
  return [
    ...(openingHours === undefined ? [] : [openingHours ?? t("plans.hoursUnknown")]),
    ...(staff === undefined ? [] : [t("plans.staffIs", { value: count(staff) })]),
    ...(yearlyCapacity === undefined ? [] : [t("plans.capacityIs", { value: count(yearlyCapacity) })]),
  ];
}

/** A difference of people with its sign: "+1,204", "−37", "±0". */
export function signed(people: number, format: Format): string {
  const rounded = Math.round(people);
  if (rounded === 0) return "±0";
  return `${rounded > 0 ? "+" : "−"}${format.count(Math.abs(rounded))}`;
}

/** Why a change has no effect. The server's sentence is in English: elsewhere the kind of problem stands for it. */
export function changeProblem(
  { code, detail }: Pick<ChangeProblem, "code" | "detail">,
  format: Format,
  t: TFunction,
): string {
  return format.language === "en" ? detail : t(`plans.problem.${code}`);
}

const EARTH_METRES = 6_371_008.8;

/** Metres along the great circle. */
export function metresBetween(a: Point, b: Point): number {
  const rad = Math.PI / 180;
  const half = (angle: number) => Math.sin((angle * rad) / 2) ** 2;
  const h = half(b.lat - a.lat) + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * half(b.lon - a.lon);
  return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Metres of a line. */
export function lengthOf(points: readonly Point[]): number {
  return points.reduce((sum, point, index) => {
    const before = points[index - 1];
    return before === undefined ? 0 : sum + metresBetween(before, point);
  }, 0);
}
