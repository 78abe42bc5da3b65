/** The bench cannot rot: each of its rows runs on a small made-up town, without peers; and its own arithmetic is right. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, test } from "vitest";
import { copiesOf, placesOnEdges } from "../scripts/bench/copies.ts";
import { insideOf } from "../scripts/bench/inside.ts";
import { type Measured, markOf, numberText, pageOf, quotedIn, writeReport } from "../scripts/bench/report.ts";
import { type Bench, figureOf, type Line, single } from "../scripts/bench/row.ts";
import { ROWS } from "../scripts/bench/rows.ts";
import { statisticsOf } from "../scripts/bench/statistics.ts";
import { loadTown } from "../scripts/bench/town.ts";
import { createSearch } from "../server/network/search.ts";

const cache = mkdtempSync(join(tmpdir(), "bench-test-"));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

const bench: Bench = {
  size: "tiny",
  withPeers: false,
  cache,
  port: 0,
  newDataDir: () => Promise.reject(new Error("Rows with databases are tested in bench-product.test.ts.")),
  say: () => undefined,
};
/** These start the whole product. */
const WITH_PRODUCT = ["requests", "loop", "import", "drag", "siting"];

describe.each(ROWS.filter(({ name }) => !WITH_PRODUCT.includes(name)))("the row $name", (row) => {
  it("gives figures and says how it got them", async () => {
    const { lines, notes, pictures = {} } = await row.run(bench);
    expect(lines.length).toBeGreaterThan(0);
    expect(notes.length).toBeGreaterThan(0);
    const figures = lines.flatMap(({ ours }) => ours ?? []);
    expect(figures.length).toBeGreaterThan(0);
    for (const { value } of figures) expect(value).toBeGreaterThan(0);
    for (const text of Object.values(pictures)) {
      expect(text).toMatch(/^<svg /);
      expect(text).not.toMatch(/NaN|Infinity|undefined/);
    }
  }, 60_000);
});

describe("statistics", () => {
  it("are those of the textbook", () => {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares 32, sample deviation √(32 / 7).
    const { count, min, median, mean, std, p95 } = statisticsOf([9, 4, 2, 5, 4, 7, 4, 5]);
    expect({ count, min, median, mean, p95 }).toEqual({ count: 8, min: 2, median: 4, mean: 5, p95: 9 });
    expect(std).toBeCloseTo(Math.sqrt(32 / 7), 12);
  });

  it("refuse to say something of nothing", () => {
    expect(() => statisticsOf([])).toThrow("there are no samples");
  });
});

test("copies are the town again and again, apart from each other", async () => {
  const { network } = await loadTown(bench, "porto", { facilities: 0 });
  const copies = copiesOf(network, 3);
  expect(copies.nodeCount).toBe(3 * network.nodeCount);
  const places = placesOnEdges(network, 4, "test");
  const limit = 50_000;
  const one = createSearch(network);
  const three = createSearch(copies);
  for (let i = 0; i < places.count; i++) {
    const expected = one.fromPoint(places, i, limit);
    for (let copy = 0; copy < 3; copy++) {
      const edge = places.edge.map((e) => e + copy * network.edgeCount);
      const labels = three.fromPoint({ ...places, edge }, i, limit);
      expect(labels.settledCount).toBe(expected.settledCount);
      const [from, to] = [copy * network.nodeCount, (copy + 1) * network.nodeCount];
      expect(labels.nodeCost.subarray(from, to)).toEqual(expected.nodeCost);
    }
  }
});

test("inside a polygon with a hole is what lies between both rings", () => {
  const square = (a: number, b: number) => [
    [a, a],
    [b, a],
    [b, b],
    [a, b],
    [a, a],
  ];
  const isInside = insideOf({ type: "Polygon", coordinates: [square(0, 4), square(1, 3)] });
  expect([isInside(0.5, 2), isInside(2, 2), isInside(5, 2)]).toEqual([true, false, false]);
});

describe("the report", () => {
  const target = { measure: "ratio", better: "larger", owed: 10, ambition: 100 } as const;
  const line = (ours: number, peer: number): Line => {
    return { what: "a walk", ours: single(ours, "ms"), peer: single(peer, "ms"), target };
  };
  const measured = (name: string, lines: Line[]) => ({
    name,
    title: `Row ${name}`,
    at: "2026-01-02T03:04",
    commit: "abc",
    machine: { cores: 2, processor: "Some", memoryGigabytes: 24, system: "linux 6", node: "24" },
    seconds: 7,
    lines,
    notes: ["A note."],
  });

  it("marks what is reached", () => {
    expect([line(2, 10), line(1, 10), line(1, 100)].map(markOf)).toEqual(["✗", "✓", "✓✓"]);
    expect(markOf({ ...line(1, 1), peer: "peer missing: it is not here" })).toBe("");
    expect(markOf({ ...line(3, 1), target: { measure: "value", better: "smaller", owed: 3, ambition: 2 } })).toBe("✓");
  });

  it("writes numbers with three digits that count", () => {
    expect([0.012345, 1.5, 99.95, 123.4, 54_321].map(numberText)).toEqual(["0.0123", "1.5", "100", "123", "54,321"]);
  });

  it("says when a peer is missing", () => {
    const page = pageOf([measured("a", [{ ...line(1, 1), peer: "peer missing: it is not here" }])]);
    expect(page).toContain("| a walk | 1 ms | peer missing: it is not here |  | 10 × | 100 × |");
  });

  it("shows the samples behind a figure", () => {
    const ours = figureOf(statisticsOf([1, 2, 3]), "mean", "ms");
    const page = pageOf([measured("a", [{ ...line(1, 1), ours }])]);
    expect(page).toContain("| a walk | 2 ms *mean* | 1 ms | 0.5 × ✗ | 10 × | 100 × |");
    expect(page).toContain("| a walk: ours | ms | 3 | 1 | 2 | 2 ± 1 | 3 | 3 |");
  });

  it("is what the README quotes", () => {
    const root = join(import.meta.dirname, "..");
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const rows = JSON.parse(readFileSync(join(root, "docs", "bench.json"), "utf8")) as Measured[];
    expect(quotedIn(readme, rows)).toBe(readme);
    expect(() => quotedIn("no place", rows)).toThrow("put its two comments back");
  });

  it("keeps the rows that were measured before, in their order", () => {
    const folder = mkdtempSync(join(cache, "docs-"));
    writeReport(folder, [measured("b", [line(1, 10)])], ["a", "b"]);
    writeReport(folder, [measured("a", [line(1, 20)])], ["a", "b"]);
    const page = readFileSync(join(folder, "bench.md"), "utf8");
    expect(page.indexOf("## Row a")).toBeGreaterThan(0);
    expect(page.indexOf("## Row b")).toBeGreaterThan(page.indexOf("## Row a"));
    expect(page).toContain("Machine: 2 cores of Some, 24 GB, linux 6, Node 24.");
  });
});
