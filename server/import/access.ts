/**
 * Who may use a street: OpenStreetMap's tags to access for walkers and riders, after the wiki's pages Key:access,
 * OSM tags for routing/Access restrictions, Key:oneway, Key:foot, Key:barrier (wiki.openstreetmap.org). Pure: tags in, masks out.
 *
 * The more specific key wins: for walkers `foot` over `access`; for riders `bicycle` over `vehicle` over `access`. Keys for
 * vehicles (`vehicle`, `motor_vehicle`, `motorcar` …) say nothing about walkers. Conditional tags (`foot:conditional`) are
 * not read; the importer counts them.
 */
import type { Access } from "../database/rows.ts";
import type { Tags } from "./osm-elements.ts";

const NO: Access = 0;
const YES: Access = 1;
/** Only to leave or to arrive. */
const ENDS: Access = 2;

/** Direction along a way: 0 both, 1 as drawn, -1 against. */
export type Direction = -1 | 0 | 1;

/**
 * Values of `highway` that are streets in any sense, with access for walkers and riders where no other tag says
 * otherwise. Not in it and so no streets: what is not there (proposed, construction, abandoned, razed), what is no way to anywhere (raceway, escape, bus_guideway),
 * and what is no line (bus_stop, rest_area, services).
 */
const STREETS: ReadonlyMap<string, readonly [foot: Access, bicycle: Access]> = new Map([
  ["motorway", [NO, NO]],
  ["motorway_link", [NO, NO]],
  // Walkable unless tagged otherwise: in some countries people walk along these, and others tag foot=no or motorroad=yes.
  ["trunk", [YES, YES]],
  ["trunk_link", [YES, YES]],
  ["primary", [YES, YES]],
  ["primary_link", [YES, YES]],
  ["secondary", [YES, YES]],
  ["secondary_link", [YES, YES]],
  ["tertiary", [YES, YES]],
  ["tertiary_link", [YES, YES]],
  ["unclassified", [YES, YES]],
  ["residential", [YES, YES]],
  ["living_street", [YES, YES]],
  ["service", [YES, YES]],
  ["track", [YES, YES]],
  ["road", [YES, YES]],
  ["path", [YES, YES]],
  ["cycleway", [YES, YES]],
  ["bridleway", [YES, NO]],
  ["pedestrian", [YES, NO]],
  ["footway", [YES, NO]],
  ["steps", [YES, NO]],
  ["ladder", [YES, NO]],
  ["corridor", [YES, NO]],
  ["elevator", [YES, NO]],
  ["platform", [YES, NO]],
  ["busway", [NO, NO]],
  // Climbing, not walking.
  ["via_ferrata", [NO, NO]],
]);

/** The kind of street that a way is, walkable or not; null where it is none. Of several values ("residential;service") the first that is a street counts. */
export function streetKind(tags: Tags): string | null {
  const highway = tags.get("highway");
  if (highway === undefined) return null;
  const kind = STREETS.has(highway) ? highway : highway.split(";").find((value) => STREETS.has(value));
  const isGone = tags.get("abandoned") === "yes" || tags.get("razed") === "yes" || tags.get("demolished") === "yes";
  return kind === undefined || isGone ? null : kind;
}

/**
 * What a value of an access key means for a person. `private` and its kin let those in who live or have business there: they
 * may leave and arrive. `destination` bars through traffic of all modes by its definition, which is the same. `discouraged` is
 * allowed. Values that speak of something else (`unknown`, `limited`, `variable`) leave the default.
 */
const VALUES: ReadonlyMap<string, Access> = new Map([
  ...["yes", "designated", "permissive", "official", "public", "allowed", "discouraged"].map((v) => [v, YES] as const),
  ...["private", "permit", "residents", "members", "employees", "staff", "students", "tenants"].map(
    (v) => [v, ENDS] as const,
  ),
  ...["customers", "visitors", "guests", "destination", "delivery"].map((v) => [v, ENDS] as const),
  ...["agricultural", "forestry", "agricultural;forestry", "military"].map((v) => [v, ENDS] as const),
  ...["no", "never", "emergency", "psv", "bus", "restricted"].map((v) => [v, NO] as const),
]);

/** Meaning of an access value, or null where there is none that is understood. Of several ("private;customers") the most generous counts. */
function meaning(value: string | undefined): Access | null {
  if (value === undefined) return null;
  const known = VALUES.get(value);
  if (known !== undefined || !value.includes(";")) return known ?? null;
  const meanings = value.split(";").map((part) => VALUES.get(part.trim()));
  if (meanings.includes(YES)) return YES;
  if (meanings.includes(ENDS)) return ENDS;
  return meanings.includes(NO) ? NO : null;
}

/** The stricter of what a default and a general key say: a general `access=yes` opens no motorway to walkers. */
function within(byDefault: Access, access: Access | null): Access {
  return access === null || access === YES || byDefault === NO ? byDefault : access;
}

/**
 * Access of walkers to a street.
 * `foot=use_sidepath` (a compulsory parallel path, mapped by itself) is a no, as the wiki asks of routers: the path is there.
 * Streets whose pavements are mapped by themselves (`sidewalk=separate`) stay walkable: people cross and reach doors along them.
 */
export function footAccess(tags: Tags): Access {
  const foot = tags.get("foot");
  if (foot === "use_sidepath") return NO;
  const own = meaning(foot);
  if (own !== null) return own;
  if (tags.get("motorroad") === "yes") return NO;
  const [byDefault] = STREETS.get(streetKind(tags) ?? "") ?? [NO];
  return within(byDefault, meaning(tags.get("access")));
}

/** Access of riders to a street, riding: where they must dismount it is a no. */
export function bicycleAccess(tags: Tags): Access {
  const bicycle = tags.get("bicycle");
  if (bicycle === "use_sidepath" || bicycle === "dismount") return NO;
  const own = meaning(bicycle);
  if (own !== null) return own;
  if (tags.get("motorroad") === "yes") return NO;
  const [, byDefault] = STREETS.get(streetKind(tags) ?? "") ?? [NO, NO];
  return within(byDefault, meaning(tags.get("vehicle")) ?? meaning(tags.get("access")));
}

const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ["yes", 1],
  ["true", 1],
  ["1", 1],
  ["-1", -1],
  ["reverse", -1],
  ["no", 0],
  ["false", 0],
  ["0", 0],
]);

function directionOf(value: string | undefined): Direction | null {
  return value === undefined ? null : (DIRECTIONS.get(value) ?? null);
}

/**
 * Direction in which walkers may go. A plain `oneway` is about vehicles and binds no walker, on streets, paths and cycleways
 * alike. It does bind them where no vehicle goes: on steps (how escalators used to be mapped) and on footways without riders.
 */
export function onewayFoot(tags: Tags): Direction {
  const own = directionOf(tags.get("oneway:foot"));
  if (own !== null) return own;
  if (tags.get("foot:backward") === "no") return 1;
  if (tags.get("foot:forward") === "no") return -1;
  // Escalators and moving walkways.
  const conveying = tags.get("conveying");
  if (conveying === "forward") return 1;
  if (conveying === "backward") return -1;
  const highway = tags.get("highway");
  if (highway === "steps" || (highway === "footway" && bicycleAccess(tags) === NO)) {
    return directionOf(tags.get("oneway")) ?? 0;
  }
  return 0;
}

/** Direction in which riders may go. */
export function onewayBicycle(tags: Tags): Direction {
  const own = directionOf(tags.get("oneway:bicycle"));
  if (own !== null) return own;
  if (tags.get("bicycle:backward") === "no") return 1;
  if (tags.get("bicycle:forward") === "no") return -1;
  for (const key of ["cycleway", "cycleway:left", "cycleway:right", "cycleway:both"]) {
    if (tags.get(key)?.startsWith("opposite")) return 0;
  }
  const plain = directionOf(tags.get("oneway"));
  if (plain !== null) return plain;
  const junction = tags.get("junction");
  return junction === "roundabout" || junction === "circular" || tags.get("highway") === "motorway" ? 1 : 0;
}

/** True for what is under the ground or under a roof of ground: one walks over it. */
export function isTunnel(tags: Tags): boolean {
  return isSet(tags.get("tunnel")) || tags.get("location") === "underground";
}

export function isBridge(tags: Tags): boolean {
  return isSet(tags.get("bridge"));
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "no";
}

/** True where nobody crosses off-street: motorways, motor roads, and expressways that are closed to walkers. Tunnels are none. */
export function isExpressway(tags: Tags): boolean {
  if (isTunnel(tags)) return false;
  const highway = tags.get("highway");
  if (highway === "motorway" || highway === "motorway_link" || tags.get("motorroad") === "yes") return true;
  return tags.get("expressway") === "yes" && footAccess(tags) === NO;
}

/**
 * Values of `barrier` on a node of a street that hold someone up where no access tag says otherwise. All other kinds
 * (bollard, block, cycle_barrier, lift_gate, swing_gate, chain, cattle_grid, toll_booth, entrance, kerb …) stop vehicles or nobody.
 */
const BARRIERS: ReadonlyMap<string, readonly [foot: Access, bicycle: Access]> = new Map([
  // Can be shut: who lives behind it may leave and arrive, others may not count on it.
  ["gate", [ENDS, ENDS]],
  ["sliding_gate", [ENDS, ENDS]],
  ["wicket_gate", [ENDS, ENDS]],
  ["hampshire_gate", [ENDS, ENDS]],
  ["door", [ENDS, ENDS]],
  // For walkers only.
  ["kissing_gate", [YES, NO]],
  ["stile", [YES, NO]],
  ["horse_stile", [YES, NO]],
  ["turnstile", [YES, NO]],
  ["full-height_turnstile", [YES, NO]],
  // Put on a node of a street they say that it is closed there.
  ["wall", [NO, NO]],
  ["retaining_wall", [NO, NO]],
  ["city_wall", [NO, NO]],
  ["fence", [NO, NO]],
  ["hedge", [NO, NO]],
]);

/**
 * What a node lets pass, or null where it holds nobody up. Access tags of the node win over its kind; a gate that is
 * known to be unlocked (`locked=no`) is open.
 */
export function gateAccess(tags: Tags): { kind: string; foot: Access; bicycle: Access } | null {
  const kind = tags.get("barrier");
  if (kind === undefined || kind === "no") return null;
  const [foot, bicycle] = (tags.get("locked") === "no" ? undefined : BARRIERS.get(kind)) ?? [YES, YES];
  const access = meaning(tags.get("access"));
  const gate = {
    kind,
    foot: meaning(tags.get("foot")) ?? access ?? foot,
    bicycle: meaning(tags.get("bicycle")) ?? meaning(tags.get("vehicle")) ?? access ?? bicycle,
  };
  return gate.foot === YES && gate.bicycle === YES ? null : gate;
}
