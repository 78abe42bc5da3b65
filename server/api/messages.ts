/**
 * Every message of the API, once: its validation, its static type, its place in the OpenAPI document. JSON names are
 * camelCase with the unit; shares are 0–1; geometry is GeoJSON in WGS-84, longitude first.
 */
import { type Static, type TSchema, Type } from "typebox";
import {
  DEFAULT_CUTOFF_MINUTES,
  DEFAULT_RIDING_SPEED_KMH,
  DEFAULT_WALKING_SPEED_KMH,
  MAX_CUTOFF_MINUTES,
  MAX_METRES,
  MAX_RIDING_SPEED_KMH,
} from "../standard.ts";
import {
  AREA_LEVELS,
  COORDINATE_SYSTEMS,
  FACILITY_KINDS,
  FACILITY_LEVELS,
  FACILITY_STATUSES,
  PEOPLE_ROLES,
  PLACE_GROUNDS,
  PLACE_KINDS,
  REPORT_STAGES,
  SETTLEMENT_KINDS,
  SOURCE_KINDS,
} from "../words.ts";

/** Ids are 32-bit. */
export const MOST_ID = 2_147_483_647;

const oneOf = <T extends string>(words: readonly T[]) => Type.Enum<T[]>(words);
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const Lon = Type.Number({ minimum: -180, maximum: 180 });
export const Lat = Type.Number({ minimum: -90, maximum: 90 });
export const LonLat = Type.Object({ lon: Lon, lat: Lat }, { additionalProperties: false });
export const Names = Type.Record(Type.String(), Type.String(), {
  description: "Names in other languages by language tag",
});

export const CutoffMinutes = Type.Number({
  exclusiveMinimum: 0,
  maximum: MAX_CUTOFF_MINUTES,
  default: DEFAULT_CUTOFF_MINUTES,
});
export const WalkingSpeedKmh = Type.Number({ minimum: 1, maximum: 10, default: DEFAULT_WALKING_SPEED_KMH });
export const Kind = oneOf(FACILITY_KINDS);
export const AnyKind = oneOf([...FACILITY_KINDS, "any"] as const);
export const Level = oneOf(AREA_LEVELS);
/** Which scenario a question is about. */
export const ScenarioId = Type.Integer({
  minimum: 1,
  maximum: MOST_ID,
  description: "Id of a scenario, whose changes are in place; without it the present state is asked",
});

/** RFC 9457. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  errors: Type.Optional(
    Type.Array(
      Type.Object({ pointer: Type.String({ description: "JSON pointer or query field" }), detail: Type.String() }),
    ),
  ),
  /** 422 of a point off the network. */
  nearestStreetMetres: Type.Optional(Nullable(Type.Number())),
});
export type Problem = Static<typeof Problem>;

export const Health = Type.Object({
  status: Type.Enum(["ok", "loading", "failed"], {
    description: "failed: the stored rows make no territory; answers are from the one before, if there was one",
  }),
  version: Type.String(),
  database: Type.Enum(["embedded", "server"]),
  people: Type.Number({ description: "People of the total source, as read from its file" }),
  facilities: Type.Integer(),
  streets: Type.Integer({ description: "Streets (OSM ways with a highway tag)" }),
  territoryVersion: Type.Integer(),
});
export type Health = Static<typeof Health>;

/** What is counted, and where it is from: shown beside every number of people. */
export const PeopleBase = Type.Object({
  id: Type.String(),
  label: Type.String(),
  labels: Names,
  role: oneOf(PEOPLE_ROLES),
  source: Type.String(),
  people: Type.Number(),
});
export type PeopleBase = Static<typeof PeopleBase>;

export const TerritorySummary = Type.Object({
  name: Type.String(),
  names: Names,
  fictional: Type.Boolean({ description: "True for the demo county: must be said wherever it is shown" }),
  version: Type.Integer(),
  bounds: Type.Array(Type.Number(), { minItems: 4, maxItems: 4 }),
  levels: Type.Array(Level),
  base: Nullable(PeopleBase),
  groups: Type.Array(PeopleBase),
  demandPoints: Type.Integer(),
  facilities: Type.Integer(),
  walkableKilometres: Type.Number(),
  heights: Type.Enum(["none", "used"]),
});
export type TerritorySummary = Static<typeof TerritorySummary>;

const facilityFields = {
  name: Type.String({ minLength: 1, maxLength: 200 }),
  names: Type.Optional(Names),
  kind: Kind,
  level: Type.Optional(Nullable(oneOf(FACILITY_LEVELS))),
  status: Type.Optional(oneOf(FACILITY_STATUSES)),
  address: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
  openingHours: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
  staff: Type.Optional(Nullable(Type.Number({ minimum: 0 }))),
  yearlyCapacity: Type.Optional(Nullable(Type.Number({ minimum: 0 }))),
  lon: Lon,
  lat: Lat,
};
export const FacilityInput = Type.Object(
  {
    ...facilityFields,
    acceptFarFromStreet: Type.Optional(
      Type.Boolean({ description: "Keep the place although it is over 350 m from any street" }),
    ),
  },
  { additionalProperties: false },
);
export type FacilityInput = Static<typeof FacilityInput>;
export const FacilityPatch = Type.Partial(FacilityInput, { additionalProperties: false, minProperties: 1 });
export type FacilityPatch = Static<typeof FacilityPatch>;

export const Facility = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  names: Names,
  kind: Kind,
  level: Nullable(oneOf(FACILITY_LEVELS)),
  status: oneOf(FACILITY_STATUSES),
  address: Nullable(Type.String()),
  openingHours: Nullable(Type.String()),
  staff: Nullable(Type.Number()),
  yearlyCapacity: Nullable(Type.Number()),
  lon: Lon,
  lat: Lat,
  source: Nullable(Type.String({ description: "Null when added by hand" })),
  edited: Type.Boolean({ description: "Changed by hand since its import" }),
  linkMetres: Nullable(Type.Number({ description: "Straight line to the street; null when no street can be reached" })),
  warning: Nullable(Type.String({ description: "far-from-street | no-street" })),
});
export type Facility = Static<typeof Facility>;
export const FacilityList = Type.Object({ facilities: Type.Array(Facility) });
export type FacilityList = Static<typeof FacilityList>;

export const Area = Type.Object({
  code: Type.String(),
  name: Type.String(),
  names: Names,
  level: Level,
  parentCode: Nullable(Type.String()),
  areaSquareMetres: Type.Number(),
  people: Type.Number(),
  bounds: Type.Array(Type.Number(), { minItems: 4, maxItems: 4 }),
});
export type Area = Static<typeof Area>;
export const AreaList = Type.Object({ areas: Type.Array(Area) });
export type AreaList = Static<typeof AreaList>;

export const Settlement = Type.Object({
  code: Type.String(),
  name: Type.String(),
  names: Names,
  kind: oneOf(SETTLEMENT_KINDS),
  people: Nullable(Type.Number()),
  lon: Lon,
  lat: Lat,
});
export type Settlement = Static<typeof Settlement>;
export const SettlementList = Type.Object({ settlements: Type.Array(Settlement) });
export type SettlementList = Static<typeof SettlementList>;

export const Refusal = Type.Object({
  line: Nullable(Type.Integer()),
  field: Nullable(Type.String()),
  value: Nullable(Type.String()),
  problem: Type.String(),
  remedy: Type.String(),
});
export const Conflict = Type.Object({
  facilityId: Type.Integer(),
  name: Type.String(),
  field: Type.String(),
  kept: Nullable(Type.String()),
  inFile: Nullable(Type.String()),
});
export const ImportRecord = Type.Object({
  id: Type.Integer(),
  sourceName: Type.String(),
  kind: oneOf(SOURCE_KINDS),
  state: Type.Enum(["running", "stored", "refused", "failed", "stopped"]),
  fileName: Type.String(),
  sha256: Nullable(Type.String()),
  bytes: Nullable(Type.Number()),
  licence: Nullable(Type.String()),
  dataDate: Nullable(Type.String()),
  coordinates: oneOf(COORDINATE_SYSTEMS),
  rowsRead: Type.Integer(),
  rowsKept: Type.Integer(),
  rowsRefused: Type.Integer(),
  refusals: Type.Array(Refusal),
  warnings: Type.Array(Type.String()),
  conflicts: Type.Array(Conflict),
  details: Type.Record(Type.String(), Type.Unknown()),
  error: Nullable(Type.String()),
  startedAt: Type.String(),
  endedAt: Nullable(Type.String()),
  progress: Type.Optional(
    Type.Object({
      stage: Type.String({ description: "What it is doing, e.g. reading, storing, linking" }),
      share: Nullable(Type.Number({ minimum: 0, maximum: 1 })),
    }),
  ),
});
export type ImportRecord = Static<typeof ImportRecord>;

export const Source = Type.Object({
  name: Type.String(),
  kind: oneOf(SOURCE_KINDS),
  import: ImportRecord,
  groups: Type.Array(PeopleBase),
});
export type Source = Static<typeof Source>;
export const SourceList = Type.Object({ sources: Type.Array(Source) });
export type SourceList = Static<typeof SourceList>;

export const ImportRequest = Type.Object(
  {
    file: Type.String({ minLength: 1, description: "Absolute path on the machine of the server" }),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    kind: Type.Optional(oneOf(SOURCE_KINDS)),
    coordinates: Type.Optional(oneOf(COORDINATE_SYSTEMS)),
    keepGood: Type.Optional(Type.Boolean()),
    licence: Type.Optional(Type.String()),
    dataDate: Type.Optional(Type.String()),
    /** People only. */
    columns: Type.Optional(
      Type.Array(Type.String(), {
        description: "Columns of people to read; the first is the total when role is total",
      }),
    ),
    role: Type.Optional(oneOf(PEOPLE_ROLES)),
    label: Type.Optional(Type.String({ description: "What is counted, e.g. people aged 20–59, WorldPop 2020" })),
    labels: Type.Optional(Names),
    /** Areas and settlements: the level or kind of all rows where the file has no such field. */
    level: Type.Optional(Level),
    settlementKind: Type.Optional(oneOf(SETTLEMENT_KINDS)),
    /** Facilities: the kind of all rows where the file has no such field. */
    facilityKind: Type.Optional(Kind),
  },
  { additionalProperties: false },
);
export type ImportRequest = Static<typeof ImportRequest>;
export const ImportList = Type.Object({ imports: Type.Array(ImportRecord) });
export type ImportList = Static<typeof ImportList>;

export const CatchmentsRequest = Type.Object(
  {
    facilityIds: Type.Optional(
      Type.Array(Type.Integer({ description: "Below 0: of one that the scenario adds" }), { maxItems: 1000 }),
    ),
    points: Type.Optional(Type.Array(LonLat, { maxItems: 1000 })),
    cutoffMinutes: Type.Optional(
      Type.Array(Type.Number({ exclusiveMinimum: 0, maximum: MAX_CUTOFF_MINUTES }), { minItems: 1, maxItems: 12 }),
    ),
    walkingSpeedKmh: Type.Optional(WalkingSpeedKmh),
    geometry: Type.Optional(Type.Boolean()),
    cells: Type.Optional(Type.Boolean()),
    scenario: Type.Optional(ScenarioId),
  },
  { additionalProperties: false },
);
export type CatchmentsRequest = Static<typeof CatchmentsRequest>;

const Position = Type.Array(Type.Number());
export const MultiPolygon = Type.Object({
  type: Type.Literal("MultiPolygon"),
  coordinates: Type.Array(Type.Array(Type.Array(Position))),
});
export const LineString = Type.Object({ type: Type.Literal("LineString"), coordinates: Type.Array(Position) });

export const ReachedCell = Type.Object({ id: Type.String(), people: Type.Number(), minutes: Type.Number() });
export const CatchmentFeature = Type.Object({
  type: Type.Literal("Feature"),
  geometry: Nullable(MultiPolygon),
  properties: Type.Object({
    facilityId: Type.Optional(Type.Integer()),
    pointIndex: Type.Optional(Type.Integer()),
    cutoffMinutes: Type.Number(),
    walkingSpeedKmh: Type.Number(),
    people: Type.Number(),
    demandPoints: Type.Integer(),
    linkMetres: Type.Number({ description: "Off-street leg of the place itself" }),
    streetMetres: Type.Number({ description: "Length of street that can be walked to it in time" }),
    areaSquareMetres: Type.Optional(Type.Number()),
    pedestrianShedRatio: Type.Optional(
      Type.Number({ description: "Area ÷ straight-line circle of the same walking time" }),
    ),
    cells: Type.Optional(Type.Array(ReachedCell)),
  }),
});
export type CatchmentFeature = Static<typeof CatchmentFeature>;
export const Catchments = Type.Object({
  type: Type.Literal("FeatureCollection"),
  features: Type.Array(CatchmentFeature),
});
export type Catchments = Static<typeof Catchments>;

export const TimesRequest = Type.Object(
  {
    from: Type.Array(LonLat, { minItems: 1, maxItems: 1000 }),
    to: Type.Array(LonLat, { minItems: 1, maxItems: 1000 }),
    walkingSpeedKmh: Type.Optional(WalkingSpeedKmh),
  },
  { additionalProperties: false },
);
export type TimesRequest = Static<typeof TimesRequest>;
export const Times = Type.Object({
  metres: Type.Array(Type.Array(Nullable(Type.Number()))),
  minutes: Type.Array(Type.Array(Nullable(Type.Number()))),
});
export type Times = Static<typeof Times>;

const Rule = Type.Union([
  Type.Object({ by: Type.Literal("walk"), cutoffMinutes: CutoffMinutes }, { additionalProperties: false }),
  Type.Object(
    {
      by: Type.Literal("ride"),
      cutoffMinutes: CutoffMinutes,
      speedKmh: Type.Number({ minimum: 1, maximum: MAX_RIDING_SPEED_KMH, default: DEFAULT_RIDING_SPEED_KMH }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    { by: Type.Enum(["street", "radius"]), metres: Type.Number({ exclusiveMinimum: 0, maximum: MAX_METRES }) },
    { additionalProperties: false },
  ),
]);
const Tier = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 64 }),
    kinds: Nullable(Type.Array(Kind, { minItems: 1 })),
    city: Rule,
    countryside: Rule,
    settlements: Type.Array(
      Type.Object(
        {
          kind: oneOf(SETTLEMENT_KINDS),
          minPeople: Nullable(Type.Number({ minimum: 0, description: "Null for all of this kind" })),
          rule: Rule,
        },
        { additionalProperties: false },
      ),
      { maxItems: 20, description: "The first that matches holds where people live in such a settlement" },
    ),
  },
  { additionalProperties: false },
);
const Target = Type.Object(
  { year: Type.Integer({ minimum: 2000, maximum: 2100 }), share: Type.Number({ minimum: 0, maximum: 1 }) },
  { additionalProperties: false },
);
const Service = Type.Object(
  {
    yearlyPer1000: Type.Number({ minimum: 0, description: "People who need service per 1,000 residents of all ages" }),
    residentsPerPersonOfBase: Type.Number({ minimum: 1 }),
    yearlyPerStaff: Nullable(Type.Number({ exclusiveMinimum: 0 })),
  },
  { additionalProperties: false },
);
/** A service standard as it is stored: see server/standard.ts. */
export const StandardDocument = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 64, description: "a–z, 0–9 and -" }),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    names: Names,
    source: Type.String({ maxLength: 1000, description: "Who says so" }),
    date: Type.String({ maxLength: 10, description: "ISO date" }),
    walkingSpeedKmh: WalkingSpeedKmh,
    tiers: Type.Array(Tier, { minItems: 1, maxItems: 10 }),
    need: Type.Enum(["any", "all"], { description: "Whether a resident needs one of the tiers or each of them" }),
    groups: Type.Array(
      Type.Object(
        {
          group: Type.String({ minLength: 1 }),
          walkingSpeedKmh: Nullable(WalkingSpeedKmh),
          weight: Type.Number({ minimum: 0, maximum: 1000 }),
        },
        { additionalProperties: false },
      ),
      { maxItems: 100 },
    ),
    service: Service,
    targets: Type.Array(Target, { maxItems: 20 }),
  },
  { additionalProperties: false },
);
export type StandardDocument = Static<typeof StandardDocument>;
export const ListedStandard = Type.Object({
  standard: StandardDocument,
  shipped: Type.Boolean({ description: "Comes with the product and cannot be changed" }),
  editedAt: Nullable(Type.String()),
});
export type ListedStandard = Static<typeof ListedStandard>;
export const StandardList = Type.Object({ standards: Type.Array(ListedStandard) });
export type StandardList = Static<typeof StandardList>;
export const StandardParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });

/** The standard and the circumstances, of whatever state. */
export const standardFields = {
  cutoffMinutes: Type.Optional(CutoffMinutes),
  kind: Type.Optional(AnyKind),
  walkingSpeedKmh: Type.Optional(WalkingSpeedKmh),
  standard: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description: "Id of a standard. Without it the plain one of cutoffMinutes, kind and walkingSpeedKmh.",
    }),
  ),
  hours: Type.Optional(
    Type.String({
      maxLength: 40,
      description:
        "Which facilities count by their opening hours: any, now, a local time (2026-11-28T10:00), week or week:<date>, after-work:<hours> or after-work:<hours>:<date>. Weeks are those of the date, or of today.",
    }),
  ),
  ownDistrictOnly: Type.Optional(Type.Boolean({ description: "People use facilities of their own district only" })),
  countCapacity: Type.Optional(Type.Boolean({ description: "A facility serves no more people than it can" })),
};
export const questionFields = { ...standardFields, scenario: Type.Optional(ScenarioId) };
/** What is asked of every stage: the standard and the circumstances. */
const ProgressKey = Type.String({
  pattern: "^[A-Za-z0-9_-]{8,64}$",
  description: "A word of your own, under which GET /api/progress tells how far this answer has come",
});
export const ReviewQuery = Type.Object(
  { ...questionFields, progress: Type.Optional(ProgressKey) },
  { additionalProperties: false },
);
export type ReviewQuery = Static<typeof ReviewQuery>;
export const ProgressQuery = Type.Object({ key: ProgressKey }, { additionalProperties: false });
/** How far an answer has come that is being computed. */
export const Progress = Type.Object({
  state: Type.Enum(["waiting", "running", "none"], {
    description: "waiting: for its turn; none: nothing is computed under this key, not yet or not any more",
  }),
  stage: Nullable(Type.Enum([...REPORT_STAGES])),
  number: Type.Integer({ description: "Of the stage, from 1; 0 before the first" }),
  of: Type.Integer({ description: "Stages in all" }),
  share: Type.Number({ description: "0–1: what the stages before this one usually take of the whole time" }),
});
export type Progress = Static<typeof Progress>;
export const CoverageQuery = Type.Object(
  { ...questionFields, level: Type.Optional(Level) },
  { additionalProperties: false },
);
export type CoverageQuery = Static<typeof CoverageQuery>;

const HoursAsked = Type.Union([
  Type.Object({ type: Type.Literal("any") }),
  Type.Object({ type: Type.Literal("at"), time: Type.String() }),
  Type.Object({ type: Type.Literal("week"), start: Type.String() }),
  Type.Object({ type: Type.Literal("after-work"), start: Type.String(), hours: Type.Number() }),
]);

/** The standard an answer was computed with, and the base it counts. */
export const StandardUsed = Type.Object({
  id: Type.String({ description: "plain for the question of cutoffMinutes, kind and walkingSpeedKmh" }),
  name: Type.String(),
  names: Names,
  cutoffMinutes: Type.Number({
    description: "Of the first rule on foot; the default where no rule is on foot: tiers say what holds",
  }),
  kind: Type.String({ description: "Kinds that count in any tier, joined by commas, or any" }),
  walkingSpeedKmh: Type.Number(),
  tiers: Type.Array(Tier),
  need: Type.Enum(["any", "all"]),
  service: Service,
  targets: Type.Array(Target),
  /** Each group with its own speed, weight and base. */
  groups: Type.Array(Type.Object({ ...PeopleBase.properties, walkingSpeedKmh: Type.Number(), weight: Type.Number() })),
  hours: HoursAsked,
  ownDistrictOnly: Type.Boolean(),
  /** What "own district" means here; null where all is one district. */
  districtLevel: Nullable(Level),
  countCapacity: Type.Boolean(),
  slope: Type.Enum(["none", "tobler"]),
  base: Nullable(PeopleBase),
  territoryVersion: Type.Integer(),
});
export type StandardUsed = Static<typeof StandardUsed>;

const coveragePeople = {
  people: Type.Number(),
  peopleCovered: Type.Number({ description: "With capacity: served" }),
  peopleOverCapacity: Type.Number({ description: "In reach of facilities that are full; 0 without capacity" }),
  peopleOutOfReach: Type.Number(),
  share: Nullable(
    Type.Number({ minimum: 0, maximum: 1, description: "peopleCovered ÷ people; null where nobody lives" }),
  ),
  weightedShare: Nullable(
    Type.Number({ minimum: 0, maximum: 1, description: "With the standard's weights of groups; null without any" }),
  ),
  groups: Type.Array(
    Type.Object({
      id: Type.String(),
      people: Type.Number(),
      peopleCovered: Type.Number(),
      share: Nullable(Type.Number()),
    }),
  ),
};
const coverageFigures = {
  ...coveragePeople,
  facilities: Type.Integer(),
  peoplePerFacility: Nullable(Type.Number()),
};
/** Of a kind of place: where people live. Facilities stand in areas. */
export const CoveragePeople = Type.Object(coveragePeople);
export type CoveragePeople = Static<typeof CoveragePeople>;
export const CoverageFigures = Type.Object(coverageFigures);
export type CoverageFigures = Static<typeof CoverageFigures>;
export const AreaCoverage = Type.Object({
  code: Type.String(),
  name: Type.String(),
  names: Names,
  level: Level,
  parentCode: Nullable(Type.String()),
  ...coverageFigures,
  /** Covered if they could use the facilities of any district; null unless only their own are asked for. */
  peopleCoveredAnyDistrict: Nullable(Type.Number()),
});
export type AreaCoverage = Static<typeof AreaCoverage>;
export const Coverage = Type.Object({
  standard: StandardUsed,
  total: CoverageFigures,
  byPlace: Type.Array(
    Type.Object({ place: oneOf(PLACE_KINDS), ...coveragePeople }, { description: "Unknown counts as city" }),
  ),
  areas: Type.Array(AreaCoverage),
  /** People outside all areas of the level (of each level when no level is asked). */
  outside: Type.Array(Type.Object({ level: Level, people: Type.Number(), peopleCovered: Type.Number() })),
  /** People of demand points that no street is near, within total. */
  peopleWithoutStreet: Type.Number(),
  sensitivity: Type.Array(
    Type.Object({ walkingSpeedKmh: Type.Number(), peopleCovered: Type.Number(), share: Nullable(Type.Number()) }),
    { description: "The headline at other walking speeds; empty where capacity is counted" },
  ),
  byKind: Type.Array(
    Type.Object({
      kind: Kind,
      facilities: Type.Integer(),
      peopleCovered: Type.Number(),
      share: Nullable(Type.Number()),
    }),
  ),
  /** People by whole minutes to the nearest facility: people[i] needs more than i and at most i + 1 minutes; the last entry is all the rest up to 60. */
  peopleByMinute: Type.Array(Type.Number()),
  peopleUnreached: Type.Number({ description: "People farther than 60 minutes or not connected" }),
});
export type Coverage = Static<typeof Coverage>;

export const GapFeature = Type.Object({
  type: Type.Literal("Feature"),
  id: Type.Integer(),
  geometry: MultiPolygon,
  properties: Type.Object({
    rank: Type.Integer(),
    people: Type.Number(),
    demandPoints: Type.Integer(),
    name: Type.String(),
    names: Names,
    namedAfter: Type.Enum(["settlement", "area", "place", "none"]),
    areaCode: Nullable(Type.String()),
    lon: Type.Number({
      description:
        "The gap's point: the demand point nearest to where its average person lives, of those from which a facility can be walked to",
    }),
    lat: Lat,
    nearestFacilityId: Nullable(Type.Integer()),
    nearestFacilityName: Nullable(Type.String()),
    nearestMinutes: Nullable(
      Type.Number({
        description: "Walk from the gap's point (lon, lat) to its nearest facility; null when none can be walked to",
      }),
    ),
    nearestMetres: Nullable(Type.Number({ description: "The same walk on the ground, both off-street legs included" })),
    meanMinutes: Nullable(
      Type.Number({ description: "Walk of the average person of the gap, among those who can walk to a facility" }),
    ),
    nearestStraightMetres: Nullable(
      Type.Number({
        description: "Straight line from the gap's point to the facility that is nearest in a straight line",
      }),
    ),
    peopleWithoutStreet: Type.Number(),
    footpathMetresPerPerson: Type.Number(),
    fewFootpaths: Type.Boolean({
      description: "Many people and few mapped streets: the map may be missing paths here",
    }),
  }),
});
export type GapFeature = Static<typeof GapFeature>;
export const Gaps = Type.Object({
  type: Type.Literal("FeatureCollection"),
  standard: StandardUsed,
  people: Type.Number({ description: "People of all gaps: total people less people covered" }),
  gaps: Type.Integer({ description: "Number of gaps, also when fewer are listed" }),
  features: Type.Array(GapFeature),
});
export type Gaps = Static<typeof Gaps>;

export const GapsQuery = Type.Object(
  {
    ...questionFields,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: "List only the largest" })),
  },
  { additionalProperties: false },
);
export type GapsQuery = Static<typeof GapsQuery>;

export const WalkQuery = Type.Object({ ...questionFields, lon: Lon, lat: Lat }, { additionalProperties: false });
export type WalkQuery = Static<typeof WalkQuery>;
export const Walk = Type.Object({
  type: Type.Literal("Feature"),
  geometry: Nullable(LineString),
  properties: Type.Object({
    facilityId: Nullable(Type.Integer({ description: "Null when no facility can be walked to" })),
    minutes: Nullable(Type.Number()),
    metres: Nullable(Type.Number({ description: "On the ground, both off-street legs included" })),
    linkMetres: Type.Number({ description: "Off-street leg at the start" }),
    facilityLinkMetres: Nullable(Type.Number()),
    straightMetres: Nullable(Type.Number()),
    walkingSpeedKmh: Type.Number(),
    slope: Type.Enum(["none", "tobler"]),
  }),
});
export type Walk = Static<typeof Walk>;

export const PlaceKindName = oneOf(PLACE_KINDS);
export const PlaceCorrectionParams = Type.Object({
  areaCode: Type.String({ minLength: 1, maxLength: 100 }),
});
export const PlaceCorrectionInput = Type.Object({ kind: PlaceKindName }, { additionalProperties: false });
const UrbanGroupsSummary = Type.Object({
  count: Type.Integer(),
  people: Type.Number(),
  squareKilometres: Type.Integer(),
  cut: Type.Integer({ description: "Of them those that touch the edge of the data, beyond which they may go on" }),
});
export const PlaceKinds = Type.Object({
  base: Nullable(PeopleBase),
  territoryVersion: Type.Integer(),
  people: Type.Array(
    Type.Object({
      kind: PlaceKindName,
      ground: Type.Enum([...PLACE_GROUNDS], {
        description:
          "What tells the kind, the strongest first: a correction by hand, the statistics bureau's code, the density of people; unknown counts as city",
      }),
      people: Type.Number(),
      demandPoints: Type.Integer(),
    }),
  ),
  density: Nullable(
    Type.Object({
      method: Type.String(),
      projection: Type.String({ description: "Of the grid of 1 km² cells, as a PROJ string" }),
      centres: UrbanGroupsSummary,
      clusters: UrbanGroupsSummary,
    }),
  ),
  cautions: Type.Array(
    Type.Object({
      code: Type.Enum(["no-total", "base-not-total", "edge", "coarse-cells", "listed-points", "water-unknown"]),
      people: Type.Number({ description: "People whom it concerns" }),
      detail: Type.String({ description: "One English sentence" }),
    }),
  ),
  corrections: Type.Array(
    Type.Object({
      areaCode: Type.String(),
      kind: PlaceKindName,
      area: Nullable(
        Type.Object(
          { name: Type.String(), names: Names, level: Level, people: Type.Number() },
          {
            description: "Null while no current source of areas has it",
          },
        ),
      ),
    }),
  ),
});
export type PlaceKinds = Static<typeof PlaceKinds>;

export const ReviewInput = Type.Object(
  {
    ...questionFields,
    progress: Type.Optional(ProgressKey),
    name: Type.String({ minLength: 1, maxLength: 200 }),
  },
  { additionalProperties: false },
);
export type ReviewInput = Static<typeof ReviewInput>;
export const ReportQuery = Type.Object(
  {
    ...questionFields,
    progress: Type.Optional(ProgressKey),
    language: Type.Optional(Type.Enum(["zh", "en"], { default: "zh" })),
    review: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MOST_ID,
        description: "Id of a kept review to print in place of a new one; as a workbook only, and without a question",
      }),
    ),
    since: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MOST_ID, description: "Id of a kept review to compare with" }),
    ),
    runAt: Type.Optional(
      Type.String({
        pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(Z|[+-]\\d{2}:\\d{2})$",
        description: "Time of the run as it stands in the file (2026-11-22T12:00:00+08:00); now when left out",
      }),
    ),
  },
  { additionalProperties: false },
);
export type ReportQuery = Static<typeof ReportQuery>;
/** A kept review without its document. */
export const ReviewRecord = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  keptAt: Type.String(),
  version: Type.String({ description: "Of the program" }),
  standardId: Type.String(),
  question: Type.Record(Type.String(), Type.Unknown(), { description: "The whole standard, and the circumstances" }),
  scenario: Nullable(
    Type.Object(
      { id: Type.Integer(), name: Type.String(), revision: Type.Integer(), changes: Type.Integer() },
      { description: "That it is of, as it was then; null for the present state" },
    ),
  ),
  territory: Type.String(),
  people: Type.Number(),
  served: Type.Number(),
  sha256: Type.String({ description: "Of the kept document: the same review has the same" }),
});
export type ReviewRecord = Static<typeof ReviewRecord>;
export const ReviewList = Type.Object({ reviews: Type.Array(ReviewRecord) });
export type ReviewList = Static<typeof ReviewList>;

export const ChangesQuery = Type.Object(
  { since: Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: "Id of the earlier kept review" }) },
  { additionalProperties: false },
);
export const TileParams = Type.Object({
  layer: Type.Enum(["base", "areas", "settlements", "cells"]),
  z: Type.Integer({ minimum: 0, maximum: 22 }),
  x: Type.Integer({ minimum: 0 }),
  y: Type.Integer({ minimum: 0 }),
});
export const TileQuery = Type.Object(
  {
    ...questionFields,
    reasons: Type.Optional(
      Type.Boolean({ description: "Cells carry why most of their people who are not covered are not" }),
    ),
    compareWith: Type.Optional(
      Type.String({
        pattern: "^(present|[1-9][0-9]{0,8})$",
        description:
          "present, or id of a scenario: cells carry the share of their people who are covered there as before",
      }),
    ),
    version: Type.Optional(
      Type.String({
        maxLength: 40,
        description: "Of the territory and the scenarios, so that the address of a tile changes with them",
      }),
    ),
  },
  { additionalProperties: false },
);
export const AreasQuery = Type.Object({ level: Type.Optional(Level) }, { additionalProperties: false });
export type AreasQuery = Static<typeof AreasQuery>;
/** The largest id that the database can give. */
export const IdParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: MOST_ID }) });
