/**
 * Chosen sites as the result that people read: steps of a scenario, and what they bring, counted by the same outcome as
 * everything else. What the kernels counted is only compared with it: where the pairs were exact and the two differ, there is
 * no answer, because one of them would be a wrong number.
 */
import type { Change } from "../api/scenario-messages.ts";
import type { SitingInfeasible, SitingRequest, SitingResult } from "../api/siting-messages.ts";
import { peopleServed } from "../coverage.ts";
import { type Outcome, outcomeOf } from "../outcome.ts";
import { walkCost } from "../reach.ts";
import { territoryWith } from "../scenario.ts";
import { minutesOf, speedOfTotal } from "../standard.ts";
import type { Territory } from "../territory.ts";
import { type Alternative, alternativesOf } from "./alternatives.ts";
import { type Asked, type Setup, weightsOf } from "./ask.ts";
import { coverageCurve } from "./curve.ts";
import { boundOfAll, type LeftOut, lossOf } from "./left-out.ts";
import { type CoverageQuestion, EQUAL_SHARE, gapPercentOf, type Infeasible, sumOf } from "./question.ts";
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
  /** Candidates that add anybody; where some were thinned out, those that were left. */
  readonly used: number;
  /** What thinning may have cost at most, in weight; left out where nothing was thinned out. */
  readonly lossBound?: number;
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
}

type Choice = Pick<Found, "sites" | "closed" | "built">;

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
  const coveredBefore = peopleServed(after([]).outcome);
  const isWalk = goal.type === "least-mean-walk" || goal.type === "least-worst-walk";
  const walks = isWalk ? walksAfter(setup, last.territory) : null;
  const counted = goal.type === "fewest-sites" ? peopleCovered : worth(last);
  if (found.counted !== null) checkEqual(found.counted, counted);
  const value = found.value ?? (walks === null ? counted : goal.type === "least-mean-walk" ? walks.mean : walks.worst);
  const isLess = isLessBetter(goal);
  const leftOut = found.leftOut ?? null;
  const proven = boundOfAll(found.bound === "reached" ? value : found.bound, leftOut, isLess);
  const bound = isLess ? Math.min(value, proven) : Math.max(value, proven);

  const gains = isWalk
    ? null
    : gainsOf(changes, coveredBefore, peopleCovered, (some) => peopleServed(after(some).outcome));
  const places = placesOf(setup, chosen.sites);
  const alternatives = alternativesFor(setup, found, chosen, {
    most: request.alternatives ?? 5,
    isExact: found.counted !== null && !weighted,
    covered: (choice) => peopleServed(after(stepsOf(choice)).outcome),
    peopleCovered,
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
      alternatives: alternatives[n].map(({ candidate, loss }) => {
        const { name } = setup.sites.name(candidate);
        return { name, lon: setup.sites.lon[candidate], lat: setup.sites.lat[candidate], loss };
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
      lossBound: Math.max(found.lossBound ?? 0, lossOf(value, leftOut, isLess)),
    },
    curve: weighted ? null : curveOf(setup, found, { coveredBefore, peopleCovered, bound, run }),
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

/** People gained by each step; the last is the rest, so that all add up to the total. */
function gainsOf(
  changes: readonly Change[],
  before: number,
  last: number,
  coveredAfter: (changes: readonly Change[]) => number,
): number[] {
  let covered = before;
  return changes.map((_, n) => {
    const now = n + 1 === changes.length ? last : coveredAfter(changes.slice(0, n + 1));
    const gain = now - covered;
    covered = now;
    return gain;
  });
}

function walksAfter(setup: Setup, territory: Territory): { mean: number; worst: number } {
  const { ground, question } = setup;
  const nearest = walkCost(territory, ground.tools, question, territory.demand);
  const weights = walkWeights(territory, question, weightsOf(setup));
  const { mean, worst } = walksOf(territory, nearest, longestWalk(territory, question), weights);
  const speed = speedOfTotal(question.standard, territory);
  return { mean: minutesOf(mean, speed), worst: minutesOf(worst, speed) };
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

/** The question with what was closed gone, what stays kept. */
function standing({ movable, sites }: Setup, { question }: Asked, closed: readonly number[]): CoverageQuestion {
  const stays = movable.flatMap((row, n) => (closed.includes(row) ? [] : [1 + sites.count + n]));
  return { ...question, existing: Int32Array.from([...question.existing, ...stays]), movable: null };
}

interface AlternativesAsked {
  readonly most: number;
  readonly isExact: boolean;
  readonly peopleCovered: number;
  readonly run: Run;
  covered(choice: Pick<Found, "sites" | "closed">): number;
}

/** More than are asked for, of which some may not keep a floor. */
const ALTERNATIVES_TRIED = 4;

/** Rows of sites that could be taken instead of each, with what they lose. */
function alternativesFor(
  setup: Setup,
  { coverage, others }: Found,
  chosen: Choice,
  { most, isExact, covered, peopleCovered, run }: AlternativesAsked,
): Alternative[][] {
  if (others !== undefined && most > 0) return others(most);
  if (coverage === null || most === 0) return chosen.sites.map(() => []);
  const question = standing(setup, coverage, chosen.closed);
  const candidates = chosen.sites.map((row) => 1 + row);
  const { floors } = question;
  const { goal } = setup.request;
  const isLimited = floors !== null || goal.type === "fewest-sites";
  const tried = alternativesOf(question, candidates, isLimited ? ALTERNATIVES_TRIED * most : most);
  return tried.map((others, n) => {
    const kept = others.filter(
      ({ candidate }) =>
        // A movable facility that is closed is no place for a new one.
        candidate <= setup.sites.count &&
        (!isLimited || keepsLimits(question, goal, [...candidates.toSpliced(n, 1), candidate])),
    );
    const rows = kept.slice(0, most).map(({ candidate, loss }) => ({ candidate: candidate - 1, loss }));
    if (isExact) return rows;
    // Where the pairs do not say who is covered, the outcome does.
    const counted = rows.flatMap(({ candidate }) => {
      if (run.afterwards.isStopped()) return [];
      const sites = chosen.sites.with(n, candidate);
      return [{ candidate, loss: peopleCovered - covered({ sites, closed: chosen.closed }) }];
    });
    return counted.sort((a, b) => a.loss - b.loss || a.candidate - b.candidate);
  });
}

/** Whether these sites keep the floors, and the share that was asked for. */
function keepsLimits(
  { reach, weight, floors, existing }: CoverageQuestion,
  goal: SitingResult["goal"],
  sites: readonly number[],
): boolean {
  const isCovered = new Uint8Array(weight.length);
  const { first, items } = reach.byCandidate;
  for (const site of [...existing, ...sites]) {
    for (let k = first[site]; k < first[site + 1]; k++) isCovered[items[k]] = 1;
  }
  const areas = floors?.share.length ?? 0;
  const [all, covered] = [new Float64Array(areas + 1), new Float64Array(areas + 1)];
  for (let i = 0; i < weight.length; i++) {
    const area = floors === null || floors.area[i] < 0 ? areas : floors.area[i];
    all[area] += weight[i];
    if (isCovered[i] === 1) covered[area] += weight[i];
  }
  const isShort = (share: number, part: number, whole: number) => part < share * whole * (1 - EQUAL_SHARE);
  if (goal.type === "fewest-sites" && isShort(goal.share, sumOf(covered), sumOf(all))) return false;
  return floors === null || floors.share.every((share, area) => !isShort(share, covered[area], all[area]));
}

/** People covered by number of sites, no worse than the result and its bound where these say more. */
function curveOf(
  { request }: Setup,
  { coverage, sites, counted, bestOf }: Found,
  {
    coveredBefore,
    peopleCovered,
    bound,
    run,
  }: { coveredBefore: number; peopleCovered: number; bound: number; run: Run },
): SitingResult["curve"] {
  const { goal } = request;
  const most = request.curveSites ?? Math.min(20, 2 * sites.length);
  if (coverage === null || counted === null || most === 0) return null;
  if (goal.type === "most-people-in-budget" || coverage.question.movable !== null || coverage.question.floors !== null)
    return null;
  const { points, bend } = coverageCurve(coverage.question, most, { watch: run.afterwards });
  const asked = goal.type === "most-people" ? goal.sites : null;
  let best = coveredBefore;
  const better = points.map((point) => {
    best = Math.max(best, point.peopleCovered, point.sites === sites.length ? peopleCovered : 0);
    const ofAll = Math.max(point.upperBound, bestOf?.(point.sites) ?? 0);
    const upperBound = asked !== null && point.sites <= asked ? Math.min(ofAll, bound) : ofAll;
    return { sites: point.sites, peopleCovered: best, upperBound: Math.max(upperBound, best) };
  });
  return { coveredBefore, points: better, bend };
}
