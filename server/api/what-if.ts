/** What-if: what one change would do while it is still in the planner's hand. */
import type { Plan } from "../plan.ts";
import type { Question } from "../pool.ts";
import { whatIf } from "../what-if.ts";
import { goneSignal, sendJson } from "./answers.ts";
import type { App, Parts } from "./parts.ts";
import { invalidField, problems } from "./problem.ts";
import { askedOf } from "./question.ts";
import { WhatIf, WhatIfRequest } from "./scenario-messages.ts";
import { refuseUnusable } from "./scenarios.ts";

export function whatIfRoutes(app: App, parts: Parts): void {
  app.post(
    "/api/what-if",
    {
      schema: {
        summary: "What a change would do to who is covered, without storing it",
        description:
          "The state with the change in place against the same state without it. Made to be asked while a pin is dragged: a request that is dropped is not answered.",
        tags: ["scenarios"],
        body: WhatIfRequest,
        response: { 200: WhatIf, ...problems(400, 401, 403, 404, 413, 415, 422, 503) },
      },
    },
    async ({ body: { change, withoutKey, outline = false, scenario, ...query } }, reply) => {
      if (change !== undefined) refuseUnusable([change], () => "/change");
      const signal = goneSignal(reply);
      const { situation, asked } = await askedOf(parts, { ...query, ...(scenario != null && { scenario }) });
      const { territory, changes: stored } = situation;
      if (withoutKey !== undefined && !stored.some(({ key }) => key === withoutKey)) {
        throw invalidField("/withoutKey", `names no change of the scenario: ${withoutKey}`);
      }
      const trial = {
        stored,
        ...(change !== undefined && { change }),
        ...(withoutKey !== undefined && { withoutKey }),
      };
      // Asked of the present state's plan, which knows those of all scenarios.
      const question = { asked, trial, withOutline: outline };
      return sendJson(reply, await parts.territory.pool.ask({ territory, changes: [] }, "whatIf", question, signal));
    },
  );
}

export function whatIfAnswer(plan: Plan, { asked, trial, withOutline }: Question<"whatIf">): WhatIf {
  const { catchment, ...found } = whatIf(plan, asked, trial, withOutline);
  if (catchment === null) return { ...found, catchment };
  const { polygon, squareMetres, shedRatio, ...figures } = catchment;
  return {
    ...found,
    catchment: {
      type: "Feature",
      geometry: polygon,
      properties: {
        ...figures,
        linkMetres: found.linkMetres ?? 0,
        areaSquareMetres: squareMetres,
        pedestrianShedRatio: shedRatio,
      },
    },
  };
}
