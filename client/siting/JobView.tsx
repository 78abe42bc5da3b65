/** One job: what was asked, how far it is, and what came out, or why nothing can. */
import { Button, Loader, Progress } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SitingJob } from "../../server/api/siting-messages.ts";
import { useAreas } from "../api.ts";
import { isOpen, useSitingJob, useStopSiting } from "../api-siting.ts";
import { useFormat } from "../format.ts";
import { setState } from "../state.ts";
import { Waiting } from "../views/Section.tsx";
import type { GoalType } from "./draft.ts";
import { GapChart } from "./GapChart.tsx";
import { ResultView } from "./ResultView.tsx";
import { failureText } from "./refusals.ts";
import { amountText, gapSentence, infeasibleTexts, requestText, unitOf } from "./sentences.ts";

export function JobView({ id }: { id: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: job, error } = useSitingJob(id);
  return (
    <div data-testid="siting-job" data-state={job?.state}>
      {job !== undefined && <p className="row-small">{requestText(job.request, format, t)}</p>}
      {job === undefined ? <Waiting error={error} /> : isOpen(job.state) ? <Running job={job} /> : <Ended job={job} />}
      <Button size="compact-xs" variant="subtle" onClick={() => setState({ siting: null })}>
        {t("siting.askAnew")}
      </Button>
    </div>
  );
}

/** Answer and bound so far, the chart, and the button that ends it with the best so far. */
function Running({ job }: { job: SitingJob }) {
  const { t } = useTranslation();
  const format = useFormat();
  const stop = useStopSiting();
  const seconds = useSeconds(job);
  const last = job.history.at(-1);
  const unit = unitOf(job);
  const value = last?.value ?? null;
  return (
    <div className="siting-running">
      <p className="siting-answer" aria-live="polite">
        <strong>{value === null ? t("siting.searching") : amountText(unit, value, format, t)}</strong>
        <span>{gapSentence({ unit, value, bound: last?.bound ?? null }, format, t)}</span>
      </p>
      <Progress
        value={(job.share ?? 1) * 100}
        animated={job.share === null}
        size="sm"
        aria-label={t("siting.progress")}
      />
      <p className="row-small" role="status">
        <Loader size={10} /> {t(`siting.stages.${job.stage}`, { defaultValue: job.stage })} ·{" "}
        {t("siting.running", { seconds: format.count(seconds), limit: format.count(job.request.seconds ?? 60) })}
      </p>
      <GapChart job={job} now={seconds} />
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlayerStop size={15} aria-hidden />}
        loading={stop.isPending}
        onClick={() => stop.mutate(job.id)}
      >
        {t(value === null ? "siting.stop" : "siting.stopKeep")}
      </Button>
    </div>
  );
}

/** Seconds since the start, counted here between two looks at the server, whose clock may be another. */
function useSeconds({ history, state }: SitingJob): number {
  const told = history.at(-1)?.seconds ?? 0;
  const [since, setSince] = useState({ told: -1, at: 0, now: 0 });
  useEffect(() => {
    const at = performance.now();
    setSince((before) => (told > before.told ? { told, at, now: at } : before));
  }, [told]);
  useEffect(() => {
    if (state !== "running") return;
    const timer = setInterval(() => setSince((before) => ({ ...before, now: performance.now() })), 1000);
    return () => clearInterval(timer);
  }, [state]);
  return Math.max(told, since.told) + (since.now - since.at) / 1000;
}

function Ended({ job }: { job: SitingJob }) {
  const { t } = useTranslation();
  if (job.result !== null) return <ResultView job={job} result={job.result} />;
  if (job.infeasible !== null) return <Infeasible infeasible={job.infeasible} goal={job.request.goal.type} />;
  return (
    <p className="warning" role="alert">
      {job.state === "failed" ? failureText(job.error ?? "", t) : t("siting.stoppedEmpty")}
    </p>
  );
}

/** Which condition cannot hold, where, by how much, and what to do. */
function Infeasible({ infeasible, goal }: { infeasible: NonNullable<SitingJob["infeasible"]>; goal: GoalType }) {
  const { t } = useTranslation();
  const format = useFormat();
  const areas = useAreas().data;
  const { areaCode } = infeasible;
  const area = areas?.find(({ code }) => code === areaCode);
  const where = area === undefined ? areaCode : format.name(area);
  const { what, remedy } = infeasibleTexts(infeasible, goal, where, format, t);
  return (
    <div className="reason" role="alert" data-testid="siting-infeasible">
      <h3>{t("siting.infeasibleTitle")}</h3>
      <p>{what}</p>
      <p>{remedy}</p>
      {format.language === "en" && (
        <p className="row-small">
          {area === undefined ? infeasible.message : infeasible.message.replace(area.name, format.name(area))}
        </p>
      )}
    </div>
  );
}
