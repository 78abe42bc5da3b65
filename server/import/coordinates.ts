/**
 * GCJ-02 and BD-09, the shifted coordinates of Chinese web maps, back to WGS-84. The shift exists on the mainland only, but
 * the usual formulas shift whatever lies in a box from the Pamirs to Manila (a right point in Hanoi moves by 441 m), so
 * everything outside the mainland's outline is refused. Nothing is ever guessed: a file is WGS-84 unless the user says
 * otherwise.
 */
import gcoord from "gcoord";
import { METRES_PER_DEGREE, metresPerDegreeLon } from "../geo.ts";
import type { CoordinateSystem } from "../words.ts";
import type { Reading } from "./importer.ts";
import { MAINLAND_RINGS } from "./mainland.ts";

/** How far the outline may be off: closer to it than this a point is taken, with a warning. Metres. */
export const EDGE_METRES = 1_000;

/** Degrees, under a millimetre: where the inverse stops. */
const CONVERGED_DEGREES = 1e-9;

const NAMES: Readonly<Record<CoordinateSystem, string>> = { wgs84: "WGS-84", gcj02: "GCJ-02", bd09: "BD-09" };

export type Placed =
  | { readonly lon: number; readonly lat: number; readonly nearEdge: boolean; readonly problem: null }
  | { readonly problem: string };

/**
 * A point in WGS-84, or why it cannot be one. WGS-84 passes as it is.
 *
 * @param lon degrees
 * @param lat degrees
 */
export function toWgs84(lon: number, lat: number, from: CoordinateSystem): Placed {
  if (!Number.isFinite(lon) || !Number.isFinite(lat) || Math.abs(lon) > 180 || Math.abs(lat) > 90) {
    const swapped = Math.abs(lat) <= 180 && Math.abs(lon) <= 90 ? " Longitude and latitude look swapped." : "";
    return { problem: `${lon}, ${lat} is not a longitude and latitude in degrees.${swapped}` };
  }
  if (from === "wgs84") return { lon, lat, nearEdge: false, problem: null };
  const metres = metresToEdge(lon, lat);
  if (!isOnMainland(lon, lat) && metres > EDGE_METRES) {
    const away = metres < 10_000 ? `${(metres / 1_000).toFixed(1)} km` : `${Math.round(metres / 1_000)} km`;
    return {
      problem: `${lon}, ${lat} lies ${away} outside mainland China, where maps do not use ${NAMES[from]}.`,
    };
  }
  const [wgsLon, wgsLat] = inverse(lon, lat, from);
  return { lon: wgsLon, lat: wgsLat, nearEdge: metres <= EDGE_METRES, problem: null };
}

/** Tells the user how many rows lie so near the outline that it cannot say whether maps shift them. */
export function warnNearEdge({ warn }: Pick<Reading, "warn">, rows: number): void {
  if (rows === 0) return;
  warn(
    `${rows} rows lie within a kilometre of the edge of mainland China, where it is uncertain whether maps shift them: look at them on the map.`,
  );
}

/** Tells the user that points were taken as they are, where neither the user nor the file says their system. */
export function warnUnsaid({ warn, request }: Pick<Reading, "warn" | "request">): void {
  if (request.coordinates !== undefined) return;
  warn("The coordinates were taken as WGS-84, because nothing else was said (--coordinates wgs84, gcj02 or bd09).");
}

/** WGS-84 to a shifted system: gcoord's published formulas, which are exact this way round. */
export function fromWgs84(lon: number, lat: number, to: CoordinateSystem): [lon: number, lat: number] {
  if (to === "wgs84") return [lon, lat];
  const [shiftedLon, shiftedLat] = gcoord.transform(
    [lon, lat],
    gcoord.WGS84,
    to === "gcj02" ? gcoord.GCJ02 : gcoord.BD09,
  );
  return [shiftedLon, shiftedLat];
}

/** The fixed point of the forward formulas: gcoord's own way back stops at 0.1 m for GCJ-02 and is not iterated for BD-09 (up to half a metre). */
function inverse(lon: number, lat: number, from: CoordinateSystem): [lon: number, lat: number] {
  let [wgsLon, wgsLat] = [lon, lat];
  for (let round = 0; round < 30; round++) {
    const [shiftedLon, shiftedLat] = fromWgs84(wgsLon, wgsLat, from);
    const dLon = lon - shiftedLon;
    const dLat = lat - shiftedLat;
    wgsLon += dLon;
    wgsLat += dLat;
    if (Math.abs(dLon) < CONVERGED_DEGREES && Math.abs(dLat) < CONVERGED_DEGREES) return [wgsLon, wgsLat];
  }
  throw new Error(`The point ${lon}, ${lat} does not converge from ${NAMES[from]}: report this point.`);
}

/** True inside the mainland's outline (even-odd rule over its rings). */
export function isOnMainland(lon: number, lat: number): boolean {
  let inside = false;
  forEachEdge((x1, y1, x2, y2) => {
    if (y1 > lat !== y2 > lat && lon < x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
  });
  return inside;
}

/** Metres from a point to the outline, on a plane around the point: exact enough near it, and only a number to say far away. */
export function metresToEdge(lon: number, lat: number): number {
  const kx = metresPerDegreeLon(lat);
  const ky = METRES_PER_DEGREE;
  let nearest = Number.POSITIVE_INFINITY;
  forEachEdge((x1, y1, x2, y2) => {
    const ax = (x1 - lon) * kx;
    const ay = (y1 - lat) * ky;
    const dx = (x2 - x1) * kx;
    const dy = (y2 - y1) * ky;
    const along = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
    nearest = Math.min(nearest, Math.hypot(ax + along * dx, ay + along * dy));
  });
  return nearest;
}

function forEachEdge(visit: (x1: number, y1: number, x2: number, y2: number) => void): void {
  for (const ring of MAINLAND_RINGS) {
    let [x1 = 0, y1 = 0] = ring;
    for (let i = 2; i < ring.length; i += 2) {
      const x2 = ring[i] ?? 0;
      const y2 = ring[i + 1] ?? 0;
      visit(x1, y1, x2, y2);
      x1 = x2;
      y1 = y2;
    }
  }
}
