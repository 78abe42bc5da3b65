/**
 * What a crossing would do: for homes without a facility in reach, whether one stands just behind a river, a railway or an
 * expressway, and how long the walk would be over a crossing there.
 *
 * The question is counterfactual and exact. Of the facilities whose straight line is within the home's limit, in ascending
 * order of that line (ties: the lower row), each is tried whose walk is at least twice the straight line or does not exist.
 * For each obstacle on the line (barrier-line.ts) a crossing is imagined where the line meets it: straight over it, and on each side
 * joined to the nearest street by a leg that crosses no other barrier (link.ts). The home is explained by the first facility
 * that this brings within its limit, and there by the obstacle that makes the shortest walk.
 *
 * One crossing is imagined at a time, at one place: a river that the line meets twice, more than 50 m apart, would need two.
 * Costs are flat-equivalent centimetres as everywhere; over the crossing itself the ground is taken as flat.
 */
import Flatbush from "flatbush";
import { distanceMetres, growBounds } from "../geo.ts";
import { isPrivate } from "../network/edges.ts";
import type { Linker } from "../network/link.ts";
import { DEMAND_LINK_METRES, type Links, type Network, NONE } from "../network/network.ts";
import { legCentimetres, type Search } from "../network/search.ts";
import { createBarrierLine } from "./barrier-line.ts";

/** A walk this many times the straight line is a detour that asks for a cause. */
export const LEAST_DETOUR = 2;
/** The crossing begins this far before the barrier and ends as far behind it: off the line that it crosses, on its own side. */
const BESIDE_METRES = 0.5;
/** Walks are looked for up to this many times the limit, to be told as evidence. */
const FARTHEST_WALK = 16;

/** Homes, and the facilities that they may use. Also asked of islands.ts. */
export interface Asked {
  readonly homes: Links;
  /** Rows of homes that are asked about, ascending; linked ones, with no allowed facility within their limit. */
  readonly rows: Int32Array;
  /** Of each row of homes, centimetres (≤). */
  readonly limit: ArrayLike<number>;
  readonly facilities: Links;
  /** Rows of the facilities that count, ascending. */
  readonly counting: ArrayLike<number>;
  /** District of each home and facility (NONE outside all): a home may use those of its own only. Null: any. */
  readonly districts: { readonly homes: ArrayLike<number>; readonly facilities: ArrayLike<number> } | null;
}

/** One entry for each of the question's rows. */
export interface Crossings {
  /** The facility that a crossing brings within the limit, or NONE: then the rest means nothing. */
  readonly facility: Int32Array;
  /** Straight line from the home to it. */
  readonly straightMetres: Float64Array;
  /** Walk to it today, flat-equivalent metres; NaN when there is none, or none within 16 times the limit. */
  readonly walkMetres: Float64Array;
  /** Walk to it over the crossing, flat-equivalent metres. */
  readonly walkMetresWith: Float64Array;
  /** The barrier that is met first: index into Barriers.objectId. */
  readonly object: Int32Array;
  /** Ends of the crossing, degrees: on the home's side, and on the facility's. */
  readonly nearLon: Float64Array;
  readonly nearLat: Float64Array;
  readonly farLon: Float64Array;
  readonly farLat: Float64Array;
  /** Its length. */
  readonly metres: Float64Array;
}

/** An imagined crossing, and what is known of the walk over it. */
interface Trial {
  /** Index into the question's rows. */
  readonly at: number;
  readonly facility: number;
  readonly straight: number;
  /** Centimetres today, NONE beyond what was searched. */
  readonly walk: number;
  readonly object: number;
  readonly near: Ends;
  readonly far: Ends;
  /** Centimetres from the near and the far end to the facility, the crossing included where it is walked from there; NONE without. */
  readonly overFromNear: number;
  readonly overFromFar: number;
  readonly metres: number;
}

interface Ends {
  readonly lon: number;
  readonly lat: number;
  /** Null where the crossing begins at the home itself, or ends at the facility. */
  readonly links: Links | null;
}

export function findCrossings(search: Search, linker: Linker, question: Asked): Crossings {
  const { rows, homes, limit } = question;
  const trials = trialsOf(search, linker, question);
  trials.sort((a, b) => a.at - b.at || a.straight - b.straight || a.facility - b.facility);
  const found = emptyCrossings(rows.length);
  const walks = new Int32Array(rows.length).fill(NONE);
  for (let t = 0; t < trials.length; ) {
    const { at } = trials[t];
    const home = rows[at];
    const labels = search.fromPoint(homes, home, limit[home]);
    let [best, bestCost]: [Trial | null, number] = [null, limit[home] + 1];
    for (; t < trials.length && trials[t].at === at; t++) {
      const trial = trials[t];
      // A nearer facility has answered already.
      if (best !== null && best.facility !== trial.facility) continue;
      for (const [end, over] of [
        [trial.near, trial.overFromNear],
        [trial.far, trial.overFromFar],
      ] as const) {
        if (over === NONE) continue;
        const there = end.links === null ? 0 : labels.costAt(end.links, 0);
        if (there === NONE || there + over >= bestCost) continue;
        [best, bestCost] = [trial, there + over];
      }
    }
    if (best === null) continue;
    found.facility[at] = best.facility;
    found.straightMetres[at] = best.straight;
    found.walkMetresWith[at] = bestCost / 100;
    found.object[at] = best.object;
    found.nearLon[at] = best.near.lon;
    found.nearLat[at] = best.near.lat;
    found.farLon[at] = best.far.lon;
    found.farLat[at] = best.far.lat;
    found.metres[at] = best.metres;
    walks[at] = best.walk;
  }
  measureWalks(search, question, found, walks);
  return found;
}

/** All crossings that are worth trying, with the walk from their far side to the facility: one search for each facility. */
function trialsOf(search: Search, linker: Linker, question: Asked): Trial[] {
  const { homes, rows, limit, facilities } = question;
  const line = createBarrierLine(search.network.barriers);
  const trials: Trial[] = [];
  for (const [facility, pairs] of blockedPairs(question, line.isMet)) {
    // Far enough to tell every detour, and every walk on from a crossing.
    const enough = pairs.map(({ at, straight }) => Math.max(limit[rows[at]], LEAST_DETOUR * legCentimetres(straight)));
    const labels = search.toward(
      facilities,
      facility,
      enough.reduce((a, b) => Math.max(a, b)),
    );
    for (const { at, straight } of pairs) {
      const home = rows[at];
      const walk = labels.costAt(homes, home);
      // Beyond what was searched the walk is longer than twice the straight line.
      if (walk !== NONE && walk < LEAST_DETOUR * legCentimetres(straight)) continue;
      const [lon, lat] = [homes.lon[home], homes.lat[home]];
      const [dLon, dLat] = [facilities.lon[facility] - lon, facilities.lat[facility] - lat];
      const spans = line.spans(lon, lat, lon + dLon, lat + dLat, straight);
      const along = (metres: number): [number, number] => [
        lon + (metres / straight) * dLon,
        lat + (metres / straight) * dLat,
      ];
      for (const { start, end, object } of spans) {
        const nearAt = Math.max(0, start - BESIDE_METRES);
        const farAt = Math.min(straight, end + BESIDE_METRES);
        const near = endAt(search.network, linker, along(nearAt), nearAt === 0);
        const far = endAt(search.network, linker, along(farAt), farAt === straight);
        if (near === null || far === null) continue;
        // Home and facility stand in the same water: there is no street that a crossing could join.
        if (near.links === null && far.links === null) continue;
        const across = legCentimetres(farAt - nearAt);
        const onward = far.links === null ? 0 : labels.costAt(far.links, 0);
        const overFromNear = onward === NONE || onward + across > limit[home] ? NONE : onward + across;
        // A crossing leads both ways: streets may bend so that one comes to it from behind.
        const back = near.links === null || far.links === null ? NONE : labels.costAt(near.links, 0);
        const overFromFar = back === NONE || back + across > limit[home] ? NONE : back + across;
        if (overFromNear === NONE && overFromFar === NONE) continue;
        const metres = farAt - nearAt;
        trials.push({ at, facility, straight, walk, object, near, far, overFromNear, overFromFar, metres });
      }
    }
  }
  return trials;
}

/** Joins an end of a crossing to the nearest street. Not to a private one, which nobody may pass through. */
function endAt(network: Network, linker: Linker, [lon, lat]: [number, number], isPoint: boolean): Ends | null {
  if (isPoint) return { lon, lat, links: null };
  if (!linker.isNearStreet(lon, lat, DEMAND_LINK_METRES)) return null;
  const links = linker.linkPoint(lon, lat, { maxMetres: DEMAND_LINK_METRES });
  const [edge] = links.edge;
  return edge === NONE || isPrivate(network, edge) ? null : { lon, lat, links };
}

interface Pair {
  readonly at: number;
  readonly straight: number;
}

/** By facility, the homes within whose limit it stands in a straight line that meets a barrier. */
function blockedPairs(
  { homes, rows, limit, facilities, counting, districts }: Asked,
  isMet: (lon1: number, lat1: number, lon2: number, lat2: number) => boolean,
): Map<number, Pair[]> {
  const pairs = new Map<number, Pair[]>();
  const linked = Int32Array.from(counting).filter((row) => facilities.edge[row] !== NONE);
  if (linked.length === 0) return pairs;
  const index = new Flatbush(linked.length);
  for (const row of linked) index.add(facilities.lon[row], facilities.lat[row]);
  index.finish();
  for (let at = 0; at < rows.length; at++) {
    const home = rows[at];
    const [lon, lat] = [homes.lon[home], homes.lat[home]];
    // One metre more than needed: the exact distance decides.
    for (const k of index.search(...growBounds([lon, lat, lon, lat], limit[home] / 100 + 1))) {
      const facility = linked[k];
      if (districts !== null && districts.homes[home] !== districts.facilities[facility]) continue;
      const [facilityLon, facilityLat] = [facilities.lon[facility], facilities.lat[facility]];
      const straight = distanceMetres(lon, lat, facilityLon, facilityLat);
      if (legCentimetres(straight) > limit[home]) continue;
      if (!isMet(lon, lat, facilityLon, facilityLat)) continue;
      const others = pairs.get(facility);
      if (others === undefined) pairs.set(facility, [{ at, straight }]);
      else others.push({ at, straight });
    }
  }
  return pairs;
}

/** Fills in today's walks: those that trials found, and longer ones by searches of growing reach from their facilities. */
function measureWalks(search: Search, question: Asked, found: Crossings, walks: Int32Array): void {
  const { homes, rows, limit, facilities } = question;
  const { nodeComponent, edgeFrom } = search.network;
  const componentOf = ({ edge }: Links, row: number) => nodeComponent[edgeFrom[edge[row]]];
  const open = new Map<number, number[]>();
  for (let at = 0; at < rows.length; at++) {
    const facility = found.facility[at];
    if (facility === NONE) continue;
    if (walks[at] !== NONE) found.walkMetres[at] = walks[at] / 100;
    else if (componentOf(homes, rows[at]) === componentOf(facilities, facility)) {
      open.set(facility, [...(open.get(facility) ?? []), at]);
    }
  }
  for (const [facility, entries] of open) {
    const most = entries.reduce((least, at) => Math.max(least, limit[rows[at]]), 0);
    let rest = entries;
    for (let times = 2 * LEAST_DETOUR; times <= FARTHEST_WALK && rest.length > 0; times *= 2) {
      const labels = search.toward(facilities, facility, times * most);
      rest = rest.filter((at) => {
        const walk = labels.costAt(homes, rows[at]);
        if (walk !== NONE) found.walkMetres[at] = walk / 100;
        return walk === NONE;
      });
    }
  }
}

function emptyCrossings(count: number): Crossings {
  const numbers = () => new Float64Array(count).fill(Number.NaN);
  return {
    facility: new Int32Array(count).fill(NONE),
    straightMetres: numbers(),
    walkMetres: numbers(),
    walkMetresWith: numbers(),
    object: new Int32Array(count).fill(NONE),
    nearLon: numbers(),
    nearLat: numbers(),
    farLon: numbers(),
    farLat: numbers(),
    metres: numbers(),
  };
}
