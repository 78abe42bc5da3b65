/**
 * Where the needed nodes of a file lie, as sorted columns: 24 bytes a node instead of the 100 and more of a Map of
 * objects, so that a province fits beside the program.
 */

/** A list of numbers that grows in place. */
export class NumberList {
  #values = new Float64Array(1 << 16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  /** Sorts the list and returns a view of it. */
  sorted(): Float64Array {
    return this.#values.subarray(0, this.#length).sort();
  }
}

/** Longitude and latitude by node id. */
export class NodeColumns {
  /** Ascending, each once. */
  readonly ids: Float64Array;
  /** Degrees; NaN until the file has given the node. */
  readonly lon: Float64Array;
  readonly lat: Float64Array;

  /** @param needed ids in any order, as often as they are used */
  constructor(needed: NumberList) {
    const sorted = needed.sorted();
    let count = 0;
    for (let i = 0; i < sorted.length; i++) {
      const id = sorted[i] as number;
      if (count === 0 || sorted[count - 1] !== id) sorted[count++] = id;
    }
    this.ids = sorted.slice(0, count);
    this.lon = new Float64Array(count).fill(Number.NaN);
    this.lat = new Float64Array(count).fill(Number.NaN);
  }

  /** Position of a node in the columns, or -1 when it is not needed. */
  find(id: number): number {
    let low = 0;
    let high = this.ids.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const value = this.ids[middle] as number;
      if (value === id) return middle;
      if (value < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
