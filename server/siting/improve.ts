/**
 * Makes an answer better: closes a site and fills up with what then adds most, as long as that gains (the interchange of
 * Teitz and Bart 1968, with exact gains); then shakes the best answer by closing a few sites by seeded chance and repeats
 * (iterated local search). Deterministic: the same state and rounds give the same answer.
 */
import { fill } from "./construct.ts";
import type { CoverState } from "./cover-state.ts";
import type { Watch } from "./question.ts";
import { seeded } from "./random.ts";

/** Swaps sites until no single swap gains. */
export function swap(state: CoverState, isStopped: () => boolean): void {
  const choices = state.question.budget === null ? (["gain"] as const) : (["gain", "gain-per-cost"] as const);
  let isBetter = true;
  while (isBetter) {
    isBetter = false;
    for (const site of [...state.sites]) {
      if (isStopped()) return;
      if (!state.isOpen[site]) continue;
      for (const choice of choices) {
        const before = [...state.sites];
        const covered = state.covered;
        state.remove(site);
        fill(state, choice);
        if (state.covered > covered + covered * 1e-12) {
          isBetter = true;
          break;
        }
        setSites(state, before);
      }
    }
  }
}

/** Opens exactly these new sites; closes and opens only what differs. */
export function setSites(state: CoverState, sites: readonly number[]): void {
  const wanted = new Set(sites);
  for (const site of [...state.sites]) if (!wanted.has(site)) state.remove(site);
  for (const site of sites) if (!state.isOpen[site]) state.add(site);
}

/**
 * Shakes and swaps: `rounds` times without a better answer end it.
 * @returns true when it ended by itself
 */
export function shake(
  state: CoverState,
  { rounds, seed, watch }: { rounds: number; seed: number; watch: Watch },
  foundBetter: () => void,
): boolean {
  const random = seeded(seed);
  let best = [...state.sites];
  let covered = state.covered;
  for (let round = 0; round < rounds; round++) {
    if (watch.isStopped()) break;
    const closing = Math.min(best.length, 2 + Math.floor(random() * Math.min(4, 1 + best.length / 4)));
    // A site and those near it in the list of candidates: what stands together is better arranged together.
    const ordered = [...best].sort((a, b) => a - b);
    const start = Math.floor(random() * ordered.length);
    const together = random() < 0.5;
    for (let k = 0; k < closing; k++) {
      const site = together ? ordered[(start + k) % ordered.length] : best[Math.floor(random() * best.length)];
      if (state.isOpen[site]) state.remove(site);
    }
    // Some other site than the best, so that the old answer is not simply built again.
    const open = someSite(state, random);
    if (open >= 0) state.add(open);
    fill(state);
    swap(state, watch.isStopped);
    if (state.covered > covered + covered * 1e-12) {
      best = [...state.sites];
      covered = state.covered;
      round = -1;
      foundBetter();
    } else setSites(state, best);
  }
  return !watch.isStopped();
}

/** One of a few candidates drawn by chance: that which adds most. */
function someSite(state: CoverState, random: () => number): number {
  let site = -1;
  for (let n = 0; n < 8; n++) {
    const j = Math.floor(random() * state.gain.length);
    if (state.gain[j] > 0 && state.mayOpen(j) && (site < 0 || state.gain[j] > state.gain[site])) site = j;
  }
  return site;
}
