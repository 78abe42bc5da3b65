/**
 * From a request to the one question of all its goals and limits (joint-question.ts). Demands are the demand points of each
 * class of weights, people once each in the class of the total; spots are the tiers in which the facilities that stay leave
 * a demand out. Candidates are the sites, once for each kind that is built, then the movable facilities where they stand.
 */
import type { SitingRequest } from "../api/siting-messages.ts";
import { floorLevel, meetingOf, metBy, reachOfRows, ruledTiers, type Setup, withMovable } from "./ask.ts";
import { Growing } from "./instance.ts";
import type { Aim, JointQuestion, Quota } from "./joint-question.ts";
import { EQUAL_SHARE, sumOf, type Watch } from "./question.ts";
import { isTogether, tiersOfBoth } from "./refusals.ts";
import type { Rows } from "./rows.ts";
import { blockedBy, spacingPairs } from "./spacing.ts";
import type { WeightClass } from "./weights.ts";

const NONE = -1;

export interface AskedJoint {
  readonly question: JointQuestion;
  /** What is built: the request's facility, and where two kinds are sited together the other one. */
  readonly built: readonly SitingRequest["facility"][];
  /** Row of the site of a candidate that is new. */
  siteOf(candidate: number): number;
  /** Row of the facility of a candidate that is movable. */
  facilityOf(candidate: number): number;
  /** Number of the candidate of a site and a kind. */
  candidateOf(site: number, kind: number): number;
  /** Sites that add anybody. */
  readonly used: number;
}

/**
 * Without walks, which are of no tier (walks.ts).
 * @param classes that of the total first, which people are counted in
 * @throws SitingRefused
 */
export function askJoint(setup: Setup, aim: Aim, classes: readonly WeightClass[], watch: Watch): AskedJoint {
  const { ground, question, request, sites, movable, staying } = setup;
  const { territory } = ground;
  const { demand } = territory;
  const { goal, second } = request;
  const { need } = question.standard;
  const tiers = ruledTiers(setup, classes);
  const met = metBy(setup, classes);
  const isOpen = tiers.map(({ counts }) => counts.includes(1));
  const tierOfKind = isTogether(request) ? tiersOfBoth(question.standard, request) : null;
  const kinds = tierOfKind === null ? 1 : 2;
  const countsIn = (kind: number, t: number) => tierOfKind === null || tierOfKind[kind] === t;
  const firstMovable = kinds * sites.count;
  const count = firstMovable + movable.length;
  const everybody = withMovable(setup);

  const isCounted = (c: number, p: number) => classes[c].weight[p] > 0 || (c === 0 && demand.people[p] > 0);
  /** Tiers that a demand needs somebody new in; null where it is covered already, or never. */
  const lacking = (c: number, p: number): readonly number[] | null => {
    const unmet = tiers.flatMap((_, t) => (met[c][t][p] === 0 ? [t] : []));
    if (need === "any") return unmet.length < tiers.length ? null : unmet;
    return unmet.length > 0 && unmet.every((t) => isOpen[t]) ? unmet : null;
  };
  const wanted = (c: number, p: number) => (isCounted(c, p) ? (lacking(c, p) ?? []).filter((t) => isOpen[t]) : []);
  const homes = Int32Array.from({ length: demand.count }, (_, p) => p);
  const meeting = meetingOf(setup, everybody, { tiers, classes, homes, wanted, watch });

  const isBlocked = tierOfKind?.map((t) => tooNear(setup, staying[t])) ?? [new Uint8Array(sites.count)];
  const spots = new ListsByRow();
  const needs = new ListsByRow();
  const [weight, people, point]: [number[], number[], number[]] = [[], [], []];
  const lastSpot = new Int32Array(count).fill(NONE);
  const put = (candidate: number) => {
    if (lastSpot[candidate] === spots.count) return;
    lastSpot[candidate] = spots.count;
    spots.push(candidate);
  };
  const reached = (t: number, c: number, p: number): void => {
    meeting(t, c, p, (j) => {
      if (j >= sites.count) put(firstMovable + j - sites.count);
      else
        for (let kind = 0; kind < kinds; kind++)
          if (countsIn(kind, t) && isBlocked[kind][j] === 0) put(kind * sites.count + j);
    });
  };
  for (let c = 0; c < classes.length; c++) {
    for (let p = 0; p < demand.count; p++) {
      if (!isCounted(c, p)) continue;
      weight.push(aim === "most" ? classes[c].weight[p] : 0);
      people.push(c === 0 ? demand.people[p] : 0);
      point.push(c === 0 ? p : NONE);
      const lacks = lacking(c, p);
      const isMet = tiers.some((_, t) => met[c][t][p] === 1);
      const isCovered = need === "any" ? isMet : tiers.every((_, t) => met[c][t][p] === 1);
      if (lacks === null) {
        // A spot that nobody covers is never covered.
        if (!isCovered) {
          needs.push(spots.count);
          spots.end();
        }
      } else if (need === "any") {
        for (const t of lacks) if (isOpen[t]) reached(t, c, p);
        needs.push(spots.count);
        spots.end();
      } else {
        for (const t of lacks) {
          reached(t, c, p);
          needs.push(spots.count);
          spots.end();
        }
      }
      needs.end();
    }
  }
  const most = "sites" in goal ? (goal.sites ?? null) : null;
  const reach = reachOfRows(spots.done(), count);
  const cost = new Float64Array(count);
  for (let kind = 0; kind < kinds; kind++) cost.set(sites.cost, kind * sites.count);
  const persons = Float64Array.from(people);
  const asked: JointQuestion = {
    aim,
    reach,
    needs: needs.done(),
    weight: Float64Array.from(weight),
    people: persons,
    quotas: quotasOf(setup, persons, point),
    existing: new Int32Array(),
    movable:
      movable.length === 0
        ? null
        : {
            sites: Int32Array.from(movable, (_, n) => firstMovable + n),
            cost: new Float64Array(movable.length).fill(request.movable?.cost ?? 0),
          },
    kindOf: Uint8Array.from({ length: count }, (_, j) =>
      j < firstMovable ? Math.floor(j / sites.count) : kindOfMovable(setup, tierOfKind, j - firstMovable),
    ),
    mostOfKind: second === undefined ? [most] : [most, second.sites ?? null],
    mostSites: null,
    budget: goal.type === "most-people-in-budget" ? { amount: goal.budget, cost } : null,
    conflicts: conflictsOf(setup, tierOfKind, count),
    capacity: null,
    walks: null,
  };
  const { first } = reach.byCandidate;
  const isUsed = (site: number) =>
    Array.from({ length: kinds }, (_, kind) => kind * sites.count + site).some((j) => first[j + 1] > first[j]);
  const { sites: _, ...other } = second ?? { sites: 0 };
  return {
    question: asked,
    built: "kind" in other ? [request.facility, other] : [request.facility],
    siteOf: (candidate) => candidate % sites.count,
    facilityOf: (candidate) => movable[candidate - firstMovable],
    candidateOf: (site, kind) => kind * sites.count + site,
    used: [...Array(sites.count).keys()].filter(isUsed).length,
  };
}

/** Floors of areas, and the share that is to be reached. @param point of each demand its demand point, NONE for those whose people count elsewhere */
export function quotasOf({ ground, request }: Setup, people: Float64Array, point: readonly number[]): Quota[] {
  const { territory } = ground;
  const { goal, floor } = request;
  const { areas, demand } = territory;
  const quota = (demands: number[], share: number, constraint: Quota["constraint"], area: number): Quota => {
    const whole = demands.reduce((sum, d) => sum + people[d], 0);
    return { demands, whole, constraint, area, owed: share * whole * (1 - EQUAL_SHARE) };
  };
  const all = [...point.keys()].filter((d) => point[d] !== NONE);
  const quotas: Quota[] = [];
  const level = floorLevel(territory, request);
  if (floor !== undefined && floor.share > 0) {
    const mine = new Map<number, number[]>();
    for (const d of all) {
      const area = demand.area[level][point[d]];
      if (area === NONE || areas.level[area] !== floor.level) continue;
      const list = mine.get(area) ?? [];
      mine.set(area, list);
      list.push(d);
    }
    for (const area of [...mine.keys()].sort((a, b) => a - b))
      quotas.push(quota(mine.get(area) ?? [], floor.share, "floor", area));
  }
  if (goal.type === "fewest-sites") {
    const target = quota(all, goal.share, "coverage", NONE);
    quotas.push({ ...target, whole: sumOf(demand.people) });
  }
  return quotas;
}

/** Each closed facility allows one more of the kind that its tier is built for. */
function kindOfMovable({ ground, question, movable }: Setup, tierOfKind: readonly number[] | null, n: number): number {
  if (tierOfKind === null) return 0;
  const kind = ground.territory.facilities.kind[movable[n]];
  return Math.max(
    0,
    tierOfKind.findIndex((t) => question.standard.tiers[t].kinds?.includes(kind) ?? true),
  );
}

/** Sites that stand too near to facilities that stay. */
function tooNear({ ground, request, sites }: Setup, rows: readonly number[]): Uint8Array {
  if (request.spacingMetres === undefined) return new Uint8Array(sites.count);
  const { facilities } = ground.territory;
  const [lon, lat] = [facilities.lon, facilities.lat].map((column) => Float64Array.from(rows, (row) => column[row]));
  return blockedBy(sites.lon, sites.lat, lon, lat, request.spacingMetres);
}

/** Who may not stand beside whom. Of two kinds each keeps its distance from those of its own tier: a market does not crowd a station. */
function conflictsOf(
  { ground, question, request, sites, movable }: Setup,
  tierOfKind: readonly number[] | null,
  count: number,
): Rows | null {
  if (request.spacingMetres === undefined) return null;
  const { facilities } = ground.territory;
  const lon = Float64Array.from([...sites.lon, ...movable.map((row) => facilities.lon[row])]);
  const lat = Float64Array.from([...sites.lat, ...movable.map((row) => facilities.lat[row])]);
  const near = spacingPairs(lon, lat, request.spacingMetres);
  if (tierOfKind === null) return near;
  const firstMovable = count - movable.length;
  const isIn = (n: number, t: number) =>
    question.standard.tiers[t].kinds?.includes(facilities.kind[movable[n]]) ?? true;
  const lists = new ListsByRow();
  for (let j = 0; j < count; j++) {
    const isMovable = j >= firstMovable;
    const row = isMovable ? sites.count + j - firstMovable : j % sites.count;
    for (const [kind, t] of tierOfKind.entries()) {
      if (isMovable ? !isIn(j - firstMovable, t) : kind !== Math.floor(j / sites.count)) continue;
      for (let k = near.first[row]; k < near.first[row + 1]; k++)
        if (near.items[k] < sites.count) lists.push(kind * sites.count + near.items[k]);
      if (isMovable) continue;
      for (let k = near.first[row]; k < near.first[row + 1]; k++) {
        const n = near.items[k] - sites.count;
        if (n >= 0 && isIn(n, t)) lists.push(firstMovable + n);
      }
    }
    lists.end();
  }
  return lists.done();
}

/** Lists that grow row by row, of which nobody knows how many there will be. */
class ListsByRow {
  readonly #first = new Growing();
  readonly #items = new Growing();
  count = 0;

  constructor() {
    this.#first.push(0);
  }

  push(item: number): void {
    this.#items.push(item);
  }

  end(): void {
    this.count++;
    this.#first.push(this.#items.size);
  }

  done(): Rows {
    return { count: this.count, first: this.#first.done(), items: this.#items.done() };
  }
}
