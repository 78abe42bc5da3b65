/** The review's own question, typed, and as the notes beside numbers want it. */
import type { Review } from "../../server/review/document.ts";
import type { Question } from "../../server/standard.ts";
import type { Asked } from "../views/Note.tsx";

/** The document leaves it open, so that a kept review of an older version can still be read. */
export function questionOf(review: Pick<Review, "question">): Question {
  return review.question as Question;
}

export function askedOf(review: Review): Asked {
  const { standard, circumstances } = questionOf(review);
  const { slope, territoryVersion, base } = review.method;
  return {
    id: standard.id,
    name: standard.name,
    names: { ...standard.names },
    tiers: structuredClone(standard.tiers) as Asked["tiers"],
    need: standard.need,
    walkingSpeedKmh: standard.walkingSpeedKmh,
    hours: circumstances.hours,
    ownDistrictOnly: circumstances.ownDistrictOnly,
    countCapacity: circumstances.countCapacity,
    slope,
    territoryVersion,
    base,
  };
}
