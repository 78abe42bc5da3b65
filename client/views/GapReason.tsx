/** Why the people of a gap are not covered, with what shows it, and the cheapest remedy. */
import { useTranslation } from "react-i18next";
import type { GapFeature } from "../../server/api/messages.ts";
import { useReview } from "../api-review.ts";
import { useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { askedOf } from "../review/asked.ts";
import { RemedyList } from "../review/Remedies.tsx";
import { namesIn, reasonSentence, reasonsByPeople } from "../review/sentences.ts";
import { Nearest } from "./GapNearest.tsx";
import { Note } from "./Note.tsx";
import { Waiting } from "./Section.tsx";

/** The reason takes the whole review; until it is there, the walk of the average person stands here. */
export function GapReason({ gap: feature }: { gap: GapFeature }) {
  const { t } = useTranslation();
  const format = useFormat();
  const review = useReview(useChoice());
  const gap = review.data?.gaps.find(({ rank }) => rank === feature.properties.rank);
  if (review.data === undefined || gap === undefined) {
    return (
      <>
        <Nearest gap={feature} />
        {review.data === undefined && <Waiting error={review.error} />}
      </>
    );
  }
  const nameOf = namesIn(review.data, format, t);
  const others = reasonsByPeople(gap.reasons).filter(({ reason }) => reason !== gap.evidence.reason);
  const [cheapest] = gap.remedies;
  return (
    <div className="reason" data-testid="reason" aria-busy={review.isPlaceholderData}>
      <h3>
        {t(`reasons.names.${gap.evidence.reason}`)} <Note definition="reasons" standard={askedOf(review.data)} />
      </h3>
      <p>{reasonSentence(gap.evidence, nameOf, format, t)}</p>
      {others.length > 0 && (
        <p className="row-small">
          {t("reasons.others")}{" "}
          {others
            .map(({ reason, people }) => `${t(`reasons.names.${reason}`)} (${format.count(people)})`)
            .join(t("rules.comma"))}
        </p>
      )}
      {cheapest !== undefined && <RemedyList review={review.data} remedies={[cheapest]} />}
    </div>
  );
}
