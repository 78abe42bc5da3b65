/**
 * A territory: what is there. One readonly value of columns that every stage takes beside the standard. database/ reads
 * the rows, this file's builder links points to streets and finds the area of each point; nothing changes it afterwards: an
 * edit of a facility or an import makes another territory.
 */

import type { MultiPolygon, Point, Polygon } from "geojson";
import { areasOf, finderOfLevel } from "./areas.ts";
import { type BarrierNames, barrierNamesOf } from "./barrier-names.ts";
import type {
  FacilityRow,
  PlaceCorrection,
  PlaceRow,
  SettlementRow,
  SourceRow,
  TerritoryRows,
} from "./database/territory-rows.ts";
import { joinDemand } from "./demand.ts";
import type { Bounds } from "./geo.ts";
import { neighboursOf, streetMetresOf } from "./neighbours.ts";
import { byBicycle } from "./network/bicycle.ts";
import { buildNetwork, heightsOf } from "./network/build.ts";
import { share } from "./network/columns.ts";
import { createLinker, type Linker } from "./network/link.ts";
import { DEMAND_LINK_METRES, degreesOf, type Links, type Network } from "./network/network.ts";
import { pointsOnEdges } from "./network/on-edges.ts";
import { placeColumns, placesAt, type TerritoryUrbanisation, urbanisationOfDemand } from "./places/place-kinds.ts";
import { type AreaFinder, boundsOf } from "./point-in-area.ts";
import { type Membership, membershipOf, ownMembership, pointsOfSettlements } from "./settlements.ts";
import {
  AREA_LEVELS,
  type AreaLevel,
  type FacilityKind,
  type FacilityLevel,
  type FacilityStatus,
  type PeopleRole,
  type SettlementKind,
} from "./words.ts";

export interface PeopleGroup {
  /** Name of the source and the column, e.g. "population-20-59/band1". */
  readonly id: string;
  readonly label: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly role: PeopleRole;
  readonly source: string;
  /** Sum as read from the file. */
  readonly people: number;
}

/** Places that walks start from: demand points, or the points that speak for settlements. */
export interface Origins extends Membership {
  readonly count: number;
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  readonly links: Links;
  /** On the bicycle network; null where there is none. */
  readonly rideLinks: Links | null;
  /** For each level of Territory.levels the index into areas, or NONE outside all. */
  readonly area: readonly Int32Array[];
  /** Index into PLACE_KINDS. */
  readonly place: Uint8Array;
}

/** Where people are: H3 cells of rasters and tables, points of lists. */
export interface DemandPoints extends Origins {
  /** H3 index, or "source/line" for points of lists. */
  readonly id: readonly string[];
  /** Resolution of the H3 cell, NONE (-1) for points. */
  readonly h3Resolution: Int8Array;
  /** People of the total, the base of every headline. */
  readonly people: Float64Array;
  /** People of each group, in the order of Territory.groups. */
  readonly groups: readonly Float64Array[];
  /** Demand points linked to edge e are onEdge[firstOnEdge[e]] … onEdge[firstOnEdge[e + 1] - 1]. Length edgeCount + 1. */
  readonly firstOnEdge: Int32Array;
  readonly onEdge: Int32Array;
  /** Demand points beside point p are beside[firstBeside[p]] … beside[firstBeside[p + 1] - 1] (neighbours.ts). */
  readonly firstBeside: Int32Array;
  readonly beside: Int32Array;
  /** Metres of walkable street in the cell, or around a point of a list. */
  readonly streetMetres: Float64Array;
  /** What tells city from countryside (place), index into PLACE_GROUNDS (place-kinds.ts). */
  readonly placeGround: Uint8Array;
}

export interface Facilities {
  readonly count: number;
  /** Database id. */
  readonly id: Int32Array;
  readonly name: readonly string[];
  readonly names: readonly Readonly<Record<string, string>>[];
  readonly kind: readonly FacilityKind[];
  readonly level: readonly (FacilityLevel | null)[];
  readonly status: readonly FacilityStatus[];
  /** As given; null when unknown. */
  readonly openingHours: readonly (string | null)[];
  readonly staff: readonly (number | null)[];
  /** People a year. */
  readonly yearlyCapacity: readonly (number | null)[];
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  readonly links: Links;
  readonly rideLinks: Links | null;
  /** As for demand points. */
  readonly area: readonly Int32Array[];
}

export interface Areas {
  readonly count: number;
  readonly code: readonly string[];
  readonly name: readonly string[];
  readonly names: readonly Readonly<Record<string, string>>[];
  readonly level: readonly AreaLevel[];
  /** Index of the enclosing area of the next level up that exists, or NONE. */
  readonly parent: Int32Array;
  /** The statistics bureau's urban–rural classification, 1xx urban, 2xx rural, or NONE. */
  readonly urbanRuralCode: Int32Array;
  readonly geometry: readonly MultiPolygon[];
  readonly squareMetres: Float64Array;
}

/** As places they are their own point: itself, or a point inside. */
export interface Settlements extends Origins {
  readonly code: readonly string[];
  readonly name: readonly string[];
  readonly names: readonly Readonly<Record<string, string>>[];
  readonly kind: readonly SettlementKind[];
  /** People where the source says so, else null. */
  readonly people: readonly (number | null)[];
  readonly geometry: readonly (Point | Polygon | MultiPolygon)[];
}

/** Named places of the streets' files, for gaps that lie in no settlement or area. */
export interface Places {
  readonly count: number;
  readonly name: readonly string[];
  readonly names: readonly Readonly<Record<string, string>>[];
  readonly lon: Float64Array;
  readonly lat: Float64Array;
}

/** A source, and the file that it was read from. */
export type TerritorySource = Omit<SourceRow, "importId" | "details">;

export interface Territory {
  /** Grows with every change; answers and tiles name it. */
  readonly version: number;
  /** Of the one area of the largest level; empty when there is none or there are several. */
  readonly name: string;
  readonly names: Readonly<Record<string, string>>;
  /** True when a source says that it is made up, as the demo county does. */
  readonly fictional: boolean;
  /** The sources that all of this was made from, by name: not those that are current by now. */
  readonly sources: readonly TerritorySource[];
  /** OSM ways with a highway tag, each once. */
  readonly streets: number;
  readonly bounds: Bounds;
  readonly network: Network;
  /** Where bicycles may go; null unless a standard asks for rides. */
  readonly bicycle: Network | null;
  /** Index of the total in groups, or NONE when no people have been imported. */
  readonly total: number;
  readonly groups: readonly PeopleGroup[];
  readonly demand: DemandPoints;
  /** Urban centres, urban clusters and the rest by density, or null where no total of people is counted. */
  readonly urbanisation: TerritoryUrbanisation | null;
  /** Kinds of place that were set by hand, by code of the area. */
  readonly placeCorrections: readonly PlaceCorrection[];
  readonly facilities: Facilities;
  readonly areas: Areas;
  /** Levels that exist here, the largest first. */
  readonly levels: readonly AreaLevel[];
  readonly settlements: Settlements;
  readonly places: Places;
  /** Of the barriers of both networks. */
  readonly barrierNames: BarrierNames;
}

/**
 * The farthest that a facility may stand from a street, metres: up to here it is linked with its whole off-street leg
 * charged, also an imported one, and flagged as far from a street. Only facilities that are added or moved by hand are
 * refused beyond FACILITY_LINK_METRES, unless the user accepts it.
 */
export const ACCEPTED_FACILITY_LINK_METRES = 2_000;

/** A network, and what else is known of the rows that it was made from: what snapshot.ts keeps. */
export interface BuiltNetwork {
  readonly network: Network;
  /** OSM ways with a highway tag, each once. */
  readonly streets: number;
}

/** The network of the rows of streets, gates, barriers and heights, in memory that threads share. */
export function networkOf(rows: TerritoryRows): BuiltNetwork {
  const heights = rows.elevation.length === 0 ? null : heightsOf(rows.elevation);
  return { network: share(buildNetwork({ ...rows, heights })), streets: new Set(rows.streets.wayId).size };
}

/** The network of the same rows for bicycles, on flat ground. */
export function bicycleNetworkOf(rows: TerritoryRows): BuiltNetwork {
  return networkOf({ ...rows, ...byBicycle(rows.streets, rows.gates), elevation: [] });
}

/**
 * Builds the territory of all current rows: the network, demand points and facilities linked to it, the areas they lie in.
 * Takes seconds for a city, so live.ts runs it in a worker.
 *
 * @param built the network of these rows; the rows that it is made from are then not looked at
 * @param bicycle the bicycle network, where a standard asks for rides
 * @throws when the rows contradict each other (two totals)
 */
export function buildTerritory(
  rows: TerritoryRows,
  version: number,
  built: BuiltNetwork = networkOf(rows),
  bicycle: Network | null = null,
): Territory {
  const { network, streets } = built;
  const linkers = linkersOf(network, bicycle);
  const areas = areasOf(rows.areas);
  const levels = AREA_LEVELS.filter((level) => areas.level.includes(level));
  const finders = levels.map((level) => finderOfLevel(areas, level));
  const joined = joinDemand(rows.people);
  const { groups, total, columns, ...points } = joined;
  const { links, rideLinks } = linksBy(linkers, points.lon, points.lat, DEMAND_LINK_METRES);
  const area = areaColumns(finders, points.lon, points.lat);
  const urbanisation = urbanisationOfDemand(joined, network, areas, levels);
  const { placeCorrections } = rows;
  const demand: DemandPoints = {
    ...points,
    groups: columns,
    links,
    rideLinks,
    ...membershipOf(
      joined,
      rows.settlements.map(({ geometry }) => geometry),
    ),
    ...pointsOnEdges(links, network.edgeCount),
    ...neighboursOf(joined),
    streetMetres: streetMetresOf(joined, network),
    area,
    ...placeColumns(area, points.count, { areas, levels, urbanisation }, placeCorrections),
  };
  const facilities = facilitiesOf(rows.facilities, linkers, finders);
  const { name, names } = nameOf(areas, levels);
  return {
    version,
    name,
    names,
    fictional: rows.sources.some((source) => source.details.fictional === true),
    sources: rows.sources.map(({ name, kind, fileName, sha256, dataDate, licence }) => {
      return { name, kind, fileName, sha256, dataDate, licence };
    }),
    streets,
    bounds: boundsOfAll(areas, [demand, facilities], network),
    network,
    bicycle,
    total,
    groups,
    demand,
    urbanisation,
    placeCorrections,
    facilities,
    areas,
    levels,
    settlements: settlementsOf(rows.settlements, linkers, finders, { areas, levels, urbanisation, placeCorrections }),
    places: placesOf(rows.places),
    barrierNames: barrierNamesOf(rows.barrierNames),
  };
}

/** Other facilities on the same territory, joined to its streets and found in its areas. */
export function facilitiesOn({ network, bicycle, areas, levels }: Territory, rows: readonly FacilityRow[]): Facilities {
  const finders = levels.map((level) => finderOfLevel(areas, level));
  return facilitiesOf(rows, linkersOf(network, bicycle), finders);
}

/** Joins points to the streets that are walked, and to those that are ridden where a bicycle network stands. */
interface Linkers {
  readonly foot: Linker;
  readonly bicycle: Linker | null;
}

function linkersOf(network: Network, bicycle: Network | null): Linkers {
  return { foot: createLinker(network), bicycle: bicycle === null ? null : createLinker(bicycle) };
}

function linksBy({ foot, bicycle }: Linkers, lon: Float64Array, lat: Float64Array, maxMetres: number) {
  return { links: foot.link(lon, lat, { maxMetres }), rideLinks: bicycle?.link(lon, lat, { maxMetres }) ?? null };
}

/** A territory of nothing, for the time before the first is built. */
export function emptyTerritory(): Territory {
  const street = {
    count: 0,
    wayId: new Float64Array(),
    highway: [],
    foot: new Uint8Array(),
    onewayFoot: new Int8Array(),
    bicycle: new Uint8Array(),
    onewayBicycle: new Int8Array(),
  };
  const marks = { bridge: new Uint8Array(), tunnel: new Uint8Array(), barrier: new Uint8Array() };
  const points = { nodeId: new Float64Array(), lon: new Float64Array(), lat: new Float64Array() };
  const rows: TerritoryRows = {
    sources: [],
    streets: { ...street, ...marks, firstPoint: new Int32Array(1), ...points },
    gates: [],
    barriers: [],
    elevation: [],
    people: [],
    areas: [],
    placeCorrections: [],
    settlements: [],
    places: [],
    barrierNames: [],
    facilities: [],
  };
  return buildTerritory(rows, 0);
}

function areaColumns(finders: readonly AreaFinder[], lon: Float64Array, lat: Float64Array): Int32Array[] {
  return finders.map((find) => Int32Array.from(lon, (_, i) => find(lon[i], lat[i])));
}

function facilitiesOf(rows: readonly FacilityRow[], linkers: Linkers, finders: readonly AreaFinder[]): Facilities {
  const lon = Float64Array.from(rows, (row) => row.lon);
  const lat = Float64Array.from(rows, (row) => row.lat);
  return {
    count: rows.length,
    id: Int32Array.from(rows, (row) => row.id),
    name: rows.map((row) => row.name),
    names: rows.map((row) => row.names),
    kind: rows.map((row) => row.kind),
    level: rows.map((row) => row.level),
    status: rows.map((row) => row.status),
    openingHours: rows.map((row) => row.openingHours),
    staff: rows.map((row) => row.staff),
    yearlyCapacity: rows.map((row) => row.yearlyCapacity),
    lon,
    lat,
    ...linksBy(linkers, lon, lat, ACCEPTED_FACILITY_LINK_METRES),
    area: areaColumns(finders, lon, lat),
  };
}

function settlementsOf(
  rows: readonly SettlementRow[],
  linkers: Linkers,
  finders: readonly AreaFinder[],
  grounds: Parameters<typeof placesAt>[0],
): Settlements {
  const { lon, lat } = pointsOfSettlements(rows);
  return {
    count: rows.length,
    lon,
    lat,
    ...linksBy(linkers, lon, lat, DEMAND_LINK_METRES),
    ...ownMembership(rows.length),
    area: areaColumns(finders, lon, lat),
    place: placesAt(grounds, { lon, lat }),
    code: rows.map((row) => row.code),
    name: rows.map((row) => row.name),
    names: rows.map((row) => row.names),
    kind: rows.map((row) => row.kind),
    people: rows.map((row) => row.people),
    geometry: rows.map((row) => row.geometry),
  };
}

function placesOf(rows: readonly PlaceRow[]): Places {
  return {
    count: rows.length,
    name: rows.map((row) => row.name),
    names: rows.map((row) => row.names),
    lon: Float64Array.from(rows, (row) => row.lon),
    lat: Float64Array.from(rows, (row) => row.lat),
  };
}

function nameOf(areas: Areas, levels: readonly AreaLevel[]): { name: string; names: Readonly<Record<string, string>> } {
  const largest = areas.level.flatMap((level, i) => (level === levels[0] ? [i] : []));
  if (largest.length !== 1) return { name: "", names: {} };
  return { name: areas.name[largest[0]], names: areas.names[largest[0]] };
}

const WORLD: Bounds = [-180, -85, 180, 85];

interface Coordinates {
  readonly lon: ArrayLike<number>;
  readonly lat: ArrayLike<number>;
}

/** What a map shows first: the areas; without them demand points and facilities; without these the streets. */
function boundsOfAll(areas: Areas, points: readonly Coordinates[], network: Network): Bounds {
  const choices = [
    areas.geometry.map(boundsOf),
    points.flatMap(boundsOfPoints),
    boundsOfPoints({ lon: network.nodeLonE7, lat: network.nodeLatE7 }).map(
      ([west, south, east, north]): Bounds => [degreesOf(west), degreesOf(south), degreesOf(east), degreesOf(north)],
    ),
  ];
  const [first = WORLD, ...others] = choices.find((boxes) => boxes.length > 0) ?? [];
  return others.reduce(
    (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])],
    first,
  );
}

/** One box, or none without points. */
function boundsOfPoints({ lon, lat }: Coordinates): Bounds[] {
  if (lon.length === 0) return [];
  const box: Bounds = [lon[0], lat[0], lon[0], lat[0]];
  for (let i = 1; i < lon.length; i++) {
    if (lon[i] < box[0]) box[0] = lon[i];
    else if (lon[i] > box[2]) box[2] = lon[i];
    if (lat[i] < box[1]) box[1] = lat[i];
    else if (lat[i] > box[3]) box[3] = lat[i];
  }
  return [box];
}
