/** Ways read off the costs: on random graphs each leads along arcs that add up to the node's cost, through no node twice, to where the search began. */
import { expect, test } from "vitest";
import { arrivingFrom, arrivingTo, backwardCost, forwardCost, junctionOf } from "../../server/network/edges.ts";
import { NONE } from "../../server/network/network.ts";
import { createSearch } from "../../server/network/search.ts";
import { plainArcs } from "./plain-arcs.ts";
import { randomGraph, randomPlaces } from "./random-graphs.ts";

test("on 1,000 random graphs, with streets without length, from one place and towards the nearest of many", () => {
  let ways = 0;
  let level = 0;
  for (let seed = 0; seed < 1_000; seed++) {
    const network = randomGraph(seed);
    const { first, arcs } = plainArcs(network, false);
    const search = createSearch(network);
    const places = randomPlaces(network, seed, 4);
    const all = [
      () => search.fromPoint(places, seed % 4, Number.POSITIVE_INFINITY),
      () => search.toward(places, seed % 4, 300_000),
      () => search.towardNearest(places, Number.POSITIVE_INFINITY),
    ];
    all.forEach((labelsOf, k) => {
      const labels = labelsOf();
      const isFrom = labels.direction === "from";
      for (let s = 0; s < labels.settledCount; s++) {
        const where = `seed ${seed}, search ${k}, node ${labels.settled[s]}`;
        const chain = search.chain(labels.settled[s]);
        expect(new Set(chain).size, where).toBe(chain.length);
        for (let at = 0; at + 1 < chain.length; at++) {
          const [node, before] = [chain[at], chain[at + 1]];
          const cost = labels.nodeCost[node] - labels.nodeCost[before];
          if (cost === 0) level++;
          expect(labels.nodePlace?.[node], where).toBe(labels.nodePlace?.[before]);
          const [tail, head] = isFrom ? [before, node] : [node, before];
          const costs = [];
          for (let a = first[tail]; a < first[tail + 1]; a++) if (arcs[2 * a] === head) costs.push(arcs[2 * a + 1]);
          expect(costs, where).toContain(cost);
          if (junctionOf(network, node) !== junctionOf(network, before))
            expect([forwardCost, backwardCost].map((of) => of(network, search.edgeInto(node)))).toContain(cost);
        }
        // The last node is an end of the place's edge, reached at no more than the leg and the whole edge.
        const last = chain[chain.length - 1];
        const row = labels.nodePlace?.[last] ?? labels.rows[0];
        const edge = places.edge[row];
        const isTo = search.startFraction(last) === 1;
        const ends = isTo
          ? [network.edgeTo[edge], arrivingTo(network, edge)]
          : [network.edgeFrom[edge], arrivingFrom(network, edge)];
        expect(ends, where).toContain(last);
        expect(search.edgeInto(last), where).toBe(NONE);
        const whole = Math.max(forwardCost(network, edge), backwardCost(network, edge));
        expect(labels.nodeCost[last], where).toBeLessThanOrEqual(Math.round(100 * places.metres[row]) + whole);
        ways++;
      }
    });
  }
  expect(ways).toBeGreaterThan(10_000);
  expect(level).toBeGreaterThan(1_000);
});
