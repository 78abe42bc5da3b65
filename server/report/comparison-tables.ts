/** Tables of compared plans: the plans with their figures, groups of people, changes with their gains, areas. */
import type { Change } from "../api/scenario-messages.ts";
import { type ComparedPlan, type ComparisonReport, type ComparisonWording, titleOf } from "./comparison-report.ts";
import { type Column, type Field, type Table, tableOf, type Value } from "./table.ts";

const text = (key: string, heading: string, width?: number): Column => {
  return { key, heading, kind: "text", ...(width !== undefined && { width }) };
};
const people = (key: string, heading: string): Column => ({ key, heading, kind: "people" });
const share = (key: string, heading: string): Column => ({ key, heading, kind: "share" });

/** The sum of what is stated, null where no change states a cost. */
export function costOf({ steps }: ComparedPlan): number | null {
  const costs = steps.flatMap(({ change }) => (change.cost === undefined ? [] : [change.cost]));
  return costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0);
}

/** One row a plan. Columns in which nobody has anything are left out. */
export function plansTable({ compared: { plans } }: ComparisonReport, wording: ComparisonWording): Table {
  const { say, texts } = wording;
  const unlessPresent = (of: (plan: ComparedPlan) => Value) => (plan: ComparedPlan) =>
    plan.scenario === null ? null : of(plan);
  const fields: Field<ComparedPlan>[] = [
    { ...text("plan", say.plan, 36), of: (plan) => titleOf(plan, wording) },
    { ...people("covered", texts.columns.served), of: ({ total }) => total.peopleCovered },
    { ...share("share_covered", texts.columns.share), of: ({ total }) => total.share },
    { ...people("net", say.net), of: unlessPresent((plan) => plan.peopleGained - plan.peopleLost) },
    { ...people("gained", say.gained), of: unlessPresent((plan) => plan.peopleGained) },
    { ...people("lost", say.lost), of: unlessPresent((plan) => plan.peopleLost) },
    { ...people("over_capacity", texts.columns.overCapacity), of: ({ total }) => total.peopleOverCapacity || null },
    { ...people("out_of_reach", texts.columns.outOfReach), of: ({ total }) => total.peopleOutOfReach },
    { ...share("weighted_share", texts.columns.weightedShare), of: ({ total }) => total.weightedShare },
    { key: "facilities", heading: texts.columns.facilities, kind: "count", of: ({ total }) => total.facilities },
    { key: "changes", heading: say.changes, kind: "count", of: unlessPresent(({ steps }) => steps.length) },
    { key: "cost", heading: say.cost, kind: "number", of: unlessPresent(costOf) },
    {
      key: "without_cost",
      heading: say.withoutCost,
      kind: "count",
      of: unlessPresent(
        (plan) => costOf(plan) && (plan.steps.filter(({ change }) => change.cost === undefined).length || null),
      ),
    },
    { ...text("note", say.note, 40), of: ({ scenario }) => scenario?.note || null },
  ];
  const always = new Set(["plan", "covered", "share_covered", "net", "gained", "lost"]);
  const used = fields.filter(({ key, of }) => always.has(key) || plans.some((plan) => of(plan) !== null));
  return tableOf("plans", say.plans, used, plans);
}

/** One row a group, the share covered in each plan. */
export function planGroupsTable({ compared: { plans }, review }: ComparisonReport, wording: ComparisonWording): Table {
  const { say, texts, label } = wording;
  const groups = review.method.groups.filter(({ role }) => role !== "total");
  const found = (plan: ComparedPlan, id: string) => plan.total.groups.find((one) => one.id === id);
  return {
    id: "plan_groups",
    title: say.groups,
    columns: [
      text("group", texts.columns.group, 36),
      people("people", texts.columns.people),
      ...plans.map((plan, i) => share(`share_${i}`, titleOf(plan, wording))),
    ],
    rows: groups.map((group) => [
      label(group),
      group.people,
      ...plans.map((plan) => found(plan, group.id)?.share ?? null),
    ]),
  };
}

/** The changes of one plan in order; the last row is their sum. */
export function stepsOf(plan: ComparedPlan, wording: ComparisonWording): Table {
  const { say } = wording;
  const { steps, peopleGained, peopleLost, total } = plan;
  const hasCost = costOf(plan) !== null;
  const hasProblem = steps.some(({ problem }) => problem !== null);
  const hasNote = steps.some(({ change }) => (change.note ?? "") !== "");
  const columns: Column[] = [
    { key: "number", heading: say.number, kind: "count" },
    text("change", say.change, 22),
    text("what", say.what, 48),
    people("net", say.stepNet),
    people("gained", say.gained),
    people("lost", say.lost),
    people("covered_after", say.coveredAfter),
    ...(hasCost ? [{ key: "cost", heading: say.cost, kind: "number" as const }] : []),
    ...(hasNote ? [text("note", say.note, 30)] : []),
    ...(hasProblem ? [text("problem", say.problem, 30)] : []),
  ];
  const rows = steps.map((step, i): Value[] => [
    i + 1,
    say.types[step.change.type],
    changeText(step.change, wording),
    step.peopleGained - step.peopleLost,
    step.peopleGained,
    step.peopleLost,
    step.peopleCovered,
    ...(hasCost ? [step.change.cost ?? null] : []),
    ...(hasNote ? [step.change.note ?? null] : []),
    ...(hasProblem ? [step.problem === null ? null : say.problems[step.problem.code]] : []),
  ]);
  const sum: Value[] = [null, say.sum, null, peopleGained - peopleLost, peopleGained, peopleLost, total.peopleCovered];
  const cost = hasCost ? [costOf(plan)] : [];
  const rest = [...(hasNote ? [null] : []), ...(hasProblem ? [null] : [])];
  return { id: "steps", title: titleOf(plan, wording), columns, rows: [...rows, [...sum, ...cost, ...rest]] };
}

/** What a change is about, in one line. */
export function changeText(change: Change, wording: ComparisonWording): string {
  const { say, texts, name, count } = wording;
  const place = ({ lon, lat }: { lon: number; lat: number }) => `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
  const service = (of: { openingHours?: string | null; staff?: number | null; yearlyCapacity?: number | null }) => [
    ...(of.openingHours === undefined ? [] : [say.hours(of.openingHours ?? texts.unknown)]),
    ...(of.staff === undefined ? [] : [say.staff(of.staff === null ? texts.unknown : count(of.staff))]),
    ...(of.yearlyCapacity === undefined
      ? []
      : [say.capacity(of.yearlyCapacity === null ? texts.unknown : count(of.yearlyCapacity))]),
  ];
  switch (change.type) {
    case "add-facility": {
      const { facility } = change;
      const named = name({ name: facility.name, names: facility.names ?? {} });
      return [named, texts.kinds[facility.kind], ...service(facility), place(facility)].join(texts.comma);
    }
    case "move-facility":
      return [change.of.name, say.movedTo(place(change))].join(texts.comma);
    case "close-facility":
      return change.of.name;
    case "change-facility":
      return [change.of.name, ...service(change)].join(texts.comma);
    case "add-path":
      return change.points.length > 2
        ? [
            place(change.points[0]),
            place(change.points[change.points.length - 1]),
            say.points(count(change.points.length)),
          ].join(texts.comma)
        : change.points.map(place).join(" – ");
    case "block-street":
      return place(change);
  }
}

/** One row an area; for each plan who is covered, the share, and who is gained and lost. */
export function planAreasTable(
  { compared: { plans } }: ComparisonReport,
  wording: ComparisonWording,
  { onlyChanged = false, figures = ["covered", "share", "gained", "lost"] }: AreaChoice = {},
): Table {
  const { say, texts, name } = wording;
  const [first] = plans;
  const byKey = plans.map(({ areas }) => new Map(areas.map((area) => [`${area.level} ${area.code}`, area])));
  const columns = plans.flatMap((plan, i): Column[] => {
    const of = (what: string) => say.ofPlan(titleOf(plan, wording), what);
    const all = {
      covered: people(`covered_${i}`, of(texts.columns.served)),
      share: share(`share_${i}`, of(texts.columns.share)),
      gained: people(`gained_${i}`, of(say.gained)),
      lost: people(`lost_${i}`, of(say.lost)),
    };
    return figuresOf(plan, figures).map((figure) => all[figure]);
  });
  const areas = (first?.areas ?? []).filter(({ level, code }) => {
    const here = byKey.map((of) => of.get(`${level} ${code}`));
    return !onlyChanged || here.some((area) => area !== undefined && area.peopleGained + area.peopleLost >= 0.5);
  });
  return {
    id: "plan_areas",
    title: say.areas,
    columns: [
      text("name", texts.columns.name, 30),
      { key: "level", heading: texts.columns.level, kind: "word", words: texts.levels },
      text("code", texts.columns.code, 15),
      people("people", texts.columns.people),
      ...columns,
    ],
    rows: areas.map((area) => [
      name(area),
      area.level,
      area.code,
      area.people,
      ...plans.flatMap((plan, i) => {
        const here = byKey[i].get(`${area.level} ${area.code}`);
        const { peopleCovered = null, peopleGained = null, peopleLost = null, people: all = 0 } = here ?? {};
        const part = peopleCovered === null || all <= 0 ? null : peopleCovered / all;
        const cells = { covered: peopleCovered, share: part, gained: peopleGained, lost: peopleLost };
        return figuresOf(plan, figures).map((figure) => cells[figure]);
      }),
    ]),
  };
}

type Figure = "covered" | "share" | "gained" | "lost";
interface AreaChoice {
  readonly onlyChanged?: boolean;
  readonly figures?: readonly Figure[];
}

/** The present state gains and loses nothing against itself. */
function figuresOf({ scenario }: ComparedPlan, figures: readonly Figure[]): readonly Figure[] {
  return scenario === null ? figures.filter((figure) => figure !== "gained" && figure !== "lost") : figures;
}
