/**
 * Why two engines disagree about a walk, by what the tags say. The product's rule for streets is changed in one respect at a
 * time (gates open, private streets closed, …); the first change with which the walk agrees names the cause.
 */
import type { Tags } from "../../server/import/osm-elements.ts";
import { buildNetwork } from "../../server/network/build.ts";
import { createLinker } from "../../server/network/link.ts";
import { DEMAND_LINK_METRES, NONE } from "../../server/network/network.ts";
import { createSearch } from "../../server/network/search.ts";
import { type Extract, inputOf, PRODUCT_RULE, type RoadRule } from "../../test/network/extract.ts";
import type { LonLat } from "./valhalla.ts";

/** One pair and the other engine's metres, null where it finds no walk. */
export interface Pair {
  readonly from: LonLat;
  readonly to: LonLat;
  readonly theirs: number | null;
}

/** Walks that differ by more than this share, and more than both engines round, disagree. */
const SHARE = 0.01;
const ROUNDING_METRES = 2;

/** Metres of a walk are those on the ground; null where there is none. */
export function agrees(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) <= SHARE * Math.max(a, b) + ROUNDING_METRES;
}

/** Closes the streets of some tags. */
const without = (isClosed: (tags: Tags) => boolean): RoadRule => {
  return { ...PRODUCT_RULE, kind: (tags) => (isClosed(tags) ? null : PRODUCT_RULE.kind(tags)) };
};
const isKind =
  (...kinds: string[]) =>
  (tags: Tags) =>
    kinds.includes(tags.get("highway") ?? "");

const CHANGES: Readonly<Record<string, RoadRule>> = {
  "gates are open (barrier=*)": { ...PRODUCT_RULE, gate: () => 1 },
  "restricted streets may be passed through (access=private, destination, customers)": {
    ...PRODUCT_RULE,
    foot: (tags) => (PRODUCT_RULE.foot(tags) === 2 ? 1 : PRODUCT_RULE.foot(tags)),
  },
  "restricted streets are closed (access=private, destination, customers)": without(
    (tags) => PRODUCT_RULE.foot(tags) === 2,
  ),
  "gates are open and restricted streets may be passed through": {
    ...PRODUCT_RULE,
    gate: () => 1,
    foot: (tags) => (PRODUCT_RULE.foot(tags) === 2 ? 1 : PRODUCT_RULE.foot(tags)),
  },
  "trunk roads are closed (highway=trunk)": without(isKind("trunk", "trunk_link")),
  "tracks are closed (highway=track)": without(isKind("track")),
  "cycleways are closed (highway=cycleway)": without(isKind("cycleway")),
  "bridleways are closed (highway=bridleway)": without(isKind("bridleway")),
  "steps are closed (highway=steps)": without(isKind("steps")),
  "platforms, corridors, lifts and ladders are closed": without(isKind("platform", "corridor", "elevator", "ladder")),
  "squares drawn as areas are closed (area=yes)": without((tags) => tags.get("area") === "yes"),
  "one-way for walkers does not count (oneway:foot)": { ...PRODUCT_RULE, oneway: () => 0 },
  "streets where foot=yes opens what another tag closes are closed": without(
    (tags) => tags.has("foot") && PRODUCT_RULE.foot(new Map([...tags].filter(([key]) => key !== "foot"))) === 0,
  ),
  "streets with foot=no, use_sidepath or the like are open": {
    ...PRODUCT_RULE,
    foot: (tags) => {
      const isWalkable = PRODUCT_RULE.foot(tags) !== 0;
      return isWalkable
        ? PRODUCT_RULE.foot(tags)
        : PRODUCT_RULE.foot(new Map([["highway", tags.get("highway") ?? ""]]));
    },
  },
};

/** How many of the pairs each change brings to agreement, the most first, and what no single change explains. */
export function causesOf(extract: Extract, pairs: readonly Pair[]): Map<string, number> {
  let left = [...pairs];
  const causes = new Map<string, number>();
  for (const [cause, rule] of Object.entries(CHANGES)) {
    if (left.length === 0) break;
    const still = disagreeing(extract, rule, left);
    if (still.length < left.length) causes.set(cause, left.length - still.length);
    left = still;
  }
  if (left.length > 0) causes.set("by none of these changes alone", left.length);
  return new Map([...causes].sort((a, b) => b[1] - a[1]));
}

function disagreeing(extract: Extract, rule: RoadRule, pairs: readonly Pair[]): Pair[] {
  const network = buildNetwork(inputOf(extract, rule));
  const linker = createLinker(network);
  const search = createSearch(network);
  const link = (places: readonly LonLat[]) =>
    linker.link(
      places.map(({ lon }) => lon),
      places.map(({ lat }) => lat),
      { maxMetres: DEMAND_LINK_METRES },
    );
  const byOrigin = Map.groupBy(pairs, ({ from }) => from);
  return [...byOrigin].flatMap(([from, ofOrigin]) => {
    const { metres } = search.times(link([from]), link(ofOrigin.map(({ to }) => to)));
    return ofOrigin.filter(({ theirs }, j) => !agrees(metres[j] === NONE ? null : metres[j], theirs));
  });
}
