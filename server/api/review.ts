/** The review of the territory, and reviews that were kept to be compared with later ones. */
import { type ReviewRecord as KeptRecord, keepReview, listReviews, removeReview } from "../database/reviews.ts";
import type { OnStage, Plan } from "../plan.ts";
import { type Answer, presentOf, type Question } from "../pool.ts";
import { changesBetween } from "../review/changes.ts";
import { Review, ReviewChanges } from "../review/document.ts";
import { packReview, unpackReview } from "../review/kept.ts";
import { goneSignal, planNow, sendJson } from "./answers.ts";
import { keptReview, noReview } from "./kept.ts";
import { ChangesQuery, IdParams, ReviewInput, ReviewList, ReviewQuery, ReviewRecord } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { problems } from "./problem.ts";
import { type ProgressBoard, REVIEW_WORK } from "./progress.ts";
import { askedOf } from "./question.ts";
import { aboutOf } from "./situation.ts";

export function reviewRoutes(app: App, parts: Parts, board: ProgressBoard): void {
  const { db } = parts.database;
  const tags = ["review"];

  app.get(
    "/api/review",
    {
      schema: {
        summary: "Who is left out under a standard, where, and why",
        description:
          "Everything that is found under the question as one document: people served, over capacity and out of reach by area, kind of place and group; every uncovered person with a reason; settlements, gaps and facilities; equity; the method with its sources and limits.",
        tags,
        querystring: ReviewQuery,
        response: { 200: Review, ...problems(400, 401, 403, 404, 422, 503) },
      },
    },
    async ({ query: { progress, ...query } }, reply) => {
      const signal = goneSignal(reply);
      const { situation, scenario, asked } = await askedOf(parts, query);
      const question = { asked, about: aboutOf(parts, scenario) };
      const answer = await board.follow(progress, REVIEW_WORK, (onStage) =>
        parts.territory.pool.ask(situation, "review", question, signal, onStage),
      );
      return sendJson(reply, answer);
    },
  );

  app.post(
    "/api/reviews",
    {
      schema: {
        summary: "Keep the review of today, to compare with later ones",
        tags,
        body: ReviewInput,
        response: { 201: ReviewRecord, ...problems(400, 401, 403, 404, 413, 415, 422, 503) },
      },
    },
    async ({ body: { name, progress, ...query } }, reply): Promise<ReviewRecord> => {
      const signal = goneSignal(reply);
      const { situation, scenario, asked } = await askedOf(parts, query);
      const { territory } = situation;
      const about = aboutOf(parts, scenario);
      const kept = await board.follow(progress, REVIEW_WORK, (onStage) =>
        parts.territory.pool.ask(situation, "keptReview", { asked, about }, signal, onStage),
      );
      const record = await keepReview(db, {
        name,
        version: about.version,
        standard_id: asked.standard.id,
        question: asked,
        scenario: about.scenario ?? null,
        inputs: territory.sources,
        territory: territory.name,
        people: kept.people,
        served: kept.served,
        document: Buffer.from(kept.document),
      });
      reply.code(201).header("location", `/api/reviews/${record.id}`);
      return recordOf(record);
    },
  );

  app.get(
    "/api/reviews",
    {
      schema: {
        summary: "Kept reviews, the latest first",
        tags,
        response: { 200: ReviewList, ...problems(401, 403) },
      },
    },
    async (): Promise<ReviewList> => ({ reviews: (await listReviews(db)).map(recordOf) }),
  );

  app.get(
    "/api/reviews/:id",
    {
      schema: {
        summary: "The document of a kept review",
        tags,
        params: IdParams,
        response: { 200: Review, ...problems(400, 401, 403, 404, 409, 503) },
      },
    },
    async ({ params: { id } }, reply) => {
      const question = { document: (await keptReview(parts, id)).document };
      const { territory } = planNow(parts);
      return sendJson(
        reply,
        await parts.territory.pool.ask(presentOf(territory), "unpackReview", question, goneSignal(reply)),
      );
    },
  );

  app.delete(
    "/api/reviews/:id",
    {
      schema: {
        summary: "Remove a kept review",
        tags,
        params: IdParams,
        response: { 204: { description: "Removed" }, ...problems(400, 401, 403, 404) },
      },
    },
    async ({ params: { id } }, reply) => {
      if (!(await removeReview(db, id))) throw noReview(id);
      reply.code(204);
      return null;
    },
  );

  app.get(
    "/api/reviews/:id/changes",
    {
      schema: {
        summary: "What changed since an earlier kept review",
        description:
          "People are compared at the same demand point: newly covered less newly lost, and what is left because the people themselves changed, make the difference of people served.",
        tags,
        params: IdParams,
        querystring: ChangesQuery,
        response: { 200: ReviewChanges, ...problems(400, 401, 403, 404, 409, 503) },
      },
    },
    async ({ params: { id }, query: { since } }, reply) => {
      const question = {
        before: (await keptReview(parts, since)).document,
        after: (await keptReview(parts, id)).document,
      };
      const { territory } = planNow(parts);
      return sendJson(
        reply,
        await parts.territory.pool.ask(presentOf(territory), "reviewChanges", question, goneSignal(reply)),
      );
    },
  );
}

/** For a worker: the review packed, with the figures that its record shows. */
export function keptReviewOf(
  plan: Plan,
  { asked, about }: Question<"keptReview">,
  onStage?: OnStage,
): Answer<"keptReview"> {
  const kept = plan.review(asked, about, onStage);
  const { people, served } = kept.review.total;
  return { document: packReview(kept), people, served };
}

/** For a worker. */
export function changesOf({ before, after }: Question<"reviewChanges">): ReviewChanges {
  return changesBetween(unpackReview(before), unpackReview(after));
}

function recordOf({
  id,
  name,
  kept_at,
  version,
  standard_id,
  question,
  scenario,
  territory,
  people,
  served,
  sha256,
}: KeptRecord) {
  return {
    id,
    name,
    keptAt: kept_at.toISOString(),
    version,
    standardId: standard_id,
    question,
    scenario,
    territory,
    people,
    served,
    sha256,
  };
}
