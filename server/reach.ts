/**
 * Reach: who can get to what, before capacity. For every place (a demand point, or a settlement's own point) the rule that
 * holds there, what the nearest facility costs in the measure of that rule, and what the rule allows.
 */
import { countingFacilities } from "./counting.ts";
import type { Tools, Way } from "./nearness.ts";
import { NONE } from "./network/network.ts";
import type { Nearest } from "./network/search.ts";
import type { Membership } from "./settlements.ts";
import { isWithinLimit, limitOf, MEASURES, type Question, type Rule, speedOfTotal, type Tier } from "./standard.ts";
import type { Origins, Territory } from "./territory.ts";
import { PLACE_KINDS } from "./words.ts";

/** One tier, by place. */
export interface Reach {
  readonly tier: Tier;
  /** All rules of the tier: city, countryside, then those of its settlements. */
  readonly rules: readonly Rule[];
  /** Index into `rules` of the one that holds at the place. */
  readonly rule: Uint8Array;
  /** Centimetres, in the measure of the place's rule, to the nearest facility that counts and is allowed; NONE without. */
  readonly cost: Float64Array;
  /** Row of that facility, or NONE; ties go to the lower row. */
  readonly facility: Int32Array;
  /** Centimetres (≤) that the rule allows at the walking speed of the total. */
  readonly limit: Int32Array;
  /** Index into MEASURES. */
  readonly measure: Uint8Array;
}

/** Which facilities may be used: a stage that takes one restriction away names other ones. */
export type AllowedRows = (tier: Tier) => readonly number[];

/** By what the nearest facility is found under each kind of rule. */
export const WAY_OF: Readonly<Record<Rule["by"], Way>> = {
  walk: "foot",
  street: "foot",
  ride: "bicycle",
  radius: "straight",
};

/**
 * Reach of each tier of the standard.
 * @param origins demand points, or settlements
 * @param allowed rows of facilities of each tier; left out: those that count (counting.ts)
 * @throws when a rule asks for rides and the territory has no bicycle network
 */
export function reachOf(
  territory: Territory,
  tools: Tools,
  { standard, circumstances }: Question,
  origins: Origins,
  allowed: AllowedRows = ({ kinds }) => countingFacilities(territory, kinds, circumstances.hours),
): readonly Reach[] {
  const walkingSpeedKmh = speedOfTotal(standard, territory);
  return standard.tiers.map((tier) => {
    const { rules, rule } = rulesAt(tier, territory, origins);
    const limits = rules.map((one) => limitOf(one, walkingSpeedKmh));
    const measures = rules.map(({ by }) => MEASURES.indexOf(by));
    const rows = allowed(tier);
    const nearest = (way: Way) =>
      tools.nearest(territory, origins, { way, rows, ownDistrictOnly: circumstances.ownDistrictOnly });
    return {
      tier,
      rules,
      rule,
      ...costs(rules, rule, nearest),
      limit: looked(new Int32Array(rule.length), rule, limits),
      measure: looked(new Uint8Array(rule.length), rule, measures),
    };
  });
}

/** Fills a column with what stands in the table for each index. */
function looked<Column extends Int32Array | Uint8Array>(column: Column, index: Uint8Array, table: number[]): Column {
  for (let p = 0; p < column.length; p++) column[p] = table[index[p]];
  return column;
}

/** The rule of each place: that of a settlement which it lies in (the first that matches), else by the kind of place. */
export function rulesAt(
  tier: Tier,
  territory: Territory,
  origins: Pick<Origins, "count" | "place" | keyof Membership>,
): Pick<Reach, "rules" | "rule"> {
  const { settlements } = territory;
  const rules = [tier.city, tier.countryside, ...tier.settlements.map(({ rule }) => rule)];
  const rule = new Uint8Array(origins.count);
  const countryside = PLACE_KINDS.indexOf("countryside");
  for (let p = 0; p < origins.count; p++) if (origins.place[p] === countryside) rule[p] = 1;
  if (tier.settlements.length === 0) return { rules, rule };
  /** By settlement the index of its rule, or NONE. */
  const ofSettlement = Array.from({ length: settlements.count }, (_, s) => {
    const found = tier.settlements.findIndex(({ kind, minPeople }) => {
      return settlements.kind[s] === kind && (minPeople === null || (settlements.people[s] ?? 0) >= minPeople);
    });
    return found === NONE ? NONE : 2 + found;
  });
  const { firstSettlement, inSettlement } = origins;
  for (let p = 0; p < origins.count; p++) {
    let first = NONE;
    for (let k = firstSettlement[p]; k < firstSettlement[p + 1]; k++) {
      const found = ofSettlement[inSettlement[k]];
      if (found !== NONE && (first === NONE || found < first)) first = found;
    }
    if (first !== NONE) rule[p] = first;
  }
  return { rules, rule };
}

/** Costs of each place by the way of its rule. Where all go one way, its columns are taken as they are. */
function costs(
  rules: readonly Rule[],
  rule: Uint8Array,
  nearest: (way: Way) => Nearest,
): Pick<Reach, "cost" | "facility"> {
  const isUsed = new Uint8Array(rules.length);
  for (const index of rule) isUsed[index] = 1;
  const wayOf = rules.map(({ by }) => WAY_OF[by]);
  const ways = new Set(wayOf.filter((_, index) => isUsed[index] === 1));
  const [only = wayOf[0]] = ways;
  if (ways.size <= 1) return nearest(only);
  const cost = new Float64Array(rule.length);
  const facility = new Int32Array(rule.length);
  for (const way of ways) {
    const found = nearest(way);
    for (let p = 0; p < rule.length; p++) {
      if (wayOf[rule[p]] !== way) continue;
      cost[p] = found.cost[p];
      facility[p] = found.facility[p];
    }
  }
  return { cost, facility };
}

/** 1 for each place that the tier serves when people walk at this speed. */
export function reachedAt({ rules, rule, cost }: Reach, walkingSpeedKmh: number): Uint8Array {
  const limits = rules.map((one) => limitOf(one, walkingSpeedKmh));
  const reached = new Uint8Array(rule.length);
  for (let p = 0; p < rule.length; p++) if (isWithinLimit(cost[p], limits[rule[p]])) reached[p] = 1;
  return reached;
}

/** 1 for each place where one of the tiers ("any") or each of them ("all") is within its rule at this walking speed. */
export function reachedByNeed(tiers: readonly Reach[], need: "any" | "all", walkingSpeedKmh: number): Uint8Array {
  const [first, ...others] = tiers.map((tier) => reachedAt(tier, walkingSpeedKmh));
  for (const other of others) {
    for (let p = 0; p < first.length; p++) {
      if (need === "any") first[p] |= other[p];
      else first[p] &= other[p];
    }
  }
  return first;
}

/**
 * The walk to the nearest facility that counts, for display, whatever the rules measure. Where each tier is needed it is the longest
 * of the walks to the nearest of each, and none where one of them cannot be walked to.
 */
export function walkCost(territory: Territory, tools: Tools, question: Question, origins: Origins): Nearest {
  const { standard, circumstances } = question;
  const rowsOf = standard.tiers.map(({ kinds }) => countingFacilities(territory, kinds, circumstances.hours));
  const { ownDistrictOnly } = circumstances;
  const walk = (rows: readonly number[]) => tools.nearest(territory, origins, { way: "foot", rows, ownDistrictOnly });
  const [only, ...others] = rowsOf;
  if (others.length === 0) return walk(only);
  if (standard.need === "any") return walk([...new Set(rowsOf.flat())].sort((a, b) => a - b));
  return rowsOf.map(walk).reduce(longer);
}

function longer(a: Nearest, b: Nearest): Nearest {
  const isB = a.cost.map((cost, p) => (cost !== NONE && (b.cost[p] === NONE || b.cost[p] > cost) ? 1 : 0));
  return {
    cost: a.cost.map((cost, p) => (isB[p] === 1 ? b.cost[p] : cost)),
    metres: a.metres.map((metres, p) => (isB[p] === 1 ? b.metres[p] : metres)),
    facility: a.facility.map((facility, p) => (isB[p] === 1 ? b.facility[p] : facility)),
  };
}
