/**
 * What-if: what one change would do, on top of a scenario or of the present state. Nothing is computed in a way of its own: the state
 * with the change and the state without it are plans like any other, and here their outcomes are subtracted.
 */
import type { Change, WhatIf } from "./api/scenario-messages.ts";
import { differencesBetween } from "./comparison.ts";
import { peopleServed, sumOf } from "./coverage.ts";
import { NONE } from "./network/network.ts";
import type { Outcome } from "./outcome.ts";
import { type PlacedCatchment, placedCatchment } from "./placed-catchment.ts";
import type { Plan } from "./plan.ts";
import { type Question, speedOfTotal } from "./standard.ts";
import type { Territory } from "./territory.ts";
import { shownMinutes, shownShare } from "./tiles-cells.ts";

/** What is tried on a scenario. */
export interface Trial {
  /** Changes of the scenario that the map shows, as stored; none for the present state. */
  readonly stored: readonly Change[];
  /** In place of the stored one of the same key, else after the others. */
  readonly change?: Change;
  /** Left out of the stored ones. */
  readonly withoutKey?: number;
}

/** The changes with the trial in place, and without what is tried: the change, or, where one is only left out, that it is. */
export function changesOf({ stored, change, withoutKey }: Trial): {
  tried: readonly Change[];
  without: readonly Change[];
} {
  const left = stored.filter(({ key }) => key !== withoutKey);
  if (change === undefined) return { tried: left, without: stored };
  const isThere = left.some(({ key }) => key === change.key);
  return {
    tried: isThere ? left.map((own) => (own.key === change.key ? change : own)) : [...left, change],
    without: left.filter(({ key }) => key !== change.key),
  };
}

/**
 * @param plan of any state of the territory
 * @param withOutline whether the catchment of a facility that the change places is wanted
 * @throws when a rule asks for rides and the territory has no bicycle network
 */
export function whatIf(
  plan: Plan,
  asked: Question,
  trial: Trial,
  withOutline: boolean,
): Omit<WhatIf, "catchment"> & { readonly catchment: PlacedCatchment | null } {
  const { tried: changes, without } = changesOf(trial);
  const [present, shown, base] = [plan.with([]), plan.with(trial.stored), plan.with(without)];
  const tried = trial.change === undefined ? plan.with(changes) : plan.trying(changes);
  const { territory } = tried;
  const [before, after] = [base.outcome(asked), tried.outcome(asked)];
  const row = placedRow(territory, trial.change);
  const isLinked = row !== NONE && territory.facilities.links.edge[row] !== NONE;
  return {
    people: sumOf(territory.demand.people),
    present: peopleServed(present.outcome(asked)),
    shown: peopleServed(shown.outcome(asked)),
    without: peopleServed(before),
    covered: peopleServed(after),
    ...differences(territory, before, after),
    cells: changedCells(shown, tried, asked),
    catchment: row !== NONE && withOutline ? placedCatchment(territory, tried.tools, asked.standard, row) : null,
    linkMetres: isLinked ? territory.facilities.links.metres[row] : null,
    problem: tried.problems.find(({ key }) => key === trial.change?.key) ?? null,
  };
}

/** Row of the facility that a change adds or moves, or NONE. */
function placedRow({ facilities }: Territory, change: Change | undefined): number {
  if (change?.type === "add-facility") return facilities.id.indexOf(-change.key);
  return change?.type === "move-facility" ? facilities.id.indexOf(change.of.id) : NONE;
}

/** In the words of the message: every group, and the areas with a difference. */
function differences(
  territory: Territory,
  before: Outcome,
  after: Outcome,
): Pick<WhatIf, "peopleGained" | "peopleLost" | "groups" | "areas"> {
  const { groups, areas } = territory;
  const found = differencesBetween(territory, before, after);
  return {
    ...found.total,
    groups: found.groups.map((difference, g) => ({ id: groups[g].id, ...difference })),
    areas: found.areas.flatMap((difference, area) => {
      if (difference.peopleGained === 0 && difference.peopleLost === 0) return [];
      const { code, name, names, level } = areas;
      return [{ code: code[area], name: name[area], names: { ...names[area] }, level: level[area], ...difference }];
    }),
  };
}

/** Demand points of whose people another share is covered than on the map of another plan, with what cells tell of them. */
function changedCells(shown: Plan, tried: Plan, asked: Question): WhatIf["cells"] {
  const { demand } = tried.territory;
  const speed = speedOfTotal(asked.standard, tried.territory);
  const { cost } = tried.nearest(asked);
  const [servedShown, servedTried] = [shown.outcome(asked).served, tried.outcome(asked).served];
  const cells: WhatIf["cells"] = [];
  for (let point = 0; point < demand.count; point++) {
    const people = demand.people[point];
    if (people === 0 || servedShown[point] === servedTried[point]) continue;
    const covered = shownShare(servedTried[point], people);
    if (covered === shownShare(servedShown[point], people)) continue;
    cells.push({ id: demand.id[point], minutes: shownMinutes(cost[point], speed), covered });
  }
  return cells;
}
