/**
 * Siting where there are more pairs of home and site than can be held: among fewer candidates, with bounds that hold for all
 * (narrow-coverage.ts, narrow-walks.ts). Where the pairs can be held, nothing of this happens.
 */
import type { SitingRequest } from "../api/siting-messages.ts";
import { peopleOf, type Setup, weightsOf } from "./ask.ts";
import { TooManyPairs } from "./costs.ts";
import type { Found } from "./describe.ts";
import { boundOfAll, type LeftOut } from "./left-out.ts";
import { narrowCoverage } from "./narrow-coverage.ts";
import { narrowMean, narrowWorst } from "./narrow-walks.ts";
import type { Infeasible } from "./question.ts";
import { SitingRefused } from "./refused.ts";
import type { Run } from "./solve.ts";

/**
 * Share of the pairs that may be held which the first choice fills, and what each choice after it has of the one before. The kernel
 * of the mean walk sorts its pairs and looks at them hundreds of times: with fewer it gets farther in its time.
 */
const FULL = 0.9;
const FULL_OF_WALKS = 0.35;
const LESS = 0.75;
/** Choices that are tried. */
const MOST_ATTEMPTS = 16;

interface Choice {
  readonly rows: Int32Array;
  readonly leftOut: LeftOut;
  /** Weight that so many sites cover at most when one of them was left out; for goals of coverage. */
  readonly bestOf?: (sites: number) => number;
}

/** Whether less is better. */
export function isLessBetter({ type }: SitingRequest["goal"]): boolean {
  return type === "fewest-sites" || type === "least-mean-walk" || type === "least-worst-walk";
}

/**
 * What `find` finds, and the setup whose sites it names.
 * @param ceiling people that no choice covers more of, as the one who asks knows besides; Infinity for nothing
 * @throws SitingRefused
 */
export function withinMemory(
  setup: Setup,
  run: Run,
  find: (setup: Setup, run: Run) => Found | Infeasible,
  ceiling: () => number,
): { setup: Setup; found: Found | Infeasible } {
  const held = attempt(() => find(setup, run));
  if (held !== null) return { setup, found: held };
  const isLess = isLessBetter(setup.request.goal);
  const choose = chooser(setup, run, ceiling);
  for (let n = 0; n < MOST_ATTEMPTS; n++) {
    const choice = choose(n);
    if (choice === null) continue;
    const { rows, leftOut, bestOf } = choice;
    const few = { ...setup, sites: setup.sites.only(rows) };
    const found = attempt(() => find(few, telling(run, { rows, leftOut, isLess })));
    if (found === null) continue;
    return { setup: few, found: "constraint" in found ? found : { ...found, leftOut, ...(bestOf && { bestOf }) } };
  }
  throw new SitingRefused(
    "/candidates",
    `are too many: more than ${setup.mostPairs.toLocaleString("en")} pairs of home and site are within the standard of each other however few of them are taken; name places, or an area or polygon to be inside of`,
  );
}

/** Null where there were too many pairs. */
function attempt<Value>(work: () => Value): Value | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof TooManyPairs) return null;
    throw error;
  }
}

/** Fewer candidates with each attempt; null where even these had too many pairs. */
function chooser(setup: Setup, run: Run, ceiling: () => number): (n: number) => Choice | null {
  const { goal } = setup.request;
  const told = (share: number) => run.tell({ stage: "thinning", share, value: null, bound: null });
  told(0);
  const looking = { watch: run.watch, told };
  if (goal.type === "least-worst-walk") {
    const net = narrowWorst(setup, looking);
    return (n) => attempt(() => net(n));
  }
  if (goal.type === "least-mean-walk") {
    const narrowed = attempt(() => narrowMean(setup, goal.sites, looking));
    return (n) => narrowed?.(FULL_OF_WALKS * LESS ** n) ?? null;
  }
  const classes = goal.type === "fewest-sites" ? peopleOf(setup) : weightsOf(setup);
  const narrowed = attempt(() => narrowCoverage(setup, classes, looking));
  return (n) => {
    if (narrowed === null) return null;
    const { rows, best, any, bestOf } = narrowed(FULL * LESS ** n);
    // The ceiling is one of people.
    const most = goal.type === "fewest-sites" ? best : Math.min(best, ceiling());
    return { rows, leftOut: { best: most, any }, bestOf };
  };
}

/** Tells bounds that hold for all candidates, and rows of all of them. */
function telling(run: Run, { rows, leftOut, isLess }: { rows: Int32Array; leftOut: LeftOut; isLess: boolean }): Run {
  const ofAll = (bound: number) => boundOfAll(bound, leftOut, isLess);
  return {
    ...run,
    tell: (progress) => run.tell({ ...progress, bound: progress.bound === null ? null : ofAll(progress.bound) }),
    keep: (best) => run.keep({ ...best, sites: best.sites.map((site) => rows[site]), leftOut }),
  };
}
