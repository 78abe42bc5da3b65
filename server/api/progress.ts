/**
 * How far a long answer has come. Whoever asks for a review or a report may give it a key of their own, and ask beside it which
 * stage it is at. The worker tells each stage as it begins (pool.ts); here is what was told last, as long as the answer is open.
 */
import type { OnStage } from "../plan.ts";
import type { ReportStage } from "../words.ts";
import { Progress, ProgressQuery } from "./messages.ts";
import type { App } from "./parts.ts";
import { problems } from "./problem.ts";

/**
 * Milliseconds that each stage took, of a review of the million cells of `npm run bench -- review` with hours, own district and
 * capacity asked, and of its workbook. Only their ratios matter: they make a share that moves evenly.
 */
const USUAL: Readonly<Record<ReportStage, number>> = {
  reach: 905,
  coverage: 880,
  gaps: 280,
  reasons: 1105,
  settlements: 90,
  remedies: 245,
  scores: 55,
  document: 770,
  shapes: 3150,
  file: 1420,
};

interface Running {
  readonly stages: readonly ReportStage[];
  /** Null while it waits for a worker. */
  stage: ReportStage | null;
}

/** All answers that are followed, by key. */
export class ProgressBoard {
  readonly #running = new Map<string, Running>();

  /**
   * Does the work and follows it under the key; without a key it is only done. The same key again takes the place of the earlier.
   * @param stages that the work has, in order
   */
  async follow<Answer>(
    key: string | undefined,
    stages: readonly ReportStage[],
    work: (onStage: OnStage<ReportStage>) => Promise<Answer>,
  ): Promise<Answer> {
    if (key === undefined) return work(() => undefined);
    const running: Running = { stages, stage: null };
    this.#running.set(key, running);
    try {
      return await work((stage) => {
        running.stage = stage;
      });
    } finally {
      if (this.#running.get(key) === running) this.#running.delete(key);
    }
  }

  of(key: string): Progress {
    const running = this.#running.get(key);
    if (running === undefined) return { state: "none", stage: null, number: 0, of: 0, share: 0 };
    const { stage, stages } = running;
    if (stage === null) return { state: "waiting", stage, number: 0, of: stages.length, share: 0 };
    const number = stages.indexOf(stage) + 1;
    const milliseconds = (some: readonly ReportStage[]) => some.reduce((sum, one) => sum + USUAL[one], 0);
    const share = milliseconds(stages.slice(0, number - 1)) / milliseconds(stages);
    return { state: "running", stage, number, of: stages.length, share };
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
