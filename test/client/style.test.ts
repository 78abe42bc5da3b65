/** The style of the map: valid, and its colours say what coverage says (≤ the cutoff is covered). */
import {
  createExpression,
  type StylePropertySpecification,
  v8,
  validateStyleMin,
} from "@maplibre/maplibre-gl-style-spec";
import { describe, expect, it } from "vitest";
import { minutesColour } from "../../client/map/cell-colours.ts";
import { timeClasses } from "../../client/map/colours.ts";
import type { Scene } from "../../client/map/scene.ts";
import { styleOf } from "../../client/map/style.ts";

const EMPTY = { type: "FeatureCollection" as const, features: [] };
const scene: Scene = {
  origin: "http://127.0.0.1:8080",
  theme: "light",
  language: "en",
  cutoffMinutes: 15,
  question: { kind: "any", walkingSpeedKmh: 4 },
  cellColours: "minutes",
  version: "7.3.2",
  steps: EMPTY,
  layers: ["cells", "circles", "gaps", "areas", "settlements"],
  facilities: EMPTY,
  gaps: EMPTY,
  gapPoints: EMPTY,
  circles: EMPTY,
  walk: EMPTY,
  selected: { type: "spot", lon: 109, lat: 30 },
  hovered: { type: "gap", rank: 2 },
  marks: EMPTY,
  settlements: EMPTY,
  evidence: EMPTY,
  remedies: EMPTY,
  sites: { type: "FeatureCollection", features: [] },
  drawn: { type: "FeatureCollection", features: [] },
  changes: [],
};

describe("style", () => {
  it.each(["light", "dark"] as const)("is valid in %s, in both languages, with and without layers", (theme) => {
    for (const language of ["en", "zh-CN"] as const) {
      for (const layers of [scene.layers, []]) {
        expect(validateStyleMin(styleOf({ ...scene, theme, language, layers }))).toEqual([]);
      }
    }
  });

  it("asks only the own server, and for no glyphs or sprites", () => {
    const style = styleOf(scene);
    expect(style.glyphs).toBeUndefined();
    expect(style.sprite).toBeUndefined();
    const addresses = JSON.stringify(style).match(/https?:[^"]+/g) ?? [];
    expect(addresses).toHaveLength(4);
    for (const address of addresses) expect(address).toMatch(/^http:\/\/127\.0\.0\.1:8080\/api\/tiles\//);
  });

  it("asks for other cells, and only cells, when the scenario changes", () => {
    const { cells, ...others } = styleOf(scene).sources;
    const { cells: later, ...same } = styleOf({ ...scene, version: "7.3.3" }).sources;
    expect(later).not.toEqual(cells);
    expect(same).toEqual(others);
  });

  it("changes no source when only the cutoff changes, so that nothing is fetched", () => {
    expect(styleOf({ ...scene, cutoffMinutes: 30 }).sources).toEqual(styleOf(scene).sources);
    expect(styleOf({ ...scene, question: { kind: "odd-jobs-market", walkingSpeedKmh: 4 } }).sources).not.toEqual(
      styleOf(scene).sources,
    );
  });
});

describe("colour of a cell", () => {
  const colourOf = (cutoff: number, properties: object) => {
    const made = createExpression(
      minutesColour(cutoff, "light"),
      "fill-color",
      v8.paint_fill["fill-color"] as StylePropertySpecification,
    );
    if (made.result === "error") throw new Error(made.value.map(({ message }) => message).join("; "));
    const feature = { type: "Polygon" as const, properties };
    return String(made.value.evaluate({ zoom: 12 }, feature as Parameters<typeof made.value.evaluate>[1]));
  };

  const asRgba = (hex: string) =>
    `rgba(${[1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(",")},1)`;

  it.each([1, 7, 10, 15, 29, 30, 45, 60])("is that of the class, bounds included, at a cutoff of %i", (cutoff) => {
    const classes = timeClasses(cutoff, "light");
    for (const { to, colour } of classes) {
      if (to !== null) expect(colourOf(cutoff, { minutes: to })).toBe(asRgba(colour));
    }
    const covered = classes.filter((one) => one.covered).map((one) => asRgba(one.colour));
    for (let minutes = 0; minutes <= 60; minutes += 0.25) {
      expect(covered.includes(colourOf(cutoff, { minutes }))).toBe(minutes <= cutoff);
    }
    expect(colourOf(cutoff, {})).toBe(asRgba(classes.at(-1)?.colour ?? ""));
  });

  it.each([1, 15, 29, 30, 31, 60])("has classes without holes or overlaps at a cutoff of %i", (cutoff) => {
    const classes = timeClasses(cutoff, "dark");
    classes.slice(1).forEach((one, index) => {
      expect(one.from).toBe(classes[index]?.to);
    });
    expect(classes[0]?.from).toBe(0);
    expect(classes.at(-1)).toMatchObject({ from: 60, to: null, covered: false });
  });
});
