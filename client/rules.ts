/**
 * A standard and its circumstances in words: the line under the controls, the notes of where a number comes from, the
 * headline. A line names each rule once, so that "15 minutes on foot for everybody" stays that short.
 */
import type { TFunction } from "i18next";
import type { Coverage } from "../server/api/messages.ts";
import type { Circumstances, HoursAsked, Rule, Standard, Tier } from "../server/standard.ts";
import type { AreaLevel, FacilityKind } from "../server/words.ts";
import type { Format } from "./format.ts";

/** "15 min on foot", "5.0 km straight line". */
export function ruleText(rule: Rule, format: Format, t: TFunction): string {
  switch (rule.by) {
    case "walk":
      return t("rules.walk", { minutes: format.decimal(rule.cutoffMinutes, wholeDigits(rule.cutoffMinutes)) });
    case "ride":
      return t("rules.ride", {
        minutes: format.decimal(rule.cutoffMinutes, wholeDigits(rule.cutoffMinutes)),
        speed: format.decimal(rule.speedKmh, wholeDigits(rule.speedKmh)),
      });
    case "street":
    case "radius":
      return t(`rules.${rule.by}`, { length: rounded(rule.metres, format) });
  }
}

/** The rules of a standard in one line: "City 15 min on foot · countryside 5 km straight line · resettlement areas …". */
export function rulesText({ tiers, need }: Pick<Standard, "tiers" | "need">, format: Format, t: TFunction): string {
  const lines = tiers.map((tier) => tierText(tier, format, t, tiers.length > 1));
  return lines.join(t(need === "all" ? "rules.and" : "rules.or"));
}

function tierText(tier: Tier, format: Format, t: TFunction, isNamed: boolean): string {
  const rule = (one: Rule) => ruleText(one, format, t);
  const everywhere = rule(tier.city) === rule(tier.countryside);
  const places = everywhere
    ? [tier.settlements.length === 0 ? rule(tier.city) : t("rules.elsewhere", { rule: rule(tier.city) })]
    : [t("rules.city", { rule: rule(tier.city) }), t("rules.countryside", { rule: rule(tier.countryside) })];
  const settlements = tier.settlements.map(({ kind, minPeople, rule: own }) =>
    minPeople === null
      ? t("rules.settlement", { kind: t(`rules.settlementKinds.${kind}`), rule: rule(own) })
      : t("rules.largeSettlement", {
          kind: t(`rules.settlementKinds.${kind}`),
          people: format.count(minPeople),
          rule: rule(own),
        }),
  );
  const line = [...places, ...settlements].join(t("rules.between"));
  return isNamed || tier.kinds !== null ? t("rules.tier", { kinds: kindsText(tier.kinds, t), line }) : line;
}

/** Whether a resident needs each of several kinds of facility: then a walk leads to the farthest of the nearest of each. */
export function needsEach({ tiers, need }: Pick<Standard, "tiers" | "need">): boolean {
  return need === "all" && tiers.length > 1;
}

/** "Odd-jobs market, odd-jobs post"; "Any kind" for null. */
export function kindsText(kinds: readonly FacilityKind[] | null, t: TFunction): string {
  return kinds === null ? t("controls.any") : kinds.map((kind) => t(`kinds.${kind}`)).join(t("rules.comma"));
}

/** What is asked beside the standard, one text each; empty when nothing is. */
export function circumstanceTexts(
  asked: Circumstances & { readonly districtLevel?: AreaLevel | null },
  format: Format,
  t: TFunction,
): string[] {
  return [
    ...(asked.hours.type === "any" ? [] : [hoursAskedText(asked.hours, format, t)]),
    ...(asked.ownDistrictOnly ? [ownDistrictText(asked.districtLevel ?? null, t)] : []),
    ...(asked.countCapacity ? [t("question.capacityCounted")] : []),
  ];
}

/** What a district is depends on the territory: of a single county, the townships. */
function ownDistrictText(level: AreaLevel | null, t: TFunction): string {
  return level === null ? t("question.ownDistrictAsked") : t("question.ownDistrictOf", { level: t(`levels.${level}`) });
}

export function hoursAskedText(hours: HoursAsked, format: Format, t: TFunction): string {
  switch (hours.type) {
    case "any":
      return t("question.hoursAny");
    case "at":
      return t("question.openAt", { time: format.wallTime(hours.time) });
    case "week":
      return t("question.openInWeek", { day: format.day(hours.start) });
    case "after-work":
      return t("question.openAfterWork", {
        hours: format.decimal(hours.hours, wholeDigits(hours.hours)),
        day: format.day(hours.start),
      });
  }
}

/** The one walking time that holds everywhere, where the standard is that simple; else null. */
export function soleCutoff({ tiers }: Pick<Standard, "tiers">): number | null {
  const rules = tiers.flatMap(({ city, countryside, settlements }) => [
    city,
    countryside,
    ...settlements.map(({ rule }) => rule),
  ]);
  const [first] = rules;
  if (first?.by !== "walk") return null;
  return rules.every((rule) => rule.by === "walk" && rule.cutoffMinutes === first.cutoffMinutes)
    ? first.cutoffMinutes
    : null;
}

/** Whether a facility is of a kind that counts; the answer lists several by commas. */
export function isOfKind(standard: Pick<Coverage["standard"], "kind">, kind: FacilityKind): boolean {
  return standard.kind === "any" || standard.kind.split(",").includes(kind);
}

const wholeDigits = (value: number) => (Number.isInteger(value) ? 0 : 1);

/** For round figures, as limits are: 5 km and not 5.0 km. */
export function rounded(metres: number, format: Format): string {
  return format.length(metres).replace(/[.,]0(?=\D|$)/, "");
}
