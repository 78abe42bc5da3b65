/** People by whole minutes of walking to the nearest facility; the cutoff divides the two colours. */

import { useElementSize } from "@mantine/hooks";
import * as Plot from "@observablehq/plot";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Coverage } from "../../server/api/messages.ts";
import { useFormat } from "../format.ts";
import { timeClasses } from "../map/colours.ts";
import { useTheme } from "../printing.ts";
import { soleCutoff } from "../rules.ts";

export function Histogram({ answer }: { answer: Coverage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const theme = useTheme();
  const place = useRef<HTMLDivElement>(null);
  const { ref: measured, width } = useElementSize<HTMLDivElement>();
  // Where rules differ by place, no line divides those covered from the others.
  const cutoff = soleCutoff(answer.standard);
  useEffect(() => {
    if (place.current === null || width === 0) return;
    const classes = cutoff === null ? [] : timeClasses(cutoff, theme);
    // A bar holds the walks of at most `to` minutes, so its class is the one of `to`.
    const bars = answer.peopleByMinute.map((people, minute) => ({
      people,
      from: minute,
      to: minute + 1,
      colour: classes.find((one) => one.to === null || minute + 1 <= one.to)?.colour ?? "#8b95a1",
    }));
    const chart = Plot.plot({
      width,
      height: 150,
      marginLeft: 46,
      marginBottom: 34,
      marginRight: 8,
      marginTop: 14,
      style: { background: "transparent", fontFamily: "inherit", fontSize: "11px", overflow: "visible" },
      x: {
        domain: [0, bars.length],
        ticks: [0, 5, 10, 15, 30, 45, 60],
        label: t("overview.byMinutesAxis"),
        labelArrow: "none",
      },
      y: {
        ticks: 3,
        grid: true,
        label: t("overview.byMinutesPeople"),
        labelArrow: "none",
        tickFormat: (value: number) => format.count(value),
      },
      marks: [
        Plot.rectY(bars, { x1: "from", x2: "to", y: "people", fill: "colour", insetLeft: 0.5, insetRight: 0.5 }),
        ...(cutoff === null
          ? []
          : [
              Plot.ruleX([cutoff], { stroke: "currentColor", strokeWidth: 1.5 }),
              Plot.text([cutoff], {
                x: (value: number) => value,
                frameAnchor: "top",
                dy: -12,
                text: () => `≤ ${cutoff}`,
                fill: "currentColor",
              }),
            ]),
        Plot.ruleY([0]),
      ],
    });
    chart.setAttribute("aria-hidden", "true");
    place.current.replaceChildren(chart);
  }, [answer, cutoff, width, theme, t, format]);
  const { people, peopleCovered } = answer.total;
  return (
    <div
      ref={measured}
      className="histogram"
      role="img"
      aria-label={
        cutoff === null
          ? t("overview.histogramLabelPlaces", { people: format.people(people) })
          : t("overview.histogramLabel", {
              minutes: cutoff,
              covered: format.people(peopleCovered),
              beyond: format.people(people - peopleCovered),
            })
      }
    >
      <div ref={place} />
    </div>
  );
}
