/** The client's own lists hold the server's words: columns by reason are read by their place. */
import { expect, it } from "vitest";
import { REASONS, SETTLEMENT_KINDS } from "../../client/words.ts";
import * as server from "../../server/words.ts";

it("has the reasons in the order of the review's columns", () => {
  expect(REASONS).toEqual(server.REASONS);
});

it("has every kind of settlement, resettlement areas first", () => {
  expect(SETTLEMENT_KINDS).toEqual(server.SETTLEMENT_KINDS);
});
