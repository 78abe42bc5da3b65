/** How a worker answers what pool.ts can be asked: each question by a pure function on the plan, most beside their route. */

import { decidedPlaces } from "../places/place-kinds.ts";
import type { OnStage, Plan } from "../plan.ts";
import type { Answer, IsStopped, Question, QuestionName } from "../pool.ts";
import { writeComparison } from "../report/comparison-write.ts";
import { writeKeptReport, writeReport } from "../report/write.ts";
import { unpackReview } from "../review/kept.ts";
import { facilitiesOn } from "../territory.ts";
import type { ReportStage } from "../words.ts";
import { areasAnswer, settlementsAnswer } from "./areas.ts";
import { catchmentFeatures, linksOfFacilities, timesTable } from "./catchments.ts";
import { comparisonAnswer, stepAnswer } from "./comparison.ts";
import { coverageAnswer } from "./coverage.ts";
import { gapsAnswer } from "./gaps.ts";
import { placeKindsAnswer } from "./place-kinds.ts";
import { changesOf, keptReviewOf } from "./review.ts";
import { tileOf } from "./tiles.ts";
import { walkAnswer } from "./walk.ts";
import { whatIfAnswer } from "./what-if.ts";

/** Whoever waits for an answer. */
export interface Asker {
  readonly isStopped: IsStopped;
  /** Hears which stage begins; throws Stopped when nobody waits any more, so that a review ends between two stages. */
  readonly onStage: OnStage<ReportStage>;
}

type Answers = {
  readonly [Name in QuestionName]: (
    plan: Plan,
    question: Question<Name>,
    asker: Asker,
  ) => Answer<Name> | Promise<Answer<Name>>;
};

export const ANSWERS: Answers = {
  link: ({ linker }, { lon, lat, maxMetres }) => linker.link(lon, lat, { maxMetres }),
  facilityLinks: ({ territory }, ids) => linksOfFacilities(territory.facilities, ids),
  problems: ({ problems }) => problems,
  facilities: ({ territory }, rows) => facilitiesOn(territory, rows),
  coverage: (plan, query) => json(coverageAnswer(plan, query)),
  gaps: (plan, query) => json(gapsAnswer(plan, query)),
  review: (plan, { asked, about }, { onStage }) => json(plan.review(asked, about, onStage).review),
  keptReview: (plan, question, { onStage }) => keptReviewOf(plan, question, onStage),
  unpackReview: (_, { document }) => json(unpackReview(document).review),
  reviewChanges: (_, question) => json(changesOf(question)),
  step: (plan, question) => stepAnswer(plan, question),
  comparison: (plan, question) => json(comparisonAnswer(plan, question)),
  comparisonFile: (plan, order) => writeComparison(plan, comparisonAnswer(plan, order), order),
  keptReport: (_, order) => writeKeptReport(order),
  report: (plan, order, { onStage }) => writeReport(plan, order, onStage),
  catchments: (plan, question, { isStopped }) => {
    const text = JSON.stringify(catchmentFeatures(plan, question, isStopped));
    return utf8(text.slice(1, -1));
  },
  times: ({ search }, { from, to }) => search.times(from, to),
  timesTable: (_, question) => json(timesTable(question)),
  walk: (plan, question) => json(walkAnswer(plan, question)),
  whatIf: (plan, question) => json(whatIfAnswer(plan, question)),
  places: ({ territory }, corrections) => decidedPlaces(territory, corrections),
  placeKinds: ({ territory }) => json(placeKindsAnswer(territory)),
  areas: ({ territory }, query) => json(areasAnswer(territory, query)),
  settlements: ({ territory }) => json(settlementsAnswer(territory)),
  tile: (plan, question) => tileOf(plan, question),
};

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const json = (message: object): Uint8Array => utf8(JSON.stringify(message));
