/** The rasters of the county: people by pixels of 3 arcseconds, and heights by pixels of 1 arcsecond. */
import { type Areas, villageAt } from "./areas.ts";
import type { County } from "./drawing.ts";
import { HALF_HEIGHT, HALF_WIDTH, heightAt, toLocal, toLonLat } from "./land.ts";
import { randomOf } from "./random.ts";
import { type Raster, writeGeoTiff } from "./tiff-writer.ts";

/** Side of a pixel of people in degrees: 3″ and, like WorldPop, written with nine decimals. */
const PEOPLE_PIXEL = 0.000833333333333;
const HEIGHT_PIXEL = 1 / 3600;

function frame(pixel: number) {
  const [west, south] = toLonLat([-HALF_WIDTH, -HALF_HEIGHT]);
  const [east, north] = toLonLat([HALF_WIDTH, HALF_HEIGHT]);
  const w = Math.floor(west / pixel) * pixel;
  const n = Math.ceil(north / pixel) * pixel;
  return { west: w, north: n, width: Math.ceil((east - w) / pixel), height: Math.ceil((n - south) / pixel), pixel };
}

/** All residents, and those aged 60 and over among them; NoData outside the county. */
export function peopleRasters(county: County, areas: Areas): { all: Uint8Array; old: Uint8Array; people: number } {
  const f = frame(PEOPLE_PIXEL);
  const all = new Float64Array(f.width * f.height);
  const old = new Float64Array(f.width * f.height);
  const random = randomOf("ages");
  for (const homes of county.homes) {
    const spots = homes.spots.filter((s) => villageAt(areas, s.point) >= 0);
    const sum = spots.reduce((total, s) => total + s.weight, 0);
    if (sum === 0) throw new Error(`${homes.name} has people but no homes.`);
    for (const { point, weight } of spots) {
      const [lon, lat] = toLonLat(point);
      const k = Math.floor((f.north - lat) / f.pixel) * f.width + Math.floor((lon - f.west) / f.pixel);
      const people = (homes.people * weight) / sum;
      all[k] = (all[k] as number) + people;
      old[k] = (old[k] as number) + people * homes.old * (0.75 + 0.5 * random());
    }
  }
  const noData = -99999;
  // Sixteenths of a person are exact in float32 and compress well; the fraction left over goes on to the next pixel.
  const file = (values: Float64Array, description: string): { bytes: Uint8Array; sum: number } => {
    const out = new Float32Array(values.length);
    let rest = 0;
    let sum = 0;
    for (let k = 0; k < values.length; k++) {
      const lon = f.west + ((k % f.width) + 0.5) * f.pixel;
      const lat = f.north - (Math.floor(k / f.width) + 0.5) * f.pixel;
      if (values[k] === 0 && villageAt(areas, toLocal(lon, lat)) < 0) {
        out[k] = noData;
        continue;
      }
      if (values[k] === 0) continue;
      const want = (values[k] as number) + rest;
      const kept = Math.max(0, Math.round(want * 16) / 16);
      rest = want - kept;
      out[k] = kept;
      sum += kept;
    }
    const raster: Raster = { ...f, values: out, noData, description };
    return { bytes: writeGeoTiff(raster), sum };
  };
  const total = file(all, "Heming County (fictional): residents of all ages per pixel");
  const aged = file(old, "Heming County (fictional): residents aged 60 and over per pixel");
  return { all: total.bytes, old: aged.bytes, people: total.sum };
}

/** Heights of the ground in whole metres. */
export function heightRaster(): Uint8Array {
  const f = frame(HEIGHT_PIXEL);
  const values = new Int16Array(f.width * f.height);
  for (let k = 0; k < values.length; k++) {
    const lon = f.west + ((k % f.width) + 0.5) * f.pixel;
    const lat = f.north - (Math.floor(k / f.width) + 0.5) * f.pixel;
    values[k] = Math.round(heightAt(toLocal(lon, lat)));
  }
  return writeGeoTiff({ ...f, values, noData: -32768, description: "Heming County (fictional): metres above the sea" });
}
