/**
 * The rows of a territory of a million cells: the demo county again and again, side by side like the squares of a board, with the
 * H3 cells of its box, so that everything that a review looks at is there in number: streets, rivers and railways, districts
 * and townships, resettlement areas, facilities with hours and capacities. People live near streets, drawn from a seed.
 */
import { join } from "node:path";
import { cellToLatLng, cellToParent, latLngToCell, polygonToCells } from "h3-js";
import type { StoredGeometry } from "../../server/database/geometry.ts";
import type { TerritoryRows } from "../../server/database/territory-rows.ts";
import { METRES_PER_DEGREE, metresPerDegreeLon } from "../../server/geo.ts";
import { inputOf, PRODUCT_RULE, readExtract } from "../../test/network/extract.ts";
import { randomOf } from "../demo/random.ts";
import type { Bench } from "./row.ts";
import { fileOfTown } from "./town.ts";

const COUNTY = join(import.meta.dirname, "..", "..", "data", "heming", "streets.osm.pbf");
/** Room between two copies, degrees. */
const GAP = 0.02;
/** Numbers of nodes and ways of OpenStreetMap are below. */
const IDS_PER_COPY = 1e11;
/** 130 m across. */
const H3_RESOLUTION = 10;
/** 900 m across: those that hold a street are settled. */
const H3_SETTLED = 8;
/** Townships along each side of a copy. */
const TOWNSHIPS = 4;
const SETTLEMENTS_PER_COPY = 20;
/** As in the row "country". */
const FACILITIES_PER_COPY = 24;
const MOST_PEOPLE = 40;
/** Share of cells with people, where a street is near and elsewhere. */
const INHABITED = { settled: 0.8, wild: 0.02 };
const OPENING_HOURS = ["Mo-Fr 09:00-17:00", "Mo-Fr 09:00-12:00,13:30-17:30; Sa 09:00-12:00", "Mo-Su 08:30-18:00", null];

type Box = readonly [west: number, south: number, east: number, north: number];

/** Rows of so many copies of the county; at size "tiny" of the made-up grid. */
export async function copiedRows(bench: Bench, copies: number): Promise<TerritoryRows> {
  const { streets, gates, barriers } = inputOf(
    await readExtract(bench.size === "tiny" ? fileOfTown(bench, "porto") : COUNTY),
    PRODUCT_RULE,
  );
  const [west, south, east, north] = boxOf(streets.lon, streets.lat);
  const side = Math.ceil(Math.sqrt(copies));
  const shiftOf = (k: number): readonly [number, number] => [
    (k % side) * (east - west + GAP),
    Math.floor(k / side) * (north - south + GAP),
  ];
  const boxes = Array.from({ length: copies }, (_, k): Box => {
    const [x, y] = shiftOf(k);
    return [west + x, south + y, east + x, north + y];
  });
  const all = Array.from({ length: copies }, (_, k) => k);
  const repeated = <Column extends Uint8Array | Int8Array>(column: Column): Column => {
    const many = new (column.constructor as new (length: number) => Column)(copies * column.length);
    for (const k of all) many.set(column, k * column.length);
    return many;
  };
  const moved = (column: Float64Array, by: (copy: number) => number): Float64Array => {
    const many = new Float64Array(copies * column.length);
    for (const k of all) for (let i = 0; i < column.length; i++) many[k * column.length + i] = column[i] + by(k);
    return many;
  };
  const points = streets.nodeId.length;
  const lon = moved(streets.lon, (k) => shiftOf(k)[0]);
  const lat = moved(streets.lat, (k) => shiftOf(k)[1]);
  const foot = repeated(streets.foot);
  const onewayFoot = repeated(streets.onewayFoot);
  return {
    sources: [],
    streets: {
      count: copies * streets.count,
      wayId: moved(streets.wayId, (k) => k * IDS_PER_COPY),
      highway: all.flatMap(() => [...streets.highway]),
      foot,
      onewayFoot,
      bicycle: foot,
      onewayBicycle: onewayFoot,
      bridge: repeated(streets.bridge),
      tunnel: repeated(streets.tunnel),
      barrier: repeated(streets.barrier),
      firstPoint: Int32Array.from({ length: copies * streets.count + 1 }, (_, w) => {
        const copy = Math.floor(w / streets.count);
        return copy * points + (w === copies * streets.count ? 0 : streets.firstPoint[w % streets.count]);
      }),
      nodeId: moved(streets.nodeId, (k) => k * IDS_PER_COPY),
      lon,
      lat,
    },
    gates: all.flatMap((k) =>
      gates.map((gate) => ({
        ...gate,
        nodeId: gate.nodeId + k * IDS_PER_COPY,
        kind: "gate",
        bicycle: gate.foot,
      })),
    ),
    barriers: all.flatMap((k) =>
      barriers.map(({ osmId, barrier, geometry }) => {
        return { osmId: osmId + k * IDS_PER_COPY, barrier, geometry: shifted(geometry as StoredGeometry, shiftOf(k)) };
      }),
    ),
    elevation: [],
    ...peopleAnd(boxes, settledCells(lon, lat)),
    placeCorrections: [],
    places: [],
    barrierNames: [],
  };
}

/** What is drawn from seeds: people, areas, settlements, facilities. */
function peopleAnd(
  boxes: readonly Box[],
  settled: ReadonlySet<string>,
): Pick<TerritoryRows, "people" | "areas" | "settlements" | "facilities"> {
  const cells = boxes.flatMap((box) => polygonToCells(ring(box), H3_RESOLUTION, true)).sort();
  const places = cells.map((cell) => cellToLatLng(cell));
  const random = randomOf("bench/review");
  const counts = Float64Array.from(cells, (cell) => {
    const share = settled.has(cellToParent(cell, H3_SETTLED)) ? INHABITED.settled : INHABITED.wild;
    return random() < share ? 1 + Math.floor(random() * MOST_PEOPLE) : 0;
  });
  const total = counts.reduce((sum, people) => sum + people, 0);
  const within = ([west, south, east, north]: Box): [number, number] => [
    west + random() * (east - west),
    south + random() * (north - south),
  ];
  const county = (k: number) => `${100000 + k}`;
  return {
    people: [
      {
        source: "cells",
        groups: [{ name: "people", label: "seeded people", labels: {}, role: "total", people: total }],
        count: cells.length,
        key: cells,
        h3Resolution: new Int8Array(cells.length).fill(H3_RESOLUTION),
        lon: Float64Array.from(places, ([, lon]) => lon),
        lat: Float64Array.from(places, ([lat]) => lat),
        counts,
      },
    ],
    areas: boxes.flatMap((box, k) => {
      const base = { names: {}, urbanRuralCode: null };
      const geometry = (of: Box) => ({ type: "MultiPolygon" as const, coordinates: [[ring(of)]] });
      const townships = Array.from({ length: TOWNSHIPS ** 2 }, (_, i) => {
        const code = `${county(k)}${String(i).padStart(3, "0")}`;
        const part = geometry(partOf(box, i % TOWNSHIPS, Math.floor(i / TOWNSHIPS)));
        return {
          ...base,
          code,
          name: `Township ${code}`,
          level: "township" as const,
          parentCode: county(k),
          geometry: part,
        };
      });
      const own = { code: county(k), name: `County ${k + 1}`, level: "county" as const, parentCode: null };
      return [{ ...base, ...own, geometry: geometry(box) }, ...townships];
    }),
    settlements: boxes.flatMap((box, k) =>
      Array.from({ length: SETTLEMENTS_PER_COPY }, (_, i) => {
        const kind = i % 2 === 0 ? ("resettlement-area" as const) : ("natural-village" as const);
        const geometry = { type: "Point" as const, coordinates: within(box) };
        return { code: `s${k}-${i}`, name: `Settlement ${k}-${i}`, names: {}, kind, people: 500 + 100 * i, geometry };
      }),
    ),
    facilities: boxes.flatMap((box, k) =>
      Array.from({ length: FACILITIES_PER_COPY }, (_, i) => {
        const [lon, lat] = within(box);
        return {
          id: 1 + k * FACILITIES_PER_COPY + i,
          name: `Facility ${k}-${i}`,
          names: {},
          kind: "employment-service-station" as const,
          level: null,
          status: "existing" as const,
          openingHours: OPENING_HOURS[i % OPENING_HOURS.length],
          staff: null,
          yearlyCapacity: i % 6 === 0 ? null : 200 + 150 * (i % 5),
          lon,
          lat,
        };
      }),
    ),
  };
}

function settledCells(lon: Float64Array, lat: Float64Array): Set<string> {
  const cells = new Set<string>();
  for (let i = 0; i < lon.length; i++) cells.add(latLngToCell(lat[i], lon[i], H3_SETTLED));
  return cells;
}

function boxOf(lon: Float64Array, lat: Float64Array): Box {
  const least = (values: Float64Array) => values.reduce((a, b) => Math.min(a, b));
  const most = (values: Float64Array) => values.reduce((a, b) => Math.max(a, b));
  const [margin, middle] = [100, lat[0]];
  const [dLon, dLat] = [margin / metresPerDegreeLon(middle), margin / METRES_PER_DEGREE];
  return [least(lon) - dLon, least(lat) - dLat, most(lon) + dLon, most(lat) + dLat];
}

function ring([west, south, east, north]: Box): [number, number][] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

function partOf([west, south, east, north]: Box, column: number, row: number): Box {
  const [width, height] = [(east - west) / TOWNSHIPS, (north - south) / TOWNSHIPS];
  return [west + column * width, south + row * height, west + (column + 1) * width, south + (row + 1) * height];
}

function shifted(geometry: StoredGeometry, [x, y]: readonly [number, number]): StoredGeometry {
  const move = (value: unknown): unknown => {
    if (!Array.isArray(value)) return value;
    return typeof value[0] === "number" ? [value[0] + x, Number(value[1]) + y] : value.map(move);
  };
  return { ...geometry, coordinates: move(geometry.coordinates) } as StoredGeometry;
}
