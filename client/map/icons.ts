/**
 * The signs of facilities, drawn by the program (no sprite file). An icon's name says all of it:
 * "facility/<kind>/<status>/<fate in the scenario>"; the map asks for it when it first needs it.
 */
import type { RemedyKind } from "../../server/words.ts";
import { BADGES, KIND_LOOKS, shapePath } from "./colours.ts";

/** Pixels of the screen per pixel of the picture: sharp on dense screens. */
export const ICON_PIXEL_RATIO = 3;
const SIZE = 26;

/** The picture of an icon, or null when the name is not one of ours. */
export function drawIcon(name: string): ImageData | null {
  const [facility, kind, status, fate] = name.split("/");
  const look = Object.entries(KIND_LOOKS).find(([key]) => key === kind)?.[1];
  if (facility !== "facility" || look === undefined) return null;
  const pixels = SIZE * ICON_PIXEL_RATIO;
  const canvas = document.createElement("canvas");
  canvas.width = pixels;
  canvas.height = pixels;
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("The browser gives no 2D canvas to draw the signs of facilities.");
  pen.scale(ICON_PIXEL_RATIO, ICON_PIXEL_RATIO);
  pen.lineJoin = "round";
  const outline = new Path2D(shapePath(look.shape, 8.5, SIZE / 2, SIZE / 2));
  // A white rim keeps the sign apart from cells of any colour.
  pen.strokeStyle = "#ffffff";
  pen.lineWidth = 5;
  pen.stroke(outline);
  pen.fillStyle = status === "existing" ? look.colour : "#ffffff";
  pen.fill(outline);
  pen.strokeStyle = status === "closed" ? "#8a8a8a" : look.colour;
  pen.lineWidth = status === "existing" ? 0.5 : 2.4;
  pen.stroke(outline);
  if (status === "closed") {
    pen.beginPath();
    pen.moveTo(7, 7);
    pen.lineTo(SIZE - 7, SIZE - 7);
    pen.lineWidth = 2.4;
    pen.stroke();
  }
  drawBadge(pen, fate);
  return pen.getImageData(0, 0, pixels, pixels);
}

/** What the scenario does to the facility, at the upper right of its sign. */
function drawBadge(pen: CanvasRenderingContext2D, fate: string | undefined): void {
  const badge = Object.entries(BADGES).find(([key]) => key === fate)?.[1];
  if (badge === undefined) return;
  pen.translate(SIZE - 6.5, 6.5);
  pen.beginPath();
  pen.arc(0, 0, 5.4, 0, 2 * Math.PI);
  pen.fillStyle = badge.colour;
  pen.fill();
  pen.strokeStyle = "#ffffff";
  pen.lineWidth = 1.2;
  pen.stroke();
  pen.lineCap = "round";
  pen.lineWidth = 1.7;
  pen.stroke(new Path2D(badge.strokes));
}

/** The barred disc of a blocked street. */
export function drawBlockSign(): ImageData {
  const pixels = SIZE * ICON_PIXEL_RATIO;
  const canvas = document.createElement("canvas");
  canvas.width = pixels;
  canvas.height = pixels;
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("The browser gives no 2D canvas to draw the signs of blocked streets.");
  pen.scale(ICON_PIXEL_RATIO, ICON_PIXEL_RATIO);
  pen.beginPath();
  pen.arc(SIZE / 2, SIZE / 2, 9, 0, 2 * Math.PI);
  pen.fillStyle = BADGES.closed.colour;
  pen.fill();
  pen.strokeStyle = "#ffffff";
  pen.lineWidth = 1.8;
  pen.stroke();
  pen.fillStyle = "#ffffff";
  pen.fillRect(SIZE / 2 - 6, SIZE / 2 - 1.8, 12, 3.6);
  return pen.getImageData(0, 0, pixels, pixels);
}

/** The disc behind the rank of a gap. */
export function drawGapSign(): ImageData {
  const pixels = 22 * ICON_PIXEL_RATIO;
  const canvas = document.createElement("canvas");
  canvas.width = pixels;
  canvas.height = pixels;
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("The browser gives no 2D canvas to draw the signs of gaps.");
  pen.beginPath();
  pen.arc(pixels / 2, pixels / 2, pixels / 2 - ICON_PIXEL_RATIO * 1.5, 0, 2 * Math.PI);
  pen.fillStyle = "#33302e";
  pen.fill();
  pen.strokeStyle = "#ffffff";
  pen.lineWidth = ICON_PIXEL_RATIO * 1.5;
  pen.stroke();
  return pen.getImageData(0, 0, pixels, pixels);
}

/** The strokes in a remedy's sign, in a square of 26: a bridge, a path, a clock, a person, a plus. */
const REMEDY_STROKES: Record<RemedyKind, string> = {
  crossing: "M7,16Q13,8 19,16M7,16V19M19,16V19M13,12V19",
  hours: "M13,8V13L16.5,15",
  link: "M7,18Q9,13 13,13Q17,13 19,8",
  capacity: "M13,8.5a2.3,2.3 0 1 0 0.01,0M8,18.5Q8,13.5 13,13.5Q18,13.5 18,18.5",
  "new-facility": "M13,8V18M8,13H18",
};

/** The sign of a remedy: a green square with what it would be. "remedy/<kind>", or null when the name is not one. */
export function drawRemedySign(name: string): ImageData | null {
  const [remedy, kind] = name.split("/");
  const strokes = Object.entries(REMEDY_STROKES).find(([key]) => key === kind)?.[1];
  if (remedy !== "remedy" || strokes === undefined) return null;
  const pixels = SIZE * ICON_PIXEL_RATIO;
  const canvas = document.createElement("canvas");
  canvas.width = pixels;
  canvas.height = pixels;
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("The browser gives no 2D canvas to draw the signs of remedies.");
  pen.scale(ICON_PIXEL_RATIO, ICON_PIXEL_RATIO);
  pen.beginPath();
  pen.roundRect(3.5, 3.5, SIZE - 7, SIZE - 7, 5);
  pen.fillStyle = "#14632f";
  pen.fill();
  pen.strokeStyle = "#ffffff";
  pen.lineWidth = 2;
  pen.stroke();
  pen.lineCap = "round";
  pen.stroke(new Path2D(strokes));
  return pen.getImageData(0, 0, pixels, pixels);
}
