/**
 * Two kinds of facility sited together, a station and a market say, where the standard needs a tier of each: from the request to
 * the question that tiers.ts solves. As in ask.ts, candidate 0 of each tier stands for the facilities that stand and meet
 * it, then come the sites, the same in both tiers; points are the demand points of each class of weights.
 */
import { meetingOf, metBy, RowsByPoint, reachOfRows, ruledTiers, type Setup } from "./ask.ts";
import type { Watch } from "./question.ts";
import { type Together, tiersOfBoth } from "./refusals.ts";
import type { TierQuestion } from "./tier-question.ts";
import type { WeightClass } from "./weights.ts";

export interface AskedTiers {
  /** Tier 0 is that of the request's facility, tier 1 that of its second one. */
  readonly question: TierQuestion;
  /** Sites that add anybody to a tier. */
  readonly used: number;
}

/** @throws SitingRefused */
export function askTiers(setup: Setup, request: Together, classes: readonly WeightClass[], watch: Watch): AskedTiers {
  const { ground, question, sites } = setup;
  const { demand } = ground.territory;
  const { goal, second } = request;
  const joint = tiersOfBoth(question.standard, request);
  const met = metBy(setup, classes);
  const tiers = ruledTiers(setup, classes);
  /** Whether the tiers that nothing is built for are met: nobody is covered without them. */
  const mayCount = (c: number, p: number) =>
    classes[c].weight[p] > 0 && tiers.every((_, t) => joint.includes(t) || met[c][t][p] === 1);
  const wanted = (c: number, p: number) => (mayCount(c, p) ? joint.filter((t) => met[c][t][p] === 0) : []);
  const homes = Int32Array.from({ length: demand.count }, (_, p) => p);
  const meeting = meetingOf(setup, sites, { tiers, classes, homes, wanted, watch });

  const points = classes.length * demand.count;
  const rows = joint.map(() => new RowsByPoint(points));
  const weight = new Float64Array(points);
  const isUsed = new Uint8Array(sites.count);
  for (let c = 0; c < classes.length; c++) {
    for (let p = 0; p < demand.count; p++) {
      const counts = mayCount(c, p);
      if (counts) weight[c * demand.count + p] = classes[c].weight[p];
      for (const [n, t] of joint.entries()) {
        if (counts && met[c][t][p] === 1) rows[n].push(0);
        if (counts && met[c][t][p] === 0) {
          for (const site of meeting(t, c, p)) {
            rows[n].push(1 + site);
            isUsed[site] = 1;
          }
        }
        rows[n].end();
      }
    }
  }
  const most = ["sites" in goal ? (goal.sites ?? null) : null, second.sites];
  return {
    question: {
      weight,
      tiers: rows.map((each, n) => ({
        reach: reachOfRows(each.done(), 1 + sites.count),
        existing: Int32Array.of(0),
        mostSites: most[n],
        cost: null,
      })),
      mostSites: null,
      budget: null,
    },
    used: isUsed.reduce((sum, each) => sum + each, 0),
  };
}
