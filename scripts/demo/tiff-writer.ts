/**
 * Writes a one-band GeoTIFF in WGS-84 (EPSG:4326), in deflated strips: float32 for people, int16 for heights (with horizontal
 * differencing, which halves it). The writer of the library `geotiff` cannot compress.
 */
import { zlibSync } from "fflate";

export interface Raster {
  width: number;
  height: number;
  /** Row by row from the north-west corner. */
  values: Float32Array | Int16Array;
  /** North-west corner of the first pixel, degrees. */
  west: number;
  north: number;
  /** Side of a pixel, degrees. */
  pixel: number;
  noData: number;
  description: string;
}

const ROWS_PER_STRIP = 32;
const [ASCII, SHORT, LONG, DOUBLE] = [2, 3, 4, 12] as const;
type FieldType = typeof ASCII | typeof SHORT | typeof LONG | typeof DOUBLE;
const BYTES: Record<FieldType, number> = { [ASCII]: 1, [SHORT]: 2, [LONG]: 4, [DOUBLE]: 8 };

function stripBytes({ values, width, height }: Raster, first: number): Uint8Array {
  const rows = Math.min(ROWS_PER_STRIP, height - first);
  const size = values.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(rows * width * size);
  const view = new DataView(bytes.buffer);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const i = (first + row) * width + column;
      const at = (row * width + column) * size;
      const value = values[i] as number;
      if (values instanceof Float32Array) view.setFloat32(at, value, true);
      else view.setInt16(at, value - (column > 0 ? (values[i - 1] as number) : 0), true);
    }
  }
  return zlibSync(bytes, { level: 9 });
}

/** The bytes of the file (little-endian TIFF 6.0 with GeoTIFF 1.1 keys and GDAL's NoData field). */
export function writeGeoTiff(raster: Raster): Uint8Array {
  const strips: Uint8Array[] = [];
  for (let row = 0; row < raster.height; row += ROWS_PER_STRIP) strips.push(stripBytes(raster, row));
  const whole = raster.values instanceof Int16Array;
  const text = (value: string): [FieldType, number[]] => [ASCII, [...new TextEncoder().encode(`${value}\0`)]];
  // Model type 2 is geographic, raster type 1 says that a pixel is an area, 4326 is WGS-84.
  const geoKeys = [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326];
  const fields: [tag: number, type: FieldType, values: number[]][] = [
    [256, LONG, [raster.width]],
    [257, LONG, [raster.height]],
    [258, SHORT, [whole ? 16 : 32]],
    [259, SHORT, [8]],
    [262, SHORT, [1]],
    [270, ...text(raster.description)],
    [273, LONG, strips.map(() => 0)],
    [277, SHORT, [1]],
    [278, LONG, [ROWS_PER_STRIP]],
    [279, LONG, strips.map((strip) => strip.length)],
    [284, SHORT, [1]],
    [317, SHORT, [whole ? 2 : 1]],
    [339, SHORT, [whole ? 2 : 3]],
    [33550, DOUBLE, [raster.pixel, raster.pixel, 0]],
    [33922, DOUBLE, [0, 0, 0, raster.west, raster.north, 0]],
    [34735, SHORT, geoKeys],
    [42113, ...text(String(raster.noData))],
  ];
  const directory = 8;
  let free = directory + 2 + fields.length * 12 + 4;
  const places = fields.map(([, type, values]) => {
    const bytes = values.length * BYTES[type];
    if (bytes <= 4) return null;
    const at = free;
    free += bytes + (bytes % 2);
    return at;
  });
  for (const field of fields) {
    if (field[0] !== 273) continue;
    field[2] = strips.map((strip) => {
      const at = free;
      free += strip.length + (strip.length % 2);
      return at;
    });
  }

  const out = new Uint8Array(free);
  const view = new DataView(out.buffer);
  out.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, directory, true);
  view.setUint16(directory, fields.length, true);
  fields.forEach(([tag, type, values], i) => {
    const at = directory + 2 + i * 12;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, values.length, true);
    const place = places[i];
    if (place) view.setUint32(at + 8, place, true);
    const start = place ?? at + 8;
    values.forEach((value, k) => {
      const to = start + k * BYTES[type];
      if (type === ASCII) view.setUint8(to, value);
      else if (type === SHORT) view.setUint16(to, value, true);
      else if (type === LONG) view.setUint32(to, value, true);
      else view.setFloat64(to, value, true);
    });
    if (tag === 273) strips.forEach((strip, k) => void out.set(strip, values[k]));
  });
  return out;
}
