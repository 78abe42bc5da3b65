/**
 * From a territory, a question of a standard and a request to the question of coverage that the kernels solve. Candidate 0
 * stands for all existing facilities that stay: it covers whoever is covered already. Then come the sites, then the movable
 * facilities. Points are the demand points of each class of weights (weights.ts), one class after another.
 *
 * Where each tier is needed, a point can only gain if a new facility meets all the tiers that are not met yet. When one site
 * would have to meet several and two sites could share them, the pairs here say less than is possible; `relaxed` then
 * says more than is possible, and bounds are taken from it.
 */
import type { SitingRequest } from "../api/siting-messages.ts";
import { countingFacilities } from "../counting.ts";
import { districtLevel, type Way } from "../nearness.ts";
import { NONE } from "../network/network.ts";
import { reachedAt, reachOf, rulesAt, WAY_OF } from "../reach.ts";
import { asksForRide, limitOf, type Question, type Tier } from "../standard.ts";
import type { Facilities, Territory } from "../territory.ts";
import { costsBy, MOST_PAIRS } from "./costs.ts";
import { type CostRows, Growing } from "./instance.ts";
import type { CoverageQuestion, Reach, Watch } from "./question.ts";
import { tiersOf } from "./refusals.ts";
import { SitingRefused } from "./refused.ts";
import { type Rows, transpose } from "./rows.ts";
import { type Ground, type Sites, sitesOf } from "./sites.ts";
import { blockedBy, spacingPairs } from "./spacing.ts";
import { plainClass, type WeightClass } from "./weights.ts";

/** What is decided before any pair is looked for. */
export interface Setup {
  readonly ground: Ground;
  readonly question: Question;
  readonly request: SitingRequest;
  readonly sites: Sites;
  /** Candidates before spacing dropped some. */
  readonly asked: number;
  /** Rows of movable facilities, ascending. */
  readonly movable: readonly number[];
  /** Of each tier, rows of facilities that count, movable ones not among them. */
  readonly staying: readonly (readonly number[])[];
  /** Of each tier, whether a new facility counts in it. */
  readonly isNewIn: readonly boolean[];
  /** Pairs of home and site that may be held at once. */
  readonly mostPairs: number;
}

/** @throws SitingRefused */
export function setUp(
  ground: Ground,
  question: Question,
  request: SitingRequest,
  mostPairs: number = MOST_PAIRS,
): Setup {
  const { territory } = ground;
  const { standard, circumstances } = question;
  const isNewIn = tiersOf(standard, request);
  const counting = standard.tiers.map(({ kinds }) => countingFacilities(territory, kinds, circumstances.hours));
  const movable = movableRows(territory.facilities, request, new Set(counting.flat()));
  const isMovable = new Set(movable);
  const staying = counting.map((rows) => rows.filter((row) => !isMovable.has(row)));
  const all = sitesOf(ground, request, {
    withRides: asksForRide(standard),
    ownDistrictOnly: circumstances.ownDistrictOnly,
  });
  const standing = [...new Set(staying.flat())];
  const sites = request.spacingMetres === undefined ? all : awayFrom(all, territory, standing, request.spacingMetres);
  return { ground, question, request, sites, asked: all.count, movable, staying, isNewIn, mostPairs };
}

/** @throws SitingRefused for one that is not there, or that does not count */
function movableRows({ id }: Facilities, { movable }: SitingRequest, counting: ReadonlySet<number>): number[] {
  const rows = (movable?.facilityIds ?? []).map((asked, n) => {
    const row = id.indexOf(asked);
    const pointer = `/movable/facilityIds/${n}`;
    if (row === NONE) throw new SitingRefused(pointer, `names no facility: ${asked}`);
    if (!counting.has(row))
      throw new SitingRefused(
        pointer,
        `names a facility that does not count under this question, so moving it gains nothing: ${asked}`,
      );
    return row;
  });
  return [...new Set(rows)].sort((a, b) => a - b);
}

/** Sites that stand at least so far from these facilities. */
function awayFrom(sites: Sites, { facilities }: Territory, rows: readonly number[], metres: number): Sites {
  const [lon, lat] = [facilities.lon, facilities.lat].map((column) => Float64Array.from(rows, (row) => column[row]));
  const isBlocked = blockedBy(sites.lon, sites.lat, lon, lat, metres);
  return sites.only(Int32Array.from(isBlocked.keys()).filter((site) => isBlocked[site] === 0));
}

/** A question of coverage, and how its numbers are read. */
export interface Asked {
  readonly question: CoverageQuestion;
  /** The same with pairs that say more than is possible; null where the pairs are exact. */
  readonly relaxed: CoverageQuestion | null;
  /** Number of the first site among the candidates; the first movable facility comes after the last site. */
  readonly firstSite: number;
  /** Sites that add anybody to those who are covered already. */
  readonly used: number;
}

/** Limits that the request sets, in the order of candidates. */
type Limits = Pick<CoverageQuestion, "existing" | "movable" | "mostSites" | "budget" | "conflicts" | "floors">;

/** @throws SitingRefused, TooManyPairs */
export function askCoverage(setup: Setup, classes: readonly WeightClass[], watch: Watch): Asked {
  const { sites, movable, ground } = setup;
  const { demand } = ground.territory;
  const candidateCount = 1 + sites.count + movable.length;
  const met = metBy(setup, classes);
  const pairs = pairsOf(setup, classes, met, { homes: Int32Array.from({ length: demand.count }, (_, p) => p), watch });
  const weight = new Float64Array(classes.length * demand.count);
  classes.forEach((each, c) => {
    weight.set(each.weight, c * demand.count);
  });
  const limits = limitsOf(setup, candidateCount, classes.length);
  const question: CoverageQuestion = {
    ...limits,
    reach: reachOfRows(pairs.exact, candidateCount),
    weight,
    capacity: null,
  };
  const relaxed = pairs.relaxed === null ? null : { ...question, reach: reachOfRows(pairs.relaxed, candidateCount) };
  const { first } = (relaxed ?? question).reach.byCandidate;
  let used = 0;
  for (let j = 1; j <= sites.count; j++) if (first[j + 1] > first[j]) used++;
  return { question, relaxed, firstSite: 1, used };
}

/** Both sides of the pairs, each row ascending. */
export function reachOfRows(byPoint: Rows, candidateCount: number): Reach {
  const byCandidate = transpose(byPoint, candidateCount);
  return { byCandidate, byPoint: transpose(byCandidate, byPoint.count) };
}

/** Of each class and tier: 1 where facilities that stay meet it. */
export function metBy({ ground, question, staying }: Setup, classes: readonly WeightClass[]): Uint8Array[][] {
  const { territory, tools } = ground;
  const rowsOfTier = new Map(question.standard.tiers.map((tier, t) => [tier, staying[t]]));
  const reach = reachOf(territory, tools, question, territory.demand, (tier) => rowsOfTier.get(tier) ?? []);
  return classes.map(({ walkingSpeedKmh }) => reach.map((tier) => reachedAt(tier, walkingSpeedKmh)));
}

/** A tier with the rule of each demand point. */
export interface RuledTier {
  readonly tier: Tier;
  /** By what each demand point goes. */
  readonly way: readonly Way[];
  /** Of each class, centimetres allowed at each demand point. */
  readonly limit: readonly Int32Array[];
  /** Index into `way` and limits of each demand point. */
  readonly rule: Uint8Array;
  /** Of each candidate after 0: whether it counts in this tier. */
  readonly counts: Uint8Array;
}

export function ruledTiers(
  { ground, question, sites, movable, isNewIn }: Setup,
  classes: readonly WeightClass[],
): RuledTier[] {
  const { territory } = ground;
  return question.standard.tiers.map((tier, t) => {
    const { rules, rule } = rulesAt(tier, territory, territory.demand);
    const counts = new Uint8Array(sites.count + movable.length).fill(Number(isNewIn[t]), 0, sites.count);
    movable.forEach((row, n) => {
      const isIn = tier.kinds === null || tier.kinds.includes(territory.facilities.kind[row]);
      counts[sites.count + n] = Number(isIn);
    });
    return {
      tier,
      way: rules.map(({ by }) => WAY_OF[by]),
      limit: classes.map(({ walkingSpeedKmh }) => Int32Array.from(rules, (one) => limitOf(one, walkingSpeedKmh))),
      rule,
      counts,
    };
  });
}

interface MeetingAsked {
  readonly tiers: readonly RuledTier[];
  readonly classes: readonly WeightClass[];
  /** Demand points that are asked about, ascending. */
  readonly homes: Int32Array;
  readonly watch: Watch;
  /** Tiers in which somebody new is looked for at a demand point of a class. */
  wanted(c: number, p: number): readonly number[];
}

/** Finds the sites (rows of `everybody`) that meet a tier at a demand point of a class, where that was wanted. */
export function meetingOf(
  setup: Setup,
  everybody: Sites,
  { tiers, classes, homes, wanted, watch }: MeetingAsked,
): (t: number, c: number, p: number) => number[] {
  const { territory } = setup.ground;
  const { demand } = territory;
  const most = new Map<Way, Int32Array>();
  for (let c = 0; c < classes.length; c++) {
    for (const p of homes) {
      for (const t of wanted(c, p)) {
        const { way, rule, limit } = tiers[t];
        const ofWay = most.get(way[rule[p]]) ?? new Int32Array(demand.count).fill(NONE);
        most.set(way[rule[p]], ofWay);
        ofWay[p] = Math.max(ofWay[p], limit[c][rule[p]]);
      }
    }
  }
  const { mostPairs } = setup;
  const costs = new Map<Way, CostRows>();
  for (const [way, ofWay] of most) costs.set(way, costsBy(setup.ground, everybody, way, ofWay, { watch, mostPairs }));
  const level = setup.question.circumstances.ownDistrictOnly ? districtLevel(territory) : NONE;
  const isOwn = (p: number, j: number) => level === NONE || demand.area[level][p] === everybody.district?.[j];
  return (t, c, p) => {
    const { way, rule, limit, counts } = tiers[t];
    const rows = costs.get(way[rule[p]]);
    const found: number[] = [];
    for (let k = rows?.first[p] ?? 0; rows !== undefined && k < rows.first[p + 1]; k++) {
      const j = rows.items[k];
      if (counts[j] === 1 && rows.costs[k] <= limit[c][rule[p]] && isOwn(p, j)) found.push(j);
    }
    return found;
  };
}

/** Which candidates cover each of these demand points in each class, class after class; those who are covered already by candidate 0 alone. */
export function pairsOf(
  setup: Setup,
  classes: readonly WeightClass[],
  met: readonly (readonly Uint8Array[])[],
  { homes, watch }: Pick<MeetingAsked, "homes" | "watch">,
): { exact: Rows; relaxed: Rows | null } {
  const { need } = setup.question.standard;
  const tiers = ruledTiers(setup, classes);
  const isOpen = tiers.map(({ counts }) => counts.includes(1));
  /** Tiers that somebody new has to meet (each of them, or any), or null where nothing can be gained. */
  const wanted = (c: number, p: number): readonly number[] | null => {
    if (classes[c].weight[p] === 0) return null;
    const unmet = tiers.flatMap((_, t) => (met[c][t][p] === 0 ? [t] : []));
    if (need === "any") return unmet.length < tiers.length ? [] : unmet;
    return unmet.every((t) => isOpen[t]) ? unmet : null;
  };
  const everybody = withMovable(setup);
  const open = (c: number, p: number) => wanted(c, p)?.filter((t) => isOpen[t]) ?? [];
  const meeting = meetingOf(setup, everybody, { tiers, classes, homes, wanted: open, watch });
  const exact = new RowsByPoint(classes.length * homes.length);
  // Only tiers that are all needed can be shared among sites.
  const relaxed = need === "all" && tiers.length > 1 ? new RowsByPoint(classes.length * homes.length) : null;
  let isExact = true;
  const meets = new Int32Array(everybody.count);
  for (let c = 0; c < classes.length; c++) {
    for (const p of homes) {
      const asked = wanted(c, p);
      if (asked !== null && asked.length === 0) {
        exact.push(0);
        relaxed?.push(0);
      }
      if (asked?.length === 1) {
        // Whoever meets the one tier covers the point, and nobody else could.
        for (const j of meeting(asked[0], c, p)) {
          exact.push(1 + j);
          relaxed?.push(1 + j);
        }
        exact.end();
        relaxed?.end();
        continue;
      }
      const found: number[] = [];
      let fewest: number[] | null = null;
      for (const t of asked ?? []) {
        const ofTier = meeting(t, c, p);
        for (const j of ofTier) if (meets[j]++ === 0) found.push(j);
        if (fewest === null || ofTier.length < fewest.length) fewest = ofTier;
      }
      const needed = need === "any" ? 1 : (asked?.length ?? 0);
      let covering = 0;
      for (const j of found) {
        if (meets[j] >= needed) {
          exact.push(1 + j);
          covering++;
        }
      }
      for (const j of found) meets[j] = 0;
      const others = need === "any" || needed <= 1 ? found : (fewest ?? []);
      for (const j of others) relaxed?.push(1 + j);
      if (others.length > covering) isExact = false;
      exact.end();
      relaxed?.end();
    }
  }
  return { exact: exact.done(), relaxed: isExact || relaxed === null ? null : relaxed.done() };
}

/** Sites, and after them the movable facilities where they stand. */
function withMovable({ ground, question, sites, movable }: Setup): Sites {
  if (movable.length === 0) return sites;
  const { facilities } = ground.territory;
  const level = question.circumstances.ownDistrictOnly ? districtLevel(ground.territory) : NONE;
  return sites.with(facilities, movable, level);
}

export class RowsByPoint {
  readonly #first: Int32Array;
  readonly #items = new Growing();
  #row = 0;

  constructor(count: number) {
    this.#first = new Int32Array(count + 1);
  }

  push(item: number): void {
    this.#items.push(item);
  }

  end(): void {
    this.#first[++this.#row] = this.#items.size;
  }

  done(): Rows {
    return { count: this.#first.length - 1, first: this.#first, items: this.#items.done() };
  }
}

function limitsOf(setup: Setup, candidateCount: number, classCount: number): Limits {
  const { request, sites, movable, ground } = setup;
  const { goal } = request;
  const { territory } = ground;
  const firstMovable = 1 + sites.count;
  return {
    existing: Int32Array.of(0),
    movable:
      movable.length === 0
        ? null
        : {
            sites: Int32Array.from(movable, (_, n) => firstMovable + n),
            cost: new Float64Array(movable.length).fill(request.movable?.cost ?? 0),
          },
    mostSites: goal.type === "fewest-sites" ? sites.count : (goal.sites ?? null),
    budget: goal.type === "most-people-in-budget" ? budgetOf(setup, goal.budget, candidateCount) : null,
    conflicts: conflictsOf(setup, candidateCount),
    floors: floorsOf(territory, request, classCount),
  };
}

/** @throws SitingRefused for a site without a cost, where there is a budget */
export function refuseUnknownCosts({ request, sites }: Setup): void {
  const unknown = sites.cost.findIndex((cost) => Number.isNaN(cost));
  if (unknown !== NONE) {
    const where = request.candidates?.type === "places" ? ` (${sites.name(unknown).name} has none)` : "";
    throw new SitingRefused("/costPerSite", `is needed for a budget where a site states no cost${where}`);
  }
}

function budgetOf({ sites }: Setup, amount: number, candidateCount: number): CoverageQuestion["budget"] {
  const cost = new Float64Array(candidateCount);
  cost.set(sites.cost, 1);
  return { amount, cost };
}

function conflictsOf({ request, sites, movable, ground }: Setup, candidateCount: number): Rows | null {
  if (request.spacingMetres === undefined) return null;
  const { facilities } = ground.territory;
  const lon = Float64Array.from([...sites.lon, ...movable.map((row) => facilities.lon[row])]);
  const lat = Float64Array.from([...sites.lat, ...movable.map((row) => facilities.lat[row])]);
  const near = spacingPairs(lon, lat, request.spacingMetres);
  const first = new Int32Array(candidateCount + 1);
  first.set(near.first, 1);
  return { count: candidateCount, first, items: near.items.map((j) => j + 1) };
}

/** @throws SitingRefused where the territory has no such level */
function floorsOf(territory: Territory, { floor }: SitingRequest, classCount: number): CoverageQuestion["floors"] {
  if (floor === undefined) return null;
  const level = territory.levels.indexOf(floor.level);
  if (level === NONE)
    throw new SitingRefused(
      "/floor/level",
      `names no level of this territory: "${floor.level}"; there are ${territory.levels.join(", ")}`,
    );
  const { areas, demand } = territory;
  const area = new Int32Array(classCount * demand.count);
  for (let c = 0; c < classCount; c++) area.set(demand.area[level], c * demand.count);
  return { area, share: Float64Array.from(areas.level, (each) => (each === floor.level ? floor.share : 0)) };
}

/** People of the total, each once, at the speed of the total. */
export function askPlainCoverage(setup: Setup, watch: Watch): Asked {
  return askCoverage(setup, [plainClass(setup.ground.territory, setup.question.standard)], watch);
}
