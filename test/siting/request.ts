/** Requests on towns drawn from a seed, and their slow twin: every choice of sites is made a scenario and counted by the outcome. */
import type { Change } from "../../server/api/scenario-messages.ts";
import type { SitingInfeasible, SitingRequest } from "../../server/api/siting-messages.ts";
import { countingFacilities } from "../../server/counting.ts";
import { peopleServed } from "../../server/coverage.ts";
import { distanceMetres } from "../../server/geo.ts";
import { planOf } from "../../server/plan.ts";
import { walkCost } from "../../server/reach.ts";
import { territoryWith } from "../../server/scenario.ts";
import { setUp } from "../../server/siting/ask.ts";
import { describe } from "../../server/siting/describe.ts";
import { createMipSolver } from "../../server/siting/mip.ts";
import { UNWATCHED } from "../../server/siting/question.ts";
import type { Ground } from "../../server/siting/sites.ts";
import { type Best, type Sited, type SitingProgress, solveSiting } from "../../server/siting/solve.ts";
import { longestWalk, walksOf } from "../../server/siting/walks.ts";
import { weightCovered } from "../../server/siting/weights.ts";
import { minutesOf, PLAIN_CIRCUMSTANCES, type Question, speedOfTotal } from "../../server/standard.ts";
import type { Territory } from "../../server/territory.ts";
import { subsets } from "./slow-siting.ts";

const solver = await createMipSolver();

export function groundOf(territory: Territory): Ground {
  const { tools, linker } = planOf(territory);
  return { territory, tools, linker };
}

export interface Seen {
  readonly progress: SitingProgress[];
  readonly best: Best[];
}

export function site(
  territory: Territory,
  question: Question,
  request: SitingRequest,
  { changes = [], seen, mostPairs }: { changes?: readonly Change[]; seen?: Seen; mostPairs?: number } = {},
): Sited | SitingInfeasible {
  return solveSiting(
    { ground: groundOf(territory), changes, question, request, ...(mostPairs !== undefined && { mostPairs }) },
    {
      solver,
      watch: UNWATCHED,
      afterwards: UNWATCHED,
      tell: (progress) => seen?.progress.push(progress),
      keep: (best) => seen?.best.push(best),
    },
  );
}

/** The result that is made of an answer kept on the way, as when the work was ended by force. */
export function resultOf(territory: Territory, question: Question, request: SitingRequest, best: Best): Sited {
  const order = { ground: groundOf(territory), changes: [], question, request };
  const run = { solver: null, watch: UNWATCHED, afterwards: UNWATCHED, tell: () => {}, keep: () => {} };
  return describe(order, setUp(order.ground, question, request), { ...best, coverage: null }, run);
}

/** What a choice is worth: people, weighted people, or minutes (mean or worst). */
export interface Worth {
  readonly people: number;
  readonly weighted: number;
  readonly mean: number;
  readonly worst: number;
  /** People who reach a facility within the longest walk. */
  readonly reached: number;
  /** People covered of each area. */
  readonly areas: readonly number[];
}

export function worthOf(territory: Territory, question: Question, changes: readonly Change[], times = 1): Worth {
  const after = territoryWith(territory, changes).territory;
  const plan = planOf(after);
  const outcome = plan.outcome(question);
  const speed = speedOfTotal(question.standard, after);
  const walk = walkCost(after, plan.tools, question, after.demand);
  const most = longestWalk(after, question);
  const { worst } = walksOf(after, walk, most, { weight: after.demand.people, total: 1 });
  const isReached = (p: number) => walk.cost[p] >= 0 && walk.cost[p] <= most;
  return {
    people: peopleServed(outcome),
    weighted: weightCovered(after, outcome, times),
    mean: meanMinutes(after, question, walk.cost, times),
    worst: minutesOf(worst, speed),
    reached: after.demand.people.reduce((sum, people, p) => sum + (isReached(p) ? people : 0), 0),
    areas: plan.coverage(question).areas.map(({ peopleCovered }) => peopleCovered),
  };
}

/** The mean walk of weighted people, each group at its own speed; longer walks than the longest count as that long. */
function meanMinutes(territory: Territory, { standard }: Question, cost: ArrayLike<number>, times: number): number {
  const { demand, groups, settlements } = territory;
  const speed = speedOfTotal(standard, territory);
  const most = longestWalk(territory, { standard, circumstances: PLAIN_CIRCUMSTANCES });
  let [sum, all] = [0, 0];
  for (let p = 0; p < demand.count; p++) {
    const here = demand.inSettlement.slice(demand.firstSettlement[p], demand.firstSettlement[p + 1]);
    const isResettled = here.some((settlement) => settlements.kind[settlement] === "resettlement-area");
    const count = (people: number, kmh: number) => {
      const weight = people * (isResettled ? times : 1);
      all += weight;
      sum += weight * minutesOf(cost[p] < 0 ? most : Math.min(most, cost[p]), kmh);
    };
    count(demand.people[p], speed);
    for (const { group, weight, walkingSpeedKmh } of standard.groups) {
      const index = groups.findIndex(({ id }) => id === group);
      if (index < 0 || weight === 1) continue;
      const extra = groups[index].role === "apart" ? weight : weight - 1;
      count(extra * demand.groups[index][p], walkingSpeedKmh ?? standard.walkingSpeedKmh);
    }
  }
  return all === 0 ? 0 : sum / all;
}

type Places = Extract<NonNullable<SitingRequest["candidates"]>, { type: "places" }>["places"];

/** The scenario of a choice: closed facilities (rows) and new ones at these places. */
export function scenarioOf(
  { facilities }: Territory,
  request: SitingRequest,
  places: Places,
  closed: readonly number[] = [],
): Change[] {
  let key = 100;
  return [
    ...closed.map((row): Change => {
      const [id, name, lon, lat] = [facilities.id[row], facilities.name[row], facilities.lon[row], facilities.lat[row]];
      return { type: "close-facility", key: ++key, of: { id, name, lon, lat } };
    }),
    ...places.map(({ name, lon, lat }): Change => {
      return { type: "add-facility", key: ++key, facility: { ...request.facility, name, lon, lat } };
    }),
  ];
}

interface Opened {
  readonly place: Places[number];
  /** 0 for the request's facility, 1 for the second one. */
  readonly kind: number;
}

/** All choices that keep the limits, what they are worth, and by how many facilities there are then more than before. */
export function* choices(
  territory: Territory,
  question: Question,
  request: SitingRequest,
): Generator<{ count: number; worth: Worth }> {
  const { candidates, goal, movable, costPerSite, second } = request;
  if (candidates?.type !== "places") throw new Error("Only places can be tried one by one.");
  const { places } = candidates;
  const rows = (movable?.facilityIds ?? []).map((id) => territory.facilities.id.indexOf(id));
  const { sites: mostOfSecond, ...other } = second ?? { ...request.facility, sites: 0 };
  const built = second === undefined ? [request.facility] : [request.facility, other];
  const most = [("sites" in goal ? goal.sites : undefined) ?? places.length, mostOfSecond ?? places.length];
  const tierOf = built.map(({ kind }) =>
    question.standard.tiers.findIndex(({ kinds }) => kinds?.includes(kind) ?? true),
  );
  const kindOf = (row: number) =>
    second === undefined
      ? 0
      : Math.max(
          0,
          tierOf.findIndex((t) => question.standard.tiers[t].kinds?.includes(territory.facilities.kind[row]) ?? true),
        );
  for (const closing of subsets(rows.length)) {
    const closed = closing.map((n) => rows[n]);
    for (const which of subsets(places.length * built.length)) {
      const chosen = which.map(
        (n): Opened => ({ place: places[n % places.length], kind: Math.floor(n / places.length) }),
      );
      const isTooMany = built.some((_, kind) => {
        const more = closed.filter((row) => kindOf(row) === kind).length;
        return chosen.filter((each) => each.kind === kind).length > most[kind] + more;
      });
      if (isTooMany || (goal.type === "fewest-sites" && closed.length > chosen.length)) continue;
      if (goal.type === "most-people-in-budget") {
        const spent = chosen.reduce((sum, { place }) => sum + (place.cost ?? costPerSite ?? Number.NaN), 0);
        if (spent + closed.length * (movable?.cost ?? 0) > goal.budget) continue;
      }
      if (!keepsDistance(territory, question, request, { chosen, closed, tierOf })) continue;
      const changes = built.flatMap((facility, kind) => {
        const mine = chosen.filter((each) => each.kind === kind).map(({ place }) => place);
        return scenarioOf(territory, { ...request, facility }, mine, kind === 0 ? closed : []).map((change) => ({
          ...change,
          key: change.key + 100 * kind,
        }));
      });
      const worth = worthOf(territory, question, changes, request.resettlementWeight);
      if (shortOfFloors(territory, request, worth) <= 0) yield { count: chosen.length - closed.length, worth };
    }
  }
}

/** New facilities from all others that count; of two kinds from those of their own tier. */
function keepsDistance(
  territory: Territory,
  { standard, circumstances }: Question,
  { spacingMetres, second }: SitingRequest,
  { chosen, closed, tierOf }: { chosen: readonly Opened[]; closed: readonly number[]; tierOf: readonly number[] },
): boolean {
  if (spacingMetres === undefined) return true;
  const { lon, lat } = territory.facilities;
  const counting = standard.tiers.map(({ kinds }) => countingFacilities(territory, kinds, circumstances.hours));
  return chosen.every((a) => {
    const rows = second === undefined ? counting.flat() : counting[tierOf[a.kind]];
    const others = [
      ...rows.filter((row) => !closed.includes(row)).map((row) => ({ lon: lon[row], lat: lat[row] })),
      ...chosen.filter((b) => b !== a && b.kind === a.kind).map(({ place }) => place),
    ];
    return others.every((b) => distanceMetres(a.place.lon, a.place.lat, b.lon, b.lat) >= spacingMetres);
  });
}

/** People that the floors of all areas miss. */
export function shortOfFloors({ areas, demand, levels }: Territory, { floor }: SitingRequest, worth: Worth): number {
  if (floor === undefined || levels.length === 0) return 0;
  const all = demand.area[levels.indexOf(floor.level)];
  return areas.level.reduce((sum, level, area) => {
    if (level !== floor.level) return sum;
    const people = demand.people.reduce((here, each, p) => here + (all[p] === area ? each : 0), 0);
    return sum + Math.max(0, floor.share * people * (1 - 2e-9) - worth.areas[area]);
  }, 0);
}
