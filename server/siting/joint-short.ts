/**
 * Why a question with quotas has no answer: which of them cannot be kept, and how many people are missing at least. First who is within
 * reach of no candidate, then each quota alone under all limits, then all floors together, then what else is asked for beside them.
 */
import { mostIn, quotaPeople } from "./joint-bound.ts";
import { jointModel } from "./joint-model.ts";
import { type JointPart, type JointQuestion, type Quota, shortOf } from "./joint-question.ts";
import type { MipSolver } from "./mip.ts";
import type { Infeasible, Watch } from "./question.ts";

/** Fewer people than these are the solver's tolerance. */
const LEAST = 1e-6;

/**
 * @param solver null where the model is too large for it
 * @returns null when every quota may be possible
 */
export function whatIsShort(
  question: JointQuestion,
  part: JointPart,
  { solver, watch }: { solver: MipSolver | null; watch: Watch },
): Infeasible | null {
  const { quotas } = question;
  if (solver === null) return byBounds(question, part, watch);
  const missingWith = (some: readonly number[], kept: readonly number[] = []): number | null => {
    const result = solver.solve(jointModel(solver, part, some, kept).model, { watch });
    return result.status === "optimal" ? -result.objective : null;
  };
  for (const n of quotas.keys()) {
    const missing = missingWith([n]);
    if (missing === null) return null;
    if (missing > LEAST) return alone(question, part, n, missing);
  }
  const floors = [...quotas.keys()].filter((n) => quotas[n].constraint === "floor");
  const inFloors = missingWith(floors);
  if (inFloors === null) return null;
  if (inFloors > LEAST) {
    return {
      kind: "infeasible",
      constraint: "floor",
      area: -1,
      missing: inFloors,
      message: `Each area alone can have its floor, but not all together: at best they are ${inFloors.toFixed(1)} people short in sum. Lower a floor, or allow more sites or money.`,
    };
  }
  // Not added to what floors miss: the same people would count twice, and of the worst walk these are places.
  const other = quotas.findIndex(({ constraint }) => constraint !== "floor");
  const beside = other < 0 || floors.length === 0 ? null : missingWith([other], floors);
  if (beside === null || beside <= LEAST) return null;
  const { owed, whole } = quotas[other];
  const message = `${percent(owed / whole)} of all people can be covered, and each area can have its floor, but not both: with the floors kept at best ${beside.toFixed(1)} people are missing.`;
  return shortOf(quotas[other], beside, message);
}

/** Where HiGHS cannot be asked, people who are within reach of no candidate, or a bound, may still prove that a quota is missed. */
function byBounds(question: JointQuestion, part: JointPart, watch: Watch): Infeasible | null {
  if (question.capacity !== null) return null;
  for (const n of question.quotas.keys()) {
    if (part.owed[n] <= 0) continue;
    const unseen = part.owed[n] - withinReach(part, n);
    const most = (target: number) => mostIn(part, quotaPeople(part, n), target, watch);
    let missing = watch.isStopped() ? unseen : Math.max(unseen, part.owed[n] - most(part.owed[n]));
    // That ends as soon as it is a proof; how many are missing is told by going on.
    if (missing > 0) missing = Math.max(missing, part.owed[n] - most(0));
    if (missing > LEAST) return alone(question, part, n, missing);
  }
  return null;
}

/** People of a quota who are within reach of some candidate, but not covered whatever is chosen. */
function withinReach(part: JointPart, quota: number): number {
  return quotaPeople(part, quota).reduce((sum, people) => sum + people, 0);
}

function alone(question: JointQuestion, part: JointPart, n: number, missing: number): Infeasible {
  const { conflicts, budget, mostSites, mostOfKind, capacity } = question;
  const quota = question.quotas[n];
  const { whole, owed } = quota;
  if (capacity === null && missing <= (part.owed[n] - withinReach(part, n)) * (1 + 1e-6)) {
    const message = `${nameOf(quota)}: ${missing.toFixed(1)} people too many are within reach of no candidate.`;
    return shortOf(quota, missing, message);
  }
  const isLimited = mostSites !== null || budget !== null || mostOfKind.some((most) => most !== null);
  const reached = percent((owed - missing) / whole);
  if (!isLimited && conflicts !== null && quota.constraint === "coverage") {
    return {
      ...shortOf(quota, missing, ""),
      constraint: "spacing",
      message: `With sites at this distance from each other no choice covers ${percent(owed / whole)}: at best ${missing.toFixed(1)} people are missing.`,
    };
  }
  return shortOf(
    quota,
    missing,
    `${nameOf(quota)}: with these limits at most ${reached} can be, at least ${missing.toFixed(1)} people short.`,
  );
}

function nameOf({ constraint, area, owed, whole }: Quota): string {
  const share = percent(owed / whole);
  return constraint === "floor"
    ? `Area ${area} cannot have ${share} covered`
    : `No choice covers ${share} of all people`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
