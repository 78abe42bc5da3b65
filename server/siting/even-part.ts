/** A first part of the candidates where there are too many pairs for all: narrow-coverage.ts and narrow-walks.ts take prices from it. */
import type { Setup } from "./ask.ts";
import { TooManyPairs } from "./costs.ts";

/** The part for the prices takes this share of the pairs that may be held, and begins with every so many-th candidate. */
const PART_SHARE = 1 / 4;
const PART_STEP = 4;

/**
 * The question about candidates evenly over the ground, as many as fit: sites at junctions stand in the order of a curve that fills it.
 * @throws TooManyPairs where even a single site has too many
 */
export function evenPart<Asked>(setup: Setup, ask: (part: Setup) => Asked): { rows: Int32Array; question: Asked } {
  const { sites } = setup;
  const mostPairs = setup.mostPairs * PART_SHARE;
  for (let step = PART_STEP; ; step *= 2) {
    const rows = Int32Array.from({ length: Math.ceil(sites.count / step) }, (_, n) => n * step);
    try {
      return { rows, question: ask({ ...setup, sites: sites.only(rows), mostPairs }) };
    } catch (error) {
      if (!(error instanceof TooManyPairs) || rows.length === 1) throw error;
    }
  }
}
