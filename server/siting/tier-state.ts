/**
 * Open new sites of all tiers, and what each candidate would add: kept up to date while sites open and close, as
 * cover-state.ts does for one tier. A demand that lacks one spot only is *ready*: whoever covers that spot gains its
 * weight. One that lacks more is *waiting*: opening one tier gains nobody yet, but without it nobody ever comes.
 */
import type { TierPart } from "./tier-question.ts";

export class TierState {
  readonly part: TierPart;
  readonly isOpen: Uint8Array;
  /** Weight that each candidate would add now; of an open one 0. */
  readonly gain: Float64Array;
  /** Weight of those who would lack one tier less by each candidate, but still another. */
  readonly hope: Float64Array;
  /** Open candidates in the order of opening. */
  readonly sites: number[] = [];
  covered = 0;
  cost = 0;
  readonly #ofTier: number[];
  /** Open sites that cover each spot. */
  readonly #covers: Int32Array;
  /** Spots that each demand still lacks. */
  readonly #lacks: Uint8Array;
  /** Weight at each spot of demands that lack nothing besides it, and of those that do; whether it is covered itself does not count. */
  readonly #ready: Float64Array;
  readonly #waiting: Float64Array;

  constructor(part: TierPart) {
    this.part = part;
    const { byCandidate, bySpot, needs, weight } = part;
    this.isOpen = new Uint8Array(byCandidate.count);
    this.gain = new Float64Array(byCandidate.count);
    this.hope = new Float64Array(byCandidate.count);
    this.#ofTier = part.mostOfTier.map(() => 0);
    this.#covers = new Int32Array(bySpot.count);
    this.#lacks = new Uint8Array(weight.length);
    this.#ready = new Float64Array(bySpot.count);
    this.#waiting = new Float64Array(bySpot.count);
    for (let d = 0; d < weight.length; d++) {
      this.#lacks[d] = needs.first[d + 1] - needs.first[d];
      const sum = this.#lacks[d] === 1 ? this.#ready : this.#waiting;
      for (let k = needs.first[d]; k < needs.first[d + 1]; k++) sum[needs.items[k]] += weight[d];
    }
    for (let c = 0; c < byCandidate.count; c++) {
      for (let k = byCandidate.first[c]; k < byCandidate.first[c + 1]; k++) {
        this.gain[c] += this.#ready[byCandidate.items[k]];
        this.hope[c] += this.#waiting[byCandidate.items[k]];
      }
    }
  }

  mayOpen(site: number): boolean {
    const { tierOf, mostOfTier, mostSites, budget } = this.part;
    const tier = tierOf[site];
    if (this.isOpen[site] === 1 || this.#ofTier[tier] >= mostOfTier[tier] || this.sites.length >= mostSites)
      return false;
    return budget === null || this.cost + budget.cost[site] <= budget.amount * (1 + 1e-12);
  }

  add(site: number): void {
    const { byCandidate, tierOf, budget } = this.part;
    this.isOpen[site] = 1;
    this.sites.push(site);
    this.#ofTier[tierOf[site]]++;
    this.cost += budget?.cost[site] ?? 0;
    for (let k = byCandidate.first[site]; k < byCandidate.first[site + 1]; k++) {
      const spot = byCandidate.items[k];
      if (this.#covers[spot]++ > 0) continue;
      this.#give(spot, -this.#ready[spot], -this.#waiting[spot]);
      this.#change(spot, -1);
    }
  }

  remove(site: number): void {
    const at = this.sites.indexOf(site);
    if (at < 0) throw new Error(`Candidate ${site} is not open.`);
    const { byCandidate, tierOf, budget } = this.part;
    this.isOpen[site] = 0;
    this.sites.splice(at, 1);
    this.#ofTier[tierOf[site]]--;
    this.cost -= budget?.cost[site] ?? 0;
    if (this.sites.length === 0) this.cost = 0;
    for (let k = byCandidate.first[site]; k < byCandidate.first[site + 1]; k++) {
      const spot = byCandidate.items[k];
      if (--this.#covers[spot] > 0) continue;
      this.#change(spot, 1);
      this.#give(spot, this.#ready[spot], this.#waiting[spot]);
    }
  }

  /** Adds to gain and hope of the candidates around a spot. */
  #give(spot: number, ready: number, waiting: number): void {
    const { first, items } = this.part.bySpot;
    for (let k = first[spot]; k < first[spot + 1]; k++) {
      this.gain[items[k]] += ready;
      this.hope[items[k]] += waiting;
    }
  }

  /** The demands at a spot lack it (by 1) or lack it no longer (by -1), so that their other spots become waiting or ready. */
  #change(spot: number, by: 1 | -1): void {
    const { needs, needers, weight } = this.part;
    for (let n = needers.first[spot]; n < needers.first[spot + 1]; n++) {
      const demand = needers.items[n];
      if (this.#lacks[demand] === 0) this.covered -= weight[demand];
      this.#lacks[demand] += by;
      if (this.#lacks[demand] === 0) this.covered += weight[demand];
      for (let k = needs.first[demand]; k < needs.first[demand + 1]; k++) {
        const other = needs.items[k];
        if (other === spot) continue;
        const isLacked = this.#covers[other] === 0;
        const besides = this.#lacks[demand] - (isLacked ? 1 : 0);
        // From one besides to none, or from none to one.
        if (besides !== (by < 0 ? 0 : 1)) continue;
        const moved = -by * weight[demand];
        this.#ready[other] += moved;
        this.#waiting[other] -= moved;
        if (isLacked) this.#give(other, moved, -moved);
      }
    }
  }
}
