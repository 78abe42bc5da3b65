/** What lies over base and cells: gaps with their rank, settlements, the walk, facilities and marks. */
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from "maplibre-gl";
import { LABEL_FONT, nameIn, PALETTES } from "./base.ts";
import { BADGES, TRIAL } from "./colours.ts";
import type { Scene } from "./scene.ts";

export function gapLayers(scene: Scene): LayerSpecification[] {
  if (!scene.layers.includes("gaps")) return [];
  const palette = PALETTES[scene.theme];
  const picked = [scene.selected, scene.hovered].flatMap((selection) =>
    selection?.type === "gap" ? [selection.rank] : [],
  );
  const isPicked: ExpressionSpecification = ["in", ["get", "rank"], ["literal", picked]];
  // A raster makes hundreds of gaps; from afar only the ones with the most people are marked.
  const from = (...steps: number[]): FilterSpecification =>
    ["any", isPicked, ["<=", ["get", "rank"], ["step", ["zoom"], ...steps]]] as unknown as FilterSpecification;
  return [
    {
      id: "gap-lines",
      type: "line",
      source: "gaps",
      filter: from(5, 10, 12, 11.5, 40, 12.5, 100_000),
      paint: {
        "line-color": ["case", isPicked, palette.accent, palette.gap],
        "line-width": ["case", isPicked, 3, 1.4],
        "line-opacity": ["case", isPicked, 1, 0.8],
      },
    },
    {
      id: "gap-ranks",
      type: "symbol",
      source: "gapPoints",
      filter: from(5, 10, 12, 11.5, 40, 14, 100_000),
      layout: {
        // Above its point, where a planned facility may stand.
        "icon-image": "gap",
        "icon-anchor": "bottom",
        "icon-offset": [0, -7],
        "icon-allow-overlap": true,
        "text-field": ["to-string", ["get", "rank"]],
        "text-font": LABEL_FONT,
        "text-size": 11.5,
        "text-anchor": "center",
        "text-offset": [0, -1.56],
        "text-allow-overlap": true,
        "symbol-sort-key": ["-", 0, ["get", "rank"]],
      },
      paint: { "text-color": "#ffffff" },
    },
  ];
}

export function settlementLayers(scene: Scene): LayerSpecification[] {
  if (!scene.layers.includes("settlements")) return [];
  const palette = PALETTES[scene.theme];
  return [
    {
      id: "settlement-lines",
      type: "line",
      source: "settlements",
      "source-layer": "settlements",
      minzoom: 11,
      filter: ["!=", ["geometry-type"], "Point"],
      paint: { "line-color": palette.settlement, "line-width": 1.4, "line-dasharray": [2, 1.5] },
    },
    {
      id: "settlement-names",
      type: "symbol",
      source: "settlements",
      "source-layer": "settlement-labels",
      minzoom: 10,
      filter: ["any", ["!=", ["get", "kind"], "natural-village"], [">=", ["zoom"], 12.5]],
      layout: {
        "text-field": nameIn(scene.language),
        "text-font": LABEL_FONT,
        "text-size": 11,
        "text-max-width": 8,
        "text-variable-anchor": ["center", "top", "bottom"],
        "text-radial-offset": 1,
      },
      paint: { "text-color": palette.settlement, "text-halo-color": palette.halo, "text-halo-width": 1.4 },
    },
  ];
}

export function walkLayers(scene: Scene): LayerSpecification[] {
  const palette = PALETTES[scene.theme];
  return [
    {
      id: "walk-rim",
      type: "line",
      source: "walk",
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": palette.halo, "line-width": 7 },
    },
    {
      id: "walk",
      type: "line",
      source: "walk",
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": palette.walk, "line-width": 3.6 },
    },
  ];
}

/** Of the scenario: new paths, where a facility stood before, and blocked streets. */
export function stepLayers(scene: Scene): LayerSpecification[] {
  const { outline, loss } = TRIAL[scene.theme];
  const palette = PALETTES[scene.theme];
  const of = (role: string): FilterSpecification => ["==", ["get", "role"], role];
  return [
    {
      id: "step-path-rims",
      type: "line",
      source: "steps",
      filter: of("path"),
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": palette.halo, "line-width": 6 },
    },
    {
      id: "step-paths",
      type: "line",
      source: "steps",
      filter: of("path"),
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": outline, "line-width": 3.2 },
    },
    {
      id: "step-moves",
      type: "line",
      source: "steps",
      filter: of("move"),
      paint: { "line-color": BADGES.moved.colour, "line-width": 1.8, "line-dasharray": [2, 2] },
    },
    {
      id: "step-left",
      type: "circle",
      source: "steps",
      filter: of("left"),
      paint: {
        "circle-radius": 5,
        "circle-color": palette.halo,
        "circle-stroke-color": BADGES.moved.colour,
        "circle-stroke-width": 1.8,
      },
    },
    {
      id: "step-blocks",
      type: "symbol",
      source: "steps",
      filter: of("block"),
      layout: { "icon-image": "block", "icon-allow-overlap": true, "icon-size": 0.85 },
      paint: { "text-color": loss },
    },
  ];
}

export function facilityLayers(scene: Scene): LayerSpecification[] {
  const palette = PALETTES[scene.theme];
  // No facility has the id 0: stored ones stand above it, those of a scenario below.
  const chosen = scene.selected?.type === "facility" ? scene.selected.id : 0;
  const hovered = scene.hovered?.type === "facility" ? scene.hovered.id : 0;
  return [
    {
      id: "facility-chosen",
      type: "circle",
      source: "facilities",
      filter: ["in", ["get", "id"], ["literal", [chosen, hovered]]],
      paint: { "circle-radius": 15, "circle-color": palette.accent, "circle-opacity": 0.35 },
    },
    {
      id: "facilities",
      type: "symbol",
      source: "facilities",
      layout: {
        "icon-image": ["concat", "facility/", ["get", "kind"], "/", ["get", "status"], "/", ["get", "fate"]],
        "icon-allow-overlap": true,
        // What serves people lies above what is planned or closed, and is what the hand grabs.
        "symbol-sort-key": ["match", ["get", "status"], "existing", 1, 0],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 8, 0.55, 12, 0.85, 15, 1],
        "text-field": ["step", ["zoom"], "", 12.5, ["get", "name"]],
        "text-font": LABEL_FONT,
        "text-size": 11.5,
        "text-anchor": "top",
        "text-offset": [0, 1],
        "text-optional": true,
        "text-max-width": 9,
      },
      paint: {
        "icon-opacity": ["case", ["get", "counts"], 1, 0.35],
        "text-color": palette.facilityText,
        "text-opacity": ["case", ["get", "counts"], 1, 0.5],
        "text-halo-color": palette.halo,
        "text-halo-width": 1.6,
      },
    },
    {
      id: "marks",
      type: "circle",
      source: "marks",
      paint: {
        "circle-radius": 7,
        "circle-color": ["case", ["==", ["get", "role"], "draft"], palette.accent, palette.walk],
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 2.5,
      },
    },
  ];
}
