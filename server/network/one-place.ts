/**
 * Searches from or towards one place, the question that is asked most: of each catchment, each walk, each candidate for a new
 * facility. They run in WebAssembly (kernel.wat), on a copy of the arcs in a memory of their own, because that takes
 * half the time of JavaScript. Where there is no WebAssembly (`node --jitless`), or no memory for the copy, the same labels
 * come from the Wave of buckets.ts.
 *
 * The copy takes 8 bytes an arc and 12 a node, and is made when a direction is first searched. It knows what the columns of
 * the network don't say: to a node at a dead end a label may spread, but never on from there.
 */
import { type Arcs, arcsBegin, arcsEnd } from "./arcs.ts";
import { type IsDone, UNREACHED, type Wave } from "./buckets.ts";
import { KERNEL_BYTES } from "./kernel-bytes.ts";

/** The labels of one search at a time, in one direction. Its columns are valid until the next search. */
export interface OnePlace {
  /** Least cost of each node, centimetres, or UNREACHED. */
  readonly cost: Int32Array;
  /** Nodes with a cost, each once, in no order: reached[0] … reached[reachedCount - 1]. */
  readonly reached: Int32Array;
  readonly reachedCount: number;
  /** Forgets all labels. */
  clear(): void;
  /** Gives a node a label if it is better than the one it has. A place has four such nodes at most; which one it is does not matter. */
  seed(node: number, cost: number, place: number): void;
  /**
   * Spreads the labels of the seeds until no label ≤ limit can be improved, or until `isDone`: labels are then final below the
   * cost it was given last. Once after each `clear`.
   */
  spread(limit: number, isDone: IsDone | null): void;
}

/** @param wave searches in its stead where WebAssembly cannot */
export function onePlaceOf(arcs: Arcs, longest: number, wave: Wave): OnePlace {
  const kernel = kernelModule();
  const memory = kernel === null ? null : memoryOf(layOut(arcs, longest).pages);
  if (kernel === null || memory === null) return new OnePlaceInJavaScript(arcs, wave);
  return new OnePlaceInWebAssembly(arcs, longest, kernel, memory);
}

/** All that kernel.wat knows of the memory. */
const WORD = { first: 0, labels: 1, end: 2, fills: 3, homes: 4, mask: 5, top: 6 } as const;
const HEAD_BYTES = 128;
const CHUNK_BYTES = 128;
const WIDTH_BITS = 12;
const PAGE_BYTES = 65_536;
const MOST_PAGES = 65_536;
const FEWEST_BUCKETS = 256;

interface KernelExports {
  forget(labels: number, from: number, to: number): void;
  spread(limit: number, bucket: number, end: number, idle: number): number;
}

let compiled: WebAssembly.Module | null | undefined;

/** Compiled once in each thread; null where there is no WebAssembly. */
function kernelModule(): WebAssembly.Module | null {
  if (compiled === undefined) {
    const bytes = Uint8Array.from(atob(KERNEL_BYTES), (character) => character.charCodeAt(0));
    compiled = typeof WebAssembly === "undefined" ? null : new WebAssembly.Module(bytes);
  }
  return compiled;
}

/** Null when there is no room: more than 4 GB, or more than the machine gives. */
function memoryOf(pages: number): WebAssembly.Memory | null {
  if (pages > MOST_PAGES) return null;
  try {
    return new WebAssembly.Memory({ initial: pages });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Where the columns begin, bytes. The ring holds costs that differ by the longest arc. */
function layOut(arcs: Arcs, longest: number) {
  let buckets = FEWEST_BUCKETS;
  while (buckets < (longest >> WIDTH_BITS) + 3) buckets *= 2;
  let bytes = HEAD_BYTES;
  const column = (words: number): number => {
    const begin = bytes;
    bytes = Math.ceil((bytes + 4 * words) / CHUNK_BYTES) * CHUNK_BYTES;
    return begin;
  };
  const nodeCount = arcs.first.length - 1;
  let arcWords = 0;
  for (let node = 0; node < nodeCount; node++) arcWords += arcsEnd(arcs, node) - arcsBegin(arcs, node);
  const places = {
    first: column(nodeCount + 1),
    arcs: column(arcWords),
    labels: column(nodeCount),
    // One more: the kernel writes where the next one would stand.
    reached: column(nodeCount + 1),
    fills: column(buckets),
    homes: column((buckets * CHUNK_BYTES) / 4),
  };
  return { ...places, buckets, chunks: bytes, pages: Math.ceil(bytes / PAGE_BYTES) + 1 };
}

class OnePlaceInWebAssembly implements OnePlace {
  cost: Int32Array;
  reached: Int32Array;
  reachedCount = 0;
  #words: Int32Array;
  readonly #memory: WebAssembly.Memory;
  readonly #kernel: KernelExports;
  readonly #at: ReturnType<typeof layOut>;
  readonly #nodeCount: number;
  #lowest = UNREACHED;
  /** Buckets may hold entries: the last search ended early. */
  #isPending = false;

  constructor(arcs: Arcs, longest: number, module: WebAssembly.Module, memory: WebAssembly.Memory) {
    this.#memory = memory;
    this.#kernel = new WebAssembly.Instance(module, { host: { memory } }).exports as unknown as KernelExports;
    this.#at = layOut(arcs, longest);
    this.#nodeCount = arcs.first.length - 1;
    this.#words = new Int32Array(memory.buffer);
    [this.cost, this.reached] = this.#columns();
    this.#copy(arcs);
    const { first, labels, reached, fills, homes, buckets } = this.#at;
    const head = { first, labels, end: reached, fills, homes, mask: buckets - 1, top: this.#at.chunks };
    for (const name of ["first", "labels", "end", "fills", "homes", "mask", "top"] as const)
      this.#words[WORD[name]] = head[name];
    this.cost.fill(UNREACHED);
    this.#emptyBuckets();
  }

  clear(): void {
    const { labels, reached, chunks } = this.#at;
    if (this.#isPending) this.#emptyBuckets();
    if (this.reachedCount > this.#nodeCount / 4) this.cost.fill(UNREACHED);
    else this.#kernel.forget(labels, reached, reached + 4 * this.reachedCount);
    this.reachedCount = 0;
    this.#lowest = UNREACHED;
    this.#words[WORD.top] = chunks;
  }

  seed(node: number, cost: number): void {
    const known = this.cost[node];
    if (cost >= known) return;
    if (known === UNREACHED) this.reached[this.reachedCount++] = node;
    this.cost[node] = cost;
    if (cost < this.#lowest) this.#lowest = cost;
    const slot = this.#at.fills / 4 + ((cost >> WIDTH_BITS) & (this.#at.buckets - 1));
    const fill = this.#words[slot];
    this.#words[fill >>> 2] = 4 * node;
    this.#words[slot] = fill + 4;
  }

  spread(limit: number, isDone: IsDone | null): void {
    if (this.reachedCount === 0) return;
    const { reached, buckets } = this.#at;
    const end = (limit >> WIDTH_BITS) + 1;
    let bucket = this.#lowest >> WIDTH_BITS;
    this.#words[WORD.end] = reached + 4 * this.reachedCount;
    this.#isPending = true;
    if (isDone === null) {
      this.#kernel.spread(limit, bucket, end, 0);
      this.#look();
      this.#isPending = false;
      return;
    }
    let idle = 0;
    for (; bucket < end && idle < buckets; bucket++) {
      idle = this.#kernel.spread(limit, bucket, bucket + 1, idle);
      this.#look();
      if (idle === 0 && isDone((bucket + 1) * 2 ** WIDTH_BITS)) return;
    }
    this.#isPending = false;
  }

  /** Takes over what the kernel did. It may have asked for more memory, and then all columns lie elsewhere. */
  #look(): void {
    if (this.#words.buffer !== this.#memory.buffer) {
      this.#words = new Int32Array(this.#memory.buffer);
      [this.cost, this.reached] = this.#columns();
    }
    this.reachedCount = (this.#words[WORD.end] - this.#at.reached) >>> 2;
  }

  #columns(): [cost: Int32Array, reached: Int32Array] {
    const { labels, reached } = this.#at;
    const column = (begin: number) => new Int32Array(this.#memory.buffer, begin, this.#nodeCount);
    return [column(labels), column(reached)];
  }

  #emptyBuckets(): void {
    const { fills, homes, buckets } = this.#at;
    for (let b = 0; b < buckets; b++) this.#words[fills / 4 + b] = homes + CHUNK_BYTES * b + 4;
    this.#isPending = false;
  }

  #copy(columns: Arcs): void {
    const { arcs } = columns;
    const words = this.#words;
    const firstAt = this.#at.first / 4;
    let at = this.#at.arcs / 4;
    /** Whether a label that came from a node may spread on from the next: neither back nor in a loop. */
    const leadsOn = (node: number, next: number): boolean => {
      const end = arcsEnd(columns, next);
      for (let a = arcsBegin(columns, next); a < end; a += 2) if (arcs[a] !== node && arcs[a] !== next) return true;
      return false;
    };
    for (let node = 0; node < this.#nodeCount; node++) {
      words[firstAt + node] = 4 * at;
      const end = arcsEnd(columns, node);
      for (let a = arcsBegin(columns, node); a < end; a += 2) {
        if (arcs[a] === node) continue;
        words[at++] = 4 * arcs[a] + (leadsOn(node, arcs[a]) ? 1 : 0);
        words[at++] = arcs[a + 1];
      }
    }
    words[firstAt + this.#nodeCount] = 4 * at;
  }
}

/** The search's own Wave, as if it were for one place. */
class OnePlaceInJavaScript implements OnePlace {
  readonly cost: Int32Array;
  readonly reached: Int32Array;
  readonly #arcs: Arcs;
  readonly #wave: Wave;

  constructor(arcs: Arcs, wave: Wave) {
    this.cost = wave.cost;
    this.reached = wave.reached;
    this.#arcs = arcs;
    this.#wave = wave;
  }

  get reachedCount(): number {
    return this.#wave.reachedCount;
  }
  clear(): void {
    this.#wave.clear(false);
  }
  seed(node: number, cost: number): void {
    this.#wave.seed(node, cost, 0);
  }
  spread(limit: number, isDone: IsDone | null): void {
    this.#wave.spread(this.#arcs, limit, null, isDone);
  }
}
