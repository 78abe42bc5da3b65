/** The result: how many people, is that really the best, which sites, what each adds; and the button that makes it a plan. */
import { Button } from "@mantine/core";
import { IconMapPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { SitingJob, SitingResult } from "../../server/api/siting-messages.ts";
import { useAreas } from "../api.ts";
import { useFormat } from "../format.ts";
import { problemText } from "../views/problem.ts";
import { Section } from "../views/Section.tsx";
import { CurveChart } from "./CurveChart.tsx";
import { GapChart } from "./GapChart.tsx";
import { useMakePlan } from "./make-plan.ts";
import { changesOf, peopleWith, useOutcome } from "./outcome.ts";
import { Sites } from "./Sites.tsx";
import {
  amountText,
  bestSentence,
  boundText,
  farSentence,
  gapSentence,
  isMost,
  methodText,
  walkBefore,
} from "./sentences.ts";

export function ResultView({ job, result }: { job: SitingJob; result: SitingResult }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { taken } = useOutcome(job.id);
  const make = useMakePlan();
  const { people, isExact } = peopleWith(result, taken);
  const gained = people - result.coveredBefore;
  const isFromPlan = (job.request.scenario ?? null) !== null;
  const walk = walkBefore(result, format, t);
  const far = farSentence(result.method, format, t);
  return (
    <>
      <section className="section" data-testid="siting-result">
        <p className="siting-answer">
          <strong>
            {isMost(result.unit)
              ? t("siting.gained", { people: format.people(Math.max(0, gained)) })
              : t(`siting.answer.${result.goal.type}`, {
                  amount: amountText(result.unit, result.value, format, t),
                  count: Math.round(result.value),
                })}
          </strong>
          <span>
            {walk !== null && t(isFromPlan ? "siting.walkBeforePlan" : "siting.walkBefore", { walk })}
            {t(isFromPlan ? "siting.coveredAfterPlan" : "siting.coveredAfter", {
              covered: format.count(people),
              people: format.count(result.people),
              share: format.share(result.people > 0 ? people / result.people : null),
              before: format.share(result.people > 0 ? result.coveredBefore / result.people : null),
            })}
          </span>
        </p>
        <p className="siting-best" data-testid="siting-best">
          <b>{t("siting.really")}</b> {bestSentence(result, format, t)}
          {result.stoppedEarly && ` ${t("siting.stoppedEarly")}`}
        </p>
        {far !== null && <p className="row-small">{far}</p>}
        {result.missed !== null && <Missed missed={result.missed} />}
        {!isExact && <p className="row-small">{t("siting.lossesOverlap")}</p>}
        <div className="button-line">
          <Button
            size="xs"
            leftSection={<IconMapPlus size={16} aria-hidden />}
            loading={make.isPending}
            onClick={() => make.mutate({ request: job.request, changes: changesOf(result, taken) })}
            data-testid="make-plan"
          >
            {t("siting.makePlan")}
          </Button>
        </div>
        {make.error !== null && (
          <p className="warning" role="alert">
            {problemText(make.error, format, t)}
          </p>
        )}
      </section>
      <Sites job={job.id} result={result} />
      {result.curve !== null && result.curve.points.length > 1 && (
        <CurveChart
          curve={result.curve}
          goal={result.goal.type}
          asked={result.sites.length}
          hasFloor={job.request.floor !== undefined}
        />
      )}
      <Section title={t("siting.how")}>
        <GapChart job={job} now={result.seconds} />
        <Facts result={result} />
      </Section>
    </>
  );
}

/** With capacity: what of a floor or of the share is not reached, as people go to the nearest facility with room. */
function Missed({ missed: { areaCode, missing } }: { missed: NonNullable<SitingResult["missed"]> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const area = useAreas().data?.find(({ code }) => code === areaCode);
  const name = area === undefined ? (areaCode ?? t("areas.all")) : format.name(area);
  return (
    <p className="warning" role="alert" data-testid="siting-missed">
      {t("siting.missed", { area: name, missing: format.people(Math.ceil(missing)) })}
    </p>
  );
}

/** Method, time, candidates: what somebody who doubts the answer asks for. */
function Facts({ result }: { result: SitingResult }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { unit, value, bound, candidates, cost } = result;
  const rows: [string, string][] = [
    [t("siting.facts.value"), amountText(unit, value, format, t)],
    [t(isMost(unit) ? "siting.facts.bound" : "siting.facts.lowerBound"), boundText({ unit, value, bound }, format, t)],
    [t("siting.facts.gap"), gapSentence({ unit, value, bound }, format, t)],
    ...(cost === null ? [] : [[t("siting.facts.cost"), format.count(cost)] as [string, string]]),
    [t("siting.facts.method"), methodText(result.method, format, t)],
    [t("siting.facts.seconds"), t("siting.secondsOf", { seconds: format.decimal(result.seconds, 1) })],
    [
      t("siting.facts.candidates"),
      // Facilities that may move are used too.
      candidates.used >= candidates.asked
        ? t("siting.facts.candidatesAll", { asked: format.count(candidates.asked) })
        : t(candidates.lossBound > 0 ? "siting.facts.candidatesLoss" : "siting.facts.candidatesNoLoss", {
            asked: format.count(candidates.asked),
            used: format.count(candidates.used),
            loss: amountText(
              unit,
              unit === "minutes" ? candidates.lossBound : Math.ceil(candidates.lossBound),
              format,
              t,
            ),
          }),
    ],
  ];
  return (
    <dl className="facts" data-testid="siting-facts">
      {rows.map(([term, text]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
