/** Proven optima of MCLP on real instances, with gap 0. */
import { expect, it } from "vitest";
import { solveMaxCoverage } from "../../server/siting/max-coverage.ts";
import { createMipSolver } from "../../server/siting/mip.ts";
import { optima, sjc } from "./sjc.ts";

const solver = await createMipSolver();

it.each(optima())("covers $opt people of $instance with $p sites", ({ instance, S, p, opt }) => {
  const answer = solveMaxCoverage(sjc(instance, S, p), { solver });
  expect(answer).toMatchObject({
    kind: "answer",
    peopleCovered: opt,
    upperBound: opt,
    gapPercent: 0,
    stoppedEarly: false,
  });
});
