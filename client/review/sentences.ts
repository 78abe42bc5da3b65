/** Reasons and remedies as sentences: what keeps people from being covered, with what shows it, and what would help. */
import type { TFunction } from "i18next";
import type { Evidence, Remedy, Review } from "../../server/review/document.ts";
import type { Reason } from "../../server/words.ts";
import type { Format } from "../format.ts";
import { needsEach } from "../rules.ts";
import { REASONS } from "../words.ts";
import { questionOf } from "./asked.ts";

/** Names facilities in the reader's language; evidence carries only the name of the source. */
export type NameOf = (facility: { facilityId: number | null; facilityName: string | null }) => string;

/** Where each of several kinds of facility is needed, a name without its kind would not say which of them is meant. */
export function namesIn(review: Review, format: Format, t: TFunction): NameOf {
  const withKind = needsEach(questionOf(review).standard);
  const names = new Map(
    review.facilities.map((facility) => {
      const name = format.name(facility);
      return [facility.id, withKind ? t("rules.named", { name, kind: t(`kinds.${facility.kind}`) }) : name];
    }),
  );
  return ({ facilityId, facilityName }) => (facilityId === null ? "" : names.get(facilityId)) ?? facilityName ?? "";
}

/** One sentence with the evidence: which facility, how far on foot and in a straight line, what lies between. */
export function reasonSentence(evidence: Evidence, nameOf: NameOf, format: Format, t: TFunction): string {
  const { reason, walkMetres, walkMinutes, straightMetres, gapMetres } = evidence;
  const facility = nameOf(evidence);
  const length = (metres: number | null) => (metres === null ? "–" : format.length(metres));
  const walk =
    walkMetres === null || walkMinutes === null
      ? t("reasons.noWalk")
      : t("reasons.walk", { metres: format.length(walkMetres), minutes: format.minutes(walkMinutes) });
  const straight = length(straightMetres);
  switch (reason) {
    case "no-street":
      return gapMetres === null
        ? t("reasons.sentence.noStreetAtAll")
        : t("reasons.sentence.noStreet", { metres: length(gapMetres) });
    case "island":
      return t("reasons.sentence.island", { metres: length(gapMetres) });
    case "other-district":
      return t("reasons.sentence.otherDistrict", { facility, walk });
    case "closed":
      return evidence.hoursState === "unknown" || evidence.openingHours === null
        ? t("reasons.sentence.hoursUnknown", { facility, walk })
        : t("reasons.sentence.closed", { facility, walk, hours: evidence.openingHours });
    case "over-capacity":
      return t("reasons.sentence.overCapacity", { facility, walk });
    case "barrier": {
      const barrier = barrierText(evidence.barrierKind, evidence.barrierName, t);
      return t("reasons.sentence.barrier", { facility, walk, straight, barrier });
    }
    case "too-far":
      return facility === ""
        ? t("reasons.sentence.noFacility")
        : t("reasons.sentence.tooFar", { facility, walk, straight });
  }
}

export function remedySentence(remedy: Remedy, nameOf: NameOf, format: Format, t: TFunction): string {
  const { kind, staff, yearlyPeople, metres, barrierKind, barrierName } = remedy;
  const people = format.people(remedy.people);
  const facility = nameOf(remedy);
  if (kind === "capacity") {
    return staff === null
      ? t("remedies.sentence.capacity", { people, facility, yearly: format.count(Math.ceil(yearlyPeople ?? 0)) })
      : t("remedies.sentence.staff", { people, facility, staff: format.decimal(Math.ceil(staff * 10) / 10, 1) });
  }
  return t(`remedies.sentence.${kind}`, {
    people,
    facility,
    metres: metres === null ? "–" : format.length(metres),
    barrier: barrierText(barrierKind, barrierName, t),
  });
}

/** "Luo River", or what it is where it has no name. */
function barrierText(kind: Evidence["barrierKind"], name: string | null, t: TFunction): string {
  return name ?? t(`reasons.barriers.${kind ?? "water"}`);
}

/** Reasons with people, those of most people first. */
export function reasonsByPeople(people: readonly number[]): { reason: Reason; people: number }[] {
  return REASONS.map((reason, at) => ({ reason, people: people[at] ?? 0 }))
    .filter((one) => one.people >= 0.5)
    .toSorted((a, b) => b.people - a.people);
}
