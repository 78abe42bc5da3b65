/**
 * What the planner is filling in to ask for places: one value outside the components, because the map draws on it too (polygons,
 * imported places) and a change of view must not lose it. It becomes a request by `requestOf`, which names what is missing.
 */
import { useSyncExternalStore } from "react";
import type { Goal, SitingRequest } from "../../server/api/siting-messages.ts";
import type { Standard } from "../../server/standard.ts";
import type { AreaLevel, FacilityKind } from "../../server/words.ts";
import { FACILITY_KINDS } from "../map/colours.ts";
import { needsEach } from "../rules.ts";
import type { PlaceList } from "./places.ts";

export const GOALS = [
  "most-people",
  "most-people-in-budget",
  "fewest-sites",
  "least-mean-walk",
  "least-worst-walk",
] as const satisfies readonly Goal["type"][];
export type GoalType = Goal["type"];

/** A ring that was drawn: corners as [lon, lat], not closed. */
export type Ring = readonly (readonly [number, number])[];
/** Where drawn rings and chosen areas hold: sites only there, or anywhere but there. */
export const SIDES = ["inside", "outside"] as const;
export type Side = (typeof SIDES)[number];

export interface Region {
  readonly areaCodes: readonly string[];
  readonly rings: readonly Ring[];
}

export interface SitingDraft {
  /** Whether the panel of siting is on the screen: only then does the map draw any of this. */
  readonly isShown: boolean;
  readonly goal: GoalType;
  readonly sites: number | null;
  readonly budget: number | null;
  /** Percent of all people. */
  readonly sharePercent: number | null;
  readonly kind: FacilityKind;
  /** Of a second kind, built together with the first; asked for where the standard needs each of several tiers. */
  readonly secondKind: FacilityKind | null;
  readonly secondSites: number | null;
  readonly openingHours: string;
  /** People served in a year; null is unknown. */
  readonly yearlyCapacity: number | null;
  readonly where: "junctions" | "places";
  readonly places: PlaceList | null;
  readonly inside: Region;
  readonly outside: Region;
  /** The ring being drawn on the map, and what for. */
  readonly drawing: { readonly side: Side; readonly corners: Ring } | null;
  readonly costPerSite: number | null;
  readonly spacingMetres: number | null;
  readonly floorLevel: AreaLevel | null;
  readonly floorPercent: number | null;
  readonly resettlementWeight: number | null;
  readonly movable: readonly number[];
  readonly moveCost: number | null;
  readonly seconds: number;
}

const NOWHERE: Region = { areaCodes: [], rings: [] };
export const START_DRAFT: SitingDraft = {
  isShown: false,
  goal: "most-people",
  sites: 3,
  budget: null,
  sharePercent: 80,
  kind: "employment-service-station",
  secondKind: null,
  secondSites: 1,
  openingHours: "",
  yearlyCapacity: null,
  where: "junctions",
  places: null,
  inside: NOWHERE,
  outside: NOWHERE,
  drawing: null,
  costPerSite: null,
  spacingMetres: null,
  floorLevel: null,
  floorPercent: null,
  resettlementWeight: null,
  movable: [],
  moveCost: null,
  seconds: 60,
};

/** Fields of the form that a goal asks for. */
export const asksSites = (goal: GoalType): boolean => goal !== "fewest-sites" && goal !== "most-people-in-budget";

const isWalk = (goal: GoalType): boolean => goal === "least-mean-walk" || goal === "least-worst-walk";
/** Whether the goal adds up people or their walks, so that weights of people mean something. */
export const isWeighed = (goal: GoalType): boolean => goal !== "fewest-sites" && goal !== "least-worst-walk";

/** Keys of `siting.missing.*`. */
export type MissingField = "sites" | "budget" | "share" | "costPerSite" | "places" | "floor";

/** Kinds that may be built together with the first: those of the tiers in which it does not count, where each tier is needed. */
export function secondKinds({ goal, kind }: SitingDraft, standard: Pick<Standard, "tiers" | "need"> | undefined) {
  if (isWalk(goal) || standard === undefined || !needsEach(standard)) return [];
  const others = standard.tiers.flatMap(({ kinds }) => (kinds === null || kinds.includes(kind) ? [] : kinds));
  return FACILITY_KINDS.filter((one) => others.includes(one));
}

/**
 * The request of a draft, or what it lacks.
 * @param question fields of the question that is on the screen (choice.ts)
 * @param standard of the question, undefined for the planner's own minutes
 */
export function requestOf(
  draft: SitingDraft,
  question: Readonly<Record<string, string | number | boolean>>,
  standard?: Pick<Standard, "tiers" | "need">,
): { request: SitingRequest; missing: null } | { request: null; missing: MissingField } {
  const lacks = (missing: MissingField) => ({ request: null, missing });
  const goal = goalOf(draft);
  if (typeof goal === "string") return lacks(goal);
  const listed = draft.where === "places" ? (draft.places?.places ?? []) : null;
  if (listed?.length === 0) return lacks("places");
  const isPriced = listed?.every(({ cost }) => cost !== undefined) ?? false;
  if (goal.type === "most-people-in-budget" && draft.costPerSite === null && !isPriced) return lacks("costPerSite");
  if ((draft.floorLevel === null) !== (draft.floorPercent === null)) return lacks("floor");
  const inside = regionOf(draft.inside);
  const outside = regionOf(draft.outside);
  const { openingHours, yearlyCapacity, costPerSite, spacingMetres, floorLevel, floorPercent } = draft;
  const secondKind = secondKinds(draft, standard).find((kind) => kind === draft.secondKind);
  // Other goals count both kinds together.
  if (secondKind !== undefined && draft.secondSites === null && goal.type === "most-people") return lacks("sites");
  const hours = openingHours.trim() === "" ? {} : { openingHours: openingHours.trim() };
  const request: SitingRequest = {
    ...question,
    goal,
    facility: {
      kind: draft.kind,
      ...hours,
      ...(yearlyCapacity === null ? {} : { yearlyCapacity }),
    },
    ...(secondKind === undefined
      ? {}
      : {
          second: { kind: secondKind, ...(draft.secondSites === null ? {} : { sites: draft.secondSites }), ...hours },
        }),
    candidates: listed === null ? { type: "junctions" } : { type: "places", places: [...listed] },
    ...(inside === null ? {} : { inside }),
    ...(outside === null ? {} : { outside }),
    ...(costPerSite === null ? {} : { costPerSite }),
    ...(spacingMetres === null ? {} : { spacingMetres }),
    ...(floorLevel === null || floorPercent === null
      ? {}
      : { floor: { level: floorLevel, share: floorPercent / 100 } }),
    ...(draft.resettlementWeight === null || !isWeighed(goal.type)
      ? {}
      : { resettlementWeight: draft.resettlementWeight }),
    ...(draft.movable.length === 0
      ? {}
      : {
          movable: { facilityIds: [...draft.movable], ...(draft.moveCost === null ? {} : { cost: draft.moveCost }) },
        }),
    seconds: draft.seconds,
  };
  return { request, missing: null };
}

function goalOf({ goal: type, sites, budget, sharePercent }: SitingDraft): Goal | MissingField {
  switch (type) {
    case "most-people-in-budget":
      return budget === null ? "budget" : { type, budget };
    case "fewest-sites":
      return sharePercent === null ? "share" : { type, share: sharePercent / 100 };
    default:
      return sites === null ? "sites" : { type, sites };
  }
}

function regionOf({ areaCodes, rings }: Region): SitingRequest["inside"] | null {
  if (areaCodes.length === 0 && rings.length === 0) return null;
  return {
    ...(areaCodes.length === 0 ? {} : { areaCodes: [...areaCodes] }),
    ...(rings.length === 0
      ? {}
      : { polygon: { type: "MultiPolygon", coordinates: rings.map((ring) => [closedRing(ring)]) } }),
  };
}

/** As GeoJSON has rings: the first corner stands at the end too. */
export function closedRing(ring: Ring): number[][] {
  return [...ring, ...ring.slice(0, 1)].map((corner) => [...corner]);
}

let current = START_DRAFT;
const listeners = new Set<() => void>();

export const getDraft = (): SitingDraft => current;

export function setDraft(change: Partial<SitingDraft>): void {
  current = { ...current, ...change };
  for (const listener of listeners) listener();
}

export function useDraft<T>(pick: (draft: SitingDraft) => T): T {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => pick(current),
  );
}
