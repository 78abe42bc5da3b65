/**
 * The product's walks against two matrices that others worked out: a plain Dijkstra over raw OSM nodes (shared road rule), which must be met,
 * and against that of the product's own rule, where every difference must come from a tag.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Tags } from "../../server/import/osm-elements.ts";
import { buildNetwork } from "../../server/network/build.ts";
import { createLinker } from "../../server/network/link.ts";
import { NONE } from "../../server/network/network.ts";
import { createSearch } from "../../server/network/search.ts";
import {
  type Extract,
  inputOf,
  PRODUCT_RULE,
  plainRule,
  type RoadRule,
  readExtract,
  realFile,
  WITH_TRUNK,
} from "./extract.ts";

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
    "%s is met within 0.5 % by 99.5 % of the pairs",
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
      expect(off.length, off.slice(0, 10).join("\n")).toBeLessThanOrEqual(0.005 * pairs);
    },
  );

  test("with the product's own rule every pair that differs by more than 1 % is explained by a tag", () => {
    const expected = matrix.dijkstra_with_trunk_m;
    const differing = (mine: (number | null)[][], among: readonly string[]): string[] =>
      among.filter((pair) => {
        const [i, j] = pair.split(" ").map(Number);
        return !agrees(mine[i][j], expected[i][j], 0.01);
      });
    const all = matrix.nodes.flatMap((_, i) => matrix.nodes.flatMap((_, j) => (i === j ? [] : [`${i} ${j}`])));
    let left = differing(metresBetween(extract, matrix, PRODUCT_RULE), all);
    const count = left.length;
    const present = presentSwitches(extract);
    const explained: Record<string, number> = {};
    for (let size = 1; left.length > 0 && size <= present.length; size++) {
      for (const switches of subsets(present, size)) {
        if (left.length === 0) break;
        const still = differing(metresBetween(extract, matrix, switched(new Set(switches))), left);
        if (still.length < left.length) explained[switches.join(" + ")] = left.length - still.length;
        left = still;
      }
    }
    console.info(`${name}: ${count} of ${all.length} pairs differ by more than 1 %: ${JSON.stringify(explained)}`);
    expect(left).toEqual([]);
  });
});

/** How the product's rule differs from the plain one, by what the tags say. */
const SWITCHES = {
  gates: "gates, closed to passing",
  private: "private ways, to leave or arrive only (plain: left out)",
  restricted: "destination, customers and the like, to leave or arrive only (plain: open)",
  closed: "closed by other tags (plain: open)",
  area: "area=yes, walked along its edge (plain: left out)",
  kinds: "kinds of way that the plain rule does not know",
  open: "open by other tags (plain: left out)",
  oneway: "one-way for walkers",
} as const;
type Switch = keyof typeof SWITCHES;

const PLAIN_RULE = plainRule({ withTrunk: true });

/** Why the two rules see a way differently, or null where they agree. */
function difference(tags: Tags): Switch | null {
  const product = PRODUCT_RULE.kind(tags) === null ? 0 : PRODUCT_RULE.foot(tags);
  const plain = PLAIN_RULE.kind(tags) === null ? 0 : 1;
  if (product === plain) return null;
  if (tags.get("area") === "yes" && plain === 0) return "area";
  if (plain === 0 && !WITH_TRUNK.has(tags.get("highway") ?? "")) return "kinds";
  if (product === 2) return plain === 0 ? "private" : "restricted";
  return product === 0 ? "closed" : "open";
}

/** The product's rule, but for some switches the plain one. */
function switched(switches: ReadonlySet<Switch>): RoadRule {
  const isPlain = (tags: Tags): boolean => {
    const reason = difference(tags);
    return reason !== null && switches.has(reason);
  };
  return {
    kind: (tags) => (isPlain(tags) ? PLAIN_RULE : PRODUCT_RULE).kind(tags),
    foot: (tags) => (isPlain(tags) ? PLAIN_RULE : PRODUCT_RULE).foot(tags),
    oneway: switches.has("oneway") ? () => 0 : PRODUCT_RULE.oneway,
    gate: switches.has("gates") ? () => 1 : PRODUCT_RULE.gate,
  };
}

function presentSwitches({ ways, nodeTags }: Extract): Switch[] {
  const present = new Set<Switch | null>(ways.map(({ tags }) => difference(tags)));
  if ([...nodeTags.values()].some((tags) => PRODUCT_RULE.gate(tags) !== 1)) present.add("gates");
  if (ways.some(({ tags }) => PRODUCT_RULE.kind(tags) !== null && PRODUCT_RULE.oneway(tags) !== 0))
    present.add("oneway");
  return (Object.keys(SWITCHES) as Switch[]).filter((key) => present.has(key));
}

function subsets<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, k) => subsets(items.slice(k + 1), size - 1).map((rest) => [item, ...rest]));
}
