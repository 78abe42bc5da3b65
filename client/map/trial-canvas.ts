/**
 * The canvas over the map on which what is tried is painted: the line that is drawn, the catchment, and cells that come within the
 * standard or leave it. All of it is painted anew with each answer and in each frame of the map; where places lie in pixels is found
 * once for both the size of the canvas and the strokes.
 */
import type { MultiPolygon } from "geojson";
import type { Map as MapLibre } from "maplibre-gl";
import type { Theme, TRIAL } from "./colours.ts";
import { pixelsOf, type View } from "./pixels.ts";
import type { ChangedCell } from "./trial-cells.ts";

export interface TrialPicture {
  readonly outline: MultiPolygon | null;
  readonly cells: readonly ChangedCell[];
  /** Longitudes and latitudes. */
  readonly line: readonly (readonly number[])[];
  readonly lineRole: "path" | "block";
  readonly colours: (typeof TRIAL)[Theme];
}

/** Lines and points are that much wider than their places. */
const RIM_PIXELS = 8;
/** Half the width of a cell that is a place and no hexagon. */
const POINT_PIXELS = 6;

/** x and y of one ring or line after another. */
type Pixels = Float64Array;

/** Puts a canvas over the map; what is returned paints on it. */
export function trialCanvas(map: MapLibre): (picture: TrialPicture) => void {
  const canvas = document.createElement("canvas");
  canvas.className = "trial-canvas";
  canvas.setAttribute("aria-hidden", "true");
  map.getCanvasContainer().append(canvas);
  return (picture) => {
    // Kept in plain memory: without a graphics card that is quicker than asking for a texture.
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    if (pen === null) return;
    const view = viewOf(map);
    const rings = (picture.outline?.coordinates.flat() ?? []).map((ring) => pixelsOf(ring, view));
    const line = pixelsOf(picture.line, view);
    const cells = picture.cells.map(({ rings: shapes, place, isGained }) => {
      const spot = pixelsOf(place === null ? [] : [place], view);
      return { rings: shapes.map((ring) => pixelsOf(ring, view)), spot, isGained };
    });
    const drawn = [...rings, line, ...cells.flatMap((cell) => [...cell.rings, cell.spot])];
    const { left, top, width, height } = extentOf(drawn, map.getCanvas());
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
    for (const isGained of [true, false]) {
      const these = cells.filter((cell) => cell.isGained === isGained);
      paintCells(pen, these, isGained ? picture.colours.gain : picture.colours.loss);
    }
    if (rings.length > 0) paintOutline(pen, rings, picture.colours.outline);
    if (line.length > 0) paintLine(pen, line, picture);
  };
}

function viewOf(map: MapLibre): View {
  const { lng: lon, lat } = map.getCenter();
  const { x, y } = map.project([lon, lat]);
  return { centre: { lon, lat, x, y }, zoom: map.getZoom() };
}

/** The box of what is drawn, in whole pixels of the map: the page puts together anew only what lies there. */
function extentOf(drawn: readonly Pixels[], { clientWidth, clientHeight }: HTMLCanvasElement) {
  let [west, north, east, south] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  for (const pixels of drawn) {
    for (let k = 0; k < pixels.length; k += 2) {
      const [x = 0, y = 0] = [pixels[k], pixels[k + 1]];
      if (x < west) west = x;
      if (x > east) east = x;
      if (y < north) north = y;
      if (y > south) south = y;
    }
  }
  const within = (value: number, most: number) => Math.max(0, Math.min(most, value));
  const left = within(Math.floor(west - RIM_PIXELS), clientWidth);
  const top = within(Math.floor(north - RIM_PIXELS), clientHeight);
  const width = Math.max(0, within(Math.ceil(east + RIM_PIXELS), clientWidth) - left);
  const height = Math.max(0, within(Math.ceil(south + RIM_PIXELS), clientHeight) - top);
  return { left, top, width, height };
}

function paintCells(
  pen: CanvasRenderingContext2D,
  cells: readonly { readonly rings: readonly Pixels[]; readonly spot: Pixels }[],
  colour: string,
): void {
  pen.beginPath();
  for (const { rings, spot } of cells) {
    for (const ring of rings) trace(pen, ring);
    const [x, y] = spot;
    if (x === undefined || y === undefined) continue;
    pen.moveTo(x + POINT_PIXELS, y);
    pen.arc(x, y, POINT_PIXELS, 0, 2 * Math.PI);
  }
  pen.globalAlpha = 0.72;
  pen.fillStyle = colour;
  pen.fill();
  pen.globalAlpha = 1;
}

function paintOutline(pen: CanvasRenderingContext2D, rings: readonly Pixels[], colour: string): void {
  pen.beginPath();
  for (const ring of rings) trace(pen, ring);
  pen.globalAlpha = 0.1;
  pen.fillStyle = colour;
  pen.fill("evenodd");
  pen.globalAlpha = 1;
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.stroke();
}

function paintLine(pen: CanvasRenderingContext2D, line: Pixels, { lineRole, colours }: TrialPicture): void {
  const colour = lineRole === "path" ? colours.outline : colours.loss;
  pen.beginPath();
  follow(pen, line);
  for (const [width, style] of [
    [7, "#ffffff"],
    [3.4, colour],
  ] as const) {
    pen.lineWidth = width;
    pen.strokeStyle = style;
    pen.stroke();
  }
  if (lineRole === "block") return;
  for (let k = 0; k < line.length; k += 2) {
    pen.beginPath();
    pen.arc(line[k] ?? 0, line[k + 1] ?? 0, 5, 0, 2 * Math.PI);
    pen.fillStyle = "#ffffff";
    pen.fill();
    pen.lineWidth = 2.4;
    pen.strokeStyle = colour;
    pen.stroke();
  }
}

function trace(pen: CanvasRenderingContext2D, ring: Pixels): void {
  follow(pen, ring);
  pen.closePath();
}

function follow(pen: CanvasRenderingContext2D, line: Pixels): void {
  for (let k = 0; k < line.length; k += 2) {
    if (k === 0) pen.moveTo(line[0] ?? 0, line[1] ?? 0);
    else pen.lineTo(line[k] ?? 0, line[k + 1] ?? 0);
  }
}
