/**
 * What is tried, on the map, at the pace of the pointer: a pin, the line that is drawn, the catchment, and cells that come within the standard
 * or leave it. None of it goes through the map's style or tiles: a frame of the whole map takes a machine without a graphics card longer than
 * a pointer rests, so pins are elements and all else lies on a canvas over the map (trial-canvas.ts).
 */
import type { MultiPolygon } from "geojson";
import { type Map as MapLibre, Marker } from "maplibre-gl";
import type { FacilityKind } from "../../server/words.ts";
import { KIND_LOOKS, type Shape, shapePath, type Theme, TRIAL } from "./colours.ts";
import { trialCanvas } from "./trial-canvas.ts";
import { type CellShape, type ChangedCell, changedCells, shapesOf, type TrialDrawing } from "./trial-cells.ts";

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
  /** Pales the sign of a stored facility while its pin is dragged; null ends that. */
  pale(place: TrialPlace | null): void;
  /** Takes pin, lines and outline away; changed cells stay until the tiles of the stored change are there. */
  settle(): void;
  /** Called when cells are asked for at another address. */
  tilesChanged(): void;
  /** Takes everything away. */
  clear(): void;
}

/**
 * The pin waits so long for the answer about its place, milliseconds, so that both are put on the screen in one frame: without a
 * graphics card a frame of the page takes as long as the answer. An answer is owed within this time.
 */
const PIN_PATIENCE = 100;

export function trialLayer(map: MapLibre): TrialLayer {
  const paintPicture = trialCanvas(map);
  const marker = new Marker({ element: document.createElement("div"), anchor: "center" });
  const veil = new Marker({ element: veilSign(), anchor: "center" });
  let veiled: TrialPlace | null = null;
  let markerKind: FacilityKind | null = null;
  let pinAt: TrialPlace | null = null;
  let pinTimer: ReturnType<typeof setTimeout> | undefined;
  let outline: MultiPolygon | null = null;
  let line: readonly TrialPlace[] = [];
  let lineRole: "path" | "block" = "path";
  let colours = TRIAL.light;
  let changed: ChangedCell[] = [];
  let shapes: ReadonlyMap<string, CellShape> | null = null;
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

  /** Also in each frame of the map, so that all moves with it. */
  function paint(): void {
    paintPicture({ outline, cells: changed, line: line.map(({ lon, lat }) => [lon, lat]), lineRole, colours });
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
    pale(place) {
      if (place?.lon === veiled?.lon && place?.lat === veiled?.lat) return;
      veiled = place;
      if (place === null) veil.remove();
      else veil.setLngLat([place.lon, place.lat]).addTo(map);
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

/** What lies over the sign of a stored facility while its pin is elsewhere. */
function veilSign(): HTMLElement {
  const element = document.createElement("div");
  element.className = "trial-veil";
  return element;
}
