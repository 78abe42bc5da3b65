/** Points around the streets of a network, and where they join it. */
import { degreesOf, type Links, type Network } from "../../server/network/network.ts";
import { partOfShape } from "../../server/network/shape.ts";
import { random } from "./random-streets.ts";

export function randomPoints(network: Network, seed: number, count: number): { lon: Float64Array; lat: Float64Array } {
  const next = random(seed + 80_000);
  const { shapeLonE7, shapeLatE7 } = network;
  const at = Array.from({ length: count }, () => Math.floor(next() * shapeLonE7.length));
  const off = () => (next() - 0.5) * (next() < 0.1 ? 0.02 : 0.003);
  return {
    lon: Float64Array.from(at, (p) => degreesOf(shapeLonE7[p]) + off()),
    lat: Float64Array.from(at, (p) => degreesOf(shapeLatE7[p]) + off()),
  };
}

/** Where a link meets its street, degrees. */
export const placeOf = (network: Network, links: Links, i: number) =>
  partOfShape(network, links.edge[i], links.fraction[i], links.fraction[i])[0];
