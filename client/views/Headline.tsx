/** The answer in one sentence, always in sight: how many of how many, who they are, by which standard. */
import { Loader, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Coverage } from "../../server/api/messages.ts";
import { useCoverage, useTerritory } from "../api.ts";
import { useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { PlanBanner } from "../plans/PlanBanner.tsx";
import { circumstanceTexts } from "../rules.ts";
import { useAppState } from "../state.ts";
import { Note, PLAIN } from "./Note.tsx";
import { OutcomeBar } from "./OutcomeBar.tsx";
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
          <>
            <Text size="sm" role="alert">
              {t("status.failed", { detail: problemText(coverage.error, format, t) })}
            </Text>
            <PlanBanner />
          </>
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
  const late = coverage.isPlaceholderData || (standard.id === PLAIN && standard.cutoffMinutes !== asked);
  return (
    <section className={late ? "headline late" : "headline"} aria-live="polite" aria-busy={late} data-testid="headline">
      <p className="headline-first">
        <strong className="headline-share" data-testid="headline-share">
          {format.share(total.share)}
        </strong>
        <Within standard={standard} />
        <Note definition={standard.id === PLAIN ? "covered" : "outcome"} standard={standard} />
      </p>
      <OutcomeBar
        served={total.peopleCovered}
        overCapacity={total.peopleOverCapacity}
        outOfReach={total.peopleOutOfReach}
      />
      <p className="headline-people" data-testid="headline-people">
        {t("headline.people", {
          covered: format.count(total.peopleCovered),
          people: format.count(total.people),
          label: format.label(base),
        })}
        {total.peopleOverCapacity >= 0.5 &&
          ` · ${t("headline.overCapacity", { people: format.count(total.peopleOverCapacity) })}`}
      </p>
      <PlanBanner />
      {answer.sensitivity.length > 0 && (
        <dl className="sensitivity" aria-label={t("headline.sensitivity")}>
          {answer.sensitivity.map((at) => (
            <div key={at.walkingSpeedKmh} data-used={at.walkingSpeedKmh === standard.walkingSpeedKmh || undefined}>
              <dt>{t("controls.speedValue", { speed: format.decimal(at.walkingSpeedKmh, 1) })}</dt>
              <dd>{format.share(at.share)}</dd>
            </div>
          ))}
          <Note definition="sensitivity" standard={standard} />
        </dl>
      )}
    </section>
  );
}

/** What the share is of: within so many minutes of what, or within which standard, and what else was asked. */
function Within({ standard }: { standard: Coverage["standard"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const minutes = standard.cutoffMinutes;
  const circumstances = circumstanceTexts(standard, format, t);
  return (
    <span className="headline-within" data-testid="headline-within">
      {standard.id === PLAIN ? t("headline.within", { count: minutes, minutes }) : t("headline.withinStandard")}{" "}
      <span className="headline-of">
        {standard.id !== PLAIN
          ? format.name(standard)
          : standard.kind === "any"
            ? t("headline.any")
            : t("headline.kind", { kind: t(`kinds.${standard.kind}`) })}
        {circumstances.map((text) => ` · ${text}`)}
      </span>
    </span>
  );
}
