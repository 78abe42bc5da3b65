/**
 * Vector tiles, made here from columns and rows, so that both databases serve the same map. One file a layer: tiles-base.ts,
 * tiles-cells.ts; the areas and settlements, which are small, stand here.
 */
import { type GeoJSONVTTile, geoJSONToTile } from "@maplibre/geojson-vt";
import { fromGeojsonVt } from "@maplibre/vt-pbf";
import type { Feature, GeoJsonProperties, Geometry, MultiPolygon } from "geojson";
import type { Bounds } from "./geo.ts";
import { asMultiPolygon, boundsOf, innerPoint } from "./point-in-area.ts";
import type { Territory } from "./territory.ts";

export interface TileAddress {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** Features by the name of their layer in the tile. */
export type TileLayers = Readonly<Record<string, readonly Feature[]>>;

/** Units across a tile, and how far features reach beyond its edge, so that lines and labels have no seams. */
const EXTENT = 4096;
const BUFFER = 64;
/** Shapes may be off by this many units (a quarter of a pixel on common screens). */
const TOLERANCE = 3;
/** From here on shapes are exact. */
const EXACT_ZOOM = 14;

/** Longitude and latitude of a tile's edges, its buffer included. */
export function tileBounds({ z, x, y }: TileAddress): Bounds {
  const buffer = BUFFER / EXTENT;
  const lon = (column: number) => (column / 2 ** z) * 360 - 180;
  const lat = (row: number) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / 2 ** z))) * 180) / Math.PI;
  return [lon(x - buffer), lat(y + 1 + buffer), lon(x + 1 + buffer), lat(y - buffer)];
}

/** Degrees of longitude in one pixel of a 512-pixel tile. */
export function degreesPerPixel(z: number): number {
  return 360 / 2 ** z / 512;
}

/** A tile in the vector tile format, version 2. Layers without features are left out; an empty tile has no bytes. */
export function encodeTile(
  { z, x, y }: TileAddress,
  layers: TileLayers,
  options: { exact?: boolean } = {},
): Uint8Array {
  const tiles: Record<string, GeoJSONVTTile> = {};
  for (const [name, features] of Object.entries(layers)) {
    if (features.length === 0) continue;
    const tile = geoJSONToTile({ type: "FeatureCollection", features: [...features] }, z, x, y, {
      extent: EXTENT,
      buffer: BUFFER,
      tolerance: options.exact ? 0 : TOLERANCE,
      maxZoom: Math.max(z, EXACT_ZOOM),
      clip: true,
    });
    if (tile.features.length > 0) tiles[name] = tile;
  }
  return fromGeojsonVt(tiles, { version: 2, extent: EXTENT });
}

export function feature(geometry: Geometry, properties: GeoJsonProperties): Feature {
  return { type: "Feature", geometry, properties };
}

/** "name" and "name:en" and so on, as tiles carry them; none for what has no name. */
export function nameProperties(name: string | null, names: Readonly<Record<string, string>>): Record<string, string> {
  const properties: Record<string, string> = name === null ? {} : { name };
  for (const [language, translated] of Object.entries(names)) properties[`name:${language}`] = translated;
  return properties;
}

/** Layers "areas" (polygons) and "area-labels" (one point each): code, name, level. */
export function areaLayers({ areas }: Territory, bounds: Bounds): TileLayers {
  const rows = areas.geometry.flatMap((geometry, row) => (touches(boundsOf(geometry), bounds) ? [row] : []));
  const properties = (row: number) => ({
    code: areas.code[row],
    level: areas.level[row],
    ...nameProperties(areas.name[row], areas.names[row]),
  });
  return {
    areas: rows.map((row) => feature(areas.geometry[row], properties(row))),
    "area-labels": rows.map((row) => feature(pointIn(areas.geometry[row]), properties(row))),
  };
}

/** Layers "settlements" (as mapped) and "settlement-labels" (one point each): code, name, kind, people. */
export function settlementLayers({ settlements }: Territory, bounds: Bounds): TileLayers {
  const shapes = settlements.geometry.map((geometry) =>
    geometry.type === "Point" ? geometry : asMultiPolygon(geometry),
  );
  const rows = shapes.flatMap((shape, row) => {
    if (shape.type === "MultiPolygon") return touches(boundsOf(shape), bounds) ? [row] : [];
    const [lon, lat] = shape.coordinates;
    return touches([lon, lat, lon, lat], bounds) ? [row] : [];
  });
  const properties = (row: number) => ({
    code: settlements.code[row],
    kind: settlements.kind[row],
    ...(settlements.people[row] !== null && { people: settlements.people[row] }),
    ...nameProperties(settlements.name[row], settlements.names[row]),
  });
  return {
    settlements: rows.map((row) => feature(shapes[row], properties(row))),
    "settlement-labels": rows.map((row) => {
      const shape = shapes[row];
      return feature(shape.type === "Point" ? shape : pointIn(shape), properties(row));
    }),
  };
}

function pointIn(geometry: MultiPolygon): Geometry {
  return { type: "Point", coordinates: innerPoint(geometry) };
}

function touches(a: Bounds, b: Bounds): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}
