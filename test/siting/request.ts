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
import { minutesOf, type Question, speedOfTotal } from "../../server/standard.ts";
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
  const { mean, worst } = walksOf(after, walk, most);
  const isReached = (p: number) => walk.cost[p] >= 0 && walk.cost[p] <= most;
  return {
    people: peopleServed(outcome),
    weighted: weightCovered(after, outcome, times),
    mean: minutesOf(mean, speed),
    worst: minutesOf(worst, speed),
    reached: after.demand.people.reduce((sum, people, p) => sum + (isReached(p) ? people : 0), 0),
    areas: plan.coverage(question).areas.map(({ peopleCovered }) => peopleCovered),
  };
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

/** All choices that keep the limits, and what they are worth. */
export function* choices(
  territory: Territory,
  question: Question,
  request: SitingRequest,
): Generator<{ count: number; worth: Worth }> {
  const { candidates, goal, spacingMetres, floor, movable, costPerSite } = request;
  if (candidates?.type !== "places") throw new Error("Only places can be tried one by one.");
  const { facilities, levels, areas, demand } = territory;
  const { places } = candidates;
  const standing = new Set(
    question.standard.tiers.flatMap(({ kinds }) => countingFacilities(territory, kinds, question.circumstances.hours)),
  );
  const rows = (movable?.facilityIds ?? []).map((id) => facilities.id.indexOf(id));
  const all = levels.length === 0 || floor === undefined ? [] : [...demand.area[levels.indexOf(floor.level)]];
  for (const closing of subsets(rows.length)) {
    const closed = closing.map((n) => rows[n]);
    for (const which of subsets(places.length)) {
      const chosen = which.map((n) => places[n]);
      const most = "sites" in goal ? (goal.sites ?? places.length) : places.length;
      if (chosen.length > most + closed.length) continue;
      if (goal.type === "most-people-in-budget") {
        const spent = chosen.reduce((sum, { cost }) => sum + (cost ?? costPerSite ?? Number.NaN), 0);
        if (spent + closed.length * (movable?.cost ?? 0) > goal.budget) continue;
      }
      if (spacingMetres !== undefined) {
        const stays = [...standing].filter((row) => !closed.includes(row));
        const others = stays.map((row) => ({ lon: facilities.lon[row], lat: facilities.lat[row] }));
        const isNear = (a: { lon: number; lat: number }, b: { lon: number; lat: number }) =>
          a !== b && distanceMetres(a.lon, a.lat, b.lon, b.lat) < spacingMetres;
        if (chosen.some((a) => [...others, ...chosen].some((b) => isNear(a, b)))) continue;
      }
      const changes = scenarioOf(territory, request, chosen, closed);
      const worth = worthOf(territory, question, changes, request.resettlementWeight);
      const isShort = areas.level.some((level, area) => {
        if (level !== floor?.level) return false;
        const people = demand.people.reduce((sum, each, p) => sum + (all[p] === area ? each : 0), 0);
        return worth.areas[area] < floor.share * people * (1 - 1e-9);
      });
      if (!isShort) yield { count: chosen.length, worth };
    }
  }
}
