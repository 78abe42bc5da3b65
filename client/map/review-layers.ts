/** What the review shows on the map: settlements by state, what proves a reason, and where a remedy would stand. */
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { LABEL_FONT, PALETTES } from "./base.ts";
import { OUTCOMES } from "./colours.ts";
import type { Scene } from "./scene.ts";

/** Resettlement areas are ringed twice: they come first in every list too. */
export function settlementStateLayers(scene: Scene): LayerSpecification[] {
  if (!scene.layers.includes("settlements") || scene.settlements.features.length === 0) return [];
  const palette = PALETTES[scene.theme];
  const colours = OUTCOMES[scene.theme];
  const picked = [scene.selected, scene.hovered].flatMap((one) => (one?.type === "settlement" ? [one.code] : []));
  const isPicked: ExpressionSpecification = ["in", ["get", "code"], ["literal", picked]];
  const isFirst: ExpressionSpecification = ["==", ["get", "kind"], "resettlement-area"];
  return [
    {
      id: "settlement-rings",
      type: "circle",
      source: "settlementStates",
      filter: ["any", isFirst, isPicked],
      paint: {
        "circle-radius": 10,
        "circle-color": "rgba(0,0,0,0)",
        "circle-stroke-color": ["case", isPicked, palette.accent, palette.settlement],
        "circle-stroke-width": ["case", isPicked, 4, 1.6],
      },
    },
    {
      id: "settlement-states",
      type: "circle",
      source: "settlementStates",
      minzoom: 8,
      paint: {
        "circle-radius": ["case", isFirst, 6.5, 4.5],
        "circle-color": [
          "match",
          ["get", "state"],
          "covered",
          colours.covered,
          "partly",
          colours.partly,
          "uncovered",
          colours.uncovered,
          "#9a9a9a",
        ],
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 1.6,
      },
    },
  ];
}

/** The straight line, dashed: it is how near the facility is, not a way. The cross is where a barrier or a missing link is. */
export function evidenceLayers(scene: Scene): LayerSpecification[] {
  const palette = PALETTES[scene.theme];
  return [
    {
      id: "evidence-line",
      type: "line",
      source: "evidence",
      filter: ["==", ["get", "role"], "straight"],
      paint: { "line-color": palette.accent, "line-width": 2.4, "line-dasharray": [2, 1.6] },
    },
    {
      id: "evidence-place",
      type: "circle",
      source: "evidence",
      filter: ["==", ["get", "role"], "place"],
      paint: {
        "circle-radius": 9,
        "circle-color": palette.accent,
        "circle-opacity": 0.25,
        "circle-stroke-color": palette.accent,
        "circle-stroke-width": 3,
      },
    },
  ];
}

export function remedyLayers(scene: Scene): LayerSpecification[] {
  if (!scene.layers.includes("remedies")) return [];
  const palette = PALETTES[scene.theme];
  return [
    {
      id: "remedies",
      type: "symbol",
      source: "remedies",
      layout: {
        "icon-image": ["concat", "remedy/", ["get", "kind"]],
        "icon-allow-overlap": true,
        "text-field": ["step", ["zoom"], "", 11, ["get", "label"]],
        "text-font": LABEL_FONT,
        "text-size": 11.5,
        "text-anchor": "top",
        "text-offset": [0, 1.1],
        "text-optional": true,
      },
      paint: { "text-color": palette.facilityText, "text-halo-color": palette.halo, "text-halo-width": 1.6 },
    },
  ];
}
