/**
 * Numbers, names and sentences of a report in its language. Rounding never changes the answer: what is not all is never shown as
 * 100 %, and a walk over the limit is never shown as the limit.
 */
import type { Evidence, Remedy, Review } from "../review/document.ts";
import type { Rule, Standard } from "../standard.ts";
import { type Described, questionOf, type ReportLanguage, type ReportText } from "./report.ts";
import { EN } from "./texts-en.ts";
import { type Texts, ZH } from "./texts-zh.ts";

const TEXTS: Readonly<Record<ReportLanguage, Texts>> = { zh: ZH, en: EN };

/** Keys under which names stand in this language, the most fitting first. */
const NAME_KEYS: Readonly<Record<ReportLanguage, readonly string[]>> = { zh: ["zh-CN", "zh-Hans", "zh"], en: ["en"] };

type Names = Readonly<Record<string, string>>;

export interface Wording {
  readonly texts: Texts;
  /** A count, whole, with thousands separators; fewer than half a person are not shown as nobody. */
  count(value: number): string;
  people(value: number): string;
  /** A share 0–1 as a percentage; a dash for null. */
  share(value: number | null): string;
  minutes(value: number): string;
  /** Metres, kilometres from 1,000 m. */
  length(metres: number): string;
  decimal(value: number, digits: number): string;
  /** "2026-11-22 12:00" of an ISO time, on the clock that it was written by. */
  time(iso: string): string;
  name(thing: { readonly name: string; readonly names: Names }): string;
  label(thing: { readonly label: string; readonly labels: Names }): string;
}

export function wordingOf(language: ReportLanguage): Wording {
  const texts = TEXTS[language];
  const { units, none, percent } = texts;
  const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
  const tenth = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
  const fixed = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const count = (value: number) => (value > 0 && value < 0.5 ? "<1" : whole.format(value));
  const inLanguage = (own: string, others: Names) =>
    NAME_KEYS[language].map((key) => others[key]).find((name) => name !== undefined) ?? own;
  return {
    texts,
    count,
    people: (value) => units.people(count(value)),
    share: (value) => {
      if (value === null) return none;
      const inPercent = value * 100;
      if (inPercent > 0 && inPercent < 0.05) return `<0.1${percent}`;
      return `${fixed.format(inPercent < 100 ? Math.min(inPercent, 99.9) : inPercent)}${percent}`;
    },
    // The small amount keeps a whole tenth with a binary tail (0.1 + 0.2) from being rounded up.
    minutes: (value) => units.minutes(tenth.format(Math.ceil(value * 10 - 1e-6) / 10)),
    length: (metres) =>
      metres < 999.5 ? units.metres(whole.format(metres)) : units.kilometres(tenth.format(metres / 1000)),
    decimal: (value, digits) => value.toFixed(digits),
    time: (iso) => iso.slice(0, 16).replace("T", " "),
    name: ({ name, names }) => inLanguage(name, names),
    label: ({ label, labels }) => inLanguage(label, labels),
  };
}

/** The territory's name, said to be fictional where it is. */
export function territoryName({ method }: Pick<Review, "method">, { texts, name }: Wording): string {
  const own = name({ name: method.territory, names: method.names }) || texts.unnamedTerritory;
  return method.fictional ? `${own} (${texts.fictional})` : own;
}

/** What the report is of: the territory, and the scenario where it is not of the present state. */
export function subjectOf(review: Described, wording: Wording): string {
  const { scenario } = review.method;
  const own = territoryName(review, wording);
  return scenario === undefined ? own : `${own} · ${wording.texts.scenario.title(scenario.name)}`;
}

/** One sentence: who is covered, of whom, under which standard, and in which scenario if not in the present state. */
export function headlineOf(review: Review, wording: Wording): string {
  const { scenario } = review.method;
  const sentence = sentenceOf(review, wording);
  return scenario === undefined ? sentence : wording.texts.scenario.headline(scenario.name, sentence);
}

function sentenceOf(review: Review, wording: Wording): string {
  const { texts, people, share, name } = wording;
  const standard = name(questionOf(review).standard);
  const { people: all, served, share: covered, overCapacity, outOfReach } = review.total;
  if (covered === null) return texts.headlineNobody(standard);
  return texts.headline(standard, people(all), people(served), share(covered), people(overCapacity + outOfReach));
}

/** What a rule allows, in words. */
export function ruleText(rule: Rule, walkingSpeedKmh: number, { texts, minutes, length }: Wording): string {
  const { units } = texts;
  switch (rule.by) {
    case "walk":
      return texts.rule.walk(minutes(rule.cutoffMinutes), units.speed(String(walkingSpeedKmh)));
    case "ride":
      return texts.rule.ride(minutes(rule.cutoffMinutes), units.speed(String(rule.speedKmh)));
    case "street":
      return texts.rule.street(length(rule.metres));
    case "radius":
      return texts.rule.radius(length(rule.metres));
  }
}

/** One line a tier: which facilities, and how near for city, countryside and settlements. */
export function tierTexts({ tiers, walkingSpeedKmh }: Standard, wording: Wording): string[] {
  const { texts, people } = wording;
  return tiers.map(({ kinds, city, countryside, settlements }) => {
    const facilities = kinds === null ? texts.anyKind : kinds.map((kind) => texts.kinds[kind]).join(texts.list);
    const rules = [
      `${texts.places.city}${texts.colon}${ruleText(city, walkingSpeedKmh, wording)}`,
      `${texts.places.countryside}${texts.colon}${ruleText(countryside, walkingSpeedKmh, wording)}`,
      ...settlements.map(({ kind, minPeople, rule }) => {
        const word = texts.settlementKinds[kind];
        const which = minPeople === null ? word : texts.rule.settlementsOfAtLeast(word, people(minPeople));
        return `${which}${texts.colon}${ruleText(rule, walkingSpeedKmh, wording)}`;
      }),
    ];
    return `${facilities}${texts.colon}${rules.join(texts.comma)}`;
  });
}

/** Which opening hours the question asks for. */
export function hoursText(review: Pick<Review, "question">, { texts, time, decimal }: Wording): string {
  const { hours } = questionOf(review).circumstances;
  switch (hours.type) {
    case "any":
      return texts.hours.any;
    case "at":
      return texts.hours.at(time(hours.time));
    case "week":
      return texts.hours.week(hours.start);
    case "after-work":
      return texts.hours["after-work"](
        hours.start,
        texts.units.hours(decimal(hours.hours, hours.hours % 1 === 0 ? 0 : 1)),
      );
  }
}

/** Empty for the present state, which needs no words. */
function scenarioText({ scenario }: Review["method"], { texts }: Wording): string {
  if (scenario === undefined) return "";
  const { name, changes, revision, id } = scenario;
  return texts.scenario.fact(name, changes, `${id}.${revision}`);
}

export interface Fact {
  readonly label: string;
  readonly text: string;
}

/** What everything exported carries: territory, standard, speed, circumstances, base, date, version, comparison. */
export function factsOf(
  {
    review,
    runAt,
    comparison,
    keptAs,
  }: { review: Described } & Pick<ReportText, "runAt" | "comparison"> & Partial<Pick<ReportText, "keptAs">>,
  wording: Wording,
): Fact[] {
  const { texts, name, label, people, time } = wording;
  const { facts, units } = texts;
  const { standard, circumstances } = questionOf(review);
  const { method } = review;
  const district = method.districtLevel === null ? texts.unknown : texts.levels[method.districtLevel];
  const ownSpeeds = method.groups
    .filter(({ walkingSpeedKmh }) => walkingSpeedKmh !== standard.walkingSpeedKmh)
    .map((group) => `${label(group)} ${units.speed(String(group.walkingSpeedKmh))}`);
  const source = texts.shippedSources[standard.id] ?? standard.source;
  const from = [source, standard.date].filter((part) => part !== "").join(texts.comma);
  const rows: [string, string][] = [
    [facts.territory, territoryName(review, wording)],
    [facts.scenario, scenarioText(method, wording)],
    [facts.standard, name(standard)],
    [facts.standardSource, from],
    ...tierTexts(standard, wording).map((text): [string, string] => [facts.rules, text]),
    [facts.need, standard.tiers.length < 2 ? "" : standard.need === "all" ? texts.rule.needAll : texts.rule.needAny],
    [facts.speed, [units.speed(String(standard.walkingSpeedKmh)), ...ownSpeeds].join(texts.comma)],
    [facts.slope, method.slope === "tobler" ? facts.slopeTobler : facts.slopeNone],
    [facts.hours, hoursText(review, wording)],
    [facts.district, circumstances.ownDistrictOnly ? facts.districtOwn(district) : facts.districtAny],
    [facts.capacity, circumstances.countCapacity ? facts.capacityCounted : facts.capacityNot],
    [
      facts.base,
      method.base === null
        ? facts.noBase
        : facts.baseText(label(method.base), people(method.base.people), method.base.source),
    ],
    [facts.keptAs, keptAs ?? ""],
    [facts.runAt, `${time(runAt)} (UTC${runAt.endsWith("Z") ? "" : runAt.slice(-6)})`],
    [facts.version, facts.versionText(method.version, String(method.territoryVersion))],
    [facts.comparedWith, comparison === null ? "" : facts.comparedText(comparison.name, time(comparison.keptAt))],
  ];
  return rows.filter(([, text]) => text !== "").map(([of, text]) => ({ label: of, text }));
}

/** The name of a facility in the report's language. */
export type FacilityNames = (one: {
  readonly facilityId: number | null;
  readonly facilityName: string | null;
}) => string | null;

/** Evidence and remedies tell a facility by number and own name; its other names stand in the list of facilities. */
export function facilityNames({ facilities }: Review, { name }: Wording): FacilityNames {
  const names = new Map(facilities.map((facility) => [facility.id, name(facility)]));
  return ({ facilityId, facilityName }) => (facilityId === null ? null : names.get(facilityId)) ?? facilityName;
}

/** Why a place is not covered and what shows it, without the reason's own name. */
export function evidenceText(evidence: Evidence, { texts, minutes, length }: Wording, nameOf: FacilityNames): string {
  const { evidence: say } = texts;
  const { walkMinutes, walkMetres, straightMetres, gapMetres } = evidence;
  const facilityName = nameOf(evidence);
  const facility = facilityName ?? say.someFacility;
  const barrier = barrierText(evidence, texts);
  const walk =
    walkMinutes !== null && walkMetres !== null
      ? say.walk(minutes(walkMinutes), length(walkMetres))
      : walkMetres !== null
        ? say.length(length(walkMetres))
        : say.noWalk;
  switch (evidence.reason) {
    case "no-street":
      if (gapMetres === null) return say.noStreet;
      return barrier === null ? say.street(length(gapMetres)) : say.streetBehind(length(gapMetres), barrier);
    case "island":
      return say.island(facility, gapMetres === null ? texts.unknown : length(gapMetres));
    case "other-district":
      return say.otherDistrict(facility, walk);
    case "closed":
      if (evidence.hoursState === "unknown") return say.hoursUnknown(facility, walk);
      return say.closed(facility, evidence.openingHours ?? texts.unknown, walk);
    case "over-capacity":
      return say.full(facility, walk);
    case "barrier":
      return say.barrier(
        barrier ?? texts.unknown,
        facility,
        straightMetres === null ? texts.unknown : length(straightMetres),
        walk,
      );
    case "too-far": {
      if (facilityName === null && walkMetres === null && straightMetres === null) return say.nothing;
      const straight = straightMetres === null ? [] : [say.straight(length(straightMetres))];
      return say.far(facility, [walk, ...straight].join(texts.list));
    }
  }
}

/** What would help, with the people whom it would help. */
export function remedyText(remedy: Remedy, { texts, people, length, decimal }: Wording, nameOf: FacilityNames): string {
  const { remedy: say } = texts;
  const facility = nameOf(remedy) ?? texts.evidence.someFacility;
  const helped = people(remedy.people);
  const far = remedy.metres === null ? texts.unknown : length(remedy.metres);
  const yearly = remedy.yearlyPeople === null ? texts.unknown : people(Math.ceil(remedy.yearlyPeople));
  switch (remedy.kind) {
    case "crossing":
      return say.crossing(barrierText(remedy, texts) ?? texts.unknown, far, facility, helped);
    case "link":
      return say.link(far, facility, helped);
    case "hours":
      return say.hours(facility, helped);
    case "capacity":
      if (remedy.staff === null) return say.capacity(facility, yearly, helped);
      return say.staff(facility, yearly, decimal(Math.ceil(remedy.staff), 0), helped);
    case "new-facility":
      return say.facility(helped);
  }
}

function barrierText(
  { barrierKind, barrierName }: Pick<Evidence, "barrierKind" | "barrierName">,
  { barriers }: Texts,
): string | null {
  return barrierKind === null ? null : [barriers[barrierKind], barrierName ?? ""].join(" ").trim();
}
