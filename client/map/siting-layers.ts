/** Siting and comparisons on the map: numbered sites, places that could stand for them, places that were brought, drawn polygons. */
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { LABEL_FONT, PALETTES } from "./base.ts";
import { SITING } from "./colours.ts";
import type { Scene } from "./scene.ts";

/** Polygons in which sites may or may not stand, under everything that is pointed at. */
export function drawnLayers(scene: Scene): LayerSpecification[] {
  const colours = SITING[scene.theme];
  const colour: ExpressionSpecification = ["match", ["get", "side"], "outside", colours.outside, colours.site];
  return [
    {
      id: "drawn",
      type: "fill",
      source: "drawn",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": colour, "fill-opacity": 0.12 },
    },
    {
      id: "drawn-lines",
      type: "line",
      source: "drawn",
      filter: ["!=", ["geometry-type"], "Point"],
      paint: { "line-color": colour, "line-width": 2.2, "line-dasharray": [3, 1.5] },
    },
    {
      id: "drawn-corners",
      type: "circle",
      source: "drawn",
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": 5,
        "circle-color": colour,
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 2,
      },
    },
  ];
}

/** Sites stand above all other signs: they are what was asked for. */
export function sitingLayers(scene: Scene): LayerSpecification[] {
  const colours = SITING[scene.theme];
  const palette = PALETTES[scene.theme];
  const role = (name: string): ExpressionSpecification => ["==", ["get", "role"], name];
  return [
    {
      id: "site-candidates",
      type: "circle",
      source: "sites",
      filter: role("candidate"),
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 9, 2.5, 14, 5],
        "circle-color": colours.site,
        "circle-opacity": 0.55,
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 1,
      },
    },
    {
      id: "site-alternatives",
      type: "circle",
      source: "sites",
      filter: role("alternative"),
      paint: {
        "circle-radius": 9,
        "circle-color": palette.halo,
        "circle-stroke-color": colours.site,
        "circle-stroke-width": 2.4,
      },
    },
    {
      id: "sites",
      type: "circle",
      source: "sites",
      filter: role("site"),
      paint: {
        "circle-radius": ["case", ["get", "isOpen"], 16, 12.5],
        "circle-color": colours.sign,
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 2.6,
      },
    },
    {
      id: "site-labels",
      type: "symbol",
      source: "sites",
      filter: ["!", role("candidate")],
      layout: {
        "text-field": ["get", "label"],
        "text-font": LABEL_FONT,
        "text-size": ["match", ["get", "role"], "site", 13.5, 11.5],
        "text-allow-overlap": true,
        "text-ignore-placement": true,
      },
      paint: { "text-color": ["match", ["get", "role"], "site", "#ffffff", palette.facilityText] },
    },
    {
      id: "site-names",
      type: "symbol",
      source: "sites",
      minzoom: 11,
      filter: role("site"),
      layout: {
        "text-field": ["get", "name"],
        "text-font": LABEL_FONT,
        "text-size": 12.5,
        "text-anchor": "top",
        "text-offset": [0, 1.3],
        "text-max-width": 9,
        "text-optional": true,
      },
      paint: { "text-color": palette.facilityText, "text-halo-color": palette.halo, "text-halo-width": 1.8 },
    },
  ];
}
