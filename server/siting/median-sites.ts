/**
 * Open sites of the p-median, with the nearest and the second nearest of each point kept up to date: what opening, closing or
 * swapping saves is then read off the pairs (Whitaker 1983; Resende and Werneck 2007).
 */
import { costOf, type MedianPart } from "./median-part.ts";

const NONE = -1;

export class MedianSites {
  readonly part: MedianPart;
  /** In the order of opening. */
  readonly sites: number[] = [];
  readonly #isOpen: Uint8Array;
  /** Of each point the nearest open site and the one after it, or NONE, and what they cost: at most what stands. */
  readonly #site: Int32Array;
  readonly #next: Int32Array;
  readonly #first: Float64Array;
  readonly #second: Float64Array;

  constructor(part: MedianPart, sites: readonly number[]) {
    this.part = part;
    this.#isOpen = new Uint8Array(part.candidateOf.length);
    this.#site = new Int32Array(part.weight.length).fill(NONE);
    this.#next = this.#site.slice();
    this.#first = part.base.slice();
    this.#second = part.base.slice();
    for (const site of sites) this.open(site);
  }

  cost(): number {
    return costOf(this.part.weight, this.#first);
  }

  /** Of each point. */
  get costs(): Float64Array {
    return this.#first;
  }

  /** What opening a candidate saves. */
  savedBy(j: number): number {
    const { byCandidate, weight } = this.part;
    let saved = 0;
    for (let k = byCandidate.first[j]; k < byCandidate.first[j + 1]; k++) {
      const i = byCandidate.items[k];
      const nearer = this.#first[i] - byCandidate.costs[k];
      if (nearer > 0) saved += weight[i] * nearer;
    }
    return saved;
  }

  open(site: number): void {
    this.#isOpen[site] = 1;
    this.sites.push(site);
    const { first, items, costs } = this.part.byCandidate;
    for (let k = first[site]; k < first[site + 1]; k++) {
      const i = items[k];
      if (costs[k] < this.#first[i]) {
        this.#second[i] = this.#first[i];
        this.#next[i] = this.#site[i];
        this.#first[i] = costs[k];
        this.#site[i] = site;
      } else if (costs[k] < this.#second[i]) {
        this.#second[i] = costs[k];
        this.#next[i] = site;
      }
    }
  }

  #close(site: number): void {
    this.#isOpen[site] = 0;
    this.sites.splice(this.sites.indexOf(site), 1);
    const { first, items } = this.part.byCandidate;
    for (let k = first[site]; k < first[site + 1]; k++) {
      const i = items[k];
      if (this.#site[i] === site || this.#next[i] === site) this.#look(i);
    }
  }

  /** Nearest and second of a point, afresh: the first open ones in its row. */
  #look(i: number): void {
    const { byPoint, base } = this.part;
    this.#site[i] = NONE;
    this.#next[i] = NONE;
    this.#first[i] = base[i];
    this.#second[i] = base[i];
    for (let k = byPoint.first[i]; k < byPoint.first[i + 1]; k++) {
      if (this.#isOpen[byPoint.items[k]] === 0) continue;
      if (this.#site[i] !== NONE) {
        this.#next[i] = byPoint.items[k];
        this.#second[i] = byPoint.costs[k];
        return;
      }
      this.#site[i] = byPoint.items[k];
      this.#first[i] = byPoint.costs[k];
    }
  }

  /** Adds what saves most until there are enough sites. What one saves only shrinks, so most of them need no second look. */
  fill(): void {
    const saved = new Float64Array(this.#isOpen.length);
    const seenAt = new Int32Array(saved.length).fill(NONE);
    for (let j = 0; j < saved.length; j++) saved[j] = this.#isOpen[j] === 1 ? 0 : this.savedBy(j);
    while (this.sites.length < this.part.mostSites) {
      let best = NONE;
      for (let j = 0; j < saved.length; j++) if (saved[j] > (best === NONE ? 0 : saved[best])) best = j;
      if (best === NONE) return;
      if (seenAt[best] === this.sites.length) {
        this.open(best);
        saved[best] = 0;
        continue;
      }
      saved[best] = this.savedBy(best);
      seenAt[best] = this.sites.length;
    }
  }

  /** Swaps one site for another as long as that saves: candidates in order, round and round, each swap for the site that is missed least. */
  swap(isStopped: () => boolean): void {
    const { byCandidate, weight } = this.part;
    const { first, items, costs } = byCandidate;
    if (this.sites.length === 0) return;
    const lost = new Float64Array(this.#isOpen.length);
    const back = new Float64Array(this.#isOpen.length);
    // Whoever has its second site nearer than a pair costs gains nothing by it, nor do pairs after it in the row.
    let farthest = 0;
    let since = 0;
    for (let j = 0; since < this.#isOpen.length; j = (j + 1) % this.#isOpen.length) {
      if (j % 256 === 0 && isStopped()) return;
      if (since === 0) farthest = this.#lostBy(lost);
      since++;
      if (this.#isOpen[j] === 1) continue;
      let saved = 0;
      for (const site of this.sites) back[site] = 0;
      for (let k = first[j]; k < first[j + 1] && costs[k] < farthest; k++) {
        const i = items[k];
        if (costs[k] >= this.#second[i]) continue;
        if (costs[k] < this.#first[i]) saved += weight[i] * (this.#first[i] - costs[k]);
        // Whoever comes from the closed site goes to the new one where that is nearer than the second.
        if (this.#site[i] !== NONE)
          back[this.#site[i]] += weight[i] * (this.#second[i] - Math.max(costs[k], this.#first[i]));
      }
      let out = NONE;
      let gain = 1e-9 * this.part.weight.length;
      for (const site of this.sites) {
        const net = saved - lost[site] + back[site];
        if (net > gain) {
          gain = net;
          out = site;
        }
      }
      if (out === NONE) continue;
      this.#close(out);
      this.open(j);
      since = 0;
    }
  }

  /** What closing each site would cost; returns the largest cost of a second site. */
  #lostBy(lost: Float64Array): number {
    for (const site of this.sites) lost[site] = 0;
    let farthest = 0;
    for (let i = 0; i < this.#site.length; i++) {
      if (this.#second[i] > farthest) farthest = this.#second[i];
      if (this.#site[i] !== NONE) lost[this.#site[i]] += this.part.weight[i] * (this.#second[i] - this.#first[i]);
    }
    return farthest;
  }
}
