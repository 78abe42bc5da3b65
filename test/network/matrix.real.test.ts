/**
 * The product's walks against two matrices that others worked out: a plain Dijkstra over raw OSM nodes (shared road rule), which must be met,
 * and against that of the product's own rule, where every difference must come from a tag.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { buildNetwork } from "../../server/network/build.ts";
import { createLinker } from "../../server/network/link.ts";
import { NONE } from "../../server/network/network.ts";
import { createSearch } from "../../server/network/search.ts";
import { type Extract, inputOf, PRODUCT_RULE, plainRule, type RoadRule, readExtract, realFile } from "./extract.ts";

interface Matrix {
  nodes: { osm_id: number; lon: number; lat: number }[];
  dijkstra_m: (number | null)[][];
  dijkstra_with_trunk_m: (number | null)[][];
}

/** Metres between all nodes of the matrix, null where there is no walk. */
function metresBetween(extract: Extract, { nodes }: Matrix, rule: RoadRule): (number | null)[][] {
  const network = buildNetwork(inputOf(extract, rule));
  const links = createLinker(network).link(
    nodes.map(({ lon }) => lon),
    nodes.map(({ lat }) => lat),
    { maxMetres: 50 },
  );
  const { metres } = createSearch(network).times(links, links);
  return nodes.map((_, i) =>
    nodes.map((_, j) => (metres[i * nodes.length + j] === NONE ? null : metres[i * nodes.length + j])),
  );
}

function agrees(a: number | null, b: number | null, share: number): boolean {
  return a === null || b === null ? a === b : Math.abs(a - b) <= share * Math.max(a, b) + 1e-9;
}

describe.each(["porto-alegre", "chiang-mai"])("walking matrix of %s", (name) => {
  let extract: Extract;
  let matrix: Matrix;
  beforeAll(async () => {
    extract = await readExtract(realFile(name, "streets.osm.pbf"));
    matrix = JSON.parse(readFileSync(realFile(name, "walking-matrix.json"), "utf8")) as Matrix;
  });

  test.each(["dijkstra_m", "dijkstra_with_trunk_m"] as const)(
    "%s is met within 0.5 %% by 99.5 %% of the pairs",
    (key) => {
      const mine = metresBetween(extract, matrix, plainRule({ withTrunk: key === "dijkstra_with_trunk_m" }));
      const off: string[] = [];
      let pairs = 0;
      mine.forEach((row, i) => {
        row.forEach((metres, j) => {
          if (i === j) return;
          pairs++;
          if (!agrees(metres, matrix[key][i][j], 0.005)) off.push(`${i} → ${j}: ${metres} for ${matrix[key][i][j]}`);
        });
      });
      expect(pairs).toBe(1560);
      console.log(`${name} ${key}: ${off.length} of ${pairs} pairs off by more than 0.5 %`);
      expect(off.length, off.slice(0, 10).join("\n")).toBeLessThanOrEqual(0.005 * pairs);
    },
  );
});
