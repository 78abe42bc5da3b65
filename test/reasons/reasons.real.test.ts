/** Barriers of a real city: what is said of a few cells is tried by building the crossing into the real streets. */
import { expect, test } from "vitest";
import { buildNetwork } from "../../server/network/build.ts";
import { createLinker } from "../../server/network/link.ts";
import { degreesOf } from "../../server/network/network.ts";
import { createSearch } from "../../server/network/search.ts";
import { partOfShape } from "../../server/network/shape.ts";
import { findCrossings } from "../../server/reasons/crossings.ts";
import { inputOf, PRODUCT_RULE, readExtract, realFile } from "../network/extract.ts";
import { randomFrom } from "../random-town.ts";
import { withStreet } from "./slow-reasons.ts";

const LIMIT = 100_000;
const TRIED = 3;

test("in Porto a crossing that is really built brings a station as near as it was said to", async () => {
  const input = inputOf(await readExtract(realFile("porto-portugal", "streets.osm.pbf")), PRODUCT_RULE);
  const network = buildNetwork(input);
  const [search, linker, random] = [createSearch(network), createLinker(network), randomFrom(7)];
  const somewhere = (count: number): [number[], number[]] => {
    const points = Array.from({ length: count }, () => Math.floor(random() * network.shapeLonE7.length));
    const moved = () => (random() - 0.5) * 0.004;
    return [network.shapeLonE7, network.shapeLatE7].map((of) => points.map((p) => degreesOf(of[p]) + moved())) as [
      number[],
      number[],
    ];
  };
  const homes = linker.link(...somewhere(30_000), { maxMetres: 500 });
  const facilities = linker.link(...somewhere(80), { maxMetres: 500 });
  const nearest = search.nearest(facilities, homes, LIMIT);
  const rows = Int32Array.from(homes.edge.keys()).filter((i) => homes.edge[i] !== -1 && nearest.cost[i] === -1);
  const counting = Array.from(facilities.edge.keys());
  const limit = new Int32Array(homes.count).fill(LIMIT);
  const found = findCrossings(search, linker, { homes, rows, limit, facilities, counting, districts: null });
  const explained = [...rows.keys()].filter((at) => found.facility[at] !== -1);
  expect(explained.length).toBeGreaterThan(TRIED);

  for (let k = 0; k < TRIED; k++) {
    const at = explained[Math.floor((k * explained.length) / TRIED)];
    const [home, facility] = [rows[at], found.facility[at]];
    expect(found.straightMetres[at]).toBeLessThanOrEqual(LIMIT / 100);
    expect(Number.isNaN(found.walkMetres[at]) || found.walkMetres[at] >= 2 * found.straightMetres[at]).toBe(true);
    const ends = [
      [found.nearLon[at], found.nearLat[at]],
      [found.farLon[at], found.farLat[at]],
    ] as const;
    const joints = ends.map(([lon, lat]) => placeOf(linker.linkPoint(lon, lat, { maxMetres: 500 })));
    const built = withStreet({ streets: input.streets }, [joints[0], ...ends, joints[1]]);
    const city = buildNetwork({ ...input, streets: built.streets });
    const again = createLinker(city);
    const [start, end] = [placeOf(homes, home), placeOf(facilities, facility)].map(([lon, lat]) =>
      again.linkPoint(lon, lat, { maxMetres: 1 }),
    );
    const [cost] = createSearch(city).times(start, end).cost;
    const walk = cost / 100 + homes.metres[home] + facilities.metres[facility];
    expect(Math.abs(walk - found.walkMetresWith[at]), `home ${home}`).toBeLessThan(0.5);
  }

  /** Where a link meets its street, degrees. */
  function placeOf(links: typeof homes, row = 0): [number, number] {
    const edge = links.edge[row];
    const line = partOfShape(network, edge, links.fraction[row], links.fraction[row] === 1 ? 0 : 1);
    return line[0];
  }
}, 120_000);
