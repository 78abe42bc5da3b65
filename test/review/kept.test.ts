/** The bytes of a kept review say their format first, so that it can be read without unpacking them. */
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { planOf } from "../../server/plan.ts";
import { FORMAT, formatOf, packReview, unpackReview } from "../../server/review/kept.ts";
import { plainQuestion } from "../../server/standard.ts";
import { wildTown } from "../wild-town.ts";

test("a packed review comes back whole, and tells its format", () => {
  const kept = planOf(wildTown(3).territory).review(plainQuestion(), { version: "test" });
  const bytes = packReview(kept);
  expect(formatOf(bytes)).toBe(FORMAT);
  expect(unpackReview(bytes)).toEqual(kept);
});

test.each([
  ["a later format", gzipSync('{"format":27,"points":{}}'), 27],
  ["nothing but the format", gzipSync('{"format":3}'), 3],
  ["no review", gzipSync("{}"), null],
  ["no gzip", Buffer.from("format 1"), null],
  ["no bytes", new Uint8Array(), null],
])("of %s the format is read without a fault", (_, bytes, format) => {
  expect(formatOf(bytes)).toBe(format);
});
