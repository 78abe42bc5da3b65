/** The review on one page: outcome, reasons, remedies, kinds of place, targets, equity, what to know, files to take away. */
import { useTranslation } from "react-i18next";
import type { Review } from "../../server/review/document.ts";
import { Section } from "../views/Section.tsx";
import { askedOf } from "./asked.ts";
import { EquityPart } from "./EquityPart.tsx";
import { Exports } from "./Exports.tsx";
import { Outcome } from "./Outcome.tsx";
import { Places } from "./Places.tsx";
import { Reasons } from "./Reasons.tsx";
import { Remedies } from "./Remedies.tsx";
import { Targets } from "./Targets.tsx";

export function Summary({ review }: { review: Review }) {
  const { t } = useTranslation();
  const { limits } = review.method;
  return (
    <>
      <Outcome review={review} />
      <Reasons review={review} />
      <Remedies review={review} />
      <Places review={review} />
      {review.targets.length > 0 && <Targets review={review} />}
      <EquityPart review={review} />
      <Section title={t("exports.title")} definition="outcome" standard={askedOf(review)}>
        <Exports />
      </Section>
      {limits.length > 0 && (
        <Section title={t("limits.title")}>
          <ul className="limits" data-testid="limits">
            {limits.map((limit) => (
              <li key={limit}>{t(`limits.${limit}`)}</li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}
