/**
 * How much more stations bring: for 1, 2, … new sites the people covered, or the minutes walked, each with a proven bound, and
 * where the curve bends. Each point is the better of two: the first so many sites of the result, in the order in which they
 * should be built, and, where the goal's kernel looked for it, the best that was found for just so many. Costs, spacing and
 * capacity are kept at each point; a floor only by all sites of the result together, so with one the points are its stages.
 */
import type { SitingResult } from "../api/siting-messages.ts";
import type { Setup } from "./ask.ts";
import { bendOf, coverageCurve } from "./curve.ts";
import type { Choice, Found } from "./describe.ts";
import { boundOfAll } from "./left-out.ts";
import type { Run } from "./solve.ts";

/** What was found for one number of sites. */
interface ByNumber {
  /** In the unit of the curve, as the outcome counts it. */
  readonly value: number;
  /** No choice of so many is better. */
  readonly bound: number;
}

interface CurveAsked {
  readonly unit: NonNullable<SitingResult["curve"]>["unit"];
  /** Whether less is better. */
  readonly isLess: boolean;
  readonly chosen: Choice;
  /** Before new sites, of the result, and its bound; in the unit of the curve. */
  readonly before: number;
  readonly value: number;
  readonly bound: number;
  /** Up to so many sites no choice is better than that bound. */
  readonly boundHoldsTo: number;
  readonly most: number;
  /** Null for a number of sites that nobody looked at. */
  byNumber(sites: number): ByNumber | null;
  /** Null when there is no time left to count it. */
  measured(choice: Choice): number | null;
}

/** Null where there is nothing to draw. Stopped early, it lacks points; the one of the result is always there. */
function resultCurve(asked: CurveAsked): SitingResult["curve"] {
  const { unit, isLess, chosen, before, value, bound, boundHoldsTo, most, byNumber, measured } = asked;
  const all = chosen.sites.length;
  if (all === 0 || most === 0) return null;
  const better = isLess ? Math.min : Math.max;
  const worse = isLess ? Math.max : Math.min;
  const points: { sites: number; value: number; bound: number }[] = [];
  let best = before;
  for (let sites = 1; sites <= Math.max(all, most); sites++) {
    const found = byNumber(sites);
    if (sites > all && found === null) break;
    if (sites === all) best = value;
    else {
      const stage = sites < all && sites <= most ? measured(firstOf(chosen, sites)) : null;
      const values = [stage, found?.value ?? null].filter((each) => each !== null);
      if (values.length === 0) continue;
      best = better(best, ...values);
      // Fewer are no better than the result; where a count says so all the same, people wait for room elsewhere.
      if (sites < all) best = worse(best, value);
    }
    const own = found?.bound ?? bound;
    points.push({ sites, value: best, bound: better(best, sites <= boundHoldsTo ? worse(bound, own) : own) });
  }
  return { unit, before, points, bend: bendOf(before, points) };
}

/** The first so many sites of a result; of its moves only as many as these need. */
function firstOf({ sites, closed, built }: Choice, count: number): Choice {
  const withoutMoves = sites.length - closed.length;
  return {
    sites: sites.slice(0, count),
    closed: closed.slice(0, Math.max(0, count - withoutMoves)),
    ...(built !== undefined && { built: built.slice(0, count) }),
  };
}

/** Numbers of sites that are drawn beyond the result's, unless the request says; and those that a kernel is asked for. */
const CURVE_SITES = 20;
const MOST_BY_NUMBER = 50;

/** The curve, with what kernels know of each number of sites. */
export function curveFor(
  { request: { goal, curveSites } }: Setup,
  { coverage, counted, byNumber, bestOf, leftOut }: Found,
  asked: Omit<CurveAsked, "most" | "byNumber" | "boundHoldsTo">,
  { afterwards }: Run,
): SitingResult["curve"] {
  const count = asked.chosen.sites.length;
  const isMost = goal.type === "most-people" || goal.type === "most-people-in-budget";
  // Beyond the result's number only where a kernel knows of it, and nothing but the number and money limits it.
  const isFree = isMost && coverage !== null && counted !== null;
  const allowed = "sites" in goal ? (goal.sites ?? count) : count;
  const wanted = curveSites ?? Math.max(count, isFree ? Math.min(CURVE_SITES, 2 * count) : 0);
  const most = goal.type === "most-people-in-budget" ? Math.min(wanted, goal.sites ?? wanted) : wanted;
  const points: ByNumber[] = [];
  if (coverage !== null && counted !== null && most > 0) {
    const curve = coverageCurve(coverage.question, Math.min(most, MOST_BY_NUMBER), { watch: afterwards });
    for (const { sites, value, bound } of curve.points) {
      points.push({ value, bound: Math.max(bound, bestOf?.(sites) ?? 0) });
    }
  }
  for (const { sites, bound } of byNumber?.(Math.min(most, count, MOST_BY_NUMBER)) ?? []) {
    const value = asked.measured({ sites, closed: [] });
    if (value === null) break;
    points.push({ value, bound: boundOfAll(bound, leftOut ?? null, asked.isLess) });
  }
  const boundHoldsTo = goal.type === "most-people-in-budget" ? most : Math.max(count, allowed);
  return resultCurve({ ...asked, most, boundHoldsTo, byNumber: (sites) => points[sites - 1] ?? null });
}
