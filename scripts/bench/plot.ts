/** Small charts as SVG text for the docs: lines over two logarithmic axes, drawn by hand because that needs no browser. */
import { numberText } from "./report.ts";

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Chart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
}

const WIDTH = 420;
const HEIGHT = 300;
const MARGIN = { left: 64, right: 16, top: 36, bottom: 64 };
/** Apart for colour-blind eyes too, and in grey (Okabe and Ito). */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7"];

/** Charts side by side. */
export function svgOf(charts: readonly Chart[]): string {
  const body = charts.map((chart, i) => `<g transform="translate(${i * WIDTH} 0)">${chartOf(chart)}</g>`);
  const width = charts.length * WIDTH;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" font-family="sans-serif" font-size="11" fill="#222">
<rect width="${width}" height="${HEIGHT}" fill="#fff"/>
${body.join("\n")}
</svg>
`;
}

function chartOf({ title, xLabel, yLabel, series }: Chart): string {
  const points = series.flatMap((each) => each.points);
  const x = scaleOf(
    points.map(([value]) => value),
    MARGIN.left,
    WIDTH - MARGIN.right,
  );
  const y = scaleOf(
    points.map(([, value]) => value),
    HEIGHT - MARGIN.bottom,
    MARGIN.top,
  );
  const xValues = [...new Set(points.map(([value]) => value))];
  const yValues = decades(points.map(([, value]) => value));
  const parts = [
    `<text x="${MARGIN.left}" y="18" font-size="13" font-weight="bold">${escaped(title)}</text>`,
    ...yValues.map(
      (value) =>
        `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/>` +
        `<text x="${MARGIN.left - 6}" y="${y(value) + 4}" text-anchor="end">${numberText(value)}</text>`,
    ),
    ...xValues.map(
      (value) =>
        `<text x="${x(value)}" y="${HEIGHT - MARGIN.bottom + 16}" text-anchor="middle">${numberText(value)}</text>`,
    ),
    `<text x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - MARGIN.bottom + 32}" text-anchor="middle">${escaped(xLabel)}</text>`,
    `<text transform="translate(14 ${(MARGIN.top + HEIGHT - MARGIN.bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(yLabel)}</text>`,
  ];
  series.forEach(({ name, points: line }, i) => {
    const colour = COLOURS[i % COLOURS.length];
    const path = line.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(" ");
    parts.push(`<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`);
    for (const [a, b] of line)
      parts.push(`<circle cx="${x(a).toFixed(1)}" cy="${y(b).toFixed(1)}" r="3" fill="${colour}"/>`);
    const left = MARGIN.left + (i % 2) * 180;
    const top = HEIGHT - 18 + Math.floor(i / 2) * 14;
    parts.push(
      `<rect x="${left}" y="${top - 8}" width="10" height="10" fill="${colour}"/><text x="${left + 15}" y="${top + 1}">${escaped(name)}</text>`,
    );
  });
  return parts.join("\n");
}

/** Logarithmic, from the least to the most value. */
function scaleOf(values: readonly number[], start: number, end: number): (value: number) => number {
  const least = Math.log(Math.min(...values));
  const most = Math.log(Math.max(...values));
  return (value) =>
    most === least ? (start + end) / 2 : start + ((Math.log(value) - least) / (most - least)) * (end - start);
}

/** Powers of ten within the values; of a narrow range its ends. */
function decades(values: readonly number[]): number[] {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const found: number[] = [];
  for (let power = Math.ceil(Math.log10(least)); 10 ** power <= most; power++) found.push(10 ** power);
  return found.length >= 2 ? found : [least, most];
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
