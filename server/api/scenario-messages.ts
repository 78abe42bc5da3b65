/** Messages of scenarios, of what-if and of comparisons; see messages.ts for the rules that hold for all. */
import { type Static, Type } from "typebox";
import {
  CatchmentFeature,
  CoverageFigures,
  FacilityInput,
  Kind,
  Lat,
  Level,
  Lon,
  LonLat,
  MOST_ID,
  Names,
  Nullable,
  questionFields,
  ScenarioId,
  StandardUsed,
  standardFields,
} from "./messages.ts";

const closed = { additionalProperties: false };

/** Number of a change within its scenario, never given twice. A facility that a change adds has −key for an id. */
const Key = Type.Integer({ minimum: 1, maximum: 1_000_000 });
/** A stored facility (above 0), or one that an earlier change of the scenario adds (−key). With its name and place, so that it is recognised in another database. */
const FacilityOf = Type.Object(
  {
    id: Type.Integer({ minimum: -1_000_000, maximum: MOST_ID }),
    name: Type.String({ maxLength: 200 }),
    lon: Lon,
    lat: Lat,
  },
  closed,
);
const { name, names, level, openingHours, staff, yearlyCapacity } = FacilityInput.properties;
const common = {
  key: Key,
  note: Type.Optional(Type.String({ maxLength: 500 })),
  cost: Type.Optional(Type.Number({ minimum: 0, description: "In the unit of the budget; comparisons add it up" })),
};

/** One step of a scenario. */
export const Change = Type.Union([
  Type.Object(
    {
      type: Type.Literal("add-facility"),
      ...common,
      facility: Type.Object(
        { name, names, kind: Kind, level, openingHours, staff, yearlyCapacity, lon: Lon, lat: Lat },
        closed,
      ),
    },
    closed,
  ),
  Type.Object({ type: Type.Literal("move-facility"), ...common, of: FacilityOf, lon: Lon, lat: Lat }, closed),
  Type.Object({ type: Type.Literal("close-facility"), ...common, of: FacilityOf }, closed),
  Type.Object(
    { type: Type.Literal("change-facility"), ...common, of: FacilityOf, openingHours, staff, yearlyCapacity },
    { ...closed, description: "Only what is named changes; null makes it unknown" },
  ),
  Type.Object(
    {
      type: Type.Literal("add-path"),
      ...common,
      points: Type.Array(LonLat, { minItems: 2, maxItems: 200, description: "Joined to the street that each lies on" }),
    },
    closed,
  ),
  Type.Object(
    { type: Type.Literal("block-street"), ...common, lon: Lon, lat: Lat },
    {
      ...closed,
      description: "Nobody walks the street at this place, from the junction before it to the one after it",
    },
  ),
]);
export type Change = Static<typeof Change>;
const Changes = Type.Array(Change, { maxItems: 200 });

/** What a scenario is made of; also the file that it is exported as. */
export const ScenarioInput = Type.Object(
  {
    format: Type.Optional(Type.Literal("service-circles-scenario/1")),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    note: Type.Optional(Type.String({ maxLength: 2000 })),
    changes: Changes,
    /** Name of the territory it was made on; told in a file. */
    territory: Type.Optional(Type.String({ maxLength: 200 })),
  },
  closed,
);
export type ScenarioInput = Static<typeof ScenarioInput>;
export const ScenarioReplacement = Type.Object(
  {
    name,
    note: ScenarioInput.properties.note,
    changes: Changes,
    revision: Type.Integer({ minimum: 1, description: "That the change was made on: 409 when there is a later one" }),
  },
  closed,
);
export type ScenarioReplacement = Static<typeof ScenarioReplacement>;

/** A change that has no effect on the territory as it is now, and why. */
export const ChangeProblem = Type.Object({
  key: Key,
  code: Type.Enum(["no-facility", "no-street", "no-path"]),
  detail: Type.String(),
});
export type ChangeProblem = Static<typeof ChangeProblem>;
export const Scenario = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  note: Type.String(),
  changes: Type.Array(Change),
  revision: Type.Integer({ description: "Grows with every change" }),
  madeAt: Type.String(),
  editedAt: Type.String(),
  problems: Type.Array(ChangeProblem),
});
export type Scenario = Static<typeof Scenario>;
export const ScenarioRecord = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  note: Type.String(),
  changes: Type.Integer({ description: "How many" }),
  revision: Type.Integer(),
  madeAt: Type.String(),
  editedAt: Type.String(),
});
export type ScenarioRecord = Static<typeof ScenarioRecord>;
export const ScenarioList = Type.Object({ scenarios: Type.Array(ScenarioRecord) });
export type ScenarioList = Static<typeof ScenarioList>;

export const WhatIfRequest = Type.Object(
  {
    ...questionFields,
    /** The state that the map shows. */
    scenario: Type.Optional(Nullable(ScenarioId)),
    revision: Type.Optional(
      Type.Integer({ minimum: 1, description: "Of the scenario as it was read last: answers come sooner" }),
    ),
    /** In place of the scenario's change of the same key, else after the others. */
    change: Type.Optional(Change),
    /** Left out. */
    withoutKey: Type.Optional(Key),
    outline: Type.Optional(Type.Boolean({ description: "The catchment of a facility that the change adds or moves" })),
  },
  closed,
);
export type WhatIfRequest = Static<typeof WhatIfRequest>;

const Difference = {
  peopleGained: Type.Number({ description: "Covered now and not before" }),
  peopleLost: Type.Number({ description: "Covered before and not now" }),
};
/** People covered under the changes against the same without the change that is tried. */
export const WhatIf = Type.Object({
  people: Type.Number(),
  present: Type.Number({ description: "People covered in the present state" }),
  shown: Type.Number({ description: "People covered in the scenario as it is stored" }),
  without: Type.Number({ description: "People covered in it without this change" }),
  covered: Type.Number({ description: "People covered with it" }),
  ...Difference,
  groups: Type.Array(Type.Object({ id: Type.String(), ...Difference })),
  areas: Type.Array(
    Type.Object({ code: Type.String(), name: Type.String(), names: Names, level: Level, ...Difference }),
  ),
  /** Demand points of whose people another share is covered than in the scenario as the map shows it, as in the tiles. */
  cells: Type.Array(
    Type.Object({
      id: Type.String(),
      minutes: Nullable(Type.Number()),
      covered: Type.Number({ minimum: 0, maximum: 1 }),
    }),
  ),
  catchment: Nullable(CatchmentFeature),
  /** Of the place that is tried: to the street. Null where no street can be reached, or nothing is placed. */
  linkMetres: Nullable(Type.Number()),
  problem: Nullable(ChangeProblem),
});
export type WhatIf = Static<typeof WhatIf>;

export const MOST_COMPARED = 4;
export const ComparisonQuery = Type.Object(
  {
    ...standardFields,
    plans: Type.String({
      pattern: "^(present|[1-9][0-9]{0,8})(,(present|[1-9][0-9]{0,8})){0,3}$",
      description: "Up to four scenarios by id, and present, joined by commas",
    }),
  },
  closed,
);
export type ComparisonQuery = Static<typeof ComparisonQuery>;
export const PlanFigures = Type.Object({
  scenario: Nullable(
    Type.Object({ id: Type.Integer(), name: Type.String(), note: Type.String(), revision: Type.Integer() }),
  ),
  /** Of the whole territory. */
  total: CoverageFigures,
  /** Against the present state. */
  ...Difference,
  areas: Type.Array(
    Type.Object({
      code: Type.String(),
      name: Type.String(),
      names: Names,
      level: Level,
      people: Type.Number(),
      peopleCovered: Type.Number(),
      ...Difference,
    }),
  ),
  /** In order; covered is after this change and all before it, so that the gains add up to the total's. */
  steps: Type.Array(
    Type.Object({ change: Change, ...Difference, peopleCovered: Type.Number(), problem: Nullable(ChangeProblem) }),
  ),
});
export type PlanFigures = Static<typeof PlanFigures>;
/** Plans side by side. */
export const Comparison = Type.Object({
  standard: StandardUsed,
  present: Type.Number({ description: "People covered in the present state" }),
  plans: Type.Array(PlanFigures),
});
export type Comparison = Static<typeof Comparison>;
