/**
 * From a territory, a question of a standard and a request to the question of coverage that the kernels of one goal solve.
 * Candidate 0 stands for all existing facilities: it covers whoever is covered already. Then come the sites. Points are the
 * demand points of each class of weights (weights.ts), one class after another.
 *
 * That is for requests in which one site covers a point by itself, and whose only limits are a number, a budget and a
 * spacing; all others go by ask-joint.ts (`isPlain`).
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
import { isTogether, tiersOf } from "./refusals.ts";
import { SitingRefused } from "./refused.ts";
import { type Rows, transpose } from "./rows.ts";
import { type Ground, type Sites, sitesOf } from "./sites.ts";
import { blockedBy, spacingPairs } from "./spacing.ts";
import { classesOf, isWeighted, plainClass, type WeightClass } from "./weights.ts";

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
  const standing = standingRows(staying);
  // Of two kinds each keeps its distance from its own (ask-joint.ts).
  const isSpaced = request.spacingMetres !== undefined && !isTogether(request);
  const sites = isSpaced ? awayFrom(all, territory, standing, request.spacingMetres ?? 0) : all;
  return { ground, question, request, sites, asked: all.count, movable, staying, isNewIn, mostPairs };
}

/** Facilities that count in any tier and stay, ascending. */
export function standingRows(staying: Setup["staying"]): number[] {
  return [...new Set(staying.flat())].sort((a, b) => a - b);
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

/** A question of coverage. Candidate 1 + n is site n. */
export interface Asked {
  readonly question: CoverageQuestion;
  /** Sites that add anybody to those who are covered already. */
  readonly used: number;
}

/**
 * Whether one site covers a point by itself, and the request sets no limits but a number, a budget and, for coverage, a spacing:
 * what the kernels of one goal solve at any size.
 */
export function isPlain({ question, request, isNewIn }: Setup): boolean {
  const { goal, floor, movable, spacingMetres } = request;
  if (floor !== undefined || movable !== undefined || isTogether(request)) return false;
  if (goal.type === "least-mean-walk" || goal.type === "least-worst-walk") return spacingMetres === undefined;
  return question.standard.need === "any" || isNewIn.filter((isNew) => isNew).length === 1;
}

/**
 * Of a request that is plain. Of others these are pairs that say at least what is possible, for bounds: movable facilities come
 * after the sites, and of several tiers that different sites may meet the harder one alone counts.
 * @throws SitingRefused, TooManyPairs
 */
export function askCoverage(setup: Setup, classes: readonly WeightClass[], watch: Watch): Asked {
  const { request, sites, movable, ground } = setup;
  const { demand } = ground.territory;
  const { goal } = request;
  const candidateCount = 1 + sites.count + movable.length;
  const homes = Int32Array.from({ length: demand.count }, (_, p) => p);
  const reach = reachOfRows(pairsOf(setup, classes, metBy(setup, classes), { homes, watch }), candidateCount);
  const weight = new Float64Array(classes.length * demand.count);
  classes.forEach((each, c) => {
    weight.set(each.weight, c * demand.count);
  });
  const { first } = reach.byCandidate;
  let used = 0;
  for (let j = 1; j <= sites.count; j++) if (first[j + 1] > first[j]) used++;
  const question: CoverageQuestion = {
    reach,
    weight,
    existing: Int32Array.of(0),
    movable:
      movable.length === 0
        ? null
        : {
            sites: Int32Array.from(movable, (_, n) => 1 + sites.count + n),
            cost: new Float64Array(movable.length).fill(request.movable?.cost ?? 0),
          },
    mostSites: goal.type === "fewest-sites" ? sites.count : (goal.sites ?? null),
    budget: goal.type === "most-people-in-budget" ? budgetOf(setup, goal.budget, candidateCount) : null,
    conflicts: conflictsOf(setup, candidateCount),
  };
  return { question, used };
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

/** Tells the sites (rows of `everybody`) that meet a tier at a demand point of a class, where that was wanted. */
export function meetingOf(
  setup: Setup,
  everybody: Sites,
  { tiers, classes, homes, wanted, watch }: MeetingAsked,
): (t: number, c: number, p: number, told: (site: number) => void) => void {
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
  return (t, c, p, told) => {
    const { way, rule, limit, counts } = tiers[t];
    const rows = costs.get(way[rule[p]]);
    if (rows === undefined) return;
    const most = limit[c][rule[p]];
    for (let k = rows.first[p]; k < rows.first[p + 1]; k++) {
      const j = rows.items[k];
      if (counts[j] === 1 && rows.costs[k] <= most && isOwn(p, j)) told(j);
    }
  };
}

/** Which candidates cover each of these demand points in each class, class after class; those who are covered already by candidate 0 alone. */
export function pairsOf(
  setup: Setup,
  classes: readonly WeightClass[],
  met: readonly (readonly Uint8Array[])[],
  { homes, watch }: Pick<MeetingAsked, "homes" | "watch">,
): Rows {
  const { need } = setup.question.standard;
  const tiers = ruledTiers(setup, classes);
  const isOpen = tiers.map(({ counts }) => counts.includes(1));
  /** Tiers that somebody new has to meet, any of them; none where the point is covered already, null where nothing can be gained. */
  const wanted = (c: number, p: number): readonly number[] | null => {
    if (classes[c].weight[p] === 0) return null;
    const unmet = tiers.flatMap((_, t) => (met[c][t][p] === 0 ? [t] : []));
    if (need === "any") return unmet.length < tiers.length ? [] : unmet;
    return unmet.every((t) => isOpen[t]) ? unmet : null;
  };
  const open = (c: number, p: number) => wanted(c, p)?.filter((t) => isOpen[t]) ?? [];
  const everybody = withMovable(setup);
  const meeting = meetingOf(setup, everybody, { tiers, classes, homes, wanted: open, watch });
  const rows = new RowsByPoint(classes.length * homes.length);
  const add = (j: number): void => rows.push(1 + j);
  const isFound = new Uint8Array(everybody.count);
  for (let c = 0; c < classes.length; c++) {
    for (const p of homes) {
      const asked = wanted(c, p);
      if (asked?.length === 0) rows.push(0);
      if (asked?.length === 1) meeting(asked[0], c, p, add);
      if (asked !== null && asked.length > 1) {
        let lists = asked.map((t) => {
          const found: number[] = [];
          meeting(t, c, p, (j) => found.push(j));
          return found;
        });
        // Whoever needs each of several tiers is covered by no more choices than the hardest of them leaves.
        if (need === "all") lists = [lists.reduce((x, y) => (y.length < x.length ? y : x))];
        const found: number[] = [];
        for (const j of lists.flat()) {
          if (isFound[j] === 1) continue;
          isFound[j] = 1;
          found.push(j);
          add(j);
        }
        for (const j of found) isFound[j] = 0;
      }
      rows.end();
    }
  }
  return rows.view();
}

/** Sites, and after them the movable facilities where they stand. */
export function withMovable({ ground, question, sites, movable }: Setup): Sites {
  if (movable.length === 0) return sites;
  const { facilities } = ground.territory;
  const level = question.circumstances.ownDistrictOnly ? districtLevel(ground.territory) : NONE;
  return sites.with(facilities, movable, level);
}

class RowsByPoint {
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

  /** Of items that go on growing: for those who read them at once. */
  view(): Rows {
    return { count: this.#first.length - 1, first: this.#first, items: this.#items.view() };
  }
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

function conflictsOf({ request, sites }: Setup, candidateCount: number): Rows | null {
  if (request.spacingMetres === undefined) return null;
  const near = spacingPairs(sites.lon, sites.lat, request.spacingMetres);
  const first = new Int32Array(candidateCount + 1);
  first.set(near.first, 1);
  return { count: candidateCount, first, items: near.items.map((j) => j + 1) };
}

/** Index of the level of the floors, NONE without. @throws SitingRefused where the territory has no such level */
export function floorLevel({ levels }: Territory, { floor }: SitingRequest): number {
  const level = floor === undefined ? NONE : levels.indexOf(floor.level);
  if (floor === undefined || level !== NONE) return level;
  throw new SitingRefused(
    "/floor/level",
    `names no level of this territory: "${floor.level}"; there are ${levels.join(", ")}`,
  );
}

/** Whether people count by weights of groups or of resettlement areas. */
export function areWeighted({ ground, question, request }: Setup): boolean {
  return isWeighted(ground.territory, question.standard, request.resettlementWeight ?? 1);
}

/** People by the weights that the request and the standard give them, the class of the total first. @throws SitingRefused */
export function weightsOf({ ground, question, request }: Setup): WeightClass[] {
  return classesOf(ground.territory, question.standard, request.resettlementWeight ?? 1);
}

/** People of the total, each once, at the speed of the total. */
export function peopleOf({ ground, question }: Setup): WeightClass[] {
  return [plainClass(ground.territory, question.standard)];
}
