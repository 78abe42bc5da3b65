/**
 * The towns that are measured: the real extracts that REAL_DATA names, read and built by the product's own code, with
 * seeded homes along their residential streets, and seeded places on their streets. For the tests, a made-up grid of streets.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StoredGeometry } from "../../server/database/geometry.ts";
import type { PeopleRows } from "../../server/database/people-rows.ts";
import type { FacilityRow } from "../../server/database/territory-rows.ts";
import { distanceMetres, METRES_PER_DEGREE, metresPerDegreeLon } from "../../server/geo.ts";
import type { NetworkInput, StreetColumns } from "../../server/network/build.ts";
import { backwardCost, forwardCost, isPrivate } from "../../server/network/edges.ts";
import { type Network, NONE } from "../../server/network/network.ts";
import { partOfShape } from "../../server/network/shape.ts";
import { buildTerritory, type Territory } from "../../server/territory.ts";
import { type Extract, inputOf, PRODUCT_RULE, readExtract, realFile } from "../../test/network/extract.ts";
import { type OsmNode, writeOsmPbf } from "../demo/osm-pbf-writer.ts";
import { randomOf } from "../demo/random.ts";
import type { Bench } from "./row.ts";

export type TownName = "porto" | "porto-alegre";

const TITLES: Readonly<Record<TownName, string>> = { porto: "Porto", "porto-alegre": "Porto Alegre" };
const FOLDERS: Readonly<Record<TownName, string>> = { porto: "porto-portugal", "porto-alegre": "porto-alegre" };

export interface Town {
  readonly name: TownName;
  readonly title: string;
  /** The file that a peer builds its own graph of. */
  readonly file: string;
  readonly extract: Extract;
  readonly input: NetworkInput;
  readonly territory: Territory;
  readonly network: Network;
}

/** The extract of a town; at size "tiny" the made-up one stands for all. */
export function fileOfTown(bench: Bench, name: TownName): string {
  return bench.size === "tiny" ? gridFile(bench.cache) : realFile(FOLDERS[name], "streets.osm.pbf");
}

/** Reads and builds a town with seeded homes, and with existing facilities in some of them. */
export async function loadTown(bench: Bench, name: TownName, { facilities }: { facilities: number }): Promise<Town> {
  const file = fileOfTown(bench, name);
  const extract = await readExtract(file);
  const input = inputOf(extract, PRODUCT_RULE);
  const homes = homesAlong(input.streets, name);
  const people: PeopleRows = {
    source: "homes",
    groups: [{ name: "people", label: "seeded people", labels: {}, role: "total", people: sum(homes.people) }],
    count: homes.lon.length,
    key: homes.lon.map((_, i) => `${i}`),
    h3Resolution: new Int8Array(homes.lon.length).fill(NONE),
    lon: Float64Array.from(homes.lon),
    lat: Float64Array.from(homes.lat),
    counts: Float64Array.from(homes.people),
  };
  const random = randomOf(`bench/facilities/${name}`);
  const territory = buildTerritory(
    {
      sources: [],
      streets: {
        ...input.streets,
        bicycle: input.streets.foot,
        onewayBicycle: new Int8Array(input.streets.count),
      },
      gates: input.gates.map((gate) => ({ ...gate, kind: "gate", bicycle: gate.foot })),
      barriers: input.barriers.map((each) => ({ ...each, geometry: each.geometry as StoredGeometry })),
      elevation: [],
      people: [people],
      areas: [],
      placeCorrections: [],
      settlements: [],
      places: [],
      barrierNames: [],
      facilities: Array.from({ length: facilities }, (_, i): FacilityRow => {
        const home = Math.floor(random() * people.count);
        const kind = "employment-service-station";
        const where = { lon: people.lon[home], lat: people.lat[home] };
        const unknown = { level: null, openingHours: null, staff: null, yearlyCapacity: null };
        return { id: i + 1, name: `Facility ${i + 1}`, names: {}, kind, status: "existing", ...unknown, ...where };
      }),
    },
    1,
  );
  return { name, title: TITLES[name], file, extract, input, territory, network: territory.network };
}

export interface Homes {
  readonly lon: number[];
  readonly lat: number[];
  readonly people: number[];
}

const RESIDENTIAL = new Set(["residential", "living_street"]);
/** One home stands for the houses of so much street, and up to so many people live there. */
const METRES_PER_HOME = 100;
const MOST_PEOPLE = 60;

/** A home in every hundred metres of residential street, a few metres beside it. */
export function homesAlong(streets: StreetColumns, name: string): Homes {
  const random = randomOf(`bench/homes/${name}`);
  const homes: Homes = { lon: [], lat: [], people: [] };
  let untilNext = METRES_PER_HOME * random();
  for (let w = 0; w < streets.count; w++) {
    if (!RESIDENTIAL.has(streets.highway[w]) || streets.foot[w] === 0) continue;
    for (let p = streets.firstPoint[w]; p + 1 < streets.firstPoint[w + 1]; p++) {
      const [lon, lat] = [streets.lon[p], streets.lat[p]];
      const [dLon, dLat] = [streets.lon[p + 1] - lon, streets.lat[p + 1] - lat];
      const metres = distanceMetres(lon, lat, lon + dLon, lat + dLat);
      let at = untilNext;
      for (; at < metres; at += METRES_PER_HOME) {
        homes.lon.push(lon + (at / metres) * dLon + ((random() - 0.5) * 20) / metresPerDegreeLon(lat));
        homes.lat.push(lat + (at / metres) * dLat + ((random() - 0.5) * 20) / METRES_PER_DEGREE);
        homes.people.push(1 + Math.floor(random() * MOST_PEOPLE));
      }
      untilNext = at - metres;
    }
  }
  return homes;
}

export interface Places {
  readonly lon: Float64Array;
  readonly lat: Float64Array;
}

/** Seeded places on public streets, each metre of the larger components as likely as another. */
export function placesOnStreets(network: Network, count: number, subject: string): Places {
  const random = randomOf(subject);
  const until = new Float64Array(network.edgeCount);
  let total = 0;
  for (let e = 0; e < network.edgeCount; e++) {
    if (isOpen(network, e)) total += network.edgeMetres[e];
    until[e] = total;
  }
  const places = { lon: new Float64Array(count), lat: new Float64Array(count) };
  for (let i = 0; i < count; i++) {
    const metres = random() * total;
    const edge = firstAbove(until, metres);
    const fraction = 1 - (until[edge] - metres) / network.edgeMetres[edge];
    [[places.lon[i], places.lat[i]]] = partOfShape(network, edge, fraction, 1);
  }
  return places;
}

/** Smaller pieces of street are left out: every peer drops islands of its own choice. */
const LEAST_COMPONENT = 50;

/** Public, open in both directions, and not on an island. */
export function isOpen(network: Network, edge: number): boolean {
  return (
    !isPrivate(network, edge) &&
    forwardCost(network, edge) !== NONE &&
    backwardCost(network, edge) !== NONE &&
    network.componentSize[network.nodeComponent[network.edgeFrom[edge]]] >= LEAST_COMPONENT
  );
}

function firstAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

/** 20 × 20 residential streets 80 m apart, with a few diagonals. */
function gridFile(cache: string): string {
  const file = join(cache, "grid.osm.pbf");
  if (existsSync(file)) return file;
  const side = 20;
  const step = 80;
  const nodes: OsmNode[] = [];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const lat = 41 + (y * step) / METRES_PER_DEGREE;
      nodes.push({ id: nodes.length + 1, lon: -8 + (x * step) / metresPerDegreeLon(41), lat, tags: {} });
    }
  }
  const id = (x: number, y: number) => y * side + x + 1;
  const lines = Array.from({ length: side }, (_, k) => k);
  const rows = lines.map((y) => lines.map((x) => id(x, y)));
  const columns = lines.map((x) => lines.map((y) => id(x, y)));
  const diagonal = lines.map((k) => id(k, k));
  const ways = [...rows, ...columns, diagonal].map((refs, i) => {
    return { id: i + 1, refs, tags: { highway: i % 5 === 0 ? "footway" : "residential" } };
  });
  mkdirSync(cache, { recursive: true });
  writeFileSync(file, writeOsmPbf({ nodes, ways, relations: [] }, "service-circles bench"));
  return file;
}
