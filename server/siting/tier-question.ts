/**
 * Siting for a standard that asks for several tiers at once, a station and a market say: people count as covered when a site
 * of each tier covers them. What is asked, and the smaller question with the same best answers that the methods work on.
 *
 * A place to be covered by one tier is a *spot*; whoever lives at a point needs its spots in all tiers in which existing sites
 * leave it out. Points with the same needs become one *demand*, and candidates that cover the spots of another of their tier
 * for no more money replace it (reduce.ts, in which the spots of two tiers never mix).
 */
import { type CoverageQuestion, coverageQuestion, type Reach } from "./question.ts";
import { reduce } from "./reduce.ts";
import { pick, type Rows, rowsOf, transpose } from "./rows.ts";

const NONE = -1;

export interface Tier {
  /** Candidates of this tier × points; the points are the same in all tiers. */
  readonly reach: Reach;
  /** Candidates that stand already and stay. */
  readonly existing: Int32Array;
  /** At most so many new sites of this tier; null: the other limits decide. */
  readonly mostSites: number | null;
  /** Of each candidate, in the unit of the budget; null without one. */
  readonly cost: Float64Array | null;
}

export interface TierQuestion {
  /** Of each point, 0 or more. */
  readonly weight: Float64Array;
  readonly tiers: readonly Tier[];
  /** At most so many new sites in all; null: the tiers' own limits. */
  readonly mostSites: number | null;
  /** Money for the new sites of all tiers; null without. */
  readonly budget: number | null;
}

/** Refuses what makes no sense. */
export function checkTiers({ weight, tiers, mostSites, budget }: TierQuestion): void {
  if (tiers.length < 2) throw new Error(`Siting in tiers needs two or more, not ${tiers.length}.`);
  const amount = budget ?? Number.POSITIVE_INFINITY;
  if (!(amount >= 0)) throw new Error(`The budget must be 0 or more, not ${budget}.`);
  for (const [t, tier] of tiers.entries()) {
    if (budget !== null && tier.cost === null) throw new Error(`Tier ${t} has no costs, but there is a budget.`);
    const limit = tier.mostSites ?? mostSites;
    if (limit === null && budget === null) throw new Error(`Tier ${t} needs a number of sites, or all tiers a budget.`);
    coverageQuestion({
      byCandidate: tier.reach.byCandidate,
      reach: tier.reach,
      weight,
      mostSites: limit,
      budget: tier.cost === null || budget === null ? null : { amount: budget, cost: tier.cost },
    });
  }
}

/** What the methods work on: new sites only, of all tiers in one list, tier after tier. */
export interface TierPart {
  /** Candidates × spots; a spot belongs to one tier, so a candidate covers spots of its own only. */
  readonly byCandidate: Rows;
  readonly bySpot: Rows;
  /** For each demand the spots that it needs, one in each tier that it lacks. */
  readonly needs: Rows;
  /** For each spot the demands that need it. */
  readonly needers: Rows;
  /** Of each demand. */
  readonly weight: Float64Array;
  readonly tierOf: Uint8Array;
  /** Numbers of the candidates in their tiers. */
  readonly candidateOf: Int32Array;
  readonly mostOfTier: readonly number[];
  readonly mostSites: number;
  /** Money, and what each candidate costs; null without a budget. */
  readonly budget: { readonly amount: number; readonly cost: Float64Array } | null;
  /** Weight that the existing sites cover in all tiers. */
  readonly covered: number;
}

/** The smaller question. Exact: what its best answer covers, and `covered`, is the best of the whole. */
export function tierPart({ weight, tiers, mostSites, budget }: TierQuestion): TierPart {
  const points = weight.length;
  // How many tiers cover each point already, and how many could in the end.
  const now = new Uint8Array(points);
  const possible = new Uint8Array(points);
  const isServed = tiers.map(({ reach, existing }) => {
    const served = new Uint8Array(points);
    const { first, items } = reach.byCandidate;
    for (const site of existing) for (let k = first[site]; k < first[site + 1]; k++) served[items[k]] = 1;
    for (let i = 0; i < points; i++) {
      now[i] += served[i];
      if (served[i] === 1 || reach.byPoint.first[i + 1] > reach.byPoint.first[i]) possible[i]++;
    }
    return served;
  });
  let covered = 0;
  for (let i = 0; i < points; i++) if (now[i] === tiers.length) covered += weight[i];

  const candidateOf: number[] = [];
  const tierOf: number[] = [];
  const costs: number[] = [];
  const lists: Rows[] = [];
  const spotOf: Int32Array[] = [];
  let spots = 0;
  for (const [t, tier] of tiers.entries()) {
    const open = weight.map((each, i) => (isServed[t][i] === 0 && possible[i] === tiers.length ? each : 0));
    const question: CoverageQuestion = {
      ...{ reach: tier.reach, weight: open, existing: tier.existing, mostSites: 0 },
      ...{ movable: null, conflicts: null, floors: null, capacity: null },
      budget: tier.cost === null || budget === null ? null : { amount: budget, cost: tier.cost },
    };
    const small = reduce(question);
    const from = spots;
    spotOf.push(small.pointTo.map((to) => (to === NONE ? NONE : to + from)));
    const { byCandidate } = small.question.reach;
    lists.push({ ...byCandidate, items: byCandidate.items.map((spot) => spot + from) });
    spots += small.question.weight.length;
    for (const candidate of small.candidateOf) {
      candidateOf.push(candidate);
      tierOf.push(t);
      costs.push(tier.cost?.[candidate] ?? 0);
    }
  }
  const byCandidate = joined(lists);
  const { needs, weights } = demandsOf(weight, (i) => possible[i] === tiers.length && now[i] < tiers.length, spotOf);
  const most = mostSites ?? candidateOf.length;
  return {
    byCandidate,
    bySpot: transpose(byCandidate, spots),
    needs,
    needers: transpose(needs, spots),
    weight: weights,
    tierOf: Uint8Array.from(tierOf),
    candidateOf: Int32Array.from(candidateOf),
    mostOfTier: tiers.map((tier) => Math.min(tier.mostSites ?? most, most)),
    mostSites: most,
    budget: budget === null ? null : { amount: budget, cost: Float64Array.from(costs) },
    covered,
  };
}

/** The part with these candidates only; spots and demands keep their numbers, so prices hold. */
export function withCandidates(part: TierPart, isNeeded: Uint8Array): TierPart {
  const kept = Int32Array.from(isNeeded.keys()).filter((c) => isNeeded[c] === 1);
  const spots = part.bySpot.count;
  const byCandidate = pick(
    part.byCandidate,
    kept,
    Int32Array.from({ length: spots }, (_, q) => q),
  );
  const { budget } = part;
  return {
    ...part,
    byCandidate,
    bySpot: transpose(byCandidate, spots),
    tierOf: Uint8Array.from(kept, (c) => part.tierOf[c]),
    candidateOf: Int32Array.from(kept, (c) => part.candidateOf[c]),
    budget: budget && { amount: budget.amount, cost: Float64Array.from(kept, (c) => budget.cost[c]) },
  };
}

/** Weight covered in all tiers by the existing and these new sites, added up afresh. */
export function coveredByTiers(
  { weight, tiers }: TierQuestion,
  sites: readonly { readonly tier: number; readonly candidate: number }[],
): number {
  const times = new Uint8Array(weight.length);
  for (const [t, { reach, existing }] of tiers.entries()) {
    const { first, items } = reach.byCandidate;
    const mine = sites.filter(({ tier }) => tier === t).map(({ candidate }) => candidate);
    for (const site of [...existing, ...mine])
      for (let k = first[site]; k < first[site + 1]; k++) if (times[items[k]] === t) times[items[k]] = t + 1;
  }
  let sum = 0;
  for (let i = 0; i < weight.length; i++) if (times[i] === tiers.length) sum += weight[i];
  return sum;
}

/** Points with the same needs become one demand. */
function demandsOf(weight: Float64Array, isOpen: (i: number) => boolean, spotOf: readonly Int32Array[]) {
  const numberOf = new Map<string, number>();
  const lists: number[][] = [];
  const weights: number[] = [];
  for (let i = 0; i < weight.length; i++) {
    if (weight[i] === 0 || !isOpen(i)) continue;
    const spots = spotOf.map((to) => to[i]).filter((spot) => spot !== NONE);
    const key = spots.join(" ");
    const demand = numberOf.get(key);
    if (demand === undefined) {
      numberOf.set(key, lists.length);
      lists.push(spots);
      weights.push(weight[i]);
    } else weights[demand] += weight[i];
  }
  return { needs: rowsOf(lists), weights: Float64Array.from(weights) };
}

/** Rows of several lists of rows, one after another. */
function joined(lists: readonly Rows[]): Rows {
  const count = lists.reduce((sum, rows) => sum + rows.count, 0);
  const first = new Int32Array(count + 1);
  const items = new Int32Array(lists.reduce((sum, rows) => sum + rows.items.length, 0));
  let row = 0;
  let at = 0;
  for (const rows of lists) {
    for (let r = 0; r < rows.count; r++) first[++row] = at + rows.first[r + 1];
    items.set(rows.items, at);
    at += rows.items.length;
  }
  return { count, first, items };
}
