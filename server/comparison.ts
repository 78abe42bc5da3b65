/**
 * What two plans do differently to people: how many are covered in the second and were not in the first, and the other way round.
 * Counted at each demand point, so that a gain here does not hide a loss there:
 *
 *     gained = Σ max(0, served after − served before), lost = Σ max(0, served before − served after)
 *
 * hence covered after − covered before = gained − lost, of everybody, of each area and of each group, and what the changes of a
 * scenario gain and lose one after another adds up, gained less lost, to what it gains and loses in all.
 */
import { NONE } from "./network/network.ts";
import type { Outcome } from "./outcome.ts";
import type { Territory } from "./territory.ts";

/** People; with capacity counted parts of them. */
export interface Difference {
  readonly peopleGained: number;
  readonly peopleLost: number;
}

export interface Differences {
  readonly total: Difference;
  /** In the order of Territory.groups, each at its own speed. */
  readonly groups: readonly Difference[];
  /** By index into Territory.areas. */
  readonly areas: readonly Difference[];
}

/** Both outcomes are of the same people and the same question; changes of a scenario move nobody. */
export function differencesBetween(
  { demand, areas }: Pick<Territory, "demand" | "areas">,
  before: Outcome,
  after: Outcome,
): Differences {
  const total = none();
  const byGroup = demand.groups.map(none);
  const byArea = Array.from({ length: areas.count }, none);
  for (let point = 0; point < demand.count; point++) {
    const change = after.served[point] - before.served[point];
    if (change !== 0) {
      add(total, change);
      for (const column of demand.area) if (column[point] !== NONE) add(byArea[column[point]], change);
    }
    // Groups that walk at another speed change at other points than the total.
    for (let group = 0; group < byGroup.length; group++) {
      const share = after.covered[group][point] - before.covered[group][point];
      if (share !== 0) add(byGroup[group], share * demand.groups[group][point]);
    }
  }
  return { total, groups: byGroup, areas: byArea };
}

const none = () => ({ peopleGained: 0, peopleLost: 0 });

function add(to: { peopleGained: number; peopleLost: number }, change: number): void {
  if (change > 0) to.peopleGained += change;
  else to.peopleLost -= change;
}
