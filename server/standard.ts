/**
 * A service standard: how near is near enough, for whom, and of what. It is the second value, beside the territory, that
 * every stage takes. The plain "15 minutes on foot to any kind" of the slider is a standard like any other, so there is one way
 * of computing coverage. What is asked beside it (hours, own district, capacity) are the circumstances.
 */
import { FACILITY_KINDS, type FacilityKind, SETTLEMENT_KINDS, type SettlementKind } from "./words.ts";

/** Texts by language tag. */
export type Names = Readonly<Record<string, string>>;

/** In what nearness is measured; columns hold the index. Costs and limits are whole centimetres in each. */
export const MEASURES = ["walk", "ride", "street", "radius"] as const;
export type Measure = (typeof MEASURES)[number];

/** How near is near enough, compared with at most (≤). */
export type Rule =
  /** On foot, at the standard's walking speed or the group's own. */
  | { readonly by: "walk"; readonly cutoffMinutes: number }
  /** By (electric) bicycle over the bicycle network, slopes not counted. */
  | { readonly by: "ride"; readonly cutoffMinutes: number; readonly speedKmh: number }
  /** Along walkable streets 沿路, both off-street legs included; flat-equivalent where heights are used. */
  | { readonly by: "street"; readonly metres: number }
  /** In a straight line 辐射; needs no street. */
  | { readonly by: "radius"; readonly metres: number };

export interface SettlementRule {
  readonly kind: SettlementKind;
  /** Only settlements of at least so many people, as their source says; null for all. */
  readonly minPeople: number | null;
  readonly rule: Rule;
}

/** One tier of facilities, e.g. stations, or odd-jobs markets. */
export interface Tier {
  readonly id: string;
  /** Kinds of facility that count; null for any kind. */
  readonly kinds: readonly FacilityKind[] | null;
  readonly city: Rule;
  readonly countryside: Rule;
  /** In place of city and countryside for people who live in such a settlement; the first that matches holds. */
  readonly settlements: readonly SettlementRule[];
}

export interface GroupRule {
  /** Id of a group of the territory. */
  readonly group: string;
  /** Null: the standard's. */
  readonly walkingSpeedKmh: number | null;
  /** In weighted figures; 1 for groups that are not named. */
  readonly weight: number;
}

export interface ServiceLoad {
  /** People who need service in a year per 1,000 residents of all ages. */
  readonly yearlyPer1000: number;
  /** People of all ages ÷ people of the base; 1 when the base is everybody. */
  readonly residentsPerPersonOfBase: number;
  /** People whom one member of staff serves in a year; null when unknown. */
  readonly yearlyPerStaff: number | null;
}

/** A share of people covered that is to be reached by a year. */
export interface Target {
  readonly year: number;
  readonly share: number;
}

export interface Standard {
  readonly id: string;
  readonly name: string;
  readonly names: Names;
  /** Who says so. */
  readonly source: string;
  /** ISO date of the source, or of the last edit. */
  readonly date: string;
  /** On flat ground, km/h. */
  readonly walkingSpeedKmh: number;
  /** At least one. */
  readonly tiers: readonly Tier[];
  /** Whether a resident needs one of the tiers, or each of them. */
  readonly need: "any" | "all";
  readonly groups: readonly GroupRule[];
  readonly service: ServiceLoad;
  readonly targets: readonly Target[];
}

/** Which opening hours are asked for. Times are local, without a zone; "now" is resolved before it comes here. */
export type HoursAsked =
  | { readonly type: "any" }
  /** Open at this minute, "2026-11-28T10:00". */
  | { readonly type: "at"; readonly time: string }
  /** Open at any time in the week of this Monday, "2026-11-23". */
  | { readonly type: "week"; readonly start: string }
  /** Open for at least so many hours of that week when people in work can come. */
  | { readonly type: "after-work"; readonly start: string; readonly hours: number };

/** What is asked beside the standard. */
export interface Circumstances {
  readonly hours: HoursAsked;
  /** People count only the facilities of their own district. */
  readonly ownDistrictOnly: boolean;
  /** A facility serves no more people than it can. */
  readonly countCapacity: boolean;
}

export const PLAIN_CIRCUMSTANCES: Circumstances = {
  hours: { type: "any" },
  ownDistrictOnly: false,
  countCapacity: false,
};

export interface Question {
  readonly standard: Standard;
  readonly circumstances: Circumstances;
}

/** A walking speed and a time: what a limit on foot is made of. */
export interface Pace {
  /** On flat ground, km/h. */
  readonly walkingSpeedKmh: number;
  /** At most (≤) this long, both off-street legs included. */
  readonly cutoffMinutes: number;
}

/** GB 50180 implies 3–4 km/h; 4.0 makes 1,000 m of 15 minutes. */
export const DEFAULT_WALKING_SPEED_KMH = 4.0;
export const DEFAULT_CUTOFF_MINUTES = 15;
export const DEFAULT_PACE: Pace = {
  walkingSpeedKmh: DEFAULT_WALKING_SPEED_KMH,
  cutoffMinutes: DEFAULT_CUTOFF_MINUTES,
};
export const DEFAULT_RIDING_SPEED_KMH = 15;
export const MIN_SPEED_KMH = 1;
export const MAX_WALKING_SPEED_KMH = 10;
export const MAX_RIDING_SPEED_KMH = 30;
export const MAX_CUTOFF_MINUTES = 60;
export const MAX_METRES = 50_000;
/** The headline is shown at each, because the speed is a choice. */
export const SENSITIVITY_SPEEDS_KMH = [3.6, 4.0, 4.8] as const;
/**
 * 110 million people served a year among 1.41 billion (State Council Information Office, October 2024; it does not say whether
 * people or visits): a starting value. What one member of staff serves is unknown until the office states it: the public figures, 110 million
 * served (2024) by 200,000 staff (ILO, end of 2015), differ in year and scope, so that 550 would be a guess.
 */
export const DEFAULT_SERVICE: ServiceLoad = { yearlyPer1000: 78, residentsPerPersonOfBase: 1, yearlyPerStaff: null };

/** Id of the plain standard, which is not stored. */
export const PLAIN_ID = "plain";

/** Everybody walks at most so long to any facility of the kinds (null: any kind), wherever they live. */
export function plainStandard({
  kinds = null,
  cutoffMinutes = DEFAULT_CUTOFF_MINUTES,
  walkingSpeedKmh = DEFAULT_WALKING_SPEED_KMH,
}: Partial<Pace & Pick<Tier, "kinds">> = {}): Standard {
  const rule: Rule = { by: "walk", cutoffMinutes };
  return {
    id: PLAIN_ID,
    name: `${cutoffMinutes} minutes on foot`,
    names: { "zh-Hans": `步行${cutoffMinutes}分钟` },
    source: "",
    date: "",
    walkingSpeedKmh,
    tiers: [{ id: "facilities", kinds, city: rule, countryside: rule, settlements: [] }],
    need: "any",
    groups: [],
    service: DEFAULT_SERVICE,
    targets: [],
  };
}

export const DEFAULT_STANDARD = plainStandard();

/** The plain standard, with nothing asked beside it. */
export function plainQuestion(options: Partial<Pace & Pick<Tier, "kinds">> = {}): Question {
  return { standard: plainStandard(options), circumstances: PLAIN_CIRCUMSTANCES };
}

const WALK_15: Rule = { by: "walk", cutoffMinutes: 15 };

/** Come with the product and cannot be changed; a copy can. */
export const SHIPPED_STANDARDS: readonly Standard[] = [
  {
    ...plainStandard(),
    id: "walk-15",
    name: "15-minute service circle",
    names: { "zh-Hans": "15分钟就业服务圈" },
    source: "Policy asks for employment service within 15 minutes; on foot at 4.0 km/h for everybody is an assumption.",
    date: "2024-10-01",
  },
  {
    ...plainStandard(),
    id: "city-15-countryside-5km",
    name: "City 15 minutes, countryside 5 km",
    names: { "zh-Hans": "城区15分钟、乡村5公里" },
    source:
      "Hebei's rule under the ministry's 2024 paper, to be checked against the paper: city 15 minutes, countryside 5 km (taken as a straight line), resettlement areas fully covered (taken as 15 minutes on foot).",
    date: "2024-10-01",
    tiers: [
      {
        id: "facilities",
        kinds: null,
        city: WALK_15,
        countryside: { by: "radius", metres: 5000 },
        settlements: [{ kind: "resettlement-area", minPeople: null, rule: WALK_15 }],
      },
    ],
  },
  {
    ...plainStandard({ cutoffMinutes: 10 }),
    id: "strict-10",
    name: "Strict: 10 minutes on foot",
    names: { "zh-Hans": "从严：步行10分钟" },
    source: "A stricter comparison, not an official rule.",
    date: "2024-10-01",
  },
];

const CENTIMETRES_PER_KM = 100_000;
const CENTIMETRES_PER_METRE = 100;
const MINUTES_PER_HOUR = 60;

/** More than the rounding of a fraction of a minute, and far less than a centimetre. */
const ROUNDING = 1e-6;

/** A whole number, so that what follows is exact at round figures: 4.6 × 100,000 falls beside 460,000 in binary. */
function centimetresPerHour(speedKmh: number): number {
  return Math.round(speedKmh * CENTIMETRES_PER_KM);
}

/**
 * The cutoff as a budget of whole flat-equivalent centimetres, the unit of all costs: what a search is bounded by and what
 * every comparison uses. 15 minutes at 4.6 km/h are 115,000 cm.
 */
export function cutoffCentimetres({ cutoffMinutes, walkingSpeedKmh }: Pace): number {
  return Math.floor((cutoffMinutes * centimetresPerHour(walkingSpeedKmh)) / MINUTES_PER_HOUR + ROUNDING);
}

/** Whole centimetres that a rule allows in its own measure. The walking speed matters to walks only. */
export function limitOf(rule: Rule, walkingSpeedKmh: number): number {
  switch (rule.by) {
    case "walk":
      return cutoffCentimetres({ cutoffMinutes: rule.cutoffMinutes, walkingSpeedKmh });
    case "ride":
      return cutoffCentimetres({ cutoffMinutes: rule.cutoffMinutes, walkingSpeedKmh: rule.speedKmh });
    case "street":
    case "radius":
      return Math.floor(rule.metres * CENTIMETRES_PER_METRE + ROUNDING);
  }
}

/** Walking speed of a group: its own, or the standard's. */
export function speedOf({ groups, walkingSpeedKmh }: Standard, group: string): number {
  return groups.find((rule) => rule.group === group)?.walkingSpeedKmh ?? walkingSpeedKmh;
}

/** Walking speed of the people who are counted: the total's own where the standard gives it one, else the standard's. */
export function speedOfTotal(
  standard: Standard,
  { groups, total }: { readonly groups: readonly { readonly id: string }[]; readonly total: number },
): number {
  return total < 0 ? standard.walkingSpeedKmh : speedOf(standard, groups[total].id);
}

/** Minutes of a flat-equivalent length in centimetres; at most the cutoff exactly where the length is within its budget. */
export function minutesOf(centimetres: number, walkingSpeedKmh: number): number {
  return (centimetres * MINUTES_PER_HOUR) / centimetresPerHour(walkingSpeedKmh);
}

/** Whether a length is known and at most the limit, both in centimetres. The one place that says "at most". */
export function isWithinLimit(centimetres: number, limit: number): boolean {
  return centimetres >= 0 && centimetres <= limit;
}

/** Whether a walk of so many flat-equivalent centimetres is within the cutoff. */
export function isWithin(centimetres: number, pace: Pace): boolean {
  return isWithinLimit(centimetres, cutoffCentimetres(pace));
}

/** Kinds that count in any tier, in the order of words.ts; null for any kind. */
export function kindsOf({ tiers }: Standard): readonly FacilityKind[] | null {
  if (tiers.some(({ kinds }) => kinds === null)) return null;
  return FACILITY_KINDS.filter((kind) => tiers.some(({ kinds }) => kinds?.includes(kind)));
}

/** All rules of a standard, each with the words for where it stands. */
function rulesOf({ tiers }: Standard): { rule: Rule; where: string }[] {
  return tiers.flatMap(({ id, city, countryside, settlements }) => [
    { rule: city, where: `city of tier "${id}"` },
    { rule: countryside, where: `countryside of tier "${id}"` },
    ...settlements.map(({ kind, rule }) => ({ rule, where: `${kind} of tier "${id}"` })),
  ]);
}

/** Whether any rule measures so. */
export function asksFor(standard: Standard, measure: Measure): boolean {
  return rulesOf(standard).some(({ rule }) => rule.by === measure);
}

/** Whether any rule asks for the bicycle network, which is only built for those who need it. */
export function asksForRide(standard: Standard): boolean {
  return asksFor(standard, "ride");
}

/** Date.parse takes 30 February for 2 March. */
function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}

/** What keeps a standard from being used, one sentence each; empty when nothing does. */
export function whatIsWrong(standard: Standard): string[] {
  const { id, date, tiers, walkingSpeedKmh, groups, service, targets } = standard;
  const wrong: string[] = [];
  const refuse = (isRefused: boolean, sentence: string): void => {
    if (isRefused) wrong.push(sentence);
  };
  const isOutside = (value: number, least: number, most: number) => !(value >= least && value <= most);
  const twice = (ids: readonly string[]) => ids.find((one, at) => ids.indexOf(one) !== at);
  refuse(!/^[a-z0-9][a-z0-9-]{0,63}$/.test(id), `The id "${id}" must be 1 to 64 of a–z, 0–9 and -.`);
  refuse(id === PLAIN_ID, `The id "${PLAIN_ID}" stands for the plain question: take another.`);
  refuse(date !== "" && !isDate(date), `The date "${date}" is none: write year, month and day, like 2024-10-01.`);
  refuse(
    isOutside(walkingSpeedKmh, MIN_SPEED_KMH, MAX_WALKING_SPEED_KMH),
    `A walking speed must be ${MIN_SPEED_KMH} to ${MAX_WALKING_SPEED_KMH} km/h, not ${walkingSpeedKmh}.`,
  );
  refuse(tiers.length === 0, "A standard needs at least one tier of facilities.");
  const tierTwice = twice(tiers.map((tier) => tier.id));
  refuse(tierTwice !== undefined, `Two tiers have the id "${tierTwice}": give each its own.`);
  for (const tier of tiers) {
    refuse(tier.kinds?.length === 0, `Tier "${tier.id}" counts no kind of facility: name some, or leave out kinds.`);
    for (const kind of tier.kinds ?? []) {
      refuse(!FACILITY_KINDS.includes(kind), `Tier "${tier.id}": "${kind}" is no kind of facility.`);
    }
    for (const { kind, minPeople } of tier.settlements) {
      refuse(!SETTLEMENT_KINDS.includes(kind), `Tier "${tier.id}": "${kind}" is no kind of settlement.`);
      refuse(minPeople !== null && !(minPeople >= 0), `Tier "${tier.id}": minPeople must be 0 or more.`);
    }
  }
  for (const { rule, where } of rulesOf(standard)) {
    if (rule.by === "street" || rule.by === "radius") {
      refuse(
        !(rule.metres > 0 && rule.metres <= MAX_METRES),
        `The distance for ${where} must be above 0 and at most ${MAX_METRES} m, not ${rule.metres}.`,
      );
      continue;
    }
    refuse(
      !(rule.cutoffMinutes > 0 && rule.cutoffMinutes <= MAX_CUTOFF_MINUTES),
      `The cutoff for ${where} must be above 0 and at most ${MAX_CUTOFF_MINUTES} minutes, not ${rule.cutoffMinutes}.`,
    );
    refuse(
      rule.by === "ride" && isOutside(rule.speedKmh, MIN_SPEED_KMH, MAX_RIDING_SPEED_KMH),
      `The riding speed for ${where} must be ${MIN_SPEED_KMH} to ${MAX_RIDING_SPEED_KMH} km/h.`,
    );
  }
  const groupTwice = twice(groups.map(({ group }) => group));
  refuse(groupTwice !== undefined, `The group "${groupTwice}" has two rules: keep one.`);
  for (const { group, walkingSpeedKmh: own, weight } of groups) {
    refuse(
      own !== null && isOutside(own, MIN_SPEED_KMH, MAX_WALKING_SPEED_KMH),
      `The walking speed of group "${group}" must be ${MIN_SPEED_KMH} to ${MAX_WALKING_SPEED_KMH} km/h, not ${own}.`,
    );
    refuse(isOutside(weight, 0, 1000), `The weight of group "${group}" must be 0 to 1000, not ${weight}.`);
  }
  refuse(
    isOutside(service.yearlyPer1000, 0, 10_000),
    `yearlyPer1000 must be 0 to 10000, not ${service.yearlyPer1000}.`,
  );
  refuse(
    isOutside(service.residentsPerPersonOfBase, 1, 100),
    `residentsPerPersonOfBase must be 1 to 100, not ${service.residentsPerPersonOfBase}.`,
  );
  refuse(
    service.yearlyPerStaff !== null && !(service.yearlyPerStaff > 0),
    `yearlyPerStaff must be above 0, or null when it is unknown.`,
  );
  for (const { year, share } of targets) {
    refuse(isOutside(share, 0, 1), `The target for ${year} must be a share of 0 to 1, not ${share}.`);
  }
  const yearTwice = twice(targets.map(({ year }) => `${year}`));
  refuse(yearTwice !== undefined, `Two targets are for the year ${yearTwice}: keep one.`);
  return wrong;
}

/** @throws with a sentence when a group of the standard is none of these ids (those of a territory) */
export function refuseUnknownGroups({ groups }: Standard, ids: readonly string[]): void {
  const unknown = groups.find(({ group }) => !ids.includes(group));
  if (unknown === undefined) return;
  const known = ids.length === 0 ? "none is loaded" : `there are ${ids.join(", ")}`;
  throw new Error(
    `The standard has a rule for the group "${unknown.group}", but ${known}: change the rule or load the group.`,
  );
}
