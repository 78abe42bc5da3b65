/**
 * Places in pixels of the map, for what is painted over it at the pace of the pointer. The map is neither turned nor tilted, so web
 * Mercator's places are only moved and stretched: what MapLibre's `project` says of each place, without its objects.
 */

/** Where the map stands. */
export interface View {
  /** A place, degrees, and its pixel. */
  readonly centre: { readonly lon: number; readonly lat: number; readonly x: number; readonly y: number };
  readonly zoom: number;
}

/** Side of the whole world at zoom 0, pixels. */
const WORLD_PIXELS = 512;

/** x and y of each position (longitude, latitude), one after another. */
export function pixelsOf(positions: readonly (readonly number[])[], { centre, zoom }: View): Float64Array {
  const world = WORLD_PIXELS * 2 ** zoom;
  const left = centre.x - world * eastward(centre.lon);
  const top = centre.y - world * southward(centre.lat);
  const pixels = new Float64Array(2 * positions.length);
  positions.forEach(([lon = 0, lat = 0], k) => {
    pixels[2 * k] = left + world * eastward(lon);
    pixels[2 * k + 1] = top + world * southward(lat);
  });
  return pixels;
}

/** Share of the world that lies west of a longitude. */
const eastward = (lon: number): number => (lon + 180) / 360;

/** Share of the world that lies north of a latitude. */
const southward = (lat: number): number => (1 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / Math.PI) / 2;
