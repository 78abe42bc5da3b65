/** The card of a settlement: its state under the rule that holds there, the walk, and the reason with what shows it. */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { ReviewSettlement } from "../../server/review/document.ts";
import { useShownReview } from "../api-review.ts";
import { useChoice } from "../choice.ts";
import { type Format, useFormat } from "../format.ts";
import { askedOf } from "../review/asked.ts";
import { State } from "../review/Settlements.tsx";
import { namesIn, reasonSentence } from "../review/sentences.ts";
import { setState } from "../state.ts";
import { Frame, Gone } from "./Frame.tsx";
import { Note } from "./Note.tsx";
import { Waiting } from "./Section.tsx";

export function SettlementCard({ code }: { code: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: review, error, isPlaceholderData } = useShownReview(useChoice());
  if (review === undefined) {
    return (
      <Frame type="settlement" title={t("layers.settlements")}>
        <Waiting error={error} />
      </Frame>
    );
  }
  const settlement = review.settlements.find((one) => one.code === code);
  if (settlement === undefined) return <Gone type="settlement" />;
  const nameOf = namesIn(review, format, t);
  const { people, peopleOfBase, served, share, walkMinutes, walkMetres, facilityId, evidence } = settlement;
  const base = review.method.base;
  const facts: [string, React.ReactNode][] = [
    [t("settlements.kind"), t(`settlementKinds.${settlement.kind}`)],
    [t("settlements.people"), people === null ? t("sources.unknown") : format.count(people)],
    [
      t("settlements.ofBase", { base: base === null ? "" : format.label(base) }),
      peopleOfBase > 0
        ? t("settlements.servedOf", {
            served: format.count(served),
            people: format.count(peopleOfBase),
            share: format.share(share),
          })
        : t("settlements.nobodyCounted"),
    ],
    [t("settlements.rule"), limitText(settlement, format, t)],
    [
      t("settlements.nearestFacility"),
      facilityId === null ? (
        t("settlements.noWalk")
      ) : (
        <>
          <button
            type="button"
            className="link"
            onClick={() => setState({ selected: { type: "facility", id: facilityId } })}
          >
            {nameOf(settlement)}
          </button>
          {walkMinutes !== null && walkMetres !== null && (
            <span className="row-small">
              {t("reasons.walk", { minutes: format.minutes(walkMinutes), metres: format.length(walkMetres) })}
            </span>
          )}
        </>
      ),
    ],
  ];
  return (
    <Frame type="settlement" list="review" part="settlements" title={format.name(settlement)}>
      <div className="catchment-title" aria-busy={isPlaceholderData}>
        <State state={settlement.state} />
        <Note definition="settlements" standard={askedOf(review)} />
      </div>
      {evidence !== null && (
        <div className="reason" data-testid="reason">
          <h3>
            {t(`reasons.names.${evidence.reason}`)} <Note definition="reasons" standard={askedOf(review)} />
          </h3>
          <p>{reasonSentence(evidence, nameOf, format, t)}</p>
        </div>
      )}
      <dl className="facts">
        {facts.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Frame>
  );
}

/** "15 min on foot", as the rule that holds at this settlement allows. */
function limitText({ measure, limitMinutes, limitMetres }: ReviewSettlement, format: Format, t: TFunction): string {
  if (limitMinutes !== null) return t(`settlements.limits.${measure}`, { minutes: format.minutes(limitMinutes) });
  return limitMetres === null ? "–" : t(`settlements.limits.${measure}`, { length: format.length(limitMetres) });
}
