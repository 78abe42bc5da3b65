/** How a worker answers what pool.ts can be asked: each question by a pure function on the plan, most beside their route. */

import { decidedPlaces } from "../places/place-kinds.ts";
import type { Plan } from "../plan.ts";
import type { Answer, IsStopped, Question, QuestionName } from "../pool.ts";
import { writeReport } from "../report/write.ts";
import { unpackReview } from "../review/kept.ts";
import { facilitiesOn } from "../territory.ts";
import { areasAnswer, settlementsAnswer } from "./areas.ts";
import { catchmentFeatures, timesTable } from "./catchments.ts";
import { coverageAnswer } from "./coverage.ts";
import { gapsAnswer } from "./gaps.ts";
import { placeKindsAnswer } from "./place-kinds.ts";
import { changesOf, keptReviewOf } from "./review.ts";
import { tileOf } from "./tiles.ts";
import { walkAnswer } from "./walk.ts";

type Answers = {
  readonly [Name in QuestionName]: (
    plan: Plan,
    question: Question<Name>,
    isStopped: IsStopped,
  ) => Answer<Name> | Promise<Answer<Name>>;
};

export const ANSWERS: Answers = {
  link: ({ linker }, { lon, lat, maxMetres }) => linker.link(lon, lat, { maxMetres }),
  facilities: ({ territory }, rows) => facilitiesOn(territory, rows),
  coverage: (plan, query) => json(coverageAnswer(plan, query)),
  gaps: (plan, query) => json(gapsAnswer(plan, query)),
  review: (plan, { asked, about }) => json(plan.review(asked, about).review),
  keptReview: keptReviewOf,
  unpackReview: (_, { document }) => json(unpackReview(document).review),
  reviewChanges: (_, question) => json(changesOf(question)),
  report: writeReport,
  catchments: (plan, question, isStopped) => {
    const text = JSON.stringify(catchmentFeatures(plan, question, isStopped));
    return utf8(text.slice(1, -1));
  },
  times: ({ search }, { from, to }) => search.times(from, to),
  timesTable: (_, question) => json(timesTable(question)),
  walk: (plan, question) => json(walkAnswer(plan, question)),
  places: ({ territory }, corrections) => decidedPlaces(territory, corrections),
  placeKinds: ({ territory }) => json(placeKindsAnswer(territory)),
  areas: ({ territory }, query) => json(areasAnswer(territory, query)),
  settlements: ({ territory }) => json(settlementsAnswer(territory)),
  tile: (plan, question) => tileOf(plan, question),
};

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const json = (message: object): Uint8Array => utf8(JSON.stringify(message));
