/**
 * The signs of facilities, drawn by the program (no sprite file). An icon's name says all of it:
 * "facility/<kind>/<status>"; the map asks for it when it first needs it.
 */
import { KIND_LOOKS, shapePath } from "./colours.ts";

/** Pixels of the screen per pixel of the picture: sharp on dense screens. */
export const ICON_PIXEL_RATIO = 3;
const SIZE = 26;

/** The picture of an icon, or null when the name is not one of ours. */
export function drawIcon(name: string): ImageData | null {
  const [facility, kind, status] = name.split("/");
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
