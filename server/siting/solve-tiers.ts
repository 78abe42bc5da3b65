/** The way of a request for two kinds of facility together: ask-tiers.ts → tiers.ts → sites of both kinds. */
import { type Alternative, alternativesOf } from "./alternatives.ts";
import type { Setup } from "./ask.ts";
import { askTiers } from "./ask-tiers.ts";
import type { Found } from "./describe.ts";
import { type CoverageQuestion, coverageQuestion } from "./question.ts";
import type { Together } from "./refusals.ts";
import type { Run } from "./solve.ts";
import type { TierQuestion } from "./tier-question.ts";
import { solveTiers } from "./tiers.ts";
import { classesOf } from "./weights.ts";

interface Placed {
  readonly tier: number;
  readonly candidate: number;
}

/** @throws SitingRefused */
export function mostCoveredTogether(setup: Setup, request: Together, run: Run): Found {
  const { ground, question } = setup;
  const classes = classesOf(ground.territory, question.standard, request.resettlementWeight ?? 1);
  const asked = askTiers(setup, request, classes, run.watch);
  const { sites: _, ...second } = request.second;
  const kinds = [request.facility, second];
  const inRows = (placed: readonly Placed[]) => ({
    sites: placed.map(({ candidate }) => candidate - 1),
    built: placed.map(({ tier }) => kinds[tier]),
    closed: [],
    used: asked.used,
    note: "",
  });
  const answer = solveTiers(asked.question, {
    solver: run.solver,
    watch: {
      ...run.watch,
      report: ({ stage, best, bound, sites, tiers }) => {
        run.tell({ stage, share: null, value: best, bound: Number.isFinite(bound) ? bound : null });
        if (stage !== "answer" || sites === undefined || tiers === undefined) return;
        const placed = sites.map((candidate, n) => ({ candidate, tier: tiers[n] }));
        run.keep({ ...inRows(placed), counted: best, bound, method: "greedy + swaps", isStopped: true });
      },
    },
  });
  return {
    ...inRows(answer.sites),
    coverage: null,
    others: (most) => alternativesIn(asked.question, answer.sites, most),
    counted: answer.peopleCovered,
    bound: answer.gapPercent === 0 ? "reached" : answer.upperBound,
    method: answer.method,
    isStopped: answer.stoppedEarly,
  };
}

/** Rows of sites that could be taken in place of each when the others of both kinds stay. */
function alternativesIn(question: TierQuestion, sites: readonly Placed[], most: number): Alternative[][] {
  const ofTier = question.tiers.map((_, tier) => {
    const mine = sites.filter((site) => site.tier === tier).map(({ candidate }) => candidate);
    return alternativesOf(othersFixed(question, tier, sites), mine, most);
  });
  const next = ofTier.map(() => 0);
  return sites.map(({ tier }) =>
    ofTier[tier][next[tier]++].map(({ candidate, loss }) => ({ candidate: candidate - 1, loss })),
  );
}

/** The question of one tier: whom the sites of the others leave out cannot be covered by it. */
function othersFixed({ weight, tiers }: TierQuestion, tier: number, sites: readonly Placed[]): CoverageQuestion {
  const left = weight.slice();
  for (const [t, { reach, existing }] of tiers.entries()) {
    if (t === tier) continue;
    const isServed = new Uint8Array(weight.length);
    const mine = sites.filter((site) => site.tier === t).map(({ candidate }) => candidate);
    const { first, items } = reach.byCandidate;
    for (const site of [...existing, ...mine])
      for (let k = first[site]; k < first[site + 1]; k++) isServed[items[k]] = 1;
    for (let i = 0; i < left.length; i++) if (isServed[i] === 0) left[i] = 0;
  }
  const { reach, existing } = tiers[tier];
  return coverageQuestion({ byCandidate: reach.byCandidate, reach, weight: left, existing, mostSites: sites.length });
}
