/**
 * How far a long answer has come. Whoever asks for a review or a report may give it a key of their own, and ask beside it which
 * stage it is at. The worker tells each stage as it begins (pool.ts); here is what was told last, as long as the answer is open.
 */
import type { OnStage } from "../plan.ts";
import type { ReportFormat } from "../report/report.ts";
import { REVIEW_STAGES, type ReportStage, type ReviewStage } from "../words.ts";
import { Progress, ProgressQuery } from "./messages.ts";
import type { App } from "./parts.ts";
import { problems } from "./problem.ts";

/** What is to be done, in order, with the milliseconds that each stage usually takes. */
export type Work = readonly { readonly stage: ReportStage; readonly usual: number }[];

/**
 * As measured once on the million cells of `npm run bench -- review` with hours, own district and capacity asked. Only the ratios
 * matter: they make a share that moves evenly.
 */
const USUAL: Readonly<Record<ReviewStage, number>> = {
  reach: 905,
  coverage: 880,
  gaps: 280,
  reasons: 1105,
  settlements: 90,
  remedies: 245,
  scores: 55,
  document: 770,
};
const USUAL_SHAPES = 3150;
const USUAL_FILE: Readonly<Record<ReportFormat, number>> = { xlsx: 1420, gpkg: 31_300, geojson: 2740, html: 850 };

export const REVIEW_WORK: Work = REVIEW_STAGES.map((stage) => ({ stage, usual: USUAL[stage] }));

export function reportWork(format: ReportFormat): Work {
  return [...REVIEW_WORK, { stage: "shapes", usual: USUAL_SHAPES }, { stage: "file", usual: USUAL_FILE[format] }];
}

interface Running {
  readonly work: Work;
  /** Null while it waits for a worker. */
  stage: ReportStage | null;
}

/** All answers that are followed, by key. */
export class ProgressBoard {
  readonly #running = new Map<string, Running>();

  /**
   * Does the work and follows it under the key; without a key it is only done. The same key again takes the place of the earlier.
   */
  async follow<Answer>(
    key: string | undefined,
    work: Work,
    answer: (onStage: OnStage<ReportStage>) => Promise<Answer>,
  ): Promise<Answer> {
    if (key === undefined) return answer(() => undefined);
    const running: Running = { work, stage: null };
    this.#running.set(key, running);
    try {
      return await answer((stage) => {
        running.stage = stage;
      });
    } finally {
      if (this.#running.get(key) === running) this.#running.delete(key);
    }
  }

  of(key: string): Progress {
    const running = this.#running.get(key);
    if (running === undefined) return { state: "none", stage: null, number: 0, of: 0, share: 0 };
    const { stage, work } = running;
    if (stage === null) return { state: "waiting", stage, number: 0, of: work.length, share: 0 };
    const done = work.findIndex((one) => one.stage === stage);
    const milliseconds = (some: Work) => some.reduce((sum, { usual }) => sum + usual, 0);
    const share = milliseconds(work.slice(0, done)) / milliseconds(work);
    return { state: "running", stage, number: done + 1, of: work.length, share };
  }
}

export function progressRoutes(app: App, board: ProgressBoard): void {
  app.get(
    "/api/progress",
    {
      schema: {
        summary: "Which stage a review or a report is at",
        description:
          "Of the answer that was asked for with `progress=<key>` and is still being computed. Going away from it ends it between two stages.",
        tags: ["review"],
        querystring: ProgressQuery,
        response: { 200: Progress, ...problems(400, 401, 403) },
      },
    },
    ({ query: { key } }): Progress => board.of(key),
  );
}
