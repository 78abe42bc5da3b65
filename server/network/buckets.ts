/**
 * The kernel of searches in JavaScript: labels spread along arcs from seeds, in buckets of cost, until none can be improved
 * (label-correcting; Dial's buckets, wider than the shortest arcs, as in the approximate bucket implementation of Cherkassky,
 * Goldberg and Radzik, 1996). Within a bucket nodes come in any order and may be looked at again, which costs less than
 * keeping a heap; the labels at the end are exact.
 *
 * Measured on Porto (75,000 nodes, 15 minutes): half the time of a 4-ary heap. Buckets are linked lists in one ring,
 * entries are taken from a pool and given back, and clearing goes through the reached nodes only: a search allocates nothing.
 * Which way a label came is not written down: it can be read off the costs (way-back.ts). Searches of one place have a faster
 * kernel (one-place.ts).
 */
import { type Arcs, arcsBegin, arcsEnd } from "./arcs.ts";
import { NONE } from "./network.ts";

/** In place of a cost: not reached. Outside every range. */
export const UNREACHED = 0x7fffffff;
/** No walk is dearer: 21,474 km. What is farther counts as not reached. */
export const MOST_CENTIMETRES = UNREACHED - 1;

/** Buckets are 2¹² cm wide, half a minute's walk; 2¹⁰ to 2¹³ differ by less than the noise. */
const WIDTH_BITS = 12;
const FEWEST_BUCKETS = 256;
const FEWEST_ENTRIES = 1024;

/** Tells whether all that is asked for is known, when labels below this cost are final. */
export type IsDone = (settledBelow: number) => boolean;

/** The labels of one search at a time. */
export class Wave {
  /** Least cost of each node, centimetres, or UNREACHED. */
  readonly cost: Int32Array;
  /** Nodes with a cost, each once, in no order: reached[0] … reached[reachedCount - 1]. */
  readonly reached: Int32Array;
  reachedCount = 0;
  #place: Int32Array | null = null;
  #hasPlaces = false;
  readonly #longest: number;
  /** First entry of each bucket; a ring, because pending costs differ by the longest arc at most. */
  #head: Int32Array;
  #entryNode = new Int32Array(FEWEST_ENTRIES);
  #entryNext = new Int32Array(FEWEST_ENTRIES);
  /** Nodes seeded since labels last spread. */
  #seeds = new Int32Array(FEWEST_ENTRIES);
  #seedCount = 0;
  /** Nodes from which labels did not spread along some arc because of the limit; several times each, perhaps. */
  #cut = new Int32Array(FEWEST_ENTRIES);
  #cutCount = 0;

  /** @param longest cost of the dearest arc */
  constructor(nodeCount: number, longest: number) {
    this.cost = new Int32Array(nodeCount).fill(UNREACHED);
    this.reached = new Int32Array(nodeCount);
    this.#longest = longest;
    this.#head = newRing(longest);
  }

  /** The place whose label a node has, after a search with places; of equally near places the lowest number. */
  get place(): Int32Array {
    this.#place ??= new Int32Array(this.cost.length);
    return this.#place;
  }

  /** Forgets all labels. Without places every label belongs to the one place searched from, and none is written down. */
  clear(hasPlaces: boolean): void {
    const { cost, reached, reachedCount } = this;
    if (reachedCount > cost.length / 4) cost.fill(UNREACHED);
    else for (let k = 0; k < reachedCount; k++) cost[reached[k]] = UNREACHED;
    this.reachedCount = 0;
    this.#seedCount = 0;
    this.#cutCount = 0;
    this.#hasPlaces = hasPlaces;
  }

  /** Gives a node a label if it is better than the one it has. */
  seed(node: number, cost: number, place: number): void {
    const known = this.cost[node];
    if (cost > known || (cost === known && (!this.#hasPlaces || place >= this.place[node]))) return;
    if (known === UNREACHED) this.reached[this.reachedCount++] = node;
    this.cost[node] = cost;
    if (this.#hasPlaces) this.place[node] = place;
    this.reseed(node);
  }

  /** Lets the label that a node has spread once more. */
  reseed(node: number): void {
    if (this.#seedCount === this.#seeds.length) this.#seeds = grown(this.#seeds);
    this.#seeds[this.#seedCount++] = node;
  }

  /** Nodes, ascending, whose labels the limit kept from spreading, since this was asked last; only of searches with places. */
  takeCut(): Int32Array {
    const cut = this.#cut.slice(0, this.#cutCount).sort();
    this.#cutCount = 0;
    return cut.filter((node, k) => k === 0 || node !== cut[k - 1]);
  }

  /**
   * Spreads the labels of the new seeds until no label ≤ limit can be improved; what is known already is only replaced by
   * better. Without places a node's cost may be bounded by `bounds` too, and the search ends early when `isDone`: labels are then final below
   * the cost it was given last.
   */
  spread(arcs: Arcs, limit: number, bounds: Int32Array | null = null, isDone: IsDone | null = null): void {
    if (this.#seedCount === 0) return;
    let lowest = UNREACHED;
    let highest = 0;
    for (let k = 0; k < this.#seedCount; k++) {
      const cost = this.cost[this.#seeds[k]];
      if (cost < lowest) lowest = cost;
      if (cost > highest) highest = cost;
    }
    if (highest - lowest > this.#longest) this.#makeRoom(highest - lowest);
    while (this.#entryNode.length < this.#seedCount) this.#growEntries();
    const mask = this.#head.length - 1;
    for (let k = 0; k < this.#seedCount; k++) {
      const node = this.#seeds[k];
      const bucket = (this.cost[node] >> WIDTH_BITS) & mask;
      this.#entryNode[k] = node;
      this.#entryNext[k] = this.#head[bucket];
      this.#head[bucket] = k;
    }
    const entries = this.#seedCount;
    this.#seedCount = 0;
    if (this.#hasPlaces) this.#spreadWithPlaces(arcs, limit, lowest >> WIDTH_BITS, entries);
    else this.#spreadOne(arcs, limit, bounds, isDone, lowest >> WIDTH_BITS, entries);
  }

  #spreadOne(
    columns: Arcs,
    limit: number,
    bounds: Int32Array | null,
    isDone: IsDone | null,
    firstBucket: number,
    entries: number,
  ): void {
    const { arcs } = columns;
    const cost = this.cost;
    const reached = this.reached;
    const head = this.#head;
    const mask = head.length - 1;
    let entryNode = this.#entryNode;
    let entryNext = this.#entryNext;
    let reachedCount = this.reachedCount;
    let used = entries;
    let free = NONE;
    let pending = entries;
    for (let bucket = firstBucket; pending > 0; bucket++) {
      const slot = bucket & mask;
      for (let entry = head[slot]; entry !== NONE; entry = head[slot]) {
        head[slot] = entryNext[entry];
        entryNext[entry] = free;
        free = entry;
        pending--;
        const node = entryNode[entry];
        const nodeCost = cost[node];
        if (nodeCost >> WIDTH_BITS !== bucket) continue; // Improved since, and done in an earlier bucket.
        const end = arcsEnd(columns, node);
        for (let a = arcsBegin(columns, node); a < end; a += 2) {
          const next = arcs[a];
          const nextCost = nodeCost + arcs[a + 1];
          const known = cost[next];
          if (nextCost >= known || nextCost > limit || (bounds !== null && nextCost > bounds[next])) continue;
          if (known === UNREACHED) reached[reachedCount++] = next;
          cost[next] = nextCost;
          let taken = free;
          if (taken !== NONE) free = entryNext[taken];
          else {
            taken = used++;
            if (taken === entryNode.length) {
              this.#growEntries();
              entryNode = this.#entryNode;
              entryNext = this.#entryNext;
            }
          }
          const at = (nextCost >> WIDTH_BITS) & mask;
          entryNode[taken] = next;
          entryNext[taken] = head[at];
          head[at] = taken;
          pending++;
        }
      }
      if (isDone?.((bucket + 1) * 2 ** WIDTH_BITS)) {
        head.fill(NONE);
        break;
      }
    }
    this.reachedCount = reachedCount;
  }

  /** The same with the place in the label, so that equal costs end at the lower place. */
  #spreadWithPlaces(columns: Arcs, limit: number, firstBucket: number, entries: number): void {
    const { arcs } = columns;
    const cost = this.cost;
    const place = this.place;
    const reached = this.reached;
    const head = this.#head;
    const mask = head.length - 1;
    let entryNode = this.#entryNode;
    let entryNext = this.#entryNext;
    let reachedCount = this.reachedCount;
    let used = entries;
    let free = NONE;
    let pending = entries;
    for (let bucket = firstBucket; pending > 0; bucket++) {
      const slot = bucket & mask;
      for (let entry = head[slot]; entry !== NONE; entry = head[slot]) {
        head[slot] = entryNext[entry];
        entryNext[entry] = free;
        free = entry;
        pending--;
        const node = entryNode[entry];
        const nodeCost = cost[node];
        if (nodeCost >> WIDTH_BITS !== bucket) continue;
        const nodePlace = place[node];
        const end = arcsEnd(columns, node);
        let isCut = false;
        for (let a = arcsBegin(columns, node); a < end; a += 2) {
          const next = arcs[a];
          const nextCost = nodeCost + arcs[a + 1];
          const known = cost[next];
          if (nextCost > known || (nextCost === known && nodePlace >= place[next])) continue;
          if (nextCost > limit) {
            isCut = true;
            continue;
          }
          if (known === UNREACHED) reached[reachedCount++] = next;
          cost[next] = nextCost;
          place[next] = nodePlace;
          let taken = free;
          if (taken !== NONE) free = entryNext[taken];
          else {
            taken = used++;
            if (taken === entryNode.length) {
              this.#growEntries();
              entryNode = this.#entryNode;
              entryNext = this.#entryNext;
            }
          }
          const at = (nextCost >> WIDTH_BITS) & mask;
          entryNode[taken] = next;
          entryNext[taken] = head[at];
          head[at] = taken;
          pending++;
        }
        if (isCut) {
          if (this.#cutCount === this.#cut.length) this.#cut = grown(this.#cut);
          this.#cut[this.#cutCount++] = node;
        }
      }
    }
    this.reachedCount = reachedCount;
  }

  /** A ring whose buckets are all empty. Seeds may differ by more than the longest arc (a leg of 100 km); it stays that large. */
  #makeRoom(span: number): void {
    const ring = newRing(span);
    if (ring.length > this.#head.length) this.#head = ring;
  }

  #growEntries(): void {
    this.#entryNode = grown(this.#entryNode);
    this.#entryNext = grown(this.#entryNext);
  }
}

/** A power of two of empty buckets that holds costs which differ by `span`: 2²⁰ of them for the dearest walk there is. */
function newRing(span: number): Int32Array {
  let buckets = FEWEST_BUCKETS;
  while (buckets < (span >> WIDTH_BITS) + 3) buckets *= 2;
  return new Int32Array(buckets).fill(NONE);
}

function grown(values: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * values.length);
  larger.set(values);
  return larger;
}
