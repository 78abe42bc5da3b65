import { describe, expect, it } from "vitest";
import { ascendingOrder, ascendingOrderOfReals } from "../../server/access/order.ts";
import { randomFrom } from "../random-town.ts";

/** The obvious twin. */
const slowOrder = (numbers: ArrayLike<number>) =>
  Array.from(numbers, (_, row) => row).sort((a, b) => (numbers[a] === numbers[b] ? a - b : numbers[a] - numbers[b]));

describe("whole numbers", () => {
  it("stand in ascending order, ties by row", () => {
    expect([...ascendingOrder(Int32Array.of(3, 1, 3, 0, 1))]).toEqual([3, 1, 4, 0, 2]);
    expect([...ascendingOrder(new Int32Array(0))]).toEqual([]);
    expect([...ascendingOrder(Int32Array.of(0, 0))]).toEqual([0, 1]);
    expect([...ascendingOrder(Int32Array.of(0x7fffffff, 0, 0x7ffffffe))]).toEqual([1, 2, 0]);
  });

  it.each([1, 2, 2047, 2048, 2049, 100_000, 2 ** 22, 2 ** 31])("below %i, as the twin", (below) => {
    const random = randomFrom(below);
    for (const count of [1, 2, 10, 1000]) {
      const numbers = Int32Array.from({ length: count }, () => Math.floor(random() * below));
      expect([...ascendingOrder(numbers)]).toEqual(slowOrder(numbers));
      // A view into the middle of a buffer, too.
      expect([...ascendingOrder(numbers.subarray(1))]).toEqual(slowOrder(numbers.subarray(1)));
    }
  });

  it("below 0 are refused", () => {
    expect(() => ascendingOrder(Int32Array.of(1, -1))).toThrow("The number -1 in row 1 cannot be ordered");
  });
});

describe("real numbers", () => {
  it("stand in ascending order with Infinity at the end, ties by row", () => {
    const { POSITIVE_INFINITY, MIN_VALUE, MAX_VALUE } = Number;
    const numbers = Float64Array.of(POSITIVE_INFINITY, 1.5, 0, POSITIVE_INFINITY, MIN_VALUE, -0, MAX_VALUE, 1.5);
    expect([...ascendingOrderOfReals(numbers)]).toEqual([2, 5, 4, 1, 7, 6, 0, 3]);
  });

  it("stand as the twin has them", () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = randomFrom(seed);
      const numbers = Float64Array.from(
        { length: 300 },
        () => Math.floor(random() * 40) / 7 + (random() < 0.5 ? 1e-13 : 0),
      );
      expect([...ascendingOrderOfReals(numbers)]).toEqual(slowOrder(numbers));
    }
  });

  it("below 0 and what is no number are refused", () => {
    expect(() => ascendingOrderOfReals(Float64Array.of(1, Number.NaN))).toThrow("The number NaN in row 1");
    expect(() => ascendingOrderOfReals(Float64Array.of(-0.1))).toThrow("The number -0.1 in row 0");
  });
});
