/**
 * Where new sites may be: junctions near people, or places of a list; inside or outside of areas and drawn polygons. Each is
 * joined to the streets exactly as a facility that stands there would be, so that what siting counts is what a scenario
 * with these facilities counts.
 */
import Flatbush from "flatbush";
import type { MultiPolygon } from "geojson";
import { gridDisk, latLngToCell } from "h3-js";
import type { SitingRequest } from "../api/siting-messages.ts";
import { finderOfLevel } from "../areas.ts";
import { namer } from "../gaps.ts";
import { distanceMetres, growBounds } from "../geo.ts";
import { districtLevel, type Tools } from "../nearness.ts";
import { NEIGHBOUR_METRES } from "../neighbours.ts";
import { arrivingFrom, arrivingTo, isPrivate } from "../network/edges.ts";
import { createLinker, ISLAND_NODES, type Linker } from "../network/link.ts";
import { type Links, type Network, NONE } from "../network/network.ts";
import { areaFinder } from "../point-in-area.ts";
import { ACCEPTED_FACILITY_LINK_METRES, type DemandPoints, type Facilities, type Territory } from "../territory.ts";
import { candidatesAtJunctions } from "./instance.ts";
import { SitingRefused } from "./refused.ts";

/** Where siting works. */
export interface Ground {
  readonly territory: Territory;
  readonly tools: Tools;
  readonly linker: Linker;
}

export interface Sites {
  readonly count: number;
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  /** As a facility that stands there is linked. */
  readonly links: Links;
  readonly rideLinks: Links | null;
  /** The node that costs what the place costs, NONE where the place has to be searched for itself. */
  readonly node: Int32Array;
  /** Index into areas of the district; null when all is one. */
  readonly district: Int32Array | null;
  /** In the unit of the budget; NaN where nobody said. */
  readonly cost: Float64Array;
  name(row: number): { readonly name: string; readonly names: Readonly<Record<string, string>> };
  /** These rows only. */
  only(rows: Int32Array): Sites;
  /** With these facilities after the sites. @param level of districts, NONE where all is one */
  with(facilities: Facilities, rows: readonly number[], level: number): Sites;
}

type Columns = Omit<Sites, "count" | "lon" | "lat" | "only" | "with">;

function sitesWith(columns: Columns): Sites {
  const { links, rideLinks, node, district, cost, name } = columns;
  return {
    ...columns,
    count: links.count,
    lon: links.lon,
    lat: links.lat,
    only: (rows) =>
      sitesWith({
        links: linksAt(links, rows),
        rideLinks: rideLinks && linksAt(rideLinks, rows),
        node: rows.map((row) => node[row]),
        district: district && rows.map((row) => district[row]),
        cost: Float64Array.from(rows, (row) => cost[row]),
        name: (row) => name(rows[row]),
      }),
    with: (facilities, rows, level) => {
      const theirs = Int32Array.from(rows);
      return sitesWith({
        links: joined(links, linksAt(facilities.links, theirs)),
        rideLinks: rideLinks && facilities.rideLinks && joined(rideLinks, linksAt(facilities.rideLinks, theirs)),
        node: Int32Array.from([...node, ...rows.map(() => NONE)]),
        district:
          level === NONE
            ? null
            : Int32Array.from([...(district ?? []), ...rows.map((row) => facilities.area[level][row])]),
        cost: Float64Array.from([...cost, ...rows.map(() => 0)]),
        name: (row) =>
          row < links.count
            ? name(row)
            : { name: facilities.name[rows[row - links.count]], names: facilities.names[rows[row - links.count]] },
      });
    },
  };
}

function joined(a: Links, b: Links): Links {
  const both = (x: Float64Array, y: Float64Array) => Float64Array.from([...x, ...y]);
  return {
    count: a.count + b.count,
    edge: Int32Array.from([...a.edge, ...b.edge]),
    fraction: both(a.fraction, b.fraction),
    metres: both(a.metres, b.metres),
    lon: both(a.lon, b.lon),
    lat: both(a.lat, b.lat),
  };
}

/** @param withRides whether any rule measures rides @throws SitingRefused */
export function sitesOf(
  ground: Ground,
  request: SitingRequest,
  { withRides, ownDistrictOnly }: { withRides: boolean; ownDistrictOnly: boolean },
): Sites {
  const { territory } = ground;
  const given = request.candidates?.type === "places" ? request.candidates.places : null;
  const isAllowed = allowedBy(territory, request);
  const base = given === null ? atJunctions(ground) : atPlaces(ground.linker, given);
  const isNear = given === null ? nearPeople(territory.demand) : () => true;
  const { lon, lat } = base.links;
  const kept = Int32Array.from(lon.keys()).filter((row) => isAllowed(lon[row], lat[row]) && isNear(lon[row], lat[row]));
  const links = linksAt(base.links, kept);
  const level = ownDistrictOnly ? districtLevel(territory) : NONE;
  const findDistrict = level === NONE ? null : finderOfLevel(territory.areas, territory.levels[level]);
  const nameAt = namer(territory);
  const finders = territory.levels.map((each) => finderOfLevel(territory.areas, each)).reverse();
  return sitesWith({
    links,
    rideLinks: withRides ? rideLinksOf(ground, links) : null,
    node: kept.map((row) => base.node[row]),
    district: findDistrict && Int32Array.from(kept, (row) => findDistrict(lon[row], lat[row])),
    cost: Float64Array.from(kept, (row) => given?.[row].cost ?? request.costPerSite ?? Number.NaN),
    name: (row) => {
      const own = given?.[kept[row]].name.trim();
      if (own) return { name: own, names: {} };
      const [x, y] = [links.lon[row], links.lat[row]];
      let area = NONE;
      for (const find of finders) if (area === NONE) area = find(x, y);
      const { name, names } = nameAt(x, y, area);
      return name === "" ? { name: `${y.toFixed(5)}, ${x.toFixed(5)}`, names: {} } : { name, names };
    },
  });
}

function rideLinksOf({ tools }: Ground, { lon, lat }: Links): Links {
  return createLinker(tools.ride().network).link(lon, lat, { maxMetres: ACCEPTED_FACILITY_LINK_METRES });
}

function linksAt({ edge, fraction, metres, lon, lat }: Links, rows: Int32Array): Links {
  const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]);
  return {
    count: rows.length,
    edge: rows.map((row) => edge[row]),
    fraction: pick(fraction),
    metres: pick(metres),
    lon: pick(lon),
    lat: pick(lat),
  };
}

/** Places of a list, linked. @throws SitingRefused naming the first that no street is near */
function atPlaces(
  linker: Linker,
  places: readonly { readonly name: string; readonly lon: number; readonly lat: number }[],
): { links: Links; node: Int32Array } {
  const links = linker.link(
    places.map(({ lon }) => lon),
    places.map(({ lat }) => lat),
    { maxMetres: ACCEPTED_FACILITY_LINK_METRES },
  );
  return { links, node: new Int32Array(places.length).fill(NONE) };
}

/** Junctions of public streets; those where a facility would join just this junction are known by their node. */
function atJunctions({ territory, linker }: Ground): { links: Links; node: Int32Array } {
  const { links, nodes } = candidatesAtJunctions(territory.network);
  const node = Int32Array.from(nodes ?? []);
  const joinsIts = joinsItsNode(territory.network);
  const [edge, fraction, metres] = [links.edge.slice(), links.fraction.slice(), links.metres.slice()];
  for (let row = 0; row < links.count; row++) {
    if (joinsIts(node[row])) continue;
    node[row] = NONE;
    const own = linker.linkPoint(links.lon[row], links.lat[row], { maxMetres: ACCEPTED_FACILITY_LINK_METRES });
    [edge[row], fraction[row], metres[row]] = [own.edge[0], own.fraction[0], own.metres[0]];
  }
  return { links: { ...links, edge, fraction, metres }, node };
}

/**
 * Tells whether a facility at a junction's coordinates certainly costs what its open node costs: link.ts takes the lowest of
 * the segments at distance 0, so all of these must be public edges that end at this node (standing at an end of an edge is
 * free, whichever edge it is), and its component must be too large to be left for another. Where another street passes the
 * same spot, or a private one ends there, the answer is no, and the place is linked like any other.
 */
function joinsItsNode(network: Network): (node: number) => boolean {
  const { nodeLonE7, nodeLatE7, segmentPoint, segmentEdge, edgeShape, shapeLonE7, shapeLatE7 } = network;
  const index = network.segmentIndex === null ? null : Flatbush.from(network.segmentIndex);
  const endsAt = (segment: number, node: number): boolean => {
    const [edge, from] = [segmentEdge[segment], segmentPoint[segment]];
    if (isPrivate(network, edge)) return false;
    const isStart = from === edgeShape[edge] && arrivingFrom(network, edge) === node;
    const isEnd = from + 1 === edgeShape[edge + 1] - 1 && arrivingTo(network, edge) === node;
    const isHere = (point: number) => shapeLonE7[point] === nodeLonE7[node] && shapeLatE7[point] === nodeLatE7[node];
    // A segment without length is at both its ends.
    if (isHere(from) && isHere(from + 1)) return false;
    return (isStart && isHere(from)) || (isEnd && isHere(from + 1));
  };
  /** Whether a segment whose box holds the node comes nearer than a millimetre (0.1 units). */
  const touches = (segment: number, node: number): boolean => {
    const from = segmentPoint[segment];
    const [dx, dy] = [shapeLonE7[from + 1] - shapeLonE7[from], shapeLatE7[from + 1] - shapeLatE7[from]];
    const [x, y] = [nodeLonE7[node] - shapeLonE7[from], nodeLatE7[node] - shapeLatE7[from]];
    return Math.abs(dx * y - dy * x) <= 0.1 * Math.hypot(dx, dy);
  };
  return (node) => {
    if (network.componentSize[network.nodeComponent[node]] < ISLAND_NODES) return false;
    const [x, y] = [nodeLonE7[node], nodeLatE7[node]];
    return index?.search(x, y, x, y).every((s) => endsAt(s, node) || !touches(s, node)) ?? false;
  };
}

/** Tells whether a place is in or beside a cell with people, or near a point of a list with people. */
function nearPeople(demand: DemandPoints): (lon: number, lat: number) => boolean {
  const cells = new Set<string>();
  const resolutions = new Set<number>();
  const points: number[] = [];
  for (let p = 0; p < demand.count; p++) {
    if (demand.people[p] === 0 && demand.groups.every((people) => people[p] === 0)) continue;
    if (demand.h3Resolution[p] === NONE) points.push(p);
    else {
      resolutions.add(demand.h3Resolution[p]);
      for (const cell of gridDisk(demand.id[p], 1)) cells.add(cell);
    }
  }
  const index = points.length === 0 ? null : new Flatbush(points.length);
  for (const p of points) index?.add(demand.lon[p], demand.lat[p], demand.lon[p], demand.lat[p]);
  index?.finish();
  return (lon, lat) => {
    for (const resolution of resolutions) if (cells.has(latLngToCell(lat, lon, resolution))) return true;
    const near = index?.search(...growBounds([lon, lat, lon, lat], NEIGHBOUR_METRES)) ?? [];
    return near.some((k) => distanceMetres(lon, lat, demand.lon[points[k]], demand.lat[points[k]]) <= NEIGHBOUR_METRES);
  };
}

/** Tells whether a place is inside and not outside what the request names. @throws SitingRefused */
function allowedBy(territory: Territory, { inside, outside }: SitingRequest): (lon: number, lat: number) => boolean {
  const within = inside === undefined ? null : areaFinder(shapesOf(territory, inside, "/inside"));
  const without = outside === undefined ? null : areaFinder(shapesOf(territory, outside, "/outside"));
  return (lon, lat) => (within?.(lon, lat) ?? 0) !== NONE && (without?.(lon, lat) ?? NONE) === NONE;
}

function shapesOf(
  { areas }: Territory,
  { areaCodes = [], polygon }: NonNullable<SitingRequest["inside"]>,
  pointer: string,
): MultiPolygon[] {
  const shapes = areaCodes.flatMap((code, n) => {
    const found = [...areas.code.keys()].filter((area) => areas.code[area] === code);
    if (found.length === 0) throw new SitingRefused(`${pointer}/areaCodes/${n}`, `names no area: "${code}"`);
    return found.map((area) => areas.geometry[area]);
  });
  if (polygon !== undefined) shapes.push(polygon as MultiPolygon);
  if (shapes.length === 0) throw new SitingRefused(pointer, "names no area and draws no polygon: leave it out");
  return shapes;
}
