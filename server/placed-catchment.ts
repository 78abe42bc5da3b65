/**
 * The catchment of a facility that is tried: who is within the rule that holds at its place, whatever the rule measures. Rules hold
 * where people live, so this is the picture of the pin, not the count of who is covered: that is coverage.
 */
import type { MultiPolygon, Position } from "geojson";
import { reachedPoints } from "./catchments.ts";
import { distanceMetres, METRES_PER_DEGREE, metresPerDegreeLon } from "./geo.ts";
import type { Tools } from "./nearness.ts";
import { reachPolygon } from "./network/contour.ts";
import { NONE } from "./network/network.ts";
import { legCentimetres } from "./network/search.ts";
import { placeFinder } from "./places/place-kinds.ts";
import { squareMetres } from "./point-in-area.ts";
import { rulesAt } from "./reach.ts";
import { type Membership, membershipOf } from "./settlements.ts";
import { limitOf, minutesOf, type Rule, type Standard, speedOfTotal } from "./standard.ts";
import type { Territory } from "./territory.ts";
import { PLACE_KINDS } from "./words.ts";

export interface PlacedCatchment {
  /** Minutes on foot at the speed of the total; of rides by bicycle. */
  readonly cutoffMinutes: number;
  readonly walkingSpeedKmh: number;
  readonly people: number;
  readonly demandPoints: number;
  /** 0 for a circle, which follows no street. */
  readonly streetMetres: number;
  readonly polygon: MultiPolygon;
  readonly squareMetres: number;
  /** Area ÷ that of the circle of the same length. */
  readonly shedRatio: number;
}

/** @returns null where no tier counts the facility's kind, or no street leads to it */
export function placedCatchment(
  territory: Territory,
  tools: Pick<Tools, "search" | "ride">,
  standard: Standard,
  row: number,
): PlacedCatchment | null {
  const rule = ruleAt(territory, standard, row);
  if (rule === null) return null;
  const walkingSpeedKmh = speedOfTotal(standard, territory);
  const limit = limitOf(rule, walkingSpeedKmh);
  const area = rule.by === "radius" ? circle(territory, row, limit) : alongStreets(territory, tools, rule, row, limit);
  if (area === null) return null;
  const { polygon, points, streetMetres } = area;
  const size = squareMetres(polygon);
  return {
    cutoffMinutes: "cutoffMinutes" in rule ? rule.cutoffMinutes : minutesOf(limit, walkingSpeedKmh),
    walkingSpeedKmh: rule.by === "ride" ? rule.speedKmh : walkingSpeedKmh,
    people: points.reduce((sum, point) => sum + territory.demand.people[point], 0),
    demandPoints: points.length,
    streetMetres,
    polygon,
    squareMetres: size,
    shedRatio: size / (Math.PI * (limit / 100) ** 2),
  };
}

/** Of one place, where the rules know no settlements. */
const IN_NO_SETTLEMENT: Membership = { firstSettlement: new Int32Array(2), inSettlement: new Int32Array() };

/** The rule of the first tier that counts a facility, as it would hold for somebody who lived there. */
function ruleAt(territory: Territory, standard: Standard, row: number): Rule | null {
  const { facilities, settlements } = territory;
  const tier = standard.tiers.find(({ kinds }) => kinds === null || kinds.includes(facilities.kind[row]));
  if (tier === undefined) return null;
  const [lon, lat] = [facilities.lon[row], facilities.lat[row]];
  const home = {
    count: 1,
    id: [""],
    h3Resolution: Int8Array.of(NONE),
    lon: Float64Array.of(lon),
    lat: Float64Array.of(lat),
  };
  const { kind } = placeFinder(territory)(lon, lat);
  const { rules, rule } = rulesAt(tier, territory, {
    count: 1,
    place: Uint8Array.of(PLACE_KINDS.indexOf(kind)),
    ...(tier.settlements.length === 0 ? IN_NO_SETTLEMENT : membershipOf(home, settlements.geometry)),
  });
  return rules[rule[0]];
}

interface Within {
  readonly polygon: MultiPolygon;
  /** Demand points, ascending. */
  readonly points: Int32Array;
  readonly streetMetres: number;
}

function alongStreets(
  { facilities, demand, network }: Territory,
  { search, ride }: Pick<Tools, "search" | "ride">,
  rule: Rule,
  row: number,
  limit: number,
): Within | null {
  const [links, homes] =
    rule.by === "ride" ? [facilities.rideLinks, demand.rideLinks] : [facilities.links, demand.links];
  if (links === null || homes === null || links.edge[row] === NONE) return null;
  const labels = (rule.by === "ride" ? ride() : search).toward(links, row, limit);
  // Who lives on which edge is only known of the walking network.
  const near =
    rule.by === "ride"
      ? Int32Array.from({ length: demand.count }, (_, point) => point)
      : reachedPoints(network, demand, labels, { places: links, row });
  const points = near.filter((point) => labels.costAt(homes, point) !== NONE);
  return { polygon: reachPolygon(labels, limit), points, streetMetres: labels.streetMetres(limit) };
}

/** Corners of a drawn circle: off by 0.5 % of its radius at most. */
const CORNERS = 64;

function circle({ facilities, demand }: Territory, row: number, limit: number): Within {
  const [lon, lat] = [facilities.lon[row], facilities.lat[row]];
  const metres = limit / 100;
  const ring = Array.from({ length: CORNERS + 1 }, (_, k): Position => {
    const angle = (2 * Math.PI * (k % CORNERS)) / CORNERS;
    return [
      lon + (metres * Math.cos(angle)) / metresPerDegreeLon(lat),
      lat + (metres * Math.sin(angle)) / METRES_PER_DEGREE,
    ];
  });
  const points: number[] = [];
  for (let point = 0; point < demand.count; point++) {
    if (legCentimetres(distanceMetres(lon, lat, demand.lon[point], demand.lat[point])) <= limit) points.push(point);
  }
  return {
    polygon: { type: "MultiPolygon", coordinates: [[ring]] },
    points: Int32Array.from(points),
    streetMetres: 0,
  };
}
