/**
 * One reason for every gap: the first single removal, in the order of REASONS, that would bring an uncovered point within its
 * limit. Counterfactual and computed, never guessed: each removal is asked of the same reach, or of the same network, as coverage is.
 *
 * "Would be covered" means within the limit. Whether the facility then has room is not asked again. With several tiers each
 * that fails has a reason, and the point has the earliest of them.
 */
import Flatbush from "flatbush";
import { distanceMetres, METRES_PER_DEGREE, metresPerDegreeLon } from "../geo.ts";
import type { Linker } from "../network/link.ts";
import { type Links, NONE } from "../network/network.ts";
import type { Search } from "../network/search.ts";
import { type Circumstances, isWithinLimit, MEASURES, type Question } from "../standard.ts";
import { REASONS, type Reason } from "../words.ts";
import { barrierToStreet } from "./barrier-line.ts";
import { type Asked, findCrossings } from "./crossings.ts";
import { findIslands } from "./islands.ts";

/** In the column of reasons: covered, or nobody lives there. */
export const NO_REASON = 255;

/** What reasons need of one tier's reach (reach.ts): columns over demand points, centimetres in the measure of each point's rule. */
export interface TierReach {
  readonly cost: Float64Array;
  readonly facility: Int32Array;
  readonly limit: Int32Array;
  /** Index into MEASURES. */
  readonly measure: Uint8Array;
}

/** A network with demand points and facilities linked to it. */
export interface Streets {
  readonly search: Search;
  readonly linker: Linker;
  readonly homes: Links;
  readonly facilities: Links;
}

export interface ReasonQuestion {
  readonly question: Question;
  /** People of the total at each demand point; where there are none, there is no reason. */
  readonly people: Float64Array;
  /** People who are in reach of a facility without room; null when capacity does not count. */
  readonly overCapacity: Float64Array | null;
  /** Of each point the tier that leaves most of its people without room, where each tier is needed; null when capacity does not count. */
  readonly fullTier: ArrayLike<number> | null;
  /** The reach of each tier under some circumstances: the question's own, and with one of its restrictions taken away. */
  readonly reachUnder: (circumstances: Circumstances) => readonly TierReach[];
  /** Rows of the facilities of each tier that count under the question's circumstances, ascending. */
  readonly counting: readonly ArrayLike<number>[];
  /** Columns over demand points and facilities; null without the switch. */
  readonly districts: Asked["districts"];
  /** 1 for facilities that say nothing of their hours. */
  readonly hoursUnknown: ArrayLike<number>;
  readonly walking: Streets;
  /** The bicycle network; null when no rule asks for it. */
  readonly riding: Streets | null;
}

/** Reasons with their evidence: one entry for each uncovered point. */
export interface Reasons {
  /** By demand point: index into REASONS, or NO_REASON. */
  readonly reason: Uint8Array;
  /** By demand point: its entry below, or NONE. */
  readonly entry: Int32Array;
  /** Demand points of the entries, ascending. */
  readonly points: Int32Array;
  /** The tier that the reason is about; bit t of `failing` is set when tier t fails. */
  readonly tier: Uint8Array;
  readonly failing: Uint32Array;
  /**
   * The facility that the reason is about: across the barrier, at the end of the missing link, of the other district, closed, full;
   * for "too-far" the nearest one, on foot or else in a straight line. NONE for "no-street", and when none counts.
   */
  readonly facility: Int32Array;
  /** Straight line to it. NaN without one. */
  readonly straightMetres: Float64Array;
  /** Walk (or ride) to it today, flat-equivalent metres; NaN when there is none, or none that was looked for (crossings.ts). */
  readonly walkMetres: Float64Array;
  /** With the crossing or the missing link. NaN for other reasons. */
  readonly walkMetresWith: Float64Array;
  /** "no-street": to the nearest street; "island" and "barrier": length of the missing link or crossing; else NaN. */
  readonly metres: Float64Array;
  /** Ends of the missing link or crossing, the home's side first, degrees. NaN for other reasons. */
  readonly nearLon: Float64Array;
  readonly nearLat: Float64Array;
  readonly farLon: Float64Array;
  readonly farLat: Float64Array;
  /** What stands between: index into Barriers.objectId of the network, or NONE. For "barrier", and for "no-street" where a street is near behind it. */
  readonly barrier: Int32Array;
  /** 1 where the facility is not known to be closed, but says nothing of its hours. */
  readonly hoursUnknown: Uint8Array;
}

const indexOf = (reason: Reason): number => REASONS.indexOf(reason);
const RIDE = MEASURES.indexOf("ride");
const RADIUS = MEASURES.indexOf("radius");
/** More than lengths lose by being computed twice. */
const ROUNDING = 1e-9;

/** A reason, with its evidence, for every demand point with people who are out of reach or over capacity. Nothing else has one. */
export function reasonsOf(asked: ReasonQuestion): Reasons {
  const { question, people, overCapacity, fullTier } = asked;
  const tiers = asked.reachUnder(question.circumstances);
  const fails = ({ cost, limit }: TierReach, point: number) => !isWithinLimit(cost[point], limit[point]);
  const isCovered = (point: number): boolean =>
    question.standard.need === "any"
      ? tiers.some((tier) => !fails(tier, point))
      : tiers.every((tier) => !fails(tier, point));
  const points: number[] = [];
  for (let point = 0; point < people.length; point++) {
    if (people[point] > 0 && (!isCovered(point) || (overCapacity?.[point] ?? 0) > 0)) points.push(point);
  }
  const reasons = emptyReasons(people.length, Int32Array.from(points));
  tiers.forEach((tier, t) => {
    const failing = points.filter((point) => fails(tier, point) && !isCovered(point));
    for (const point of failing) reasons.failing[reasons.entry[point]] |= 1 << t;
    explainTier(asked, tier, t, failing, reasons);
  });
  for (const point of points) {
    if (reasons.reason[point] !== NO_REASON) continue;
    // Within the limit, so all facilities in reach are full: the nearest of them speaks for them.
    const t =
      question.standard.need === "all" ? (fullTier?.[point] ?? 0) : tiers.findIndex((tier) => !fails(tier, point));
    const at = reasons.entry[point];
    reasons.reason[point] = indexOf("over-capacity");
    reasons.tier[at] = t;
    tellFacility(asked, reasons, at, tiers[t].facility[point], tiers[t]);
  }
  return reasons;
}

/** Reasons of one tier, for the points that it fails. Points that an earlier tier gave an earlier reason keep that. */
function explainTier(
  asked: ReasonQuestion,
  tier: TierReach,
  t: number,
  failing: readonly number[],
  reasons: Reasons,
): void {
  const { question, walking } = asked;
  const { circumstances } = question;
  const set = (point: number, reason: Reason): boolean => {
    if (reasons.reason[point] <= indexOf(reason)) return false;
    reasons.reason[point] = indexOf(reason);
    const at = reasons.entry[point];
    clearEvidence(reasons, at);
    reasons.tier[at] = t;
    return true;
  };
  const streetsOf = (point: number): Streets | null => {
    if (tier.measure[point] === RADIUS) return null;
    if (tier.measure[point] !== RIDE) return walking;
    if (asked.riding === null)
      throw new Error("A rule measures rides, but reasons were asked for without a bicycle network.");
    return asked.riding;
  };

  const standsBetween = new Map(
    [walking, asked.riding].map((streets) => [streets, streets && barrierToStreet(streets.search.network)]),
  );
  let open = failing.filter((point) => {
    const streets = streetsOf(point);
    if (streets === null || streets.homes.edge[point] !== NONE) return true;
    if (!set(point, "no-street")) return false;
    const at = reasons.entry[point];
    reasons.metres[at] = streets.homes.metres[point];
    reasons.barrier[at] = standsBetween.get(streets)?.(streets.homes.lon[point], streets.homes.lat[point]) ?? NONE;
    return false;
  });

  /** Tries what a network offers on the open points that its measure holds for; those that it explains are open no more. */
  const explain = <Found extends { readonly facility: Int32Array }>(
    reason: "island" | "barrier",
    find: (streets: Streets, question: Asked) => Found,
    tell: (at: number, found: Found, k: number) => void,
  ): void => {
    for (const streets of [walking, asked.riding]) {
      if (streets === null) continue;
      const theirs = open.filter((point) => streetsOf(point) === streets);
      if (theirs.length === 0) continue;
      const found = find(streets, questionOn(asked, streets, tier, t, theirs));
      const explained = new Set<number>();
      theirs.forEach((point, k) => {
        if (found.facility[k] === NONE) return;
        explained.add(point);
        if (!set(point, reason)) return;
        const at = reasons.entry[point];
        reasons.facility[at] = found.facility[k];
        tell(at, found, k);
      });
      open = open.filter((point) => !explained.has(point));
    }
  };
  explain(
    "island",
    ({ search }, question) => findIslands(search, question),
    (at, islands, k) => copyCrossing(reasons, at, islands, k),
  );

  const without = (reason: "other-district" | "closed", freed: Circumstances): void => {
    const free = asked.reachUnder(freed)[t];
    open = open.filter((point) => {
      if (!isWithinLimit(free.cost[point], free.limit[point])) return true;
      if (set(point, reason)) tellFacility(asked, reasons, reasons.entry[point], free.facility[point], free);
      return false;
    });
  };
  if (circumstances.ownDistrictOnly) without("other-district", { ...circumstances, ownDistrictOnly: false });
  if (circumstances.hours.type !== "any") without("closed", { ...circumstances, hours: { type: "any" } });

  explain(
    "barrier",
    ({ search, linker }, question) => findCrossings(search, linker, question),
    (at, crossings, k) => {
      reasons.walkMetres[at] = crossings.walkMetres[k];
      reasons.barrier[at] = crossings.object[k];
      copyCrossing(reasons, at, crossings, k);
    },
  );

  const nearestInLine = nearestInLineOf(asked, t);
  for (const point of open) {
    if (!set(point, "too-far")) continue;
    const nearest = tier.facility[point];
    tellFacility(asked, reasons, reasons.entry[point], nearest === NONE ? nearestInLine(point) : nearest, tier);
  }
}

function questionOn(
  { counting, districts }: ReasonQuestion,
  { homes, facilities }: Streets,
  { limit }: TierReach,
  tier: number,
  points: readonly number[],
): Asked {
  return { homes, rows: Int32Array.from(points), limit, facilities, counting: counting[tier], districts };
}

/** A missing link and a crossing are told alike. */
function copyCrossing(
  reasons: Reasons,
  at: number,
  found: Pick<Reasons, "straightMetres" | "walkMetresWith" | "metres" | "nearLon" | "nearLat" | "farLon" | "farLat">,
  k: number,
): void {
  reasons.straightMetres[at] = found.straightMetres[k];
  reasons.walkMetresWith[at] = found.walkMetresWith[k];
  reasons.metres[at] = found.metres[k];
  reasons.nearLon[at] = found.nearLon[k];
  reasons.nearLat[at] = found.nearLat[k];
  reasons.farLon[at] = found.farLon[k];
  reasons.farLat[at] = found.farLat[k];
}

/** The facility of a reach as evidence; the walk only where it is that reach's. */
function tellFacility(
  { walking, hoursUnknown }: ReasonQuestion,
  reasons: Reasons,
  at: number,
  facility: number,
  reach: TierReach,
): void {
  if (facility === NONE) return;
  const point = reasons.points[at];
  const { homes, facilities } = walking;
  reasons.facility[at] = facility;
  reasons.straightMetres[at] = distanceMetres(
    homes.lon[point],
    homes.lat[point],
    facilities.lon[facility],
    facilities.lat[facility],
  );
  if (reach.facility[point] === facility && reach.measure[point] !== RADIUS) {
    reasons.walkMetres[at] = reach.cost[point] / 100;
  }
  reasons.hoursUnknown[at] = reasons.reason[point] === indexOf("closed") ? hoursUnknown[facility] : 0;
}

/** Answers the facility of a tier that a point may use and that is nearest in a straight line (ties: the lower row), or NONE. */
function nearestInLineOf({ walking: { homes, facilities }, counting, districts }: ReasonQuestion, tier: number) {
  const rows = Int32Array.from(counting[tier]);
  const index = rows.length === 0 ? null : new Flatbush(rows.length);
  for (const row of rows) index?.add(facilities.lon[row], facilities.lat[row]);
  index?.finish();
  return (point: number): number => {
    const [lon, lat] = [homes.lon[point], homes.lat[point]];
    const perLon = metresPerDegreeLon(lat);
    let [best, least] = [NONE, Number.POSITIVE_INFINITY];
    const isAllowed = (k: number) => districts === null || districts.homes[point] === districts.facilities[rows[k]];
    const look = (k: number): boolean => {
      const row = rows[k];
      const square =
        ((facilities.lon[row] - lon) * perLon) ** 2 + ((facilities.lat[row] - lat) * METRES_PER_DEGREE) ** 2;
      if (square < least || (square === least && row < best)) [best, least] = [row, square];
      return false;
    };
    // Nearest in degrees is a good guess, and no better one is farther in metres.
    const [guess] = index?.neighbors(lon, lat, 1, Number.POSITIVE_INFINITY, isAllowed) ?? [];
    if (guess === undefined) return NONE;
    look(guess);
    const metres = Math.sqrt(least) * (1 + ROUNDING);
    const [dLon, dLat] = [metres / perLon, metres / METRES_PER_DEGREE];
    index?.search(lon - dLon, lat - dLat, lon + dLon, lat + dLat, (k) => isAllowed(k) && look(k));
    return best;
  };
}

function emptyReasons(demandPoints: number, points: Int32Array): Reasons {
  const count = points.length;
  const numbers = () => new Float64Array(count).fill(Number.NaN);
  const entry = new Int32Array(demandPoints).fill(NONE);
  points.forEach((point, at) => {
    entry[point] = at;
  });
  return {
    reason: new Uint8Array(demandPoints).fill(NO_REASON),
    entry,
    points,
    tier: new Uint8Array(count),
    failing: new Uint32Array(count),
    facility: new Int32Array(count).fill(NONE),
    straightMetres: numbers(),
    walkMetres: numbers(),
    walkMetresWith: numbers(),
    metres: numbers(),
    nearLon: numbers(),
    nearLat: numbers(),
    farLon: numbers(),
    farLat: numbers(),
    barrier: new Int32Array(count).fill(NONE),
    hoursUnknown: new Uint8Array(count),
  };
}

/** An earlier reason takes the place of a later one, with all that was said of it. */
function clearEvidence(reasons: Reasons, at: number): void {
  reasons.facility[at] = NONE;
  reasons.barrier[at] = NONE;
  reasons.hoursUnknown[at] = 0;
  const { straightMetres, walkMetres, walkMetresWith, metres, nearLon, nearLat, farLon, farLat } = reasons;
  for (const column of [straightMetres, walkMetres, walkMetresWith, metres, nearLon, nearLat, farLon, farLat]) {
    column[at] = Number.NaN;
  }
}
