/** One request, solved and tried in every way there is: its answer, its bound, what it keeps, what it names beside it, and what was told on the way. */
import { expect } from "vitest";
import type { Change } from "../../server/api/scenario-messages.ts";
import type { SitingInfeasible, SitingRequest } from "../../server/api/siting-messages.ts";
import { SitingRefused } from "../../server/siting/refused.ts";
import type { Sited } from "../../server/siting/solve.ts";
import { MAX_CUTOFF_MINUTES, type Question } from "../../server/standard.ts";
import type { Territory } from "../../server/territory.ts";
import { place } from "../town.ts";
import { choices, resultOf, type Seen, shortOfFloors, site, type Worth, worthOf } from "./request.ts";

type Random = () => number;
type Tried = ReturnType<typeof choices> extends Generator<infer Each> ? Each : never;

export function randomPlaces(random: Random, count: number) {
  const on = () => Math.floor(random() * 6) * 200;
  const beside = () => (random() * 7 - 1) * 200;
  return Array.from({ length: count }, (_, n) => ({
    name: `Place ${n}`,
    ...(random() < 0.3 ? place(on(), on()) : place(beside(), beside())),
    cost: Math.ceil(random() * 5),
  }));
}

export const tally = () => ({ answer: 0, infeasible: 0, refused: 0, missed: 0 });

/** How many values and bounds were told on the way, by what was asked. */
export const told = new Map<string, number>();

const isLessOf = ({ type }: SitingRequest["goal"]) => type !== "most-people" && type !== "most-people-in-budget";
const peopleIn = ({ demand }: Territory) => demand.people.reduce((a, b) => a + b, 0);

/** Choices that reach what the goal asks for beside the limits: a share, or a worst walk of everybody who can be reached. */
function enough(territory: Territory, question: Question, request: SitingRequest, all: readonly Tried[]): Tried[] {
  const { goal } = request;
  if (goal.type === "fewest-sites") {
    const owed = goal.share * peopleIn(territory) * (1 - 2e-9);
    return all.filter(({ worth }) => worth.people >= owed);
  }
  if (goal.type !== "least-worst-walk") return [...all];
  // Whom any number of sites reaches, wherever they stand.
  const free = { ...request, goal: { type: "fewest-sites", share: 0 } as const };
  const reached = [...choices(territory, question, { ...free, spacingMetres: undefined, floor: undefined })];
  const most = Math.max(...reached.map(({ worth }) => worth.reached));
  return all.filter(({ worth }) => worth.reached >= most * (1 - 1e-12));
}

/** Solves and tries everything. */
export function check(
  territory: Territory,
  question: Question,
  request: SitingRequest,
  label: string,
): keyof ReturnType<typeof tally> {
  let found: ReturnType<typeof site>;
  const seen: Seen = { progress: [], best: [] };
  try {
    found = site(territory, question, request, { seen });
  } catch (error) {
    if (error instanceof SitingRefused) return "refused";
    throw error;
  }
  const { goal, resettlementWeight } = request;
  const tried = enough(territory, question, request, [...choices(territory, question, request)]);
  if ("constraint" in found) {
    checkInfeasible(territory, question, request, { found, tried, label });
    return "infeasible";
  }
  const worth = worthOf(territory, question, found.changes, resettlementWeight);
  expect([label, found.peopleCovered]).toEqual([label, worth.people]);
  if (found.missed !== null) {
    // What is missed is told as it is.
    const missing = Math.max(
      shortOfFloors(territory, request, worth),
      goal.type === "fewest-sites" ? goal.share * peopleIn(territory) - worth.people : 0,
    );
    expect([label, found.missed.missing > 0, missing >= found.missed.missing - 1e-6]).toEqual([label, true, true]);
    return "missed";
  }
  expect([label, shortOfFloors(territory, request, worth)]).toEqual([label, expect.closeTo(0, 6)]);
  const isLess = isLessOf(goal);
  const amountOf = ({ count, worth: { people, weighted, mean, worst } }: Tried): number =>
    goal.type === "fewest-sites"
      ? count
      : goal.type === "least-mean-walk"
        ? mean
        : goal.type === "least-worst-walk"
          ? worst
          : found.unit === "weighted-people"
            ? weighted
            : people;
  const count = found.sites.length - found.closedFacilityIds.length;
  expect([label, found.value]).toEqual([label, expect.closeTo(amountOf({ count, worth }), 9)]);
  if (goal.type === "fewest-sites")
    expect([label, worth.people >= goal.share * peopleIn(territory) * (1 - 2e-9)]).toEqual([label, true]);
  const best = tried.map(amountOf).reduce((a, b) => (isLess ? Math.min(a, b) : Math.max(a, b)));
  checkBetween(best, isLess, found.value, found.bound, label);
  if (found.gapPercent === 0) expect([label, found.value]).toEqual([label, expect.closeTo(best, 5)]);
  // Flows serve more than the outcome: only there may a gap stay.
  const isOne = goal.type === "most-people" && goal.sites === 1 && found.method === "each place counted";
  if (!question.circumstances.countCapacity || isOne) expect([label, found.gapPercent]).toEqual([label, 0]);
  for (const { value, bound } of seen.progress) {
    checkBetween(best, isLess, value ?? best, bound ?? best, label);
    if (value !== null || bound !== null) told.set(label, 1 + (told.get(label) ?? 0));
  }
  for (const kept of seen.best.slice(-1)) {
    const { value, bound, candidates, method } = resultOf(territory, question, request, kept);
    checkBetween(best, isLess, value, bound, label);
    const notesOf = (told: string) => told.split("; ").slice(1);
    expect([label, candidates.used, notesOf(method)]).toEqual([label, found.candidates.used, notesOf(found.method)]);
  }
  checkAlternatives(territory, question, request, { found, label });
  checkCurve(territory, question, request, { found, label });
  return "answer";
}

/** The best of all lies between an answer and its bound. */
export function checkBetween(best: number, isLess: boolean, value: number, bound: number, label: string): void {
  const [low, high] = isLess ? [bound, value] : [value, bound];
  const near = 1e-6 * Math.max(1, best);
  expect([label, low <= best + near, high >= best - near, low, best, high]).toEqual([
    label,
    true,
    true,
    low,
    best,
    high,
  ]);
}

/** Nothing is possible indeed, and what is missing is what is missing at best. */
function checkInfeasible(
  territory: Territory,
  question: Question,
  request: SitingRequest,
  { found, tried, label }: { found: SitingInfeasible; tried: readonly Tried[]; label: string },
): void {
  expect([label, found.message, found.missing > 0]).toEqual([label, found.message, true]);
  // Where spacing leaves no place at all, everything may stay as it is.
  const others = found.constraint === "spacing" ? tried.filter(({ count }) => count > 0) : tried;
  expect([label, found.message, others.length]).toEqual([label, found.message, 0]);
  if (found.constraint !== "floor" || question.circumstances.countCapacity) return;
  const { areas } = territory;
  const level = request.floor?.level;
  // Floors of other areas are left out.
  const alone: Territory = {
    ...territory,
    areas: {
      ...areas,
      level: areas.level.map((each, n) =>
        each === level && found.areaCode !== null && areas.code[n] !== found.areaCode ? "none" : each,
      ) as typeof areas.level,
    },
  };
  const free = [...choices(territory, question, { ...request, floor: undefined })];
  const least = Math.min(...free.map(({ worth }) => shortOfFloors(alone, request, worth)));
  expect([label, found.message, found.missing]).toEqual([label, found.message, expect.closeTo(least, 3)]);
}

/** What is named beside a site covers what it says, and keeps the floors. */
function checkAlternatives(
  territory: Territory,
  question: Question,
  request: SitingRequest,
  { found, label }: { found: Sited; label: string },
): void {
  if (found.unit === "weighted-people") return;
  const closed = found.closedFacilityIds.length;
  for (const [n, { alternatives }] of found.sites.entries()) {
    for (const { lon, lat, loss, minutes } of alternatives) {
      const changes = found.changes.map(
        (change, at): Change =>
          at === closed + n && change.type === "add-facility"
            ? { ...change, facility: { ...change.facility, lon, lat } }
            : change,
      );
      const worth: Worth = worthOf(territory, question, changes, request.resettlementWeight);
      expect([label, found.peopleCovered - worth.people]).toEqual([label, expect.closeTo(loss, 6)]);
      const isMean = found.goal.type === "least-mean-walk";
      if (isMean) expect([label, worth.mean - found.value]).toEqual([label, expect.closeTo(minutes ?? Number.NaN, 6)]);
      else expect([label, minutes === undefined]).toEqual([label, found.unit !== "minutes"]);
      expect([label, shortOfFloors(territory, request, worth)]).toEqual([label, expect.closeTo(0, 6)]);
    }
  }
}

/** Each point of the curve is what some choice of so many is worth, and no choice of so many is worth more than its bound. */
function checkCurve(
  territory: Territory,
  question: Question,
  request: SitingRequest,
  { found, label }: { found: Sited; label: string },
): void {
  const { curve, sites } = found;
  expect([label, curve === null]).toEqual([label, sites.length === 0]);
  if (curve === null) return;
  const isLess = curve.unit === "minutes";
  const { goal } = request;
  const { reached } = worthOf(territory, question, found.changes);
  const amountOf = ({ worth }: Tried): number => {
    if (curve.unit === "people") return worth.people;
    if (curve.unit === "weighted-people") return worth.weighted;
    if (goal.type === "least-mean-walk") return worth.mean;
    // Whom the result reaches and this does not walks as long as is looked at.
    return worth.reached < reached * (1 - 1e-9) ? MAX_CUTOFF_MINUTES : worth.worst;
  };
  const last = curve.points.find((point) => point.sites === sites.length);
  expect([label, last?.value]).toEqual([label, goal.type === "fewest-sites" ? found.peopleCovered : found.value]);
  expect([label, curve.points.some((point) => point.sites === curve.bend)]).toEqual([label, true]);
  const most = Math.max(...curve.points.map((point) => point.sites));
  // The curve of a number of sites goes on beyond it; where places are exchanged, or are of two kinds, it does not.
  const goesOn = "sites" in goal && request.movable === undefined && request.second === undefined;
  const ofAll = { ...request, goal: goesOn ? { ...goal, sites: Math.max(most, goal.sites ?? 0) } : goal };
  const kept = [...choices(territory, question, ofAll)];
  const free = [...choices(territory, question, { ...ofAll, floor: undefined })];
  let before = curve.before;
  for (const { sites: count, value, bound } of curve.points) {
    const isBetter = (a: number, b: number) => (isLess ? a < b - 1e-6 : a > b + 1e-6);
    expect([label, count, isBetter(before, value), isBetter(value, bound)]).toEqual([label, count, false, false]);
    const some = free.filter((each) => each.count <= count).map(amountOf);
    const nearest = Math.min(...some.map((amount) => Math.abs(amount - value)));
    expect([label, count, nearest]).toEqual([label, count, expect.closeTo(0, 6)]);
    const beyond = kept.filter((each) => each.count <= count && isBetter(amountOf(each), bound));
    expect([label, count, bound, beyond.map(amountOf)]).toEqual([label, count, bound, []]);
    before = value;
  }
}
