/**
 * What is tried, on the map, at the pace of the pointer: a pin, the line that is drawn, the catchment, and cells that come within the standard
 * or leave it. None of it goes through the map's style or tiles: a frame of the whole map takes a machine without a graphics card longer than
 * a pointer rests, so the pin is an element and all else lies on a canvas over the map, which is painted anew with each answer.
 */
import type { MultiPolygon } from "geojson";
import { type Map as MapLibre, Marker } from "maplibre-gl";
import type { FacilityKind } from "../../server/words.ts";
import { KIND_LOOKS, type Shape, shapePath, type Theme, TRIAL } from "./colours.ts";
import {
  type CellShape,
  type ChangedCell,
  changedCells,
  type Ring,
  shapesOf,
  type TrialDrawing,
} from "./trial-cells.ts";

export interface TrialPlace {
  readonly lon: number;
  readonly lat: number;
}

export interface TrialLayer {
  /** The pin at the pointer, with the next answer or shortly; null takes it away. */
  pin(place: TrialPlace | null, kind?: FacilityKind): void;
  /** A path that is being drawn, or the street that would be blocked; the last point follows the pointer. */
  line(points: readonly TrialPlace[], role: "path" | "block"): void;
  /** Draws an answer; `drawn` is called in the frame that shows it. */
  draw(drawing: TrialDrawing, theme: Theme, drawn: () => void): void;
  /** Reads the shapes of the cells in sight, so that the first answer need not wait for them. */
  prepare(): void;
  /** Hides the sign of a stored facility while its pin is dragged; null shows all. */
  hide(facilityId: number | null): void;
  /** Takes pin, lines and outline away; changed cells stay until the tiles of the stored change are there. */
  settle(): void;
  /** Called when cells are asked for at another address. */
  tilesChanged(): void;
  /** Takes everything away. */
  clear(): void;
}

/** Lines and points are that much wider than their places. */
const RIM_PIXELS = 8;
/**
 * The pin waits so long for the answer about its place, milliseconds, so that both are put on the screen in one frame: without a
 * graphics card a frame of the page takes as long as the answer.
 */
const PIN_PATIENCE = 60;
/** Half the width of a cell that is a place and no hexagon. */
const POINT_PIXELS = 6;

export function trialLayer(map: MapLibre): TrialLayer {
  const canvas = document.createElement("canvas");
  canvas.className = "trial-canvas";
  canvas.setAttribute("aria-hidden", "true");
  map.getCanvasContainer().append(canvas);
  const marker = new Marker({ element: document.createElement("div"), anchor: "center" });
  let markerKind: FacilityKind | null = null;
  let pinAt: TrialPlace | null = null;
  let pinTimer: ReturnType<typeof setTimeout> | undefined;
  let outline: MultiPolygon | null = null;
  let line: readonly TrialPlace[] = [];
  let lineRole: "path" | "block" = "path";
  let colours = TRIAL.light;
  let changed: ChangedCell[] = [];
  let shapes: ReadonlyMap<string, CellShape> | null = null;
  let hidden: number | null = null;
  let settling: "no" | "waiting" | "loading" = "no";
  let frame = 0;
  let onPainted: (() => void)[] = [];

  map.on("render", () => {
    if (outline !== null || line.length > 0 || changed.length > 0) paint();
  });
  map.on("moveend", () => {
    shapes = null;
  });
  map.on("sourcedata", ({ sourceId, isSourceLoaded, tile }) => {
    if (sourceId !== "cells" || tile === undefined) return;
    shapes = null;
    // Of the last tile, not of the source itself, which is loaded before it asks for its tiles again.
    if (settling === "loading" && isSourceLoaded) forgetCells();
  });

  /** All of the canvas anew, also in each frame of the map, so that it moves with it. */
  function paint(): void {
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    if (pen === null) return;
    const [left, top, right, bottom] = extentNow();
    const [width, height] = [right - left, bottom - top];
    const ratio = window.devicePixelRatio;
    // Setting the size empties the canvas.
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    canvas.style.transform = `translate(${left}px, ${top}px)`;
    if (width === 0 || height === 0) return;
    pen.setTransform(ratio, 0, 0, ratio, -left * ratio, -top * ratio);
    pen.lineJoin = "round";
    pen.lineCap = "round";
    paintCells(pen);
    if (outline !== null) paintOutline(pen, outline);
    if (line.length > 0) paintLine(pen);
  }

  /** West, north, east and south end of what is drawn, in whole pixels of the map: the page puts together anew only what lies there. */
  function extentNow(): [number, number, number, number] {
    let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
    const take = (lon: number, lat: number) => {
      const { x, y } = map.project([lon, lat]);
      [left, top] = [Math.min(left, x), Math.min(top, y)];
      [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
    };
    for (const ring of outline?.coordinates.flat() ?? []) for (const [lon = 0, lat = 0] of ring) take(lon, lat);
    for (const { rings, place } of changed) {
      for (const ring of rings) for (const [lon = 0, lat = 0] of ring) take(lon, lat);
      if (place !== null) take(...place);
    }
    for (const { lon, lat } of line) take(lon, lat);
    const { clientWidth, clientHeight } = map.getCanvas();
    const within = (value: number, most: number) => Math.max(0, Math.min(most, value));
    [left, top] = [
      within(Math.floor(left - RIM_PIXELS), clientWidth),
      within(Math.floor(top - RIM_PIXELS), clientHeight),
    ];
    right = Math.max(left, within(Math.ceil(right + RIM_PIXELS), clientWidth));
    bottom = Math.max(top, within(Math.ceil(bottom + RIM_PIXELS), clientHeight));
    return [left, top, right, bottom];
  }

  function paintCells(pen: CanvasRenderingContext2D): void {
    pen.globalAlpha = 0.72;
    for (const gained of [true, false]) {
      pen.beginPath();
      for (const { rings, place, isGained } of changed) {
        if (isGained !== gained) continue;
        for (const ring of rings) trace(pen, ring);
        if (place === null) continue;
        const { x, y } = map.project(place);
        pen.moveTo(x + POINT_PIXELS, y);
        pen.arc(x, y, POINT_PIXELS, 0, 2 * Math.PI);
      }
      pen.fillStyle = gained ? colours.gain : colours.loss;
      pen.fill();
    }
    pen.globalAlpha = 1;
  }

  function trace(pen: CanvasRenderingContext2D, ring: Ring): void {
    ring.forEach(([lon = 0, lat = 0], index) => {
      const { x, y } = map.project([lon, lat]);
      if (index === 0) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    });
    pen.closePath();
  }

  function paintOutline(pen: CanvasRenderingContext2D, { coordinates }: MultiPolygon): void {
    pen.beginPath();
    for (const ring of coordinates.flat()) trace(pen, ring);
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

  function movePin(): void {
    clearTimeout(pinTimer);
    pinTimer = undefined;
    if (pinAt !== null) marker.setLngLat([pinAt.lon, pinAt.lat]);
  }

  function removePin(): void {
    clearTimeout(pinTimer);
    pinTimer = undefined;
    pinAt = null;
    marker.remove();
    markerKind = null;
  }

  /** In the next frame of the page, once for all that changed meanwhile. */
  function repaint(): void {
    if (frame !== 0) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      movePin();
      paint();
      const told = onPainted;
      onPainted = [];
      for (const tell of told) tell();
    });
  }

  function shapesNow(): ReadonlyMap<string, CellShape> {
    shapes ??= shapesOf(map);
    return shapes;
  }

  function forgetCells(): void {
    settling = "no";
    changed = [];
    repaint();
  }

  function settle(): void {
    removePin();
    outline = null;
    line = [];
    settling = changed.length > 0 ? "waiting" : "no";
    repaint();
  }

  return {
    pin(place, kind = "employment-service-station") {
      if (place === null) {
        removePin();
        return;
      }
      pinAt = place;
      if (markerKind !== kind) {
        marker.getElement().replaceChildren(pinSign(KIND_LOOKS[kind]));
        marker.getElement().className = "trial-pin maplibregl-marker";
      }
      if (markerKind === null) {
        movePin();
        marker.addTo(map);
      } else pinTimer ??= setTimeout(movePin, PIN_PATIENCE);
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
      changed = changedCells(drawing, shapesNow());
      onPainted.push(drawn);
      repaint();
    },
    prepare() {
      shapesNow();
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
