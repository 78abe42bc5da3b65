/** What would help most people. Only what the numbers support: each says how many people it would bring in. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Remedy, Review } from "../../server/review/document.ts";
import { useFormat } from "../format.ts";
import { getState, setState } from "../state.ts";
import { Section } from "../views/Section.tsx";
import { askedOf } from "./asked.ts";
import { namesIn, remedySentence } from "./sentences.ts";

/** A remedy is looked at from near: the streets around it matter. */
const REMEDY_ZOOM = 14.5;

/** Listed at first. */
const FIRST = 5;

export function Remedies({ review }: { review: Review }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(FIRST);
  return (
    <Section title={t("remedies.title")} definition="remedies" standard={askedOf(review)}>
      {review.remedies.length === 0 ? (
        <p className="row-small">{t("remedies.none")}</p>
      ) : (
        <>
          <RemedyList review={review} remedies={review.remedies.slice(0, shown)} named />
          {review.remedies.length > 1 && <p className="row-small">{t("remedies.overlap")}</p>}
          {review.remedies.length > shown && (
            <Button variant="default" size="xs" onClick={() => setShown(review.remedies.length)}>
              {t("gaps.more", { count: review.remedies.length - shown, gaps: review.remedies.length - shown })}
            </Button>
          )}
        </>
      )}
    </Section>
  );
}

interface ListProps {
  readonly review: Review;
  readonly remedies: readonly Remedy[];
  /** Whether to say for which gap each is: not in the card of a gap. */
  readonly named?: boolean;
}

export function RemedyList({ review, remedies, named = false }: ListProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = namesIn(review, format, t);
  return (
    <ol className="remedies" data-testid="remedies">
      {remedies.map((remedy) => (
        <li key={`${remedy.kind} ${remedy.facilityId} ${remedy.lon} ${remedy.lat}`} data-remedy={remedy.kind}>
          <span className="remedy-kind">{t(`remedies.kinds.${remedy.kind}`)}</span>
          <span>
            {named && <PlaceName review={review} remedy={remedy} />}
            {remedySentence(remedy, nameOf, format, t)}
            {remedy.lon !== null && remedy.lat !== null && (
              <>
                {" "}
                <button type="button" className="link" onClick={() => show(remedy)}>
                  {t("remedies.show")}
                </button>
              </>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** The gap that it was found for. */
function PlaceName({ review, remedy }: { review: Review; remedy: Remedy }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isSame = ({ kind, facilityId, lon, lat }: Remedy) =>
    kind === remedy.kind && facilityId === remedy.facilityId && lon === remedy.lon && lat === remedy.lat;
  const gap = review.gaps.find(({ remedies }) => remedies.some(isSame));
  return gap === undefined || gap.name === "" ? null : t("remedies.place", { name: format.name(gap) });
}

/** Goes there, and switches the layer on when it is off. */
function show({ lon, lat }: Remedy): void {
  if (lon === null || lat === null) return;
  const { layers } = getState();
  setState({
    position: { lon, lat, zoom: REMEDY_ZOOM },
    layers: layers.includes("remedies") ? layers : [...layers, "remedies"],
  });
}
