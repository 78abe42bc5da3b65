/**
 * The map's style as a pure function of the scene: base from our own tiles, cells, circles, gaps, facilities. The owner
 * (map.ts) hands each new style to MapLibre, which applies the differences; so a moved slider only changes the colours of
 * the cells. National boundaries are never drawn, and nothing is fetched from outside: without `glyphs`, MapLibre
 * draws the letters itself.
 */
import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import { baseLayers, LABEL_FONT, nameIn, PALETTES } from "./base.ts";
import { cellColour } from "./cell-colours.ts";
import { CHANGES, RINGS } from "./colours.ts";
import { facilityLayers, gapLayers, settlementLayers, stepLayers, walkLayers } from "./overlays.ts";
import { evidenceLayers, remedyLayers, settlementStateLayers } from "./review-layers.ts";
import type { Scene } from "./scene.ts";
import { drawnLayers, sitingLayers } from "./siting-layers.ts";

/** Finest zoom of the tiles; the map stretches them beyond. */
const MAX_TILE_ZOOM = 15;

export function styleOf(scene: Scene): StyleSpecification {
  return {
    version: 8,
    sources: sourcesOf(scene),
    layers: [
      ...baseLayers(scene.theme, scene.language, cellLayers(scene)),
      ...circleLayers(scene),
      ...changeLayers(scene),
      ...settlementLayers(scene),
      ...areaLayers(scene),
      ...drawnLayers(scene),
      ...walkLayers(scene),
      ...evidenceLayers(scene),
      ...settlementStateLayers(scene),
      ...stepLayers(scene),
      ...facilityLayers(scene),
      ...gapLayers(scene),
      ...remedyLayers(scene),
      ...sitingLayers(scene),
    ],
    transition: { duration: 0, delay: 0 },
  };
}

function sourcesOf(scene: Scene): Record<string, SourceSpecification> {
  const tiles = (layer: string, query: Scene["question"] = {}): SourceSpecification => {
    const fields = new URLSearchParams({ version: layer === "cells" ? scene.version : territoryOf(scene) });
    for (const [key, value] of Object.entries(query)) fields.set(key, String(value));
    return {
      type: "vector",
      tiles: [`${scene.origin}/api/tiles/${layer}/{z}/{x}/{y}?${fields}`],
      maxzoom: MAX_TILE_ZOOM,
    };
  };
  return {
    base: tiles("base"),
    areas: tiles("areas"),
    settlements: tiles("settlements"),
    cells: tiles("cells", scene.question),
    circles: { type: "geojson", data: scene.circles },
    gaps: { type: "geojson", data: scene.gaps },
    gapPoints: { type: "geojson", data: scene.gapPoints },
    walk: { type: "geojson", data: scene.walk },
    facilities: { type: "geojson", data: scene.facilities, promoteId: "id" },
    steps: { type: "geojson", data: scene.steps },
    marks: { type: "geojson", data: scene.marks },
    settlementStates: { type: "geojson", data: scene.settlements },
    evidence: { type: "geojson", data: scene.evidence },
    remedies: { type: "geojson", data: scene.remedies },
    sites: { type: "geojson", data: scene.sites },
    drawn: { type: "geojson", data: scene.drawn },
  };
}

/** Only cells are other ones in a scenario. */
const territoryOf = ({ version }: Scene) => version.split(".")[0] ?? version;

function cellLayers(scene: Scene): LayerSpecification[] {
  if (!scene.layers.includes("cells")) return [];
  // Few people are drawn paler, so that empty hills do not outweigh a full quarter. Far out, a tile's cell stands for several.
  const people: ExpressionSpecification = ["/", ["get", "people"], ["coalesce", ["get", "cells"], 1]];
  const strength: ExpressionSpecification = ["interpolate", ["linear"], people, 0, 0.2, 3, 0.42, 20, 0.68, 80, 0.84];
  return [
    {
      id: "cells",
      type: "fill",
      source: "cells",
      "source-layer": "cells",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: {
        "fill-color": cellColour(scene),
        "fill-opacity": strength,
        "fill-antialias": false,
      },
    },
    {
      id: "cell-points",
      type: "circle",
      source: "cells",
      "source-layer": "cells",
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-color": cellColour(scene),
        "circle-radius": ["interpolate", ["linear"], ["sqrt", ["get", "people"]], 0, 2, 40, 14],
        "circle-opacity": 0.8,
        "circle-stroke-color": PALETTES[scene.theme].halo,
        "circle-stroke-width": 1,
      },
    },
  ];
}

function circleLayers(scene: Scene): LayerSpecification[] {
  const rings = RINGS[scene.theme];
  const colour = [
    "match",
    ["get", "ring"],
    ...rings.slice(0, -1).flatMap((ring, index) => [index, ring]),
    rings.at(-1),
  ] as unknown as ExpressionSpecification;
  return [
    { id: "circles", type: "fill", source: "circles", paint: { "fill-color": colour, "fill-opacity": 0.16 } },
    {
      id: "circle-lines",
      type: "line",
      source: "circles",
      paint: { "line-color": colour, "line-width": ["interpolate", ["linear"], ["zoom"], 10, 1, 15, 2.2] },
    },
  ];
}

/** Areas that gained or lost covered people between two kept reviews; the stronger, the more people. */
function changeLayers({ changes, theme }: Scene): LayerSpecification[] {
  if (changes.length === 0) return [];
  const most = Math.max(...changes.map(({ net }) => Math.abs(net)));
  const colours = CHANGES[theme];
  const byCode = (pick: (net: number) => string | number, rest: string | number) =>
    ["match", ["get", "code"], ...changes.flatMap(({ code, net }) => [code, pick(net)]), rest] as never;
  return [
    {
      id: "changes",
      type: "fill",
      source: "areas",
      "source-layer": "areas",
      filter: ["in", ["get", "code"], ["literal", changes.map(({ code }) => code)]],
      paint: {
        "fill-color": byCode((net) => (net > 0 ? colours.gain : colours.loss), colours.gain),
        "fill-opacity": byCode((net) => 0.2 + (0.5 * Math.abs(net)) / most, 0),
      },
    },
  ];
}

/** Boundaries of areas, never of nations: the level "province" is the largest there is. */
function areaLayers(scene: Scene): LayerSpecification[] {
  const palette = PALETTES[scene.theme];
  const shown = scene.layers.includes("areas");
  const picked = (selection: Scene["selected"]) => (selection?.type === "area" ? selection.code : "");
  const line = (id: string, levels: string[], minzoom: number, width: number, dash: number[]): LayerSpecification => ({
    id,
    type: "line",
    source: "areas",
    "source-layer": "areas",
    minzoom,
    filter: ["in", ["get", "level"], ["literal", levels]],
    paint: { "line-color": palette.boundary, "line-width": width, "line-dasharray": dash, "line-opacity": 0.75 },
  });
  return [
    ...(shown
      ? [
          line("village-lines", ["village"], 12, 0.6, [2, 3]),
          line("township-lines", ["township"], 8, 1, [4, 2]),
          line("county-lines", ["province", "prefecture", "county"], 0, 1.8, [6, 2, 1, 2]),
        ]
      : []),
    {
      id: "area-picked",
      type: "fill",
      source: "areas",
      "source-layer": "areas",
      filter: ["in", ["get", "code"], ["literal", [picked(scene.hovered)]]],
      paint: { "fill-color": palette.accent, "fill-opacity": 0.12 },
    },
    {
      id: "area-picked-line",
      type: "line",
      source: "areas",
      "source-layer": "areas",
      filter: ["in", ["get", "code"], ["literal", [picked(scene.selected), picked(scene.hovered)]]],
      paint: { "line-color": palette.accent, "line-width": 3 },
    },
    ...(shown
      ? [
          areaNames("village-names", ["village"], 13, 11, scene),
          areaNames("township-names", ["township"], 10, 13, scene),
        ]
      : []),
  ];
}

function areaNames(id: string, levels: string[], minzoom: number, size: number, scene: Scene): LayerSpecification {
  const palette = PALETTES[scene.theme];
  return {
    id,
    type: "symbol",
    source: "areas",
    "source-layer": "area-labels",
    minzoom,
    filter: ["in", ["get", "level"], ["literal", levels]],
    layout: {
      "text-field": nameIn(scene.language),
      "text-font": LABEL_FONT,
      "text-size": size,
      "text-letter-spacing": 0.06,
      "text-max-width": 8,
      "text-variable-anchor": ["center", "top", "bottom", "left", "right"],
      "text-radial-offset": 1,
    },
    paint: { "text-color": palette.areaText, "text-halo-color": palette.halo, "text-halo-width": 1.4 },
  };
}
