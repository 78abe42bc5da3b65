/** People covered, or minutes walked, by the number of facilities, with the bend marked: from there on each further one adds much less. */

import * as Plot from "@observablehq/plot";
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { SitingResult } from "../../server/api/siting-messages.ts";
import { type Format, useFormat } from "../format.ts";
import { SITING } from "../map/colours.ts";
import { useTheme } from "../printing.ts";
import { Section } from "../views/Section.tsx";
import { Chart } from "./Chart.tsx";
import type { GoalType } from "./draft.ts";
import { amountText, axisText } from "./sentences.ts";
import { ticksOf } from "./ticks.ts";

type Curve = NonNullable<SitingResult["curve"]>;

/** People, or minutes saved, that each facility brings on average: up to the bend, and after it; null where there is nothing after it. */
export function gainsAround({ before, points, bend }: Curve): { upTo: number; after: number } | null {
  const here = points.find(({ sites }) => sites === bend);
  const last = points.at(-1);
  if (here === undefined || last === undefined || last.sites === bend) return null;
  return {
    upTo: Math.abs(here.value - before) / bend,
    after: Math.abs(last.value - here.value) / (last.sites - bend),
  };
}

/** Whether the first half of the facilities brings less than half of its share: the gain comes with the last ones. */
export function isLate({ before, points }: Curve): boolean {
  const last = points.at(-1);
  const middle = points[Math.floor(points.length / 2) - 1];
  if (last === undefined || middle === undefined || last.value === before) return false;
  return (middle.value - before) / (last.value - before) < middle.sites / last.sites / 2;
}

/** Where the curve bends, in a sentence. */
export function curveSentence(curve: Curve, format: Format, t: TFunction): string {
  const gains = gainsAround(curve);
  const walk = curve.unit === "minutes" ? "Walk" : "";
  if (gains === null) return t(`siting.${isLate(curve) ? "curveLate" : "curveNoBend"}${walk}`);
  const textOf = (gain: number) =>
    curve.unit === "minutes"
      ? t("siting.units.minutes", { minutes: format.decimal(gain, gain < 0.1 ? 2 : 1) })
      : amountText(curve.unit, gain, format, t);
  return t(`siting.curveBend${walk}`, {
    count: curve.bend,
    next: curve.bend + 1,
    gain: textOf(gains.upTo),
    nextGain: textOf(gains.after),
  });
}

/** Part of the scale from which a gap can be seen. */
const SEEN = 0.02;

/** Bounds may lie beyond the scale by more than this part of the span of the values: they would flatten the curve. */
const BEYOND = 0.5;

/** Lowest and highest of the scale: all values, and of the bounds what lies near them. */
export function curveScale({ before, points }: Pick<Curve, "before" | "points">): [number, number] {
  const values = [before, ...points.map(({ value }) => value)];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(high - low, high * 0.02, 1e-9) * BEYOND;
  const bounds = points.map(({ bound }) => Math.min(high + room, Math.max(low - room, bound, 0)));
  return [Math.min(low, ...bounds), Math.max(high, ...bounds)];
}

interface CurveChartProps {
  readonly curve: Curve;
  readonly goal: GoalType;
  /** Facilities of the result. */
  readonly asked: number;
  /** Whether only all facilities of the result together keep a floor. */
  readonly hasFloor: boolean;
}

export function CurveChart({ curve, goal, asked, hasFloor }: CurveChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const theme = useTheme();
  const options = useMemo((): Plot.PlotOptions => {
    const colours = SITING[theme];
    const none = { sites: 0, value: curve.before, bound: curve.before };
    const points = [none, ...curve.points];
    // Where the curve ends it does not bend.
    const marked = points.slice(0, -1).filter(({ sites }) => sites > 0 && sites === curve.bend);
    const chosen = points.filter(({ sites }) => sites === asked);
    const domain = curveScale(curve);
    const { values, digits } = ticksOf(domain, curve.unit);
    const numbers = ticksOf([0, points.at(-1)?.sites ?? 0], "sites", 8).values;
    return {
      x: { label: t("siting.chart.sites"), labelArrow: "none", ticks: numbers, tickFormat: "d" },
      y: {
        domain,
        label: axisText(curve.unit, goal, t),
        labelArrow: "none",
        ticks: values,
        grid: true,
        zero: false,
        tickFormat: (value: number) => format.decimal(value, digits),
      },
      marks: [
        Plot.areaY(points, {
          x: "sites",
          y1: "value",
          y2: "bound",
          fill: colours.bound,
          fillOpacity: 0.18,
          clip: true,
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
  }, [curve, goal, asked, theme, t, format]);
  const told = curveSentence(curve, format, t);
  const [low, high] = curveScale(curve);
  const hasGap = curve.points.some(({ value, bound }) => Math.abs(bound - value) > (high - low) * SEEN);
  return (
    <Section title={t("siting.curve")}>
      <p>{told}</p>
      {hasFloor && <p className="row-small">{t("siting.curveFloor")}</p>}
      <Chart options={options} label={told} />
      {hasGap && (
        <p className="chart-key">
          <span className="key-area" /> {t("siting.chart.notRuledOut")}
        </p>
      )}
    </Section>
  );
}
