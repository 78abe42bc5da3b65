/** Closed lists of words in the order in which they are shown. The bundle takes only types from the server; a test compares them. */
import type { Reason, SettlementKind } from "../server/words.ts";

/** Resettlement areas first, as the reviewer asks for them first. */
export const SETTLEMENT_KINDS: readonly SettlementKind[] = [
  "resettlement-area",
  "industrial-cluster",
  "industrial-park",
  "natural-village",
];

/** In the order of the columns "people by reason" of a review. */
export const REASONS: readonly Reason[] = [
  "no-street",
  "island",
  "other-district",
  "closed",
  "over-capacity",
  "barrier",
  "too-far",
];
