/**
 * The base map's tile: layers "water", "green", "builtup", "railway", "streets" and "place", thinned by zoom. Properties:
 * kind (the OSM value), name and name:<language>; streets also walkable, bridge and tunnel.
 */
import type { Kysely } from "kysely";
import { type Detail, featuresIn, streetsIn } from "./database/base-map.ts";
import type { Database, FeaturesTable } from "./database/rows.ts";
import { degreesPerPixel, feature, nameProperties, type TileAddress, type TileLayers, tileBounds } from "./tiles.ts";

/** Highway values that appear from a zoom on; from the last one on all are drawn. */
const HIGHWAYS_FROM: readonly [zoom: number, highways: readonly string[]][] = [
  [0, ["motorway", "trunk"]],
  [8, ["primary", "motorway_link", "trunk_link"]],
  [10, ["secondary", "primary_link"]],
  [11, ["tertiary", "secondary_link", "tertiary_link"]],
  [12, ["unclassified", "residential", "living_street", "pedestrian", "road"]],
];
const ALL_HIGHWAYS_ZOOM = 13;

const LAYERS_FROM: readonly [zoom: number, layer: FeaturesTable["layer"]][] = [
  [0, "water"],
  [8, "place"],
  [8, "railway"],
  [9, "builtup"],
  [9, "green"],
];
/** Names along streets fit from here on. */
const STREET_NAMES_ZOOM = 13;
/** Shapes smaller than this many pixels in both directions are left out below EXACT_ZOOM. */
const SMALLEST_PIXELS = 2;
const EXACT_ZOOM = 14;

function detailAt(z: number): Detail {
  const isExact = z >= EXACT_ZOOM;
  return {
    highways: z >= ALL_HIGHWAYS_ZOOM ? null : HIGHWAYS_FROM.flatMap(([zoom, highways]) => (zoom <= z ? highways : [])),
    layers: LAYERS_FROM.flatMap(([zoom, layer]) => (zoom <= z ? [layer] : [])),
    smallest: isExact ? 0 : SMALLEST_PIXELS * degreesPerPixel(z),
    tolerance: isExact ? 0 : degreesPerPixel(z) / 2,
  };
}

export async function baseLayers(db: Kysely<Database>, address: TileAddress): Promise<TileLayers> {
  const bounds = tileBounds(address);
  const detail = detailAt(address.z);
  const [streets, features] = await Promise.all([streetsIn(db, bounds, detail), featuresIn(db, bounds, detail)]);
  const hasStreetNames = address.z >= STREET_NAMES_ZOOM;
  const layers: readonly FeaturesTable["layer"][] = ["water", "green", "builtup", "railway", "place"];
  return {
    ...Object.fromEntries(
      layers.map((layer) => [
        layer,
        features
          .filter((shape) => shape.layer === layer)
          .map((shape) => feature(shape.geometry, { kind: shape.kind, ...nameProperties(shape.name, shape.names) })),
      ]),
    ),
    streets: streets.map(({ highway, walkable, bridge, tunnel, name, names, geometry }) =>
      feature(geometry, {
        kind: highway,
        walkable,
        ...(bridge && { bridge }),
        ...(tunnel && { tunnel }),
        ...(hasStreetNames && nameProperties(name, names)),
      }),
    ),
  };
}
