/**
 * The base of the map, from the tiles that the server makes of the imported streets, water, green, built-up land and names.
 * Quiet on purpose: the cells and facilities on it are the message.
 */
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import type { Language } from "../i18n.ts";
import type { Theme } from "./colours.ts";

/** Names of fonts on the user's machine; the last one always exists. */
export const LABEL_FONT = ["Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "sans-serif"];

interface Palette {
  readonly land: string;
  readonly green: string;
  readonly builtUp: string;
  readonly water: string;
  readonly waterText: string;
  readonly railway: string;
  readonly street: string;
  readonly streetRim: string;
  readonly mainStreet: string;
  readonly expressway: string;
  readonly path: string;
  readonly text: string;
  readonly streetText: string;
  readonly halo: string;
  readonly boundary: string;
  readonly areaText: string;
  readonly settlement: string;
  readonly facilityText: string;
  readonly gap: string;
  readonly accent: string;
  readonly walk: string;
}

export const PALETTES: Record<Theme, Palette> = {
  light: {
    land: "#f6f5f1",
    green: "#e3ecd9",
    builtUp: "#ebe8e1",
    water: "#c5dbe8",
    waterText: "#4b7590",
    railway: "#9a9a9a",
    street: "#ffffff",
    streetRim: "#d5d0c6",
    mainStreet: "#fff6de",
    expressway: "#efd9a7",
    path: "#c9bfae",
    text: "#3c3f44",
    streetText: "#6d6a64",
    halo: "#ffffff",
    boundary: "#7d6f8f",
    areaText: "#5d4f73",
    settlement: "#7a4a1e",
    facilityText: "#20242b",
    gap: "#7d2a06",
    accent: "#d6006c",
    walk: "#3a1d8a",
  },
  dark: {
    land: "#1b1e23",
    green: "#20291f",
    builtUp: "#25272c",
    water: "#14293a",
    waterText: "#7ba6c2",
    railway: "#6a6d73",
    street: "#3d4148",
    streetRim: "#16181c",
    mainStreet: "#4c4f55",
    expressway: "#66593a",
    path: "#3f3d3a",
    text: "#d3d6db",
    streetText: "#a3a6ab",
    halo: "#16181c",
    boundary: "#9a8cb0",
    areaText: "#c2b3dc",
    settlement: "#dba877",
    facilityText: "#eef0f3",
    gap: "#ffb38a",
    accent: "#ff5fae",
    walk: "#c9b8ff",
  },
};

/** The name of a tile's feature in the language, else its own. Tiles carry "name" and "name:<language>". */
export function nameIn(language: Language): ExpressionSpecification {
  return ["coalesce", ["get", language === "en" ? "name:en" : "name:zh"], ["get", "name"], ""];
}

const EXPRESSWAYS = ["motorway", "motorway_link"];
const MAIN = ["trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link"];
const SMALL = [
  "tertiary",
  "tertiary_link",
  "unclassified",
  "residential",
  "living_street",
  "pedestrian",
  "road",
  "service",
];
const PATHS = ["footway", "path", "steps", "track", "cycleway", "bridleway", "corridor"];

/** Base layers from the land up to the names; `data` (the cells) goes between land and streets. */
export function baseLayers(theme: Theme, language: Language, data: LayerSpecification[]): LayerSpecification[] {
  const palette = PALETTES[theme];
  const fill = (id: string, layer: string, colour: string): LayerSpecification => ({
    id,
    type: "fill",
    source: "base",
    "source-layer": layer,
    filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "fill-color": colour },
  });
  const street = (
    id: string,
    classes: string[],
    minzoom: number,
    colour: string,
    /** Widths in pixels at zoom 11 and 16. */
    widths: [number, number],
    dash?: number[],
  ): LayerSpecification => ({
    id,
    type: "line",
    source: "base",
    "source-layer": "streets",
    minzoom,
    filter: ["in", ["get", "kind"], ["literal", classes]],
    layout: { "line-cap": dash === undefined ? "round" : "butt", "line-join": "round" },
    paint: {
      "line-color": colour,
      "line-width": ["interpolate", ["exponential", 1.5], ["zoom"], 11, widths[0], 16, widths[1]],
      ...(dash === undefined ? {} : { "line-dasharray": dash }),
    },
  });
  const names = (
    id: string,
    layer: string,
    filter: ExpressionSpecification,
    minzoom: number,
    size: number,
    colour: string,
    along: boolean,
  ): LayerSpecification => ({
    id,
    type: "symbol",
    source: "base",
    "source-layer": layer,
    minzoom,
    filter,
    layout: {
      "symbol-placement": along ? "line" : "point",
      "text-field": nameIn(language),
      "text-font": LABEL_FONT,
      "text-size": size,
      "text-max-width": 8,
      ...(along ? { "symbol-spacing": 350 } : {}),
    },
    paint: { "text-color": colour, "text-halo-color": palette.halo, "text-halo-width": 1.3 },
  });
  const isLine: ExpressionSpecification = ["==", ["geometry-type"], "LineString"];
  const isNamed: ExpressionSpecification = ["has", "name"];
  const isTown: ExpressionSpecification = ["in", ["get", "kind"], ["literal", ["city", "county", "town", "suburb"]]];
  return [
    { id: "land", type: "background", paint: { "background-color": palette.land } },
    fill("green", "green", palette.green),
    fill("built-up", "builtup", palette.builtUp),
    ...data,
    fill("water", "water", palette.water),
    {
      id: "waterways",
      type: "line",
      source: "base",
      "source-layer": "water",
      filter: isLine,
      layout: { "line-cap": "round", "line-join": "round" },
      paint: {
        "line-color": palette.water,
        "line-width": [
          "interpolate",
          ["exponential", 1.5],
          ["zoom"],
          10,
          ["match", ["get", "kind"], ["river", "canal"], 1.6, 0.6],
          16,
          ["match", ["get", "kind"], ["river", "canal"], 10, 3],
        ],
      },
    },
    street("paths", PATHS, 13, palette.path, [0.4, 1.8], [2, 1.4]),
    street("small-rims", SMALL, 13, palette.streetRim, [1, 7]),
    street("main-rims", [...MAIN, ...EXPRESSWAYS], 9, palette.streetRim, [2.6, 12]),
    street("small", SMALL, 11, palette.street, [0.5, 5.4]),
    street("main", MAIN, 8, palette.mainStreet, [1.4, 9.6]),
    street("expressways", EXPRESSWAYS, 7, palette.expressway, [2, 10]),
    {
      id: "railways",
      type: "line",
      source: "base",
      "source-layer": "railway",
      minzoom: 9,
      paint: { "line-color": palette.railway, "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.8, 16, 2.6] },
    },
    {
      id: "railway-ties",
      type: "line",
      source: "base",
      "source-layer": "railway",
      minzoom: 11,
      paint: {
        "line-color": palette.land,
        "line-width": ["interpolate", ["linear"], ["zoom"], 11, 0.6, 16, 1.6],
        "line-dasharray": [4, 4],
      },
    },
    names("street-names", "streets", ["all", isLine, isNamed], 13.5, 10.5, palette.streetText, true),
    names("water-names", "water", ["all", isLine, isNamed], 11, 11, palette.waterText, true),
    names("hamlet-names", "place", ["all", isNamed, ["!", isTown]], 12.5, 11, palette.text, false),
    names("town-names", "place", ["all", isNamed, isTown], 8, 13, palette.text, false),
  ];
}
