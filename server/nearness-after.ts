/**
 * The nearest facility after a few facilities were added, closed or moved, from what was nearest before: a new one is searched from
 * alone, no farther than it can be nearer than what people have, and takes those to whom it is. So a pin that is dragged costs one short
 * search and not one from all facilities. What comes out is what searching anew gives, to the last digit: the least of (cost, row).
 */
import { distanceMetres, METRES_PER_DEGREE } from "./geo.ts";
import { type Links, NONE } from "./network/network.ts";
import { legCentimetres, type Nearest, type Search } from "./network/search.ts";
import type { Facilities, Origins } from "./territory.ts";

/** Facilities by row, and where they stand: two rows are the same when all of this is. */
export interface Standing {
  readonly rows: readonly number[];
  /** Where they join the streets of the way; null in a straight line. */
  readonly links: Links | null;
  readonly facilities: Pick<Facilities, "lon" | "lat">;
  /** District of each facility where only the own one may be used, else null. */
  readonly district: Int32Array | null;
}

/** What is to be searched again when facilities differ. */
export interface StandingChange {
  /** Rows that stand in both, at the same place. */
  readonly shared: readonly number[];
  /** Rows of the second that are not shared, and how many of the first are not. */
  readonly added: readonly number[];
  readonly removed: number;
}

export function changeOf(before: Standing, after: Standing): StandingChange {
  const was = new Set(before.rows);
  const shared = after.rows.filter((row) => was.has(row) && isSame(before, after, row));
  const stays = new Set(shared);
  return {
    shared,
    added: after.rows.filter((row) => !stays.has(row)),
    removed: before.rows.length - shared.length,
  };
}

function isSame(a: Standing, b: Standing, row: number): boolean {
  if (a.facilities.lon[row] !== b.facilities.lon[row] || a.facilities.lat[row] !== b.facilities.lat[row]) return false;
  if (a.district?.[row] !== b.district?.[row]) return false;
  if (a.links === null || b.links === null) return a.links === b.links;
  return (
    a.links.edge[row] === b.links.edge[row] &&
    a.links.fraction[row] === b.links.fraction[row] &&
    a.links.metres[row] === b.links.metres[row]
  );
}

/** Places that choose, and how they are joined to the streets of the way; null in a straight line. */
export interface Choosers {
  readonly origins: Pick<Origins, "count" | "lon" | "lat">;
  readonly links: Links | null;
  readonly district: Int32Array | null;
}

/** The nearest with one facility more. @param search of the way; not used in a straight line */
export function withOneMore(
  before: Nearest,
  places: Choosers,
  { links, facilities, district }: Standing,
  row: number,
  search: Search | null,
): Nearest {
  const after = { cost: before.cost.slice(), metres: before.metres.slice(), facility: before.facility.slice() };
  const { count, lon, lat } = places.origins;
  const [ownLon, ownLat] = [facilities.lon[row], facilities.lat[row]];
  const mayUse = (p: number) => district === null || places.district?.[p] === district[row];
  /** Whether the new one is nearer, or as near and of a lower row. */
  const isBetter = (p: number, cost: number) => {
    const least = before.cost[p];
    return least === NONE || cost < least || (cost === least && row < before.facility[p]);
  };
  const take = (p: number, cost: number, metres: number) => {
    after.cost[p] = cost;
    after.metres[p] = metres;
    after.facility[p] = row;
  };
  if (search === null || links === null || places.links === null) {
    for (let p = 0; p < count; p++) {
      const away = distanceMetres(lon[p], lat[p], ownLon, ownLat);
      const cost = legCentimetres(away);
      if (isBetter(p, cost) && mayUse(p)) take(p, cost, away);
    }
    return after;
  }
  if (links.edge[row] === NONE) return after;
  const homes = places.links;
  const { nodeComponent, edgeFrom } = search.network;
  const component = nodeComponent[edgeFrom[links.edge[row]]];
  const near: number[] = [];
  let limit = 0;
  for (let p = 0; p < count; p++) {
    const edge = homes.edge[p];
    if (edge === NONE || nodeComponent[edgeFrom[edge]] !== component || !mayUse(p)) continue;
    const least = before.cost[p];
    if (least === NONE) limit = Number.POSITIVE_INFINITY;
    else {
      // The way north or south is a part of the straight line, and most places lie too far by it already.
      if (leastCost(METRES_PER_DEGREE * Math.abs(lat[p] - ownLat)) > least) continue;
      if (leastCost(distanceMetres(lon[p], lat[p], ownLon, ownLat)) > least) continue;
      if (least > limit) limit = least;
    }
    near.push(p);
  }
  if (near.length === 0) return after;
  const labels = search.toward(links, row, limit);
  for (const p of near) {
    const cost = labels.costAt(homes, p);
    if (cost !== NONE && isBetter(p, cost)) take(p, cost, labels.walkAt(homes, p)?.metres ?? NONE);
  }
  return after;
}

/** Walking gently down costs 0.839 of the length (Tobler), and no walk is shorter than the straight line: with some to spare for roundings. */
const LEAST_FACTOR = 0.8;
const SPARE_CENTIMETRES = 500;

/** No walk over these metres in a straight line costs less, centimetres. */
function leastCost(metres: number): number {
  return LEAST_FACTOR * 100 * metres - SPARE_CENTIMETRES;
}
