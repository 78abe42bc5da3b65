/**
 * GeoTIFF rasters of people or heights: where each cell lies on the earth, whatever coordinate system the file is in, and
 * its values by blocks of rows, so that a country does not have to fit into memory.
 */
import { basename } from "node:path";
import { fromFile, type GeoTIFFImage } from "geotiff";
import { toProj4 } from "geotiff-geokeys-to-proj4";
import proj4, { type Converter } from "proj4";
import { UnreadableFile } from "./importer.ts";

export type Band =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array;

export interface Raster {
  readonly columns: number;
  readonly rows: number;
  readonly bands: number;
  /** Rows worth reading at a time. */
  readonly blockRows: number;
  readonly coordinateSystem: string;
  /** True when columns run along parallels and rows along meridians. */
  readonly isLonLat: boolean;
  /** True for a value that says "not known". */
  readonly isNoData: (value: number) => boolean;
  readonly hasNoData: boolean;
  /** The largest value that the file's number type holds, where it is an integer: heights there may be cut off. */
  readonly largest: number | null;
  /** Longitude and latitude of a place in cells from the upper left corner; corners of cells are at whole numbers. */
  readonly toLonLat: (column: number, row: number) => [lon: number, lat: number];
  /** The other way round. */
  readonly toCell: (lon: number, lat: number) => [column: number, row: number];
  /** Values of rows [from, to), one array a band, row by row. */
  readonly readRows: (from: number, to: number) => Promise<Band[]>;
  readonly close: () => void;
}

/** The most negative float32 in use for "not known" although the file does not say so. */
const FLOAT_LOWEST = -3.4e38;

/** Cells of a block: about 16 MB a band as floats. */
const BLOCK_CELLS = 4_000_000;

/** Opens a GeoTIFF. Throws UnreadableFile when it is none, does not say where it lies, or lies in an unknown system. */
export async function openRaster(path: string): Promise<Raster> {
  const file = basename(path);
  const tiff = await fromFile(path).catch((error: unknown) => {
    throw new UnreadableFile(`${file} cannot be read as a GeoTIFF (${reason(error)}): export it again.`);
  });
  const image = await tiff.getImage(0).catch((error: unknown) => {
    throw new UnreadableFile(`${file} cannot be read as a GeoTIFF (${reason(error)}): export it again.`);
  });
  const columns = image.getWidth();
  const rows = image.getHeight();
  const [a, b, c, d, e, f] = await affineOf(image, file);
  const determinant = a * e - b * d;
  if (!(Math.abs(determinant) > 0)) throw new UnreadableFile(`${file} has cells of no size: export it again.`);
  const { coordinateSystem, isGeographic, forward, inverse } = projectionOf(image, file);
  const noData = image.getGDALNoData();
  // The tag is text: -3.4e+38 means the float32 nearest to it.
  const noDataFloat = noData === null ? Number.NaN : Math.fround(noData);
  const tileRows = Math.max(1, image.getTileHeight());
  const blocks = Math.max(1, Math.floor(BLOCK_CELLS / columns / tileRows));

  return {
    columns,
    rows,
    bands: image.getSamplesPerPixel(),
    blockRows: Math.min(
      rows,
      Math.max(tileRows, Math.min(256, blocks * tileRows) - (Math.min(256, blocks * tileRows) % tileRows)),
    ),
    coordinateSystem,
    isLonLat: isGeographic && b === 0 && d === 0,
    hasNoData: noData !== null,
    isNoData: (value) =>
      value === noData ||
      value === noDataFloat ||
      value <= FLOAT_LOWEST ||
      (noData !== null && Number.isNaN(noData) && Number.isNaN(value)),
    largest: integerLimit(image),
    toLonLat: (column, row) => forward(c + a * column + b * row, f + d * column + e * row),
    toCell: (lon, lat) => {
      const [x, y] = inverse(lon, lat);
      return [(e * (x - c) - b * (y - f)) / determinant, (a * (y - f) - d * (x - c)) / determinant];
    },
    readRows: async (from, to) => {
      try {
        return (await image.readRasters({ window: [0, from, columns, to], interleave: false })) as unknown as Band[];
      } catch (error) {
        throw new UnreadableFile(
          `${file} is damaged: rows ${from + 1} to ${to} cannot be read (${reason(error)}). Copy or export it again.`,
        );
      }
    },
    close: () => {
      void tiff.close();
    },
  };
}

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** x = c + a·column + b·row, y = f + d·column + e·row, from the upper left corner of the upper left cell. */
async function affineOf(image: GeoTIFFImage, file: string): Promise<[number, number, number, number, number, number]> {
  const directory = image.fileDirectory;
  const matrix = (await directory.loadValue("ModelTransformation")) as ArrayLike<number> | undefined;
  const scale = (await directory.loadValue("ModelPixelScale")) as ArrayLike<number> | undefined;
  const tie = (await directory.loadValue("ModelTiepoint")) as ArrayLike<number> | undefined;
  let affine: [number, number, number, number, number, number];
  if (matrix && matrix.length >= 8) {
    affine = [matrix[0] ?? 0, matrix[1] ?? 0, matrix[3] ?? 0, matrix[4] ?? 0, matrix[5] ?? 0, matrix[7] ?? 0];
  } else if (scale && tie && tie.length === 6) {
    const [sx = 0, sy = 0] = [scale[0], scale[1]];
    const [i = 0, j = 0, , x = 0, y = 0] = Array.from(tie);
    affine = [sx, 0, x - i * sx, 0, -sy, y + j * sy];
  } else {
    throw new UnreadableFile(`${file} does not say where it lies: export it as a GeoTIFF with its position.`);
  }
  // RasterPixelIsPoint: the position given is that of the cell's centre.
  if (image.getGeoKeys()?.GTRasterTypeGeoKey === 2) {
    affine[2] -= (affine[0] + affine[1]) / 2;
    affine[5] -= (affine[3] + affine[4]) / 2;
  }
  return affine;
}

/** WGS 84, WGS 84 in three dimensions, CGCS2000: the same within a metre. */
const SAME_AS_WGS84 = [4326, 4979, 4490];

function projectionOf(image: GeoTIFFImage, file: string) {
  const keys = image.getGeoKeys();
  if (!keys || (keys.ProjectedCSTypeGeoKey === undefined && keys.GeographicTypeGeoKey === undefined)) {
    throw new UnreadableFile(`${file} does not say its coordinate system: export it with one.`);
  }
  const isGeographic = keys.ProjectedCSTypeGeoKey === undefined;
  const citation = keys.GTCitationGeoKey ?? keys.PCSCitationGeoKey ?? keys.GeogCitationGeoKey;
  const code = isGeographic ? keys.GeographicTypeGeoKey : keys.ProjectedCSTypeGeoKey;
  const coordinateSystem = code === 32767 ? String(citation ?? "user-defined") : `EPSG:${code}`;
  const same = (x: number, y: number): [number, number] => [x, y];
  if (isGeographic && SAME_AS_WGS84.includes(Number(code))) {
    return { coordinateSystem, isGeographic, forward: same, inverse: same };
  }
  const found = toProj4(keys as unknown as Parameters<typeof toProj4>[0]);
  const unit = found.coordinatesConversionParameters;
  let converter: Converter;
  try {
    converter = proj4(found.proj4, "WGS84");
  } catch (error) {
    throw new UnreadableFile(
      `${file} is in a coordinate system that is not known here (${coordinateSystem}: ${reason(error)}): reproject it to EPSG:4326.`,
    );
  }
  return {
    coordinateSystem,
    isGeographic,
    forward: (x: number, y: number): [number, number] => {
      const [lon = Number.NaN, lat = Number.NaN] = converter.forward([x * unit.x, y * unit.y]);
      return [lon, lat];
    },
    inverse: (lon: number, lat: number): [number, number] => {
      const [x = Number.NaN, y = Number.NaN] = converter.inverse([lon, lat]);
      return [x / unit.x, y / unit.y];
    },
  };
}

function integerLimit(image: GeoTIFFImage): number | null {
  const bits = image.getBitsPerSample();
  const format = image.getSampleFormat();
  if (format === 1) return 2 ** bits - 1;
  if (format === 2) return 2 ** (bits - 1) - 1;
  return null;
}
