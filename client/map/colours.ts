/**
 * The colours that carry meaning, for map, legend and charts alike. Covered is blue, not covered is orange: the pair that
 * stays apart for every kind of colour blindness; within each, darker or stronger is the more extreme.
 */
import type { FacilityKind, Reason } from "../../server/words.ts";
import type { Fate } from "../plans/facilities.ts";

export type Theme = "light" | "dark";

/** A class of walking time: more than `from` and at most `to` minutes (null: no bound, or no way on foot). */
export interface TimeClass {
  readonly from: number;
  readonly to: number | null;
  readonly covered: boolean;
  readonly colour: string;
}

const COVERED: Record<Theme, [string, string, string]> = {
  light: ["#1c5f9e", "#5a9fd0", "#a3cdea"],
  dark: ["#b5dcf7", "#5fa5da", "#2f6ea8"],
};
const UNCOVERED: Record<Theme, [string, string, string]> = {
  light: ["#fbb763", "#e2711d", "#96330a"],
  dark: ["#f7c27a", "#de7c25", "#a83f10"],
};

/** Minutes beyond which the server says "not reached". */
const FARTHEST = 60;

/** Three classes within the cutoff (its thirds), up to two beyond it, and the rest. In rising order, without overlap. */
export function timeClasses(cutoffMinutes: number, theme: Theme): TimeClass[] {
  const covered = COVERED[theme];
  const uncovered = UNCOVERED[theme];
  const classes: TimeClass[] = [0, 1, 2].map((third) => ({
    from: (cutoffMinutes * third) / 3,
    to: (cutoffMinutes * (third + 1)) / 3,
    covered: true,
    colour: covered[third] ?? covered[2],
  }));
  const twice = Math.min(2 * cutoffMinutes, FARTHEST);
  if (cutoffMinutes < FARTHEST) {
    classes.push({ from: cutoffMinutes, to: twice, covered: false, colour: uncovered[0] });
  }
  if (twice < FARTHEST) classes.push({ from: twice, to: FARTHEST, covered: false, colour: uncovered[1] });
  classes.push({ from: FARTHEST, to: null, covered: false, colour: uncovered[2] });
  return classes;
}

/** Covered, partly, not covered: where the rule differs by place, minutes alone would not tell. */
export const OUTCOMES: Record<Theme, { covered: string; partly: string; uncovered: string }> = {
  light: { covered: "#3b7fbd", partly: "#b9a7d6", uncovered: "#e2711d" },
  dark: { covered: "#5fa5da", partly: "#9a86c2", uncovered: "#de7c25" },
};

/** Reasons: Paul Tol's muted scheme, which stays apart for every kind of colour blindness; far is the orange of not covered. */
export const REASON_COLOURS: Record<Theme, Record<Reason, string>> = {
  light: {
    "no-street": "#999933",
    island: "#44aa99",
    "other-district": "#aa4499",
    closed: "#ddc04b",
    "over-capacity": "#332288",
    barrier: "#882255",
    "too-far": "#e2711d",
  },
  dark: {
    "no-street": "#b5b54a",
    island: "#5cc4b2",
    "other-district": "#cf6dbf",
    closed: "#e8d27a",
    "over-capacity": "#8f83e0",
    barrier: "#c2487f",
    "too-far": "#de7c25",
  },
};

/** City and countryside: a warm and a cool grey-green that are no outcome. */
export const PLACES: Record<Theme, { city: string; countryside: string }> = {
  light: { city: "#7b5ea7", countryside: "#b3c46a" },
  dark: { city: "#a98fd6", countryside: "#7f8f3c" },
};

/** Between two reviews: more people covered, fewer. */
export const CHANGES: Record<Theme, { gain: string; loss: string }> = {
  light: { gain: "#1c5f9e", loss: "#c8500a" },
  dark: { gain: "#6fb1e6", loss: "#f0893a" },
};

/** Sites that were found, and the bound that proves them: a red that no outcome has, and the ink of the interface. */
export const SITING: Record<Theme, { site: string; sign: string; bound: string; outside: string }> = {
  light: { site: "#b0125b", sign: "#b0125b", bound: "#4a5563", outside: "#4a5563" },
  dark: { site: "#ff8fbd", sign: "#b0125b", bound: "#c3cad3", outside: "#c3cad3" },
};

/** Between two plans, of a cell: covered in the one only, in the other only, in both, in neither. */
export const DIFFERENCES: Record<Theme, { gained: string; lost: string; both: string; neither: string }> = {
  light: { gained: "#0b7a4b", lost: "#c0257d", both: "#9fb9d1", neither: "#d8c7ae" },
  dark: { gained: "#3fd695", lost: "#ff7ac4", both: "#41607d", neither: "#6b5c45" },
};

/** While a change is tried, and where a plan adds something: newly within the standard, no longer. */
export const TRIAL: Record<Theme, { gain: string; loss: string; outline: string }> = {
  light: { gain: DIFFERENCES.light.gained, loss: DIFFERENCES.light.lost, outline: "#0b5c46" },
  dark: { gain: DIFFERENCES.dark.gained, loss: DIFFERENCES.dark.lost, outline: "#bff0de" },
};

/** The badge on a facility that a scenario does something to: colour, and strokes around (0, 0) in a circle of radius 5. */
export const BADGES: Record<Exclude<Fate, "kept">, { colour: string; strokes: string }> = {
  added: { colour: "#0b7a53", strokes: "M-2.6,0H2.6M0,-2.6V2.6" },
  moved: { colour: "#5b3fb0", strokes: "M-2.7,0H2.5M0.4,-2.1L2.5,0L0.4,2.1" },
  changed: { colour: "#8a5a00", strokes: "M-2.6,-1.2H2.6M-2.6,1.2H2.6" },
  closed: { colour: "#b3124f", strokes: "M-2,-2L2,2M-2,2L2,-2" },
};

export type Shape = "circle" | "square" | "diamond" | "triangle" | "hexagon" | "cross";

/** How each kind looks, in the order of lists. Shape and colour both tell the kind. */
export const KIND_LOOKS: Record<FacilityKind, { colour: string; shape: Shape }> = {
  "employment-service-station": { colour: "#0f7b5f", shape: "circle" },
  "odd-jobs-market": { colour: "#b5197a", shape: "square" },
  "odd-jobs-post": { colour: "#8a4fbd", shape: "diamond" },
  "employment-service-agency": { colour: "#1f2a44", shape: "hexagon" },
  "service-window": { colour: "#5c7d13", shape: "triangle" },
  "partner-agency": { colour: "#6b6256", shape: "cross" },
};
export const FACILITY_KINDS = Object.keys(KIND_LOOKS) as FacilityKind[];

/** Corners of each shape in a square of −1 to 1; null draws a circle. */
const CORNERS: Record<Shape, readonly (readonly [number, number])[] | null> = {
  circle: null,
  square: [
    [-0.8, -0.8],
    [0.8, -0.8],
    [0.8, 0.8],
    [-0.8, 0.8],
  ],
  diamond: [
    [0, -1],
    [1, 0],
    [0, 1],
    [-1, 0],
  ],
  triangle: [
    [0, -0.95],
    [0.98, 0.75],
    [-0.98, 0.75],
  ],
  hexagon: [
    [-0.5, -0.9],
    [0.5, -0.9],
    [1, 0],
    [0.5, 0.9],
    [-0.5, 0.9],
    [-1, 0],
  ],
  cross: [
    [-0.35, -0.95],
    [0.35, -0.95],
    [0.35, -0.35],
    [0.95, -0.35],
    [0.95, 0.35],
    [0.35, 0.35],
    [0.35, 0.95],
    [-0.35, 0.95],
    [-0.35, 0.35],
    [-0.95, 0.35],
    [-0.95, -0.35],
    [-0.35, -0.35],
  ],
};

/** The outline of a shape as an SVG path of the given half width around (x, y); canvas takes the same text (Path2D). */
export function shapePath(shape: Shape, half: number, x: number, y: number): string {
  const corners = CORNERS[shape];
  if (corners === null) {
    const r = half * 0.9;
    return `M${x - r},${y}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0Z`;
  }
  return `M${corners.map(([dx, dy]) => `${x + dx * half},${y + dy * half}`).join("L")}Z`;
}

/** Colours of catchment rings, from the nearest out. */
export const RINGS: Record<Theme, readonly string[]> = {
  light: ["#0b5c46", "#1c8c6c", "#5bb899"],
  dark: ["#bff0de", "#6fd0b0", "#3a9f80"],
};
