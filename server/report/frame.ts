/** A map's frame on paper: longitude and latitude to millimetres, lines as SVG paths, and where labels find room. */
import type { Position } from "geojson";
import { type Bounds, METRES_PER_DEGREE, metresPerDegreeLon } from "../geo.ts";

export interface Frame {
  /** Millimetres. */
  readonly width: number;
  readonly height: number;
  /** Metres on the ground in one millimetre. */
  readonly metresPerMm: number;
  x(lon: number): number;
  y(lat: number): number;
}

/** Room around the territory, of its longer side. */
const MARGIN = 0.03;

/** The frame of bounds, as wide as asked and at most so high; lengths are true in the middle. */
export function frameOf([west, south, east, north]: Bounds, width: number, maxHeight: number): Frame {
  const perLon = metresPerDegreeLon((south + north) / 2);
  const [wide, high] = [(east - west) * perLon, (north - south) * METRES_PER_DEGREE];
  const margin = Math.max(wide, high, 100) * MARGIN;
  const metresPerMm = Math.max((wide + 2 * margin) / width, (high + 2 * margin) / maxHeight);
  const height = Math.min(maxHeight, (high + 2 * margin) / metresPerMm);
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  return {
    width,
    height,
    metresPerMm,
    x: (at) => width / 2 + ((at - lon) * perLon) / metresPerMm,
    y: (at) => height / 2 - ((at - lat) * METRES_PER_DEGREE) / metresPerMm,
  };
}

/** A number of millimetres, to 0.01, short. */
export const mm = (value: number): string => String(Math.round(value * 100) / 100);

/** Points nearer than this to the one before are left out, mm: finer than a printer's dot. */
const FINEST = 0.1;

/** A ring or line as a path; empty when it is smaller than a dot. */
export function pathOf(line: readonly Position[], { x, y }: Frame, isClosed: boolean): string {
  const kept: [number, number][] = [];
  for (const [lon, lat] of line) {
    const place: [number, number] = [x(lon), y(lat)];
    const before = kept.at(-1);
    if (before === undefined || Math.hypot(place[0] - before[0], place[1] - before[1]) >= FINEST) kept.push(place);
  }
  if (kept.length < (isClosed ? 3 : 2)) return "";
  return `M${kept.map(([px, py]) => `${mm(px)} ${mm(py)}`).join("L")}${isClosed ? "Z" : ""}`;
}

/** Segments [lon1, lat1, lon2, lat2] as lines again: those that follow each other end to end are one. */
export function linesOf(segments: Float64Array, isWanted: (segment: number) => boolean): Position[][] {
  const lines: Position[][] = [];
  let line: Position[] = [];
  for (let s = 0; s < segments.length / 4; s++) {
    if (!isWanted(s)) continue;
    const [lon1, lat1, lon2, lat2] = segments.subarray(4 * s, 4 * s + 4);
    const last = line.at(-1);
    if (last === undefined || last[0] !== lon1 || last[1] !== lat1) {
      line = [[lon1, lat1]];
      lines.push(line);
    }
    line.push([lon2, lat2]);
  }
  return lines;
}

/** Millimetres: left, top, right, bottom. */
type Box = readonly [number, number, number, number];

/** Gives labels places that do not cover each other; who asks first is placed first. */
export class Labels {
  readonly #taken: Box[] = [];
  readonly #frame: Frame;

  constructor(frame: Frame) {
    this.#frame = frame;
  }

  /** Keeps a place free, for example that of a sign. */
  take(x: number, y: number, radius: number): void {
    this.#taken.push([x - radius, y - radius, x + radius, y + radius]);
  }

  /**
   * The middle of the first free place among these offsets from a point, or null.
   * @param size width and height in mm
   */
  place(
    x: number,
    y: number,
    size: readonly [number, number],
    offsets: readonly (readonly [number, number])[],
  ): [number, number] | null {
    for (const [dx, dy] of offsets) {
      const [cx, cy] = [x + dx, y + dy];
      const box: Box = [cx - size[0] / 2, cy - size[1] / 2, cx + size[0] / 2, cy + size[1] / 2];
      const isInside = box[0] >= 0 && box[1] >= 0 && box[2] <= this.#frame.width && box[3] <= this.#frame.height;
      const isFree = this.#taken.every(
        (other) => box[2] <= other[0] || other[2] <= box[0] || box[3] <= other[1] || other[3] <= box[1],
      );
      if (!isInside || !isFree) continue;
      this.#taken.push(box);
      return [cx, cy];
    }
    return null;
  }
}

/** Width of a text in mm: Chinese signs are as wide as high, others about half. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const sign of text) ems += (sign.codePointAt(0) ?? 0) > 0x2e80 ? 1 : 0.55;
  return ems * size;
}

/** A round length for a scale bar: the longest of 1, 2, 5 × 10ⁿ metres that is at most so many mm long. */
export function scaleLength({ metresPerMm }: Frame, mostMm: number): number {
  const most = metresPerMm * mostMm;
  const power = 10 ** Math.floor(Math.log10(most));
  return ([5, 2, 1].find((step) => step * power <= most) ?? 1) * power;
}
