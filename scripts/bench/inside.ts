/** Which places lie inside a polygon, and how many of those lie there wrongly. */
import type { MultiPolygon, Polygon } from "geojson";

/** A test by the even-odd rule over all rings: right for polygons with holes whose parts do not overlap. */
export function insideOf(polygon: Polygon | MultiPolygon): (lon: number, lat: number) => boolean {
  const rings = polygon.type === "Polygon" ? polygon.coordinates : polygon.coordinates.flat();
  const segments: number[] = [];
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) segments.push(ring[i - 1][0], ring[i - 1][1], ring[i][0], ring[i][1]);
  }
  return (lon, lat) => {
    let inside = false;
    for (let s = 0; s < segments.length; s += 4) {
      const [lon1, lat1, lon2, lat2] = [segments[s], segments[s + 1], segments[s + 2], segments[s + 3]];
      if (lat1 > lat === lat2 > lat) continue;
      if (lon < lon1 + ((lat - lat1) / (lat2 - lat1)) * (lon2 - lon1)) inside = !inside;
    }
    return inside;
  };
}

/** Junctions of one or many catchments. */
export interface Enclosure {
  reached: number;
  /** Inside the polygon, though not reached. */
  wrong: number;
  /** Reached, though outside the polygon. */
  missed: number;
}

/** "4.3 % wrongly enclosed, 0.4 % missed": shares of the reached junctions. */
export function enclosureText({ reached, wrong, missed }: Enclosure): string {
  const percent = (count: number) => `${((100 * count) / reached).toFixed(1)} %`;
  return `${percent(wrong)} wrongly enclosed and ${percent(missed)} missed of ${reached.toLocaleString("en")} reached junctions`;
}
