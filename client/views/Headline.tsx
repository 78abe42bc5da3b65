/** The answer in one sentence, always in sight: how many of how many, who they are, how far. */
import { Loader, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCoverage, useTerritory } from "../api.ts";
import { useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { useAppState } from "../state.ts";
import { Note } from "./Note.tsx";
import { problemText } from "./problem.ts";

export function Headline() {
  const { t } = useTranslation();
  const format = useFormat();
  const territory = useTerritory().data;
  const coverage = useCoverage(useChoice());
  const asked = useAppState((state) => state.cutoffMinutes);
  const answer = coverage.data;
  if (answer === undefined) {
    return (
      <section className="headline" aria-busy={coverage.isPending}>
        {coverage.isError ? (
          <Text size="sm">{t("status.failed", { detail: problemText(coverage.error, format, t) })}</Text>
        ) : (
          <p className="headline-wait">
            <Loader size="xs" /> {t("status.loading")}
          </p>
        )}
      </section>
    );
  }
  const { standard, total } = answer;
  const base = standard.base ?? territory?.base ?? null;
  if (base === null) {
    return (
      <section className="headline">
        <p className="headline-wait">{t("headline.none")}</p>
      </section>
    );
  }
  const late = coverage.isPlaceholderData || standard.cutoffMinutes !== asked;
  const minutes = standard.cutoffMinutes;
  const share = total.share ?? 0;
  return (
    <section className={late ? "headline late" : "headline"} aria-live="polite" aria-busy={late} data-testid="headline">
      <p className="headline-first">
        <strong className="headline-share" data-testid="headline-share">
          {format.share(total.share)}
        </strong>
        <span className="headline-within">
          {t("headline.within", { count: minutes, minutes })}{" "}
          <span className="headline-of">
            {standard.kind === "any" ? t("headline.any") : t("headline.kind", { kind: t(`kinds.${standard.kind}`) })}
          </span>
        </span>
        <Note definition="covered" standard={standard} />
      </p>
      <div className="headline-bar" aria-hidden>
        <span style={{ width: `${share * 100}%` }} />
      </div>
      <p className="headline-people" data-testid="headline-people">
        {t("headline.people", {
          covered: format.count(total.peopleCovered),
          people: format.count(total.people),
          label: format.label(base),
        })}
      </p>
      <dl className="sensitivity" aria-label={t("headline.sensitivity")}>
        {answer.sensitivity.map((at) => (
          <div key={at.walkingSpeedKmh} data-used={at.walkingSpeedKmh === standard.walkingSpeedKmh || undefined}>
            <dt>{t("controls.speedValue", { speed: format.decimal(at.walkingSpeedKmh, 1) })}</dt>
            <dd>{format.share(at.share)}</dd>
          </div>
        ))}
        <Note definition="sensitivity" standard={standard} />
      </dl>
    </section>
  );
}
