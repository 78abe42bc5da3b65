/** People who are not covered, by reason. Each explains itself, and leads to the gap where it weighs most. */
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Review } from "../../server/review/document.ts";
import type { Reason } from "../../server/words.ts";
import { useFormat } from "../format.ts";
import { setState } from "../state.ts";
import { Section } from "../views/Section.tsx";
import { askedOf } from "./asked.ts";
import { namesIn, reasonSentence, reasonsByPeople } from "./sentences.ts";

export function Reasons({ review }: { review: Review }) {
  const { t } = useTranslation();
  const rows = reasonsByPeople(review.total.reasons);
  const [open, setOpen] = useState<Reason | null>(null);
  return (
    <Section title={t("reasons.title")} definition="reasons" standard={askedOf(review)}>
      {rows.length === 0 ? (
        <p>{t("reasons.none")}</p>
      ) : (
        <ul className="list" data-testid="reasons">
          {rows.map(({ reason, people }) => (
            <ReasonRow
              key={reason}
              review={review}
              reason={reason}
              people={people}
              most={rows[0]?.people ?? 1}
              open={open === reason}
              onToggle={() => setOpen(open === reason ? null : reason)}
            />
          ))}
        </ul>
      )}
    </Section>
  );
}

interface RowProps {
  readonly review: Review;
  readonly reason: Reason;
  readonly people: number;
  readonly most: number;
  readonly open: boolean;
  onToggle(): void;
}

function ReasonRow({ review, reason, people, most, open, onToggle }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const gap = review.gaps.find(({ evidence }) => evidence.reason === reason);
  return (
    <li className="row" data-reason={reason}>
      <button type="button" className="row-button" aria-expanded={open} onClick={onToggle}>
        <span className="row-text">
          <span className="row-first">
            <strong>{t(`reasons.names.${reason}`)}</strong>
            <span className="number">{format.people(people)}</span>
          </span>
          <span className="weight" aria-hidden>
            <span style={{ width: `${(people / most) * 100}%` }} />
          </span>
        </span>
        <IconChevronDown size={15} aria-hidden className={open ? "turned" : undefined} />
      </button>
      {open && (
        <div className="reason-more">
          <p>{t(`reasons.explain.${reason}`)}</p>
          {gap !== undefined && (
            <p>
              <button
                type="button"
                className="link"
                onClick={() => setState({ selected: { type: "gap", rank: gap.rank } })}
              >
                {t("reasons.largest", { name: format.name(gap), people: format.people(gap.people) })}
              </button>{" "}
              {reasonSentence(gap.evidence, namesIn(review, format, t), format, t)}
            </p>
          )}
        </div>
      )}
    </li>
  );
}
