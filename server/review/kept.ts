/**
 * A kept review: the document together with what was found at each demand point, so that two dates can be compared person
 * by person. It is stored as gzipped canonical JSON: the same review gives the same bytes.
 */
import { constants, gunzipSync, gzipSync } from "node:zlib";
import { canonicalJson } from "../text.ts";
import type { AreaLevel } from "../words.ts";
import type { Review } from "./document.ts";

/** What was found at the demand points, one entry each. */
export interface ReviewPoints {
  /** H3 index, or source and line: what the same place is recognised by in another review. */
  readonly id: readonly string[];
  /** People of the base. */
  readonly people: readonly number[];
  /** Those of them who are covered. */
  readonly served: readonly number[];
  /** For each level, the largest first, the position of the area in `areas` of the document, or -1 outside all. */
  readonly area: readonly { readonly level: AreaLevel; readonly of: readonly number[] }[];
}

export interface KeptReview {
  readonly review: Review;
  readonly points: ReviewPoints;
}

/** The reader of later versions must understand these bytes: a change of the format raises the number. */
export const FORMAT = 1;

/** In memory of its own, so that a thread can hand it over. */
export function packReview(kept: KeptReview): Uint8Array {
  return new Uint8Array(gzipSync(canonicalJson({ format: FORMAT, ...kept })));
}

/** Enough of the packed bytes to read the number of their format, which stands first. */
const HEAD_BYTES = 200;

/** The number of the format of a packed review, without unpacking it; null when the bytes are no review. */
export function formatOf(bytes: Uint8Array): number | null {
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH };
    const head = gunzipSync(bytes.subarray(0, HEAD_BYTES), options).toString("latin1");
    const [, format] = /^\{"format":(\d+)[,}]/.exec(head) ?? [];
    return format === undefined ? null : Number(format);
  } catch {
    return null;
  }
}

/** @throws when the bytes are of a format that this version does not know */
export function unpackReview(bytes: Uint8Array): KeptReview {
  const { format, ...kept } = JSON.parse(gunzipSync(bytes).toString("utf8")) as KeptReview & { format: number };
  if (format !== FORMAT) {
    throw new Error(`The review was kept in format ${format}, this version reads ${FORMAT}: use the newer version.`);
  }
  return kept;
}
