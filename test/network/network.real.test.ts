/** The network of real extracts against the slow twins, and what slopes do to real mountains. */
import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { buildNetwork, heightsOf } from "../../server/network/build.ts";
import { reachPolygon } from "../../server/network/contour.ts";
import { backwardCost, forwardCost } from "../../server/network/edges.ts";
import { createLinker } from "../../server/network/link.ts";
import { degreesOf, NONE } from "../../server/network/network.ts";
import { createSearch } from "../../server/network/search.ts";
import { inputOf, PRODUCT_RULE, readExtract, realFile } from "./extract.ts";
import { random } from "./random-streets.ts";
import { slowLink } from "./slow-link.ts";
import { nearestPlaces, slowNetwork, slowWalks } from "./slow-walks.ts";
import { problemsOf } from "./valid.ts";

/** Random places within some 100 m of nodes of walkable streets. */
function placesNear(nodeLonE7: Int32Array, nodeLatE7: Int32Array, count: number, seed: number) {
  const next = random(seed);
  const nodes = Array.from({ length: count }, () => Math.floor(next() * nodeLonE7.length));
  return {
    lons: nodes.map((node) => degreesOf(nodeLonE7[node]) + (next() - 0.5) * 0.002),
    lats: nodes.map((node) => degreesOf(nodeLatE7[node]) + (next() - 0.5) * 0.002),
  };
}

describe.each(["chiang-mai", "porto-alegre", "andorra", "shanghai-center"])("%s", (name) => {
  test("keeps every metre of street, links and searches as the slow twins do, and draws valid outlines", async () => {
    const input = inputOf(await readExtract(realFile(name, "streets.osm.pbf")), PRODUCT_RULE);
    const network = buildNetwork(input);
    const slow = slowNetwork(input);
    expect(network.walkableMetres).toBeGreaterThan(100_000);
    expect(Math.abs(network.walkableMetres - slow.metres)).toBeLessThan(0.01);
    const metres = network.edgeMetres.reduce((total, value) => total + value, 0);
    expect(Math.abs(metres - slow.metres)).toBeLessThan(0.01);

    const { lons, lats } = placesNear(network.nodeLonE7, network.nodeLatE7, 60, 1);
    const links = createLinker(network).link(lons, lats, { maxMetres: 500 });
    const onIslands = links.edge.map(
      (edge) => network.componentSize[network.nodeComponent[network.edgeFrom[edge]]] ?? 0,
    );
    for (let i = 0; i < links.count; i++) {
      const expected = slowLink(input, lons[i], lats[i], 500);
      const where = `${lons[i]} ${lats[i]}`;
      if (expected === null) expect(links.edge[i], where).toBe(NONE);
      // A big component may have been taken instead of a nearer island, which the twin does not know.
      else if (onIslands[i] < 50) expect(links.metres[i], where).toBeCloseTo(expected.metres, 6);
      else {
        expect(links.metres[i], where).toBeGreaterThan(expected.metres - 1e-6);
        expect(links.metres[i], where).toBeLessThan(expected.metres + 50);
      }
    }

    // Searches from the points whose nearest street is one place beyond doubt.
    const free = createLinker(buildNetwork({ ...input, barriers: [] })).link(lons, lats, { maxMetres: 500 });
    const chosen = lons.flatMap((lon, i) => {
      const places = nearestPlaces(slow, lon, lats[i]);
      const isOne = places.length === 1 && Math.abs(places[0].leg - free.metres[i]) < 1e-6;
      return isOne ? [{ i, place: places[0] }] : [];
    });
    expect(chosen.length).toBeGreaterThan(30);
    const search = createSearch(network);
    const starts = chosen.slice(0, 10);
    for (const { i, place } of starts) {
      const expected = slowWalks(
        slow,
        place,
        chosen.map((other) => other.place),
      );
      const labels = search.fromPoint(free, i, Number.POSITIVE_INFINITY);
      chosen.forEach(({ i: j }, k) => {
        const walk = labels.walkAt(free, j);
        if (expected[k] === Number.POSITIVE_INFINITY) expect(walk, `${i} to ${j}`).toBe(null);
        else {
          // Rounding edges to centimetres: half a centimetre each, some 200 a kilometre at most, and seldom all one way.
          const tolerance = 0.05 + expected[k] * 1e-4;
          expect(Math.abs((walk?.cost ?? NONE) / 100 - expected[k]), `${i} to ${j}`).toBeLessThan(tolerance);
          expect(Math.abs((walk?.metres ?? NONE) - expected[k]), `${i} to ${j}`).toBeLessThan(tolerance);
        }
      });
    }

    for (let i = 0; i < 12; i++) {
      const labels = search.toward(links, i, 100_000);
      const polygon = reachPolygon(labels);
      expect(problemsOf(polygon)).toEqual([]);
      expect(labels.streetMetres(50_000)).toBeLessThanOrEqual(labels.streetMetres());
    }
  });
});

test("in Andorra slopes make walks dearer up than down, within what Tobler's function allows", async () => {
  const input = inputOf(await readExtract(realFile("andorra", "streets.osm.pbf")), PRODUCT_RULE);
  const [hgt] = Object.values(unzipSync(readFileSync(realFile("andorra", "N42E001.hgt.zip"))));
  const view = new DataView(hgt.buffer, hgt.byteOffset, hgt.byteLength);
  const heights = Float32Array.from({ length: 1201 * 1201 }, (_, k) => view.getInt16(2 * k));
  const tile = { west: 1, north: 43, lonStep: 1 / 1200, latStep: 1 / 1200, columns: 1201, rows: 1201, heights };
  const flat = buildNetwork(input);
  const steep = buildNetwork({ ...input, heights: heightsOf([tile]) });
  const total = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0);
  expect(Math.abs(total(steep.edgeMetres) - total(flat.edgeMetres))).toBeLessThan(1);
  expect(steep.metresWithoutHeight).toBe(0);
  expect(Array.from(steep.componentSize)).toEqual(Array.from(flat.componentSize));
  for (let e = 0; e < steep.edgeCount; e++) {
    // The least factor is e^(-0.175), at 5 % down; the largest e^3.5 at 45° (whatever the heights say).
    for (const cost of [forwardCost(steep, e), backwardCost(steep, e)]) {
      if (cost === NONE) continue;
      expect(cost).toBeGreaterThanOrEqual(Math.floor(100 * steep.edgeMetres[e] * Math.exp(-0.175)));
      expect(cost).toBeLessThanOrEqual(Math.ceil(100 * steep.edgeMetres[e] * Math.exp(3.5)));
    }
  }
  const split = steep.nodeCount - flat.nodeCount;
  console.info(
    `Andorra: ${flat.nodeCount} nodes, ${split} more where slopes split edges; cost ÷ length ${(total(steep.edgeCost) / total(flat.edgeCost)).toFixed(3)}`,
  );
  expect(split).toBeGreaterThan(0);
});
