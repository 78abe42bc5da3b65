/**
 * Lists of whole numbers, one list a row, in two flat columns (CSR): which points a candidate covers, which candidates
 * cover a point, which candidates stand too near each other. All of siting reads them.
 */

export interface Rows {
  readonly count: number;
  /** Row r is items[first[r]] … items[first[r + 1] - 1], ascending, each once. Length count + 1. */
  readonly first: Int32Array;
  readonly items: Int32Array;
}

/** Rows of lists; each is sorted, and what it names twice is kept once. */
export function rowsOf(lists: readonly (readonly number[])[]): Rows {
  const first = new Int32Array(lists.length + 1);
  const sorted = lists.map((list) => [...new Set(list)].sort((a, b) => a - b));
  sorted.forEach((list, r) => {
    first[r + 1] = first[r] + list.length;
  });
  return { count: lists.length, first, items: Int32Array.from(sorted.flat()) };
}

/** The same pairs seen from the other side: row c lists the rows that named c. `columnCount` is one more than the largest item may be. */
export function transpose({ count, first, items }: Rows, columnCount: number): Rows {
  const firstOf = new Int32Array(columnCount + 1);
  for (let k = 0; k < items.length; k++) firstOf[items[k] + 1]++;
  for (let c = 0; c < columnCount; c++) firstOf[c + 1] += firstOf[c];
  const next = firstOf.slice();
  const rows = new Int32Array(items.length);
  for (let r = 0; r < count; r++) {
    for (let k = first[r]; k < first[r + 1]; k++) rows[next[items[k]]++] = r;
  }
  return { count: columnCount, first: firstOf, items: rows };
}

/** Some of the rows, in this order, with items renamed by `to` (NONE, -1, drops them); names must keep the order of items. */
export function pick({ first, items }: Rows, which: ArrayLike<number>, to: Int32Array): Rows {
  const firstOf = new Int32Array(which.length + 1);
  let size = 0;
  for (let n = 0; n < which.length; n++) {
    const r = which[n];
    for (let k = first[r]; k < first[r + 1]; k++) if (to[items[k]] >= 0) size++;
    firstOf[n + 1] = size;
  }
  const kept = new Int32Array(size);
  size = 0;
  for (let n = 0; n < which.length; n++) {
    const r = which[n];
    for (let k = first[r]; k < first[r + 1]; k++) if (to[items[k]] >= 0) kept[size++] = to[items[k]];
  }
  return { count: which.length, first: firstOf, items: kept };
}

/** Whether row a's items are all in row b too: both are ascending. Counts its steps into `work[0]`. */
export function isWithin({ first, items }: Rows, a: number, b: number, work: Float64Array): boolean {
  let k = first[b];
  const end = first[b + 1];
  for (let n = first[a]; n < first[a + 1]; n++) {
    const item = items[n];
    while (k < end && items[k] < item) k++;
    if (k === end || items[k] !== item) {
      work[0] += n - first[a] + k - first[b] + 1;
      return false;
    }
  }
  work[0] += first[a + 1] - first[a] + k - first[b] + 1;
  return true;
}
