/** Three outcomes in people: served, in reach but full, out of reach. They add up to everybody. */
import { useTranslation } from "react-i18next";
import type { Review } from "../../server/review/document.ts";
import { useFormat } from "../format.ts";
import { Note } from "../views/Note.tsx";
import { OutcomeBar } from "../views/OutcomeBar.tsx";
import { Section } from "../views/Section.tsx";
import { askedOf } from "./asked.ts";

export function Outcome({ review }: { review: Review }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { total } = review;
  const asked = askedOf(review);
  const share = (people: number) => format.share(total.people > 0 ? people / total.people : null);
  const rows = [
    { key: "served", people: total.served },
    // Without the switch nobody is turned away, and a row of zero would say that capacity is enough.
    ...(asked.countCapacity ? [{ key: "over-capacity", people: total.overCapacity }] : []),
    { key: "out-of-reach", people: total.outOfReach },
  ];
  return (
    <Section title={t("outcome.title")} definition="outcome" standard={asked}>
      <OutcomeBar served={total.served} overCapacity={total.overCapacity} outOfReach={total.outOfReach} />
      <dl className="outcome" data-testid="outcome">
        {rows.map(({ key, people }) => (
          <div key={key} data-outcome={key}>
            <dt>
              <span className={`swatch ${key}`} aria-hidden /> {t(`outcome.${key}`)}
            </dt>
            <dd>
              <strong>{format.count(people)}</strong> <span className="row-small">{share(people)}</span>
            </dd>
          </div>
        ))}
      </dl>
      {!asked.countCapacity && <p className="row-small">{t("outcome.capacityNotCounted")}</p>}
      {total.servedAnyDistrict !== null && (
        <p data-testid="any-district">
          {t("outcome.anyDistrict", { people: format.people(Math.max(0, total.servedAnyDistrict - total.served)) })}
        </p>
      )}
      {total.weightedShare !== null && (
        <p className="row-small with-note">
          {t("outcome.weighted", { share: format.share(total.weightedShare) })}
          <Note definition="weighted" standard={asked} />
        </p>
      )}
    </Section>
  );
}
