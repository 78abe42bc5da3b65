/** What thinning may have cost reaches whoever reads the result. A question so large that it is thinned takes minutes; the kernel is told to say so here. */
import { expect, test, vi } from "vitest";
import type * as Kernel from "../../server/siting/max-coverage.ts";
import { plainQuestion } from "../../server/standard.ts";
import { randomTown } from "../random-town.ts";
import { site } from "./request.ts";

vi.mock("../../server/siting/max-coverage.ts", async (original) => {
  const kernel = await original<typeof Kernel>();
  const solveMaxCoverage: typeof kernel.solveMaxCoverage = (...asked) => {
    const answer = kernel.solveMaxCoverage(...asked);
    return answer.kind === "answer" ? { ...answer, candidates: 2, lossBound: 12.5 } : answer;
  };
  return { ...kernel, solveMaxCoverage };
});

test("the loss and the number of candidates that were left stand in the result", () => {
  const result = site(randomTown(3), plainQuestion({ cutoffMinutes: 3 }), {
    goal: { type: "most-people", sites: 1 },
    facility: { kind: "employment-service-station" },
    curveSites: 0,
  });
  expect(result).toMatchObject({ candidates: { used: 2, lossBound: 12.5 } });
});
