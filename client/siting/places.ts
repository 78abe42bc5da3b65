/**
 * A list of places that planners bring (public buildings, vacant premises), read in the browser: rows of a table, or points of a
 * GeoJSON file, to places with a name, and a cost where told. What cannot be taken is named by line, value and remedy.
 */
import gcoord from "gcoord";
import type { Bounds } from "../../server/geo.ts";
import type { CoordinateSystem } from "../../server/words.ts";

export interface ListedPlace {
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  readonly cost?: number;
}

/** Why a row was left out: keys of `siting.refused.*`. */
export interface Refused {
  /** Of the file, from 1; of GeoJSON the number of the feature. */
  readonly line: number;
  readonly why: "coordinates" | "swapped" | "outside" | "cost" | "shape" | "many";
  readonly value: string;
}

export interface PlaceList {
  readonly title: string;
  readonly places: readonly ListedPlace[];
  readonly refused: readonly Refused[];
}

/** A file or text of which nothing can be taken: `key` of `siting.unreadable.*`. */
export class UnreadableList extends Error {
  readonly key: "columns" | "empty" | "format" | "geojson" | "xlsx";
  constructor(key: UnreadableList["key"]) {
    super(key);
    this.key = key;
  }
}

/** As the server takes them. */
const MOST_PLACES = 5000;
const MOST_NAME = 200;

/** Headings that lists have, without spaces and case. */
const HEADINGS = {
  lon: /^(lon|lng|long|longitude|x|经度|东经)(\(.*\)|（.*）)?$/,
  lat: /^(lat|latitude|y|纬度|北纬)(\(.*\)|（.*）)?$/,
  name: /^(name|title|名称|点位名称|场所名称|房屋名称|建筑名称|单位名称|候选点)$/,
  address: /^(address|地址|位置)$/,
  cost: /^(cost|price|费用|成本|造价|投资|租金|预算)(\(.*\)|（.*）)?$/,
} as const;
type Heading = keyof typeof HEADINGS;

/** What every reading needs: how the coordinates are meant, and where the territory lies. */
export interface Reading {
  readonly title: string;
  readonly coordinates: CoordinateSystem;
  readonly bounds: Bounds;
}

/** Places of the rows of a table whose first row that names longitude and latitude is the heading. */
export function placesOfRows(rows: readonly (readonly string[])[], reading: Reading): PlaceList {
  const found = rows.findIndex((row) => isHeading(row));
  if (rows.every((row) => row.every((cell) => cell.trim() === ""))) throw new UnreadableList("empty");
  if (found < 0) throw new UnreadableList("columns");
  const columns = headingsOf(rows[found] ?? []);
  const cell = (row: readonly string[], heading: Heading) => (row[columns.get(heading) ?? -1] ?? "").trim();
  const taker = takerOf(reading);
  rows.slice(found + 1).forEach((row, index) => {
    if (row.every((text) => text.trim() === "")) return;
    taker.take(found + index + 2, cell(row, "name") || cell(row, "address"), {
      lon: cell(row, "lon"),
      lat: cell(row, "lat"),
      cost: cell(row, "cost"),
    });
  });
  return taker.list;
}

/** Places of the points of a GeoJSON file; its properties are read like columns. */
export function placesOfGeojson(text: string, reading: Reading): PlaceList {
  let file: { features?: unknown };
  try {
    file = JSON.parse(text);
  } catch {
    throw new UnreadableList("geojson");
  }
  if (!Array.isArray(file?.features)) throw new UnreadableList("geojson");
  const taker = takerOf(reading);
  file.features.forEach((feature, index) => {
    const { geometry, properties } = (feature ?? {}) as {
      geometry?: { type?: string; coordinates?: unknown[] } | null;
      properties?: Record<string, unknown> | null;
    };
    const columns = headingsOf(Object.keys(properties ?? {}));
    const value = (heading: Heading) => String(Object.values(properties ?? {})[columns.get(heading) ?? -1] ?? "");
    if (geometry?.type !== "Point") taker.refuse(index + 1, "shape", geometry?.type ?? "–");
    else {
      const [lon, lat] = geometry.coordinates ?? [];
      const name = value("name") || value("address");
      taker.take(index + 1, name, { lon: String(lon), lat: String(lat), cost: value("cost") });
    }
  });
  return taker.list;
}

function headingsOf(row: readonly string[]): Map<Heading, number> {
  const columns = new Map<Heading, number>();
  row.forEach((text, column) => {
    const plain = text.replace(/\s/g, "").toLowerCase();
    for (const [heading, form] of Object.entries(HEADINGS) as [Heading, RegExp][]) {
      if (form.test(plain) && !columns.has(heading)) columns.set(heading, column);
    }
  });
  return columns;
}

function isHeading(row: readonly string[]): boolean {
  const columns = headingsOf(row);
  return columns.has("lon") && columns.has("lat");
}

/** Collects places and refusals. */
function takerOf({ title, coordinates, bounds }: Reading) {
  const places: ListedPlace[] = [];
  const refused: Refused[] = [];
  const refuse = (line: number, why: Refused["why"], value: string) => void refused.push({ line, why, value });
  const take = (line: number, name: string, { lon, lat, cost }: Record<"lon" | "lat" | "cost", string>) => {
    const told = [degrees(lon), degrees(lat)] as const;
    const value = `${lon}, ${lat}`;
    if (places.length >= MOST_PLACES) return refuse(line, "many", String(MOST_PLACES));
    if (told.some(Number.isNaN)) return refuse(line, "coordinates", value);
    if (Math.abs(told[1]) > 90 || (!isWithin(told, bounds) && isWithin([told[1], told[0]], bounds))) {
      return refuse(line, "swapped", value);
    }
    const place = inWgs84(told, coordinates);
    if (!isWithin(place, bounds)) return refuse(line, "outside", value);
    const amount = cost === "" ? undefined : Number(cost.replaceAll(/[,，\s¥￥]/g, ""));
    if (amount !== undefined && !(amount >= 0)) return refuse(line, "cost", cost);
    const own = {
      name: name.slice(0, MOST_NAME) || `${title} ${line}`.slice(-MOST_NAME),
      lon: place[0],
      lat: place[1],
    };
    places.push(amount === undefined ? own : { ...own, cost: amount });
  };
  return { take, refuse, list: { title, places, refused } };
}

const degrees = (text: string): number => (text === "" ? Number.NaN : Number(text.replace(/[°\s]/g, "")));

function isWithin([lon, lat]: readonly [number, number], [west, south, east, north]: Bounds): boolean {
  // A place a little outside may still serve people inside.
  const margin = 0.05;
  return lon >= west - margin && lon <= east + margin && lat >= south - margin && lat <= north + margin;
}

/** gcoord's way back is exact to half a metre, finer than the link to a street asks for. */
function inWgs84(place: readonly [number, number], from: CoordinateSystem): readonly [number, number] {
  if (from === "wgs84") return place;
  const [lon = Number.NaN, lat = Number.NaN] = gcoord.transform(
    [place[0], place[1]],
    from === "gcj02" ? gcoord.GCJ02 : gcoord.BD09,
    gcoord.WGS84,
  );
  return [Math.round(lon * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7];
}
