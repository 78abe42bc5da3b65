/**
 * Row "matrix": the walks from one place to a thousand others, all within 15 minutes or anywhere in the town, against
 * Valhalla's matrix of the same pairs; and where both disagree, why.
 */
import { distanceMetres } from "../../server/geo.ts";
import { createLinker } from "../../server/network/link.ts";
import { DEMAND_LINK_METRES, type Links, type Network, NONE } from "../../server/network/network.ts";
import { createSearch, type Search } from "../../server/network/search.ts";
import { partOfShape } from "../../server/network/shape.ts";
import { cutoffCentimetres, DEFAULT_PACE, DEFAULT_WALKING_SPEED_KMH } from "../../server/standard.ts";
import { randomOf } from "../demo/random.ts";
import { agrees, causesOf, type Pair } from "./differences.ts";
import { atLeastTimes, type Bench, bySize, figureOf, type Line, peerOrReason, type Result, type Row } from "./row.ts";
import { statisticsOf, timeEach, timeEachOf } from "./statistics.ts";
import { isOpen, loadTown, type Places, placesOnStreets, type Town } from "./town.ts";
import { type LonLat, openValhalla, type Valhalla } from "./valhalla.ts";

const LIMIT = cutoffCentimetres(DEFAULT_PACE);
/** Valhalla measures on a sphere of 6,378,137 m, the product on the mean sphere. */
const VALHALLA_METRES = 6_371_008.8 / 6_378_137;

export const matrixRow: Row = {
  name: "matrix",
  title: "Walks from one place to a thousand",
  run: async (bench) => {
    const porto = await measure(bench, "porto");
    const portoAlegre = await measure(bench, "porto-alegre");
    return {
      lines: [...porto.lines, ...portoAlegre.lines],
      notes: [
        "Within 15 minutes: one bounded search and the cost of each target, all of which lie within the limit; anywhere: one call of `times` to places all over the town. Targets are linked to the streets before, as demand points are; the lines with linking do it within the call, as Valhalla's call must. Ratios are those of the means.",
        ...porto.notes,
        ...portoAlegre.notes,
      ],
    };
  },
};

/** The questions of one kind: from place i to the targets of row i. */
interface Questions {
  readonly name: string;
  readonly owed: number;
  readonly from: Places;
  readonly to: readonly Places[];
  ask(from: Links, i: number, to: Links): void;
}

async function measure(bench: Bench, name: "porto" | "porto-alegre"): Promise<Result> {
  const town = await loadTown(bench, name, { facilities: 0 });
  const { title, network } = town;
  const count = bySize(bench, { full: 100, quick: 10, tiny: 2 });
  const targets = bySize(bench, { full: 1_000, quick: 1_000, tiny: 20 });
  const from = placesOnStreets(network, count, "bench/matrix/from");
  const search = createSearch(network);
  const linker = createLinker(network);
  const link = ({ lon, lat }: Places) => linker.link(lon, lat, { maxMetres: DEMAND_LINK_METRES });
  const fromLinks = link(from);
  const near = Array.from({ length: count }, (_, i) => placesWithin(search, fromLinks, i, targets));
  const far = Array.from({ length: count }, (_, i) => placesOnStreets(network, targets, `bench/matrix/to/${i}`));
  const kinds: Questions[] = [
    {
      name: `one place to ${targets} within 15 minutes`,
      owed: 100,
      from,
      to: near,
      ask: (links, i, to) => {
        const labels = search.fromPoint(links, i, LIMIT);
        for (let j = 0; j < to.count; j++) labels.costAt(to, j);
      },
    },
    {
      name: `one place to ${targets} anywhere`,
      owed: 30,
      from,
      to: far,
      ask: (links, i, to) => {
        search.times(rowOf(links, i), to);
      },
    },
  ];
  const peer = bench.withPeers ? await peerOrReason(() => openValhalla(bench, town.file)) : "peer not asked for";
  const lines: Line[] = [];
  const notes: string[] = [];
  for (const kind of kinds) {
    bench.say(`${title}: ${kind.name}`);
    const toLinks = kind.to.map(link);
    const linked = timeEach(count, count, (i) => kind.ask(fromLinks, i, toLinks[i]));
    const linking = timeEach(count, Math.min(5, count), (i) => {
      kind.ask(link({ lon: from.lon.subarray(i, i + 1), lat: from.lat.subarray(i, i + 1) }), 0, link(kind.to[i]));
    });
    const theirs =
      typeof peer === "string"
        ? peer
        : figureOf(
            statisticsOf(
              await timeEachOf(count, Math.min(5, count), (i) =>
                peer.matrixText(placeOf(from, i), placesOf(kind.to[i]), DEFAULT_WALKING_SPEED_KMH),
              ),
            ),
            "mean",
            "ms",
          );
    lines.push({
      what: `${title}: ${kind.name}`,
      ours: figureOf(statisticsOf(linked), "mean", "ms"),
      peer: theirs,
      target: atLeastTimes(kind.owed, 500),
    });
    lines.push({
      what: `${title}: ${kind.name}, with linking`,
      ours: figureOf(statisticsOf(linking), "mean", "ms"),
      peer: theirs,
      target: null,
    });
    if (typeof peer === "string") continue;
    const compared = Math.min(count, bySize(bench, { full: 20, quick: 3, tiny: 2 }));
    notes.push(`${title}, ${kind.name}: ${await compare({ town, search, peer, kind, fromLinks, toLinks, compared })}`);
  }
  return { lines, notes };
}

interface Comparison {
  readonly town: Town;
  readonly search: Search;
  readonly peer: Valhalla;
  readonly kind: Questions;
  readonly fromLinks: Links;
  readonly toLinks: readonly Links[];
  /** The first so many questions are compared. */
  readonly compared: number;
}

/** How many pairs agree, and by which tag the others differ. */
async function compare({ town, search, peer, kind, fromLinks, toLinks, compared }: Comparison): Promise<string> {
  const differing: Pair[] = [];
  let pairs = 0;
  for (let i = 0; i < compared; i++) {
    const from = placeOf(kind.from, i);
    const to = placesOf(kind.to[i]);
    const cells = await peer.matrix(from, to, DEFAULT_WALKING_SPEED_KMH);
    const { metres } = search.times(rowOf(fromLinks, i), toLinks[i]);
    pairs += to.length;
    to.forEach((place, j) => {
      const { distance } = cells[j];
      const theirs = distance === null ? null : 1_000 * distance * VALHALLA_METRES;
      if (!agrees(metres[j] === NONE ? null : metres[j], theirs)) differing.push({ from, to: place, theirs });
    });
  }
  const joined = await joinedElsewhere(peer, differing);
  const causes = causesOf(
    town.extract,
    differing.filter((pair) => !joined.has(pair)),
  );
  if (joined.size > 0) causes.set(`Valhalla joins one end to its streets over ${JOIN_METRES} m away`, joined.size);
  const agreeing = pairs - differing.length;
  const share = ((100 * agreeing) / pairs).toFixed(1);
  const said = `${agreeing.toLocaleString("en")} of ${pairs.toLocaleString("en")} pairs (${share} %) agree within 1 %`;
  if (differing.length === 0) return `${said}.`;
  return `${said}; the others agree when ${[...causes].map(([cause, count]) => `${cause}: ${count}`).join("; ")}.`;
}

/** The places lie on the product's streets; where Valhalla takes another street, the walk is another. */
const JOIN_METRES = 2;

async function joinedElsewhere(peer: Valhalla, pairs: readonly Pair[]): Promise<Set<Pair>> {
  const known = new Map<LonLat, boolean>();
  const isElsewhere = async (place: LonLat): Promise<boolean> => {
    const found = known.get(place) ?? (await distanceToJoin(peer, place)) > JOIN_METRES;
    known.set(place, found);
    return found;
  };
  const joined = new Set<Pair>();
  for (const pair of pairs) if ((await isElsewhere(pair.from)) || (await isElsewhere(pair.to))) joined.add(pair);
  return joined;
}

async function distanceToJoin(peer: Valhalla, place: LonLat): Promise<number> {
  const found = await peer.locate(place);
  return found === null ? Number.POSITIVE_INFINITY : distanceMetres(place.lon, place.lat, found.lon, found.lat);
}

/** Seeded places on open streets that can be walked to within the limit. */
function placesWithin(search: Search, links: Links, i: number, count: number): Places {
  const { network } = search;
  const random = randomOf(`bench/matrix/within/${i}`);
  const pieces: { edge: number; start: number; end: number; until: number }[] = [];
  let total = 0;
  search.fromPoint(links, i, LIMIT).forEachPiece((edge, start, end) => {
    if (!isOpen(network, edge)) return;
    total += (end - start) * network.edgeMetres[edge];
    pieces.push({ edge, start, end, until: total });
  });
  const places = { lon: new Float64Array(count), lat: new Float64Array(count) };
  for (let j = 0; j < count; j++) {
    const metres = random() * total;
    const piece = pieces.find(({ until }) => until > metres) ?? pieces[pieces.length - 1];
    [places.lon[j], places.lat[j]] = somewhereOn(network, piece, random());
  }
  return places;
}

function somewhereOn(network: Network, piece: { edge: number; start: number; end: number }, share: number) {
  const fraction = piece.start + share * (piece.end - piece.start);
  return partOfShape(network, piece.edge, fraction, 1)[0];
}

function rowOf(links: Links, i: number): Links {
  const row = <T extends Int32Array | Float64Array>(column: T) => column.slice(i, i + 1) as T;
  const { edge, fraction, metres, lon, lat } = links;
  return { count: 1, edge: row(edge), fraction: row(fraction), metres: row(metres), lon: row(lon), lat: row(lat) };
}

function placeOf({ lon, lat }: Places, i: number): LonLat {
  return { lon: lon[i], lat: lat[i] };
}

function placesOf(places: Places): LonLat[] {
  return Array.from(places.lon, (_, i) => placeOf(places, i));
}
