/** Equity: how unequal the walks are, who walks longest, and how many places there are for each person. */
import { useTranslation } from "react-i18next";
import type { Review } from "../../server/review/document.ts";
import { useFormat } from "../format.ts";
import { setState } from "../state.ts";
import { Note } from "../views/Note.tsx";
import { Section } from "../views/Section.tsx";
import { askedOf } from "./asked.ts";
import { Lorenz } from "./Lorenz.tsx";

/** Areas named of the worst-served tenth. */
const NAMED = 3;

export function EquityPart({ review }: { review: Review }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { equity, accessibility } = review;
  const { gini, capMinutes, shareBeyondCap, worstTenth, lorenz } = equity;
  const asked = askedOf(review);
  if (gini === null) {
    return (
      <Section title={t("equity.title")} definition="gini" standard={asked}>
        <p className="row-small">{t("equity.none")}</p>
      </Section>
    );
  }
  return (
    <Section title={t("equity.title")} definition="gini" standard={asked}>
      <div className="equity">
        <dl className="facts numbers" data-testid="equity">
          <div>
            <dt>{t("equity.gini")}</dt>
            <dd>{format.decimal(gini, 2)}</dd>
          </div>
          <div>
            <dt>{t("equity.beyondCap", { minutes: format.count(capMinutes) })}</dt>
            <dd>{format.share(shareBeyondCap)}</dd>
          </div>
          {worstTenth !== null && (
            <>
              <div>
                <dt>
                  {t("equity.worstLeast")} <Note definition="worstTenth" standard={asked} />
                </dt>
                <dd>{t("units.min", { value: format.minutes(worstTenth.leastMinutes) })}</dd>
              </div>
              <div>
                <dt>{t("equity.worstServed")}</dt>
                <dd>{format.share(worstTenth.people > 0 ? worstTenth.served / worstTenth.people : null)}</dd>
              </div>
            </>
          )}
          {accessibility !== null && (
            <>
              <div>
                <dt>
                  {t("equity.accessibility")} <Note definition="accessibility" standard={asked} />
                </dt>
                <dd>{format.decimal(accessibility.mean * 1000, 0)}</dd>
              </div>
              <div>
                <dt>{t("equity.accessibilityNone")}</dt>
                <dd>{format.share(accessibility.shareWithNone)}</dd>
              </div>
            </>
          )}
        </dl>
        <Lorenz points={lorenz} gini={gini} standard={asked} />
      </div>
      {worstTenth !== null && worstTenth.areas.length > 0 && (
        <p className="row-small">
          {t("equity.worstAreas")}{" "}
          {worstTenth.areas.slice(0, NAMED).map((area, at) => (
            <span key={area.code}>
              {at > 0 && t("rules.comma")}
              <button
                type="button"
                className="link"
                onClick={() => setState({ selected: { type: "area", code: area.code } })}
              >
                {format.name(area)}
              </button>{" "}
              ({format.count(area.people)})
            </span>
          ))}
        </p>
      )}
    </Section>
  );
}
