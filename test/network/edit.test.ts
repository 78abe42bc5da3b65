/** Edited networks against networks built from edited rows, links against linking everything, and what each edit means. */
import { expect, test } from "vitest";
import { METRES_PER_DEGREE, metresPerDegreeLon } from "../../server/geo.ts";
import { buildNetwork } from "../../server/network/build.ts";
import { accessOf, onewayOf } from "../../server/network/edges.ts";
import { editNetwork, type StreetEdit } from "../../server/network/edit.ts";
import { createLinker } from "../../server/network/link.ts";
import { degreesOf, type Links, type Network, NONE } from "../../server/network/network.ts";
import { createRelinker } from "../../server/network/relink.ts";
import { createSearch } from "../../server/network/search.ts";
import { checkArcs } from "./arcs-of-edges.ts";
import { Ambiguous, editedStreets, hasDoubles } from "./edited-streets.ts";
import { placeOf, randomPoints } from "./random-points.ts";
import { random, randomStreets } from "./random-streets.ts";

/** One to three edits: paths that join streets here and there, and as the last of them now and then a blocked street. */
function randomEdits(network: Network, seed: number): StreetEdit[] {
  const next = random(seed + 70_000);
  const below = (n: number) => Math.floor(next() * n);
  const { shapeLonE7, shapeLatE7, segmentPoint } = network;
  const near = (metres: number) => {
    const p = segmentPoint[below(segmentPoint.length)];
    const t = next() < 0.2 ? below(2) : next();
    const lon = degreesOf(shapeLonE7[p] + t * (shapeLonE7[p + 1] - shapeLonE7[p]));
    const lat = degreesOf(shapeLatE7[p] + t * (shapeLatE7[p + 1] - shapeLatE7[p]));
    return {
      lon: lon + ((next() - 0.5) * metres) / metresPerDegreeLon(lat),
      lat: lat + ((next() - 0.5) * metres) / METRES_PER_DEGREE,
    };
  };
  const paths = Array.from({ length: 1 + below(2) }, (_, key): StreetEdit => {
    return { type: "add-path", key, points: Array.from({ length: 2 + below(4) }, () => near(next() < 0.7 ? 15 : 200)) };
  });
  const block: StreetEdit = { type: "block-street", key: 9, ...near(20) };
  return [[block], paths, [...paths, block]][below(3)];
}

const RULE = { maxMetres: 500 };

/** Whether two networks join a point at the same place of the same street; two may be equally near. */
function areSame(a: Network, linkA: Links, b: Network, linkB: Links, i: number): boolean {
  const [edgeA, edgeB] = [linkA.edge[i], linkB.edge[i]];
  if (edgeA === NONE || edgeB === NONE) return edgeA === edgeB;
  const isAlike =
    accessOf(a, edgeA) === accessOf(b, edgeB) &&
    Math.abs(onewayOf(a, edgeA)) === Math.abs(onewayOf(b, edgeB)) &&
    Math.abs(a.edgeMetres[edgeA] - b.edgeMetres[edgeB]) < 0.1;
  const [[lonA, latA], [lonB, latB]] = [placeOf(a, linkA, i), placeOf(b, linkB, i)];
  return isAlike && Math.hypot(lonA - lonB, latA - latB) * METRES_PER_DEGREE < 0.1;
}

test("300 random networks: edited, they are those of the edited rows; and points linked again are those that are all linked", () => {
  let [compared, pairs, unequal, concerned] = [0, 0, 0, 0];
  for (let seed = 1; compared < 300; seed++) {
    const input = randomStreets(seed, seed % 3);
    const before = buildNetwork(input);
    if (before.segmentPoint.length === 0 || hasDoubles(before)) continue;
    const edits = randomEdits(before, seed);
    const edited = editNetwork(before, edits);
    const { network } = edited;
    checkArcs(network, `seed ${seed}`);
    const sum = network.edgeMetres.reduce((total, metres) => total + metres, 0);
    expect(Math.abs(sum - network.walkableMetres), `seed ${seed}`).toBeLessThanOrEqual(1e-6 * sum + 1e-3);

    // Linking again.
    const { lon, lat } = randomPoints(before, seed, 40);
    const linker = createLinker(network);
    const links = linker.link(lon, lat, RULE);
    const old = createLinker(before).link(lon, lat, RULE);
    const relinked = createRelinker(before, edited, linker).relink(old, RULE);
    for (let i = 0; i < lon.length; i++) {
      expect([relinked.edge[i], relinked.metres[i]], `seed ${seed} point ${i}`).toEqual([
        links.edge[i],
        links.metres[i],
      ]);
      expect(relinked.fraction[i], `seed ${seed} point ${i}`).toBeCloseTo(links.fraction[i], 12);
      if (links.metres[i] !== old.metres[i]) concerned++;
    }

    // Built from the edited rows.
    let twin: Network;
    try {
      const refused = new Set(edited.problems.map(({ key }) => key));
      const done = edits.filter(({ key }) => !refused.has(key));
      const streets = editedStreets(input.streets, done, input.gates, (rows) =>
        buildNetwork({ ...input, streets: rows }),
      );
      twin = buildNetwork({ ...input, streets });
      if (hasDoubles(twin)) continue;
    } catch (error) {
      if (error instanceof Ambiguous) continue;
      throw error;
    }
    compared++;
    const ofTwin = createLinker(twin).link(lon, lat, RULE);
    const cost = createSearch(network).times(links, links).cost;
    const costOfTwin = createSearch(twin).times(ofTwin, ofTwin).cost;
    // Each edge and each part of one is rounded to a centimetre, and a join to the coordinates' 1.1 cm. A new node on a straight
    // street of kilometres takes it off the shortest line by more.
    const most = Math.max(...before.edgeMetres) < 2_000 ? 8 : 2_000;
    expect(Math.abs(network.walkableMetres - twin.walkableMetres), `seed ${seed}`).toBeLessThan(most / 80);
    const same = [...lon.keys()].filter((i) => areSame(network, links, twin, ofTwin, i));
    for (const i of same) {
      expect(Math.abs(links.metres[i] - ofTwin.metres[i] || 0), `seed ${seed} point ${i}`).toBeLessThan(0.02);
      for (const j of same) {
        const [mine, theirs] = [cost[i * lon.length + j], costOfTwin[i * lon.length + j]];
        const where = `seed ${seed} from ${i} to ${j}: ${mine} ${theirs}`;
        expect(mine === NONE, where).toBe(theirs === NONE);
        expect(Math.abs(mine - theirs), where).toBeLessThanOrEqual(most);
        pairs++;
        if (mine !== theirs) unequal++;
      }
    }
  }
  expect(concerned).toBeGreaterThan(500);
  expect(pairs).toBeGreaterThan(200_000);
  // Nearly all to the centimetre.
  expect(unequal / pairs).toBeLessThan(0.15);
}, 90_000);
