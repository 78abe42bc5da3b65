/** People covered by the number of facilities, with the bend marked: from there on each further one adds much less. */

import * as Plot from "@observablehq/plot";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { SitingResult } from "../../server/api/siting-messages.ts";
import { useFormat } from "../format.ts";
import { SITING } from "../map/colours.ts";
import { useTheme } from "../printing.ts";
import { Section } from "../views/Section.tsx";
import { Chart } from "./Chart.tsx";

type Curve = NonNullable<SitingResult["curve"]>;

/** What the facility at the bend adds, and the one after it; null where the curve does not tell. */
export function gainsAtBend({ coveredBefore, points, bend }: Curve): { at: number; after: number } | null {
  const people = new Map([[0, coveredBefore], ...points.map((one) => [one.sites, one.peopleCovered] as const)]);
  const [before, here, next] = [people.get(bend - 1), people.get(bend), people.get(bend + 1)];
  return before === undefined || here === undefined || next === undefined
    ? null
    : { at: here - before, after: next - here };
}

export function CurveChart({ curve, asked }: { curve: Curve; asked: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const theme = useTheme();
  const options = useMemo((): Plot.PlotOptions => {
    const colours = SITING[theme];
    const none = { sites: 0, peopleCovered: curve.coveredBefore, upperBound: curve.coveredBefore };
    const points = [none, ...curve.points];
    const marked = points.filter(({ sites }) => sites === curve.bend);
    const chosen = points.filter(({ sites }) => sites === asked);
    return {
      x: { label: t("siting.chart.sites"), labelArrow: "none", ticks: Math.min(10, points.length), tickFormat: "d" },
      y: {
        label: t("siting.chart.people"),
        labelArrow: "none",
        ticks: 4,
        grid: true,
        zero: false,
        tickFormat: (value: number) => format.count(value),
      },
      marks: [
        Plot.areaY(points, {
          x: "sites",
          y1: "peopleCovered",
          y2: "upperBound",
          fill: colours.bound,
          fillOpacity: 0.18,
        }),
        Plot.lineY(points, { x: "sites", y: "peopleCovered", stroke: colours.site, strokeWidth: 2 }),
        Plot.dot(points, { x: "sites", y: "peopleCovered", r: 2.5, fill: colours.site }),
        Plot.dot(chosen, { x: "sites", y: "peopleCovered", r: 4.5, fill: colours.site }),
        Plot.dot(marked, { x: "sites", y: "peopleCovered", r: 8, stroke: colours.bound, strokeWidth: 2 }),
        Plot.text(marked, {
          x: "sites",
          y: "peopleCovered",
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
  const told =
    gains === null || curve.bend < 1
      ? t("siting.curveNoBend")
      : t("siting.curveBend", {
          bend: curve.bend,
          next: curve.bend + 1,
          gain: format.people(gains.at),
          nextGain: format.people(gains.after),
        });
  return (
    <Section title={t("siting.curve")}>
      <p>{told}</p>
      <Chart options={options} label={told} />
    </Section>
  );
}
