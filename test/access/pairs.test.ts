import { expect, test } from "vitest";
import { checkPairs } from "../../server/access/pairs.ts";

const pairs = { first: Int32Array.of(0, 2, 2, 3), point: Int32Array.of(0, 1, 0), cost: Float64Array.of(0, 2.5, 3) };

test("pairs by facility, points ascending, are accepted", () => {
  expect(() => checkPairs(pairs, 2, 3)).not.toThrow();
  expect(() =>
    checkPairs({ first: Int32Array.of(0), point: new Int32Array(0), cost: new Int32Array(0) }, 0, 0),
  ).not.toThrow();
});

test("others are refused with the pair's number", () => {
  expect(() => checkPairs(pairs, 2, 2)).toThrow("Pairs of 2 facilities need 3 firsts");
  expect(() => checkPairs({ ...pairs, cost: Float64Array.of(1) }, 2, 3)).toThrow("4 firsts, 3 points, 1 costs");
  expect(() => checkPairs(pairs, 1, 3)).toThrow("Pair 1 of facility 0 has demand point 1 after 0; list points below 1");
  const twice = { ...pairs, point: Int32Array.of(1, 1, 0) };
  expect(() => checkPairs(twice, 2, 3)).toThrow("Pair 1 of facility 0 has demand point 1 after 1");
  const none = { ...pairs, cost: Float64Array.of(0, Number.NaN, 3) };
  expect(() => checkPairs(none, 2, 3)).toThrow("Pair 1 of facility 0 costs NaN; leave out pairs without a walk.");
});
