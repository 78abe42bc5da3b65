/**
 * Chosen sites as the result that people read: steps of a scenario, and what they bring, counted by the same outcome as
 * everything else. What the kernels counted is only compared with it: where the pairs were exact and the two differ, there is
 * no answer, because one of them would be a wrong number.
 */
import type { Change } from "../api/scenario-messages.ts";
import type { SitingInfeasible, SitingRequest } from "../api/siting-messages.ts";
import { peopleServed } from "../coverage.ts";
import { NONE } from "../network/network.ts";
import { type Outcome, outcomeOf } from "../outcome.ts";
import { walkCost } from "../reach.ts";
import { territoryWith } from "../scenario.ts";
import { minutesOf, speedOfTotal } from "../standard.ts";
import type { Territory } from "../territory.ts";
import type { Alternative } from "./alternatives.ts";
import { type Asked, type Setup, weightsOf } from "./ask.ts";
import { boundOfAll, type LeftOut, lossOf } from "./left-out.ts";
import { EQUAL_SHARE, gapPercentOf, type Infeasible, sumOf } from "./question.ts";
import { alternativesFor } from "./result-alternatives.ts";
import { curveFor } from "./result-curve.ts";
import type { Run, Sited, SitingOrder } from "./solve.ts";
import { longestWalk, walksOf, walkWeights } from "./walks.ts";
import { isWeighted, weightCovered } from "./weights.ts";
import { isLessBetter } from "./within-memory.ts";

/** An answer of a kernel. */
export interface Found {
  /** Rows of sites, in the order in which they should be built. */
  readonly sites: readonly number[];
  /** Rows of movable facilities that are closed. */
  readonly closed: readonly number[];
  /** What is built at each of the sites; left out where it is the request's facility at all. */
  readonly built?: readonly SitingRequest["facility"][];
  /** Several answers of which the outcome tells the best; `sites` and `closed` are the first of them. */
  readonly choices?: readonly { readonly sites: readonly number[]; readonly closed: readonly number[] }[];
  /** What the kernel counted, where it must be what the outcome counts; else null. */
  readonly counted: number | null;
  /** Number of sites where that is the goal. */
  readonly value?: number;
  /** In the unit of the goal; "reached" where the answer is proven to be the best. */
  readonly bound: number | "reached";
  readonly method: string;
  /** What has to be said of the method besides; empty for nothing. */
  readonly note: string;
  readonly isStopped: boolean;
  /** Candidates that add anybody. */
  readonly used: number;
  /** What candidates that were left out may be worth; left out where none were. The bound does not have it in it yet. */
  readonly leftOut?: LeftOut;
  /** Weight that so many sites cover at most when one of them was left out. */
  readonly bestOf?: (sites: number) => number;
  /** What was asked, for the curve and alternatives; null for goals of walking time and for two kinds together. */
  readonly coverage: Asked | null;
  /** What the outcome misses of a floor or a share that could be reached by another assignment of people; left out where nothing. */
  readonly missed?: Infeasible;
  /** Rows that could be taken instead of each site, at most so many, where they do not follow from `coverage`. */
  readonly others?: (most: number) => Alternative[][];
  /** The best for each number of sites, rows and bounds in the unit of the goal, where they do not follow from `coverage`. */
  readonly byNumber?: (most: number) => { readonly sites: readonly number[]; readonly bound: number }[];
}

export type Choice = Pick<Found, "sites" | "closed" | "built">;

/** What the outcome says of a choice: people covered, and what the goal counts in: minutes, weighted people, or people. */
export interface Count {
  readonly people: number;
  readonly amount: number;
}

interface Place {
  readonly name: string;
  readonly names: Readonly<Record<string, string>>;
  readonly lon: number;
  readonly lat: number;
}

export function describe(order: SitingOrder, setup: Setup, found: Found, run: Run): Sited {
  const { ground, question, request, changes: before } = order;
  const { territory, tools } = ground;
  const { goal } = request;
  run.tell({ stage: "counting", share: null, value: null, bound: null });
  const after = (changes: readonly Change[]): { territory: Territory; outcome: Outcome } => {
    const next = changes.length === 0 ? territory : territoryWith(territory, changes).territory;
    return { territory: next, outcome: outcomeOf(next, tools, question) };
  };
  const times = request.resettlementWeight ?? 1;
  const isMost = goal.type === "most-people" || goal.type === "most-people-in-budget";
  const weighted = isMost && isWeighted(territory, question.standard, times);
  const worth = (state: ReturnType<typeof after>) =>
    weighted ? weightCovered(state.territory, state.outcome, times) : peopleServed(state.outcome);
  const stepsOf = (choice: Choice) => changesFor(setup, before, choice);
  let chosen: Choice = found;
  let last = after(stepsOf(found));
  for (const choice of found.choices?.slice(1) ?? []) {
    const state = after(stepsOf(choice));
    if (worth(state) > worth(last)) [chosen, last] = [choice, state];
  }
  const changes = stepsOf(chosen);
  const peopleCovered = peopleServed(last.outcome);
  const isWalk = goal.type === "least-mean-walk" || goal.type === "least-worst-walk";
  const walks = isWalk ? walksAfter(setup, last.territory) : null;
  /** Minutes of the goal's walk; who is left without any that the result has walks as long as is looked at. */
  const walkOf = (state: ReturnType<typeof after>): number => {
    const { mean, worst, longest, reached } = walksAfter(setup, state.territory);
    if (goal.type === "least-mean-walk") return mean;
    return reached < (walks?.reached ?? 0) * (1 - EQUAL_SHARE) ? longest : worst;
  };
  const seen = new Map<string, Count>();
  const keyOf = (choice: Choice) => JSON.stringify(stepsOf(choice));
  /** Each choice is counted once. */
  const countOf = (choice: Choice): Count => {
    const known = seen.get(keyOf(choice));
    if (known !== undefined) return known;
    const state = after(stepsOf(choice));
    const count = { people: peopleServed(state.outcome), amount: isWalk ? walkOf(state) : worth(state) };
    seen.set(keyOf(choice), count);
    return count;
  };
  const present = countOf({ sites: [], closed: [] });
  const coveredBefore = present.people;
  const counted = isWalk ? walkOf(last) : worth(last);
  if (found.counted !== null) checkEqual(found.counted, counted);
  const value = found.value ?? counted;
  const isLess = isLessBetter(goal);
  const leftOut = found.leftOut ?? null;
  const proven = boundOfAll(found.bound === "reached" ? value : found.bound, leftOut, isLess);
  const bound = isLess ? Math.min(value, proven) : Math.max(value, proven);

  const gains = isWalk ? null : gainsOf(chosen, coveredBefore, peopleCovered, (some) => countOf(some).people);
  const curve = curveFor(
    setup,
    found,
    {
      unit: isWalk ? "minutes" : weighted ? "weighted-people" : "people",
      isLess: isWalk,
      chosen,
      before: present.amount,
      value: counted,
      // The fewest sites are bounded, and not whom they cover: nobody covers more than there are.
      bound: goal.type === "fewest-sites" ? sumOf(territory.demand.people) : bound,
      measured: (choice) => (seen.has(keyOf(choice)) || !run.afterwards.isStopped() ? countOf(choice).amount : null),
    },
    run,
  );
  const places = placesOf(setup, chosen.sites);
  const alternatives = alternativesFor(setup, found, chosen, {
    most: request.alternatives ?? 5,
    isExact: found.counted !== null && !weighted,
    isWalk,
    result: { people: peopleCovered, amount: counted },
    countOf,
    run,
  });
  const cost = costOf(setup, chosen);
  return {
    goal,
    unit: isWalk ? "minutes" : goal.type === "fewest-sites" ? "sites" : weighted ? "weighted-people" : "people",
    value,
    bound,
    gapPercent: gapOf(value, bound, isLess),
    sites: chosen.sites.map((site, n) => ({
      rank: n + 1,
      kind: (chosen.built?.[n] ?? request.facility).kind,
      name: places[n].name,
      lon: places[n].lon,
      lat: places[n].lat,
      cost: known(setup.sites.cost[site]),
      gain: gains === null ? null : gains[chosen.closed.length + n],
      alternatives: alternatives[n].map(({ candidate, loss, minutes }) => {
        const { name } = setup.sites.name(candidate);
        return {
          name,
          lon: setup.sites.lon[candidate],
          lat: setup.sites.lat[candidate],
          loss,
          ...(minutes !== undefined && { minutes }),
        };
      }),
    })),
    closedFacilityIds: chosen.closed.map((row) => territory.facilities.id[row]),
    people: sumOf(territory.demand.people),
    coveredBefore,
    peopleCovered,
    upperBound: isMost && !weighted ? bound : null,
    cost,
    missed: found.missed === undefined ? null : inWords(found.missed, setup),
    method: found.note === "" ? found.method : `${found.method}; ${found.note}`,
    stoppedEarly: found.isStopped,
    candidates: {
      asked: setup.asked,
      used: found.used,
      lossBound: lossOf(value, leftOut, isLess),
    },
    curve,
    changes,
  };
}

/** The steps: first what closes, then the new facilities in rank order. Keys go on after those of the scenario before. */
export function changesFor(
  { ground, request, sites }: Setup,
  before: readonly Change[],
  { sites: rows, closed, built }: Choice,
): Change[] {
  const { facilities } = ground.territory;
  let key = before.reduce((most, change) => Math.max(most, change.key), 0);
  const places = placesOf({ sites }, rows);
  const moving = request.movable?.cost;
  return [
    ...closed.map((row): Change => {
      const of = {
        id: facilities.id[row],
        name: facilities.name[row],
        lon: facilities.lon[row],
        lat: facilities.lat[row],
      };
      return { type: "close-facility", key: ++key, of, ...(moving !== undefined && { cost: moving }) };
    }),
    ...rows.map((row, n): Change => {
      const { name, names, lon, lat } = places[n];
      const { kind, openingHours, staff, yearlyCapacity } = built?.[n] ?? request.facility;
      const cost = known(sites.cost[row]);
      return {
        type: "add-facility",
        key: ++key,
        ...(cost !== null && { cost }),
        facility: {
          name,
          ...(Object.keys(names).length > 0 && { names: { ...names } }),
          kind,
          ...(openingHours !== undefined && { openingHours }),
          ...(staff !== undefined && { staff }),
          ...(yearlyCapacity !== undefined && { yearlyCapacity }),
          lon,
          lat,
        },
      };
    }),
  ];
}

/** Names of sites; those that share one are numbered. */
function placesOf({ sites }: Pick<Setup, "sites">, rows: readonly number[]): Place[] {
  const times = new Map<string, number>();
  return rows.map((row) => {
    const { name, names } = sites.name(row);
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    const numbered = (text: string) => (time === 1 ? text : `${text} ${time}`);
    return {
      name: numbered(name).slice(0, 200),
      names: Object.fromEntries(Object.entries(names).map(([language, text]) => [language, numbered(text)])),
      lon: sites.lon[row],
      lat: sites.lat[row],
    };
  });
}

/** People gained by each step, first of what closes, then of what opens; the last is the rest, so that all add up to the total. */
function gainsOf(
  { sites, closed, built }: Choice,
  before: number,
  last: number,
  coveredAfter: (choice: Choice) => number,
): number[] {
  let covered = before;
  const count = closed.length + sites.length;
  return Array.from({ length: count }, (_, n) => {
    const opened = Math.max(0, n + 1 - closed.length);
    const first = { closed: closed.slice(0, n + 1), sites: sites.slice(0, opened), ...(built && { built }) };
    const now = n + 1 === count ? last : coveredAfter(first);
    const gain = now - covered;
    covered = now;
    return gain;
  });
}

/** Minutes of the mean walk, of the worst one that is looked at, and the longest that is; and how many people have any. */
function walksAfter(setup: Setup, territory: Territory) {
  const { ground, question } = setup;
  const nearest = walkCost(territory, ground.tools, question, territory.demand);
  const most = longestWalk(territory, question);
  const { mean, worst } = walksOf(territory, nearest, most, walkWeights(territory, question, weightsOf(setup)));
  const speed = speedOfTotal(question.standard, territory);
  const { people } = territory.demand;
  const reached = sumOf(people.map((each, p) => (nearest.cost[p] !== NONE && nearest.cost[p] <= most ? each : 0)));
  return {
    mean: minutesOf(mean, speed),
    worst: minutesOf(worst, speed),
    longest: minutesOf(most, speed),
    reached,
  };
}

/** Sums of the same people in another order differ by rounding only. */
function checkEqual(counted: number, covered: number): void {
  if (Math.abs(counted - covered) <= EQUAL_SHARE * 100 * Math.max(1, covered)) return;
  throw new Error(
    `The sites cover ${covered} people as a scenario, but ${counted} were counted while they were looked for: this is a fault of the program.`,
  );
}

/** The kernels number areas; people know them by name. */
export function inWords(
  { constraint, area, missing, message }: Infeasible,
  { ground, request }: Setup,
): SitingInfeasible {
  const { areas } = ground.territory;
  if (area < 0) return { constraint, areaCode: null, missing, message };
  const name = `${areas.name[area]} (${request.floor?.level ?? "area"} ${areas.code[area]})`;
  return { constraint, areaCode: areas.code[area], missing, message: message.replace(`Area ${area} `, `${name} `) };
}

function gapOf(value: number, bound: number, isLess: boolean): number {
  return isLess ? gapPercentOf(bound, value) : gapPercentOf(value, bound);
}

function known(cost: number): number | null {
  return Number.isNaN(cost) ? null : cost;
}

/** Of all new sites and moves; null where a site's cost is not known. */
function costOf({ sites, request }: Setup, { sites: rows, closed }: Pick<Found, "sites" | "closed">): number | null {
  let sum = closed.length * (request.movable?.cost ?? 0);
  for (const row of rows) sum += sites.cost[row];
  return known(sum);
}
