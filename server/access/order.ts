/**
 * Ascending order of many numbers: a radix sort by digits from the least significant up. It is stable, so equal numbers
 * keep the order of their rows, and every tie is decided the same way on every run.
 */

/** Digits of at most 2¹¹ values: their counters stay in the first-level cache. */
const MOST_DIGIT_BITS = 11;

/**
 * Rows of whole numbers (≥ 0) from the least to the greatest, ties by row.
 * @throws {RangeError} naming the first row below 0
 */
export function ascendingOrder(numbers: Int32Array): Uint32Array {
  for (let row = 0; row < numbers.length; row++) if (numbers[row] < 0) throw notOrdered(numbers[row], row);
  // Whole numbers ≥ 0 have the same bits with and without a sign.
  return sortedRows(new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length), null);
}

/**
 * Rows of real numbers (≥ 0, Infinity included) from the least to the greatest, ties by row.
 * @throws {RangeError} naming the first row that is below 0 or not a number
 */
export function ascendingOrderOfReals(numbers: Float64Array): Uint32Array {
  const low = new Uint32Array(numbers.length);
  const high = new Uint32Array(numbers.length);
  const bits = new DataView(new ArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  for (let row = 0; row < numbers.length; row++) {
    if (!(numbers[row] >= 0)) throw notOrdered(numbers[row], row);
    // The bits of IEEE 754 numbers ≥ 0 ascend as the numbers do; adding 0 takes the sign off -0.
    bits.setFloat64(0, numbers[row] + 0);
    high[row] = bits.getUint32(0);
    low[row] = bits.getUint32(4);
  }
  return sortedRows(high, sortedRows(low, null));
}

function notOrdered(number: number, row: number): RangeError {
  return new RangeError(`The number ${number} in row ${row} cannot be ordered: only numbers ≥ 0 can. Correct the row.`);
}

/**
 * Rows in ascending order of their key, where rows with the same key stay as they stand in `rows` (null: as numbered).
 * Keys travel with their rows from pass to pass, because looking each one up at its row misses the cache.
 */
function sortedRows(keyOfRow: Uint32Array, rows: Uint32Array | null): Uint32Array {
  const count = keyOfRow.length;
  let order = new Uint32Array(count);
  let keys = new Uint32Array(count);
  let greatest = 0;
  for (let i = 0; i < count; i++) {
    order[i] = rows === null ? i : rows[i];
    keys[i] = keyOfRow[order[i]];
    if (keys[i] > greatest) greatest = keys[i];
  }
  const keyBits = 32 - Math.clz32(greatest);
  const passes = Math.ceil(keyBits / MOST_DIGIT_BITS);
  const digitBits = Math.ceil(keyBits / Math.max(1, passes));
  let nextOrder = new Uint32Array(passes > 0 ? count : 0);
  let nextKeys = new Uint32Array(passes > 1 ? count : 0);
  for (let pass = 0; pass < passes; pass++) {
    const isLast = pass === passes - 1;
    const shift = pass * digitBits;
    const mask = 2 ** digitBits - 1;
    const place = new Uint32Array(mask + 2);
    for (let i = 0; i < count; i++) place[((keys[i] >>> shift) & mask) + 1]++;
    for (let digit = 0; digit < mask; digit++) place[digit + 1] += place[digit];
    for (let i = 0; i < count; i++) {
      const at = place[(keys[i] >>> shift) & mask]++;
      nextOrder[at] = order[i];
      if (!isLast) nextKeys[at] = keys[i];
    }
    [order, nextOrder] = [nextOrder, order];
    [keys, nextKeys] = [nextKeys, keys];
  }
  return order;
}
