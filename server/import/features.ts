/**
 * What OpenStreetMap elements beside streets become on the map, and which of them stop a straight line on foot: water,
 * railways, green and built-up land, and named places. Pure: tags in, classification out.
 */
import type { FeaturesTable, Names } from "../database/rows.ts";
import { isBridge, isTunnel } from "./access.ts";
import type { Tags } from "./osm-elements.ts";

export interface FeatureClass {
  readonly layer: FeaturesTable["layer"];
  readonly kind: string;
  readonly barrier: FeaturesTable["barrier"];
}

/** Green and built-up land by key and value, of closed ways and multipolygons. */
const LAND: readonly (readonly [key: string, layer: "green" | "builtup", values: ReadonlySet<string>])[] = [
  [
    "leisure",
    "green",
    new Set("park garden golf_course pitch playground common dog_park recreation_ground".split(" ")),
  ],
  [
    "landuse",
    "green",
    new Set(
      "forest grass meadow recreation_ground village_green cemetery farmland orchard vineyard allotments plant_nursery flowerbed".split(
        " ",
      ),
    ),
  ],
  ["natural", "green", new Set("wood scrub grassland heath fell tundra shrubbery".split(" "))],
  [
    "landuse",
    "builtup",
    new Set(
      "residential commercial retail industrial education institutional religious military railway garages port farmyard depot".split(
        " ",
      ),
    ),
  ],
  ["amenity", "builtup", new Set("university college school kindergarten hospital".split(" "))],
];

/** Linear waterways: whether one can step or jump over them is taken from the kind, not from a width that is seldom given. */
const WATERWAYS: ReadonlyMap<string, "water" | null> = new Map([
  ["river", "water"],
  ["canal", "water"],
  ["tidal_channel", "water"],
  ["stream", null],
  ["ditch", null],
  ["drain", null],
]);

/**
 * Railways in use. Trams run in streets and monorails on beams overhead: people cross both. What is abandoned, disused,
 * proposed or under construction has other values and is not drawn.
 */
const RAILWAYS: ReadonlyMap<string, "railway" | null> = new Map([
  ["rail", "railway"],
  ["light_rail", "railway"],
  ["narrow_gauge", "railway"],
  ["subway", "railway"],
  ["funicular", "railway"],
  ["preserved", "railway"],
  ["tram", null],
  ["monorail", null],
]);

const PLACES: ReadonlySet<string> = new Set(
  "city borough suburb quarter neighbourhood town village hamlet isolated_dwelling".split(" "),
);

/**
 * What a closed way or a multipolygon with these tags is, or null. Water stops a walk, other than wetland, basins
 * that are dry between rains, and water under the ground.
 */
export function areaClass(tags: Tags): FeatureClass | null {
  if (tags.size === 0 || tags.get("area") === "no") return null;
  const water = waterKind(tags);
  if (water) {
    const dry = water === "wetland" || tags.get("basin") === "infiltration" || tags.get("basin") === "detention";
    return { layer: "water", kind: water, barrier: dry || isCovered(tags) ? null : "water" };
  }
  for (const [key, layer, values] of LAND) {
    const value = tags.get(key);
    if (value !== undefined && values.has(value)) return { layer, kind: value, barrier: null };
  }
  return null;
}

function waterKind(tags: Tags): string | null {
  const natural = tags.get("natural");
  if (natural === "water" || natural === "wetland") return natural;
  const waterway = tags.get("waterway");
  if (waterway === "riverbank" || waterway === "dock") return waterway;
  const landuse = tags.get("landuse");
  return landuse === "reservoir" || landuse === "basin" ? landuse : null;
}

/**
 * What a way with these tags is as a line, or null. A culvert, a tunnel and a covered stretch are no barriers: one walks
 * above. A railway on a bridge is none either: one walks beneath.
 */
export function lineClass(tags: Tags): FeatureClass | null {
  if (tags.size === 0) return null;
  const waterway = tags.get("waterway");
  const waterBarrier = WATERWAYS.get(waterway ?? "");
  if (waterway !== undefined && waterBarrier !== undefined) {
    return { layer: "water", kind: waterway, barrier: isCovered(tags) ? null : waterBarrier };
  }
  if (tags.get("natural") === "coastline") return { layer: "water", kind: "coastline", barrier: "water" };
  const railway = tags.get("railway");
  const railBarrier = RAILWAYS.get(railway ?? "");
  if (railway !== undefined && railBarrier !== undefined) {
    const free = isCovered(tags) || isBridge(tags) || (railway === "subway" && Number(tags.get("layer") ?? 0) < 0);
    return { layer: "railway", kind: railway, barrier: free ? null : railBarrier };
  }
  return null;
}

function isCovered(tags: Tags): boolean {
  return isTunnel(tags) || tags.get("covered") === "yes";
}

/** What a node with these tags names, or null: only places that have a name. */
export function placeClass(tags: Tags): FeatureClass | null {
  const place = tags.get("place");
  return place !== undefined && PLACES.has(place) && tags.has("name")
    ? { layer: "place", kind: place, barrier: null }
    : null;
}

/** `name:zh`, `name:en`, `name:zh-Hant` … by their language tag. Keys such as `name:left` or `name:etymology` are no languages. */
export function namesOf(tags: Tags): Names {
  const names: Names = {};
  for (const [key, value] of tags) {
    const language = /^name:([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)$/.exec(key)?.[1];
    if (language !== undefined && value !== "") names[language] = value;
  }
  return names;
}
