/**
 * Answers without proof: sites opened one after another, those first that bring most people to quotas that are short and then
 * those that gain most; swaps; and shakes by seeded chance. Deterministic. Limits of number, money, kind and spacing hold
 * at every step, quotas when as few people as possible are missing in them.
 */
import { type JointPart, NEW } from "./joint-question.ts";
import { JointState } from "./joint-state.ts";
import type { Watch } from "./question.ts";
import { seeded } from "./random.ts";

/** How much of the hope counts as gain in the constructions that are tried. */
const HOPES = [0.5, 0.2, 1];

/** By what the next site is chosen. */
export interface Choice {
  readonly hope: number;
  readonly isPerCost: boolean;
}

export function choicesOf({ needs, budget }: JointPart): Choice[] {
  const isLinked = needs.items.length > needs.count;
  const hopes = isLinked ? HOPES : [0];
  return hopes.flatMap((hope) => (budget === null ? [false] : [false, true]).map((isPerCost) => ({ hope, isPerCost })));
}

/** Opens sites until none that may be opened adds anything, or lets hope. */
export function fill(state: JointState, choice: Choice): void {
  for (let site = nextSite(state, choice); site >= 0; site = nextSite(state, choice)) state.add(site);
}

function nextSite(state: JointState, { hope, isPerCost }: Choice): number {
  const { part, goal, urgent, isOpen } = state;
  const least = 1e-12 * (state.covered + 1);
  const mayUrge = urgent !== null && state.short > 0;
  // Where nobody is missing, "fewest" and "keep" want nothing more.
  if (!mayUrge && (part.aim === "fewest" || part.aim === "keep")) return -1;
  let [site, mostUrgent, most] = [-1, 0, 0];
  for (let c = 0; c < isOpen.length; c++) {
    if (isOpen[c] === 1) continue;
    const price = isPerCost && part.budget !== null ? Math.max(part.budget.cost[c], 1e-9) : 1;
    const urges = mayUrge ? (urgent.gain[c] + hope * urgent.hope[c]) / price : 0;
    if (urges < mostUrgent || (site >= 0 && urges === 0 && mostUrgent > 0)) continue;
    const gain = part.walks === null ? goal.gain[c] + hope * goal.hope[c] : state.savedBy(c);
    const worth = gain > least ? gain / price : 0;
    if (urges <= least && worth === 0) continue;
    if (urges <= mostUrgent * (1 + 1e-12) && worth <= most) continue;
    if (!state.mayOpen(c)) continue;
    [site, mostUrgent, most] = [c, urges, worth];
  }
  return site;
}

/** Whether a state is better than one that was short of so much and came to this. */
function isBetter(state: JointState, than: Standing): boolean {
  const near = 1e-9 * Math.max(1, than.short);
  if (state.short < than.short - near) return true;
  if (state.short > than.short + near) return false;
  const { aim } = state.part;
  if (aim === "most") return state.covered > than.covered * (1 + 1e-12);
  return aim === "mean" && state.walk < than.walk * (1 - 1e-12);
}

interface Standing {
  readonly short: number;
  readonly covered: number;
  readonly walk: number;
  readonly sites: readonly number[];
  readonly closed: readonly number[];
}

const standingOf = (state: JointState): Standing => {
  const { short, covered, walk, sites, closed } = state;
  return { short, covered, walk, sites: [...sites], closed: [...closed] };
};

/** Closes each site in turn and fills up, as long as that is better. */
export function swap(state: JointState, choices: readonly Choice[], watch: Watch): void {
  for (let isMoving = true; isMoving; ) {
    isMoving = false;
    const open = [...state.isOpen.keys()].filter((c) => state.isOpen[c] === 1 && state.mayClose(c));
    for (const site of open) {
      for (const choice of choices) {
        if (watch.isStopped()) return;
        if (state.isOpen[site] === 0 || !state.mayClose(site)) break;
        const before = standingOf(state);
        state.remove(site);
        fill(state, choice);
        if (isBetter(state, before)) isMoving = true;
        else state.set(before.sites, before.closed);
      }
    }
  }
}

/**
 * Closes a few sites by seeded chance, opens one, fills up and swaps; so many rounds without a better answer end it.
 * @param found called with each better state
 */
export function shake(
  state: JointState,
  choices: readonly Choice[],
  { rounds, watch, found }: { rounds: number; watch: Watch; found: () => boolean },
): void {
  const random = seeded(state.isOpen.length);
  const pickOf = (list: readonly number[]) => list[Math.floor(random() * list.length)];
  let best = standingOf(state);
  for (let round = 0; round < rounds && !watch.isStopped(); round++) {
    const closing = 1 + Math.floor(random() * Math.min(5, state.sites.length));
    for (let k = 0; k < closing && state.sites.length > 0; k++) state.remove(pickOf(state.sites));
    const some = Math.floor(random() * state.isOpen.length);
    if (state.isOpen[some] === 0 && state.part.stands[some] === NEW && state.mayOpen(some)) state.add(some);
    const choice = choices[round % choices.length];
    fill(state, choice);
    swap(state, [choice], watch);
    if (isBetter(state, best)) {
      best = standingOf(state);
      round = -1;
      if (found()) return;
    } else state.set(best.sites, best.closed);
  }
}

/** Closes sites that the others can do without, the last opened first. */
export function prune(state: JointState): void {
  for (const site of [...state.sites].reverse()) {
    const before = standingOf(state);
    state.remove(site);
    const loses =
      state.short > before.short + 1e-9 * Math.max(1, before.short) ||
      (state.part.aim === "most" && state.covered < before.covered * (1 - 1e-12)) ||
      (state.part.aim === "mean" && state.walk > before.walk * (1 + 1e-12));
    if (loses || state.sites.length < state.closed.size) state.add(site);
  }
}

/** The fewest sites that the search finds: as few as reach all quotas, then one less as long as swaps still reach them. */
export function searchFewest(state: JointState, choices: readonly Choice[], watch: Watch, found: () => void): void {
  fill(state, choices[0]);
  prune(state);
  swap(state, choices, watch);
  while (state.short === 0) {
    found();
    const net = state.sites.length - state.closed.size;
    if (net === 0 || watch.isStopped()) return;
    state.mostSites = net - 1;
    // Whose closing is felt least.
    let [least, site] = [Number.POSITIVE_INFINITY, -1];
    for (const each of [...state.sites]) {
      state.remove(each);
      if (state.short < least) [least, site] = [state.short, each];
      state.add(each);
    }
    state.remove(site);
    swap(state, choices, watch);
    shake(state, choices, { rounds: 8, watch, found: () => state.short === 0 });
    prune(state);
  }
}

/** Puts the sites in the order in which they add most, one after another or, where none adds anything, two that need each other. */
export function ordered(part: JointPart, sites: readonly number[], closed: readonly number[]): number[] {
  const state = new JointState({ ...part, budget: null, conflicts: null });
  state.set([], closed);
  const order: number[] = [];
  const left = new Set([...sites].sort((a, b) => a - b));
  while (left.size > 0) {
    let [best, most] = [-1, -1];
    for (const site of left) {
      const { goal, urgent } = state;
      const hope = 1e-3 * (goal.hope[site] + (urgent?.hope[site] ?? 0));
      const worth = state.savedBy(site) + goal.gain[site] + (urgent?.gain[site] ?? 0) + hope;
      if (worth > most) [best, most] = [site, worth];
    }
    order.push(best);
    left.delete(best);
    state.add(best);
  }
  return order;
}
