/** Edits where heights are known: parts of a split street cost what they cost in the network of the edited rows, a drawn path its length. */
import { expect, test } from "vitest";
import { METRES_PER_DEGREE } from "../../server/geo.ts";
import { buildNetwork } from "../../server/network/build.ts";
import { editNetwork, type StreetEdit } from "../../server/network/edit.ts";
import { createLinker } from "../../server/network/link.ts";
import { degreesOf, type Network, NONE } from "../../server/network/network.ts";
import { createSearch } from "../../server/network/search.ts";
import { checkArcs } from "./arcs-of-edges.ts";
import { Ambiguous, editedStreets, hasDoubles } from "./edited-streets.ts";
import { placeOf, randomPoints } from "./random-points.ts";
import { random, randomStreets } from "./random-streets.ts";

/** Waves of hills from south to north, up to 25 % steep; along a parallel the ground is level, so that a path there is flat in the twin too. */
const heights = (_: number, lat: number) => 20 * Math.sin((lat * METRES_PER_DEGREE) / 80);
const RULE = { maxMetres: 500 };

/** Paths along parallels from street to street, and now and then a blocked street. */
function levelEdits(network: Network, seed: number): StreetEdit[] {
  const next = random(seed + 90_000);
  const { shapeLonE7, shapeLatE7, segmentPoint } = network;
  const crossings = (lat: number) =>
    Array.from(segmentPoint).flatMap((p) => {
      const share = (lat - shapeLatE7[p]) / (shapeLatE7[p + 1] - shapeLatE7[p]);
      return share > 0 && share < 1
        ? [{ lon: degreesOf(shapeLonE7[p] + share * (shapeLonE7[p + 1] - shapeLonE7[p])), lat: degreesOf(lat) }]
        : [];
    });
  const somewhere = () => {
    const p = segmentPoint[Math.floor(next() * segmentPoint.length)];
    return shapeLatE7[p] + (0.1 + 0.8 * next()) * (shapeLatE7[p + 1] - shapeLatE7[p]);
  };
  const edits: StreetEdit[] = [];
  for (let key = 1; key <= 2; key++) {
    const places = crossings(somewhere());
    if (places.length < 2) continue;
    edits.push({ type: "add-path", key, points: [places[0], places[1 + Math.floor(next() * (places.length - 1))]] });
  }
  const [place] = crossings(somewhere());
  if (next() < 0.4 && place !== undefined) edits.push({ type: "block-street", key: 9, ...place });
  return edits;
}

test("100 random networks on hills: edited, they are those of the edited rows with their heights", () => {
  let [compared, pairs, sum, difference, sloped] = [0, 0, 0, 0, 0];
  for (let seed = 1; compared < 100; seed++) {
    const input = { ...randomStreets(seed, seed % 2), heights };
    const flat = buildNetwork({ ...input, heights: null });
    if (flat.segmentPoint.length === 0 || hasDoubles(flat) || Math.max(...flat.edgeMetres) > 2_000) continue;
    const before = buildNetwork(input);
    const edits = levelEdits(before, seed);
    const edited = editNetwork(before, edits);
    if (edited.network === before) continue;
    const { network } = edited;
    checkArcs(network, `seed ${seed}`);
    const refused = new Set(edited.problems.map(({ key }) => key));
    const done = edits.filter(({ key }) => !refused.has(key));
    let twin: Network;
    try {
      // Where a blocked street ends is a matter of junctions, not of slopes.
      const streets = editedStreets(input.streets, done, input.gates, (rows) =>
        buildNetwork({ ...input, heights: null, streets: rows }),
      );
      if (hasDoubles(buildNetwork({ ...input, heights: null, streets }))) continue;
      twin = buildNetwork({ ...input, streets });
    } catch (error) {
      if (error instanceof Ambiguous) continue;
      throw error;
    }
    compared++;
    const { lon, lat } = randomPoints(flat, seed, 30);
    const [links, ofTwin] = [network, twin].map((of) => createLinker(of).link(lon, lat, RULE));
    const [cost, costOfTwin] = [createSearch(network).times(links, links), createSearch(twin).times(ofTwin, ofTwin)];
    // Streets cross without meeting here: a point there may join either.
    const same = [...lon.keys()].filter((i) => {
      if (links.edge[i] === NONE || ofTwin.edge[i] === NONE) return links.edge[i] === ofTwin.edge[i];
      const [[lonA, latA], [lonB, latB]] = [placeOf(network, links, i), placeOf(twin, ofTwin, i)];
      const isNear = Math.hypot(lonA - lonB, latA - latB) * METRES_PER_DEGREE < 0.1;
      return isNear && network.edgeWay[links.edge[i]] === twin.edgeWay[ofTwin.edge[i]];
    });
    // Within an edge, cost counts as proportional to length, two metres off at most: at each end, and where a street was split.
    const joins = done.length * 2;
    for (const i of same) {
      for (const j of same) {
        const at = i * lon.length + j;
        const [mine, theirs] = [cost.cost[at], costOfTwin.cost[at]];
        const where = `seed ${seed} from ${i} to ${j}: ${mine} ${theirs}`;
        expect(mine === NONE, where).toBe(theirs === NONE);
        if (mine === NONE) continue;
        expect(Math.abs(mine - theirs), where).toBeLessThanOrEqual(400 * (2 + joins) + 0.02 * theirs);
        pairs++;
        sum += theirs;
        difference += Math.abs(mine - theirs);
        if (theirs > 110 * costOfTwin.metres[at]) sloped++;
      }
    }
  }
  expect(pairs).toBeGreaterThan(20_000);
  expect(sloped / pairs).toBeGreaterThan(0.3);
  // On the whole far nearer than that.
  console.log(
    `${pairs} walks, ${sloped} of them dearer than their length by a tenth; differences ${((100 * difference) / sum).toFixed(3)} %.`,
  );
  expect(difference / sum).toBeLessThan(0.003);
}, 60_000);

test("a drawn path costs its length both ways, however steep the ground; what it splits costs what it cost", () => {
  let [paths, split] = [0, 0];
  for (let seed = 1; paths < 60; seed++) {
    const before = buildNetwork({ ...randomStreets(seed), heights });
    if (before.segmentPoint.length === 0 || before.heights !== "used") continue;
    const { lon, lat } = randomPoints(before, seed, 2);
    const edited = editNetwork(before, [
      { type: "add-path", key: 1, points: [0, 1].map((i) => ({ lon: lon[i], lat: lat[i] })) },
    ]);
    if (edited.problems.length > 0) continue;
    const { network, newEdges, edgeNow } = edited;
    const isPath = (edge: number) => network.highwayNames[network.edgeHighway[edge]] === "path";
    paths += newEdges.filter(isPath).length;
    for (const edge of newEdges.filter(isPath)) {
      const centimetres = Math.round(100 * network.edgeMetres[edge]);
      expect([network.edgeCost[edge], network.edgeCostBack[edge]], `seed ${seed}`).toEqual([centimetres, centimetres]);
    }
    const total = (of: Network, edges: readonly number[], column: "edgeCost" | "edgeCostBack") =>
      edges.reduce((all, edge) => all + of[column][edge], 0);
    const gone = [...edgeNow.keys()].filter((edge) => edgeNow[edge] === NONE);
    const parts = [...newEdges].filter((edge) => !isPath(edge));
    split += gone.length;
    // Parts keep their direction.
    for (const column of ["edgeCost", "edgeCostBack"] as const) {
      expect(total(network, parts, column), `seed ${seed}`).toBe(total(before, gone, column));
    }
  }
  expect(split).toBeGreaterThan(20);
});
