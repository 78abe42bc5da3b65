/** People covered, or minutes walked, by the number of facilities, with the bend marked: from there on each further one adds much less. */

import * as Plot from "@observablehq/plot";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { SitingResult } from "../../server/api/siting-messages.ts";
import { useFormat } from "../format.ts";
import { SITING } from "../map/colours.ts";
import { useTheme } from "../printing.ts";
import { Section } from "../views/Section.tsx";
import { Chart } from "./Chart.tsx";
import { amountText } from "./sentences.ts";

type Curve = NonNullable<SitingResult["curve"]>;

/** What the facility at the bend adds, or saves, and the one after it; null where the curve does not tell. */
export function gainsAtBend({ before, points, bend }: Curve): { at: number; after: number } | null {
  const values = new Map([[0, before], ...points.map((one) => [one.sites, one.value] as const)]);
  const [earlier, here, next] = [values.get(bend - 1), values.get(bend), values.get(bend + 1)];
  return earlier === undefined || here === undefined || next === undefined
    ? null
    : { at: Math.abs(here - earlier), after: Math.abs(next - here) };
}

interface CurveChartProps {
  readonly curve: Curve;
  /** Facilities of the result. */
  readonly asked: number;
  /** Whether only all facilities of the result together keep a floor. */
  readonly hasFloor: boolean;
}

export function CurveChart({ curve, asked, hasFloor }: CurveChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const theme = useTheme();
  const options = useMemo((): Plot.PlotOptions => {
    const colours = SITING[theme];
    const none = { sites: 0, value: curve.before, bound: curve.before };
    const points = [none, ...curve.points];
    const marked = points.filter(({ sites }) => sites === curve.bend);
    const chosen = points.filter(({ sites }) => sites === asked);
    return {
      x: { label: t("siting.chart.sites"), labelArrow: "none", ticks: Math.min(10, points.length), tickFormat: "d" },
      y: {
        label: t(`siting.chart.${curve.unit}`),
        labelArrow: "none",
        ticks: 4,
        grid: true,
        zero: false,
        tickFormat: (value: number) => format.count(value),
      },
      marks: [
        Plot.areaY(points, {
          x: "sites",
          y1: "value",
          y2: "bound",
          fill: colours.bound,
          fillOpacity: 0.18,
        }),
        Plot.lineY(points, { x: "sites", y: "value", stroke: colours.site, strokeWidth: 2 }),
        Plot.dot(points, { x: "sites", y: "value", r: 2.5, fill: colours.site }),
        Plot.dot(chosen, { x: "sites", y: "value", r: 4.5, fill: colours.site }),
        Plot.dot(marked, { x: "sites", y: "value", r: 8, stroke: colours.bound, strokeWidth: 2 }),
        Plot.text(marked, {
          x: "sites",
          y: "value",
          text: () => t("siting.chart.bend"),
          dy: 20,
          dx: 8,
          textAnchor: "start",
          fill: "currentColor",
          stroke: "var(--surface)",
          strokeWidth: 3,
        }),
      ],
    };
  }, [curve, asked, theme, t, format]);
  const gains = gainsAtBend(curve);
  const isWalk = curve.unit === "minutes";
  const told =
    gains === null || curve.bend < 1
      ? t(isWalk ? "siting.curveNoBendWalk" : "siting.curveNoBend")
      : t(isWalk ? "siting.curveBendWalk" : "siting.curveBend", {
          bend: curve.bend,
          next: curve.bend + 1,
          gain: amountText(curve.unit, gains.at, format, t),
          nextGain: amountText(curve.unit, gains.after, format, t),
        });
  return (
    <Section title={t("siting.curve")}>
      <p>{told}</p>
      {hasFloor && <p className="row-small">{t("siting.curveFloor")}</p>}
      <Chart options={options} label={told} />
    </Section>
  );
}
