import { expect, it } from "vitest";
import { randomOf } from "../../scripts/demo/random.ts";
import { distanceMetres, METRES_PER_DEGREE } from "../../server/geo.ts";
import { blockedBy, spacingPairs } from "../../server/siting/spacing.ts";
import { rowOf } from "./slow-siting.ts";

/** Places on a small grid, so that many share a place or a distance. */
function places(subject: string, count: number) {
  const random = randomOf(subject);
  const south = 170 * random() - 85;
  const west = 300 * random() - 150;
  const step = 10 ** -(1 + Math.floor(4 * random()));
  const lon = Float64Array.from({ length: count }, () => west + step * Math.floor(9 * random()));
  const lat = Float64Array.from({ length: count }, () => south + step * Math.floor(9 * random()));
  return { lon, lat, random };
}

it("finds the pairs that are nearer than the spacing, and no others", () => {
  let pairs = 0;
  for (let n = 0; n < 150; n++) {
    const { lon, lat, random } = places(`siting/spacing/${n}`, 40);
    const between = (a: number, b: number) => distanceMetres(lon[a], lat[a], lon[b], lat[b]);
    // Half of the time exactly the distance of some pair: at that distance they may stand.
    const metres = n % 2 === 0 ? between(0, 1 + Math.floor(39 * random())) : 3 * random() * between(0, 1);
    const rows = spacingPairs(lon, lat, metres);
    pairs += rows.items.length;
    for (let a = 0; a < 40; a++) {
      const near = [...lon.keys()].filter((b) => a !== b && between(a, b) < metres);
      expect(rowOf(rows, a)).toEqual(near);
    }
    const others = [3, 17, 29];
    const blocked = blockedBy(
      lon,
      lat,
      Float64Array.from(others, (b) => lon[b]),
      Float64Array.from(others, (b) => lat[b]),
      metres,
    );
    expect([...blocked]).toEqual(Array.from(lon, (_, a) => (others.some((b) => between(a, b) < metres) ? 1 : 0)));
  }
  expect(pairs).toBeGreaterThan(8_000);
});

it("keeps places apart that are one, and lets those stand that are exactly the spacing apart", () => {
  const lon = Float64Array.of(0, 0, 0);
  const lat = Float64Array.of(0, 0, 500 / METRES_PER_DEGREE);
  const apart = distanceMetres(lon[1], lat[1], lon[2], lat[2]);
  expect([0, 1, 2].map((j) => rowOf(spacingPairs(lon, lat, apart), j))).toEqual([[1], [0], []]);
  expect([0, 1, 2].map((j) => rowOf(spacingPairs(lon, lat, apart + 1e-6), j))).toEqual([
    [1, 2],
    [0, 2],
    [0, 1],
  ]);
});

it("answers for no places and no spacing, and refuses what it cannot hold", () => {
  const none = new Float64Array();
  expect(spacingPairs(none, none, 500)).toEqual({ count: 0, first: new Int32Array(1), items: new Int32Array() });
  const lon = new Float64Array(100);
  expect(spacingPairs(lon, lon, 0).items).toHaveLength(0);
  expect(blockedBy(lon, lon, none, none, 500)).toEqual(new Uint8Array(100));
  expect(() => spacingPairs(lon, lon, 500, 9_000)).toThrow(
    "With a spacing of 500 m these 100 candidates have more than 9000 pairs that stand too near each other: take a smaller spacing, or fewer candidates.",
  );
  expect(() => spacingPairs(lon, lon, Number.NaN)).toThrow("not NaN");
});
