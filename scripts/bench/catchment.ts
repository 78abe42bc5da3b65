/**
 * Row "catchment": all that a planner gets for a place (its link to the street, the search, the people, the polygon, as
 * GeoJSON text) against Valhalla's isochrone call, which gives a polygon. Then each engine's polygon is held against that
 * engine's own costs, junction by junction: how many unreached ones it encloses.
 */
import type { MultiPolygon, Polygon } from "geojson";
import { catchmentsOf } from "../../server/catchments.ts";
import { type Bounds, growBounds } from "../../server/geo.ts";
import { DEFAULT_OUTLINE, reachPolygon } from "../../server/network/contour.ts";
import { isPrivate } from "../../server/network/edges.ts";
import { createLinker } from "../../server/network/link.ts";
import { DEMAND_LINK_METRES, degreesOf, type Network, NONE, unitsOf } from "../../server/network/network.ts";
import { createSearch } from "../../server/network/search.ts";
import { cutoffCentimetres, DEFAULT_PACE } from "../../server/standard.ts";
import type { Territory } from "../../server/territory.ts";
import { type Enclosure, enclosureText, insideOf } from "./inside.ts";
import { atLeastTimes, type Bench, bySize, figureOf, type Line, peerOrReason, type Result, type Row } from "./row.ts";
import { statisticsOf, timeEach, timeEachOf } from "./statistics.ts";
import { loadTown, type Places, placesOnStreets } from "./town.ts";
import { openValhalla, polygonOf, type Valhalla } from "./valhalla.ts";

const { cutoffMinutes, walkingSpeedKmh } = DEFAULT_PACE;
const LIMIT = cutoffCentimetres(DEFAULT_PACE);

export const catchmentRow: Row = {
  name: "catchment",
  title: "Whole catchment of a place",
  run: async (bench) => {
    const porto = await measure(bench, "porto");
    const portoAlegre = await measure(bench, "porto-alegre");
    return {
      lines: [...porto.lines, ...portoAlegre.lines],
      notes: [
        `From longitude and latitude to GeoJSON text, as the product serves it: link, search, people, street length, polygon (${DEFAULT_OUTLINE.cellMetres} m raster) and its area, for seeded places on streets, ${cutoffMinutes} minutes at ${walkingSpeedKmh} km/h in both engines. Valhalla's call counts no people.`,
        ...porto.notes,
        ...portoAlegre.notes,
      ],
    };
  },
};

async function measure(bench: Bench, name: "porto" | "porto-alegre"): Promise<Result> {
  const { title, file, territory, network } = await loadTown(bench, name, { facilities: 0 });
  const count = bySize(bench, { full: 1_000, quick: 100, tiny: 5 });
  const places = placesOnStreets(network, count, "bench/places");
  const ask = createAsker(territory);
  bench.say(`${title}: ${count} places, ${territory.demand.count} homes`);
  const warmUp = Math.min(200, count);
  const ours = statisticsOf(timeEach(count, warmUp, (i) => ask(places.lon[i], places.lat[i])));
  const notes: string[] = [];
  const checked = Math.min(count, bySize(bench, { full: 200, quick: 20, tiny: 5 }));
  const enclosedByUs = ourEnclosure(network, places, checked);
  notes.push(`${title}: our polygon: ${enclosureText(enclosedByUs)}; truth: our own exact costs.`);
  const peer = bench.withPeers ? await peerOrReason(() => openValhalla(bench, file)) : "peer not asked for";
  let theirs: string | ReturnType<typeof statisticsOf>;
  if (typeof peer === "string") theirs = peer;
  else {
    const place = (i: number) => ({ lon: places.lon[i], lat: places.lat[i] });
    theirs = statisticsOf(
      await timeEachOf(count, warmUp, (i) => peer.isochroneText(place(i), cutoffMinutes, walkingSpeedKmh)),
    );
    const enclosed = await theirEnclosure(network, peer, places, Math.min(checked, 100));
    notes.push(
      `${title}: Valhalla ${peer.version}'s polygon: ${enclosureText(enclosed)}; truth: the times of its own matrix to the same junctions.`,
    );
  }
  const line = (of: "p50" | "p95"): Line => ({
    what: `${title}: whole catchment, polygon at ${DEFAULT_OUTLINE.cellMetres} m, ${of}`,
    ours: figureOf(ours, of, "ms"),
    peer: typeof theirs === "string" ? theirs : figureOf(theirs, of, "ms"),
    target: atLeastTimes(1.5, 3),
  });
  return { lines: [line("p50"), line("p95")], notes };
}

/** All that is done for one place, from its coordinates to GeoJSON text. */
function createAsker(territory: Territory): (lon: number, lat: number) => string {
  const { network } = territory;
  const linker = createLinker(network);
  const search = createSearch(network);
  const pace = { cutoffsMinutes: [cutoffMinutes], walkingSpeedKmh };
  return (lon, lat) => {
    const places = linker.linkPoint(lon, lat, { maxMetres: DEMAND_LINK_METRES });
    const [catchment] = catchmentsOf({ territory, search }, { places, row: 0 }, pace, { withOutline: true });
    const { people, points, streetMetres, outline } = catchment;
    return JSON.stringify({
      type: "Feature",
      geometry: outline?.polygon,
      properties: { people, demandPoints: points.length, streetMetres, areaSquareMetres: outline?.squareMetres },
    });
  };
}

function ourEnclosure(network: Network, places: Places, count: number): Enclosure {
  const search = createSearch(network);
  const links = createLinker(network).link(places.lon, places.lat, { maxMetres: DEMAND_LINK_METRES });
  const sum: Enclosure = { reached: 0, wrong: 0, missed: 0 };
  for (let i = 0; i < count; i++) {
    const labels = search.toward(links, i, LIMIT);
    const polygon = reachPolygon(labels, LIMIT);
    const junctions = junctionsIn(network, boundsAround(places, i));
    const isReached = junctions.map((node) => labels.nodeCost[node] <= LIMIT);
    addUp(sum, network, junctions, polygon, isReached);
  }
  return sum;
}

async function theirEnclosure(network: Network, peer: Valhalla, places: Places, count: number): Promise<Enclosure> {
  const sum: Enclosure = { reached: 0, wrong: 0, missed: 0 };
  for (let i = 0; i < count; i++) {
    const from = { lon: places.lon[i], lat: places.lat[i] };
    const polygon = polygonOf(await peer.isochroneText(from, cutoffMinutes, walkingSpeedKmh));
    const junctions = junctionsIn(network, boundsAround(places, i));
    if (junctions.length === 0) continue;
    const targets = junctions.map((node) => ({
      lon: degreesOf(network.nodeLonE7[node]),
      lat: degreesOf(network.nodeLatE7[node]),
    }));
    const cells = await peer.matrix(from, targets, walkingSpeedKmh);
    const isReached = cells.map(({ time }) => time !== null && time <= 60 * cutoffMinutes);
    addUp(sum, network, junctions, polygon, isReached);
  }
  return sum;
}

function addUp(
  sum: Enclosure,
  { nodeLonE7, nodeLatE7 }: Network,
  junctions: readonly number[],
  polygon: Polygon | MultiPolygon,
  isReached: readonly boolean[],
): void {
  const isInside = insideOf(polygon);
  junctions.forEach((node, k) => {
    const inside = isInside(degreesOf(nodeLonE7[node]), degreesOf(nodeLatE7[node]));
    if (isReached[k]) sum.reached++;
    if (inside && !isReached[k]) sum.wrong++;
    if (!inside && isReached[k]) sum.missed++;
  });
}

/** A little more than can be reached in a straight line: polygons are generous. */
function boundsAround({ lon, lat }: Places, i: number): Bounds {
  return growBounds([lon[i], lat[i], lon[i], lat[i]], 1.2 * (LIMIT / 100));
}

/** Junctions of public streets: private ones stand in the network twice, and Valhalla treats them in its own way. */
function junctionsIn(network: Network, bounds: Bounds): number[] {
  const { nodeLonE7, nodeLatE7, firstArc, arcEdge } = network;
  const [west, south, east, north] = bounds.map(unitsOf);
  const junctions: number[] = [];
  for (let node = 0; node < network.nodeCount; node++) {
    if (nodeLonE7[node] < west || nodeLonE7[node] > east || nodeLatE7[node] < south || nodeLatE7[node] > north)
      continue;
    for (let k = firstArc[node]; k < firstArc[node + 1]; k++) {
      if (arcEdge[k] === NONE || isPrivate(network, arcEdge[k])) continue;
      junctions.push(node);
      break;
    }
  }
  return junctions;
}
