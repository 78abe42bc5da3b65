/**
 * The spine: what a planner asks of a territory, stage by stage. Territory and question go in, and each stage takes what
 * the one before it found:
 *
 *     territory, question ─▶ reach ─▶ (capacity) ─▶ outcome ─▶ coverage ─▶ gaps ─▶ reasons ─▶ remedies ─▶ review
 *                                                                     place ─▶ catchments, walk
 *
 * A plan belongs to one territory value and remembers its answers, so that coverage, gaps and map tiles share one search. A scenario
 * is no stage: the plan with its changes is a plan like any other, on the territory that scenario.ts makes.
 */
import type { Change, ChangeProblem } from "./api/scenario-messages.ts";
import { type Catchment, catchmentsOf } from "./catchments.ts";
import { type Coverage, coverageByKind, coverageOf } from "./coverage.ts";
import { type Gap, gapsOf } from "./gaps.ts";
import { type Tools, toolsOf } from "./nearness.ts";
import { createLinker, type Linker } from "./network/link.ts";
import type { Links, Network } from "./network/network.ts";
import type { Nearest, Search } from "./network/search.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { reachOf, walkCost } from "./reach.ts";
import { reasonQuestion } from "./reasons/explain.ts";
import { type Reasons, reasonsOf } from "./reasons/reasons.ts";
import { remedyFinder } from "./reasons/remedies.ts";
import type { KeptReview } from "./review/kept.ts";
import { helpOf } from "./review/named-remedies.ts";
import { type About, type Found, reviewOf } from "./review/review.ts";
import { scoresOf } from "./review/scores.ts";
import { territoryWith } from "./scenario.ts";
import { asksForRide, type Question } from "./standard.ts";
import type { Territory } from "./territory.ts";
import { type Walk, walkToNearest } from "./walk.ts";
import type { ReviewStage } from "./words.ts";

/** Told of each stage before it begins; what it throws ends the work there. */
export type OnStage<Stage = ReviewStage> = (stage: Stage) => void;

export interface Plan {
  readonly territory: Territory;
  /** Of the plan's scenario, in order; none in the present state. */
  readonly changes: readonly Change[];
  /** Those of them that have no effect, and why. */
  readonly problems: readonly ChangeProblem[];
  /** The plan of the present state with these changes, from whatever plan it is asked; with none it is the present state's own. */
  with(changes: readonly Change[]): Plan;
  /** The same for changes that are only tried, as while a pin is dragged: forgotten with the next, so that no plan is dropped for them. */
  trying(changes: readonly Change[]): Plan;
  readonly search: Search;
  readonly linker: Linker;
  /** What stages find nearness with; remembers. */
  readonly tools: Tools;
  /** The walk from each demand point to the nearest facility that counts, whatever the rules measure. */
  nearest(question: Question): Nearest;
  outcome(question: Question): Outcome;
  coverage(question: Question): Coverage;
  byKind(question: Question): ReturnType<typeof coverageByKind>;
  gaps(question: Question): readonly Gap[];
  /** Why each uncovered demand point is not covered. */
  reasons(question: Question): Reasons;
  /** All of it as one document. `onStage` hears the stages in the order of REVIEW_STAGES. */
  review(question: Question, about: About, onStage?: OnStage): KeptReview;
  catchments(
    place: { places: Links; row: number },
    pace: { cutoffsMinutes: readonly number[]; walkingSpeedKmh: number },
    wants: { withOutline: boolean },
  ): Catchment[];
  /** From row 0 of the links; null when no facility can be walked to. */
  walk(from: Links, question: Question): Walk | null;
}

/** The plan of the present state. */
export function planOf(present: Territory): Plan {
  const made = (changes: readonly Change[]): Plan => {
    const { territory, problems } = territoryWith(present, changes);
    return stagesOn(territory, { changes, problems, with: plan.with, trying: plan.trying });
  };
  const [kept, tried] = [remember(SCENARIOS, made), remember(1, made)];
  const plan: Plan = stagesOn(present, {
    changes: [],
    problems: [],
    with: (changes) => (changes.length === 0 ? plan : kept(changes)),
    trying: (changes) => (changes.length === 0 ? plan : tried(changes)),
  });
  return plan;
}

function stagesOn(territory: Territory, scenario: Pick<Plan, "changes" | "problems" | "with" | "trying">): Plan {
  const { tools, linker } = madeFor(territory);
  const { search } = tools;
  const nearest = (question: Question) => walkCost(territory, tools, question, territory.demand);
  const outcome = remember(OUTCOMES, (question: Question) => outcomeOf(territory, tools, question));
  const coverage = remember(ANSWERS, (question: Question) =>
    coverageOf(territory, outcome(question), nearest(question)),
  );
  const gaps = remember(ANSWERS, (question: Question) => gapsOf(territory, outcome(question), nearest(question)));
  const asked = (question: Question) => {
    const { countCapacity } = question.circumstances;
    const { demand } = territory;
    return reasonQuestion(
      { territory, tools, linker },
      question,
      demand,
      demand.people,
      countCapacity ? outcome(question) : null,
    );
  };
  const reasons = remember(OUTCOMES, (question: Question) => reasonsOf(asked(question)));
  const settlements = (question: Question): Found["settlements"] => {
    const { settlements: own } = territory;
    const one = new Float64Array(own.count).fill(1);
    return {
      tiers: reachOf(territory, tools, question, own),
      walk: walkCost(territory, tools, question, own),
      reasons: reasonsOf(reasonQuestion({ territory, tools, linker }, question, own, one, null)),
      demandReasons: reasons(question),
    };
  };
  const found = (question: Question, onStage: OnStage): Found => {
    const { standard, circumstances } = question;
    const anyDistrict = { standard, circumstances: { ...circumstances, ownDistrictOnly: false } };
    const at = <Value>(stage: ReviewStage, value: () => Value): Value => {
      onStage(stage);
      return value();
    };
    const ofOutcome = at("reach", () => outcome(question));
    const both = at("coverage", () => {
      return {
        coverage: coverage(question),
        anyDistrict: circumstances.ownDistrictOnly ? coverage(anyDistrict) : null,
      };
    });
    const ofGaps = at("gaps", () => gaps(question));
    const ofPoints = at("reasons", () => reasons(question));
    const ofSettlements = at("settlements", () => settlements(question));
    const help = at("remedies", () => helpOf(territory, ofGaps, remedyFinder(asked(question), ofPoints)));
    const scores = at("scores", () => scoresOf(territory, ofOutcome));
    onStage("document");
    return {
      question,
      outcome: ofOutcome,
      ...both,
      walk: nearest(question),
      reasons: ofPoints,
      settlements: ofSettlements,
      gaps: ofGaps,
      ...help,
      scores,
    };
  };
  return {
    territory,
    ...scenario,
    search,
    linker,
    tools,
    nearest,
    outcome,
    coverage,
    byKind: remember(ANSWERS, (question: Question) => coverageByKind(territory, tools, question)),
    gaps,
    reasons,
    review: (question, about, onStage = () => undefined) => reviewOf(territory, found(question, onStage), about),
    catchments: (place, pace, wants) => catchmentsOf({ territory, search }, place, pace, wants),
    walk: (from, question) => walkToNearest({ territory, search }, from, question),
  };
}

/** Whether a question can be answered: those about rides need the bicycle network. */
export function canAnswer({ bicycle }: Territory, { standard }: Question): boolean {
  return bicycle !== null || !asksForRide(standard);
}

/** A slider asks for many cutoffs in a row; more answers than these are computed again. */
const ANSWERS = 24;
/** Each takes some 30 MB for a million points. Two, because "any district" is asked beside "own district". */
const OUTCOMES = 2;
/** Four that are compared, one that is edited, and what was edited before the last step. Each keeps answers of its own. */
const SCENARIOS = 6;

/** The function with its last answers kept by what was asked. */
function remember<Asked, Answer>(most: number, answer: (asked: Asked) => Answer): (asked: Asked) => Answer {
  const known = new Map<string, Answer>();
  return (asked) => {
    const key = JSON.stringify(asked);
    const value = known.get(key) ?? answer(asked);
    known.delete(key);
    known.set(key, value);
    const [oldest] = known.keys();
    if (known.size > most) known.delete(oldest);
    return value;
  };
}

const made = new WeakMap<Network, { bicycle: Network | null; tools: Tools; linker: Linker }>();

/** A search's arrays are as large as the network; territories that differ in their facilities only share them. */
function madeFor({ network, bicycle }: Territory): { tools: Tools; linker: Linker } {
  const known = made.get(network);
  if (known !== undefined && known.bicycle === bicycle) return known;
  const fresh = { bicycle, tools: toolsOf(network, bicycle), linker: createLinker(network) };
  made.set(network, fresh);
  return fresh;
}
