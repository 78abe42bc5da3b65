/** Answer and proven bound approaching each other while a job runs, with the gap between them shaded. */

import * as Plot from "@observablehq/plot";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { SitingJob } from "../../server/api/siting-messages.ts";
import { useFormat } from "../format.ts";
import { SITING } from "../map/colours.ts";
import { useTheme } from "../printing.ts";
import { Chart } from "./Chart.tsx";
import { isTold, type Step, scaleOf, stepsOf } from "./history.ts";
import { axisText, gapSentence, isMost, unitOf } from "./sentences.ts";
import { ticksOf } from "./ticks.ts";

export function GapChart({ job, now }: { job: SitingJob; now: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const theme = useTheme();
  const steps = useMemo(() => stepsOf(job.history, now), [job.history, now]);
  const unit = unitOf(job);
  const goal = job.request.goal.type;
  const options = useMemo((): Plot.PlotOptions | null => {
    const domain = scaleOf(steps);
    if (domain === null || !isTold(steps)) return null;
    const { values, digits } = ticksOf(domain, unit);
    const colours = SITING[theme];
    const both = steps.filter(({ value, bound }) => value !== null && bound !== null);
    const time = (step: Step) => step.seconds;
    const curve = "step-after" as const;
    return {
      clip: true,
      x: {
        domain: [0, Math.max(1, steps.at(-1)?.seconds ?? 1)],
        label: t("siting.chart.seconds"),
        labelArrow: "none",
        ticks: 5,
      },
      y: {
        domain: [...domain],
        label: axisText(unit, goal, t),
        labelArrow: "none",
        ticks: values,
        grid: true,
        tickFormat: (value: number) => format.decimal(value, digits),
      },
      marks: [
        Plot.areaY(both, { x: time, y1: "value", y2: "bound", curve, fill: colours.bound, fillOpacity: 0.16 }),
        Plot.lineY(
          steps.filter(({ bound }) => bound !== null),
          { x: time, y: "bound", curve, stroke: colours.bound, strokeWidth: 2, strokeDasharray: "5 3" },
        ),
        Plot.lineY(
          steps.filter(({ value }) => value !== null),
          { x: time, y: "value", curve, stroke: colours.site, strokeWidth: 2.5 },
        ),
      ],
    };
  }, [steps, theme, unit, goal, t, format]);
  const last = steps.at(-1) ?? { value: null, bound: null };
  if (options === null) return null;
  return (
    <figure className="gap-chart" data-testid="gap-chart">
      <Chart options={options} label={gapSentence({ unit, value: last.value, bound: last.bound }, format, t)} />
      <figcaption className="chart-key">
        <span className="key-line answer" /> {t("siting.chart.answer")}
        <span className="key-line bound" /> {t(isMost(unit) ? "siting.chart.bound" : "siting.chart.lowerBound")}
      </figcaption>
    </figure>
  );
}
