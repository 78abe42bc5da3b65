/**
 * The slow twin of reach and outcome: for every home and every facility the way is measured by relaxing all streets until
 * nothing changes, and the rules are applied one home at a time. Flat ground, both directions open, no private ways.
 */
import type { MultiPolygon, Point, Polygon } from "geojson";
import { distanceMetres } from "../server/geo.ts";
import type { Links, Network } from "../server/network/network.ts";
import type { Question, Rule, Tier } from "../server/standard.ts";
import type { Territory } from "../server/territory.ts";

/** Metres from each point to facility `row` over a network; Infinity where there is no way. */
export function slowWays(network: Network, points: Links, facilities: Links, row: number): number[] {
  const edge = facilities.edge[row];
  const ways = new Array<number>(points.count).fill(Number.POSITIVE_INFINITY);
  if (edge === -1) return ways;
  const at = new Array<number>(network.nodeCount).fill(Number.POSITIVE_INFINITY);
  const along = facilities.fraction[row] * network.edgeMetres[edge];
  at[network.edgeFrom[edge]] = along;
  at[network.edgeTo[edge]] = Math.min(at[network.edgeTo[edge]], network.edgeMetres[edge] - along);
  for (let changed = true; changed; ) {
    changed = false;
    for (let e = 0; e < network.edgeCount; e++) {
      const [from, to, metres] = [network.edgeFrom[e], network.edgeTo[e], network.edgeMetres[e]];
      if (at[from] + metres < at[to]) [at[to], changed] = [at[from] + metres, true];
      if (at[to] + metres < at[from]) [at[from], changed] = [at[to] + metres, true];
    }
  }
  return ways.map((_, p) => {
    const home = points.edge[p];
    if (home === -1) return Number.POSITIVE_INFINITY;
    const place = points.fraction[p] * network.edgeMetres[home];
    const direct = home === edge ? Math.abs(place - along) : Number.POSITIVE_INFINITY;
    const byFrom = at[network.edgeFrom[home]] + place;
    const byTo = at[network.edgeTo[home]] + network.edgeMetres[home] - place;
    return points.metres[p] + facilities.metres[row] + Math.min(direct, byFrom, byTo);
  });
}

/** What a home may count on: by group (and last for the total), or null where rounding decides. */
export interface SlowHome {
  readonly covered: readonly (boolean | null)[];
  /** Facilities in reach at the speed of the total, by row; null where rounding decides. */
  readonly inReach: readonly (boolean | null)[];
}

/** @param isOpen whether each facility is open as asked, worked out by hand */
export function slowOutcome(
  territory: Territory,
  { standard, circumstances }: Question,
  isOpen: boolean[],
): SlowHome[] {
  const { demand, facilities, network, bicycle } = territory;
  const rows = [...facilities.kind.keys()];
  const onFoot = rows.map((row) => slowWays(network, demand.links, facilities.links, row));
  const byBicycle = rows.map((row) =>
    bicycle === null || demand.rideLinks === null || facilities.rideLinks === null
      ? []
      : slowWays(bicycle, demand.rideLinks, facilities.rideLinks, row),
  );
  const level = territory.levels.indexOf("county");
  const isAllowed = (tier: Tier, home: number, row: number) =>
    facilities.status[row] === "existing" &&
    (tier.kinds === null || tier.kinds.includes(facilities.kind[row])) &&
    (circumstances.hours.type === "any" || isOpen[row]) &&
    (!circumstances.ownDistrictOnly || level === -1 || demand.area[level][home] === facilities.area[level][row]);

  /** Null within two centimetres of the limit. */
  const isNear = (rule: Rule, home: number, row: number, walkingSpeedKmh: number): boolean | null => {
    const [metres, limit] = {
      walk: () => [
        onFoot[row][home],
        (("cutoffMinutes" in rule ? rule.cutoffMinutes : 0) / 60) * walkingSpeedKmh * 1000,
      ],
      ride: () =>
        rule.by === "ride" ? [byBicycle[row][home], (rule.cutoffMinutes / 60) * rule.speedKmh * 1000] : [0, 0],
      street: () => [onFoot[row][home], "metres" in rule ? rule.metres : 0],
      radius: () => [
        distanceMetres(demand.lon[home], demand.lat[home], facilities.lon[row], facilities.lat[row]),
        "metres" in rule ? rule.metres : 0,
      ],
    }[rule.by]();
    return Math.abs(metres - limit) < 0.02 ? null : metres < limit;
  };
  const ruleAt = (tier: Tier, home: number): Rule => {
    const matching = tier.settlements.find(({ kind, minPeople }) =>
      [...territory.settlements.kind.keys()].some(
        (s) =>
          territory.settlements.kind[s] === kind &&
          (minPeople === null || (territory.settlements.people[s] ?? 0) >= minPeople) &&
          liesIn(territory, home, territory.settlements.geometry[s]),
      ),
    );
    return matching?.rule ?? (demand.place[home] === 1 ? tier.countryside : tier.city);
  };
  const any = (answers: (boolean | null)[]) => (answers.includes(true) ? true : answers.includes(null) ? null : false);
  const all = (answers: (boolean | null)[]) => (answers.includes(false) ? false : answers.includes(null) ? null : true);

  return [...demand.people.keys()].map((home) => {
    const rules = standard.tiers.map((tier) => ruleAt(tier, home));
    const reaches = (tier: number, row: number, speed: number) =>
      isAllowed(standard.tiers[tier], home, row) && isNear(rules[tier], home, row, speed);
    const coveredAt = (speed: number) => {
      const tiers = standard.tiers.map((_, tier) => any(rows.map((row) => reaches(tier, row, speed))));
      return standard.need === "any" ? any(tiers) : all(tiers);
    };
    const speeds = territory.groups.map(
      ({ id }) => standard.groups.find(({ group }) => group === id)?.walkingSpeedKmh ?? standard.walkingSpeedKmh,
    );
    const speed = speeds[territory.groups.findIndex(({ role }) => role === "total")];
    return {
      covered: speeds.map(coveredAt),
      inReach: rows.map((row) => any(standard.tiers.map((_, tier) => reaches(tier, row, speed)))),
    };
  });
}

/** Inside the first ring of a polygon; of a point settlement the nearest home within 300 m. */
function liesIn({ demand }: Territory, home: number, geometry: Point | Polygon | MultiPolygon): boolean {
  const [lon, lat] = [demand.lon[home], demand.lat[home]];
  if (geometry.type === "Point") {
    const away = Array.from(demand.lon, (other, p) =>
      distanceMetres(other, demand.lat[p], geometry.coordinates[0], geometry.coordinates[1]),
    );
    return away[home] <= 300 && away[home] === Math.min(...away);
  }
  const [ring] = geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates[0];
  let isInside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[x1, y1], [x2, y2]] = [ring[i], ring[j]];
    if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) isInside = !isInside;
  }
  return isInside;
}
