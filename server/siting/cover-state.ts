/**
 * A set of open sites, and what every candidate would add to it: kept up to date while sites open and close, so that
 * choosing the best next site is one look along a column. A point that becomes covered takes its weight from all candidates
 * around it, so a change costs the pairs around the points that change, not those of the territory.
 */
import type { CoverageQuestion } from "./question.ts";

export class CoverState {
  readonly question: CoverageQuestion;
  /** 1 where the candidate is open. */
  readonly isOpen: Uint8Array;
  /** Open sites that cover each point. */
  readonly covers: Int32Array;
  /** Weight that each candidate would add; of an open one 0. */
  readonly gain: Float64Array;
  /** Open sites that each candidate stands too near to; null without spacing. */
  readonly blocks: Int32Array | null;
  covered = 0;
  cost = 0;
  /** New sites that are open, in the order of opening. */
  readonly sites: number[] = [];

  constructor(question: CoverageQuestion) {
    this.question = question;
    const { reach, weight, conflicts, existing, movable } = question;
    const { first, items } = reach.byCandidate;
    const candidateCount = reach.byCandidate.count;
    this.isOpen = new Uint8Array(candidateCount);
    this.covers = new Int32Array(weight.length);
    this.gain = new Float64Array(candidateCount);
    this.blocks = conflicts === null ? null : new Int32Array(candidateCount);
    for (let j = 0; j < candidateCount; j++) {
      let sum = 0;
      for (let k = first[j]; k < first[j + 1]; k++) sum += weight[items[k]];
      this.gain[j] = sum;
    }
    for (const site of existing) this.#open(site);
    for (const site of movable?.sites ?? []) this.#open(site);
  }

  /** Opens a new site. */
  add(site: number): void {
    this.#open(site);
    this.sites.push(site);
    this.cost += this.question.budget?.cost[site] ?? 0;
  }

  /** Closes a new site. */
  remove(site: number): void {
    const at = this.sites.indexOf(site);
    if (at < 0) throw new Error(`Candidate ${site} is not open.`);
    this.sites.splice(at, 1);
    this.cost -= this.question.budget?.cost[site] ?? 0;
    if (this.sites.length === 0) this.cost = 0;
    const { reach, weight } = this.question;
    const { first, items } = reach.byCandidate;
    this.isOpen[site] = 0;
    this.#block(site, -1);
    for (let k = first[site]; k < first[site + 1]; k++) {
      const point = items[k];
      if (--this.covers[point] > 0) continue;
      this.covered -= weight[point];
      this.#give(point, weight[point]);
    }
  }

  /** Whether a closed candidate may open beside those that are open. */
  mayOpen(site: number): boolean {
    if (this.isOpen[site] === 1 || (this.blocks !== null && this.blocks[site] > 0)) return false;
    const { mostSites, budget } = this.question;
    if (mostSites !== null && this.sites.length >= mostSites) return false;
    return budget === null || this.cost + budget.cost[site] <= budget.amount * (1 + 1e-12);
  }

  #open(site: number): void {
    if (this.isOpen[site] === 1) return;
    const { reach, weight } = this.question;
    const { first, items } = reach.byCandidate;
    this.isOpen[site] = 1;
    this.#block(site, 1);
    for (let k = first[site]; k < first[site + 1]; k++) {
      const point = items[k];
      if (this.covers[point]++ > 0) continue;
      this.covered += weight[point];
      this.#give(point, -weight[point]);
    }
  }

  #give(point: number, weight: number): void {
    const { first, items } = this.question.reach.byPoint;
    const { gain } = this;
    for (let k = first[point]; k < first[point + 1]; k++) gain[items[k]] += weight;
  }

  #block(site: number, by: number): void {
    const { conflicts } = this.question;
    if (conflicts === null || this.blocks === null) return;
    for (let k = conflicts.first[site]; k < conflicts.first[site + 1]; k++) this.blocks[conflicts.items[k]] += by;
  }
}

/** Weight covered by sites: added up afresh in the order of points, so that it depends on nothing but the set. */
export function coveredBy(
  { reach, weight }: Pick<CoverageQuestion, "reach" | "weight">,
  sites: Iterable<number>,
): number {
  const isCovered = new Uint8Array(weight.length);
  const { first, items } = reach.byCandidate;
  for (const site of sites) for (let k = first[site]; k < first[site + 1]; k++) isCovered[items[k]] = 1;
  let sum = 0;
  for (let i = 0; i < weight.length; i++) if (isCovered[i] === 1) sum += weight[i];
  return sum;
}
