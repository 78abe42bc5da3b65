/**
 * What is tried, on the map, at the pace of the pointer: a pin, the line that is drawn, the catchment, and cells that change. None of it goes
 * through the style: the pin is an element, lines lie on a canvas of their own, and cells carry what is tried as feature state. So a step
 * of the pointer costs one frame of the map and no work of its threads.
 */
import type { MultiPolygon } from "geojson";
import { type Map as MapLibre, Marker } from "maplibre-gl";
import type { FacilityKind } from "../../server/words.ts";
import { BEYOND, KIND_LOOKS, type Shape, shapePath, type Theme, TRIAL } from "./colours.ts";

export interface TrialPlace {
  readonly lon: number;
  readonly lat: number;
}

/** What the server says about the tried change, as far as it is drawn. */
export interface TrialDrawing {
  readonly outline: MultiPolygon | null;
  readonly cells: readonly { readonly id: string; readonly minutes: number | null; readonly covered: number }[];
}

export interface TrialLayer {
  /** The pin at the pointer, at once; null takes it away. */
  pin(place: TrialPlace | null, kind?: FacilityKind): void;
  /** A path that is being drawn, or the street that would be blocked; the last point follows the pointer. */
  line(points: readonly TrialPlace[], role: "path" | "block"): void;
  /** Draws an answer; `drawn` is called in the frame that shows it. */
  draw(drawing: TrialDrawing, theme: Theme, drawn: () => void): void;
  /** Hides the sign of a stored facility while its pin is dragged; null shows all. */
  hide(facilityId: number | null): void;
  /** Takes pin, lines and outline away; changed cells stay until the tiles of the stored change are there. */
  settle(): void;
  /** Called when cells are asked for at another address. */
  tilesChanged(): void;
  /** Takes everything away. */
  clear(): void;
}

const CELLS = { source: "cells", sourceLayer: "cells" };

export function trialLayer(map: MapLibre): TrialLayer {
  const canvas = document.createElement("canvas");
  canvas.className = "trial-canvas";
  map.getCanvasContainer().append(canvas);
  const marker = new Marker({ element: document.createElement("div"), anchor: "center" });
  let markerKind: FacilityKind | null = null;
  let outline: MultiPolygon | null = null;
  let line: readonly TrialPlace[] = [];
  let lineRole: "path" | "block" = "path";
  let colours = TRIAL.light;
  let touched = new Set<string>();
  let hidden: number | null = null;
  let settling: "no" | "waiting" | "loading" = "no";
  let isDirty = false;

  map.on("render", () => {
    if (isDirty || outline !== null || line.length > 0) paint();
  });
  map.on("sourcedata", ({ sourceId, isSourceLoaded, tile }) => {
    // Of the last tile, not of the source itself, which is loaded before it asks for its tiles again.
    if (settling === "loading" && sourceId === "cells" && isSourceLoaded && tile !== undefined) forgetCells();
  });

  /** Lines anew, in the map's own frame, so that they move with it. */
  function paint(): void {
    isDirty = false;
    const { clientWidth: width, clientHeight: height } = map.getCanvas();
    const ratio = window.devicePixelRatio;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const pen = canvas.getContext("2d");
    if (pen === null) return;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.lineJoin = "round";
    pen.lineCap = "round";
    if (outline !== null) paintOutline(pen, outline);
    if (line.length > 0) paintLine(pen);
  }

  function paintOutline(pen: CanvasRenderingContext2D, { coordinates }: MultiPolygon): void {
    pen.beginPath();
    for (const ring of coordinates.flat()) {
      ring.forEach(([lon = 0, lat = 0], index) => {
        const { x, y } = map.project([lon, lat]);
        if (index === 0) pen.moveTo(x, y);
        else pen.lineTo(x, y);
      });
      pen.closePath();
    }
    pen.globalAlpha = 0.1;
    pen.fillStyle = colours.outline;
    pen.fill("evenodd");
    pen.globalAlpha = 1;
    pen.strokeStyle = colours.outline;
    pen.lineWidth = 2;
    pen.stroke();
  }

  function paintLine(pen: CanvasRenderingContext2D): void {
    const colour = lineRole === "path" ? colours.outline : colours.loss;
    const points = line.map(({ lon, lat }) => map.project([lon, lat]));
    for (const [width, style] of [
      [7, "#ffffff"],
      [3.4, colour],
    ] as const) {
      pen.beginPath();
      points.forEach(({ x, y }, index) => {
        if (index === 0) pen.moveTo(x, y);
        else pen.lineTo(x, y);
      });
      pen.lineWidth = width;
      pen.strokeStyle = style;
      pen.stroke();
    }
    if (lineRole === "block") return;
    for (const { x, y } of points) {
      pen.beginPath();
      pen.arc(x, y, 5, 0, 2 * Math.PI);
      pen.fillStyle = "#ffffff";
      pen.fill();
      pen.lineWidth = 2.4;
      pen.strokeStyle = colour;
      pen.stroke();
    }
  }

  function repaint(): void {
    isDirty = true;
    map.triggerRepaint();
  }

  function forgetCells(): void {
    settling = "no";
    touched = new Set();
    if (map.getSource("cells") !== undefined) map.removeFeatureState(CELLS);
  }

  function settle(): void {
    marker.remove();
    markerKind = null;
    outline = null;
    line = [];
    settling = touched.size > 0 ? "waiting" : "no";
    repaint();
  }

  return {
    pin(place, kind = "employment-service-station") {
      if (place === null) {
        marker.remove();
        markerKind = null;
        return;
      }
      if (markerKind !== kind) {
        marker.getElement().replaceChildren(pinSign(KIND_LOOKS[kind]));
        marker.getElement().className = "trial-pin maplibregl-marker";
      }
      marker.setLngLat([place.lon, place.lat]);
      if (markerKind === null) marker.addTo(map);
      markerKind = kind;
    },
    line(points, role) {
      line = points;
      lineRole = role;
      repaint();
    },
    draw(drawing, theme, drawn) {
      colours = TRIAL[theme];
      outline = drawing.outline;
      settling = "no";
      const now = new Set<string>();
      for (const { id, minutes, covered } of drawing.cells) {
        now.add(id);
        map.setFeatureState({ ...CELLS, id }, { minutes: minutes ?? BEYOND, covered });
      }
      for (const id of touched) if (!now.has(id)) map.removeFeatureState({ ...CELLS, id });
      touched = now;
      map.once("render", drawn);
      repaint();
    },
    hide(facilityId) {
      if (hidden === facilityId) return;
      if (hidden !== null) map.setFeatureState({ source: "facilities", id: hidden }, { dragged: false });
      hidden = facilityId;
      if (hidden !== null) map.setFeatureState({ source: "facilities", id: hidden }, { dragged: true });
    },
    settle,
    tilesChanged() {
      if (settling === "waiting") settling = "loading";
    },
    clear() {
      settle();
      forgetCells();
    },
  };
}

/** The pin: the sign of the kind in a white disc that a finger does not hide. */
function pinSign({ colour, shape }: { colour: string; shape: Shape }): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  for (const [name, value] of [
    ["width", "40"],
    ["height", "40"],
    ["viewBox", "0 0 40 40"],
  ] as const) {
    svg.setAttribute(name, value);
  }
  const disc = document.createElementNS(space, "circle");
  for (const [name, value] of [
    ["cx", "20"],
    ["cy", "20"],
    ["r", "17"],
    ["fill", "#ffffffcc"],
    ["stroke", colour],
    ["stroke-width", "2"],
  ] as const) {
    disc.setAttribute(name, value);
  }
  const sign = document.createElementNS(space, "path");
  sign.setAttribute("d", shapePath(shape, 9, 20, 20));
  sign.setAttribute("fill", colour);
  svg.append(disc, sign);
  return svg;
}
