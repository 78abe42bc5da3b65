/** A chart of Observable Plot in a place whose width it takes; drawn anew when its marks, the width or the colours change. */
import { useElementSize } from "@mantine/hooks";
import * as Plot from "@observablehq/plot";
import { useEffect, useRef } from "react";

interface Props {
  /** Memoised by the caller: a new value draws the chart anew. */
  readonly options: Plot.PlotOptions;
  /** What it shows, for those who cannot see it. */
  readonly label: string;
}

const HEIGHT = 168;

export function Chart({ options, label }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const { ref: measured, width } = useElementSize<HTMLDivElement>();
  useEffect(() => {
    if (place.current === null || width === 0) return;
    const chart = Plot.plot({
      width,
      height: HEIGHT,
      marginLeft: 54,
      marginBottom: 34,
      marginRight: 14,
      marginTop: 18,
      ...options,
      style: { background: "transparent", fontFamily: "inherit", fontSize: "11px", overflow: "visible" },
    });
    chart.setAttribute("aria-hidden", "true");
    place.current.replaceChildren(chart);
  }, [options, width]);
  return (
    <div ref={measured} className="chart" role="img" aria-label={label} style={{ minHeight: HEIGHT }}>
      <div ref={place} />
    </div>
  );
}
