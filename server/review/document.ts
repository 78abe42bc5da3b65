/**
 * The review as a document: everything that is found of a territory under one question, by name and code, so that the API
 * answers it, reports print it and kept reviews store it. One schema gives the static type and the message of the API.
 * The same inputs and question give the same document, byte by byte: it holds no clock.
 */
import { type Static, type TSchema, Type } from "typebox";
import {
  AREA_LEVELS,
  BARRIER_KINDS,
  FACILITY_KINDS,
  HOURS_STATES,
  PLACE_KINDS,
  REASONS,
  REMEDY_KINDS,
  SETTLEMENT_KINDS,
} from "../words.ts";

const oneOf = <T extends string>(words: readonly T[]) => Type.Enum<T[]>(words);
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Names = Type.Record(Type.String(), Type.String());
const Share = Nullable(Type.Number({ minimum: 0, maximum: 1, description: "Null where nobody lives" }));

const GroupFigures = Type.Object({
  id: Type.String(),
  people: Type.Number(),
  peopleCovered: Type.Number(),
  share: Share,
});

/** Of the territory, of a kind of place, of an area. served + overCapacity + outOfReach = people. */
const peopleFigures = {
  people: Type.Number({ description: "People of the base" }),
  served: Type.Number({ description: "Covered: within the standard, and with capacity where it is counted" }),
  overCapacity: Type.Number({ description: "Within the standard, but the facilities in reach are full" }),
  outOfReach: Type.Number(),
  share: Share,
  /** The share with the weights that the standard gives to groups; null where it gives none. */
  weightedShare: Nullable(Type.Number({ minimum: 0, maximum: 1 })),
  /** Only with "own district only": people who would be covered if they could use any district's facilities. */
  servedAnyDistrict: Nullable(Type.Number()),
  groups: Type.Array(GroupFigures),
  /** People not covered by reason, in the order of REASONS, zeros included: they sum to overCapacity + outOfReach. */
  reasons: Type.Array(Type.Number(), { minItems: REASONS.length, maxItems: REASONS.length }),
};
export const ReviewPeople = Type.Object(peopleFigures);
export type ReviewPeople = Static<typeof ReviewPeople>;

/** Of what facilities stand in: the territory, an area. */
const figures = {
  ...peopleFigures,
  facilities: Type.Integer({
    description: "Existing facilities of the kinds of the standard that stand here, whatever their hours",
  }),
};
export const ReviewFigures = Type.Object(figures);
export type ReviewFigures = Static<typeof ReviewFigures>;

export const ReviewArea = Type.Object({
  code: Type.String(),
  name: Type.String(),
  names: Names,
  level: oneOf(AREA_LEVELS),
  parentCode: Nullable(Type.String()),
  ...figures,
  /** Mean E2SFCA score of its people: places a year per person; null where capacity is not known. */
  accessibility: Nullable(Type.Number()),
});
export type ReviewArea = Static<typeof ReviewArea>;

/** Why one place is not covered, and what shows it. Fields that the reason has no use for are null. */
export const Evidence = Type.Object({
  reason: oneOf(REASONS),
  /** The place that it is about: of all with this reason the one with the most people left out. */
  homeLon: Type.Number(),
  homeLat: Type.Number(),
  /** The facility that the reason speaks of: across the barrier, closed, full, of the other district, or merely the nearest. */
  facilityId: Nullable(Type.Integer()),
  facilityName: Nullable(Type.String()),
  /** Walk to that facility, metres and minutes at the standard's speed; null when there is no walk. */
  walkMetres: Nullable(Type.Number()),
  walkMinutes: Nullable(Type.Number()),
  straightMetres: Nullable(Type.Number()),
  /** no-street: metres to the nearest street. island: metres of the missing link. */
  gapMetres: Nullable(Type.Number()),
  barrierKind: Nullable(oneOf(BARRIER_KINDS)),
  barrierName: Nullable(Type.String()),
  /** Where the crossing or the missing link would be. */
  lon: Nullable(Type.Number()),
  lat: Nullable(Type.Number()),
  /** closed: the hours as given, null when none are known. */
  openingHours: Nullable(Type.String()),
  hoursState: oneOf(HOURS_STATES),
});
export type Evidence = Static<typeof Evidence>;

export const Remedy = Type.Object({
  kind: oneOf(REMEDY_KINDS),
  people: Type.Number({
    description:
      "People whom it would bring within the standard, in the whole territory; of capacity those whose nearest facility it is and who find no room: room moves people between facilities, so its effect takes another review",
  }),
  peopleOfGap: Type.Number({ description: "Those of them who live in the gap" }),
  /** The facility at the other end, to be open longer, or to be enlarged; null for a new one. */
  facilityId: Nullable(Type.Integer()),
  facilityName: Nullable(Type.String()),
  /** capacity: room for so many more people a year, and the staff for it where the standard says what one serves. */
  yearlyPeople: Nullable(Type.Number()),
  staff: Nullable(Type.Number()),
  /** crossing, link: its length. */
  metres: Nullable(Type.Number()),
  barrierKind: Nullable(oneOf(BARRIER_KINDS)),
  barrierName: Nullable(Type.String()),
  /** Where it would be: the middle of the crossing or link, the facility, the place of a new one. */
  lon: Nullable(Type.Number()),
  lat: Nullable(Type.Number()),
});
export type Remedy = Static<typeof Remedy>;

export const SETTLEMENT_STATES = ["covered", "partly", "uncovered"] as const;
export const ReviewSettlement = Type.Object({
  code: Type.String(),
  name: Type.String(),
  names: Names,
  kind: oneOf(SETTLEMENT_KINDS),
  lon: Type.Number(),
  lat: Type.Number(),
  areaCode: Nullable(Type.String({ description: "Smallest area that it lies in" })),
  /** As its source says; null when it does not. */
  people: Nullable(Type.Number()),
  /** Of the demand points that lie in it; 0 for a point settlement without any. */
  peopleOfBase: Type.Number(),
  served: Type.Number(),
  share: Share,
  /** Of its people where demand points lie in it, else of its own point. */
  state: Type.Enum([...SETTLEMENT_STATES]),
  /** Of the rule that holds here, as in the standard: walk, ride, street, radius. */
  measure: Type.String(),
  limitMinutes: Nullable(Type.Number()),
  limitMetres: Nullable(Type.Number()),
  /** From its point to the nearest facility that counts, on foot. */
  walkMinutes: Nullable(Type.Number()),
  walkMetres: Nullable(Type.Number()),
  facilityId: Nullable(Type.Integer()),
  facilityName: Nullable(Type.String()),
  evidence: Nullable(Evidence),
});
export type ReviewSettlement = Static<typeof ReviewSettlement>;

export const ReviewGap = Type.Object({
  rank: Type.Integer(),
  name: Type.String(),
  names: Names,
  areaCode: Nullable(Type.String()),
  lon: Type.Number(),
  lat: Type.Number(),
  people: Type.Number({ description: "People there who are not covered" }),
  demandPoints: Type.Integer(),
  /** In the order of REASONS; they sum to people. */
  reasons: Type.Array(Type.Number(), { minItems: REASONS.length, maxItems: REASONS.length }),
  /** Of the demand point with the most people of the reason with the most people. */
  evidence: Evidence,
  /** The usually cheapest first; of the largest gaps only. */
  remedies: Type.Array(Remedy),
});
export type ReviewGap = Static<typeof ReviewGap>;

export const ReviewFacility = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  names: Names,
  kind: oneOf(FACILITY_KINDS),
  status: Type.String(),
  lon: Type.Number(),
  lat: Type.Number(),
  areaCode: Nullable(Type.String()),
  openingHours: Nullable(Type.String()),
  hoursState: oneOf(HOURS_STATES),
  /** Whether it counts under the question: existing, of a kind of a tier, not shut out by the hours asked. */
  counts: Type.Boolean(),
  peopleInReach: Type.Number({ description: "People who have it within their limit; 0 when it does not count" }),
  /** People of the base assigned to it, and the most that it can serve; null where capacity is not counted or not known. */
  load: Nullable(Type.Number()),
  capacity: Nullable(Type.Number()),
});
export type ReviewFacility = Static<typeof ReviewFacility>;

export const Equity = Type.Object({
  /** Gini coefficient of minutes on foot, people-weighted; whoever cannot walk there or needs longer counts as capMinutes. */
  gini: Nullable(Type.Number()),
  capMinutes: Type.Number(),
  shareBeyondCap: Share,
  /** Points of the Lorenz curve: [share of people, share of minutes]. */
  lorenz: Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 })),
  /** The tenth of the people with the longest walks. */
  worstTenth: Nullable(
    Type.Object({
      people: Type.Number(),
      leastMinutes: Type.Number({ description: "The shortest walk within this tenth, at most capMinutes" }),
      meanMinutes: Type.Number({ description: "With longer ones counted as capMinutes" }),
      served: Type.Number(),
      /** Areas of the smallest level with the most of these people. */
      areas: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), names: Names, people: Type.Number() })),
    }),
  ),
});
export type Equity = Static<typeof Equity>;

/** One source that the numbers stand on. */
export const Input = Type.Object({
  source: Type.String(),
  kind: Type.String(),
  fileName: Type.String(),
  sha256: Nullable(Type.String()),
  dataDate: Nullable(Type.String()),
  licence: Nullable(Type.String()),
});
export type Input = Static<typeof Input>;

/** What the reader must know; the interface and the reports have a sentence for each. */
export const LIMITS = [
  "sphere",
  "base-is-not-everybody",
  "place-kinds-unknown",
  "place-kinds-clipped",
  "hours-unknown",
  "capacity-unknown",
  "holidays-unknown",
  "coarse-cells",
  "flat",
  "street-distance-with-slope",
  "settlement-kind-missing",
] as const;

/** The scenario that a review is of, as it was then. */
export const ScenarioUsed = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  revision: Type.Integer(),
  changes: Type.Integer({ description: "How many" }),
});
export type ScenarioUsed = Static<typeof ScenarioUsed>;

export const Method = Type.Object({
  /** Of the program. */
  version: Type.String(),
  /** Left out for the present state. */
  scenario: Type.Optional(ScenarioUsed),
  territoryVersion: Type.Integer(),
  territory: Type.String(),
  names: Names,
  fictional: Type.Boolean(),
  slope: Type.Enum(["none", "tobler"]),
  /** What "own district" means here; null where all is one district. */
  districtLevel: Nullable(oneOf(AREA_LEVELS)),
  base: Nullable(
    Type.Object({
      id: Type.String(),
      label: Type.String(),
      labels: Names,
      people: Type.Number(),
      source: Type.String(),
    }),
  ),
  groups: Type.Array(
    Type.Object({
      id: Type.String(),
      label: Type.String(),
      labels: Names,
      role: Type.String(),
      people: Type.Number(),
      walkingSpeedKmh: Type.Number(),
      weight: Type.Number(),
    }),
  ),
  inputs: Type.Array(Input),
  /** Areas whose kind of place was set by hand. */
  placeCorrections: Type.Array(Type.Object({ areaCode: Type.String(), kind: oneOf(PLACE_KINDS) })),
  limits: Type.Array(Type.Enum([...LIMITS])),
});
export type Method = Static<typeof Method>;

export const Review = Type.Object({
  /** The standard and the circumstances, whole, as in Question of standard.ts. */
  question: Type.Object({ standard: Type.Unknown(), circumstances: Type.Unknown() }),
  total: ReviewFigures,
  places: Type.Array(Type.Object({ place: oneOf(PLACE_KINDS), ...peopleFigures })),
  levels: Type.Array(oneOf(AREA_LEVELS)),
  areas: Type.Array(ReviewArea),
  outside: Type.Array(Type.Object({ level: oneOf(AREA_LEVELS), people: Type.Number(), served: Type.Number() })),
  settlements: Type.Array(ReviewSettlement, { description: "Resettlement areas first, then by kind, uncovered first" }),
  gaps: Type.Array(ReviewGap),
  facilities: Type.Array(ReviewFacility),
  /** Of all gaps those that help most people, the most first; they may overlap, so they must not be added up. */
  remedies: Type.Array(Remedy),
  equity: Equity,
  targets: Type.Array(
    Type.Object({
      year: Type.Integer(),
      share: Type.Number(),
      people: Type.Number({ description: "People still missing, 0 when reached" }),
    }),
  ),
  /** E2SFCA of the territory: mean places a year per person, and the share of people with none; null where capacity is not known. */
  accessibility: Nullable(Type.Object({ mean: Type.Number(), shareWithNone: Type.Number() })),
  method: Method,
});
export type Review = Static<typeof Review>;

/** Between two kept reviews: served after − served before = newly covered − newly lost + because of people. */
const changeFields = {
  peopleBefore: Type.Number(),
  peopleAfter: Type.Number(),
  servedBefore: Type.Number(),
  servedAfter: Type.Number(),
  newlyCovered: Type.Number({ description: "People at demand points of both reviews whose access became better" }),
  newlyLost: Type.Number({ description: "… and worse" }),
  becauseOfPeople: Type.Number({ description: "Change of people served because the people changed" }),
};
export const Change = Type.Object(changeFields);
export type Change = Static<typeof Change>;
const SettlementState = Type.Enum([...SETTLEMENT_STATES]);
const CountedFacility = Type.Object({ id: Type.Integer(), name: Type.String() });
export const ReviewChanges = Type.Object({
  total: Type.Object(changeFields),
  areas: Type.Array(
    Type.Object({
      code: Type.String(),
      name: Type.String(),
      names: Names,
      level: oneOf(AREA_LEVELS),
      parentCode: Nullable(Type.String()),
      ...changeFields,
    }),
  ),
  settlements: Type.Array(
    Type.Object({
      code: Type.String(),
      name: Type.String(),
      names: Names,
      kind: oneOf(SETTLEMENT_KINDS),
      stateBefore: Nullable(SettlementState),
      stateAfter: Nullable(SettlementState),
    }),
  ),
  facilitiesAdded: Type.Array(CountedFacility),
  facilitiesRemoved: Type.Array(CountedFacility),
  sameQuestion: Type.Boolean({ description: "False: the numbers compare two questions" }),
  sameScenario: Type.Boolean({
    description:
      "False: they are of different plans, so that the numbers tell what plans differ in, not what has come about",
  }),
  sameBase: Type.Boolean(),
  samePlaceCorrections: Type.Boolean({ description: "False: another kind of place was set by hand for some area" }),
  sources: Type.Array(Type.Object({ source: Type.String(), before: Nullable(Input), after: Nullable(Input) })),
});
export type ReviewChanges = Static<typeof ReviewChanges>;
