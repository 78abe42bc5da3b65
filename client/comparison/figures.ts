/** What stands in the tables of a comparison: plans as columns, figures as rows; pure, so that screen and print say the same. */
import type { TFunction } from "i18next";
import type { Comparison, PlanFigures } from "../../server/api/scenario-messages.ts";
import type { Format } from "../format.ts";
import { signed } from "../plans/texts.ts";
import type { PlanName } from "../state.ts";

/** How a plan is named in a link. */
export const planNameOf = ({ scenario }: Pick<PlanFigures, "scenario">): PlanName => scenario?.id ?? "present";

/** How a plan is called. */
export const planTitle = ({ scenario }: Pick<PlanFigures, "scenario">, t: TFunction): string =>
  scenario?.name ?? t("plans.present");

/** What the changes of a plan cost together; null where none states a cost. Those without a cost are counted too. */
export function costOf({ steps }: Pick<PlanFigures, "steps">): { cost: number; without: number } | null {
  const costs = steps.flatMap(({ change }) => (change.cost === undefined ? [] : [change.cost]));
  if (costs.length === 0) return null;
  return { cost: costs.reduce((sum, cost) => sum + cost, 0), without: steps.length - costs.length };
}

export interface Row {
  readonly id: string;
  readonly label: string;
  readonly cells: readonly string[];
  readonly isStrong?: boolean;
}

/** Figures of the whole territory, one row each. @param groupLabel what a group of people is called */
export function figureRows(
  { plans }: Comparison,
  groupLabel: (id: string) => string | null,
  format: Format,
  t: TFunction,
): Row[] {
  const row = (id: string, cell: (plan: PlanFigures) => string, isStrong = false): Row => {
    return { id, label: t(`comparison.rows.${id}`), cells: plans.map(cell), isStrong };
  };
  const unlessPresent = (cell: (plan: PlanFigures) => string) => (plan: PlanFigures) =>
    plan.scenario === null ? "–" : cell(plan);
  const groups = plans[0]?.total.groups ?? [];
  return [
    row("covered", ({ total }) => format.count(total.peopleCovered), true),
    row("share", ({ total }) => format.share(total.share), true),
    row(
      "net",
      unlessPresent((plan) => signed(plan.peopleGained - plan.peopleLost, format)),
    ),
    row(
      "gained",
      unlessPresent((plan) => signed(plan.peopleGained, format)),
    ),
    row(
      "lost",
      unlessPresent((plan) => signed(-plan.peopleLost, format)),
    ),
    ...(plans.some(({ total }) => total.peopleOverCapacity >= 0.5)
      ? [row("overCapacity", ({ total }) => format.count(total.peopleOverCapacity))]
      : []),
    ...(plans.some(({ total }) => total.weightedShare !== null)
      ? [row("weighted", ({ total }) => format.share(total.weightedShare))]
      : []),
    row("facilities", ({ total }) => format.count(total.facilities)),
    row(
      "changes",
      unlessPresent(({ steps }) => format.count(steps.length)),
    ),
    ...(plans.some((plan) => costOf(plan) !== null)
      ? [
          row(
            "cost",
            unlessPresent((plan) => costText(plan, format, t)),
          ),
        ]
      : []),
    ...groups.flatMap(({ id }): Row[] => {
      const label = groupLabel(id);
      if (label === null) return [];
      const cells = plans.map(({ total }) => format.share(total.groups.find((one) => one.id === id)?.share ?? null));
      return [{ id, label: t("comparison.rows.group", { group: label }), cells }];
    }),
  ];
}

function costText(plan: PlanFigures, format: Format, t: TFunction): string {
  const found = costOf(plan);
  if (found === null) return "–";
  const cost = format.count(found.cost);
  return found.without === 0 ? cost : t("comparison.costWithout", { count: found.without, cost });
}

export interface AreaLine {
  readonly code: string;
  readonly name: string;
  readonly names: Readonly<Record<string, string>>;
  /** One for each plan. */
  readonly cells: readonly { readonly share: number | null; readonly gained: number; readonly lost: number }[];
  readonly hasChanged: boolean;
}

/** Areas of a level, those with the largest difference first. */
export function areaLines({ plans }: Comparison, level: string): AreaLine[] {
  const [first] = plans;
  if (first === undefined) return [];
  const others = plans.map(({ areas }) => new Map(areas.map((area) => [`${area.level}/${area.code}`, area])));
  return first.areas
    .filter((area) => area.level === level)
    .map((area) => {
      const cells = others.map((of) => {
        const here = of.get(`${area.level}/${area.code}`);
        const people = here?.people ?? 0;
        return {
          share: here === undefined || people <= 0 ? null : here.peopleCovered / people,
          gained: here?.peopleGained ?? 0,
          lost: here?.peopleLost ?? 0,
        };
      });
      const hasChanged = cells.some(({ gained, lost }) => gained >= 0.5 || lost >= 0.5);
      return { code: area.code, name: area.name, names: area.names, cells, hasChanged };
    })
    .sort((a, b) => largest(b) - largest(a));
}

const largest = ({ cells }: AreaLine): number => Math.max(...cells.map(({ gained, lost }) => gained + lost));

/** Which plan covers the most, and how many more than the present state. */
export function bestPlan({ plans, present }: Comparison): { best: PlanFigures[]; more: number } | null {
  const most = Math.max(...plans.map(({ total }) => total.peopleCovered));
  const best = plans.filter(({ total }) => most - total.peopleCovered < 0.5);
  return plans.length === 0 ? null : { best, more: most - present };
}

export function headlineOf(comparison: Comparison, format: Format, t: TFunction): string {
  const found = bestPlan(comparison);
  if (found === null) return "";
  const { best, more } = found;
  const [first] = best;
  if (first === undefined || best.length === comparison.plans.length) return t("comparison.allSame");
  const values = {
    name: best.map((plan) => planTitle(plan, t)).join(t("rules.comma")),
    covered: format.people(first.total.peopleCovered),
    share: format.share(first.total.share),
    more: format.people(Math.max(0, more)),
  };
  return t(more < 0.5 ? "comparison.bestPresent" : "comparison.best", values);
}
