/** How good an answer is, in words: value and proven bound as a sentence that somebody at a meeting understands. */
import type { TFunction } from "i18next";
import type { SitingJob, SitingRequest, SitingResult } from "../../server/api/siting-messages.ts";
import type { FacilityKind } from "../../server/words.ts";
import type { Format } from "../format.ts";
import type { GoalType } from "./draft.ts";

/** An answer and what nothing can be better than; null before there is one. */
export interface Standing {
  readonly unit: SitingResult["unit"];
  readonly value: number | null;
  readonly bound: number | null;
}

const UNITS: Readonly<Record<GoalType, SitingResult["unit"]>> = {
  "most-people": "people",
  "most-people-in-budget": "people",
  "fewest-sites": "sites",
  "least-mean-walk": "minutes",
  "least-worst-walk": "minutes",
};

/** The unit of a job's history, until its result tells it. */
export const unitOf = ({ request, result }: Pick<SitingJob, "request" | "result">): SitingResult["unit"] =>
  result?.unit ?? UNITS[request.goal.type];

/** Whether more is better. */
export const isMost = (unit: SitingResult["unit"]): boolean => unit === "people" || unit === "weighted-people";

/** Below these differences two answers are the same. */
const SAME: Readonly<Record<SitingResult["unit"], number>> = {
  people: 0.5,
  "weighted-people": 0.5,
  sites: 1 - 1e-6,
  cost: 1e-6,
  minutes: 0.005,
};

/** Whether the bound proves that nothing is better. */
export function isProven({ unit, value, bound }: Standing): boolean {
  return value !== null && bound !== null && Math.abs(bound - value) < SAME[unit];
}

/** How much better at most, percent of the answer, rounded up to a tenth: a bound must not shrink. Null where the answer is 0. */
export function mostPercent({ value, bound }: Standing): number | null {
  if (value === null || bound === null || value <= 0) return null;
  return Math.ceil((Math.abs(bound - value) / value) * 1000 - 1e-6) / 10;
}

export function percentText(percent: number, format: Format): string {
  const text = format.decimal(percent, percent < 100 ? 1 : 0);
  return format.language === "zh-CN" ? `${text}%` : `${text}\u00a0%`;
}

/** An amount in the unit of the answer. */
export function amountText(unit: SitingResult["unit"], amount: number, format: Format, t: TFunction): string {
  switch (unit) {
    case "people":
      return format.people(amount);
    case "weighted-people":
      return t("siting.units.weighted", { people: format.count(amount) });
    case "sites":
      return t("siting.units.sites", { count: Math.round(amount), sites: format.count(amount) });
    case "cost":
      return format.count(amount);
    case "minutes":
      return t("siting.units.minutes", { minutes: format.decimal(Math.ceil(amount * 10 - 1e-6) / 10, 1) });
  }
}

/** What nothing is better than, rounded to the side that keeps it true; as the answer where that is proven to be the best. */
export function boundText({ unit, value, bound }: Bounded, format: Format, t: TFunction): string {
  if (isProven({ unit, value, bound })) return amountText(unit, value, format, t);
  switch (unit) {
    case "minutes":
      return amountText(unit, Math.floor(bound * 10 + 1e-6) / 10, format, t);
    case "cost":
      return amountText(unit, Math.floor(bound + 1e-6), format, t);
    default:
      return amountText(unit, Math.ceil(bound - 1e-6), format, t);
  }
}

type Bounded = Pick<SitingResult, "unit" | "value" | "bound">;

/** What an axis shows: the unit, of which walk where it is minutes. */
export function axisText(unit: SitingResult["unit"], goal: GoalType, t: TFunction): string {
  return unit === "minutes" && goal === "least-worst-walk" ? t("siting.chart.worstMinutes") : t(`siting.chart.${unit}`);
}

/** "At most 0.8 % more people could be covered." Says what is known while a job runs and after it. */
export function gapSentence(standing: Standing, format: Format, t: TFunction): string {
  const { unit, value, bound } = standing;
  if (value === null) return t("siting.gap.noAnswer");
  if (bound === null) return t("siting.gap.noBound");
  if (isProven(standing)) return t("siting.gap.closed");
  if (unit === "sites") {
    const fewer = Math.max(1, Math.round(value) - Math.ceil(bound - 1e-6));
    return t("siting.gap.sites", { count: fewer, sites: format.count(fewer) });
  }
  const percent = mostPercent(standing);
  if (percent === null) return t("siting.gap.absolute", { amount: amountText(unit, bound, format, t) });
  const kind = isMost(unit) ? "people" : unit;
  return t(`siting.gap.${kind}`, { percent: percentText(percent, format) });
}

/** The answer to "is that really the best?", in one sentence. */
export function bestSentence(
  result: Pick<SitingResult, "unit" | "value" | "bound" | "goal"> &
    Partial<Pick<SitingResult, "sites" | "closedFacilityIds">>,
  format: Format,
  t: TFunction,
): string {
  const { unit, value, bound, goal } = result;
  const standing = { unit, value, bound };
  const isBoth = new Set(result.sites?.map(({ kind }) => kind)).size > 1;
  const asked = "sites" in goal && goal.sites !== undefined ? goal.sites : 0;
  const hasMoved = (result.closedFacilityIds?.length ?? 0) > 0;
  const sites = isBoth || hasMoved ? (result.sites?.length ?? asked) : asked;
  if (isProven(standing)) return t(`siting.best.${goal.type}`, { count: sites, sites: format.count(sites) });
  const percent = mostPercent(standing);
  const kind = isMost(unit) ? "people" : unit;
  return t(`siting.nearly.${kind}`, {
    bound: boundText({ unit, value, bound }, format, t),
    percent: percent === null ? "–" : percentText(percent, format),
  });
}

function goalValues({ goal }: Pick<SitingRequest, "goal">, format: Format) {
  return {
    sites: "sites" in goal ? format.count(goal.sites ?? 0) : "",
    budget: "budget" in goal ? format.count(goal.budget) : "",
    share: "share" in goal ? format.share(goal.share) : "",
    count: "sites" in goal ? (goal.sites ?? 0) : 0,
  };
}

/** A short name for the plan that is made of the result. */
export function planName(
  { goal, second }: Pick<SitingRequest, "goal" | "second">,
  format: Format,
  t: TFunction,
): string {
  const name = t(`siting.planName.${goal.type}`, goalValues({ goal }, format));
  return second === undefined ? name : `${name} + ${secondText(second, format, t)}`;
}

function secondText({ kind, sites }: NonNullable<SitingRequest["second"]>, format: Format, t: TFunction): string {
  const name = t(`kinds.${kind}`);
  return sites === undefined ? name : t("siting.second", { sites: format.count(sites), kind: name });
}

/** What was asked, in one line: also the conditions, which may be what makes it impossible. */
export function requestText(request: SitingRequest, format: Format, t: TFunction): string {
  const { goal, facility, second, candidates, inside, outside, floor, spacingMetres, movable, scenario } = request;
  const { resettlementWeight = 1, countCapacity = false } = request;
  const kind: FacilityKind = facility.kind;
  const parts = [
    t(`siting.asked.${goal.type}`, goalValues({ goal }, format)),
    [t(`kinds.${kind}`), ...(second === undefined ? [] : [secondText(second, format, t)])].join(" + "),
    candidates?.type === "places" && t("siting.among", { places: candidates.places.length }),
    inside !== undefined && t("siting.conditions.inside", { where: regionText(inside, t) }),
    outside !== undefined && t("siting.conditions.outside", { where: regionText(outside, t) }),
    floor !== undefined &&
      t("siting.conditions.floor", { level: t(`levels.${floor.level}`), share: format.share(floor.share) }),
    spacingMetres !== undefined && t("siting.conditions.spacing", { metres: format.length(spacingMetres) }),
    movable !== undefined && t("siting.conditions.movable", { count: movable.facilityIds.length }),
    resettlementWeight !== 1 && t("siting.conditions.weight", { weight: format.count(resettlementWeight) }),
    countCapacity && t("siting.conditions.capacity"),
    (scenario ?? null) !== null && t("siting.conditions.scenario"),
  ];
  return parts.filter((part) => part !== false).join(" · ");
}

/** Short: "2 areas, 1 polygon". */
function regionText({ areaCodes = [], polygon }: NonNullable<SitingRequest["inside"]>, t: TFunction): string {
  const drawn = polygon?.coordinates.length ?? 0;
  return [
    ...(areaCodes.length === 0 ? [] : [t("siting.areasSet", { count: areaCodes.length })]),
    ...(drawn === 0 ? [] : [t("siting.polygonsSet", { count: drawn })]),
  ].join(t("rules.comma"));
}

/** Which condition cannot hold, where, by how much; and what to do. `area` is the name of the area, if there is one. */
export function infeasibleTexts(
  { constraint: told, missing }: Pick<NonNullable<SitingJob["infeasible"]>, "constraint" | "missing">,
  goal: GoalType,
  area: string | null,
  format: Format,
  t: TFunction,
): { what: string; remedy: string } {
  // Sites may be too few to be had, or too few for everybody to walk to.
  const constraint = told === "sites" && goal === "least-worst-walk" ? "walk" : told;
  const values = { area: area ?? t("areas.all"), missing: format.count(Math.ceil(missing)) };
  return { what: t(`siting.infeasible.${constraint}`, values), remedy: t(`siting.remedy.${constraint}`) };
}

/** What the server's method says of people whom no site reaches. */
const FAR =
  /^(?<people>[\d.,]+) people are over (?<minutes>[\d.]+) minutes from every site and facility and (?<how>.*)$/;

/** The server names parts of the method in English, joined by " + "; notes may follow. Words that are not known stay as they are. */
export function methodText(method: string, format: Format, t: TFunction): string {
  const [parts = "", ...notes] = method.split("; ");
  const words = parts.split(" + ").map((part) => t(`siting.methods.${part}`, { defaultValue: part }));
  const told = notes.map((note) => farText(note, format, t) ?? t(`siting.methods.${note}`, { defaultValue: note }));
  return [words.join(" + "), ...told].join(t("rules.semicolon"));
}

function farText(note: string, format: Format, t: TFunction): string | null {
  const { people = "", minutes = "", how = "" } = FAR.exec(note)?.groups ?? {};
  if (how === "") return null;
  const key = how === "count as that long" ? "siting.farCounted" : "siting.farNotCounted";
  return t(key, { people: format.people(Number(people.replaceAll(",", ""))), minutes });
}

/** Of people whom no site reaches, who must be known beside a walking time; null where there are none. */
export function farSentence(method: string, format: Format, t: TFunction): string | null {
  const told = method.split("; ").flatMap((note) => farText(note, format, t) ?? []);
  return told[0] ?? null;
}

/** The walk without the new sites, which the answer is measured by; null for goals that are no walk. */
export function walkBefore({ curve, goal }: Pick<SitingResult, "curve" | "goal">, format: Format, t: TFunction) {
  if (curve?.unit !== "minutes") return null;
  const amount = amountText("minutes", curve.before, format, t);
  // Somebody without any walk that is looked at counts as long as the longest.
  const isOpen = goal.type === "least-worst-walk" && curve.before >= LONGEST_MINUTES;
  return isOpen ? t("siting.orMore", { amount }) : amount;
}

/** Walks are looked at up to here. */
const LONGEST_MINUTES = 60;
