/**
 * A choice of open sites while it is worked on, and what each candidate would add: kept up to date while sites open and
 * close. What a candidate adds has two sides: weight in the goal, and people of quotas that are short (a quota that is kept
 * asks for nobody more). A demand that lacks one spot only is *ready*: whoever covers that spot gains it. One that lacks
 * more is *waiting*: opening one tier gains nobody yet, but without it nobody ever comes.
 */
import { type JointPart, MOVABLE, NEW } from "./joint-question.ts";

/** One side of what candidates add. */
interface Side {
  /** Of each demand, as it counts now. */
  readonly weight: Float64Array;
  /** At each spot: of demands that lack nothing besides it, and of those that do; whether it is covered itself does not count. */
  readonly ready: Float64Array;
  readonly waiting: Float64Array;
  /** Of each candidate: what it would add, and what would then lack one spot less but still another. */
  readonly gain: Float64Array;
  readonly hope: Float64Array;
}

export class JointState {
  readonly part: JointPart;
  readonly isOpen: Uint8Array;
  /** New sites in the order of opening. */
  readonly sites: number[] = [];
  /** Movable sites that are closed. */
  readonly closed = new Set<number>();
  /** In the goal. */
  readonly goal: Side;
  /** In quotas that are short; null without quotas. */
  readonly urgent: Side | null;
  /** People that each quota is still owed; 0 or less where it is kept. */
  readonly owed: Float64Array;
  /** New sites at most, closed ones not added; may be set lower than the part's. */
  mostSites: number;
  covered = 0;
  /** Sum of costs × weights of all walks. */
  walk = 0;
  cost = 0;
  readonly #ofKind: Int32Array;
  readonly #closedOfKind: Int32Array;
  readonly #covers: Int32Array;
  readonly #lacks: Uint8Array;
  readonly #near: Float64Array;
  /** Quotas that a change has made kept or short; their people count anew at its end. */
  readonly #turned = new Set<number>();

  /** Opens what stands. */
  constructor(part: JointPart) {
    this.part = part;
    const { byCandidate, bySpot, needs, weight, people, quotasOf, owed, mostOfKind, walks, stands } = part;
    this.isOpen = new Uint8Array(byCandidate.count);
    this.owed = owed.slice();
    this.mostSites = part.mostSites;
    this.#ofKind = new Int32Array(mostOfKind.length);
    this.#closedOfKind = new Int32Array(mostOfKind.length);
    this.#covers = new Int32Array(bySpot.count);
    this.#lacks = Uint8Array.from(weight, (_, d) => needs.first[d + 1] - needs.first[d]);
    this.#near = walks?.base.slice() ?? new Float64Array();
    this.#near.forEach((cost, i) => {
      this.walk += cost * (walks?.weight[i] ?? 0);
    });
    const side = (weights: Float64Array): Side => {
      const column = () => new Float64Array(byCandidate.count);
      const atSpots = () => new Float64Array(bySpot.count);
      const made = { weight: weights, ready: atSpots(), waiting: atSpots(), gain: column(), hope: column() };
      for (let d = 0; d < weights.length; d++) {
        const sum = this.#lacks[d] === 1 ? made.ready : made.waiting;
        for (let k = needs.first[d]; k < needs.first[d + 1]; k++) sum[needs.items[k]] += weights[d];
      }
      for (let c = 0; c < byCandidate.count; c++) {
        for (let k = byCandidate.first[c]; k < byCandidate.first[c + 1]; k++) {
          made.gain[c] += made.ready[byCandidate.items[k]];
          made.hope[c] += made.waiting[byCandidate.items[k]];
        }
      }
      return made;
    };
    this.goal = side(weight);
    const isAsked = (d: number) => {
      for (let k = quotasOf.first[d]; k < quotasOf.first[d + 1]; k++) if (owed[quotasOf.items[k]] > 0) return true;
      return false;
    };
    this.urgent = owed.length === 0 ? null : side(people.map((each, d) => (isAsked(d) ? each : 0)));
    for (let c = 0; c < stands.length; c++) if (stands[c] !== NEW) this.#open(c);
  }

  /** What all quotas are short of together. */
  get short(): number {
    let sum = 0;
    for (const each of this.owed) if (each > 0) sum += each;
    return sum;
  }

  /** Whether a closed candidate may open beside those that are open. One that moved away takes back the place that its closing allowed. */
  mayOpen(site: number): boolean {
    const { stands, kindOf, mostOfKind, budget, moveCost } = this.part;
    if (this.isOpen[site] === 1) return false;
    const kind = kindOf[site];
    if (this.#ofKind[kind] >= mostOfKind[kind] + this.#closedOfKind[kind]) return false;
    if (this.sites.length >= this.mostSites + this.closed.size) return false;
    const price = stands[site] === NEW ? (budget?.cost[site] ?? 0) : -moveCost[site];
    if (budget !== null && this.cost + price > budget.amount * (1 + 1e-12)) return false;
    return !this.#isTooNear(site);
  }

  /** Whether an open site may close: a new one always, a movable one when its move can be paid. */
  mayClose(site: number): boolean {
    const { stands, budget, moveCost } = this.part;
    if (stands[site] === NEW) return true;
    if (stands[site] !== MOVABLE) return false;
    return budget === null || this.cost + moveCost[site] <= budget.amount * (1 + 1e-12);
  }

  /** Opens a new site, or a movable one again. */
  add(site: number): void {
    const { stands, kindOf, budget, moveCost } = this.part;
    if (stands[site] === NEW) {
      this.sites.push(site);
      this.#ofKind[kindOf[site]]++;
      this.cost += budget?.cost[site] ?? 0;
    } else {
      this.closed.delete(site);
      this.#closedOfKind[kindOf[site]]--;
      this.cost -= moveCost[site];
    }
    this.#open(site);
  }

  /** Closes a new site, or a movable one. */
  remove(site: number): void {
    const { byCandidate, stands, kindOf, budget, moveCost } = this.part;
    if (stands[site] === NEW) {
      this.sites.splice(this.sites.indexOf(site), 1);
      this.#ofKind[kindOf[site]]--;
      this.cost -= budget?.cost[site] ?? 0;
    } else {
      this.closed.add(site);
      this.#closedOfKind[kindOf[site]]++;
      this.cost += moveCost[site];
    }
    this.isOpen[site] = 0;
    for (let k = byCandidate.first[site]; k < byCandidate.first[site + 1]; k++) {
      const spot = byCandidate.items[k];
      if (--this.#covers[spot] > 0) continue;
      this.#change(spot, 1);
      this.#give(spot, 1);
    }
    this.#turn();
    this.#walkWithout(site);
  }

  /** Opens exactly these, closes exactly these movable ones; changes only what differs. */
  set(sites: readonly number[], closed: Iterable<number>): void {
    const [wanted, away] = [new Set(sites), new Set(closed)];
    for (const site of [...this.sites]) if (!wanted.has(site)) this.remove(site);
    for (const site of [...this.closed]) if (!away.has(site)) this.add(site);
    for (const site of away) if (this.isOpen[site] === 1) this.remove(site);
    for (const site of sites) if (this.isOpen[site] === 0) this.add(site);
  }

  /** What all walks together would be shorter by with this one open too. */
  savedBy(site: number): number {
    const { walks } = this.part;
    if (walks === null) return 0;
    const { first, items, costs } = walks.byCandidate;
    let saved = 0;
    for (let k = first[site]; k < first[site + 1]; k++) {
      const nearer = this.#near[items[k]] - costs[k];
      if (nearer > 0) saved += walks.weight[items[k]] * nearer;
    }
    return saved;
  }

  #isTooNear(site: number): boolean {
    const { conflicts, stands } = this.part;
    if (conflicts === null) return false;
    for (let k = conflicts.first[site]; k < conflicts.first[site + 1]; k++) {
      const other = conflicts.items[k];
      if (this.isOpen[other] === 1 && (stands[site] === NEW || stands[other] === NEW)) return true;
    }
    return false;
  }

  #open(site: number): void {
    const { byCandidate, walks } = this.part;
    this.isOpen[site] = 1;
    for (let k = byCandidate.first[site]; k < byCandidate.first[site + 1]; k++) {
      const spot = byCandidate.items[k];
      if (this.#covers[spot]++ > 0) continue;
      this.#give(spot, -1);
      this.#change(spot, -1);
    }
    this.#turn();
    if (walks === null) return;
    const { first, items, costs } = walks.byCandidate;
    for (let k = first[site]; k < first[site + 1]; k++) {
      const nearer = this.#near[items[k]] - costs[k];
      if (nearer <= 0) continue;
      this.walk -= walks.weight[items[k]] * nearer;
      this.#near[items[k]] = costs[k];
    }
  }

  /** Whoever walked to a site that is closed goes to the nearest that is left. */
  #walkWithout(site: number): void {
    const { walks } = this.part;
    if (walks === null) return;
    const { byCandidate, byPoint, base, weight } = walks;
    for (let k = byCandidate.first[site]; k < byCandidate.first[site + 1]; k++) {
      const i = byCandidate.items[k];
      if (byCandidate.costs[k] > this.#near[i]) continue;
      let near = base[i];
      for (let n = byPoint.first[i]; n < byPoint.first[i + 1]; n++)
        if (byPoint.costs[n] < near && this.isOpen[byPoint.items[n]] === 1) near = byPoint.costs[n];
      this.walk += weight[i] * (near - this.#near[i]);
      this.#near[i] = near;
    }
  }

  #sides(): readonly Side[] {
    return this.urgent === null ? [this.goal] : [this.goal, this.urgent];
  }

  /** Gives (1) or takes (-1) what a spot is worth to the candidates around it. */
  #give(spot: number, times: 1 | -1): void {
    const { first, items } = this.part.bySpot;
    for (const { ready, waiting, gain, hope } of this.#sides()) {
      const [now, later] = [times * ready[spot], times * waiting[spot]];
      if (now === 0 && later === 0) continue;
      for (let k = first[spot]; k < first[spot + 1]; k++) {
        gain[items[k]] += now;
        hope[items[k]] += later;
      }
    }
  }

  /** The demands at a spot lack it (by 1) or lack it no longer (by -1), so that their other spots become waiting or ready. */
  #change(spot: number, by: 1 | -1): void {
    const { needs, needers, weight, people, quotasOf } = this.part;
    for (let n = needers.first[spot]; n < needers.first[spot + 1]; n++) {
      const demand = needers.items[n];
      const wasCovered = this.#lacks[demand] === 0;
      this.#lacks[demand] += by;
      const isCovered = this.#lacks[demand] === 0;
      if (wasCovered !== isCovered) {
        const sign = isCovered ? 1 : -1;
        this.covered += sign * weight[demand];
        for (let k = quotasOf.first[demand]; k < quotasOf.first[demand + 1]; k++) {
          const quota = quotasOf.items[k];
          const before = this.owed[quota] > 0;
          this.owed[quota] -= sign * people[demand];
          if (this.owed[quota] > 0 !== before) this.#turned.add(quota);
        }
      }
      for (let k = needs.first[demand]; k < needs.first[demand + 1]; k++) {
        const other = needs.items[k];
        if (other === spot) continue;
        const isLacked = this.#covers[other] === 0;
        const besides = this.#lacks[demand] - (isLacked ? 1 : 0);
        // From one besides to none, or from none to one.
        if (besides !== (by < 0 ? 0 : 1)) continue;
        for (const side of this.#sides()) {
          const moved = -by * side.weight[demand];
          if (moved === 0) continue;
          side.ready[other] += moved;
          side.waiting[other] -= moved;
          if (isLacked) this.#giveTo(side, other, moved, -moved);
        }
      }
    }
  }

  #giveTo({ gain, hope }: Side, spot: number, ready: number, waiting: number): void {
    const { first, items } = this.part.bySpot;
    for (let k = first[spot]; k < first[spot + 1]; k++) {
      gain[items[k]] += ready;
      hope[items[k]] += waiting;
    }
  }

  /** The people of quotas that were turned count, or count no longer. */
  #turn(): void {
    const { urgent } = this;
    if (urgent === null || this.#turned.size === 0) return;
    const { demandsOf, quotasOf, needs, people } = this.part;
    for (const quota of this.#turned) {
      for (let n = demandsOf.first[quota]; n < demandsOf.first[quota + 1]; n++) {
        const demand = demandsOf.items[n];
        let isAsked = false;
        for (let k = quotasOf.first[demand]; k < quotasOf.first[demand + 1]; k++)
          if (this.owed[quotasOf.items[k]] > 0) isAsked = true;
        const more = (isAsked ? people[demand] : 0) - urgent.weight[demand];
        if (more === 0) continue;
        urgent.weight[demand] += more;
        for (let k = needs.first[demand]; k < needs.first[demand + 1]; k++) {
          const spot = needs.items[k];
          const isLacked = this.#covers[spot] === 0;
          const isReady = this.#lacks[demand] - (isLacked ? 1 : 0) === 0;
          if (isReady) urgent.ready[spot] += more;
          else urgent.waiting[spot] += more;
          if (isLacked) this.#giveTo(urgent, spot, isReady ? more : 0, isReady ? 0 : more);
        }
      }
    }
    this.#turned.clear();
  }
}
