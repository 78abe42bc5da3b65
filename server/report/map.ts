/**
 * Maps of a review as SVG for paper: where people live and are covered or not, why, areas, rivers and railways, facilities, the numbers
 * of the largest gaps, scale, north. Uncovered is dark and covered is light, so that a black-and-white print can be read; which reason
 * it is shows in the small maps, one for each. No national boundaries: only areas that the user brought.
 */
import type { MultiPolygon } from "geojson";
import { BARRIER_KINDS, REASONS } from "../words.ts";
import { frameOf, Labels, linesOf, mm, pathOf, scaleLength, textWidth } from "./frame.ts";
import { hexagonsOf } from "./hexagons.ts";
import { escapeMarkup } from "./markup.ts";
import type { Report } from "./report.ts";
import type { Wording } from "./wording.ts";

/** Gaps whose numbers are on the map. */
const MOST_NUMBERS = 20;
/** More areas than this of one level would be a grey mass. */
export const MOST_AREAS = 800;
const MOST_NAMES = 60;
const LEAST_HEXAGON_MM = 0.9;

export interface DrawnMap {
  readonly svg: string;
  /** Width of a hexagon, metres, when it stands for several cells; else null. */
  readonly hexagonMetres: number | null;
  /** What the legend must explain. */
  readonly levels: readonly Report["review"]["levels"][number][];
  readonly barriers: readonly (typeof BARRIER_KINDS)[number][];
  readonly hasSettlements: boolean;
  readonly hasFacilitiesThatDoNotCount: boolean;
}

/** @param width, maxHeight millimetres */
export function mapOf({ review, geometry }: Report, wording: Wording, width: number, maxHeight: number): DrawnMap {
  const { texts, name } = wording;
  const frame = frameOf(geometry.bounds, width, maxHeight);
  const labels = new Labels(frame);
  const hexagons = hexagonsOf(geometry.cells, frame, LEAST_HEXAGON_MM);
  const levels = review.levels.filter((_, at) => {
    return review.areas.filter(({ level }) => level === review.levels[at]).length <= MOST_AREAS;
  });
  const areasOf = (level: string) =>
    review.areas.flatMap((area, i) => (area.level === level ? [{ area, shape: geometry.areas[i] }] : []));

  const parts: string[] = [];
  for (const [at, level] of [...levels.entries()].reverse()) {
    const outline = areasOf(level)
      .map(({ shape }) => outlinePath(shape, frame))
      .join("");
    const rank = Math.min(2, levels.length === 1 ? 0 : at);
    parts.push(`<path class="area area-${rank}" d="${outline}"/>`);
  }
  const land =
    levels.length === 0
      ? ""
      : `<path class="land" d="${areasOf(levels[0])
          .map(({ shape }) => outlinePath(shape, frame))
          .join("")}"/>`;
  const cells = [
    `<path class="covered" d="${hexagons.covered}"/>`,
    ...REASONS.map((reason, at) =>
      hexagons.byReason[at] === "" ? "" : `<path class="reason ${reason}" d="${hexagons.byReason[at]}"/>`,
    ),
  ];
  const { segments, kind } = geometry.barriers;
  const barriers = BARRIER_KINDS.map((word, of) => {
    const lines = linesOf(segments, (s) => kind[s] === of).map((line) => pathOf(line, frame, false));
    return { word, path: lines.join("") };
  }).filter(({ path }) => path !== "");

  const signs: string[] = [];
  const special = review.settlements.filter((one) => one.kind !== "natural-village");
  for (const { lon, lat } of special) {
    const [x, y] = [frame.x(lon), frame.y(lat)];
    labels.take(x, y, 1.1);
    signs.push(`<rect class="settlement" x="${mm(x - 1.1)}" y="${mm(y - 1.1)}" width="2.2" height="2.2"/>`);
  }
  const radius = review.facilities.length > 300 ? 0.5 : 0.9;
  for (const { lon, lat, counts } of review.facilities) {
    const [x, y] = [frame.x(lon), frame.y(lat)];
    labels.take(x, y, radius);
    signs.push(`<circle class="${counts ? "facility" : "facility-not"}" cx="${mm(x)}" cy="${mm(y)}" r="${radius}"/>`);
  }
  for (const { rank, lon, lat } of review.gaps.slice(0, MOST_NUMBERS)) {
    const place = labels.place(frame.x(lon), frame.y(lat), [4, 4], AROUND);
    if (place === null) continue;
    const [x, y] = place;
    signs.push(
      `<circle class="number-ground" cx="${mm(x)}" cy="${mm(y)}" r="1.9"/><text class="number" x="${mm(x)}" y="${mm(y + 0.85)}">${rank}</text>`,
    );
  }
  const named = levels.map(areasOf).find((areas) => areas.length > 1) ?? [];
  for (const { area, shape } of named.length <= MOST_NAMES ? named : []) {
    const label = name(area);
    const [lon, lat] = middleOf(shape);
    const place = labels.place(frame.x(lon), frame.y(lat), [textWidth(label, 2.6), 3], AROUND);
    if (place !== null)
      signs.push(`<text class="area-name" x="${mm(place[0])}" y="${mm(place[1] + 0.9)}">${escapeMarkup(label)}</text>`);
  }

  const content = [
    land,
    ...cells,
    ...barriers.map(({ word, path }) => `<path class="barrier ${word}" d="${path}"/>`),
    ...parts,
    ...signs,
  ].join("");
  const svg = framed(frame, texts.page.map, content, wording);
  return {
    svg,
    hexagonMetres: hexagons.isGathered ? hexagons.metres : null,
    levels,
    barriers: barriers.map(({ word }) => word),
    hasSettlements: special.length > 0,
    hasFacilitiesThatDoNotCount: review.facilities.some(({ counts }) => !counts),
  };
}

/** A map in its frame, with scale and north. @param id of the clip path, another for each map of a page */
export function framed(
  frame: ReturnType<typeof frameOf>,
  title: string,
  content: string,
  { texts, length }: Wording,
  id = "frame",
): string {
  const metres = scaleLength(frame, 40);
  const bar = metres / frame.metresPerMm;
  const [left, bottom] = [4, frame.height - 4];
  const scale = `<path class="scale" d="M${left} ${mm(bottom - 1.5)}v1.5h${mm(bar)}v-1.5M${mm(left + bar / 2)} ${mm(bottom)}v-1"/><text class="scale-text" x="${mm(left + bar + 1.5)}" y="${mm(bottom)}">${length(metres)}</text>`;
  const east = frame.width - 7;
  const north = `<path class="north" d="M${mm(east)} 4l2.2 7l-2.2 -1.6l-2.2 1.6Z"/><text class="north-text" x="${mm(east)}" y="14.2">${texts.page.north}</text>`;
  const size = `viewBox="0 0 ${mm(frame.width)} ${mm(frame.height)}" width="${mm(frame.width)}mm" height="${mm(frame.height)}mm"`;
  return [
    `<svg class="map" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escapeMarkup(title)}" ${size}>`,
    `<clipPath id="${id}"><rect width="${mm(frame.width)}" height="${mm(frame.height)}"/></clipPath>`,
    `<g clip-path="url(#${id})">${content}</g>`,
    `<rect class="frame" x="0.15" y="0.15" width="${mm(frame.width - 0.3)}" height="${mm(frame.height - 0.3)}"/>`,
    `${scale}${north}</svg>`,
  ].join("");
}

/** Where a label may stand beside its point, mm; on it first. */
export const AROUND: readonly (readonly [number, number])[] = [0, 4, 7].flatMap((far) =>
  far === 0
    ? [[0, 0] as const]
    : ([
        [far, 0],
        [-far, 0],
        [0, far],
        [0, -far],
        [far, far],
        [-far, -far],
        [far, -far],
        [-far, far],
      ] as const),
);

/** One small map a reason that somebody has: its cells in black on the outline of the territory. */
export function smallMapsOf(
  { review, geometry }: Report,
  width: number,
  maxHeight: number,
): { reason: (typeof REASONS)[number]; svg: string }[] {
  const frame = frameOf(geometry.bounds, width, maxHeight);
  const hexagons = hexagonsOf(geometry.cells, frame, 0.7);
  const levels = review.levels.slice(0, 2);
  const outlines = levels.map((level, at) => {
    const shapes = review.areas.flatMap((area, i) =>
      area.level === level ? [outlinePath(geometry.areas[i], frame)] : [],
    );
    return shapes.length > MOST_AREAS ? "" : `<path class="area area-${at + 1}" d="${shapes.join("")}"/>`;
  });
  const size = `viewBox="0 0 ${mm(frame.width)} ${mm(frame.height)}" width="${mm(frame.width)}mm" height="${mm(frame.height)}mm"`;
  return REASONS.flatMap((reason, at) => {
    if (review.total.reasons[at] === 0) return [];
    const d = hexagons.anyOfReason[at];
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" ${size}>${[...outlines].reverse().join("")}<path class="only" d="${d}"/></svg>`;
    return [{ reason, svg }];
  });
}

export function outlinePath({ coordinates }: MultiPolygon, frame: ReturnType<typeof frameOf>): string {
  return coordinates.flatMap((polygon) => polygon.map((ring) => pathOf(ring, frame, true))).join("");
}

/** The centroid of the largest ring, degrees. */
export function middleOf({ coordinates }: MultiPolygon): [number, number] {
  let best: { size: number; middle: [number, number] } = { size: -1, middle: [0, 0] };
  for (const [ring] of coordinates) {
    let [twice, x, y] = [0, 0, 0];
    // Around its first point, so that the products of degrees keep their digits.
    const [[lon0, lat0]] = ring;
    for (let i = 1; i < ring.length; i++) {
      const [x1, y1, x2, y2] = [ring[i - 1][0] - lon0, ring[i - 1][1] - lat0, ring[i][0] - lon0, ring[i][1] - lat0];
      const cross = x1 * y2 - x2 * y1;
      twice += cross;
      x += (x1 + x2) * cross;
      y += (y1 + y2) * cross;
    }
    const size = Math.abs(twice);
    if (size > best.size)
      best = { size, middle: size === 0 ? [lon0, lat0] : [lon0 + x / (3 * twice), lat0 + y / (3 * twice)] };
  }
  return best.middle;
}
