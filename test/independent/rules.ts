/**
 * The product's documented rules of who may walk where and what stops a straight line, written down a second time for the
 * independent check: from the text of the rules, not from the code that carries them out.
 */
import type { Tags } from "./read-pbf.ts";

/** 0 nobody, 1 everybody, 2 only who leaves or arrives there. */
export type FootAccess = 0 | 1 | 2;

const WALKABLE = new Set(
  `trunk trunk_link primary primary_link secondary secondary_link tertiary tertiary_link unclassified residential
   living_street service track road path cycleway bridleway pedestrian footway steps ladder corridor elevator platform`.split(
    /\s+/,
  ),
);
/** Streets where a person may walk only when `foot` says so. */
const NOT_WALKABLE = new Set(["motorway", "motorway_link", "busway", "via_ferrata"]);

const EVERYBODY = new Set(["yes", "designated", "permissive", "official", "public", "allowed", "discouraged"]);
const ENDS_ONLY = new Set(
  `private permit residents members employees staff students tenants customers visitors guests destination delivery
   agricultural forestry agricultural;forestry military`.split(/\s+/),
);
const NOBODY = new Set(["no", "never", "emergency", "psv", "bus", "restricted"]);

/** What an access tag means; undefined where it is missing or says nothing about people. The most generous of several values. */
function accessValue(value: string | undefined): FootAccess | undefined {
  if (value === undefined) return undefined;
  const values = ENDS_ONLY.has(value) ? [value] : value.split(";").map((part) => part.trim());
  if (values.some((each) => EVERYBODY.has(each))) return 1;
  if (values.some((each) => ENDS_ONLY.has(each))) return 2;
  return values.some((each) => NOBODY.has(each)) ? 0 : undefined;
}

/** The first value of `highway` that names a street; undefined where the way is none. */
function street(tags: Tags): string | undefined {
  if ([tags.abandoned, tags.razed, tags.demolished].includes("yes")) return undefined;
  return tags.highway?.split(";").find((value) => WALKABLE.has(value) || NOT_WALKABLE.has(value));
}

/** Who may walk along a way. */
export function footAccessOfWay(tags: Tags): FootAccess {
  const kind = street(tags);
  if (kind === undefined || tags.foot === "use_sidepath") return 0;
  const foot = accessValue(tags.foot);
  if (foot !== undefined) return foot;
  if (tags.motorroad === "yes" || NOT_WALKABLE.has(kind)) return 0;
  return accessValue(tags.access) ?? 1;
}

/** Direction in which people may walk: 1 as drawn, -1 against, 0 both. */
export function footDirection(tags: Tags): -1 | 0 | 1 {
  const own = direction(tags["oneway:foot"]);
  if (own !== undefined) return own;
  if (tags["foot:backward"] === "no") return 1;
  if (tags["foot:forward"] === "no") return -1;
  if (tags.conveying === "forward") return 1;
  if (tags.conveying === "backward") return -1;
  // A plain oneway is about vehicles, unless none goes there.
  const ridden = tags.highway === "footway" && [1, 2].includes(accessValue(tags.bicycle) ?? 0);
  if (tags.highway === "steps" || (tags.highway === "footway" && !ridden)) return direction(tags.oneway) ?? 0;
  return 0;
}

function direction(value: string | undefined): -1 | 0 | 1 | undefined {
  if (value === "yes" || value === "true" || value === "1") return 1;
  if (value === "-1" || value === "reverse") return -1;
  return value === "no" || value === "false" || value === "0" ? 0 : undefined;
}

/** Who may pass a node of a street: gates can be shut, walls are; bollards and lift gates stop only vehicles unless their access tags say more. */
export function footAccessOfNode(tags: Tags): FootAccess {
  if (tags.barrier === undefined) return 1;
  const own = accessValue(tags.foot) ?? accessValue(tags.access);
  if (own !== undefined) return own;
  if (["gate", "sliding_gate", "wicket_gate", "hampshire_gate", "door"].includes(tags.barrier)) {
    return tags.locked === "no" ? 1 : 2;
  }
  return ["wall", "retaining_wall", "city_wall", "fence", "hedge"].includes(tags.barrier) ? 0 : 1;
}

const RAILWAYS = new Set(["rail", "light_rail", "narrow_gauge", "subway", "funicular", "preserved"]);

/** True where no straight line may cross the line of this way: expressways, rivers, canals, coasts, railways on the ground. */
export function isBarrierLine(tags: Tags): boolean {
  const isUnderground = isSet(tags.tunnel) || tags.location === "underground";
  if (isUnderground) return false;
  if (["motorway", "motorway_link"].includes(tags.highway) || tags.motorroad === "yes") return true;
  if (tags.highway !== undefined && tags.expressway === "yes" && footAccessOfWay(tags) === 0) return true;
  if (isSet(tags.covered)) return false;
  if (RAILWAYS.has(tags.railway)) return !isSet(tags.bridge);
  return ["river", "canal", "tidal_channel"].includes(tags.waterway) || tags.natural === "coastline";
}

/** True for areas of water, as closed ways or multipolygons; wetlands and basins that are dry between rains are none. */
export function isWaterArea(tags: Tags): boolean {
  if (isSet(tags.tunnel) || isSet(tags.covered) || tags.location === "underground") return false;
  if (tags.natural === "water") return true;
  if (tags.waterway === "riverbank" || tags.waterway === "dock") return true;
  if (tags.landuse === "reservoir") return true;
  return tags.landuse === "basin" && tags.basin !== "detention" && tags.basin !== "infiltration";
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "no";
}
