/**
 * Small random networks of every awkward kind, as columns without streets behind them: parallel edges, loops, islands, one-way
 * and private edges, edges without length, and edges so long that costs leave every usual range.
 */
import { buildNetwork } from "../../server/network/build.ts";
import type { Links, Network } from "../../server/network/network.ts";
import { inputFrom, random, type WayOf } from "./random-streets.ts";

/** Some seeds lie within a village, some across countries, most have both. */
export function randomGraph(seed: number): Network {
  const next = random(seed);
  const below = (n: number): number => Math.floor(next() * n);
  const count = 2 + below(24);
  const spread = [0.01, 0.01, 0.1, 0.1, 1, 8][below(6)];
  const nodes = new Map<number, [number, number]>();
  for (let id = 1; id <= count; id++) {
    const twin = nodes.get(1 + below(Math.max(1, id - 1)));
    const reach = next() < 0.2 ? spread : 0.005;
    nodes.set(id, twin !== undefined && next() < 0.15 ? [...twin] : [next() * reach, next() * reach]);
  }
  const privateShare = [0, 0, 0.2, 0.5][below(4)];
  const onewayShare = [0, 0, 0.3][below(3)];
  const ways: WayOf[] = [];
  for (let id = 1; id <= 1 + below(2 * count); id++) {
    const way = Array.from({ length: 2 + below(3) }, () => 1 + below(count));
    if (next() < 0.1) way.push(way[0]);
    const foot = next() < privateShare ? 2 : 1;
    ways.push({ id, nodes: way, foot, oneway: next() < onewayShare ? (next() < 0.5 ? 1 : -1) : 0 });
    // The same way again: parallel edges.
    if (next() < 0.1) ways.push({ id: 1000 + id, nodes: way });
  }
  const gates = Array.from(
    { length: below(3) },
    () => ({ nodeId: 1 + below(count), foot: next() < 0.8 ? 2 : 0 }) as const,
  );
  return buildNetwork(inputFrom(nodes, ways, { gates }));
}

/** Places on random edges: at ends, inside, several on one edge, on and off the street, some not linked. */
export function randomPlaces(network: Network, seed: number, count: number): Links {
  const next = random(seed + 900_000);
  const { edgeCount } = network;
  const isLinked = () => edgeCount > 0 && next() > 0.05;
  return {
    count,
    edge: Int32Array.from({ length: count }, () => (isLinked() ? Math.floor(next() * Math.min(edgeCount, 20)) : -1)),
    fraction: Float64Array.from({ length: count }, () => [0, 1, 0.5, next(), next()][Math.floor(next() * 5)]),
    metres: Float64Array.from(
      { length: count },
      () => [0, 0, 10, 300 * next(), 2_000 * next()][Math.floor(next() * 5)],
    ),
    lon: new Float64Array(count),
    lat: new Float64Array(count),
  };
}
