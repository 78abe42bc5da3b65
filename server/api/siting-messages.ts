/** Messages of siting: what is asked of it, and the job that answers. */
import { type Static, Type } from "typebox";
import {
  FacilityInput,
  Kind,
  Lat,
  Level,
  Lon,
  MOST_ID,
  MultiPolygon,
  Nullable,
  questionFields,
  ScenarioId,
  StandardUsed,
} from "./messages.ts";
import { Change } from "./scenario-messages.ts";

const closed = { additionalProperties: false };
/** What is built at a site. */
const built = {
  kind: Kind,
  openingHours: FacilityInput.properties.openingHours,
  staff: FacilityInput.properties.staff,
  yearlyCapacity: FacilityInput.properties.yearlyCapacity,
};
const Sites = Type.Integer({ minimum: 1, maximum: 500 });
const Share = Type.Number({ minimum: 0, maximum: 1 });
const Money = Type.Number({ minimum: 0 });

/** What is wanted. */
export const Goal = Type.Union([
  Type.Object({ type: Type.Literal("most-people"), sites: Sites }, { ...closed, description: "MCLP" }),
  Type.Object({ type: Type.Literal("most-people-in-budget"), budget: Money, sites: Type.Optional(Sites) }, closed),
  Type.Object(
    { type: Type.Literal("fewest-sites"), share: Share },
    { ...closed, description: "LSCP; partial below 1" },
  ),
  Type.Object({ type: Type.Literal("least-mean-walk"), sites: Sites }, { ...closed, description: "p-median" }),
  Type.Object({ type: Type.Literal("least-worst-walk"), sites: Sites }, { ...closed, description: "p-center" }),
]);
export type Goal = Static<typeof Goal>;

/** Where sites may be. */
export const CandidatesAsked = Type.Union([
  Type.Object(
    { type: Type.Literal("junctions") },
    { ...closed, description: "Every junction of public streets in or beside an inhabited cell" },
  ),
  Type.Object(
    {
      type: Type.Literal("places"),
      places: Type.Array(
        Type.Object({ name: Type.String({ maxLength: 200 }), lon: Lon, lat: Lat, cost: Type.Optional(Money) }, closed),
        { minItems: 1, maxItems: 5000 },
      ),
    },
    { ...closed, description: "Public buildings, vacant premises" },
  ),
]);

export const SitingRequest = Type.Object(
  {
    ...questionFields,
    scenario: Type.Optional(Nullable(ScenarioId)),
    goal: Goal,
    /** What is built at each site. Capacity matters where countCapacity is asked for. */
    facility: Type.Object(built, closed),
    /**
     * Facilities of a second kind, sited together with the first where the standard needs a tier of each: at most so many, which
     * most-people asks for; fewest-sites and a budget then count both kinds together.
     */
    second: Type.Optional(Type.Object({ ...built, sites: Type.Optional(Sites) }, closed)),
    candidates: Type.Optional(CandidatesAsked),
    /** Only inside these areas or this drawn polygon. */
    inside: Type.Optional(
      Type.Object(
        {
          areaCodes: Type.Optional(Type.Array(Type.String(), { maxItems: 500 })),
          polygon: Type.Optional(MultiPolygon),
        },
        closed,
      ),
    ),
    /** Anywhere but here. */
    outside: Type.Optional(
      Type.Object(
        {
          areaCodes: Type.Optional(Type.Array(Type.String(), { maxItems: 500 })),
          polygon: Type.Optional(MultiPolygon),
        },
        closed,
      ),
    ),
    /** Of a site that states none, in the unit of the budget. */
    costPerSite: Type.Optional(Money),
    /** Straight line from each new facility to the other new ones and to existing ones that count; with a second kind, of its own tier. */
    spacingMetres: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 50_000 })),
    /** Of the people of each area of the level, at least this share covered (with capacity: served), each counted once whatever the weights; with every goal. */
    floor: Type.Optional(Type.Object({ level: Level, share: Share }, closed)),
    /** Groups weigh what the standard says; people in resettlement areas so many times more. For the most people and the least mean walk. */
    resettlementWeight: Type.Optional(Type.Number({ minimum: 1, maximum: 1000 })),
    /** Existing facilities that may be closed and opened elsewhere: each that closes allows one new site more, and costs this of a budget. Fewest-sites counts new sites less closed ones. */
    movable: Type.Optional(
      Type.Object(
        {
          facilityIds: Type.Array(Type.Integer({ minimum: 1, maximum: MOST_ID }), { minItems: 1, maxItems: 1000 }),
          cost: Type.Optional(Money),
        },
        closed,
      ),
    ),
    /** Also the best answer for 1 … so many sites; 0 for none. Default: twice the sites, at most 20. */
    curveSites: Type.Optional(Type.Integer({ minimum: 0, maximum: 50 })),
    /** Near-equal places for each site. */
    alternatives: Type.Optional(Type.Integer({ minimum: 0, maximum: 20, default: 5 })),
    seconds: Type.Optional(Type.Number({ minimum: 1, maximum: 3600, default: 60 })),
  },
  closed,
);
export type SitingRequest = Static<typeof SitingRequest>;

const Place = {
  name: Type.String({ description: "Of the imported place, else of the street or settlement nearest" }),
  lon: Lon,
  lat: Lat,
};
export const SitedSite = Type.Object({
  rank: Type.Integer(),
  kind: Kind,
  ...Place,
  cost: Nullable(Type.Number()),
  /** People newly covered by this and those ranked before it, less those covered by these; null for goals of walking time. */
  gain: Nullable(Type.Number()),
  alternatives: Type.Array(
    Type.Object({
      ...Place,
      loss: Type.Number({ description: "People covered less when it is taken instead" }),
      minutes: Type.Optional(
        Type.Number({ description: "By which the walk gets longer; left out where no walk is the goal" }),
      ),
    }),
  ),
});
export const SitingInfeasible = Type.Object({
  constraint: Type.Enum(["floor", "budget", "coverage", "spacing", "sites"]),
  areaCode: Nullable(Type.String()),
  missing: Type.Number(),
  message: Type.String(),
});
export type SitingInfeasible = Static<typeof SitingInfeasible>;
/** All figures are people of the base, weighted ones said so; minutes where the goal is a walking time. */
export const SitingResult = Type.Object({
  standard: StandardUsed,
  goal: Goal,
  unit: Type.Enum(["people", "weighted-people", "sites", "cost", "minutes"], { description: "Of value and bound" }),
  value: Type.Number(),
  bound: Type.Number({ description: "Proven: nothing can be better" }),
  gapPercent: Type.Number(),
  sites: Type.Array(SitedSite),
  closedFacilityIds: Type.Array(Type.Integer()),
  people: Type.Number(),
  coveredBefore: Type.Number(),
  peopleCovered: Type.Number({ description: "As the scenario of the result is covered under this question" }),
  upperBound: Nullable(
    Type.Number({ description: "People that nothing can cover more of; null where the goal is another" }),
  ),
  cost: Nullable(Type.Number()),
  /** What the answer misses of a floor or the share, as people go to the nearest facility with room: null without capacity, and where nothing is missed. */
  missed: Nullable(SitingInfeasible),
  method: Type.String(),
  seconds: Type.Number(),
  stoppedEarly: Type.Boolean(),
  candidates: Type.Object({
    asked: Type.Integer(),
    used: Type.Integer(),
    lossBound: Type.Number({
      description:
        "In the unit of value, what leaving candidates out may cost at most; 0 when none was left out that could matter",
    }),
  }),
  curve: Nullable(
    Type.Object(
      {
        unit: Type.Enum(["people", "weighted-people", "minutes"], { description: "Of before, value and bound" }),
        before: Type.Number({ description: "Without new sites" }),
        points: Type.Array(
          Type.Object({
            sites: Type.Integer(),
            value: Type.Number(),
            bound: Type.Number({ description: "Proven: so many sites can do no better" }),
          }),
        ),
        bend: Type.Integer(),
      },
      { description: "What 1, 2, … new sites bring; at the number of the result it is the result's" },
    ),
  ),
  /** The result as steps of a scenario, to be put after those of the scenario it started from, which are not among them; keys go on after theirs. */
  changes: Type.Array(Change),
});
export type SitingResult = Static<typeof SitingResult>;
export const SitingJob = Type.Object({
  id: Type.Integer(),
  state: Type.Enum(["waiting", "running", "done", "infeasible", "failed", "stopped"]),
  stage: Type.String(),
  share: Nullable(Type.Number({ minimum: 0, maximum: 1 })),
  /** How answer and bound came together. */
  history: Type.Array(
    Type.Object({ seconds: Type.Number(), value: Nullable(Type.Number()), bound: Nullable(Type.Number()) }),
  ),
  request: SitingRequest,
  startedAt: Type.String(),
  endedAt: Nullable(Type.String()),
  result: Nullable(SitingResult),
  infeasible: Nullable(SitingInfeasible),
  error: Nullable(Type.String()),
});
export type SitingJob = Static<typeof SitingJob>;
export const SitingJobList = Type.Object({ jobs: Type.Array(Type.Omit(SitingJob, ["history", "result"])) });
export type SitingJobList = Static<typeof SitingJobList>;
