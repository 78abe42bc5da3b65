/**
 * A map of one plan against the present state, for paper: where people are gained and lost, and the numbers of the changes. Dark is what
 * changes and light what stays, so that a black-and-white print can be read. No national boundaries: only areas that the user brought.
 */
import type { Change } from "../api/scenario-messages.ts";
import { BARRIER_KINDS } from "../words.ts";
import type { ComparisonGeometry } from "./comparison-geometry.ts";
import { type ComparedPlan, type ComparisonWording, titleOf } from "./comparison-report.ts";
import { frameOf, Labels, linesOf, mm, pathOf, textWidth } from "./frame.ts";
import { gathered, hexagon } from "./hexagons.ts";
import { AROUND, framed, MOST_AREAS, middleOf, outlinePath } from "./map.ts";
import { escapeMarkup } from "./markup.ts";

const LEAST_HEXAGON_MM = 0.9;
const MOST_NAMES = 60;
/** Classes of hexagons, drawn in this order: what stays lies below what changes. */
export const DIFFERENCE_CLASSES = ["uncovered-still", "as-before", "lost", "gained"] as const;

/** @param at position of the plan in the comparison; width and maxHeight in mm */
export function differenceMap(
  geometry: ComparisonGeometry,
  plan: ComparedPlan,
  at: number,
  wording: ComparisonWording,
  [width, maxHeight]: readonly [number, number],
): string {
  const frame = frameOf(geometry.bounds, width, maxHeight);
  const labels = new Labels(frame);
  const levels = geometry.levels.filter((word) => areasOf(geometry, word).length <= MOST_AREAS);
  const outlines = levels.map((word) =>
    areasOf(geometry, word)
      .map(({ shape }) => outlinePath(shape, frame))
      .join(""),
  );
  const paths = classPaths(geometry, at, frame);
  const { segments, kind } = geometry.barriers;
  const barriers = BARRIER_KINDS.map((word, of) => {
    const lines = linesOf(segments, (s) => kind[s] === of).map((line) => pathOf(line, frame, false));
    return `<path class="barrier ${word}" d="${lines.join("")}"/>`;
  });
  const signs = plan.steps.map(({ change }, i) => {
    const [lon, lat] = placeOf(change);
    const [x, y] = labels.place(frame.x(lon), frame.y(lat), [4.4, 4.4], AROUND) ?? [frame.x(lon), frame.y(lat)];
    return `<circle class="change-ground" cx="${mm(x)}" cy="${mm(y)}" r="2.1"/><text class="number" x="${mm(x)}" y="${mm(y + 0.85)}">${i + 1}</text>`;
  });
  const named = levels.map((word) => areasOf(geometry, word)).find((areas) => areas.length > 1) ?? [];
  const names = (named.length <= MOST_NAMES ? named : []).map(({ name, shape }) => {
    const [lon, lat] = middleOf(shape);
    const place = labels.place(frame.x(lon), frame.y(lat), [textWidth(name, 2.6), 3], AROUND);
    return place === null
      ? ""
      : `<text class="area-name" x="${mm(place[0])}" y="${mm(place[1] + 0.9)}">${escapeMarkup(name)}</text>`;
  });
  const borders = outlines.map(
    (d, i) => `<path class="area area-${Math.min(2, levels.length === 1 ? 0 : i)}" d="${d}"/>`,
  );
  const content = [
    `<path class="land" d="${outlines[0] ?? ""}"/>`,
    ...DIFFERENCE_CLASSES.map((name) => `<path class="${name}" d="${paths[name]}"/>`),
    ...barriers,
    ...borders.reverse(),
    ...signs,
    ...names,
  ].join("");
  return framed(frame, wording.say.mapOf(titleOf(plan, wording)), content, wording, `frame-${at}`);
}

const areasOf = ({ areas }: ComparisonGeometry, level: string) => areas.filter((area) => area.level === level);

/** Hexagons by what most weighs in them: a change of half a person or more, else what most of their people are. */
function classPaths({ cells }: ComparisonGeometry, at: number, frame: ReturnType<typeof frameOf>) {
  const { present, people, plans } = cells;
  const after = plans[at];
  const { found } = gathered(cells, frame, LEAST_HEXAGON_MM, 4, (sums, i, share) => {
    const change = after[i] - present[i];
    sums[0] += share * (people[i] - after[i]);
    sums[1] += share * Math.min(after[i], present[i]);
    sums[2] += share * Math.max(0, -change);
    sums[3] += share * Math.max(0, change);
  });
  const paths = Object.fromEntries(DIFFERENCE_CLASSES.map((name) => [name, ""])) as Record<
    (typeof DIFFERENCE_CLASSES)[number],
    string
  >;
  for (const [id, [uncovered, kept, lost, gained]] of found) {
    const changed = gained >= lost ? "gained" : "lost";
    const name = Math.max(gained, lost) >= 0.5 ? changed : kept >= uncovered ? "as-before" : "uncovered-still";
    paths[name] += hexagon(id, frame);
  }
  return paths;
}

/** Where the number of a change stands: [lon, lat]. */
function placeOf(change: Change): readonly [number, number] {
  switch (change.type) {
    case "add-facility":
      return [change.facility.lon, change.facility.lat];
    case "move-facility":
    case "block-street":
      return [change.lon, change.lat];
    case "close-facility":
    case "change-facility":
      return [change.of.lon, change.of.lat];
    case "add-path": {
      const middle = change.points[change.points.length >> 1];
      return [middle.lon, middle.lat];
    }
  }
}
