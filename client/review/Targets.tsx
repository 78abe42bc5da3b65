/** How far it is to each target: the share of today, the share wanted, the people still missing. */
import { useTranslation } from "react-i18next";
import type { Review } from "../../server/review/document.ts";
import { useFormat } from "../format.ts";
import { Section } from "../views/Section.tsx";
import { askedOf } from "./asked.ts";

export function Targets({ review }: { review: Review }) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = review.total.share ?? 0;
  return (
    <Section title={t("targets.title")} definition="targets" standard={askedOf(review)}>
      <ul className="targets" data-testid="targets">
        {review.targets.map((target) => (
          <li key={target.year}>
            <span className="row-first">
              <strong>{t("targets.byYear", { year: target.year, share: format.share(target.share) })}</strong>
              <span>
                {target.people >= 0.5
                  ? t("targets.missing", { people: format.people(target.people) })
                  : t("targets.reached")}
              </span>
            </span>
            <span className="target-bar" aria-hidden>
              <span style={{ width: `${share * 100}%` }} />
              <i style={{ left: `${target.share * 100}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
